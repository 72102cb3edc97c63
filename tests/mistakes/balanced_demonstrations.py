"""Typical wrong answers to balanced_demonstrations; the docstring is in their message."""

import random


def grouped(pool):
    groups = {}
    for pair in pool:
        groups.setdefault(pair[1], []).append(pair)
    return groups


def wrong_plain_draw(pool, count, seed):
    """Wanted is the same number of every answer"""
    return random.Random(seed).sample(pool, count)


def wrong_count_of_each(pool, count, seed):
    """demonstrations in all"""
    rng = random.Random(seed)
    groups = grouped(pool).values()
    return [pair for group in groups for pair in rng.sample(group, min(count, len(group)))]


def wrong_repetition(pool, count, seed):
    """A demonstration occurs twice"""
    rng, groups = random.Random(seed), grouped(pool)
    each = count // len(groups)
    return [rng.choice(group[:2]) for group in groups.values() for _ in range(each)]


def wrong_not_mixed(pool, count, seed):
    """Equal answers stand together"""
    rng, groups = random.Random(seed), grouped(pool)
    each = count // len(groups)
    return [pair for name in sorted(groups) for pair in rng.sample(groups[name], each)]


def wrong_first_ones(pool, count, seed):
    """It takes the first ones of every answer"""
    rng, groups = random.Random(seed), grouped(pool)
    chosen = [pair for group in groups.values() for pair in group[: count // len(groups)]]
    rng.shuffle(chosen)
    return chosen


def wrong_fixed_seed(pool, count, seed):
    """Every seed gives the same ones"""
    rng, groups = random.Random(0), grouped(pool)
    each = count // len(groups)
    chosen = [pair for group in groups.values() for pair in rng.sample(group, each)]
    rng.shuffle(chosen)
    return chosen


def wrong_alternating(pool, count, seed):
    """The answers alternate in a fixed order"""
    rng, groups = random.Random(seed), grouped(pool)
    drawn = [rng.sample(groups[name], count // len(groups)) for name in sorted(groups)]
    return [pair for row in zip(*drawn) for pair in row]


def wrong_texts_only(pool, count, seed):
    """Return pairs out of the pool"""
    rng, groups = random.Random(seed), grouped(pool)
    each = count // len(groups)
    return [text for group in groups.values() for text, _ in rng.sample(group, each)]


def right_one_shuffle(pool, count, seed):
    shuffled, chosen = list(pool), []
    random.Random(seed).shuffle(shuffled)
    answers = {answer for _, answer in pool}
    for pair in shuffled:
        if sum(pair[1] == answer for _, answer in chosen) < count // len(answers):
            chosen.append(pair)
    random.Random(seed + 1).shuffle(chosen)
    return chosen


def wrong_shuffles_the_pool(pool, count, seed):
    """It changes its argument `pool`"""
    random.Random(seed).shuffle(pool)
    return right_one_shuffle(pool, count, seed)


def wrong_through_a_set(pool, count, seed):
    """a set has no fixed order"""
    rng = random.Random(seed)
    answers, chosen = {answer for _, answer in pool}, []
    for answer in answers:
        chosen += rng.sample([pair for pair in pool if pair[1] == answer], count // len(answers))
    rng.shuffle(chosen)
    return chosen


def wrong_in_the_pools_order(pool, count, seed):
    """One always stands before the other"""
    return sorted(right_one_shuffle(pool, count, seed), key=pool.index)
