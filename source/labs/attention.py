# ---
# title: "Attention by hand, and a layer that leaks"
# minutes: 55
# objectives:
#   - Write softmax, scaled scores, both masks and heads yourself
#   - Test a layer for leaking padding, a visible future and blindness to order
#   - Repair a layer that runs without an error and is wrong
# needs:
#   - attention
# key_points:
#   - A wrong mask raises no error. Change what should be hidden, and see who notices.
#   - Masks act on scores, along columns, before softmax.
#   - Cutting into heads is a change of shape. The wrong one mixes tokens and still runs.
# ---

# %% [markdown]
# ## The problem
#
# A colleague wrote an attention layer for a model that completes texts. Its training loss is
# wonderful. Its completions are rubbish, and the same text gets other results when it stands in a
# batch with longer ones. No error, no warning. You are asked to find out.

# %%
import math

import torch

from helpers.checks import check, progress
from helpers.inside import attention, toys
from helpers.show import tables, widgets
from helpers.text import letters, own_files
from helpers.weights import models


# %%
def colleague(x, real):
    """One text. x: (n, width). real: bool (n,), False for padding. Returns (n, width)."""
    n = len(x)
    weights = (x @ x.T).softmax(-1)
    weights = weights * real  # hide padding
    weights = weights * torch.ones(n, n).triu()  # hide the future
    return weights @ x


# %% [markdown]
# Queries, keys and values are all `x` here; a real layer would first multiply by its three
# matrices. Reading does not help much, so test it: change on purpose what must be invisible, and
# compare the outputs.


# %%
def changes(layer) -> list[float]:
    """How much outputs of a layer change if padding, the future or the order does."""
    x = torch.randn(6, 8, generator=torch.Generator().manual_seed(0))
    real = torch.ones(6, dtype=torch.bool)
    before = layer(x, real)
    padded = layer(torch.cat([x, torch.ones(3, 8)]), torch.arange(9) < 6)[:6]
    later = layer(torch.cat([x[:5], torch.zeros(1, 8)]), real)
    swapped = layer(x[[1, 0, 2, 3, 4, 5]], real)
    found = (padded - before, (later - before)[:5], (swapped - before)[5])
    return [change.abs().max().item() for change in found]


# %%
TESTS = {
    "test": ["three [PAD] added", "last token changed", "first two swapped"],
    "who may notice": ["nobody", "none of the earlier tokens", "the last token must"],
}


def symptoms(layer) -> None:
    """Three tests of a layer that should be causal, ignore padding and know the order."""
    rows = {**TESTS, "largest change": changes(layer), "must be": ["0", "0", "not 0"]}
    tables.show(rows, "Three tests of an attention layer", rows="test")


symptoms(colleague)

# %% [markdown]
# All three tests fail. The wonderful loss has an explanation too: who may look ahead can copy the
# answer.
#
# You will now write each part so that it is right, and put the layer together at the end.

# %% [markdown]
# ## Softmax
# @exercise softmax_rows
# Each row of scores becomes weights that add up to 1. Scores can be large: mind what `exp(1000)`
# gives.


# %%
# @solution softmax_rows

# %%
softmax_rows = check("softmax_rows", softmax_rows)

# %% [markdown]
# Stuck? Run `hint("softmax_rows")`, again for the next hint.

# %% [markdown]
# ## From queries and keys to weights
# @exercise attention_weights
# Multiply every query with every key, scale, and share out. Use `softmax_rows` from above.


# %%
# @solution attention_weights

# %%
attention_weights = check("attention_weights", attention_weights)

# %% [markdown]
# Stuck? Run `hint("attention_weights")`.

# %% [markdown]
# ## Hide the future
# @exercise causal_mask
# True means: this row may look at that column.


# %%
# @solution causal_mask

# %%
causal_mask = check("causal_mask", causal_mask)

# %% [markdown]
# Stuck? Run `hint("causal_mask")`. One of the colleague's faults is explained by a single letter.
# Which?

# %% [markdown]
# ## Hide the padding
# @exercise padding_weights
# A batch of texts of different lengths. `real` says which tokens are real. Nobody may look at the
# others, and every row must still add up to 1.


# %%
# @solution padding_weights

# %%
padding_weights = check("padding_weights", padding_weights)

# %% [markdown]
# Stuck? Run `hint("padding_weights")`.

# %% [markdown] tags=["instructor"]
# **Instructor.** The commonest wrong answer multiplies after softmax. Let the class compute one row
# by hand, scores 0, 0, 0 with the last one padding: a half each, against a third each. Second: the
# axis of `real`. Draw the table of scores, and cross out a column, then a row.

# %% [markdown]
# ## Several heads
# @exercise attend_heads
# Cut queries, keys and values into heads, attend in each, and put the results side by side. One
# text, no batch.


# %%
# @solution attend_heads

# %%
attend_heads = check("attend_heads", attend_heads)

# %% [markdown]
# Stuck? Run `hint("attend_heads")`. A wrong cut has the right shape and raises nothing, so keep an
# eye on which numbers end up in one head.

# %% [markdown]
# ## The repaired layer
#
# Everything together: both masks in one and two heads. One piece is given: `toys.rotate` turns
# queries and keys by their position, so that the order shows. [[lesson:transformer]] explains how.


# %%
def repaired(x, real):
    n = len(x)
    turned = toys.rotate(x)
    may_look = causal_mask(n) & real[None, :]  # hidden columns
    return attend_heads(turned, turned, x, 2, may_look)


symptoms(repaired)

# %% [markdown]
# The first two tests now say zero, the third does not. Wherever you meet an attention layer, a
# library's or your own, these three tests take a minute.
#
# And a fourth: compare with an implementation that others rely on.

# %%
x = torch.randn(6, 8, generator=torch.Generator().manual_seed(2))
turned = toys.rotate(x)
q, v = (part.view(6, 2, 4).transpose(0, 1) for part in (turned, x))
theirs = torch.nn.functional.scaled_dot_product_attention(q, q, v, is_causal=True)
mine = repaired(x, torch.ones(6, dtype=torch.bool))
difference = (mine - theirs.transpose(0, 1).flatten(1)).abs().max()
print("largest difference to torch", "below" if difference < 1e-5 else "NOT below", "0.00001")

# %% tags=["nbval-check-output"]
progress("attention")

# %% [markdown]
# ## Use your own text
#
# Where does the course's encoder look in *your* text? Write the path of a text file between quotes,
# such as `"notes.txt"`. The menu offers its paragraphs, those that are short enough to be read in a
# picture. With `None` it offers two examples.

# %%
my_file, text_column = None, "text"  # the column, if it is a table

# %%
examples = [
    "The animal did not cross the street because it was tired.",
    "The function raises an error because it got an empty list.",
]
encoder, tokenizer = models.load_checkpoint("manuals-encoder")
found = examples if my_file is None else own_files.read_paragraphs(my_file, 0, text_column)
short = [text for text in found if len(tokenizer(text)["input_ids"]) <= 40] or [
    letters.first_words(text, 15)
    for text in found  # no short paragraph: their beginnings
]
print(f"{len(short)} texts to look at")


# %%
def look(text: str, layer: int, head: int):
    return attention.draw(encoder, tokenizer, text, layer, head)


widgets.explore(
    look,
    text=short[:20],
    layer=(1, encoder.config.num_hidden_layers),
    head=(1, encoder.config.num_attention_heads),
)

# %% [markdown]
# Find the head that looks at the next token (the lesson measured which). Does it do so in your text
# too? And does `it` look at the animal anywhere? Do not expect it of this encoder: it is small and
# has read manuals only.

# %% [markdown] tags=["instructor"]
# **Instructor.** If you are behind, skip `attend_heads`: the reference takes its place, and the
# repaired layer works. For the quick ones: which of the three tests would have caught a cut into
# heads that mixes tokens? (The second one, if the future gets mixed in.)
