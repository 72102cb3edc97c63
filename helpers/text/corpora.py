"""The manuals: real English that is already on your machine, in the docstrings of your libraries.

A docstring is the text in a Python source file that explains a function, class or module. Python
itself and the course's own dependencies hold several million words of them. We read the files as
text (nothing is imported or run), cut the docstrings into paragraphs, keep those that are prose,
drop the doubles, and put whole modules into either training, validation or test.
"""

import hashlib
import json
import re
import sysconfig
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from datasets import ClassLabel, Dataset, DatasetDict, Features, Value
from tqdm.auto import tqdm

from helpers import arguments
from helpers.files import CourseError, cached, keep, write_text
from helpers.text.docstrings import docstrings, paragraphs

# Import names. "python" is the standard library; the rest come with the course's requirements.
LIBRARIES = (
    "python",
    "numpy",
    "scipy",
    "pandas",
    "matplotlib",
    "sklearn",
    "torch",
    "transformers",
    "sympy",
    "datasets",
    "networkx",
    "IPython",
    "huggingface_hub",
    "accelerate",
    "PIL",
    "tornado",
    "traitlets",
    "ipywidgets",
    "jinja2",
    "joblib",
    "httpx",
    "aiohttp",
    "fsspec",
    "mpmath",
)
SKIPPED_FOLDERS = {
    "site-packages",
    "test",
    "tests",
    "idlelib",
    "lib2to3",
    "_vendor",
    "vendor",
    "testing",
    "node_modules",
    "__pycache__",
    "_vendored_packages",
}
VERSION = 4  # raise it when the rules change, so that old caches are not used


def library_folder(name: str) -> Path | None:
    """Where a library's source files are; None if it is not installed. Imports nothing.

    >>> library_folder("python").is_dir(), library_folder("no_such_library")
    (True, None)
    """
    if name == "python":
        return Path(sysconfig.get_path("stdlib"))
    spec = find_spec(name)
    locations = list(spec.submodule_search_locations or []) if spec else []
    return Path(locations[0]) if locations else None


def fingerprint(text: str) -> str:
    """Letters and spaces only, lower case: equal for copies that differ in punctuation.

    >>> fingerprint("The end.") == fingerprint("the END!")
    True
    """
    return " ".join(re.findall(r"[a-z]+", text.lower()))


def split_of(module: str) -> str:
    """The split a module belongs to. It depends on the name only, so it is the same everywhere.

    >>> split_of("torch.nn.functional") == split_of("torch.nn.functional")
    True
    """
    bucket = int(hashlib.sha256(module.encode()).hexdigest(), 16) % 100
    return "test" if bucket < 5 else "validation" if bucket < 10 else "train"


def read_library(name: str) -> list[dict[str, str]]:
    """All prose paragraphs of one library: rows with text, library and module."""
    folder = library_folder(name)
    if folder is None:
        return []
    rows = []
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if SKIPPED_FOLDERS & set(inside.parts):
            continue
        module = ".".join((name, *inside.with_suffix("").parts)).removesuffix(".__init__")
        try:
            source = path.read_text(encoding="utf-8", errors="ignore")
        except OSError:  # gone since, or not for us to read
            continue
        for docstring in docstrings(source):
            rows += [{"text": p, "library": name, "module": module} for p in paragraphs(docstring)]
    return rows


def shingles(text: str) -> set[tuple[str, ...]]:
    """All runs of six words.

    >>> sorted(shingles("One of the few in a row."))
    [('of', 'the', 'few', 'in', 'a', 'row'), ('one', 'of', 'the', 'few', 'in', 'a')]
    """
    words = fingerprint(text).split()
    return {tuple(words[i : i + 6]) for i in range(len(words) - 5)}


def split_rows(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Drop doubles, split by module, then drop held-out paragraphs that training nearly contains.

    A held-out paragraph goes if more than a third of its six-word runs occur in training.
    """
    seen: set[str] = set()
    splits: dict[str, list[dict[str, str]]] = {"train": [], "validation": [], "test": []}
    for row in rows:
        key = fingerprint(row["text"])
        if key not in seen:
            seen.add(key)
            splits[split_of(row["module"])].append(row)
    known: set[int] = set()  # hashes: a fifth of the memory of the runs themselves
    for row in splits["train"]:
        known.update(map(hash, shingles(row["text"])))
    for name in ("validation", "test"):
        kept = []
        for row in splits[name]:
            runs = shingles(row["text"])
            if sum(hash(run) in known for run in runs) <= len(runs) / 3:
                kept.append(row)
        splits[name] = kept
    return splits


def manuals() -> DatasetDict:
    """The manuals as `train`, `validation` and `test`, with columns text, library, module.

    The first call reads some ten thousand source files and shows a progress bar; later calls take
    the result from the cache, yours or a shared one (`files.cached`). Splits are by module name, so
    a paragraph that is held out here was held out on the machine that trained the course's
    checkpoints too.

    Raises `CourseError` if none of the libraries is installed.
    """
    folders = sorted((name, str(library_folder(name))) for name in LIBRARIES)
    key = f"{VERSION}-{folders}-{_versions(LIBRARIES)}"
    paths = cached(f"manuals-{hashlib.sha256(key.encode()).hexdigest()[:12]}.json")
    splits = next(filter(None, map(_kept, paths)), None)
    if splits is None:
        rows = []
        bar = tqdm(LIBRARIES, desc="reading the manuals", leave=False)
        for name in bar:
            bar.set_postfix_str(name)
            rows += read_library(name)
        if not rows:
            raise CourseError(
                f"None of {', '.join(LIBRARIES)} is installed. Run `python start.py`."
            )
        splits = split_rows(rows)
        keep(write_text, paths[0], json.dumps(splits, ensure_ascii=False))
    columns = ("text", "library", "module")
    return DatasetDict(
        {
            name: Dataset.from_dict({key: [row[key] for row in part] for key in columns})
            for name, part in splits.items()
        }
    )


def _kept(path: Path) -> dict[str, list[dict[str, str]]] | None:
    """The splits in a file of the cache; None if it is not there yet, or damaged."""
    try:
        splits = json.loads(path.read_text(encoding="utf-8"))
        rows = [splits[name] for name in ("train", "validation", "test")]
        whole = all({"text", "library", "module"} <= set(row) for part in rows for row in part)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return splits if whole and any(rows) else None


@arguments.checked
def labelled(part: Dataset, libraries: Sequence[str]) -> Dataset:
    """The paragraphs of some libraries as a task: columns `text` and `label`, in their order.

    part: one part of `manuals`. libraries: the classes; paragraphs of other libraries are left out.

    >>> part = Dataset.from_dict({"text": ["a", "b"], "library": ["torch", "PIL"]})
    >>> labelled(part, ["pandas", "torch"])[:]
    {'text': ['a'], 'label': [1]}
    """
    names = list(libraries)
    arguments.refuse(len(set(names)) < len(names), "Name each library once.")
    arguments.refuse(
        not set(part["library"]) & set(names),
        f"No paragraph is of {', '.join(names) or 'no library'}. There are:"
        f" {', '.join(sorted(set(part['library']))) or 'none'}.",
    )
    pairs = zip(part["text"], part["library"])
    rows = [{"text": text, "label": names.index(name)} for text, name in pairs if name in names]
    columns = Features({"text": Value("string"), "label": ClassLabel(names=names)})
    return Dataset.from_list(rows, features=columns)


def _versions(libraries: tuple[str, ...]) -> list[str]:
    """Package versions, so that an upgrade makes a new cache."""
    from importlib.metadata import packages_distributions, version

    names = packages_distributions()
    return sorted({f"{d}={version(d)}" for n in libraries for d in names.get(n, [])})
