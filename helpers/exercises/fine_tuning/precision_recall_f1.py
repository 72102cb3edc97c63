"""Precision, recall and F1 of one class."""

from helpers.checking.spec import Exercise, mistake


def precision_recall_f1(
    labels: list[int], predictions: list[int], wanted: int
) -> tuple[float, float, float]:
    """Precision, recall and F1 of the class `wanted`. What would divide by zero is 0.0.

    F1 is 2 · precision · recall / (precision + recall).
    """
    both = sum(a == b == wanted for a, b in zip(labels, predictions))
    called, truly = predictions.count(wanted), labels.count(wanted)
    precision = both / called if called else 0.0
    recall = both / truly if truly else 0.0
    f1 = 2 * precision * recall / (precision + recall) if both else 0.0
    return precision, recall, f1


def cases() -> list:
    return [
        ([0, 0, 0, 1, 1, 2, 2, 2], [0, 1, 1, 1, 2, 2, 2, 0], 0),
        ([0, 0, 0, 1, 1, 2, 2, 2], [0, 1, 1, 1, 2, 2, 2, 2], 2),
        ([1, 1, 0, 1, 1, 1], [1, 0, 1, 0, 0, 1], 1),
        ([0, 1, 1], [0, 0, 0], 1),  # never called
        ([0, 0, 1], [2, 1, 1], 2),  # none there
        ([0, 2, 1], [2, 0, 1], 2),  # called and there, never both
        ([1, 0, 0, 0, 0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0, 0, 0, 0, 1], 1),
    ]


def counted(labels, predictions, wanted) -> tuple[int, int, int]:
    both = sum(a == b == wanted for a, b in zip(labels, predictions, strict=True))
    return both, predictions.count(wanted), labels.count(wanted)


def share(part, whole) -> float:
    return part / whole if whole else 0.0


def harmonic(p: float, r: float) -> float:
    return share(2 * p * r, p + r)


@mistake("Precision and recall are swapped. Precision divides by calls.")
def swapped(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = share(both, truly), share(both, called)
    return p, r, harmonic(p, r)


@mistake("F1 is the harmonic mean, not half the sum.")
def arithmetic(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = share(both, called), share(both, truly)
    return p, r, (p + r) / 2


@mistake("F1 lacks its factor 2.")
def without_two(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = share(both, called), share(both, truly)
    return p, r, share(p * r, p + r)


@mistake("It counts right answers of every class. Count those of `wanted`.")
def all_right_ones(labels, predictions, wanted):
    both = sum(a == b for a, b in zip(labels, predictions, strict=True))
    p, r = share(both, predictions.count(wanted)), share(both, labels.count(wanted))
    return p, r, harmonic(p, r)


@mistake("It divides by all texts. Divide by the calls, or by the labels, of `wanted`.")
def of_all_texts(labels, predictions, wanted):
    both = counted(labels, predictions, wanted)[0]
    p = r = both / len(labels)
    return p, r, harmonic(p, r)


@mistake("It always looks at class 1. Use `wanted`.")
def always_class_one(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, 1)
    p, r = share(both, called), share(both, truly)
    return p, r, harmonic(p, r)


@mistake("It divides by zero. Return 0.0 there.")
def divides_by_zero(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = both / called, both / truly
    return p, r, 2 * p * r / (p + r)


@mistake("With nothing to divide by the result is 0.0, not 1.")
def perfect_when_empty(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = both / called if called else 1.0, both / truly if truly else 1.0
    return p, r, harmonic(p, r)


@mistake("It is in percent. Return shares between 0 and 1.")
def percent(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = 100 * share(both, called), 100 * share(both, truly)
    return p, r, harmonic(p, r)


EXERCISE = Exercise(
    id="precision_recall_f1",
    title="Precision, recall and F1",
    minutes=8,
    difficulty=2,
    reference=precision_recall_f1,
    cases=cases,
    mistakes=(
        swapped,
        arithmetic,
        without_two,
        all_right_ones,
        of_all_texts,
        always_class_one,
        divides_by_zero,
        perfect_when_empty,
        percent,
    ),
    hints=(
        "Three counts are enough: how often `wanted` was called, how often it is the label,"
        " and how often both at once.",
        "Precision divides by the calls, recall by the labels. Each may be zero: then the"
        " result is 0.0.",
        "`both = sum(a == b == wanted for a, b in zip(labels, predictions))`; `.count(wanted)`"
        " gives the other two. F1 is 0.0 if `both` is.",
    ),
)
