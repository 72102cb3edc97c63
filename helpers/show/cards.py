"""A figure as HTML: a card for light and dark pages, with its sentence as alternative text.

Front ends drop the alternative text of a plain picture; that of an `<img>` they keep, even in
notebooks that are not trusted.
"""

import base64
import math
from html import escape
from io import BytesIO

from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers.show.display import said_html

READABLE = 9  # pixels; letters in a figure are never smaller on the page
PADDING = 8  # pixels around a figure
# Where the card scrolls, a shadow on the side where more is to be seen: it lies on the card, and a
# white cover on what scrolls hides it at the end. The picture lets both shine through.
COVER, SHADOW = "#fff 50%, transparent", "rgba(0, 0, 0, 0.4), transparent"
SIDES = ", ".join(f"linear-gradient({a}deg, {what})" for what in (COVER, SHADOW) for a in (90, 270))
CARD = (
    "box-sizing: border-box; max-width: 100%; overflow-x: auto; background-color: #fff;"
    f" background-image: {SIDES}; background-position: left, right, left, right;"
    " background-size: 40px 100%, 40px 100%, 16px 100%, 16px 100%; background-repeat: no-repeat;"
    " background-attachment: local, local, scroll, scroll; border-radius: 6px;"
    f" padding: {PADDING}px"
)


def png(fig: Figure) -> bytes:
    """The figure as a PNG file; the same figure gives the same bytes.

    >>> png(Figure())[1:4]
    b'PNG'
    """
    stream = BytesIO()
    fig.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def smallest_text(fig: Figure) -> float:
    """The size of the smallest letters in a figure, in its own pixels; inf if it has none."""
    texts = [text for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return min((text.get_fontsize() * fig.dpi / 72 for text in texts), default=math.inf)


def card(fig: Figure, alt: str) -> str:
    """The figure as HTML, on a white card in every theme, with its alternative text.

    It shrinks to the page, but not so far that its letters fall below `READABLE` pixels: from there
    on the card scrolls, and a shadow says so.

    >>> card(Figure((3, 2)), "An empty plot.").count('alt="An empty plot."')
    1
    """
    data = base64.b64encode(png(fig)).decode("ascii")  # drawn first: it writes the ticks' labels
    width = round(fig.get_figwidth() * fig.dpi)
    least = min(width, math.ceil(width * READABLE / smallest_text(fig)))
    size = f"min-width: {least}px; max-width: 100%; height: auto; display: block;"
    size += " mix-blend-mode: multiply"
    return (
        f'<div style="{CARD}; width: {width + 2 * PADDING}px"><img alt="{escape(alt)}"'
        f' width="{width}" style="{size}" src="data:image/png;base64,{data}"></div>'
    )


def figure_html(picture: str, summary: str) -> str:
    """A picture as HTML with its sentence below."""
    caption = f"<figcaption>{said_html(summary)}</figcaption>"
    return f'<figure style="margin: 0">{picture}{caption}</figure>'
