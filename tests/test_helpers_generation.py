"""Generation against transformers: the same greedy text, the same sets of tokens to draw from."""

import pytest
import torch
from tiny_text import SENTENCES
from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from helpers.context import generation, sampling_views
from helpers.files import CourseError
from helpers.show import widgets
from helpers.text import tokens
from helpers.weights import causal, models, optim, training

PROMPT = "the small"


@pytest.fixture(scope="module")
def tokenizer():
    return tokens.train(SENTENCES, vocab_size=330, kind="bpe", lowercase=False)


@pytest.fixture(scope="module")
def model(tokenizer):
    """A model that has learned a little, so that its texts end and its choices are clear."""
    model = models.decoder(len(tokenizer), width=32, layers=2, context=48)
    rows = tokens.pack(tokenizer, SENTENCES, 32)
    training.train(
        "generation test",
        model,
        causal.Windows(rows, 8),
        40,
        causal.loss,
        optim.adamw(model, lr=1e-2),
        show=False,
    )
    return model.eval()


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))


@pytest.mark.parametrize("prompt", ["the", PROMPT, "every model learns from", ""])
def test_greedy_is_that_of_transformers(model, tokenizer, prompt):
    ids = generation.prompt_ids(model, tokenizer, prompt)
    theirs = model.generate(
        ids, do_sample=False, max_new_tokens=20, pad_token_id=0, eos_token_id=tokenizer.sep_token_id
    )[0]
    ours = generation.generate(model, tokenizer, prompt, max_new=20, temperature=0)
    assert prompt + ours == tokenizer.decode(theirs, skip_special_tokens=True)
    together = generation.samples(model, tokenizer, ids.expand(2, -1), 20, temperature=0)
    assert together == [prompt + ours] * 2


@pytest.mark.parametrize("temperature", [0.3, 1.0, 1.7])
@pytest.mark.parametrize(("top_k", "top_p"), [(0, 1.0), (5, 1.0), (0, 0.9), (0, 0.3), (20, 0.7)])
def test_the_tokens_to_draw_from_are_those_of_transformers(temperature, top_k, top_p):
    logits = 3 * torch.randn(50, 200, generator=torch.Generator().manual_seed(1))
    theirs = TemperatureLogitsWarper(temperature)(None, logits)
    theirs = TopKLogitsWarper(top_k)(None, theirs) if top_k else theirs
    theirs = TopPLogitsWarper(top_p)(None, theirs) if top_p < 1 else theirs
    ours = generation.distribution(logits, temperature, top_k, top_p)
    assert torch.allclose(ours, theirs.softmax(-1), atol=1e-6)
    assert torch.equal(ours > 0, theirs.softmax(-1) > 0)


def test_draws_are_as_frequent_as_their_probabilities(model, tokenizer):
    p = generation.next_distribution(model, tokenizer, PROMPT)
    ids = generation.prompt_ids(model, tokenizer, PROMPT).expand(4000, -1)
    drawn = next(generation.steps(model, ids, seed=1)).bincount(minlength=len(p)) / 4000
    assert (drawn - p).abs().max() < 0.04


def test_the_cache_changes_nothing(model, tokenizer):
    ids = generation.prompt_ids(model, tokenizer, PROMPT)
    for _, token in zip(range(15), generation.steps(model, ids, temperature=0)):
        assert token == model(ids).logits[:, -1].argmax(-1)
        ids = torch.cat([ids, token[:, None]], 1)


def test_a_seed_repeats_a_text_and_another_changes_it(model, tokenizer):
    once, again, other = (
        [generation.generate(model, tokenizer, text, seed=seed, max_new=30) for text in ("", "a")]
        for seed in (1, 1, 2)
    )
    assert once == again != other


@pytest.mark.parametrize("seed", range(6))
def test_pieces_join_to_the_text_and_stop_strings_span_tokens(model, tokenizer, seed):
    options = {"max_new": 30, "seed": seed, "temperature": 1.3}
    whole = generation.generate(model, tokenizer, PROMPT, **options)
    assert "".join(generation.stream(model, tokenizer, PROMPT, **options)) == whole
    for place in range(0, len(whole) - 5, 3):
        mark = whole[place : place + 5]
        pieces = list(generation.stream(model, tokenizer, PROMPT, stop=[mark, "§"], **options))
        assert "".join(pieces) == whole[: whole.index(mark)]
        assert all(pieces), "no empty pieces"


def scripted(monkeypatch, model, tokenizer, text):
    """Let the model write `text`, byte by byte."""
    ids = tokens.train(["a"], 261, "bpe", False)(text, add_special_tokens=False)["input_ids"]
    names = tokens.train(["a"], 261, "bpe", False).convert_ids_to_tokens(ids)
    ids = [torch.tensor([i]) for i in tokenizer.convert_tokens_to_ids(names)]
    monkeypatch.setattr(generation, "steps", lambda *_, **__: iter(ids))


def test_half_a_character_is_never_shown(model, tokenizer, monkeypatch):
    scripted(monkeypatch, model, tokenizer, "déjà 日本")
    pieces = list(generation.stream(model, tokenizer, PROMPT, max_new=30))
    assert pieces == list("déjà 日本")


def test_only_what_may_become_a_stop_string_is_held_back(model, tokenizer, monkeypatch):
    scripted(monkeypatch, model, tokenizer, "I am. Be. Ben: no")
    pieces = list(generation.stream(model, tokenizer, PROMPT, max_new=30, stop=["Ben:"]))
    assert "".join(pieces) == "I am. Be. " and "Be." in pieces


def test_text_held_back_at_the_very_end_is_shown(model, tokenizer, monkeypatch):
    scripted(monkeypatch, model, tokenizer, "Be")
    assert generation.generate(model, tokenizer, PROMPT, stop=["Ben:"], max_new=2) == "Be"


def test_a_long_prompt_is_refused_with_the_cure(model, tokenizer):
    with pytest.raises(CourseError, match="reads 48. Shorten the prompt"):
        generation.generate(model, tokenizer, "the model " * 30)
    with pytest.raises(CourseError, match="ask for fewer tokens"):
        generation.generate(model, tokenizer, PROMPT, max_new=48)


@pytest.mark.parametrize("bad", [{"temperature": -1}, {"top_k": -1}, {"top_p": 0}, {"top_p": 1.1}])
def test_impossible_settings_are_refused(model, tokenizer, bad):
    with pytest.raises(CourseError, match="give a"):
        generation.generate(model, tokenizer, PROMPT, max_new=5, **bad)


@pytest.mark.parametrize("stop", ["Ben:", [""]])
def test_impossible_stop_strings_are_refused(model, tokenizer, stop):
    with pytest.raises(CourseError, match="list of strings"):
        generation.generate(model, tokenizer, PROMPT, max_new=5, stop=stop)


def test_samples_differ_and_end(model, tokenizer):
    starts = generation.prompt_ids(model, tokenizer, PROMPT).expand(12, -1)
    texts = generation.samples(model, tokenizer, starts, max_new=30)
    assert len(set(texts)) > 3 and all(text.startswith(PROMPT) for text in texts)
    assert not any("[SEP]" in text for text in texts)


def test_endless_texts_do_not_end(model, tokenizer):
    starts = generation.prompt_ids(model, tokenizer, PROMPT).expand(8, -1)
    short, long = (
        generation.samples(model, tokenizer, starts, 40, endless=endless)
        for endless in (False, True)
    )
    assert sum(map(len, long)) > sum(map(len, short))


def test_repetition_and_diversity():
    assert generation.repeated("a b c a b c a b c") == pytest.approx(4 / 7)
    assert generation.repeated("a b") == 0.0
    assert generation.distinct([]) == 0.0
    assert generation.distinct(["a b c d", "a b c e"]) == pytest.approx(3 / 4)


def test_the_playground(model, tokenizer):
    fig, summary = sampling_views.draw_next(model, tokenizer, PROMPT, 0.7, 5, 1.0)
    assert summary.startswith("5 of ") and len(fig.axes[0].patches) == 2 * sampling_views.BARS
    longer = sampling_views.next_token(model, tokenizer, PROMPT, temperature=0.0)
    assert longer.startswith(PROMPT) and len(longer) > len(PROMPT)


def test_the_playground_says_where_a_text_ends(model, tokenizer):
    text = PROMPT + generation.generate(model, tokenizer, PROMPT, max_new=40, temperature=0)
    with pytest.raises(CourseError, match="ends the text"):
        sampling_views.next_token(model, tokenizer, text, temperature=0.0)


def test_the_button_writes_on_until_the_text_ends(model, tokenizer):
    explorer = widgets.Explorer(
        lambda prompt: sampling_views.draw_next(model, tokenizer, prompt, 0.0),
        {
            "next token": lambda prompt: {
                "prompt": sampling_views.next_token(model, tokenizer, prompt, temperature=0.0)
            }
        },
        prompt=PROMPT,
    )
    whole = PROMPT + generation.generate(model, tokenizer, PROMPT, max_new=40, temperature=0)
    for _ in range(40):
        explorer.buttons[0].click()
    assert explorer.controls["prompt"].value == whole
    assert explorer.summary.value.startswith("The model ends the text here.")
    explorer.drive()
    assert explorer.controls["prompt"].value == whole, "driven and put back"
