"""Edits of one place in a function, for `mutation.py`: each yields what may stand there instead."""

import ast
import copy
from collections.abc import Iterator
from typing import Any

from mutation_bounds import BOUNDS, parse


def name(word: str) -> ast.expr:
    return ast.Name(word, ast.Load())


def terms(node: ast.AST) -> Iterator[ast.AST]:
    """A sum, a product, a condition without one of its parts; the value without what was done."""
    if isinstance(node, ast.BinOp):
        yield node.left
        yield node.right
        if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult, ast.FloorDiv, ast.Mod)):
            yield ast.BinOp(node.right, node.op, node.left)
    elif isinstance(node, ast.BoolOp):
        yield from node.values
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        module = isinstance(node.func.value, ast.Name) and node.func.value.id in MODULES
        yield from node.args[:1] if module else [node.func.value]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
        yield node.args[0]
    if isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
        for number, loop in enumerate(node.generators):
            for test in loop.ifs:
                changed = copy.deepcopy(node)
                kept = [ast.dump(one) for one in loop.ifs if one is not test]
                ifs = changed.generators[number].ifs
                changed.generators[number].ifs = [i for i in ifs if ast.dump(i) in kept]
                yield changed


MODULES = {"torch", "math", "random", "metrics", "F"}


def arguments(node: ast.AST) -> Iterator[ast.AST]:
    """Two arguments of a call exchanged, or a named one left out; a tuple's items exchanged."""
    if isinstance(node, ast.Call):
        for i in range(len(node.args) - 1):
            args = list(node.args)
            args[i], args[i + 1] = args[i + 1], args[i]
            yield ast.Call(node.func, args, node.keywords)
        for keyword in node.keywords:
            kept = [other for other in node.keywords if other is not keyword]
            yield ast.Call(node.func, node.args, kept)
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            elts = list(node.elts)
            elts[i], elts[i + 1] = elts[i + 1], elts[i]
            yield ast.Tuple(elts, node.ctx)


SIGNS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
WORDS = {"min": "max", "max": "min", "argmax": "argmin", "argmin": "argmax", "any": "all"}
WORDS |= {"startswith": "endswith", "endswith": "startswith", "masked_fill": "masked_fill_"}
WORDS |= {"sum": "mean", "mean": "sum", "lower": "upper", "tril": "triu", "sin": "cos"}


def signs(node: ast.AST) -> Iterator[ast.AST]:
    """`<` and `<=`, `and` and `or`, `+` and `-`, min and max: one for the other."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SIGNS:
        ops = [SIGNS[type(node.ops[0])](), *node.ops[1:]]
        yield ast.Compare(node.left, ops, node.comparators)
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)
    elif isinstance(node, ast.BinOp):
        other = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult}
        other |= {ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}
        if type(node.op) in other:
            yield ast.BinOp(node.left, other[type(node.op)](), node.right)
    elif isinstance(node, ast.Name) and node.id in ("min", "max"):
        yield name(WORDS[node.id])
    elif isinstance(node, ast.Attribute) and node.attr in WORDS:
        yield ast.Attribute(node.value, WORDS[node.attr], node.ctx)


def constants(node: ast.AST) -> Iterator[ast.AST]:
    """Another number, text or truth value."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        others: list[Any] = [not value]
    elif isinstance(value, int):
        others = [value + 1, value - 1]
    elif isinstance(value, float):
        others = [value + 1, value * 1.3] if value else [1.0]
    else:
        others = [""] if isinstance(value, str) and value else []
    yield from (ast.Constant(other) for other in others)


def ranges(node: ast.AST) -> Iterator[ast.AST]:
    """A slice without an end, one longer or shorter; only the previous one; only the first."""
    if isinstance(node, ast.Slice):
        for part in ("lower", "upper", "step"):
            if getattr(node, part) is not None:
                changed = copy.copy(node)
                setattr(changed, part, None)
                yield changed
        if node.upper is not None and node.lower is None:
            before = ast.BinOp(node.upper, ast.Sub(), ast.Constant(1))
            zero = ast.Constant(0)
            yield ast.Slice(ast.Call(name("max"), [zero, before], []), node.upper, None)
        if node.upper is not None:
            yield ast.Slice(node.lower, ast.BinOp(node.upper, ast.Add(), ast.Constant(1)), None)


PARTS = ("list({0})[:1]", "list({0})[1:]", "list({0})[-1:]", "list({0})[:-1]", "list({0})[::-1]")


def loops(node: ast.AST) -> Iterator[ast.AST]:
    """A loop, a sum, a mean over a part only, or in the other order."""
    if isinstance(node, (ast.For, ast.comprehension)):
        for part in PARTS:
            changed = copy.copy(node)
            changed.iter = parse(part.format(ast.unparse(node.iter)))
            yield changed
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in ("sum", "max", "min", "sorted") and len(node.args) == 1:
            for part in PARTS[: 4 if node.func.id in ("sum", "sorted") else 5]:
                new = parse(part.format(ast.unparse(node.args[0])))
                yield ast.Call(node.func, [new], node.keywords)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("mean", "sum") and (node.args or node.keywords):
            axis = ast.unparse((node.args or [node.keywords[0].value])[0])
            yield parse(f"{ast.unparse(node.func.value)}.select({axis}, 0)")


DRAWS = {
    "sample": ["list({0})[:{1}]", "list({0})[-{1}:]", "list({0})[len({0}) - {1}:][::-1]"],
    "choice": ["list({0})[0]"],
    "rand": ["torch.zeros({0})", "torch.full({0}, 0.5)", "torch.rand({0})"],
    "randint": ["torch.zeros({1}, dtype=torch.int64)", "torch.randint({0}, {1})"],
    "randperm": ["torch.arange({0})", "torch.arange({0}).flip(0)", "torch.randperm({0})"],
    "Random": ["random.Random(0)", "random.Random()", "random.Random({0} // 2)", "random"],
}
SEEDED = "torch.Generator().manual_seed(0)"


def draws(node: ast.AST) -> Iterator[ast.AST]:
    """No luck where there should be: nothing drawn, always the same, or everybody's generator."""
    if not isinstance(node, ast.Call):
        return
    if isinstance(node.func, ast.Attribute):
        given = [ast.unparse(arg) for arg in node.args]
        for other in DRAWS.get(node.func.attr, []):
            try:
                yield parse(other.format(*given))
            except IndexError:
                pass
    for keyword in node.keywords:
        if keyword.arg == "generator":
            others = [other for other in node.keywords if other is not keyword]
            yield ast.Call(node.func, node.args, [*others, ast.keyword("generator", parse(SEEDED))])


EDITS = (terms, arguments, signs, constants, ranges, loops, draws, *BOUNDS)
