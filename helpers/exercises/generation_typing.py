"""Inputs and typical wrong answers for the lab `generation`'s exercises on type-ahead."""

# --- fitting_pieces -----------------------------------------------------------------------------


def piece_cases() -> list:
    return [
        ([" th", " the", " thank", " t", " a", "the", ""], " th"),
        ([" Ben", " ben", "Ben", " B", " "], " Be"),
        (["a", "", "b"], ""),
        ([" train", " strain", " rain", "train", " tr", " tra", " train s"], " train"),
    ]


def longer_only(pieces, typed):
    return [piece.startswith(typed) and piece != "" for piece in pieces]


def shorter_only(pieces, typed):
    return [piece != "" and typed.startswith(piece) for piece in pieces]


def with_empty(pieces, typed):
    return [piece.startswith(typed) or typed.startswith(piece) for piece in pieces]


def anywhere(pieces, typed):
    return [piece != "" and (typed in piece or piece in typed) for piece in pieces]


def any_case(pieces, typed):
    low = typed.lower()
    return [
        piece != "" and (piece.lower().startswith(low) or low.startswith(piece.lower()))
        for piece in pieces
    ]


def without_space(pieces, typed):
    bare = typed.strip()
    return [
        piece != "" and (piece.strip().startswith(bare) or bare.startswith(piece.strip()))
        for piece in pieces
    ]


def the_pieces(pieces, typed):
    return [
        piece for piece in pieces if piece and (piece.startswith(typed) or typed.startswith(piece))
    ]


# --- typing_cost --------------------------------------------------------------------------------


def commonest(before: str, typed: str) -> str:
    """Knows five words, and forgets what stood before."""
    known = ("the", "train", "leaves", "there", "tea")
    return next((word for word in known if word.startswith(typed)), "")


def after_the_last(before: str, typed: str) -> str:
    """Knows what follows a word, and whether a text begins."""
    known = {"": "Good", "Good": "morning", "morning": "Ben", "I": "leave", "the": "the"}
    guess = known.get(before.rsplit(" ", 1)[-1], "the")
    return guess if guess.startswith(typed) else ""


def never(before: str, typed: str) -> str:
    """Has no suggestion."""
    return ""


def late(before: str, typed: str) -> str:
    """Says the word `morning` only when six of its letters stand there."""
    return "morning" if typed == "mornin" else ""


def typing_cases() -> list:
    return [
        (["the", "train"], commonest),
        (["Good", "morning", "Ben", "the", "tea", "leaves", "there"], after_the_last),
        (["the", "tea", "leaves", "by", "there"], commonest),
        (["a", "good", "morning"], late),
        (["no", "help"], never),
    ]


def _cost(words, suggest, accept=1, space=1, most=99, first_only=False, context=True):
    keys = first = 0
    for place, word in enumerate(words):
        before = " ".join(words[:place]) if context else ""
        for letters in range(min(len(word), most)):
            if suggest(before, word[:letters]) == word:
                keys += letters + accept
                first += letters == 0 or first_only
                break
        else:
            keys += len(word) + space
    return keys, first


def free_accept(words, suggest):
    return _cost(words, suggest, accept=0)


def no_space(words, suggest):
    return _cost(words, suggest, space=0)


def asks_once(words, suggest):
    return _cost(words, suggest, most=1)


def counts_all_taken(words, suggest):
    return _cost(words, suggest, first_only=True)


def no_context(words, suggest):
    return _cost(words, suggest, context=False)


def any_suggestion(words, suggest):
    keys = first = 0
    for place, word in enumerate(words):
        before = " ".join(words[:place])
        sizes = [n for n in range(len(word)) if suggest(before, word[:n])]
        keys += sizes[0] + 1 if sizes else len(word) + 1
        first += bool(sizes and sizes[0] == 0)
    return keys, first


def shares(words, suggest):
    keys, first = _cost(words, suggest)
    return keys / sum(len(word) + 1 for word in words), first / len(words)
