"""All claims once more, with seeds that nothing in the course had used: results/unused_seeds.json.

`python -m tools.claims --seeds 1000-1004` measured them, once, when the claims stood. What came
out stands in the file, by claim: mean, low, high. docs/claims.md says it, whatever it says. A claim
that is not in the file has no other seeds. "later" lists those that a fault kept from being
measured with the others.
"""

import textwrap
from dataclasses import replace

from helpers.files import read_json, root
from tools.claim_list import Claim

TOLD = """\
**Seeds that were never used.** Once, when all claims stood, they were measured with the seeds
{first} to {last} ({date}). Of {measured} claims, {held} kept their interval within
the range and {out} did not; of these, {inside} have their mean inside all the same. Luck alone
lets at least {failing} fail. The others of the {count} have no other seeds.{later} Each claim
says below what it came to. Out of range:

{names}.
"""
LATER = """
A fault kept {count} of the {measured} from being measured with the rest; they were measured a few
hours later ({date}), after it was mended, and {held} of these held."""

ADDED = """
{count} of them came into the course afterwards and were measured with these seeds once ({date});
{held} of these held."""


def record() -> dict:
    """What was measured then; of a course that has not done it, no claim."""
    path = root() / "results" / "unused_seeds.json"
    return read_json(path) if path.exists() else {"claims": {}}


def again(claim: Claim) -> Claim | None:
    """The claim as those seeds left it; None if they did not measure it."""
    found = record()
    if claim.id not in found["claims"]:
        return None
    values = found["claims"][claim.id]
    return replace(claim, last=dict(zip(("mean", "low", "high"), values)))


def told(claims: list[Claim], failing: int) -> str:
    """The paragraph for docs/claims.md. failing: how many claims fail by luck, as expected."""
    measured = [found for claim in claims if (found := again(claim))]
    if not measured:
        return "No seeds but the course's own were tried."
    out = [claim for claim in measured if not claim.holds()]
    listed = ", ".join(f"`{claim.id}`" for claim in out) or "none"
    return TOLD.format(
        first=record()["seeds"][0],
        last=record()["seeds"][1],
        date=record()["date"],
        count=len(claims),
        measured=len(measured),
        held=len(measured) - len(out),
        out=len(out),
        inside=sum(c.range[0] <= c.last["mean"] <= c.range[1] for c in out),
        failing=failing,
        later=told_apart("later", LATER, measured) + told_apart("added", ADDED, measured),
        names=textwrap.fill(listed, 100, break_on_hyphens=False),
    ).strip()


def told_apart(name: str, words: str, measured: list[Claim]) -> str:
    """A sentence on the claims that the record names apart, if there are any."""
    late = record().get(name, {"claims": []})
    some = [claim for claim in measured if claim.id in late["claims"]]
    if not some:
        return ""
    return words.format(
        count=len(some),
        measured=len(measured),
        date=late["date"],
        held=sum(claim.holds() for claim in some),
    )
