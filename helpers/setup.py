"""What the first cell of every notebook does: check versions, set threads and seeds, say so."""

from __future__ import annotations

import os
import random
import re
import sys
import warnings
from importlib.metadata import PackageNotFoundError, version

from helpers import budget, colab, systems
from helpers.cores import available_cpus
from helpers.files import CourseError, root
from helpers.systems import return_memory as return_memory  # notebooks ask for it here
from helpers.words import NAME, message, spoken

# What only opens notebooks or builds them: a notebook that runs has no need of it.
NOT_INSIDE = {"jupyterlab", "pyyaml"}
# Up to these versions all of the course was tried; what is newer is looked at more closely.
TRIED = {"transformers": "5.24"}


def quick() -> bool:
    """True when only the code path is to be tried (`COURSE_QUICK=1`): claims are not judged."""
    return os.environ.get("COURSE_QUICK", "") not in ("", "0")


def building() -> bool:
    """True while the build executes a notebook to store its outputs."""
    return os.environ.get("COURSE_BUILD", "") not in ("", "0")


def live() -> bool:
    """True when stored experiments are to run anew (`COURSE_LIVE=1`)."""
    return os.environ.get("COURSE_LIVE", "") not in ("", "0")


def size(full: int, small: int, in_class: int = 0) -> int:
    """`full` normally, `small` in a quick run; with the class's budget `in_class`, if it is given.

    >>> size(400, 10) in (400, 10)
    True
    """
    if quick():
        return small
    return budget.cut(full, in_class) if in_class and budget.in_class() else full


def must_be_full() -> None:
    """Raise `CourseError` where sizes are not the course's own: at others nothing is judged."""
    for name, small in (("COURSE_QUICK", quick()), ("COURSE_BUDGET", budget.in_class())):
        if small:
            raise CourseError(f"Claims and results are not judged at small size. Unset {name}.")


def threads() -> int:
    """Threads to compute with: the first number in `OMP_NUM_THREADS`, otherwise one for each core.

    >>> threads() >= 1
    True
    """
    wanted = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return int(wanted) if wanted.isdigit() and int(wanted) else available_cpus()


def use_threads() -> int:
    """Give torch as many threads as `threads` says; that number. How they wait for work is set in
    `helpers/__init__.py`."""
    import torch

    torch.set_num_threads(threads())
    return torch.get_num_threads()


def needs() -> dict[str, tuple[str, str]]:
    """The oldest version of each package, and the first one that the course is not for.

    They stand in pyproject.toml. Without that file there is nothing to compare with.

    >>> needs()["transformers"]
    ('5', '6')
    """
    import tomllib  # here: an older Python than the course is for does not have it

    path = root() / "pyproject.toml"
    if not path.exists():
        return {}
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["project"]["dependencies"]
    found = (re.fullmatch(r"([\w-]+)>=([\d.]+),<([\d.]+)", entry).groups() for entry in listed)
    return {name: (oldest, below) for name, oldest, below in found if name not in NOT_INSIDE}


def numbers(text: str) -> list[int]:
    """A version as three numbers that can be compared.

    >>> numbers("2.13.0+cpu"), numbers("5")
    ([2, 13, 0], [5, 0, 0])
    """
    parts = text.split("+")[0].split(".")[:3]
    found = [int(re.match(r"\d*", part).group() or 0) for part in parts]
    return found + [0] * (3 - len(found))


def version_problem(name: str, installed: str | None, oldest: str, below: str) -> str | None:
    """A sentence about a missing, too old or too new package; None if it fits.

    >>> version_problem("torch", "2.13.0+cpu", "2.9", "3") is None
    True
    >>> version_problem("torch", None, "2.9", "3")
    'torch is not installed; the course needs 2.9 or newer.'
    """
    if installed is None:
        return f"{name} is not installed; the course needs {oldest} or newer."
    if numbers(installed) < numbers(oldest):
        return f"{name} {installed} is too old; the course needs {oldest} or newer."
    if numbers(installed) >= numbers(below):
        return f"{name} {installed} is newer than the course knows (below {below})."
    return None


def check_versions() -> None:
    """Raise `CourseError` with every unmet need and the one command that mends them."""
    problems, unmet = [], []
    for name, (oldest, below) in needs().items():
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = None
        problem = version_problem(name, installed, oldest, below)
        if problem:
            problems.append(problem)
            unmet.append(f"{name}>={oldest},<{below}")
    if problems:
        raise CourseError(" ".join([*problems, colab.cure(unmet)]))


def load_torch() -> None:
    """Import torch. Raises `CourseError` if the system does not load what torch is made of."""
    try:
        import torch  # noqa: F401
    except (OSError, ImportError) as error:
        cure = "Delete the folder .venv, run `python start.py`, and restart the kernel."
        if systems.WINDOWS:
            cure = (
                "Windows lacks a part that Microsoft gives away: install"
                " https://aka.ms/vs/17/release/vc_redist.x64.exe and restart the kernel."
            )
        raise CourseError(f"torch cannot be loaded ({error}). {cure}") from None


def make_an_encoder() -> None:
    from helpers.weights import models

    models.encoder(vocab_size=8, width=32, layers=1)


def check_encoders(installed: str) -> None:
    """Raise `CourseError` if this version of transformers cannot make the course's encoders.

    Only a version newer than all that were tried is made to show it: that takes a slow import.
    """
    tried = TRIED["transformers"]
    if numbers(installed)[:2] <= numbers(tried)[:2]:
        return
    try:
        make_an_encoder()
    except Exception as error:  # whatever it says, the version is what is new
        raise CourseError(
            f"transformers {installed} is newer than what the course was tried with (up to"
            f" {tried}), and cannot make its models ({error})."
            + f" {colab.cure([f'transformers=={tried}.*'])}"
        ) from None


def device():
    """Where models are trained, a `torch.device`: this place decides, and every helper follows.

    COURSE_DEVICE (cpu, cuda or mps) decides if it is set. Otherwise it is an NVIDIA or AMD GPU
    that torch can use, or else the CPU. Apple's GPU (mps) is used only if you ask for it: models as
    small as these are at home on a CPU. Raises `CourseError` for a device that is not there.

    >>> device().type in ("cpu", "cuda", "mps")
    True
    """
    import torch

    there = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    name = os.environ.get("COURSE_DEVICE") or ("cuda" if there["cuda"] else "cpu")
    if not there.get(name):
        known = ", ".join(one for one, usable in there.items() if usable)
        raise CourseError(
            f"COURSE_DEVICE is {name}, and torch can use here: {known}. Set it to one of these, or"
            " not at all, and restart the kernel."
        )
    return torch.device(name)


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and torch, so that a run can be repeated on the same machine."""
    import numpy
    import torch

    random.seed(seed)
    numpy.random.seed(seed)
    torch.manual_seed(seed)


def start(learner: bool = True, language: str = "") -> None:
    """Make this kernel ready for a lesson. Safe to run any number of times.

    learner: False in a solution and in an instructor's copy, where nothing is recorded.
    language: that of a translated notebook, "es"; the helpers speak it, too.
    """
    os.environ.update({NAME: language} if language else {})
    if sys.version_info < (3, 11):
        place = colab.LATEST if colab.on_colab() else "See the README for how to get it."
        raise CourseError(f"The course needs Python 3.11 or newer. {place}")
    check_versions()
    if not learner:
        os.environ["COURSE_RECORD"] = "0"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # silences a fork warning
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    # Notices about the machine, not about the lesson; errors still stop the cell.
    warnings.filterwarnings("ignore", category=FutureWarning)
    warnings.filterwarnings("ignore", message=".*IProgress not found.*")
    warnings.filterwarnings("ignore", message=".*pin_memory.*")
    from helpers.show import leaving, missing_names  # not read by a Python that is too old

    missing_names.install()
    leaving.install()
    load_torch()
    use_threads()
    check_encoders(version("transformers"))
    seed_everything(0)
    where = device().type
    place = "CPU" if where == "cpu" else f"GPU ({where})"
    mode = message(" Class budget: long runs are cut short, and say so.")
    mode = mode if budget.in_class() else ""
    mode = message(" Quick mode: sizes are tiny, results are not judged.") if quick() else mode
    print(spoken("Ready: running on the {place}, nothing to download.", place=place) + spoken(mode))
    if learner and colab.on_colab() and (said := colab.keep_progress()):
        print(said)
    if not (root() / "lessons").exists():
        raise CourseError("The helpers were found without the course. Clone the whole repository.")
