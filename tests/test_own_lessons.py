"""Lessons that an instructor leaves out or adds, and courses published on other hosts."""

import json
import re
from pathlib import Path

import pytest
from tiny_course import LESSON, built, edit, files, loader, notebook, run, tree  # noqa: F401

from helpers import course
from helpers.files import root
from helpers.published import GITHUB, GITLAB, Place
from tools import build, release, teaching
from tools.retarget import relinked

QUIZ = 'id = "two.a"\n'
MISTAKE = 'def wrong_zero(x):\n    """Twice"""\n    return 0\n'


def everything(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def two(tree, tmp_path, monkeypatch) -> Path:  # noqa: F811
    """A folder with a lesson of one's own; what is executed gives nothing."""
    folder = tmp_path / "two"
    (folder / "exercises").mkdir(parents=True)
    (folder / "mistakes").mkdir()
    lesson = LESSON.replace("title: One", "title: Two").replace("[Python]", "[one]")
    (folder / "lesson.py").write_text(lesson, encoding="utf-8")
    (folder / "quiz.toml").write_text(QUIZ, encoding="utf-8")
    exercise = (tree / "helpers/exercises/one/double.py").read_text(encoding="utf-8")
    (folder / "exercises/twofold.py").write_text(exercise, encoding="utf-8")
    (folder / "mistakes/twofold.py").write_text(MISTAKE, encoding="utf-8")
    empty = lambda node, folder, path: [[] for c in node.cells if c.cell_type == "code"]  # noqa: E731
    monkeypatch.setattr(build, "execute", empty)
    return folder


# ---- a lesson of one's own ---------------------------------------------------------------------


def test_a_lesson_of_one_s_own(tree, two):  # noqa: F811
    assert run(tree, "--add", str(two)) == 0 and run(tree, "--check") == 0
    assert course.order(tree) == ("one", "two") and course.own(tree) == ("two",)
    assert (
        "[01 · Two](../lessons/01_two.ipynb) →"
        in notebook(tree, "lessons/00_one.ipynb").cells[0].source
    )
    assert (tree / "helpers/checking/quiz_data/two.toml").read_text(encoding="utf-8") == QUIZ
    for name in ("helpers/exercises/two/__init__.py", "helpers/exercises/two/twofold.py"):
        assert (tree / name).exists()
    assert (tree / "tests/mistakes/twofold.py").exists()


def test_it_stands_where_it_was_wanted(tree, two, capsys):  # noqa: F811
    third = two.with_name("three")
    two.rename(third)
    assert run(tree, "--add", str(third)) == 0
    edit(tree / "course.toml", "lessons =", "# a comment stays\nlessons =")
    (third / "lesson.py").rename(two.with_name("lesson.py"))
    two.mkdir()
    two.with_name("lesson.py").rename(two / "lesson.py")
    assert run(tree, "--add", str(two), "--after", "one") == 0
    assert course.order(tree) == ("one", "two", "three") and run(tree, "--check") == 0
    assert "# a comment stays" in (tree / "course.toml").read_text(encoding="utf-8")
    assert run(tree, "--drop", "two") == 0 and course.order(tree) == ("one", "three")


def test_the_teaching_pages_follow(tree, two, monkeypatch):  # noqa: F811
    (tree / "source" / "teaching").mkdir()
    (two / "sheet.toml").write_text("plan_b = 1\n", encoding="utf-8")
    page = "docs/teaching/README.md"
    monkeypatch.setattr(teaching, "documents", lambda course: {page: f"{len(course.lessons)}\n"})
    assert run(tree, "--add", str(two)) == 0
    assert (tree / "source/teaching/two.toml").exists()
    assert (tree / page).read_text(encoding="utf-8") == "2\n"
    assert run(tree, "--drop", "two") == 0
    assert (tree / page).read_text(encoding="utf-8") == "1\n"


def test_claims_come_with_it(tree, two):  # noqa: F811
    (tree / "claims.toml").write_text('[[claim]]\nid = "a"\n', encoding="utf-8")
    (two / "claims.toml").write_text('[[claim]]\nid = "b"\n', encoding="utf-8")
    assert run(tree, "--add", str(two)) == 0 and course.own(tree) == ()
    assert (tree / "claims.toml").read_text(encoding="utf-8").count("[[claim]]") == 2


@pytest.mark.parametrize(
    "change, says",
    [
        (lambda two: (two / "lesson.py").unlink(), "holds no lesson.py"),
        (
            lambda two: (two / "notes.docx").write_text("x", encoding="utf-8"),
            "notes.docx has no place",
        ),
        (
            lambda two: (two / "exercises/count_words.py").write_text("x", encoding="utf-8"),
            "has an exercise",
        ),
        (lambda two: edit(two / "lesson.py", "title: Two", "name: Two"), "lacks `title`"),
        (lambda two: edit(two / "lesson.py", "Look at it", "[[lesson:nine]]"), "no lesson 'nine'"),
    ],
)
def test_what_does_not_build_leaves_everything_as_it_was(tree, two, change, says, capsys):  # noqa: F811
    before = everything(tree)
    change(two)
    assert run(tree, "--add", str(two)) == 1
    assert says in capsys.readouterr().err and everything(tree) == before


def test_a_cell_that_fails_and_ctrl_c_do_so_too(tree, two, monkeypatch):  # noqa: F811
    before = everything(tree)
    for error, code in ((build.CourseError("It stopped."), 1), (KeyboardInterrupt(), 130)):

        def execute(node, folder, path, error=error):
            raise error

        monkeypatch.setattr(build, "execute", execute)
        assert run(tree, "--add", str(two)) == code and everything(tree) == before


def test_names_that_are_taken_or_no_slugs(tree, two, capsys):  # noqa: F811
    for name, says in (("one", "Rename yours, or --drop it first"), ("Two words", "is no slug")):
        two = two.rename(two.with_name(name))
        assert run(tree, "--add", str(two)) == 1 and says in capsys.readouterr().err
    assert run(tree, "--add", str(two.rename(two.with_name("two"))), "--after", "on") == 1
    assert "Did you mean 'one'?" in capsys.readouterr().err


# ---- a lesson left out -------------------------------------------------------------------------


def test_a_lesson_is_left_out_and_who_needs_it_is_named(tree, two, capsys):  # noqa: F811
    assert run(tree, "--add", str(two)) == 0
    assert run(tree, "--drop", "one") == 0
    assert "two needs it, and names it by its title now." in capsys.readouterr().out
    assert course.order(tree) == ("two",) and (tree / "source/lessons/one.py").exists()
    assert not (tree / "labs/lab_00_one.ipynb").exists() and run(tree, "--check") == 0
    assert run(tree, "--drop", "one") == 1 and "There is no lesson 'one'" in capsys.readouterr().err


@pytest.mark.parametrize("error", [build.CourseError("It stopped."), KeyboardInterrupt()])
def test_a_lesson_that_cannot_be_left_out_is_back_with_its_outputs(tree, two, monkeypatch, error):  # noqa: F811
    assert run(tree, "--add", str(two)) == 0
    (tree / "docs/teaching/sheets").mkdir(parents=True)
    (tree / "docs/teaching/sheets/one.md").write_text("x", encoding="utf-8")
    (tree / "lessons/00_mine.ipynb").write_text("{}", encoding="utf-8")
    before = everything(tree)

    def fails(course):
        (tree / "docs/teaching/sheets/one.md").unlink()
        (tree / "docs/teaching/sheets/two.md").write_text("y", encoding="utf-8")
        raise error

    def executed(notebook, folder, path):
        raise AssertionError(f"{path} was executed")

    monkeypatch.setattr(teaching, "write", fails)
    monkeypatch.setattr(build, "execute", executed)
    assert run(tree, "--drop", "one") in (1, 130) and everything(tree) == before


def test_the_first_lesson_stays(tree, capsys):  # noqa: F811
    for name in ("lessons/one.py", "labs/one.py"):
        path = tree / "source" / name
        path.rename(path.with_name("start_here.py"))
    (tree / "helpers/exercises/one").rename(tree / "helpers/exercises/start_here")
    edit(tree / "course.toml", '"one"', '"start_here"')
    before = everything(tree)
    assert run(tree, "--drop", "start_here") == 1 and everything(tree) == before
    assert "shows how the others work" in capsys.readouterr().err


# ---- other hosts -------------------------------------------------------------------------------

ON_BINDER = {
    "https://gitlab.com": "gl/team%2Fsub%2Fclass",
    "https://git.uni.edu": r"git/https%3A%2F%2Fgit\.uni\.edu%2Fteam%2Fsub%2Fclass",
}


@pytest.mark.parametrize("host", ON_BINDER)
def test_another_host_has_binder_and_no_colab(host, tree, capsys):  # noqa: F811
    (tree / "CHANGELOG.md").write_text(
        "[1]: https://github.com/ann/course/releases/tag/v1\n", encoding="utf-8"
    )
    before = everything(tree)
    command = ("--retarget", "team/sub/class", "--tag", "main", "--host", f"{host}/")
    assert run(tree, *command) == 0 and run(tree, "--check") == 0
    assert "Colab opens GitHub's notebooks only" in capsys.readouterr().out
    for name, data in files(tree).items():
        text = data.decode("utf-8")
        assert "github" not in text.lower().replace("github and google drive", ""), name
        assert "colab.research" not in text and "Open in Colab" not in text, name
        if name != "pyproject.toml":
            assert re.search(
                rf"mybinder\.org/v2/{ON_BINDER[host]}/main\?urlpath=lab/tree/", text
            ), name
    readme = (tree / "README.md").read_text(encoding="utf-8")
    assert f"git clone {host}/team/sub/class.git\ncd class\n" in readme
    assert "Colab opens notebooks from GitHub and Google Drive only" in readme
    changes = (tree / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"{host}/team/sub/class/-/releases/v1" in changes
    project = (tree / "pyproject.toml").read_text(encoding="utf-8")
    assert f'"{host}/team/sub/class/-/blob/main/CHANGELOG.md"' in project
    assert run(tree, "--retarget", "ann/course", "--tag", "v1", "--host", GITHUB) == 0
    for name, data in everything(tree).items():  # the line that names the host was not there
        assert data == before[name] or name == "pyproject.toml", name


@pytest.mark.parametrize(
    "words",
    [
        ("--retarget", "bob/fork/more"),
        ("--retarget", "bob/fork", "--host", "gitlab.com"),
        ("--retarget", "bob/fork", "--host", "http://gitlab.com"),
        ("--retarget", "bob", "--host", GITLAB),
        ("--retarget", "../fork"),
        ("--retarget", "bob/.."),
        ("--retarget", "bob/fork", "--tag", ".."),
    ],
)
def test_what_is_no_place_is_refused(tree, words):  # noqa: F811
    before = everything(tree)
    assert run(tree, *words) == 1 and everything(tree) == before


def test_links_to_other_repositories_stay():
    old, new = Place(GITHUB, "a/b", "v1"), Place(GITLAB, "c/d", "v2")
    for kept in ("https://github.com/a/b-more", "https://github.com/a/bc/issues", "github.com"):
        assert relinked(kept, old, new) == kept
    assert relinked("(https://github.com/a/b)", old, new) == "(https://gitlab.com/c/d)"
    assert relinked("https://github.com/a/b.git", old, new) == "https://gitlab.com/c/d.git"


@pytest.mark.parametrize("named", ["main", "2027-spring", "class", "week1"])
def test_a_fork_may_name_a_branch_or_a_term(named, tmp_path):
    for name in ("CHANGELOG.md", "CITATION.cff", "pyproject.toml", "helpers/__init__.py"):
        text = (root() / name).read_text(encoding="utf-8")
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    tag = release.tag(tmp_path)
    edit(tmp_path / "pyproject.toml", f'tag = "{tag}"', f'tag = "{named}"')
    assert release.disagreements(tmp_path) == []
    edit(tmp_path / "pyproject.toml", f'tag = "{named}"', 'tag = "v99.1.0"')
    assert "names the tag v99.1.0" in release.disagreements(tmp_path)[0]


def test_a_pack_of_options(tree):  # noqa: F811
    for words in (
        ["--host", GITLAB],
        ["--tag", "x"],
        ["--after", "one"],
        ["--drop", "a", "--check"],
        ["--drop", ""],
        ["--retarget", ""],
        ["--retarget", "a/b", "--tag", ""],
    ):
        with pytest.raises(SystemExit):
            build.arguments(words)
    for words in (["--drop", "a", "--retarget", "a/b"], ["--check", "--retarget", "a/b"]):
        with pytest.raises(SystemExit):
            build.arguments(words)
    assert json.dumps(build.arguments(["--student", "x", "--retarget", "a/b"]).retarget) == '"a/b"'
    assert loader(tree)().place == Place(GITHUB, "ann/course", "v1")
