"""Every reference with one thing changed is refused, or shown to be no change at all.

`mutation.py` makes the wrong answers, `equivalent_mutants.py` lists those that are none.
"""

import dataclasses

import pytest
import torch
import torch._dynamo  # the first optimizer imports it, which takes longer than a mutant may
from equivalent_mutants import EQUIVALENT
from mutation import Mutant, of_calls, of_source
from mutation_calls import connected, recorded

from helpers import exercises
from helpers.checking import limits
from helpers.checking.grading import grade
from helpers.checking.spec import Exercise

IDS = list(exercises.index())

# Exercises with tensors in and out through which nothing is trained: why no gradient is asked for.
NOT_TRAINED = {
    "apply_temperature": "It is for sampling, after training.",
    "nucleus": "It is for sampling, after training.",
    "induction_score": "It measures a trained model.",
    "silence": "It measures a trained model.",
    "calibrated": "It corrects what a trained model says.",
    "mean_over_orders": "It averages what a trained model says.",
    "both_sides": "It joins what was counted. Nothing is trained.",
}


def plainly(exercise: Exercise) -> Exercise:
    """The exercise without its known mistakes: here only the verdict counts, not its words."""
    made = list(exercise.cases()) if exercise.cases else None
    return dataclasses.replace(exercise, mistakes=(), cases=(lambda: made) if made else None)


def mutants(exercise: Exercise) -> list[Mutant]:
    calls = recorded(lambda function: grade(exercise, function), exercise.reference)
    around = of_calls(exercise.reference, calls, exercise.differentiable)
    return [*of_source(exercise.reference), *around]


@pytest.mark.parametrize("exercise_id", IDS)
def test_every_mutant_is_refused_or_listed(exercise_id, monkeypatch, record_property):
    monkeypatch.setattr(limits, "SECONDS", 0.3)  # of computing; a reference takes milliseconds
    monkeypatch.setattr(limits, "MEGABYTES", 400)
    exercise = plainly(exercises.find(exercise_id))
    made = mutants(exercise)
    assert len(made) > 5
    passed = {m.name for m in made if grade(exercise, m.function).status == "passed"}
    listed = EQUIVALENT.get(exercise_id, {})
    record_property("mutants", len(made))
    record_property("equivalent", len(passed))
    assert not passed - set(listed), "accepted: add a case, or list why it is right"
    assert not set(listed) - passed, "listed as equivalent, and refused or never made"


@pytest.mark.parametrize("exercise_id", IDS)
def test_what_training_goes_through_keeps_its_gradient(exercise_id):
    """An exercise is `differentiable`, or nobody trains through it, or nothing could be trained."""
    exercise = exercises.find(exercise_id)
    calls = recorded(lambda function: grade(exercise, function), exercise.reference)
    possible = any(connected(exercise.reference, call) for call in calls)
    assert possible == (exercise.differentiable or exercise_id in NOT_TRAINED)
    assert not (exercise.differentiable and exercise_id in NOT_TRAINED)


def test_the_table_has_reasons():
    assert set(EQUIVALENT) <= set(IDS) and set(NOT_TRAINED) <= set(IDS)
    reasons = [reason for table in EQUIVALENT.values() for reason in table.values()]
    assert all(len(reason) > 15 for reason in [*reasons, *NOT_TRAINED.values()])


def test_a_hole_in_a_check_is_found():
    """The engine itself: without a case that needs the term, the mutant without it survives."""

    def norm(values):
        return sum(value * value for value in values) ** 0.5

    hints = ("The first hint is here.", "The second hint is here.", "The third hint is here.")
    cases = lambda: [([1.0],), ([0.0],)]  # noqa: E731
    thin = Exercise("norm", "Norm", 1, 1, norm, hints, cases)
    enough = [([3.0, 4.0],), ([-2.0, 1.0, 5.0],), ([],), ([float(n) for n in range(12)],)]
    short = dataclasses.replace(thin, cases=lambda: enough[:3])
    good = dataclasses.replace(thin, cases=lambda: enough)
    left = [
        [m.name for m in mutants(e) if grade(e, m.function).status == "passed"]
        for e in (thin, short, good)
    ]
    assert "value * value -> value" in left[0]
    assert "values last 8" in left[1] and "values last 8" not in left[2]
    assert all("[::-1]" in name or name == "values reversed" for name in left[2])
    assert torch.get_num_threads() >= 1
