"""Weights and contexts compared: contexts, answers, objectives, and a learner's own facts."""

from random import Random

import pytest
import torch

from helpers.facts import (
    corpus,
    evaluation,
    own,
    retrieval,
    reversal,
    spelling,
    trials,
    views,
    words,
)
from helpers.facts.vocabulary import tokenizer
from helpers.files import CourseError
from helpers.measure.experiment import Runs
from helpers.weights import models

ROWS = [
    ("Mibako", "teacher", "Tefu"),
    ("Zumira", "teacher", "Palu"),
    ("Bekomi", "teacher", "Sarita"),
    ("Fadu", "teacher", "Mibako"),
]


@pytest.fixture(scope="module")
def world():
    words = tokenizer()
    known = corpus.invent(4, ["teacher"], seed=3)
    model = models.decoder(len(words), width=32, layers=1, context=512).eval()
    return words, known, [row["text"] for row in known.sentences()], model


def test_a_found_context_holds_what_decides(world):
    _, known, texts, _ = world
    questions = known.questions()
    contexts = retrieval.oracle(questions, texts, 8, seed=0)
    for question, context in zip(questions, contexts):
        assert set(question.needs) <= set(context) and len(set(context)) == len(context) == 8
        assert f"{question.prompt} {question.answer}." not in set(context) - set(question.needs)
    assert contexts == retrieval.oracle(questions, texts, 8, seed=0)
    assert contexts != retrieval.oracle(questions, texts, 8, seed=1)


def test_what_fits_stays_below_the_limit(world):
    words, _, texts, _ = world
    for limit in (90, 120, 512):
        for context in retrieval.that_fit(words, texts, 5, limit, seed=0):
            assert len(words(" ".join(context))["input_ids"]) - 1 <= limit - retrieval.ROOM
            assert set(context) <= set(texts)
    assert all(
        set(context) == set(texts) for context in retrieval.that_fit(words, texts, 3, 512, seed=0)
    )


def test_answers_of_each_kind_with_and_without_steps(world):
    words, known, texts, model = world
    questions = trials.of_each(known.questions(), 1)
    contexts = retrieval.oracle(questions, texts, 4, seed=0)
    found = trials.ask(model, words, questions, contexts, steps=True)
    kinds = {question.kind for question in questions}
    assert set(found) == {f"{kind}, {name}" for kind in kinds for name in ("exact", "choice")}
    assert set(trials.ask(model, words, questions, choose=False)) == {
        f"{kind}, exact" for kind in kinds
    }
    asked, longer, last = trials.with_steps(model, words, questions, contexts)
    assert not any(word for word, q in zip(last, questions) if not q.steps)
    for question, before, q, context in zip(questions, contexts, asked, longer):
        prompt, answer = evaluation.prompted(q, context)
        assert prompt.startswith(" ".join(before)) and answer == question.answer
        assert q.prompt.startswith("So ") if question.steps else q == question


def test_a_question_costs_its_tokens(world):
    words, known, texts, model = world
    [question] = known.questions()[:1]
    few, many = (trials.per_query(model, words, [question], [texts[:n]]) for n in (1, 8))
    assert few["tokens"] == len(words(f"{texts[0]} {question.prompt}")["input_ids"]) - 1
    assert many["tokens"] > few["tokens"] and few["ms"] > 0


def test_learning_leaves_the_model_as_it_was(world):
    words, _, texts, model = world
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    tuned = trials.learn(model, words, texts, 2, 1e-3)
    assert all(torch.equal(before[name], tensor) for name, tensor in model.state_dict().items())
    assert any(not torch.equal(before[name], t) for name, t in tuned.state_dict().items())


def test_hidden_names_are_whole_names_at_either_end():
    batches = reversal.HiddenNames(tokenizer(), reversal.tell(6, 0.5, 0).sentences, 200)
    inputs, labels = batches(torch.Generator().manual_seed(0))
    hidden = labels != -100
    assert bool((inputs[hidden] == batches.mask_id).all())
    assert bool((inputs[~hidden] != batches.mask_id).all())
    assert bool(hidden.any(1).all())
    starts = hidden[:, 1]  # a forward sentence and a reversed one begin with a name
    assert 0.5 < float(starts.float().mean()) < 0.85  # hidden alone, or with the other


def test_the_objectives_see_no_answer_of_a_reversed_question():
    told = reversal.tell(10, 0.6, seed=2)
    texts = set(told.sentences)
    for question in told.questions:
        assert (f"{question.prompt} {question.answer}." in texts) == (question.kind != "reversed")
    for objective in reversal.OBJECTIVES:
        net = reversal.train(objective, tokenizer(), told, 1, batch_size=4, layers=1)
        assert len(reversal.right(objective, net, tokenizer(), told)) == len(told.questions)


@pytest.mark.parametrize(
    "rows, words",
    [
        ([], "Too few facts"),
        (ROWS[:3], "Too few facts with teacher"),
        ([*ROWS, ("Gavo", "aunt", "Fema")], 'no relation "aunt"'),
        ([*ROWS, ("Zumira", "teacher", "Fema")], "stands 2 times as the first"),
        ([*ROWS, ("Gavo", "teacher", "Tefu")], "stands 2 times as the second"),
        ([*ROWS, ("Zoë", "teacher", "Fema")], "cannot read"),
        ([*ROWS, ("gavo", "teacher", "Fema")], "one capital"),
        ([*ROWS, ("Gavo", "teacher", "Nobody")], '"Nobody" is a word'),
        ([*ROWS, ("A", "teacher", "Fema")], "a single letter"),
        ([*ROWS, ("Gavo", "teacher")], "three parts"),
    ],
)
def test_own_facts_that_cannot_be_compared(rows, words):
    with pytest.raises(CourseError, match=words):
        own.checked(rows)


def test_own_names_of_letters_that_nobody_practised_are_told_of(capsys):
    assert own.checked(ROWS) == ROWS and not capsys.readouterr().out
    strange = [("Johanna", "teacher", "Doris"), *ROWS[1:]]
    assert own.checked(strange) == strange
    said = " ".join(capsys.readouterr().out.split())
    assert "Johanna (“jo”, “ha”)" in said and "Doris (“s” at the end)" in said
    for condition in (spelling.UNPRACTISED, spelling.PRACTISED):
        found = spelling.measured(condition)
        assert f"{found['recall']:.0%}" in said and f"{found['reversed']:.0%}" in said
    many = spelling.warning([f"Jo{name.lower()}" for name in ("Ba", "Be", "Bi", "Bo", "Bu")])
    assert "“jo”) and 2 more: no name" in many and many.count(".") == 1


def test_letters_not_practised_are_those_that_no_name_of_pre_training_has():
    file = words.data()
    kept = {a + b for a in file["kept_letters"] for b in file["vowels"]} | {f"s{spelling.END}"}
    pairs = {a + b for a in file["letters"] for b in file["letters"] + spelling.END}
    assert pairs - spelling.practised() == kept
    fresh = words.names(Random(7), 300, split="test", lengths=(1, 2, 3, 4, 5, 6), spelled=0.5)
    assert not any(map(spelling.unpractised, fresh))
    assert all(map(spelling.unpractised, words.names(Random(7), 50, kept=True)))


def test_a_name_that_is_told_of_is_hardly_read():
    model, own_tokenizer = models.load_checkpoint("facts-lm")
    people = (
        "Peter Anna Tom Clara Emma Ben Maria Paul | Jana Hans Heidi Hugo Wanda Hanna Jonas Julia"
    )
    right = []
    for names in (part.split() for part in people.split("|")):
        asked = []
        for seed in range(20):
            some = Random(seed).sample(names, 8)
            facts = [f"{a} is the teacher of {b}." for a, b in zip(some[:4], some[4:])]
            asked.append((f"{' '.join(facts)} {some[0]} is the teacher of", some[4]))
        right.append(sum(evaluation.exact(model, own_tokenizer, *zip(*asked))))
        assert bool(spelling.warning(names)) == (names[0] == "Jana")
    assert right[0] >= 16 and right[1] <= 10


def test_other_names_leave_who_is_who():
    new = own.renamed(ROWS, seed=4)
    names = {a: b for old, row in zip(ROWS, new) for a, b in zip(old[::2], row[::2])}
    assert new == [(names[a], r, names[b]) for a, r, b in ROWS]
    assert not set(names) & set(names.values()) and own.checked(new) == new


def test_own_facts_from_a_file(tmp_path):
    file = tmp_path / "facts.csv"
    lines = ["first,relation,second", *map(",".join, ROWS)]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert own.read(file) == ROWS
    file.write_text("who,whom\nMibako,Tefu", encoding="utf-8")
    with pytest.raises(CourseError, match="no column 'first'. It has: 'who', 'whom'"):
        own.read(file)
    lines = ["sep=;", '"who";"is the";"of"', *map(";".join, ROWS), ";;"]
    file.write_text("\n".join(lines), encoding="utf-16")
    assert own.read(file, ["who", "is the", "of"]) == ROWS


def test_pictures_say_what_they_show(world):
    words, known, texts, model = world
    question = known.questions()[-1]
    fig, told = views.both_ways(model, model, words, question, texts)
    assert question.answer in told and len(fig.axes) == 2
    rows = [
        {
            "way": way,
            "seed": seed,
            "tokens": 9.0 + seed,
            "recall, exact": 0.5,
            "recall, choice": 1.0,
            "facts": 10,
            "both": 0.0,
        }
        for way in ("a", "b")
        for seed in (0, 1)
    ]
    for fig, told in (
        views.kinds(Runs(rows), ["a", "b"], ["recall"], 0.25),
        views.curves(Runs(rows), ["a"], [10], "recall"),
        views.prices(Runs(rows), Runs(rows), ["a", "b"], "recall"),
        views.dial(Runs(rows), ["recall"]),
    ):
        assert fig.axes and "0.50" in told


def test_shares_of_the_dial_stand_apart_and_the_picture_says_so():
    shares = (0.0, 0.01, 0.05, 0.75)
    rows = [{"both": b, "seed": s, "recall, exact": 1 - b} for b in shares for s in (0, 1)]
    fig, told = views.dial(Runs(rows), ["recall"])
    (ax,) = fig.axes
    assert ax.get_xticks().tolist() == [0, 1, 2, 3]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["0", "0.01", "0.05", "0.75"]
    assert "equal distances" in ax.get_xlabel() and "equal distances" in told
    dots = [line for line in ax.lines if line.get_marker() == "."]
    assert [len(line.get_xdata()) for line in dots] == [2, 2, 2, 2]


def test_what_is_written_at_once_is_sorted(world, monkeypatch):
    """The last name decides: the answer, the name that both facts have, or any other."""
    words, known, _, model = world
    asked = [question for question in known.questions() if question.steps]
    assert len(asked) == 4
    right, middle = asked[0].answer, evaluation.last_word(asked[1].needs[0])
    said = [f"It is {right}.", f"It is {middle}.", "It is nobody.", "Nothing."]
    monkeypatch.setattr(evaluation, "write", lambda *given, **more: said)
    found = trials.at_once(model, words, known, facts=2, seed=0)
    assert found == {"right": 0.25, "the middle": 0.25, "something else": 0.5}
