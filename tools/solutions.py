"""Fills in exercises. A solution is written once: as the reference in helpers/exercises.

In a source a code cell says where it belongs:

    # @solution mlm_loss            the definition `mlm_loss` of the exercise mlm_loss
    # @solution mlm_loss.shifted    another definition out of the same file

The rest of the cell stays as it is. In `solutions/` such a line becomes the whole definition; in
`labs/` and `lessons/` it becomes the first line and the docstring, with `STUB` for what follows. Of
a class every method is left blank. A function or method whose `def` line ends in `# given` is not:
learners get it as it is.
"""

import ast
import re
from pathlib import Path

from helpers.files import CourseError

STUB = "...  # your code here"
LINE = re.compile(r"(?m)^# @solution (\w+)(?:\.(\w+))?[ \t]*$")
GIVEN = re.compile(r"  # given$", re.MULTILINE)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def split(text: str, folder: Path, where: str = "cell") -> tuple[str, str]:
    """A code cell as learners get it, and with its solutions.

    folder: where the exercises of this lesson or lab are, helpers/exercises/SLUG.
    Raises `CourseError` for a line that names no definition, and for one that cannot be read.
    """
    if "@solution" in LINE.sub("", text):
        raise CourseError(f"{where}: write `# @solution NAME` on a line of its own.")
    if re.search(r"#\s*(BEGIN|END)\s+SOLUTION", text, re.IGNORECASE):
        raise CourseError(
            f"{where}: solutions do not stand in a source. Write this one as the reference of an"
            " exercise in helpers/exercises, and `# @solution NAME` here."
        )

    def whole(found: re.Match[str]) -> str:
        return definition(folder, found[1], found[2] or found[1], where)

    filled = LINE.sub(lambda found: GIVEN.sub("", whole(found)), text)
    return LINE.sub(lambda found: GIVEN.sub("", blank(whole(found))), text), filled


def definition(folder: Path, exercise: str, name: str, where: str) -> str:
    """The source of a function or class in the file of an exercise, with its decorators."""
    path = folder / f"{exercise}.py"
    if not path.exists():
        raise CourseError(f"{where}: there is no helpers/exercises/{folder.name}/{path.name}.")
    text = path.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, Function | ast.ClassDef) and node.name == name:
            first = min([node.lineno, *(part.lineno for part in node.decorator_list)])
            return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
    raise CourseError(f"{where}: helpers/exercises/{folder.name}/{path.name} defines no {name!r}.")


def blank(text: str) -> str:
    """A definition without what a learner is to write.

    >>> print(blank('''class Pair:
    ...     size = 2
    ...
    ...     def __init__(self, left):  # given
    ...         self.left = left
    ...
    ...     def both(self, right):
    ...         # Left comes first.
    ...         return self.left, right'''))
    class Pair:
        size = 2
    <BLANKLINE>
        def __init__(self, left):  # given
            self.left = left
    <BLANKLINE>
        def both(self, right):
            ...  # your code here
    """
    lines = text.splitlines()
    for start, end, indent in reversed(bodies(text)):
        lines[start:end] = [" " * indent + STUB]
    return "\n".join(lines)


def bodies(text: str) -> list[tuple[int, int, int]]:
    r"""Where a definition holds what a learner is to write: lines from, to, and their indent.

    Lines are counted from 0, `to` is the first one after it.

    >>> bodies("def half(x):\n    'Half of it.'\n    return x / 2")
    [(2, 3, 4)]
    """
    lines, found = text.splitlines(), []
    (node,) = ast.parse(text).body
    parts = [node] if isinstance(node, Function) else getattr(node, "body", [])
    for part in [part for part in parts if isinstance(part, Function)]:
        documented = ast.get_docstring(part) is not None
        header = lines[part.lineno - 1 : part.body[0].lineno - 1]
        if any(GIVEN.search(line) for line in header):
            continue
        start = part.body[0].end_lineno if documented else part.body[0].lineno - 1
        while lines[start - 1].strip()[:1] in ("", "#"):  # what stands above the first statement
            start -= 1
        found.append((start, part.end_lineno, part.body[0].col_offset))
    return found


def enclosed(text: str, begin: str, end: str) -> str:
    r"""A definition with a line above and a line below each part that a learner is to write.

    >>> print(enclosed("def half(x):\n    return x / 2", "# from here", "# to here"))
    def half(x):
        # from here
        return x / 2
        # to here
    """
    lines = text.splitlines()
    for start, stop, indent in reversed(bodies(text)):
        space = " " * indent
        lines[start:stop] = [space + begin, *lines[start:stop], space + end]
    return "\n".join(lines)


def hidden(text: str, filled: str) -> list[str]:
    """The lines of a filled cell that learners are not given."""
    given = {line.strip() for line in text.splitlines()}
    return [line for line in filled.splitlines() if line.strip() not in given]
