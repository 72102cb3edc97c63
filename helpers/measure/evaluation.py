"""What a classifier gets right: accuracy, precision, recall, F1, with intervals and errors.

The numbers are scikit-learn's. The interval of an accuracy is Wilson's, that of another score comes
from drawing the test texts again (bootstrap).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import shorten

import numpy as np
from matplotlib.figure import Figure
from scipy import special
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)
from sklearn.pipeline import Pipeline, make_pipeline

from helpers import arguments
from helpers.files import CourseError
from helpers.measure import metrics
from helpers.show import plots, tables
from helpers.show.display import say


@dataclass
class Report:
    """Labels and predictions of one test, as class numbers, and the class names.

    >>> report = Report([0, 0, 1, 1], [0, 1, 1, 1], ["ham", "spam"])
    >>> report.accuracy, round(report.macro_f1, 2)
    (0.75, 0.73)
    """

    labels: Sequence[int]
    predictions: Sequence[int]
    names: list[str]

    def __post_init__(self):
        arguments.refuse(
            np.ndim(self.labels) != 1 or np.ndim(self.predictions) != 1 or np.ndim(self.names) != 1,
            "Give labels and predictions as lists of class numbers, and names as a list of texts.",
        )
        self.labels, self.predictions = np.asarray(self.labels), np.asarray(self.predictions)
        if len(self.labels) == 0 or len(self.labels) != len(self.predictions):
            raise CourseError(
                f"There are {len(self.labels)} labels and {len(self.predictions)}"
                " predictions. Give one prediction for each label."
            )
        both = np.concatenate([self.labels, self.predictions])
        if both.dtype.kind not in "iu" or not 0 <= both.min() <= both.max() < len(self.names):
            raise CourseError(
                f"Labels and predictions are numbers from 0 to {len(self.names) - 1}, as"
                " there are names. Give the names of all classes."
            )

    @property
    def accuracy(self) -> float:
        """The share of right answers."""
        return float(accuracy_score(self.labels, self.predictions))

    @property
    def macro_f1(self) -> float:
        """The mean of the classes' F1: a rare class counts as much as a frequent one.

        A class that is in neither the labels nor the predictions is left out.
        """
        return float(macro_f1(self.labels, self.predictions))

    @property
    def majority(self) -> float:
        """The accuracy of always naming the most frequent class."""
        return metrics.chance(self.labels)["majority class"]

    def interval(self, score: Callable = accuracy_score, draws: int = 1000) -> tuple[float, float]:
        """95 % interval of a score between 0 and 1, as far as it hangs on which texts were drawn.

        For an accuracy it is Wilson's. For others the texts are drawn again, with repetition, and
        the spread of the scores is taken on the logit scale, which keeps the interval between 0
        and 1; plain quantiles of the scores cover too little near 1. If no draw differs, all that
        is known is the accuracy's.
        """
        wilson = metrics.wilson(int((self.labels == self.predictions).sum()), len(self.labels))
        if score is accuracy_score:
            return wilson
        rng, found = np.random.default_rng(0), float(score(self.labels, self.predictions))
        picks = rng.integers(len(self.labels), size=(draws, len(self.labels)))
        spread = np.std([score(self.labels[i], self.predictions[i]) for i in picks])
        if spread == 0 or not 0 < found < 1:
            return wilson
        away = 1.96 * spread / (found * (1 - found))
        low, high = special.expit(special.logit(found) + np.array([-away, away]))
        return float(low), float(high)

    def table(self) -> None:
        """Show precision, recall and F1 of each class, and the accuracy with its interval.

        >>> Report([0, 0, 1, 1], [0, 1, 1, 1], ["ham", "spam"]).table()
        What each class got right
        class  precision  recall    F1  texts
        ham         1.00    0.50  0.67      2
        spam        0.67    1.00  0.80      2
        Accuracy 0.75 [0.30, 0.95], macro F1 0.73, always the largest class 0.50.
        """
        columns = precision_recall_fscore_support(
            self.labels, self.predictions, labels=range(len(self.names)), zero_division=0
        )
        found = dict(zip(("precision", "recall", "F1", "texts"), columns))
        low, high = self.interval()
        tables.show(
            {"class": self.names, **without_absent(found, self.predictions)},
            "What each class got right",
            rows="class",
            note=f"Accuracy {self.accuracy:.2f} [{low:.2f}, {high:.2f}], macro F1"
            f" {self.macro_f1:.2f}, always the largest class {self.majority:.2f}.",
        )

    def confusion(self) -> tuple[Figure, str]:
        """The confusion matrix as shares of each true class, and a sentence on its worst error."""
        counts = confusion_matrix(self.labels, self.predictions, labels=range(len(self.names)))
        shares = counts / counts.sum(1, keepdims=True).clip(1)
        fig, ax = plots.figure(min(9, 1.2 * len(self.names) + 2), 0.6 * len(self.names) + 1.5)
        plots.heatmap(ax, shares, self.names, self.names, high=1.0)
        ax.set(xlabel="predicted", ylabel="true")
        wrong = shares - np.diag(np.diag(shares))
        i, j = np.unravel_index(wrong.argmax(), wrong.shape)
        if wrong[i, j] == 0:
            return fig, "Every test text was put into its own class."
        return fig, (
            f"The most frequent mistake: {counts[i, j]} of {counts[i].sum()} texts of the class"
            f" {self.names[i]} were called {self.names[j]}."
        )

    def errors(self, texts: Sequence[str], most: int = 6) -> None:
        """Show some wrongly classified texts, evenly spaced, with true and predicted class."""
        wrong = np.flatnonzero(self.labels != self.predictions)
        if len(wrong) == 0:
            say("No text was classified wrongly.")
            return
        shown = [
            {
                "true class": self.names[self.labels[i]],
                "predicted": self.names[self.predictions[i]],
                "text": shorten(texts[int(i)], 200, placeholder=" …"),
            }
            for i in wrong[:: max(1, len(wrong) // most)][:most]
        ]
        tables.show(shown, f"{len(shown)} of {len(wrong)} mistakes")


def without_absent(scores: dict[str, Sequence], predictions: Sequence[int]) -> dict[str, list]:
    """Scores for a table, "–" where a class has none, because no text of the test belongs to it.

    scores: "precision", "recall", "F1" and "texts", each (classes,). Such a class has no recall.
    One that was never predicted either has no precision and no F1, and no part in macro F1.

    >>> found = {"precision": [1.0, 0.0], "recall": [1.0, 0.0], "F1": [1.0, 0.0], "texts": [3, 0]}
    >>> without_absent(found, [0, 0, 0])["recall"]
    [1.0, '–']
    """
    shown = {name: list(values) for name, values in scores.items()}
    for place in np.flatnonzero(np.asarray(scores["texts"]) == 0):
        for name in ["recall"] if place in predictions else ["precision", "recall", "F1"]:
            shown[name][place] = tables.ABSENT
    return shown


def macro_f1(labels: Sequence[int], predictions: Sequence[int]) -> float:
    return f1_score(labels, predictions, average="macro", zero_division=0)


@arguments.checked
def bag_of_words(
    texts: Sequence[str], labels: Sequence[int] | Sequence[str], **options
) -> Pipeline:
    """The baseline a sceptic asks for: TF-IDF of words and word pairs, and logistic regression.

    It knows which words stand in a text and not in which order, beyond pairs; and only words that
    its labelled examples have. Seconds to train. `options` go to scikit-learn's LogisticRegression.

    Raises `CourseError` for labels of one class only, and if no text has a word.

    >>> model = bag_of_words(["good soup", "bad soup"], [1, 0])
    >>> model.predict(["good bread"]).tolist()
    [1]
    """
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    settings = {"C": 10.0, "max_iter": 1000} | options
    if len(set(labels)) < 2:
        raise CourseError("All labels are the same. A classifier needs examples of two classes.")
    try:
        return make_pipeline(words, LogisticRegression(**settings)).fit(list(texts), list(labels))
    except ValueError as error:
        raise CourseError(f"TF-IDF cannot be made of these texts ({error}).") from None
