"""A picture of how a tokenizer cuts a text, for `widgets.explore`."""

from functools import cache
from itertools import groupby

from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.patches import Rectangle
from transformers import PreTrainedTokenizerFast

from helpers import arguments
from helpers.files import CourseError
from helpers.show import plots

FONT = "DejaVu Sans Mono"  # comes with matplotlib; every character is equally wide
COLUMNS, MOST = 84, 300  # characters a line; tokens in one picture
# Kind of token: fill colour and line style of its box, so that colour is never alone.
LOOKS = {
    "whole word": ("#D6E6F2", "-"),
    "piece of a word": ("#FBE3D3", "--"),
    "unknown": ("#BBBBBB", "-"),
}


def cut(tokenizer: PreTrainedTokenizerFast, text: str) -> list[list[str]]:
    """The text's words and punctuation marks in order, each as the list of its tokens.

    Raises `CourseError` for an empty text.

    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["low new lower"] * 9, vocab_size=28)
    >>> cut(tokenizer, "Lower we!")
    [['lower'], ['w', '##e'], ['[UNK]']]
    """
    if not text.strip():
        raise CourseError("There is no text to cut. Type a few words.")
    encoding = tokenizer.backend_tokenizer.encode(text, add_special_tokens=False)
    # Special tokens belong to no word: each gets a number of its own.
    words = [-1 - i if word is None else word for i, word in enumerate(encoding.word_ids)]
    pairs = zip(words, encoding.tokens)
    return [[token for _, token in group] for _, group in groupby(pairs, key=lambda pair: pair[0])]


def drawable(text: str, font: str = FONT) -> str:
    """The text with an empty box for every character that the font of the picture lacks.

    >>> drawable("a🙂")
    'a□'
    """
    return "".join(c if _font(font).get_char_index(ord(c)) else "□" for c in text)


@cache
def _font(name: str):
    return get_font(findfont(name))


def place(words: list[list[str]]) -> list[tuple[int, float, str, str]]:
    """Where each token goes: (line, column, token, kind). Pieces of a word touch; words do not.

    >>> place([["low", "##er"], ["."]])[1]
    (0, 4.0, '##er', 'piece of a word')
    """
    placed, line, column = [], 0, 0.0
    for word in words:
        for token in word:
            if column + len(token) + 1 > COLUMNS:
                line, column = line + 1, 0.0
            kind = "piece of a word" if len(word) > 1 else "whole word"
            placed.append((line, column, token, "unknown" if token == "[UNK]" else kind))
            column += len(token) + 1
        column += 0.6
    return placed


@arguments.checked
def draw(tokenizer: PreTrainedTokenizerFast, text: str) -> tuple[Figure, str]:
    """Every token in a box, as the tokenizer writes it, and a sentence that counts them.

    Raises `CourseError` for a text that is empty or has more than 300 tokens.
    """
    words = cut(tokenizer, text)
    count = sum(map(len, words))
    if count > MOST:
        raise CourseError(f"The text has {count} tokens; the picture holds {MOST}. Shorten it.")
    placed = place(words)
    lines = placed[-1][0] + 1
    fig, ax = plots.figure(8.0, 0.62 + 0.36 * lines)
    ax.set(xlim=(-0.2, COLUMNS + 0.2), ylim=(lines, -0.1))
    ax.axis("off")
    for line, column, token, kind in placed:
        colour, style = LOOKS[kind]
        ax.add_patch(
            Rectangle(
                (column, line + 0.08),
                len(token) + 1,
                0.84,
                facecolor=colour,
                edgecolor="#333333",
                linestyle=style,
                linewidth=0.8,
            )
        )
        ax.text(
            column + (len(token) + 1) / 2,
            line + 0.5,
            drawable(token),
            family=FONT,
            fontsize=10,
            ha="center",
            va="center",
            parse_math=False,
        )
    keys = [
        Rectangle((0, 0), 1, 1, facecolor=colour, edgecolor="#333333", linestyle=style)
        for colour, style in LOOKS.values()
    ]
    fig.legend(keys, list(LOOKS), loc="outside lower left", ncols=3, fontsize=9, frameon=False)
    whole = sum(len(word) == 1 and word != ["[UNK]"] for word in words)
    unknown = sum(word.count("[UNK]") for word in words)
    return fig, (
        f"{count} tokens for {len(words)} words and punctuation marks:"
        f" {whole} kept whole, {len(words) - whole - unknown} cut,"
        f" {unknown} unknown."
    )
