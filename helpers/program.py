"""The text of a module or of a notebook, cut into statements that know what they bind and use."""

import ast
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import NamedTuple

from helpers.fingerprint import Deciding, as_text, root_name

BARS = ("tqdm",)  # the packages whose functions draw progress bars
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Call(NamedTuple):
    """A call that begins with strings: `function(*words, then, ...)`; `then` only if it is a name."""

    function: str
    words: tuple[str, ...]
    then: str


@dataclass(frozen=True)
class Statement:
    """One top-level statement.

    binds: the names it gives a value; fills: names whose value it changes (`d[k] = 1`, `d.add(1)`).
    names: the names it reads from outside; uses: those of them that can decide a result (see
        `Deciding`), each with the attributes asked of it ("data.sample").
    imports: what each name imported anywhere in it stands for ("sample": "helpers.data.sample").
    texts: the string literals; those of an f-string have "*" for what is put in.
    calls: the calls in it whose arguments begin with a string.
    late: it looks names up when it is called, not where it stands.
    runs: it does something, and gives no name a value.
    """

    text: str
    binds: frozenset[str]
    fills: frozenset[str]
    names: frozenset[str]
    uses: frozenset[str]
    imports: dict[str, str]
    texts: frozenset[str]
    calls: tuple[Call, ...]
    late: bool
    runs: bool

    @classmethod
    def of(cls, node: ast.stmt, source: str, silent: frozenset[str], home: str) -> "Statement":
        """`source` is the statement's own text, `home` the package that its dots begin from."""
        binds, outside = names_of(source)
        imports = dict(imported(node, home))
        bars = {name for name, what in imports.items() if what.startswith(BARS)} | set(BARS)
        late = isinstance(node, FUNCTIONS)
        # Changes the tree itself, which is this statement's alone.
        node = Deciding(silent, bars).visit(node) or ast.Pass()
        chains = set(chains_of(node))
        fills = frozenset(filled(node)) - binds
        return cls(
            text=as_text(node),
            binds=frozenset(binds),
            fills=fills,
            names=frozenset(outside),
            uses=frozenset(c for c in chains if c.split(".")[0] in outside),
            imports=imports,
            texts=frozenset(texts_of(node)),
            calls=tuple(calls_of(node)),
            late=late,
            runs=not binds and not fills and not isinstance(node, ast.Pass),
        )


def names_of(source: str) -> tuple[set[str], set[str]]:
    """What a statement binds, and what it uses from outside, functions inside it included.

    >>> binds, uses = names_of("def f(x):\\n    return x + scale * g(x)")
    >>> binds, sorted(uses)
    ({'f'}, ['g', 'scale'])
    """
    top = symtable.symtable(source, "statement", "exec")
    binds = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    uses = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    inner = list(top.get_children())
    while inner:
        table = inner.pop()
        inner += table.get_children()
        uses |= {s.get_name() for s in table.get_symbols() if s.is_global()}
    return binds, uses


def imported(node: ast.AST, home: str = "") -> Iterator[tuple[str, str]]:
    """Every name that imports in a statement bind, with the dotted name of what it stands for.

    >>> dict(imported(ast.parse("from helpers import data as d, plots\\nimport os.path")))
    {'d': 'helpers.data', 'plots': 'helpers.plots', 'os': 'os'}
    """
    for part in ast.walk(node):
        if isinstance(part, ast.Import):
            for alias in part.names:
                first = alias.name.split(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (first, first)
        elif isinstance(part, ast.ImportFrom):
            above = home.split(".")[: len(home.split(".")) - part.level + 1] if part.level else []
            base = ".".join([*above, *filter(None, [part.module])])
            for alias in part.names:
                yield alias.asname or alias.name, f"{base}.{alias.name}"


def chains_of(node: ast.AST) -> Iterator[str]:
    """Every name that is read, with the attributes that follow it.

    >>> sorted(set(chains_of(ast.parse("y = data.sample(x).rows + n"))))
    ['data.sample', 'n', 'x']
    """
    names, whole = [], node
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load):
            yield ".".join([node.id, *names])
        return
    for part in ast.iter_child_nodes(node if names else whole):
        yield from chains_of(part)


def filled(node: ast.AST) -> Iterator[str]:
    """The names whose value a statement changes without binding them, functions left out.

    >>> sorted(filled(ast.parse("for k in ks:\\n    d[k] = 1\\n    model.config.limit = 9\\nr.add(1)")))
    ['d', 'model', 'r']
    """
    if isinstance(node, FUNCTIONS):
        return
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        inner = node
        while isinstance(inner, ast.Attribute | ast.Subscript):
            inner = inner.value
        if isinstance(inner, ast.Name):
            yield inner.id
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        if isinstance(node.value.func, ast.Attribute):
            yield from filter(None, [root_name(node.value.func)])
    for part in ast.iter_child_nodes(node):
        yield from filled(part)


def texts_of(node: ast.AST) -> Iterator[str]:
    """The string literals; "*" stands for what an f-string puts in.

    >>> sorted(texts_of(ast.parse("f(f'{name}.toml', 'a')")))
    ['*.toml', 'a']
    """
    if isinstance(node, ast.JoinedStr):
        pieces = [p.value if isinstance(p, ast.Constant) else "*" for p in node.values]
        yield re.sub(r"\*+", "*", "".join(map(str, pieces)))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
        return
    for part in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(part, ast.Constant)):
            yield from texts_of(part)


def calls_of(node: ast.AST) -> Iterator[Call]:
    """The calls that begin with a string.

    >>> list(calls_of(ast.parse("f = check('f', helpers.f, 2)")))
    [Call(function='check', words=('f',), then='helpers.f')]
    """
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            words = list(takewhile(lambda a: isinstance(getattr(a, "value", a), str), part.args))
            then = part.args[len(words) : len(words) + 1]
            if words and root_name(part.func):
                name = ast.unparse(then[0]) if then and root_name(then[0]) else ""
                yield Call(ast.unparse(part.func), tuple(w.value for w in words), name)


@lru_cache(maxsize=4096)  # a notebook's cells are cut once, however often it asks
def statements(text: str, silent: frozenset[str] = frozenset(), home: str = "") -> tuple:
    """The statements of a text; of `silent` names (see `Deciding`) calls are left out.

    Raises SyntaxError.
    """
    lines, found = text.splitlines(), []
    for node in ast.parse(text).body:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        own = "\n".join(lines[first - 1 : node.end_lineno])
        if node.col_offset or own.rstrip().endswith(";") or ";" in lines[node.end_lineno - 1]:
            own = ast.unparse(node)
        found.append(Statement.of(node, own, silent, home))
    return tuple(found)


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
        """The statements that give `name` the value which it has at `place`."""
        found = self.makers.get(name, [])
        if self.ordered:
            bound = [i for i in found if i < place and name in self.statements[i].binds]
            found = [i for i in found if bound and bound[-1] <= i < place]
        # A call of something imported, like `torch.manual_seed(0)`, does not make another module.
        given = [i for i in found if name in self.statements[i].imports]
        return [i for i in given if name in self.statements[i].binds] or found

    def used(self, name: str) -> int:
        """The first statement after a definition that uses it: there its names are complete."""
        bound = [i for i, statement in enumerate(self.statements) if name in statement.binds]
        later = range(max(bound, default=-1) + 1, len(self.statements))
        return next((i for i in later if name in self.statements[i].names), len(self.statements))

    def experiment(self, name: str) -> tuple[str, int] | None:
        """What the last `experiment.run(name, measure, ...)` measures, and where it stands."""
        for i in reversed(range(len(self.statements))):
            for call in self.statements[i].calls:
                if call.function.endswith("experiment.run") and call.words[:1] == (name,):
                    return call.then, i
        return None
