"""A course for the real nbgrader: what learners hand in, and what they get for it."""

import os
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.files import root
from tools.nbgrader_names import BEGIN, END, SOLUTION, TEST

Change = Callable[[NotebookNode], None]


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """The cell with this id of nbgrader's."""
    found = (
        one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == name
    )
    return next(found)


def exercises(notebook: NotebookNode) -> dict[str, int]:
    """The exercises that a notebook marks, in order, with their points."""
    given = [one.metadata.get("nbgrader", {}) for one in notebook.cells]
    return {one["grade_id"].removeprefix(TEST): one["points"] for one in given if one.get("grade")}


class Course:
    """A folder that `python -m tools.nbgrader` made, and the real nbgrader to use it with."""

    def __init__(self, folder: Path, python: str) -> None:
        self.folder, self.python = folder, python

    def prepare(self) -> None:
        """What a teacher does once: later no notebook's time goes into reading the manuals."""
        self._run(root(), "tools.prepare")

    def run(self, *words: str) -> str:
        """What nbgrader says; fails if it does."""
        return self._run(self.folder, "nbgrader", *words)

    def _run(self, folder: Path, *words: str) -> str:
        """A module in the environment of nbgrader, with a cache that stays there."""
        cache = Path(self.python).parent.parent / "course-cache"
        settings = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
        done = subprocess.run(
            [self.python, "-m", *words],
            cwd=folder,
            env=os.environ | settings | {"COURSE_CACHE": str(cache)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def read(self, *parts: str) -> NotebookNode:
        """A notebook of an assignment; its slug comes last."""
        path = self.folder.joinpath(*parts) / f"{parts[-1]}.ipynb"
        return nbformat.read(path, as_version=4)

    def solved(self, slug: str, name: str) -> str:
        """The solution of one exercise, without nbgrader's markers."""
        text = cell(self.read("source", slug), SOLUTION + name).source
        lines = text.splitlines()
        return "\n".join(line for line in lines if line.strip() not in (BEGIN, END))

    def hand_in(self, student: str, slug: str, solve: list[str], change: Change | None = None):
        """Put what a student wrote into its place: these exercises solved, then the change."""
        notebook = self.read("release", slug)
        for name in solve:
            cell(notebook, SOLUTION + name).source = self.solved(slug, name)
        if change:
            change(notebook)
        folder = self.folder / "submitted" / student / slug
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / f"{slug}.ipynb")

    def named(self, slug: str) -> set[str]:
        """The students whose marks are to be looked at by hand."""
        query = """
            select distinct s.student_id from grade g
            join submitted_notebook n on g.notebook_id = n.id
            join submitted_assignment s on n.assignment_id = s.id
            join assignment a on s.assignment_id = a.id
            where a.name = ? and g.needs_manual_grade
        """
        with sqlite3.connect(self.folder / "gradebook.db") as gradebook:
            return {student for (student,) in gradebook.execute(query, [slug])}

    def scores(self, slug: str) -> dict[str, dict[str, float]]:
        """The points of each student by exercise, from nbgrader's own gradebook."""
        query = """
            select s.student_id, c.name, g.auto_score from grade g
            join submitted_notebook n on g.notebook_id = n.id
            join submitted_assignment s on n.assignment_id = s.id
            join assignment a on s.assignment_id = a.id
            join base_cell c on g.cell_id = c.id where a.name = ?
        """
        found: dict[str, dict[str, float]] = {}
        with sqlite3.connect(self.folder / "gradebook.db") as gradebook:
            for student, name, score in gradebook.execute(query, [slug]):
                found.setdefault(student, {})[name.removeprefix(TEST)] = score
        return found
