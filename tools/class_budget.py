"""Measure every cell with the class's budget: `python -m tools.class_budget` (`--only masked_lm`).

Runs lessons and labs with `COURSE_BUDGET=class`, each on one core, and writes class_budget.json:
the seconds of computing of each cell that takes a second or more. It fails if one takes more than
20. The manuals are read before, as by `python -m tools.prepare` on the room's computers.

Every notebook is written as it ends, and measured again only if its code has changed, or if --only
names it. So stop it when you like: the same command goes on with those that are left.

A cell above the limit gets a size for the class: `size(600, 6, in_class=80)`.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from tqdm.auto import tqdm

from helpers.budget import SECONDS
from helpers.files import CourseError, cache_dir, read_json, root, write_json
from helpers.measure.fingerprint import short_hash
from tools import measure, prepare, session

FILE = "class_budget.json"
WORTH_NOTING = 1.0  # seconds
ON_REAL = " on a real model"  # a second line for a notebook, where the extra `real` has brought one
NEAR = 10.0  # from here on a cell that is changed has to be measured again
Cells = dict[str, dict]  # by id: what a cell computed, and the hash of its code


def cells_of(path: str, cache: Path) -> Cells:
    """Run a notebook with the class's budget; its longer cells. `CourseError` if a cell fails."""
    found: Cells = {}
    with tempfile.TemporaryDirectory(prefix="class-", ignore_cleanup_errors=True) as scratch:
        server = session.Server(Path(scratch), COURSE_BUDGET="class", OMP_NUM_THREADS="1")
        session.share_manuals(cache, Path(scratch))
        try:
            content, client = server.open(path)
            server.watched.look()
            for cell in filter(runs, content["cells"]):
                before = server.watched.seconds
                wrong = session.run_cell(client, cell["source"], server.watched)
                if wrong and "raises-exception" not in cell["metadata"].get("tags", []):
                    raise CourseError(f"{path}: {wrong}")
                server.watched.look()
                took = round(server.watched.seconds - before, 1)
                if took >= WORTH_NOTING:
                    found[cell["id"]] = {"seconds": took, "code": short_hash(cell["source"])}
            client.stop_channels()
        finally:
            server.watched.end()
            server.log.close()
    return found


def runs(cell: dict) -> bool:
    return cell["cell_type"] == "code" and bool(cell["source"].strip())


def code_of(cells: list[dict]) -> str:
    """A hash of all code of a notebook, in its order.

    >>> code_of([{"cell_type": "markdown", "source": "One"}]) == code_of([])
    True
    """
    return short_hash("\n\n".join(cell["source"] for cell in cells if runs(cell)))


def read(path: str) -> list[dict]:
    """The cells of a notebook, each source as one text."""
    cells = json.loads((root() / path).read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def paths(only: str) -> list[str]:
    """Lessons and labs; solutions cost what their labs cost."""
    return [path for path in measure.notebooks(only) if not path.startswith("solutions/")]


def problems(table: dict[str, dict], notebooks: dict[str, list[dict]]) -> list[str]:
    """A sentence for each notebook or cell that the table does not know, or knows as too long.

    notebooks: their cells, by folder and slug.
    """
    found = []
    for name, cells in notebooks.items():
        if name not in table:
            found.append(f"{name} was never measured. Run `python -m tools.class_budget`.")
            continue
        sources = {cell["id"]: cell["source"] for cell in cells}
        for cell, spent in table[name]["cells"].items():
            first = sources.get(cell, "").strip().partition("\n")[0]
            if cell in sources and spent["seconds"] > SECONDS:
                found.append(f"{name}: {first!r} computes for {spent['seconds']} s.")
            elif cell in sources and spent["seconds"] > NEAR:
                if spent["code"] != short_hash(sources[cell]):
                    found.append(f"{name}: {first!r} is another now. Measure the notebook again.")
    return found


def known() -> dict[str, dict]:
    """What was measured so far, by folder and slug."""
    path = root() / FILE
    return read_json(path) if path.exists() else {}


def name_of(path: str) -> str:
    """How a notebook stands in the table, where it may be measured twice."""
    return measure.key(path) + (ON_REAL if measure.on_real(path) else "")


def store(name: str, code: str, cells: Cells) -> None:
    """Put one notebook into the table; those that are gone go."""
    table = {**known(), name: {"code": code, "cells": cells}}
    there = {measure.key(path) for path in measure.notebooks("")}
    kept = [name for name in sorted(table) if name.removesuffix(ON_REAL) in there]
    write_json(root() / FILE, {name: table[name] for name in kept})


def left(chosen: list[str]) -> list[str]:
    """Those that were never measured, or had other code then."""
    table = known()
    codes = {path: table.get(name_of(path), {}).get("code") for path in chosen}
    return [path for path, code in codes.items() if code != code_of(read(path))]


def measure_all(todo: list[str]) -> list[str]:
    """Measure notebooks, and keep each as it ends; a sentence for each that fails."""
    wrong, shape = [], "{desc}: {n}/{total} notebooks, {elapsed} gone, {remaining} to go{postfix}"
    bar = tqdm(todo, desc="class budget", bar_format=shape)
    for path in bar:
        bar.set_postfix_str(path)
        code = code_of(read(path))  # as it is when it begins
        try:
            cells = cells_of(path, cache_dir())
        except CourseError as error:
            wrong.append(str(error))
            continue
        store(name_of(path), code, cells)
        longest = max((cell["seconds"] for cell in cells.values()), default=0)
        bar.write(f"{longest:6.1f} s at most in a cell of {path}", file=sys.stdout)
    return wrong


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m tools.class_budget", description="Measure every cell with the class's budget."
    )
    parser.add_argument(
        "--only", default="", metavar="SLUG", help="only this slug, or slugs that begin so; anew"
    )
    options = parser.parse_args(argv)
    try:
        chosen = paths(options.only)
        todo = chosen if options.only else left(chosen)
        if todo:
            prepare.read_manuals()
        wrong = measure_all(todo)
        table = known()
        there = {name: read(path) for path in chosen if (name := name_of(path)) in table}
        wrong += problems(table, there)
    except CourseError as error:
        wrong = [str(error)]
    except KeyboardInterrupt:
        print("Stopped. What was measured is kept: the same command goes on.", file=sys.stderr)
        return 130
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    print(f"{FILE} is up to date.")
    return 0


if __name__ == "__main__":
    os.environ.pop("COURSE_QUICK", None)
    sys.exit(main())
