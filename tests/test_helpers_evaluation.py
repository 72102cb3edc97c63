"""Evaluation against numbers counted by hand."""

import numpy as np
import pytest
from datasets import Dataset

from helpers.files import CourseError
from helpers.measure import evaluation
from helpers.measure.evaluation import Report
from helpers.show import plots

NAMES = ["low", "normal", "high"]
LABELS = [0, 0, 0, 0, 1, 1, 1, 2, 2, 1]
GUESSES = [0, 0, 1, 1, 1, 1, 0, 2, 1, 1]


@pytest.fixture
def report():
    return Report(LABELS, GUESSES, NAMES)


def test_the_numbers_are_those_of_counting(report, capsys):
    assert report.accuracy == 0.6 and report.majority == 0.4
    report.table()
    lines = capsys.readouterr().out.splitlines()
    for name, line in zip(NAMES, lines[2:5], strict=True):
        i = NAMES.index(name)
        both = sum(a == b == i for a, b in zip(LABELS, GUESSES, strict=True))
        precision, recall = both / GUESSES.count(i), both / LABELS.count(i)
        f1 = 2 * precision * recall / (precision + recall)
        found = [float(part) for part in line.split()[1:]]
        assert found == pytest.approx([precision, recall, f1, LABELS.count(i)], abs=0.005)
    assert lines[5].startswith("Accuracy 0.60 [") and "always the largest class 0.40" in lines[5]


def test_columns_stand_below_their_names(capsys):
    Report([0, 1], [0, 1], ["a", "a very long class name"]).table()
    lines = capsys.readouterr().out.splitlines()[1:4]
    for name in ("precision", "recall", "F1"):
        end = lines[0].index(name) + len(name)
        assert all(line[end - 1].isdigit() and line[end] == " " for line in lines[1:])


def test_macro_f1_counts_a_rare_class_fully():
    labels = [0] * 98 + [1, 1]
    lazy = Report(labels, [0] * 100, ["common", "rare"])
    assert lazy.accuracy == 0.98 and 0.49 < lazy.macro_f1 < 0.5


def test_the_interval_is_the_binomial_s():
    rng = np.random.default_rng(1)
    right = rng.random(400) < 0.8
    labels = np.zeros(400, dtype=int)
    report = Report(labels, np.where(right, 0, 1), ["a", "b"])
    low, high = report.interval()
    half = 1.96 * np.sqrt(right.mean() * (1 - right.mean()) / 400)
    assert (low, high) == pytest.approx((right.mean() - half, right.mean() + half), abs=0.01)
    assert report.interval() == (low, high), "the same on every call"
    low, high = report.interval(evaluation.macro_f1, draws=50)
    assert low <= report.macro_f1 <= high
    alike = Report([0, 1] * 20, [0, 1] * 20, ["a", "b"])
    assert alike.interval() == alike.interval(evaluation.macro_f1, draws=20)
    assert 0.85 < alike.interval()[0] < alike.interval()[1] == 1


def test_confusion_tells_the_largest_error(report):
    fig, summary = report.confusion()
    assert summary == "The most frequent mistake: 2 of 4 texts of the class low were called normal."
    shown = [text.get_text() for text in fig.axes[0].texts]
    assert shown == ["0.50", "0.50", "0.00", "0.25", "0.75", "0.00", "0.00", "0.50", "0.50"]
    assert Report([0, 1], [0, 1], ["a", "b"]).confusion()[1].startswith("Every test text")
    missing = Report([0, 0], [0, 1], NAMES)  # a class without texts
    assert "1 of 2 texts" in missing.confusion()[1]


def test_confusion_of_many_classes_is_small():
    names = [f"library {i}" for i in range(10)]
    fig, _ = Report(list(range(10)) * 9, [0, 1, 2] * 30, names).confusion()
    assert len(plots.png(fig)) < 100_000


def test_errors_are_read_out(report, capsys):
    texts = Dataset.from_dict({"text": [f"text {i}" for i in range(9)] + ["word " * 500]})["text"]
    report.errors(texts)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "4 of 4 mistakes" and lines[2].split() == ["low", "normal", "text", "2"]
    assert len(lines) == 6
    report.errors(texts, most=2)
    assert len(capsys.readouterr().out.splitlines()) == 4
    Report([0], [1], ["a", "b"]).errors(["word " * 500])
    assert capsys.readouterr().out.count("word") == 39, "a long text is cut"
    Report([0], [0], ["a", "b"]).errors(["text"])
    assert capsys.readouterr().out == "No text was classified wrongly.\n"


@pytest.mark.parametrize("labels, guesses", [([], []), ([0, 1], [0]), ([0], [0, 1])])
def test_unequal_numbers(labels, guesses):
    with pytest.raises(CourseError, match="one prediction for each label"):
        Report(labels, guesses, NAMES)


@pytest.mark.parametrize(
    "labels, guesses", [([3], [0]), ([0], [3]), ([-1], [0]), (["low"], ["low"])]
)
def test_labels_without_a_name(labels, guesses):
    with pytest.raises(CourseError, match="numbers from 0 to 2"):
        Report(labels, guesses, NAMES)


def test_bag_of_words():
    texts, labels = ["good soup", "bad soup", "good bread", "bad bread"], [1, 0, 1, 0]
    model = evaluation.bag_of_words(texts, labels)
    assert model.predict(["good tea", "bad tea"]).tolist() == [1, 0]
    weighted = evaluation.bag_of_words(texts, labels, class_weight="balanced")
    assert weighted.predict(["good tea"]).tolist() == [1]


@pytest.mark.parametrize(
    "texts, labels, message",
    [(["a text", "b"], [1, 1], "labels are the same"), (["!", "?"], [0, 1], "TF-IDF cannot")],
)
def test_bag_of_words_says_what_is_wrong(texts, labels, message):
    with pytest.raises(CourseError, match=message):
        evaluation.bag_of_words(texts, labels)
