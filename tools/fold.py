"""Folds stored results that stand below a prediction, so that nobody sees them before the guess.

In a built notebook the cells between `my_guess = None` and `predict("id", my_guess, ...)` have
stored outputs, and so have cells shortly after it: the answer would stand on the same screen. Each
cell's are put into one `<details>`. Whoever reads without a kernel unfolds it; running the cell
puts the live output in its place.
"""

import ast
import html
from collections.abc import Sequence

from nbformat import NotebookNode
from nbformat.v4 import new_output

from helpers.words import message, spoken

SUMMARY = message("Stored result. Guess first; then run the cells, or open it here.")
SCREEN = 800  # pixels below a prediction in which no result stands open
# Pixels of the least that a cell takes: its frame, a line of code, a line of text of 16 words.
FRAME, CODE, TEXT, WORDS = 22, 17, 24, 16


def parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:  # shell commands and the like: no prediction stands there
        return ast.Module([], [])


def guesses(source: str) -> set[str]:
    """The names that a cell leaves open for a prediction.

    >>> guesses("my_share = None  # between 0 and 1")
    {'my_share'}
    """
    return {
        target.id
        for node in parsed(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
        and target.id.startswith("my_")
        and isinstance(node.value, ast.Constant)
        and node.value.value is None
    }


def judged(source: str) -> set[str]:
    """The names that a cell compares with a result.

    >>> judged('predict("costs.bytes", my_bytes, 12)')
    {'my_bytes'}
    """
    return {
        argument.id
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "predict"
        for argument in node.args
        if isinstance(argument, ast.Name)
    }


def height(cell: NotebookNode) -> int:
    """The pixels that a cell takes at least, without its outputs."""
    if cell.cell_type == "code":
        return FRAME + CODE * len(cell.source.splitlines())
    return FRAME + TEXT * -(-len(cell.source.split()) // WORDS)


def hidden(cells: Sequence[NotebookNode]) -> set[int]:
    """The places of cells whose stored outputs would tell a result too soon: those from a
    prediction to where it is judged, and those on the same screen below the prediction."""
    found: set[int] = set()
    for first, cell in enumerate(cells):
        for name in guesses(cell.source) if cell.cell_type == "code" else ():
            later = range(first + 1, len(cells))
            last = next((i for i in later if name in judged(cells[i].source)), first)
            below = 0
            for i in later:
                if i > last and below > SCREEN:
                    break
                if "nbval-check-output" not in cells[i].metadata.get("tags", []):  # always the same
                    found.add(i)
                below += height(cells[i])
    return found


def shown(output: NotebookNode) -> str:
    """An output as HTML."""
    if output.output_type == "stream":
        return f"<pre>{html.escape(output.text)}</pre>"
    if "text/html" in output.data:
        return output.data["text/html"]
    if "image/png" in output.data:
        alt = html.escape(output.metadata.get("image/png", {}).get("alt", ""))
        return f'<img alt="{alt}" src="data:image/png;base64,{output.data["image/png"].strip()}">'
    return f"<pre>{html.escape(output.data.get('text/plain', ''))}</pre>"


def folded(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """The same outputs in one that is closed until somebody opens it; errors stay as they are."""
    if not outputs or any(output.output_type == "error" for output in outputs):
        return outputs
    summary = spoken(SUMMARY)
    if summary in outputs[0].get("data", {}).get("text/plain", ""):
        return outputs
    inside = "\n".join(map(shown, outputs))
    text = f"<details><summary>{summary}</summary>\n{inside}\n</details>"
    return [new_output("display_data", data={"text/html": text, "text/plain": summary})]
