"""Pictures of what a model concludes, how sure it was, and what it costs."""

import math
from collections.abc import Collection, Sequence
from textwrap import fill

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.facts import inferences
from helpers.facts.inferences import Inference
from helpers.show import plots


@arguments.checked
def draw_written(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    written: Sequence[Inference],
    given: Collection[str],
    true: Collection[str],
) -> tuple:
    """A bar for each sentence: as long as the model was sure of it, and in words whether it is
    right, wrong, or a given sentence again. Returns (figure, summary)."""
    fig, ax = plots.figure(7.5, 0.9 + 0.42 * max(1, len(written)))
    shares = [math.exp(s) for s in inferences.sureness(model, tokenizer, list(written))]
    counts = {"right": 0, "wrong": 0, "a given sentence": 0, "no conclusion": 0}
    for i, (one, share) in enumerate(zip(written, shares)):
        verdict = (
            "no conclusion"
            if not one.text
            else "a given sentence"
            if one.text in given
            else "right"
            if one.text in true
            else "wrong"
        )
        counts[verdict] += 1
        number = list(counts).index(verdict)
        ax.barh(i, share, color=plots.COLOURS[number], alpha=0.5)
        said = fill(f"{one.text or one.written}  ({verdict})", 90)
        ax.text(0.01, i, said, va="center", fontsize=9)
    ax.set(xlim=(0, 1), xlabel="probability of a token, geometric mean", yticks=[])
    ax.invert_yaxis()
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return fig, f"About {written[0].source!r} the model wrote: {told}."


@arguments.checked(meeting=...)
def draw_costs(
    once: dict[str, float], each: dict[str, float], meeting: float | None, most: float = 1e6
) -> tuple:
    """Operations until then against the number of questions answered, both axes logarithmic.

    once: spent before the first question; each: for every question. meeting: where to draw a line.
    """
    fig, ax = plots.figure(7, 3.6)
    queries = [most ** (i / 60) for i in range(61)]
    for i, name in enumerate(once):
        ax.plot(
            queries,
            [once[name] + each[name] * n for n in queries],
            color=plots.COLOURS[i],
            linestyle=plots.STYLES[i % 4],
            label=name,
        )
    if meeting:
        ax.axvline(meeting, color="black", linestyle=":", linewidth=1)
    ax.set(xscale="log", yscale="log", xlabel="questions answered", ylabel="operations in all")
    ax.legend(fontsize=9)
    cheapest = {n: min(once, key=lambda name: once[name] + each[name] * n) for n in (1, most)}
    return fig, (
        f"After one question {cheapest[1]} is cheapest, after {most:,.0f} {cheapest[most]}."
    )
