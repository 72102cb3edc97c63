"""Which pieces can come next when the user has typed half a word?"""

from helpers.checking.spec import Exercise, mistake


def fitting_pieces(pieces: list[str], typed: str) -> list[bool]:
    """Which pieces can come next: longer ones that begin with `typed`, and beginnings of `typed`.

    An empty piece (a special token) never fits. Upper and lower case count.

    >>> fitting_pieces([" train", " tr", " rain", ""], " tra")
    [True, True, False, False]
    """
    fits = []
    for piece in pieces:
        either = piece.startswith(typed) or typed.startswith(piece)
        fits.append(either and piece != "")
    return fits


def cases() -> list:
    return [
        ([" th", " the", " thank", " t", " a", "the", ""], " th"),
        ([" Ben", " ben", "Ben", " B", " "], " Be"),
        (["a", "", "b"], ""),
        ([" train", " strain", " rain", "train", " tr", " tra", " train s"], " train"),
        (["a train", " train", " a train"], " tra"),  # typed in the middle of a piece
        ([" b", "a", " c", " d", " e", " f", " g", " h", "i", " j"], " "),
    ]


@mistake("It misses pieces that are shorter than what is typed.")
def longer_only(pieces, typed):
    return [piece.startswith(typed) and piece != "" for piece in pieces]


@mistake("It misses pieces that are longer than what is typed.")
def shorter_only(pieces, typed):
    return [piece != "" and typed.startswith(piece) for piece in pieces]


@mistake("An empty piece never fits: it brings you nowhere.")
def with_empty(pieces, typed):
    return [piece.startswith(typed) or typed.startswith(piece) for piece in pieces]


@mistake("It looks anywhere in the piece. Only its beginning counts.")
def anywhere(pieces, typed):
    return [piece != "" and (typed in piece or piece in typed) for piece in pieces]


@mistake("It ignores upper and lower case. The user typed what she meant.")
def any_case(pieces, typed):
    low = typed.lower()
    return [
        piece != "" and (piece.lower().startswith(low) or low.startswith(piece.lower()))
        for piece in pieces
    ]


@mistake("It strips the space. A space says that a new word begins.")
def without_space(pieces, typed):
    bare = typed.strip()
    return [
        piece != "" and (piece.strip().startswith(bare) or bare.startswith(piece.strip()))
        for piece in pieces
    ]


@mistake("It returns the pieces. Return True or False for each.")
def the_pieces(pieces, typed):
    return [
        piece for piece in pieces if piece and (piece.startswith(typed) or typed.startswith(piece))
    ]


EXERCISE = Exercise(
    id="fitting_pieces",
    title="Pieces that fit what is typed",
    minutes=7,
    difficulty=2,
    reference=fitting_pieces,
    cases=cases,
    mistakes=(longer_only, shorter_only, with_empty, anywhere, any_case, without_space, the_pieces),
    hints=(
        "A piece can be longer than what is typed, or shorter. Both may fit.",
        "`piece.startswith(typed)` is one way to fit, `typed.startswith(piece)` the other.",
        "Join them with `or`. An empty piece would fit for ever: `bool(piece) and (...)`.",
    ),
)
