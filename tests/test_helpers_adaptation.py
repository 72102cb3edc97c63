"""Adapting from a prompt: requests, exact answers, labelled texts, fine-tuning, the playground."""

import re
from random import Random

import pytest

from helpers.context import demonstration_views, generation
from helpers.files import CourseError
from helpers.icl import answer_tuning, attributes, prompt_tasks
from helpers.icl.lists import ListTask
from helpers.text import tokens
from helpers.weights import models

TEXTS = ["a plum => dax", "a hen => fep", "the old hen => fep", "my plum => dax"]


@pytest.fixture(scope="module")
def tokenizer():
    return tokens.train(TEXTS * 9, 300, kind="bpe", lowercase=False)


@pytest.fixture(scope="module")
def taught(tokenizer):
    """A small model that knows four lines by heart."""
    model = models.decoder(len(tokenizer), width=32, layers=2)
    pairs = [tuple(text.split(" => ")) for text in TEXTS]
    answer_tuning.fit(model, tokenizer, pairs, 60, name="test lines", lr=1e-2, show=False)
    return model


@pytest.mark.parametrize("kind", prompt_tasks.KINDS)
def test_requests_show_what_is_asked(kind):
    made = [prompt_tasks.KINDS[kind](Random(seed), 3) for seed in range(20)]
    assert made[0] == prompt_tasks.KINDS[kind](Random(0), 3) and len(set(made)) == 20
    for request in made:
        assert request.prompt.endswith(("=>", ":")) and request.answer[0] == " "
        lines = {"toy word": 5, "toy phrase": 5, "tone, plain words": 8, "tone, rare words": 8}
        assert len(request.prompt.splitlines()) == lines.get(kind, 4)
    bare = prompt_tasks.KINDS[kind](Random(0), 0)
    assert bare.answer not in bare.prompt and "Lexicon" not in bare.prompt


@pytest.mark.parametrize("phrase", [False, True])
def test_a_lexicon_has_every_word_of_its_answer(phrase):
    for seed in range(20):
        request = prompt_tasks.translation(Random(seed), 8, phrase)
        head, *lines = request.prompt.splitlines()
        assert len(request.answer.split()) == 1 + phrase and len(lines) == 9
        assert all(f"= {word}" in head for word in request.answer.split())
        assert not any(line.endswith(f"=>{request.answer}") for line in lines)


def test_exact_is_what_greedy_decoding_writes(tokenizer, taught):
    asked = [
        prompt_tasks.Request(f"{text.split(' =>')[0]} =>", f" {label}")
        for text in TEXTS
        for label in ("dax", "fep")
    ]
    found = prompt_tasks.exact(taught, tokenizer, asked)
    written = [generation.generate(taught, tokenizer, r.prompt, 12, temperature=0) for r in asked]
    assert found == [text.startswith(r.answer + "\n") for text, r in zip(written, asked)]


def test_answers_go_into_the_weights(tokenizer, taught):
    for text in TEXTS:
        query, answer = text.split(" => ")
        assert generation.generate(taught, tokenizer, f"{query} =>", 3, temperature=0).startswith(
            f" {answer}"
        )


def test_examples_are_balanced_and_different():
    question = ListTask((lambda rng: f"a {rng.randrange(50)}", lambda rng: f"b {rng.random()}"))
    first = prompt_tasks.examples(question, ["x", "y"], 20, Random(1))
    assert len({text for text, _ in first}) == 20
    assert all({label for _, label in first[i : i + 2]} == {"x", "y"} for i in range(0, 20, 2))
    more = prompt_tasks.examples(question, ["x", "y"], 20, Random(2), without=first)
    assert not {text for text, _ in first} & {text for text, _ in more}
    with pytest.raises(CourseError, match="Ask for fewer"):
        prompt_tasks.examples(ListTask((lambda rng: "same",)), ["x"], 2, Random(0))


def test_parted_questions_share_no_word():
    values = attributes.attributes()["animal"].values[:2]
    first, second = (
        {
            word
            for write in question.writers
            for seed in range(30)
            for word in re.findall(r"\w+", write(Random(seed)).lower())
        }
        for question in prompt_tasks.parted(values, "")
    )
    for value in values:
        others = {word.lower() for word in value.words[4:]}
        assert not others & first and others & second


def test_nothing_to_learn_from(tokenizer):
    with pytest.raises(CourseError, match="no examples"):
        answer_tuning.Answers(tokenizer, [])


@pytest.mark.parametrize("line", ["a plum", "=> dax", "a plum =>"])
def test_a_line_that_is_no_demonstration(line):
    with pytest.raises(CourseError, match="Write a demonstration as"):
        demonstration_views.parse([line])


def test_the_playground_says_what_the_model_says(tokenizer, taught):
    lines = ["", "a plum => dax"]
    _, summary = demonstration_views.draw(taught, tokenizer, "a hen", "dax, fep", *lines)
    assert summary.startswith("1 demonstration: the model says")
    with pytest.raises(CourseError):
        demonstration_views.draw(taught, tokenizer, "a hen", "dax, dax")
