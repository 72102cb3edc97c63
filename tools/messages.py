"""Finds what is to be translated: a lesson's texts, and the messages of the helpers.

The key of a message is its English text. A lesson has text cells, what its front matter says, its
quiz, what its exercises say, and the labels that its code gives to tables and controls. Code is the
same in every language, so that what it prints itself stays English.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers import course, exercises
from helpers.checking import quizzes
from helpers.words import speaking
from tools.fold import parsed
from tools.source import Source, names_notebook

PROSE = "Text of the notebook"  # what is not said by helpers, but put into the notebook
CALLS = ("spoken", "message")  # the functions of helpers.words that get a message
# A line that begins a piece of its own: heading, item of a list, quotation, table, exercise.
OWN_LINE = re.compile(r"#|[-*>|] |\d+\. |@")
EXERCISE = re.compile(r"(?m)^@exercise (\w+)$")


@dataclass(frozen=True)
class Message:
    """text: in English. place: the file it comes from. note: what it is, for the translator."""

    text: str
    place: str
    note: str = ""


def flowing(text: str) -> str:
    """Some Markdown with each paragraph and each item in one line: where a source breaks its lines
    does not matter. Code between fences stays.

    >>> flowing("## A\\nOne\\ntwo.\\n\\n- three\\n  four")
    '## A\\nOne two.\\n\\n- three four'
    """
    lines: list[str] = []
    fenced = False
    for line in text.strip().split("\n"):
        before = lines[-1] if lines else ""
        fence = line.startswith("```")
        joins = line.strip() and before.strip() and not before.startswith(("#", "@", "```"))
        if fenced or fence or not joins or OWN_LINE.match(line):
            lines.append(line)
        else:
            lines[-1] = f"{before} {line.strip()}"
        fenced ^= fence
    return "\n".join(lines)


def of_lesson(source: Source) -> list[Message]:
    """All messages of a lesson, in its order, each once."""
    found = [*front(source), *cells(source), *quiz(source), *of_exercises(source)]
    return list({one.text: one for one in found}.values())


def front(source: Source) -> Iterator[Message]:
    for name in ("objectives", "needs", "key_points"):
        for text in getattr(source, name):
            if not names_notebook(text):
                yield Message(text, source.path, f"{PROSE}: {name}")


def cells(source: Source) -> Iterator[Message]:
    for cell in source.cells:
        if cell.kind == "markdown":
            yield Message(flowing(cell.text), source.path, PROSE)
        else:
            yield from (
                Message(text, source.path, "Label in the code") for text in labels(cell.text)
            )


def labels(code: str) -> list[str]:
    """What a cell gives to `tables.show` as caption, note and headings, and to controls as names.

    >>> labels('tables.show([{"word": w} for w in words], "Words")')
    ['Words', 'word']
    """
    found: list[str] = []
    for node in ast.walk(parsed(code)):
        if isinstance(node, ast.Call):
            found += of_call(node)
        elif isinstance(node, ast.List | ast.ListComp):
            for row in node.elts if isinstance(node, ast.List) else [node.elt]:
                found += heads(row)
    return list(dict.fromkeys(found))


def of_call(call: ast.Call) -> list[str]:
    if ast.unparse(call.func) == "tables.show":
        given = [*call.args[1:2], *(k.value for k in call.keywords if k.arg in ("caption", "note"))]
        return [one.value for one in given if isinstance(getattr(one, "value", None), str)]
    if ast.unparse(call.func) == "widgets.explore":
        return [k.arg for k in call.keywords if k.arg and k.arg != "actions"]
    if getattr(call.func, "attr", "") == "append":
        return heads(call.args[0])
    return []


def heads(row: ast.AST) -> list[str]:
    """The keys of a row that is written as a dict."""
    keys = row.keys if isinstance(row, ast.Dict) else []
    return [key.value for key in keys if isinstance(getattr(key, "value", None), str)]


def quiz(source: Source) -> Iterator[Message]:
    place = f"helpers/checking/quiz_data/{source.slug}.toml"
    with speaking(""):
        questions = quizzes.load_file(source.slug)
    for question in questions:
        yield Message(question.text, place, f"Question {question.id}")
        for choice in question.choices:
            yield Message(choice.text, place, f"Choice of {question.id}")
            yield Message(choice.why, place, f"Why, or why not: “{choice.text}”")


def of_exercises(source: Source) -> Iterator[Message]:
    for cell in source.cells:
        for name in EXERCISE.findall(cell.text):
            exercise, place = exercises.find(name), f"helpers/exercises/{source.slug}/{name}.py"
            yield Message(purpose(name), place, f"{PROSE}: what the function is for")
            for one in exercise.mistakes:
                yield Message(one.message, place, f"Mistake {one.function.__name__}")
            for number, text in enumerate(exercise.hints, start=1):
                yield Message(text, place, f"Hint {number}")


def purpose(exercise_id: str) -> str:
    """The first sentences of an exercise's docstring."""
    text = inspect.getdoc(exercises.find(exercise_id).reference) or ""
    return flowing(text.partition("\n\n")[0])


def of_helpers(root: Path, sources: tuple[Source, ...]) -> list[Message]:
    """What helpers say, what the build puts around each text, and the titles of all notebooks."""
    found = [
        Message(part.title, "course.toml", "A part of the course") for part in course.parts(root)
    ]
    found += [Message(one.title, one.path, "Title of a notebook") for one in sources]
    for path in [*sorted((root / "helpers").rglob("*.py")), *sorted((root / "tools").glob("*.py"))]:
        place = path.relative_to(root).as_posix()
        found += [Message(text, place) for text in in_code(path.read_text(encoding="utf-8"))]
    return list({one.text: one for one in found}.values())


def in_code(code: str) -> list[str]:
    """The messages in some code, in order. Babel's own search misses those in f-strings.

    >>> in_code(\"\"\"f'{spoken(text)} {message("Right.")}'\"\"\")
    ['Right.']
    """
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    given = [call.args[0] for call in calls if getattr(call.func, "id", "") in CALLS and call.args]
    texts = [one for one in given if isinstance(getattr(one, "value", None), str)]
    return [one.value for one in sorted(texts, key=lambda one: (one.lineno, one.col_offset))]
