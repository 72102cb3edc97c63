"""What decides the result of some Python code: its statements, not how they are laid out."""

import ast
import hashlib
from collections.abc import Collection


def canonical(code: str) -> str:
    """The syntax tree of `code` as text, without comments, docstrings and layout.

    Two texts that Python treats alike give the same. What Python versions write differently about
    one tree (empty lists, missing parts, contexts) is left out. So is the class's size in a call
    such as `size(600, 6, in_class=80)`: nothing that is stored was made with it.

    Raises SyntaxError.

    >>> canonical("x = (1 +  2)  # three") == canonical("x = 1 + 2")
    True
    >>> canonical("x = 1 + 2") == canonical("x = 1 + 3")
    False
    """
    return as_text(ast.parse(code))


def short_hash(text: str | bytes) -> str:
    """Twelve hexadecimal digits of SHA-256: enough to tell a few hundred texts apart.

    >>> short_hash("a")
    'ca978112ca1b'
    """
    data = text.encode() if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()[:12]


def as_text(value: object) -> str:
    """A syntax tree (or a part of one) as text that is the same in every Python version."""
    if isinstance(value, list):
        return f"[{','.join(map(as_text, value))}]"
    if not isinstance(value, ast.AST):
        return f"{type(value).__name__}:{value!r}"
    if isinstance(value, ast.JoinedStr):
        return f"JoinedStr({','.join(_pieces(value))})"
    parts = []
    for name, part in ast.iter_fields(value):
        if name == "body" and isinstance(part, list):
            part = _without_docstring(value, part)
        if name == "keywords":
            part = [word for word in part if getattr(word, "arg", "") != "in_class"]
        if name not in ("ctx", "kind", "type_comment") and part not in (None, []):
            parts.append(f"{name}={as_text(part)}")
    # The value of a constant may be None, which is not a missing part.
    constant = [f"value={value.value!r}"] if isinstance(value, ast.Constant) else []
    return f"{type(value).__name__}({','.join(constant or parts)})"


def _pieces(string: ast.JoinedStr) -> list[str]:
    """The parts of an f-string; Python 3.12 cuts its plain text elsewhere than 3.11 does."""
    found, plain = [], ""
    for part in string.values:
        if isinstance(part, ast.Constant):
            plain += part.value
            continue
        found += [repr(plain)] if plain else []
        found.append(as_text(part))
        plain = ""
    return found + ([repr(plain)] if plain else [])


def _without_docstring(node: ast.AST, body: list[ast.stmt]) -> list[ast.stmt]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = body[0] if body else None
    documented = isinstance(first, ast.Expr) and isinstance(
        getattr(first, "value", None), ast.Constant
    )
    if isinstance(node, kinds) and documented and isinstance(first.value.value, str):
        return body[1:]
    return body


class Deciding(ast.NodeTransformer):
    """Takes out of a statement what cannot decide a number that it computes.

    These are: docstrings and other bare strings; hints of types (in a class they stay as text, for
    they make the fields of a dataclass); what an error or an `assert` says; calls of `print`, and
    of the functions named in `silent`, whose result nobody takes; decorators named there; the
    options of a progress bar (a function named in `bars`). Imports go, too: what the names mean is
    looked up, wherever it may stand (`helpers.closure`). Changes the tree that it is given.

    >>> def shown(code, **names):
    ...     return ast.unparse(Deciding(**names).visit(ast.parse(code)))
    >>> print(shown("def f(x: int) -> int:\\n    'Twice.'\\n    print(x)\\n    return 2 * x"))
    def f(x):
        return 2 * x
    >>> shown("if x < 0: raise ValueError(f'not {x}')")
    'if x < 0:\\n    raise ValueError'
    >>> shown("plots.show(x)\\nfor a in tqdm(b, desc='c'): d(a)", silent={"plots"}, bars={"tqdm"})
    'for a in tqdm(b):\\n    d(a)'
    >>> shown("@arguments.checked(n=1)\\ndef f(n): return n", silent={"arguments"})
    'def f(n):\\n    return n'
    """

    def __init__(self, silent: Collection[str] = (), bars: Collection[str] = ()):
        self.silent, self.bars, self.in_class = {"print", *silent}, set(bars), False

    def generic_visit(self, node: ast.AST) -> ast.AST:
        had_body = bool(getattr(node, "body", None))
        super().generic_visit(node)
        if had_body and node.body == [] and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        outer, self.in_class = self.in_class, True
        self.undecorate(node)
        self.generic_visit(node)
        self.in_class = outer
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        outer, self.in_class = self.in_class, False
        node.returns = None
        self.undecorate(node)
        self.generic_visit(node)
        self.in_class = outer
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def undecorate(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Leave out the decorators that a silent module gives, such as `arguments.checked`."""
        roots = [_root(getattr(one, "func", one)) for one in node.decorator_list]
        pairs = zip(node.decorator_list, roots)
        node.decorator_list = [one for one, root in pairs if root not in self.silent]

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        value = self.visit(node.value) if node.value else None
        if self.in_class:
            node.annotation, node.value = ast.Constant(ast.unparse(node.annotation)), value
            return node
        # A name without a value is a hint only.
        return ast.Assign([node.target], value, lineno=node.lineno) if value else None

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant):
            return None
        if isinstance(node.value, ast.Call) and _root(node.value.func) in self.silent:
            return None
        return self.generic_visit(node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        return None

    visit_ImportFrom = visit_Import

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        node.exc = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        node.cause = None
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        node.msg = None
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if _root(node.func) in self.bars:
            node.args, node.keywords = node.args[:1], []
        return self.generic_visit(node)


def _root(node: ast.AST) -> str:
    """The name at which a chain of attributes begins, or ""."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
