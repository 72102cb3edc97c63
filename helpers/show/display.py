"""Show boxes and widgets so that they read well with a kernel, without one, and in a terminal."""

import html as html_module
import os
import re
import secrets
import sys
import textwrap
from typing import Any

from helpers.words import message, spoken

# Symbol and edge colour: never colour alone. The tint is faint and the text keeps the theme's own
# colour, so that the contrast is the theme's, light or dark.
TONES = {
    "good": ("✓", "46, 139, 87"),
    "bad": ("✗", "200, 69, 45"),
    "open": ("…", "183, 121, 31"),
    "note": ("→", "59, 120, 196"),
}


def shell() -> Any:
    """The running IPython shell, or None in plain Python."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None


def markup(text: str) -> str:
    """Escape `text` for HTML; backticks set code, three of them a block, a line break a `<br>`.

    >>> markup("use `a < b`")
    'use <code>a &lt; b</code>'
    >>> markup("so: ```a = 1```")
    'so: <pre>a = 1</pre>'
    """
    parts = html_module.escape(text, quote=False).split("```")
    for i, part in enumerate(parts):
        if i % 2:
            parts[i] = "<pre>" + part.strip("\n") + "</pre>"
        else:
            code = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", part)
            parts[i] = code.replace("\n", "<br>")
    return "".join(parts)


def _publish(data: dict[str, Any], metadata: dict[str, Any]) -> None:
    from IPython.display import display

    display(data, raw=True, metadata=metadata)


def show_html(html: str, text: str) -> None:
    """Show `html` in a notebook, `text` elsewhere."""
    if shell() is None:
        print(text)
    else:
        _publish({"text/html": html, "text/plain": text}, {})


def said_html(text: str, fixed: bool = False) -> str:
    """The HTML of what `say` shows.

    >>> said_html("a < b")
    '<div style="line-height: 1.5">a &lt; b</div>'
    """
    style = "line-height: 1.5" + "; font-family: monospace; white-space: pre-wrap" * fixed
    inside = html_module.escape(text, quote=False)
    inside = inside if fixed else inside.replace("\n", "<br>")
    return f'<div style="{style}">{inside}</div>'


def say(text: str, fixed: bool = False) -> None:
    """Show a sentence or more. In a notebook it breaks at spaces, which printed lines do not.

    fixed: a prompt, or what a model wrote: letters of equal width, and all spaces kept.

    >>> say("The loss fell.")
    The loss fell.
    """
    lines = [
        textwrap.fill(line, 100, break_long_words=False, drop_whitespace=not fixed)
        for line in text.split("\n")
    ]
    show_html(said_html(text, fixed), "\n".join(lines))


def box_html(tone: str, text: str) -> str:
    """A message in a coloured box, its first line bold, that screen readers announce."""
    symbol, colour = TONES[tone]
    first, _, rest = text.partition("\n")
    return (
        f'<div role="status" style="border-left: 5px solid rgb({colour}); padding: 0.5em 0.8em;'
        f" background: rgba({colour}, 0.13); line-height: 1.5; white-space: pre-wrap;"
        f' overflow-wrap: anywhere"><strong>{symbol} {markup(first)}</strong>'
        + (f"<br>{markup(rest)}" if rest else "")
        + "</div>"
    )


def box(tone: str, text: str) -> None:
    """Show a message in a box. `tone` is a key of `TONES`.

    >>> box("good", "softmax passes.")
    ✓ softmax passes.
    """
    show_html(box_html(tone, text), f"{TONES[tone][0]} {text}")


PLACE = ".jp-OutputArea-child:has(> .jp-OutputArea-output > #{name})"  # its output in JupyterLab
# The stand-in of a widget. It appears late, or it would flash up before each widget. While there is
# none, JupyterLab's "model not found" stays hidden. Where a style may not stand, both are shown.
STILL = """<style>
#{name} {{animation: course-late 2s}}
@keyframes course-late {{0%, 99% {{max-height: 0; overflow: hidden}}}}
{place} + .jp-OutputArea-child:not(:has(#{name}-live)) {{display: none}}
</style><div id="{name}">{html}<p>→ {note}</p></div>"""
LIVE = '<i id="{name}-live"></i><style>#{name}, {place} {{display: none}}</style>'
NOTE = message(
    "This is a still copy. To use it, run the first cell of this notebook and the cells down to"
    " this one."
)


def show_bundle(widget: Any, html: str, text: str) -> None:
    """Show a widget, and where there is none, what a reader without a kernel sees instead.

    `html` is that stand-in, `text` says the same in words. A notebook that is opened again has no
    widgets until its cells run. So the stand-in is an output of its own, before the widget's, which
    hides it. What the build stores is the stand-in alone. Outside IPython only `text` is printed.
    """
    if shell() is None:
        print(text)
        return
    if os.environ.get("COURSE_BUILD", "") not in ("", "0"):
        _publish({"text/html": html, "text/plain": text}, {})
        return
    name = f"course-{secrets.token_hex(6)}"
    place = PLACE.format(name=name)
    still = STILL.format(name=name, place=place, html=html, note=spoken(NOTE))
    _publish({"text/html": still, "text/plain": text}, {})
    from ipywidgets import HTML, VBox

    shown = VBox([widget, HTML(LIVE.format(name=name, place=place))], layout=widget.layout)
    view = {"version_major": 2, "version_minor": 0, "model_id": shown.model_id}
    _publish({"application/vnd.jupyter.widget-view+json": view, "text/plain": ""}, {})
