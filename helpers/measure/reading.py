"""What a piece of syntax tree binds, uses, changes and names: one walk, by Python's own scopes.

(The standard library's `symtable` would say most of this, but not the same in every version.)
"""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Call(NamedTuple):
    """A call that begins with strings: `function(*words, then, ...)`, `then` if it is a name."""

    function: str
    words: tuple[str, ...]
    then: str


class Reading:
    """Walks over the nodes of one scope, and through inner ones with readings of their own.

    uses: names from outside, each with the attributes asked of it ("data.sample").
    binds: names that get a value. fills: names whose value is changed in place.
    texts: string literals; in those of an f-string "*" stands for what is put in.

    >>> found = Reading(ast.parse("d[k] = [data.sample(x).rows for x in f'{n}.toml']; r.add(1)"))
    >>> sorted(found.uses), sorted(found.fills), found.texts
    (['d', 'data.sample', 'k', 'n', 'r.add'], ['d', 'r'], {'*.toml'})
    >>> found = Reading(ast.parse("def f(x, y=a):\\n    z = x + g(b.c)\\n    return z"))
    >>> sorted(found.uses), found.binds
    (['a', 'b.c', 'g'], {'f'})
    """

    def __init__(self, *nodes: ast.AST):
        self.here: set[str] = set()  # what this scope uses itself
        self.deep: set[str] = set()  # what its inner scopes use from outside theirs
        self.binds: set[str] = set()
        self.fills: set[str] = set()
        self.texts: set[str] = set()
        self.calls: list[Call] = []
        self.outer: set[str] = set()  # declared global or nonlocal
        self.walrus: set[str] = set()  # what `:=` binds
        for node in nodes:
            self.visit(node)

    @property
    def uses(self) -> set[str]:
        return self.here | self.deep

    def visit(self, node: ast.AST) -> None:
        special = getattr(self, f"visit_{type(node).__name__}", None)
        if isinstance(node, FUNCTIONS):
            self.function(node)
        elif isinstance(node, COMPREHENSIONS):
            self.comprehension(node)
        elif special:
            special(node)
        else:
            self.children(node)

    def children(self, node: ast.AST) -> None:
        for name in node._fields:
            value = getattr(node, name, None)
            for part in value if isinstance(value, list) else (value,):
                if isinstance(part, ast.AST):
                    self.visit(part)

    def visit_Name(self, node: ast.Name) -> None:
        (self.here if isinstance(node.ctx, ast.Load) else self.binds).add(node.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.children(node)
        if isinstance(node.target, ast.Name):  # the new value is made of the old one
            self.here.add(node.target.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        chain, inner = [], node
        while isinstance(inner, ast.Attribute):
            chain.insert(0, inner.attr)
            inner = inner.value
        if not isinstance(node.ctx, ast.Load):
            self.changed(node)
        if isinstance(inner, ast.Name):
            self.here.add(".".join([inner.id, *chain]))
        else:
            self.visit(inner)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.changed(node)
        self.children(node)

    def changed(self, node: ast.AST) -> None:
        while isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        if isinstance(node, ast.Name):
            self.fills.add(node.id)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            self.changed(node.value.func)
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        words = []
        for value in node.args:
            if not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                break
            words.append(value.value)
        if words:
            then = next((dotted(value) for value in node.args[len(words) :]), "")
            self.calls.append(Call(dotted(node.func), tuple(words), then))
        self.children(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.texts.add(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        pieces = [part.value if isinstance(part, ast.Constant) else "*" for part in node.values]
        self.texts.add(re.sub(r"\*+", "*", "".join(map(str, pieces))))
        for part in node.values:
            if not isinstance(part, ast.Constant):
                self.visit(part)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.walrus.add(node.target.id)
        self.children(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.binds |= {alias.asname or alias.name.split(".")[0] for alias in node.names}

    visit_ImportFrom = visit_Import

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> None:
        self.outer |= set(node.names)

    visit_Nonlocal = visit_Global

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        self.binds |= {node.name} if node.name else set()
        self.children(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self.binds |= {node.name} if node.name else set()
        self.children(node)

    visit_MatchStar = visit_MatchAs

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.binds.add(node.name)
        for part in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(part)
        # Methods do not see what the class binds around them.
        body = Reading(*node.body)
        body.here = without(body.here, body.binds)
        body.binds = set()
        self.inside(body)

    def function(self, node: ast.AST) -> None:
        given = node.args
        for part in [*given.defaults, *given.kw_defaults, *getattr(node, "decorator_list", [])]:
            if part is not None:
                self.visit(part)
        body = Reading(*(node.body if isinstance(node.body, list) else [node.body]))
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        body.binds |= {argument.arg for argument in every if argument}
        self.binds |= {node.name} if hasattr(node, "name") else set()
        self.inside(body)

    def comprehension(self, node: ast.AST) -> None:
        first, *more = node.generators
        self.visit(first.iter)
        inner = [first.target, *first.ifs, *more]
        inner += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        body = Reading(*inner)
        self.binds |= body.walrus  # `:=` binds outside the comprehension it stands in
        self.walrus |= body.walrus
        self.inside(body)

    def inside(self, body: "Reading") -> None:
        """Take over what an inner scope uses and does not bind itself."""
        self.deep |= without(body.uses, body.binds - body.outer)
        self.texts |= body.texts
        self.calls += body.calls


def without(chains: set[str], names: set[str]) -> set[str]:
    """The chains that do not begin with one of the names."""
    return {chain for chain in chains if chain.split(".")[0] not in names}


def dotted(node: ast.AST) -> str:
    """A name with its attributes, or "" for anything else.

    >>> dotted(ast.parse("helpers.text.data.sample", mode="eval").body)
    'helpers.text.data.sample'
    """
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def inner_statements(node: ast.AST) -> Iterator[ast.stmt]:
    """A statement and all that stand inside it; expressions are not walked, which is quicker."""
    yield node
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        parts = getattr(node, name, None)
        for part in parts if isinstance(parts, list) else ():
            yield from inner_statements(part)


def imported(nodes: Iterable[ast.AST], home: str = "") -> Iterator[tuple[str, str]]:
    """Every name that imports in these statements bind, and the dotted name it stands for.

    home: the package that leading dots begin from.

    >>> dict(imported(ast.parse("from helpers import data as d, plots\\nimport os.path").body))
    {'d': 'helpers.data', 'plots': 'helpers.plots', 'os': 'os'}
    """
    for part in (inner for node in nodes for inner in inner_statements(node)):
        if isinstance(part, ast.Import):
            for alias in part.names:
                first = alias.name.split(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (first, first)
        elif isinstance(part, ast.ImportFrom):
            above = home.split(".")[: len(home.split(".")) - part.level + 1] if part.level else []
            base = ".".join([*above, *filter(None, [part.module])])
            for alias in part.names:
                yield alias.asname or alias.name, f"{base}.{alias.name}"
