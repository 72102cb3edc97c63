"""Typical wrong answers to tokens_read; the docstring's first line is in their message."""


def wrong_always_plain(prefix, queries, answers, shared):
    """`shared` makes no difference: both are read plainly"""
    return sum(prefix + length + answer for length in queries for answer in answers)


def wrong_always_shared(prefix, queries, answers, shared):
    """`shared` makes no difference: the prefix is read once in both"""
    return prefix + sum(queries) + len(queries) * sum(answers)


def wrong_prefix_each_time(prefix, queries, answers, shared):
    """Shared, the prefix is read once, not once for each query"""
    if shared:
        return sum(prefix + length + sum(answers) for length in queries)
    return sum(prefix + length + answer for length in queries for answer in answers)


def wrong_answers_once(prefix, queries, answers, shared):
    """Shared, the answers are read after *every* query"""
    if shared:
        return prefix + sum(queries) + sum(answers)
    return sum(prefix + length + answer for length in queries for answer in answers)


def wrong_plain_once(prefix, queries, answers, shared):
    """Plainly, prefix and query are read again for each answer"""
    if shared:
        return prefix + sum(length + sum(answers) for length in queries)
    return sum(prefix + length + sum(answers) for length in queries)


def wrong_no_answers(prefix, queries, answers, shared):
    """The tokens of the answers are missing"""
    if shared:
        return prefix + sum(queries)
    return sum((prefix + length) * len(answers) for length in queries)


def right_by_products(prefix, queries, answers, shared):
    m, n = len(queries), len(answers)
    times = (1, 1) if shared else (m * n, n)
    return times[0] * prefix + times[1] * sum(queries) + m * sum(answers)
