"""The labs as a source course for nbgrader: what its cells are, and what marks them.

The real package is tried by the tests that are marked `all`, in an environment of its own.
"""

import ast
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import nbformat
import pytest

from helpers import exercises
from helpers.files import CourseError, root
from tools import nbgrader, own_work, pages
from tools.nbgrader_names import BEGIN, CHECK, END, SOLUTION, TEST
from tools.notebook import Target, cells_of
from tools.solutions import STUB
from tools.source import leaks

COURSE = pages.load(root())
LABS = {lab.slug: lab for lab in COURSE.labs}
KEYS = {"grade": bool, "solution": bool, "locked": bool, "task": bool, "schema_version": int}
NAME = re.compile(r"[A-Za-z0-9_-]+")
every_lab = pytest.mark.parametrize("slug", LABS)


@pytest.fixture(scope="module")
def sources() -> dict[str, nbformat.NotebookNode]:
    return {slug: nbgrader.notebook(COURSE, lab) for slug, lab in LABS.items()}


def cleared(text: str) -> str:
    """What nbgrader's ClearSolutions makes of a solution cell."""
    lines, inside = [], False
    for line in text.splitlines():
        if BEGIN in line:
            assert not inside
            lines.append(line.replace(BEGIN, STUB))
            inside = True
        elif END in line:
            assert inside
            inside = False
        elif not inside:
            lines.append(line)
    assert not inside
    return "\n".join(lines)


def of_nbgrader(notebook, kind: str) -> list:
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get(kind)]


# ---- cells -------------------------------------------------------------------------------------


@every_lab
def test_metadata_is_of_nbgrader_s_schema(sources, slug):
    """As its MetadataValidator asks for in version 3."""
    notebook = sources[slug]
    nbformat.validate(notebook)
    names = Counter()
    for cell in notebook.cells:
        given = cell.metadata.get("nbgrader")
        if given is None:
            assert cell.cell_type == "code"
            continue
        assert set(given) == {*KEYS, "grade_id"} | ({"points"} if given["grade"] else set())
        assert all(isinstance(given[key], kind) for key, kind in KEYS.items())
        assert given["schema_version"] == 3 and not given["task"]
        assert NAME.fullmatch(given["grade_id"])
        names[given["grade_id"]] += 1
        kind = given["grade"], given["solution"], given["locked"]
        assert kind in {(True, False, True), (False, True, False), (False, False, True)}
        assert not cell.get("outputs")
        if cell.cell_type == "markdown":
            assert kind == (False, False, True)
    assert names and max(names.values()) == 1
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


@every_lab
def test_each_exercise_has_its_solution_its_test_and_its_check_in_this_order(sources, slug):
    cells = sources[slug].cells
    assert [cell.metadata.nbgrader["grade_id"] for cell in of_nbgrader(sources[slug], "grade")] == [
        TEST + name for name in exercises.announced(slug, "lab")
    ]
    for place, cell in enumerate(cells):
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.startswith(TEST):
            exercise = name.removeprefix(TEST)
            before, after = cells[place - 1], cells[place + 1]
            assert before.metadata.nbgrader["grade_id"] == SOLUTION + exercise
            assert CHECK.findall(after.source) == [exercise] and after.metadata.nbgrader["locked"]
            assert f'mark("{exercise}", {exercise})' in cell.source
            assert "raises-exception" in cell.metadata.tags  # Run All goes on below it


@every_lab
def test_points_are_the_minutes_of_the_way_through(sources, slug):
    further, points = False, {}
    for cell in sources[slug].cells:
        if cell.cell_type == "markdown" and re.match("#+ ", cell.source):
            further = cell.source.splitlines()[0].endswith("(to go further)") or (
                further and cell.source.startswith("### ")
            )
        given = cell.metadata.get("nbgrader", {})
        if given.get("grade"):
            exercise = given["grade_id"].removeprefix(TEST)
            points[exercise] = given["points"]
            assert given["points"] == (0 if further else exercises.find(exercise).minutes)
    assert sum(points.values()) > 0


@every_lab
def test_cleared_it_is_the_lab_and_shows_no_line_of_a_solution(sources, slug):
    lab = {cell.id: cell.source for cell in cells_of(COURSE, Target(LABS[slug], "labs"), False)}
    solved = cells_of(COURSE, Target(LABS[slug], "solutions"), False)
    solutions = {cell.id: cell.source for cell in solved}
    texts = []
    for cell in sources[slug].cells:
        texts.append(cell.source)
        if cell.metadata.get("nbgrader", {}).get("solution"):
            assert cleared(cell.source) == lab[cell.id]
            lines = cell.source.splitlines()
            whole = "\n".join(line for line in lines if line.strip() not in (BEGIN, END))
            assert whole == solutions[cell.id]
            texts[-1] = cleared(cell.source)
        elif cell.cell_type == "code" and cell.id in lab:
            assert cell.source == lab[cell.id]
    assert leaks(LABS[slug], texts) == []


@every_lab
def test_a_learner_who_has_only_the_notebook_follows_its_links(sources, slug):
    texts = [cell.source for cell in sources[slug].cells if cell.cell_type == "markdown"]
    links = re.findall(r"\]\(([^)]*)\)", "\n".join(texts))
    assert links and all(link.startswith(("https://", "#")) for link in links)
    assert not [link for link in links if "/solutions/" in link]
    assert "Marks." in sources[slug].cells[0].source


def test_a_course_that_is_published_nowhere_has_no_links():
    place = replace(COURSE.place, repository="")
    found = nbgrader.from_afar(
        replace(COURSE, place=place), "See [a *lab*](../labs/x.ipynb), [b](c)."
    )
    assert found == "See a *lab*, [b](c)."


def test_names_and_ids_do_not_depend_on_a_lesson_s_number(sources):
    lab = LABS["attention"]
    moved = nbgrader.notebook(COURSE, replace(lab, number="99"))
    for one, other in zip(sources["attention"].cells, moved.cells, strict=True):
        assert one.id == other.id and one.metadata == other.metadata
        if one.cell_type == "code":
            assert one.source == other.source


def test_a_solution_that_nothing_checks_is_refused(monkeypatch):
    lab = LABS["attention"]
    cells = tuple(cell for cell in lab.cells if "check(" not in cell.text)
    with pytest.raises(CourseError, match="no `check` follows"):
        nbgrader.notebook(COURSE, replace(lab, cells=cells))


# ---- the folder --------------------------------------------------------------------------------


def test_the_folder_and_what_it_does_not_overwrite(tmp_path, capsys):
    folder = tmp_path / "my class"
    course = replace(COURSE, labs=COURSE.labs[:2])
    paths = {path.relative_to(folder).as_posix() for path in nbgrader.write(course, folder)}
    slugs = [lab.slug for lab in course.labs]
    assert paths == {f"source/{s}/{s}.ipynb" for s in slugs} | {"nbgrader_config.py"}
    config = folder / "nbgrader_config.py"
    config.write_text("mine", encoding="utf-8")
    assert nbgrader.main([str(folder)]) == 1
    assert "delete that one first" in capsys.readouterr().err
    for slug in slugs:
        (folder / "source" / slug / f"{slug}.ipynb").unlink()
        (folder / "source" / slug).rmdir()
    (folder / "source").rmdir()
    assert len(nbgrader.write(course, folder)) == 2
    assert config.read_text(encoding="utf-8") == "mine"


def test_the_settings_end_nbgrader_if_the_course_is_not_there(tmp_path):
    """An exception there would be logged, and nbgrader would go on without the course's steps."""
    path = tmp_path / "nbgrader_config.py"
    path.write_text(nbgrader.CONFIG.format(course="/no/such/course"), encoding="utf-8")
    command = [sys.executable, "-S", path.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert f"Write the course's folder into {path}" in done.stderr
    ast.parse(nbgrader.CONFIG.format(course="C:\\a 'course'"))


# ---- what a learner's own code may not say -----------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "import helpers.exercises.attention.softmax_rows",
        "import helpers.checking as c",
        "from helpers import exercises",
        "from helpers.checking import grading\ngrading.grade = None",
        "from helpers.checks import exercises as e",
        "import helpers\nright = helpers.exercises.find('kappa')",
        "import importlib\nimportlib.import_module('helpers.exercises.costs.kappa')",
        "open('../helpers/exercises/costs/pr_curve.py').read()",
        "softmax_rows = check('softmax_rows', None)",
        "softmax_rows = check('softmax_rows', ...)",
        "%matplotlib inline\nfrom helpers.exercises import find",
        "def f(x):\n    from helpers.exercises import find\n    return find('f').reference(x)",
    ],
)
def test_what_reaches_for_a_reference_is_named(code):
    (found, *_) = own_work.reaches(code)
    assert found.splitlines()[0] in ast.unparse(ast.parse(code.replace("%", "#")))


@pytest.mark.parametrize(
    "code",
    [
        "softmax_rows = check('softmax_rows', softmax_rows)",
        "check('softmax_rows', my_other_try)",
        "from helpers.checks import check, hint, predict",
        "# helpers.exercises is not to be used\nhint('kappa')",
        "from helpers.text import corpora\nexercises = checking = 3",
        "def broken(:",
        "!ls",
    ],
)
def test_what_learners_write_is_not(code):
    assert own_work.reaches(code) == []
