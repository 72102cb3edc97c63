"""What learners hand in, and the page that is made of it."""

import csv
import json
import os
import random
import re
import sys
import time
from html.parser import HTMLParser

import pytest

from helpers import exercises
from helpers.checking import kinds, progress
from helpers.checking.contents import pages
from helpers.checking.export import checksum, collect, export
from helpers.checking.grading import grade
from helpers.checks import check
from helpers.checks import progress as shown_progress
from helpers.files import CourseError
from tools import class_files, class_page, class_report

NOTHING = {"exercises": {}, "predictions": {}, "quizzes": {}}


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "learner" / "progress.json"))
    monkeypatch.setattr(progress, "_memory", {})


def made(name="blue heron", **sections):
    return collect(name, NOTHING | sections, "0.1.0")


def put(folder, file, data):
    folder.mkdir(exist_ok=True)
    (folder / file).write_text(json.dumps(data), encoding="utf-8")


def again(data, **changed):
    """Someone else's export: changed, and its fingerprint made anew."""
    data = {**data, **changed}
    return {**data, "sum": checksum(data)}


def reasons(folder):
    return dict(class_files.read(folder).left_out)


def test_an_export_is_shown_first_and_written_on_request(capsys, tmp_path):
    check("count_words", lambda text: {})
    assert shown_progress.export is export
    assert export(" blue  heron ") is None
    said = capsys.readouterr().out
    assert "blue heron" in said and "write=True" in said and not list(tmp_path.glob("*/export*"))
    path = export("blue heron", write=True)
    written = path.read_text(encoding="utf-8")
    assert path.name == "export-blue-heron.json" and written in said + capsys.readouterr().out
    assert class_files.parse(path.read_bytes())["exercises"]["count_words"]["mistakes"]


def test_nothing_identifies_but_the_pseudonym():
    entry = {"status": "failed", "attempts": 1, "code": "secret", "last": "x" * 100, "hints": "2"}
    guess = {"guess": "y" * 100, "measured": float("nan"), "time": 12, "right": True}
    data = made(exercises={"a": entry, "b" * 100: entry}, predictions={"p": guess})
    assert data["exercises"] == {"a": {"status": "failed", "attempts": 1}}
    assert data["predictions"] == {"p": {"right": True}}
    assert set(data) == {"kind", "form", "pseudonym", "course", "sum", *NOTHING}


@pytest.mark.parametrize(
    "name", ["", "x", None, 7, "me@home", "<b>", "a" * 41, "=1+1", "../up", "a\u202eb", "two  - x-"]
)
def test_what_cannot_be_a_pseudonym(name):
    with pytest.raises(CourseError, match="Choose a pseudonym"):
        export(name)


@pytest.mark.parametrize("name", ["blue heron", "課程", "Ünal 3", "o'neil", "a-b", "12"])
def test_what_can(name):
    assert made(name)["pseudonym"] == name


def test_mistakes_are_counted_by_name_until_the_pass():
    exercise = exercises.find("count_words")
    for mistake in exercise.mistakes[:2]:
        check("count_words", mistake.function)
    check("count_words", lambda text: 1 / 0)
    entry = progress.load()["exercises"]["count_words"]
    names = {mistake.function.__name__ for mistake in exercise.mistakes[:2]}
    assert entry["mistakes"] == dict.fromkeys([*names, entry["last"]], 1)
    check("count_words", exercise.mistakes[0].function)
    assert progress.load()["exercises"]["count_words"]["last"] in names
    progress.record_check("count_words", "passed")
    assert "last" not in progress.load()["exercises"]["count_words"]


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (lambda text: None if text else {}, "returns_none"),
        (lambda text: print(text), "prints"),
        (lambda: {}, "other_arguments"),
        (lambda text: text.nothing, "AttributeError"),
        (lambda text: input(), "asks_for_input"),
        (lambda text: exit(), "ends_python"),
        (lambda text: {"to": 0}, "other"),
    ],
)
def test_every_diagnosis_has_a_name(function, name):
    exercise = exercises.find("count_words")
    assert kinds.kind_of(exercise, grade(exercise, function).text) == name


def test_each_exercise_s_own_mistakes_are_known_by_name():
    for name in exercises.ids("text_to_tokens") + exercises.ids("training"):
        exercise = exercises.find(name)
        for mistake in exercise.mistakes:
            text = grade(exercise, mistake.function).text
            assert kinds.kind_of(exercise, text) in kinds.known(exercise) - {kinds.OTHER}, name


def test_what_is_not_counted_is_named(tmp_path):
    folder = tmp_path / "class"
    good = made(exercises={"count_words": {"status": "passed", "attempts": 2}})
    put(folder, "a.json", good)
    put(folder, "copy.json", good)
    put(folder, "edited.json", {**good, "pseudonym": "someone"})
    put(folder, "newer.json", again(good, form=2))
    put(folder, "progress.json", NOTHING | {"version": 2})
    put(folder, "other.json", [1, 2])
    put(folder, "name.json", again(good, pseudonym="<script>alert(1)</script>"))
    put(folder, "lazy.json", again(good, exercises={"count_words": {"status": "passed"}}))
    put(folder, "typed.json", again(good, quizzes={"start_here.seeds": {"choice": "0"}}))
    put(folder, "deep.json", again(good, predictions={"p": {"guess": [[1]]}}))
    (folder / "half.json").write_bytes(json.dumps(good).encode()[:200])
    (folder / "list.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "large.json").write_bytes(b"[" * (class_files.LARGEST + 1))
    (folder / "nested.json").write_bytes(b"[" * 100_000)
    (folder / "number.json").write_bytes(b'{"form": ' + b"9" * 5000 + b"}")
    found = reasons(folder)
    for file, part in {
        "copy.json": "is a copy of a.json",
        "edited.json": "was changed",
        "newer.json": "newer version",
        "progress.json": "is a progress file",
        "other.json": "no export",
        "name.json": "pseudonym",
        "lazy.json": "never writes",
        "typed.json": "never writes",
        "deep.json": "never writes",
        "half.json": "damaged",
        "list.csv": "no JSON",
        "large.json": "larger than",
        "nested.json": "damaged",
        "number.json": "damaged",
    }.items():
        assert part in found.pop(file), file
    assert not found
    assert [one.file for one in class_files.read(folder).learners] == ["a.json"]


def test_the_later_export_counts_and_two_learners_stay_two(tmp_path):
    folder = tmp_path / "class"
    put(folder, "1.json", made(exercises={"count_words": {"status": "failed", "attempts": 1}}))
    put(folder, "2.json", made(exercises={"count_words": {"status": "passed", "attempts": 3}}))
    put(folder, "3.json", made(quizzes={"start_here.seeds": {"choice": 1, "right": False}}))
    handed = class_files.read(folder)
    assert handed.left_out == [("1.json", "is older than 2.json.")]
    assert [one.name for one in handed.learners] == ["blue heron", "blue heron (2)"]
    assert "another learner" in handed.notes[0][1]


def test_a_folder_that_is_none(tmp_path, capsys):
    assert class_report.main([str(tmp_path / "missing")]) == 1
    assert "Name the one with the files of your class" in capsys.readouterr().err


class Tags(HTMLParser):
    """The tags of a page, and whether they close."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def a_class(folder, count):
    """Exports of many learners, drawn at random."""
    rng = random.Random(0)
    names = {section: [] for section in NOTHING}
    for page in pages():
        for section, ids in page.asks.items():
            names[section] += ids
    mistakes = ["other", "returns_none", "TypeError", "</td><script>alert(1)</script>"]
    for number in range(count):
        exercise = {"status": "failed", "attempts": 2, "hints": 1, "last": rng.choice(mistakes)}
        exercise["mistakes"] = {exercise["last"]: 1}
        done = [{"status": "passed", "attempts": 1}, exercise]
        put(
            folder,
            f"{number:03}.json",
            made(
                f"learner {number}",
                exercises={name: rng.choice(done) for name in names["exercises"]},
                predictions={
                    name: {"guess": rng.random(), "measured": 0.5} for name in names["predictions"]
                },
                quizzes={name: {"choice": rng.randrange(3)} for name in names["quizzes"]},
            ),
        )


def test_two_hundred_learners_in_five_seconds(tmp_path, capsys):
    a_class(tmp_path / "class", 200)
    started = time.process_time()
    assert class_report.main([str(tmp_path / "class"), "--to", str(tmp_path / "out")]) == 0
    assert time.process_time() - started < 5
    assert "200 learners" in capsys.readouterr().out
    html = (tmp_path / "out" / "class_report.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(html)
    assert not tags.open and not {"script", "img", "link", "iframe"} & tags.seen
    assert not any(name.startswith("on") or name in ("src", "href") for name, _ in tags.attributes)
    assert len(re.findall("<caption>", html)) == len(re.findall("<table>", html)) > 50
    text = (tmp_path / "out" / "class_report.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert len(rows) == 201 and len({len(row) for row in rows}) == 1


def test_what_the_page_counts(tmp_path):
    exercise = exercises.find("count_words")
    known = exercise.mistakes[0]
    last = {"last": known.function.__name__, "mistakes": {known.function.__name__: 2}}
    failed = {"status": "failed", "attempts": 3, **last}
    quiz_id, prediction_id = pages()[0].asks["quizzes"][0], pages()[0].asks["predictions"][0]
    put(
        tmp_path / "class",
        "a.json",
        made(
            exercises={"count_words": failed, "gone": failed},
            quizzes={quiz_id: {"choice": 1}},
            predictions={prediction_id: {"guess": 0.25, "measured": 0.31}},
        ),
    )
    passed = {"status": "passed", "attempts": 1}
    put(tmp_path / "class", "b.json", made("red fox", exercises={"count_words": passed}))
    handed = class_files.read(tmp_path / "class")
    assert class_page.mistakes(handed.learners, ["count_words"]) == [
        ["count_words", known.message, "1", "1"]
    ]
    html = class_page.page(handed, pages(), "2026-01-31")
    assert "1 of 2" in html and "✓ 1" in html and "3 tries" in html
    assert "0.2 to 0.3" in html and "0.3 to 0.4 (the result)" in html
    assert "names 1 things" in html


def test_an_empty_class(tmp_path):
    (tmp_path / "class").mkdir()
    html = class_page.page(class_files.read(tmp_path / "class"), pages(), "2026-01-31")
    assert "0 learners" in html and "Nobody has begun" in html


NASTY = {
    "nan": {"predictions": {"start_here.world": {"guess": float("nan")}}},
    "infinite": {"predictions": {"start_here.world": {"guess": 0.5, "measured": float("inf")}}},
    "beyond": {"predictions": {"start_here.world": {"guess": 10**400}}},
    "half": {"predictions": {"start_here.world": {"guess": "\ud800"}}},
    "long": {"predictions": {"start_here.world": {"guess": "x" * 5000}}},
    "list": {"exercises": {"count_words": {"status": "failed", "attempts": 1, "last": ["a"]}}},
    "dict": {"exercises": {"count_words": {"status": "failed", "attempts": 1, "last": {"a": 1}}}},
    "true": {"exercises": {"count_words": {"status": "failed", "attempts": True}}},
    "turned": {
        "exercises": {
            "count_words": {"status": "failed", "attempts": 1, "mistakes": {"\u202egnp": 1}}
        }
    },
    "key": {"exercises": {"\udcff": {"status": "failed", "attempts": 1}}},
    "more": {"exercises": {"count_words": {"status": "failed", "attempts": 1, "code": "x"}}},
    "version": {"course": "1.0\n=1+1"},
    "unknown": {"email": "me@home"},
}


@pytest.mark.parametrize("name", NASTY)
def test_only_what_an_export_writes_is_counted(name, tmp_path):
    put(tmp_path / "class", "a.json", again(made(), **NASTY[name]))
    assert "never writes" in reasons(tmp_path / "class")["a.json"]
    assert class_report.main([str(tmp_path / "class")]) == 0


def test_what_is_exported_of_odd_progress_is_counted(tmp_path):
    odd = {"guess": "x\ny", "measured": 1e300, "seen": True}
    failed = {"status": "failed", "attempts": 1, "mistakes": {"a\u202eb": 1}, "last": "a\u202eb"}
    put(
        tmp_path / "class",
        "a.json",
        made(exercises={"count_words": failed}, predictions={"start_here.world": odd}),
    )
    assert [one.file for one in class_files.read(tmp_path / "class").learners] == ["a.json"]


def test_names_of_files_are_shown_without_signs_that_turn_or_end_a_line(tmp_path, capsys):
    for number, name in enumerate(["a\u202eb.json", "a\u200bb.json"]):
        put(tmp_path / "class", name, made(f"learner {number}"))
    put(tmp_path / "class", "\u202enone.json", [])
    assert class_report.main([str(tmp_path / "class")]) == 0
    folder = tmp_path / "class" / "report"
    texts = [path.read_text(encoding="utf-8-sig") for path in folder.iterdir()]
    texts.append(capsys.readouterr().out)
    assert "a\N{REPLACEMENT CHARACTER}b.json" in "".join(texts)
    assert not any("\u202e" in text or "\u200b" in text for text in texts)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names are bytes on Linux alone")
def test_a_name_that_is_no_text(tmp_path):
    put(tmp_path / "class", "a.json", made())
    (tmp_path / "class" / "a.json").rename(tmp_path / "class" / os.fsdecode(b"\xff.json"))
    assert class_report.main([str(tmp_path / "class")]) == 0


def test_folders_with_exports_are_named_and_the_report_s_own_is_not(tmp_path):
    folder = tmp_path / "class"
    put(folder, "a.json", made())
    (folder / "empty").mkdir()
    put(folder / "Ann_12_file", "export.json", made("red fox"))
    assert class_report.main([str(folder)]) == 0
    assert reasons(folder) == {"Ann_12_file": "is a folder: put the files in it beside the others."}


def test_a_pseudonym_in_any_script_and_either_case(tmp_path):
    for name in ("हिन्दी", "ไทยดี", "e\u0301toile", "שלום"):
        put(tmp_path / "class", f"{len(name)}{name[0]}.json", made(name))
    put(tmp_path / "class", "x.json", made("Étoile"))
    handed = class_files.read(tmp_path / "class")
    assert len(handed.learners) == 4 and "is a copy" in handed.left_out[0][1]
    for name in ("a" + "\u0301" * 30, "\u0301a"):
        with pytest.raises(CourseError, match="Choose a pseudonym"):
            export(name)


def test_far_guesses_leave_the_histogram_readable_and_everyone_is_counted(tmp_path):
    name = pages()[0].asks["predictions"][0]
    guesses = [0.05 * number for number in range(12)] + [1e15, -3.0, "no idea"]
    for number, guess in enumerate(guesses):
        entry = {"guess": guess, "measured": 0.31}
        put(tmp_path / "class", f"{number:02}.json", made(f"l {number}", predictions={name: entry}))
    html = class_page.prediction(name, class_files.read(tmp_path / "class").learners)
    counts = [int(one) for one in re.findall(r"<td>(\d+) ", html)]
    assert sum(counts) == len(guesses) and max(counts) < 5
    for part in ("0.3 to 0.4 (the result)", "more than 1", "less than 0", "no number"):
        assert part in html
    assert class_page.histogram([0.1, 0.2, 0.3], 40.0)[-1] == ["more than 0.3 (the result)", "0"]


def test_a_choice_that_a_question_does_not_have_is_named(tmp_path):
    quiz_id = pages()[0].asks["quizzes"][0]
    put(tmp_path / "class", "a.json", made(quizzes={quiz_id: {"choice": 9}}))
    found = class_page.strangers(class_files.read(tmp_path / "class"), pages())
    assert "names 1 things" in found[0][1]
