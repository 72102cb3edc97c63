"""The form of the progress file: what is sound in it, and how version 1 is read today."""

import json
import re
from typing import Any

VERSION = 2
SECTIONS = ("exercises", "predictions", "quizzes")

# Ids of version 1 began with a lesson's number at that time.
NUMBERED = (
    "start_here text_to_tokens attention masked_lm generation fine_tuning costs in_context prompts"
    " induction comparison own_inferences choose_and_combine"
).split()


class Damaged(Exception):
    """The bytes hold no progress."""


class Newer(Exception):
    """They were written by a newer version of the course."""


def empty() -> dict[str, Any]:
    return {"version": VERSION, **{section: {} for section in SECTIONS}}


def is_sound(data: Any) -> bool:
    """True if every entry has the form that the rest of this file relies on."""
    if not isinstance(data, dict) or not all(isinstance(data.get(s), dict) for s in SECTIONS):
        return False
    entries = [entry for section in SECTIONS for entry in data[section].values()]
    if not all(isinstance(entry, dict) for entry in entries):
        return False
    mistakes = [entry.get("mistakes", {}) for entry in entries]
    if not all(isinstance(one, dict) for one in mistakes):
        return False
    counts = [entry.get(key, 0) for entry in entries for key in ("attempts", "hints")]
    counts += [count for one in mistakes for count in one.values()]
    return all(isinstance(count, int) for count in counts)


def renamed(data: dict[str, Any]) -> dict[str, Any]:
    """Progress of version 1 with the ids of today: "05.base" is now "fine_tuning.base".

    If both are there, the old one is: its first answer came first. Ids that nobody knows stay.
    """
    for section in SECTIONS:
        carried: dict[str, Any] = {}
        for name in sorted(data[section], key=lambda name: new_id(name) == name):
            entry = data[section][name]
            first = carried.setdefault(new_id(name), entry)
            if entry.get("solved"):
                first["solved"] = True
        data[section] = carried
    return {**data, "version": VERSION}


def new_id(name: str) -> str:
    """An id of version 1 as it is now: with the lesson's slug, whatever number it has today.

    >>> new_id("05.base"), new_id("lab05"), new_id("99.base"), new_id("count_words")
    ('fine_tuning.base', 'fine_tuning', '99.base', 'count_words')
    """
    found = re.fullmatch(r"(?:lab|lesson)?(\d\d)(\..*)?", name)
    if found is None or int(found[1]) >= len(NUMBERED):
        return name
    return NUMBERED[int(found[1])] + (found[2] or "")


def parse(raw: bytes) -> dict[str, Any]:
    """Progress from a file's bytes, with the ids of today. Raises `Damaged` or `Newer`.

    >>> parse(b'{"version": 2, "exercises": {}, "predictions": {}, "quizzes": {}}')["exercises"]
    {}
    """
    try:
        data = json.loads(raw)  # in UTF-8, with or without a mark, or UTF-16
    except (ValueError, RecursionError):
        raise Damaged from None
    version = data.get("version") if isinstance(data, dict) else None
    if isinstance(version, int | float) and version > VERSION:
        raise Newer
    if not is_sound(data):
        raise Damaged
    return renamed(data) if version == 1 else data
