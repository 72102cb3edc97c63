"""Mark the tokens of a chat that the assistant wrote: the loss counts these alone."""

from helpers.checking.spec import Exercise, mistake


def loss_mask(ids: list[int], assistant: int, end: int) -> list[bool]:
    """True for each token that the assistant wrote, with the end of its message; False elsewhere.

    ids: the token ids of a whole chat. assistant: the id of the mark that begins the assistant's
    messages; it belongs to the template, so it is False. end: the id that ends every message.
    """
    writing, mask = False, []
    for token in ids:
        mask.append(writing)
        if token == assistant:
            writing = True
        elif token == end:
            writing = False
    return mask


def cases() -> list:
    # 2 begins a chat, 3 ends a message; 90 system, 91 user, 92 assistant.
    return [
        ([2, 91, 5, 6, 3, 92, 7, 3], 92, 3),
        ([2, 90, 5, 3, 91, 6, 7, 3, 92, 8, 9, 3], 92, 3),
        ([2, 91, 5, 3, 92, 6, 3, 91, 7, 8, 3, 92, 9, 4, 3], 92, 3),
        ([2, 91, 5, 3, 92, 6, 7], 92, 3),  # cut off: the end is missing
        ([2, 91, 5, 3], 92, 3),  # no answer yet
        ([12, 40, 5, 6, 41, 30, 8, 8, 41, 40, 8, 41], 30, 41),  # another template
        ([2, 91, 8, 3, 92, 8, 8, 3, 91, 8, 3], 92, 3),
        ([], 92, 3),
    ]


def spans(ids, assistant, end) -> list[tuple[int, int]]:
    """First place after each assistant's mark, and the place after its end token."""
    found = []
    for i, token in enumerate(ids):
        if token == assistant:
            stop = next((j + 1 for j in range(i, len(ids)) if ids[j] == end), len(ids))
            found.append((i + 1, stop))
    return found


def masked(ids, parts) -> list[bool]:
    return [any(first <= i < stop for first, stop in parts) for i in range(len(ids))]


@mistake("The mark itself is True. The template puts it there; the model never has to write it.")
def with_mark(ids, assistant, end):
    return masked(ids, [(first - 1, stop) for first, stop in spans(ids, assistant, end)])


@mistake("The end of the message is False. Then the model never learns to stop.")
def without_end(ids, assistant, end):
    parts = spans(ids, assistant, end)
    return masked(ids, [(a, b - (ids[b - 1] == end)) for a, b in parts])


@mistake("After the first answer all is True. What the user says next is not the assistant's.")
def never_stops(ids, assistant, end):
    return masked(ids, [(first, len(ids)) for first, _ in spans(ids, assistant, end)[:1]])


@mistake("Only the last answer counts here. A chat may hold several.")
def last_only(ids, assistant, end):
    return masked(ids, spans(ids, assistant, end)[-1:])


@mistake("Only the first answer counts here. A chat may hold several.")
def first_only(ids, assistant, end):
    return masked(ids, spans(ids, assistant, end)[:1])


@mistake("It is the other way round: True for the assistant's tokens.")
def turned(ids, assistant, end):
    return [not one for one in masked(ids, spans(ids, assistant, end))]


EXERCISE = Exercise(
    id="loss_mask",
    title="Whose tokens count",
    minutes=5,
    difficulty=2,
    reference=loss_mask,
    cases=cases,
    mistakes=(with_mark, without_end, never_stops, last_only, first_only, turned),
    hints=(
        "Go through the tokens and remember whether the assistant is writing now.",
        "A mark of the assistant switches it on for the tokens after it; an end switches it off.",
        "In each round first `mask.append(writing)`, then look whether this token changes"
        " `writing`.",
    ),
)
