"""Judges for the lab `fine_tuning`'s random exercises, and for the gradient of the loss."""

import torch
from torch.nn import functional as F


def rows_problem(rows, labels: list[int], per_class: int) -> str | None:
    """What is wrong with one stratified sample."""
    if not isinstance(rows, list) or any(not isinstance(i, int) for i in rows):
        return "Return a list of row numbers, such as [4, 17, 2]."
    if rows and set(rows) <= set(labels) and max(labels) < len(rows):
        return "These look like labels. Return the *numbers of the rows*, to pick texts with."
    if any(not 0 <= i < len(labels) for i in rows):
        return f"Row {max(rows)} does not exist: rows go from 0 to {len(labels) - 1}."
    if len(set(rows)) < len(rows):
        return "A row occurs twice. Draw without repetition: `sample`, not `choices`."
    found = {name: sum(labels[i] == name for i in rows) for name in sorted(set(labels))}
    if set(found.values()) != {per_class}:
        told = ", ".join(f"class {name}: {count}" for name, count in found.items())
        return f"Wanted are {per_class} rows of every class; you drew {told}."
    return None


def judge_stratified_sample(function) -> str | None:
    labels = [1, 0, 2, 0, 1, 1, 0, 2, 1, 0] * 3 + [0] * 30  # 2 is rare
    for wanted, classes in ((4, labels), (1, [5, 5, 3, 3, 3]), (2, [0, 1, 0, 1])):
        problem = rows_problem(function(list(classes), wanted, 0), classes, wanted)
        if problem:
            return problem
    draws = [function(list(labels), 2, seed) for seed in range(60)]
    if draws[0] != function(list(labels), 2, 0):
        return "The same seed gives other rows. Draw with `random.Random(seed)`."
    if all(draw == draws[0] for draw in draws):
        firsts = [
            i
            for name in sorted(set(labels))
            for i in [j for j, label in enumerate(labels) if label == name][:2]
        ]
        if sorted(draws[0]) == sorted(firsts):
            return "It takes the first rows of every class. Draw them at random."
        return "Every seed gives the same rows. Use the argument: `random.Random(seed)`."
    rare = {i for i, label in enumerate(labels) if label == 2}
    missing = rare - {i for draw in draws for i in draw}
    if missing:
        return (
            f"Row {min(missing)} is never drawn, whatever the seed. Draw among all rows of a class."
        )
    return None


def judge_class_gradient(function) -> str | None:
    """The loss must be a tensor that training can go back through."""
    logits = torch.randn(4, 3, generator=torch.Generator().manual_seed(2))
    labels = torch.tensor([0, 2, 1, 1])
    mine, theirs = (logits.clone().requires_grad_() for _ in range(2))
    value = function(mine, labels)
    if not value.requires_grad:
        return "The value is right, but training needs its gradient. Do not detach it."
    value.backward()
    F.cross_entropy(theirs, labels).backward()
    if not torch.allclose(mine.grad, theirs.grad, atol=1e-5):
        return "The value is right and its gradient is not. Is a part of the computation detached?"
    return None


def pair_problem(found) -> str | None:
    if not isinstance(found, tuple | list) or len(found) != 2:
        return "Return two numbers: (low, high)."
    if any(not isinstance(value, float) for value in found):
        return "Return two plain numbers: `.item()` makes one of a tensor."
    if found[0] > found[1]:
        return "The lower end comes first: (low, high)."
    return None


def judge_bootstrap_interval(function) -> str | None:
    right = (torch.arange(400) % 10 < 7).float()  # 0.7 are right
    seeded = lambda seed: torch.Generator().manual_seed(seed)  # noqa: E731
    found = function(right.clone(), 4000, seeded(1))
    problem = pair_problem(found)
    if problem:
        return problem
    low, high = found
    width, wanted = high - low, 2 * 1.96 * (0.7 * 0.3 / 400) ** 0.5
    told = f"For 400 texts with 0.7 right you get [{low:.3f}, {high:.3f}]."
    if width == 0 and abs(low - 0.7) < 1e-6:
        return (
            f"{told} Every draw is the same set of texts, in another order. Draw with"
            " repetition: `torch.randint`."
        )
    if (low, high) == (0.0, 1.0):
        return f"{told} These are quantiles of the single answers. Average each draw first."
    if not 0.85 < (low + high) / 2 / 0.7 < 1.15:
        return f"{told} It does not lie around the share of right answers."
    if abs(width / wanted - 1.645 / 1.96) < 0.06:
        return f"{told} This is a 90 % interval. For 95 % leave out 2.5 % at each end."
    if width < 0.9 * wanted:
        return f"{told} Too narrow. Draw as many texts as there are, no more: `len(right)`."
    if width > 1.12 * wanted:
        return (
            f"{told} Too wide. Each draw needs `len(right)` texts, and the ends are the 2.5 %"
            " and 97.5 % quantiles, not the extremes."
        )
    if function(right.clone(), 50, seeded(2)) == function(right.clone(), 50, seeded(3)):
        return "Another generator gives the same interval. Draw with `generator=generator`."
    if function(right.clone(), 50, seeded(2)) != function(right.clone(), 50, seeded(2)):
        return "Equal generators give different intervals. Pass `generator=generator` to each draw."
    low, high = function(right[:20].clone(), 2000, seeded(4))
    if not 0.3 < high - low < 0.5:
        return (
            f"For 20 texts with 0.7 right you get [{low:.2f}, {high:.2f}]. Is 400 fixed somewhere?"
        )
    return None
