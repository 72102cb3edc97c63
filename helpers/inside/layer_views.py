"""A picture of a whole Transformer layer, with the part that is spoken of in colour."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from helpers import arguments
from helpers.show import plots

ACCENT, PLAIN = plots.COLOURS[1], "#444444"
SAID = {
    "": "A layer, from left to right: norm, attention and a sum; norm, MLP and a sum.",
    "residual": "In colour: the two ways past attention and past the MLP, each up to a sum.",
    "norm": "In colour: the two norms.",
    "attention": "In colour: attention, the only part that moves something between tokens.",
    "MLP": "In colour: the MLP, after a norm and before the second sum.",
    "positions": "In colour: positions, which enter at attention.",
}


@arguments.checked
def draw(highlight: str = "", norms: Sequence[str] = ("pre",)) -> tuple[Figure, str]:
    """The layer, and a sentence that says what is in colour. For `plots.show`.

    highlight: "" or one of "residual", "norm", "attention", "MLP", "positions". norms: where the
    norms stand, a picture each: "pre", before each part, or "post", after each sum. Raises KeyError
    for another highlight, ValueError for another place.

    >>> draw("norm")[1]
    'In colour: the two norms.'
    >>> draw("norm", ["pre", "post"])[1]
    'In colour: the two norms. Above: pre-norm; below: post-norm.'
    """
    said = SAID[highlight]
    fig, axes = plots.figure(8.5, 2.1 * len(norms), rows=len(norms))
    for ax, place in zip(fig.axes, norms):
        layer(ax, highlight, place)
        if len(norms) > 1:
            ax.set_title(f"{place}-norm", loc="left", fontsize=10)
    if len(norms) > 1:
        said += f" Above: {norms[0]}-norm; below: {norms[1]}-norm."
    return fig, said


def layer(ax, highlight: str = "", norm: str = "pre") -> None:
    """Draw one layer on `ax`; arguments as in `draw`.

    >>> _, ax = plots.figure()
    >>> layer(ax, "MLP", "post")
    >>> [text.get_text() for text in ax.texts if text.get_text()]
    ['attention', 'norm', 'positions', 'MLP', 'norm', '+', '+', 'in', 'out']
    """
    if norm not in ("pre", "post"):
        raise ValueError(f'norm is "pre" or "post", not {norm!r}.')
    ax.set(xlim=(-0.3, 10.3), ylim=(-0.6, 2.2), xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    plus = [4.4, 8.9] if norm == "pre" else [3.6, 8.1]
    for start, part, end in zip((0.6, 5.1), ("attention", "MLP"), plus):
        middle = start + (2.6 if norm == "pre" else 1.8)
        way(ax, [(start, 0), (end - 0.15, 0)], highlight == "residual")
        edge = middle - (0.52 if part == "attention" else 0.32)
        way(ax, [(start, 0), (start, 1), (edge, 1)], False)
        way(ax, [(middle, 1), (end, 1), (end, 0.2)], False)
        box(ax, middle, 1, part, highlight == part)
        box(
            ax, *((start + 1, 1) if norm == "pre" else (end + 0.85, 0)), "norm", highlight == "norm"
        )
        if part == "attention":
            way(ax, [(middle, 1.9), (middle, 1.22)], highlight == "positions")
            box(ax, middle, 1.95, "positions", highlight == "positions")
        way(ax, [(end + 0.15, 0), (end + (0.7 if norm == "pre" else 1.5), 0)], False)
    for x in plus:
        ax.text(x, 0, "+", ha="center", va="center", bbox={"boxstyle": "circle", "fc": "white"})
    ax.plot([0, 0.6], [0, 0], color=PLAIN, linewidth=1.2)
    ax.text(-0.1, 0, "in", ha="right", va="center")
    ax.text(plus[1] + (0.8 if norm == "pre" else 1.6), 0, "out", ha="left", va="center")


def box(ax, x: float, y: float, name: str, marked: bool) -> None:
    """A part of the layer, with its name, centred at x and y."""
    look = {"boxstyle": "round,pad=0.35", "fc": "white", "ec": PLAIN, "lw": 1}
    if marked:
        look |= {"fc": "#FBE3D3", "ec": ACCENT, "lw": 2.5}
    weight = "bold" if marked else "normal"
    ax.text(x, y, name, ha="center", va="center", weight=weight, bbox=look, zorder=3)


def way(ax, points: list[tuple[float, float]], marked: bool) -> None:
    """A line through the points (x, y), with an arrow at its end."""
    colour, width = (ACCENT, 4) if marked else (PLAIN, 1.2)
    ax.plot(*zip(*points), color=colour, linewidth=width, zorder=1)
    arrow = {"arrowstyle": "-|>", "color": colour, "lw": width, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", points[-1], points[-2], arrowprops=arrow, zorder=1)
