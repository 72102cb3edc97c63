def wrong_no_ramp(step, steps, warmup, peak):
    """Before step `warmup` it rises"""
    return peak if step < warmup else peak * (steps - step) / (steps - warmup)


def wrong_flat(step, steps, warmup, peak):
    """After the ramp it stays at its peak"""
    return peak if step >= warmup else step / warmup * peak


def wrong_all_steps(step, steps, warmup, peak):
    """The way down has `steps - warmup` steps"""
    if step < warmup:
        return step * peak / warmup
    return peak - peak * step / steps


def wrong_counted_from_one(step, steps, warmup, peak):
    """At step 0 it is already above 0"""
    if step < warmup:
        return peak / warmup * (step + 1)
    return peak * (steps - step) / (steps - warmup)


def wrong_share(step, steps, warmup, peak):
    """Multiply it by `peak`"""
    return step / warmup if step < warmup else (steps - step) / (steps - warmup)


def right_as_minimum(step, steps, warmup, peak):
    up = step / warmup if warmup else 1.0
    return peak * min(up, (steps - step) / (steps - warmup))
