"""Typical wrong answers to first_places; the docstring's first line is in the message they get."""

import torch


def wrong_latest(ids):
    """It finds the latest earlier place"""
    result = torch.full_like(ids, -1)
    for r, row in enumerate(ids.tolist()):
        seen = {}
        for i, token in enumerate(row):
            result[r, i] = seen.get(token, -1)
            seen[token] = i
    return result


def wrong_itself(ids):
    """A token counts as its own earlier place"""
    return torch.stack([torch.tensor([row.index(t) for t in row]) for row in ids.tolist()])


def wrong_zero(ids):
    """Where a token is new it says 0"""
    same = ids.unsqueeze(2) == ids.unsqueeze(1)
    return torch.tril(same, diagonal=-1).float().argmax(dim=2)


def wrong_upper_triangle(ids):
    """It looks at later places"""
    same = (ids[:, :, None] == ids[:, None]).triu(1)
    first = same.int().argmax(-1)
    first[~same.any(-1)] = -1
    return first


def wrong_already_one_further(ids):
    """It returns the place after"""
    same = (ids[:, :, None] == ids[:, None]).tril(-1)
    return torch.where(same.any(-1), same.int().argmax(-1) + 1, -1)


def wrong_first_row_only(ids):
    """All rows get the places of row 0"""
    row = ids[0].tolist()
    places = [row.index(t) if row.index(t) < i else -1 for i, t in enumerate(row)]
    return torch.tensor(places).repeat(len(ids), 1)


def wrong_list(ids):
    """Expected a tensor, got a list"""
    return [
        [row.index(t) if row.index(t) < i else -1 for i, t in enumerate(row)]
        for row in ids.tolist()
    ]


def wrong_yes_or_no(ids):
    """Expected whole numbers"""
    return (ids[:, :, None] == ids[:, None]).tril(-1).any(-1)


def right_with_a_loop(ids):
    result = torch.full_like(ids, -1)
    for r, row in enumerate(ids.tolist()):
        for i, token in enumerate(row):
            if token in row[:i]:
                result[r, i] = row.index(token)
    return result


def right_with_a_minimum(ids):
    n = ids.shape[1]
    same = (ids[:, :, None] == ids[:, None]).tril(-1)
    places = torch.arange(n).expand_as(same).masked_fill(~same, n).amin(-1)
    return places.masked_fill(places == n, -1)


def right_dict(ids):
    out = torch.full_like(ids, -1)
    for r, row in enumerate(ids.tolist()):
        seen = {}
        for i, t in enumerate(row):
            if t in seen:
                out[r, i] = seen[t]
            else:
                seen[t] = i
    return out


def right_index(ids):
    rows = [
        [row.index(t) if row.index(t) < i else -1 for i, t in enumerate(row)]
        for row in ids.tolist()
    ]
    return torch.tensor(rows)


def right_argmax_all(ids):
    same = ids[:, :, None] == ids[:, None]
    first = same.int().argmax(-1)
    return torch.where(first < torch.arange(ids.shape[1]), first, -1)


def wrong_over_rows(ids):
    """expected"""
    flat = ids.flatten().tolist()
    out = [flat.index(t) if flat.index(t) < i else -1 for i, t in enumerate(flat)]
    return torch.tensor(out).reshape(ids.shape)


def wrong_distance(ids):
    """expected"""
    rows = [
        [i - row.index(t) if row.index(t) < i else -1 for i, t in enumerate(row)]
        for row in ids.tolist()
    ]
    return torch.tensor(rows)
