"""Writes docs/reproduction.md: what the paper's text states, what came out here, and a verdict.

The texts and the comparisons stand in `reproduction.toml`, the numbers in results/reproduction/.
"""

import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpers.measure import intervals
from helpers.measure.runs import Runs
from tools.reproduction_runs import EXPERIMENTS

WANTED = {"higher": "higher", "lower": "lower", "near": "not clearly different"}
MISSING = "not run yet"
Found = Mapping[str, Runs]


@dataclass(frozen=True)
class Comparison:
    """One statement of the paper's text as a comparison.

    value: a quantity of the runs, in the condition `of`. other: the condition, or `chance` the
    number, that it is compared with; other_value: the quantity there, if it is another. wanted:
    "higher", "lower", or "near".
    """

    says: str
    value: str
    wanted: str
    of: dict = field(default_factory=dict)
    other: dict | None = None
    other_value: str = ""
    chance: float | None = None

    def difference(self, runs: Runs) -> intervals.Limits:
        """Mean difference and its 95 % interval, draw by draw."""
        mine = runs.values(self.value, **self.of)
        if self.chance is not None:
            return intervals.interval(intervals.minus(mine, self.chance))
        same = {**self.of, **(self.other or {})}
        theirs = runs.values(self.other_value or self.value, **same)
        return intervals.interval(intervals.minus(mine, theirs))

    def found(self, runs: Runs) -> str:
        """On which side of zero the interval lies: "higher", "lower", "not clearly different"."""
        _, low, high = self.difference(runs)
        return "higher" if low > 0 else "lower" if high < 0 else "not clearly different"

    def holds(self, runs: Runs) -> bool:
        """Whether the interval lies as the paper's text has it; see the page's rule."""
        return self.found(runs) == WANTED[self.wanted]

    def outcome(self, runs: Runs) -> str:
        """What came out, in words."""
        return "as in the paper" if self.holds(runs) else f"here {self.found(runs)}"


@dataclass(frozen=True)
class Condition:
    """A condition of the paper: its experiment, texts, what is shown, and the comparisons.

    headline: [label, value, of] for the table; columns: quantities by `rows`, a part of the
    condition, for the condition's own table. why: what explains a failure, written after the runs.
    """

    id: str
    title: str
    experiment: str
    paper: str
    here: str
    chance: str
    rows: str
    columns: list[str]
    headline: list[list]
    comparisons: tuple[Comparison, ...]
    of: dict = field(default_factory=dict)
    why: str = ""


def read() -> tuple[dict[str, str], list[Condition]]:
    """The page's own texts, and the conditions in their order."""
    path = Path(__file__).with_name("reproduction.toml")
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    found = []
    for entry in file["condition"]:
        rows = tuple(Comparison(**row) for row in entry.pop("comparison"))
        found.append(Condition(**entry, comparisons=rows))
    return file["page"], found


def counted(rows: list[dict]) -> Runs:
    """Runs that know how many questions stand behind each share."""
    kinds = dict.fromkeys(kind for row in rows for kind in row.get("asked", {}))
    return Runs(rows).shares(
        **{kind: lambda row, kind=kind: row["asked"].get(kind, 0) for kind in kinds}
    )


# ------------------------------------------------------------------ numbers as text
def number(limits: intervals.Limits, sign: bool = False) -> str:
    """Mean and interval.

    >>> number((0.5, 0.25, 0.75)), number((0.5, 0.25, 0.75), sign=True)
    ('0.50 [0.25, 0.75]', '+0.50 [+0.25, +0.75]')
    """
    mean, low, high = (f"{value:{'+' if sign else ''}z.2f}" for value in limits)
    return f"{mean} [{low}, {high}]"


def value(runs: Runs, name: str, condition: dict) -> str:
    """A quantity with its interval, or a dash where it was not measured."""
    if any(name not in row for row in runs.where(**condition).rows):
        return "–"
    values = runs.values(name, **condition)
    if name == "tokens":
        return f"{sum(values) / len(values):,.0f}"
    return number(intervals.interval(values))


def verdict(one: Condition, found: Found) -> str:
    """ "yes", "partly" or "no": how many of the comparisons hold.

    >>> verdict(read()[1][0], {})
    'not run yet'
    """
    if one.experiment not in found:
        return MISSING
    held = [c.holds(found[one.experiment]) for c in one.comparisons]
    return "yes" if all(held) else "partly" if any(held) else "no"


# ------------------------------------------------------------------ the page
def lines(found: Found) -> list[str]:
    """The table of all conditions, in Markdown."""
    rows = ["| condition | the paper's text says | here | chance | reproduces? |"]
    rows.append("|---|---|---|---|---|")
    for one in read()[1]:
        cells = [MISSING]
        if runs := found.get(one.experiment):
            cells = [f"{label}: {value(runs, name, of)}" for label, name, of in one.headline]
        here = "<br>".join(cells)
        link = f"[{one.title}](#{one.title.lower().replace(' ', '-')})"
        rows.append(f"| {link} | {one.paper} | {here} | {one.chance} | {verdict(one, found)} |")
    return rows


def table(one: Condition, runs: Runs) -> list[str]:
    """All that was measured of a condition: a row for each way."""
    chosen = runs.where(**one.of)
    rows = [f"| {one.rows} | {' | '.join(one.columns)} |", "|---" * (len(one.columns) + 1) + "|"]
    for condition in chosen.conditions(one.rows):
        cells = [value(chosen, name, condition) for name in one.columns]
        rows.append(f"| {condition[one.rows]} | {' | '.join(cells)} |")
    return rows


def judged(one: Condition, runs: Runs) -> list[str]:
    """Each comparison with its difference, and whether it holds."""
    return [
        f"- {c.says}: {number(c.difference(runs), sign=True)}, {c.outcome(runs)}."
        for c in one.comparisons
    ]


def wrapped(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 100, break_on_hyphens=False)


def section(one: Condition, found: Found) -> list[str]:
    """A condition's paragraph, its numbers, and the place for what explains a failure."""
    made = EXPERIMENTS[one.experiment]
    sizes = ", ".join(f"{name} {size}" for name, size in made.sizes.items())
    parts = [f"## {one.title}", wrapped(one.here)]
    parts.append(f"Sizes: {sizes}; {made.draws} draws. Chance: {one.chance}.")
    if runs := found.get(one.experiment):
        parts += ["\n".join(table(one, runs)), "\n".join(judged(one, runs))]
        parts.append(f"Reproduces: **{verdict(one, found)}**.")
    else:
        parts.append(f"*{MISSING}*: `python -m tools.reproduction --run {one.experiment}`")
    why = wrapped(one.why) if one.why.strip() else f"*To be written: `why` of `{one.id}`.*"
    parts.append(f"**Why, as far as an experiment can tell.** {why}")
    return parts


def written(found: Found) -> str:
    """The page. The same results give the same text, on every machine."""
    texts, conditions = read()
    parts = [texts["begin"].strip(), "\n".join(lines(found)), texts["rule"].strip()]
    for one in conditions:
        parts += section(one, found)
    return "\n\n".join([*parts, texts["end"].strip()]) + "\n"
