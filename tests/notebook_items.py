"""Runs notebooks under test: nbval's cells, and a last item for the network and the budget.

A pytest plugin, loaded by the course's `conftest.py`. Each notebook gets a kernel without network
(`tests/guard`), with a progress file of its own, and with widgets that try every position of their
controls. Its last item fails if anything asked for the network, or if it took too long or too much.
With `-n auto`, files run side by side (`tests/side_by_side.py`).
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from meter import Meter
from nbval.plugin import IPyNbFile
from side_by_side import share

from helpers.files import root, write_json
from tools import measure
from tools.prepare import texts

SECONDS, PEAK_MB = 180, 1200
REAL_MB = 1600  # for notebooks on real models, where the extra `real` has brought one
CUDA_MB = 400  # more for a torch built for graphics cards: measured 350 to 390 after its import
SCRATCH = pytest.StashKey[Path]()
# What would hide an attempt to reach the network, or make a notebook do a builder's work.
UNWANTED = (
    "HF_HUB_OFFLINE",
    "TRANSFORMERS_OFFLINE",
    "HF_DATASETS_OFFLINE",
    "COURSE_BUDGET",
    "COURSE_BUILD",
    "COURSE_LIVE",
)


class Notebook(IPyNbFile):
    """One notebook: nbval's collector with our kernel environment and one more item."""

    meter = log = cache = None

    def collect(self):
        yield from super().collect()
        yield Verdict.from_parent(self, name="network and budget")

    def setup(self):
        scratch = scratch_folder(self.config) / f"{self.path.parent.name}-{self.path.stem}"
        scratch.mkdir(parents=True, exist_ok=True)
        self.log = scratch / "network.log"
        self.meter = Meter()
        with pytest.MonkeyPatch.context() as patch:
            for name in UNWANTED:
                patch.delenv(name, raising=False)
            self.cache = course_cache(self.config)
            for name, value in kernel_environment(scratch, self.cache).items():
                patch.setenv(name, value)
            patch.setenv("COURSE_DRIVE_WIDGETS", "1")
            super().setup()
        self.meter.watch(self.kernel.km.provisioner.pid)

    def teardown(self):
        if self.meter:
            self.meter.stop()
            share(self.config, self.cache)
        super().teardown()


class Verdict(pytest.Item):
    """The last item of a notebook: no connection was tried, and the budget was kept."""

    def runtest(self):
        notebook = self.parent
        if not notebook.kernel.is_alive():
            raise Broken("Its kernel died or was stopped, so nothing can be said about its cost.")
        seconds, computed, peak_mb = notebook.meter.read()
        cost = {"seconds": round(seconds, 1), "peak_mb": round(peak_mb)}
        self.user_properties.append(("cost", {**cost, "computed": round(computed, 1)}))
        problems = over_budget(min(seconds, computed), peak_mb, self.path.name)
        if notebook.log.exists():
            tried = notebook.log.read_text(encoding="utf-8").splitlines()
            problems += [f"It {line}." for line in dict.fromkeys(tried)]
        if problems:
            raise Broken("\n".join(problems))

    def repr_failure(self, excinfo):
        if excinfo.errisinstance(Broken):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, 0, f"{self.parent.name}: network and budget"


class Broken(Exception):
    """A notebook did what it must not. The message is all that a reader needs."""


def over_budget(seconds: float, peak_mb: float, name: str = "") -> list[str]:
    """A sentence for each limit that was passed.

    name: the notebook's file.
    seconds: of the clock or of computing, whichever are fewer. On a busy machine the clock goes on
    while a notebook waits for its turn; with several threads, computing is more than the clock.
    """
    problems = []
    if seconds > SECONDS:
        problems.append(f"It took {seconds:.0f} s. At most {SECONDS} s are allowed.")
    most = REAL_MB if measure.on_real(name) else PEAK_MB
    most += CUDA_MB if torch.version.cuda else 0
    if peak_mb > most:
        problems.append(f"It needed {peak_mb:.0f} MB. At most {most} MB are allowed.")
    return problems


def kernel_environment(scratch: Path, cache: Path) -> dict[str, str]:
    """What a kernel under test finds: the guard, and files of its own below `scratch`."""
    places = [str(Path(__file__).parent / "guard"), os.environ.get("PYTHONPATH", "")]
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, places)),
        "COURSE_GUARD_LOG": str(scratch / "network.log"),
        "COURSE_PROGRESS": str(scratch / "progress.json"),
        "COURSE_CACHE": str(cache),
        "IPYTHONDIR": str(scratch / "ipython"),
        "HF_HOME": str(scratch / "huggingface"),  # nothing is there already
    }


def scratch_folder(config: pytest.Config) -> Path:
    """A folder of this session, made when it is first asked for."""
    if SCRATCH not in config.stash:
        config.stash[SCRATCH] = config._tmp_path_factory.mktemp("course")
    return config.stash[SCRATCH]


def course_cache(config: pytest.Config) -> Path:
    """A cache folder for this session: the learner's interrupted runs stay out of reach.

    The manuals are taken over if they have been read before, since that takes most of a minute.
    """
    folder = scratch_folder(config) / "cache"
    if not folder.exists():
        folder.mkdir()
        for path in texts(root() / ".cache"):
            shutil.copy(path, folder)
    share(config, folder)
    return folder


@pytest.fixture(autouse=True)
def own_files(tmp_path_factory, monkeypatch):
    """No test and no doctest writes into the learner's progress or cache."""
    folder = tmp_path_factory.mktemp("own")
    monkeypatch.setenv("COURSE_PROGRESS", str(folder / "progress.json"))
    monkeypatch.setenv("COURSE_CACHE", str(folder / "cache"))


@pytest.fixture
def shared_cache(request, monkeypatch) -> Iterator[Path]:
    """The session's cache, for tests that need the manuals."""
    folder = course_cache(request.config)
    monkeypatch.setenv("COURSE_CACHE", str(folder))
    yield folder
    share(request.config, folder)


def pytest_configure(config):
    config.pluginmanager.register(Costs(), "course-costs")


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Our collector in the place of nbval's, whose options decide whether there is one."""
    found = yield
    return [
        Notebook.from_parent(parent, path=file_path) if type(node) is IPyNbFile else node
        for node in found
    ]


class Costs:
    """The table of what every notebook cost; also written to COURSE_COSTS if that is set.

    Costs travel with the reports of the items, which arrive here from other processes too.
    """

    def __init__(self):
        self.found: dict[str, dict[str, float]] = {}

    def pytest_runtest_logreport(self, report):
        for name, cost in report.user_properties if report.when == "call" else ():
            if name == "cost":
                self.found[report.nodeid.split("::")[0]] = cost

    def pytest_terminal_summary(self, terminalreporter):
        if not self.found:
            return
        title = f"cost of the notebooks (at most {SECONDS} s of computing and {PEAK_MB} MB)"
        terminalreporter.section(title)
        for name, cost in sorted(self.found.items()):
            terminalreporter.write_line(
                f"{cost['seconds']:6.1f} s  {cost['computed']:6.1f} s of computing"
                f"  {cost['peak_mb']:5d} MB  {name}"
            )
        if path := os.environ.get("COURSE_COSTS"):
            kept = {
                name: {"seconds": cost["seconds"], "peak_mb": cost["peak_mb"]}
                for name, cost in self.found.items()
            }
            write_json(path, kept)
