"""What decides the result of some Python code: its statements, not how they are laid out."""

import ast


def canonical(code: str) -> str:
    """The syntax tree of `code` as text, without comments, docstrings and layout.

    Two texts that Python treats alike give the same. What Python versions write differently about
    one tree (empty lists, missing parts, contexts) is left out. Raises SyntaxError.

    >>> canonical("x = (1 +  2)  # three") == canonical("x = 1 + 2")
    True
    >>> canonical("x = 1 + 2") == canonical("x = 1 + 3")
    False
    """
    return _text(ast.parse(code))


def _text(value: object) -> str:
    if isinstance(value, list):
        return f"[{','.join(map(_text, value))}]"
    if not isinstance(value, ast.AST):
        return f"{type(value).__name__}:{value!r}"
    if isinstance(value, ast.JoinedStr):
        return f"JoinedStr({','.join(_pieces(value))})"
    parts = []
    for name, part in ast.iter_fields(value):
        if name == "body" and isinstance(part, list):
            part = _without_docstring(value, part)
        if name not in ("ctx", "kind", "type_comment") and part not in (None, []):
            parts.append(f"{name}={_text(part)}")
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
        found.append(_text(part))
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
