"""The slides of a lesson as one HTML file: no network, keyboard, notes, and pages to print.

Own and small on purpose: a library of slides would have to be fetched, and does far more than go
from one section to the next. `pack_slides.css` and `pack_slides.js` stand in the file itself.
"""

from html import escape
from pathlib import Path

from tools import pack_deck
from tools.pack_lesson import Lesson
from tools.pack_slide import Slide
from tools.pages import Course

HERE = Path(__file__).parent
KEYS = "Arrow keys, Page Up and Down, Home, End; n: notes; s: notes in a window of their own."
BUTTONS = """<nav aria-label="Slides">
<button type="button" data-do="back" aria-label="Slide before">←</button>
<button type="button" data-do="on" aria-label="Next slide">→</button>
<button type="button" data-do="notes" aria-label="Notes below the slide">n</button>
<button type="button" data-do="speaker" aria-label="Notes in a window of their own">s</button>
</nav>"""


def page(course: Course, lesson: Lesson) -> str:
    """The whole file."""
    slides, title = pack_deck.slides(course, lesson), lesson.source.heading
    body = "\n".join(
        section(slide, number, len(slides), title) for number, slide in enumerate(slides, 1)
    )
    style, script = (
        (HERE / f"pack_slides.{kind}").read_text(encoding="utf-8") for kind in ("css", "js")
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}: slides</title>\n<style>\n{style}</style></head>\n"
        f'<body><main aria-label="{escape(title)}: slides. {KEYS}">\n{body}\n</main>\n{BUTTONS}\n'
        f"<script>\n{script}</script></body></html>\n"
    )


def section(slide: Slide, number: int, count: int, course_title: str) -> str:
    """One slide with its notes."""
    label = escape(f"{number} of {count}: {slide.title}")
    notes = "".join(slide.notes) or "<p>No notes.</p>"
    foot = (
        f'<div class="place"><span>{escape(course_title)}</span><span>{number} / {count}</span>'
        "</div>"
    )
    return (
        f'<section class="slide {slide.kind}" tabindex="-1" aria-roledescription="slide"'
        f' aria-label="{label}"><div class="on"><h2>{escape(slide.title)}</h2>{slide.body}{foot}'
        f'</div><aside aria-label="Notes" tabindex="0"><h3>Notes</h3>{notes}</aside></section>'
    )
