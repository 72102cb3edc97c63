"""What explorers and quizzes have in common: keys, names and live sentences, in every front end.

ipywidgets sets no name on a slider, no alternative text, and lets JupyterLab take the keys: `d d`
on a choice would delete its cell. A style element among the controls brings what is missing; its
`onload` runs `controls.js` once they are on the page. Where a front end allows no script, the
controls work without.
"""

from functools import cache
from html import escape
from pathlib import Path

import ipywidgets as ipw

SHOWN = ipw.Layout(overflow="visible", max_width="100%")


@cache
def style() -> str:
    """The style element that dresses the controls around it, and runs the script.

    >>> style()[:14], style().count("<style")
    ('<style onload=', 1)
    """
    script, looks = (
        Path(__file__).with_name(f"controls.{kind}").read_text(encoding="utf-8")
        for kind in ("js", "css")
    )
    return f'<style onload="{escape(script)}">{looks}</style>'


def group(*parts: ipw.Widget) -> ipw.VBox:
    """Parts one below the other, as one group of controls."""
    made = ipw.VBox([*parts, ipw.HTML(style())], layout=SHOWN)
    made.add_class("course-controls")
    return made


def row(*parts: ipw.Widget) -> ipw.Box:
    """Controls beside each other, as many as there is room for."""
    made = ipw.Box(parts)
    made.add_class("course-row")
    return made


def sentence(text: str = "") -> ipw.HTML:
    """Text that changes, as HTML. Screen readers announce what it changes to."""
    made = ipw.HTML(text)
    made.add_class("course-said")
    return made
