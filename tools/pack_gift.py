"""Questions in GIFT, the text form that Moodle's question bank imports (docs.moodle.org/en/GIFT).

All texts but names are given as HTML, and marked so. What means something in GIFT is escaped: ~ = #
{ } : and the backslash; a line break becomes `\\n`, because an empty line would end the question.
"""

import re
from collections.abc import Iterable

Choice = tuple[str, bool, str]  # text, whether it is right, what is said of it


def escaped(text: str) -> str:
    """A text as it may stand in GIFT.

    >>> print(escaped("a = {1: '#'} \\\\ ~"))
    a \\= \\{1\\: '\\#'\\} \\\\ \\~
    """
    text = re.sub(r"([\\~=#{}:])", r"\\\1", text)
    return text.replace("\r\n", "\n").replace("\n", r"\n")


def shown(html: str) -> str:
    """HTML as it may stand in GIFT, marked as HTML.

    >>> shown("<code>a=1</code>")
    '[html]<code>a\\\\=1</code>'
    """
    return f"[html]{escaped(html)}"


def category(*names: str) -> str:
    """The line after which all questions belong to a category; a slash in a name is doubled.

    >>> category("Course", "Quiz: first", "03 a/b")
    '$CATEGORY: $course$/top/Course/Quiz: first/03 a//b'
    """
    return "$CATEGORY: " + "/".join(["$course$/top", *(name.replace("/", "//") for name in names)])


def multiple_choice(name: str, text: str, choices: Iterable[Choice], after: str = "") -> str:
    """A question with one right choice; each choice has its feedback, and all the words `after`."""
    lines = [f"\t{'=' if right else '~'}{shown(one)}{said(why)}" for one, right, why in choices]
    return "\n".join([f"{head(name, text)} {{", *lines, *general(after), "}"])


def numerical(name: str, text: str, answer: float, tolerance: float, after: str = "") -> str:
    """A question whose answer is a number, give or take `tolerance`.

    >>> numerical("a.b", "Two?", 2, 0.5)
    '::a.b::[html]Two? {\\n\\t#2:0.5\\n}'
    """
    lines = [f"\t#{answer:.10g}:{tolerance:.10g}", *general(after)]
    return "\n".join([f"{head(name, text)} {{", *lines, "}"])


def essay(name: str, text: str, after: str = "") -> str:
    """A question that a person marks."""
    return "\n".join([f"{head(name, text)} {{", *general(after), "}"])


def head(name: str, text: str) -> str:
    return f"::{escaped(name)}::{shown(text)}"


def said(why: str) -> str:
    return f"#{shown(why)}" if why else ""


def general(after: str) -> list[str]:
    return [f"\t####{shown(after)}"] if after else []


def document(parts: Iterable[str]) -> str:
    """The whole file: an empty line between any two of its parts."""
    return "\n\n".join(parts) + "\n"
