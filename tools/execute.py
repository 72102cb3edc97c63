"""Runs a notebook and puts its outputs into the form that is stored: small, timeless, homeless."""

import base64
import copy
import os
import re
import sys
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from tqdm import tqdm

from helpers.files import CourseError
from helpers.setup import live

CELL_SECONDS = 600
PNG_BYTES = 100_000
PNG, PICTURE = "image/png", re.compile(r'(?<=src="data:image/png;base64,)[^"]+')
WIDGET = "application/vnd.jupyter.widget-view+json"
# "Training:  40%|####      | 2/5 [00:01<00:02, 1.4it/s]" and "12it [00:03, 4.1it/s]"
BAR = re.compile(r"\d+%\|.*\|.*\[.*\]|\d\S* \[\d\d:\d\d")
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class ThisPython(AsyncKernelManager):
    """Whatever kernels are installed elsewhere, notebooks run in the Python that builds them."""

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        argv.append("--log-level=ERROR")
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def environment(root: Path, scratch: str) -> dict[str, str]:
    """The kernel's environment: the builder's own settings and progress stay out of it."""
    small = ("COURSE_QUICK", "COURSE_BUDGET")
    env = {name: value for name, value in os.environ.items() if name not in small}
    env["COURSE_BUILD"] = "1"
    env["COURSE_PROGRESS"] = str(Path(scratch) / "progress.json")
    env["IPYTHONDIR"] = str(Path(scratch) / "ipython")
    env["PYTHONPATH"] = str(root)
    env["PYTHONHASHSEED"] = "0"
    return env


def execute(notebook: NotebookNode, root: Path, path: str) -> list[list[NotebookNode]]:
    """Run `notebook` as the file `path` below `root`; the outputs to store, a list a code cell.

    Raises `CourseError` with the notebook, the cell and what it did if a cell raises, warns, or
    shows what must not be stored.
    """
    notebook = copy.deepcopy(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        tqdm(total=len(code), desc=path, unit="cell", leave=True) as bar,
    ):
        client = NotebookClient(
            notebook,
            kernel_manager_class=ThisPython,
            timeout=None if live() else CELL_SECONDS,
            resources={"metadata": {"path": str((root / path).parent)}},
            record_timing=False,
            shutdown_kernel="immediate",
            store_widget_state=False,
            on_cell_executed=lambda **_: bar.update(),
        )
        # nbclient's stand-in for Output widgets writes to the kernel while it waits for it, and
        # now and then waits for ever. Without it their text becomes the cell's own, as in nbval.
        client.widget_registry = {}
        try:
            client.execute(env=environment(root, scratch))
        except (CellExecutionError, CellTimeoutError) as error:
            raise CourseError(f"{path} stopped. {ANSI.sub('', str(error)).strip()}") from None
        except DeadKernelError:
            raise CourseError(f"{path}: its kernel died, perhaps for lack of memory.") from None
    return [normalise(cell, count, root, path) for count, cell in enumerate(code, start=1)]


def normalise(cell: NotebookNode, count: int, root: Path, path: str) -> list[NotebookNode]:
    """The outputs of one executed cell as stored; `count` is its place among the code cells."""
    kept: list[NotebookNode] = []
    for output in merged(cell.outputs):
        if output.output_type == "stream":
            output.text = without_bars(output.text)
            if not output.text or output.name == "stderr" and not output.text.strip():
                continue
        elif output.output_type != "error" and not keep_data(output):
            continue
        if output.output_type == "execute_result":
            output.execution_count = count
        kept.append(output)
    kept = merged(kept)  # a bar may have stood between two printed lines
    for output in kept:
        if problem := blemish(output, root, cell.metadata.get("tags", [])):
            raise CourseError(f"{path}: {problem}\nThe cell:\n{cell.source}")
    return kept


def merged(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """The same outputs with neighbouring pieces of one stream put together."""
    found: list[NotebookNode] = []
    for output in map(NotebookNode, outputs):
        last = found[-1] if found else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            found.append(output)
    return found


def without_bars(text: str) -> str:
    """Printed text as a terminal would leave it, without progress bars.

    >>> without_bars("\\r 50%|##  | 1/2 [00:01<00:01]\\r100%|####| 2/2 [00:02<00:00]\\ndone\\n")
    'done\\n'
    """
    lines = []
    for line in ANSI.sub("", text).split("\n"):
        shown = line.rstrip("\r").rpartition("\r")[2]
        wiped = "\r" in line and not shown.strip()  # a finished bar may leave a row of spaces
        if not wiped and not BAR.search(shown):
            lines.append(shown)
    return "\n".join(lines)


def keep_data(output: NotebookNode) -> bool:
    """Strip the widget view; False if the output was nothing but a widget."""
    if WIDGET not in output.data:
        return True
    del output.data[WIDGET]
    output.metadata.pop(WIDGET, None)
    if set(output.data) - {"text/plain"}:
        return True
    text = output.data.get("text/plain", "")
    return bool(text) and not re.match(r"\s*[A-Za-z]\w*\(", text) and not BAR.search(text)


def pictures(output: NotebookNode) -> list[bytes]:
    """The PNG files that an output holds, by themselves or within its HTML."""
    data = output.get("data", {})
    found = [data[PNG]] if PNG in data else PICTURE.findall(data.get("text/html", ""))
    return [base64.b64decode(png) for png in found]


def blemish(output: NotebookNode, root: Path, tags: list[str]) -> str | None:
    """Why this output must not be stored, or None."""
    if output.output_type == "stream" and output.name == "stderr" and output.text.strip():
        return f"a warning or error text would be stored:\n{output.text.strip()}"
    if output.output_type == "stream":
        texts = [output.text]
    elif output.output_type == "error":
        texts = [ANSI.sub("", line) for line in output.traceback]
        if "raises-exception" not in tags:  # `with out:` swallows what a widget's callback raises
            return "an error inside an Output widget:\n" + "\n".join(texts)
    else:
        texts = [PICTURE.sub("", str(text)) for kind, text in output.data.items() if kind != PNG]
        for png in pictures(output):
            if len(png) > PNG_BYTES:
                size = f"{len(png):,} bytes (at most {PNG_BYTES:,})"
                return f"the picture has {size}. Make it smaller."
    for text in texts:
        if found := re.search(r"\bat 0x[0-9a-fA-F]+", text):
            return f"an object's address would be stored ({found[0]}). Print something readable."
        for folder in machine_folders(root):
            if folder in text or repr(folder)[1:-1] in text:
                return f"a path of this machine would be stored ({folder})."
    return None


def machine_folders(root: Path) -> list[str]:
    """Folders that mean something on this machine only: the course, home, temporary, Python's."""
    places = {root, root.resolve(), Path.home(), Path(tempfile.gettempdir()), Path(sys.prefix)}
    shared = {Path("/"), Path("/usr"), Path("/usr/local"), Path("/content")}
    return sorted({str(place) + os.sep for place in places - shared} | {str(root)})
