"""the Lab `prompts`'s inputs, and typical wrong implementations that these inputs tell apart."""

import torch

# --- judged_spread -------------------------------------------------------------------------------


def random_table(orders: int, queries: int, seed: int) -> torch.Tensor:
    """Which answers are right, with one best and one worst order on the first half."""
    rng = torch.Generator().manual_seed(seed)
    while True:
        skill = 0.3 + 0.5 * torch.rand(orders, 1, generator=rng)
        table = torch.rand(orders, queries, generator=rng) < skill
        score = table[:, : queries // 2].sum(1)
        if (score == score.max()).sum() == (score == score.min()).sum() == 1:
            return table


def spread_cases() -> list:
    small = torch.tensor([[1, 1, 1, 0], [1, 0, 1, 1], [0, 0, 0, 0]]).bool()
    against = torch.tensor([[1, 1, 1, 0, 0, 1], [0, 0, 0, 1, 1, 1], [1, 0, 0, 1, 0, 1]]).bool()
    turned = torch.tensor(
        [
            [1, 1, 0, 0, 0, 0, 0, 0],
            [1, 0, 0, 0, 1, 1, 1, 1],
            [0, 0, 0, 0, 1, 0, 1, 1],
            [1, 0, 0, 0, 0, 0, 0, 0],
        ]
    ).bool()
    return [
        (small,),
        (against,),
        (turned,),
        (random_table(4, 20, 1),),
        (random_table(8, 30, 2),),
        (random_table(6, 6, 3),),
    ]


def halves(right: torch.Tensor, dim: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """The share right on the first and on the second half of the queries."""
    half = right.shape[1] // 2
    return right[:, :half].float().mean(dim), right[:, half:].float().mean(dim)


def between(chosen: torch.Tensor, judged: torch.Tensor) -> float:
    return (judged[chosen.argmax()] - judged[chosen.argmin()]).item()


def same_half(right):
    first, _ = halves(right)
    return between(first, first)


def second_half_only(right):
    _, second = halves(right)
    return between(second, second)


def all_queries(right):
    share = right.float().mean(1)
    return between(share, share)


def chosen_by_all(right):
    return between(right.float().mean(1), halves(right)[1])


def halves_swapped(right):
    first, second = halves(right)
    return between(second, first)


def never_negative(right):
    return abs(between(*halves(right)))


def worst_minus_best(right):
    return -between(*halves(right))


def best_minus_mean(right):
    first, second = halves(right)
    return (second[first.argmax()] - second.mean()).item()


def over_orders(right):
    return between(*halves(right, dim=0))


# --- calibrated ----------------------------------------------------------------------------------


def calibration_cases() -> list:
    rng = torch.Generator().manual_seed(8)

    def shares(rows: int, columns: int) -> torch.Tensor:
        return (2 * torch.randn(rows, columns, generator=rng)).softmax(-1)

    return [
        (torch.tensor([[0.9, 0.1], [0.6, 0.4]]), torch.tensor([[0.7, 0.3], [0.8, 0.2]])),
        (shares(5, 3), shares(4, 3)),
        (shares(3, 3), shares(3, 3)),  # an axis to get wrong
        (shares(4, 2), shares(1, 2)),
    ]


def normal(divided: torch.Tensor, dim: int = 1) -> torch.Tensor:
    return divided / divided.sum(dim, keepdim=True)


def not_normal(probabilities, content_free):
    return probabilities / content_free.mean(0)


def subtracted(probabilities, content_free):
    return probabilities - content_free.mean(0)


def multiplied(probabilities, content_free):
    return normal(probabilities * content_free.mean(0))


def by_columns(probabilities, content_free):
    return normal(probabilities / content_free.mean(0), dim=0)


def through_softmax(probabilities, content_free):
    return (probabilities / content_free.mean(0)).softmax(-1)


def first_input_only(probabilities, content_free):
    return normal(probabilities / content_free[0])


def mean_over_candidates(probabilities, content_free):
    return normal(probabilities / content_free.mean(1))


def averaged_late(probabilities, content_free):
    return torch.stack([normal(probabilities / row) for row in content_free]).mean(0)


# --- nearest_of_each -----------------------------------------------------------------------------


def nearest_cases() -> list:
    rng = torch.Generator().manual_seed(4)
    likeness = torch.rand(15, generator=rng).tolist()
    return [
        ([0.1, 0.9, 0.4, 0.8, 0.3, 0.7], ["hot", "hot", "cold", "hot", "cold", "cold"], 1),
        (likeness, ["cold", "hot", "warm", "hot", "hot"] * 3, 2),
        (likeness[::-1], ["a", "b", "b"] * 5, 3),
        (likeness[:8], ["y", "x"] * 4, 4),  # all of them
    ]


def of_each(likeness, answers, each) -> list[list[int]]:
    """For each answer in alphabetical order: its most similar examples, the most similar last."""
    order = sorted(range(len(answers)), key=likeness.__getitem__)
    return [[i for i in order if answers[i] == name][-each:] for name in sorted(set(answers))]


def nearest_of_all(likeness, answers, each):
    order = sorted(range(len(answers)), key=likeness.__getitem__)
    return order[-each * len(set(answers)) :]


def nearest_first(likeness, answers, each):
    return sorted(sum(of_each(likeness, answers, each), []), key=lambda i: -likeness[i])


def farthest(likeness, answers, each):
    far = of_each([-value for value in likeness], answers, each)
    return sorted(sum(far, []), key=likeness.__getitem__)


def class_by_class(likeness, answers, each):
    return sum(of_each(likeness, answers, each), [])


def in_pool_order(likeness, answers, each):
    return sorted(sum(of_each(likeness, answers, each), []))


def their_likeness(likeness, answers, each):
    return sorted(likeness[i] for i in sum(of_each(likeness, answers, each), []))


def one_of_each(likeness, answers, each):
    return sorted(sum(of_each(likeness, answers, 1), []), key=likeness.__getitem__)
