"""The progress file: never in a lesson's way, whatever has happened to it."""

import json
import multiprocessing
import os
import re
import sys

import pytest

from helpers import course, exercises
from helpers.checking import overview, progress
from helpers.files import CourseError


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    """A progress file of the test's own, in a folder that does not exist yet."""
    path = tmp_path / "learner" / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    monkeypatch.setattr(progress, "_memory", {})
    return path


def entry(name="count_words"):
    return progress.load()["exercises"][name]


def test_a_check_is_recorded(path):
    progress.record_check("count_words", "failed")
    progress.record_check("count_words", "passed")
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "version": 2,
        "exercises": {"count_words": {"attempts": 2, "status": "passed"}},
        "predictions": {},
        "quizzes": {},
    }
    assert [file.name for file in path.parent.iterdir() if not file.name.endswith(".lock")] == [
        "progress.json"
    ]


def test_an_earned_pass_stays():
    assert not progress.record_check("count_words", "not attempted")
    assert entry() == {"status": "not attempted"}
    assert not progress.record_check("count_words", "failed")
    assert not progress.record_check("count_words", "passed")
    for status in ("not attempted", "failed", "passed"):
        assert progress.record_check("count_words", status)
        assert entry() == {"status": "passed", "attempts": 2}


def test_nothing_is_recorded_in_a_solution(path, monkeypatch, capsys):
    progress.record_check("count_words", "failed")
    written = path.read_bytes()
    monkeypatch.setenv("COURSE_RECORD", "0")
    progress.record_check("count_words", "passed")
    progress.record_prediction("start_here.words", {"guess": 1.0})
    progress.record_answer("start_here.seeds", 2, True)
    assert [progress.next_hint("count_words") for _ in range(2)] == [1, 2]
    assert entry()["status"] == "passed", "what was done in this kernel is shown"
    assert path.read_bytes() == written and capsys.readouterr().out == ""


def test_a_guess_after_the_result_is_marked():
    progress.record_seen("start_here.words")
    progress.record_prediction("start_here.words", {"guess": 1.0})
    progress.record_prediction("start_here.words", {"guess": 2.0})
    assert progress.load()["predictions"]["start_here.words"] == {"seen": True, "guess": 1.0}
    progress.record_prediction("start_here.seeds", {"guess": 3.0})
    progress.record_seen("start_here.seeds")
    assert progress.load()["predictions"]["start_here.seeds"] == {"guess": 3.0}


def test_hints_stop_at_the_third():
    assert [progress.next_hint("count_words") for _ in range(5)] == [1, 2, 3, 3, 3]
    progress.record_check("count_words", "passed")
    assert entry() == {"status": "passed", "hints": 3, "attempts": 1}


def test_the_first_answer_stays_and_solved_is_added():
    progress.record_answer("start_here.seeds", 1, False)
    progress.record_answer("start_here.seeds", 2, True)
    progress.record_answer("start_here.seeds", 0, False)
    assert progress.load()["quizzes"]["start_here.seeds"] == {
        "choice": 1,
        "right": False,
        "solved": True,
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"text"',
        b"[" * 100_000,
        b'{"version": 2}',
        b'{"version": 2, "exercises": [], "predictions": {}, "quizzes": {}}',
        b'{"version": 2, "exercises": {"a": 3}, "predictions": {}, "quizzes": {}}',
        b'{"version": 2, "exercises": {"a": {"hints": "x"}}, "predictions": {}, "quizzes": {}}',
    ],
)
def test_a_damaged_file_is_moved_aside(content, path, capsys):
    path.parent.mkdir()
    path.write_bytes(content)
    progress.record_check("count_words", "passed")
    assert "progress.json was damaged. It is now progress.damaged.json" in capsys.readouterr().out
    assert (path.parent / "progress.damaged.json").read_bytes() == content
    assert json.loads(path.read_text(encoding="utf-8"))["exercises"] == {
        "count_words": {"attempts": 1, "status": "passed"}
    }


OLD = {
    "version": 1,
    "exercises": {"count_words": {"status": "passed", "attempts": 2, "hints": 1}},
    "predictions": {
        "05.base": {"guess": 0.5, "measured": 0.7},
        "00.words": {"guess": 1.0},
        "12.cost": {"guess": 3.0},
    },
    "quizzes": {
        "05.rate": {"choice": 1, "right": False, "solved": True},
        "lab05": {"choice": 0, "right": True},
    },
}


def write(path, data):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_the_first_version_s_progress_is_carried_over(path, capsys):
    """It named lessons by numbers; today's may be others."""
    write(path, OLD)
    assert progress.load() == {
        "version": 2,
        "exercises": OLD["exercises"],
        "predictions": {
            "fine_tuning.base": {"guess": 0.5, "measured": 0.7},
            "start_here.words": {"guess": 1.0},
            "choose_and_combine.cost": {"guess": 3.0},
        },
        "quizzes": {
            "fine_tuning.rate": {"choice": 1, "right": False, "solved": True},
            "fine_tuning": {"choice": 0, "right": True},
        },
    }
    progress.record_prediction("fine_tuning.base", {"guess": 0.9})
    progress.record_answer("fine_tuning.rate", 0, False)
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written == progress.load() and written["version"] == 2
    assert written["predictions"]["fine_tuning.base"]["guess"] == 0.5, "the first one counts"
    assert written["quizzes"]["fine_tuning.rate"]["choice"] == 1
    overview.progress()
    said = capsys.readouterr().out
    assert all(course.title(slug) in said for slug in ("start_here", "fine_tuning"))


def test_ids_that_nobody_knows_are_kept(path):
    unknown = {"99.base": {"guess": 1}, "13.later": {"guess": 2}, "5.x": {}, "x.05.y": {}, "": {}}
    write(path, {**OLD, "predictions": unknown})
    assert progress.load()["predictions"] == unknown


def test_of_an_old_and_a_new_id_the_older_answer_counts(path):
    quizzes = {
        "fine_tuning.rate": {"choice": 2, "right": True, "solved": True},
        "05.rate": {"choice": 1, "right": False, "solved": False},
    }
    predictions = {"fine_tuning.base": {"guess": 2}, "05.base": {"guess": 1}}
    write(path, {**OLD, "quizzes": quizzes, "predictions": predictions})
    found = progress.load()
    assert found["quizzes"] == {"fine_tuning.rate": {"choice": 1, "right": False, "solved": True}}
    assert found["predictions"] == {"fine_tuning.base": {"guess": 1}}


def test_numbers_in_todays_progress_are_no_numbers_of_lessons(path):
    write(path, {**OLD, "version": 2})
    assert progress.load() == {**OLD, "version": 2}


def test_a_newer_file_is_left_alone(path, capsys):
    path.parent.mkdir()
    path.write_text('{"version": 3, "all": "different"}', encoding="utf-8")
    progress.record_check("count_words", "passed")
    assert progress.next_hint("count_words") == 1
    assert progress.next_hint("count_words") == 2
    assert entry()["status"] == "passed"
    assert path.read_text(encoding="utf-8") == '{"version": 3, "all": "different"}'
    said = capsys.readouterr().out
    assert said.count("newer version of the course") == 1 and "The lesson goes on" in said


def test_a_folder_that_cannot_be_written_warns_once(path, monkeypatch, capsys):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    progress.record_check("count_words", "failed")
    monkeypatch.setattr(progress, "write_json", refuse)
    for _ in range(3):
        progress.record_check("count_words", "passed")
    assert capsys.readouterr().out.count("progress.json cannot be written.") == 1
    assert entry() == {"attempts": 2, "status": "passed"}


def test_a_file_in_place_of_the_folder(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "file" / "progress.json"))
    progress.record_check("count_words", "passed")
    assert entry()["status"] == "passed"
    assert capsys.readouterr().out.count("The lesson goes on") == 1


def test_a_folder_in_place_of_the_file(path, capsys):
    path.mkdir(parents=True)
    progress.record_check("count_words", "passed")
    progress.record_check("count_words", "passed")
    assert entry()["status"] == "passed"
    assert capsys.readouterr().out.count("The lesson goes on") == 1


@pytest.mark.skipif(
    sys.platform == "win32" or getattr(os, "geteuid", lambda: 0)() == 0,
    reason="permissions bind neither root nor Windows folders",
)
def test_a_really_read_only_folder(path, capsys):
    path.parent.mkdir()
    path.parent.chmod(0o500)
    progress.record_check("count_words", "passed")
    path.parent.chmod(0o700)
    assert "cannot be written" in capsys.readouterr().out
    assert entry()["status"] == "passed"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_saved_again(encoding, path, capsys):
    progress.record_prediction("start_here.words", {"guess": "é"})
    path.write_text(path.read_text(encoding="utf-8"), encoding=encoding)
    progress.record_check("count_words", "passed")
    assert progress.load()["predictions"]["start_here.words"] == {"guess": "é"}
    assert entry()["status"] == "passed" and capsys.readouterr().out == ""


def test_a_second_damage_keeps_what_the_first_one_left(path, capsys):
    path.parent.mkdir()
    for content in (b"first", b"second", b"third"):
        path.write_bytes(content)
        progress.record_check("count_words", "passed")
    kept = [path.with_name(f"progress.damaged{n}.json") for n in ("", "-2", "-3")]
    assert [file.read_bytes() for file in kept] == [b"first", b"second", b"third"]
    assert "It is now progress.damaged-3.json" in capsys.readouterr().out
    assert entry()["status"] == "passed"


def test_looking_at_a_damaged_file_does_not_move_it(path, capsys):
    """Another notebook may have put it right meanwhile."""
    path.parent.mkdir()
    path.write_bytes(b"{")
    overview.progress()
    assert path.read_bytes() == b"{" and "progress.json is damaged" in capsys.readouterr().out


@pytest.mark.parametrize("version", [3, 2.5])
def test_a_newer_file_with_a_mark_is_left_alone(version, path, capsys):
    path.parent.mkdir()
    content = json.dumps({"version": version}).encode("utf-8-sig")
    path.write_bytes(content)
    progress.record_check("count_words", "passed")
    assert path.read_bytes() == content and "newer version" in capsys.readouterr().out


def test_a_disk_that_was_full_gets_everything_later(path, monkeypatch, capsys):
    progress.record_check("count_words", "failed")
    with monkeypatch.context() as patch:
        patch.setattr(progress, "write_json", refuse)
        progress.record_check("count_words", "passed")
        progress.record_answer("start_here.seeds", 1, False)
        assert progress.next_hint("merge_pair") == 1
    other = json.loads(path.read_text(encoding="utf-8"))
    other["exercises"]["learn_bpe"] = {"status": "passed"}  # another notebook wrote meanwhile
    path.write_text(json.dumps(other), encoding="utf-8")
    assert progress.next_hint("merge_pair") == 2
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["exercises"] == {
        "count_words": {"attempts": 2, "status": "passed"},
        "learn_bpe": {"status": "passed"},
        "merge_pair": {"status": "not attempted", "hints": 2},
    }
    assert written["quizzes"]["start_here.seeds"]["choice"] == 1
    assert capsys.readouterr().out.count("cannot be written") == 1


def test_a_lock_that_another_notebook_holds_loses_nothing(path, monkeypatch, capsys):
    progress.record_check("count_words", "failed")
    real = progress.filelock.FileLock
    held = real(path.with_name(f".{path.name}.lock"))
    monkeypatch.setattr(progress.filelock, "FileLock", lambda file, timeout: real(file, timeout=0))
    with held:
        progress.record_check("count_words", "passed")
        assert entry() == {"attempts": 2, "status": "passed"}
        assert json.loads(path.read_text())["exercises"]["count_words"]["status"] == "failed"
    progress.next_hint("count_words")
    written = json.loads(path.read_text(encoding="utf-8"))["exercises"]["count_words"]
    assert written == {"attempts": 2, "status": "passed", "hints": 1}


def test_a_file_that_cannot_be_read_is_not_written(path, monkeypatch, capsys):
    progress.record_check("count_words", "passed")
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(type(path), "read_bytes", refuse)
        progress.next_hint("merge_pair")
    assert path.read_bytes() == before and "cannot be read" in capsys.readouterr().out
    progress.next_hint("merge_pair")
    assert progress.load()["exercises"]["merge_pair"]["hints"] == 2
    assert entry()["status"] == "passed"


def test_half_a_letter_in_a_guess_is_kept(path):
    progress.record_prediction("start_here.words", {"guess": "\ud83d"})
    progress.record_check("count_words", "passed")
    assert progress.load()["predictions"]["start_here.words"] == {"guess": "\ud83d"}


def refuse(*_):
    raise PermissionError(13, "Permission denied")


def _record(name, path, count):
    os.environ["COURSE_PROGRESS"] = str(path)
    for number in range(count):
        progress.record_prediction(f"start_here.{name}{number}", {"guess": number})


def test_several_notebooks_lose_nothing(path):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_record, args=(name, path, 15)) for name in "abc"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(600)
        assert worker.exitcode == 0
    assert len(progress.load()["predictions"]) == 45


def test_the_table(capsys):
    overview.progress()
    assert "Nothing is recorded yet." in capsys.readouterr().out
    progress.record_check("count_words", "passed")
    progress.record_prediction("start_here.words", {"guess": 1.0})
    progress.record_answer("start_here.seeds", 2, True)
    progress.record_answer("start_here.chance", 0, False)
    progress.record_prediction("costs.bytes", {"guess": 1.0})
    progress.record_prediction("nowhere.later", {"guess": 1.0})
    overview.progress()
    lines = [re.split(r" {2,}", line.strip()) for line in capsys.readouterr().out.splitlines()]
    here, head, first = lines[0][0], lines[2], lines[3]
    assert here.startswith(f"Go on here: {course.number('start_here')} · Start here · ")
    assert head == ["Notebook", "Minutes", "Predictions", "Quiz", "Exercises"]
    assert first == [
        f"→ {course.number('start_here')} · Start here",
        str(course.minutes("start_here")),
        "0 of 2",  # `words` is none of the lesson's predictions
        "1 of 2",
        "1 of 1",
    ]
    [costs] = [line for line in lines if line[0].startswith(f"{course.number('costs')} · ")]
    assert costs[0].endswith(course.title("costs")) and costs[1] == str(course.minutes("costs"))
    assert all(cell.startswith("0 of ") for cell in costs[2:])


def test_the_table_counts_a_lesson_and_its_lab_apart(capsys):
    for name in exercises.announced("generation", "lab"):
        progress.record_check(name, "passed")
    overview.progress()
    lines = capsys.readouterr().out.splitlines()
    number = course.number("generation")
    assert [line[-6:] for line in lines if f" {number} · " in line] == ["0 of 1", "6 of 6"]


def test_one_lesson_in_a_sentence(capsys):
    overview.progress("start_here")
    said = "In the lesson, 0 of 1 exercises pass. Not yet: count_words.\n"
    assert capsys.readouterr().out == said
    progress.record_check("count_words", "passed")
    overview.progress("start_here")
    assert capsys.readouterr().out == "In the lesson, 1 of 1 exercises pass.\n"
    with pytest.raises(CourseError, match="'nowhere' has no exercises. These have: .*start_here"):
        overview.progress("nowhere")


def test_who_did_all_of_a_lab_is_told_so(capsys):
    for name in exercises.announced("generation", "lab"):
        progress.record_check(name, "passed")
    overview.progress("generation")
    lesson, lab = capsys.readouterr().out.splitlines()
    assert lesson == "In the lesson, 0 of 1 exercises pass. Not yet: perplexity_of."
    assert lab == "In the lab, 6 of 6 exercises pass."
