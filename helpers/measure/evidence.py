"""What the course has measured, as the few numbers that a decision needs.

Each number comes from the stored runs of one experiment and says which. A gain is the low end of
the 95 % interval of differences, seed by seed: above zero, it is a gain; otherwise none was shown.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpers.files import CourseError
from helpers.measure import experiment, metrics
from helpers.measure.experiment import Runs


@dataclass(frozen=True)
class Number:
    """A threshold or a gain. value: None if nobody has measured it yet. what: in words.

    results: the name of the stored runs. place: a reference to the lesson, and the heading in it.
    """

    value: float | None
    what: str
    results: str
    place: str

    @property
    def text(self) -> str:
        """The value for a table. A gain over one run only has no interval: it is nan.

        >>> [Number(v, "", "", "").text for v in (0.125, 64.0, 1234.5, math.inf, None, math.nan)]
        ['0.12', '64', '1,234', 'never', 'not measured', 'one run only']
        """
        if self.value is None:
            return "not measured"
        if math.isnan(self.value):
            return "one run only"
        if math.isinf(self.value):
            return "never"
        return f"{self.value:,.0f}" if abs(self.value) >= 10 else f"{self.value:.2g}"


def gain(runs: Runs, value: str, one: dict, other: dict) -> float:
    """Low end of the interval of one condition's values minus another's, seed by seed.

    >>> rows = [{"way": w, "seed": s, "right": r + s / 10} for w, r in (("a", 0.5), ("b", 0.3))
    ...         for s in (0, 1)]
    >>> round(gain(Runs(rows), "right", {"way": "a"}, {"way": "b"}), 2)
    0.2
    """
    return metrics.interval(metrics.minus(*(runs.values(value, **way) for way in (one, other))))[1]


def first_without(counts: Sequence[int], behind: Callable[[int], bool]) -> float:
    """The smallest count from which on nobody is behind; infinity if there is none.

    >>> first_without([1, 4, 16], lambda count: count < 4)
    4
    """
    after = [n for i, n in enumerate(counts) if not any(behind(m) for m in counts[i:])]
    return after[0] if after else math.inf


def counting_keeps_up(runs: Runs, tasks: Sequence[str] = ("reviews", "news", "leads")) -> float:
    """Labels per class up to which the pre-trained network is not clearly ahead of TF-IDF.

    The least of the tasks; 0 if it is ahead from the first number on.
    """
    counts = [c["labels"] for c in runs.conditions("labels")]

    def last(task: str) -> float:
        one, other = ({"task": task, "method": m} for m in ("pre-trained", "TF-IDF + LR"))
        ahead = [
            n
            for n in counts
            if gain(runs, "accuracy", one | {"labels": n}, other | {"labels": n}) > 0
        ]
        return max([n for n in counts if n < min(ahead, default=math.inf)], default=0)

    return min(map(last, tasks))


def counting_catches_up(runs: Runs, task: str = "town") -> float:
    """Labels per class from which TF-IDF is not clearly behind the prompt."""
    prompt, words = ({"task": task, "method": m} for m in ("in context", "TF-IDF + LR"))
    counts = [c["labels"] for c in runs.conditions("labels")]
    return first_without(
        counts, lambda n: gain(runs, "accuracy", prompt | {"labels": n}, words | {"labels": n}) > 0
    )


def tuning_enough(runs: Runs, task: str = "town") -> float:
    """Labels per class from which fine-tuning's mean is not behind the context's."""

    def behind(n: int) -> bool:
        pair = [
            runs.values("accuracy", task=task, labels=n, method=method)
            for method in ("in context", "fine-tuned")
        ]
        return metrics.interval([a - b for a, b in zip(*pair)])[0] > 0

    return first_without([c["labels"] for c in runs.conditions("labels")], behind)


def of_style(runs: Runs) -> float:
    """What both together have over the better of the two alone: code and form right."""
    return min(
        gain(runs, "note", {"way": "both"}, {"way": way})
        for way in ("fine-tuned", "demonstrations")
    )


def of_reversals(runs: Runs) -> float:
    """What facts gain in the context over facts in the weights, over all pre-trainings."""
    by_model = runs.nested("checkpoint")
    return gain(by_model, "reversed, exact", {"way": "all facts"}, {"way": "fine-tuned"})


def of_first_labels(runs: Runs) -> float:
    """What labels from the prompt gain a classifier over the hand labels, the least of all tasks.

    The classifier is the first of the runs.
    """
    student = runs.conditions("student")[0]
    return min(
        gain(
            runs,
            "accuracy",
            task | student | {"labels": "from the prompt"},
            task | student | {"labels": "by hand"},
        )
        for task in runs.conditions("task")
    )


# Key: what it is, the stored runs, where they are shown, and how to read the number off them.
EARLIER: dict[str, tuple[str, str, str, Callable[[Runs], float]]] = {
    "keeps": (
        "labels per class up to which fine-tuning is not clearly ahead of TF-IDF",
        "fine_tuning/labels",
        "[[lesson:fine_tuning]], How many labels does pre-training save?",
        counting_keeps_up,
    ),
    "catches": (
        "labels per class from which TF-IDF is not clearly behind the prompt",
        "in_context/labels",
        "[[lesson:in_context]], How many labels?",
        counting_catches_up,
    ),
    "labels": (
        "labels per class from which fine-tuning's mean is not behind the prompt's",
        "in_context/labels",
        "[[lesson:in_context]], How many labels?",
        tuning_enough,
    ),
    "forms": (
        "gain of eight shown records over none",
        "in_context/adapt",
        "[[lesson:in_context]], More than labels",
        lambda runs: gain(
            runs.shares(exact=50),
            "exact",
            {"kind": "record", "shown": 8},
            {"kind": "record", "shown": 0},
        ),
    ),
    "reversals": (
        "gain of facts in the context over facts in the weights, reversed",
        "comparison/compare",
        "[[lesson:comparison]], The comparison",
        lambda runs: of_reversals(runs.shares(**{"reversed, exact": 12})),
    ),
    "augmented": (
        "gain of augmented over plain fine-tuning, deduced",
        "own_inferences/augmented",
        "[[lesson:own_inferences]], Learn it",
        lambda runs: gain(
            runs.shares(**{"exact: deduced": 20}),
            "exact: deduced",
            {"way": "+ both"},
            {"way": "plain"},
        ),
    ),
    "first": (  # of a section that may be skipped, so its stored runs are read
        "gain of labels from the prompt over hand labels",
        "choose_and_combine/first_labels",
        "[[lesson:choose_and_combine]], A prompt labels, a classifier learns",
        lambda runs: of_first_labels(runs.shares(accuracy=150)),
    ),
}


def earlier() -> tuple[dict[str, Number], list[str]]:
    """The numbers that are read from stored runs, and a sentence for each that is missing."""
    found, missing = {}, []
    for key, (what, name, place, read) in EARLIER.items():
        value = None
        try:
            value = float(read(experiment.stored(name)))
        except CourseError as error:
            missing.append(str(error))
        found[key] = Number(value, what, name, place)
    return found, missing


def this_lesson(costs: dict[str, float], style: Runs) -> dict[str, Number]:
    """The numbers that the lesson `choose_and_combine` measures; `costs` are from `of_costs`."""
    prices = "[[lesson:choose_and_combine]], What a query costs"
    return {
        "queries": Number(
            costs["queries"],
            "queries from which fine-tuning is cheaper",
            "choose_and_combine/cost",
            prices,
        ),
        "ms": Number(
            costs["ms"],
            "milliseconds for a query with demonstrations",
            "choose_and_combine/cost",
            prices,
        ),
        "style": Number(
            of_style(style),
            "gain of fine-tuning plus demonstrations over either",
            "choose_and_combine/style",
            "[[lesson:choose_and_combine]], The house and the person",
        ),
    }
