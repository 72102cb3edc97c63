"""For every token of a row, the place where the same token stood first."""

import torch

from helpers.checking.spec import Exercise, mistake


def first_places(ids: torch.Tensor) -> torch.Tensor:
    """Where each token stood first in its row; -1 where it stands for the first time.

    ids and result: int64 (rows, n).

    >>> first_places(torch.tensor([[7, 8, 7, 7]])).tolist()
    [[-1, -1, 0, 0]]
    """
    n = ids.shape[1]
    earlier = torch.ones(n, n, dtype=torch.bool).tril(-1)
    same = (ids[:, :, None] == ids[:, None, :]) & earlier
    place = same.int().argmax(dim=-1)
    return place.masked_fill(~same.any(dim=-1), -1)


def cases() -> list:
    rng = torch.Generator().manual_seed(0)
    return [
        (torch.tensor([[7, 8, 7, 7]]),),
        (torch.tensor([[2, 9, 9, 2, 5], [5, 6, 7, 8, 6]]),),
        (torch.randint(5, (3, 12), generator=rng),),
    ]


@mistake("It finds the latest earlier place. Return the first one.")
def latest_earlier(ids):
    same = (ids[:, :, None] == ids[:, None]).tril(-1)
    places = torch.arange(ids.shape[1]).expand_as(same)
    return places.masked_fill(~same, -1).amax(-1)


@mistake("A token counts as its own earlier place. Leave the diagonal out: `tril(-1)`.")
def itself(ids):
    return (ids[:, :, None] == ids[:, None]).int().argmax(-1)


@mistake(
    "Where a token is new it says 0, which is a place. Say -1: `argmax` gives 0 also for a"
    " line without any True."
)
def zero(ids):
    return (ids[:, :, None] == ids[:, None]).tril(-1).int().argmax(-1)


@mistake("It looks at later places. A model reads what stands before: `tril`, not `triu`.")
def later(ids):
    same = (ids[:, :, None] == ids[:, None]).triu(1)
    return torch.where(same.any(-1), same.int().argmax(-1), -1)


@mistake("It returns the place after. Return the place itself here; the next exercise adds 1.")
def after(ids):
    first = first_places(ids)
    return torch.where(first < 0, first, first + 1)


@mistake("All rows get the places of row 0.")
def first_row(ids):
    return first_places(ids[:1].expand_as(ids))


EXERCISE = Exercise(
    id="first_places",
    title="Where did it stand before?",
    minutes=8,
    difficulty=2,
    reference=first_places,
    cases=cases,
    mistakes=(latest_earlier, itself, zero, later, after, first_row),
    hints=(
        "Compare every token of a row with every other one, and keep only the pairs in which"
        " the other one stands earlier.",
        "`same = (ids[:, :, None] == ids[:, None]).tril(-1)` is True at [row, i, j] where token"
        " j is the same as token i and stands before it.",
        "`same.int().argmax(-1)` is the first True of each line, and 0 if there is none. Use"
        " `torch.where(same.any(-1), ..., -1)`.",
    ),
)
