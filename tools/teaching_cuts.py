"""What a run sheet says of a class that is behind schedule, or has no more than 45 minutes."""

from typing import Any

from tools import further, roles
from tools.teaching_sections import clock
from tools.teaching_sheets import Sheet

SLOT = 45  # minutes: the lesson of a school
AT_HOME = (roles.READING, roles.LIMITS)  # first to be left as reading


def needed_later(sheet: Sheet, heading: str) -> bool:
    """Whether the way through uses what the code of a section makes."""
    cut = sheet.lesson.find(heading, sheet.where)
    marks = [part.further or part in cut for part in sheet.lesson.sections for _ in part.cells]
    return bool(further.missing(sheet.lesson.cells, marks))


def cuts(sheet: Sheet) -> list[str]:
    """Sections to leave out, in order, each with the minutes that it gives back by the clock."""
    found = []
    if aside := sheet.lesson.further:
        names = ", ".join(f"“{section.heading}”" for section in aside)
        found.append(f"Not on the clock at all: {names}. They are for the quick ones.\n")
    for number, (entry, begin, minutes) in enumerate(listed(sheet), start=1):
        given = "1 minute" if minutes == 1 else f"{minutes} minutes"
        ran = " Run its cells all the same: later ones use what they make."
        also = ran if needed_later(sheet, entry["at"]) else ""
        found.append(
            f"{number}. {clock(begin)} · “{entry['at']}” gives back {given}. {entry['why']}{also}"
        )
    return [*found, *in_a_slot(sheet)]


def listed(sheet: Sheet) -> list[tuple[dict[str, Any], int, int]]:
    """The cuts that give back a minute or more: entry, begin, minutes.

    Where a lesson is left out or put in, the words of links differ and the clock with them. A cut
    that gave back one minute may then give none, and is not worth its line.
    """
    found = [(entry, *gain(sheet, entry)) for entry in sheet.cut]
    return [one for one in found if one[2] >= 1]


def gain(sheet: Sheet, entry: dict[str, Any]) -> tuple[int, int]:
    """When a section to leave out begins, and the minutes between its marks without those that
    telling it in short `takes`."""
    cut = sheet.lesson.find(entry["at"], sheet.where)
    marks = [(begin, end) for begin, end, section in sheet.lesson.marks if section in cut]
    return marks[0][0], sum(end - begin for begin, end in marks) - entry.get("takes", 0)


def in_a_slot(sheet: Sheet) -> list[str]:
    """How a longer lesson fits a slot of 45 minutes: the fewest of the cuts, in their order, and
    what is left to read at home. Nothing where all of them are not enough."""
    left = sheet.lesson.source.minutes
    if left <= SLOT:
        return []
    steps = [
        (f"“{section.heading}” as reading", end - begin)
        for role in AT_HOME
        for begin, end, section in sheet.lesson.marks
        if role in roles.of_heading(section.heading)
    ]
    steps += [(f"cut {i}", minutes) for i, (_, _, minutes) in enumerate(listed(sheet), start=1)]
    taken = []
    for name, minutes in steps:
        left -= minutes
        taken.append(name)
        if left <= SLOT:
            return [f"\nTo fit {SLOT} minutes: {', '.join(taken)}. That makes {left}."]
    return []
