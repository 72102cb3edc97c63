"""Tokenizers: against transformers' BERT tokenizer, round trips, packing."""

import pytest
from tiny_text import SENTENCES, tokenizer
from transformers import BertTokenizer

from helpers.files import CourseError
from helpers.text import tokens

TEXTS = ["The small Model reads.", "words, words: (many) words!", "Zürich costs 3.50 €", "  ", ""]


@pytest.mark.parametrize("text", [*TEXTS, *SENTENCES[:4], "[MASK] of the text"])
def test_wordpiece_is_bert_s(text, tmp_path):
    words = sorted(tokenizer().get_vocab(), key=tokenizer().get_vocab().get)
    vocabulary = tmp_path / "vocab.txt"
    vocabulary.write_text("\n".join(words), encoding="utf-8")
    theirs = BertTokenizer(str(vocabulary), do_lower_case=True)
    assert tokenizer()(text)["input_ids"] == theirs(text)["input_ids"]


@pytest.mark.parametrize("kind", ["wordpiece", "bpe"])
def test_sizes_and_special_tokens(kind):
    small, large = (tokens.train(SENTENCES, size, kind) for size in (280, 400))
    assert len(small) <= 280 and len(small) <= len(large) <= 400
    assert small.convert_tokens_to_ids(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]) == [
        *range(5)
    ]
    ids = small("many words")["input_ids"]
    assert (ids[0], ids[-1]) == (2, 3)


@pytest.mark.parametrize("text", ["many words", "Zürich 3.50 € 日本", "tabs\tand\nlines", "🙂"])
def test_nothing_is_unknown_to_bpe(text):
    bpe = tokens.train(SENTENCES, 300, "bpe", lowercase=False)
    ids = bpe(text, add_special_tokens=False)["input_ids"]
    assert bpe.decode(ids) == text and bpe.unk_token_id not in ids


def test_upper_case_is_kept_on_request():
    cased = tokens.train(["Big BIG big Big"], 60, lowercase=False)
    assert cased.tokenize("Big") != cased.tokenize("big")
    assert tokenizer().tokenize("Small MODEL") == tokenizer().tokenize("small model")


def test_more_vocabulary_means_shorter_texts():
    lengths = []
    for size in (50, 80, 200):
        lengths.append(len(tokens.train(SENTENCES, size)(SENTENCES[0])["input_ids"]))
    assert lengths == sorted(lengths, reverse=True) and lengths[0] > lengths[-1]


@pytest.mark.parametrize("kind", ["wordpiece", "bpe"])
def test_the_same_texts_give_the_same_vocabulary(kind):
    """The library's hash tables are seeded anew each time, within a process too."""
    found = [tokens.train(SENTENCES, 290, kind).get_vocab() for _ in range(4)]
    small = [tokens.train(SENTENCES, 90).get_vocab() for _ in range(4)]
    assert all(one == found[0] for one in found) and all(one == small[0] for one in small)


@pytest.mark.parametrize("where", ["file", "folder"])
def test_saved_and_loaded(where, tmp_path):
    path = tmp_path / "tokenizer.json"
    path.write_text(tokenizer().backend_tokenizer.to_str(), encoding="utf-8")
    again = tokens.load(path if where == "file" else tmp_path)
    assert again.get_vocab() == tokenizer().get_vocab()
    assert again("a [MASK].")["input_ids"] == tokenizer()("a [MASK].")["input_ids"]
    assert again.mask_token_id == 4


def test_what_cannot_be_used_is_said(tmp_path):
    (tmp_path / "tokenizer.json").write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match="tokenizer.json cannot be read"):
        tokens.load(tmp_path)
    with pytest.raises(CourseError, match="nothing.json cannot be read"):
        tokens.load(tmp_path / "nothing.json")
    with pytest.raises(CourseError, match='no tokenizer kind "sentencepiece"'):
        tokens.train(["a"], 30, "sentencepiece")
    for texts in ([], ["", "  "]):
        with pytest.raises(CourseError, match="no text"):
            tokens.train(texts, 30)


def test_packing_loses_only_the_end():
    texts = SENTENCES[:7]
    flat = [i for text in texts for i in tokenizer()(text)["input_ids"]]
    rows = tokens.pack(tokenizer(), iter(texts), length=8)
    assert rows.flatten().tolist() == flat[: len(flat) // 8 * 8]
    assert rows.shape == (len(flat) // 8, 8) and str(rows.dtype) == "torch.int64"


def test_packing_in_parts_and_too_little_text(monkeypatch):
    whole = tokens.pack(tokenizer(), SENTENCES * 50, 8)  # more than one part
    assert len(whole) == sum(len(tokenizer()(t)["input_ids"]) for t in SENTENCES) * 50 // 8
    with pytest.raises(CourseError, match="fewer than one row of 64"):
        tokens.pack(tokenizer(), ["a word"], 64)
