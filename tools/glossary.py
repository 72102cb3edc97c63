"""The course's terms: each has one definition, and is linked where a notebook first uses it.

`source/glossary.toml` lists them in the order of the lessons that define them. There each stands
in bold. Every other notebook gets a link at its first use; it shows the definition on hovering and
leads to `docs/glossary.md`, which the build writes.
"""

import re
import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path

from helpers import course
from helpers.files import CourseError, root

PAGE = "docs/glossary.md"
# What a link must not touch: code, formulas, links, headings, bold words, tags.
KEPT = re.compile(
    r"(```.*?```|`[^`\n]*`|\$[^$]+\$|\[[^\]]*\]\([^)]*\)"
    r"|^#+ [^\n]*$|^\*\w+ \d+ · [^\n]*$|\*\*.+?\*\*|<[^>]+>)",
    re.MULTILINE | re.DOTALL,
)
INTRO = """# Glossary

{count} terms, in the order in which the lessons define them. In the notebooks each is linked where
it first occurs. To change a definition, edit `source/glossary.toml` and build.
"""


@dataclass(frozen=True)
class Term:
    """name: as it is listed. lesson: the slug of the one that defines it. text: one or two
    sentences. forms: how else it is written, as in "gradients". lab: whether the lesson's lab
    defines it."""

    name: str
    lesson: str
    text: str
    forms: tuple[str, ...] = ()
    lab: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return (self.name, *self.forms)

    @property
    def anchor(self) -> str:
        """Its place on the page, as GitHub and MyST make it of a heading.

        >>> Term("top-p sampling", "generation", "...").anchor
        'top-p-sampling'
        """
        return re.sub(r"[^\w -]", "", self.name.lower()).replace(" ", "-")


def terms(folder: Path | None = None) -> list[Term]:
    """The terms of the course in `folder` that its lessons define; none if it has no glossary."""
    path = (folder or root()) / "source" / "glossary.toml"
    if not path.exists():
        return []
    found: dict[str, Term] = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["term"]:
        term = Term(**{**entry, "forms": tuple(entry.get("forms", ()))})
        for word in term.words:
            if word.lower() in found:
                raise CourseError(f"source/glossary.toml: {word!r} is listed twice.")
            found[word.lower()] = term
    kept = course.order(folder)
    return [term for term in dict.fromkeys(found.values()) if term.lesson in kept]


def pattern(words: list[str]) -> re.Pattern[str]:
    """Finds each of these as whole words, in any case and across lines; of two the longer.

    >>> pattern(["loss", "training loss"]).findall("The training loss, lossless: a Loss.")
    ['training loss', 'Loss']
    """
    longest_first = sorted(words, key=len, reverse=True)
    choice = "|".join(r"\s+".join(map(re.escape, word.split())) for word in longest_first)
    return re.compile(rf"(?<![\w-])({choice})(?![\w-])", re.IGNORECASE)


def link(term: Term, word: str) -> str:
    """A Markdown link from a notebook to the term's place, with its definition as a tooltip."""
    return f'[{word}](../{PAGE}#{term.anchor} "{escape(term.text)}")'


class Linker:
    """Links the terms of one notebook, each once, at its first use."""

    def __init__(self, found: list[Term], slug: str):
        """slug: the notebook's lesson; what it defines itself is in bold there and not linked."""
        self.open = {word.lower(): t for t in found if t.lesson != slug for word in t.words}

    def text(self, text: str) -> str:
        """A text cell with links."""
        parts = KEPT.split(text)  # what is kept stands at the odd places
        return "".join(part if i % 2 else self.plain(part) for i, part in enumerate(parts))

    def plain(self, text: str) -> str:
        return pattern(list(self.open)).sub(self.once, text) if self.open else text

    def once(self, found: re.Match[str]) -> str:
        term = self.open.get(" ".join(found[1].lower().split()))
        if term is None:  # linked a moment ago, in the same text
            return found[1]
        for word in term.words:
            del self.open[word.lower()]
        return link(term, found[1])


def page(found: list[Term]) -> str:
    """docs/glossary.md."""
    parts = [INTRO.format(count=len(found))]
    for term in found:
        kind = "lab" if term.lab else "lesson"
        where = f"{course.number(term.lesson)} · {course.title(term.lesson, kind)}"
        where = f"Lab {where}" if term.lab else where
        linked = f"[{where}](../{course.notebook(term.lesson, kind)})"
        parts.append(f"## {term.name}\n\n{term.text}\n\nDefined in {linked}.\n")
    return "\n".join(parts)
