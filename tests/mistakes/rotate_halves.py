"""Typical wrong answers to rotate_halves; the first line of a docstring is in the message."""

import torch


def angles_of(x, base):
    n, d = x.shape[-2:]
    speeds = torch.tensor([base ** (-2 * i / d) for i in range(d // 2)])
    return torch.outer(torch.arange(n).float(), speeds)


def turned(x, a):
    half = x.shape[-1] // 2
    result = torch.empty_like(x)
    result[..., :half] = x[..., :half] * a.cos() - x[..., half:] * a.sin()
    result[..., half:] = x[..., half:] * a.cos() + x[..., :half] * a.sin()
    return result


def wrong_direction(x, base=160_000.0):
    """It turns backwards"""
    return turned(x, -angles_of(x, base))


def wrong_one_speed(x, base=160_000.0):
    """All pairs turn at one speed"""
    return turned(x, torch.arange(x.shape[-2])[:, None].float())


def wrong_power(x, base=160_000.0):
    """off by a factor of 2"""
    n, d = x.shape[-2:]
    speeds = torch.tensor([base ** (-i / d) for i in range(d // 2)])
    return turned(x, torch.outer(torch.arange(n).float(), speeds))


def wrong_fixed_base(x, base=160_000.0):
    """`base` changes nothing"""
    return turned(x, angles_of(x, 10_000))


def wrong_neighbours(x, base=160_000.0):
    """It pairs neighbours"""
    a = angles_of(x, base)
    result = torch.empty_like(x)
    result[..., 0::2] = x[..., 0::2] * a.cos() - x[..., 1::2] * a.sin()
    result[..., 1::2] = x[..., 1::2] * a.cos() + x[..., 0::2] * a.sin()
    return result


def wrong_reuses_the_turned_number(x, base=160_000.0):
    """Keep the old one"""
    a, half = angles_of(x, base), x.shape[-1] // 2
    result = x.clone()
    result[..., :half] = result[..., :half] * a.cos() - result[..., half:] * a.sin()
    result[..., half:] = result[..., half:] * a.cos() + result[..., :half] * a.sin()
    return result


def wrong_detached(x, base=160_000.0):
    """training needs their gradient"""
    return turned(x.detach(), angles_of(x, base))


def right_with_complex_numbers(x, base=160_000.0):
    half = x.shape[-1] // 2
    a = angles_of(x, base)
    numbers = torch.complex(x[..., :half], x[..., half:]) * torch.polar(torch.ones_like(a), a)
    return torch.cat([numbers.real, numbers.imag], -1)
