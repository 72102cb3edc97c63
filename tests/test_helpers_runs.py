"""Runs: values and differences by condition, verdicts seed by seed, tables and pictures of them."""

import pytest

from helpers.files import CourseError
from helpers.measure import metrics, run_tables
from helpers.measure.experiment import Runs
from helpers.show import plots, tables


def made(**levels) -> Runs:
    """Three seeds of every way, at one and at three shown; the seeds differ more than the ways."""
    return Runs(
        [
            {"way": way, "shown": shown, "seed": seed, "right": level + seed, "ms": 10 * shown}
            for shown in (1, 3)
            for way, level in levels.items()
            for seed in (0, 1, 2)
        ]
    )


@pytest.fixture
def runs():
    return made(plain=0.0, better=0.1, worse=-0.1)


@pytest.fixture
def shown(monkeypatch):
    """What goes to `tables.show`: (frame, caption, options)."""
    calls = []
    monkeypatch.setattr(tables, "show", lambda *given, **more: calls.append((*given, more)))
    return calls


def test_values_are_found_by_condition(runs):
    assert runs.values("right", way="plain", shown=3) == [0, 1, 2]
    assert runs.where(way="plain").conditions("shown") == [{"shown": 1}, {"shown": 3}]
    assert runs.by("ms", "shown", way="plain") == {1: [10] * 3, 3: [30] * 3}
    assert runs.mean("right", way="better", shown=1) == pytest.approx(1.1)
    assert runs.frame().groupby("way")["right"].mean()["worse"] == pytest.approx(0.9)
    with pytest.raises(CourseError, match="No run has {'way': 'other'}. There are: .*plain"):
        runs.where(way="other")


def test_differences_are_paired_by_seed(runs):
    """Seeds differ by whole numbers, ways by a tenth: only pairs show it."""
    pair = {"way": "better"}, {"way": "plain"}
    assert runs.minus("right", *pair, shown=1) == pytest.approx([0.1] * 3)
    assert runs.minus("right", {"way": "plain"}, 1.0, shown=1) == [-1, 0, 1]
    assert runs.clearly("right", *pair, shown=1) == "higher"
    assert runs.clearly("right", *reversed(pair), shown=1) == "lower"
    assert runs.clearly("right", {"way": "plain"}, 1.0) == "not clearly different"
    both = [runs.values("right", way=way, shown=1) for way in ("better", "plain")]
    assert runs.clearly("right", *pair, shown=1) == metrics.clearly(*both)


def test_runs_of_other_seeds_cannot_be_paired(runs):
    odd = Runs([row for row in runs.rows if (row["way"], row["seed"]) != ("plain", 1)])
    with pytest.raises(CourseError, match="same seeds can be compared"):
        odd.minus("right", {"way": "better"}, {"way": "plain"}, shown=1)


def test_the_best_is_clearly_ahead_of_all_others(runs):
    assert runs.best("right", "way", shown=1) == "better"
    assert runs.best("right", "way", lowest=True, shown=1) == "worse"
    even = made(plain=0.0, better=0.0)
    assert even.best("right", "way") == "not told apart"


def test_a_table_has_a_cell_for_each_condition(runs, shown):
    runs.table("right", "shown", "way", versus={"way": "plain"}, caption="Right", digits=1)
    ((frame, caption, options),) = shown
    assert caption == "Right" and options["digits"] == 1 and options["against"] == "way plain"
    assert list(frame.index) == [1, 3] and frame.index.name == "shown"
    assert list(frame.columns) == [("right", way) for way in ("plain", "better", "worse")]
    assert frame.loc[3, ("right", "better")][:3] == metrics.interval(
        runs.values("right", way="better", shown=3)
    )
    verdicts = [frame.loc[1, ("right", way)].verdict for way in ("plain", "better", "worse")]
    assert verdicts == ["", "higher", "lower"]
    assert options["note"] == "Means of 3 runs [95 % interval]."


def test_several_quantities_and_several_names_of_rows(runs, shown):
    runs.table(["ms", "right"], ["shown", "way"], digits={"ms": 0})
    ((frame, caption, options),) = shown
    assert caption == "ms, right, by shown and way" and options["against"] == ""
    assert list(frame.columns) == ["ms", "right"] and frame.index.names == ["shown", "way"]
    assert list(frame.index)[:2] == [(1, "plain"), (1, "better")]
    runs.table(["ms", "right"], "way", "shown")
    assert list(shown[1][0].columns) == [("ms", 1), ("ms", 3), ("right", 1), ("right", 3)]


def test_conditions_that_were_not_run_are_empty(shown):
    some = Runs([row for row in made(a=0.0, b=1.0).rows if (row["way"], row["shown"]) != ("b", 3)])
    some.table("right", "way", "shown")
    frame = shown[0][0]
    assert frame.loc["b", ("right", 3)] is None and frame.loc["a", ("right", 3)] is not None


def test_differences_leave_out_what_they_are_compared_with(runs, shown):
    runs.differences("right", "way", "shown", versus={"way": "plain"})
    frame, caption, options = shown[0]
    assert caption == "right, minus way plain" and options["against"] == "way plain"
    assert list(frame.index) == ["better", "worse"]
    found = frame.loc["better", ("right", 1)]
    assert found.difference and found.mean == pytest.approx(0.1) and found.verdict == "higher"
    runs.differences("right", "way", versus=1.0, against="chance")
    assert list(shown[1][0].index) == ["plain", "better", "worse"]
    assert shown[1][2]["against"] == "chance"


def test_the_note_counts_the_runs(runs):
    assert run_tables.counted(runs, "way", "shown") == "Means of 3 runs [95 % interval]."
    some = Runs(runs.rows[:4])
    assert run_tables.counted(some, "way") == "Means of 1 to 3 runs [95 % interval]."
    assert run_tables.counted(Runs(runs.rows[:1]), "way") == "One run each."


def test_a_table_reads_well_as_text(capsys):
    rows = [{"way": w, "k": k, "seed": s, "right": 0.5} for w in "ab" for k in (1, 2) for s in "xy"]
    Runs(rows).table("right", "way", "k", versus=0.25, against="chance", caption="Right answers")
    assert capsys.readouterr().out.splitlines() == [
        "Right answers",
        "     k",
        "way       1       2",
        "a    ▲ 0.50  ▲ 0.50",
        "b    ▲ 0.50  ▲ 0.50",
        "Means of 2 runs [95 % interval].",
        "▲ clearly higher than chance.",
    ]


def test_the_plot_shows_runs_mean_and_chance(monkeypatch):
    drawn = []
    monkeypatch.setattr(plots, "show", lambda fig, summary: drawn.append((fig, summary)))
    rows = [{"rate": n, "seed": s, "loss": i + s} for i, n in enumerate("ab") for s in range(3)]
    Runs(rows).plot("loss", "rate", "All lie low.", chance=0.5)
    ((fig, summary),) = drawn
    ax = fig.axes[0]
    assert summary == "All lie low." and (ax.get_xlabel(), ax.get_ylabel()) == ("rate", "loss")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b"]
    assert [text.get_text() for text in ax.texts] == ["chance"]
    dots = [line.get_ydata().tolist() for line in ax.lines if line.get_marker() == "."]
    assert dots == [[0, 1, 2], [1, 2, 3]]
