"""Inputs and typical wrong answers for the exercises of the lab `generation`."""

import math

import torch
from torch.nn import functional as F

# --- next_token_loss ----------------------------------------------------------------------------


def loss_cases() -> list:
    rng = torch.Generator().manual_seed(4)
    small = torch.tensor([[[2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 3.0]]])
    return [
        (small, torch.tensor([[0, 0, 1]])),
        (torch.randn(3, 5, 7, generator=rng), torch.randint(7, (3, 5), generator=rng)),
        (30 * torch.randn(2, 4, 6, generator=rng), torch.randint(6, (2, 4), generator=rng)),
    ]


def without_shift(logits, ids):
    return F.cross_entropy(logits.flatten(0, 1), ids.flatten())


def backwards(logits, ids):
    return F.cross_entropy(logits[:, 1:].flatten(0, 1), ids[:, :-1].flatten())


def across_rows(logits, ids):
    return F.cross_entropy(logits.flatten(0, 1)[:-1], ids.flatten()[1:])


def rolled(logits, ids):
    return F.cross_entropy(logits.flatten(0, 1), ids.roll(-1, 1).flatten())


def summed(logits, ids):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="sum")


def in_bits(logits, ids):
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten()) / math.log(2)


def softmax_twice(logits, ids):
    return F.cross_entropy(logits[:, :-1].softmax(-1).flatten(0, 1), ids[:, 1:].flatten())


def positive(logits, ids):
    return -F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


# --- apply_temperature --------------------------------------------------------------------------


def temperature_cases() -> list:
    rng = torch.Generator().manual_seed(2)
    rows = torch.randn(3, 5, generator=rng)
    return [
        (torch.tensor([0.0, 1.0, 2.0]), 0.5),
        (rows, 2.0),
        (rows, 0.3),
        (torch.tensor([500.0, 499.0, 100.0]), 1.0),
        (rows, 0.0),
        (torch.tensor([0.0, 2.0, 1.0]), 0.0),
    ]


def multiplied(logits, temperature):
    return (logits * temperature).softmax(-1)


def divides_shares(logits, temperature):
    shares = logits.softmax(-1) / temperature
    return shares / shares.sum(-1, keepdim=True)


def shares_only_divided(logits, temperature):
    return logits.softmax(-1) / temperature


def no_zero(logits, temperature):
    return (logits / temperature).softmax(-1)


def overflows(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(-1), logits.shape[-1]).float()
    powers = (logits / temperature).exp()
    return powers / powers.sum(-1, keepdim=True)


def first_axis(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(0), logits.shape[0]).float().movedim(-1, 0)
    return (logits / temperature).softmax(0)


def ignores_temperature(logits, temperature):
    return logits.softmax(-1)


# --- nucleus ------------------------------------------------------------------------------------


def nucleus_cases() -> list:
    rng = torch.Generator().manual_seed(7)
    wide = (2 * torch.randn(30, generator=rng)).softmax(-1)
    return [
        (torch.tensor([0.1, 0.5, 0.25, 0.15]), 0.7),
        (torch.tensor([0.02, 0.9, 0.05, 0.03]), 0.5),  # one token alone is enough
        (wide, 0.9),
        (wide, 0.35),
        (wide, 1.0),
        (torch.tensor([0.25, 0.5, 0.125, 0.125]), 0.75),  # two reach it exactly: the fewest
    ]


def kept(probabilities, keep_ordered):
    """Probabilities of the tokens whose place in the order is kept, made to add up to 1."""
    order = probabilities.argsort(descending=True)
    keep = torch.zeros_like(probabilities).bool()
    keep[order[keep_ordered]] = True
    left = probabilities * keep
    return left / left.sum()


def cumulated(probabilities):
    return probabilities.sort(descending=True).values.cumsum(0)


def drops_the_last(probabilities, top_p):
    return kept(probabilities, cumulated(probabilities) <= top_p)


def one_too_many(probabilities, top_p):
    ordered = probabilities.sort(descending=True).values
    return kept(probabilities, cumulated(probabilities) - 2 * ordered < top_p)


def one_more_at_a_tie(probabilities, top_p):
    ordered = probabilities.sort(descending=True).values
    return kept(probabilities, cumulated(probabilities) - ordered <= top_p)


def not_normalised(probabilities, top_p):
    ordered, order = probabilities.sort(descending=True)
    left = probabilities.clone()
    left[order[cumulated(probabilities) - ordered >= top_p]] = 0
    return left


def still_sorted(probabilities, top_p):
    ordered = probabilities.sort(descending=True).values
    left = ordered * (ordered.cumsum(0) - ordered < top_p)
    return left / left.sum()


def least_likely(probabilities, top_p):
    ordered, order = probabilities.sort()
    left = probabilities.clone()
    left[order[ordered.cumsum(0) - ordered >= top_p]] = 0
    return left / left.sum()


def unsorted_sum(probabilities, top_p):
    left = probabilities * (probabilities.cumsum(0) - probabilities < top_p)
    return left / left.sum()


def by_threshold(probabilities, top_p):
    left = probabilities * (probabilities >= top_p)
    return left / left.sum()


# --- show_until ---------------------------------------------------------------------------------


def stop_cases() -> list:
    return [
        ("Thanks. Ben: Bye.", ["Ben:"]),
        ("Thanks. Be", ["Ben:"]),
        ("Yes! No. Ben: Why?", ["Ben:", "No.", "!"]),
        ("One, two", ["Ben:", "."]),
        ("A line. \n", ["\n\n", "Ben:"]),
        ("abab", ["ababc", "bx"]),  # two endings could go on: the longer one counts
        ("He said Ben. Then Ben: came", ["Ben:"]),
        ("", ["."]),
        ("no stop strings", []),
    ]


def _held(text, stop, pick=max):
    sizes = [n for mark in stop for n in range(1, len(mark)) if text.endswith(mark[:n])]
    return text[: len(text) - pick(sizes)] if sizes else text


def _earliest(text, stop):
    places = [text.find(mark) for mark in stop if mark in text]
    return min(places, default=None)


def shows_the_beginning(text, stop):
    place = _earliest(text, stop)
    return (text, False) if place is None else (text[:place], True)


def first_in_the_list(text, stop):
    for mark in stop:
        if mark in text:
            return text[: text.index(mark)], True
    return _held(text, stop), False


def shows_the_stop(text, stop):
    found = [(text.find(mark), mark) for mark in stop if mark in text]
    if found:
        place, mark = min(found)
        return text[: place + len(mark)], True
    return _held(text, stop), False


def only_at_the_end(text, stop):
    for mark in stop:
        if text.endswith(mark):
            return text[: -len(mark)], True
    return _held(text, stop), False


def always_holds(text, stop):
    place = _earliest(text, stop)
    if place is not None:
        return text[:place], True
    longest = max(map(len, stop), default=1)
    return text[: max(0, len(text) - longest + 1)], False


def shortest_ending(text, stop):
    place = _earliest(text, stop)
    return (_held(text, stop, min), False) if place is None else (text[:place], True)


def never_done(text, stop):
    place = _earliest(text, stop)
    return (_held(text, stop), False) if place is None else (text[:place], False)
