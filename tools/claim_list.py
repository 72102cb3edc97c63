"""The claims in claims.toml: what an entry says, and the arithmetic that makes one number of it."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

from helpers import course
from helpers.files import CourseError, read_json, root
from helpers.measure import made_by
from helpers.measure.experiment import Runs
from helpers.measure.metrics import Nested, Shares, interval
from tools.claim_closure import parts
from tools.claim_terms import combine, terms, units

DIGITS = 4  # significant digits kept in `last`


@dataclass(frozen=True)
class Claim:
    """One entry of claims.toml; CONTRIBUTING.md explains the fields."""

    id: str
    sentence: str
    source: str
    lesson: str
    cell: str
    shows: str
    measure: dict
    seeds: int
    seconds: float
    range: tuple[float, float]
    over: str = "seeds"
    questions: int | None = None  # where the value is a share: of how many right answers a run
    last: dict | None = None
    wide: str = ""  # why the range would bear half of the effect, where it does
    first: int = 0  # the first seed; another one if a reader asks for it

    @property
    def runs(self) -> range:
        """The seeds."""
        return range(self.first, self.first + self.seeds)

    @property
    def n(self) -> int:
        """How many numbers its interval is over: pre-trainings, where seeds are pooled in each."""
        return len(units(self.measure)) if "pooled" in self.measure else self.seeds

    @property
    def name(self) -> str:
        """The experiment, or the function in `tools/claim_measures.py`, that measures it."""
        return self.measure.get("experiment") or self.measure["function"]

    def holds(self) -> bool:
        """Whether the whole interval of the last measurement lies in the range."""
        low, high = self.range
        return self.last is not None and low <= self.last["low"] and self.last["high"] <= high

    def bears_half(self) -> bool:
        """Whether half of the measured effect would still be in the range, so that the range would
        not notice. Where nothing differs there is nothing to halve.

        >>> some = {name: "" for name in ("id", "sentence", "source", "lesson", "cell", "shows")}
        >>> one = Claim(**some, measure={}, seeds=3, seconds=1, range=(0.3, 1), last={"mean": 0.5})
        >>> one.bears_half()
        False
        """
        none = 1.0 if "divided_by" in self.measure else 0.0
        half = none + ((self.last or {}).get("mean", none) - none) / 2
        return self.range[0] <= half <= self.range[1]


def read() -> str:
    return (root() / "claims.toml").read_text(encoding="utf-8")


def load(text: str) -> list[Claim]:
    """The claims in a text like claims.toml's, in the order of the lessons that make them; those
    of a lesson that course.toml leaves out are left out."""
    slugs = course.order()
    kept = [claim for claim in load_all(text) if claim.lesson in slugs]
    return sorted(kept, key=lambda claim: slugs.index(claim.lesson))


def load_all(text: str) -> list[Claim]:
    """All claims in a text like claims.toml's; `CourseError` names an entry that is not whole."""
    known = {field.name for field in fields(Claim)} - {"first"}
    found = []
    for entry in tomllib.loads(text).get("claim", []):
        name = entry.get("id", "without id")
        missing = known - {"over", "questions", "last", "wide"} - set(entry)
        for word, wrong in (("lacks", missing), ("has the unknown field", set(entry) - known)):
            if wrong:
                raise CourseError(f"claims.toml: claim {name!r} {word} `{sorted(wrong)[0]}`.")
        if name in {claim.id for claim in found}:
            raise CourseError(f"claims.toml: two claims are called {name!r}. Rename one.")
        found.append(Claim(**entry))
    return found


def sides(claim: Claim, find: Callable[[str, dict, int], float]) -> list[list]:
    """What a claim compares: a number for every seed, or, where seeds are pooled, those of every
    pre-training in a list of their own; `find(value, condition, seed)` looks one run up."""
    found = []
    for value, condition in terms(claim.measure):
        rows = [
            [float(find(value, condition | unit, seed)) for seed in claim.runs]
            for unit in units(claim.measure)
        ]
        found.append(rows if "pooled" in claim.measure else rows[0])
    return found


def values(claim: Claim, found: list[list]) -> list[float]:
    """A claim's numbers, from its `sides`; shares know of how many questions they are."""
    if "pooled" in claim.measure:
        found = [Nested(side, claim.questions) for side in found]
    elif claim.questions:
        found = [Shares(side, claim.questions) for side in found]
    return combine(claim.measure, found)


def summary(numbers: list[float], by: str, day: str) -> dict:
    """Mean, interval and origin, as they stand in `last`."""
    rounded = [float(f"{number:.{DIGITS}g}") for number in interval(numbers)]
    return dict(zip(("mean", "low", "high"), rounded), n=len(numbers), by=by, date=day)


def parts_of(claim: Claim) -> dict[str, str]:
    """All that measures a claim: definitions, checkpoints, data files, each with its hash."""
    kind = "experiment" if "experiment" in claim.measure else "function"
    return parts(root(), claim.lesson, kind, claim.name)


def code_of(claim: Claim) -> str:
    """One hash for all that measures a claim."""
    return made_by.digest(parts_of(claim))


def run_key(claim: Claim, condition: dict) -> str:
    """The same for two experiments of a lesson that call one function with one condition."""
    return repr((claim.lesson, code_of(claim), sorted(condition.items())))


def own_function(claim: Claim) -> Callable[..., dict]:
    """The function in `tools/claim_measures.py` that measures a claim."""
    from tools import claim_measures  # here, because it loads torch and everything above it

    return getattr(claim_measures, claim.name)


def by_lesson(claim: Claim) -> dict:
    """`last` from the lesson's stored results; what no lesson stores, as `python -m tools.claims`
    measured it. The date stays where the numbers do."""
    if "experiment" not in claim.measure:
        return by_claims(claim)
    runs = Runs(read_json(root() / "results" / f"{claim.name}.json")["rows"])
    both = sides(claim, lambda value, where, seed: runs.values(value, **where, seed=seed)[0])
    found = summary(values(claim, both), "lesson", date.today().isoformat())
    same = claim.last is not None and {**claim.last, "date": ""} == {**found, "date": ""}
    return claim.last if same else found


def by_claims(claim: Claim) -> dict:
    """`last` from what `python -m tools.claims` measured: results/claims.json."""
    entry = measured()["claims"].get(claim.id)
    pooled = "pooled" in claim.measure  # then each pre-training has a list of its own
    rows = entry["sides"][0] if entry else []
    if len(rows) != claim.n or pooled != isinstance(rows[0], list):
        raise CourseError(
            f"{claim.id} has not been measured. Run `python -m tools.claims --only {claim.id}`."
        )
    if changes := out_of_date(claim):
        raise CourseError(
            f"{claim.id}: {made_by.told(changes)} since it was measured. Run"
            f" `python -m tools.claims --only {claim.id}`."
        )
    return summary(values(claim, entry["sides"]), "claims", entry["date"])


def measured() -> dict[str, dict]:
    """results/claims.json: the values of each claim with one hash (`code`) for what measured it,
    and the parts behind each hash; those of an experiment stand in its own results."""
    path = root() / "results" / "claims.json"
    return read_json(path) if path.exists() else {"claims": {}, "made_by": {}}


def out_of_date(claim: Claim) -> list[str]:
    """What changed since a claim was measured."""
    found = measured()
    entry = found["claims"].get(claim.id)
    if entry is None or entry["code"] == code_of(claim):
        return []
    before = found["made_by"].get(entry["code"], {})
    if "experiment" in claim.measure:
        stored = read_json(root() / "results" / f"{claim.name}.json").get("made_by", {})
        before = stored if made_by.digest(stored) == entry["code"] else {}
    return made_by.differences(before, parts_of(claim)) if before else ["its code changed"]


def expected(claim: Claim) -> dict:
    """What `last` must be: the same origin, looked up again."""
    return by_claims(claim) if claim.last and claim.last["by"] == "claims" else by_lesson(claim)


def renew(text: str, name: str, found: dict | None) -> str:
    """The text of claims.toml with another `last`, or none, for one claim, below its `range`."""
    parts = re.split(r"(?m)^(?=\[)", text)
    line = ", ".join(
        f'{key} = "{v}"' if isinstance(v, str) else f"{key} = {v}"
        for key, v in (found or {}).items()
    )
    line = f"last = {{ {line} }}\n" if found else ""
    for i, part in enumerate(parts):
        if f'\nid = "{name}"\n' in part:
            part = re.sub(r"(?m)^last = .*\n", "", part)
            parts[i] = re.sub(r"(?m)^(range = .*\n)", rf"\1{line}", part)
    return "".join(parts)
