"""Scoring: the fast way against the plain one, on several architectures, and what is refused."""

import copy
from os.path import commonprefix
from types import SimpleNamespace

import pytest
import tiny_bases
import torch
import torch.nn.functional as F
from tiny_text import SENTENCES
from tiny_text import tokenizer as word_pieces
from transformers import AutoConfig, AutoModelForCausalLM

from helpers.context import kv_cache, packing, scoring
from helpers.context.prompts import Prompt
from helpers.files import CourseError
from helpers.text import tokens
from helpers.weights import finetuning

SIZES = {
    "vocab_size": 300,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": 128,
    "initializer_range": 0.3,
}
# The last ones take no packed rows: distances instead of positions, and two kinds of windows.
KINDS = {
    "llama": {"num_key_value_heads": 1},
    "gpt2": {},
    "bloom": {"hidden_size": 32, "n_layer": 2, "n_head": 2},
    "mistral": {"num_key_value_heads": 1, "sliding_window": 30},
    "gpt_neo": {
        "num_layers": 2,
        "num_heads": 2,
        "window_size": 40,
        "attention_types": [[["global", "local"], 1]],
    },
}
PACKED = ["llama", "gpt2"]
SHOWN = tuple((text, "text of words"[: 4 + 9 * (i % 2)]) for i, text in enumerate(SENTENCES[:2]))
QUERIES = ["the words", "a text", "what the small model reads and counts", "it", "every word"]
ANSWERS = {
    "single": ["text", "words", "model"],
    "several": ["a small model", "words that learn"],
    "mixed": ["text", "more words than a text", "the model"],
}


def made(kind, **options):
    """A new model whose random weights are large, so that its answers differ."""
    torch.manual_seed(0)
    config = AutoConfig.for_model(kind, **SIZES | KINDS[kind] | options)
    return AutoModelForCausalLM.from_config(config).eval()


@pytest.fixture(scope="module")
def known():
    return tokens.train(SENTENCES, vocab_size=300, kind="bpe", lowercase=False)


@pytest.fixture(scope="module")
def models():
    return {kind: made(kind) for kind in KINDS}


@pytest.fixture
def llama(models):
    return models["llama"]


def plainly(model, known, prompts, candidates, **options):
    return torch.tensor(
        [scoring.one_by_one(model, known, p, candidates, **options) for p in prompts]
    )


def close(found, expected):
    return found.shape == expected.shape and torch.allclose(found, expected, rtol=0, atol=1e-4)


def prompts(shown=SHOWN):
    return [Prompt(query, shown) for query in QUERIES]


def test_the_plain_way_is_that_of_the_formula(known, llama):
    """Sum of the log-probabilities of the answer's tokens, from the model's own loss."""
    text, answer = "the words =>", " of the text"
    ids = torch.tensor([[2, *known(text + answer, add_special_tokens=False)["input_ids"]]])
    labels = ids.clone()
    labels[:, : 1 + len(known.tokenize(text))] = -100
    asked = int((labels >= 0).sum())
    expected = -llama(input_ids=ids, labels=labels).loss.item() * asked
    assert asked == 3
    assert scoring.one_by_one(llama, known, text, [answer]) == pytest.approx([expected], abs=1e-4)
    prompt = Prompt("the words")
    assert scoring.one_by_one(llama, known, prompt, ["of the text"])[0] == pytest.approx(expected)


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("length", ANSWERS)
@pytest.mark.parametrize("shown", [SHOWN, ()], ids=["much shared", "little shared"])
def test_exact_in_batches_of_every_size(known, models, kind, length, shown, monkeypatch):
    model, asked, candidates = models[kind], prompts(shown), ANSWERS[length]
    expected = plainly(model, known, asked, candidates)
    assert expected.std() > 0.5
    for batch_tokens in (1, 60, 4096):
        monkeypatch.setattr(scoring, "BATCH_TOKENS", batch_tokens)
        found = scoring.log_likelihoods(model, known, asked, candidates)
        assert close(found, expected)


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_these_really_are_packed(known, kind, attention):
    model = made(kind, attn_implementation=attention)
    rows, starts = scoring.tokenized(known, prompts(), ANSWERS["mixed"])
    assert scoring.together(model, rows, starts, 60) is not None
    assert close(
        packing.packed(model, rows, starts, 60)[0],
        plainly(model, known, prompts(), ANSWERS["mixed"]),
    )


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in PACKED])
def test_others_are_found_out_and_asked_plainly(known, models, kind):
    rows, starts = scoring.tokenized(known, prompts(), ANSWERS["mixed"])
    assert scoring.together(models[kind], rows, starts, 512) is None
    assert close(
        scoring.log_likelihoods(models[kind], known, prompts(), ANSWERS["mixed"]),
        plainly(models[kind], known, prompts(), ANSWERS["mixed"]),
    )


def test_within_its_window_a_model_is_packed(known, models):
    rows, starts = scoring.tokenized(known, prompts(()), ANSWERS["single"])
    found = scoring.together(models["mistral"], rows, starts, 512)
    assert close(found, plainly(models["mistral"], known, prompts(()), ANSWERS["single"]))


def test_nothing_shared(known, llama):
    """Not even a begin token: every row is read from its first token on."""
    rows = [[[5, 6, 7], [5, 6, 8, 9]], [[6, 5, 7, 7], [6, 5, 7, 8]]]
    found, _ = packing.packed(llama, rows, [2, 3], batch_tokens=512)
    assert close(
        found,
        torch.tensor(
            [
                [scoring.log_likelihood(llama, row, start) for row in own]
                for own, start in zip(rows, [2, 3])
            ]
        ),
    )


def test_what_is_shared_is_read_once(known, llama, monkeypatch):
    lengths = []
    forward = type(llama).forward

    def counting(self, input_ids, **options):
        lengths.append(input_ids.shape[1])
        return forward(self, input_ids=input_ids, **options)

    monkeypatch.setattr(type(llama), "forward", counting)
    rows, starts = scoring.tokenized(known, prompts(), ANSWERS["mixed"])
    packing.packed(llama, rows, starts, batch_tokens=10_000)
    lead = len(commonprefix([prompt.ids(known) for prompt in prompts()]))
    queries = sum(starts) - lead * len(starts)
    later = sum(len(row) - start - 1 for own, start in zip(rows, starts) for row in own)
    assert lengths == [lead, queries + later]


def test_a_cache_is_never_changed(llama):
    with torch.no_grad():
        _, cache = kv_cache.read(llama, torch.tensor([[2, 5, 6]]))
        before = copy.deepcopy(cache)
        packing.pack(llama, cache, 3, [[[2, 5, 6, 7, 8], [2, 5, 6, 7, 9, 9]]] * 2, [4, 4])
    assert cache.get_seq_length() == 3
    for layer, old in zip(cache.layers, before.layers, strict=True):
        assert torch.equal(layer.keys, old.keys) and torch.equal(layer.values, old.values)


@pytest.mark.parametrize("side", ["left", "right"])
def test_neither_padding_nor_training_mode_matters(known, side):
    model, other = made("gpt2", attn_pdrop=0.5, resid_pdrop=0.5), copy.copy(known)
    other.padding_side = side
    expected = plainly(model, known, prompts(), ANSWERS["mixed"])
    model.train()
    assert close(scoring.log_likelihoods(model, other, prompts(), ANSWERS["mixed"]), expected)
    assert model.training


def test_half_precision_stays_near(known, llama):
    half = copy.deepcopy(llama).bfloat16()
    expected = plainly(llama, known, prompts(), ANSWERS["mixed"])
    found = scoring.log_likelihoods(half, known, prompts(), ANSWERS["mixed"])
    assert found.dtype == torch.float32 and (found - expected).abs().max() < 2


def test_per_token_is_the_mean(known, llama):
    candidates = ["text", "more words than a text"]
    total, mean = (
        scoring.log_likelihoods(llama, known, prompts(), candidates, per_token=each)
        for each in (False, True)
    )
    lengths = torch.tensor([len(known.tokenize(" " + candidate)) for candidate in candidates])
    assert lengths[0] < lengths[1] and torch.allclose(total / lengths, mean)


def test_candidates_for_each_prompt(known, llama):
    own = [["text", "a word"], ["words", "model"], ["a", "the"], ["it", "small"], ["of", "that is"]]
    found = scoring.log_likelihoods(llama, known, prompts(), own)
    assert close(
        found,
        torch.cat(
            [plainly(llama, known, [p], candidates) for p, candidates in zip(prompts(), own)]
        ),
    )


@pytest.mark.parametrize("shown", [SHOWN, ()])
def test_a_token_over_the_border_is_scored_whole(known, llama, shown):
    """After "the mo", "del" makes one word with it; "words" after a space takes the space in."""
    pieces, small = word_pieces(), made("llama", vocab_size=len(word_pieces()))
    rows, starts = scoring.tokenized(pieces, ["of the mo"], ["del", "re words"])
    assert [pieces.convert_ids_to_tokens(row[starts[0] :]) for row in rows[0]] == [
        ["model"],
        ["more", "words"],
    ]
    texts = ["of the mo", "every mo"]
    assert close(
        scoring.log_likelihoods(small, pieces, texts, ["del", "re words"]),
        plainly(small, pieces, texts, ["del", "re words"]),
    )
    spaced = [str(prompt) + " " for prompt in prompts(shown)]
    assert close(
        scoring.log_likelihoods(llama, known, spaced, ["words", "text"]),
        scoring.log_likelihoods(llama, known, prompts(shown), ["words", "text"]),
    )
    # One candidate takes the space in and the other does not: both then are scored from there.
    rows, starts = scoring.tokenized(known, ["it reads "], ["words", "日"])
    assert [known.decode(row[starts[0] :]) for row in rows[0]] == [" words", " 日"]


def test_a_candidate_that_begins_another_needs_the_end(known, llama):
    candidates = ["text of words", "text"]
    with pytest.raises(CourseError, match="'text' is the beginning of 'text of words'.*prompt.end"):
        scoring.log_likelihoods(llama, known, prompts(), candidates)
    end = prompts()[0].end
    found = scoring.log_likelihoods(llama, known, prompts(), candidates, end=end)
    assert close(found, plainly(llama, known, prompts(), candidates, end=end))
    assert close(found[:1, 1:], plainly(llama, known, prompts()[:1], ["text" + end]))


@pytest.mark.parametrize(
    ("candidates", "says"),
    [
        (["text", "words", "text"], "'text' and 'text' have the same tokens"),
        ([], "one or more candidates"),
        ("text", "one or more candidates"),
        (["text", " "], "empty candidate"),
        (["text", ""], "empty candidate"),
        ([["text", "words"]] * 4, "5 prompts and 4 lists"),
        ([["text"]] * 4 + [["a", "word"]], "all equally long"),
        ([["text", "text"]] * 5, "have the same tokens"),
    ],
)
def test_impossible_candidates_are_refused(known, llama, candidates, says):
    for score in (scoring.log_likelihoods, scoring.classify):
        with pytest.raises(CourseError, match=says):
            score(llama, known, prompts(), candidates)


def test_the_same_word_to_the_tokenizer_is_a_duplicate():
    small = made("llama", vocab_size=len(word_pieces()))
    with pytest.raises(CourseError, match="'Text' and 'text' have the same"):
        scoring.classify(small, word_pieces(), ["the model reads"], ["Text", "text"])
    with pytest.raises(CourseError, match="no token for '日本'"):
        scoring.classify(small, word_pieces(), ["the model reads"], [" text", " 日本"])


@pytest.mark.parametrize("asked", [[], "a text", Prompt("a text")])
def test_a_list_of_prompts_is_wanted(known, llama, asked):
    with pytest.raises(CourseError, match="also for a single one"):
        scoring.classify(llama, known, asked, ["text", "words"])


def test_a_prompt_that_the_model_cannot_read_is_refused(known, llama):
    long = Prompt("the small model " * 50)
    for score, asked in ((scoring.log_likelihoods, [long]), (scoring.one_by_one, long)):
        with pytest.raises(CourseError, match="this model reads 128. Shorten it"):
            score(llama, known, asked, ["text", "words"])
    with pytest.raises(CourseError, match="do not belong together"):
        scoring.classify(made("llama", vocab_size=200), known, prompts(), ["text", "words"])


def test_something_must_stand_before_an_answer(tmp_path):
    tiny_bases.save("gpt2", tmp_path / "gpt2")
    bare = finetuning.load_tokenizer(tmp_path / "gpt2")  # puts no begin token
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "gpt2")
    with pytest.raises(CourseError, match="Give a longer prompt"):
        scoring.classify(model, bare, ["e"], ["very", "vil"])
    asked = ["the small", "every model learns"]
    found = scoring.log_likelihoods(model, bare, asked, [" model", " word that"])
    assert close(found, plainly(model, bare, asked, [" model", " word that"]))


@pytest.mark.parametrize("query", ["שלום, עולם", "مرحبا بالعالم", "日本語です", "naïve 👩‍🔬"])
def test_every_script(known, llama, query):
    asked = [Prompt(query, [("ספר", "טוב")]), Prompt("a", [("ספר", "טוב")])]
    candidates = ["טוב", "רע", "جيد", "良い", "🙂"]
    assert close(
        scoring.log_likelihoods(llama, known, asked, candidates),
        plainly(llama, known, asked, candidates),
    )


def test_classify_says_what_is_likeliest(known, llama):
    numbers, p = scoring.classify(llama, known, prompts(), ANSWERS["mixed"])
    scores = plainly(llama, known, prompts(), ANSWERS["mixed"])
    assert numbers == scores.argmax(1).tolist() and p.dtype == torch.float32
    assert close(p, scores.softmax(1)) and torch.allclose(p.sum(1), torch.ones(5))


def test_calibration_leaves_nothing_to_choose_without_content(known, llama):
    """The definition: a query without content gets even probabilities (Zhao et al. 2021)."""
    free = ["N/A", "none"]
    asked = [prompt.ask("N/A") for prompt in prompts()[:1]] + prompts()
    _, p = scoring.classify(llama, known, asked, ANSWERS["mixed"], content_free=free[:1])
    assert torch.allclose(p[0], torch.full((3,), 1 / 3), atol=1e-4)
    _, plain_p = scoring.classify(llama, known, prompts(), ANSWERS["mixed"])
    leaning = scoring.classify(
        llama, known, [prompts()[0].ask(text) for text in free], ANSWERS["mixed"]
    )[1].mean(0)
    _, p = scoring.classify(llama, known, prompts(), ANSWERS["mixed"], content_free=free)
    expected = plain_p / leaning
    assert close(p, expected / expected.sum(1, keepdim=True))


def test_each_prompt_is_calibrated_by_itself(known, llama):
    asked = [Prompt("a text", SHOWN), Prompt("a text", SHOWN[::-1])]
    own = [["text", "words"], ["model", "word"]]
    _, both = scoring.classify(llama, known, asked, own, content_free=["N/A", "it"])
    for prompt, candidates, p in zip(asked, own, both):
        alone = scoring.classify(llama, known, [prompt], candidates, content_free=["N/A", "it"])[1]
        assert torch.allclose(p, alone[0], atol=1e-4)


def test_calibration_survives_what_is_impossible():
    p = scoring.calibrate(torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 0.0]]))
    assert p.tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("free", ["N/A", ["N/A"]])
def test_calibration_needs_prompts_to_ask(known, llama, free):
    asked = prompts() if free == "N/A" else ["a text =>"]
    with pytest.raises(CourseError, match="Give Prompts"):
        scoring.classify(llama, known, asked, ["text", "words"], content_free=free)


# ------------------------------------------------------------------ would it be written?
def test_exact_agrees_with_greedy_generation(known, llama):
    prompts, answers = [], []
    for text in SENTENCES[:20]:
        ids = known(text, return_tensors="pt")["input_ids"][:, :-1]
        out = llama.generate(
            input_ids=ids,
            attention_mask=torch.ones_like(ids),
            max_new_tokens=2,
            do_sample=False,
            eos_token_id=None,
            pad_token_id=0,
        )
        answer = known.decode(out[0, ids.shape[1] :])
        if known(text + answer)["input_ids"][:-1] == out[0].tolist():  # else cut in another way
            prompts, answers = prompts + [text], answers + [answer]
    assert scoring.exact(llama, known, prompts, answers, batch_size=3) == [True] * len(prompts)
    wrong = answers[1:] + answers[:1]
    said = scoring.exact(llama, known, prompts, wrong)
    assert len(prompts) > 3 and said == [a == b for a, b in zip(answers, wrong)]


def test_exact_wants_the_end_as_well(known, llama, monkeypatch):
    """Asked of a model that would write one sentence and nothing else."""
    told = torch.tensor(known("the small model reads words")["input_ids"])

    def forward(self, input_ids, use_cache):
        said = F.one_hot(told[1:], 300).expand(len(input_ids), -1, -1)
        return SimpleNamespace(logits=said[:, : input_ids.shape[1]])

    monkeypatch.setattr(type(llama), "forward", forward)
    for answer, end, right in (
        (" model", "", True),
        (" model", " reads", True),
        (" model", " counts", False),
        (" words", " reads", False),
    ):
        assert scoring.exact(llama, known, ["the small"], [answer], end=end) == [right]
