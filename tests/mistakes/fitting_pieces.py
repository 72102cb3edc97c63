"""Typical wrong answers to fitting_pieces; the docstring's first line is in their message."""


def wrong_piece_begins(pieces, typed):
    """It misses pieces that are shorter"""
    return [len(piece) > 0 and piece[: len(typed)] == typed for piece in pieces]


def wrong_typed_begins(pieces, typed):
    """It misses pieces that are longer"""
    return [len(piece) > 0 and typed[: len(piece)] == piece for piece in pieces]


def wrong_empty(pieces, typed):
    """An empty piece never fits"""
    return [all(a == b for a, b in zip(piece, typed)) for piece in pieces]


def wrong_contains(pieces, typed):
    """Only its beginning counts"""
    return [bool(piece) and (piece in typed or typed in piece) for piece in pieces]


def wrong_lower(pieces, typed):
    """It ignores upper and lower case"""
    return [
        bool(piece) and all(a.lower() == b.lower() for a, b in zip(piece, typed))
        for piece in pieces
    ]


def wrong_list_of_pieces(pieces, typed):
    """It returns the pieces"""
    return [p for p in pieces if p and (p.startswith(typed) or typed.startswith(p))]


def right_letter_by_letter(pieces, typed):
    return [piece != "" and all(a == b for a, b in zip(piece, typed)) for piece in pieces]
