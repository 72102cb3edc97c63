"""Pages for one to open on a disk: no scripts, nothing from elsewhere, every text escaped."""

from collections.abc import Sequence
from html import escape

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem; }
.wide { overflow-x: auto; } .wide:focus { outline: 2px solid; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
caption { text-align: left; font-weight: bold; padding: .3rem 0; }
th, td { padding: .15rem .5rem; text-align: left; vertical-align: top; }
th, td { border-bottom: 1px solid #8886; }
td:has(.bar) { white-space: nowrap; }
.bar { display: inline-block; height: .8em; background: #3b78c4; }
"""


def table(
    caption: str,
    heads: Sequence[str],
    rows: list[Sequence[str]],
    bars: int | None = None,
    strong: str = "",
) -> str:
    """A table with a caption; the first cell of a row names it.

    bars: the column drawn as bars. strong: a cell with this text stands out.

    >>> table("Words", ["word"], [])
    '<p>Words: nothing yet.</p>'
    """
    if not rows:
        return f"<p>{escape(caption)}: nothing yet.</p>"
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    most = max((int(row[bars]) for row in rows), default=1) if bars is not None else 1
    body = ""
    for row in rows:
        cells = f'<th scope="row">{escape(row[0])}</th>'
        for place, cell in enumerate(row[1:], start=1):
            drawn = ""
            if place == bars:
                width = 12 * int(cell) / max(most, 1)
                drawn = f' <span class="bar" aria-hidden="true" style="width:{width:.2f}em"></span>'
            text = f"<strong>{escape(cell)}</strong>" if cell and cell == strong else escape(cell)
            cells += f"<td>{text}{drawn}</td>"
        body += f"<tr>{cells}</tr>"
    made = f"<table><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>"
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"{made}<tbody>{body}</tbody></table></div>"
    )


def page(title: str, body: str) -> str:
    """The whole file; `body` is HTML, below the title."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>\n"
    )
