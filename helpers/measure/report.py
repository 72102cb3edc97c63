"""A one-page report: what was wanted, what was measured, what was chosen. Markdown and a picture.

Everything in it comes from the caller's runs; nothing is written here but the headings.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from helpers import arguments
from helpers.files import CourseError, cache_dir, write_bytes, write_text
from helpers.measure import metrics
from helpers.measure.experiment import Runs
from helpers.show import plots


def cell(values: Sequence[float]) -> str:
    """Mean and interval, or the number alone where all values are the same and no shares.

    >>> cell([12, 12]), cell([0.5]), cell(metrics.Shares([1.0, 1.0], questions=50))
    ('12', '0.5 (one run)', '1.00 [0.96, 1.00]')
    """
    _, low, high = metrics.interval(values)
    if len(values) > 1 and low < high:
        return metrics.text(values)
    return f"{values[0]:.3g}" + " (one run)" * (len(values) == 1)


def rows(runs: Runs, by: str, values: Sequence[str]) -> list[list[str]]:
    """A row for each condition: its name, then mean and interval of each value.

    >>> runs = Runs([{"way": "prompt", "seed": s, "accuracy": 0.5} for s in (0, 1)])
    >>> rows(runs, "way", ["accuracy"])
    [['prompt', '0.5']]
    """
    return [
        [str(condition[by]), *(cell(runs.values(value, **condition)) for value in values)]
        for condition in runs.conditions(by)
    ]


def markdown_table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table in Markdown. A bar inside a cell would end it, so it is escaped.

    >>> print(markdown_table(["way", "right"], [["a|b", "0.5"]]))
    | way | right |
    |---|---|
    | a\\|b | 0.5 |
    """
    lines = [head, ["---"] * len(head), *body]
    cells = [
        [
            "---" if cell == "---" else str(cell).replace("|", "\\|").replace("\n", " ")
            for cell in line
        ]
        for line in lines
    ]
    rule = "|" + "---|" * len(head)
    return "\n".join(rule if line[0] == "---" else f"| {' | '.join(line)} |" for line in cells)


def picture(runs: Runs, by: str, value: str, floor: float, chance: float) -> tuple[Figure, str]:
    """Mean and interval of each way, with the floor and chance as lines, and a sentence."""
    names = [condition[by] for condition in runs.conditions(by)]
    fig, ax = plots.figure(7.5, 1.6 + 0.35 * len(names))
    above = []
    for y, name in enumerate(names):
        mean, low, high = metrics.interval(runs.values(value, **{by: name}))
        plots.with_intervals(ax, [y], [(mean, low, high)], y, across=True)
        above += [name] * (low >= floor)
    for place, style, label in ((floor, "--", "floor"), (chance, ":", "chance")):
        ax.axvline(place, color="black", linestyle=style, linewidth=1, label=label)
    plots.categories(ax, names, upright=True)
    ax.set(xlabel=value, xlim=(0, 1.02))
    plots.legend_above(ax)
    told = ", ".join(above) or "none"
    return fig, f"With the whole interval at the floor of {floor:.2f} or above: {told}."


def page(
    title: str,
    wanted: dict[str, object],
    settings: dict[str, object],
    table: str,
    sentences: Sequence[str],
    image: str,
    alt: str,
) -> str:
    """The report as Markdown.

    >>> print(page("Desk", {"floor": 0.9}, {"seeds": 3}, "", ["Chosen: prompt."], "a.png", "x"))
    # Desk
    <BLANKLINE>
    ## Wanted
    <BLANKLINE>
    - floor: 0.9
    <BLANKLINE>
    ## Measured
    <BLANKLINE>
    ![x](a.png)
    <BLANKLINE>
    ## Chosen
    <BLANKLINE>
    Chosen: prompt.
    <BLANKLINE>
    ## Settings
    <BLANKLINE>
    - seeds: 3
    <BLANKLINE>
    """

    def listed(pairs: dict[str, object]) -> str:
        return "\n".join(f"- {name}: {value}" for name, value in pairs.items())

    alt = alt.replace("[", "(").replace("]", ")")  # brackets would end the alternative text
    parts = [
        f"# {title}",
        "## Wanted",
        listed(wanted),
        "## Measured",
        table,
        f"![{alt}]({image})",
        "## Chosen",
        *sentences,
        "## Settings",
        listed(settings),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


@arguments.checked
def write(
    folder: Path | str | None,
    name: str,
    runs: Runs,
    by: str,
    values: Sequence[str],
    *,
    title: str,
    wanted: dict[str, object],
    settings: dict[str, object],
    sentences: Sequence[str],
    floor: float,
    chance: float,
) -> tuple[Path, Figure, str]:
    """Write NAME.png and NAME.md to `folder`, each in one step, the page last.

    folder: None for "reports" in the course's cache.
    `values` are the columns, the first of them is drawn. Returns the page's path, and figure and
    sentence for `plots.show`. Raises `CourseError` for a name that is no file name.
    """
    if not re.fullmatch(r"[\w-]+", name):
        raise CourseError(f"A report's name has letters, digits, - and _ only, not {name!r}.")
    fig, said = picture(runs, by, values[0], floor, chance)
    table = markdown_table([by, *values], rows(runs, by, values))
    text = page(title, wanted, settings, table, sentences, f"{name}.png", said)
    folder = cache_dir() / "reports" if folder is None else Path(folder)
    write_bytes(folder / f"{name}.png", plots.png(fig))
    return write_text(folder / f"{name}.md", text), fig, said
