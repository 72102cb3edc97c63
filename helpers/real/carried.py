"""What carries over from small models to real ones: the course's findings, in one table.

`carried.toml` lists them. The small model's number is that of the claim, as it was last measured;
the real model's is computed from stored runs where there are any, or from its configuration; the
literature has its source.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transformers import AutoConfig, AutoModel

from helpers import arguments
from helpers.files import CourseError, root
from helpers.measure import experiment, metrics
from helpers.real import listed, memory
from helpers.show import tables
from helpers.show.tables import Estimate

NOT_RUN, CHANGED, UNKNOWN = "not run", "changed since it was run", "not known"
GROUPS = ("weights", "context", "both")


@dataclass(frozen=True)
class Finding:
    """An entry of `carried.toml`, which says what each part means."""

    claim: str
    finding: str
    group: str
    literature: str = ""
    source: str = ""
    real: dict | None = None

    @property
    def known(self) -> str:
        """What the literature says, with its source; or that it is not known to the course."""
        return f"{self.source}: {self.literature}" if self.literature else UNKNOWN


@cache
def findings() -> tuple[Finding, ...]:
    """All findings, in the order of the file.

    >>> findings()[0].finding
    'Pre-training saves labels'
    """
    text = Path(__file__).with_name("carried.toml").read_text(encoding="utf-8")
    return tuple(Finding(**entry) for entry in tomllib.loads(text)["finding"])


@cache
def claims() -> dict[str, dict]:
    """The entries of claims.toml by their ids."""
    text = (root() / "claims.toml").read_text(encoding="utf-8")
    return {entry["id"]: entry for entry in tomllib.loads(text)["claim"]}


def small(finding: Finding) -> Estimate:
    """The small model's number and its interval, as the claim was last measured.

    >>> round(small(findings()[0]).mean) in (0, 1)
    True
    """
    entry = claims()[finding.claim]
    limits = (entry["last"][key] for key in ("mean", "low", "high"))
    return Estimate(*limits, difference=" minus " in entry["shows"])


def real(finding: Finding) -> Estimate | str:
    """The same on a real model, from stored runs or its configuration; or that nobody has run it.

    >>> real(Finding("a", "b", "weights"))
    'not run'
    """
    if finding.real is None:
        return NOT_RUN
    if model := finding.real.get("adapter_of"):
        return Estimate(adapter_share(model))
    name, value = finding.real["experiment"], finding.real["value"]
    if not (root() / "results" / f"{name}.json").exists():
        return NOT_RUN
    try:
        runs, of = experiment.stored(name), finding.real.get("of", {})
    except CourseError:  # another notebook was edited: that is no reason to fail here
        return CHANGED
    if count := finding.real.get("questions"):
        runs = runs.shares(**{value: count})
    other = finding.real.get("minus")
    if other is None:
        return Estimate(*metrics.interval(runs.values(value, **of)))
    other = {**of, **other} if isinstance(other, dict) else other
    return Estimate(*metrics.interval(runs.minus(value, of, other)), difference=True)


def adapter_share(name: str) -> float:
    """The numbers of a LoRA adapter on every matrix of a listed model, for each of its own.

    >>> round(adapter_share("sentence-transformers/all-MiniLM-L6-v2"), 3)
    0.015
    """
    shape = memory.shape(AutoConfig.for_model(**listed.find(name).config), AutoModel)
    return shape.adapter / shape.parameters


def shown(estimate: Estimate | str) -> str:
    """A number with its interval as one text, for a column that also holds words.

    >>> shown(Estimate(0.5, 0.25, 0.75, difference=True)), shown(Estimate(2.8)), shown("not run")
    ('+0.50 [+0.25, +0.75]', '2.80', 'not run')
    """
    if isinstance(estimate, str):
        return estimate
    made = tables.cell(estimate, 2)
    return f"{made.text} {made.interval}".rstrip()


@arguments.checked
def rows(group: str = "") -> list[dict]:
    """The table's rows, as texts: those of a group and of both, or all of them.

    >>> list(rows()[0])
    ['finding', 'number', 'small model here', 'real model here', 'literature']
    """
    arguments.refuse(
        group and group not in GROUPS, f"`group` is one of {', '.join(GROUPS)}, or nothing."
    )
    slots = [one for one in findings() if not group or one.group in (group, "both")]
    return [
        {
            "finding": one.finding,
            "number": claims()[one.claim]["shows"],
            "small model here": shown(small(one)),
            "real model here": shown(real(one)),
            "literature": one.known,
        }
        for one in slots
    ]


@arguments.checked
def show(group: str = "") -> None:
    """Show what is known of the course's findings beyond its small models.

    group: "weights" or "context" leaves out what only the other is about.

    >>> show("weights")  # doctest: +ELLIPSIS
    What carries over
    ...
    """
    known = [row["literature"] for row in rows(group)].count(UNKNOWN)
    note = f"[95 % interval]. “{UNKNOWN}”: {known} of {len(rows(group))}; we found no source."
    tables.show(rows(group), "What carries over", rows="finding", note=note)
