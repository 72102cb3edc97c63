"""The paper's conditions: fair questions, no leaks, and a tool that refuses what is out of date."""

import doctest
import re
from random import Random

import pytest

from helpers.facts import (
    paper,
    paper_growth,
    paper_simple,
    paper_structure,
    paper_syllogisms,
    statements,
    trials,
    words,
)
from helpers.facts.vocabulary import tokenizer
from helpers.files import CourseError, read_json, root, write_json
from helpers.measure import experiment
from helpers.weights import models
from tools import reproduction, reproduction_page, reproduction_runs, results
from tools.reproduction_runs import EXPERIMENTS, Experiment

SEEDS = (0, 1, 2)
MADE = {
    "reversals": lambda seed: paper_simple.reversals_of(seed=seed),
    "curse": lambda seed: paper_simple.curse_of(seed=seed),
    "syllogisms": lambda seed: paper_syllogisms.syllogisms_of(seed=seed),
    "structure": lambda seed: paper_structure.structure_of(seed=seed),
    "unsupported": lambda seed: paper_structure.structure_of(supported=False, seed=seed),
    "rephrasing": lambda seed: paper_growth.plain_facts(4, 8, seed)[1],
}
CHOICES = {"reversals": 2, "syllogisms": 6}  # the others have four
TOLD = ("trained", "told both ways")  # questions whose answer stands in the training text


@pytest.fixture(scope="module")
def words_and_model():
    known = tokenizer()
    return known, models.decoder(len(known), width=32, layers=1, context=512).eval()


@pytest.fixture(params=[(name, seed) for name in MADE for seed in SEEDS], ids=str)
def made(request):
    name, seed = request.param
    return name, MADE[name](seed)


def sentences(texts) -> set[str]:
    """Every sentence of some documents, without lead-ins, beginning small."""
    found = set()
    openers = "|".join(map(re.escape, words.data()["openers"]))
    for text in texts:
        for one in text.removesuffix(".").split(". "):
            found.add(re.sub(rf"^({openers}) ", "", one, flags=re.IGNORECASE).lower())
    return found


# ------------------------------------------------------------------ materials
def test_every_question_has_the_stated_choices_and_the_stated_chance(made):
    name, material = made
    for one in material.asked:
        assert len(one.choices) == len(set(one.choices)) == CHOICES.get(name, 4)
        assert set(one.right) <= set(one.choices)
        if name != "syllogisms":
            assert len(one.right) == 1
        else:
            assert len(one.right) / 6 == paper_syllogisms.chance(one.kind)


def test_answers_stand_in_no_training_text_and_their_facts_do(made):
    name, material = made
    told = sentences(material.documents)
    for one in material.asked:
        asked = {f"{one.prompt} {answer}".lower() for answer in one.right}
        if one.kind in TOLD:
            assert asked <= told
        elif name == "syllogisms":
            assert told.isdisjoint(answer.lower() for answer in one.right)
        else:
            assert told.isdisjoint(asked)


def test_a_context_holds_every_fact_and_leaves_room(made, words_and_model):
    _, material = made
    known, _ = words_and_model
    assert set(material.shown) <= set(material.documents)
    for context in paper.all_that_fit(known, material, 512, 2, seed=0):
        assert set(material.shown) <= set(context)
        assert len(known(" ".join(context))["input_ids"]) + paper.ROOM <= 514  # and [CLS], [SEP]


def test_questions_are_known_words_and_new_names(made, words_and_model):
    _, material = made
    words.check(material.documents, words_and_model[0])
    words.check(
        [text for one in material.asked for text in (one.prompt, *one.choices)], tokenizer()
    )


def test_a_draw_is_the_same_again_and_another_is_not():
    for make in MADE.values():
        assert make(1) == make(1) != make(2)


def test_right_answers_stand_at_no_favourite_place():
    for name, make in MADE.items():
        places = [one.choices.index(one.right[0]) for seed in range(6) for one in make(seed).asked]
        for place in range(CHOICES.get(name, 4)):
            assert abs(places.count(place) / len(places) - 1 / CHOICES.get(name, 4)) < 0.13


# ------------------------------------------------------------------ what each condition promises
def test_each_word_of_a_comparison_is_told_as_often():
    texts = paper_simple.reversals_of().sentences
    for relation in statements.stated("comparison"):
        counts = [sum(f" {word} " in text for text in texts) for word in relation.words]
        assert counts[0] == counts[1] > 0


def test_overlap_contradicts_reversals_and_solves_names():
    simple, curse = paper_simple.reversals_of(), paper_simple.curse_of()
    assert paper.overlap(simple.documents, simple.asked)["reversed"] == 0
    assert paper.overlap(curse.documents, curse.asked)["reversed"] == 1


def test_names_of_set_a_never_come_last_and_those_of_set_b_do():
    made = paper_simple.curse_of()
    last = {statements.cut(text)[1] for text in made.documents}
    for one in made.asked:
        if one.kind.startswith("reversed"):
            assert one.right[0] not in last
        if one.kind == "reversed, wrong from B":
            assert set(one.choices) - set(one.right) <= last
        if one.kind == "reversed":
            assert last.isdisjoint(one.choices)


def test_what_follows_from_the_premises_is_right_in_every_small_world():
    """Each form, tried in all worlds of three things that may be of three kinds."""
    worlds = [
        [{i for i in range(3) if bits >> (3 * kind + i) & 1} for kind in range(3)]
        for bits in range(512)
    ]
    holds = {
        "all": lambda a, b: a <= b,
        "some": lambda a, b: bool(a & b),
        "no": lambda a, b: not a & b,
    }
    for form in paper_syllogisms.FORMS:
        fitting = [w for w in worlds if all(holds[q](w[a], w[b]) for q, a, b in form.premises)]
        right = {
            (q, pair)
            for q in holds
            for pair in ((0, 2), (2, 0))
            if all(holds[q](w[pair[0]], w[pair[1]]) for w in fitting)
        }
        pairs = [(0, 2)] if form.conclusion == "all" else [(0, 2), (2, 0)]
        assert right == {(form.conclusion, pair) for pair in pairs}


def test_all_six_statements_have_equally_many_tokens(words_and_model):
    known, _ = words_and_model
    for one in paper_syllogisms.syllogisms_of(8).asked:
        assert len({len(known(f"{choice}.")["input_ids"]) for choice in one.choices}) == 1


def test_all_forms_are_asked_equally_often():
    asked = [
        one.kind for seed in range(8) for one in paper_syllogisms.syllogisms_of(seed=seed).asked
    ]
    assert {asked.count(kind) for kind in paper_syllogisms.KINDS} == {len(asked) // 4}


def test_of_held_out_kinds_only_the_parent_is_told():
    for seed in SEEDS:
        made = paper_structure.structure_of(seed=seed)
        tree = paper_structure.tree(Random(f"structure {seed}"))
        text = " ".join(made.sentences)
        for kind in tree.held_out:
            assert len(re.findall(rf"\b{kind}s?\b", text)) == 1
            assert f"All {kind}s are {tree.parents[kind]}s." in made.sentences
        held = [one for one in made.asked if one.kind == "holdout"]
        assert len(held) == 2 * len(tree.held_out)


def test_wrong_choices_are_wrong_of_this_and_right_of_something_else():
    for supported in (True, False):
        rng = Random("structure 0")
        tree = paper_structure.tree(rng)
        made = paper_structure.structure_of(supported=supported, seed=0)
        for one in made.asked:
            about = paper.inferences.names_in(one.prompt)
            thing = next((w for w in one.prompt.split() if w in words.data()["things"].split()), "")
            known = thing or next(iter(about))
            for choice in one.choices:
                term = choice if choice in words.data()["things"] else choice.removesuffix("s")
                pair = (term, known) if one.kind == "reversed" else (known, term)
                assert tree.true(*pair) == (choice in one.right), (one, choice)


def test_documents_have_four_to_ten_sentences_and_support_can_be_taken_away():
    least, most = paper_structure.SENTENCES
    for supported in (True, False):
        made = paper_structure.structure_of(supported=supported, seed=1)
        for text in made.documents:
            assert least <= text.count(".") <= most
        assert any(" also " in text for text in made.sentences) == supported
    assert paper_structure.split(made.documents, "whole") == list(made.documents)
    parts = {how: paper_structure.split(made.documents, how) for how in paper_structure.SPLITS}
    assert (
        len(parts["independent"])
        == len(parts["cumulative"])
        == sum(text.count(".") for text in made.documents)
    )
    assert set(made.documents) <= set(parts["cumulative"])


def test_contexts_of_more_facts_are_equally_long(words_and_model):
    known, _ = words_and_model
    for facts in (4, 8, 16, 24):
        context, asked = paper_growth.case(Random(facts), known, facts, filled=True)
        text = " ".join(context)
        assert paper_growth.count_tokens(known, text) == paper_growth.LENGTH
        assert asked == paper_growth.case(Random(facts), known, facts, filled=False)[1]
        assert sum(one.startswith("All ") for one in context) == len(context) - facts
        for one in asked:
            assert len(set(one.choices)) == 4
            assert all(len(re.findall(rf"\b{c}\b", text)) == 1 for c in one.choices)


# ------------------------------------------------------------------ measuring, at tiny size
@pytest.mark.parametrize("way", [*reproduction_runs.FIVE, "in steps"])
def test_every_way_gives_shares(words_and_model, way, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    known, model = words_and_model
    found = paper_syllogisms.syllogisms(model, known, way, count=4, steps=1, seed=0)
    assert sum(found.pop("asked").values()) == 4
    assert all(0 <= share <= 1 for share in found.values())


def test_every_condition_can_be_measured(words_and_model, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    known, model = words_and_model
    found = [
        paper_simple.reversals(model, known, "augmented", facts=2, steps=1),
        paper_simple.curse(model, known, "augmented", first=4, both=4, steps=1),
        paper_structure.structure(model, known, "fine-tuned", count=8, steps=1),
        paper_structure.splitting(model, known, "cumulative", count=8, steps=1),
        paper_growth.growing(model, known, 4, True, questions=2),
        paper_growth.rephrasing(model, known, "both", groups=1, size=4, steps=1),
    ]
    for one in found:
        kinds = set(one) - {"asked", "tokens"}
        assert kinds == set(one["asked"]) and all(0 <= one[kind] <= 1 for kind in kinds)


def test_a_model_that_learned_the_facts_recalls_them(words_and_model, monkeypatch, tmp_path):
    """Training reaches what is asked: after enough steps the told direction is known."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    known, model = words_and_model
    made = paper_simple.reversals_of(4, seed=0)
    told = [one for one in made.asked if one.kind == "trained"]
    tuned = trials.learn(model, known, made.sentences, 150, 1e-2, name="recall test").eval()
    assert paper.shares(tuned, known, told)["trained"] == 1


# ------------------------------------------------------------------ the tool
def steady(way: str, seed: int) -> dict:
    """A measurement that costs nothing, and in which notes win, and context after them."""
    share = {"context": 0.75, "augmented": 0.95}.get(way, 0.5) + seed / 100
    kinds = ("trained", "reversed")
    return {**dict.fromkeys(kinds, share), "asked": dict.fromkeys(kinds, 40)}


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """The tool with one cheap experiment, in a folder of its own."""
    for module in (reproduction, experiment):
        monkeypatch.setattr(module, "root", lambda: tmp_path)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_QUICK", raising=False)
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    monkeypatch.setattr(reproduction.setup, "start", lambda: None)
    cheap = {
        name: Experiment(steady, one.asked, 3, {"way": reproduction_runs.FIVE})
        for name, one in EXPERIMENTS.items()
        if name == "reversals"
    }
    monkeypatch.setattr(reproduction, "EXPERIMENTS", cheap)
    return tmp_path


def test_it_runs_stores_checks_and_writes_its_page(tool, capsys):
    assert reproduction.main(["--check"]) == 1
    assert "reversals: not run yet" in capsys.readouterr().out
    assert reproduction.main(["--run"]) == 0
    found = read_json(tool / "results" / "reproduction" / "reversals.json")
    assert found["made_by"] and len(found["rows"]) == 15
    text = (tool / "docs" / "reproduction.md").read_text(encoding="utf-8")
    assert "context: 0.76" in text and "Reproduces: **yes**." in text and "not run yet" in text
    assert "To be written" not in text and str(tool) not in text
    assert reproduction.main(["--check"]) == 0
    assert reproduction.main([]) == 0
    assert (tool / "docs" / "reproduction.md").read_text(encoding="utf-8") == text
    (tool / "docs" / "reproduction.md").write_text("old", encoding="utf-8")
    assert reproduction.main(["--check"]) == 1


def test_it_refuses_what_other_code_made(tool, capsys):
    assert reproduction.main(["--run", "reversals"]) == 0
    path = tool / "results" / "reproduction" / "reversals.json"
    found = read_json(path)
    write_json(path, {**found, "made_by": {name: "other" for name in found["made_by"]}})
    assert reproduction.main([]) == 1
    assert "since the runs of reversals were stored" in capsys.readouterr().err
    assert reproduction.main(["--check"]) == 1
    assert reproduction.main(["--run"]) == 0 and reproduction.main(["--check"]) == 0


def test_it_goes_on_where_it_was_stopped(tool, monkeypatch):
    calls = []

    def stopping(way: str, seed: int) -> dict:
        calls.append((way, seed))
        if len(calls) == 5:
            raise KeyboardInterrupt
        return steady(way, seed)

    (one,) = reproduction.EXPERIMENTS.values()
    stops = Experiment(stopping, one.asked, one.draws, one.conditions)
    monkeypatch.setitem(reproduction.EXPERIMENTS, "reversals", stops)
    monkeypatch.setattr(experiment.made_by, "of", lambda measure, name="": {"part": "1"})
    assert reproduction.main(["--run"]) == 130
    assert reproduction.main(["--run"]) == 0
    assert len(calls) == 16 and calls[4] == calls[5]


def test_bad_calls_are_told(tool, capsys, monkeypatch):
    assert reproduction.main(["--run", "none"]) == 1
    assert "There is no experiment none. There are: reversals." in capsys.readouterr().err
    monkeypatch.setenv("COURSE_QUICK", "1")
    assert reproduction.main([]) == 1


def test_what_is_compared_exists():
    """Every quantity and condition that the page asks for is measured."""
    _, conditions = reproduction_page.read()
    assert len({one.id for one in conditions}) == len(conditions)
    assert {one.experiment for one in conditions} == set(EXPERIMENTS)
    for one in conditions:
        allowed = {key: set(some) for key, some in EXPERIMENTS[one.experiment].conditions.items()}
        asked = [row[2] for row in one.headline] + [one.of]
        asked += [{**c.of, **(c.other or {})} for c in one.comparisons] + [
            c.of for c in one.comparisons
        ]
        for condition in asked:
            assert all(value in allowed[key] for key, value in condition.items()), (one.id, asked)
        assert one.rows in allowed and one.comparisons
        for c in one.comparisons:
            assert c.wanted in reproduction_page.WANTED
            assert (c.chance is None) != (c.other is None and not c.other_value), c.says


def test_no_result_of_this_tool_is_asked_of_a_notebook():
    assert not [name for name in results.experiments() if name.startswith(results.OWN_TOOL)]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_no_stored_result_is_older_than_its_code(name):
    if not reproduction.store(name).exists():
        pytest.skip("not run yet")
    assert reproduction.out_of_date(name) == []


def test_the_page_says_what_is_stored():
    if not any(reproduction.store(name).exists() for name in EXPERIMENTS):
        pytest.skip("nothing is stored yet")
    text = reproduction.page().read_text(encoding="utf-8")
    assert text == reproduction_page.written(reproduction.stored())
    assert str(root()) not in text


def test_missing_runs_are_no_error(monkeypatch, tmp_path):
    monkeypatch.setattr(reproduction, "root", lambda: tmp_path)
    assert reproduction.stored() == {}
    with pytest.raises(CourseError, match="There is no experiment"):
        reproduction.chosen(["none"])


def test_examples_in_docstrings():
    for module in (reproduction_page, reproduction_runs):
        result = doctest.testmod(module)
        assert result.attempted and not result.failed
