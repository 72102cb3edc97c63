"""Typical wrong answers to rotate_pairs; the first line of a docstring is in the message."""

import torch


def angles_of(x, positions):
    d = x.shape[1]
    speeds = torch.tensor([10_000.0 ** (-2 * i / d) for i in range(d // 2)])
    return torch.outer(positions.float(), speeds)


def wrong_direction(x, positions):
    """It turns backwards"""
    a = angles_of(x, positions)
    result = torch.empty_like(x)
    result[:, 0::2] = x[:, 0::2] * a.cos() + x[:, 1::2] * a.sin()
    result[:, 1::2] = x[:, 1::2] * a.cos() - x[:, 0::2] * a.sin()
    return result


def wrong_one_speed(x, positions):
    """All pairs turn at one speed"""
    a = positions[:, None].float()
    result = torch.empty_like(x)
    result[:, 0::2] = x[:, 0::2] * a.cos() - x[:, 1::2] * a.sin()
    result[:, 1::2] = x[:, 1::2] * a.cos() + x[:, 0::2] * a.sin()
    return result


def wrong_power(x, positions):
    """off by a factor of 2"""
    d = x.shape[1]
    speeds = torch.tensor([10_000.0 ** (-i / d) for i in range(d // 2)])
    a = torch.outer(positions.float(), speeds)
    result = torch.empty_like(x)
    result[:, 0::2] = x[:, 0::2] * a.cos() - x[:, 1::2] * a.sin()
    result[:, 1::2] = x[:, 1::2] * a.cos() + x[:, 0::2] * a.sin()
    return result


def wrong_counts_rows(x, positions):
    """Use `positions`"""
    return right_with_complex_numbers(x, torch.arange(len(x)))


def wrong_halves(x, positions):
    """It pairs the first half with the second"""
    a = angles_of(x, positions)
    half = x.shape[1] // 2
    first, second = x[:, :half], x[:, half:]
    return torch.cat(
        (first * a.cos() - second * a.sin(), second * a.cos() + first * a.sin()), dim=1
    )


def wrong_order(x, positions):
    """The turned numbers are in the wrong order"""
    a = angles_of(x, positions)
    first, second = x[:, 0::2], x[:, 1::2]
    return torch.cat(
        (first * a.cos() - second * a.sin(), second * a.cos() + first * a.sin()), dim=1
    )


def wrong_reuses_the_turned_number(x, positions):
    """Keep the old one"""
    a = angles_of(x, positions)
    result = x.clone()
    result[:, 0::2] = result[:, 0::2] * a.cos() - result[:, 1::2] * a.sin()
    result[:, 1::2] = result[:, 1::2] * a.cos() + result[:, 0::2] * a.sin()
    return result


def right_with_complex_numbers(x, positions):
    turns = torch.polar(torch.ones(len(x), x.shape[1] // 2), angles_of(x, positions))
    numbers = torch.view_as_complex(x.reshape(len(x), -1, 2).contiguous())
    return torch.view_as_real(numbers * turns).flatten(1)
