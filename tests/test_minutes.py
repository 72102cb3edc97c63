"""The stated minutes follow one formula, and the formula follows the times that were taken.

No way through takes more than an hour; what stands in sections to go further is counted apart.
"""

import math
from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.files import root
from tools import minutes, pages
from tools.minutes import LONGEST, Parts, Size, agrees, problems
from tools.source import Source

# Version 0.1, counted as today (its code formatted by ruff), and the minutes it took (low, high).
TAKEN = {
    "lesson text_to_tokens": (Size(1508, 237, 6, 0), (65, 65)),
    "lesson attention": (Size(1800, 358, 6, 0), (90, 90)),
    "lesson masked_lm": (Size(1213, 200, 7, 0), (70, 70)),
    "lesson in_context": (Size(1693, 369, 9, 0), (75, 90)),
    "lesson prompts": (Size(1821, 557, 12, 0), (75, 90)),
    "lab masked_lm": (Size(1258, 366, 3, 44), (100, 100)),
}
# Two labs of nearly the same counts took 50 and 85 minutes. No formula of counts meets both.
UNLIKE = (Size(769, 124, 0, 38), 50), (Size(599, 106, 0, 42), 85)


@pytest.fixture(scope="module")
def found():
    return minutes.sizes(pages.load(root()))


@pytest.mark.parametrize("name", TAKEN)
def test_the_formula_reproduces_the_times_taken(name):
    counts, (low, high) = TAKEN[name]
    assert 0.84 * low <= counts.minutes <= 1.16 * high


def test_every_lesson_has_an_exercise_on_the_way(found):
    """Of a few minutes, and not in a section to go further, which may be skipped."""
    lessons = {s.slug: counts.way.exercises for s, counts in found.items() if s.folder == "lessons"}
    assert {slug: m for slug, m in lessons.items() if not 3 <= m <= 5} == {}


def test_two_labs_that_took_different_times_are_met_in_their_middle():
    said = sum(counts.minutes for counts, _ in UNLIKE) / 2
    assert math.isclose(said, sum(taken for _, taken in UNLIKE) / 2, rel_tol=0.1)


@pytest.mark.parametrize(
    "path", sorted((root() / "source").glob("l*/*.py")), ids=lambda p: f"{p.parent.name}-{p.stem}"
)
def test_stated_minutes_follow_the_formula(path, found):
    known = {source.path: (source, counts) for source, counts in found.items()}
    name = path.relative_to(root()).as_posix()
    if name in known:  # course.toml may leave it out
        source, counts = known[name]
        assert agrees(source.minutes, counts.way.minutes), "run `python -m tools.minutes --write`"
        assert agrees(source.further, counts.further.minutes)
        assert bool(source.further) == bool(counts.further.minutes)


def test_no_way_through_takes_longer_than_an_hour(found):
    long = {source.path for source, counts in found.items() if counts.way.minutes > LONGEST}
    assert not long


def test_what_goes_further_is_not_the_larger_part(found):
    """By more than the formula is out."""
    minutes = {s.path: (c.further.minutes, c.way.minutes) for s, c in found.items()}
    assert not {path for path, (rest, way) in minutes.items() if rest > 1.15 * way}


NOTEBOOK = new_notebook(
    cells=[
        new_markdown_cell("# Five words stand here, too"),
        new_code_cell("start()"),
        new_markdown_cell("*Exercise 1 · 10 minutes · difficulty ●●○*\n\nWrite `it`."),
        new_code_cell(
            '# a comment\n\nx = 1\nf = \'quiz\'\nquiz("a.b")\npredict(\n    "a.c",\n    x,\n)'
        ),
    ]
)
SOURCE = Source("lessons", "one", "00", "One", 5, (), (), (), ())
NOTHING = Size(0, 0, 0, 0)


def way(*counts: int) -> dict[Source, Parts]:
    return {SOURCE: Parts(Size(*counts), NOTHING)}


def test_what_counts_and_what_does_not():
    assert minutes.parts(NOTEBOOK) == Parts(
        Size(words=6, lines=7, questions=2, exercises=10), NOTHING
    )


def test_a_marked_section_is_counted_apart():
    cells = [*NOTEBOOK.cells, new_markdown_cell("## Two more words (to go further)")]
    cells += [new_code_cell("y = 2"), new_markdown_cell("## Back")]
    found = minutes.parts(new_notebook(cells=cells))
    assert found == Parts(Size(7, 7, 2, 10), Size(words=6, lines=1, questions=0, exercises=0))


def test_wrong_minutes_and_long_notebooks_are_named():
    wrong, long = problems(way(3400, 0, 0, 0))
    assert "states 5 minutes; the formula says 100" in wrong
    assert "takes more than 60 minutes" in long
    assert problems(way(204, 0, 0, 0)) == []
    (silent,) = problems({SOURCE: Parts(Size(204, 0, 0, 0), Size(68, 0, 0, 0))})
    assert "states 0 minutes to go further; the formula says 2" in silent


def test_the_table_has_a_line_for_what_goes_further():
    lines = minutes.table({SOURCE: Parts(Size(204, 0, 0, 0), Size(340, 0, 0, 0))}).splitlines()
    assert lines[1].split() == ["lessons/one", "204", "0", "0", "0", "6", "5"]
    assert lines[2].split() == ["to", "go", "further", "340", "0", "0", "0", "10", "0"]


def test_the_tool_writes_what_the_formula_says(tmp_path, monkeypatch):
    path = tmp_path / SOURCE.path
    path.parent.mkdir(parents=True)
    path.write_text("# ---\n# minutes: 5\n# ---\n\n# %%\n# minutes: 5\n", encoding="utf-8")
    monkeypatch.setattr(minutes, "root", lambda: tmp_path)
    assert minutes.write(way(204, 0, 0, 0)) == []
    assert minutes.write(way(1020, 0, 0, 0)) == [SOURCE.path]
    text = path.read_text(encoding="utf-8")
    assert text == "# ---\n# minutes: 30\n# ---\n\n# %%\n# minutes: 5\n"
    assert minutes.write({SOURCE: Parts(Size(204, 0, 0, 0), Size(68, 0, 0, 0))}) == [SOURCE.path]
    text = path.read_text(encoding="utf-8")
    assert text == "# ---\n# minutes: 5\n# further: 5\n# ---\n\n# %%\n# minutes: 5\n"
    assert minutes.write({replace(SOURCE, further=5): way(204, 0, 0, 0)[SOURCE]}) == [SOURCE.path]
    assert "further" not in path.read_text(encoding="utf-8")
