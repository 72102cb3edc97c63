"""Edits that bound what a function sees, or take a near relative of what it does.

For `mutation.py`, as those of `mutation_edits.py`. A bound is a slip of its own: an answer that
looks at the last few, or stops after a few rounds, is right on every short case.
"""

import ast
import copy
from collections.abc import Iterator

FEW = (2, 3, 5, 8)


def parse(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


def shorter(node: ast.AST) -> list[int]:
    """The bounds that can cut what is looped over; a tuple that is written out is short."""
    size = max(FEW) + 1
    if isinstance(node, ast.Tuple):
        size = len(node.elts)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "chunk" and isinstance(node.args[0], ast.Constant):
            size = node.args[0].value
    elif isinstance(node, (ast.GeneratorExp, ast.ListComp)) and len(node.generators) == 1:
        return shorter(node.generators[0].iter)
    return [few for few in FEW if few < size]


def rounds(node: ast.AST) -> Iterator[ast.AST]:
    """A loop that stops after a few rounds, or that sees the last few things only."""
    if isinstance(node, (ast.For, ast.comprehension)):
        for few in shorter(node.iter):
            for part in (f"[:{few}]", f"[-{few}:]"):
                changed = copy.copy(node)
                changed.iter = parse(f"list({ast.unparse(node.iter)}){part}")
                yield changed
    elif isinstance(node, ast.While):
        for few in FEW:
            stop = ast.If(ast.UnaryOp(ast.Not(), node.test), [ast.Break()], [])
            count = parse(f"range({few})")
            bounded = ast.For(ast.Name("_", ast.Store()), count, [stop, *node.body], [])
            yield ast.fix_missing_locations(bounded)


def windows(node: ast.AST) -> Iterator[ast.AST]:
    """A slice, or what is added up, averaged, sorted or joined: the first or last few only."""
    if isinstance(node, ast.Slice) and node.step is None:
        for few in FEW:
            if node.upper is not None and node.lower is None:
                end = ast.unparse(node.upper)
                start = f"{end} - {few}" if end.startswith("-") else f"max(0, {end} - {few})"
                yield ast.Slice(parse(start), node.upper, None)
            elif node.upper is None and node.lower and ast.unparse(node.lower)[0] != "-":
                stop = f"{ast.unparse(node.lower)} + {few}"
                yield ast.Slice(node.lower, parse(stop), None)
    elif isinstance(node, ast.Call):
        yield from _few_of(node)


def _few_of(node: ast.Call) -> Iterator[ast.AST]:
    called = node.func
    if isinstance(called, ast.Name) and called.id in TAKES and len(node.args) == 1:
        for few in shorter(node.args[0]):
            for part in (f"[:{few}]", f"[-{few}:]"):
                some = parse(f"list({ast.unparse(node.args[0])}){part}")
                yield ast.Call(called, [some], node.keywords)
    elif isinstance(called, ast.Attribute) and called.attr in ALONG:
        value = ast.unparse(called.value)
        axis = (node.args or [k.value for k in node.keywords if k.arg == "dim"] or [None])[0]
        for few in FEW:
            if axis is None:
                yield ast.Call(parse(f"{value}.flatten()[:{few}].{called.attr}"), [], [])
            else:
                size = f"{value}.shape[{ast.unparse(axis)}]"
                some = f"{value}.narrow({ast.unparse(axis)}, 0, min({few}, {size}))"
                new = parse(f"{some}.{called.attr}")
                yield ast.Call(new, node.args, node.keywords)


TAKES = {"sum", "max", "min", "sorted", "len", "set", "any", "all"}
ALONG = {"sum", "mean", "amax", "amin", "any", "all", "cumsum"}


def relatives(node: ast.AST) -> Iterator[ast.AST]:
    """The median for the mean, the largest for the sum; from the other end; contained for equal."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        top, below = ast.unparse(node.left), ast.unparse(node.right)
        if top.startswith("sum(") and below == top.replace("sum(", "len(", 1):
            yield parse(f"__import__('statistics').median({top[4:-1]})")
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in ("sum", "max", "min") and len(node.args) == 1:
            given = ast.unparse(node.args[0])
            for other in {"sum", "max", "min"} - {node.func.id}:
                kept = "" if other == "sum" else ", default=0"
                yield parse(f"{other}([*{given}]{kept})")
        elif node.func.id == "range":
            yield from _other_range(node)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        for other in RELATIVES.get(node.func.attr, ()):
            new = ast.Attribute(node.func.value, other, ast.Load())
            yield ast.Call(new, node.args, node.keywords)
        if node.func.attr == "mean":
            value, given = ast.unparse(node.func.value), ", ".join(map(ast.unparse, node.args))
            keywords = ", ".join(f"{k.arg}={ast.unparse(k.value)}" for k in node.keywords)
            inside = ", ".join(part for part in (given, keywords) if part)
            yield parse(f"{value}.quantile(0.5{', ' * bool(inside)}{inside})")
    yield from _text_and_order(node)


RELATIVES = {
    "sum": ("amax", "prod"),
    "amax": ("sum", "amin", "mean"),
    "any": ("all",),
    "all": ("any",),
    "argmax": ("argmin",),
    "partition": ("rpartition",),
    "index": ("rindex",),
    "find": ("rfind",),
    "removesuffix": ("rstrip", "strip"),
    "strip": ("lstrip", "rstrip"),
    "clamp": ("abs",),
    "square": ("abs",),
}


def _other_range(node: ast.Call) -> Iterator[ast.AST]:
    place = min(1, len(node.args) - 1)
    for by in (1, -1):
        args = list(node.args)
        args[place] = ast.BinOp(args[place], ast.Add(), ast.Constant(by))
        yield ast.Call(node.func, args, [])


def _text_and_order(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for i, (sign, right) in enumerate(zip(node.ops, node.comparators)):
            left = node.comparators[i - 1] if i else node.left
            if isinstance(sign, ast.Eq) and not i:
                yield ast.Compare(left, [ast.In()], [right])
            if isinstance(sign, ast.In) and not i:
                yield parse(f"any(one in {ast.unparse(left)} for one in {ast.unparse(right)})")
            if i and type(sign) in OTHER:
                ops = [*node.ops[:i], OTHER[type(sign)](), *node.ops[i + 1 :]]
                yield ast.Compare(node.left, ops, node.comparators)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("startswith", "endswith") and len(node.args) == 1:
            yield ast.Compare(node.args[0], [ast.In()], [node.func.value])
        elif node.func.attr == "split" and not node.args:
            yield ast.Call(node.func, [ast.Constant(" ")], [])
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "set" and len(node.args) == 1:
            yield ast.Call(ast.Name("list", ast.Load()), node.args, [])


OTHER = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq}

BOUNDS = (rounds, windows, relatives)
