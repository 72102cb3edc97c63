"""Find the slope of a loss for one weight, by moving that weight a little."""

import torch

from helpers.checking.spec import Exercise, mistake


def slope_of(loss, weights: torch.Tensor, place, small: float = 0.001) -> float:
    """How steeply loss(weights) changes with weights[place], found by moving it by `small`.

    loss: a function of all weights. The result is its change, divided by the change of the weight.
    `weights` itself stays as it is.
    """
    moved = weights.clone()
    moved[place] += small
    return ((loss(moved) - loss(weights)) / small).item()


def squares(weights):
    """A bowl: its slope is twice the weight."""
    return (weights**2).sum()


def second_token(logits):
    """Cross-entropy where the second token is right."""
    return -logits.log_softmax(0)[1]


def product(weights):
    return weights[0, 0] * weights[0, 1] - 3 * weights[1, 1]


def cases() -> list:
    logits = torch.tensor([2, 1, 0], dtype=torch.float64)
    table = torch.tensor([[0.5, 4.0], [1.0, -2.0]], dtype=torch.float64)
    return [
        (second_token, logits, 1),
        (second_token, logits, 0),
        (squares, torch.tensor([-2, 5, 0.5], dtype=torch.float64), 0),
        (product, table, (0, 0)),
        (product, table, (1, 1), 0.01),
        (squares, torch.tensor([1, 3], dtype=torch.float64), 1, 0.1),
    ]


def judge(function) -> str | None:
    """Whether the weight is moved by `small`. Autograd moves none, and its slope is right, too."""
    for small in (0.5, 0.125):
        seen = []

        def watched(weights, seen=seen):
            seen.append(weights.detach().clone())
            return (weights**2).sum()

        start = torch.tensor([1, 3], dtype=torch.float64)
        function(watched, start.clone(), 1, small)
        moves = torch.stack([(weights - start).abs().amax() for weights in seen])
        halves = moves / small * 2  # to both sides by a half is a step of `small`, too
        if not torch.isin(halves.round(decimals=6), torch.tensor([0.0, 1.0, 2.0])).all():
            return fixed_move.message
    return None


@mistake("It is the change of the loss. Divide it by the change of the weight: `small`.")
def not_divided(loss, weights, place, small=0.001):
    return slope_of(loss, weights, place, small) * small


@mistake("The sign is turned: take the loss after the move minus the loss before it.")
def turned(loss, weights, place, small=0.001):
    return -slope_of(loss, weights, place, small)


@mistake("It moves all weights. Move the one at `place` only.")
def all_moved(loss, weights, place, small=0.001):
    return ((loss(weights + small) - loss(weights)) / small).item()


@mistake("It divides by 0.001 whatever `small` is. Divide by `small`.")
def fixed_division(loss, weights, place, small=0.001):
    return slope_of(loss, weights, place, small) * small / 0.001


@mistake("It moves by 0.001 whatever `small` is. Move by `small`, and divide by it.")
def fixed_move(loss, weights, place, small=0.001):
    return slope_of(loss, weights, place, 0.001)


@mistake("It moves to both sides: that is a change of the weight by 2 * `small`. Divide by that.")
def both_sides(loss, weights, place, small=0.001):
    up, down = weights.clone(), weights.clone()
    up[place] += small
    down[place] -= small
    return ((loss(up) - loss(down)) / small).item()


@mistake("It moves by a share of the weight. Add `small` to it: `+=`.")
def moved_by_a_share(loss, weights, place, small=0.001):
    moved = weights.clone()
    moved[place] *= 1 + small
    return ((loss(moved) - loss(weights)) / small).item()


@mistake("It sets the weight to `small`. Add `small` to it: `+=`.")
def set_not_moved(loss, weights, place, small=0.001):
    moved = weights.clone()
    moved[place] = small
    return ((loss(moved) - loss(weights)) / small).item()


@mistake("It is the loss after the move. Subtract the loss before it, then divide.")
def only_after(loss, weights, place, small=0.001):
    moved = weights.clone()
    moved[place] += small
    return (loss(moved) / small).item()


@mistake("It moves the first weight, whatever `place` is.")
def first_place(loss, weights, place, small=0.001):
    return slope_of(loss, weights, (0,) * weights.ndim, small)


EXERCISE = Exercise(
    id="slope_of",
    title="A slope by moving one weight",
    minutes=4,
    difficulty=1,
    reference=slope_of,
    cases=cases,
    judge=judge,
    tolerance=0.02,  # central differences and autograd give the slope itself
    mistakes=(
        not_divided,
        turned,
        all_moved,
        fixed_division,
        fixed_move,
        both_sides,
        moved_by_a_share,
        set_not_moved,
        only_after,
        first_place,
    ),
    hints=(
        "Three steps: copy the weights, move one of them in the copy, compare the two losses.",
        "`moved = weights.clone()` copies, `moved[place] += small` moves one weight.",
        "`(loss(moved) - loss(weights)) / small`, and `.item()` makes a plain number of it.",
    ),
)
