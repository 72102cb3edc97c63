"""After a restart of the kernel: says which cells come first if a name of theirs is missing.

It listens to the end of each cell, as `helpers.checking.pace` does, and changes no traceback.
"""

import json
import os
import symtable
import sys
from pathlib import Path
from typing import Any

from helpers import course
from helpers.files import root
from helpers.show import leaving
from helpers.show.display import box, shell
from helpers.words import spoken


def install() -> None:
    """From now on say so below such an error. Safe to call any number of times; only in IPython."""
    running = shell()
    if running is not None and _advise not in running.events.callbacks["post_run_cell"]:
        running.events.register("post_run_cell", _advise)


def _advise(result: Any) -> None:
    error = result.error_in_exec
    if not isinstance(error, NameError) or isinstance(error, UnboundLocalError):
        return
    name, info = error.name, result.info
    if name and name not in shell().user_ns and is_above(name, info.raw_cell, _id(info)):
        menu = "Run > Run All Above Selected Cell"
        if "google.colab" in sys.modules:
            menu = "Runtime > Run before"
        box(
            "note",
            spoken(
                "A cell above defines `{name}`. It has not run, or not to its end, in this kernel."
                "\nRun the cells above first: in the menu, {menu}. Then run this cell again.",
                name=name,
                menu=menu,
            ),
        )


def _id(info: Any) -> str | None:
    """The cell's id; IPython 7 does not know it."""
    return getattr(info, "cell_id", None)


def is_above(name: str, code: str, cell_id: str | None = None) -> bool:
    """Whether a cell above the one with this code, or this id, defines a name.

    >>> is_above("rows", "tables.show(rows)")
    False
    """
    return any(name in defined(cell) for cell in cells_above(code, cell_id))


def defined(code: str) -> set[str]:
    """The names that a cell defines: what it imports, assigns, or makes a function or class of.

    >>> sorted(defined("import os.path as p\\nfor x in y: z = x\\ndef f(a): b = a"))
    ['f', 'p', 'x', 'z']
    """
    try:
        symbols = symtable.symtable(code, "cell", "exec").get_symbols()
    except (SyntaxError, ValueError):  # a shell command, or an unfinished cell
        return set()
    return {one.get_name() for one in symbols if one.is_assigned() or one.is_imported()}


def cells_above(code: str, cell_id: str | None) -> list[str]:
    """The code cells before this one, in its notebook as it was last saved; none if nobody knows.

    Jupyter says which file the notebook is. Elsewhere, as on Colab, it is the first of the course's
    notebooks with this very cell.
    """
    file = Path(os.environ.get("JPY_SESSION_NAME", ""))
    known = [file] if file.suffix == ".ipynb" and file.exists() else _notebooks()
    for path in known:
        cells = _code_cells(path)
        for place, (found_id, text) in enumerate(cells):
            if cell_id and cell_id == found_id or text.strip() == code.strip():
                return [text for _, text in cells[:place]]
    return []


def _notebooks() -> list[Path]:
    """The course's lessons and labs."""
    kinds = ("lesson", "lab")
    paths = [root() / course.notebook(slug, kind) for slug in course.order() for kind in kinds]
    return [path for path in paths if path.exists()]


def _code_cells(path: Path) -> list[tuple[str | None, str]]:
    """Id and text of each code cell; nothing if the file cannot be read."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [
            (cell.get("id"), "".join(cell["source"]))
            for cell in cells
            if cell["cell_type"] == "code"
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def load_ipython_extension(_: Any) -> None:
    """What IPython calls when a kernel starts, before any cell, if the environment asks for it;
    `tools.installation.explain_missing_names` sees to that."""
    install()
    leaving.install()
