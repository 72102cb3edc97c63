"""The files that say what the course needs agree with one another."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

import helpers
import start
from helpers import published, setup
from helpers.real import listed
from tools import extra_rooms, installation, release
from tools.room_versions import COLAB

ROOT = Path(start.__file__).resolve().parent
PROJECT = installation.read_project(ROOT)
DEPENDENCIES = installation.requirements([])
OWNERS = packages_distributions()  # which distributions a module is of
EXTRAS = PROJECT["project"]["optional-dependencies"]
TEST = EXTRAS["test"] + EXTRAS["site"]
LATER = EXTRAS["real"] + EXTRAS["serve"] + EXTRAS["exhibits"]  # what one may add, and never has to


def split(requirement: str) -> tuple[str, str]:
    return re.fullmatch(r"([a-z0-9-]+)(.*)", requirement).groups()


def test_setup_checks_all_that_notebooks_need():
    names = {split(entry)[0] for entry in DEPENDENCIES}
    assert names - set(setup.needs()) == setup.NOT_INSIDE
    for name, (oldest, below) in setup.needs().items():
        assert f"{name}>={oldest},<{below}" in DEPENDENCIES
    setup.check_versions()


def test_what_was_tried_includes_the_tested_version():
    tested = setup.numbers(installation.constraints()["transformers"])
    assert setup.numbers(setup.TRIED["transformers"])[:2] >= tested[:2]


def test_every_range_has_both_ends_and_start_understands_it():
    for entry in DEPENDENCIES + TEST + LATER:
        name, ranges = split(entry)
        assert re.fullmatch(r">=[\d.]+,<[\d.]+", ranges), entry
        assert not any(installation.satisfies(wrong, ranges) for wrong in ("0.0.1", "999"))


def test_the_extra_is_the_package_of_the_listed_encoder():
    (entry,) = (one for one in listed.all_listed().values() if one.package)
    (wanted,) = EXTRAS["real"]
    name, ranges = split(wanted)
    assert name == entry.package and installation.satisfies(entry.version, ranges)
    assert installation.constraints()[name] == entry.version
    needed = {split(requirement)[0] for requirement in DEPENDENCIES + TEST}
    assert not needed & {split(requirement)[0] for requirement in LATER}


@pytest.mark.parametrize("name", ["binder/postBuild", ".ci/run"])
def test_scripts_are_executable(name):
    script = ROOT / name
    assert script.read_bytes().startswith(b"#!") and b"\r" not in script.read_bytes()
    if os.name == "nt":  # there, only git knows
        command = ["git", "ls-files", "--stage", name]
        assert subprocess.check_output(command, cwd=ROOT).startswith(b"100755")
    else:
        assert os.access(script, os.X_OK)


def test_ci_runs_the_readmes_command():
    assert '"$python" start.py test\n' in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_constraints_are_exact_complete_and_within_the_ranges():
    exact = installation.constraints()
    for entry in DEPENDENCIES + TEST + LATER:
        name, ranges = split(entry)
        assert installation.satisfies(exact[name], ranges), (name, exact[name])
    assert all(re.fullmatch(r"\d[\w.]*", version) for version in exact.values())  # no +cpu
    assert not [name for name in exact if re.match("nvidia|cuda|triton", name)]
    assert list(exact) == sorted(exact)


def test_every_python_that_is_allowed_can_have_the_exact_versions():
    """Debian 12 has Python 3.11.2: one package that asks for 3.11.5 would stop it all."""
    lowest = PROJECT["project"]["requires-python"].removeprefix(">=") + ".0"
    for name, exact in installation.constraints().items():
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        asked = re.search(r">=\s*([\d.]+\d)", found.metadata["Requires-Python"] or "")
        if asked and found.version.partition("+")[0] == exact:
            assert installation.satisfies(lowest, f">={asked[1]}"), (name, asked[1])


@pytest.mark.parametrize("name", COLAB)
def test_colab_is_within_the_ranges(name):
    """What is no dependency of ours is there because a dependency stands on it."""
    ranges = dict(map(split, DEPENDENCIES))
    assert name in ranges or name in ("ipykernel", "traitlets")
    assert installation.satisfies(COLAB[name], ranges.get(name, ""))


def imported(folder: str) -> dict[str, set[str]]:
    """The names of the modules that the Python files in `folder` import, with the files."""
    found = {}
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for name in names:
                found.setdefault(name.partition(".")[0], set()).add(path.name)
    return found


@pytest.mark.parametrize(
    "folder, extras",
    [
        ("helpers", []),
        ("source", []),
        ("tools", ["test", "site", "exhibits"]),
        ("tests", ["test", "site", "exhibits"]),
    ],
)
def test_every_imported_distribution_is_declared(folder, extras):
    declared = {split(entry)[0] for entry in installation.requirements(extras)}
    if folder in ("tools", "tests"):  # what runs in a room of its own finds there what is its
        declared |= {split(entry)[0] for room in extra_rooms.ROOMS.values() for entry in room}
        declared.add("traitlets")
    ours = {path.stem for path in [*ROOT.iterdir(), *(ROOT / "tests").iterdir()]}
    undeclared = {}
    for name, files in imported(folder).items():
        if name in sys.stdlib_module_names or name in ours:
            continue
        owners = {re.sub(r"[-_.]+", "-", o).lower() for o in OWNERS.get(name, [name])}
        if not owners & declared:
            undeclared[name] = files
    assert not undeclared


def test_version_and_python_stand_in_one_place():
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["setuptools"]["dynamic"]["version"]["attr"] == "helpers.__version__"
    tag = PROJECT["tool"]["course"]["tag"]  # a fork's may be a branch
    assert tag == "v" + helpers.__version__ or not release.is_version(tag)
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    with pytest.raises(start.Problem):
        start.check_python((3, 10))
    start.check_python((3, 11))


def test_metadata_is_complete_and_every_link_is_the_courses():
    project = PROJECT["project"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    place = published.read()
    assert cited["repository-code"] == project["urls"]["Repository"] == place.url
    assert project["urls"]["Issues"] == place.page("issues")
    assert project["urls"]["Changelog"] == place.file("CHANGELOG.md")
    assert {"cff-version", "message", "title", "authors", "version", "date-released"} <= set(cited)
    assert cited["authors"] == project["authors"]
    assert " AND ".join(cited["license"]) == project["license"]
    for name in [project["readme"], *project["license-files"], "CHANGELOG.md"]:
        assert (ROOT / name).is_file()
    assert {"description", "keywords", "classifiers"} <= set(project)


def test_repository_is_named_once():
    name = PROJECT["tool"]["course"]["repository"]
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", name)
    files = ["start.py", "tools/installation.py", "environment.yml", "binder/postBuild", ".ci/run"]
    for path in files:
        assert name not in (ROOT / path).read_text(encoding="utf-8")


def test_pytest_looks_everywhere_and_at_every_notebook():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = options["tool"]["pytest"]["ini_options"]
    assert {"tests", "helpers", "lessons", "labs", "solutions"} <= set(options["testpaths"])
    assert {"--nbval-lax", "--nbval-current-env"} <= set(options["addopts"].split())
