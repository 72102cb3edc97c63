"""Typical wrong answers to nearest_tokens; the docstring's first line is in their message."""

import torch


def wrong_dot_product(table, token, count):
    """It compares dot products"""
    order = (table @ table[token]).argsort(descending=True).tolist()
    return [other for other in order if other != token][:count]


def wrong_only_the_query_is_normalised(table, token, count):
    """It compares dot products"""
    order = (table @ (table[token] / table[token].norm())).argsort(descending=True).tolist()
    return [other for other in order if other != token][:count]


def wrong_euclidean(table, token, count):
    """It compares distances"""
    order = torch.cdist(table[token : token + 1], table)[0].argsort().tolist()
    return [other for other in order if other != token][:count]


def wrong_keeps_itself(table, token, count):
    """The token is its own nearest neighbour"""
    cosines = torch.cosine_similarity(table, table[token].expand_as(table), dim=1)
    return cosines.argsort(descending=True)[:count].tolist()


def wrong_smallest_first(table, token, count):
    """These are the furthest"""
    cosines = torch.cosine_similarity(table, table[token].expand_as(table), dim=1)
    return cosines.argsort()[:count].tolist()


def wrong_nan(table, token, count):
    """A row of zeros gives 0 / 0 = nan"""
    unit = table / table.norm(dim=1)[:, None]
    order = (unit @ unit[token]).argsort(descending=True).tolist()
    return [other for other in order if other != token][:count]


def wrong_columns(table, token, count):
    """It normalises columns"""
    unit = table / table.norm(dim=0).clamp(min=1e-9)
    order = (unit @ unit[token]).argsort(descending=True).tolist()
    return [other for other in order if other != token][:count]


def wrong_cosines(table, token, count):
    """expected"""
    cosines = torch.cosine_similarity(table, table[token].expand_as(table), dim=1)
    cosines[token] = -1
    return cosines.topk(count).values.tolist()


def wrong_tensor(table, token, count):
    """Expected a list, got a tensor"""
    cosines = torch.cosine_similarity(table, table[token].expand_as(table), dim=1)
    cosines[token] = -1
    return cosines.topk(count).indices


def wrong_too_many(table, token, count):
    """items"""
    cosines = torch.cosine_similarity(table, table[token].expand_as(table), dim=1)
    cosines[token] = -1
    return cosines.argsort(descending=True).tolist()


def right_with_sorted(table, token, count):
    def cosine(other):
        lengths = max(float(table[other].norm() * table[token].norm()), 1e-12)
        return float(table[other] @ table[token]) / lengths

    others = [other for other in range(len(table)) if other != token]
    return sorted(others, key=cosine, reverse=True)[:count]


def wrong_own_cosine_zero(table, token, count):
    """Its own cosine is set to 0"""
    unit = table / table.norm(dim=1, keepdim=True).clamp(min=1e-9)
    cosines = unit @ unit[token]
    cosines[token] = 0.0
    return cosines.argsort(descending=True)[:count].tolist()
