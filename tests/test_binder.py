"""Binder: its image is made of tested versions, and holds what a session would wait for."""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from helpers.files import root
from helpers.text import corpora
from tools import environment, installation

# What a project that only wants to run the notebooks is promised to find in environment.yml.
GIVEN = {"jupyterlab", "ipywidgets", "transformers", "torch", "datasets", "matplotlib", "nbval"}
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Binder's image is Linux")


def pip_entries(path: str) -> list[str]:
    text = (root() / path).read_text(encoding="utf-8")
    return next(d["pip"] for d in yaml.safe_load(text)["dependencies"] if isinstance(d, dict))


def versions(path: str) -> dict[str, str]:
    index, *pinned = pip_entries(path)
    assert index == "--extra-index-url " + installation.CPU_INDEX
    return dict(re.fullmatch(r"([a-z0-9-]+)==([\w.+]+)", entry).groups() for entry in pinned)


@pytest.mark.parametrize("path", environment.HEADS)
def test_an_environment_is_what_the_tool_writes(path):
    assert (root() / path).read_text(encoding="utf-8") == environment.text(path)
    assert not (root() / path).is_symlink(), "on Windows a link is checked out as a line of text"


def test_conda_gets_all_that_is_needed_in_the_tested_versions():
    found, tested = versions("environment.yml"), installation.constraints()
    needed = {re.match(r"[\w-]+", entry).group() for entry in installation.requirements([])}
    assert needed | GIVEN <= set(found)
    assert all(tested[name] == version for name, version in found.items())


def test_binder_keeps_its_own_jupyter():
    found, tested = versions("binder/environment.yml"), versions("environment.yml")
    assert set(tested) - set(found) == set(environment.JUPYTERS)
    assert found.pop("torch") == tested["torch"] + "+cpu", "CUDA's build must not be an answer"
    assert found.items() <= tested.items()


def test_every_library_that_is_read_has_one_version():
    """The manuals are lesson texts. What Binder brings itself it brings in one version, too."""
    modules = {"PIL": "pillow", "sklearn": "scikit-learn", "huggingface_hub": "huggingface-hub"}
    brought = {"python", "IPython", "tornado", "traitlets", "jinja2", "httpx"}
    left_out = {"aiohttp"}  # nothing here needs it any more
    read = set(corpora.LIBRARIES) - brought - left_out
    assert {modules.get(name, name) for name in read} <= set(versions("binder/environment.yml"))


@pytest.mark.parametrize("path", environment.HEADS)
def test_what_binder_can_read(path):
    dependencies = yaml.safe_load((root() / path).read_text(encoding="utf-8"))["dependencies"]
    (python,) = [entry for entry in dependencies if str(entry).startswith("python")]
    minor = re.fullmatch(r"python=3\.(\d+)", python)  # repo2docker understands nothing else
    assert minor and installation.satisfies("3." + minor.group(1), ">=3.11")
    # pip is called in binder/, before the rest of the course is there.
    assert not any(entry.startswith(("-e", "-c", "-r", ".")) for entry in pip_entries(path))


def test_the_tool_says_what_is_old_and_writes_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(environment, "root", lambda: tmp_path)
    assert environment.main(["--check"]) == 1 and not list(tmp_path.iterdir())
    assert environment.main([]) == 0 and environment.main(["--check"]) == 0
    (tmp_path / "environment.yml").write_text("python=3.12", encoding="utf-8")
    capsys.readouterr()
    assert environment.main(["--check"]) == 1
    assert capsys.readouterr().out == "environment.yml is out of date\n"


def test_post_build_stops_at_an_error_and_installs_nothing():
    lines = (root() / "binder" / "postBuild").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and line[0] != "#"]
    assert commands[0] == "set -euo pipefail"
    assert not [line for line in commands if re.search(r"\binstall\b|\|\|", line)]


@pytest.mark.skipif(
    not (find_spec("repo2docker") or shutil.which("repo2docker")),
    # Not among the test's packages: it brings eight, Docker's among them, to everybody and to every
    # room, for this one test. It passed with version 2026.4.0.
    reason="jupyter-repo2docker, Binder's own tool, is not installed: pip install it to run this",
)
def test_binder_would_use_the_environment_and_post_build():
    found = shutil.which("repo2docker")
    command = [found] if found else [sys.executable, "-m", "repo2docker"]
    command += ["--no-build", "--debug", "--Repo2Docker.default_buildpack=None", str(root())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-2000:]
    assert f"Building conda environment for python={environment.PYTHON}" in said
    copied = r"COPY --chown=\d+:\d+ src/binder/environment.yml \$\{REPO_DIR\}/binder/"
    assert re.search(copied, said)
    assert '--file "binder/environment.yml"' in said
    before, run, _ = said.partition("RUN ./binder/postBuild")
    assert run and before.rpartition("\nUSER ")[2].startswith("${NB_USER}"), "made by the learner"


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> Path:
    """A folder as in Binder's image: the course alone in a home, and an environment to write to.

    The environment has this one's packages. Nothing was cached before, and postBuild has run.
    """
    base = tmp_path_factory.mktemp("image")
    home = base / "home"
    for name in ("helpers", "tools", "binder", "lessons", "checkpoints"):
        shutil.copytree(root() / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "constraints.txt", "course.toml"):
        shutil.copy(root() / name, home)
    venv.create(base / "env", symlinks=True)
    places = sysconfig.get_paths(vars={"base": str(base / "env"), "platbase": str(base / "env")})
    packages = sysconfig.get_path("purelib")
    Path(places["purelib"], "here.pth").write_text(packages, encoding="utf-8")
    done = subprocess.run(
        ["./binder/postBuild"], cwd=home, env=session(home), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def session(home: Path) -> dict[str, str]:
    """The environment variables of a session in that home: none of the course's own is set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")}
    path = os.pathsep.join([str(home.parent / "env" / "bin"), os.environ["PATH"]])
    return {**kept, "HOME": str(home), "PATH": path, "PYTHONPATH": "", "XDG_CACHE_HOME": ""}


RUN = """
import json, sys

*cells, last = json.loads(sys.stdin.read())
for cell in cells:
    exec(cell, globals())
corpora.read_library = lambda name: sys.exit(f"{name} is read again")
exec(last, globals())
print(manuals.num_rows["train"])
"""


def kept(home: Path) -> dict[str, int]:
    """What lies in the cache, with the time it was written."""
    files = [path for path in (home / ".cache").rglob("*") if path.is_file()]
    return {path.name: path.stat().st_mtime_ns for path in files}


def first_with_manuals() -> tuple[Path, list[str]]:
    """The first notebook of the course that needs the manuals, and its code up to there."""
    for path in sorted((root() / "lessons").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        for number, cell in enumerate(code):
            if "corpora.manuals()" in cell:
                return path, code[: number + 1]
    raise AssertionError("no notebook reads the manuals")


@pytest.mark.timeout(3600)  # most of a minute of computing: on a busy machine, many of the clock
@LINUX
def test_a_session_finds_what_post_build_made(image):
    notebook, cells = first_with_manuals()
    before = kept(image)
    assert {name.partition("-")[0] for name in before} >= {"manuals", "fontlist"}
    done = subprocess.run(
        [image.parent / "env" / "bin" / "python", "-c", RUN],
        input=json.dumps(cells),
        cwd=image / "lessons",
        env=session(image),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, (notebook.name, done.stdout + done.stderr)
    assert int(done.stdout.splitlines()[-1]) > 10_000
    assert kept(image) == before
    assert list((image / "helpers" / "show" / "__pycache__").glob("display.*.pyc"))
    elsewhere = [image.parent / "env" / "bin" / "python", "-c", "import helpers; print(helpers)"]
    found = subprocess.check_output(elsewhere, cwd=image.parent, env=session(image), text=True)
    assert str(image / "helpers") in found
    settings = image.parent / "env/share/jupyter/lab/settings/overrides.json"
    assert "fetchNews" in settings.read_text(encoding="utf-8")


@LINUX
def test_post_build_fails_if_something_is_missing(image, tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(image, broken, ignore=shutil.ignore_patterns("checkpoints", ".cache"))
    project = broken / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    project.write_text(text.replace('"tqdm>=4.66.3,<5"', '"tqdm>=400,<500"'), encoding="utf-8")
    done = subprocess.run(
        ["./binder/postBuild"], cwd=broken, env=session(image), capture_output=True, text=True
    )
    assert done.returncode == 1 and "tqdm" in done.stderr
