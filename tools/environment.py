"""Write the two environments of conda's kind: `python -m tools.environment` (`--check` only looks).

`environment.yml` is for your own machine, `binder/environment.yml` for Binder's image. What they
name comes from pyproject.toml, the exact versions from constraints.txt, which
`python start.py` installs too. Two files, because Binder's image has a JupyterLab of its own
already: named among what pip installs, it would be replaced piecemeal by another.
"""

import argparse
import re
import sys

from helpers.files import root, write_text
from tools import commands, installation

PYTHON = "3.12"  # Binder understands one exact minor version and nothing else
# What Binder's JupyterLab stands on: its image has these, in versions that go together.
JUPYTERS = ("jupyterlab", "ipython", "jinja2", "pyyaml", "psutil")
# Their manuals are lesson texts: another version is another text.
READ = ("fsspec", "joblib", "mpmath", "networkx", "pillow", "sympy")
HEADS = {
    "environment.yml": """\
# The course's environment for conda, in the versions that were tested:
#   conda env create --file environment.yml, then conda activate weights-and-context
""",
    "binder/environment.yml": """\
# What Binder adds to its own image, which brings JupyterLab, IPython and what they stand on.
""",
}
BODY = """\
# Written by `python -m tools.environment`. Edit pyproject.toml or constraints.txt instead.
name: weights-and-context
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={python}
  - pip
  - pip:
      # Linux: torch without CUDA. On other systems the usual wheels have none anyway.
      - --extra-index-url {index}
{packages}
"""


def names() -> list[str]:
    """What notebooks need, in the order of pyproject.toml, then nbval, which tests them."""
    needed = [re.match(r"[\w-]+", entry).group() for entry in installation.requirements([])]
    return [*needed, "nbval", *READ]


def text(path: str) -> str:
    """What stands in one of the two files. path: a key of `HEADS`."""
    exact = {name: installation.constraints()[name] for name in names()}
    if path.startswith("binder/"):
        exact = {name: version for name, version in exact.items() if name not in JUPYTERS}
        exact["torch"] += "+cpu"  # if that build cannot be had, the image must not take CUDA's
    packages = "\n".join(f"      - {name}=={version}" for name, version in exact.items())
    return HEADS[path] + BODY.format(python=PYTHON, index=installation.CPU_INDEX, packages=packages)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m tools.environment", description=__doc__.split(":")[0]
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if one is old")
    check = parser.parse_args(argv).check
    old = [
        path
        for path in HEADS
        if not (root() / path).exists() or (root() / path).read_text(encoding="utf-8") != text(path)
    ]
    for path in old:
        if not check:
            write_text(root() / path, text(path))
        print(f"{path} {'is out of date' if check else 'was written'}")
    return 1 if old and check else 0


if __name__ == "__main__":
    sys.exit(commands.ended(main))
