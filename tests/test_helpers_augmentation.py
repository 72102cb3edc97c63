"""Augmentation: prompts that give nothing away, rules that know no answers, right counts."""

from random import Random

import pytest

from helpers.facts import augmentation, corpus, inferences, long_chains, statements, vocabulary
from helpers.facts.inferences import Inference
from helpers.weights import models


@pytest.fixture(scope="module")
def known():
    return corpus.invent(chains=20, seed=3)


@pytest.fixture(scope="module")
def given(known):
    return [row["text"] for row in known.sentences()]


@pytest.fixture(scope="module")
def small():
    tokenizer = vocabulary.tokenizer()
    return models.decoder(len(tokenizer), width=32, layers=1, context=512).eval(), tokenizer


def linked(source: str, written: str) -> Inference:
    return Inference("linked", source, "", written, inferences.conclusion(written))


def test_the_excerpt_holds_the_partner_of_every_premise(known, given):
    for chain in known.chains:
        one, two = (fact.write() for fact in chain.deduction.premises)
        assert two in inferences.excerpt(one, given, 6, Random(0))
    some = [inferences.excerpt(given[0], given, 6, Random(i), by_name=False) for i in range(9)]
    assert not all(given[1] in texts for texts in some)


def test_a_prompt_holds_no_answer(known, given):
    prompt = inferences.local_prompt(given[0], "reversed", Random(0))
    fact = known.chains[0].deduction.premises[0]
    assert prompt.endswith(f"{given[0]} The other way round:")
    assert fact.write("reversed") not in prompt


def test_steps_of_a_deduction_pass_every_rule(known, given):
    true = augmentation.truths(known)
    for chain in known.chains:
        first, rest = chain.deduction.steps().split(". ", 1)
        one = linked(f"{first}.", rest)
        assert one.text == chain.deduction.conclusion.write() and one.text in true
        assert inferences.citing([one], given) == [one]
        assert inferences.agreeing([one, one]) == [one] and inferences.agreeing([one]) == []


def test_what_cites_nothing_is_dropped(given):
    said = ["Nobo is a tumu. So Lana is also a tumu.", f"{given[0]} So Lana is also a tumu.", "No."]
    assert inferences.citing([linked(given[0], text) for text in said], given) == []


def test_true_sentences_are_those_of_the_facts_and_what_follows(known, given):
    true = augmentation.truths(known)
    assert set(given) <= true
    for question in augmentation.asked_of(known):
        assert f"{question.prompt} {question.answer}." in true
        wrong = [c for c in question.choices if c != question.answer]
        assert not any(f"{question.prompt} {c}." in true for c in wrong)


def test_mixture_is_half_and_half():
    text = augmentation.mixture(["a", "b"], list("vwxyz"))
    assert text == ["a", "b", "a", "b", "a", *"vwxyz"]
    assert augmentation.mixture(["a"], []) == ["a"]


def test_taught_wrong_in_the_share_asked_for(known):
    true = augmentation.truths(known)
    notes = augmentation.taught(known, 0.2, seed=1)
    bad = [note for note in notes if note.wrong]
    assert len(bad) == round(0.2 * len(notes))
    assert all((note.text in true) != bool(note.wrong) for note in notes)


def test_writing_and_scoring_run_and_leave_the_model_alone(small, known, given):
    model, tokenizer = small
    before = {name: weights.clone() for name, weights in model.state_dict().items()}
    some = inferences.write_local(model, tokenizer, given[:2])
    some += inferences.write_global(model, tokenizer, given, 40, orders=2, queries=given[:1])
    assert [one.kind for one in some] == ["reversed"] * 2 + ["rephrased"] * 4 + ["linked"] * 2
    assert len(inferences.sureness(model, tokenizer, some)) == len(some)
    net = augmentation.fine_tuned(model, tokenizer, given, 2, name="test")
    found = augmentation.scores(net, tokenizer, augmentation.asked_of(known)[:40])
    assert all(0 <= share <= 1 for share in found.values())
    assert all((weights == before[name]).all() for name, weights in model.state_dict().items())


def test_a_model_that_follows_its_notes_is_counted(known, small, monkeypatch):
    questions = [q for q in known.questions() if q.kind == "deduced"][:3]
    wrong = next(c for c in questions[1].choices if c != questions[1].answer)
    own = [f"{questions[0].prompt} {questions[0].answer}.", f"{questions[1].prompt} {wrong}."]
    said = {statements.cut(text)[0]: statements.cut(text)[1] for text in own}
    monkeypatch.setattr(
        augmentation.evaluation,
        "exact",
        lambda m, t, asked, answers: [said.get(asked[0]) == answers[0]],
    )
    found = augmentation.followed(*small, questions, own)
    assert found == {
        "right": 1,
        "right: answered": 1,
        "wrong": 1,
        "wrong: answered": 0,
        "wrong: repeated": 1,
        "silent": 1,
        "silent: answered": 0,
    }


def test_long_chains_have_one_right_choice_and_four_of_them():
    chains = long_chains.draw(16, seed=2)
    true = long_chains.truths(chains)
    assert len(long_chains.sentences(chains)) == 48 and sorted(set(true.values())) == [2, 3]
    for question in long_chains.questions(chains):
        right = [c for c in question.choices if f"{question.prompt} {c}." in true]
        assert len(question.choices) == 4 and right == [question.answer]
