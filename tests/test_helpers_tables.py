"""Tables: scopes and captions in HTML, words uncut in text, signs that can be heard."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from helpers.files import CourseError
from helpers.show import display, html_tables, tables, text_tables
from helpers.show.tables import Estimate

LONG = "A sentence of some length that nobody would want to see cut in the middle of a word. " * 3


class Parts(HTMLParser):
    """Every element with its attributes and its text; fails for tags that are not closed."""

    def __init__(self, html: str):
        super().__init__()
        self.open, self.found = [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        if tag != "br":
            self.found.append([tag, dict(attributes), ""])
            self.open.append(self.found[-1])

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for part in self.open:
            part[2] += data

    def all(self, tag: str, **attributes) -> list[list]:
        return [
            part
            for part in self.found
            if part[0] == tag and all(part[1].get(k) == v for k, v in attributes.items())
        ]


def html(*given, caption="Caption", notes=(), **more) -> Parts:
    return Parts(html_tables.as_html(tables.grid(*given, **more), caption, notes))


@pytest.fixture
def grouped():
    rows = [
        {"kind": kind, "way": way, "exact": Estimate(0.5, 0.4, 0.6, verdict), "texts": 1200}
        for kind in ("recall", "reversed")
        for way, verdict in (("a", ""), ("b", "higher"), ("c", "not clearly different"))
    ]
    return pd.DataFrame(rows).set_index(["kind", "way"])


def test_headings_have_their_scope(grouped):
    parts = html(grouped)
    assert [part[2] for part in parts.all("caption")] == ["Caption"]
    assert [p[2] for p in parts.all("th", scope="col")] == ["kind", "way", "exact", "texts"]
    groups = parts.all("th", scope="rowgroup")
    assert [(p[2], p[1]["rowspan"]) for p in groups] == [("recall", "3"), ("reversed", "3")]
    assert [p[2] for p in parts.all("th", scope="row")] == ["a", "b", "c"] * 2
    assert len(parts.all("tr")) == 7 and len(parts.all("td")) == 12


def test_columns_with_two_levels_have_a_heading_over_each_group():
    columns = pd.MultiIndex.from_product([["exact", "choice"], [1, 3]], names=["", "shown"])
    frame = pd.DataFrame([[1.0, 2.0, 3.0, 4.0]], index=["a"], columns=columns)
    parts = html(frame)
    over = parts.all("th", scope="colgroup")
    assert [(p[2], p[1]["colspan"]) for p in over] == [
        ("exact, by shown", "2"),
        ("choice, by shown", "2"),
    ]
    assert [p[2] for p in parts.all("th", scope="col")] == ["", "1", "3", "1", "3"]


def test_signs_have_a_name_and_a_legend(grouped, monkeypatch):
    shown = []
    monkeypatch.setattr(tables, "show_html", lambda html, text: shown.append((html, text)))
    tables.show(grouped, "Caption", against="way a")
    html_, text = shown[0]
    signs = Parts(html_).all("span", role="img")
    assert [(p[2], p[1]["aria-label"]) for p in signs[:2]] == [
        ("▲", "clearly higher"),
        ("–", "not clearly different"),
    ]
    assert all(p[1]["title"] == p[1]["aria-label"] for p in signs)
    said = "▲ clearly higher than way a, – not clearly different from way a."
    assert text.endswith(said) and said in html_ and "▼" not in html_


@pytest.mark.parametrize("verdict", tables.VERDICTS)
def test_verdicts_are_those_of_metrics(verdict):
    from helpers.measure import metrics

    pairs = [
        ([0.9, 0.8, 0.9], [0.5, 0.5, 0.6]),
        ([0.5, 0.5, 0.6], [0.9, 0.8, 0.9]),
        ([0.9, 0.8], [0.7, 0.9]),
    ]
    assert verdict in [metrics.clearly(*pair) for pair in pairs]


def test_numbers_stand_on_the_right_and_words_on_the_left():
    rows = [{"word": "a", "count": 3, "share": 0.5, "right": (0.5, 0.4, 0.6), "none": None}]
    sides = [
        re.search("text-align: (\\w+)", p[1]["style"])[1] for p in html(rows, rows="word").all("td")
    ]
    assert sides == ["right"] * 4
    sides = [
        re.search("text-align: (\\w+)", p[1]["style"])[1]
        for p in html([{"a": "x", "b": True, "c": 1.0}]).all("td")
    ]
    assert sides == ["left", "left", "right"]


def test_cells_of_every_kind_are_written():
    frame = pd.DataFrame(
        {
            "whole": np.array([12345]),
            "part": np.array([0.126]),
            "small": [np.float32(0.5)],
            "sure": [np.bool_(True)],
            "estimate": [(1234.5, 1000.0, 2000.0)],
            "single": [Estimate(0.5)],
            "exact": [Estimate(3.0, 3.0, 3.0)],
            "gain": [Estimate(0.1, -0.05, 0.25, "not clearly different", True)],
        }
    )
    made = tables.grid(frame, digits={"part": 1, "estimate": 0})
    assert [cell.plain().replace(text_tables.FIXED, " ") for cell in made.cells[0]] == [
        "12,345",
        "0.1",
        "0.50",
        "yes",
        "1,234 [1,000, 2,000]",
        "0.50",
        "3.00",
        "+0.10 [-0.05, +0.25] –",
    ]


def test_what_a_table_is_made_of():
    """Dicts, columns and a frame give the same table; an index that only counts is not shown."""
    rows = [{"a": "x", "b": 1}, {"a": "y", "b": 2}]
    columns, frame = {"a": ["x", "y"], "b": [1, 2]}, pd.DataFrame(rows)
    assert tables.grid(rows) == tables.grid(columns) == tables.grid(frame)
    assert tables.grid(frame).names == [] and tables.grid(frame, rows="a").names == ["a"]
    assert tables.grid(rows, rows="a") == tables.grid(frame.set_index("a"))
    assert tables.grid(frame, rows=["a", "b"]).labels == [["x", "1"], ["y", "2"]]
    assert tables.grid([]).cells == []


def test_nothing_of_a_text_becomes_markup():
    parts = html([{"a": "<b>&amp; `x` $y$", "n<i>": 1}], caption="1 < 2", notes=["3 < 4"])
    assert parts.all("b") == parts.all("i") == []
    assert parts.all("caption")[0][2] == "1 < 2" and parts.all("td")[0][2] == "<b>&amp; `x` $y$"


def test_the_theme_keeps_its_colours(grouped):
    text = html_tables.as_html(tables.grid(grouped), "Caption", ["note"])
    assert "<style" not in text and "class=" not in text
    assert set(re.findall(r"(?<![-\w])color: (\w+)", text)) == {"inherit"}
    assert set(re.findall(r"background: (\w+)", text)) == {"none"}
    assert "overflow-x: auto" in text


def test_sentences_have_room_and_intervals_stay_together():
    parts = html([{"text": LONG, "n": (0.5, 0.4, 0.6)}])
    (sentence, _) = parts.all("td")
    assert "min-width" in sentence[1]["style"] and "nowrap" not in sentence[1]["style"]
    assert [p[2] for p in parts.all("span")] == ["0.50", "[0.40, 0.60]"]
    assert all("nowrap" in p[1]["style"] for p in parts.all("span"))


def test_a_number_without_interval_stands_below_the_others():
    rows = [{"way": "a", "right": 1.0}, {"way": "b", "right": (0.5, 0.4, 0.6)}]
    spans = html(rows, rows="way").all("span")
    room = "\u2007" * len("[0.40, 0.60]")  # no number, not even a hidden one
    assert [p[2] for p in spans] == ["1.00", room, "0.50", "[0.40, 0.60]"]
    assert text(rows, rows="way", caption="")[1:] == ["a    1.00", "b    0.50 [0.40, 0.60]"]


def text(*given, caption="Caption", notes=(), **more) -> list[str]:
    return text_tables.render(tables.grid(*given, **more), caption, notes).split("\n")


def test_a_group_is_named_once_in_text(grouped):
    lines = text(grouped)
    assert [line[:8].strip() for line in lines[2:]] == ["recall", "", "", "reversed", "", ""]
    assert len({len(line) for line in lines[1:]}) == 1, "columns end below one another"


def test_long_sentences_are_broken_between_words():
    lines = text([{"name": "a name of two words", "text": LONG, "n": 12}], rows="name")
    assert max(map(len, lines)) <= 100 and len(lines) > 3
    assert set(" ".join(lines).split()) == {"Caption", "name", "text", "n", "12"} | set(
        f"a name of two words {LONG}".split()
    )


@pytest.mark.parametrize("count", [1, 6, 9, 20])
def test_many_columns_follow_below_one_another(count):
    row = {"way": "by steps", **{f"k = {i}": (i + 0.5, i + 0.4, i + 0.6) for i in range(count)}}
    lines = text([row], rows="way", caption=LONG, notes=[LONG])
    assert max(map(len, lines)) <= 100
    whole = " ".join(" ".join(lines).split())
    for i in range(count):
        assert whole.count(f"{i + 0.5:.2f}") and whole.count(f"[{i + 0.4:.2f}, {i + 0.6:.2f}]") == 1
    assert sum("by steps" in line or line.startswith("by") for line in lines) >= (count > 6) + 1


def test_a_word_that_is_too_long_stays_whole():
    word = "x" * 130
    assert any(word in line for line in text([{"text": f"see {word} there"}], caption=""))


def test_lines_within_a_cell_are_kept():
    assert text([{"text": "one\ntwo", "n": 1}], caption="") == ["text  n", "one   1", "two"]
    assert "one<br>two" in html_tables.as_html(tables.grid([{"text": "one\ntwo"}]), "")


def test_a_notebook_gets_both_forms_in_one_output(monkeypatch):
    outputs = []
    monkeypatch.setattr(display, "shell", object)
    monkeypatch.setattr(display, "_publish", lambda data, metadata: outputs.append(data))
    tables.show([{"a": 1}], "Caption")
    assert sorted(outputs[0]) == ["text/html", "text/plain"]
    assert outputs[0]["text/plain"] == "Caption\na\n1"


def test_sentences_are_said_in_both_forms(monkeypatch, capsys):
    display.say(LONG.strip())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and max(map(len, lines)) <= 100
    outputs = []
    monkeypatch.setattr(display, "shell", object)
    monkeypatch.setattr(display, "_publish", lambda data, metadata: outputs.append(data))
    display.say("1 < 2\nSo.")
    assert "1 &lt; 2<br>So." in outputs[0]["text/html"]
    display.say("a  => b\n<c>", fixed=True)
    assert (
        "pre-wrap" in outputs[1]["text/html"] and "a  =&gt; b\n&lt;c&gt;" in outputs[1]["text/html"]
    )
    assert outputs[1]["text/plain"] == "a  => b\n<c>"


def test_the_sign_of_a_difference_is_not_taken_for_a_minus():
    rows = [{"gain": Estimate(-0.1, -0.2, -0.05, "lower", True)}, {"gain": Estimate(0.1)}]
    assert text(rows, caption="")[1] == "-0.10 [-0.20, -0.05] ▼"
    parts = html(rows)
    assert parts.all("td")[0][2] == "-0.10 [-0.20, -0.05] ▼"
    assert parts.all("span", role="img")[0][1]["aria-label"] == "clearly lower"


@pytest.mark.parametrize(
    "table, rows, said",
    [
        ([], (), "nothing in it"),
        ({}, (), "nothing in it"),
        (None, (), "nothing in it"),
        ("abc", (), "makes no table"),
        ({"a": 1}, (), "makes no table"),
        ({"a": [1, 2], "b": [1]}, (), "dict of columns of one length"),
        ([{"a": 1, "b": 2}], "c", "no column 'c'. It has: a, b"),
        ([{"a": 1, "b": 2}], ["a", "c"], "no column 'c'"),
    ],
)
def test_what_makes_no_table(table, rows, said):
    with pytest.raises(CourseError, match=said):
        tables.show(table, "Nothing", rows=rows)
