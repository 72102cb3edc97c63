"""Measure every cell with the class's budget: `python -m tools.class_budget` (`--only masked_lm`).

Runs lessons and labs with `COURSE_BUDGET=class`, each on one core, and writes class_budget.json:
the seconds of computing of each cell that takes a second or more. It fails if one takes more than
20. The manuals are read before, as by `python -m tools.prepare` on the room's computers.

A cell above the limit gets a size for the class: `size(600, 6, in_class=80)`.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from helpers.budget import SECONDS
from helpers.files import CourseError, cache_dir, read_json, root, write_json
from helpers.measure.fingerprint import short_hash
from tools import measure, prepare, session

FILE = "class_budget.json"
WORTH_NOTING = 1.0  # seconds
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


def problems(table: dict[str, Cells], notebooks: dict[str, list[dict]]) -> list[str]:
    """A sentence for each notebook or cell that the table does not know, or knows as too long.

    notebooks: their cells, by folder and slug.
    """
    found = []
    for key, cells in notebooks.items():
        if key not in table:
            found.append(f"{key} was never measured. Run `python -m tools.class_budget --only`.")
            continue
        sources = {cell["id"]: cell["source"] for cell in cells}
        for name, spent in table[key].items():
            first = sources.get(name, "").strip().partition("\n")[0]
            if name in sources and spent["seconds"] > SECONDS:
                found.append(f"{key}: {first!r} computes for {spent['seconds']} s.")
            elif name in sources and spent["seconds"] > NEAR:
                if spent["code"] != short_hash(sources[name]):
                    found.append(f"{key}: {first!r} is another now. Measure the notebook again.")
    return found


def store(key: str, cells: Cells) -> None:
    """Put one notebook into the table; those that are gone go."""
    path = root() / FILE
    table = read_json(path) if path.exists() else {}
    there = {measure.key(path) for path in measure.notebooks("")}
    table = {name: found for name, found in {**table, key: cells}.items() if name in there}
    write_json(path, dict(sorted(table.items())))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m tools.class_budget", description="Measure every cell with the class's budget."
    )
    parser.add_argument(
        "--only", default="", metavar="SLUG", help="only this slug, or slugs that begin so"
    )
    options, wrong = parser.parse_args(argv), []
    try:
        prepare.read_manuals()
        for path in measure.notebooks(options.only):
            if path.startswith("solutions/"):  # they cost what their labs cost
                continue
            try:
                cells = cells_of(path, cache_dir())
            except CourseError as error:
                wrong.append(str(error))
                continue
            store(measure.key(path), cells)
            longest = max((cell["seconds"] for cell in cells.values()), default=0)
            print(f"{longest:6.1f} s at most in a cell of {path}", flush=True)
            if longest > SECONDS:
                wrong.append(f"{path}: a cell computes for {longest:.0f} s.")
    except CourseError as error:
        wrong.append(str(error))
    except KeyboardInterrupt:
        print("Stopped. What was measured is kept; name the rest with --only.", file=sys.stderr)
        return 130
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.pop("COURSE_QUICK", None)
    sys.exit(main())
