"""Where the course is published: a repository on some host, and the links by which it is opened.

`[tool.course]` in pyproject.toml says it. Colab opens notebooks of GitHub only; Binder knows
GitHub, GitLab, and any repository that Git can read. Pages elsewhere are addressed as GitLab's.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from helpers.files import CourseError, root

GITHUB, GITLAB = "https://github.com", "https://gitlab.com"
COLAB = "https://colab.research.google.com/github"
BINDER = "https://mybinder.org/v2"


@dataclass(frozen=True)
class Place:
    """host: "https://github.com" or another. repository: OWNER/NAME; on other hosts it may have
    more parts. An empty one: published nowhere. tag: or branch, that all links name.
    """

    host: str
    repository: str
    tag: str

    def __post_init__(self) -> None:
        part = r"(?!\.+(?:/|$))[\w.-]+"  # no step up, as in "../class"
        parts = f"{part}/{part}" if self.host == GITHUB else f"{part}(/{part})+"
        if not re.fullmatch(rf"(?a:{parts})?", self.repository):
            raise CourseError(f"{self.repository!r} is not of the form OWNER/NAME.")
        if not re.fullmatch(r"(?a:(?![.-])[\w.-]+)", self.tag):
            raise CourseError(
                f"{self.tag!r} cannot be a tag: use letters, digits, '.', '-' and '_'."
            )
        if not re.fullmatch(r"(?a:https://[\w.-]+(:\d+)?)", self.host):
            raise CourseError(f"{self.host!r} is no host. Write https://gitlab.com, for example.")

    @property
    def url(self) -> str:
        """The repository's address; "" if there is none."""
        return f"{self.host}/{self.repository}" if self.repository else ""

    @property
    def on_github(self) -> bool:
        return bool(self.repository) and self.host == GITHUB

    def page(self, rest: str) -> str:
        """A page of the repository, named as on GitHub: "issues", "blob/v1/README.md".

        >>> Place(GITLAB, "a/b", "v1").page("releases/tag/v1")
        'https://gitlab.com/a/b/-/releases/v1'
        """
        if self.host == GITHUB:
            return f"{self.url}/{rest}"
        return f"{self.url}/-/{rest.replace('releases/tag/', 'releases/')}"

    def file(self, path: str = "") -> str:
        """The page of a file, in the tagged version.

        >>> Place(GITHUB, "a/b", "v1").file("README.md")
        'https://github.com/a/b/blob/v1/README.md'
        """
        return self.page(f"blob/{self.tag}/{path}")

    def colab(self, path: str) -> str:
        """Where Colab opens a notebook; "" if it does not."""
        return f"{COLAB}/{self.repository}/blob/{self.tag}/{path}" if self.on_github else ""

    def binder(self, path: str) -> str:
        """Where Binder opens a notebook; "" if the course is published nowhere.

        >>> Place(GITLAB, "a/b/c", "v1").binder("x.ipynb")
        'https://mybinder.org/v2/gl/a%2Fb%2Fc/v1?urlpath=lab/tree/x.ipynb'
        >>> Place("https://git.uni.edu", "a/b", "v1").binder("x.ipynb").partition("?")[0]
        'https://mybinder.org/v2/git/https%3A%2F%2Fgit.uni.edu%2Fa%2Fb/v1'
        """
        if not self.repository:
            return ""
        known = {
            GITHUB: f"gh/{self.repository}",
            GITLAB: f"gl/{quote(self.repository, safe='')}",
        }
        there = known.get(self.host, f"git/{quote(self.url, safe='')}")
        return f"{BINDER}/{there}/{self.tag}?urlpath=lab/tree/{path}"

    def ways(self, path: str) -> list[tuple[str, str]]:
        """Where a notebook can be opened on the web: names and links."""
        found = [("Colab", self.colab(path)), ("Binder", self.binder(path))]
        return [(name, link) for name, link in found if link]


def read(folder: Path | None = None) -> Place:
    """Where the course (or the one in `folder`) is published; `CourseError` if nothing says it.

    >>> read().url.startswith("https://")
    True
    """
    try:
        text = ((folder or root()) / "pyproject.toml").read_text(encoding="utf-8")
        place = tomllib.loads(text)["tool"]["course"]
        return Place(place.get("host", GITHUB), place["repository"], place["tag"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        raise CourseError(
            "pyproject.toml needs a section [tool.course] with `repository` and `tag`."
        ) from None
