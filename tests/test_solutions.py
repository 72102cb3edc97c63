"""Solutions come from the exercises: what a cell becomes, and what a whole notebook knows."""

import ast
import builtins
import importlib
from pathlib import Path

import pytest

from helpers import exercises
from helpers.checking.spec import Mistake
from helpers.files import CourseError, root
from tools import pages, solutions

COURSE = pages.load(root())
SOURCES = {source.path: source for source in (*COURSE.lessons, *COURSE.labs)}
AREA = """@staticmethod
def area(
    radius: float,  # in metres
) -> float:
    # Worked out by Archimedes.

    return math.pi * radius**2
"""
EXERCISE = f'''
import math


{AREA}

def half(x):
    """Half of x.

    >>> half(3)
    1.5
    """

    def inner(y):
        """Is not left blank by itself."""
        return y / 2

    return inner(x)  # not forgotten


class Pair:
    """Two numbers."""

    size = 2

    def __init__(self, left, right):  # given
        self.left, self.right = left, right

    def both(self):
        """The two."""
        return self.left, self.right
'''


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "area.py").write_text(EXERCISE, encoding="utf-8")
    return tmp_path


def test_a_cell_is_left_blank_and_filled_in(folder):
    blank, filled = solutions.split("import math\n\n# @solution area\n\narea(2)", folder)
    assert filled == f"import math\n\n{AREA}\narea(2)"
    assert blank.splitlines()[2:] == [
        "@staticmethod",
        "def area(",
        "    radius: float,  # in metres",
        ") -> float:",
        "    ...  # your code here",
        "",
        "area(2)",
    ]
    ast.parse(blank)


def test_several_definitions_fill_one_cell(folder):
    blank, filled = solutions.split("# @solution area.half\n\n\n# @solution area.Pair", folder)
    assert filled.endswith("        return self.left, self.right") and "# given" not in filled
    assert blank.startswith('def half(x):\n    """Half of x.\n\n    >>> half(3)\n')
    assert '1.5\n    """\n    ...  # your code here\n\n\nclass Pair:' in blank
    assert "    size = 2\n\n    def __init__(self, left, right):\n        self.left, " in blank
    assert blank.endswith(
        '    def both(self):\n        """The two."""\n        ...  # your code here'
    )
    hidden = solutions.hidden(blank, filled)
    assert "    return inner(x)  # not forgotten" in hidden
    assert not any("self.left, self.right = left" in line for line in hidden)


@pytest.mark.parametrize(
    "cell, message",
    [
        ("# @solution volume", "no helpers/exercises/.*/volume.py"),
        ("# @solution area.volume", "defines no 'volume'"),
        ("area = 1  # @solution area", "line of its own"),
        ("# @solution area, half", "line of its own"),
        (
            "def area():\n    ### BEGIN SOLUTION\n    1\n    ### END SOLUTION",
            "do not stand in a source",
        ),
    ],
)
def test_a_cell_that_cannot_be_filled_is_refused(cell, message, folder):
    with pytest.raises(CourseError, match=message):
        solutions.split(cell, folder)


def unbound(code: str) -> set[str]:
    """Names that some code uses and nothing in it binds: a rough sieve, blind to order."""
    nodes = list(ast.walk(ast.parse(code)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    bound = {node.id for node in names if not isinstance(node.ctx, ast.Load)} | set(dir(builtins))
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    return {node.id for node in names} - bound


def test_what_counts_as_unbound():
    assert unbound("import a.b as c, d.e\ndef f(x): return c, d, x, g, len") == {"g"}


@pytest.mark.parametrize("path", SOURCES)
def test_a_notebook_has_what_its_solutions_need(path):
    """A reference that uses `math` needs a lab that imports it, or a learner's copy fails."""
    cells = [cell.filled for cell in SOURCES[path].cells if cell.kind == "code"]
    shown = [line for cell in cells for line in cell.splitlines() if line[:1] not in ("%", "!")]
    assert unbound("\n".join(shown)) == set()


@pytest.mark.parametrize("exercise_id", exercises.index())
def test_an_exercise_is_one_file_in_one_form(exercise_id):
    """What it asks, the reference, the cases, the mistakes (none forgotten), the exercise."""
    exercise = exercises.find(exercise_id)
    home = f"helpers.exercises.{exercises.index()[exercise_id]}"
    module = importlib.import_module(f"{home}.{exercise_id}")
    assert exercise.id == exercise.reference.__name__ == exercise_id
    assert module.__doc__ and exercise.reference.__module__ == module.__name__
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, Mistake) and value.function.__module__ == module.__name__
    ]
    assert set(own) == set(exercise.mistakes), "an exercise lists the mistakes above it"
    lines = Path(module.__file__).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 250


def test_every_exercise_is_announced():
    for slug in dict.fromkeys(exercises.index().values()):
        known = exercises.announced(slug, "lesson") + exercises.announced(slug, "lab")
        assert exercises.ids(slug) == known
