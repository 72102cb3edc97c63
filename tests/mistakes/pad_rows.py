import itertools

import torch


def wrong_fills_the_beginning(rows, pad):
    """It fills up at the beginning of a row"""
    longest = max([len(row) for row in rows] or [0])
    ids, mask = [], []
    for row in rows:
        lacks = longest - len(row)
        ids.append([pad] * lacks + list(row))
        mask.append([0] * lacks + [1] * len(row))
    return ids, mask


def wrong_mask_says_filling(rows, pad):
    """The mask is the wrong way round"""
    longest = max([len(row) for row in rows] or [0])
    ids = [list(row) + [pad] * (longest - len(row)) for row in rows]
    return ids, [[0] * len(row) + [1] * (longest - len(row)) for row in rows]


def wrong_looks_for_pad(rows, pad):
    """It takes every id that equals `pad` for filling"""
    longest = max([len(row) for row in rows] or [0])
    ids = [list(row) + [pad] * (longest - len(row)) for row in rows]
    return ids, [[1 if number != pad else 0 for number in row] for row in ids]


def wrong_cuts_to_the_shortest(rows, pad):
    """It cuts the rows to the shortest"""
    columns = list(zip(*rows))
    ids = [list(row) for row in zip(*columns)] if columns else [[] for _ in rows]
    return ids, [[1] * len(row) for row in ids]


def wrong_always_zero(rows, pad):
    """It fills up with 0"""
    longest = max([len(row) for row in rows] or [0])
    ids = [list(row) + [0] * (longest - len(row)) for row in rows]
    return ids, [[1] * len(row) + [0] * (longest - len(row)) for row in rows]


def right_row_by_row(rows, pad):
    longest = 0
    for row in rows:
        longest = max(longest, len(row))
    ids, mask = [], []
    for row in rows:
        new, seen = list(row), [1 for _ in row]
        while len(new) < longest:
            new.append(pad)
            seen.append(0)
        ids.append(new)
        mask.append(seen)
    return ids, mask


def right_torch(rows, pad):
    if not rows:
        return ([], [])
    ids = torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(r, dtype=torch.int64) for r in rows], batch_first=True, padding_value=pad
    )
    mask = torch.arange(ids.shape[1]) < torch.tensor([[len(r)] for r in rows])
    return (ids.tolist(), mask.int().tolist())


def right_zip_longest(rows, pad):
    hole = object()
    full = [list(r) for r in zip(*itertools.zip_longest(*rows, fillvalue=hole))]
    if not full:
        full = [[] for _ in rows]
    return (
        [[pad if t is hole else t for t in r] for r in full],
        [[0 if t is hole else 1 for t in r] for r in full],
    )


def wrong_mask_by_value(rows, pad):
    """It takes every id that equals `pad` for filling"""
    n = max(map(len, rows), default=0)
    ids = [r + [pad] * (n - len(r)) for r in rows]
    return (ids, [[int(t != pad) for t in r] for r in ids])


def wrong_bool_mask(rows, pad):
    """expected a number, got a bool"""
    n = max(map(len, rows), default=0)
    return (
        [r + [pad] * (n - len(r)) for r in rows],
        [[i < len(r) for i in range(n)] for r in rows],
    )
