"""Every exercise: good specs, wrong answers get their message, and nothing empty ever passes.

`tests/mistakes/<exercise id>.py` holds functions as learners write them: `wrong_...`, whose
docstring's first line must be in the message it gets, and `right_...`, unusual but right.
"""

import functools
import importlib.util
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from helpers import exercises
from helpers.checking.grading import grade
from helpers.checking.spec import Args

FOLDER = Path(__file__).parent / "mistakes"
IDS = list(exercises.index())


def answers(exercise_id: str) -> dict:
    """The functions in an exercise's file, by name."""
    path = FOLDER / f"{exercise_id}.py"
    assert path.exists(), f"{exercise_id} has no file of wrong answers: write {path.name}"
    spec = importlib.util.spec_from_file_location(f"mistakes_{exercise_id}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {n: f for n, f in vars(module).items() if n.startswith(("wrong_", "right_"))}


def identity(*values, **keywords):
    return values[0] if values else next(iter(keywords.values()), None)


def first_answer(exercise) -> object:
    """The reference's result on the first case: what a learner might type in by hand."""
    if exercise.cases is None:
        return None
    case = exercise.cases()[0]
    case = case if isinstance(case, Args) else Args(*case)
    return exercise.reference(*case.values, **case.keywords)


@pytest.mark.parametrize("exercise_id", IDS)
def test_wrong_answers_get_their_message(exercise_id):
    exercise, functions = exercises.find(exercise_id), answers(exercise_id)
    wrong = {name: f for name, f in functions.items() if name.startswith("wrong_")}
    assert len(wrong) >= 3, "at least three typical wrong answers"
    for name, function in wrong.items():
        verdict = grade(exercise, function)
        assert verdict.status == "failed", f"{name} is {verdict.status}"
        assert function.__doc__, f"{name} needs a docstring: the message it must get"
        expected = function.__doc__.strip().splitlines()[0]
        assert expected in verdict.text, f"{name} got: {verdict.text}"


@pytest.mark.parametrize("exercise_id", IDS)
def test_unusual_right_answers_pass(exercise_id):
    exercise, functions = exercises.find(exercise_id), answers(exercise_id)
    right = {name: f for name, f in functions.items() if name.startswith("right_")}
    assert right, "at least one unusual right answer"
    for name, function in {**right, "the reference": exercise.reference}.items():
        # Twice: a check that depends on luck must not pass or fail by it.
        for _ in range(2):
            verdict = grade(exercise, function)
            assert verdict.status == "passed", f"{name} got: {verdict.text}"


def in_numpy(value):
    """The same with NumPy's numbers, and its arrays in place of lists of numbers."""
    if isinstance(value, bool | int | float):
        return np.asarray(value)[()]
    if isinstance(value, dict):
        return {key: in_numpy(one) for key, one in value.items()}
    if isinstance(value, list) and value and all(isinstance(v, bool | int | float) for v in value):
        return np.array(value)
    return type(value)(map(in_numpy, value)) if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("exercise_id", IDS)
def test_numbers_and_lists_may_be_numpys(exercise_id):
    exercise = exercises.find(exercise_id)

    @functools.wraps(exercise.reference)
    def with_numpy(*values, **keywords):
        return in_numpy(exercise.reference(*values, **keywords))

    verdict = grade(exercise, with_numpy)
    assert verdict.status == "passed", verdict.text


@pytest.mark.parametrize("exercise_id", IDS)
def test_nothing_empty_passes(exercise_id):
    exercise = exercises.find(exercise_id)

    def blank(*values, **keywords): ...

    assert grade(exercise, blank).status == "not attempted"
    assert grade(exercise, ...).status == "not attempted"
    constants = [None, 0, 1, 0.0, "", True, [], {}, first_answer(exercise)]
    for constant in constants:
        verdict = grade(exercise, lambda *values, _c=constant, **keywords: _c)
        assert verdict.status != "passed", f"the constant {constant!r} passes"
    assert grade(exercise, identity).status == "failed", "returning the input passes"


@pytest.mark.parametrize("exercise_id", IDS)
def test_known_mistakes_get_their_own_message(exercise_id):
    exercise = exercises.find(exercise_id)
    for mistake in exercise.mistakes:
        verdict = grade(exercise, mistake.function)
        name = mistake.function.__name__
        assert verdict.status == "failed", f"{name} passes: no case tells it from the reference"
        assert mistake.message in verdict.text, f"{name} got: {verdict.text}"


@pytest.mark.parametrize("exercise_id", IDS)
def test_the_spec_helps_its_learner(exercise_id):
    exercise = exercises.find(exercise_id)
    assert exercise.title and not exercise.title.endswith(".")
    assert 1 <= exercise.minutes <= 30, "longer exercises are two exercises"
    assert len(set(exercise.hints)) == 3 and all(len(hint) > 20 for hint in exercise.hints)
    assert inspect.getdoc(exercise.reference), "the reference's docstring says what it returns"
    assert inspect.signature(exercise.reference).return_annotation is not inspect.Signature.empty
    if exercise.cases:
        assert len(exercise.cases()) >= 2, "a check needs several inputs"
        assert exercise.mistakes or exercise.judge, "name the typical mistakes"


def test_every_file_of_answers_has_its_exercise():
    files = {path.stem for path in FOLDER.glob("*.py")}
    assert files == set(IDS)


def test_wrong_answers_are_independent_of_the_exercises_own():
    """They may build on references, never on the mistakes that they are to try."""
    for path in FOLDER.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        lines = re.findall(r"(?m)^.*helpers\.exercises.*$", text)
        taken = [re.fullmatch(r"from helpers\.exercises\.\w+\.(\w+) import \1", x) for x in lines]
        assert all(taken), f"{path.name}: {lines}"
