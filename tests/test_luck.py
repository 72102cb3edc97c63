"""What is said of testing many claims at once is right, on claims whose truth is known."""

import numpy as np
import pytest

from helpers.measure import intervals
from tools import claim_pages, luck
from tools.claim_list import Claim

RANGE = (0.1, 0.9)


def claim(values, allowed=RANGE, questions=None, **measure) -> Claim:
    mean, low, high = intervals.interval(list(values))
    last = {"mean": mean, "low": low, "high": high, "n": len(values), "by": "claims", "date": ""}
    text = dict.fromkeys(("id", "sentence", "source", "lesson", "cell", "shows"), "one")
    return Claim(
        **text,
        measure=measure,
        seeds=len(values),
        seconds=1,
        range=allowed,
        questions=questions,
        last=last,
    )


@pytest.mark.parametrize("seeds", (3, 5, 8))
def test_at_least_as_many_fail_as_is_said(seeds):
    rng, said, failed = np.random.default_rng(0), 0.0, 0
    for _ in range(2000):
        first, second = map(claim, rng.normal(rng.uniform(-0.5, 1.5), 0.1, (2, seeds)))
        if first.holds():  # as every claim of the course does
            said += luck.chance_to_fail(first)
            failed += not second.holds()
    assert 0.4 * failed < said < 1.05 * failed


def test_a_share_cannot_leave_the_range_where_it_ends():
    values = [0.97, 1.0, 1.0]
    assert luck.chance_to_fail(claim(values, (0.5, 1.0))) > 0.5
    assert luck.chance_to_fail(claim(values, (0.5, 1.0), questions=40)) < 0.1
    assert luck.chance_to_fail(claim([0.5] * 3, (0.4, 0.6))) == 0


def test_sides_are_apart_for_one_claim_and_not_for_ninety():
    found = claim([0.2, 0.3, 0.4, 0.3, 0.2], minus={})
    assert luck.apart(found, 1) and not luck.apart(found, 90)
    assert luck.apart(claim([0.5, 0.51, 0.49, 0.5, 0.5], minus={}), 90)
    assert luck.no_difference(claim([1, 2, 3])) is None


def test_the_page_says_it():
    measure = {"function": "one", "value": "share", "minus": {}}
    sure, doubtful = (claim(values, **measure) for values in ([0.5, 0.51, 0.49], [0.3, 0.5, 0.75]))
    text = claim_pages.told_luck([sure, doubtful], 1)
    assert (
        "some of 2 new measurements" in text and "2 claims that compare two sides, 1 have" in text
    )
    assert "Other seeds may put it out of range" in claim_pages.entry(doubtful)
    assert "Other seeds" not in claim_pages.entry(sure)
