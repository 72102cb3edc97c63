"""Take the kind out of an answer in JSON, and nothing out of an answer that is not as agreed."""

import json
import re

from helpers.checking.spec import Exercise, mistake


def read_kind(text: str, allowed: list[str]) -> str | None:
    """The value of "kind", if the answer is a JSON object with this one key and its value is
    `allowed`; else None. It never raises."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return None
    if not isinstance(found, dict) or list(found) != ["kind"]:
        return None
    return found["kind"] if found["kind"] in allowed else None


def cases() -> list:
    kinds = ["road", "sea", "air"]
    many = [f"kind {number}" for number in range(20)]
    return [
        ('{"kind": "sea"}', kinds),
        ('{"kind": "road"}', kinds),
        ('{"kind": "moon"}', kinds),
        ("sea", kinds),
        ('{"kind": "sea"', kinds),
        (' {"kind":"air"}\n', kinds),
        ('{"kind": "road", "person": "Anna"}', kinds),
        ('{"person": "Anna"}', kinds),
        ('["kind"]', kinds),
        ('"sea"', kinds),
        ('{"kind": "sea"} {"kind": "air"}', kinds),
        ('It is {"kind": "sea"}.', kinds),
        ('{"kind": ["sea"]}', kinds),
        ('{"kind": "SEA"}', kinds),
        ('{"kind": "se"}', kinds),
        ("3", kinds),
        ("", kinds),
        ('{"kind": "big"}', ["small", "big"]),
        ('{"kind": "road"}', ["small", "big"]),
        ("{'kind': 'sea'}", kinds),
        ('{"Kind": "sea"}', kinds),
        ("{}", kinds),
        ('{"kind": "kind 9"}', many),  # in the middle
        ('{"kind": "kind  9"}', many),
        ('\xa0{"kind": "sea"}', kinds),  # JSON knows no such space
    ]


def parsed(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None


@mistake("A value that is not allowed comes through. Look whether it is in `allowed`.")
def any_value(text, allowed):
    found = parsed(text)
    return found["kind"] if isinstance(found, dict) and list(found) == ["kind"] else None


@mistake("An answer with further keys comes through. Agreed was this one key.")
def further_keys(text, allowed):
    found = parsed(text)
    value = found.get("kind") if isinstance(found, dict) else None
    return value if value in allowed else None


@mistake("It looks for a word in the text. JSON that is broken would come through.")
def word_in_text(text, allowed):
    return next((name for name in allowed if name in text), None)


@mistake("It takes JSON out of a longer text. Agreed was JSON and nothing else.")
def json_inside(text, allowed):
    inside = re.search(r"\{[^{}]*\}", text)
    return read_kind(inside[0], allowed) if inside else None


@mistake("The whole object comes back. Wanted is the value of its key.")
def whole_object(text, allowed):
    return parsed(text) if read_kind(text, allowed) else None


@mistake("Capitals are changed. What is not letter for letter in `allowed` is not as agreed.")
def any_case(text, allowed):
    return read_kind(text.lower(), allowed)


EXERCISE = Exercise(
    id="read_kind",
    title="An answer as agreed, or none",
    minutes=8,
    difficulty=1,
    reference=read_kind,
    cases=cases,
    mistakes=(any_value, further_keys, word_in_text, json_inside, whole_object, any_case),
    hints=(
        "`json.loads` reads the text, and raises `json.JSONDecodeError` for what is no JSON.",
        "JSON may be a list, a number or a text: ask `isinstance(found, dict)` first.",
        'Then `list(found) != ["kind"]` finds wrong keys, and `found["kind"] in allowed` the'
        " right values.",
    ),
)
