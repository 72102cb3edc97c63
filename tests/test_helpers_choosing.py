"""Helpers of the lesson `choose_and_combine`: prices, evidence, guide, combinations, report."""

import math
import time
from os.path import commonprefix
from random import Random

import pytest
import torch

from helpers import course
from helpers.context import pricing, scoring
from helpers.context.prompts import Prompt
from helpers.files import CourseError, root
from helpers.icl import personal, tune_and_prompt
from helpers.icl.documents import record_patterns
from helpers.measure import break_even, decision, evidence, report, rules
from helpers.measure.evidence import Number
from helpers.measure.experiment import Runs
from helpers.text import tokens
from helpers.weights import models
from tools.further import MARK

NUMBERS = {
    key: Number(1.0, key, f"choose_and_combine/{key}", "[[lesson:costs]], Here")
    for rule in rules.RULES
    for key in rule.needs
}
KNOWN = decision.disputed(NUMBERS, "queries = 500; labels = 16; catches = 64; keeps = 256; ms = 5")


def runs(value: str, by: str, found: dict[str, list[float]]) -> Runs:
    return Runs(
        [
            {by: name, "seed": seed, value: number}
            for name, numbers in found.items()
            for seed, number in enumerate(numbers)
        ]
    )


@pytest.mark.parametrize(
    "answers, advice",
    [
        ({"removal": "at any time", "labels": 1000}, "prompt"),
        ({"asked": "what follows from it", "queries": 10_000}, "augmented fine-tuning"),
        ({"asked": "what follows from it", "queries": 10}, "prompt"),
        ({"output": "a text in a form", "form": "each person's own"}, "fine-tuning + prompt"),
        ({"output": "a text in a form", "form": "each person's own", "labels": 4}, "prompt"),
        ({"labels": 256}, "no model: TF-IDF"),
        ({"labels": 4, "queries": 1000}, "classifier on in-context labels"),
        ({"labels": 4, "queries": 10, "ms": 1}, "classifier on in-context labels"),
        ({"labels": 16, "queries": 1000}, "fine-tuning"),
        ({"labels": 16, "queries": 10}, "prompt"),
    ],
)
def test_each_rule_has_a_case(answers, advice):
    assert decision.recommend(decision.Case(**answers), KNOWN)[0].advice == advice


def test_changing_a_number_changes_the_advice_and_only_its_rules():
    case = decision.Case(labels=16, queries=300)
    assert decision.recommend(case, KNOWN)[0].advice == "prompt"
    other = decision.disputed(KNOWN, "queries = 50")
    assert decision.recommend(case, other)[0].advice == "fine-tuning"
    assert KNOWN["queries"].value == 500


def test_a_rule_without_its_measurement_never_holds():
    nothing = {key: Number(None, key, "costs/x", "[[lesson:costs]]") for key in KNOWN}
    advice, held = decision.recommend(decision.Case(labels=1000, queries=10**6), nothing)
    assert advice is rules.RULES[-1] and sum(held) == 1


@pytest.mark.parametrize("wrong", ["queries", "queries = many", "speed = 3"])
def test_a_change_that_is_none_is_explained(wrong):
    with pytest.raises(CourseError, match='such as "queries = 50"'):
        decision.disputed(KNOWN, wrong)


def test_every_menu_has_a_question_and_every_rule_a_source():
    assert list(decision.MENUS) == list(decision.QUESTIONS) == list(vars(decision.Case()))
    for rule in rules.RULES:
        assert "lesson" in rule.sources(KNOWN) and "{" not in rule.condition(KNOWN)


def test_remarks_name_their_lessons_in_words():
    for *_, place in decision.REMARKS:
        assert "[[" not in place and "lesson “" in place


def test_every_place_is_a_heading_of_its_lesson():
    style = runs("note", "way", {way: [0.5] for way in ("fine-tuned", "demonstrations", "both")})
    here = evidence.this_lesson({"queries": 1.0, "ms": 1.0}, style)
    places = [number.place for number in here.values()]
    places += [place for _, _, place, _ in evidence.EARLIER.values()]
    places += [place for rule in rules.RULES if rule.place for place in rule.place.split("; ")]
    for place in places:
        (slug,) = [found[1] for found in course.REFERENCE.findall(place)]
        text = (root() / "source" / "lessons" / f"{slug}.py").read_text(encoding="utf-8")
        _, _, heading = place.partition(", ")
        assert f"# ## {heading}\n" in text or f"# ## {heading}{MARK}\n" in text, place


def test_the_guide_draws_with_and_without_measurements():
    nothing = {key: Number(None, key, "costs/x", "[[lesson:costs]]") for key in KNOWN}
    answers = {name: menu[0] for name, menu in decision.MENUS.items()}
    for numbers in (KNOWN, nothing):
        fig, said = decision.draw(numbers, **answers)
        assert said.startswith("Advice: ") and "Seen in lesson “" in said


def test_break_even():
    assert break_even.pays_from(10, 0.01, 0.02) == pytest.approx(1000)
    assert break_even.pays_from(10, 0.02, 0.01) == math.inf
    assert break_even.pays_from(0, 0.01, 0.02) == 0
    costs = Runs(
        [{"way": "p", "seconds": 0.0, "ms": 20.0}, {"way": "t", "seconds": 5.0, "ms": 10.0}]
    )
    assert break_even.of_costs(costs, "p", "t") == {"queries": pytest.approx(500), "ms": 20.0}
    assert break_even.by_seed(costs, "t", "p") == [pytest.approx(500)]


def test_thresholds_are_read_off_runs():
    def curve(task: str, **methods) -> list[dict]:
        return [
            {
                "task": task,
                "labels": n,
                "method": name.replace("_", " "),
                "seed": s,
                "accuracy": value + s / 100,
            }
            for name, values in methods.items()
            for n, value in zip((1, 4, 16), values)
            for s in (0, 1)
        ]

    words = {"TF-IDF + LR": (0.5, 0.7, 0.9)}
    early = curve("news", **words, **{"pre-trained": (0.5, 0.6, 0.95)})
    late = curve("leads", **words, **{"pre-trained": (0.5, 0.6, 0.9)})
    first = curve("reviews", **words, **{"pre-trained": (0.6, 0.6, 0.9)})
    assert evidence.counting_keeps_up(Runs(early + late), ("news", "leads")) == 4
    assert evidence.counting_keeps_up(Runs(late), ("leads",)) == 16
    assert evidence.counting_keeps_up(Runs(early + first), ("news", "reviews")) == 0
    town = Runs(
        curve("town", in_context=(0.8, 0.8, 0.8), **words, **{"fine-tuned": (0.6, 0.9, 0.9)})
    )
    assert evidence.counting_catches_up(town) == 16
    assert evidence.tuning_enough(town) == 4
    style = runs(
        "note", "way", {"fine-tuned": [0.1, 0.2], "demonstrations": [0.3, 0.3], "both": [0.9, 0.8]}
    )
    assert evidence.of_style(style) == pytest.approx(0.7 - 12.706 * 0.1, abs=1e-4), "of two runs"


def test_what_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.measure.experiment.root", lambda: tmp_path)
    found, missing = evidence.earlier()
    assert all(number.value is None for number in found.values())
    assert len(missing) == len(found) and "with LIVE = True" in missing[0]


def test_a_form_is_new_and_things_to_ask_are_new():
    rng = Random(1)
    place = personal.house(rng, kinds=2)
    task = personal.task(rng, place, demonstrations=4)
    examples = personal.lessons(rng, place, 30)
    thing = task.prompt.query.split(", ")[1]
    assert all(thing not in text for text, _ in examples)
    assert len(task.notes) == len(set(task.notes)) == 16
    judged = [task.judged(number) for number in range(16)]
    assert judged[0] == {"note": True, "code": True, "form": True}
    assert [sum(found[name] for found in judged) for name in ("note", "code", "form")] == [1, 8, 2]
    for note, found in zip(task.notes, judged):
        code = next(code for code in place.codes if code in task.answer)
        assert found["code"] == (code in note)
    assert len(set(record_patterns("train")) & set(record_patterns("test"))) == 0
    assert all(sum(code in note for code in place.codes) == 1 for _, note in examples)


def test_mails_keep_their_kinds_and_parts_apart():
    train, test = tune_and_prompt.mails(0, 12, 9)
    assert {label for _, label in train} == {label for _, label in test}
    assert not {text for text, _ in train} & {text for text, _ in test}


def test_a_shared_prompt_gives_the_same_logits_again_and_again():
    tokenizer = tokens.train(["a plum => dax fep, the oak"] * 9, 300, kind="bpe", lowercase=False)
    model = models.decoder(300, width=32, layers=1)
    shown = [("a plum", "dax"), ("the oak", "fep")]
    plain, shared = (pricing.Reader(model, tokenizer, shown, s) for s in (False, True))
    for text in ("a plum", "the plum", "a plum"):
        assert torch.allclose(plain(text), shared(text), atol=1e-4)
        assert shared.tokens(text) < plain.tokens(text)


def test_rehearsal_and_lora_leave_the_model_alone():
    tokenizer = tokens.train(["a plum => dax fep, the oak"] * 9, 300, kind="bpe", lowercase=False)
    model = models.decoder(300, width=32, layers=1)
    before = {name: p.clone() for name, p in model.named_parameters()}
    some = [("a plum", "dax"), ("the oak", "fep")]
    for rehearsed, lora in ((some, False), ([], True)):
        net = tune_and_prompt.tune(model, tokenizer, some, rehearsed, 2, seed=0, lora=lora)
        assert type(net) is type(model)
        assert all(torch.equal(p, before[name]) for name, p in model.named_parameters())


def test_a_report_has_a_page_and_its_picture(tmp_path):
    found = Runs(
        [
            {"way": w, "seed": s, "accuracy": a, "ms": 1.0}
            for w, a in (("prompt", 0.9), ("a|b", 0.5))
            for s in (0, 1)
        ]
    )
    page, fig, said = report.write(
        tmp_path,
        "desk",
        found,
        "way",
        ["accuracy", "ms"],
        title="Desk",
        wanted={"floor": 0.8},
        settings={"seeds": 2},
        sentences=["So."],
        floor=0.8,
        chance=0.5,
    )
    text = page.read_text(encoding="utf-8")
    assert "![With the whole interval at the floor of 0.80 or above: prompt.](desk.png)" in text
    assert "| a\\|b | 0.5 | 1 |" in text and "- floor: 0.8" in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk.md", "desk.png"]


def test_a_report_s_name_stays_in_its_folder(tmp_path):
    with pytest.raises(CourseError, match="letters, digits"):
        report.write(
            tmp_path,
            "../desk",
            Runs([]),
            "way",
            [],
            title="",
            wanted={},
            settings={},
            sentences=[],
            floor=0,
            chance=0,
        )


def test_tokens_read_are_those_of_reading():
    """Shared: the lead once, each query's rest once, and what each candidate adds."""
    tokenizer = tokens.train(["a plum => dax fep, the oak"] * 9, 300, kind="bpe", lowercase=False)
    shown = [("a plum", "dax"), ("the oak", "fep")] * 3
    prompts = [Prompt(text, shown) for text in ("a plum", "the oak", "plum oak")]
    rows, starts = scoring.tokenized(tokenizer, prompts, ["dax", "fep"])
    assert pricing.tokens_read(tokenizer, prompts, ["dax", "fep"]) == sum(
        len(row) for own in rows for row in own
    )
    lead = len(commonprefix([own[0] for own in rows]))
    rests = sum(s - lead + sum(len(row) - s for row in own) for own, s in zip(rows, starts))
    assert pricing.tokens_read(tokenizer, prompts, ["dax", "fep"], shared=True) == lead + rests
    assert pricing.tokens_read(tokenizer, prompts[:1], ["dax"], shared=True) == len(rows[0][0])


def test_the_fastest_call_counts():
    waits = iter([0.02, 0.0, 0.02])
    assert pricing.fastest(lambda: time.sleep(next(waits)), 3) < 15
