"""A learner's copy holds no solution and works; a tiny course and the real one, both copied.

The copy of the real course is used in processes of its own, as a learner would.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from test_links import links
from tiny_course import built, edit, notebook, run, tree  # noqa: F401 — fixtures

from helpers import course, outline, packed
from helpers.checking import contents
from helpers.files import root
from tools import build, pages, source, student
from tools.editions import NOWHERE

TRIED = (
    "count_words",
    "softmax_rows",
    "stratified_sample",
)  # of a lesson, with cases, with a judge


def texts(folder: Path) -> dict[str, str]:
    """Every file that is text, by its name."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in student.BINARY:
            found[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8")
    return found


def python(folder: Path, *argv: str) -> str:
    """What a process of the copy prints; it finds no other course."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COURSE_")}
    environment["PYTHONPATH"] = str(folder)
    ran = subprocess.run(
        [sys.executable, *argv], cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


# ---- a tiny course -----------------------------------------------------------------------------


@pytest.fixture
def copied(tree, tmp_path):  # noqa: F811
    edit(tree / "README.md", "# Tiny\n", "# Tiny\n\n<!-- whole -->\nTeach.\n<!-- /whole -->\n")
    folder = tmp_path / "class"
    assert run(tree, "--student", str(folder)) == 0
    return folder


def test_a_copy_has_blank_labs_and_nothing_of_the_solutions(copied, tree):  # noqa: F811
    assert not (copied / "solutions").exists() and not (copied / "source").exists()
    lab = notebook(copied, "labs/lab_00_one.ipynb")
    assert lab.cells[3].source.endswith("...  # your code here")
    whole = "\n".join(texts(copied).values())
    for secret in ("twice_as_much", "Adding a number", "what nobody sees", "Ask who has seen"):
        assert secret in "\n".join(texts(tree).values()) and secret not in whole
    assert "solution" not in json.dumps(lab) and "Teach." not in whole
    packed_file = (copied / "helpers/exercises/one/double.py").read_text(encoding="utf-8")
    assert packed.read(copied / "helpers/exercises/one/double.py").count("twice_as_much") == 2
    space: dict = {}
    exec(packed_file, space)
    assert space["double"](4) == 8 and space["SECRET"] == "what nobody sees"


def test_a_copy_keeps_the_outputs_and_the_list_of_notebooks(copied, tree):  # noqa: F811
    lesson = notebook(copied, "lessons/00_one.ipynb")
    for cell, old in zip(lesson.cells, notebook(tree, "lessons/00_one.ipynb").cells, strict=True):
        assert cell.get("outputs") == old.get("outputs")
    assert contents.pages(copied) == contents.pages(tree)
    assert course.title("one", "lab", copied) == "One" and course.minutes("one", "lab", copied) == 7


def test_a_copy_leads_nowhere_unless_it_is_told_where_it_will_be(copied, tree, tmp_path):  # noqa: F811
    said = {name: text for name, text in texts(copied).items() if name != "pyproject.toml"}
    assert not any(
        re.search(r"colab\.research|mybinder|ann/course", text) for text in said.values()
    )
    place = ("--retarget", "bob/class", "--tag", "2027")
    assert run(tree, "--student", str(tmp_path / "public"), *place) == 0
    for name in ("lessons/00_one.ipynb", "labs/lab_00_one.ipynb", "README.md"):
        text = (tmp_path / "public" / name).read_text(encoding="utf-8")
        assert "mybinder.org/v2/gh/bob/class/2027?urlpath" in text and "ann/course" not in text
    assert "ann/course" in (tree / "README.md").read_text(encoding="utf-8"), "only the copy"


def test_a_copy_is_renewed_and_what_learners_put_there_stays(
    copied,
    tree,
    monkeypatch,
    capsys,  # noqa: F811
):  # noqa: F811
    mine = {"progress.json": "{}", "lessons/mine.ipynb": "{}", "lessons/07_so.ipynb": "{}"}
    mine[".git/config"] = "x"
    for name, text in mine.items():
        (copied / name).parent.mkdir(exist_ok=True)
        (copied / name).write_text(text, encoding="utf-8")
    second = (tree / "source/lessons/one.py").read_text(encoding="utf-8")
    (tree / "source/lessons/zero.py").write_text(
        second.replace("title: One", "title: Zero"), encoding="utf-8"
    )
    edit(tree / "course.toml", '["one"]', '["zero", "one"]')
    assert run(tree, "--student", str(copied)) == 1
    assert "lessons/00_zero.ipynb is missing. Run" in capsys.readouterr().err
    monkeypatch.setattr(build, "execute", lambda *_: [[], [], [], []])
    assert run(tree) == 0 and run(tree, "--student", str(copied)) == 0
    names = {path.name for path in (copied / "lessons").iterdir()}
    assert names == {"00_zero.ipynb", "01_one.ipynb", "home.ipynb", "mine.ipynb", "07_so.ipynb"}
    for name, text in mine.items():
        assert (copied / name).read_text(encoding="utf-8") == text


def test_a_folder_that_is_something_else_is_refused(tree, tmp_path, capsys):  # noqa: F811
    (tmp_path / "other").mkdir()
    (tmp_path / "other/letter.txt").write_text("Dear", encoding="utf-8")
    for folder, says in ((tmp_path / "other", "holds other files"), (tree, "a folder of its own")):
        before = texts(folder)
        assert run(tree, "--student", str(folder)) == 1
        assert says in capsys.readouterr().err and texts(folder) == before


@pytest.mark.parametrize(
    "name", ["README.md", "claims.toml", "results/one/a.json", "docs/glossary.md"]
)
def test_a_line_of_a_solution_stops_the_copy(name, tree, tmp_path, capsys):  # noqa: F811
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    with (tree / name).open("a", encoding="utf-8") as stream:
        stream.write("\n    return twice_as_much\n")
    assert run(tree, "--student", str(tmp_path / "class")) == 1
    assert f"in {name}: 'return twice_as_much'" in capsys.readouterr().err
    assert not (tmp_path / "class").exists()


def test_what_the_list_does_not_name_stays_out(tree, tmp_path):  # noqa: F811
    answers = ["exams/one.md", "docs/teaching/instructor.md", "tests/mistakes/double.py", "x.md"]
    for name in answers:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("return x + x", encoding="utf-8")
    assert run(tree, "--student", str(tmp_path / "class")) == 0
    assert not set(answers) & set(texts(tmp_path / "class"))


# ---- the real one ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("learners") / "class"
    student.copy(pages.load(root()), folder, NOWHERE)
    return folder


def test_no_line_of_any_solution_is_in_the_copy(copy):
    """Searched once more, in the files themselves and as text: notebooks are JSON."""
    loaded = pages.load(root())
    shown = {line for one in (*loaded.lessons, *loaded.labs) for line in student.given(one)}
    library = [path for path in (copy / "helpers").rglob("*.py") if "exercises" not in path.parts]
    shown |= {s.strip() for path in library for s in path.read_text(encoding="utf-8").splitlines()}
    secret = {line for one in (*loaded.lessons, *loaded.labs) for line in source.telling(one)}
    assert len(secret - shown) > 0.8 * len(secret) > 200
    for name, text in texts(copy).items():
        held = text.replace("\\n", "\n").replace('\\"', '"').splitlines()
        found = (secret - shown) & {line.strip(' ",').strip() for line in held}
        assert not found, f"{name}: {found}"


def test_links_in_the_copy_lead_to_files_of_the_copy(copy):
    for path in [*copy.glob("*.md"), *copy.glob("docs/*.md"), *copy.glob("l*/*.ipynb")]:
        told = [path.read_text(encoding="utf-8")]
        if path.suffix == ".ipynb":
            cells = nbformat.reads(told[0], as_version=4).cells
            told = [cell.source for cell in cells if cell.cell_type == "markdown"]
        for link in (link for text in told for link in links(text)):
            if not re.match(r"https?:|#", link):
                there = (path.parent / link.partition("#")[0]).resolve()
                assert there.exists() and there.is_relative_to(copy), f"{path.name}: {link}"


def test_the_copy_s_tools_and_start_are_whole(copy):
    listed = "import start; print(start.HOME, start.lab_command('py', None, True, False)[4])"
    assert python(copy, "-c", listed).split()[0] == course.HOME and (copy / course.HOME).exists()
    for name in ("prepare", "preflight", "installation"):
        python(copy, "-c", f"import tools.{name}")
    refused = subprocess.run(
        [sys.executable, "start.py", "test"], cwd=copy, capture_output=True, encoding="utf-8"
    )
    assert refused.returncode == 1 and "has no tests" in refused.stderr


TRY = """
import importlib.util, json, sys
from pathlib import Path
from helpers import checks, exercises, files
from helpers.checking import contents, progress
from helpers.checking.grading import grade
from helpers.measure.course_code import here

assert files.root() == Path.cwd(), files.root()
answers = json.loads(sys.argv[1])
for name, text in answers.items():
    space = {}
    exec(compile(text, name, "exec"), space)
    for key, function in list(space.items()):
        if key.startswith(("wrong_", "right_")):
            said = grade(exercises.find(name), function)
            assert said.status == {"w": "failed", "r": "passed"}[key[0]], (key, said)
            assert key[0] == "r" or function.__doc__.splitlines()[0] in said.text
checks.check("count_words", space["right_answer"] if "right_answer" in space else print)
for _ in range(3):
    checks.hint("count_words")
checks.progress()
print(json.dumps({"pages": [page.path for page in contents.pages()],
    "references": here().references, "recorded": progress.load()["exercises"]}))
"""


def test_checks_hints_and_progress_work_in_the_copy(copy):
    places = {name: root() / f"tests/mistakes/{name}.py" for name in TRIED}
    answers = {name: path.read_text(encoding="utf-8") for name, path in places.items()}
    *said, last = python(copy, "-c", TRY, json.dumps(answers)).splitlines()
    found, text = json.loads(last), "\n".join(said)
    assert found["pages"] == [page.path for page in contents.pages()]
    assert "hint 3 of 3" in text and "This was the last hint." in text and "def " not in text
    assert found["recorded"]["count_words"]["hints"] == 3
    assert json.loads((copy / "progress.json").read_text(encoding="utf-8"))["version"] == 2
    from helpers.measure.course_code import here

    whole = {name: list(where) for name, where in here().references.items()}
    assert found["references"] == whole, "stored results know what the packed references say"


def test_the_outline_says_what_the_sources_say(copy):
    listed = json.loads((copy / outline.FILE).read_text(encoding="utf-8"))
    for kind in outline.KINDS:
        assert list(listed[kind]) == outline.written(kind) == outline.written(kind, copy)
        for slug in listed[kind]:
            assert outline.of(slug, kind, copy) == outline.of(slug, kind)
