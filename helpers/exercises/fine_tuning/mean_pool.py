"""Average the vectors of a text over its real tokens."""

import torch

from helpers.checking.spec import Exercise, mistake


def mean_pool(vectors: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The mean of each text's vectors over its real tokens.

    vectors: float (texts, length, width); mask: int64 (texts, length), 1 for a real token and 0
    for padding. Returns float (texts, width).
    """
    weights = mask.unsqueeze(-1).to(vectors.dtype)
    return (vectors * weights).sum(dim=1) / weights.sum(dim=1)


def cases() -> list:
    rng = torch.Generator().manual_seed(5)
    small = torch.tensor(
        [[[1.0, 2.0], [3.0, 4.0], [9.0, 9.0]], [[2.0, 0.0], [4.0, 0.0], [0.0, 3.0]]]
    )
    lengths = torch.tensor([[6], [2], [1], [4]])
    return [
        (small, torch.tensor([[1, 1, 0], [1, 1, 1]])),
        (small, torch.tensor([[0, 1, 1], [1, 0, 1]])),  # padding may stand anywhere
        (torch.randn(4, 6, 5, generator=rng), (torch.arange(6) < lengths).long()),
        (torch.randn(2, 10, 2, generator=rng), torch.tensor([[0, 1] * 5, [0] * 8 + [1, 1]])),
        (torch.randn(3, 3, 3, generator=rng), torch.tensor([[1, 0, 0], [1, 1, 0], [1, 1, 1]])),
    ]


@mistake("Padding is averaged too. Use the mask.")
def with_padding(vectors, mask):
    return vectors.mean(1)


@mistake("It divides by the whole length. Divide by the number of real tokens.")
def over_whole_length(vectors, mask):
    return (vectors * mask[:, :, None]).mean(1)


@mistake("It is a sum. Divide by the number of real tokens.")
def only_summed(vectors, mask):
    return (vectors * mask[:, :, None]).sum(1)


@mistake("Padding is in the sum. Multiply the vectors by the mask first.")
def padding_in_sum(vectors, mask):
    return vectors.sum(1) / mask.sum(1, keepdim=True)


@mistake("It takes padding to be at the end. It may stand anywhere: the mask says where.")
def padding_at_end(vectors, mask):
    counts = mask.sum(1, keepdim=True)
    first = torch.arange(mask.shape[1]) < counts
    return (vectors * first[:, :, None]).sum(1) / counts


@mistake("It takes the first token only. Average all real ones.")
def first_token(vectors, mask):
    return vectors[:, 0]


@mistake("It takes the last real token only. Average all.")
def last_token(vectors, mask):
    return vectors[torch.arange(len(mask)), mask.sum(1) - 1]


@mistake(last_token.message)
def last_real_place(vectors, mask):
    places = (mask * torch.arange(mask.shape[1])).argmax(1)
    return vectors[torch.arange(len(mask)), places]


@mistake("It takes the highest value. Take the mean.")
def highest(vectors, mask):
    return vectors.masked_fill(mask[:, :, None] == 0, -torch.inf).amax(1)


@mistake("It divides by the tokens of the whole batch. Count for each text.")
def over_batch(vectors, mask):
    return (vectors * mask[:, :, None]).sum(1) / mask.sum() * len(mask)


@mistake("It averages over the width. The tokens are axis 1.")
def over_width(vectors, mask):
    return vectors.mean(-1)


EXERCISE = Exercise(
    id="mean_pool",
    title="The mean over real tokens",
    minutes=6,
    difficulty=2,
    reference=mean_pool,
    cases=cases,
    differentiable=True,
    mistakes=(
        with_padding,
        over_whole_length,
        only_summed,
        padding_in_sum,
        padding_at_end,
        first_token,
        last_token,
        last_real_place,
        highest,
        over_batch,
        over_width,
    ),
    hints=(
        "Padding must not count twice over: not in the sum, and not in the number you divide by.",
        "`mask[:, :, None]` has the shape (texts, length, 1), so it can be multiplied with the"
        " vectors.",
        "Sum `vectors * mask[:, :, None]` over axis 1, and divide by `mask.sum(1, keepdim=True)`.",
    ),
)
