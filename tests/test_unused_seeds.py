"""The record of a run with unused seeds is told whole, and no claim in it is forgotten."""

from tools import claim_list, claim_pages, unused_seeds


def test_the_record_is_of_claims_that_stand():
    known = {claim.id for claim in claim_list.load(claim_list.read())}
    assert set(unused_seeds.record()["claims"]) <= known


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
