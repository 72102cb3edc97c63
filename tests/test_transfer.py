"""Progress goes to another machine and back, and no file can spoil what is there."""

import base64
import json
import re
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.checking import progress, stored, transfer
from helpers.files import CourseError


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    """A progress file of the test's own."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    monkeypatch.setattr(progress, "_memory", {})
    return path


def work() -> None:
    progress.record_check("count_words", "passed")
    progress.record_prediction("start_here.world", {"guess": 0.5})
    progress.record_answer("start_here.seeds", 1, False)


def test_a_new_session_gets_back_what_the_old_one_had(path):
    work()
    kept = path.read_bytes()
    path.unlink()
    said = transfer.add(kept)
    assert said == (
        "progress.json was added."
        " New: exercises passed 1, predictions 1, quiz questions answered 1."
    )
    assert json.loads(path.read_bytes())["exercises"] == json.loads(kept)["exercises"]
    assert transfer.add(kept) == "progress.json was added. New: nothing."


def test_what_is_here_stays(path):
    work()
    kept = path.read_bytes()
    path.unlink()
    progress.record_check("count_words", "failed")
    progress.record_check("count_words", "failed")
    progress.record_check("merge_pair", "passed")
    progress.record_prediction("start_here.world", {"guess": 0.1})
    progress.record_answer("start_here.seeds", 2, True)
    transfer.add(kept)
    data = progress.load()
    assert data["exercises"] == {
        "count_words": {"status": "passed", "attempts": 2},
        "merge_pair": {"status": "passed", "attempts": 1},
    }
    assert data["predictions"]["start_here.world"] == {"guess": 0.1}
    assert data["quizzes"]["start_here.seeds"] == {"choice": 2, "right": True, "solved": True}


def test_a_result_seen_here_does_not_hide_an_earlier_guess():
    work()
    there = progress.load()
    here = stored.empty()
    here["predictions"]["start_here.world"] = {"seen": True}
    assert transfer.joined(here, there)["predictions"]["start_here.world"] == {"guess": 0.5}
    assert transfer.joined(there, here)["predictions"]["start_here.world"] == {"guess": 0.5}


def test_a_file_of_version_1_is_read_as_today():
    old = {"version": 1, "exercises": {}, "predictions": {}, "quizzes": {"00.seeds": {"choice": 0}}}
    transfer.add(json.dumps(old).encode())
    assert list(progress.load()["quizzes"]) == ["start_here.seeds"]


DAMAGED = {
    "empty": b"",
    "a notebook": b'{"cells": [], "nbformat": 4}',
    "cut": b'{"version": 2, "exercises": {"count_wo',
    "a list": b"[]",
    "zip": b"PK\x03\x04\xff",
    "an entry that is none": b'{"version":2,"exercises":{"a":1},"predictions":{},"quizzes":{}}',
    "words for a count": b'{"version":2,"exercises":{"a":{"attempts":"many"}},'
    b'"predictions":{},"quizzes":{}}',
    "too long": b" " * (transfer.MOST + 1),
}


@pytest.mark.parametrize("raw", DAMAGED.values(), ids=DAMAGED)
def test_a_file_without_progress_changes_nothing(path, raw):
    work()
    before = path.read_bytes()
    with pytest.raises(CourseError) as told:
        transfer.add(raw, "mine.json")
    said = "mine.json holds no progress, or was damaged. Nothing was changed."
    assert str(told.value) == said
    assert path.read_bytes() == before


def test_a_newer_file_is_not_read(path):
    newer = {**stored.empty(), "version": stored.VERSION + 1}
    with pytest.raises(CourseError, match="newer version of the course than this one"):
        transfer.read(json.dumps(newer).encode())
    assert not path.exists()


ENTRIES = {
    "exercises": st.fixed_dictionaries(
        {"status": st.sampled_from(transfer.RANKS)},
        optional={"attempts": st.integers(0, 9), "hints": st.integers(0, 3)},
    ),
    "predictions": st.fixed_dictionaries(
        {}, optional={"guess": st.floats(0, 1), "seen": st.just(True)}
    ),
    "quizzes": st.fixed_dictionaries({"choice": st.integers(0, 3), "solved": st.booleans()}),
}
PROGRESS = st.fixed_dictionaries(
    {
        name: st.dictionaries(st.sampled_from("abc"), entry, max_size=3)
        for name, entry in ENTRIES.items()
    }
).map(lambda sections: {"version": stored.VERSION, **sections})


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PROGRESS, PROGRESS)
def test_nothing_is_lost_and_twice_is_once(here, there):
    before = json.dumps([here, there])
    both = transfer.joined(here, there)
    assert json.dumps([here, there]) == before
    assert stored.is_sound(both) and transfer.joined(both, there) == both
    for part in (here, there):
        numbers, fewer = transfer.counts(both), transfer.counts(part)
        assert all(numbers[what] >= number for what, number in fewer.items())
        solved = [name for name, entry in part["quizzes"].items() if entry["solved"]]
        assert all(both["quizzes"][name]["solved"] for name in solved)


def test_the_link_holds_the_file(path, monkeypatch):
    shown = []
    monkeypatch.setattr(transfer, "show_html", lambda html, text: shown.append(html))
    work()
    transfer.download_progress()
    held = shown[0].partition("base64,")[2].partition('"')[0]
    assert json.loads(transfer.base64.b64decode(held)) == progress.load()
    monkeypatch.setenv("COURSE_BUILD", "1")
    transfer.download_progress()
    assert len(shown) == 1


def test_nothing_to_download(path, capsys):
    transfer.download_progress()
    assert "nothing to download" in capsys.readouterr().out
    assert not path.exists()


def test_the_button_takes_a_file_and_says_what_came_of_it(path):
    work()
    kept = path.read_bytes()
    path.unlink()
    button, reply = transfer.as_widget().children
    give(button, "progress.json", kept)
    assert "exercises passed 1" in reply.value and 'role="status"' in reply.value
    give(button, "lesson.ipynb", b"{}")
    assert "lesson.ipynb holds no progress" in reply.value
    assert progress.load()["exercises"]["count_words"]["status"] == "passed"


def give(button, name: str, content: bytes) -> None:
    """What the browser does after a choice of file, in ipywidgets 8 and 7."""
    kind = {"name": name, "type": "application/json", "size": len(content)}
    if isinstance(button.value, dict):
        button.set_trait("value", {name: {"metadata": kind, "content": content}})  # read-only there
    else:
        button.value = ({**kind, "content": memoryview(content), "last_modified": datetime.now()},)


def test_a_half_of_a_character_is_downloaded_and_comes_back(path, capsys):
    progress.record_prediction("start_here.dark", {"guess": "\ud83d é", "measured": 1})
    before = progress.load()
    transfer.download_progress()
    link = transfer.as_link(json.dumps(before, ensure_ascii=False), "progress.json")
    raw = base64.b64decode(re.search(r"base64,([^\"]*)", link)[1])
    assert json.loads(raw) == before == transfer.read(raw)
