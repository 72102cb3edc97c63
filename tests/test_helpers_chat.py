"""Chats: template and mask by hand, answers as plain generation gives them, town-chat's turns."""

from random import Random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from helpers.context import chat
from helpers.files import CourseError
from helpers.icl import attributes, chat_exams, chat_tuning, chat_turns
from helpers.real import replies
from helpers.text import tokens
from helpers.weights import models

TALK = [
    chat.turn("system", "Be brief."),
    chat.turn("user", "so dull"),
    chat.turn("assistant", "dull"),
    chat.turn("user", "so"),
    chat.turn("assistant", "so dull"),
]


@pytest.fixture(scope="module")
def words():
    texts = ["so dull. Be brief"] * 9
    return chat.dressed(tokens.train(texts, 300, kind="bpe", lowercase=False))


@pytest.fixture(scope="module")
def small(words):
    model = models.decoder(len(words), width=32, layers=1, context=64).eval()
    model.generation_config.eos_token_id = words.sep_token_id
    return model


def test_the_template_is_what_a_loop_writes(words):
    text = "[CLS]"
    for message in TALK[:4]:
        text += f"<|{message['role']}|> {message['content']}[SEP]"
    text += "<|assistant|>"
    assert chat.ids(words, TALK[:4]) == words(text, add_special_tokens=False)["input_ids"]


def test_the_mask_is_the_assistants(words):
    ids, mask = chat.with_mask(words, TALK)
    counted = words.decode([token for token, mine in zip(ids, mask) if mine])
    assert counted == " dull[SEP] so dull[SEP]"


def test_batches_ask_for_the_assistants_tokens(words):
    batches = chat_tuning.Chats(words, lambda rng: TALK, size=3)
    ids, asked = batches(torch.Generator().manual_seed(0))
    assert ids.shape == asked.shape == (3, len(chat.with_mask(words, TALK)[0]))
    assert words.decode(ids[0][asked[0]]) == " dull[SEP] so dull[SEP]"


def test_loss_is_that_of_the_asked_tokens(words, small):
    batches = chat_tuning.Chats(words, lambda rng: TALK[: rng.choice((3, 5))], size=4)
    ids, asked = batches(torch.Generator().manual_seed(1))
    log_p = small(input_ids=ids).logits.log_softmax(-1)
    places = asked[:, 1:].nonzero().tolist()
    losses = [-log_p[row, place, ids[row, place + 1]] for row, place in places]
    assert torch.allclose(chat_tuning.loss(small, (ids, asked)), torch.stack(losses).mean())


def test_answers_are_those_of_plain_generation(words, small):
    chats = [TALK[:2], TALK[:4], [chat.turn("user", "Be so dull")], TALK[:2]]
    found = chat.answers(small, words, chats, max_tokens=6)
    for messages, reply in zip(chats, found):
        ids = torch.tensor([chat.ids(words, messages)])
        made = small.generate(ids, max_new_tokens=6, do_sample=False)[0, ids.shape[1] :]
        assert reply.text == words.decode(made, skip_special_tokens=True).strip()
        assert (reply.read, reply.written) == (ids.shape[1], len(made))
        assert reply.finish == ("stop" if made[-1] == words.sep_token_id else "length")


def test_samples_follow_the_seed(words, small):
    draws = [
        [r.text for r in chat.answers(small, words, [TALK[:2]] * 3, 6, 1.0, seed)]
        for seed in (0, 0, 1)
    ]
    assert draws[0] == draws[1] != draws[2]
    assert len(set(draws[0])) > 1


@pytest.mark.parametrize(
    "messages, words_",
    [
        ([], "at least one message"),
        ([{"role": "robot", "content": "x"}], "has a role"),
        ([{"role": "user"}], "has a role"),
        (TALK[:3], "The last message is the assistant's"),
    ],
)
def test_messages_that_are_none(words, messages, words_):
    with pytest.raises(CourseError, match=words_):
        chat.ids(words, messages)


def test_a_chat_that_is_too_long(words, small):
    with pytest.raises(CourseError, match="Drop the oldest turns"):
        chat.answers(small, words, [[chat.turn("user", "so dull " * 60)]])


def test_a_model_that_was_not_tuned():
    bare = tokens.train(["so dull"] * 9, 300, kind="bpe", lowercase=False)
    with pytest.raises(CourseError, match="no chat template"):
        chat.ids(bare, TALK[:2])


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_no_chat_of_the_tuning_has_what_was_kept_out(seed):
    messages = chat_turns.conversation(Random(seed))
    text = "\n".join(m["content"] for m in messages)
    kept = [attributes.attributes()[name] for name in chat_turns.data()["held_out"]]
    asked = [m["content"] for m in messages if m["role"] != "assistant"]
    for attribute in kept:
        assert not any(f" {attribute.ask}" in one and "ption" in one for one in asked)
    for kind in chat_turns.TRAINED:
        for wording in chat_turns.wordings(kind, "test"):
            start = wording.partition("{")[0]
            assert len(start) < 8 or start not in text
    assert "first word" not in text
    assert messages[-1]["role"] == "assistant"


@pytest.mark.parametrize("kind", [*chat_turns.TRAINED, *chat_turns.data()["held_out_kinds"]])
def test_answers_follow_from_the_text(kind):
    rng = Random(f"test {kind}")
    for _ in range(30):
        attribute = rng.choice(chat_turns.asked_attributes())
        one = chat_turns.task(rng, kind, attribute, "train", "test")
        if kind in ("person", "day", "last", "first"):
            assert one.answer in one.text
        if kind == "say":
            assert one.answer in one.instruction
        assert not one.options or one.answer in one.options


def test_demonstrations_have_the_instruction_of_what_is_asked():
    for question in chat_exams.QUESTIONS:
        for exam in chat_exams.draw(question, 3, 10, seed=0):
            assert {one.instruction for one in exam.shown} == {exam.asked.instruction}
            assert exam.messages()[0]["role"] == "system"
            assert len(exam.messages(told=False)) == 7


def test_the_same_seed_draws_the_same_exams_with_and_without_demonstrations():
    for question in chat_exams.QUESTIONS:
        few, none = (chat_exams.draw(question, shown, 5, seed=3) for shown in (2, 0))
        assert [one.asked for one in few] == [one.asked for one in none]


class Two(BaseModel):
    kind: str
    count: int


@pytest.mark.parametrize(
    "text, fault",
    [
        ('{"kind": "a", "count": 2}', ""),
        ('```json\n{"kind": "a", "count": 2}\n```', ""),
        ('{"kind": "a"}', "count: Field required."),
        ('{"kind": "a", "count": "2"}', "count: Input should be a valid integer."),
        ('{"kind": "a", "count": 2', "This is no JSON."),
        ("[]", "Input should be an object."),
    ],
)
def test_replies(text, fault):
    found, said = replies.read(text, Two)
    assert said == fault and (found is None) == bool(fault)
