"""Where to draw the line: precision and recall at a threshold, as a picture."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from sklearn.metrics import average_precision_score, precision_recall_curve

from helpers import arguments
from helpers.files import CourseError
from helpers.show import plots


def at(labels: Sequence[int], scores: Sequence[float], threshold: float) -> dict[str, float]:
    """Counts, precision, recall and accuracy if every score of `threshold` or more is flagged.

    labels: 1 for what should be flagged, else 0. Precision is 0 if nothing is flagged.

    >>> at([0, 1, 1], [0.2, 0.6, 0.4], 0.5)["recall"]
    0.5
    """
    labels, scores = _arrays(labels, scores)
    flagged = scores >= threshold
    hits, alarms = int((flagged & (labels == 1)).sum()), int(flagged.sum())
    positives = int(labels.sum())
    return {
        "hits": hits,
        "false alarms": alarms - hits,
        "missed": positives - hits,
        "precision": hits / max(alarms, 1),
        "recall": hits / positives,
        "accuracy": float((flagged == labels).mean()),
    }


@arguments.checked
def draw(labels: Sequence[int], scores: Sequence[float], threshold: float) -> tuple[Figure, str]:
    """The scores with the threshold, the curve with its point, and a sentence.

    >>> draw([0, 1, 1], [0.2, 0.6, 0.4], 0.5)[1]
    'Threshold 0.50: 1 of 2 found (recall 0.50), 0 false alarms (precision 1.00), accuracy 0.67.'
    """
    arguments.refuse(not np.isfinite(scores).all(), "A score is infinite. Give finite scores.")
    labels, scores = _arrays(labels, scores)
    found = at(labels, scores, threshold)
    fig, (left, right) = plots.figure(7.5, 3.2, columns=2)
    rng = np.random.default_rng(0)
    for value in (0, 1):
        mine = scores[labels == value]
        left.scatter(
            mine,
            value + rng.uniform(-0.3, 0.3, len(mine)),
            s=9,
            alpha=0.4,
            color=plots.COLOURS[value],
            marker=plots.MARKERS[value],
        )
    left.axvline(threshold, color="black", linestyle="--")
    left.set_yticks([0, 1], ["others", "to be\nflagged"])
    left.set(xlabel="score; flagged right of the line", xlim=(-0.02, 1.02))
    precision, recall, _ = precision_recall_curve(labels, scores)
    area = average_precision_score(labels, scores)
    right.step(
        recall,
        precision,
        where="post",
        color=plots.COLOURS[0],
        label=f"average precision {area:.2f}",
    )
    plots.level(right, labels.mean(), style=":")
    right.plot(found["recall"], found["precision"], "D", color=plots.COLOURS[1], label="threshold")
    right.set(xlabel="recall", ylabel="precision", xlim=(-0.02, 1.04), ylim=(-0.02, 1.04))
    plots.legend_above(right)
    return fig, (
        f"Threshold {threshold:.2f}: {found['hits']} of {int(labels.sum())} found (recall"
        f" {found['recall']:.2f}), {found['false alarms']} false alarms (precision"
        f" {found['precision']:.2f}), accuracy {found['accuracy']:.2f}."
    )


def _arrays(labels: Sequence[int], scores: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    labels, scores = np.asarray(labels, dtype=int), np.asarray(scores, dtype=float)
    if labels.shape != scores.shape or labels.ndim != 1:
        raise CourseError(
            f"There are {labels.size} labels and {scores.size} scores. Give one score"
            " for each label."
        )
    if set(labels.tolist()) != {0, 1}:
        raise CourseError("Labels are 0 and 1, and both must occur: 1 is what should be flagged.")
    return labels, scores
