"""Put texts one after another, and cut them into rows of equal length."""

from helpers.checking.spec import Exercise, mistake


def pack_rows(texts: list[list[int]], length: int, sep: int) -> list[list[int]]:
    """All texts one after another, each followed by the id `sep`, cut into rows of `length` ids.

    >>> pack_rows([[5, 6, 7], [8], [9, 5]], length=4, sep=3)
    [[5, 6, 7, 3], [8, 3, 9, 5]]
    """
    ids = []
    for text in texts:
        ids += [*text, sep]
    return [ids[i : i + length] for i in range(0, len(ids) - length + 1, length)]


def cases() -> list:
    return [
        ([[5, 6, 7], [8], [9, 5]], 4, 3),
        ([[11, 12, 13, 14, 15, 16, 17], [18, 19]], 3, 2),
        ([[5, 6], [7, 8]], 3, 9),
        ([[5], [6], [7]], 6, 0),
        ([[9, 8, 7], [1]], 2, 0),  # rows from the largest to the smallest
        ([[5, 6]], 8, 3),
        ([], 4, 3),
        ([[id, id + 1] for id in range(10, 30, 2)], 3, 0),
    ]


@mistake("Where texts meet there is no `sep`. Add it after every text.")
def no_sep(texts, length, sep):
    ids = [number for text in texts for number in text]
    return [ids[i : i + length] for i in range(0, len(ids) - length + 1, length)]


@mistake(
    "A row that is exactly full is missing. Does the last text end with `sep` too, and"
    " does the range reach the last row?"
)
def sep_between(texts, length, sep):
    packed = pack_rows(texts, 1, sep)[:-1]
    ids = [row[0] for row in packed]
    return [ids[i : i + length] for i in range(0, len(ids) - length + 1, length)]


@mistake("The last row is not full. Drop it.")
def keeps_rest(texts, length, sep):
    ids = [row[0] for row in pack_rows(texts, 1, sep)]
    return [ids[i : i + length] for i in range(0, len(ids), length)]


@mistake("`sep` ends texts, not rows.")
def sep_in_rows(texts, length, sep):
    ids = [number for text in texts for number in text]
    return [[*ids[i : i + length - 1], sep] for i in range(0, len(ids) - length + 2, length - 1)]


@mistake("It gives each text a row of its own. Rows are cut from one long list.")
def row_per_text(texts, length, sep):
    return [[*text, sep][:length] for text in texts]


@mistake("It fills up the last row. Drop it instead.")
def padded(texts, length, sep):
    return [row + [0] * (length - len(row)) for row in keeps_rest(texts, length, sep)]


EXERCISE = Exercise(
    id="pack_rows",
    title="Fill rows",
    minutes=6,
    difficulty=2,
    reference=pack_rows,
    cases=cases,
    mistakes=(no_sep, sep_between, keeps_rest, sep_in_rows, row_per_text, padded),
    hints=(
        "First one long list of ids, then cut it.",
        "For each text: `ids += [*text, sep]`, also after the last text.",
        "Rows begin at `range(0, len(ids) - length + 1, length)`: a row that would not be full"
        " never begins.",
    ),
)
