"""The release script, on a repository of a few files: what it refuses; and it changes nothing."""

import subprocess

import pytest

from helpers.files import root
from tools import release

FILES = {
    "helpers/__init__.py": '__version__ = "1.2.0"\n',
    "pyproject.toml": '[tool.course]\nrepository = "a/b"\ntag = "v1.2.0"\n',
    "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n\n- It works.\n\n"
    "## [1.1.0] - 2026-11-01\n\n- It began.\n",
    "CITATION.cff": 'cff-version: 1.2.0\nversion: "1.2.0"\ndate-released: 2026-12-01\n',
    "start.py": "import sys\n\nassert sys.argv[1:] == ['test']\n",
    ".gitignore": ".cache/\n",
}


def git(folder, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "core.hooksPath=/dev/null"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def repository(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def commit(folder):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "All")


def change(folder, name, old, new):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    commit(folder)


def test_all_is_well(repository, capsys):
    before = git(repository, "rev-parse", "HEAD"), git(repository, "tag")
    assert release.main(["--test"], repository) == 0
    said = capsys.readouterr().out
    assert "git tag --annotate v1.2.0" in said and "git push origin HEAD v1.2.0" in said
    assert release.main([], repository) == 0, "the test is not run twice for one commit"
    assert (git(repository, "rev-parse", "HEAD"), git(repository, "tag")) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("pyproject.toml", "v1.2.0", "v1.1.0", "names the tag v1.1.0, and the version is 1.2.0"),
        ("helpers/__init__.py", "1.2.0", "1.3.0", "has no entry"),
        ("CHANGELOG.md", "- It works.\n", "", "has no entry"),
        ("CITATION.cff", '"1.2.0"', '"1.1.0"', "CITATION.cff says version 1.1.0, not 1.2.0"),
        (
            "CITATION.cff",
            "2026-12-01",
            "2026-12-02",
            "says 2026-12-02, and CHANGELOG.md 2026-12-01",
        ),
        ("start.py", "assert", "assert not", "No test passed on this commit"),
    ],
)
def test_it_refuses(repository, capsys, name, old, new, says):
    change(repository, name, old, new)
    assert release.main(["--test"], repository) == 1
    captured = capsys.readouterr()
    assert says in captured.err and "git push" not in captured.out


def test_another_commit_must_be_tested_again(repository, capsys):
    assert release.main(["--test"], repository) == 0
    commit(repository)
    assert release.main([], repository) == 1
    assert "run `python -m tools.release --test`" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["start.py", "new.txt"])
def test_the_tree_must_be_clean(repository, capsys, name):
    assert release.main(["--test"], repository) == 0
    with (repository / name).open("a", encoding="utf-8") as stream:
        stream.write("# more\n")
    assert release.main([], repository) == 1 and release.main(["--test"], repository) == 1
    assert f"not clean: {name}" in capsys.readouterr().err
    assert not (repository / release.PASSED).exists()


def test_a_test_that_changes_the_tree_does_not_count(repository):
    change(repository, "start.py", "import sys\n", "import sys\n\nopen('left', 'w').close()\n")
    assert release.main(["--test"], repository) == 1
    (repository / "left").unlink()
    assert release.main([], repository) == 1


def test_a_tag_names_one_commit(repository, capsys):
    git(repository, "tag", "v1.2.0")
    assert release.main(["--test"], repository) == 0
    commit(repository)
    assert release.main(["--test"], repository) == 1
    assert "names another commit already. Raise the version" in capsys.readouterr().err


def test_the_course_itself_agrees():
    assert release.disagreements(root()) == []
