"""Prompts: every rendering, what fits, which demonstrations are chosen, and the picture."""

import warnings
from collections import Counter
from dataclasses import replace

import pytest
import tiny_bases
from matplotlib import ft2font
from tiny_text import SENTENCES, tokenizer
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from helpers.context import demonstrations, prompt_views, prompts
from helpers.context.prompts import Prompt
from helpers.files import CourseError
from helpers.show import plots
from helpers.text import tokens
from helpers.weights import finetuning

SHOWN = (("the small model", "good"), ("a long text", "bad"), ("many more words", "good"))
# English, Hebrew, Arabic, Hindi, Japanese; an emoji of several characters; marks that turn a text.
SCRIPTS = [
    "a small text",
    "שלום, עולם",
    "مرحبا بالعالم",
    "हिन्दी में",
    "日本語です",
    "naïve 👩‍🔬 \u200fא\u200e",
]
CHATML = (
    "{% for m in messages %}<{{ m.role }}>{{ m.content }}</{{ m.role }}>{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)


@pytest.fixture(scope="module")
def byte_level():
    return tokens.train(SENTENCES, vocab_size=300, kind="bpe", lowercase=False)


@pytest.fixture(scope="module")
def tokenizers(tmp_path_factory, byte_level):
    """The course's two kinds, GPT-2's without a begin token, and one with Llama's."""
    folder = tmp_path_factory.mktemp("bases")
    tiny_bases.save("gpt2", folder / "gpt2")
    llama = PreTrainedTokenizerFast(tokenizer_object=tiny_bases.bpe(), bos_token=tiny_bases.END)
    llama.backend_tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{tiny_bases.END} $A", special_tokens=[(tiny_bases.END, 0)]
    )
    return {
        "wordpiece": tokenizer(),
        "bpe": byte_level,
        "llama": llama,
        "gpt2": finetuning.load_tokenizer(folder / "gpt2"),
    }


BEGIN = {"wordpiece": [2], "bpe": [2], "llama": [0], "gpt2": []}


def test_the_text_is_what_the_parts_say():
    prompt = Prompt("so dull", SHOWN, "Rate it.", "Film: {text}\nVerdict: {answer}!", "\n\n")
    assert str(prompt) == prompt.text == "".join(part.text for part in prompt.parts())
    assert prompt.text.startswith("Rate it.\n\nFilm: the small model\nVerdict: good!\n\nFilm: a lo")
    assert prompt.text.endswith("\n\nFilm: so dull\nVerdict:") and prompt.end == "!\n\n"
    assert prompt.complete("good") == prompt.text + " good"
    assert [part.number for part in prompt.parts() if part.kind == "answer"] == [1, 2, 3]


def test_the_answer_follows_the_query_as_it_follows_a_demonstration():
    for template in ("{text} => {answer}", "{text}\n{answer};", "<{text}|{answer}>"):
        one = Prompt("a long text", SHOWN[:1], template=template, separator=" # ")
        two = Prompt(
            "other", (*SHOWN[:1], ("a long text", "bad")), template=template, separator=" # "
        )
        assert two.text.startswith(one.complete("bad") + one.end)


def test_a_prompt_is_a_value():
    lists, tuples = Prompt("q", [list(pair) for pair in SHOWN]), Prompt("q", SHOWN)
    assert lists == tuples and hash(lists) == hash(tuples)
    other = tuples.ask("r")
    assert (tuples.query, other.query, other.demonstrations) == ("q", "r", SHOWN)
    with pytest.raises(AttributeError):
        tuples.query = "r"


def test_braces_in_texts_are_texts():
    prompt = Prompt("a {text} {answer} {0}", [("{answer}", "{text}")])
    assert prompt.text == "{answer} => {text}\na {text} {answer} {0} =>"


@pytest.mark.parametrize("name", BEGIN)
def test_ids_begin_as_the_model_expects_and_do_not_end(tokenizers, name):
    known, start = tokenizers[name], BEGIN[name]
    prompt = Prompt("a small model", SHOWN, "the words", "{text} reads {answer}", " of ")
    prompt = replace(prompt, demonstrations=[("the small model", "text"), ("a long text", "words")])
    ids = prompt.ids(known)
    assert ids == start + known(prompt.text, add_special_tokens=False)["input_ids"]
    assert len(start) + sum(prompt.sizes(known)) == len(ids)
    assert prompt.describe(known).startswith(f"{len(ids)} tokens: ")


@pytest.mark.parametrize("name", ["bpe", "llama", "gpt2"])
@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_comes_back_whole_and_is_counted(tokenizers, name, text):
    known = tokenizers[name]
    prompt = Prompt(text, [(text[::-1], text[:3])], instruction=text, template="{text}→{answer}")
    ids = prompt.ids(known)[len(BEGIN[name]) :]
    assert known.backend_tokenizer.decode(ids, skip_special_tokens=False) == prompt.text
    assert sum(prompt.sizes(known)) == len(ids) and min(prompt.sizes(known)) > 0


def test_a_token_counts_where_it_ends(byte_level):
    """The space before an answer belongs to the template, and most often to the answer's token."""
    prompt = Prompt("a", [("text", "words")], template="{text} of {answer}", separator=";")
    assert byte_level.tokenize(" words") == ["Ġwords"]
    sizes = dict(zip((part.text for part in prompt.parts()), prompt.sizes(byte_level)))
    assert (sizes["words"], sizes[" of "]) == (1, 1)


def test_the_oldest_go_first_and_the_account_says_so(byte_level):
    full = Prompt("so dull", SHOWN, "Rate it.")
    sizes = [len(replace(full, demonstrations=SHOWN[i:]).ids(byte_level)) for i in range(4)]
    for i, size in enumerate(sizes):
        fitted = full.fit(byte_level, size)
        assert (fitted.demonstrations, fitted.dropped) == (SHOWN[i:], SHOWN[:i])
        assert (f"front ({i}): " in fitted.describe(byte_level)) == (i > 0)
        assert full.fit(byte_level, size - 1).dropped == SHOWN[: i + 1] if i < 3 else True
    twice = full.fit(byte_level, sizes[1]).fit(byte_level, sizes[2])
    assert twice == full.fit(byte_level, sizes[2])
    assert "'the small model', 'good'; 'a long text', 'bad'." in twice.describe(byte_level)


@pytest.mark.parametrize("shown", [(), SHOWN])
def test_a_query_that_cannot_fit_is_refused_with_the_cure(byte_level, shown):
    prompt = Prompt("a long text " * 9, shown)
    with pytest.raises(CourseError, match="20 are allowed. Shorten the query"):
        prompt.fit(byte_level, 20)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"query": ""}, "query is empty"),
        ({"query": " \n"}, "query is empty"),
        ({"query": None}, "query is empty"),
        ({"demonstrations": [("a", " ")]}, "empty text or answer"),
        ({"demonstrations": [("", "b")]}, "empty text or answer"),
        ({"demonstrations": [("a", 1)]}, "by its name, not its number"),
        ({"demonstrations": ["ab"]}, "text and its answer"),
        ({"demonstrations": [("a", "b", "c")]}, "text and its answer"),
        ({"template": "{text}"}, "A template has"),
        ({"template": "{answer} {text}"}, "A template has"),
        ({"template": "{text}{answer}"}, "A template has"),
        ({"template": "no marks"}, "A template has"),
    ],
)
def test_what_is_no_prompt_is_refused(change, says):
    with pytest.raises(CourseError, match=says):
        Prompt(**{"query": "q", **change})


def test_what_a_tokenizer_cannot_write_is_refused():
    with pytest.raises(CourseError, match="no token for '日本'. Choose"):
        Prompt("the 日本 text").ids(tokenizer())
    with pytest.raises(CourseError, match="no token for '=>'"):
        Prompt("the text").ids(tokenizer())
    silent = Tokenizer(models.BPE({"a": 0, "b": 1}, []))
    silent.pre_tokenizer = pre_tokenizers.Whitespace()
    silent = PreTrainedTokenizerFast(tokenizer_object=silent)
    assert prompts.encode(silent, ["a b"]) == [[0, 1]]
    with pytest.raises(CourseError, match="leaves out 'c'"):
        prompts.encode(silent, ["a b", "a c"])


def test_a_separator_that_the_tokenizer_loses_is_refused():
    prompt = Prompt("the text", [("a text", "words")], template="{text} of {answer}")
    with pytest.raises(CourseError, match="no token for the separator"):
        prompt.ids(tokenizer())
    assert replace(prompt, separator=" the ").ids(tokenizer())
    assert replace(prompt, demonstrations=()).ids(tokenizer()), "none is needed"


def test_a_prompt_as_a_chat(byte_level):
    prompt = Prompt("so dull", SHOWN[:1], "Rate it.")
    assert [m["role"] for m in prompt.messages()] == ["system", "user", "assistant", "user"]
    with pytest.raises(CourseError, match="no chat template"):
        prompt.chat(byte_level)
    chatty = tokens.train(SENTENCES, 300, "bpe", False)
    chatty.chat_template = CHATML
    expected = (
        "<system>Rate it.</system><user>the small model</user><assistant>good</assistant>"
        "<user>so dull</user><assistant>"
    )
    assert prompt.chat(chatty) == expected
    ids = prompt.ids(chatty, chat=True)
    assert ids[0] == 2 and chatty.decode(ids[1:]) == expected
    assert prompt.fit(chatty, len(ids) - 1, chat=True).dropped == SHOWN[:1]
    chatty.chat_template = "[CLS]" + CHATML
    assert prompt.ids(chatty, chat=True) == ids, "begins once, even if the template says so"


def test_chat_templates_that_refuse(byte_level):
    chatty = tokens.train(SENTENCES, 300, "bpe", False)
    refuse = "{{ raise_exception('System role not supported') }}"
    chatty.chat_template = f"{{% if messages[0].role == 'system' %}}{refuse}{{% endif %}}{CHATML}"
    said = Prompt("so dull", instruction="Rate it.").chat(chatty)
    assert said == "<user>Rate it.\n\nso dull</user><assistant>"
    chatty.chat_template = refuse
    with pytest.raises(CourseError, match="refuses this prompt: System role"):
        Prompt("so dull").chat(chatty)


POOL = [(f"text {i}", answer) for i, answer in enumerate("xxxxxxyyyz")]


def test_random_demonstrations_repeat_with_their_seed():
    assert demonstrations.draw(POOL, 4, seed=1) == demonstrations.draw(POOL, 4, seed=1)
    several = {demonstrations.draw(POOL, 4, seed) for seed in range(9)}
    assert len(several) == 9 and all(len(set(chosen)) == 4 for chosen in several)
    assert demonstrations.draw(POOL, 0) == demonstrations.balanced([], 0) == ()


@pytest.mark.parametrize(("count", "shares"), [(2, [1, 1]), (3, [1, 1, 1]), (5, [1, 2, 2])])
def test_balanced_demonstrations(count, shares):
    pool = POOL + [("text z", "z")]
    chosen = [demonstrations.balanced(pool, count, seed) for seed in range(8)]
    for demos in chosen:
        assert sorted(Counter(answer for _, answer in demos).values()) == shares
    assert len(set(chosen)) > 1
    assert len({tuple(answer for _, answer in demos) for demos in chosen}) > 1, "orders differ"


@pytest.mark.parametrize("choose", [demonstrations.draw, demonstrations.balanced])
def test_too_short_a_list_is_refused(choose):
    with pytest.raises(CourseError, match="11 demonstrations are wanted, and there are 10"):
        choose(POOL, 11)
    with pytest.raises(CourseError, match="there are 0 to choose"):
        choose([], 2)
    with pytest.raises(CourseError, match="Ask for fewer"):
        choose(POOL, -1)


def test_too_few_of_an_answer_are_named():
    with pytest.raises(CourseError, match="2 demonstrations with the answer 'z' .* there are 1"):
        demonstrations.balanced(POOL, 6)


def test_the_nearest_stands_last():
    pool = [("the soup was cold", "1"), ("a quiet room", "2"), ("お茶が冷たい", "3"), ("soup", "4")]
    assert demonstrations.nearest(pool, 2, "cold soup, again")[-1][1] in "14"
    assert demonstrations.nearest(pool, 1, "冷たいお茶")[0][1] == "3", "words without spaces"
    assert len(demonstrations.nearest(pool, 4, "ничего похожего")) == 4, "nothing in common"
    assert ("soup", "4") not in demonstrations.nearest(pool, 3, "soup"), "would tell the answer"
    with pytest.raises(CourseError, match="4 demonstrations are wanted, and there are 3"):
        demonstrations.nearest(pool, 4, "soup")
    with pytest.raises(CourseError, match="there are 0"):
        demonstrations.nearest([], 1, "soup")


def test_orders_are_different_and_complete():
    few = demonstrations.orders(SHOWN, 9)
    assert len(few) == len(set(few)) == 6
    many = demonstrations.orders(POOL, 20, seed=3)
    assert len(set(many)) == 20 and all(sorted(order) == sorted(POOL) for order in many)
    assert many == demonstrations.orders(POOL, 20, seed=3) != demonstrations.orders(POOL, 20)


def drawn_texts(fig):
    return [text.get_text() for text in fig.axes[0].texts]


def test_the_picture_shows_and_counts_every_part(byte_level):
    prompt = Prompt("so dull", SHOWN, "Rate it: $x^2$")
    fig, summary = prompt_views.draw(prompt, byte_level)
    texts = drawn_texts(fig)
    assert {"Rate it: $x^2$", "the small model", "good", "so dull", "query"} <= set(texts)
    assert len(fig.axes[0].patches) == 1 + 2 * 3 + 1
    numbers = [int(text) for text in texts if text.isdigit()]
    assert sum(numbers) + 1 == len(prompt.ids(byte_level))
    assert summary == prompt.describe(byte_level)


def test_the_picture_of_a_long_prompt_stays_small(byte_level):
    pool = [(f"number {i} " + "and a long text " * 9, "good") for i in range(30)]
    prompt = Prompt("so dull", pool)
    prompt = prompt.fit(byte_level, len(prompt.ids(byte_level)) - 1)
    fig, summary = prompt_views.draw(prompt, byte_level)
    texts = drawn_texts(fig)
    assert "21 more" in texts and "dropped to fit: 1, from the front" in texts
    assert sum(int(t) for t in texts if t.isdigit()) + 1 == len(prompt.ids(byte_level))
    assert "Dropped from the front (1): 'number 0" in summary
    assert len(plots.png(fig)) < 100_000


def test_the_picture_takes_every_script(byte_level, monkeypatch):
    prompt = Prompt("שלום", [(text, "طيب") for text in SCRIPTS], separator=" ; ")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a letter that the font lacks warns
        first = plots.png(prompt_views.draw(prompt, byte_level)[0])
        assert first == plots.png(prompt_views.draw(prompt, byte_level)[0])
    monkeypatch.delattr(ft2font, "__libraqm_version__", raising=False)
    texts = drawn_texts(prompt_views.draw(prompt, byte_level)[0])
    assert "(right to left)" in texts and "שלום" not in texts and "a small text" in texts


def test_the_picture_needs_to_know_where_tokens_stand(byte_level, monkeypatch):
    monkeypatch.setattr(type(byte_level), "is_fast", False)
    with pytest.raises(CourseError, match="where its tokens stand"):
        prompt_views.draw(Prompt("so dull"), byte_level)
