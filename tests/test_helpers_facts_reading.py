"""What facts-lm is taught to read beyond its first templates, and the tests that it never saw."""

import re
from collections import Counter
from random import Random

import pytest
import torch

from helpers.facts import battery, corpus, dial, retrieval, reversal, statements, trials, words
from helpers.facts import documents as made
from helpers.facts.stages import PEOPLE, STAGES
from helpers.facts.statements import WAYS, Fact
from helpers.facts.vocabulary import tokenizer
from helpers.facts.world import World, shared_people, untold
from helpers.files import CourseError
from helpers.weights import models

FULL = STAGES[-1]
PAIRS = list(statements.stated(*PEOPLE))


@pytest.fixture(scope="module")
def texts():
    """Hundreds of documents of the last stage."""
    return [made.facts_document(Random(seed), FULL).text for seed in range(300)]


# ------------------------------------------------------------------ names
def test_names_have_the_syllables_or_letters_asked_for():
    for length in range(1, 7):
        some = words.names(Random(length), 20, lengths=(length,))
        assert len(set(some)) == 20
        assert {len(name) for name in some} == {2 * length}
    spelled = words.names(Random(0), 60, capital=False, spelled=1.0)
    assert any(set(name) & set("cqxy") for name in spelled)
    assert not any(name.endswith("s") for name in spelled), "it would look like a plural"
    assert not {name.lower() for name in spelled} & set(words.words())
    for name in (*spelled, *words.names(Random(1), 20, kept=True)):
        assert tokenizer().unk_token not in tokenizer().tokenize(f"{name} {name.capitalize()}")
    assert len(words.names(Random(0), 40, capital=False, lengths=(1,))) == 40


def test_more_names_than_there_are_end_with_a_sentence():
    with pytest.raises(CourseError, match="more than there are of 1 syllables"):
        words.names(Random(0), 60, split="test", lengths=(1,))


def test_letters_kept_for_tests_never_stand_before_a_vowel_in_pre_training(texts):
    file = words.data()
    kept = re.compile(f"[{file['kept_letters']}][{file['vowels']}]", re.IGNORECASE)
    known = {word.lower() for word in words.words()}
    found = {word for text in texts for word in re.findall(r"\w+", text)}
    assert not [word for word in found if kept.search(word) and word.lower() not in known]
    assert any("w" in word.lower() for word in found if word.lower() not in known)
    assert all(kept.search(name) for name in words.names(Random(0), 20, kept=True))


# ------------------------------------------------------------------ wordings
@pytest.mark.parametrize("relation", [r for r in PAIRS if r.name in ("teacher", "taller")])
def test_composed_wordings_are_many_and_end_with_what_is_asked(relation):
    fact = Fact(relation, "Mibako", "Tefu")
    for way, first, last in zip(WAYS, ("Mibako", "Tefu"), ("Tefu", "Mibako")):
        some = {fact.varied(Random(seed), way) for seed in range(2000)}
        assert len(some) > 90
        for text in some:
            prompt, answer = statements.cut(text)
            assert answer == last and first in prompt and "{" not in text
            assert tokenizer().unk_token not in tokenizer().tokenize(text)


def test_wordings_kept_for_tests_stand_in_no_document(texts):
    for form in words.data()["form"].values():
        for way in WAYS:
            for pattern in form.get(f"kept_{way}", []):
                shape = re.sub(r"\\{\w+\\}s?", r"\\w+", re.escape(pattern))
                assert not [text for text in texts if re.search(shape, text, re.IGNORECASE)]
    start = words.data()["kept_introduced"][0].partition("{")[0]
    assert not [text for text in texts if start in text.lower()]


def test_every_word_of_a_kept_wording_occurs_in_pre_training(texts):
    """A word whose embedding was never trained could not be read, and would test nothing."""
    seen = {word.lower() for text in texts for word in re.findall(r"\w+", text)}
    for form in ("pair", "comparison"):
        kept = words.data()["form"][form]["kept_forward"] + words.data()["kept_introduced"]
        asked = {w for p in kept for w in re.findall(r"\w+", re.sub(r"{\w+}s?", " ", p))}
        assert asked <= seen


# ------------------------------------------------------------------ what nobody told
def answers(fact: Fact, given: list[Fact]) -> list[Fact]:
    """The facts that answer what is asked of the one person, on either side of a relation."""
    return [
        one
        for one in given
        if one.relation == fact.relation
        and ((fact.first, fact.second)[fact.first == "nobody"])
        == ((one.first, one.second)[fact.first == "nobody"])
    ]


def test_what_is_refused_is_told_of_nobody():
    kinds = Counter()
    for seed in range(300):
        world = World(Random(seed))
        given = world.facts(4, PAIRS[:3])
        found = untold(Random(seed), given[0], given)
        if found:
            fact, way = found
            assert "nobody" in (fact.first, fact.second) and not answers(fact, given)
            assert (fact.second == "nobody") == (way == "forward")
            kinds[fact.relation in {one.relation for one in given}] += 1
    assert kinds[True] > kinds[False] > 10, "mostly relations that the document has"


def test_shared_people_have_several_relations_and_every_question_one_answer():
    several = 0
    for seed in range(50):
        some = shared_people(World(Random(seed)), 4, PAIRS[:4])
        for side in (0, 1):
            asked = [(one.relation, (one.first, one.second)[side]) for one in some]
            assert len(asked) == len(set(asked))
        people = Counter(name for one in some for name in (one.first, one.second))
        several += max(people.values()) > 1
    assert several == 50


def test_questions_of_nobody_about_facts_to_learn():
    known = corpus.invent(12, ["teacher", "taller", "all, all"], both=0.25, seed=2)
    some = known.of_nobody()
    told = {q.prompt for q in known.questions()}
    assert len(some) == 16 and all(q.answer == "nobody" and len(q.choices) == 2 for q in some)
    assert not {q.prompt for q in some} & told
    for q in some:
        assert q.choices[1] in q.needs[0], "the partner is the other name of the fact"


# ------------------------------------------------------------------ the battery
@pytest.mark.parametrize("name", battery.CONDITIONS)
def test_every_condition_asks_what_its_context_decides(name):
    for seed in range(5):
        asked = battery.case(Random(seed), battery.CONDITIONS[name], 3, 2)
        assert set(asked) == set(battery.MEASURES)
        contexts = {measure: prompt for measure, (prompt, _) in asked.items()}
        assert contexts["nobody"] == contexts["partner"]
        for measure in ("recall", "reversed", "partner"):
            prompt, answer = asked[measure]
            assert answer in prompt and answer != "nobody"
            assert tokenizer().unk_token not in tokenizer().tokenize(f"{prompt} {answer}")
        assert asked["nobody"][1].lower() == "nobody"


def test_the_battery_runs_and_the_seed_decides():
    net = models.decoder(len(tokenizer()), width=32, layers=1, context=512).eval()
    one, same = (battery.shares(net, tokenizer(), "as practised", 2, 2, 3) for _ in range(2))
    assert one == same and set(one) == set(battery.MEASURES)


# ------------------------------------------------------------------ search, modes, objectives, dial
def test_a_search_finds_by_words_and_knows_no_answer():
    known = corpus.invent(8, ["teacher", "taller"], seed=1)
    questions = [q for q in known.questions() if q.kind in ("trained", "reversed")]
    found = retrieval.search(questions, known.texts, 4)
    assert all(len(context) == 4 for context in found)
    hit = sum(set(q.needs) <= set(context) for q, context in zip(questions, found))
    assert hit == len(questions), "the name that is asked about stands in one or two sentences"
    two = [q for q in known.questions() if q.kind == "deduced"]
    both = [set(q.needs) <= set(c) for q, c in zip(two, retrieval.search(two, known.texts, 4))]
    assert not all(both), "the second fact of a chain shares no name with the question"


def test_both_modes_ask_the_same_questions():
    known = corpus.invent(4, ["teacher"], seed=3)
    net = models.decoder(len(tokenizer()), width=32, layers=1, context=512).eval()
    found = trials.in_both_modes(net, tokenizer(), trials.of_each(known.questions(), 1))
    assert {"deduced, exact", "deduced by steps, exact", "deduced by steps, choice"} <= set(found)
    assert "reversed by steps, exact" not in found
    said = trials.of_nobody(net, tokenizer(), known.of_nobody()[:2])
    assert set(said) == {"nobody", "partner"}


def test_lora_trains_a_copy_and_gives_a_plain_model():
    net = models.decoder(len(tokenizer()), width=32, layers=1, context=64)
    before = [weights.clone() for weights in net.parameters()]
    tuned = trials.learn(net, tokenizer(), ["Lano is a tefu."], 2, 1e-2, lora=True)
    assert all(torch.equal(a, b) for a, b in zip(before, net.parameters()))
    assert not any("lora" in name for name, _ in tuned.named_parameters())
    assert any(not torch.equal(a, b) for a, b in zip(before, tuned.parameters()))


@pytest.mark.parametrize("hidden", reversal.HIDDEN)
def test_only_the_chosen_names_are_hidden(hidden):
    places = reversal.HIDDEN[hidden]
    texts = ["Mibako is the teacher of Tefu."]
    batches = reversal.HiddenNames(tokenizer(), texts, 60, hidden=places)
    inputs, _ = batches(torch.Generator().manual_seed(0))
    masked = inputs == tokenizer().mask_token_id
    first, last = masked[:, 1].bool(), masked[:, 8].bool()
    seen = {0 if a and not b else 1 if b and not a else 2 for a, b in zip(first, last)}
    assert seen == set(places)


def test_the_dial_decides_whether_a_document_turns_facts_round():
    for seed in range(40):
        text = dial.document(Random(seed), both=0.0, counts=(1,)).text
        ways = {sentence.split()[-1] for sentence in text.rstrip(".").split(". ")}
        assert len(ways) == 1, "one direction, so one name ends all sentences"
    turns = [dial.document(Random(s), both=1.0, counts=(1,)).text for s in range(40)]
    ends = [{one.split()[-1] for one in text.rstrip(".").split(". ")} for text in turns]
    assert sum(len(end) == 2 for end in ends) > 30


def test_a_dialled_network_can_be_asked():
    net = dial.pretrained(tokenizer(), 0.5, steps=2)
    found = dial.accuracy(net, tokenizer(), questions=2)
    assert set(found) == {f"{name}, exact" for name in ("recall", "reversed", "partner")}
