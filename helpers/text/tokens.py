"""Tokenizers: train one, look inside, and turn texts into rows of token ids.

A thin layer over the `tokenizers` library (the Rust one that every Hugging Face model uses).
"""

from array import array
from collections.abc import Iterable
from pathlib import Path

import torch
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import PreTrainedTokenizerFast

from helpers import arguments
from helpers.files import CourseError

MOST_TOKENS = 1_000_000  # the trainers take memory for all of them at once

SPECIAL = {
    "pad_token": "[PAD]",
    "unk_token": "[UNK]",
    "cls_token": "[CLS]",
    "sep_token": "[SEP]",
    "mask_token": "[MASK]",
}

# `tokenizer_config.json`, by which `AutoTokenizer` makes of a course's file what `load` makes.
SETTINGS = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    **SPECIAL,
    "clean_up_tokenization_spaces": False,
}


@arguments.checked
def train(
    texts: Iterable[str], vocab_size: int, kind: str = "wordpiece", lowercase: bool = True
) -> PreTrainedTokenizerFast:
    """Learn a vocabulary of at most `vocab_size` tokens from `texts`.

    kind "wordpiece" (BERT's: pieces inside a word start with ##, a character never seen becomes
    [UNK]) or "bpe" (GPT-2's, over bytes: nothing is ever unknown). Both start from single
    characters and join the pair that helps most, again and again (Sennrich et al. 2016).

    Raises `CourseError` for an unknown kind, no text, or fewer tokens than there are characters.

    >>> tokenizer = train(["low lower lowest", "new newer newest"] * 9, vocab_size=40)
    >>> tokenizer.tokenize("lowest newer")
    ['lowest', 'newer']
    >>> tokenizer.tokenize("日")
    ['[UNK]']
    """
    arguments.refuse(
        vocab_size > MOST_TOKENS,
        f"`vocab_size` can be {MOST_TOKENS:,} at most; today's models have up to 300,000 tokens.",
    )
    texts = list(texts)
    if not any(text.strip() for text in texts):
        raise CourseError("There is no text to learn a tokenizer from. Pass a list of sentences.")
    if kind == "wordpiece":
        tokenizer = _wordpiece(texts, vocab_size, lowercase)
    elif kind == "bpe":
        tokenizer = _byte_level_bpe(texts, vocab_size, lowercase)
    else:
        raise CourseError(f'There is no tokenizer kind "{kind}". Use "wordpiece" or "bpe".')
    arguments.refuse(
        tokenizer.get_vocab_size() > vocab_size,
        f"Single characters alone take {tokenizer.get_vocab_size()} tokens here, more than"
        f" vocab_size={vocab_size}. Ask for more tokens.",
    )
    pair = [(mark, tokenizer.token_to_id(mark)) for mark in ("[SEP]", "[CLS]")]
    tokenizer.post_processor = processors.BertProcessing(*pair)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **SPECIAL)


def _wordpiece(texts: list[str], vocab_size: int, lowercase: bool) -> Tokenizer:
    """BERT's kind. The same texts give the same vocabulary, also in another run.

    The library numbers single characters inside a word (##a) in an order that changes from run to
    run, and settles ties between pairs by those numbers. So they are found first, in a quick pass
    over the different words, and then named in alphabetical order.
    """

    def learn(texts: Iterable[str], size: int, first: list[str]) -> Tokenizer:
        tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.decoder = decoders.WordPiece()
        trainer = trainers.WordPieceTrainer(
            vocab_size=size, special_tokens=first, show_progress=False
        )
        tokenizer.train_from_iterator(texts, trainer)
        return tokenizer

    special = list(SPECIAL.values())
    alphabet = learn({word for text in texts for word in text.split()}, 1, special).get_vocab()
    inside = sorted(token for token in alphabet if token.startswith("##"))
    vocabulary = learn(texts, vocab_size, special + inside).get_vocab()
    tokenizer = learn([], 1, special)  # without ##a and so on as special tokens
    tokenizer.model = models.WordPiece(vocabulary, unk_token="[UNK]")
    return tokenizer


def _byte_level_bpe(texts: list[str], vocab_size: int, lowercase: bool) -> Tokenizer:
    """GPT-2's kind."""
    tokenizer = Tokenizer(models.BPE())
    if lowercase:
        tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=list(SPECIAL.values()),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


@arguments.checked
def load(path: Path | str) -> PreTrainedTokenizerFast:
    """Load a `tokenizer.json`, or the one in a folder. Raises `CourseError` if it is not there."""
    path = Path(path)
    path = path / "tokenizer.json" if path.is_dir() else path
    try:
        return PreTrainedTokenizerFast(tokenizer_file=str(path), **SPECIAL)
    except Exception as error:  # the library raises a bare Exception for a damaged file
        raise CourseError(f"{path.name} cannot be read as a tokenizer ({error}).") from None


@arguments.checked
def pack(tokenizer: PreTrainedTokenizerFast, texts: Iterable[str], length: int) -> torch.Tensor:
    """Texts one after another, each as [CLS] text [SEP], cut into rows of `length` tokens.

    Nothing is padded, so no arithmetic is spent on empty places; the last, incomplete row goes.
    Returns int64 of shape (rows, length).

    >>> tokenizer = train(["a b c d e"], vocab_size=30)
    >>> pack(tokenizer, ["a b", "c d e"], length=4).shape
    torch.Size([2, 4])
    """
    texts, flat = list(texts), array("i")
    for start in range(0, len(texts), 2000):  # in parts: encodings are large until read
        for encoding in tokenizer.backend_tokenizer.encode_batch_fast(texts[start : start + 2000]):
            flat.extend(encoding.ids)
    flat = torch.tensor(flat, dtype=torch.long)
    rows = len(flat) // length
    if rows == 0:
        raise CourseError(f"The texts hold {len(flat)} tokens, fewer than one row of {length}.")
    return flat[: rows * length].view(rows, length)
