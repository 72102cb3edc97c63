"""Links in notebooks and documents: they resolve, badges open their own file, hosts are known."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from markdown_it import MarkdownIt

from helpers import course
from helpers.files import root
from tools import pages

COURSE = pages.load(root())
FOLDERS = ("lessons", "labs", "solutions")
NOTEBOOKS = [path for folder in FOLDERS for path in sorted((root() / folder).glob("*.ipynb"))]
DOCUMENTS = [*sorted(root().glob("*.md")), *sorted(root().glob("docs/**/*.md"))]
BADGES = ("colab.research.google.com", "mybinder.org")
HOSTS = {
    *BADGES,
    "aclanthology.org",
    "arxiv.org",
    "creativecommons.org",
    "docs.pytorch.org",
    "docs.python.org",
    "docs.conda.io",
    "doi.org",
    "git-scm.com",
    "github.com",
    "huggingface.co",
    "jupyter.org",
    "keepachangelog.com",
    "jupytext.readthedocs.io",
    "nbgrader.readthedocs.io",
    "nbval.readthedocs.io",
    "openreview.net",
    "proceedings.mlr.press",
    "pytorch.org",
    "scikit-learn.org",
    "semver.org",
    "www.python.org",
    urlsplit(COURSE.place.host).netloc,
}


def texts(path: Path) -> list[str]:
    """The Markdown in a document, or in each text cell of a notebook."""
    if path.suffix == ".md":
        return [path.read_text(encoding="utf-8")]
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "markdown"]


def links(text: str) -> list[str]:
    """Every target of a link or a picture, also of those written as HTML."""
    found = []
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        for token in [block, *(block.children or [])]:
            found += [token.attrs[key] for key in ("href", "src") if key in token.attrs]
            if token.type.startswith("html"):
                found += re.findall(r"""(?:href|src)=["']([^"']+)["']""", token.content)
    return found


def anchors(path: Path) -> set[str]:
    """What may follow `#` in a link to this file, as GitHub and as JupyterLab write it."""
    found = set()
    for text in texts(path):
        tokens = MarkdownIt("commonmark").parse(text)
        for opening, inline in zip(tokens, tokens[1:], strict=False):
            if opening.type == "heading_open":
                words = "".join(child.content for child in inline.children or [])
                found.add(re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-"))
                found.add(words.replace(" ", "-"))
        found.update(re.findall(r"""<a (?:id|name)=["']([^"']+)["']""", text))
    return found


def problem(link: str, path: Path) -> str | None:
    """What is wrong with a link that stands in `path`, or None."""
    parts = urlsplit(link)
    if parts.scheme == "mailto":
        return None
    if parts.scheme or parts.netloc:
        if parts.scheme != "https":
            return "is not https"
        return None if parts.netloc in HOSTS else "leads to a host that is not in the list"
    if parts.path.startswith("/"):
        return "begins at the root of the disk or site"
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_relative_to(root()) or not target.exists():
        return "leads to no file of the course"
    if parts.fragment and target.suffix in (".md", ".ipynb"):
        if unquote(parts.fragment) not in anchors(target):
            return "names a heading that is not there"
    return None


def named_file(link: str) -> str | None:
    """The file that a badge opens; None for other links."""
    if link.startswith("https://mybinder.org/v2/"):
        return link.removeprefix(COURSE.place.binder(""))
    if link.startswith("https://colab.research.google.com/github/"):
        return link.removeprefix(COURSE.place.colab(""))
    return None


def label(path: Path) -> str:
    return path.relative_to(root()).as_posix()


@pytest.mark.parametrize("path", [*NOTEBOOKS, *DOCUMENTS], ids=label)
def test_links_lead_somewhere(path):
    wrong = [
        f"{link} {sentence}"
        for text in texts(path)
        for link in links(text)
        if (sentence := problem(link, path))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=label)
def test_a_notebook_s_badges_open_that_notebook(path):
    opened = [named_file(link) for text in texts(path) for link in links(text)]
    assert [name for name in opened if name] == [label(path)] * len(COURSE.place.ways(""))


@pytest.mark.parametrize("path", DOCUMENTS, ids=label)
def test_badges_in_documents_open_notebooks_that_exist(path):
    for name in filter(None, (named_file(link) for text in texts(path) for link in links(text))):
        assert label(root() / name) == name and (root() / name).is_file()


@pytest.mark.parametrize(
    "link, sentence",
    [
        ("no_such_file.md", "no file"),
        ("../outside.md", "no file"),
        ("/README.md", "root of the disk"),
        ("README.md#no-such-heading", "heading"),
        ("http://arxiv.org/abs/1706.03762", "https"),
        ("https://example.com/", "host"),
        ("README.md", None),
        ("helpers/", None),
        ("https://arxiv.org/abs/1706.03762", None),
    ],
)
def test_a_broken_link_is_noticed(link, sentence):
    found = problem(link, root() / "README.md")
    assert found is None if sentence is None else sentence in found


def test_links_are_found_wherever_they_stand():
    text = (
        "[a](one.md) ![b](two.png) <a href='three.md'>c</a> `[not](code.md)`\n\n"
        "| t |\n|---|\n| [d](four.md) |\n\n[e]\n\n[e]: five.md\n\n[![f](six.svg)](seven.md)\n"
    )
    names = "one.md two.png three.md four.md five.md seven.md six.svg"
    assert sorted(links(text)) == sorted(names.split())
    assert named_file("https://arxiv.org/") is None
    path = course.notebook("start_here")
    for _, link in COURSE.place.ways(path):
        assert named_file(link) == path
    assert named_file("https://mybinder.org/v2/gh/other/one/v1?urlpath=lab/tree/" + path) != path
