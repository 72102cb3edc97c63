"""Where the course's files stand on the website, and Markdown with its links led there."""

import re
from pathlib import PurePosixPath

from helpers import course

DOCUMENTS = ("docs", "CONTRIBUTING.md", "CHANGELOG.md")  # copied as they are
PICTURES = (".png", ".svg")
EXHIBITS = "docs/exhibits/"  # they become pages in a way of their own
# A link or a picture in Markdown, up to the end of its address.
LINK = re.compile(r'(!?\[[^\]\n]*\]\()([^)\s"]+)')


def on_site(path: str) -> bool:
    """Whether a file of the course, below its folder, has a page or is a picture of one.

    >>> on_site("docs/teaching/quiz.md"), on_site("docs/teaching/quiz.gift")
    (True, False)
    """
    first, suffix = PurePosixPath(path).parts[0], PurePosixPath(path).suffix
    built = first in ("lessons", "labs", "solutions") and suffix == ".ipynb"
    document = first == "docs" and suffix in (".md", *PICTURES)
    return built or document and not path.startswith(EXHIBITS) or path in DOCUMENTS


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
