"""What an instructor must know of a section's questions: right choices, measured values, hints."""

import re
from html import unescape

from nbformat import NotebookNode

from helpers import exercises
from helpers.checking import quizzes
from tools.teaching_sections import KINDS, Section, Task

PREDICT = re.compile(r'\bpredict\(\s*"([\w.]+)",\s*(\w+)')
MEASURED = re.compile(r"<strong>… (.*?) No prediction recorded\.</strong>", re.DOTALL)
QUIZ, PREDICTION = "**Quiz ", "**Prediction "  # how these lines begin
WANTED = r"(?m)^(?:# (.+)\n)?{name} = None(?:  # (.+))?$"  # what a prediction is about


def lines(section: Section, before: list[Section]) -> list[str]:
    """A line for each question of a section, in order. before: the sections up to this one."""
    found, kinds = [], list(KINDS.values())
    measured = {name: told for cell in section.code for name, told in results(cell)}
    for task in section.tasks:
        if task.kind == kinds[0]:
            found.append(exercise(task))
        elif task.kind == kinds[1]:
            found.append(prediction(task, [*before, section], measured))
        elif task.kind == kinds[2]:
            found.append(quiz(task))
    return found


def exercise(task: Task) -> str:
    """What an exercise asks, its first hint, and where the reference stands."""
    found = exercises.find(task.id)
    path = f"helpers/exercises/{exercises.index()[task.id]}/{task.id}.py"
    title = found.title if found.title.endswith("?") else f"{found.title}."
    return (
        f"**Exercise `{task.id}`, {found.minutes} min:** {title} First hint:"
        f" {found.hints[0]} Reference: `{path}`."
    )


def quiz(task: Task) -> str:
    """A question with its right choice, and why it is right."""
    found = quizzes.find(task.id)
    right = next(choice for choice in found.choices if choice.right)
    text, why = (" ".join(words.split()) for words in (found.text, right.why))
    return f"{QUIZ}`{task.id}`:** {text} Right: *{right.text}.* {why}"


def prediction(task: Task, sections: list[Section], measured: dict[str, str]) -> str:
    """What is to be guessed, and what the stored run says."""
    cells = [cell for section in sections for cell in section.cells]
    code = "\n".join(cell.source for section in sections for cell in section.code)
    variable = dict(PREDICT.findall(code)).get(task.id, "")
    said = [f"{PREDICTION}`{task.id}`:**", *question(cells, variable)]
    return " ".join([*said, f"Stored: {measured[task.id]}"] if task.id in measured else said)


def question(cells: list[NotebookNode], variable: str) -> list[str]:
    """What the text before a prediction asks last, with the sentence before it (the whole text if
    it asks nothing), and what the prediction's own cell says of the answer."""
    asked, text = [], ""
    for cell in cells:
        wanted = re.search(WANTED.format(name=variable), cell.source)
        if cell.cell_type == "markdown":
            text = " ".join(plain(cell.source).replace("**", "").split())
        elif wanted:
            last = re.findall(r"(?:[^.?!]*[.?!] )?[^.?!]*\?", text)[-1:] or [text]
            about = re.sub("^your prediction[:,]? *", "", wanted[2] or wanted[1] or "")
            below = cell.source[wanted.end() :].strip() if about.endswith("below") else ""
            answer = f"{about}: `{' '.join(below.split())}`" if below else about
            asked = [*(one.strip() for one in last if one), *([f"({answer})"] if answer else [])]
    return asked


def plain(text: str) -> str:
    """Markdown without links and headings.

    >>> plain("## A\\n\\nHow many [tokens](x.md \\"pieces\\")?")
    'How many tokens?'
    """
    text = re.sub(r"(?m)^#.*$", "", text)
    return re.sub(r'\[([^\]]*)\]\([^)"]*(?:"[^"]*")?\)', r"\1", text).strip()


def results(cell: NotebookNode) -> list[tuple[str, str]]:
    """The predictions that a cell judges, each with what its stored output says was measured."""
    html = "".join(
        output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])
    )
    told = [unescape(re.sub("<[^>]+>", "", words)) for words in MEASURED.findall(html)]
    names = [name for name, _ in PREDICT.findall(cell.source)]
    return list(zip(names, told)) if len(names) == len(told) else []
