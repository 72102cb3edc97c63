"""A real JupyterLab in a real browser, for the tests and for looking at notebooks.

`python -m tests.lab_browser start_here --shots DIR` runs a notebook top to bottom in Chromium
and writes pictures of all of it, as a learner sees it.
"""

import argparse
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent))
from notebook_items import UNWANTED, kernel_environment

from helpers import course
from helpers.files import root

WIDTH, HEIGHT = 1280, 900
GUARD_MS = 300_000  # ends what hangs; on a busy machine everything may take long
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}
READY = """() => {
    const panel = window.jupyterapp?.shell?.currentWidget;
    return panel?.context?.isReady && panel.sessionContext?.isReady
        && panel.sessionContext.session?.kernel?.status === 'idle' }"""
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code')
    .flatMap(cell => cell.model.outputs.toJSON())
    .filter(output => output.output_type === 'error')
    .map(output => output.ename + ': ' + output.evalue)"""


def chromium() -> str | None:
    """The browser's path: the system's Chromium or Chrome, or the one playwright downloaded."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


class Lab:
    """A JupyterLab server on the folder `work`, with settings, kernel and progress of its own.

    Its kernels run in this Python and have no network, as in the tests.
    """

    def __init__(self, work: Path, cache: Path | None = None):
        self.work, self.scratch = work, Path(tempfile.mkdtemp(prefix="lab-"))
        self.cache = cache or root() / ".cache"
        self.network_log = self.scratch / "network.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.token = secrets.token_hex(16)
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Lab":
        for name, values in SETTINGS.items():
            self._write(f"settings/{name}.jupyterlab-settings", values)
        kernel = {
            "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": "Python 3",
            "language": "python",
            "env": kernel_environment(self.scratch, self.cache),
        }
        kernel["env"]["PYTHONPATH"] += os.pathsep + str(root())
        self._write("first/kernels/python3/kernel.json", kernel)
        environment = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        for name in ("CONFIG", "DATA", "RUNTIME"):
            environment[f"JUPYTER_{name}_DIR"] = str(self.scratch / name.lower())
        environment["JUPYTER_PATH"] = str(self.scratch / "first")
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--ip=127.0.0.1",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={self.token}",
            *(
                f"--{app}.{option}"
                for app in ("LabApp", "JupyterNotebookApp")
                for option in (
                    "expose_app_in_browser=True",
                    f"user_settings_dir={self.scratch / 'settings'}",
                    f"workspaces_dir={self.scratch / 'workspaces'}",
                )
            ),
        ]
        self.log = open(self.scratch / "server.log", "w", encoding="utf-8")
        self.server = subprocess.Popen(
            command, cwd=self.work, env=environment, stdout=self.log, stderr=self.log
        )
        deadline = time.monotonic() + GUARD_MS / 1000
        while not self._answers():
            if self.server.poll() is not None or time.monotonic() > deadline:
                text = (self.scratch / "server.log").read_text(encoding="utf-8")
                self.__exit__()
                raise RuntimeError(f"JupyterLab did not start.\n{text[-2000:]}")
            time.sleep(0.2)
        return self

    def __exit__(self, *_) -> None:
        self.server.terminate()
        try:
            self.server.wait(60)
        except subprocess.TimeoutExpired:
            self.server.kill()
        self.log.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _write(self, path: str, value: dict) -> None:
        file = self.scratch / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value), encoding="utf-8")

    def _answers(self) -> bool:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            return direct.open(f"{self.url}/api", timeout=30).status == 200
        except OSError:
            return False

    def open(self, page, path: str, app: str = "lab", theme: str = "Light") -> None:
        """Open a notebook, alone in a workspace of its own, and wait for its kernel.

        app: "lab", or "notebook" for Notebook 7. theme: "Light" or "Dark".
        """
        workspace = f"lab/workspaces/{secrets.token_hex(4)}/tree"
        place = workspace if app == "lab" else "notebooks"
        page.goto(f"{self.url}/{place}/{path}?token={self.token}")
        page.wait_for_function(READY)
        page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })",
            f"JupyterLab {theme}",
        )

    def run_all(self, page, seconds: float = 900) -> list[str]:
        """Run all cells; the errors that they show."""
        page.evaluate(
            "() => { window.ran = false; window.jupyterapp.commands"
            ".execute('notebook:run-all-cells').then(() => { window.ran = true }) }"
        )
        page.wait_for_function("() => window.ran", timeout=seconds * 1000)
        page.wait_for_timeout(1000)  # widgets are drawn after the cells are done
        return page.evaluate(ERRORS)


def new_page(browser, requests: list[str], width: int = WIDTH):
    """A page, of the window size that this course is made for; notes the hosts that it asks."""
    page = browser.new_page(viewport={"width": width, "height": HEIGHT})
    page.set_default_timeout(GUARD_MS)

    def note(url: str) -> None:
        host = urlsplit(url).hostname
        if host not in (None, "127.0.0.1", "localhost"):
            requests.append(url)

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda websocket: note(websocket.url))
    return page


def shots(page, folder: Path, name: str) -> list[Path]:
    """Pictures of the whole notebook, piece by piece."""
    folder.mkdir(parents=True, exist_ok=True)
    panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")
    height, whole = panel.evaluate("p => [p.clientHeight, p.scrollHeight]")
    paths = []
    for number, top in enumerate(range(0, max(1, whole - 30), height - 40)):
        panel.evaluate("(p, top) => { p.scrollTop = top }", top)
        page.wait_for_timeout(250)
        paths.append(folder / f"{name}-{number:02}.png")
        page.screenshot(path=paths[-1])
    return paths


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[1])
    parser.add_argument("name", help="for example start_here or solutions/text_to_tokens")
    parser.add_argument("--app", choices=["lab", "notebook"], default="lab")
    parser.add_argument("--theme", choices=["Light", "Dark"], default="Light")
    parser.add_argument("--width", type=int, default=WIDTH, help="of the window, in pixels")
    parser.add_argument("--shots", type=Path, metavar="DIR", help="write pictures there")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    folder, _, slug = options.name.rpartition("/")
    path = course.notebook(slug, {"": "lesson", "labs": "lab", "solutions": "solution"}[folder])
    requests: list[str] = []
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        (Path(work) / path).parent.mkdir()
        shutil.copy(root() / path, Path(work) / path)  # the course's own file stays as built
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        with Lab(Path(work)) as lab:
            page = new_page(browser, requests, options.width)
            lab.open(page, path, options.app, options.theme)
            errors = lab.run_all(page)
            if options.shots:
                made = shots(page, options.shots, path.removesuffix(".ipynb").replace("/", "-"))
                print(f"{len(made)} pictures in {options.shots}")
            if lab.network_log.exists():
                errors += lab.network_log.read_text(encoding="utf-8").splitlines()
        browser.close()
    errors += [f"asked for {url}" for url in requests]
    print("\n".join(errors) or f"{path} ran without errors.")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
