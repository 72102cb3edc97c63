"""What every built notebook must be: one function for each rule, giving a sentence for each breach.

`test_notebooks.py` applies them to the course and tries each on a notebook that breaks it.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from nbformat import NotebookNode

from helpers.course import REFERENCE, slug_of
from helpers.files import root
from tools import roles
from tools.execute import PICTURE
from tools.execute import pictures as stored
from tools.minutes import words

PNG_BYTES, CODE_LINES, SETUP_LINES, WORDS = 100_000, 15, 25, 60  # see code_rules, too
PATH = re.compile(
    r"(?<![\w.:/])/(?:home|Users|root|tmp|work|usr|opt|var|mnt|private)/|\b[A-Z]:\\\w"
)
TIME = re.compile(
    r"\b(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d\b|\b\d\d\d\d-\d\d-\d\dT|\d\s?(?:it/s|s/it)\b"
)
WARNING = re.compile(r"\b\w*Warning:|\bTraceback \(most recent|\[transformers\]|\bDEPRECATED\b")
SHELL = re.compile(r"^\s*(?:!|%%?\w)|\bos\.system\(|\bsubprocess\b|\bget_ipython\(", re.MULTILINE)


@dataclass(frozen=True)
class Notebook:
    """A notebook with the folder and the name that decide what is asked of it."""

    folder: str
    name: str
    node: NotebookNode

    @property
    def slug(self) -> str:
        """The lesson's, without a number: ids begin with it."""
        return slug_of(f"{self.folder}/{self.name}.ipynb") or self.name

    @property
    def code(self) -> list[NotebookNode]:
        return [cell for cell in self.node.cells if cell.cell_type == "code"]

    @property
    def prose(self) -> list[NotebookNode]:
        return [cell for cell in self.node.cells if cell.cell_type == "markdown"]

    @property
    def hand_written(self) -> list[NotebookNode]:
        """The text cells that people wrote: not the first and not the last."""
        return self.prose[1:-1]

    def outputs(self) -> Iterator[NotebookNode]:
        for cell in self.code:
            yield from cell.get("outputs", [])

    def calls(self, name: str) -> list[tuple[int, ast.Call]]:
        """Calls of a function by its plain name, each with the number of its code cell."""
        found = []
        for number, cell in enumerate(self.code):
            try:
                tree = ast.parse(cell.source)
            except SyntaxError:  # a shell command or a magic: `plain_python` says so
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                    found.append((number, node))
        return found

    def ids(self, name: str) -> list[str]:
        """The first arguments of all calls of a function."""
        return [call.args[0].value for _, call in self.calls(name) if call.args]


def first_line(cell: NotebookNode) -> str:
    return (cell.source.strip().splitlines() or ["(empty)"])[0][:60]


def texts(output: NotebookNode) -> str:
    """All text of one output."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return "\n".join(output.traceback)
    shown = [str(text) for kind, text in output.data.items() if kind != "image/png"]
    return PICTURE.sub("", "\n".join(shown))


def form(notebook: Notebook) -> list[str]:
    """Kernel, metadata, cell ids and execution counts."""
    node, found = notebook.node, []
    if node.metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("The kernel must be python3.")
    if "widgets" in node.metadata:
        found.append("Widget state is stored.")
    ids = [cell.get("id") for cell in node.cells]
    if None in ids or len(set(ids)) < len(ids) or (node.nbformat, node.nbformat_minor) < (4, 5):
        found.append("Every cell needs an id of its own (format 4.5).")
    counts = [cell.execution_count for cell in notebook.code]
    if counts != [None] * len(counts) and counts != [*range(1, len(counts) + 1)]:
        found.append(f"Execution counts must be 1, 2, 3 ... or none, not {counts}.")
    return found


def executed(notebook: Notebook) -> list[str]:
    """Labs were never run; lessons and solutions were, wholly and without errors."""
    ran = [cell.execution_count is not None or bool(cell.outputs) for cell in notebook.code]
    found = []
    if notebook.folder == "labs" and any(ran):
        found.append("A lab holds outputs or counts.")
    if notebook.folder != "labs" and not all(ran):
        found.append("A cell was never run.")
    for cell in notebook.code:
        tags = cell.metadata.get("tags", [])
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if errors and "raises-exception" not in tags:
            found.append(f"An error is stored: {errors[0].ename} in {first_line(cell)!r}.")
        if any("skip" in tag for tag in tags) or "NBVAL_SKIP" in cell.source:
            found.append(f"A cell is skipped by the tests: {first_line(cell)!r}.")
    return found


def outputs(notebook: Notebook) -> list[str]:
    """Nothing of this machine, this hour, or a widget; no warning, no reference as written."""
    found = []
    for text in [*map(texts, notebook.outputs()), *(cell.source for cell in notebook.node.cells)]:
        if reference := REFERENCE.search(text):
            found.append(f"A reference was not put into words: {reference[0]}.")
    for output in notebook.outputs():
        text = texts(output)
        for pattern, what in ((PATH, "path"), (TIME, "time"), (WARNING, "warning")):
            if match := pattern.search(text):
                found.append(f"A {what} is stored: {text[match.start() :][:50]!r}.")
        if output.get("name") == "stderr":
            found.append(f"Text on stderr is stored: {text[:50]!r}.")
        if any("widget" in kind for kind in output.get("data", {})):
            found.append("A widget view is stored.")
    return found


def pictures(notebook: Notebook) -> list[str]:
    """Every picture is small and says in words what it shows."""
    found = []
    for output in notebook.outputs():
        data = output.get("data", {})
        if any(len(png) > PNG_BYTES for png in stored(output)):
            found.append(f"A picture has more than {PNG_BYTES:,} bytes.")
        for tag in re.findall("<img[^>]*>", data.get("text/html", "")):
            alt = re.search('alt="([^"]*)"', tag)
            if not alt or len(alt[1].split()) < 3:
                found.append("A picture has no alternative text. Show it with `plots.show`.")
        if "image/png" not in data:
            continue
        if len(output.metadata.get("image/png", {}).get("alt", "").split()) < 3:
            found.append("A picture has no alternative text. Show it with `plots.show`.")
        if {"image/jpeg", "image/svg+xml"} & set(output.data):
            found.append("Pictures are stored as PNG.")
    for cell in notebook.prose:
        if re.search(r"!\[\s*\]\(|<img(?![^>]*alt=[\"'][^\"']+)", cell.source):
            found.append(f"A picture in {first_line(cell)!r} has no alternative text.")
    return found


def headings(notebook: Notebook) -> list[str]:
    """One title, at the top; below it no level is skipped."""
    found, level = [], 0
    for number, cell in enumerate(notebook.node.cells):
        tokens = MarkdownIt().parse(cell.source) if cell.cell_type == "markdown" else []
        for opening, inline in zip(tokens, tokens[1:], strict=False):
            if opening.type == "heading_open":
                depth = int(opening.tag[1])
                if (depth == 1) != (number == 0) or depth > level + 1:
                    found.append(f"Heading {inline.content!r} has level {depth} after {level}.")
                level = depth
    return found if level else [*found, "There is no title."]


def lengths(notebook: Notebook) -> list[str]:
    """A text cell says one thing, a code cell does one thing."""
    found = []
    for cell in notebook.hand_written:
        if words(cell.source) > WORDS and roles.READING not in roles.of(cell):
            found.append(f"{words(cell.source)} words in {first_line(cell)!r}: at most {WORDS}.")
    for number, cell in enumerate(notebook.code):
        lines, most = len(cell.source.splitlines()), CODE_LINES if number else SETUP_LINES
        if lines > most:
            found.append(f"{lines} lines in {first_line(cell)!r}: at most {most}.")
    return found


def plain_python(notebook: Notebook) -> list[str]:
    """No shell, no magic, no paths of one machine: cells run on every system."""
    found = []
    for cell in notebook.code[1:]:
        for pattern, what in ((SHELL, "a shell command or magic"), (PATH, "an absolute path")):
            if pattern.search(cell.source):
                found.append(f"{first_line(cell)!r} holds {what}.")
    return found


def predictions(notebook: Notebook) -> list[str]:
    """Predictions are recorded in a cell before the one that shows the result."""
    found, slug = [], notebook.slug
    ids = notebook.ids("predict")
    if notebook.folder == "lessons" and len(ids) < 2:
        found.append("A lesson asks for at least two predictions.")
    if len(set(ids)) < len(ids) or any(not name.startswith(f"{slug}.") for name in ids):
        found.append(f"Ids of predictions are different and begin with {slug}.: {ids}.")
    for place, call in notebook.calls("predict"):
        name = getattr(call.args[1], "id", "?")
        blank = re.compile(rf"^{re.escape(name)} = None\b", re.MULTILINE)
        if not any(blank.search(cell.source) for cell in notebook.code[:place]):
            found.append(f"No earlier cell says `{name} = None` for {call.args[0].value}.")
    return found


def parts(notebook: Notebook) -> list[str]:
    """What a lesson has: a quiz, its limits in words, key points. A lab ends with progress."""
    found, known = [], {role for cell in notebook.prose for role in roles.of(cell)}
    if notebook.folder == "lessons":
        if not notebook.ids("quiz"):
            found.append("A lesson has a quiz.")
        if roles.LIMITS not in known:
            found.append("A lesson has a heading that says what it does not show.")
    elif notebook.calls("progress") == []:
        found.append("A lab ends with progress(...).")
    if roles.KEY_POINTS not in known or not re.search(r"(?m)^- \w", notebook.prose[-1].source):
        found.append("The last cell holds the key points.")
    return found


def exercises(notebook: Notebook) -> list[str]:
    """Every exercise is announced, written, checked and known."""
    from helpers.exercises import ids

    checked, known, found = notebook.ids("check"), ids(notebook.slug), []
    if checked != [name for name in known if name in checked]:  # a lesson and its lab share them
        found.append(f"{notebook.slug} has the exercises {known}, the notebook checks {checked}.")
    announced = sum(len(roles.EXERCISE.findall(cell.source)) for cell in notebook.prose)
    if announced != len(checked):
        found.append(f"{announced} exercises are announced, {len(checked)} are checked.")
    for name in checked:
        if not (root() / "tests" / "mistakes" / f"{name}.py").exists():
            found.append(f"tests/mistakes/{name}.py is missing.")
    everything = "\n".join(cell.source for cell in notebook.node.cells)
    if checked and not any(f'hint("{name}")' in everything for name in checked):
        found.append(f'Nobody is told of `hint("{checked[0]}")`.')
    return found


RULES = (
    form,
    executed,
    outputs,
    pictures,
    headings,
    lengths,
    plain_python,
    predictions,
    parts,
    exercises,
)
