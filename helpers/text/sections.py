"""Sections of docstrings: real sentences, each with the kind of section that it stands in.

Docstrings have sections with fixed headings, in the style of NumPy or of Google: parameters,
returns, raises, notes, warnings, examples. So the headings are labels that people wrote, on every
machine. A text is one paragraph below a heading, without the heading, and without the name and type
that a parameter, a returned value or an error has in front: what is left says what it is by its
sense alone. Doubles are dropped, and whole modules are held out, as for the manuals.
"""

import hashlib
import inspect
import json
import re
from collections.abc import Iterator, Sequence

from datasets import ClassLabel, Dataset, DatasetDict, Features, Value
from tqdm.auto import tqdm

from helpers import arguments
from helpers.files import CourseError, cached, keep, read_kept, write_text
from helpers.text import corpora
from helpers.text.docstrings import docstrings, paragraphs

# Of the libraries of the manuals, those whose docstrings have such sections.
LIBRARIES = (
    "numpy",
    "scipy",
    "pandas",
    "matplotlib",
    "sklearn",
    "torch",
    "datasets",
    "networkx",
    "huggingface_hub",
    "accelerate",
)
HEADINGS = {
    "parameter": ("parameters", "other parameters", "args", "arguments", "keyword args"),
    "return value": ("returns", "return", "yields"),
    "error": ("raises",),
    "note": ("notes", "note"),
    "warning": ("warnings", "warning"),
    "example": ("examples", "example"),
}
KINDS = tuple(HEADINGS)
KIND_OF = {heading: kind for kind, headings in HEADINGS.items() for heading in headings}
ENTRIES = ("parameter", "return value", "error")  # lists of names, each with what it is
# A line that is a heading: underlined (NumPy), with a colon (Google), or a directive (Sphinx).
HEADING = re.compile(
    r"^(?P<indent> *)(?:(?P<numpy>[A-Z][A-Za-z ]*)\n(?P=indent)-{3,} *"
    r"|(?P<google>[A-Z][A-Za-z ]*):"
    r"|\.\. (?P<sphinx>note|warning):: *)$",
    re.MULTILINE,
)
VERSION = 1  # raise it when the rules change, so that old caches are not used


def sections(docstring: str) -> Iterator[tuple[str, str]]:
    """The sections of a docstring whose heading has a kind: (kind, text below the heading).

    >>> list(sections("Add.\\n\\nReturns\\n-------\\nint\\n    The sum.\\n"))
    [('return value', 'int\\n    The sum.')]
    >>> list(sections("Add.\\n\\nArgs:\\n    a: One number.\\n\\nMore prose.\\n"))
    [('parameter', 'a: One number.')]
    """
    found = list(HEADING.finditer(docstring))
    for heading, following in zip(found, [*found[1:], None]):
        name = heading["numpy"] or heading["google"] or heading["sphinx"]
        kind = KIND_OF.get(name.lower())
        below = docstring[heading.end() : following.start() if following else None].strip("\n")
        if kind and not heading["numpy"]:
            below = indented(below, len(heading["indent"]))
        if kind and below.strip():
            yield kind, inspect.cleandoc("\n" + below)


def indented(text: str, more_than: int) -> str:
    """The lines up to the first that is no deeper than the heading.

    >>> indented("    a\\n\\n    b\\nc", 0)
    '    a\\n\\n    b'
    """
    kept = []
    for line in text.splitlines():
        if line.strip() and len(line) - len(line.lstrip()) <= more_than:
            break
        kept.append(line)
    return "\n".join(kept).rstrip()


def described(text: str) -> str:
    """What entries say, as paragraphs, without the names and types in front of it.

    >>> described("a : int\\n    One number.\\nb : int\\n    Another.")
    'One number.\\n\\nAnother.'
    >>> described("a (int): One\\n    number.\\nb: Another.")
    'One\\nnumber.\\n\\nAnother.'
    """
    lines = []
    for line in text.splitlines():
        if line[:1].strip():  # an entry begins, in the first column
            _, colon, rest = line.partition(": ")
            lines += ["", rest if colon and line.find(" : ") < 0 else ""]
        else:
            lines.append(line.strip())
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()


def texts(docstring: str) -> Iterator[tuple[str, str]]:
    """Each paragraph of prose in a section, with its kind: (text, kind).

    >>> doc = "Args:\\n    a (int): The number of rows that are read at the same time.\\n"
    >>> list(texts(doc))
    [('The number of rows that are read at the same time.', 'parameter')]
    """
    for kind, below in sections(docstring):
        for text in paragraphs(described(below) if kind in ENTRIES else below):
            yield text, kind


def sources(name: str) -> Iterator[tuple[str, str]]:
    """The modules of a library, and the text of each; nothing is imported."""
    folder = corpora.library_folder(name)
    for path in sorted(folder.rglob("*.py")) if folder else ():
        inside = path.relative_to(folder)
        if corpora.SKIPPED_FOLDERS & set(inside.parts):
            continue
        module = ".".join((name, *inside.with_suffix("").parts)).removesuffix(".__init__")
        try:
            yield module, path.read_text(encoding="utf-8", errors="ignore")
        except OSError:  # gone since, or not for us to read
            continue


def read_library(name: str) -> list[dict[str, str]]:
    """All texts of one library: rows with text, kind and module."""
    rows = []
    for module, source in sources(name):
        if any(mark in source for mark in ("---\n", "Args:", "Returns:", ".. note", ".. warn")):
            for docstring in docstrings(source):
                found = texts(docstring)
                rows += [{"text": text, "kind": kind, "module": module} for text, kind in found]
    return rows


def rows() -> dict[str, list[dict[str, str]]]:
    """All texts as `train`, `validation` and `test`, from the cache if they were read before.

    Raises `CourseError` if none of the libraries is installed.
    """
    folders = sorted((name, str(corpora.library_folder(name))) for name in LIBRARIES)
    key = f"{VERSION}-{folders}-{corpora._versions(LIBRARIES)}"
    paths = cached(f"sections-{hashlib.sha256(key.encode()).hexdigest()[:12]}.json")
    for splits in map(read_kept, paths):
        if set(splits) == {"train", "validation", "test"}:
            return splits
    bar = tqdm(LIBRARIES, desc="reading docstrings", leave=False)
    found = [row for name in bar for row in read_library(name)]
    if not found:
        raise CourseError(f"None of {', '.join(LIBRARIES)} is installed. Run `python start.py`.")
    splits = corpora.split_rows(found)
    keep(write_text, paths[0], json.dumps(splits, ensure_ascii=False))
    return splits


@arguments.checked
def load(kinds: Sequence[str] = KINDS) -> DatasetDict:
    """The texts of some kinds as a task: `train`, `validation`, `test` with `text` and `label`.

    kinds: the classes, in the order of their numbers. The first call reads some thousand source
    files, about 20 seconds; later calls take the result from the cache. Whole modules are held out,
    the same as of the manuals. Raises `CourseError` for a kind that there is not.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    arguments.refuse(
        unknown or len(set(kinds)) < 2, f"Name two kinds or more, of these: {', '.join(KINDS)}."
    )
    features = Features({"text": Value("string"), "label": ClassLabel(names=list(kinds))})
    found = DatasetDict()
    for split, part in rows().items():
        chosen = [row for row in part if row["kind"] in kinds]
        columns = {
            "text": [row["text"] for row in chosen],
            "label": [list(kinds).index(row["kind"]) for row in chosen],
        }
        found[split] = Dataset.from_dict(columns, features=features)
    return found
