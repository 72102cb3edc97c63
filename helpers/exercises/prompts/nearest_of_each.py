"""Take the most similar demonstrations of each answer, the most similar of all last."""

import torch

from helpers.checking.spec import Exercise, mistake


def nearest_of_each(likeness: list[float], answers: list[str], each: int) -> list[int]:
    """Numbers of the `each` most similar examples of every answer, the most similar of all last.

    likeness: how similar each example is to the query. answers: its label. No two examples are
    equally similar. The result goes from the least to the most similar.
    """
    chosen = []
    for answer in set(answers):
        own = [i for i in range(len(answers)) if answers[i] == answer]
        chosen += sorted(own, key=lambda i: likeness[i])[-each:]
    return sorted(chosen, key=lambda i: likeness[i])


def cases() -> list:
    rng = torch.Generator().manual_seed(4)
    likeness = torch.rand(15, generator=rng).tolist()
    return [
        ([0.1, 0.9, 0.4, 0.8, 0.3, 0.7], ["hot", "hot", "cold", "hot", "cold", "cold"], 1),
        (likeness, ["cold", "hot", "warm", "hot", "hot"] * 3, 2),
        (likeness[::-1], ["a", "b", "b"] * 5, 3),
        (likeness[:8], ["y", "x"] * 4, 4),  # all of them
        (likeness[:6], ["warm", "lukewarm"] * 3, 1),
        (likeness, list("abcdefghijklaaa"), 1),
        (sorted(likeness), ["a"] * 15, 2),
        (sorted(likeness)[::-1], ["a"] * 15, 2),
    ]


@mistake("It takes the most similar of all. Take `each` of every answer.")
def nearest_of_all(likeness, answers, each):
    order = sorted(range(len(answers)), key=likeness.__getitem__)
    return order[-each * len(set(answers)) :]


def of_each(likeness, answers, each) -> list[list[int]]:
    """For each answer in alphabetical order: its most similar examples, the most similar last."""
    order = sorted(range(len(answers)), key=likeness.__getitem__)
    return [[i for i in order if answers[i] == name][-each:] for name in sorted(set(answers))]


@mistake("The most similar one comes first. It belongs last, next to the query.")
def nearest_first(likeness, answers, each):
    return sorted(sum(of_each(likeness, answers, each), []), key=lambda i: -likeness[i])


@mistake("It takes the least similar ones. Take the end of the sorted list.")
def farthest(likeness, answers, each):
    far = of_each([-value for value in likeness], answers, each)
    return sorted(sum(far, []), key=likeness.__getitem__)


@mistake("They come answer by answer. Sort all of them by likeness at the end.")
def class_by_class(likeness, answers, each):
    return sum(of_each(likeness, answers, each), [])


@mistake("They come in the order of the list. Sort them by likeness.")
def in_pool_order(likeness, answers, each):
    return sorted(sum(of_each(likeness, answers, each), []))


@mistake("These are the likenesses. Return the numbers of the examples.")
def their_likeness(likeness, answers, each):
    return sorted(likeness[i] for i in sum(of_each(likeness, answers, each), []))


@mistake("It takes one of every answer. Take `each` of them.")
def one_of_each(likeness, answers, each):
    return sorted(sum(of_each(likeness, answers, 1), []), key=likeness.__getitem__)


EXERCISE = Exercise(
    id="nearest_of_each",
    title="The nearest of each class",
    minutes=8,
    difficulty=2,
    reference=nearest_of_each,
    cases=cases,
    mistakes=(
        nearest_of_all,
        nearest_first,
        farthest,
        class_by_class,
        in_pool_order,
        their_likeness,
        one_of_each,
    ),
    hints=(
        "One answer at a time: which examples have it? Sort those by likeness.",
        "`sorted(own, key=lambda i: likeness[i])[-each:]` are the most similar of one answer.",
        "Collect them for every answer in `set(answers)`, and sort all by likeness at the end.",
    ),
)
