"""Measure every claim of the course again: `python -m tools.claims` (`--help` lists the options).

`claims.toml` lists them. A claim is one number with an interval, mostly the difference of two
conditions, seed by seed, and the range in which that interval must lie. Here the functions that the
lessons use are run again, with the conditions and seeds that the claims need. Finished runs are
kept, so an interrupted measurement goes on where it stopped. A few claims whose runs take longest
(`dear`) wait for `--all`. `--stored` takes the lessons' stored results instead, which takes seconds.
All write `last` in claims.toml and docs/claims.md.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tqdm.auto import tqdm

from helpers import setup
from helpers.experiment import as_stored, code_hash
from helpers.files import CourseError, cache_dir, read_json, root, write_json, write_text
from tools import claim_cells, claim_list, claim_pages
from tools.claim_list import Claim


@dataclass(frozen=True)
class Job:
    """One run: a measuring function (of the first claim that needs it), a condition, a seed."""

    claim: Claim
    condition: dict
    seed: int

    @property
    def key(self) -> str:
        return f"{claim_list.run_key(self.claim, self.condition)}, seed {self.seed}"


def jobs(claims: list[Claim]) -> list[Job]:
    """Every run that the claims need, once, those of one function together."""
    found = {}
    for claim in claims:
        for _, condition in claim_list.terms(claim.measure):
            for seed in range(claim.seeds):
                job = Job(claim, condition, seed)
                found.setdefault(job.key, job)
    return sorted(found.values(), key=lambda job: (job.claim.lesson, job.claim.name, job.seed))


def function_of(claim: Claim) -> Callable[..., dict]:
    """The function that measures a claim, ready to call; `CourseError` if the lesson has another
    one than made its stored results."""
    if "function" in claim.measure:
        return claim_list.own_function(claim)
    found = claim_cells.experiment(claim.lesson, claim.name)
    if code_hash(found) != claim_list.code_of(claim):
        raise CourseError(f"The stored runs of {claim.name} were made by other code than lesson"
                          f" {claim.lesson} has now. Build the lesson first.")  # fmt: skip
    return found


def kept() -> Path:
    """Where finished runs wait for the rest of an interrupted measurement."""
    return cache_dir() / "claims.json"


def run(claims: list[Claim]) -> dict[str, dict]:
    """Every run that the claims need, by key; each is kept on disk as soon as it is done."""
    rows = read_json(kept()) if kept().exists() else {}
    todo, took = jobs(claims), defaultdict(list)
    shape = "{desc}: {percentage:3.0f}%|{bar}| {elapsed} gone, {remaining} to go{postfix}"
    work = sum(job.claim.seconds for job in todo)
    with tqdm(total=work, desc="claims", bar_format=shape) as bar:
        for job in todo:
            key = job.key
            bar.set_postfix_str(f"{job.claim.name}, seed {job.seed}")
            if key not in rows:
                started = time.monotonic()
                try:
                    rows[key] = as_stored(function_of(job.claim)(**job.condition, seed=job.seed))
                except Exception as error:  # the other claims can still be measured
                    bar.write(f"FAILED: {job.claim.name} {job.condition} seed {job.seed}: {error!r}",
                              file=sys.stderr)  # fmt: skip
                else:
                    took[job.claim.name].append(time.monotonic() - started)
                    write_json(kept(), rows)
            bar.update(job.claim.seconds)
    for name, seconds in took.items():  # what `seconds` in claims.toml should say
        print(f"{name}: {sum(seconds) / len(seconds):.0f} seconds a run")
    return rows


def measure(chosen: list[Claim]) -> list[Claim]:
    """Run what the claims need and write their values to results/claims.json; those that could be
    measured."""
    store = root() / "results" / "claims.json"
    rows = run(chosen)
    claims = [claim for claim in chosen if all(job.key in rows for job in jobs([claim]))]
    found = read_json(store) if store.exists() else {}
    for claim in claims:
        code = claim_list.code_of(claim)

        def find(value: str, condition: dict, seed: int) -> float:
            return rows[Job(claim, condition, seed).key][value]

        found[claim.id] = {"code": code, "date": date.today().isoformat(),
                           "values": claim_list.values(claim, find)}  # fmt: skip
    order = [claim.id for claim in claim_list.load(claim_list.read())]
    write_json(store, {name: found[name] for name in order if name in found})
    used = {job.key for job in jobs(claims)}
    write_json(kept(), {key: row for key, row in rows.items() if key not in used})
    return claims


def choose(text: str, begins: list[str] | None, dear: bool) -> list[Claim]:
    """The claims whose id begins like one of these, or all, or all that are not dear.

    Raises `CourseError` if there are none.
    """
    chosen = [claim for claim in claim_list.load(text)
              if (claim.id.startswith(tuple(begins)) if begins else dear or not claim.dear)]  # fmt: skip
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
            print(f"OUT OF RANGE: {claim.id}: {claim_pages.number(claim)}, should be in"
                  f" {claim_pages.span(claim.range)}. {claim.sentence}")  # fmt: skip
    print(f"{len(claims) - len(broken)} of {len(claims)} claims hold. See docs/claims.md.")
    return 1 if broken else 0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tools.claims", description=__doc__.split(":")[0])
    parser.add_argument("--only", nargs="+", metavar="ID", help="only ids that begin like this")
    parser.add_argument("--all", action="store_true", help="also those whose runs take longest")
    parser.add_argument("--stored", action="store_true", help="take the lessons' stored results")
    options = parser.parse_args(argv)
    try:
        if setup.quick():
            raise CourseError("Claims are not judged at small size. Unset COURSE_QUICK.")
        chosen = choose(claim_list.read(), options.only, options.all or options.stored)
        if options.stored:
            return report(update(chosen, claim_list.by_lesson))
        setup.start()
        measured = measure(chosen)
        return max(report(update(measured, claim_list.by_claims)), len(measured) < len(chosen))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Finished runs are kept; run it again for the rest.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
