"""The exam bank: questions that learners do not see beforehand, one file a lesson in `exams/`.

    [[question]]
    id = "attention.masked_row"     # the lesson's slug, a dot, a name
    kind = "calculation"            # or "choice" (four choices, one right), or "short"
    points = 2
    objective = "Compute attention by hand"    # how one of the lesson's objectives begins
    text = "..."
    expression = "exp(1) / (exp(1) + 1)"       # of a calculation: a test computes it
    answer = 0.731                             # a number; of "short" a model answer in words
    tolerance = 0.005
    marking = "..."                            # for whoever marks: what each point is given for

A choice has `[[question.choice]]` with `text` and `right` in the place of expression and answer.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from helpers.course import resolve
from helpers.files import CourseError
from tools.source import Source

FOLDER = "exams"
LEAST = 3  # questions a lesson
WORDS = {"id": str, "kind": str, "points": int, "objective": str, "text": str, "marking": str}
OWN = {
    "choice": {"choice": list},
    "short": {"answer": str},
    "calculation": {"expression": str, "answer": (int, float), "tolerance": (int, float)},
}


@dataclass(frozen=True)
class ExamQuestion:
    """One question; the module's text says what the fields mean.

    answer: of a choice the letter of the right one. choices: text, and whether it is right.
    """

    id: str
    kind: str
    points: int
    objective: str
    text: str
    marking: str
    answer: str | float
    tolerance: float = 0.0
    expression: str = ""
    choices: tuple[tuple[str, bool], ...] = ()


def read(root: Path, source: Source) -> list[ExamQuestion]:
    """The questions of a lesson; none if nobody wrote any, or in an edition without them.

    Raises `CourseError` that names the file and what is wrong.
    """
    path = root / FOLDER / f"{source.slug}.toml"
    if not path.exists():
        return []
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    except (OSError, tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError) as error:
        why = f"{type(error).__name__} {error}"
        raise CourseError(f"{FOLDER}/{path.name} is no list of questions: {why}.") from None
    found = [question(entry, source) for entry in listed]
    if len({one.id for one in found}) < len(found):
        raise CourseError(f"{FOLDER}/{path.name}: two questions have the same id.")
    return found


def question(entry: dict, source: Source) -> ExamQuestion:
    """One checked question."""
    name = str(entry.get("id", "a question without an id"))
    kind = entry.get("kind")
    if kind not in OWN:
        raise refused(name, f"`kind` is one of {', '.join(OWN)}")
    fields = WORDS | OWN[kind]
    for key, kinds in fields.items():
        value = entry.get(key)
        if not isinstance(value, kinds) or isinstance(value, bool) or value in ("", []):
            raise refused(name, f"`{key}` is missing or is no {kinds}")
    if unknown := set(entry) - set(fields):
        raise refused(name, f"a question of this kind has no `{sorted(unknown)[0]}`")
    if not name.startswith(f"{source.slug}."):
        raise refused(name, f"the id must begin with {source.slug}.")
    begun = " ".join(entry["objective"].split())
    objective = next((one for one in source.objectives if one.startswith(begun)), None)
    if objective is None:
        raise refused(name, f"no objective of the lesson begins with {begun!r}")
    words = {key: resolve(entry[key].strip()) for key in ("text", "marking")}
    own = choices(entry, name) if kind == "choice" else {key: entry[key] for key in OWN[kind]}
    return ExamQuestion(name, kind, entry["points"], objective, **words, **own)


def choices(entry: dict, name: str) -> dict:
    """The choices of a question and the letter of the right one."""
    try:
        found = tuple((resolve(one["text"].strip()), one["right"]) for one in entry["choice"])
    except (KeyError, TypeError, AttributeError):
        raise refused(name, "each choice has a `text` and `right`") from None
    rights = [right for _, right in found]
    if len(found) != 4 or rights.count(True) != 1 or rights.count(False) != 3:
        raise refused(name, "give four choices, exactly one of them right")
    if len({text for text, _ in found}) < 4:
        raise refused(name, "two choices are the same")
    return {"choices": found, "answer": "ABCD"[rights.index(True)]}


def refused(name: str, why: str) -> CourseError:
    return CourseError(f"{FOLDER}: {name}: {why}.")
