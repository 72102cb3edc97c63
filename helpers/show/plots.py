"""Figures: one look for the whole course, and a sentence with every picture.

Figures are made without pyplot's global state, so none are left behind in memory, and each is shown
together with a sentence that says what it shows: as alternative text, and in words below it.
"""

import textwrap
import time
from collections.abc import Sequence

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from helpers.show import run_text
from helpers.show.cards import card, figure_html
from helpers.show.cards import png as png
from helpers.show.display import say, shell, show_html

# Okabe & Ito's palette: told apart by colour-blind readers. Use line styles and markers as well.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
STYLES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
MANY = 28  # rows of a matrix; the names of more need smaller letters
SECONDS_BETWEEN_DRAWINGS = 3.0  # of a running training


def figure(width: float = 7.0, height: float = 3.6, columns: int = 1, rows: int = 1):
    """A figure in inches and its axes (one, or an array of them).

    >>> fig, axes = figure(columns=2)
    >>> len(axes)
    2
    """
    fig = Figure(figsize=(width, height), dpi=100, layout="constrained")
    FigureCanvasAgg(fig)
    axes = fig.subplots(rows, columns)
    for ax in fig.axes:
        _style(ax)
    return fig, axes


def _style(ax) -> None:
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(alpha=0.25)


def show(fig: Figure, summary: str) -> None:
    """Show the figure, and say `summary` under it. Write the summary from the measured values.

    >>> show(figure()[0], "An empty plot.")
    An empty plot.
    """
    if shell() is None:
        say(summary)
    else:
        show_html(figure_html(card(fig, summary), summary), summary)


def heatmap(
    ax, values, rows: list[str], columns: list[str], low: float = 0.0, high: float | None = None
) -> None:
    """Draw a matrix with a label for each row and column; dark is high.

    values: (len(rows), len(columns)). Small matrices get their numbers written in.
    """
    image = ax.imshow(values, cmap="Blues", vmin=low, vmax=high, aspect="auto")
    ax.grid(False)
    ax.set_xticks(range(len(columns)), columns, rotation=60 if len(columns) > 6 else 0)
    ax.set_yticks(range(len(rows)), rows, fontsize=10 if len(rows) <= MANY else 8)
    if len(rows) * len(columns) <= 40:
        middle = (image.norm.vmin + image.norm.vmax) / 2
        for i, row in enumerate(values):
            for j, value in enumerate(row):
                colour = "white" if value > middle else "black"
                ax.text(j, i, f"{float(value):.2f}", ha="center", va="center", color=colour)


def with_intervals(
    ax,
    places: Sequence[float],
    estimates: Sequence[tuple[float, float, float]],
    number: int = 0,
    label: str | None = None,
    line: bool = False,
    across: bool = False,
    band: bool = False,
) -> None:
    """Draw means with their intervals at `places`, in the colour and with the marker `number`.

    estimates: (mean, low, high) for each place, as `metrics.interval` gives them; low and high may
    be nan, then the mean stands alone. line: join the means. across: from left to right, with the
    places on the y axis. band: a shaded band in place of bars, for many places.

    >>> _, ax = figure()
    >>> with_intervals(ax, [1, 2], [(0.5, 0.4, 0.6), (0.7, 0.6, 0.8)], label="a", line=True)
    >>> ax.get_legend_handles_labels()[1]
    ['a']
    """
    colour, marker = COLOURS[number % len(COLOURS)], MARKERS[number % len(MARKERS)]
    style = marker + (STYLES[number % len(STYLES)] if line or band else "")
    means = [mean for mean, _, _ in estimates]
    if band:
        ax.plot(places, means, style, color=colour, label=label)
        ends = ([low for _, low, _ in estimates], [high for _, _, high in estimates])
        ax.fill_between(places, *ends, color=colour, alpha=0.2)
        return
    # Rounding may put a mean a hair outside of its interval; max keeps nan, if it comes first.
    away = [[max(m - a, 0.0) for m, a, _ in estimates], [max(b - m, 0.0) for m, _, b in estimates]]
    x, y = (means, places) if across else (places, means)
    bars = {"xerr" if across else "yerr": away}
    ax.errorbar(x, y, fmt=style, color=colour, label=label, capsize=4, **bars)


def dots(ax, place: float, values: Sequence[float], number: int = 0, width: float = 0.0) -> None:
    """A dot for each run at one place, spread over `width` so that equal ones are told apart."""
    step = width / max(1, len(values) - 1)
    x = [place - width / 2 * (len(values) > 1) + step * i for i in range(len(values))]
    ax.plot(x, values, ".", color=COLOURS[number % len(COLOURS)], alpha=0.5)


def level(ax, value: float, label: str = "chance", style: str = "--") -> None:
    """A level to compare with, such as chance: a thin black line, named beside the axes.

    There no curve runs through the name, and no legend lies on it.
    """
    ax.axhline(value, color="black", linestyle=style, linewidth=1)
    beside = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    text = textwrap.fill(label, 14)
    ax.annotate(text, (1, value), xytext=(4, 0), va="center", fontsize=9, **beside)


def legend_above(ax, title: str = "") -> None:
    """The legend above the axes, where it hides nothing, in as many columns as there is room."""
    found, labels = ax.get_legend_handles_labels()
    longest = max(map(len, labels), default=1)
    room = ax.get_figure().get_size_inches()[0] * 72 * ax.get_position().width / 0.8
    columns = max(1, min(len(labels), int(room // (5.6 * longest + 48))))
    place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "frameon": False}
    ax.legend(
        found,
        labels,
        title=title or None,
        ncols=columns,
        fontsize=9,
        alignment="left",
        title_fontsize=9,
        **place,
    )


def categories(ax, names: Sequence, upright: bool = False) -> None:
    """Names at 0, 1, 2 ... along the x axis, in short lines; `upright`: down the y axis."""
    if upright:
        ax.set_yticks(range(len(names)), [textwrap.fill(str(name), 24) for name in names])
        ax.set_ylim(len(names) - 0.5, -0.5)
        return
    inches = ax.get_figure().get_size_inches()[0] * ax.get_position().width
    width = max(6, int(13 * inches / max(1, len(names))))  # letters, at the size of ticks
    shown = [textwrap.fill(str(name), width, break_long_words=False) for name in names]
    ax.set_xticks(range(len(names)), shown)
    ax.set_xlim(-0.5, len(names) - 0.5)


def name_points(ax, names: Sequence[str], points: Sequence[tuple[float, float]]) -> None:
    """Each name beside its point, at the corner where it covers the least of what stands there."""
    corners = [(3, 3, "left"), (3, -11, "left"), (-3, 3, "right"), (-3, -11, "right")]
    ax.get_figure().draw_without_rendering()  # sets the places of points
    there = [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in ax.transData.transform(points)]
    for name, point in zip(names, points):
        tries = [
            ax.annotate(name, point, (x, y), textcoords="offset points", ha=ha, fontsize=9)
            for x, y, ha in corners
        ]
        boxes = [text.get_window_extent() for text in tries]
        best = min(boxes, key=lambda box: box.count_overlaps(there))
        there.append(best)
        for text, box in zip(tries, boxes):
            if box is not best:
                text.remove()


def smooth(values: list[float], window: int) -> list[float]:
    """Each value with the mean of itself and up to `window - 1` values before it.

    >>> smooth([1.0, 3.0, 5.0], window=2)
    [1.0, 2.0, 4.0]
    """
    result, total = [], 0.0
    for i, value in enumerate(values):
        total += value - (values[i - window] if i >= window else 0.0)
        result.append(total / min(i + 1, window))
    return result


def draw_run(ax, history, steps: int, floors: dict[str, float]) -> None:
    """Draw a run: the smoothed training loss, the evaluations, and the floors as dashed lines."""
    smoothed = smooth(history.losses, max(1, len(history.losses) // 40))
    ax.plot(range(1, len(smoothed) + 1), smoothed, color=COLOURS[0], alpha=0.6, label="training")
    if history.evaluations:
        ax.plot(*history.curve(), marker="o", color=COLOURS[1], label="held out")
    for i, (label, value) in enumerate(floors.items()):
        level(ax, value, label, STYLES[1 + i % 3])
    ax.set(xlim=(0, steps), xlabel="step", ylabel="loss (nats)")
    legend_above(ax)


class LivePlot:
    """The curve of a running training run, drawn again every few seconds in the same place."""

    def __init__(self, name: str, steps: int, floors: dict[str, float]):
        self.name, self.steps, self.floors = name, steps, floors
        self.handle, self.drawn, self.fig, self.ax = None, time.monotonic(), None, None

    def update(self, history, bar) -> None:
        """Draw if the last drawing is old enough; keep the bar's numbers current."""
        if time.monotonic() - self.drawn < SECONDS_BETWEEN_DRAWINGS:
            return
        bar.set_postfix(loss=f"{history.losses[-1]:.3f}", refresh=False)
        self._draw(history, f"{self.name}: loss {history.losses[-1]:.2f} so far.")
        self.drawn = time.monotonic()

    def finish(self, history) -> None:
        """Leave the final picture and a sentence that reads it."""
        if not history.losses:
            return
        summary = f"{self.name}: {run_text.told(history)}"
        below = [label for label, value in self.floors.items() if history.last() < value]
        summary += f", below these floors: {', '.join(below)}." if below else "."
        if shell() is None:
            say(summary)
        self._draw(history, summary)

    def _draw(self, history, summary: str) -> None:
        if shell() is None:
            return
        from IPython.display import display

        if self.fig is None:  # one figure for all drawings: dozens of them would fill the memory
            self.fig, self.ax = figure(7.0, 3.2)
        self.ax.clear()
        _style(self.ax)
        draw_run(self.ax, history, self.steps, self.floors)
        html = figure_html(card(self.fig, summary), summary)
        data = {"text/html": html, "text/plain": summary}
        if self.handle is None:
            self.handle = display(data, raw=True, display_id=True)
        else:
            self.handle.update(data, raw=True)
