"""Google Colab: what to do there about versions, and a progress file that outlives its machine."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from helpers.files import WriteError, root, write_bytes

DRIVE = Path("/content/drive/MyDrive")  # where Colab shows your Drive, once it is mounted
# Colab's own programs need these in the versions that it brings: pip must leave them alone there.
ITS_OWN = {"ipython", "ipywidgets", "numpy", "pandas", "torch"}
LATEST = (
    "Choose Runtime > Change runtime type, there the runtime version (the latest, if yours is an"
    " older one), then run this cell again."
)


def on_colab() -> bool:
    """True in a notebook that Google Colab runs.

    >>> on_colab()
    False
    """
    return "google.colab" in sys.modules


def pip_command(requirements: Sequence[str]) -> str:
    """What installs packages for the notebook's own Python, in any notebook.

    >>> print(pip_command(["peft>=0.18,<1"]))
    %pip install "peft>=0.18,<1"
    """
    return "%pip install " + " ".join(f'"{wanted}"' for wanted in requirements)


def cure(requirements: Sequence[str]) -> str:
    """What to do about packages that are missing or do not fit, where this notebook runs.

    requirements: what is needed, as pip writes it, such as `peft>=0.18,<1`.
    """
    command = pip_command(requirements)
    if not on_colab():
        return (
            "Run `python start.py` in the course's folder: it opens JupyterLab with all that is"
            f" needed. Or stay in this kernel: run `{command}` in a new cell, then restart it."
        )
    names = {wanted.split("<")[0].split(">")[0].split("=")[0] for wanted in requirements}
    if names & ITS_OWN:
        return LATEST
    return f"Run `{command}` in a new cell, then Runtime > Restart session, then this cell again."


def keep_progress() -> str:
    """Keep progress in your Drive, if it is mounted; what to say about it, empty if nothing.

    What was done before stays: if Drive has no progress yet, that of this machine is copied there.
    """
    kept, here = DRIVE / "weights-and-context" / "progress.json", root() / "progress.json"
    named = os.environ.get("COURSE_PROGRESS")
    if named and Path(named) != kept:
        return ""
    if not DRIVE.is_dir():
        os.environ.pop("COURSE_PROGRESS", None)  # it was mounted before
        said = (
            "Colab deletes this machine some time after you leave. File > Save a copy in Drive"
            " keeps the notebook. To keep your progress too, run the next line in a new cell, then"
            " this cell again."
        )
        return textwrap.fill(said, 75) + (
            '\n    from google.colab import drive; drive.mount("/content/drive")'
        )
    try:
        if here.exists() and not kept.exists():
            write_bytes(kept, here.read_bytes())
    except (WriteError, OSError) as error:
        return textwrap.fill(f"Your Drive does not take your progress: {error}", 75)
    os.environ["COURSE_PROGRESS"] = str(kept)
    return "Progress is kept in your Drive: weights-and-context/progress.json."
