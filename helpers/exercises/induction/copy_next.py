"""The rule of an induction head: find the last token's earlier copy, and say what came next."""

from helpers.checking.spec import Exercise, mistake


def copy_next(words: list[str]) -> str | None:
    """The word after the latest earlier copy of the last word; None if it stands there once.

    copy_next(["Ada", "Ash", "Ben", "Oak", "Ada"]) is "Ash".
    """
    last = len(words) - 1
    for place in range(last - 1, -1, -1):
        if words[place] == words[last]:
            return words[place + 1]
    return None


def cases() -> list:
    return [
        ("Ada Ash Ben Oak Ada".split(),),
        ("Tess Hill Finn Oak Tess Reed Ben Ash Tess".split(),),
        ("Ada Ash Ben".split(),),
        ("Leo Pond Cleo Dale Mia Clay Cleo Dale Leo Vale Mia".split(),),
        ("go go go".split(),),
        ("tick tock tock".split(),),
        (["Ada"],),
        ("Ann Ash Anna".split(),),
        ("Anna Ash Ann".split(),),
        ("Ada Ash Ben Oak Leo Pond Mia Clay Tess Hill Finn Reed Ada".split(),),
        ("Ben Oak Leo Pond Mia Clay Tess Hill Finn Reed Ada Ash Ada".split(),),
    ]


def _places(words: list[str]) -> list[int]:
    return [place for place in range(len(words) - 1) if words[place] == words[-1]]


@mistake("It takes the first copy. If there are several, take the latest one.")
def first_copy(words):
    found = _places(words)
    return words[found[0] + 1] if found else None


@mistake("It looks back a few words only. Go on to the first word.")
def few_back(words):
    return copy_next(words[-9:])


@mistake("The word just before the last one may be its copy, too: begin at `len(words) - 2`.")
def not_side_by_side(words):
    found = [place for place in _places(words) if place < len(words) - 2]
    return words[found[-1] + 1] if found else None


@mistake("It returns the word itself. Wanted is the one after its earlier copy.")
def the_copy(words):
    return words[-1] if _places(words) else None


@mistake("It returns the word before the copy. Wanted is the one after it.")
def before(words):
    found = _places(words)
    return words[found[-1] - 1] if found else None


@mistake("It returns a place. Return the word that stands there.")
def place_after(words):
    found = _places(words)
    return found[-1] + 1 if found else None


@mistake("It returns a place. Return the word that stands there.")
def place_of_copy(words):
    found = _places(words)
    return found[-1] if found else None


@mistake("Where the last word has no earlier copy, return None.")
def last_if_new(words):
    found = _places(words)
    return words[found[-1] + 1] if found else words[-1]


@mistake("Where the last word has no earlier copy, return None.")
def empty_if_new(words):
    found = _places(words)
    return words[found[-1] + 1] if found else ""


@mistake("It looks for the first word of the row. Look for the last one: `words[-1]`.")
def after_first_word(words):
    found = [place for place in range(1, len(words) - 1) if words[place] == words[0]]
    return words[found[-1] + 1] if found else words[1] if len(words) > 1 else None


@mistake("It is always the second word. Look for the earlier copy first.")
def second(words):
    return words[1] if len(words) > 1 else None


@mistake("It is the word before the last one. Look for the earlier copy of the last one.")
def one_back(words):
    return words[-2] if len(words) > 1 else None


EXERCISE = Exercise(
    id="copy_next",
    title="Look back and copy",
    minutes=4,
    difficulty=1,
    reference=copy_next,
    cases=cases,
    mistakes=(
        first_copy,
        few_back,
        not_side_by_side,
        the_copy,
        before,
        place_after,
        place_of_copy,
        last_if_new,
        empty_if_new,
        after_first_word,
        second,
        one_back,
    ),
    hints=(
        "Go back from the end, place by place, until the same word comes. The one after it is the"
        " answer.",
        "`range(len(words) - 2, -1, -1)` are the places before the last one, the latest first.",
        "In the loop: `if words[place] == words[-1]: return words[place + 1]`. After it: `return"
        " None`.",
    ),
)
