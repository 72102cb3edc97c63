"""Reads GIFT as Moodle's importer does (question/format/gift): what its bank would hold.

Only what the course writes: categories, multiple choice, numbers, and essays.
"""

import re
from dataclasses import dataclass, field

HIDDEN = {"\\:": 58, "\\#": 35, "\\=": 61, "\\{": 123, "\\}": 125, "\\~": 126, "\\n": 10}


@dataclass
class Imported:
    """kind: "category", "choice", "number" or "essay". choices: text, right, feedback."""

    kind: str
    name: str
    text: str = ""
    choices: list[tuple[str, bool, str]] = field(default_factory=list)
    answer: float = 0.0
    tolerance: float = 0.0
    after: str = ""


def hide(text: str) -> str:
    """Escaped signs as placeholders, so that they mean nothing while the text is taken apart."""
    text = text.replace("\\\\", "&&092;")
    for sign, code in HIDDEN.items():
        text = text.replace(sign, f"&&{code:03};")
    return text.replace("&&092;", "\\")


def show(text: str) -> str:
    """A piece of text, which must say that it is HTML."""
    for code in HIDDEN.values():
        text = text.replace(f"&&{code:03};", chr(code))
    assert text.strip().startswith("[html]"), f"no format: {text[:60]!r}"
    return text.strip().removeprefix("[html]").strip()


def read(document: str) -> list[Imported]:
    """The questions of a file; an assertion fails where Moodle would refuse one."""
    return [one(block) for block in re.split(r"\n\s*\n", document) if block.strip()]


def one(block: str) -> Imported:
    lines = [line for line in block.split("\n") if not line.strip().startswith("//")]
    text = hide("\n".join(lines).strip())
    if text.startswith("$CATEGORY:"):
        return Imported("category", text.removeprefix("$CATEGORY:").strip())
    assert text.startswith("::"), f"no name: {text[:60]!r}"
    name, _, text = text[2:].partition("::")
    assert text.count("{") == text.count("}") == 1 and text.rstrip().endswith("}"), text
    asked, _, answers = text.rstrip()[:-1].partition("{")
    answers, mark, after = answers.partition("####")
    found = Imported("essay", name, show(asked), after=show(after) if mark else "")
    answers = answers.strip()
    if answers.startswith("#"):
        number, _, tolerance = answers[1:].partition(":")
        found.kind, found.answer, found.tolerance = "number", float(number), float(tolerance)
    elif answers:
        assert "~" in answers and "=" in answers, f"no choice: {answers!r}"
        found.kind = "choice"
        parts = answers.replace("=", "~=").split("~")
        for part in filter(None, map(str.strip, parts)):
            right, said = part.startswith("="), part.removeprefix("=")
            assert not re.match(r"%-?\d+(\.\d*)?%", said), f"taken for a weight: {said!r}"
            words, _, why = said.partition("#")
            found.choices.append((show(words), right, show(why) if why else ""))
    return found
