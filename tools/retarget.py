"""Points the course at another public repository: its one place, and links in hand-written text."""

import re
from pathlib import Path

from helpers import published
from helpers.files import write_text
from helpers.published import GITHUB, Place

PROJECT = "pyproject.toml"


def set_target(root: Path, new: Place) -> None:
    """Write where the course is published to its one place, and to links in hand-written text.

    Those stand in Markdown files, in CITATION.cff, and in pyproject.toml's own links.
    """
    old = published.read(root)
    write_text(root / PROJECT, in_project((root / PROJECT).read_text(encoding="utf-8"), new))
    hand_written = [*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("CITATION.cff")]
    for path in [*hand_written, root / PROJECT]:
        before = path.read_text(encoding="utf-8")
        after = relinked(before, old, new)
        if after != before:
            write_text(path, after)


def in_project(text: str, place: Place) -> str:
    """pyproject.toml's text with another place in its section [tool.course]."""
    before, mark, section = text.partition("[tool.course]")
    for key in ("tag", "repository", "host"):
        line = f'{key} = "{getattr(place, key)}"'
        section, found = re.subn(
            rf'(?m)^{key}\s*=\s*"[^"]*"', lambda _, line=line: line, section, count=1
        )
        if not found:
            section = f"\n{line}{section}"
    return before + mark + section


def relinked(text: str, old: Place, new: Place) -> str:
    """A text whose links to one repository lead to the same pages of another.

    >>> old, new = Place(GITHUB, "a/b", "v1"), Place("https://gitlab.com", "c/d", "v2")
    >>> relinked("https://github.com/a/b/blob/v1/x.md https://github.com/a/bc", old, new)
    'https://gitlab.com/c/d/-/blob/v2/x.md https://github.com/a/bc'
    """
    if not old.repository:
        return text

    def there(found: re.Match[str]) -> str:
        rest = found[1] or ""
        if not rest.startswith("/"):  # nothing, or ".git"
            return new.url + rest
        rest = rest.lstrip("/")
        if old.host != GITHUB:
            rest = re.sub(r"^releases/", "releases/tag/", rest.removeprefix("-/"))
        return new.page(re.sub(rf"^blob/{re.escape(old.tag)}/", f"blob/{new.tag}/", rest))

    return re.sub(rf"{re.escape(old.url)}(?![\w-])(\.git\b|/[^\s\"')>]*)?", there, text)
