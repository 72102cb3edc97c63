"""What the course's code consists of: modules, notebooks' sources, checkpoints and data files."""

import ast
import json
import re
import tomllib
from functools import cache, cached_property
from pathlib import Path

from helpers import packed
from helpers.files import CourseError, root
from helpers.measure.fingerprint import short_hash
from helpers.measure.program import Program, statements
from helpers.measure.reading import imported

# Modules that show, refuse, or keep a learner's progress. No number that is measured depends on
# them, and a call of theirs that gives nothing back does not count.
EXCLUDED = {
    "helpers.arguments": "ends calls that mean nothing; hands on all others as they are",
    "helpers.show": "draws figures, shows boxes, tables, sliders and menus",
    "helpers.checks": "judges exercises; what is reached is the reference (see `Closure`)",
    "helpers.weights.resume": "keeps interrupted runs; one that goes on gives the same numbers",
    "helpers.weights.saved_folders": "keeps models on disk; a weight that is copied stays the same",
    "tools.claim_cells": "takes definitions out of lessons; what is reached is what it takes",
}
# What finds, reads and writes files: what stands in them has a hash of its own. What chooses a
# size: in every run that is stored it is the full one, which stands in the call. What says of a
# result what made it: that can only refuse one. These are not followed.
MAKERS = ("made_by", "closure", "course_code", "fingerprint", "program", "reading")
NOT_FOLLOWED = ("helpers.files", "helpers.setup.size", "helpers.setup.quick")
NOT_FOLLOWED += tuple(f"helpers.measure.{name}" for name in MAKERS)
PACKAGES = ("helpers", "tools")


class CourseCode:
    """The code below one folder. Every file is read once.

    >>> here = CourseCode(root())
    >>> here.locate("helpers.files.root")
    ('helpers.files', ['root'])
    >>> here.locate("torch.nn") is None
    True
    >>> here.references["count_words"]
    ('helpers.exercises.start_here.count_words', 'count_words')
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.module, self.locate, self.notebook = map(
            cache, (self.module, self.locate, self.notebook)
        )
        self.checkpoint, self.data = cache(self.checkpoint), cache(self.data)

    def path(self, module: str) -> Path | None:
        """The file of a module; None if there is none below this folder."""
        base = self.folder.joinpath(*module.split("."))
        found = (base.with_name(f"{base.name}.py"), base / "__init__.py")
        return next((path for path in found if path.is_file()), None)

    def locate(self, dotted: str) -> tuple[str, list[str]] | None:
        """The module that a dotted name begins with, and what is asked of it; None for others'."""
        parts = dotted.split(".")
        if parts[0] in PACKAGES:
            for n in range(len(parts), 0, -1):
                if self.path(".".join(parts[:n])):
                    return ".".join(parts[:n]), parts[n:]
        return None

    def module(self, name: str) -> Program:
        """The statements of a module."""
        path = self.path(name)
        text = packed.read(path)
        home = name if path.name == "__init__.py" else name.rpartition(".")[0]
        where = path.relative_to(self.folder).as_posix()
        return Program(where, statements(text, silent([text], home), home))

    def notebook(self, path: Path) -> Program:
        """The cells of a notebook's source, with the solutions of its exercises."""
        parts = re.split(r"(?m)^# %%(.*)\n", path.read_text(encoding="utf-8"))
        heads, cells = parts[1::2], parts[2::2]
        return notebook([c for h, c in zip(heads, cells) if "[" not in h.split("tags")[0]])

    def source(self, name: str) -> Path:
        """The source of the notebook that runs an experiment.

        Raises `CourseError` if no lesson or lab does.

        >>> here().source("fine_tuning/base").name
        'fine_tuning.py'
        """
        for path in sorted(self.folder.glob("source/*/*.py")):
            if f'"{name}"' in path.read_text(encoding="utf-8"):
                if self.notebook(path).experiment(name):
                    return path
        raise CourseError(f"No lesson or lab in `source` runs the experiment {name!r}.")

    def experiment(self, name: str) -> tuple[Program, str, int]:
        """The notebook that runs an experiment, the function that measures it, and the place."""
        program = self.notebook(self.source(name))
        return program, *program.experiment(name)

    @cached_property
    def checkpoints(self) -> list[str]:
        return sorted(path.parent.name for path in self.folder.glob("checkpoints/*/card.json"))

    def checkpoint(self, name: str) -> str:
        """The hash of a checkpoint: every bit of its weights, its configuration, its tokenizer."""
        folder = self.folder / "checkpoints" / name
        weights = short_hash((folder / "model.safetensors").read_bytes())
        texts = [self.data(folder / file) for file in ("config.json", "tokenizer.json")]
        return short_hash("\n".join([weights, *texts]))

    def data(self, path: Path) -> str:
        """The hash of a data file. Of TOML and JSON it is what they say that counts."""
        text = path.read_text(encoding="utf-8") if path.is_file() else "null"
        read = {".toml": tomllib.loads, ".json": json.loads}.get(path.suffix, str)
        return short_hash(json.dumps(read(text), default=str))

    @cached_property
    def references(self) -> dict[str, tuple[str, str]]:
        """Of each exercise the module with its reference, and the reference's name there."""
        found = {}
        for path in sorted(self.folder.glob("helpers/exercises/**/*.py")):
            text = packed.read(path)
            module = ".".join(path.relative_to(self.folder).with_suffix("").parts)
            for call in ast.walk(ast.parse(text)) if "Exercise(" in text else ():
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Exercise":
                    given = {word.arg: word.value for word in call.keywords}
                    name = given.get("id", call.args[0] if call.args else None)
                    reference = given.get("reference", call.args[4] if call.args[4:] else None)
                    if isinstance(name, ast.Constant) and reference is not None:
                        found[name.value] = module, ast.unparse(reference)
        return found


def silent(texts: list[str], home: str = "") -> frozenset[str]:
    """The names by which these texts call what only shows.

    >>> sorted(silent(["from helpers.show import plots", "from helpers.show.display import box"]))
    ['box', 'plots']
    """
    found = [pair for text in texts for pair in imported(ast.parse(text).body, home)]
    return frozenset(name for name, dotted in found if excluded(dotted))


def excluded(dotted: str) -> bool:
    return any(f"{dotted}.".startswith(f"{name}.") for name in EXCLUDED)


def followed(dotted: str) -> bool:
    """Whether a definition of the course can decide a number.

    >>> followed("helpers.weights.optim.adamw"), followed("helpers.files.write_json")
    (True, False)
    """
    return not excluded(dotted) and not dotted.startswith(NOT_FOLLOWED)


def notebook(cells: list[str]) -> Program:
    """The program that these cells make, in the order in which they ran; broken ones left out."""
    whole = []
    for cell in cells:
        try:
            ast.parse(cell)
        except SyntaxError:  # such a cell did nothing
            continue
        whole.append(cell)
    quiet = silent(whole)
    found = [statement for cell in whole for statement in statements(cell, quiet)]
    return Program("notebook", tuple(found), ordered=True)


@cache
def here() -> CourseCode:
    """The course that these helpers belong to."""
    return CourseCode(root())
