"""Typical wrong answers to who_notices; the first line of a docstring is in the message."""

import torch


def wrong_compares_inputs(layer, x, place, other):
    """Compare what `layer` returns"""
    changed = x.clone()
    changed[place] = other
    return (changed != x).any(1)


def wrong_second_name(layer, x, place, other):
    """`changed = x` is a second name"""
    changed = x
    changed[place] = other
    return ((layer(changed) - layer(x)).abs() > 1e-5).any(1)


def wrong_sum(layer, x, place, other):
    """cancel in a sum"""
    changed = x.clone()
    changed[place] = other
    return (layer(changed).sum(1) - layer(x).sum(1)).abs() > 1e-5


def wrong_no_abs(layer, x, place, other):
    """A number that becomes smaller has changed, too"""
    changed = x.clone()
    changed[place] = other
    return ((layer(changed) - layer(x)) > 1e-5).any(1)


def wrong_all(layer, x, place, other):
    """One is enough"""
    changed = x.clone()
    changed[place] = other
    return ((layer(x) - layer(changed)).abs() > 1e-5).all(1)


def wrong_exact(layer, x, place, other):
    """It takes rounding for a change"""
    changed = torch.cat([x[:place], other[None], x[place + 1 :]])
    return ~(layer(changed) == layer(x)).all(1)


def wrong_later_ones(layer, x, place, other):
    """what a causal mask would do"""
    noticed = torch.zeros(len(x), dtype=torch.bool)
    noticed[place:] = True
    return noticed


def wrong_without_itself(layer, x, place, other):
    """It leaves the changed token out"""
    changed = x.clone()
    changed[place] = other
    noticed = (layer(changed) - layer(x)).abs().amax(1) > 1e-5
    noticed[place] = False
    return noticed


def wrong_who_does_not(layer, x, place, other):
    """those who do NOT notice"""
    changed = x.clone()
    changed[place] = other
    return torch.isclose(layer(changed), layer(x), atol=1e-5).all(1)


def wrong_adds(layer, x, place, other):
    """It adds `other` to the token"""
    changed = x.clone()
    changed[place] += other
    return (layer(changed) - layer(x)).abs().amax(1) > 1e-5


def wrong_hundred(layer, x, place, other):
    """something of its own at `place`"""
    changed = x.clone()
    changed[place] = 0.0
    return (layer(changed) - layer(x)).abs().amax(1) > 1e-5


def wrong_amount(layer, x, place, other):
    """It says how much each token changes"""
    changed = x.clone()
    changed[place] = other
    return (layer(changed) - layer(x)).abs().max(1).values


def wrong_list_of_places(layer, x, place, other):
    """Expected a tensor, got a list"""
    changed = x.clone()
    changed[place] = other
    moved = (layer(changed) - layer(x)).abs().amax(1)
    return [i for i in range(len(x)) if moved[i] > 1e-5]


def wrong_first_numbers(layer, x, place, other):
    """It gives one answer for all"""
    changed = x.clone()
    changed[place] = other
    return (layer(changed) - layer(x)).abs().amax() > 1e-5


def right_one_at_a_time(layer, x, place, other):
    changed = torch.stack([other if i == place else row for i, row in enumerate(x)])
    pairs = zip(layer(x), layer(changed), strict=True)
    return torch.tensor([not torch.allclose(a, b, rtol=0, atol=1e-5) for a, b in pairs])


def right_by_distance(layer, x, place, other):
    new = torch.where(torch.arange(len(x))[:, None] == place, other, x)
    return torch.norm(layer(new) - layer(x), dim=1) > 1e-5


def right_any(layer, x, place, other):
    y = x.clone()
    y[place] = other
    return ((layer(y) - layer(x)).abs() > 1e-05).any(dim=1)


def right_where(layer, x, place, other):
    mask = torch.arange(len(x))[:, None] == place
    y = torch.where(mask, other, x)
    return (layer(x) - layer(y)).abs().max(dim=-1).values > 1e-05


def right_loop(layer, x, place, other):
    y = torch.cat([x[:place], other[None], x[place + 1 :]])
    a, b = (layer(x), layer(y))
    return torch.tensor(
        [
            max((abs(u - v) for u, v in zip(r, s))).item() > 1e-05
            for r, s in zip(a.tolist() and a, b)
        ]
    )


def right_norm(layer, x, place, other):
    y = x.clone()
    y[place] = other
    return (layer(y) - layer(x)).norm(dim=-1) > 1e-05


def wrong_mean(layer, x, place, other):
    """It averages the changes"""
    y = x.clone()
    y[place] = other
    return (layer(y) - layer(x)).abs().mean(-1) > 1e-05


def wrong_first_number(layer, x, place, other):
    """It looks at the first number"""
    y = x.clone()
    y[place] = other
    return (layer(y) - layer(x)).abs()[:, 0] > 1e-05
