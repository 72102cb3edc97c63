"""Make rows of ids equally long, and say which ids are text."""

from helpers.checking.spec import Exercise, mistake


def pad_rows(rows: list[list[int]], pad: int) -> tuple[list[list[int]], list[list[int]]]:
    """The rows filled up at their end with the id `pad` to the length of the longest, and the
    attention mask: 1 where a row has text, 0 where it was filled up.

    >>> pad_rows([[5, 6, 7], [8]], pad=0)
    ([[5, 6, 7], [8, 0, 0]], [[1, 1, 1], [1, 0, 0]])
    """
    longest = max(map(len, rows), default=0)
    ids = [[*row, *[pad] * (longest - len(row))] for row in rows]
    mask = [[1] * len(row) + [0] * (longest - len(row)) for row in rows]
    return ids, mask


def cases() -> list:
    many = [[*range(1, 11)], *[[7]] * 9]  # ten rows, the longest at one end
    return [
        ([[5, 6, 7], [8]], 0),
        ([[4], [9, 9, 9, 9], [3, 0]], 0),
        ([[2, 1], [6, 7]], 1),
        ([[11, 12], [13, 14, 15], []], 9),
        ([[6], [7, 8, 9]], 0),
        ([], 0),
        (many, 0),
        (many[::-1], 0),
    ]


@mistake("It fills up at the beginning of a row. Text stands first.")
def pads_first(rows, pad):
    longest = max(map(len, rows), default=0)
    ids = [[pad] * (longest - len(row)) + row for row in rows]
    return ids, [[0] * (longest - len(row)) + [1] * len(row) for row in rows]


@mistake("The mask is the wrong way round: 1 says that there is text.")
def mask_of_fill(rows, pad):
    ids, mask = pad_rows(rows, pad)
    return ids, [[1 - one for one in row] for row in mask]


@mistake(
    "It takes every id that equals `pad` for filling. A text may hold that id: count how long the"
    " row was."
)
def by_value(rows, pad):
    ids, _ = pad_rows(rows, pad)
    return ids, [[int(number != pad) for number in row] for row in ids]


@mistake("It cuts the rows to the shortest. No text may be lost: fill up to the longest.")
def cuts(rows, pad):
    shortest = min(map(len, rows), default=0)
    return [row[:shortest] for row in rows], [[1] * shortest for _ in rows]


@mistake("It fills up with 0, whatever `pad` is.")
def fills_zero(rows, pad):
    return pad_rows(rows, 0)


EXERCISE = Exercise(
    id="pad_rows",
    title="Fill up a batch",
    minutes=5,
    difficulty=1,
    reference=pad_rows,
    cases=cases,
    mistakes=(pads_first, mask_of_fill, by_value, cuts, fills_zero),
    hints=(
        "First the length of the longest row. Then, for each row, how much it lacks.",
        "`longest = max(map(len, rows), default=0)`. A row lacks `longest - len(row)` ids.",
        "`row + [pad] * lacks` for the ids, `[1] * len(row) + [0] * lacks` for the mask.",
    ),
)
