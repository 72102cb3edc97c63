"""Typical wrong answers to other_heads; the docstring's first line is in the message they get."""

import random

import torch


def every(layers, count):
    return [(i, j) for i in range(layers) for j in range(count)]


def wrong_also_the_found(found, layers, count, generator):
    """It draws the found heads too"""
    order = torch.randperm(layers * count, generator=generator)[: len(found)].tolist()
    return [divmod(place, count) for place in order]


def wrong_twice_the_same(found, layers, count, generator):
    """It draws the same head twice"""
    others = [head for head in every(layers, count) if head not in found]
    picks = torch.randint(len(others), (len(found),), generator=generator)
    return [others[place] for place in picks]


def wrong_always_the_first(found, layers, count, generator):
    """It gives the same heads at every call"""
    return [head for head in every(layers, count) if head not in found][: len(found)]


def wrong_seeds_inside(found, layers, count, generator):
    """It gives the same heads at every call"""
    others = [head for head in every(layers, count) if head not in found]
    order = torch.randperm(len(others), generator=torch.Generator().manual_seed(0))
    return [others[place] for place in order[: len(found)]]


def wrong_same_layer(found, layers, count, generator):
    """It draws from one layer only"""
    layer = found[0][0]
    others = [(layer, j) for j in range(count) if (layer, j) not in found]
    order = torch.randperm(len(others), generator=generator)
    return [others[place] for place in order[: len(found)]]


def wrong_one_head(found, layers, count, generator):
    """It gives 1 heads for 2 found ones"""
    others = [head for head in every(layers, count) if head not in found]
    return [others[int(torch.randint(len(others), (1,), generator=generator))]]


def wrong_counts_from_one(found, layers, count, generator):
    """The model has no head"""
    heads = [(i, j) for i in range(1, layers + 1) for j in range(1, count + 1)]
    others = [head for head in heads if head not in found]
    order = torch.randperm(len(others), generator=generator)
    return [others[place] for place in order[: len(found)]]


def wrong_pythons_luck(found, layers, count, generator):
    """It ignores `generator`"""
    others = [head for head in every(layers, count) if head not in found]
    return random.sample(others, len(found))


def wrong_set(found, layers, count, generator):
    """Return a list of pairs, not set"""
    return set(wrong_also_the_found(found, layers, count, generator))


def wrong_numbers(found, layers, count, generator):
    """Each head is a pair (layer, head)"""
    return torch.randperm(layers * count, generator=generator)[: len(found)].tolist()


def right_one_by_one(found, layers, count, generator):
    drawn = []
    while len(drawn) < len(found):
        head = (
            int(torch.randint(layers, (1,), generator=generator)),
            int(torch.randint(count, (1,), generator=generator)),
        )
        if head not in found and head not in drawn:
            drawn.append(head)
    return drawn


def right_with_scores(found, layers, count, generator):
    rng = torch.rand(layers, count, generator=generator)
    for layer, head in found:
        rng[layer, head] = -1
    return [divmod(place, count) for place in rng.flatten().topk(len(found)).indices.tolist()]
