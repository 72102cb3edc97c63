"""Stored outputs of a lesson as plain HTML for slides and hand-outs: figures, tables, sentences.

What notebooks store has its styles in each element, for many front ends. Here a style sheet says
how it looks, so styles are dropped, and so is all that only a notebook can use.
"""

import base64
import re
import struct
from dataclasses import dataclass, replace
from html import escape, unescape
from html.parser import HTMLParser
from itertools import zip_longest

from nbformat import NotebookNode

from tools import fold

KEPT = {"alt", "colspan", "rowspan", "scope", "role", "aria-label", "src"}
VOID = {"br", "img"}
TAGS = VOID | set(
    "table caption thead tbody tfoot tr th td p pre code strong em span div ul ol li".split()
)
SAYING, WIDE = 88, 112  # letters on a line of a slide: of a sentence, and of a table
SHORT = 16  # letters of a table's cell that is not broken
CAPTION = 160  # a figure's sentence that is longer is not set below it; the notes have it


@dataclass(frozen=True)
class Item:
    """One thing to show. kind: "figure", "table", "said" or "measured".

    rows: how many lines it takes. letters: in its longest line. shape: width over height of a
    figure, else 0. words: what is said of it.
    """

    kind: str
    html: str
    rows: int = 1
    letters: int = 0
    shape: float = 0.0
    words: str = ""


class Cleaner(HTMLParser):
    """HTML without styles and scripts. What was said of a cell by style becomes a class."""

    def __init__(self, html: str):
        super().__init__()
        self.out: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in TAGS:
            return
        own = dict(attrs)
        style = own.get("style") or ""
        named = {
            "number": tag in ("td", "th") and "text-align: right" in style,
            "fixed": "monospace" in style,
            "quiet": "opacity" in style,
            "whole": "nowrap" in style,
        }
        names = " ".join(name for name, holds in named.items() if holds)
        kept = {"class": names} if names else {}
        kept |= {name: value or "" for name, value in own.items() if name in KEPT}
        given = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        self.out.append(f"<{tag}{given}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in TAGS - VOID:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(escape(data, quote=False))


def clean(html: str) -> str:
    """HTML as `Cleaner` leaves it.

    >>> clean('<td style="text-align: right" onclick="x">1 &lt; 2<br></td><script></script>')
    '<td class="number">1 &lt; 2<br></td>'
    """
    return "".join(Cleaner(html).out)


def opened(output: NotebookNode) -> str:
    """An output as HTML; one that was folded below a prediction is unfolded."""
    html = fold.shown(output)
    start = f"<details><summary>{fold.SUMMARY}</summary>"
    return html.removeprefix(start).removesuffix("</details>").strip()


def items(outputs: list[NotebookNode]) -> list[Item]:
    """What the outputs of a cell show, in order, without what exercises and quizzes say."""
    found: list[Item] = []
    for output in outputs:
        shown = [one for piece in pieces(opened(output)) for one in item(piece)]
        while len(shown) > 1 and shown[0].kind == "table" and shown[1].kind == "said":
            table, note = shown[:2]  # what stands below a table belongs to it
            shown[:2] = [replace(table, html=table.html + note.html, rows=table.rows + note.rows)]
        found += shown
    return found


def pieces(html: str) -> list[str]:
    """The elements that stand beside each other at the top of some HTML.

    >>> pieces("<p>a</p> <div><div>b</div></div>")
    ['<p>a</p>', '<div><div>b</div></div>']
    """
    found, depth, start = [], 0, 0
    for tag in re.finditer(r"<(/?)(\w+)[^>]*>", html):
        if tag[2] in VOID:
            continue
        if depth == 0 and not tag[1]:
            start = tag.start()
        depth += -1 if tag[1] else 1
        if depth == 0:
            found.append(html[start : tag.end()])
    return found


def item(html: str) -> list[Item]:
    """One element of an output as an item; nothing for the widgets' and checks' own words."""
    if html.startswith("<figure"):
        return [figure(html)]
    if "<table" in html:
        return [table(html)]
    if 'role="status"' in html:
        said = re.search(r"<strong>\S+ (.*?)( No prediction recorded\.)?</strong>", html, re.DOTALL)
        told = said[1] if said and said[2] else ""
        return [Item("measured", f"<p>{clean(told)}</p>")] if told else []
    if html.startswith(("<details", "<style", "<p><strong>")):  # a quiz, or a widget's still copy
        return []
    plain = unescape(re.sub("<[^>]+>", "", html.replace("<br>", "\n"))).strip("\n")
    lengths = [len(line) for line in plain.split("\n")]
    rows = sum(max(1, -(-length // SAYING)) for length in lengths)
    letters = min(SAYING, max(lengths))
    return [Item("said", clean(html), rows, letters)] if plain.strip() else []


def table(html: str) -> Item:
    """A table, with the lines that it takes if no line is much longer than a slide is wide."""
    texts = [
        [
            unescape(re.sub("<[^>]+>", "", cell))
            for cell in re.findall("<t[dh].*?</t[dh]>", row, re.S)
        ]
        for row in re.findall("<tr.*?</tr>", html, re.DOTALL)
    ]
    widths = [max(map(len, column)) for column in zip_longest(*texts, fillvalue="")]
    short = sum(width + 3 for width in widths if width <= SHORT)
    long = sum(width + 3 for width in widths if width > SHORT)
    share = min(1.0, (WIDE - short) / max(1, long))  # of its width that a long column gets
    room = [width if width <= SHORT else max(1, int(width * share)) for width in widths]
    rows = sum(
        max([1, *(-(-len(cell) // max(1, wide)) for cell, wide in zip(row, room))]) for row in texts
    )
    caption = unescape(re.sub("<[^>]+>", "", re.search("<caption.*?</caption>", html, re.S)[0]))
    return Item("table", clean(html), rows + 1, min(short + long, WIDE), words=caption)


def figure(html: str) -> Item:
    """A stored figure with its sentence below; its words are the picture's alternative text."""
    tag = re.search(r"<img[^>]*>", html)[0]
    alt, data = re.search('alt="([^"]*)"', tag)[1], re.search('base64,([^"]*)"', tag)[1]
    width, height = struct.unpack(">II", base64.b64decode(data[:64])[16:24])  # of the PNG's head
    picture = f'<img alt="{alt}" width="{width}" height="{height}" src="data:image/png;base64,'
    caption = f"<figcaption>{alt}</figcaption>" if len(alt) <= CAPTION else ""
    made = f'<figure><div>{picture}{data}"></div>{caption}</figure>'
    return Item("figure", made, shape=width / height, words=unescape(alt))
