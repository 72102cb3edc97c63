"""Typical wrong answers to bootstrap_interval; the docstring's first line is in their message."""

import numpy as np
import torch


def shares(right, draws, generator, count=None):
    count = count or len(right)
    return right[torch.randint(len(right), (draws, count), generator=generator)].mean(1)


def ends(values, low=0.025, high=0.975):
    return values.quantile(low).item(), values.quantile(high).item()


def wrong_without_repetition(right, draws, generator):
    """Every draw is the same set of texts"""
    return ends(
        torch.stack(
            [right[torch.randperm(len(right), generator=generator)].mean() for _ in range(draws)]
        )
    )


def wrong_single_answers(right, draws, generator):
    """These are quantiles of the single answers"""
    return ends(right[torch.randint(len(right), (draws,), generator=generator)])


def wrong_ninety(right, draws, generator):
    """This is a 90 % interval"""
    return ends(shares(right, draws, generator), 0.05, 0.95)


def wrong_extremes(right, draws, generator):
    """Too wide"""
    found = shares(right, draws, generator)
    return found.min().item(), found.max().item()


def wrong_draws_as_size(right, draws, generator):
    """Too narrow"""
    return ends(shares(right, 500, generator, count=draws))


def wrong_hundred_texts(right, draws, generator):
    """Too wide"""
    return ends(shares(right, draws, generator, count=100))


def wrong_other_way_round(right, draws, generator):
    """The lower end comes first"""
    return ends(shares(right, draws, generator))[::-1]


def wrong_own_luck(right, draws, generator):
    """Another generator gives the same interval"""
    return ends(shares(right, draws, torch.Generator().manual_seed(0)))


def wrong_no_generator(right, draws, generator):
    """Equal generators give different intervals"""
    return ends(shares(right, draws, None))


def wrong_fixed_size(right, draws, generator):
    """Is 400 fixed somewhere?"""
    return ends(shares(right, draws, generator, count=400))


def wrong_one_number(right, draws, generator):
    """Return two numbers"""
    return shares(right, draws, generator).mean().item()


def wrong_tensors(right, draws, generator):
    """Return two plain numbers"""
    found = shares(right, draws, generator)
    return found.quantile(0.025), found.quantile(0.975)


def right_sorted(right, draws, generator):
    found = sorted(shares(right, draws, generator).tolist())
    return found[int(0.025 * draws)], found[int(0.975 * draws)]


def right_one_draw_at_a_time(right, draws, generator):
    found = [
        right[torch.randint(len(right), (len(right),), generator=generator)].mean()
        for _ in range(draws)
    ]
    return ends(torch.stack(found))


def right_numpy_numbers(right, draws, generator):
    return tuple(np.quantile(shares(right, draws, generator).numpy(), [0.025, 0.975]))


def right_numpy_array(right, draws, generator):
    return np.quantile(shares(right, draws, generator).numpy(), [0.025, 0.975])


def wrong_own_number_of_draws(right, draws, generator):
    """With `draws` 1 both ends are the one share that was drawn."""
    return ends(shares(right, 4000, generator))
