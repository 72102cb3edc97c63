"""Prompts as token ids: with a begin token, without an end, and with no text left out."""

import unicodedata
from collections.abc import Sequence
from itertools import takewhile

from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.files import CourseError


def begin(tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """The token that this tokenizer puts before every text, in a list; an empty list for none.

    GPT-2's puts none; Llama's has one for it, and those of the course [CLS].
    """
    marks = (tokenizer.bos_token_id, tokenizer.cls_token_id)
    return [token for token in tokenizer("a")["input_ids"][:1] if token in marks]


@arguments.checked(texts=1)
def encode(tokenizer: PreTrainedTokenizerBase, texts: Sequence[str]) -> list[list[int]]:
    """Token ids of each text: the begin token, if the tokenizer has one, and no end token.

    Raises `CourseError` for text that the tokenizer has no tokens for.

    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["so dull"] * 9, vocab_size=40)
    >>> tokenizer.convert_ids_to_tokens(encode(tokenizer, ["so dull"])[0])
    ['[CLS]', 'so', 'dull']
    """
    rows = tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
    unknown, start = tokenizer.unk_token_id, begin(tokenizer)
    for text, row in zip(texts, rows):
        if unknown in row and tokenizer.unk_token not in text:
            words = [w for w in text.split() if unknown in tokenizer(w)["input_ids"]]
            raise CourseError(
                f"This tokenizer has no token for {[*words, text][0][:40]!r}. Choose"
                " other words or marks, or a tokenizer over bytes."
            )
    # Some have no token for the unknown either, and leave it out. Marks on letters may be lost.
    letters = [c for c in set("".join(texts)) if unicodedata.category(c)[0] in "LNPS"]
    for letter in sorted(letters):
        if not tokenizer(letter, add_special_tokens=False)["input_ids"]:
            raise CourseError(
                f"This tokenizer leaves out {letter!r}. Choose other words or marks,"
                " or a tokenizer over bytes."
            )
    # A chat's text begins with the token already.
    return [row if start and row[:1] == start else start + row for row in rows]


def shared(rows: Sequence[Sequence[int]]) -> int:
    """How many tokens all rows begin with.

    >>> shared([[2, 5, 6], [2, 5, 7, 8]])
    2
    """
    columns = zip(*rows)  # ends with the shortest row
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
