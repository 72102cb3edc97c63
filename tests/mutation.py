"""Wrong answers by the dozen: a reference with one thing changed, for tests/test_mutants.py.

Each change is a slip that a learner could make: a term dropped, two arguments exchanged, a constant
of the cases written down, no randomness, an argument changed, a tensor detached, only the first or
the previous one looked at, another order.
"""

import ast
import copy
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mutation_calls import around_calls
from mutation_edits import EDITS, name

Edit = tuple[str, ast.AST]  # what was done, and what stands there now


class Mutant(NamedTuple):
    """A wrong answer: its name says what was changed and where."""

    name: str
    function: Callable[..., Any]


def text(node: ast.AST) -> str:
    """A node in one line, of a loop or branch only the head."""
    whole = ast.unparse(node)
    head = whole.partition("\n")[0] if hasattr(node, "body") else " ".join(whole.split())
    return head if len(head) <= 100 else head[:97] + "..."


def statements(tree: ast.FunctionDef) -> Iterator[Edit]:
    """The function without one of its statements, or without the branches around it."""
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if not isinstance(block, list):
                continue
            for i, one in enumerate(block):
                if isinstance(one, (ast.FunctionDef, ast.Return)):
                    continue
                if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                    continue
                after = [one.body, []] if isinstance(one, (ast.If, ast.For, ast.While)) else [[]]
                for body in after:
                    block[i : i + 1] = body or [ast.Pass()]
                    yield f"without `{text(one)}`" if not body else f"always `{text(one)}`", tree
                    block[i : i + max(1, len(body))] = [one]


def edited(tree: ast.FunctionDef) -> Iterator[Edit]:
    """The function's tree with one edit at a time; the tree is put back after each."""
    yield from statements(tree)
    seen, said_before = set(), Counter()
    tree.returns = None
    for node in list(ast.walk(tree)):  # types and the words of errors are no answers
        if isinstance(node, ast.AnnAssign):
            node.annotation = name("object")
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            node.exc = node.exc.func
    for parent in list(ast.walk(tree)):
        for field, value in list(ast.iter_fields(parent)):
            if field in ("annotation", "returns", "decorator_list", "args") and parent is tree:
                continue
            places = value if isinstance(value, list) else [value]
            for i, node in enumerate(places):
                if not isinstance(node, ast.AST) or documents(parent, node):
                    continue
                for edit in EDITS:
                    for new in edit(node):
                        said = f"{text(node)} -> {text(new)}"
                        if (said, where(node)) in seen or text(node) == text(new):
                            continue
                        seen.add((said, where(node)))
                        said_before[said] += 1
                        number = f" [{said_before[said]}]" if said_before[said] > 1 else ""
                        put(parent, field, i, value, new)
                        yield said + number, tree
                        put(parent, field, i, value, node)


def where(node: ast.AST) -> tuple[int, int]:
    """Line and column of a node; of a comprehension, those of what it loops over."""
    node = getattr(node, "iter", node)
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def documents(parent: ast.AST, node: ast.AST) -> bool:
    """Docstrings, annotations and messages of errors are no answers."""
    return isinstance(parent, ast.Expr) and isinstance(node, ast.Constant)


def put(parent: ast.AST, field: str, i: int, value: Any, new: ast.AST) -> None:
    if isinstance(value, list):
        value[i] = new
    else:
        setattr(parent, field, new)


def compiled(function: Callable[..., Any], tree: ast.FunctionDef) -> Callable[..., Any] | None:
    """The tree as a function in the reference's own module, or None if it is no Python."""
    module = ast.Module([copy.deepcopy(tree)], [])
    scope = dict(function.__globals__)
    try:
        exec(compile(ast.fix_missing_locations(module), "<mutant>", "exec"), scope)
    except (SyntaxError, ValueError, TypeError):
        return None
    return scope[tree.name]


def of_source(function: Callable[..., Any]) -> Iterator[Mutant]:
    """Every mutant that an edit of the reference's source makes."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(tree, ast.FunctionDef)
    for said, changed in edited(tree):
        made = compiled(function, changed)
        if made is not None:
            yield Mutant(said, made)


def of_calls(
    function: Callable[..., Any], calls: list[dict[str, Any]], trained: bool
) -> Iterator[Mutant]:
    """Every mutant that changes what goes in or comes out, as in these calls."""
    yield from (Mutant(*made) for made in around_calls(function, calls, trained))
