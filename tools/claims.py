"""Measure every claim of the course again: `python -m tools.claims` (`--help` lists the options).

`claims.toml` lists them. A claim is one number with an interval, mostly the difference of two
conditions, seed by seed, and the range in which that interval must lie. Here the functions that the
lessons use are run again, with the conditions and seeds that the claims need. Finished runs are
kept, so an interrupted measurement goes on where it stopped. `--stored` takes the lessons' stored
results instead, which takes seconds. Both write `last` in claims.toml and docs/claims.md.
`--seeds 10-14` measures with other seeds than the course's; that is judged and not stored.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from tqdm.auto import tqdm

from helpers import setup
from helpers.files import CourseError, cache_dir, read_json, read_kept, root, write_json, write_text
from tools import claim_list, claim_pages, claim_runs
from tools.claim_list import Claim


def kept() -> Path:
    """Where finished runs wait for the rest of an interrupted measurement."""
    return cache_dir() / "claims.json"


def run(claims: list[Claim]) -> dict[str, dict]:
    """Every run that the claims need, by key; each is kept on disk as soon as it is done."""
    rows = read_kept(kept())
    needed, took = claim_runs.jobs(claims), defaultdict(list)
    todo = [job for job in needed if job.key not in rows]
    shape = "{desc}: {percentage:3.0f}%|{bar}| {elapsed} gone, {remaining} to go{postfix}"
    total = claim_runs.cost(needed)
    bar = tqdm(total=total, initial=total - claim_runs.cost(todo), desc="claims", bar_format=shape)
    with bar:
        for found in claim_runs.outcomes(todo):
            job = found.job
            what = f"{job.claim.name}, seed {job.seed}"
            if found.row is None:
                bar.write(f"FAILED: {what}, {job.condition}: {found.error}", file=sys.stderr)
            else:
                rows[job.key] = found.row
                took[job.claim.name].append(found.seconds)
                write_json(kept(), rows)
            bar.set_postfix_str(f"done: {what}")
            bar.update(job.claim.seconds)
    for name, seconds in took.items():  # what `seconds` in claims.toml should say
        print(f"{name}: {sum(seconds) / len(seconds):.0f} seconds a run")
    return rows


def measure(chosen: list[Claim]) -> dict[str, list[list]]:
    """Run what the claims need: id → what is compared, seed by seed, of those that succeeded."""
    rows = run(chosen)
    return {
        claim.id: claim_list.sides(claim, partial(look_up, rows, claim))
        for claim in chosen
        if all(job.key in rows for job in claim_runs.jobs([claim]))
    }


def look_up(rows: dict[str, dict], claim: Claim, value: str, condition: dict, seed: int) -> float:
    return rows[claim_runs.Job(claim, condition, seed).key][value]


def store(measured: list[Claim], sides: dict[str, list[list]]) -> None:
    """Write what was measured to results/claims.json, and forget the finished runs."""
    path, today = root() / "results" / "claims.json", date.today().isoformat()
    before = claim_list.measured()
    found, made_by = before["claims"], before["made_by"]
    for claim in measured:
        code = claim_list.code_of(claim)
        if "function" in claim.measure:
            made_by[code] = claim_list.parts_of(claim)
        found[claim.id] = {"code": code, "date": today, "sides": sides[claim.id]}
    order = [claim.id for claim in claim_list.load_all(claim_list.read())]
    found = {name: found[name] for name in order if name in found}
    codes = dict.fromkeys(entry["code"] for entry in found.values())
    made_by = {code: made_by[code] for code in codes if code in made_by}
    write_json(path, {"claims": found, "made_by": made_by})
    forget(measured)


def forget(measured: list[Claim]) -> None:
    """Finished runs that were used need not wait any more."""
    used = {job.key for job in claim_runs.jobs(measured)}
    write_json(kept(), {key: row for key, row in read_json(kept()).items() if key not in used})


def span(text: str) -> range:
    """Seeds such as 10-14; `CourseError` for what is none, or for fewer than three.

    >>> list(span("10-12"))
    [10, 11, 12]
    """
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(last) >= int(first) + 2):
        raise CourseError(f"--seeds takes three seeds or more, such as 10-14, not {text!r}.")
    return range(int(first), int(last) + 1)


def with_seeds(claims: list[Claim], seeds: range) -> list[Claim]:
    """The claims that are measured over seeds, with other seeds; says which are over parts of a
    text or the like, which have no others."""
    drawn = ("seeds", "untrained models", "draws", "pre-trainings")
    fixed = [claim for claim in claims if not claim.over.startswith(drawn)]
    for claim in fixed:
        print(f"LEFT OUT: {claim.id} is measured over {claim.over}, not over seeds.")
    return [replace(c, first=seeds[0], seeds=len(seeds)) for c in claims if c not in fixed]


def with_other_seeds(chosen: list[Claim], seeds: range) -> int:
    """Measure with a reader's seeds, print every number, judge it, and store nothing."""
    count, chosen = len(chosen), with_seeds(chosen, seeds)
    sides = measure(chosen)
    today, judged = date.today().isoformat(), []
    for claim in (claim for claim in chosen if claim.id in sides):
        last = claim_list.summary(claim_list.values(claim, sides[claim.id]), "claims", today)
        judged.append(replace(claim, last=last))
        word = "holds" if judged[-1].holds() else "OUT OF RANGE"
        allowed = claim_pages.span(claim.range)
        print(f"{word}: {claim.id}: {claim_pages.number(judged[-1])}, allowed {allowed}")
    forget(judged)
    held = sum(claim.holds() for claim in judged)
    print(
        f"Of {count} claims, {held} hold with the seeds {seeds[0]} to {seeds[-1]},"
        f" {len(judged) - held} do not, {len(chosen) - len(judged)} failed,"
        f" {count - len(chosen)} have no other seeds."
    )
    return int(held < len(judged) or len(judged) < len(chosen))


def choose(text: str, begins: list[str] | None) -> list[Claim]:
    """The claims whose id begins like one of these, or all; `CourseError` if there are none."""
    chosen = [
        claim for claim in claim_list.load(text) if not begins or claim.id.startswith(tuple(begins))
    ]
    if not chosen:
        raise CourseError(f"No claim has an id that begins with {' or '.join(begins)!r}.")
    return chosen


def update(claims: list[Claim], last: Callable[[Claim], dict]) -> list[Claim]:
    """Write `last` of these claims, and the pages made from it; the claims with the new `last`."""
    text = claim_list.read()  # anew: it may have been edited while the claims were measured
    for claim in claims:
        try:
            found = last(claim)
        except CourseError as error:  # the others can still be looked up
            print(f"UNKNOWN: {error}", file=sys.stderr)
            found = None
        text = claim_list.renew(text, claim.id, found)
    write_text(root() / "claims.toml", text)
    claim_pages.write(text)
    names = {claim.id for claim in claims}
    return [claim for claim in claim_list.load(text) if claim.id in names]


def report(claims: list[Claim]) -> int:
    """Say which claims do not hold; 1 if there are any, otherwise 0."""
    broken = [claim for claim in claims if not claim.holds()]
    for claim in broken:
        if claim.last:  # otherwise `update` has said why
            print(
                f"OUT OF RANGE: {claim.id}: {claim_pages.number(claim)}, should be in"
                f" {claim_pages.span(claim.range)}. {claim.sentence}"
            )
    print(f"{len(claims) - len(broken)} of {len(claims)} claims hold. See docs/claims.md.")
    return 1 if broken else 0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tools.claims", description=__doc__.split(":")[0])
    parser.add_argument("--only", nargs="+", metavar="ID", help="only ids that begin like this")
    parser.add_argument("--stored", action="store_true", help="take the lessons' stored results")
    parser.add_argument("--seeds", metavar="FIRST-LAST", help="other seeds, three or more")
    options = parser.parse_args(argv)
    try:
        setup.must_be_full()
        chosen = choose(claim_list.read(), options.only)
        if options.stored:
            return report(update(chosen, claim_list.by_lesson))
        seeds = None if options.seeds is None else span(options.seeds)
        setup.start()
        if seeds:
            return with_other_seeds(chosen, seeds)
        sides = measure(chosen)
        measured = [claim for claim in chosen if claim.id in sides]
        store(measured, sides)
        return max(report(update(measured, claim_list.by_claims)), len(measured) < len(chosen))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Finished runs are kept; run it again for the rest.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
