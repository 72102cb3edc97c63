"""All claims once more, with seeds that nothing in the course had used: results/unused_seeds.json.

`python -m tools.claims --seeds 1000-1004` measured them, once, when the claims stood. What came
out stands in the file, by claim: mean, low, high. docs/claims.md says it, whatever it says. A claim
that is not in the file has no other seeds, or was not measured then.
"""

import textwrap

from helpers.files import read_json, root
from tools.claim_list import Claim

TOLD = """\
**Seeds that were never used.** Once, when all claims stood, they were measured with the seeds
{first} to {last} ({date}). Of {measured} claims, {held} kept their interval within
the range and {out} did not; of these, {inside} have their mean inside all the same. Luck alone
lets at least {failing} fail. The others of the {count} have no other seeds, or a fault kept them
from being measured; it is mended. Each claim says below what it came to. Out of range:

{names}.
"""


def record() -> dict:
    """What was measured then; of a course that has not done it, no claim."""
    path = root() / "results" / "unused_seeds.json"
    return read_json(path) if path.exists() else {"claims": {}}


def inside(claim: Claim, *values: float) -> bool:
    """Whether all these values lie in the claim's range."""
    return all(claim.range[0] <= value <= claim.range[1] for value in values)


def told(claims: list[Claim], failing: int) -> str:
    """The paragraph for docs/claims.md. failing: how many claims fail by luck, as expected."""
    found = record()["claims"]
    measured = [claim for claim in claims if claim.id in found]
    if not measured:
        return "No seeds but the course's own were tried."
    out = [claim for claim in measured if not inside(claim, *found[claim.id][1:])]
    listed = ", ".join(f"`{claim.id}`" for claim in out) or "none"
    return TOLD.format(
        first=record()["seeds"][0],
        last=record()["seeds"][1],
        date=record()["date"],
        count=len(claims),
        measured=len(measured),
        held=len(measured) - len(out),
        out=len(out),
        inside=sum(inside(claim, found[claim.id][0]) for claim in out),
        failing=failing,
        names=textwrap.fill(listed, 100, break_on_hyphens=False),
    ).strip()


def said(claim: Claim) -> str:
    """A sentence about one claim, or nothing."""
    found = record()["claims"].get(claim.id)
    if found is None:
        return ""
    mean, low, high = found
    out = "" if inside(claim, low, high) else ", out of range"
    return f" With unused seeds: {mean:.2f} [{low:.2f}, {high:.2f}]{out}."
