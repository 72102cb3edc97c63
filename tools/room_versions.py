"""Which versions each room is made of: the tested ones, the oldest, Colab's, or the newest.

Standard library only: this runs before anything is installed.
"""

import re
from collections.abc import Sequence

from tools import installation
from tools.installation import Problem

# https://colab.research.google.com, autumn 2026. Packages that are not named here are left to pip.
COLAB_PYTHON = "3.13"
COLAB = {
    "accelerate": "1.14.0",
    "datasets": "4.0.0",
    "huggingface-hub": "1.27.0",
    "ipykernel": "6.17.1",
    "ipython": "7.34.0",
    "ipywidgets": "7.7.1",
    "matplotlib": "3.10.0",
    "numpy": "2.1.3",
    "pandas": "2.2.3",
    "peft": "0.20.0",
    "pyarrow": "18.1.0",
    "scikit-learn": "1.6.1",
    "tokenizers": "0.22.2",
    "torch": "2.11.0",
    "tqdm": "4.67.3",
    "traitlets": "5.7.1",
    "transformers": "5.15.0",
}
NAMES = ("tested", "oldest", "newest", "colab")
# Where other versions show first: the notebooks, the helpers' examples, and these tests.
TELLING = (
    *("lessons", "labs", "solutions", "helpers"),
    *(
        f"tests/test_{name}.py"
        for name in "checks_in_kernel display helpers_data helpers_finetuning helpers_models"
        " helpers_plots helpers_tables helpers_tokens helpers_widgets quizzes real_models resume"
        " setup_cell transfer versions".split()
    ),
)


def lowest(requirements: Sequence[str]) -> dict[str, str]:
    """The lower bound of each range.

    >>> lowest(["torch>=2.9,<3", "pytest-timeout>=2.3.1,<3"])
    {'torch': '2.9', 'pytest-timeout': '2.3.1'}
    """
    found = {}
    for requirement in requirements:
        match = re.fullmatch(r"([\w.-]+)>=([\d.]+),<[\d.]+", requirement)
        if not match:
            raise Problem(
                f'pyproject.toml asks for "{requirement}": write it as name>=lowest,<too-new.'
            )
        found[match[1]] = match[2]
    return found


def constraints(room: str, requirements: Sequence[str], torch: str | None = None) -> list[str]:
    """What pip must keep to in this room, a line each. `torch`: this version instead of the room's.

    Raises `Problem` if a version lies outside the range that the course allows.

    >>> constraints("oldest", ["torch>=2.9,<3", "tqdm>=4.66.3,<5"], torch="2.13.0")
    ['torch==2.13.0', 'tqdm==4.66.3']
    >>> constraints("newest", ["torch>=2.9,<3"])
    []
    """
    known = {"tested": installation.constraints, "oldest": lambda: lowest(requirements)}
    exact = known.get(room, {"colab": COLAB, "newest": {}}.get(room, {}).copy)()
    exact |= {"torch": torch} if torch else {}
    for requirement in requirements:
        name, ranges = re.fullmatch(r"([\w.-]+)(.*)", requirement).groups()
        if name in exact and not installation.satisfies(exact[name], ranges):
            raise Problem(f"{name} {exact[name]} is outside of pyproject.toml's range {ranges}.")
    return sorted(f"{name}=={version}" for name, version in exact.items())
