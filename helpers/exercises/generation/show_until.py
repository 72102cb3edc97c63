"""Stop rules for a growing text: show nothing that may become a stop string."""

from helpers.checking.spec import Exercise, mistake


def show_until(text: str, stop: list[str]) -> tuple[str, bool]:
    """What may be shown of the text so far, and whether a stop string has been reached.

    >>> show_until("Fine. Be", ["Ben:"]), show_until("Fine. Ben: No", ["Ben:"])
    (('Fine. ', False), ('Fine. ', True))
    """
    places = [text.index(mark) for mark in stop if mark in text]
    if places:
        return text[: min(places)], True
    held = [n for mark in stop for n in range(1, len(mark)) if text.endswith(mark[:n])]
    return text[: len(text) - max(held, default=0)], False


def cases() -> list:
    many = ["xxxx:", *(f"x{n}" for n in range(9))]  # each could go on, the first the longest
    return [
        ("Thanks. Ben: Bye.", ["Ben:"]),
        ("Thanks. Be", ["Ben:"]),
        ("Yes! No. Ben: Why?", ["Ben:", "No.", "!"]),
        ("One, two", ["Ben:", "."]),
        ("A line. \n", ["\n\n", "Ben:"]),
        ("Thanks. Be", ["zzz", "Ben:"]),
        ("Thanks. Be", ["Ben:", "zzz"]),
        ("Yes! No. Ben: Why?", ["No.", "!", "Ben:"]),
        ("That is fine", ["Ben:"]),  # ends in a letter of the stop string
        ("abab", ["bx", "ababc"]),
        ("abab", ["ababc", "bx"]),  # two endings could go on: the longer one counts
        ("He said Ben. Then Ben: came", ["Ben:"]),
        ("Hi. Ben: yes. Ben: no", ["Ben:"]),  # twice: the first counts
        ("But why", ["Ben:"]),
        ("Then", ["Ben:"]),
        ("Hi. Be", ["Benjamin says:"]),
        ("Hi. Benjamin say", ["Benjamin says:"]),
        ("enjamin say", ["Benjamin says:"]),
        ("9876543210", list("0123456789")),
        ("0123456789", list("0123456789")),
        ("xxxx", many),
        ("xxxx", many[::-1]),
        ("", ["."]),
        ("no stop strings", []),
    ]


def _earliest(text, stop):
    places = [text.find(mark) for mark in stop if mark in text]
    return min(places, default=None)


@mistake("It shows the beginning of a stop string. Hold back an ending that may become one.")
def shows_the_beginning(text, stop):
    place = _earliest(text, stop)
    return (text, False) if place is None else (text[:place], True)


def _held(text, stop, pick=max):
    sizes = [n for mark in stop for n in range(1, len(mark)) if text.endswith(mark[:n])]
    return text[: len(text) - pick(sizes)] if sizes else text


@mistake("It cuts at the first stop string of the list. The first in the text counts.")
def first_in_the_list(text, stop):
    for mark in stop:
        if mark in text:
            return text[: text.index(mark)], True
    return _held(text, stop), False


@mistake("A stop string may come again. Cut where it stands first.")
def last_place(text, stop):
    places = [text.rindex(mark) for mark in stop if mark in text]
    return (text[: min(places)], True) if places else show_until(text, stop)


@mistake("It shows the stop string. Cut before it.")
def shows_the_stop(text, stop):
    found = [(text.find(mark), mark) for mark in stop if mark in text]
    if found:
        place, mark = min(found)
        return text[: place + len(mark)], True
    return _held(text, stop), False


@mistake("It finds a stop string only at the end. It may stand anywhere.")
def only_at_the_end(text, stop):
    for mark in stop:
        if text.endswith(mark):
            return text[: -len(mark)], True
    return _held(text, stop), False


@mistake("It always holds something back. Hold back only what may become a stop string.")
def always_holds(text, stop):
    place = _earliest(text, stop)
    if place is not None:
        return text[:place], True
    longest = max(map(len, stop), default=1)
    return text[: max(0, len(text) - longest + 1)], False


@mistake("Several endings fit: hold back the longest.")
def shortest_ending(text, stop):
    place = _earliest(text, stop)
    return (_held(text, stop, min), False) if place is None else (text[:place], True)


@mistake(
    "It goes through the stop strings and holds back for the first that fits: the longest counts."
)
def first_that_fits(text, stop):
    place = _earliest(text, stop)
    if place is not None:
        return text[:place], True
    for mark in stop:
        for n in range(len(mark) - 1, 0, -1):
            if text.endswith(mark[:n]):
                return text[:-n], False
    return text, False


@mistake("It never says that the text has stopped.")
def never_done(text, stop):
    place = _earliest(text, stop)
    return (_held(text, stop), False) if place is None else (text[:place], False)


EXERCISE = Exercise(
    id="show_until",
    title="Stop rules",
    minutes=10,
    difficulty=3,
    reference=show_until,
    cases=cases,
    mistakes=(
        shows_the_beginning,
        first_in_the_list,
        last_place,
        shows_the_stop,
        only_at_the_end,
        always_holds,
        shortest_ending,
        first_that_fits,
        never_done,
    ),
    hints=(
        "Two cases. A stop string is in the text: show what stands before the first. None is:"
        " the end of the text may still be the beginning of one.",
        "`min` over `text.index(mark)` for the marks in the text. For the other case:"
        " `text.endswith(mark[:n])`.",
        "Collect every n from 1 to `len(mark) - 1` for which the text ends with `mark[:n]`, and"
        " hold back the largest. `max(held, default=0)` covers an empty list.",
    ),
)
