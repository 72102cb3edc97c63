"""How nbgrader marks a lab: the steps that `tools/nbgrader.py` puts into its settings.

nbgrader believes a notebook: a test cell without an error output has all its points. Here a grader
outside of the notebook's kernel decides (`tools/outside_grader.py`), and test cells are put back
before. This file runs in nbgrader's environment.
"""

import atexit
import os
import re
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool, Integer, default

from helpers.exercises import index
from tools.marking import Grader
from tools.nbgrader_names import CHECK, SOLUTION, TEST
from tools.own_work import reaches
from tools.solutions import STUB

CELL, NOTEBOOK, LEAST = 300, 900, 10  # seconds: of a cell, of all cells, of each one after these
PRINTED = 1_000_000  # letters that a cell may print
LATE = "CellTimeoutError"  # what nbgrader calls the error of a cell that took too long
# Notebooks run at small sizes, and nothing is recorded: marks come from the checks alone.
SMALL = {"COURSE_QUICK": "1", "COURSE_RECORD": "0"}
Cells = list[NotebookNode]


def name_of(cell: NotebookNode) -> str:
    """A cell's id in nbgrader; "" if it has none."""
    given = cell.metadata.get("nbgrader")
    return str(given.get("grade_id") or "") if isinstance(given, dict) else ""


def exercise_of(cell: NotebookNode) -> str:
    """The exercise that a cell marks; "" if it is no test cell of the course."""
    exercise = name_of(cell).removeprefix(TEST)
    return exercise if name_of(cell) == TEST + exercise and exercise in index() else ""


def codes(nb: NotebookNode) -> Cells:
    """The code cells of a notebook."""
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def place_of(exercise: str, cells: Cells) -> int:
    """Where its test cell belongs: below its solution, else above its check, else at the end."""
    solution = re.compile(rf"{SOLUTION}{exercise}(_\d+)?")
    below = [n for n, cell in enumerate(cells, start=1) if solution.fullmatch(name_of(cell))]
    above = [n for n, cell in enumerate(cells) if exercise in CHECK.findall(cell.source)]
    return below[-1] if below else above[0] if above else len(cells)


def described(source: Any) -> dict[str, dict[str, Any]]:
    """The metadata of each cell of an assignment, by its id, as the gradebook knows it."""
    points = {cell.name: cell.max_score for cell in source.grade_cells}
    solved, tasks = ({c.name for c in some} for some in (source.solution_cells, source.task_cells))
    found = {}
    for cell in source.source_cells:
        name = cell.name
        kinds = {"grade": name in points, "solution": name in solved, "task": name in tasks}
        found[name] = {**kinds, "locked": cell.locked, "schema_version": 3, "grade_id": name}
        found[name] |= {"cell_type": cell.cell_type, "checksum": cell.checksum}
        found[name] |= {"points": points[name]} if name in points else {}
    return found


class PutBack(NbGraderPreprocessor):
    """Gives a submission its test cells anew, each in its place, and all cells their metadata.

    A learner may have changed, moved, copied or deleted any of them.
    """

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        known = resources["nbgrader"]
        with Gradebook(known["db_url"]) as gradebook:
            source = gradebook.find_notebook(known["notebook"], known["assignment"])
            metadata = described(source)
            texts = {cell.name: cell.source for cell in source.source_cells}
        tests = [name for name in metadata if name.startswith(TEST)]
        nb.cells = [cell for cell in nb.cells if name_of(cell) not in tests]
        left = dict(metadata)
        for cell in reversed(nb.cells):  # of copies the last one counts
            name = name_of(cell)
            cell.metadata.pop("nbgrader", None)
            if name in left:
                cell.metadata["nbgrader"] = left.pop(name)
        for name in tests:
            cell = new_code_cell(texts[name], metadata={"nbgrader": metadata[name]})
            nb.cells.insert(place_of(name.removeprefix(TEST), nb.cells), cell)
        return nb, resources


@cache
def grader() -> Grader:
    """The one grader of this process; it is started for the first notebook."""
    made = Grader()
    atexit.register(made.close)
    return made


def ready() -> Grader:
    """The grader, started again if the last one ended."""
    if not grader().alive:
        grader.cache_clear()
    return grader()


class Mark(Execute):
    """Runs a submission while the grader asks its functions; then says what each test found."""

    timeout = Integer(CELL, help="Seconds that one cell may take.").tag(config=True)
    raise_on_iopub_timeout = Bool(False)  # outputs that come late decide nothing
    iopub_timeout = Integer(30)  # seconds for what was printed, and to obey an interrupt

    @default("timeout_func")
    def _timeout_func(self) -> Any:
        return lambda cell: max(LEAST, min(self.timeout, self.end - time.monotonic()))

    def preprocess(
        self, nb: NotebookNode, resources: dict, km: Any = None
    ) -> tuple[NotebookNode, dict]:
        self.end, self.dead = time.monotonic() + NOTEBOOK, False
        self.printed, self.ended = {}, set()
        reasons = self.reaching(nb, resources["nbgrader"])
        with utils.setenv(**SMALL, **ready().begin()):
            try:
                nb, resources = super().preprocess(nb, resources, km)
            finally:
                verdicts = grader().verdicts()
        used = [name for name, verdict in verdicts.items() if verdict["used"]]
        reasons += [f"`{name}` runs the course's reference of it" for name in used]
        for cell in nb.cells:
            if exercise := exercise_of(cell):
                points = cell.metadata.nbgrader["points"]
                cell.outputs = [said(exercise, verdicts.get(exercise), reasons, points)]
        if reasons:
            words = "%s, %s: no points, it calls the reference: %s."
            known = resources["nbgrader"]
            self.log.warning(words, known["student"], known["notebook"], "; ".join(reasons))
        return nb, resources | {"course_named": bool(reasons)}

    def reaching(self, nb: NotebookNode, known: dict) -> list[str]:
        """Where the learner's own code reaches for references and checks, a clause each."""
        place = self.parent.parent.coursedir
        folder = Path(place.format_path(place.source_directory, ".", known["assignment"]))
        source = nbformat.read(folder / f"{known['notebook']}.ipynb", as_version=4)
        given = {text for cell in codes(source) for text in reaches(cell.source)}
        return [
            f"code cell {number} has `{text}`"
            for number, cell in enumerate(codes(nb), start=1)
            for text in reaches(cell.source)
            if text not in given
        ]

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict, index: int
    ) -> tuple[NotebookNode, dict]:
        self.widget_registry = {}  # its stand-in for Output widgets now and then waits for ever
        if not self.dead:
            try:
                return super().preprocess_cell(cell, resources, index)
            except DeadKernelError:
                self.dead = True
        return cell, resources

    def on_cell_executed(self, **known: Any) -> None:
        """Give a kernel up that goes on after an interrupt: no cell below would come to its end."""
        super().on_cell_executed(**known)
        late = known["execute_reply"]["content"].get("ename") == LATE
        self.dead = late and known["cell_index"] not in self.ended

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int) -> Any:
        """Keep only the beginning of what a cell prints; note which cells came to their end."""
        if msg["msg_type"] == "status" and msg["content"]["execution_state"] == "idle":
            self.ended.add(cell_index)
        if msg["msg_type"] == "stream":
            length = self.printed.get(cell_index, 0) + len(msg["content"]["text"])
            self.printed[cell_index] = length
            if length > PRINTED:
                return None
        return super().process_message(msg, cell, cell_index)


def said(exercise: str, verdict: dict | None, reasons: list[str], points: float) -> NotebookNode:
    """The output of a test cell: of it nbgrader makes all of its points, or none."""
    if reasons:
        words = f"No points for this notebook: it calls the reference ({'; '.join(reasons)})."
    elif verdict is None:
        words = (
            f"`{exercise}` was not marked. Is it defined above this cell, and does every cell above"
            " come to an end?"
        )
    elif not verdict["passed"]:
        words = verdict["text"]
    else:
        text = f"{exercise} passes: {points:g} of {points:g} points.\n"
        return new_output("stream", name="stdout", text=text)
    return new_output("error", ename="No points", evalue=words, traceback=[words])


class Hand(NbGraderPreprocessor):
    """Leaves a notebook that earns nothing to be looked at by hand: it may be a mistake."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        known = resources["nbgrader"]
        if resources.pop("course_named"):
            with Gradebook(known["db_url"]) as gradebook:
                found = gradebook.find_submission_notebook(
                    known["notebook"], known["assignment"], known["student"]
                )
                for grade in found.grades:
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources


def configure(config: Any) -> None:
    """Put the course's steps into nbgrader's settings, and the blank that the labs have."""
    programs = str(Path(sys.executable).parent)  # nbgrader asks for its `alembic` by name
    os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])
    usual = Autograde()
    config.ClearSolutions.code_stub = {"python": STUB}
    config.Autograde.sanitize_preprocessors = [PutBack, *usual.sanitize_preprocessors]
    steps = [Mark if step is Execute else step for step in usual.autograde_preprocessors]
    steps.insert(steps.index(SaveAutoGrades) + 1, Hand)
    config.Autograde.autograde_preprocessors = steps
