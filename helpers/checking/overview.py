"""All notebooks in a table: minutes, what a learner has done of each, and where to go on."""

import textwrap
from collections.abc import Callable
from html import escape
from typing import Any

from helpers import exercises
from helpers.checking.contents import Page, address, pages
from helpers.checking.progress import load, look
from helpers.course import HOME
from helpers.files import CourseError
from helpers.setup import building
from helpers.show import display
from helpers.show.html_tables import CAPTION, CELL, LINE, TABLE, TOGETHER
from helpers.show.text_tables import Cell, Grid, render
from helpers.words import message, spoken

HEADS = {
    "predictions": message("Predictions"),
    "quizzes": message("Quiz"),
    "exercises": message("Exercises"),
}
# Sign and name of a notebook's state; the name is what a screen reader says.
MARKS = {
    "done": ("✓", message("done")),
    "begun": ("…", message("begun")),
    "here": ("→", message("go on here")),
    "": ("", ""),
}
CAPTION_TEXT = message("All notebooks")
NOTE = message(
    "✓ done: predictions made, quiz solved, exercises passed. … begun."
    " Minutes include reading and trying."
)
# As in other tables, and closer together: five columns have to fit a narrow window.
NARROW = CELL.replace("0.7em", "0.4em")
# With a hyphen, where there is no room.
WHERE_TO_BREAK = {
    "Minutes": message("Min\u00adutes"),
    "Predictions": message("Predic\u00adtions"),
    "Exercises": message("Exer\u00adcises"),
}
HERE = "background: rgba(59, 120, 196, 0.13)"
Progress = dict[str, Any]


def done(data: Progress, page: Page) -> dict[str, int]:
    """How many predictions were made, quiz questions solved and exercises passed."""

    def is_done(section: str, name: str) -> bool:
        entry = data[section].get(name, {})
        if section == "exercises":
            return entry.get("status") == "passed"
        return "guess" in entry if section == "predictions" else bool(entry.get("solved"))

    return {
        section: sum(is_done(section, name) for name in names)
        for section, names in page.asks.items()
    }


def is_finished(data: Progress, page: Page) -> bool:
    """Whether nothing is left of a notebook; one that asks for nothing is never in the way."""
    return all(done(data, page)[section] == len(names) for section, names in page.asks.items())


def next_page(data: Progress, listed: list[Page]) -> Page | None:
    """The first notebook that is not finished; None if all are."""
    return next((page for page in listed if not is_finished(data, page)), None)


def state(data: Progress | None, page: Page, here: Page | None) -> str:
    """A key of `MARKS`."""
    if data is None:
        return ""
    if page == here:
        return "here"
    begun = any(done(data, page).values())
    return ("done" if is_finished(data, page) else "begun") if begun else ""


def part_of(part: int | None, total: int) -> str:
    """How many of all, or how many there are.

    >>> part_of(2, 3), part_of(None, 3)
    ('2 of 3', '3')
    """
    return str(total) if part is None else spoken("{part} of {total}", part=part, total=total)


def figures(data: Progress | None, listed: list[Page], minutes: str) -> list[str]:
    """One row's cells for a notebook, or for several together: minutes, then done of total."""
    cells = [minutes]
    for section in HEADS:
        total = sum(len(page.asks[section]) for page in listed)
        part = None if data is None else sum(done(data, page)[section] for page in listed)
        cells.append(part_of(part, total) if total else "–")
    return cells


def total(data: Progress | None, listed: list[Page]) -> tuple[str, list[str]]:
    """The last row: how many notebooks (that are done), and the sums of all columns."""
    hours = round(sum(page.minutes for page in listed) / 60)
    finished = None if data is None else sum(is_finished(data, page) for page in listed)
    name = spoken("{number} notebooks", number=part_of(finished, len(listed)))
    return name, figures(data, listed, f"{hours} h")


def said(data: Progress | None, here: Page | None) -> tuple[str, str]:
    """The sentence above the table, before and after the link to where to go on."""
    if data is None:
        return spoken("Run this cell, and the table shows what you have done."), ""
    if here is None:
        return spoken("Everything is done: each prediction, quiz question and exercise."), ""
    nothing = not any(entry for section in HEADS for entry in data[section])
    first, again = spoken("Nothing is recorded yet. Begin here: "), spoken("Go on here: ")
    return first if nothing else again, spoken(" · {minutes} minutes", minutes=here.minutes)


def as_text(data: Progress | None, listed: list[Page]) -> str:
    """The table for a terminal."""
    here = None if data is None else next_page(data, listed)
    signs = [MARKS[state(data, page, here)][0] or " " for page in listed]
    name, sums = total(data, listed)
    rows = [figures(data, [page], str(page.minutes)) for page in listed] + [sums]
    made = Grid(
        names=[f"  {spoken('Notebook')}"],
        heads=[[spoken("Minutes"), *map(spoken, HEADS.values())]],
        labels=[*([f"{sign} {page.heading}"] for sign, page in zip(signs, listed)), [f"  {name}"]],
        cells=[[Cell(text) for text in row] for row in rows],
        right=[True] * (1 + len(HEADS)),
    )
    before, after = said(data, here)
    first = f"{before}{here.heading if here else ''}{after}"
    return f"{first}\n{render(made, spoken(CAPTION_TEXT), [spoken(NOTE)])}"


def as_html(data: Progress | None, listed: list[Page], link: Callable[[str], str]) -> str:
    """The table for a notebook. data: None shows what there is to do, and nothing as done.

    link: gives the address of a path below the course.
    """
    here = None if data is None else next_page(data, listed)
    before, after = said(data, here)
    first = f"{before}{linked(here, link) if here else ''}{after}"
    heads = [message("Notebook"), message("Minutes"), *HEADS.values()]
    top = "".join(
        f'<th scope="col" style="{NARROW}; text-align: {"right" if place else "left"};'
        f' border: none; border-bottom: {LINE}">{spoken(WHERE_TO_BREAK.get(text, text))}</th>'
        for place, text in enumerate(heads)
    )
    bodies = ""
    for part in dict.fromkeys(page.part for page in listed):
        rows = (row(data, page, here, link) for page in listed if page.part == part)
        name = f'<th scope="rowgroup" colspan="{len(heads)}" style="{NARROW}; text-align: left">'
        title = f'<tr style="background: none">{name}{escape(spoken(part))}</th></tr>'
        bodies += f"<tbody>{title}{''.join(rows)}</tbody>"
    caption, note = spoken(CAPTION_TEXT), spoken(NOTE)
    name, sums = total(data, listed)
    last = html_row(f"<strong>{name}</strong>", sums, f"border: none; border-top: {LINE}")
    return (
        f'<div style="overflow-x: auto; max-width: 100%"><p>{first}</p><table style="{TABLE}">'
        f'<caption style="{CAPTION}">{caption}</caption><thead><tr>{top}</tr></thead>'
        f'{bodies}<tfoot>{last}</tfoot></table></div><div style="font-size: 0.9em">{note}</div>'
    )


def linked(page: Page, link: Callable[[str], str]) -> str:
    return f'<a href="{escape(link(page.path))}">{escape(page.heading)}</a>'


def row(data: Progress | None, page: Page, here: Page | None, link: Callable[[str], str]) -> str:
    """One notebook: its sign, its link, and its figures."""
    sign, name = MARKS[state(data, page, here)]
    name = spoken(name)
    shown = f'<span role="img" aria-label="{name}" title="{name}">{sign}</span>' if sign else ""
    place = f'<span style="flex: none; display: inline-block; width: 1.3em">{shown}</span>'
    inside = f'<div style="display: flex">{place}<span>{linked(page, link)}</span></div>'
    colour = HERE if page == here else "background: none"
    return html_row(inside, figures(data, [page], str(page.minutes)), "border: none", colour)


def html_row(name: str, cells: list[str], line: str, colour: str = "background: none") -> str:
    style = f"{NARROW}; {line}; text-align"
    found = f'<th scope="row" style="{style}: left; font-weight: normal">{name}</th>'
    found += "".join(f'<td style="{style}: right; {TOGETHER}">{cell}</td>' for cell in cells)
    return f'<tr style="{colour}">{found}</tr>'


def progress(part: str | None = None) -> None:
    """Show all notebooks with what you have done, or one lesson and its lab: `progress("costs")`.

    It is read from the progress file (see the top of `helpers/checking/progress.py`), which you
    may copy to another machine.
    """
    if part is not None:
        of_one(part)
        return
    if building():  # a table that is stored would be wrong as soon as a lesson is moved
        text = spoken(
            "Run this cell: it shows every notebook and what you have done.\nSo does `{home}`.",
            home=HOME,
        )
        display.box("note", text)
        return
    data, trouble = look()
    if trouble:
        display.box("open", trouble)
    listed = pages()
    display.show_html(as_html(data, listed, address), as_text(data, listed))


def of_one(slug: str) -> None:
    """Print how many exercises of a lesson and of its lab pass, and which do not."""
    if not exercises.ids(slug):
        known = ", ".join(dict.fromkeys(exercises.index().values()))
        raise CourseError(f"{slug!r} has no exercises. These have: {known}.")
    data = load()
    for place in ("lesson", "lab"):
        names = exercises.announced(slug, place)
        missing = [n for n in names if data["exercises"].get(n, {}).get("status") != "passed"]
        if names:
            rest = f" Not yet: {', '.join(missing)}." if missing else ""
            passed = len(names) - len(missing)
            text = f"In the {place}, {passed} of {len(names)} exercises pass.{rest}"
            print(textwrap.fill(text, 75))
