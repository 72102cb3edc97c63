"""Everything that a measured function reaches, so that a stored result can tell what made it.

Read from the sources' text, at the granularity of definitions: functions, classes and constants of
a notebook and of the helpers, what they use in turn, the checkpoints that they name, and the data
files beside them. Nothing is imported or run. *Not* in it are other libraries and their versions,
what `fingerprint.Deciding` takes out (hints of types, messages, `print`), and the modules in
`course_code.EXCLUDED` and `NOT_FOLLOWED`. An exercise that a notebook checks counts as its
reference: `check` accepts only what gives the same, so a learner's own way of writing it makes no
stored result old.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from helpers.measure.course_code import CourseCode, followed
from helpers.measure.fingerprint import short_hash
from helpers.measure.program import Program, Statement

DATA = (".toml", ".json", ".txt", ".csv")


class Wanted(NamedTuple):
    """A name to follow, what is asked of it, and at which place of a notebook it is used."""

    program: Program
    name: str
    rest: tuple[str, ...]
    place: int


class Closure:
    """What is reached from the names that were followed.

    >>> from helpers.measure.course_code import here
    >>> found = Closure(here())
    >>> found.follow_dotted("helpers.text.town.tasks")
    >>> list(found.parts())[:2]
    ['helpers/text/town.py: FOLDER', 'helpers/text/town.py: tasks']
    """

    def __init__(self, code: CourseCode):
        self.code = code
        self.texts: dict[str, dict[int, str]] = {}  # what makes each part, statement by statement
        self.hashes: dict[str, str] = {}  # of checkpoints, data files and values
        self.seen: set = set()
        self.todo: list[Wanted] = []

    def parts(self) -> dict[str, str]:
        """The parts by readable names, each with a short hash; the notebook's come first."""
        found = dict(self.hashes)
        for name, texts in self.texts.items():
            found[name] = short_hash("\n".join(text for _, text in sorted(texts.items())))
        return dict(sorted(found.items(), key=lambda part: (part[0][:9] != "notebook:", part)))

    def follow(self, program: Program, chain: str, place: int = 0) -> None:
        """A name of a program with its attributes, as it is at `place`, and all it reaches."""
        first, *rest = chain.split(".")
        self.todo.append(Wanted(program, first, tuple(rest), place))
        self.go_on()

    def go_on(self) -> None:
        """Follow what is still to be followed."""
        while self.todo:
            wanted = self.todo.pop()
            if wanted not in self.seen:
                self.seen.add(wanted)
                self.visit(wanted)

    def follow_dotted(self, dotted: str) -> None:
        """A definition of a module by its whole name; a module alone means all that it defines."""
        located = self.code.locate(dotted)
        if located is None or not followed(dotted):
            return
        program, rest = self.code.module(located[0]), located[1]
        if rest:
            known = rest[0] in program.makers or "__getattr__" not in program.makers
            self.follow(program, ".".join(rest) if known else "__getattr__")
            return
        for name, makers in program.makers.items():
            if not any(program.imports(i, name) for i in makers):
                self.follow(program, name)

    def visit(self, wanted: Wanted) -> None:
        program, name, rest, place = wanted
        for i in program.making(name, place):
            statement = program.statements[i]
            dotted = program.imports(i, name)
            if dotted:
                self.follow_dotted(".".join([dotted, *rest]))
            else:
                self.include(program, name, i, place if statement.late else i)
        if not program.ordered and program not in self.seen:
            self.seen.add(program)
            self.when_imported(program)

    def when_imported(self, program: Program) -> None:
        """What a module does when it is imported, apart from defining names."""
        for i in program.acts():
            if "__name__" not in program.statements[i].names:
                self.include(program, "(when imported)", i, 0)

    def include(self, program: Program, name: str, i: int, place: int) -> None:
        """A statement as a part of what makes `name`, and all that the statement reaches."""
        statement = program.statements[i]
        exercise = self.exercise(name, statement)
        if exercise:
            self.follow(self.code.module(exercise[0]), exercise[1])
            return
        text = [statement.text, *sorted(self.foreign(program, statement, place))]
        self.texts.setdefault(f"{program.name}: {name}", {})[i] = "\n".join(text)
        if (program, i, place) not in self.seen:
            self.seen.add((program, i, place))
            self.reach(program, statement, place)

    def reach(self, program: Program, statement: Statement, place: int) -> None:
        """What a statement uses: names, checkpoints, data files."""
        for chain in statement.reading.uses:
            first, *rest = chain.split(".")
            if first in statement.imports:
                self.follow_dotted(".".join([statement.imports[first], *rest]))
            else:
                self.todo.append(Wanted(program, first, tuple(rest), place))
        self.hashes.update(
            (f"checkpoint {name}", self.code.checkpoint(name))
            for name in named(statement.reading.texts, self.code.checkpoints)
        )
        for path in self.files(program, statement):
            where = path.relative_to(self.code.folder).as_posix()
            self.hashes[where] = self.code.data(path)

    def exercise(self, name: str, statement: Statement) -> tuple[str, str] | None:
        """The reference that stands for `name` if the statement is `name = check("name", ...)`."""
        if statement.late or name not in statement.binds:
            return None
        checked = (
            "check" == call.function and name in call.words for call in statement.reading.calls
        )
        return self.code.references.get(name) if any(checked) else None

    def foreign(self, program: Program, statement: Statement, place: int) -> Iterator[str]:
        """What the names mean that a statement has from other libraries."""
        for first in {chain.split(".")[0] for chain in statement.reading.uses}:
            above = [program.imports(i, first) for i in program.making(first, place)]
            dotted = statement.imports.get(first) or next(filter(None, above), None)
            if dotted and not self.code.locate(dotted):
                yield f"{first}={dotted}"

    def files(self, program: Program, statement: Statement) -> Iterator[Path]:
        """The data files that a statement of a module names, one by one or by their folder."""
        beside = (self.code.folder / program.name).parent
        if program.ordered:
            return
        near = set(statement.reading.texts)  # its own words, and those of its constants
        for chain in statement.reading.uses:
            for i in program.makers.get(chain.split(".")[0], []):
                if not program.statements[i].late:
                    near |= program.statements[i].reading.texts
        folders = [beside / word for word in near if plain(word) and (beside / word).is_dir()]
        folders = [folder for folder in folders if not (folder / "__init__.py").exists()]
        for folder in folders:
            yield from (path for path in folder.iterdir() if path.suffix in DATA)
        for word in statement.reading.texts:
            if word.endswith(DATA) and plain(word.replace("*", "")) and not folders:
                yield from beside.glob(word)


def plain(word: str) -> bool:
    """Whether a text may be the name of a file or a folder.

    >>> plain("news.toml"), plain("Read this."), plain("../..")
    (True, False, False)
    """
    return re.fullmatch(r"(?=.*\w)(?!.*\.\.)[\w.-]{1,60}", word) is not None


def named(words: Iterable[str], names: Iterable[str]) -> set[str]:
    """Which of the names occur among the words; "*" in a word stands for anything.

    >>> sorted(named({"town-lm", "*-encoder", "*"}, ["town-lm", "town-encoder", "facts-lm"]))
    ['town-encoder', 'town-lm']
    """
    patterns = {w for w in words if "*" not in w or sum(map(str.isalpha, w)) >= 3}
    return {name for name in names if any(fnmatchcase(name, pattern) for pattern in patterns)}
