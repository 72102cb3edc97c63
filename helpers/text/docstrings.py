"""Docstrings in the text of Python files, and the paragraphs of them that read as prose."""

import ast
import re
import warnings
from collections.abc import Iterator

WORDS = (8, 80)  # shortest and longest paragraph kept
MIN_LETTERS = 0.85  # share of characters that are letters or spaces; formulas and tables have less
NOT_PROSE = (
    ">>>",
    "::",
    "|",
    "---",
    "===",
    "$",
    "\\",
    " : ",
    "->",
    "{",
    "<",
)  # code, tables, formulas


def docstrings(source: str) -> Iterator[str]:
    """Every docstring in a file's text, and every long string handed to a call.

    The second kind is how torch and NumPy document what they wrote in C++.

    >>> list(docstrings('def f():\\n    "Add one."\\n'))
    ['Add one.']
    >>> list(docstrings("this is not Python"))
    []
    """
    try:
        with warnings.catch_warnings():  # about other people's code, and shown to the learner
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    nodes: list[ast.AST] = [tree]
    while nodes:  # statements only: walking every expression too would take three times as long
        node = nodes.pop()
        for field in ("body", "orelse", "handlers", "finalbody"):
            nodes += getattr(node, field, [])
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            text = ast.get_docstring(node)
            if text:
                yield text
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            for value in node.value.args:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    if len(value.value) > 200:
                        yield value.value


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a docstring that read as prose, on one line each, without markup.

    >>> text = "Return the :class:`Tensor` that holds the sum of all the rows.\\n\\n>>> x"
    >>> list(paragraphs(text))
    ['Return the Tensor that holds the sum of all the rows.']
    """
    for block in re.split(r"\n\s*\n", text):
        if any(mark in block for mark in NOT_PROSE):
            continue
        line = " ".join(block.split())
        line = re.sub(r":[\w:]+:`[~!]?([^`<]*)[^`]*`", r"\1", line).replace("`", "")
        line = line.removeprefix("- ").removeprefix("* ")
        if not WORDS[0] <= len(line.split()) <= WORDS[1]:
            continue
        if not (line[0].isupper() and line.endswith((".", "!", "?"))):
            continue
        if sum(c.isalpha() or c == " " for c in line) >= MIN_LETTERS * len(line):
            yield line
