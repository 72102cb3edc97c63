"""check, hint and predict, as notebooks call them. What they say about code: test_grading.py."""

import json
import types

import pytest
from broken import Broken

from helpers import checks, exercises
from helpers.checking import pace, predictions
from helpers.files import CourseError
from helpers.measure import metrics


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(predictions, "_asked", set())


def count(text):
    words = text.lower().split()
    return {word: words.count(word) for word in words}


def status():
    return checks.store.load()["exercises"]["count_words"]["status"]


EXERCISE = exercises.find("count_words")
REFERENCE = EXERCISE.reference


def test_a_right_function_is_returned_itself(capsys):
    assert checks.check("count_words", count) is count
    assert capsys.readouterr().out == "✓ count_words passes.\n"
    assert status() == "passed"


def test_a_blank_gives_the_reference(capsys):
    def blank(text): ...

    assert checks.check("count_words", blank) is REFERENCE
    assert capsys.readouterr().out == (
        "… count_words: not attempted yet.\nThe reference is used below.\n"
    )
    assert status() == "not attempted"


def test_a_wrong_function_gives_the_reference_and_a_diagnosis(capsys):
    assert checks.check("count_words", lambda text: {"to": 2}) is REFERENCE
    said = capsys.readouterr().out
    assert said.startswith("✗ count_words: Key 'be' is missing.\nFor `count_words('to be or not")
    assert 'The reference is used below. Stuck? Run `hint("count_words")`.' in said
    assert status() == "failed"


def test_running_the_check_twice_does_not_pass_the_reference(capsys):
    mine = checks.check("count_words", lambda text: {})
    assert checks.check("count_words", mine) is REFERENCE
    assert "not your function" in capsys.readouterr().out
    assert status() == "failed"


def test_hints_come_one_by_one_and_survive_a_restart(capsys):
    for number in (1, 2, 3, 3):
        checks.hint("count_words")
        assert f"hint {number} of 3" in capsys.readouterr().out
    checks.hint("count_words")
    assert "def count_words(text: str)" in capsys.readouterr().out


def test_the_third_hint_names_the_solution_notebook(tmp_path, monkeypatch, capsys):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "solution_01_words.ipynb").touch()
    (tmp_path / "course.toml").write_text('[[part]]\ntitle = ""\nlessons = ["a", "words"]')
    for module in (checks, checks.course):
        monkeypatch.setattr(module, "root", lambda: tmp_path)
    monkeypatch.setattr(exercises, "index", lambda: {"count_words": "words"})
    monkeypatch.setattr(exercises, "find", lambda name: EXERCISE)
    for _ in range(3):
        checks.hint("count_words")
    said = capsys.readouterr().out
    assert said.endswith("The solution is in `solutions/solution_01_words.ipynb`.\n")


def test_an_unknown_exercise_is_the_one_error():
    for call in (lambda: checks.check("count_wrods", len), lambda: checks.hint("count_wrods")):
        with pytest.raises(CourseError, match="Did you mean 'count_words'"):
            call()


OPTIONS = {"same": "Both see the same text.", "better": "Two layers can look twice."}


@pytest.mark.parametrize(
    "guess, measured, extra, expected",
    [
        (None, 0.25, {}, "… The run measured 0.25. No prediction recorded."),
        (..., 0.25, {}, "… The run measured 0.25. No prediction recorded."),
        (" ", "better", {"options": OPTIONS}, "… The run measured better. No prediction"),
        (0.3, 0.25, {"close": 0.1}, "✓ You predicted 0.3. The run measured 0.25.\nClose: within"),
        (0.25, 0.25, {"close": 0.1}, "Exactly right."),
        (0.75, 0.25, {"close": 0.1}, "0.5 too high, by a factor of 3.0."),
        (0.2, 0.25, {}, "→ You predicted 0.2. The run measured 0.25.\nYour prediction was 0.05"),
        (-1, 12345.6, {}, "The run measured 12,346."),
        ("0.2", 0.25, {"close": 0.1}, "✓ You predicted 0.2."),
        ([1], 0.25, {}, "your prediction is a list. Write a number like 0.5."),
        ("lots", 0.25, {}, "your prediction is a string."),
        (float("nan"), 0.25, {}, "your prediction is a float."),
        (0.5, float("nan"), {}, "nothing to compare with, the result is nan."),
        (Broken(), 0.25, {}, "… "),
        (Broken(), "same", {"options": OPTIONS}, "… "),
        ("Better ", "better", {"options": OPTIONS}, "✓ You predicted 'better', and so it came out"),
        ("same", "better", {"options": OPTIONS}, "says 'better'.\nbetter: Two layers can look"),
        ("same", "better", {"options": OPTIONS}, "On 'same' one could say: “Both see the same te"),
        (85, 0.67, {"close": 0.1}, "… start_here.demo: you predicted 85, and results go from 0"),
        (85, 0.67, {"close": 0.1}, "Did you mean 0.85?"),
        (50, 1, {}, "Did you mean 0.5?"),
        (1.5, 0.9, {}, "→ You predicted 1.5."),
        (50, 40, {}, "→ You predicted 50."),
        ("bettr", "better", {"options": OPTIONS}, "Did you mean 'better'?"),
        (7, "better", {"options": OPTIONS}, "choose one of 'same', 'better'."),
        ("same", "not told apart", {"options": OPTIONS}, "→ You predicted 'same'. These runs do"),
        ("same", "not told apart", {"options": OPTIONS}, "decide it.\nOn 'same' one could say"),
        (
            "Not told apart",
            "not told apart",
            {"options": OPTIONS},
            "✓ You predicted 'not told apart'",
        ),
        ("not told apart", "same", {"options": OPTIONS}, "The run says 'same'."),
        (0.15, "not told apart", {"close": 0.01}, "→ You predicted 0.15. These runs do not say"),
        (
            None,
            "not told apart",
            {"options": OPTIONS},
            "… In these runs the candidates are not told",
        ),
    ],
)
def test_predictions_are_scored_in_words(guess, measured, extra, expected, capsys):
    checks.predict("start_here.demo", guess, measured, **extra)
    assert expected in capsys.readouterr().out


def test_what_runs_do_not_tell_apart_is_neither_right_nor_wrong(capsys):
    undecided = predictions.UNDECIDED
    assert undecided == metrics.UNDECIDED
    checks.predict("start_here.demo", "same", undecided, options=OPTIONS)
    checks.predict("start_here.sure", "not told apart", undecided, options=OPTIONS)
    recorded = checks.store.load()["predictions"]
    assert recorded["start_here.demo"] == {"guess": "same", "measured": "not told apart"}
    assert recorded["start_here.sure"]["right"] is True


def test_the_first_prediction_is_the_one_recorded(capsys):
    checks.predict("start_here.demo", 0.9, 0.5, close=0.1)
    checks.predict("start_here.demo", 0.5, 0.5, close=0.1)
    recorded = json.loads(checks.store.progress_file().read_text(encoding="utf-8"))["predictions"]
    assert recorded == {"start_here.demo": {"guess": 0.9, "measured": 0.5, "right": False}}
    assert "had been shown" not in capsys.readouterr().out


def test_a_prediction_after_the_result_is_recorded_as_seen(capsys):
    checks.predict("start_here.demo", None, 0.5, close=0.1)
    checks.predict("start_here.demo", 0.5, 0.5, close=0.1)
    assert "shown before you predicted; that is noted." in capsys.readouterr().out
    entry = {"seen": True, "guess": 0.5, "measured": 0.5, "right": True}
    assert checks.store.load()["predictions"] == {"start_here.demo": entry}


def test_a_guess_out_of_range_is_asked_about_once(capsys):
    for _ in range(2):
        checks.predict("start_here.demo", 85, 0.67, close=0.1)
    said = capsys.readouterr().out
    assert said.index("If you do mean 85, run this cell again.") < said.index("You predicted 85.")
    assert checks.store.load()["predictions"]["start_here.demo"]["guess"] == 85


def test_a_pass_stays_when_a_later_try_fails(capsys):
    checks.check("count_words", count)
    assert checks.check("count_words", lambda text: {}) is REFERENCE
    assert "It had passed before, and that stays recorded." in capsys.readouterr().out
    assert status() == "passed"


class Cells:
    """Runs cells as IPython does, with a clock of its own."""

    def __init__(self, monkeypatch):
        self.events, self.callbacks = self, {"pre_run_cell": [], "post_run_cell": []}
        self.clock = 0.0
        monkeypatch.setattr(pace.time, "monotonic", lambda: self.clock)
        monkeypatch.setattr(pace, "_now", dict.fromkeys(pace._now))
        pace.follow(self)
        pace.follow(self)

    def register(self, event, note):
        self.callbacks[event].append(note)

    def run(self, text, after):
        self.clock += after
        info = types.SimpleNamespace(raw_cell=text)
        for note in self.callbacks["pre_run_cell"]:
            note(info)
        exec(text, {"hint": checks.hint})
        for note in self.callbacks["post_run_cell"]:
            note(types.SimpleNamespace(info=info))


def test_run_all_steps_no_hint(monkeypatch, capsys):
    cells, ask = Cells(monkeypatch), 'hint("count_words")'
    for text, after, expected in [
        ("import math", 9, ""),
        (ask, 0.01, "run this cell by itself for a hint."),
        (ask, 3, "hint 1 of 3"),
        (ask, 0.1, "hint 2 of 3"),
        ("x = 1", 2, ""),
        (ask, 2, "hint 3 of 3"),
    ]:
        cells.run(text, after)
        assert expected in capsys.readouterr().out
    assert all(len(notes) == 1 for notes in cells.callbacks.values())
    assert checks.store.load()["exercises"]["count_words"]["hints"] == 3
