"""A hand-out for each lesson: one A4 page with terms, key points, one picture, room to predict."""

import re
from html import escape
from pathlib import Path

from tools import further, glossary
from tools.pack_items import Item
from tools.pack_lesson import Lesson, asked
from tools.pack_slide import listed
from tools.pack_text import html, inline
from tools.pages import Course

STYLE = Path(__file__).with_name("pack_handout.css")
RECIPE = re.compile(r"\brecipe\b.*wall", re.IGNORECASE)
# The one picture, where it is not the first that no prediction asks for: the heading under which it
# stands, or how its sentence or caption begins.
PICTURES = {
    "masked_lm": "What counting reaches",
    "attention": "Masks: where nobody may look",
    "fine_tuning": "Texts in the three parts of each task",
    "costs": "A matrix of the first layer",
    "induction": "What one head looks at",
    "comparison": "A question of each kind",
    "own_inferences": "One fact, two things to do with it",
    "choose_and_combine": "The rules; the first that holds",
}
WIDE = 2.6  # a figure so much wider than high stands over both columns
LETTERS = 75  # and so does a table with longer lines
ROWS = 14  # lines of a table that may stand in for a picture
MANY = 1100  # letters of definitions, from which on they are set smaller


def page(course: Course, lesson: Lesson) -> str:
    """The whole file."""
    source = lesson.source
    aims = [one for one in source.objectives if not one.endswith(further.MARK)]
    aims, guesses, shown = part("You will be able to", listed(aims)), predictions(lesson), ""
    item = picture(lesson)
    if item:
        shown = f'<section class="picture">{item.html}</section>'
    wide = item and (item.shape > WIDE or item.letters > LETTERS)
    pair = (aims, guesses) if wide else (aims + guesses, shown)
    top = "".join(f"<div>{one}</div>" for one in pair)
    top = f'{shown if pair[1] == guesses else ""}<div class="columns">{top}</div>'
    defined, style = terms(course, source.slug), STYLE.read_text(encoding="utf-8")
    last = part("Key points", listed(source.key_points)) + recipe(lesson)
    kind = ' class="small"' if len(defined) > MANY else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(source.heading)}: hand-out</title>\n<style>\n{style}</style></head>\n"
        f"<body{kind}><main><h1>{escape(source.heading)}</h1>{top}{defined}"
        f'<div class="columns last">{last}</div>{part("My notes", "&nbsp;", "notes")}</main>'
        "</body></html>\n"
    )


def part(title: str, body: str, kind: str = "") -> str:
    """A section, if it has something to show."""
    return f'<section class="{kind}"><h2>{title}</h2>{body}</section>' if body else ""


def terms(course: Course, slug: str) -> str:
    """The terms that the lesson defines, with their definitions."""
    own = [one for one in glossary.terms(course.root) if one.lesson == slug and not one.lab]
    pairs = "".join(
        f"<div><dt>{escape(one.name)}</dt><dd>{inline(one.text)}</dd></div>" for one in own
    )
    return part("Terms", f"<dl>{pairs}</dl>" if pairs else "")


def picture(lesson: Lesson) -> Item | None:
    """The one picture, or a table in its place."""
    wanted, found = PICTURES.get(lesson.source.slug), shown_early(lesson)
    if wanted:
        found = [(h, one) for h, one in found if h == wanted or one.words.startswith(wanted)]
    kinds = {kind: [one for _, one in found if one.kind == kind] for kind in ("figure", "table")}
    fitting = [one for one in kinds["table"] if one.rows <= ROWS]
    return next(iter([*kinds["figure"], *fitting]), None)


def shown_early(lesson: Lesson) -> list[tuple[str, Item]]:
    """What cells show and nobody is asked to predict, each with the heading above it: a hand-out
    gives no result away."""
    found, heading, guessing = [], "", False
    for block in lesson.blocks:
        heading = block.part.heading or heading
        if block.kind == "predict":
            guessing = True
        elif block.kind == "shown":
            found += [] if guessing else [(heading, item) for item in block.items]
            guessing = guessing and all(item.kind != "measured" for item in block.items)
    return found


def predictions(lesson: Lesson) -> str:
    """What the lesson asks to predict, each with lines to write on."""
    lines = "".join(
        f"<li>{inline(f'{question} ({name})' if question else name)}"
        '<div class="write"><span>my prediction</span><span>measured</span></div></li>'
        for question, name in asked(lesson)
    )
    return part("Predict, then measure", f"<ol>{lines}</ol>" if lines else "")


def recipe(lesson: Lesson) -> str:
    """The lesson's recipe, if it ends with one."""
    for block in lesson.blocks:
        if block.kind == "text" and RECIPE.search(block.part.heading):
            return part("Recipe", html(block.part.text))
    return ""
