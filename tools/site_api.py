"""The library's reference for the website: what each file says of itself, read without importing.

A room is a page; a file is a section with its docstring; a public function or class has its first
lines and its docstring, examples included.
"""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

LEFT_OUT = ("exercises",)  # their references are solutions


def pages(folder: Path) -> dict[str, str]:
    """File name → Markdown, one page a room, and `index.md`."""
    rooms = [path for path in sorted(folder.iterdir()) if (path / "__init__.py").exists()]
    rooms = [room for room in rooms if room.name not in LEFT_OUT]
    made = {"helpers.md": page("helpers", sorted(folder.glob("*.py")))}
    for room in rooms:
        made[f"{room.name}.md"] = page(f"helpers.{room.name}", sorted(room.glob("*.py")))
    entries = "\n".join(name.removesuffix(".md") for name in made)
    made["index.md"] = (
        "# Reference\n\nWhat notebooks import, room by room.\n\n"
        f"```{{toctree}}\n:maxdepth: 2\n\n{entries}\n```\n"
    )
    return made


def page(title: str, files: list[Path]) -> str:
    """One room."""
    parts = [f"# {title}"]
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        said = ast.get_docstring(tree)
        public = list(members(tree))
        if not said or (file.name == "__init__.py" and not public):
            continue
        name = title if file.name == "__init__.py" else f"{title}.{file.stem}"
        parts.append(f"## {name}\n\n{block(said, 'text')}")
        parts += [member(node) for node in public]
    return "\n\n".join(parts) + "\n"


def members(tree: ast.Module) -> Iterator[ast.stmt]:
    """Public functions and classes with a docstring."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if ast.get_docstring(node):
                yield node


def member(node: ast.FunctionDef | ast.ClassDef) -> str:
    """A heading, the signature, and the docstring."""
    said = block(inspect.cleandoc(ast.get_docstring(node)), "text")
    return f"### {node.name}\n\n{block(signature(node), 'python')}\n\n{said}"


def signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    """The first lines, without the body.

    >>> signature(ast.parse("def f(a: int, *, b=1) -> str: return 'c'").body[0])
    'def f(a: int, *, b=1) -> str'
    """
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(map(ast.unparse, node.bases))
        return f"class {node.name}" + f"({bases})" * bool(bases)
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"def {node.name}({ast.unparse(node.args)}){returns}"


def block(text: str, language: str) -> str:
    """A fenced block that the text cannot end."""
    fence = "`" * (max((len(run) for run in text.split() if set(run) == {"`"}), default=2) + 1)
    fence = max(fence, "```", key=len)
    return f"{fence}{language}\n{text}\n{fence}"
