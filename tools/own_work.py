"""Whether code reaches for the course's references and checks, read from its text."""

import ast
import re
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager

INSIDE = re.compile(r"\bhelpers[./\\]+(exercises|checking)\b")
INNER = {"checking", "exercises", "grade", "outside"}  # what `helpers` or `helpers.checks` has, too


def reaches(code: str) -> list[str]:
    """What a cell says that reaches for references or checks, in its own words.

    A cell that is no Python cannot run either, and reaches nothing.

    >>> reaches("from helpers.exercises import find\\nright = find('kappa').reference")
    ['from helpers.exercises import find']
    >>> reaches("kappa = check('kappa', None)"), reaches("kappa = check('kappa', kappa)")
    (["check('kappa', None)"], [])
    """
    try:
        tree = ast.parse(TransformerManager().transform_cell(code))
    except SyntaxError:
        return []
    return list(dict.fromkeys(ast.unparse(node) for node in _reaching(tree)))


def _reaching(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            through = node.module in ("helpers", "helpers.checks") and names & INNER
            found = through or INSIDE.match(node.module or "")
        elif isinstance(node, ast.Import):
            found = any(INSIDE.match(alias.name) for alias in node.names)
        elif isinstance(node, ast.Attribute):
            found = node.attr in INNER and ast.unparse(node.value) in ("helpers", "helpers.checks")
        elif isinstance(node, ast.Constant):
            found = isinstance(node.value, str) and INSIDE.search(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check":
            # A function that is none, to get the reference in return.
            found = len(node.args) == 2 and isinstance(node.args[1], ast.Constant)
        else:
            found = False
        if found:
            yield node
