"""The documents of in-context pre-training: what they hold, and what they must never hold."""

import re
from collections import Counter
from functools import cache
from random import Random

import pytest
import torch

from helpers.icl import attributes, lists, pretraining, styles, town_labels
from helpers.icl import documents as made
from helpers.icl import few_shot as asked
from helpers.icl.attributes import Sentences, TownLabel, Words
from helpers.text import tokens, town
from helpers.weights import causal, models

HELD_OUT = pretraining.held_out()
PLAIN = ("town", "narrative", "refrain")
LAST = pretraining.STAGES[-1]


@cache
def plain():
    return town.documents(300)


@cache
def documents():
    """Thousands of documents: 150 of each kind of each stage, and more lists."""
    rng = Random(5)
    return [
        pretraining.document(rng, stage, kind, plain())
        for stage in pretraining.STAGES
        for kind in stage.mix
        for _ in range(600 if kind == "list" else 150)
    ]


@cache
def tokenizer():
    return tokens.train([d.text for d in documents()[::5]], 1500, kind="bpe", lowercase=False)


def words_of(text):
    return set(re.findall(r"[a-z]+", text.lower()))


# ------------------------------------------------------------------ the data files
def test_every_word_stands_in_one_place():
    file = attributes.data("word_classes")
    words = [word.lower() for c in attributes.classes(False) for word in c.words + c.new]
    words += sum(attributes.label_words().values(), [])
    assert set(words) == attributes.all_words()
    words += f"{file['people']} {file['days']}".lower().split()
    assert [word for word, count in Counter(words).items() if count > 1] == []
    names = [
        v.name for a in attributes.attributes().values() for v in a.values if isinstance(v, Words)
    ]
    assert len(names) == len(set(names)) and not set(names) & set(words)


def test_sizes():
    found = attributes.attributes().values()
    assert sum(a.practised for a in found) >= 50
    assert sum(not a.practised for a in found) >= 2
    assert len(attributes.classes()) >= 100
    assert all(len(c.new) >= 5 and len(c.words) >= 7 for c in attributes.classes())
    assert len(HELD_OUT["labels"]) >= 20
    assert 2 <= min(len(a.values) for a in found) and max(len(a.values) for a in found) <= 5


def test_templates_have_their_slots_and_no_others():
    for c in attributes.classes(False):
        shapes = attributes.shapes(c.kind)
        for text in (*c.frames, *shapes["phrase"], *shapes["busy"], *shapes["sentence"]):
            assert text.count("{x}") == 1, text
            assert set(re.findall(r"{(\w+)}", text)) <= {"x", "y", "P", "day"}, text
            assert not text.startswith("{x}"), f"a word at the start has no space before it: {text}"
        assert len(shapes["sentence"]) > 2 * attributes.NEW_SENTENCES
    for a in attributes.attributes().values():
        for value in a.values:
            for text in value.templates if isinstance(value, Sentences) else ():
                assert set(re.findall(r"{(\w+)}", text)) <= {"y", "P", "day"}, text
                assert len(value.templates) > 2 * attributes.NEW_SENTENCES


def test_a_sentence_belongs_to_one_value_of_its_attribute():
    for a in attributes.practised(Sentences):
        texts = [text for value in a.values for text in value.templates]
        assert len(texts) == len(set(texts)), a.name


# ------------------------------------------------------------------ nothing held out leaks
def test_held_out_words_and_labels_occur_in_plain_text_only():
    out = {*HELD_OUT["words"], *HELD_OUT["labels"]}
    leaks = {
        (d.kind, word)
        for d in documents()
        if d.kind not in PLAIN
        for word in words_of(d.text) & out
    }
    assert not leaks
    told = set().union(*(words_of(d.text) for d in documents() if d.kind in PLAIN))
    assert len(out & told) > 0.9 * len(out), "their tokens must be learned from plain text"


def test_held_out_attributes_are_never_asked():
    asks = [attributes.attributes()[name].ask for name in HELD_OUT["attributes"]]
    values = [attributes.attributes()[name].values for name in HELD_OUT["attributes"]]
    labels = {v.name for some in values for v in some} - {"wind", "string"}
    texts = {
        t
        for v in sum(values, ())
        if isinstance(v, TownLabel)
        for t in town_labels.town_texts(v.task, "train")[v.name]
    }
    for d in documents():
        if d.kind not in PLAIN:
            assert not any(ask in d.text for ask in asks)
            assert not labels & {d.text[first:last] for first, last in d.answers}
            assert not any(text in d.text for text in texts), d.text


def pieces(template):
    """The fixed parts of a template that are long enough to know it by."""
    found = (part.strip(" .,;:!?") for part in re.split(r"{[^}]*}", template))
    return {part for part in found if len(part.split()) >= 5}


def test_held_out_sentences_and_town_families_occur_nowhere():
    new, known = list(HELD_OUT["sentences"]), []
    for task in town.tasks():
        known.append(str(town.grammar(task)["rules"]))
        for family in town.grammar(task)["family"]:
            texts = [
                part
                for template in family["templates"]
                for part in ([template] if isinstance(template, str) else template)
            ]
            (new if family["split"] == "test" else known).extend(texts)
    known = "\n".join(known)
    new = {part for text in new for part in pieces(text) if part not in known}
    assert len(new) > 150
    whole = "\n".join(d.text for d in documents())
    assert not [part for part in new if part in whole]


def test_held_out_formats_records_and_styles_occur_nowhere():
    for d in documents():
        if d.kind not in PLAIN:
            assert not re.search(r" -> [^;]*\n", d.text), d.text
            marks = re.search(r" (=>|->|:|\||=|;) ", d.text)
            assert not marks or marks[1] != ";", d.text
    train, test = (set(made.record_patterns(split)) for split in ("train", "test"))
    assert train and test and not train & test
    known = {d.text for d in documents() if d.kind == "styled"}
    new = [max(re.split(r"{\w+}", part), key=len) for part in HELD_OUT["styles"]]
    assert not [part for part in new for text in known if part in text]


# ------------------------------------------------------------------ what documents are like
def test_the_seed_decides():
    one, same, other = (
        [pretraining.document(rng, LAST, kind, plain()) for kind in LAST.mix]
        for rng in (Random(3), Random(3), Random(4))
    )
    assert one == same != other


def test_answers_lie_in_the_text_and_follow_from_it():
    for d in documents():
        for first, last in d.answers:
            assert 0 < first < last <= len(d.text)
            if d.kind != "refrain":
                assert d.text[first - 1] == " " and d.text[first] != " "
        if d.kind == "lexicon":
            for first, last in d.answers:
                assert re.search(rf" {re.escape(d.text[first:last])}\b", d.text[:first])


def test_labels_are_drawn_anew_and_balanced():
    rng, found, drawn = Random(0), Counter(), Counter()
    question = lists.of_attribute(rng, attributes.attributes()["animal"], 2, "phrase")
    for _ in range(400):
        d = lists.document(rng, question, 10, instructed=False)
        seen = Counter(
            line.split()[-1]
            for line in re.split(r"\n|;", d.text)
            if line.strip() and not line.startswith("Text:")
        )
        drawn.update(seen.keys())
        found[max(seen.values())] += 1
    assert len(drawn) > 80, "many label words"
    assert max(drawn[word] for word in attributes.label_words()["practised"]) < 40
    counts = Counter()
    for _ in range(300):
        q = asked.KINDS["two classes"][1](rng, 4)
        counts[q.answer] += 1
    assert 0.38 < counts[0] / 300 < 0.62


def test_names_are_repeated_too():
    """Where names only ever followed each other by chance, the model could not copy one."""
    sung = {word for i in range(200) for word in made.refrain(Random(i)).text.split()}
    assert len(sung & set(attributes.people())) > 15 and len(sung & set(attributes.days())) == 7


def test_styles_have_words_drawn_by_chance():
    rng = Random(0)
    bodies = Counter(styles.style(rng) for _ in range(300))
    for style in bodies:
        assert all(style.count(slot) == 1 for slot in ("{y}", "{day}")) and "{P}" in style
    assert len(bodies) > 200


def test_what_would_be_written():
    tiny = models.decoder(len(tokenizer()), width=32, layers=1, context=512)
    for make in asked.WRITTEN.values():
        assert 0 <= asked.written(tiny, tokenizer(), make, count=3) <= 0.1


def test_demonstrations_are_balanced_and_the_query_is_new():
    for ways, name in ((2, "two classes"), (3, "three classes"), (4, "four classes")):
        for k in asked.DEMONSTRATIONS:
            q = asked.KINDS[name][1](Random(k), k)
            lines = q.prompt.split("\n")
            assert len(lines) == k + 1 and lines[-1].endswith(" =>")
            seen = Counter(line.split(" => ")[1] for line in lines[:-1])
            assert set(seen) <= set(q.labels) and len(q.labels) == ways
            assert not seen or max(seen.values()) - min([*seen.values(), k // ways]) <= 1
            assert lines[-1] not in [line.split(" => ")[0] + " =>" for line in lines[:-1]] or k > 12


def test_new_words_are_asked_where_promised():
    q = asked.KINDS["two classes, new words"][1](Random(2), 8)
    new = {word.lower() for c in attributes.classes() for word in c.new}
    assert all(words_of(line) & new for line in q.prompt.split("\n"))


def test_without_words_stand_not_beside():
    rng, birds = Random(0), attributes.attributes()["animal"].values[0]
    banned = frozenset(attributes.words_of("thing")[:-5])
    for _ in range(30):
        text = birds.write(rng, "busy", "train", "owl", banned)
        assert not words_of(text) & banned - {"owl"}


# ------------------------------------------------------------------ batches, loss, lengths
def test_weights_mark_exactly_the_answers():
    for d in documents()[::40]:
        ((ids, weights),) = pretraining.weighted(tokenizer(), [d])
        picked = [i for i, w in zip(ids, weights) if w == pretraining.ANSWER_WEIGHT]
        assert set(weights) <= {1.0, pretraining.ANSWER_WEIGHT}
        expected = "".join(d.text[first:last] for first, last in d.answers)
        assert "".join(tokenizer().decode(picked).split()) == "".join(expected.split())
        assert ids[0] == causal.START and weights[0] == 1


@pytest.mark.parametrize("stage", pretraining.STAGES, ids=lambda stage: str(stage.length))
def test_batches(stage):
    batches = pretraining.TownBatches(tokenizer(), stage, plain())
    one, same, other = (batches(torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(one, same))
    assert not torch.equal(one[0], other[0])
    ids, weights = one
    assert ids.shape == weights.shape == (stage.batch_size, stage.length)
    assert ids.dtype == torch.long and weights.dtype == torch.float32
    assert (ids[:, 0] == causal.START).all(), "a row begins with a document"
    assert 0.01 < (weights > 1).float().mean() < 0.6


def test_the_mix_is_a_share_of_the_tokens():
    batches = pretraining.TownBatches(tokenizer(), LAST, plain())
    rng, counts = Random(1), Counter()
    for kind in rng.choices(batches.kinds, batches.weights, k=1500):
        d = pretraining.document(rng, LAST, kind, plain())
        counts[kind] += len(pretraining.weighted(tokenizer(), [d])[0][0])
    for kind in ("town", "list", "narrative"):
        assert abs(counts[kind] / sum(counts.values()) - LAST.mix[kind]) < 0.07


def test_stages_are_complete():
    for stage in pretraining.STAGES:
        assert abs(sum(stage.mix.values()) - 1) < 1e-9
        assert set(stage.gate) <= set(asked.GATES | asked.WRITTEN)
    assert sum(s.length * s.batch_size * s.steps for s in pretraining.STAGES) <= 30_000_000
    lengths = [s.length for s in pretraining.STAGES]
    assert lengths == sorted(lengths), "short documents before long ones"


def test_loss_weighs_and_equals_the_plain_one_where_weights_are_one(one_thread):
    model = models.decoder(1500, width=32, layers=1)
    ids = torch.randint(5, 1500, (3, 20), generator=torch.Generator().manual_seed(0))
    ids[:, 7] = causal.START
    ones = torch.ones(ids.shape)
    torch.testing.assert_close(pretraining.loss(model, (ids, ones)), causal.loss(model, (ids,)))
    only = torch.zeros(ids.shape)
    only[:, 3] = 1
    logits = model(input_ids=ids).logits[:, 2]
    expected = torch.nn.functional.cross_entropy(logits, ids[:, 3])
    torch.testing.assert_close(pretraining.loss(model, (ids, only)), expected)


# ------------------------------------------------------------------ evaluation
def test_likelihood_equals_the_plain_computation(one_thread):
    model, tk, rng = models.decoder(1500, width=32, layers=2).eval(), tokenizer(), Random(1)
    queries = [asked.KINDS["two classes"][1](rng, k) for k in (0, 1, 2, 4)]
    longer = [asked.Query(q.prompt, ("qualzorium of it", *q.labels), 0) for q in queries]

    @torch.no_grad()
    def plainly(q):
        before = tk(q.prompt, add_special_tokens=False)["input_ids"]
        scores = []
        for label in q.labels:
            after = tk(f" {label}", add_special_tokens=False)["input_ids"]
            logits = model(torch.tensor([[causal.START, *before, *after]])).logits.log_softmax(-1)
            scores.append(sum(logits[0, len(before) + i, t].item() for i, t in enumerate(after)))
        return scores.index(max(scores))

    for some in (queries, longer):
        assert asked.answers(model, tk, some) == [plainly(q) for q in some]


def test_demonstrations_that_do_not_fit_are_dropped_from_the_front():
    model, tk = models.decoder(1500, width=32, layers=1, context=64).eval(), tokenizer()
    query = asked.KINDS["two classes"][1](Random(2), 16)
    cut = asked.fitted(query.prompt, tk, 48)
    assert query.prompt.endswith(cut) and query.prompt[-len(cut) - 1] == "\n"
    assert len(tk(cut)["input_ids"]) <= 48 and asked.answers(model, tk, [query])
    assert asked.fitted(query.prompt, tk, 5000) == query.prompt


def test_an_untrained_model_is_at_chance_and_the_same_twice():
    model = models.decoder(1500, width=32, layers=1)
    kind = asked.KINDS["two classes"][1]
    found = [asked.accuracy(model, tokenizer(), kind, 2, count=150, seed=s) for s in (0, 0, 1)]
    assert found[0] == found[1] and all(0.3 < value < 0.7 for value in found)


def test_a_model_that_reads_scores_full_marks(monkeypatch):
    monkeypatch.setattr(asked, "answers", lambda model, tk, queries: [q.answer for q in queries])
    model = models.decoder(1500, width=32, layers=1)
    assert asked.accuracy(model, tokenizer(), asked.KINDS["four classes"][1], 1, count=9) == 1
