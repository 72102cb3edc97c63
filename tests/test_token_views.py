"""Pictures of tokens: any text a learner types is drawn or refused in a sentence."""

import warnings

import pytest

from helpers.files import CourseError
from helpers.show import plots
from helpers.text import token_views, tokens

TEXTS = ["The rows of a table are long.", "Tables hold rows; a row holds cells."] * 9


@pytest.mark.parametrize("kind", ["wordpiece", "bpe"])
def test_any_text_is_drawn_without_warnings(kind):
    tokenizer = tokens.train([*TEXTS, "日本"], 300, kind)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Matplotlib 3.10.0 calls what a newer pyparsing wants to be called otherwise.
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="matplotlib")
        for text in ("Long rows.", "$x$ and $y$ 🙂 日本", "[MASK] [MASK]", "row " * 99, "x" * 150):
            fig, summary = token_views.draw(tokenizer, text)
            assert len(plots.png(fig)) > 1000
            assert summary.startswith(f"{len(tokenizer.tokenize(text))} tokens for")


def test_tokens_are_grouped_by_word():
    tokenizer = tokens.train(TEXTS, 60)
    assert token_views.cut(tokenizer, "[MASK] [MASK] row") == [["[MASK]"], ["[MASK]"], ["row"]]
    words = token_views.cut(tokenizer, "tables, rowsrow")
    assert [len(word) > 1 for word in words] == [False, False, True]


def test_empty_and_long_texts_are_refused():
    tokenizer = tokens.train(TEXTS, 60)
    for text, message in (("  ", "no text to cut"), ("row " * 301, "301 tokens")):
        with pytest.raises(CourseError, match=message):
            token_views.draw(tokenizer, text)


def test_lines_do_not_overflow():
    placed = token_views.place([["abcdefgh"] * 5] * 20)
    assert all(column + len(token) + 1 <= token_views.COLUMNS for _, column, token, _ in placed)
