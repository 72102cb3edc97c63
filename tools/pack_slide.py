"""Single slides, and how much fits on one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

from helpers import exercises
from helpers.checking.quizzes import QuizQuestion
from tools import pages
from tools.pack_items import Item
from tools.pack_lesson import Block
from tools.pack_text import Part, blocks, html, inline, key, sentences
from tools.pages import Course
from tools.source import Source

# Pixels of a slide of 1280 by 720: what is left below its title, and what a line takes.
ROOM, TEXT, ROW = 520, 42, 31
LETTERS = 76  # of a key sentence, on a line
PICTURE = 300  # a figure is drawn at least so high, with its sentence
WORDS, BESIDE = 45, 32  # of key sentences: alone, and beside what cells show
SQUARE = 1.45  # a figure that is less wide stands beside its text
TIGHT, LONGEST = 13, 18  # lines of a table: in small letters from here on; no slide holds more


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


def said(part: Part) -> list[str]:
    """All sentences of a text."""
    paragraphs = [body for kind, body in blocks(part.text) if kind == "paragraph"]
    return [one for body in paragraphs for one in sentences(body)]


def height(lines: Iterable[str]) -> int:
    """Pixels of some key sentences.

    >>> height(["short", "long " * 20])
    126
    """
    return sum(TEXT * -(-len(line) // LETTERS) for line in lines)


def item_height(item: Item) -> int:
    if item.kind == "figure":
        return PICTURE
    return 70 if item.kind == "measured" else ROW * item.rows + 12


def grouped(items: list[Item]) -> list[list[Item]]:
    """Items by slide: as many in a row as fit. What no slide can hold is left out."""
    found: list[list[Item]] = []
    for item in items:
        if item.kind == "table" and item.rows > LONGEST:
            continue
        last = found[-1] if found else []
        two_pictures = item.kind == "figure" and any(one.kind == "figure" for one in last)
        if last and not two_pictures and sum(map(item_height, [*last, item])) <= ROOM:
            last.append(item)
        else:
            found.append([item])
    return found


def text_slide(title: str, part: Part) -> Slide:
    """The key sentences of a text, and its lists, tables and formulas whole."""
    other = [body for kind, body in blocks(part.text) if kind != "paragraph"]
    lines = key(part.text, BESIDE if other else WORDS, leads_on=bool(other))
    return Slide(title, told(lines) + "".join(map(html, other)), "text", [html(part.text)])


def result_slide(title: str, items: list[Item], part: Part | None) -> Slide:
    """What cells show, below the sentences that lead to it."""
    lines = key(part.text, BESIDE, leads_on=True) if part else []
    room = ROOM - height(lines) - sum(map(item_height, items))
    shown = "".join(shown_item(item) for item in items)
    kind = "result"
    if len(items) == 1 and items[0].kind == "figure" and items[0].shape < SQUARE:
        kind, room = "result beside", 400  # the text has a column of its own
    notes = [html(part.text)] if part else []
    return Slide(title, told(lines) + shown, kind, notes, room)


def shown_item(item: Item) -> str:
    """An item in its box."""
    tight = " tight" if item.kind == "table" and item.rows > TIGHT else ""
    return f'<div class="{item.kind}{tight}">{item.html}</div>'


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
    lines = [one for one in said(block.part) if "hint(" not in one and one != "Stuck?"]
    code = "\n".join(block.code.strip().split("\n")[:12])
    body = (
        f'<p class="quiet">{minutes} minutes · difficulty {dots} · <code>{escape(name)}</code></p>'
        f"{told(lines)}<pre>{escape(code)}</pre>"
    )
    title = f"Exercise: {exercises.find(name).title}"
    return Slide(title, body, "exercise", [html(block.part.text)])


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
