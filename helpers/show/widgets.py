"""Pictures with controls. Each is a thin shell over a plain function that draws one figure.

The function can be tested and called without any widget; a reader without a kernel sees the figure
it draws at first. Works with ipywidgets 7 and 8.
"""

import os
from collections.abc import Callable
from html import escape

import ipywidgets as ipw
from matplotlib.figure import Figure

from helpers.files import CourseError
from helpers.setup import building
from helpers.show import plots
from helpers.show.display import say, show_bundle

Draw = Callable[..., tuple[Figure, str]]
Act = Callable[..., dict]


def control(name: str, choices) -> tuple[ipw.Widget, list[ipw.Widget]]:
    """A control for one argument: the widget that holds the value, and what to put on the page.

    choices: (low, high) for a whole number, a list for a menu, a text for a text field. A slider
    comes with a linked number field: sliders have no name for screen readers, fields do.

    >>> [type(part).__name__ for part in control("layer", (1, 4))[1]]
    ['IntSlider', 'BoundedIntText']
    """
    wide = {"description_width": "80px"}
    if isinstance(choices, tuple):
        low, high = choices
        slider = ipw.IntSlider(
            low, low, high, description=name, style=wide, continuous_update=False
        )
        field = ipw.BoundedIntText(
            low, low, high, description=name, style=wide, layout=ipw.Layout(width="150px")
        )
        ipw.link((slider, "value"), (field, "value"))
        return slider, [slider, field]
    if isinstance(choices, list):
        menu = ipw.Dropdown(options=choices, value=choices[0], description=name, style=wide)
        return menu, [menu]
    field = ipw.Text(
        value=choices,
        description=name,
        style=wide,
        continuous_update=False,
        layout=ipw.Layout(width="95%"),
    )
    return field, [field]


class Explorer:
    """A figure that is drawn again whenever a control moves. `explore` shows one.

    >>> def draw(layer):
    ...     return plots.figure()[0], f"Layer {layer}."
    >>> explorer = Explorer(draw, layer=(1, 4))
    >>> explorer.controls["layer"].value = 3
    >>> explorer.summary.value
    'Layer 3.'
    >>> explorer = Explorer(draw, {"deeper": lambda layer: {"layer": layer + 1}}, layer=(1, 4))
    >>> explorer.buttons[0].click()
    >>> explorer.summary.value
    'Layer 2.'
    """

    def __init__(self, draw: Draw, actions: dict[str, Act] | None = None, **choices):
        self.draw = draw
        made = {name: control(name, choice) for name, choice in choices.items()}
        self.controls = {name: widget for name, (widget, _) in made.items()}
        # Left at its own size: stretched over the page, it would be blurred.
        place = ipw.Layout(max_width="100%", align_self="flex-start")
        self.picture = ipw.Image(format="png", layout=place)
        self.summary = ipw.HTML()  # a Label would cut a long sentence off
        self.first = self.refresh()
        for widget in self.controls.values():
            widget.observe(lambda change: self.refresh(), names="value")
        self.buttons = []
        for label, act in (actions or {}).items():
            button = ipw.Button(description=label)
            button.on_click(lambda _, act=act: self.perform(act))
            self.buttons.append(button)
        rows = [ipw.HBox(parts) for _, parts in made.values()]
        rows += [ipw.HBox(self.buttons)] if self.buttons else []
        self.ui = ipw.VBox([*rows, self.picture, self.summary])

    def values(self) -> dict:
        """What the controls say at present."""
        return {name: widget.value for name, widget in self.controls.items()}

    def perform(self, act: Act) -> None:
        """Set the controls to what an action makes of their present values."""
        try:
            changed = act(**self.values())
        except CourseError as error:
            self.summary.value = escape(str(error), quote=False)
            return
        for name, value in changed.items():
            self.controls[name].value = value

    def refresh(self) -> tuple[bytes, str]:
        """Draw with the present values. What the learner can put right is said, not raised."""
        try:
            fig, summary = self.draw(**self.values())
        except CourseError as error:
            self.summary.value = escape(str(error), quote=False)
            return b"", str(error)
        png = plots.png(fig)
        self.picture.value, self.summary.value = png, escape(summary, quote=False)
        return png, summary

    def drive(self) -> None:
        """Move every control and press every button, so that a test meets any error."""
        for widget in self.controls.values():
            before = widget.value
            if isinstance(widget, ipw.IntSlider):
                tries = range(widget.min, widget.max + 1)
            elif isinstance(widget, ipw.Dropdown):
                tries = [value for value in widget.options]
            else:
                tries = ["", before + " " + before]
            for value in tries:
                widget.value = value
            widget.value = before
        before = self.values()
        for button in self.buttons:
            button.click()
        for name, value in before.items():
            self.controls[name].value = value


def explore(draw: Draw, actions: dict[str, Act] | None = None, **choices) -> None:
    """Show `draw(**values)` with a control for each argument.

    draw returns (figure, summary sentence). Give (low, high) for a whole number, a list for a menu,
    a text for a text field; the first value of each is shown at first. Each of `actions` is a
    button: its function gets the controls' values and returns new ones for some of them.
    """
    explorer = Explorer(draw, actions, **choices)
    if os.environ.get("COURSE_DRIVE_WIDGETS"):  # set by the tests
        explorer.drive()
    png, summary = explorer.first
    show_bundle(explorer.ui, png=png, text=summary)
    if building():  # for a reader without a kernel; with one, the sentence moves with the picture
        say(summary)
