"""The record of a run with unused seeds is told whole, and no claim in it is forgotten."""

from tools import claim_list, claim_pages, unused_seeds
from tools import claims as measuring


def test_the_record_is_of_claims_that_stand():
    known = {claim.id for claim in claim_list.load(claim_list.read())}
    found = unused_seeds.record()
    assert set(found["claims"]) <= known
    assert set(found["later"]["claims"]) <= set(found["claims"])


def test_a_claim_that_is_not_in_the_record_has_no_other_seeds():
    claims = claim_list.load(claim_list.read())
    missing = [claim for claim in claims if claim.id not in unused_seeds.record()["claims"]]
    assert measuring.with_seeds(missing, range(1000, 1005)) == []


def test_claims_that_were_measured_later_are_told_of_apart(monkeypatch):
    claims = claim_list.load(claim_list.read())[:2]
    found = {claim.id: claim.range * 2 for claim in claims}
    found = {name: [(a + b) / 2, a, b] for name, (a, b, *_) in found.items()}
    made = {"seeds": [7, 9], "date": "2026-11-29", "claims": found}
    monkeypatch.setattr(unused_seeds, "record", lambda: made)
    assert "later" not in unused_seeds.told(claims, 1)
    made["later"] = {"date": "2026-11-30", "claims": [claims[1].id]}
    text = " ".join(unused_seeds.told(claims, 1).split())
    assert "kept 1 of the 2 from being measured with the rest" in text
    assert "later (2026-11-30), after it was mended, and 1 of these held. Each claim" in text


def test_the_page_counts_what_holds_and_names_what_does_not(monkeypatch):
    claims = claim_list.load(claim_list.read())[:3]
    for claim in claims:
        claim.range[:] = [0.0, 0.5]
    found = {claim.id: [0.2, 0.1, 0.3 + end] for claim, end in zip(claims, (0.0, 0.0, 1.0))}
    made = {"seeds": [7, 9], "date": "2026-11-30", "claims": found}
    monkeypatch.setattr(unused_seeds, "record", lambda: made)
    text = " ".join(unused_seeds.told(claims, 1).split())
    assert "seeds 7 to 9" in text and "Of 3 claims, 2 kept" in text and "and 1 did not" in text
    assert f"`{claims[2].id}`." in text and f"`{claims[0].id}`" not in text
    assert claim_pages.with_unused_seeds(claims[2]).endswith("out of range.")
    assert claim_pages.with_unused_seeds(claims[0]).endswith("0.30].")
