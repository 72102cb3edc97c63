"""Draw as many other heads, as a control."""

import torch

from helpers.checking.spec import Exercise


def other_heads(
    found: list[tuple[int, int]], layers: int, count: int, generator: torch.Generator
) -> list[tuple[int, int]]:
    """As many (layer, head) as in `found`, drawn at random among all the others, none twice.

    The model has `layers` layers of `count` heads, counted from 0. Drawn anew at each call.
    """
    free = {divmod(number, count) for number in range(layers * count)} - set(found)
    free = sorted(free)
    picks = torch.randperm(len(free), generator=generator)[: len(found)]
    return [free[pick] for pick in picks.tolist()]


def judge(function) -> str | None:
    rng = torch.Generator().manual_seed(5)
    found, layers, count = [(1, 0), (2, 2)], 3, 4
    every = {(i, j) for i in range(layers) for j in range(count)}
    draws = [function(list(found), layers, count, rng) for _ in range(200)]
    if any(not isinstance(draw, list) for draw in draws):
        return f"Return a list of pairs, not {type(draws[0]).__name__}."
    flat = [head for draw in draws for head in draw]
    if any(not isinstance(head, tuple) or len(head) != 2 for head in flat):
        return "Each head is a pair (layer, head), as in `found`."
    if wrong := {len(draw) for draw in draws} - {len(found)}:
        return f"It gives {wrong.pop()} heads for {len(found)} found ones. Give as many as found."
    if set(flat) & set(found):
        return "It draws the found heads too. A control must leave them whole."
    if strange := set(flat) - every:
        return f"The model has no head {strange.pop()}. Layers and heads are counted from 0."
    if any(len(set(draw)) < len(draw) for draw in draws):
        return "It draws the same head twice. Silenced twice is silenced once."
    if len({tuple(sorted(draw)) for draw in draws}) == 1:
        return "It gives the same heads at every call. Draw anew; set no seed inside."
    if missing := every - set(found) - set(flat):
        if len({layer for layer, _ in flat}) == 1:
            return "It draws from one layer only. Any other head of the model may come."
        return f"Some heads are never drawn, such as {min(missing)}. All others may come."
    counts = [flat.count(head) for head in every - set(found)]
    if max(counts) > 2.5 * min(counts):
        return "Some heads are drawn far more often than others. Give all the same chance."
    again = [function(list(found), layers, count, torch.Generator().manual_seed(6)) for _ in "ab"]
    if again[0] != again[1]:
        return "It ignores `generator`. Pass `generator=generator` to the draw."
    found = [divmod(7 * number % 24, 4) for number in range(12)]  # 12 of 24, none twice
    many = function(list(found), 6, 4, rng)
    if len(set(many)) != 12 or set(many) & set(found):
        return "With 12 found heads of 24 the result should be the 12 others, each once."
    if function([(0, 0)], 1, 2, rng) != [(0, 1)]:
        return "In a model of one layer with two heads, the other head of (0, 0) is (0, 1)."
    return None


EXERCISE = Exercise(
    id="other_heads",
    title="A fair control",
    minutes=6,
    difficulty=2,
    reference=other_heads,
    judge=judge,
    hints=(
        "List all (layer, head) of the model, leave out those in `found`, and draw from the"
        " rest without putting back.",
        "`[(i, j) for i in range(layers) for j in range(count) if (i, j) not in found]` are the"
        " candidates.",
        "`torch.randperm(len(others), generator=generator)` is a random order of them. Take the"
        " first `len(found)`.",
    ),
)
