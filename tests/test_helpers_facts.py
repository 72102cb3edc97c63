"""Invented facts: sentences, deductions, documents, the corpus and its splits, the questions."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import product
from random import Random

import pytest
import torch

from helpers.facts import battery, corpus, statements, vocabulary, words, world
from helpers.facts import documents as made
from helpers.facts import evaluation as asked
from helpers.facts.stages import STAGES
from helpers.facts.statements import WAYS, Fact, relations
from helpers.files import CourseError
from helpers.icl import pretraining
from helpers.weights import causal, models

LAST = STAGES[-1]
TERMS = {
    "one": ("Mibako", "Tefu", "Lano"),
    "kind": ("mibako", "tefu", "lano"),
    "thing": ("horns", "wings", "claws"),
}


@cache
def tokenizer():
    return vocabulary.tokenizer()


@cache
def documents():
    """Thousands of documents, of both kinds and all stages."""
    rng = Random(5)
    return [
        make(rng, stage)
        for stage in STAGES
        for _ in range(100)
        for make in (made.facts_document, made.chains_document)
        if stage.share or make is made.facts_document
    ]


def example(relation):
    return Fact(relation, *(TERMS[sort][i] for i, sort in enumerate(relation.sorts)))


# ------------------------------------------------------------------ names
def test_every_name_is_cut_into_its_syllables():
    for one, two in product(words.syllables()[::3], words.syllables()):
        for name in (one + two, (one + two).capitalize()):
            if not words.unusable().match(name):
                assert tokenizer().tokenize(name) == [name[:2], f"##{name[2:]}"]
    some = words.names(Random(0), 300) + words.names(Random(0), 300, capital=False)
    for name in some:
        parts = [name[i : i + 2] for i in range(0, len(name), 2)]
        assert tokenizer().tokenize(name) == [parts[0], *(f"##{part}" for part in parts[1:])]
        assert tokenizer().tokenize(f"{name}s")[-1] == "##s"


def test_names_are_different_and_split():
    some = words.names(Random(0), 400, taken=["Mibako"])
    test = words.names(Random(0), 400, split="test")
    assert len({*some, *test}) == 800 and "Mibako" not in some
    assert {words.split_of(name) for name in test} == {"test"}
    assert words.split_of("Bidi") == words.split_of("bidi"), "a name and a kind alike"


def test_no_document_of_pre_training_has_a_name_of_the_tests():
    known, found = {word.lower() for word in words.words()}, set()
    for d in documents():
        for word in re.findall(r"\w+", d.text):
            name = word.lower()
            if name not in known and name.removesuffix("s") not in known:
                found.add(name.removesuffix("s"))
    assert len(found) > 2000 and {words.split_of(name) for name in found} == {"train"}


# ------------------------------------------------------------------ facts
def test_sizes():
    assert len(statements.stated("pair")) >= 8 and len(statements.stated("comparison")) >= 5
    pairs = [word for r in relations().values() if r.form == "pair" for word in r.words]
    assert len(pairs) == len(set(pairs)), "a word that two relations share would mislead"
    assert len(statements.chaining()) >= 15


@pytest.mark.parametrize("relation", relations().values(), ids=lambda r: r.name)
def test_sentences_end_with_what_is_asked(relation):
    fact, texts = example(relation), []
    for way, kept in product(WAYS, (False, True)):
        for wording in range(len(fact.wordings(way, kept))):
            texts.append(fact.write(way, wording, kept))
            first, last = (
                (fact.first, fact.second) if way == "forward" else (fact.second, fact.first)
            )
            prompt, answer = statements.cut(texts[-1])
            assert answer.removesuffix("s") == last.removesuffix("s")
            assert first in prompt and last not in prompt
            assert texts[-1][0].isupper() and texts[-1].count(".") == 1
        assert statements.cut(fact.ask(way))[1].removesuffix("s") == last.removesuffix("s")
        assert "? " in fact.ask(way)
    assert "[UNK]" not in tokenizer().tokenize(" ".join(texts))
    assert (
        tokenizer().decode(tokenizer()(texts[0])["input_ids"], skip_special_tokens=True) == texts[0]
    )


def test_both_ways_mirror_each_other():
    """What the pair's pattern says with one word, it says reversed with the other."""
    swap = {"a": "b", "b": "a", "f": "g", "g": "f"}
    for name in ("pair", "comparison", "also", "no", "some"):
        form = words.data()["form"][name]
        for kind in ("", "kept_"):
            mirrored = [
                re.sub(r"{(\w)}", lambda m: f"{{{swap[m[1]]}}}", text)
                for text in form.get(f"{kind}forward", [])
            ]
            assert mirrored == form.get(f"{kind}reversed", [])


def test_wordings_differ_and_kept_ones_are_others():
    for relation in relations().values():
        fact = example(relation)
        for way in WAYS:
            plain, kept = fact.wordings(way), fact.wordings(way, kept=True)
            assert len(plain) == len(set(plain))
            assert kept == plain or not set(kept) & set(plain)
    assert all(
        r.form in ("pair", "comparison", "member", "all", "no", "some", "have")
        for one_two in statements.chaining()
        for r in one_two
    )


def test_what_follows_and_what_does_not():
    r, every = relations(), Fact(relations()["all"], "wug", "dax")
    chain = statements.deduce(every, Fact(r["all"], "dax", "fip"))
    assert chain.steps() == "All wugs are daxs. All daxs are fips. So all wugs are also fips."
    assert chain.steps("reversed") == (
        "The fips include all daxs. The daxs include all wugs. So the fips also include all wugs."
    )
    assert (
        statements.deduce(every, Fact(r["no"], "dax", "fip")).conclusion.write()
        == "No wug is a fip."
    )
    assert statements.deduce(every, Fact(r["some"], "dax", "fip")) is None
    assert statements.deduce(every, Fact(r["all"], "fip", "dax")) is None, "they do not touch"
    two = [
        Fact(r[name], *terms)
        for name, terms in (
            ("taller", ("Lano", "Tefu")),
            ("older", ("Tefu", "Mira")),
            ("taller", ("Tefu", "Mira")),
        )
    ]
    assert statements.deduce(two[0], two[1]) is None
    assert statements.deduce(two[0], two[2]).conclusion.write() == "Lano is also taller than Mira."
    for one, other in statements.chaining():
        terms = [TERMS[sort][i] for i, sort in enumerate((*one.sorts, other.sorts[1]))]
        assert statements.deduce(Fact(one, *terms[:2]), Fact(other, *terms[1:]))


def test_unreadable_words_are_named():
    words.check(["Mibako is the teacher of Rusa.", "All tefus have horns."], tokenizer())
    words.check(["Quentin is the teacher of Jawoxhq."], tokenizer())
    with pytest.raises(CourseError, match='"Zoë"'):
        words.check(["Zoë is the teacher of Tefu."], tokenizer())


# ------------------------------------------------------------------ documents
def test_the_seed_decides():
    one, same, other = (
        [made.chains_document(Random(s), LAST) for _ in range(3)] for s in (3, 3, 4)
    )
    assert one == same != other


def test_answers_lie_in_the_text_and_follow_from_it():
    for d in documents():
        for first, last in d.answers:
            assert 0 <= first < last <= len(d.text) and d.text[last - 1] == "."
            word = statements.cut(d.text[first:last])[1].removesuffix("s")
            nobody = word.lower() == words.data()["nobody"]  # whom no fact names
            assert nobody or word.lower() in d.text[:first].lower(), d.text


def test_facts_come_both_ways_and_names_do_not_repeat():
    ways = Counter()
    for seed in range(200):
        d = made.facts_document(Random(seed), STAGES[0])
        sentences = d.text.rstrip(".").split(". ")
        ways[len({sentence.split()[-1] for sentence in sentences})] += 1
    assert ways[2] > 120, "in most documents both names end sentences"
    drawn = world.World(Random(1))
    some = drawn.facts(300, list(statements.stated("pair", "all", "member")))
    terms = [term.lower() for fact in some for term in (fact.first, fact.second)]
    assert len(terms) == len(set(terms))


def test_names_can_all_begin_with_few_syllables():
    def beginnings(drawn: world.World) -> set[str]:
        some = drawn.facts(8, list(statements.stated("pair", "all", "member")))
        names = [name for fact in some for name in (fact.first, fact.second)]
        assert {words.split_of(name) for name in names} == {"test"}
        return {tokenizer().tokenize(name)[0].lower() for name in names}

    assert all(len(beginnings(world.World(Random(s), "test", alike=True))) <= 4 for s in range(20))
    assert all(len(beginnings(world.World(Random(s), "test"))) > 8 for s in range(20))


def test_a_document_can_share_one_relation():
    found = [made.facts_document(Random(s), STAGES[3]).text for s in range(60)]
    nouns = {word for r in statements.stated("pair") for word in r.words}
    counts = [len({word for word in re.findall(r"\w+", text) if word in nouns}) for text in found]
    assert sum(count <= 2 for count in counts) > 15


def test_steps_stand_before_conclusions():
    text = " ".join(d.text for d in documents())
    marks = words.data()["markers"]
    assert text.count(marks["steps"]) > 2 * text.count(marks["direct"]) > 60
    assert text.count(marks["reverse"]) > 100 and text.count(marks["rephrase"]) > 50
    for part in text.split(marks["steps"] + " ")[1:]:
        assert re.match(r"[^.]+\. [^.]+\. So [^.]+\.", part), part[:200]


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: str(stage.length))
def test_batches(stage):
    batches = made.FactsBatches(tokenizer(), stage)
    one, same, other = (batches(torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(one, same))
    assert not torch.equal(one[0], other[0])
    ids, weights = one
    assert ids.shape == weights.shape == (stage.batch_size, stage.length)
    assert ids.dtype == torch.long and weights.dtype == torch.float32
    assert (ids[:, 0] == causal.START).all() and (ids != tokenizer().unk_token_id).all()
    assert 0.05 < (weights > 1).float().mean() < 0.6


def test_stages_are_complete():
    for stage in STAGES:
        what, _, _ = stage.probe
        known = battery.MEASURES if what in battery.CONDITIONS else asked.MEASURES[what]
        assert set(stage.gate) <= set(known)
    lengths = [stage.length for stage in STAGES]
    assert lengths == sorted(lengths) and LAST.length == 512 and max(LAST.facts) >= 16


# ------------------------------------------------------------------ the corpus
def test_questions_are_decided_and_their_answers_are_not_in_the_training_text():
    known = corpus.invent(40, both=0.3, held_out=["teacher"], seed=2)
    texts = {row["text"] for row in known.sentences(wordings=3)}
    kinds = Counter()
    for q in known.questions():
        kinds[q.kind] += 1
        assert len(set(q.choices)) == len(q.choices) == corpus.CHOICES and q.answer in q.choices
        assert set(q.needs) <= texts and set(q.rivals) <= texts
        whole = f"{q.prompt} {q.answer}."
        assert (whole in texts) == (q.kind == "trained"), whole
        if q.kind != "trained":
            for choice in set(q.choices) - {q.answer}:
                assert any(choice.removesuffix("s") in text for text in q.rivals)
    assert set(kinds) == set(corpus.KINDS)


def test_held_out_groups_are_premises_only():
    known = corpus.invent(40, both=1.0, held_out=["teacher"], seed=2)
    ways = {(row["group"], row["way"]) for row in known.sentences()}
    assert ("teacher", "forward") in ways and ("teacher", "reversed") not in ways
    assert ("parent", "reversed") in ways and ("parent", "deduced") in ways
    assert {q.kind for q in known.questions() if q.relation == "teacher"} == {
        "trained",
        "rephrased",
        "held-out reversed",
        "held-out deduced",
    }
    assert {q.kind for q in known.questions() if q.relation != "teacher"} == {
        "trained",
        "rephrased",
    }


def test_wrong_choices_were_answers_if_there_are_any():
    known = corpus.invent(40, groups=["parent"], both=0.5, seed=1)
    taught = {
        statements.cut(row["text"])[1] for row in known.sentences() if row["way"] == "reversed"
    }
    for q in known.questions():
        if q.kind == "reversed":
            assert set(q.choices) - {q.answer} <= taught and q.answer not in taught


def test_what_some_are_is_a_wrong_choice():
    known = corpus.invent(40, groups=["member, all"], seed=1)
    decoys = [c.decoy.second for c in known.chains if c.decoy]
    deduced = [q for q in known.questions() if q.kind == "deduced"]
    assert len(decoys) > 8 and sum(bool(set(q.choices) & set(decoys)) for q in deduced) == len(
        decoys
    )
    assert not {q.answer for q in deduced} & set(decoys)


def test_bad_requests_are_explained():
    with pytest.raises(CourseError, match="There are: parent"):
        corpus.invent(20, groups=["uncle"])
    with pytest.raises(CourseError, match="take 4 chains or more"):
        corpus.invent(7, groups=["parent", "teacher"])
    with pytest.raises(CourseError, match="fewer things"):
        corpus.invent(200, groups=["all, have"])


def test_rows_for_fine_tuning_count_real_tokens_only(one_thread):
    batches = corpus.Sentences(tokenizer(), ["Lano is a tefu.", "Any lano is a tefu."], 4)
    ids, weights = batches(torch.Generator().manual_seed(0))
    assert ids.shape == weights.shape and torch.equal(weights > 0, ids != 0)
    assert (
        pretraining.loss(models.decoder(len(tokenizer()), width=32, layers=1), (ids, weights)) > 0
    )


# ------------------------------------------------------------------ evaluation
def small():
    return models.decoder(len(tokenizer()), width=32, layers=1, context=256).eval()


def test_exact_is_what_greedy_generation_writes(one_thread):
    """On a model that has learned a few sentences by heart, and on wrong answers."""
    texts = [
        fact.write() for fact in world.World(Random(1)).facts(6, list(statements.stated("pair")))
    ]
    model, batches = small(), corpus.Sentences(tokenizer(), texts[:4], 4)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for step in range(60):
        pretraining.loss(model, batches(torch.Generator().manual_seed(step))).backward()
        optimizer.step()
        optimizer.zero_grad()
    prompts, answers = zip(*map(statements.cut, texts))
    said = asked.write(model, tokenizer(), prompts, max_new=8)
    right = [text == f"{answer}." for text, answer in zip(said, answers)]
    assert asked.exact(model, tokenizer(), prompts, answers) == right
    assert sum(right[:4]) >= 3 and not any(right[4:])
    starts = [f"{prompt.split()[0]} is" for prompt in prompts[:4]]
    whole = [text.removeprefix(start)[1:] for start, text in zip(starts, texts)]
    assert sum(a == b for a, b in zip(asked.write(model, tokenizer(), starts), whole)) >= 3


def test_prompts_ask_in_three_ways():
    q = corpus.invent(20, groups=["parent"], seed=0).chains[0].ask(2, "deduced")
    for how in ("sentence", "direct", "steps"):
        prompt, answer = asked.prompted(q, ["Lano is a tefu."], how)
        assert prompt.startswith("Lano is a tefu. ") and answer.endswith(q.answer)
    assert asked.last_word(asked.prompted(q, how="steps")[1]) == q.answer


def test_a_context_holds_what_decides():
    known, rng = corpus.invent(20, seed=4), Random(0)
    texts = [row["text"] for row in known.sentences()]
    for q in known.questions():
        given = asked.context(q, texts, 12, rng)
        assert len(given) == len(set(given)) == 12 and {*q.needs, *q.rivals} <= set(given)
        assert set(asked.context(q, texts, len(q.needs), rng)) == set(q.needs)


def test_an_untrained_model_chooses_at_chance_and_writes_nothing_right(one_thread):
    known = corpus.invent(24, groups=["parent"], seed=4)
    questions = known.questions()
    chosen = asked.by_kind(questions, asked.choose(small(), tokenizer(), questions))
    assert set(chosen) == {"trained", "rephrased", "reversed", "deduced"}
    assert all(value < 0.6 for value in chosen.values())
    for how in ("sentence", "direct", "steps"):
        right = asked.answered(small(), tokenizer(), questions[:6], how=how)
        assert right == [False] * 6


def test_accuracy_is_the_same_twice_and_shows_chance(one_thread):
    found = [asked.accuracy(small(), tokenizer(), "chains", 4, 1, 8, seed) for seed in (0, 0)]
    assert found[0] == found[1] and found[0]["chance"] == 0.25 and found[0]["steps"] == 0
    assert asked.accuracy(small(), tokenizer(), "facts", 8, 10, 8)["chance"] > 0.3


def test_linked_facts_share_a_name_in_different_places():
    """A model that read only which names stand together took the wrong one of two."""
    people = statements.stated("pair", "comparison")
    some = world.linked_facts(world.World(Random(2)), 6, people, 1)
    assert len(some) == 6 and len({f.relation for f in some}) == 1
    assert all(one.second == two.first for one, two in zip(some[::2], some[1::2]))


def test_a_document_can_tell_all_facts_forward_first():
    """Then the question's word alone says which of two neighbours is meant."""
    for number in range(8):
        given = world.World(Random(number)).facts(4, list(statements.stated("pair", "comparison")))
        page = made.Page()
        page.tell(Random(number), given, replace(STAGES[3], told=1, wordings=1, composed=0))
        told = sorted(f"{text}." for text in page.text.removesuffix(".").split(". "))
        assert told == sorted(fact.write() for fact in given) and not page.answers
