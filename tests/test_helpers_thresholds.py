"""The threshold's picture: its numbers are scikit-learn's, its points stand where they belong."""

import numpy as np
import pytest
from sklearn import metrics

from helpers.files import CourseError
from helpers.measure import thresholds

LUCK = np.random.default_rng(0)
LABELS = (LUCK.random(300) < 0.1).astype(int)
SCORES = np.clip(LUCK.random(300) * 0.7 + 0.3 * LABELS, 0, 1).round(2)


@pytest.mark.parametrize("threshold", [0.0, 0.37, 0.5, 0.9, 1.1])
def test_numbers_are_those_of_scikit_learn(threshold):
    found = thresholds.at(LABELS, SCORES, threshold)
    flagged = SCORES >= threshold
    precision, recall, _, _ = metrics.precision_recall_fscore_support(
        LABELS, flagged, average="binary", zero_division=0
    )
    assert (found["precision"], found["recall"]) == pytest.approx((precision, recall))
    assert found["accuracy"] == pytest.approx(metrics.accuracy_score(LABELS, flagged))
    (_, alarms), (missed, hits) = metrics.confusion_matrix(LABELS, flagged)
    assert (found["hits"], found["false alarms"], found["missed"]) == (hits, alarms, missed)


def test_the_picture_shows_the_point_and_chance():
    fig, sentence = thresholds.draw(LABELS.tolist(), SCORES.tolist(), 0.5)
    left, right = fig.axes
    found = thresholds.at(LABELS, SCORES, 0.5)
    point = right.lines[-1]
    assert (point.get_xdata()[0], point.get_ydata()[0]) == (found["recall"], found["precision"])
    assert right.lines[1].get_ydata()[0] == pytest.approx(LABELS.mean())
    assert left.lines[0].get_xdata()[0] == 0.5
    assert sum(len(part.get_offsets()) for part in left.collections) == len(LABELS)
    assert f"{found['hits']} of {LABELS.sum()} found" in sentence


def test_the_same_picture_each_time():
    first, again = (thresholds.draw(LABELS, SCORES, 0.3)[0].axes[0] for _ in "ab")
    for one, other in zip(first.collections, again.collections, strict=True):
        assert np.array_equal(one.get_offsets(), other.get_offsets())


@pytest.mark.parametrize(
    "labels, scores, message",
    [
        ([0, 1], [0.5], "one score"),
        ([0, 0], [0.1, 0.2], "both must occur"),
        ([1, 2], [0.1, 0.2], "Labels are 0 and 1"),
        ([], [], "both must occur"),
    ],
)
def test_bad_input_is_told(labels, scores, message):
    with pytest.raises(CourseError, match=message):
        thresholds.at(labels, scores, 0.5)
