"""The course as a website, for readers without Python: `python -m tools.site DIR`.

Sphinx and myst-nb make pages of the built notebooks, with their stored outputs; nothing is executed
and nothing is fetched. Needs the extra `site`: `python -m pip install -e .[site]`. The pages work
from a folder and on any static host, under any path, and ask no other machine for anything.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import nbformat

from helpers import __version__, course, published
from helpers.checking.contents import pages
from helpers.files import CourseError, root, write_text
from tools import site_api

NEEDED = ("sphinx", "myst_nb", "sphinx_book_theme")
DOCUMENTS = ("docs", "CONTRIBUTING.md", "CHANGELOG.md")  # copied as they are
PICTURES = (".png", ".svg")
# A link or a picture in Markdown, up to the end of its address.
LINK = re.compile(r'(!?\[[^\]\n]*\]\()([^)\s"]+)')
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
html_show_sourcelink = False
nb_execution_mode = "off"
nb_ipywidgets_js = {{}}  # widgets need a kernel; these pages ask no other machine for their code
nb_merge_streams = True
myst_heading_anchors = 4
suppress_warnings = ["misc.highlighting_failure"]
"""
# The course's outputs fit both themes themselves; the theme would put a light ground below them.
CSS = """\
.bd-main figure > div { max-width: 100%; }
details > summary { cursor: pointer; }
.bd-article :is(h1, h2, h3, h4, code, code .pre) { overflow-wrap: anywhere; }
.bd-article code .pre { white-space: normal; }
.bd-article table.docutils { display: block; max-width: 100%; overflow-x: auto; }
html[data-theme="dark"] .bd-content div.cell_output .text_html:not(:has(table.dataframe)) {
  background: none; color: inherit; padding: 0;
}
html[data-theme="dark"] .bd-content div.cell_output img { padding: 0; }
"""


def missing() -> list[str]:
    """The packages of the extra `site` that are not installed."""
    return [name for name in NEEDED if find_spec(name) is None]


def on_site(path: str) -> bool:
    """Whether a file of the course, below its folder, has a page or is a picture of one."""
    first = PurePosixPath(path).parts[0]
    built = first in ("lessons", "labs", "solutions") and path.endswith(".ipynb")
    return built or first == "docs" or path in DOCUMENTS


def relinked(text: str, page: str, address: str) -> str:
    """Markdown with its relative links as they are on the site.

    page: the text's file below the course. address: where other files of the course can be read.

    >>> relinked("[a](../helpers/files.py) [b](../docs/glossary.md#seed)", "labs/x.ipynb", "https://r")
    '[a](https://r/helpers/files.py) [b](../docs/glossary.md#seed)'
    >>> relinked("[Home](home.ipynb)", "lessons/x.ipynb", "https://r")
    '[Home](../index.md)'
    """

    def mended(found: re.Match) -> str:
        before, target = found.groups()
        if re.match(r"[a-z]+:|#", target):
            return found[0]
        path, hash_, part = target.partition("#")
        where = normal(PurePosixPath(page).parent / path)
        up = "../" * (len(PurePosixPath(page).parts) - 1)
        if where == course.HOME or where == "README.md":
            return f"{before}{up}index.md"
        if on_site(where):
            return found[0]
        return f"{before}{address}/{where}{hash_}{part}"

    return LINK.sub(mended, text)


def normal(path: PurePosixPath) -> str:
    """A path without "..": "labs/../docs/a.md" is "docs/a.md"."""
    parts: list[str] = []
    for part in path.parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def repository() -> str:
    """Where the course's files can be read, at this version's tag."""
    return published.read().file().rstrip("/")


def put_notebook(path: str, stage: Path, address: str) -> None:
    """A built notebook, with the site's links."""
    notebook = nbformat.read(root() / path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = relinked(cell.source, path, address)
    write_text(stage / path, nbformat.writes(notebook) + "\n")


def put_documents(stage: Path, address: str) -> None:
    for name in DOCUMENTS:
        place = root() / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            path = file.relative_to(root()).as_posix()
            if file.suffix == ".md":
                write_text(stage / path, relinked(file.read_text(encoding="utf-8"), path, address))
            elif file.suffix in PICTURES:
                (stage / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, stage / path)


def tree(caption: str, entries: list[str]) -> str:
    """One part of the table of contents."""
    lines = "\n".join(entries)
    return f"```{{toctree}}\n:caption: {caption}\n:maxdepth: 1\n\n{lines}\n```\n"


def outer_first(path: str) -> tuple[int, str]:
    """The order of pages: those of a folder before those of its folders."""
    return path.count("/"), path


def index(listed: list[str]) -> str:
    """The first page: what the README says first, then everything."""
    text = (root() / "README.md").read_text(encoding="utf-8")
    opening = text.partition("<!-- badges -->")[0].strip()
    picture = re.search(r"(?s)<!-- picture -->\n(.*?)<!-- /picture -->", text)[1].strip()
    by_part: dict[str, list[str]] = {}
    for page in pages():
        by_part.setdefault(page.part, []).append(page.path.removesuffix(".ipynb"))
    solved = [path.removesuffix(".ipynb") for path in listed if path.startswith("solutions/")]
    about = [f"docs/{name}" for name in ("glossary", "claims", "reproduction", "systems")]
    trees = [tree(part, entries) for part, entries in by_part.items()]
    taught = [path.relative_to(root()).as_posix() for path in root().glob("docs/teaching/**/*.md")]
    taught = sorted((path.removesuffix(".md") for path in taught), key=outer_first)
    trees += [tree("Solutions", solved), tree("Teaching", taught)]
    trees += [tree("About", [*about, "CONTRIBUTING", "CHANGELOG"])]
    trees += [tree("The library", ["api/index"])]
    return "\n\n".join([opening, picture, *trees]) + "\n"


def stage_all(stage: Path) -> list[str]:
    """Everything that Sphinx reads, below `stage`; the notebooks' paths."""
    address = repository()
    listed = [page.path for page in pages()]
    solutions = [
        path
        for page in pages()
        if page.kind == "lab"
        and (root() / (path := course.notebook(page.slug, "solution"))).exists()
    ]
    for path in [*listed, *solutions]:
        put_notebook(path, stage, address)
    put_documents(stage, address)
    for name, text in site_api.pages(root() / "helpers").items():
        write_text(stage / "api" / name, text)
    write_text(stage / "index.md", relinked(index([*listed, *solutions]), "README.md", address))
    write_text(stage / "conf.py", CONF.format(version=__version__))
    write_text(stage / "_static" / "course.css", CSS)
    return [*listed, *solutions]


def build(to: Path, run: Callable = subprocess.run) -> int:
    """Make the site in the folder `to`; the exit code of Sphinx. A warning is an error."""
    if lacking := missing():
        raise CourseError(
            f"The site is made with packages that are not installed ({', '.join(lacking)}):"
            " `python -m pip install -e .[site]`."
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        stage, made = Path(scratch) / "source", Path(scratch) / "site"
        stage_all(stage)
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
        code = run([*command, str(stage), str(made)]).returncode
        if code == 0:
            shutil.copytree(
                made, to, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".doctrees")
            )
    return code


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tools.site", description="Make the website.", allow_abbrev=False
    )
    parser.add_argument("folder", type=Path, help="where the pages go; index.html is the first")
    options = parser.parse_args(arguments)
    try:
        if options.folder.exists() and not (options.folder / "index.html").exists():
            if not options.folder.is_dir() or any(options.folder.iterdir()):
                raise CourseError(f"{options.folder} holds other things. Name a new folder.")
        code = build(options.folder)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    if code == 0:
        print(f"Open {options.folder / 'index.html'}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
