"""Whose output of a layer changes when another token stands at one place?"""

import math

import torch

from helpers.checking.spec import Exercise, mistake


def who_notices(layer, x: torch.Tensor, place: int, other: torch.Tensor) -> torch.Tensor:
    """Whose output changes by more than 0.00001 when `other` stands at `place`: bool (n,).

    layer: a function from (n, width) to (n, width). x: (n, width), it stays as it is.
    other: (width,).

    >>> who_notices(lambda x: x.cumsum(0), torch.zeros(3, 1), 1, torch.ones(1))
    tensor([False,  True,  True])
    """
    changed = x.clone()
    changed[place] = other
    moved = (layer(changed) - layer(x)).abs()
    return moved.amax(-1) > 0.00001


def _attend(x, may_look):
    scores = (x @ x.T / math.sqrt(x.shape[-1])).masked_fill(~may_look, float("-inf"))
    return scores.softmax(-1) @ x


def no_mask(x):
    return _attend(x, torch.ones(len(x), len(x), dtype=torch.bool))


def causal(x):
    return _attend(x, torch.ones(len(x), len(x), dtype=torch.bool).tril())


def last_hidden(x):
    """The last token is padding."""
    return _attend(x, (torch.arange(len(x)) < len(x) - 1).expand(len(x), -1))


def next_token(x):
    """Each token receives the next one, and the last one the first."""
    return x.roll(-1, 0)


def mean_of_all(x):
    return x.mean(0).expand(len(x), -1)


def as_it_is(x):
    return x


def alone(x):
    """Each token keeps its own, but for rounding: the sum of all is added and subtracted again."""
    total = x.sum()
    return (x + total) - total


def cases() -> list:
    rng = torch.Generator().manual_seed(4)
    three = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    four = torch.tensor([[1.0, 2.0], [0.0, 1.0], [2.0, 0.0], [1.0, 1.0]])
    decimals = torch.tensor([[0.3, 0.1], [0.7, 0.9], [0.4, 0.6]])
    many = torch.randn(6, 4, generator=rng)
    return [
        (causal, three, 1, torch.tensor([2.0, 0.0])),
        (no_mask, three, 2, torch.tensor([0.0, 2.0])),
        (no_mask, three, 1, torch.tensor([0.0, 1.0])),  # the same token again: nobody notices
        (next_token, three, 1, torch.tensor([3.0, 1.0])),  # one number of two has changed
        (next_token, three, 0, torch.tensor([0.0, -1.0])),  # both numbers have become smaller
        (mean_of_all, four, 1, torch.tensor([2.0, -1.0])),  # as much up as down
        (last_hidden, four, 3, torch.tensor([4.0, 3.0])),
        (last_hidden, four, 0, torch.tensor([0.0, 3.0])),
        (alone, decimals, 1, torch.tensor([9.0, 5.0])),
        (no_mask, three, 0, torch.zeros(2)),
        (as_it_is, torch.zeros(6, 2), 0, torch.tensor([2e-7, 2e-7])),
        (as_it_is, torch.zeros(6, 2), 0, torch.tensor([6e-6, 6e-6])),  # each number by less
        (as_it_is, torch.zeros(6, 2), 0, torch.tensor([1.5e-5, 0.0])),  # one by more
        (as_it_is, torch.zeros(2, 10), 1, torch.tensor([0.0] * 9 + [1.0])),  # only the last
        (causal, many, 4, torch.randn(4, generator=rng)),
        (no_mask, many, 0, torch.randn(4, generator=rng)),
    ]


def _moved(layer, x, place, other):
    changed = x.clone()
    changed[place] = other
    return layer(changed) - layer(x)


def _noticed(layer, x, place, other):
    return _moved(layer, x, place, other).abs().amax(-1) > 1e-5


@mistake("It compares what goes in. Compare what `layer` returns.")
def inputs(layer, x, place, other):
    return _noticed(lambda x: x, x, place, other)


@mistake(
    "It compares a tensor with itself: `changed = x` is a second name for the same numbers."
    " Make a copy, `x.clone()`."
)
def no_copy(layer, x, place, other):
    x[place] = other
    return (layer(x) - layer(x)).abs().amax(-1) > 1e-5


@mistake("What goes up and what goes down cancel in a sum. Take `abs()` of each change first.")
def added_up(layer, x, place, other):
    return _moved(layer, x, place, other).sum(-1).abs() > 1e-5


@mistake("It adds up the changes of a token's numbers. Ask the largest of them: `amax(-1)`.")
def summed(layer, x, place, other):
    return _moved(layer, x, place, other).abs().sum(-1) > 1e-5


@mistake("It averages the changes of a token's numbers. Ask the largest of them: `amax(-1)`.")
def averaged(layer, x, place, other):
    return _moved(layer, x, place, other).abs().mean(-1) > 1e-5


@mistake("It looks at the first number of each token only. One changed number is enough.")
def first_number(layer, x, place, other):
    return _moved(layer, x, place, other).abs()[:, 0] > 1e-5


@mistake("A number that becomes smaller has changed, too. Take `abs()` of the changes.")
def without_abs(layer, x, place, other):
    return _moved(layer, x, place, other).amax(-1) > 1e-5


@mistake("It asks whether all numbers of a token have changed. One is enough.")
def all_numbers(layer, x, place, other):
    return (_moved(layer, x, place, other).abs() > 1e-5).all(-1)


@mistake("It takes rounding for a change. Ask for more than 0.00001.")
def rounding(layer, x, place, other):
    return (_moved(layer, x, place, other) != 0).any(-1)


@mistake("It says what a causal mask would do. Ask this layer: call it twice and compare.")
def assumes_causal(layer, x, place, other):
    return torch.arange(len(x)) >= place


@mistake("It leaves the changed token out. Whether that one notices is up to the layer, too.")
def others_only(layer, x, place, other):
    return _noticed(layer, x, place, other) & (torch.arange(len(x)) != place)


@mistake("It looks at the changed token only. Ask all tokens.")
def itself_only(layer, x, place, other):
    return _noticed(layer, x, place, other) & (torch.arange(len(x)) == place)


@mistake("It is True for those who do NOT notice.")
def inverted(layer, x, place, other):
    return ~_noticed(layer, x, place, other)


@mistake("It changes every token. Change the one at `place` only.")
def all_changed(layer, x, place, other):
    return _noticed(layer, x, slice(None), other)


@mistake("It adds `other` to the token. Put it in its place: `changed[place] = other`.")
def added(layer, x, place, other):
    return _noticed(layer, x, place, x[place] + other)


@mistake("It puts something of its own at `place`. Put `other` there.")
def own_number(layer, x, place, other):
    return _noticed(layer, x, place, 100.0)


@mistake(own_number.message)
def own_zero(layer, x, place, other):
    return _noticed(layer, x, place, 0.0)


@mistake("It asks each number of the vectors. Ask each token: along the last axis, `-1`.")
def wrong_axis(layer, x, place, other):
    return _moved(layer, x, place, other).abs().amax(0) > 1e-5


@mistake("It gives one answer for all. Give one answer for each token: `amax(-1)`.")
def one_for_all(layer, x, place, other):
    return _moved(layer, x, place, other).abs().amax() > 1e-5


@mistake("It says how much each token changes. Say whether: is it more than 0.00001?")
def how_much(layer, x, place, other):
    return _moved(layer, x, place, other).abs().amax(-1)


@mistake("It lists places. Return True or False for each token.")
def places(layer, x, place, other):
    return _noticed(layer, x, place, other).nonzero().flatten()


EXERCISE = Exercise(
    id="who_notices",
    title="Who notices?",
    minutes=5,
    difficulty=1,
    reference=who_notices,
    cases=cases,
    mistakes=(
        inputs,
        no_copy,
        added_up,
        summed,
        averaged,
        first_number,
        without_abs,
        all_numbers,
        rounding,
        assumes_causal,
        others_only,
        itself_only,
        inverted,
        all_changed,
        added,
        own_number,
        own_zero,
        wrong_axis,
        one_for_all,
        how_much,
        places,
    ),
    hints=(
        "Three steps: copy x, put `other` at `place` in the copy, compare what the layer returns.",
        "`changed = x.clone()` copies, `changed[place] = other` replaces one token. Then call"
        " `layer` with both.",
        "`(layer(changed) - layer(x)).abs()` has all changes, (n, width). A token notices if its"
        " largest, `.amax(-1)`, is above 0.00001.",
    ),
)
