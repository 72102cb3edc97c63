"""Figures: one look for the whole course, and a sentence with every picture.

Figures are made without pyplot's global state, so none are left behind in memory, and each is shown
together with a sentence that says what it shows: as alternative text, and printed below it.
"""

import base64
import time
from io import BytesIO

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.show.display import shell

# Okabe & Ito's palette: told apart by colour-blind readers. Use line styles and markers as well.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
STYLES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
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


def png(fig: Figure) -> bytes:
    """The figure as a PNG file; the same figure gives the same bytes.

    >>> png(figure()[0])[1:4]
    b'PNG'
    """
    stream = BytesIO()
    fig.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def _bundle(fig: Figure, summary: str) -> tuple[dict, dict]:
    picture = base64.b64encode(png(fig)).decode("ascii")
    return {"image/png": picture, "text/plain": summary}, {"image/png": {"alt": summary}}


def show(fig: Figure, summary: str) -> None:
    """Show the figure, and print `summary` under it. Write the summary from the measured values.

    >>> show(figure()[0], "An empty plot.")
    An empty plot.
    """
    if shell() is not None:
        from IPython.display import display

        data, metadata = _bundle(fig, summary)
        display(data, metadata=metadata, raw=True)
    print(summary)


def heatmap(
    ax, values, rows: list[str], columns: list[str], low: float = 0.0, high: float | None = None
) -> None:
    """Draw a matrix with a label for each row and column; dark is high.

    values: (len(rows), len(columns)). Small matrices get their numbers written in.
    """
    image = ax.imshow(values, cmap="Blues", vmin=low, vmax=high, aspect="auto")
    ax.grid(False)
    ax.set_xticks(range(len(columns)), columns, rotation=60 if len(columns) > 6 else 0)
    ax.set_yticks(range(len(rows)), rows)
    if len(rows) * len(columns) <= 40:
        middle = (image.norm.vmin + image.norm.vmax) / 2
        for i, row in enumerate(values):
            for j, value in enumerate(row):
                colour = "white" if value > middle else "black"
                ax.text(j, i, f"{float(value):.2f}", ha="center", va="center", color=colour)


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
        ax.axhline(value, color="black", linestyle=STYLES[1 + i % 3], linewidth=1)
        # Beside the axes, where no curve runs through it.
        ax.annotate(
            label,
            (1, value),
            xycoords=("axes fraction", "data"),
            va="center",
            xytext=(4, 0),
            textcoords="offset points",
            fontsize=9,
        )
    ax.set(xlim=(0, steps), xlabel="step", ylabel="loss (nats)")
    # Above the axes, where it hides neither a curve nor the name of a floor.
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)


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
        start, end = history.losses[0], history.last()
        kind = "held-out" if history.evaluations else "training"
        summary = f"{self.name}: the loss went from {start:.2f} to {end:.2f} ({kind})"
        below = [label for label, value in self.floors.items() if end < value]
        summary += f", below these floors: {', '.join(below)}." if below else "."
        self._draw(history, summary)
        print(summary)

    def _draw(self, history, summary: str) -> None:
        if shell() is None:
            return
        from IPython.display import display

        if self.fig is None:  # one figure for all drawings: dozens of them would fill the memory
            self.fig, self.ax = figure(7.0, 3.2)
        self.ax.clear()
        _style(self.ax)
        draw_run(self.ax, history, self.steps, self.floors)
        data, metadata = _bundle(self.fig, summary)
        if self.handle is None:
            self.handle = display(data, metadata=metadata, raw=True, display_id=True)
        else:
            self.handle.update(data, metadata=metadata, raw=True)
