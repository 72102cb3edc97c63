"""What a learner's code cells must be: short, and free of plumbing that lays out text.

Each rule gives a sentence for each breach, as those of `notebook_rules.py`; `test_code_cells.py`
applies them to the course, and tries each on a notebook that breaks it.
"""

import ast
import re
from statistics import median

from notebook_rules import Notebook, first_line

LINES, TYPICAL, PRINTED = 15, 7, 75
# The width in a format such as ":<12" or ":8.2f". A zero in front is no layout: ":02" is a name.
PADDING = re.compile(r"^.?[<>^=]|^[-+ ]?#?[1-9]")
PADDERS = {"ljust", "rjust", "center", "expandtabs"}


def slug(notebook: Notebook) -> str:
    """The source of a built notebook, as in "lessons/prompts"; a solution's is its lab's."""
    folder = "lessons" if notebook.folder == "lessons" else "labs"
    return f"{folder}/{re.sub(r'^(?:lab_|solution_)?[0-9]{2}_', '', notebook.name)}"


def short(notebook: Notebook) -> list[str]:
    """No code cell is longer than a screen takes in at a glance, and most are shorter."""
    lines = [len(cell.source.splitlines()) for cell in notebook.code[1:]]
    found = [
        f"{count} lines in {first_line(cell)!r}: at most {LINES}."
        for cell, count in zip(notebook.code[1:], lines)
        if count > LINES
    ]
    if lines and median(lines) > TYPICAL:
        found.append(f"Half of the code cells have {median(lines):g} lines: at most {TYPICAL}.")
    return found


def no_padding(notebook: Notebook) -> list[str]:
    """No text is laid out by counting spaces: what has columns is a table."""
    found = []
    for cell in notebook.code[1:]:
        try:
            nodes = list(ast.walk(ast.parse(cell.source)))
        except SyntaxError:  # `plain_python` says so
            continue
        specs = [node.format_spec for node in nodes if isinstance(node, ast.FormattedValue)]
        written = [ast.unparse(spec)[2:-1] for spec in specs if spec is not None]
        calls = [node.func for node in nodes if isinstance(node, ast.Call)]
        padders = {getattr(call, "attr", "") for call in calls} & PADDERS
        used = [f":{spec}" for spec in written if PADDING.search(spec)] + sorted(padders)
        if used:
            found.append(f"{used[0]!r} in {first_line(cell)!r}: show a table with `tables.show`.")
    return found


def formatted(notebook: Notebook) -> list[str]:
    """No cell keeps a layout of its own from the formatter."""
    return [
        f"A cell is kept from the formatter: {first_line(cell)!r}."
        for cell in notebook.code
        if re.search(r"#\s*fmt:\s*(?:skip|off)", cell.source)
    ]


def folded(notebook: Notebook) -> list[str]:
    """The setup cell hides its code, in each front end by the mark that it knows."""
    cell = notebook.code[0]
    marks = {
        "JupyterLab": cell.metadata.get("jupyter", {}).get("source_hidden") is True,
        "Colab": cell.metadata.get("cellView") == "form" and cell.source.startswith("# @title "),
        "the website": "hide-input" in cell.metadata.get("tags", []),
    }
    return [f"The setup cell is not folded in {name}." for name, kept in marks.items() if not kept]


def printed(notebook: Notebook) -> list[str]:
    """No printed line is longer than fits at 800 pixels: JupyterLab would cut it within a word."""
    lines = [
        line
        for output in notebook.outputs()
        if output.output_type == "stream"
        for line in output.text.splitlines()
    ]
    return [
        f"{len(line)} letters are printed in a line, at most {PRINTED}: {line[:40]!r}... Use"
        " `display.say`, or a table."
        for line in lines
        if len(line) > PRINTED
    ]


RULES = (short, no_padding, formatted, folded)
OUTPUTS = (printed,)  # of what is built
