"""Typical wrong answers to add_part; the first line of a docstring is in the message."""


def wrong_no_residual(x, part, norm, place):
    """There is no residual"""
    return part(norm(x)) if place == "pre" else norm(part(x))


def wrong_post_residual(x, part, norm, place):
    """The residual is missing for "post\""""
    if place == "pre":
        return part(norm(x)) + x
    return norm(part(x))


def wrong_always_pre(x, part, norm, place):
    """this is pre-norm both times"""
    return part(norm(x)) + x


def wrong_exchanged(x, part, norm, place):
    """Pre and post have changed places"""
    if place != "pre":
        return x + part(norm(x))
    return norm(part(x) + x)


def wrong_normed_way(x, part, norm, place):
    """adds to the normed vector"""
    if place == "pre":
        x = norm(x)
        return x + part(x)
    return norm(x + part(x))


def wrong_detached_part(x, part, norm, place):
    """Is a part of it detached?"""
    if place == "pre":
        return x + part(norm(x)).detach()
    return norm(x + part(x))


def right_step_by_step(x, part, norm, place):
    into = norm(x) if place == "pre" else x
    total = part(into) + x
    return total if place == "pre" else norm(total)
