"""Markdown of the notebooks as HTML for paper and screen, and the key sentences of a text cell."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO

from markdown_it import MarkdownIt

from helpers.course import resolve

FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<!\\)\$([^$]+?)\$", re.DOTALL)
CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
# A sentence ends where the next one begins: "Doe et al. 2019" and "[0.1, 0.2]. " are told apart.
END = re.compile(r"(?<=[.!?])([*_)”\"]*)\s+(?=[“\"(*_\[]*[A-Z`\x00])")
TASK = re.compile(r"^(Stuck\?|Run `hint|`hint)")  # what only whoever sits before the notebook needs


@dataclass(frozen=True)
class Part:
    """A piece of a text cell: the heading above it ("" if it has none), and its Markdown."""

    heading: str
    level: int
    text: str


def parser() -> MarkdownIt:
    """Markdown without links: on paper they lead nowhere."""
    found = MarkdownIt("commonmark").enable("table")
    for rule in ("link_open", "link_close"):
        found.add_render_rule(rule, lambda *_: "")
    return found


def parts(text: str) -> list[Part]:
    """The pieces of a text cell, each from one heading to the next.

    >>> parts("before\\n## Two\\nafter")
    [Part(heading='', level=0, text='before'), Part(heading='Two', level=2, text='after')]
    """
    lines, cuts = text.split("\n"), [(0, 0, "", 0)]  # line it begins and its text does; heading
    tokens = MarkdownIt("commonmark").parse(text)
    for opening, inline in zip(tokens, tokens[1:]):
        if opening.type == "heading_open":
            cuts.append((*opening.map, inline.content, int(opening.tag[1])))
    found = []
    for (_, start, heading, level), (stop, *_) in zip(cuts, [*cuts[1:], (len(lines),)]):
        body = "\n".join(lines[start:stop]).strip()
        if heading or body:
            found.append(Part(heading, level, body))
    return found


def blocks(text: str) -> list[tuple[str, str]]:
    """The blocks of some Markdown, each with its kind: "paragraph", "list", "fence" ...

    >>> blocks("One. Two.\\n\\n- a\\n- b")
    [('paragraph', 'One. Two.'), ('bullet_list', '- a\\n- b')]
    """
    lines, found = text.split("\n"), []
    for token in parser().parse(text):
        if token.level == 0 and token.map and token.nesting >= 0:
            body = "\n".join(lines[token.map[0] : token.map[1]]).strip()
            found.append((token.type.removesuffix("_open"), body))
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, with code and formulas whole.

    >>> sentences("Ask `a. B`. As Doe et al. 2019 say: *Yes.* (No.)")
    ['Ask `a. B`.', 'As Doe et al. 2019 say: *Yes.*', '(No.)']
    """
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\x00{len(kept) - 1}\x00"

    plain = " ".join(FORMULA.sub(hide, CODE.sub(hide, text)).split())
    split = END.sub(r"\1\n", plain).split("\n")
    return [re.sub(r"\x00(\d+)\x00", lambda m: kept[int(m[1])], one) for one in split if one]


def key(text: str, most: int, leads_on: bool = False) -> list[str]:
    """The key sentences of a piece of Markdown: from the front, about `most` words of them, and on
    to the last one that defines a term (bold). Blocks that are no paragraphs are not among them.

    leads_on: something follows on the same slide, so that a last "Here it is:" may stay.

    >>> key("A first one. A second. The **loss** is this. And more.", 3)
    ['A first one.', 'A second.', 'The **loss** is this.']
    """
    every = said(text)
    if len(every) > 1 and every[-1].endswith(":") and not leads_on:
        every.pop()
    count = front(every, most)
    defining = [place for place, one in enumerate(every, 1) if "**" in one]
    return every[: max([count, *defining])]


def front(lines: list[str], most: int) -> int:
    """How many of the first sentences have at most so many words; one, if there is one.

    >>> front(["one two", "three", "four"], 3)
    2
    """
    words = [sum(len(one.split()) for one in lines[: i + 1]) for i in range(len(lines))]
    return max(sum(count <= most for count in words), min(len(lines), 1))


def said(text: str) -> list[str]:
    """All sentences of the paragraphs in some Markdown, without those on how to ask for a hint."""
    paragraphs = [body for kind, body in blocks(text) if kind == "paragraph"]
    return [one for body in paragraphs for one in sentences(body) if not TASK.match(one)]


def html(text: str, linked: Callable[[str], str] = resolve) -> str:
    """Markdown as HTML: references in words, formulas as pictures that say what they are."""
    found: list[str] = []

    def draw(match: re.Match[str]) -> str:
        found.append(formula(match[1] or match[2], bool(match[1])))
        return f"\x02{len(found) - 1}\x02"

    pieces = CODE.split(linked(text))
    text = "".join(piece if i % 2 else FORMULA.sub(draw, piece) for i, piece in enumerate(pieces))
    made = parser().render(text)
    return re.sub(r"\x02(\d+)\x02", lambda match: found[int(match[1])], made).strip()


def inline(text: str) -> str:
    """One line of Markdown as HTML, without a paragraph around it.

    >>> inline("a `b < c` *d*")
    'a <code>b &lt; c</code> <em>d</em>'
    """
    return re.sub(r"^<p>(.*)</p>$", r"\1", html(text), flags=re.DOTALL)


def formula(latex: str, display: bool = False) -> str:
    """A formula as an SVG picture, drawn by matplotlib, with its LaTeX as alternative text."""
    import matplotlib  # here: few texts hold a formula
    from matplotlib.mathtext import math_to_image

    latex, stream = " ".join(latex.split()).replace(r"\text{", r"\mathrm{"), BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "course"}):  # the same ids each time
        depth = math_to_image(f"${latex}$", stream, format="svg", dpi=72)
    svg = re.sub(rb"<\?xml.*?(?=<svg)|<metadata>.*?</metadata>", b"", stream.getvalue(), flags=re.S)
    height = float(re.search(rb'height="([\d.]+)pt"', svg)[1])
    size = f"height: {height / 10:.2f}em; vertical-align: {-depth / 10:.2f}em"  # drawn at 10 points
    data = base64.b64encode(svg).decode("ascii")
    kind = "formula alone" if display else "formula"
    return (
        f'<img class="{kind}" alt="{escape(latex)}" style="{size}"'
        f' src="data:image/svg+xml;base64,{data}">'
    )
