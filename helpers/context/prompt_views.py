"""A picture of a prompt, for `plots.show` and `widgets.explore`."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from matplotlib import ft2font
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context.prompts import Prompt
from helpers.show import plots
from helpers.text.token_views import drawable

FONT = "DejaVu Sans"  # comes with matplotlib; has Arabic and Hebrew letters too
LINES, LETTERS = 8, {"text": 50, "answer": 14}  # demonstrations in a picture; characters in a box
# Kind of part: fill colour and line style of its box, so that colour is never alone.
LOOKS = {
    "instruction": ("#E6DDF0", ":"),
    "text": ("#D6E6F2", "-"),
    "answer": ("#FBE3D3", "--"),
    "query": ("#D5EBDD", "-."),
}
BOXES = {"text": (17, 52), "answer": (70, 13)}  # left edge and width, of 100
COLUMNS = {"text": 88, "answer": 94.5, "marks": 100}  # right edge of each column of numbers


def short(text: str, most: int) -> str:
    """The text on one line as the picture can show it, cut after at most `most` characters.

    Before version 3.11 matplotlib sets every script from left to right, so text that runs the
    other way is only named there.

    >>> short("one\\ntwo three", 7)
    'one two…'
    """
    text = " ".join(text.split())
    backwards = any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
    if backwards and not hasattr(ft2font, "__libraqm_version__"):
        text = "(right to left)"
    beginning = text[: most + 1].rpartition(" ")[0] or text[:most]  # whole words, if there are any
    return drawable(text if len(text) <= most else beginning + "…", FONT)


def lines(prompt: Prompt, tokenizer: PreTrainedTokenizerBase) -> list[tuple[str, dict, Counter]]:
    """The lines of the picture: each one's label, its boxes, and its tokens by column.

    Boxes: the text of each kind of part in the line. The middle of many demonstrations shares one.
    """
    count = len(prompt.demonstrations)
    labels = ["instruction", *(f"demonstration {i}" for i in range(1, count + 1)), "query"]
    boxes: list[dict[str, str]] = [{} for _ in labels]
    tokens = [Counter() for _ in labels]
    for part, size in zip(prompt.parts(), prompt.sizes(tokenizer), strict=True):
        if part.kind != "marks":
            boxes[part.number][part.kind] = part.text
        tokens[part.number][part.kind if part.kind in COLUMNS else "text"] += size
    found = list(zip(labels, boxes, tokens))
    if count > LINES:
        middle = slice(1 + LINES // 2, 1 + count - LINES // 2)
        rest = sum(tokens[middle], Counter())
        found[middle] = [(f"{count - LINES // 2 * 2} more", {}, rest)]
    return found if prompt.instruction else found[1:]


@arguments.checked
def draw(prompt: Prompt, tokenizer: PreTrainedTokenizerBase) -> tuple[Figure, str]:
    """Each part of the prompt in a box, with its number of tokens, and a sentence that adds up.

    Long texts are cut. Raises `CourseError` for a tokenizer that the prompt does not suit.

    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["so dull a bore => bad ;"] * 9, vocab_size=60)
    >>> prompt = Prompt("so dull", [("a bore", "bad")], separator=" ; ")
    >>> fig, summary = draw(prompt, tokenizer)
    >>> summary
    '11 tokens: the begin token 1, the query 2, texts shown 2, answers shown 1, marks between 5.'
    """
    rows, lost = lines(prompt, tokenizer), len(prompt.dropped)
    fig, ax = plots.figure(8.0, 0.9 + 0.27 * (len(rows) + (lost > 0)))
    ax.set(xlim=(0, 101), ylim=(len(rows) + 0.1, -1.3 - (lost > 0)))
    ax.axis("off")
    style = {"fontsize": 9, "va": "center", "family": FONT, "parse_math": False}
    ax.text(100, -1.0 - (lost > 0), "number of tokens", ha="right", **style)
    for kind, edge in COLUMNS.items():
        ax.text(edge, -0.4 - (lost > 0), kind, ha="right", **style)
    if lost:
        ax.text(0, -0.5, f"dropped to fit: {lost}, from the front", color="#555555", **style)
    for y, (label, boxes, tokens) in enumerate(rows):
        ax.text(0, y + 0.5, label, **style)
        for kind, text in boxes.items():
            column = "answer" if kind == "answer" else "text"
            left, width = BOXES[column]
            colour, line = LOOKS[kind]
            box = Rectangle(
                (left, y + 0.08),
                width,
                0.84,
                facecolor=colour,
                edgecolor="#333333",
                linestyle=line,
                linewidth=0.8,
            )
            ax.add_patch(box)
            ax.text(left + 0.7, y + 0.5, short(text, LETTERS[column]), clip_path=box, **style)
        for kind, edge in COLUMNS.items():
            ax.text(edge, y + 0.5, str(tokens[kind] or "–"), ha="right", **style)
    return fig, prompt.describe(tokenizer)


def answers(prompt: Prompt, names: Sequence[str], p: Sequence[float], right: int) -> tuple:
    """The end of a prompt, and beside it the probability of each answer; a star marks the right.

    names: the candidates. p: their probabilities. Returns (figure, summary).

    >>> answers(Prompt("so dull", [("a bore", "bad")]), ["good", "bad"], [0.25, 0.75], 1)[1]
    'It says bad with probability 0.75; right is bad.'
    """
    fig, (left, bars) = plots.figure(9, 3.8, columns=2)
    left.axis("off")
    for i, line in enumerate(str(prompt).splitlines()[-14:]):
        left.text(0, 1 - i / 14, short(line, 46), fontsize=9, va="top", parse_math=False)
    places = range(len(names))
    bars.barh(places, p, color=plots.COLOURS[0])
    bars.set_yticks(places, [f"{'* ' * (i == right)}{name}" for i, name in enumerate(names)])
    bars.set(xlim=(0, 1), xlabel="probability")
    best = max(places, key=p.__getitem__)
    return fig, f"It says {names[best]} with probability {p[best]:.2f}; right is {names[right]}."
