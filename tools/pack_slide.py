"""Single slides, and how much fits on one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from helpers import exercises
from helpers.checking.quizzes import QuizQuestion
from tools import pages
from tools.pack_items import Item
from tools.pack_lesson import Block
from tools.pack_text import Part, blocks, html, inline, key, said, sentences
from tools.pages import Course
from tools.source import Source

# Pixels of a slide of 1280 by 720: what is left below its title, and what a line takes.
ROOM, TEXT = 520, 42
LETTERS = 76  # of a key sentence, on a line
WIDTH, PICTURE = 1160, 350  # a figure gets the whole width, or at least this height
WORDS, BESIDE = 45, 32  # of key sentences: alone, and beside what cells show
SQUARE = 1.45  # a figure that is less wide stands beside its text
# Sizes of tables and of what is printed: pixels a line, and up to how many lines and letters.
SIZES = {
    "large": (41, 7, 62),
    "middle": (36, 10, 78),
    "small": (31, 13, 112),
    "tight": (25, 21, 112),
}
CAPTION = 55  # letters of a table's caption that may be wider than the table
LONG = {
    "": 0,
    "long": 330,
    "longer": 560,
}  # letters of a slide of words, from which on it is set so


@dataclass
class Slide:
    """title: plain text. body: HTML. kind: a class for the style. notes: HTML, the speaker's.

    room: pixels that are left below the body.
    """

    title: str
    body: str
    kind: str = ""
    notes: list[str] = field(default_factory=list)
    room: int = 0


def listed(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{inline(line)}</li>' for line in lines)}</ul>"


def told(lines: Iterable[str]) -> str:
    """Sentences, each on a line of its own."""
    return "".join(f'<p class="key">{inline(line)}</p>' for line in lines)


def height(lines: Iterable[str]) -> int:
    """Pixels of some key sentences.

    >>> height(["short", "long " * 20])
    126
    """
    return sum(TEXT * -(-len(line) // LETTERS) for line in lines)


def set_as(item: Item) -> str:
    """The size in which a table or printed lines are set; "" if no slide can hold them."""
    fits = (
        n
        for n, (_, rows, letters) in SIZES.items()
        if item.rows <= rows and item.letters <= letters
    )
    return next(fits, "")


def item_height(item: Item) -> int:
    if item.kind == "figure":
        return 30 + min(PICTURE, int(WIDTH / item.shape))  # and its sentence
    if item.kind == "measured":
        return 60
    return SIZES[size][0] * item.rows + 24 if (size := set_as(item)) else 10 * ROOM


def grouped(items: list[Item]) -> list[list[Item]]:
    """Items by slide: as many in a row as fit. What no slide can hold is named."""
    found: list[list[Item]] = []
    for item in items:
        if item.kind in ("table", "said") and not set_as(item):
            words = f"Shown in the notebook: {item.words or 'a longer text'}."
            item = Item("said", f"<p>{escape(words)}</p>", letters=len(words))
        last = found[-1] if found else []
        two_pictures = item.kind == "figure" and any(one.kind == "figure" for one in last)
        if last and not two_pictures and sum(map(item_height, [*last, item])) <= ROOM:
            last.append(item)
        else:
            found.append([item])
    return found


def length(lines: Iterable[str]) -> str:
    """The class of a slide of so many words: the more, the smaller they are set."""
    letters = sum(map(len, lines))
    return [name for name, least in LONG.items() if letters >= least][-1]


def text_slide(title: str, part: Part) -> Slide:
    """The key sentences of a text; one that holds a list, a table, code or a formula, whole."""
    found = blocks(part.text)
    if all(kind == "paragraph" for kind, _ in found):
        lines = key(part.text, WORDS)
        body = told(lines)
    else:
        lines = [text for _, text in found]
        shown = ((told(sentences(x)) if kind == "paragraph" else html(x)) for kind, x in found)
        body = "".join(shown)
    return Slide(title, body, f"text {length(lines)}".strip(), [html(part.text)])


def list_slide(
    title: str, lines: Sequence[str], below: str = "", notes: Iterable[str] = ()
) -> Slide:
    """A list, such as the key points."""
    kind = "list columns" if len(lines) > 7 else f"list {length(lines)}".strip()
    return Slide(title, listed(lines) + below, kind, list(notes))


def result_slide(title: str, items: list[Item], part: Part | None) -> Slide:
    """What cells show, below the sentences that lead to it."""
    lines = key(part.text, BESIDE, leads_on=True) if part else []
    room = ROOM - height(lines) - sum(map(item_height, items))
    shown = "".join(shown_item(item) for item in items)
    kind = "result"
    if len(items) == 1 and items[0].kind == "figure" and items[0].shape < SQUARE:
        kind, room = "result beside", 400  # the text has a column of its own
    notes = [html(part.text)] if part else []
    notes += [f"<p>{escape(item.words)}</p>" for item in items if item.kind == "figure"]
    return Slide(title, told(lines) + shown, kind, notes, room)


def shown_item(item: Item) -> str:
    """An item in its box."""
    names = [item.kind, set_as(item) if item.kind in ("table", "said") else ""]
    names.append("short" if item.kind == "table" and len(item.words) <= CAPTION else "")
    return f'<div class="{" ".join(filter(None, names))}">{item.html}</div>'


def quiz_slide(question: QuizQuestion) -> Slide:
    """A question with its choices by letter; the answer is in the notes."""
    choices = "".join(f"<li>{inline(choice.text)}</li>" for choice in question.choices)
    body = f'<p class="key">{inline(question.text)}</p><ol class="choices">{choices}</ol>'
    notes = [
        f"<p><strong>{letter}{' is right' * choice.right}:</strong> {inline(choice.why)}</p>"
        for letter, choice in zip("ABCDEFGH", question.choices)
    ]
    return Slide("Quiz", body, "quiz", notes)


def exercise_slide(course: Course, block: Block) -> Slide:
    """An exercise: its task, how long it takes, and where a learner begins."""
    name = block.names[0]
    minutes, difficulty = course.exercise(name)
    dots = "●" * difficulty + "○" * (3 - difficulty)
    lines = said(block.part.text)
    code = shortened(block.code.strip(), (ROOM - 60 - height(lines)) // 27)
    body = (
        f'<p class="quiet">{minutes} minutes · difficulty {dots} · <code>{escape(name)}</code></p>'
        f"{told(lines)}<pre>{escape(code)}</pre>"
    )
    title = f"Exercise: {exercises.find(name).title}"
    return Slide(title, body, "exercise", [html(block.part.text)])


def shortened(code: str, most: int) -> str:
    """Code of at most so many lines: the examples in its docstring go first, then its end.

    >>> shortened("one\\ntwo\\nthree", 2)
    'one\\n…'
    """
    if code.count("\n") >= most:
        code = re.sub(r'\n\s*>>>.*?(?=\n *""")', "", code, flags=re.DOTALL)
    rows = code.split("\n")
    return "\n".join(rows if len(rows) <= most else [*rows[: most - 1], "…"])


def plain_need(course: Course, word: str) -> str:
    """One item of `needs` in words; a lesson by its title."""
    folder, _, slug = word.rpartition("/")
    found = course.find("lab" if folder else "lesson", slug)
    return f"“{found.title}”" if found else word


def next_ways(course: Course, source: Source) -> list[str]:
    """What comes after a lesson: its lab, and the next lesson."""
    twin, after = course.twin(source), pages.neighbours(course, source)[1]
    found = {"Lab": twin, "Lesson": after}
    return [f"{kind}: {one.title}" for kind, one in found.items() if one]
