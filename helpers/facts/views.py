"""Pictures of the comparison: kinds of questions, numbers of facts, prices, and single answers."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import scoring
from helpers.facts import evaluation, trials
from helpers.facts.statements import FactQuestion
from helpers.measure import charts, metrics
from helpers.measure.experiment import Runs
from helpers.show import plots


def kinds(runs: Runs, ways: Sequence[str], of: Sequence[str], chance: float) -> tuple[Figure, str]:
    """Every way on every kind of question: written exactly, and chosen among four.

    A marker is the mean over seeds with its 95 % interval; `chance` is that of a choice.

    >>> rows = [{"way": w, "seed": s, "recall, exact": 1.0, "recall, choice": 1.0}
    ...         for w in ("before", "after") for s in (0, 1)]
    >>> kinds(Runs(rows), ["before", "after"], ["recall"], 0.25)[1]
    'Exact answers. before: recall 1.00; after: recall 1.00. Chance of a choice 0.25.'
    """
    fig, axes = plots.figure(9.0, 3.8, columns=2)
    told = []
    for ax, measure in zip(axes, ("exact", "choice")):
        for i, way in enumerate(ways):
            values = [runs.values(f"{kind}, {measure}", way=way) for kind in of]
            limits = [metrics.interval(some) for some in values]
            places = [k - 0.3 + 0.6 * i / max(1, len(ways) - 1) for k in range(len(of))]
            plots.with_intervals(ax, places, limits, i, way)
            if measure == "exact":
                words = ", ".join(f"{kind} {mean:.2f}" for kind, (mean, _, _) in zip(of, limits))
                told.append(f"{way}: {words}")
        plots.categories(ax, of)
        ax.tick_params("x", labelsize=8)
        ax.set(ylim=(-0.04, 1.04), ylabel="share right")
    axes[0].set_title("written exactly")
    axes[1].set_title("chosen among four")
    plots.level(axes[1], chance)
    fig.legend(
        *axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=9
    )
    return fig, f"Exact answers. {'; '.join(told)}. Chance of a choice {chance:.2f}."


def curves(runs: Runs, ways: Sequence[str], counts: Sequence[int], kind: str) -> tuple[Figure, str]:
    """Exact answers to one kind of question against the number of facts, for every way.

    >>> rows = [{"way": "all", "facts": n, "seed": 0, "recall, exact": 10 / n} for n in (10, 20)]
    >>> curves(Runs(rows), ["all"], [10, 20], "recall")[1]
    'recall, 10 to 20 facts. all: 1.00 to 0.50.'
    """
    fig, ax = plots.figure(6.5, 3.4)
    told = []
    for i, way in enumerate(ways):
        mine = runs.where(way=way)
        limits = charts.with_intervals(ax, mine, f"{kind}, exact", "facts", None, i, way, line=True)
        told.append(f"{way}: {limits[0][0]:.2f} to {limits[-1][0]:.2f}")
    ax.set_xscale("log")
    ax.set_xticks(counts, counts)
    ax.minorticks_off()
    ax.set(xlabel="facts", ylabel=f"{kind}, written exactly", ylim=(-0.04, 1.04))
    plots.legend_above(ax)
    return fig, f"{kind}, {counts[0]} to {counts[-1]} facts. {'; '.join(told)}."


def dial(runs: Runs, of: Sequence[str]) -> tuple[Figure, str]:
    """Exact answers in context by the share of documents that tell facts `both` ways.

    The shares stand at equal distances: the small ones would lie upon each other. Every network is
    a dot.

    >>> rows = [{"both": b, "seed": 0, "recall, exact": 1 - b} for b in (0.0, 0.01, 0.75)]
    >>> dial(Runs(rows), ["recall"])[1]
    'Written in context. recall: 1.00 at 0 to 0.25 at 0.75. The shares stand at equal distances.'
    """
    fig, ax = plots.figure(7.0, 3.6)
    shares, told = [condition["both"] for condition in runs.conditions("both")], []
    for i, name in enumerate(of):
        shift = 0.12 * (i - (len(of) - 1) / 2)
        places = [place + shift for place in range(len(shares))]
        limits = charts.with_intervals(
            ax, runs, f"{name}, exact", "both", places, i, name, dots=True, line=True
        )
        told.append(
            f"{name}: {limits[0][0]:.2f} at {shares[0]:g} to {limits[-1][0]:.2f} at {shares[-1]:g}"
        )
    plots.categories(ax, [f"{share:g}" for share in shares])
    ax.set(
        xlabel="share told both ways (at equal distances)",
        ylabel="written exactly",
        ylim=(-0.04, 1.04),
    )
    plots.legend_above(ax)
    return fig, f"Written in context. {'; '.join(told)}. The shares stand at equal distances."


def prices(runs: Runs, cost: Runs, ways: Sequence[str], kind: str) -> tuple[Figure, str]:
    """Exact answers to one kind of question against the tokens that one question costs.

    >>> rows = [{"way": "weights", "seed": 0, "tokens": 9.0, "recall, exact": 1.0}]
    >>> prices(Runs(rows), Runs(rows), ["weights"], "recall")[1]
    'recall, exact answers and tokens a question. weights: 1.00 for 9.'
    """
    fig, ax = plots.figure(6.5, 3.2)
    told = []
    for i, way in enumerate(ways):
        x = cost.mean("tokens", way=way)
        limits = metrics.interval(runs.values(f"{kind}, exact", way=way))
        plots.with_intervals(ax, [x], [limits], i, way)
        told.append(f"{way}: {limits[0]:.2f} for {x:.0f}")
    ax.set_xscale("log")
    ax.set(
        xlabel="tokens read for one question",
        ylabel=f"{kind}, written exactly",
        ylim=(-0.04, 1.04),
    )
    plots.legend_above(ax)
    return fig, f"{kind}, exact answers and tokens a question. {'; '.join(told)}."


def answer(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    question: FactQuestion,
    context: Sequence[str] = (),
) -> tuple[str, list[float]]:
    """What the model writes, and what share of probability each of the question's choices gets.

    A question that takes two facts is answered step by step, with a context and without one.
    """
    asked, given, last = question, context, ""
    if question.steps:
        [asked], [given], [last] = trials.with_steps(model, tokenizer, [question], [context])
    prompt, _ = evaluation.prompted(asked, given)
    written = last or evaluation.write(model, tokenizer, [prompt], max_new=8)[0]
    labels = [f" {choice}" for choice in question.choices]
    shares = scoring.classify(model, tokenizer, [prompt], labels, end=".")[1][0]
    return written.removesuffix("."), shares.tolist()


@arguments.checked
def both_ways(
    tuned: nn.Module,
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    question: FactQuestion,
    context: Sequence[str],
) -> tuple[Figure, str]:
    """One question to the tuned model without a context, and to the model with one."""
    fig, axes = plots.figure(9.0, 2.6, columns=2)
    asked = (("weights", tuned, ()), ("context", model, context))
    told = []
    for ax, (name, net, given) in zip(axes, asked):
        written, shares = answer(net, tokenizer, question, given)
        colours = [
            plots.COLOURS[2 if choice == question.answer else 1] for choice in question.choices
        ]
        labels = [
            f"{choice} (right)" if choice == question.answer else choice
            for choice in question.choices
        ]
        ax.barh(labels, shares, color=colours)
        ax.invert_yaxis()
        ax.set(xlim=(0, 1), xlabel="share of probability", title=f"{name}: writes “{written}”")
        told.append(f"{name}: “{written}”")
    return fig, f"“{question.prompt} …” Right: {question.answer}. {'; '.join(told)}."
