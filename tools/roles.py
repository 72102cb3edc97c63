"""What some headings are to the tools: the only place where their English words are read.

A source is written in English, and its headings say in fixed words what they are. When it is read,
each of its text cells gets the roles of its headings; a notebook that was translated carries them
in its cells' metadata. So a tool asks for a role, and never for words.
"""

import re

from nbformat import NotebookNode

READING, LIMITS, FURTHER, KEY_POINTS = "reading", "limits", "further", "key points"
FURTHER_MARK = " (to go further)"  # at the end of a heading
WORDS = {
    READING: re.compile(r"(?m)^#+ Where to read more *$"),
    LIMITS: re.compile(r"(?m)^#+ .*\bdoes \*?not\*? show"),
    FURTHER: re.compile(rf"(?m)^#+ .*{re.escape(FURTHER_MARK)} *$"),
    KEY_POINTS: re.compile(r"(?m)^## Key points *$"),
}
# The line that stands in every language for `@exercise ID`: its minutes are the first group.
EXERCISE = re.compile(r"(?m)^\*\w+ \d+ · (\d+) [^*\n]*[●○]{3}\*$")


def of_text(text: str) -> tuple[str, ...]:
    """The roles of the headings in an English text cell.

    >>> of_text("## Two seeds (to go further)\\n\\nMore of it."), of_text("Words.")
    (('further',), ())
    """
    return tuple(role for role, words in WORDS.items() if words.search(text))


def of_heading(heading: str) -> tuple[str, ...]:
    """The roles of an English heading, given without its signs.

    >>> of_heading("Where to read more")
    ('reading',)
    """
    return of_text(f"## {heading}")


def of(cell: NotebookNode) -> tuple[str, ...]:
    """The roles of the headings in a notebook's text cell, in any language."""
    known = cell.metadata.get("roles")
    return of_text(cell.source) if known is None else tuple(known)


def begins_further(cell: NotebookNode, place: int, heading: str) -> bool:
    """Whether a heading, the one at this place in its text cell, begins a section to go further.

    In a translation it is the cell's first: an English cell with another one is refused.
    """
    if "roles" in cell.metadata:
        return place == 0 and FURTHER in cell.metadata["roles"]
    return heading.endswith(FURTHER_MARK)
