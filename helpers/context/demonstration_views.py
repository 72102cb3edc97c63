"""Playing with a prompt's demonstrations: plain functions for `widgets.explore`."""

from matplotlib.figure import Figure
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import scoring
from helpers.context.demonstrations import Demonstration
from helpers.context.prompts import Prompt
from helpers.files import CourseError
from helpers.show import plots

MARK = "=>"


def parse(lines: list[str]) -> list[Demonstration]:
    """Demonstrations from lines "text => answer"; empty lines are left out.

    Raises `CourseError` for a line without the mark, or with nothing on one of its sides.

    >>> parse(["a plum => dax", " "])
    [('a plum', 'dax')]
    """
    found = []
    for line in filter(str.strip, lines):
        text, mark, answer = (part.strip() for part in line.rpartition(MARK))
        if not (mark and text and answer):
            raise CourseError(
                f'Write a demonstration as "text {MARK} label", not {line!r}.'
                " Empty the line to leave it out."
            )
        found.append((text, answer))
    return found


@arguments.checked
def draw(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, query: str, labels: str, *lines: str
) -> tuple[Figure, str]:
    """The probability of each label, without demonstrations and with them, and a sentence.

    labels: separated by commas. lines: demonstrations as in `parse`. Raises `CourseError` for
    anything that is no prompt, or for labels that cannot be told apart.

    >>> from helpers.weights import models
    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["a plum => dax fep"] * 9, vocab_size=300, kind="bpe")
    >>> model = models.decoder(300, width=32, layers=1)
    >>> draw(model, tokenizer, "a plum", "dax, fep", "a plum => dax")[1][:16]
    '1 demonstration:'
    """
    shown = parse(list(lines))
    names = [name.strip() for name in labels.split(",") if name.strip()]
    prompt = Prompt(query, shown)
    chosen, p = scoring.classify(model, tokenizer, [Prompt(query), prompt], names)
    fig, ax = plots.figure(7.0, 1.2 + 0.55 * len(names))
    places = range(len(names))
    ax.barh(
        [y - 0.2 for y in places], p[0].tolist(), 0.4, color="#BBBBBB", label="no demonstrations"
    )
    ax.barh(
        [y + 0.2 for y in places],
        p[1].tolist(),
        0.4,
        color=plots.COLOURS[0],
        hatch="//",
        edgecolor="white",
        label="with your demonstrations",
    )
    ax.set_yticks(places, names, parse_math=False)
    ax.set(xlabel="probability among these labels", xlim=(0, 1), ylim=(len(names) - 0.4, -0.6))
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)
    best = chosen[1]
    many = f"{len(shown)} demonstration{'s' * (len(shown) != 1)}"
    return fig, (
        f"{many}: the model says {names[best]}, with probability {p[1, best]:.2f}; without"
        f" demonstrations that label had {p[0, best]:.2f}."
    )
