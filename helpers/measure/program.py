"""The text of a module or of a notebook, cut into statements that know what they bind and use."""

import ast
from dataclasses import dataclass
from functools import cached_property, lru_cache

from helpers.measure.fingerprint import Deciding, as_text
from helpers.measure.reading import Reading, imported

BARS = ("tqdm",)  # the packages whose functions draw progress bars
BINDING = (ast.Assign, ast.AugAssign, ast.Import, ast.ImportFrom)
LATE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Statement:
    """One top-level statement. What it uses is found out when somebody asks.

    silent: names that only show (see `Deciding`); home: the package that leading dots begin from.
    """

    def __init__(self, node: ast.stmt, silent: frozenset[str] = frozenset(), home: str = ""):
        self.node, self.silent, self.home = node, silent, home
        # A function or class looks names up when it is called, anything else where it stands.
        self.late = isinstance(node, LATE)
        self.binds = {node.name} if self.late else self.as_written.binds
        self.fills = set() if self.late else self.as_written.fills - self.binds

    @cached_property
    def as_written(self) -> Reading:
        return Reading(self.node)

    @cached_property
    def names(self) -> set[str]:
        """The names that it reads from outside."""
        return {chain.split(".")[0] for chain in self.as_written.uses}

    @cached_property
    def imports(self) -> dict[str, str]:
        """What each name imported anywhere in it stands for: {"sample": "helpers.data.sample"}."""
        return dict(imported([self.node], self.home))

    @cached_property
    def deciding(self) -> ast.stmt:
        """What of it can decide a result."""
        bars = {name for name, what in self.imports.items() if what.startswith(BARS)}
        _ = self.as_written  # to be read before the tree is changed
        return Deciding(self.silent, {*bars, *BARS}).visit(self.node) or ast.Pass()

    @cached_property
    def reading(self) -> Reading:
        """What that binds and uses."""
        return Reading(self.deciding)

    @cached_property
    def text(self) -> str:
        return as_text(self.deciding)


@lru_cache(maxsize=4096)  # a notebook's cells are cut once, however often it asks
def statements(
    text: str, silent: frozenset[str] = frozenset(), home: str = ""
) -> tuple[Statement, ...]:
    """The statements of a text. Raises SyntaxError."""
    return tuple(Statement(node, silent, home) for node in ast.parse(text).body)


@dataclass(frozen=True, eq=False)
class Program:
    """The statements of one module, or of the cells of a notebook in the order they ran.

    name: "notebook", or the path of the module. ordered: a name means what the last statement
    before a place gave it (notebooks); otherwise all statements that bind it count (modules).
    """

    name: str
    statements: tuple[Statement, ...]
    ordered: bool = False

    @cached_property
    def makers(self) -> dict[str, list[int]]:
        """The statements that bind or fill each name."""
        found: dict[str, list[int]] = {}
        for i, statement in enumerate(self.statements):
            for name in statement.binds | statement.fills:
                found.setdefault(name, []).append(i)
        return found

    def making(self, name: str, place: int) -> list[int]:
        """The statements that give `name` the value which it has at `place`.

        >>> cells = statements("rows = []\\nrows.append(1)\\nmean(rows)\\nrows = 2")
        >>> Program("notebook", cells, ordered=True).making("rows", 3)
        [0, 1]
        """
        found = self.makers.get(name, [])
        if self.ordered:
            bound = [i for i in found if i < place and name in self.statements[i].binds]
            found = [i for i in found if bound and bound[-1] <= i < place]
        # A call of something imported, like `torch.manual_seed(0)`, does not make another module.
        return [i for i in found if self.imports(i, name)] or found

    def imports(self, i: int, name: str) -> str | None:
        """What a name stands for that a statement imports at the top level."""
        statement = self.statements[i]
        bound = not statement.late and name in statement.binds
        return statement.imports.get(name) if bound else None

    def acts(self) -> list[int]:
        """The statements that do something to others than this module's own names.

        >>> Program("a.py", statements("import b\\nc = 1\\nb.use(c)\\nif c: c = 2")).acts()
        [2, 3]
        """
        found = []
        for i, statement in enumerate(self.statements):
            own = {name for name in statement.fills if self.makers[name] != [i]}
            if all(any(self.imports(j, name) for j in self.makers[name]) for name in own):
                if not isinstance(statement.deciding, (*LATE, *BINDING, ast.Pass)):
                    found.append(i)
        return found

    def used(self, name: str) -> int:
        """The first statement after a definition that uses it: there its names are complete."""
        bound = [i for i, statement in enumerate(self.statements) if name in statement.binds]
        later = range(max(bound, default=-1) + 1, len(self.statements))
        return next((i for i in later if name in self.statements[i].names), len(self.statements))

    def experiment(self, name: str) -> tuple[str, int] | None:
        """What the last `experiment.run(name, measure, ...)` measures, and where it stands.

        >>> cells = statements("runs = experiment.run('fine_tuning/base', try_base, live=LIVE)")
        >>> Program("notebook", cells).experiment("fine_tuning/base")
        ('try_base', 0)
        """
        for i in reversed(range(len(self.statements))):
            statement = self.statements[i]
            for call in () if statement.late else statement.as_written.calls:
                if call.function.endswith("experiment.run") and call.words[0] == name:
                    return call.then, i
        return None
