"""The course as a website, for readers without Python: `python -m tools.site DIR`.

Sphinx and myst-nb make pages of the built notebooks, with their stored outputs; nothing is executed
and nothing is fetched. Needs the extra `site`: `python -m pip install -e .[site]`. The pages work
from a folder and on any static host, under any path, and ask no other machine for anything. Three
of the course's models run in them (`tools/exhibits.py`); `--no-exhibits` leaves these out.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import nbformat

from helpers import __version__, course, published
from helpers.checking.contents import pages
from helpers.files import CourseError, root, write_text
from tools import commands, exhibits, folders, site_api
from tools.renumber import TRANSLATED
from tools.site_links import DOCUMENTS, on_site, relinked

NEEDED = ("sphinx", "myst_nb", "sphinx_book_theme")
FIRST = ("index", "glossary", "claims", "reproduction", "systems")  # the order of what is known
CONF = """\
project = "Weights & Context"
author = "The authors of the course"
version = release = "{version}"
extensions = ["myst_nb"]
html_theme = "sphinx_book_theme"
html_title = project
html_theme_options = {{
    "show_navbar_depth": 1,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "home_page_in_toc": True,
}}
html_sidebars = {{"**": ["navbar-logo.html", "sbt-sidebar-nav.html"]}}  # search stands on top
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_context = {{"default_mode": "auto"}}
html_show_sourcelink = False
nb_execution_mode = "off"
nb_ipywidgets_js = {{}}  # widgets need a kernel; these pages ask no other machine for their code
nb_merge_streams = True
myst_heading_anchors = 4
suppress_warnings = ["misc.highlighting_failure"]


def say_language(app, page, template, context, doctree):
    parts = page.split("/")
    if parts[0] == "lessons" and len(parts) == 3:  # a translation
        context["language"] = parts[1]


def setup(app):
    app.connect("html-page-context", say_language)
"""
# The course's outputs fit both themes themselves; the theme would put a light ground below them.
CSS = """\
.bd-main figure > div { max-width: 100%; }
.bd-main figcaption { font-weight: 400; }
details > summary { cursor: pointer; }
.bd-article :is(h1, h2, h3, h4, code, code .pre) { overflow-wrap: anywhere; }
.bd-article code .pre { white-space: normal; }
.bd-article table.docutils { display: block; max-width: 100%; overflow-x: auto; }
.prev-next-area a { min-width: 0; }
.prev-next-area .prev-next-title { overflow-wrap: anywhere; }
html[data-theme="dark"] .bd-content div.cell_output .text_html:not(:has(table.dataframe)) {
  background: none; color: inherit; padding: 0;
}
html[data-theme="dark"] .bd-content div.cell_output img { padding: 0; }
"""


def missing() -> list[str]:
    """The packages of the extra `site` that are not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def repository() -> str:
    """Where the course's files can be read, at this version's tag."""
    return published.read().file().rstrip("/")


def put_notebook(path: str, stage: Path, address: str, exhibit: str = "") -> None:
    """A built notebook, with the site's links, and with one to its exhibit below its head."""
    notebook = nbformat.read(root() / path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = relinked(cell.source, path, address)
    if exhibit:
        said = f"\n\n**Try it here:** [its model in your browser](../{exhibit}.md), without Python."
        notebook.cells[0].source += said
    write_text(stage / path, nbformat.writes(notebook) + "\n")


def documents() -> list[Path]:
    """Every document that becomes a page, and the pictures in them: those of `FIRST` first, then
    those of a folder before those of its folders."""
    files = [root() / name for name in DOCUMENTS if (root() / name).is_file()]
    files += (root() / "docs").rglob("*")
    files = [file for file in files if on_site(file.relative_to(root()).as_posix())]
    known = {name: place for place, name in enumerate(FIRST)}
    return sorted(files, key=lambda file: (known.get(file.stem, len(FIRST)), len(file.parts), file))


def put_documents(stage: Path, address: str) -> None:
    for file in documents():
        path = file.relative_to(root()).as_posix()
        if file.suffix == ".md":
            write_text(stage / path, relinked(file.read_text(encoding="utf-8"), path, address))
        else:
            (stage / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, stage / path)


def translated() -> list[str]:
    """The notebooks in other languages."""
    found = sorted((root() / "lessons").glob(TRANSLATED))
    return [path.relative_to(root()).as_posix() for path in found]


def tree(caption: str, entries: list[str]) -> str:
    """One part of the table of contents."""
    lines = "\n".join(entries)
    return f"```{{toctree}}\n:caption: {caption}\n:maxdepth: 1\n\n{lines}\n```\n"


def index(listed: list[str], shown: list[str]) -> str:
    """The first page: what the README says first, then everything. shown: exhibits."""
    text = (root() / "README.md").read_text(encoding="utf-8")
    opening = text.partition("<!-- badges -->")[0].strip()
    picture = re.search(r"(?s)<!-- picture -->\n(.*?)<!-- /picture -->", text)[1].strip()
    by_part: dict[str, list[str]] = {}
    for page in pages():
        by_part.setdefault(page.part, []).append(page.path.removesuffix(".ipynb"))
    solved = [path.removesuffix(".ipynb") for path in listed if path.startswith("solutions/")]
    written = [
        file.relative_to(root()).with_suffix("") for file in documents() if file.suffix == ".md"
    ]
    teaching = [page.as_posix() for page in written if page.parts[:2] == ("docs", "teaching")]
    about = [page.as_posix() for page in written if page.as_posix() not in teaching]
    parts = {"Try it here": shown} | by_part
    told = [path.removesuffix(".ipynb") for path in translated()]
    parts |= {"In other languages": told, "Solutions": solved, "Teaching": teaching, "About": about}
    parts |= {"The library": ["api/index"]}
    trees = [tree(part, entries) for part, entries in parts.items() if entries]
    return "\n\n".join([opening, picture, *trees]) + "\n"


def stage_all(stage: Path, live: bool) -> None:
    """Everything that Sphinx reads, below `stage`. live: with exhibits."""
    address = repository()
    listed = [page.path for page in pages()]
    solutions = [
        path
        for page in pages()
        if page.kind == "lab"
        and (root() / (path := course.notebook(page.slug, "solution"))).exists()
    ]
    shown = exhibits.put(stage) if live else []
    leads = {
        course.notebook(slug, "lesson"): f"exhibits/{name}"
        for slug, name in exhibits.LESSONS.items()
        if live and slug in course.order()
    }
    for path in [*listed, *solutions, *translated()]:
        put_notebook(path, stage, address, leads.get(path, ""))
    put_documents(stage, address)
    for name, text in site_api.pages(root() / "helpers").items():
        write_text(stage / "api" / name, text)
    first = relinked(index([*listed, *solutions], shown), "README.md", address)
    write_text(stage / "index.md", first)
    put_settings(stage)


def put_settings(stage: Path) -> None:
    """How Sphinx makes pages of the rest."""
    write_text(stage / "conf.py", CONF.format(version=__version__))
    write_text(stage / "_static" / "course.css", CSS)


def build(to: Path, live: bool, run: Callable = subprocess.run) -> int:
    """Make the site in the folder `to`; the exit code of Sphinx. A warning is an error.

    live: with exhibits, which need `npm` or what it fetched before.
    """
    if lacking := missing():
        raise CourseError(
            f"The site is made with packages that are not installed ({', '.join(lacking)}):"
            " `python -m pip install -e .[site]`."
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        stage, made = Path(scratch) / "source", Path(scratch) / "site"
        stage_all(stage, live)
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
        code = run([*command, str(stage), str(made)]).returncode
        if code == 0:
            folders.take(to, folders.SITE)
            shutil.copytree(
                made, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".doctrees")
            )
    return code


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.site", description="Make the website.", allow_abbrev=False
    )
    parser.add_argument("folder", type=Path, help="where the pages go; index.html is the first")
    parser.add_argument("--no-exhibits", action="store_true", help="leave out the live models")
    options = parser.parse_args(arguments)
    try:
        folders.must_fit(options.folder, folders.SITE)
        lacking = "" if options.no_exhibits else exhibits.lacking()
        if lacking:
            print(f"The site is made without its live exhibits. {lacking}", file=sys.stderr)
        code = build(options.folder, live=not (options.no_exhibits or lacking))
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    if code == 0:
        print(f"Open {options.folder / 'index.html'}")
    return code


if __name__ == "__main__":
    sys.exit(commands.ended(lambda: main(sys.argv[1:])))
