"""Cuts a lesson into slides: one idea each, and a prediction always before its result.

A text cell is one idea, so it becomes a slide of its key sentences; what cells show becomes a slide
with the sentence that reads it. The whole text, and the instructor's cells, are the speaker's
notes. Sections to go further are named at the end.
"""

from helpers.checking import quizzes
from tools import further, pack_slide
from tools.pack_lesson import Block, Lesson
from tools.pack_slide import Slide, grouped, list_slide, told
from tools.pack_text import Part, blocks, front, html, inline, said
from tools.pages import Course


def slides(course: Course, lesson: Lesson) -> list[Slide]:
    """All slides of a lesson, in order."""
    cut = Cutter(course)
    for place, block in enumerate(lesson.blocks):
        cut.add(block, *lesson.blocks[place + 1 : place + 2])
    cut.flush()
    return [*opening(course, lesson), *cut.found, *closing(course, lesson)]


def opening(course: Course, lesson: Lesson) -> list[Slide]:
    """The title, and what the lesson is for."""
    source = lesson.source
    first = f'<p class="key">{inline(further.in_words(source))}</p>'
    needs = "; ".join(pack_slide.plain_need(course, word) for word in source.needs)
    below = f'<p class="quiet">You need: {inline(needs)}</p>' if needs else ""
    aims = [one for one in source.objectives if not one.endswith(further.MARK)]
    return [
        Slide(source.heading, first, "opening"),
        list_slide("After this lesson you can", aims, below),
    ]


def closing(course: Course, lesson: Lesson) -> list[Slide]:
    """Key points, what there is to go further, and what comes next."""
    found = [list_slide("Key points", lesson.source.key_points)]
    if lesson.aside:
        notes = map(html, lesson.aside_notes)
        found.append(list_slide("To go further", lesson.aside, notes=notes))
    ways = pack_slide.next_ways(course, lesson.source)
    return [*found, list_slide("What next", ways)] if ways else found


class Cutter:
    """Goes through the blocks of a lesson and makes slides of them, in `found`."""

    def __init__(self, course: Course):
        self.course, self.found = course, []
        self.title = ""
        self.waiting: Part | None = None  # a text that has no slide yet
        self.asked: list[str] = []  # the questions of the section's texts, for its predictions
        self.last = Block("")

    def add(self, block: Block, following: Block | None = None) -> None:
        """Go one block on; `following` is the one after it."""
        if block.kind != "note":  # a note belongs to what was said before
            following = following or Block("")
        getattr(self, block.kind)(block, following)
        self.last = block if block.kind != "note" else self.last

    def flush(self) -> None:
        """Give the waiting text a slide of its own."""
        if self.waiting:
            self.found.append(pack_slide.text_slide(self.title, self.waiting))
            self.waiting = None

    def text(self, block: Block, following: Block) -> None:
        """A text waits for what follows it, unless it reads the result before it."""
        part, after_result = block.part, self.last.kind == "shown" and not block.part.heading
        if after_result and following.kind != "predict" and self.reads(part):
            return
        self.flush()
        if part.heading:
            self.title, self.asked = further.plain(part.heading), []
        self.asked += [one for one in said(part.text) if one.endswith("?")]
        self.waiting = part if part.text else None

    def reads(self, part: Part) -> bool:
        """Put the first sentences of a text onto the slide of the result that it reads; what of the
        rest defines a term waits for a slide of its own."""
        lines, slide = said(part.text), self.found[-1] if self.found else Slide("", "")
        only_words = all(kind == "paragraph" for kind, _ in blocks(part.text))
        if not only_words or part.text.startswith("**"):  # it begins something new
            return False
        count = front(lines, pack_slide.BESIDE)
        while count and pack_slide.height(lines[:count]) > slide.room:
            count -= 1
        if not count:
            return False
        if lines[count - 1].endswith(":") and count > 1:
            count -= 1
        slide.body += told(lines[:count])
        slide.room -= pack_slide.height(lines[:count])
        slide.notes.append(html(part.text))
        rest = " ".join(lines[count:])
        self.waiting = Part("", 0, rest) if "**" in rest else None
        return True

    def shown(self, block: Block, following: Block) -> None:
        """What cells show, with the text before it if none after it will read it."""
        if self.waiting is None and self.more(block):
            return
        if following.kind == "text" and not following.part.heading:
            self.flush()
        for items in grouped(block.items):
            slide = pack_slide.result_slide(self.title, items, self.waiting)
            if self.waiting and slide.room < 0:
                self.flush()
                slide = pack_slide.result_slide(self.title, items, None)
            self.waiting = None
            self.found.append(slide)
        self.flush()

    def more(self, block: Block) -> bool:
        """Put a line or two below the result before, if they belong to it and fit there."""
        slide = self.found[-1] if self.found else Slide("", "")
        tall = sum(map(pack_slide.item_height, block.items))
        short = all(one.kind != "figure" and one.rows <= 2 for one in block.items)
        if not (short and slide.kind.startswith("result") and self.last.kind == "text"):
            return False
        if tall > slide.room:
            return False
        slide.body += "".join(map(pack_slide.shown_item, block.items))
        slide.room -= tall
        return True

    def predict(self, block: Block, following: Block) -> None:
        """The question, before anything is shown."""
        part, self.waiting = self.waiting, None
        lines = "".join(f'<p class="guess">{inline(name)}</p>' for name in block.names)
        question = told(said(part.text) if part else self.asked[-1:])
        body = f'{question}{lines}<p class="quiet">Write your prediction down.</p>'
        kind = f"predict {pack_slide.length([question, lines])}".strip()
        self.found.append(Slide(self.title, body, kind, [html(part.text)] if part else []))

    def quiz(self, block: Block, following: Block) -> None:
        self.flush()
        self.found += [pack_slide.quiz_slide(quizzes.find(name)) for name in block.names]

    def exercise(self, block: Block, following: Block) -> None:
        self.flush()
        self.found.append(pack_slide.exercise_slide(self.course, block))

    def note(self, block: Block, following: Block) -> None:
        """The instructor's words go to the slide before them."""
        self.flush()
        self.found[-1].notes.append(html(block.part.text))
