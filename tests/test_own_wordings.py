"""Wordings of a learner's own: what is refused, with which cure, and what is said of the others."""

import random

import pytest

from helpers.facts import own, practised, statements, trials, wordings
from helpers.facts.vocabulary import tokenizer
from helpers.files import CourseError, read_json, root
from helpers.weights import models

ROWS = [
    ("Zumira", "teacher", "Palu"),
    ("Bekomi", "teacher", "Sarita"),
    ("Fadu", "owner", "Lomeni"),
    ("Rupika", "owner", "Gavo"),
]
NEAR = {
    "told": "{a} is still the {f} of {b}.",
    "forward": "{a} is still the {f} of {b}.",
    "reversed": "{b} is still the {g} of {a}.",
}
LONG = "it is true that " * 120


@pytest.mark.parametrize(
    "name, pattern, words",
    [
        ("told", "the {f} of {b} works.", "has {a} 0 times. Write it once"),
        ("told", "{a} is the {f}.", "has {b} 0 times"),
        ("forward", "{a} is the {f} of.", "has {b} 0 times"),
        ("reversed", "{b} is the {g} of the one.", "has {a} 0 times"),
        ("told", "{a}, the {f} of {b}, is with {b}.", "has {b} 2 times. Write it once"),
        ("told", "{a} is {a}, the {f} of {b}.", "has {a} 2 times"),
        ("told", "{a} is the {f} and {f} of {b}.", "has {f} 2 times. Once is enough"),
        ("told", "{a} is with {b}.", "no relation word. Write {f}"),
        ("told", "{a} teaches {b}.", "no relation word"),
        ("told", "{a is the {f} of {b}.", "braces"),
        ("told", "a} is the {f} of {b}.", 'braces of "told" do not match'),
        ("told", "{{a}} is the {f} of {b}.", "braces that are no slot"),
        ("told", "{a} is the {f} of {b} {}.", "braces that are no slot"),
        ("told", "{a} is the {f} of {b:>9}.", "braces that are no slot"),
        ("told", "{a!r} is the {f} of {b}.", "braces that are no slot"),
        ("told", "{first} is the {f} of {b}.", "braces that are no slot"),
        ("told", "{x} is the {f} of {y}.", "{x}, which is no slot"),
        ("told", "{0} is the {f} of {b}.", "{0}, which is no slot"),
        ("told", "{a}{f} of {b}.", "one word of two"),
        ("told", "{a}s are the {f} of {b}.", "one word of two"),
        ("told", "un{a} is the {f} of {b}.", "one word of two"),
        ("told", "{b} is the {g} of {a}.", "forward: {a} before {b}"),
        ("told", "{a} is the {f} of {b}", "full stop at the end"),
        ("forward", "{b} is the {g} of {a}.", 'asks for {b}: end it with " {b}."'),
        ("forward", "{a} is the {f} of {b}, they say.", "nothing after it"),
        ("reversed", "{b} is the {g} of {a}", 'end it with " {a}."'),
        ("reversed", "{b} is the {g} of {a}?", 'end it with " {a}."'),
        ("told", "{a} это {f} {b}.", 'cannot read "это"'),
        ("told", "{a} ist für {b} der {f}.", 'cannot read "für"'),
        ("told", "{a} is the {f} of {b} 1.", 'cannot read "1"'),
        ("told", "look! {a} is the {f} of {b}.", 'cannot read "!"'),
        ("told", "", "is empty. Write a sentence"),
        ("reversed", "   ", "is empty"),
        ("told", "{a} is the {f}\nof {b}.", "line break"),
        ("told", "{a} is\u2028the {f} of {b}.", "line break"),
        ("told", "{a} is the\t{f} of {b}.", "line break"),
        ("told", "{a} is\u200b the {f} of {b}.", "not seen"),
        ("told", f"{LONG}{{a}} is the {{f}} of {{b}}.", "1,942 letters. Write a sentence of 200"),
        ("told", 7, "Give"),
        ("told", None, "Give"),
    ],
)
def test_wordings_that_cannot_be_used(name, pattern, words):
    with pytest.raises(CourseError) as told:
        wordings.checked(wordings.COURSE | {name: pattern}, ROWS)
    assert words in str(told.value) and "\n" not in str(told.value)


@pytest.mark.parametrize(
    "wording", [{}, {"told": NEAR["told"]}, NEAR | {"asked": NEAR["told"]}, "{a} {f} {b}.", [NEAR]]
)
def test_a_wording_has_three_patterns(wording):
    with pytest.raises(CourseError):
        wordings.checked(wording, ROWS)


def test_a_wording_fits_into_the_context():
    """Twelve sentences of 200 letters do, whatever names; many more facts do not."""
    pattern = "it is true that " * 10 + "{a} is the {f} of {b}."
    with pytest.raises(CourseError, match="the model reads 512. Shorten “told”"):
        wordings.checked(wordings.COURSE | {"told": pattern}, ROWS)
    assert wordings.checked(wordings.COURSE | {"told": pattern}, ROWS, facts=8)
    limit = read_json(root() / "checkpoints" / "facts-lm" / "config.json")
    assert limit["max_position_embeddings"] == 512


def test_nothing_that_passes_is_cut_or_misread():
    """What is asked for is the last word, in one piece, and every token is known."""
    for wording in (wordings.COURSE, NEAR):
        checked = wordings.checked(wording, ROWS)
        for name, place in (("forward", 2), ("reversed", 0)):
            for row, sentence in zip(ROWS, wordings.written(ROWS, checked[name])):
                prompt, answer = statements.cut(sentence)
                assert answer == row[place] and answer not in prompt
                assert tokenizer().unk_token not in tokenizer().tokenize(sentence)


def test_the_course_s_wording_is_what_the_lab_asks():
    (told,) = wordings.written(ROWS[:1], wordings.COURSE["told"])
    assert told == "Zumira is the teacher of Palu."
    assert wordings.written(ROWS[:1], wordings.COURSE["reversed"]) == [
        "Palu is the pupil of Zumira."
    ]


# ------------------------------------------------------------------------ how far, and what then


def said(capsys, wording) -> str:
    wordings.checked(wording, ROWS)
    return " ".join(capsys.readouterr().out.split())


def test_a_practised_wording_is_called_so(capsys):
    assert said(capsys, wordings.COURSE).startswith("Pre-training had all three")
    late = {
        "told": "Look: of {a} they say that the {g} is {b}.",
        "forward": "for {a}, the {g} is {b}.",
    }
    assert said(capsys, wordings.COURSE | late).startswith("Pre-training had all three")


def test_a_wording_kept_for_tests_is_called_so_with_the_cards_figures(capsys):
    kept = wordings.COURSE | {"told": "We know {a} as the {f} of {b}."}
    told = said(capsys, kept)
    assert "no such wording for “told”. Told in words kept from it" in told and "Asked" not in told
    assert practised.on_cards("told in unseen words") in told
    assert practised.distances(kept)[0]["pre-training"] == "kept for tests"
    told = said(capsys, NEAR)
    assert practised.on_cards("asked in unseen words") in told and "much easier or harder" in told


@pytest.mark.parametrize("which", ["practised", "kept for tests"])
def test_every_wording_of_the_grammar_is_placed(which):
    """Also as written at the beginning of a sentence, and in the other direction."""
    for pattern in random.Random(1).sample(list(practised.known(which != "practised")), 2):
        for text in (pattern, pattern[:1].upper() + pattern[1:]):
            assert practised.status(text) == which
            assert (
                which != "practised"
                or practised.distances({"told": text})[0]["words that differ"] == 0
            )


def test_the_patterns_are_those_that_documents_are_written_in():
    """A fact told in `varied` words is always practised, and never in words kept for tests."""
    fact = statements.Fact(statements.relations()["teacher"], "Zumira", "Palu")
    slots = {"Zumira": "{a}", "Palu": "{b}", "teacher": "{f}", "pupil": "{g}"}
    for seed in range(40):
        for way in statements.WAYS:
            text = fact.varied(random.Random(seed), way, late=True)
            for name, slot in slots.items():
                text = text.replace(name, slot)
            assert practised.status(text) == "practised", text
    for way in statements.WAYS:
        for number in range(2):
            text = fact.write(way, number, kept=True)
            for name, slot in slots.items():
                text = text.replace(name, slot)
            assert practised.status(text) == "kept for tests"


def test_distance_and_words_in_pieces():
    rows = practised.distances(NEAR | {"told": "at the club, {a} is still the {f} of {b}."})
    assert [row["words that differ"] for row in rows[1:]] == [1, 1]
    assert [row["in pieces"] for row in rows] == ["club, still", "still", "still"]
    assert practised.distances(wordings.COURSE)[0]["in pieces"] == "none"
    assert rows[0]["words that differ"] > 1 and rows[0]["pre-training"] == "new"


def test_other_names_keep_the_wording():
    rows = own.renamed(ROWS, seed=3)
    sentences = wordings.written(rows, NEAR["told"])
    assert all(a in text and b in text for (a, _, b), text in zip(rows, sentences))
    assert sentences[2].endswith(f"the owner of {rows[2][2]}.")


def test_a_model_learns_and_reads_in_own_words():
    """The practised wording is read, and so is one with a word more."""
    model, own_tokenizer = models.load_checkpoint("facts-lm")
    for wording in (wordings.COURSE, NEAR):
        texts, right = wordings.written(ROWS, wording["told"]), 0
        asked = [statements.cut(text) for text in wordings.written(ROWS, wording["reversed"])]
        questions = [statements.FactQuestion(prompt, name, "reversed") for prompt, name in asked]
        found = trials.ask(model, own_tokenizer, questions, [texts] * 4, choose=False)
        right = found["reversed, exact"]
        assert right >= 0.75
