"""Stored outputs of a lesson as plain HTML for slides and hand-outs: figures, tables, sentences.

What notebooks store has its styles in each element, for many front ends. Here a style sheet says
how it looks, so styles are dropped, and so is all that only a notebook can use.
"""

import base64
import re
import struct
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from nbformat import NotebookNode

from tools import fold

KEPT = {"alt", "colspan", "rowspan", "scope", "role", "aria-label", "src"}
VOID = {"br", "img"}
TAGS = VOID | set(
    "table caption thead tbody tfoot tr th td p pre code strong em span div ul ol li".split()
)
SAYING = 88  # letters of a sentence that fit on a line of a slide


@dataclass(frozen=True)
class Item:
    """One thing to show. kind: "figure", "table", "said" or "measured".

    rows: how many lines it takes, at least. shape: width over height of a figure, else 0.
    """

    kind: str
    html: str
    rows: int = 1
    shape: float = 0.0


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
            note_lines = table.rows + note.rows
            shown[:2] = [Item("table", f"{table.html}{note.html}", note_lines)]
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
        return [Item("table", clean(html), table_rows(html))]
    if 'role="status"' in html:
        said = re.search(r"<strong>\S+ (.*?)( No prediction recorded\.)?</strong>", html, re.DOTALL)
        told = said[1] if said and said[2] else ""
        return [Item("measured", f"<p>{clean(told)}</p>")] if told else []
    if html.startswith(("<details", "<style", "<p><strong>")):  # a quiz, or a widget's still copy
        return []
    text = clean(html)
    return [Item("said", text, lines(text))] if re.sub("<[^>]+>", "", text).strip() else []


def lines(html: str, wide: int = SAYING) -> int:
    """How many lines some text takes.

    >>> lines("<p>one<br>two</p>")
    2
    """
    plain = re.sub("<[^>]+>", "", html.replace("<br>", "\n")).strip("\n")
    return sum(max(1, -(-len(line) // wide)) for line in plain.split("\n"))


def table_rows(html: str) -> int:
    """How many lines a table takes, its caption and notes included."""
    body, _, notes = html.rpartition("</table>")
    count = 2 + (lines(notes, 100) if notes.replace("</div>", "").strip() else 0)
    for row in re.findall("<tr.*?</tr>", body, re.DOTALL):
        cells = [re.sub("<[^>]+>", "", cell) for cell in re.findall("<t[dh].*?</t[dh]>", row, re.S)]
        letters = sum(map(len, cells))
        longest = max(map(len, cells), default=0)
        wide = max(12, 100 * longest // max(1, max(letters, 100)))  # what the longest cell gets
        count += max(1, -(-longest // wide))
    return count


def figure(html: str) -> Item:
    """A stored figure with its sentence below; its words are the picture's alternative text."""
    tag = re.search(r"<img[^>]*>", html)[0]
    alt, data = re.search('alt="([^"]*)"', tag)[1], re.search('base64,([^"]*)"', tag)[1]
    width, height = struct.unpack(">II", base64.b64decode(data[:64])[16:24])  # of the PNG's head
    picture = f'<img alt="{alt}" width="{width}" height="{height}" src="data:image/png;base64,'
    made = f'<figure><div>{picture}{data}"></div><figcaption>{alt}</figcaption></figure>'
    return Item("figure", made, shape=width / height)
