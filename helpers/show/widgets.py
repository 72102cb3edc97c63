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
from helpers.show.cards import card, figure_html
from helpers.show.controls import group, row, sentence
from helpers.show.display import show_bundle
from helpers.words import message, spoken

Draw = Callable[..., tuple[Figure, str]]
Act = Callable[..., dict]
BUSY = message("Working …")
OLD = message("Not drawn again: this picture is of the values before.")
TALLEST = 5.6  # inches of a figure: with its controls and sentence it fits on a screen
FEW = 5  # choices that one sees at a glance, in an order that may mean something
UNCUT = {"description_width": "initial"}


def menu(name: str, choices: list) -> ipw.Dropdown:
    """A menu with the first choice chosen. Numbers and many words are put in order; a few words
    stay as they are given."""
    numbers = all(isinstance(choice, int | float) for choice in choices)
    options = sorted(choices) if numbers or len(choices) > FEW else choices
    made = ipw.Dropdown(options=options, value=choices[0], description=name, style=UNCUT)
    made.layout = ipw.Layout(width="auto", max_width="100%")
    return made


def slider(name: str, low: int, high: int) -> tuple[ipw.IntSlider, ipw.Box]:
    """A slider with a linked number field, and the box that holds both.

    Where no script may run, a slider has no name for screen readers; a field has one everywhere.
    """
    moved = ipw.IntSlider(low, low, high, description=name, style=UNCUT, readout=False)
    moved.continuous_update, moved.layout = False, ipw.Layout(width="240px")
    field = ipw.BoundedIntText(low, low, high, description=name, style=UNCUT)
    field.layout = ipw.Layout(width="auto")
    ipw.link((moved, "value"), (field, "value"))
    both = ipw.HBox([moved, field])
    both.add_class("course-pair")
    return moved, both


def control(name: str, choices) -> tuple[ipw.Widget, ipw.Widget]:
    """A control for one argument: the widget that holds the value, and what to put on the page.

    choices: (low, high) for a whole number, a list for a menu, a text for a text field.

    >>> [type(part).__name__ for part in control("layer", (1, 4))[1].children]
    ['IntSlider', 'BoundedIntText']
    >>> control("top_k", [10, 0, 3])[0].options
    (0, 3, 10)
    """
    name = spoken(name)
    if isinstance(choices, tuple):
        return slider(name, *choices)
    if isinstance(choices, list):
        made = menu(name, choices)
    else:
        made = ipw.Text(choices, description=name, style=UNCUT, continuous_update=False)
        made.layout = ipw.Layout(width="100%")
    return made, made


class Explorer:
    """A figure that is drawn again whenever a control moves. `explore` shows one.

    >>> def draw(layer):
    ...     return Figure(), f"Layer {layer}."
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
        self.picture, self.state, self.summary = ipw.HTML(), sentence(), sentence()
        self.state.add_class("course-state")
        self.first = self.refresh()
        for widget in self.controls.values():
            widget.observe(lambda change: self.refresh(), names="value")
        self.buttons = []
        for label, act in (actions or {}).items():
            button = ipw.Button(description=spoken(label), layout=ipw.Layout(width="auto"))
            button.on_click(lambda _, act=act: self.perform(act))
            self.buttons.append(button)
        view = ipw.VBox([self.picture, self.state])
        view.add_class("course-view")
        rows = [row(*(shown for _, shown in made.values()))]
        rows += [row(*self.buttons)] if self.buttons else []
        self.ui = group(*rows, view, self.summary)

    def values(self) -> dict:
        """What the controls say at present."""
        return {name: widget.value for name, widget in self.controls.items()}

    def mark(self, text: str) -> None:
        """Write over the picture why it is not of the present values; "" when it is again."""
        self.state.value = f"<strong>{spoken(text)}</strong>" if text else ""

    def say(self, error: Exception) -> str:
        """Put an error under the picture, and mark the picture as old. The sentence."""
        learners = isinstance(error, CourseError)
        said = str(error) if learners else f"{type(error).__name__}: {error}"
        self.summary.value = escape(said, quote=False)
        self.mark(OLD if self.picture.value else "")
        return said

    def perform(self, act: Act) -> None:
        """Set the controls to what an action makes of their present values."""
        self.mark(BUSY)
        try:
            changed = act(**self.values())
        except CourseError as error:
            self.say(error)
            return
        self.mark("")
        for name, value in changed.items():
            self.controls[name].value = value

    def refresh(self) -> tuple[str, str]:
        """Draw with the present values; the figure as HTML, and its sentence.

        What the learner can put right is said, not raised; any other error is said and raised.
        """
        self.mark(BUSY)
        try:
            fig, summary = self.draw(**self.values())
        except CourseError as error:
            return "", self.say(error)
        except Exception as error:
            self.say(error)
            raise
        fig.set_figheight(min(fig.get_figheight(), TALLEST))
        self.picture.value = card(fig, summary)
        self.summary.value = escape(summary, quote=False)
        self.mark("")
        return self.picture.value, summary

    def drive(self) -> None:
        """Move every control and press every button, so that a test meets any error."""
        for widget in self.controls.values():
            before = widget.value
            if isinstance(widget, ipw.IntSlider):
                tries = range(widget.min, widget.max + 1)
            elif isinstance(widget, ipw.Dropdown):
                tries = list(widget.options)
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
    picture, summary = explorer.first
    show_bundle(explorer.ui, html=figure_html(picture, summary), text=summary)
