"""What a reader who never saw the lesson needs of it: new words, what the notebook says of its
outputs, and stored tables as Markdown."""

import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser

from nbformat import NotebookNode

from tools import further, roles
from tools.glossary import Term, pattern
from tools.teaching_answers import plain
from tools.teaching_sections import OPENING, Section, table

PIECE = re.compile(  # a picture, a table with its notes, what was printed, what `display.say` said
    r'<img alt="(?P<figure>.*?)"'
    r"|(?P<table><table.*?</table></div>(?:<div[^>]*>[^<]*</div>)*)"
    r'|<pre>(?P<printed>.*?)</pre>|<div style="[^"]*pre-wrap[^"]*">(?P<said>.*?)</div>',
    re.DOTALL,
)
GUESS = re.compile(r"(?m)^\w+ = None\b")
LEFT_OUT = re.compile(r'\*Exercise|\*\*What next|\s*\||.*\bhint\("', re.DOTALL)
LONGEST = 160  # characters of a printed line
MOST_LINES = 8  # printed


def silent(section: Section) -> bool:
    """Whether nothing of a section is said aloud: the notebook's opening, and what to read."""
    return section.heading == OPENING or roles.READING in roles.of_heading(section.heading)


def lead(section: Section) -> str:
    """The text that stands before a section's heading, in the same cell: it is still of the section
    before."""
    found = further.HEADING.search(section.cells[0].source)
    return section.cells[0].source[: found.start()] if found else ""


def texts(section: Section) -> dict[int, str]:
    """The section's own text cells, by their place in it."""
    found = {i: cell.source for i, cell in enumerate(section.cells) if cell.cell_type != "code"}
    if 0 in found:
        found[0] = found[0][len(lead(section)) :]
    return found


def shows(cell: NotebookNode) -> bool:
    """Whether a code cell has an output that is no exercise's and no quiz's."""
    return bool(cell.get("outputs")) and not re.search(r"(?m)\b(check|quiz)\(", cell.source)


def said(sections: Sequence[Section], i: int) -> str:
    """What the notebook says of the outputs of section i: the texts below the first of them,
    without questions and exercises. Where nothing is said below, the text above."""
    section = sections[i]
    if silent(section):
        return ""
    own = texts(section)
    first = next((n for n, cell in enumerate(section.cells) if shows(cell)), -1)
    after = {n: text for n, text in own.items() if n > first and not asks(section, n)}
    closing = lead(sections[i + 1]) if i + 1 < len(sections) else ""
    found = prose([*after.values(), closing])
    return found or prose(text for n, text in own.items() if not asks(section, n))


def asks(section: Section, place: int) -> bool:
    """Whether a text cell asks for a prediction: the next cell has room for it."""
    return place + 1 < len(section.cells) and bool(GUESS.search(section.cells[place + 1].source))


def prose(cells: Sequence[str]) -> str:
    """Texts as one paragraph, without headings, links, tables, and what exercises ask.

    >>> prose(["## A\\n\\nOne [word](x.md).\\n\\n- two\\n- three", '*Exercise 1*'])
    'One word. two three'
    """
    found = []
    for text in cells:
        for paragraph in re.split(r"\n\s*\n", plain(further.CODE.sub("", text))):
            if not LEFT_OUT.match(paragraph):
                text = re.sub(r"(?m)^ *- |\*\*", "", paragraph)
                found += re.sub(r"[^.?!]*:$", "", text.strip()).split()
    return " ".join(found)


def new(sections: Sequence[Section], i: int, terms: Sequence[Term]) -> list[Term]:
    """Those of the lesson's own terms that section i writes in bold: there they are defined."""
    closing = lead(sections[i + 1]) if i + 1 < len(sections) else ""
    text = "\n".join([*texts(sections[i]).values(), closing])
    bold = {" ".join(words.lower().split()) for words in re.findall(r"\*\*(.+?)\*\*", text, re.S)}
    return [term for term in terms if bold & {word.lower() for word in term.words}]


def known(text: str, terms: Sequence[Term]) -> list[Term]:
    """Those of the terms that a text uses, by name."""
    used = [term for term in terms if pattern(list(term.words)).search(text)]
    return sorted(used, key=lambda term: term.name.lower())


class Rows(HTMLParser):
    """The rows of a table: each a list of cells' texts. A heading over several columns repeats."""

    def __init__(self, html: str):
        super().__init__()
        self.heads: list[list[str]] = []
        self.rows: list[list[str]] = []
        self.below: dict[int, tuple[int, str]] = {}  # column: how many rows its cell still covers
        self.part, self.wide, self.tall = self.heads, 1, 1
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        own = dict(attrs)
        if tag == "tbody":
            self.part = self.rows
        elif tag == "tr":
            self.part.append([])
        elif tag in ("td", "th"):
            self.wide, self.tall = int(own.get("colspan") or 1), int(own.get("rowspan") or 1)
            self.covered()
            self.part[-1].append("")
        elif tag == "br":
            self.handle_data(" ")

    def covered(self) -> None:
        """Fill the columns that a cell of a row above covers."""
        row = self.part[-1]
        while len(row) in self.below:
            count, text = self.below.pop(len(row))
            if count > 1:
                self.below[len(row)] = count - 1, text
            row.append(text)

    def handle_data(self, data: str) -> None:
        if self.part and self.part[-1]:
            self.part[-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            row = self.part[-1]
            row[-1] = " ".join(row[-1].split())
            if self.tall > 1:
                self.below[len(row) - 1] = self.tall - 1, row[-1]
            row += row[-1:] * (self.wide - 1)


def shown(section: Section, most_rows: int) -> list[tuple[str, str]]:
    """What a section's cells show, in order: a figure's words or a table's caption ("" for printed
    lines), and below it the table as Markdown with its notes, or what was printed. Of a table with
    more rows only the caption."""
    found = []
    for cell in [] if silent(section) else section.code:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                found.append(("", block(output.text)))
            for piece in PIECE.finditer(output.get("data", {}).get("text/html", "")):
                kind, html = str(piece.lastgroup), piece[str(piece.lastgroup)]
                if kind == "figure":
                    found.append((words(html), ""))
                elif kind == "table":
                    found.append(tabled(html, most_rows))
                else:
                    found.append(("", block(unescape(re.sub("<[^>]+>", "", html)))))
    return list(dict.fromkeys(found))


def block(text: str) -> str:
    """Printed lines as Markdown, the first ones of many."""
    lines = [line[:LONGEST] + " …" * (len(line) > LONGEST) for line in text.strip().split("\n")]
    cut = ["…"] if len(lines) > MOST_LINES else []
    return "\n".join(["```text", *lines[:MOST_LINES], *cut, "```"])


def tabled(html: str, most_rows: int) -> tuple[str, str]:
    """The caption of a table, and its rows and notes as Markdown."""
    caption, _, rest = html.partition("</caption>")
    body, *notes = rest.split("</table></div>")
    made = Rows(body)
    if not made.heads or len(made.rows) > most_rows:
        return words(caption), ""
    return words(caption), "\n\n".join(filter(None, [markdown(made), words("".join(notes))]))


def words(html: str) -> str:
    """The words of some HTML.

    >>> words("<div>a &lt; b</div><div>c</div>")
    'a < b c'
    """
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def markdown(made: Rows) -> str:
    """A Markdown table, in which nothing is markup. Headings over others are joined to these if
    they tell them apart."""
    levels = [level for level in made.heads[:-1] if len(set(filter(None, level))) > 1]
    heads = [" · ".join(filter(None, column)) for column in zip(*levels, made.heads[-1])]
    return table(literal(heads), list(map(literal, made.rows)))


def literal(cells: Sequence[str]) -> list[str]:
    """Cells whose signs are no markup.

    >>> literal(["a < b", "2*3*4"])
    ['a \\\\< b', '2\\\\*3\\\\*4']
    """
    return [re.sub(r"([<*$])", r"\\\1", cell) for cell in cells]
