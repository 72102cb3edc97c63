# ---
# title: "Attention"
# minutes: 60
# further: 10
# objectives:
#   - Compute attention by hand, and build the layer in ten lines that agree with torch's own
#   - Say why the scores are divided by the square root of the width, from a measurement
#   - Hide padding and the future with a mask, and check that nothing leaks
#   - Say what an encoder and a decoder may see
#   - Find the heads of a trained model that look at the previous and the next token
# needs:
#   - text_to_tokens
#   - training
# key_points:
#   - Each token asks, all tokens answer, and attention mixes the answers by how well they fit.
#   - Dividing by the square root of the width keeps softmax from picking one token by luck.
#   - A mask acts before softmax. It hides columns, so nobody looks at padding or at the future.
#   - An encoder lets every token see all others. A decoder lets it see only what stands before.
#   - Some heads of a trained model look at a neighbour. Nobody asked for them.
# ---

# %% [markdown]
# ## Who was tired?
#
# *The animal did not cross the street because it was tired.*
#
# Now replace the last word by *wide*. The token `it` has not changed, and neither has its id. Yet
# first it means the animal, then the street. To know what it means, a token needs other tokens.
# **Attention** is the step that fetches from them.

# %%
import math
from functools import partial

import torch

from helpers.checks import check, predict, quiz
from helpers.inside import attention as looks
from helpers.measure import charts, experiment, metrics
from helpers.setup import size
from helpers.show import plots, tables, widgets
from helpers.text import corpora
from helpers.weights import models

# %% [markdown]
# ## Three tokens, two numbers each
#
# Inside a network each token is a list of numbers, a **vector**. For attention it gets three. Its
# **query** says what it looks for, its **key** what it offers, its **value** what it hands over.
# The first number stands for *alive*, the second for *a place*. We choose all of them by hand.

# %%
names = ["animal", "street", "it"]
# animal asks where it is, street asks nothing, it asks for something alive
queries = torch.tensor([[0.0, 2.0], [0.0, 0.0], [2.0, 0.0]])
keys = torch.tensor([[2.0, 0.0], [0.0, 2.0], [0.0, 0.0]])  # alive, a place, nothing
values = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])  # what each hands over

# %% [markdown]
# **Step 1: scores.** Multiply each query with each key, number by number, and add up; `@` does it
# for all pairs at once. The result is large where an offer fits a wish.

# %%
scores = queries @ keys.T
fig, ax = plots.figure(4.4, 2.6)
plots.heatmap(ax, scores.tolist(), names, names)
ax.set(xlabel="key of", ylabel="query of", title="scores")
plots.show(
    fig,
    f"The query of “it” scores {scores[2, 0]:.0f} with the key of “animal”"
    f" and {scores[2, 1]:.0f} with that of “street”.",
)

# %% [markdown]
# **Step 2: shares.** Each row becomes **weights** that add up to 1. (These **attention weights**
# are made anew for each text; the weights of a network are the numbers that training sets.)
# **Softmax** does it: take the exponential of every score, then divide by the sum of the row.

# %%
weights = scores.exp() / scores.exp().sum(1, keepdim=True)
fig, ax = plots.figure(4.4, 2.6)
plots.heatmap(ax, weights.tolist(), names, names)
ax.set(xlabel="looks at", ylabel="token", title="attention weights")
plots.show(fig, f"“it” spends {weights[2, 0]:.2f} of its attention on “animal”.")

# %% [markdown]
# Read a heat map by rows: a row is one token, and it shows where that token looks. `street` looks
# for nothing in particular, so it spreads its attention evenly.
#
# **Step 3: mix.** Each token receives all values, weighted by its row.

# %%
mixed = weights @ values
fig, ax = plots.figure(4.0, 2.6)
plots.heatmap(ax, mixed.tolist(), names, ["alive", "a place"])
ax.set(title="what each token receives")
plots.show(fig, f"“it” receives {mixed[2, 0]:.2f} of alive and {mixed[2, 1]:.2f} of a place.")

# %% [markdown]
# The value of `it` was empty. What it receives is mostly the animal's. Go back, change its query to
# `[0.0, 2.0]`, as if the sentence ended in *wide*, and run the three steps again.
#
# We did that by hand. How a network gets two queries from one token is the first question of
# [[lesson:transformer]].

# %%
quiz("attention.looks")

# %% [markdown]
# ## The formula, in ten lines
#
# The three steps in one line (Vaswani et al. 2017), with queries, keys and values as the rows of
# $Q$, $K$ and $V$, and $d$ the length of a query:
#
# $$\text{attention}(Q, K, V) = \text{softmax}\left(\frac{QK^\top}{\sqrt{d}}\right)V$$
#
# $\top$ exchanges rows and columns. Only $\sqrt{d}$ is new. It has its own section below, and so
# has the mask.


# %%
def attention(q, k, v, mask=None):
    """q, k, v: (..., n, d). mask: True where a row may look. Returns the mix and the weights."""
    d = q.shape[-1]
    scores = q @ k.transpose(-2, -1) / math.sqrt(d)  # (..., n, n)
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))  # exp(-inf) = 0
    scores = scores - scores.amax(-1, keepdim=True)  # same weights, and exp cannot overflow
    powers = scores.exp()
    weights = powers / powers.sum(-1, keepdim=True)
    return weights @ v, weights


# %% [markdown]
# Is it right? Compare with the function that PyTorch itself uses, on random numbers: 2 texts of 50
# tokens, vectors of 64 numbers.

# %%
q, k, v = torch.randn(3, 2, 50, 64, generator=torch.Generator().manual_seed(0))
before = torch.ones(50, 50, dtype=torch.bool).tril()  # a mask, explained below
for mask in (None, before):
    theirs = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    difference = (attention(q, k, v, mask)[0] - theirs).abs().max()
    print("largest difference", "below" if difference < 1e-5 else "NOT below", "0.00001")

# %% [markdown]
# Two sums in a different order seldom agree to the last digit. Apart from that, it is the same
# function.

# %% [markdown]
# In a network nobody chooses by hand. Three **matrices** make query, key and value from the token's
# vector, and **training** finds their numbers. A matrix makes a new vector: each of its numbers is
# a sum of the old ones, each times a factor. `Linear` is one; new, it holds random numbers. Five
# tokens go in, and five mixes come out:

# %%
width = 64
torch.manual_seed(0)
to_query, to_key, to_value = (torch.nn.Linear(width, width, bias=False) for _ in range(3))
x = torch.randn(5, width)  # five tokens
mixed, weights = attention(to_query(x), to_key(x), to_value(x))
print("out:", tuple(mixed.shape), "  weights:", tuple(weights.shape))

# %% [markdown] tags=["instructor"]
# **Instructor.** Let three people be the three tokens: each holds a card with query, key and
# value, and they compute one row on the board. What goes wrong: people read the heat map by
# columns, and take query and key for two names of one thing. Ask: "`it` looks at `animal`. Does
# `animal` look at `it`?"

# %% [markdown]
# ## Why divide by the square root of d?
#
# Take random queries and keys of `d` numbers each, and 16 tokens to choose from. Nobody fits
# better than others on purpose, so a sensible row spreads its attention.
#
# Before you run: for d = 256 and **without** the division, how large is the largest of the 16
# weights?

# %%
my_peak = None  # your prediction: mean of the largest weight, from 1/16 to 1


# %%
def largest(d: int, divide: bool, seed: int) -> float:
    """Mean over 500 random queries of the largest of 16 weights."""
    rng = torch.Generator().manual_seed(seed)
    q, k = torch.randn(500, 1, d, generator=rng), torch.randn(500, 16, d, generator=rng)
    scores = (q * k).sum(-1)
    return (scores / math.sqrt(d) if divide else scores).softmax(-1).amax(-1).mean().item()


# %%
WIDTHS = [4, 16, 64, 256, 1024]
WAYS = {"not divided": False, "divided by √d": True}
peaks = []
for d in WIDTHS:
    for name, divide in WAYS.items():
        for seed in range(5):
            peak = largest(d, divide, seed)
            peaks.append({"d": d, "scores": name, "seed": seed, "largest weight": peak})
peaks = experiment.Runs(peaks)

# %%
fig, ax = plots.figure(6.5, 3.2)
for i, name in enumerate(WAYS):
    look = {"number": i, "label": name, "line": True}
    charts.with_intervals(ax, peaks.where(scores=name), "largest weight", "d", **look)
plots.level(ax, 1 / 16, "even: 1/16", ":")
ax.set(xscale="log", xticks=WIDTHS, xticklabels=WIDTHS, xlabel="d")
ax.set(ylim=(0, 1), ylabel="largest of 16 weights")
ax.minorticks_off()
plots.legend_above(ax)
undivided, divided = peaks.by("largest weight", "scores", d=256).values()
told = f"At d = 256 the largest weight is {metrics.text(undivided)} without the division"
plots.show(fig, f"{told} and {metrics.text(divided)} with it.")

# %%
predict("attention.scale", my_peak, metrics.mean(undivided), close=0.1)

# %% [markdown]
# A score is a sum of `d` products. Plus and minus cancel in part, so such sums spread like
# $\sqrt{d}$. Undivided, one score towers over the rest by luck and takes nearly all the weight:
# softmax is **saturated**.

# %%
quiz("attention.scale")

# %% [markdown]
# ### Does it harm training? (to go further)
#
# Measure the **slope**: how much a weight changes when its score changes a little.

# %%
for name, divisor in {"not divided": 1, "divided": 16}.items():  # 16 is the square root of 256
    rng = torch.Generator().manual_seed(0)
    q, k = torch.randn(500, 1, 256, generator=rng), torch.randn(500, 16, 256, generator=rng)
    p = ((q * k).sum(-1) / divisor).softmax(-1)
    slope = p * (1 - p)  # the derivative of each weight by its own score
    print(f"{name}: {(slope < 0.001).float().mean():.0%} of the slopes are below 0.001")

# %% [markdown]
# Training works through these slopes. Where they are nearly zero, it cannot correct a token that
# looks the wrong way.

# %% [markdown]
# ## Masks: where nobody may look
#
# Two things must stay unseen. Texts of a batch are filled up to one length with `[PAD]`: that is
# **padding**, and it means nothing. And a model that writes the next token must not see it in
# advance: the **causal mask** hides the future.

# %%
shown = ["the", "cat", "sat", "[PAD]", "[PAD]"]
real = torch.tensor([True, True, True, False, False])
masks = {"padding": real.expand(5, 5), "causal": torch.ones(5, 5, dtype=torch.bool).tril()}
masks["both"] = masks["padding"] & masks["causal"]
q, k, v = torch.randn(3, 5, 8, generator=torch.Generator().manual_seed(1))
fig, axes = plots.figure(10.5, 3.4, columns=3)
for ax, (name, mask) in zip(axes, masks.items()):
    plots.heatmap(ax, attention(q, k, v, mask)[1].tolist(), shown, shown)
    ax.set(title=name, xlabel="looks at")
leak = sum(attention(q, k, v, mask)[1][~mask].sum().item() for mask in masks.values())
plots.show(fig, f"Attention weights under three masks; hidden tokens get {leak:.1f} in sum.")

# %% [markdown]
# A mask hides **columns**: whoever asks, nobody looks there. It puts minus infinity in place of
# the score, *before* softmax, so each row still adds up to 1. The rows of `[PAD]` hold numbers
# too; nobody reads them.
#
# A mask that leaks is a silent bug. So test it: change what is hidden and see who notices.

# %%
changed_k, changed_v = k.clone(), v.clone()
changed_k[3:], changed_v[3:] = 100.0, 100.0  # something outrageous in the last two tokens
changes = {"mask": [], "largest change": []}
for name, mask in {"none": None, **masks}.items():
    moved = (attention(q, k, v, mask)[0] - attention(q, changed_k, changed_v, mask)[0])[:3]
    changes["mask"].append(name)
    changes["largest change"].append(moved.abs().max().item())
tables.show(changes, "What the first three tokens notice", digits=1)

# %% [markdown]
# With any of the masks, the first three tokens notice nothing.

# %% [markdown]
# ### Your turn
#
# @exercise who_notices
# Write this test for any layer and any place. Ignore rounding: as above, two sums in a different
# order seldom agree to the last digit. Stuck? Run `hint("who_notices")`, again for the next hint.


# %%
# @solution who_notices

# %%
who_notices = check("who_notices", who_notices)

# %% [markdown]
# ### The masks, found from outside (to go further)
#
# Let one tensor be keys and values. Change its tokens in turn, and ask each time who notices. Side
# by side, the answers make a table: a row for each token that may notice, a column for each one
# that was changed.


# %%
def found_by_test(mask):
    """Who notices whom, found by changing: bool (5, 5)."""

    def layer(x):  # x answers, the queries stay the same
        return attention(q, x, x, mask)[0]

    return torch.stack([who_notices(layer, v, i, torch.ones(8)) for i in range(5)], dim=1)


# %%
for name, mask in masks.items():
    print(f"{name}: the test found the mask:", torch.equal(found_by_test(mask), mask))

# %% [markdown]
# Your test never looked at the masks. It found where each row may look from the outputs alone, so
# it works for a layer that nobody explains to you. The lab has one.

# %%
quiz("attention.mask")

# %% [markdown]
# ## Encoder and decoder
#
# The mask gives two families their names. In an **encoder** every token sees all others, left and
# right: good for reading, as in [[lesson:masked_lm]]. A **decoder** has the causal mask: it can
# write, one token after another ([[lesson:generation]]). The layers are the same otherwise.

# %% [markdown]
# ## Heads: several questions at once
#
# One row of weights can only ask one question. So the vectors are cut into pieces, **heads**, each
# with its own weights. Four heads of 16 numbers cost the same as one of 64.

# %%
x = torch.arange(3 * 8).view(3, 8)  # 3 tokens, 8 numbers each
heads = x.unflatten(-1, (2, 4)).transpose(0, 1)  # (2 heads, 3 tokens, 4 numbers)
tables.show(dict(enumerate(heads[0].T.tolist(), start=1)), "The first head, a row a token")
print("the same when put together again:", torch.equal(heads.transpose(0, 1).flatten(1), x))

# %% [markdown]
# Head 1 holds the first four numbers of every token. The output of all heads is put side by side
# again, and a fourth matrix mixes it. That is all of attention.

# %% [markdown]
# ## Where does a trained model look?
#
# The course's encoder has several **layers**, one after another, each with its own heads. It was
# trained to fill gaps in manuals ([[lesson:masked_lm]]). Choose a layer and a head, and type your
# own sentence. `[CLS]` and `[SEP]` mark its beginning and end.

# %%
encoder, tokenizer = models.load_checkpoint("manuals-encoder")
widgets.explore(
    partial(looks.draw, encoder, tokenizer),
    text="The function raises an error because it got an empty list.",
    layer=(1, encoder.config.num_hidden_layers),
    head=(1, encoder.config.num_attention_heads),
)

# %% [markdown]
# Try all layers. Some heads draw a line beside the diagonal: each token looks at its neighbour.
# Pictures of one sentence deceive, so measure on held-out paragraphs: how much attention goes to
# the **previous** token and to the **next**? Before you run: in the head that looks most at the
# previous token, what share goes there?

# %%
my_neighbour = None  # your prediction: a share from 0 to 1

# %%
fits = [row["text"] for row in corpora.manuals()["test"] if len(row["text"].split()) <= 25]
held_out = fits[:: len(fits) // 50][: size(50, 5)]  # from all over the test set


# %%
def neighbours(model) -> dict[str, torch.Tensor]:
    """Mean weight on the previous and on the next token, each (paragraphs, layers, heads)."""
    found = {"previous": [], "next": []}
    for text in held_out:
        weights, _ = looks.maps(model, tokenizer, text)
        for where, offset in (("previous", -1), ("next", 1)):
            line = weights.diagonal(offset, dim1=-2, dim2=-1)  # parallel to the diagonal
            found[where].append(line[..., 1:-1].mean(-1))  # without [CLS] and [SEP]
    return {where: torch.stack(shares) for where, shares in found.items()}


# %% [markdown]
# Two **controls**, to compare with. **Uniform** attention gives every token the same share. And
# **untrained** models of the same shape show what the architecture does by itself.

# %%
lengths = [len(tokenizer(text)["input_ids"]) for text in held_out]
uniform = sum(1 / n for n in lengths) / len(lengths)
layers, count = encoder.config.num_hidden_layers, encoder.config.num_attention_heads
new = [
    models.encoder(len(tokenizer), encoder.config.hidden_size, layers, seed=seed)
    for seed in range(size(3, 1))
]
shares, control = neighbours(encoder), [neighbours(model) for model in new]
control = {where: torch.stack([c[where].mean(0) for c in control]) for where in shares}

# %%
fig, axes = plots.figure(9.5, 5.6, columns=2, rows=2)
for row, (kind, found) in zip(axes, {"trained": shares, "untrained": control}.items()):
    for ax, (where, share) in zip(row, found.items()):
        plots.heatmap(ax, share.mean(0).tolist(), range(1, layers + 1), range(1, count + 1), high=1)
        ax.set(xlabel="head", ylabel="layer", title=f"{kind}: attention to the {where} token")
top = {where: share.mean(0).max().item() for where, share in shares.items()}
plots.show(
    fig,
    "Largest mean attention of a trained head: "
    + ", ".join(f"{share:.2f} to the {name} token" for name, share in top.items())
    + ".",
)

# %%
found = []
for where, share in shares.items():
    layer, head = divmod(int(share.mean(0).argmax()), count)
    best = metrics.interval(share[:, layer, head].tolist())
    row = {"attention to": f"{where} token", "layer": layer + 1, "head": head + 1, "trained": best}
    found.append(row | {"best untrained head": control[where].max().item(), "uniform": uniform})
tables.show(found, "The trained heads that look most at a neighbour", rows="attention to")
predict("attention.neighbour", my_neighbour, top["previous"], close=0.1)

# %% [markdown]
# The brackets hold a 95 % interval over paragraphs. Nobody asked for such heads; training made
# them. A likely reason is that neighbours say much about a hidden token: [[lesson:masked_lm]]
# counts how much.

# %% [markdown]
# ### A head, and how sharp they all are (to go further)
#
# Here is the head that looks at the next token. Find the other one in the widget.

# %%
layer, head = divmod(int(shares["next"].mean(0).argmax()), count)
text = "The function raises an error because it got an empty list."
plots.show(*looks.draw(encoder, tokenizer, text, layer + 1, head + 1))

# %% [markdown]
# Is every head so sure? How sharp are the layers? Take the largest weight of each row, as in the
# section on $\sqrt{d}$, and average it over all heads of a layer.

# %%
found = []
for name, model in (("trained", encoder), ("untrained", new[0])):
    weights = [looks.maps(model, tokenizer, text)[0] for text in held_out[:20]]
    sharp = torch.stack([some.amax(-1).mean((1, 2)) for some in weights]).mean(0)  # (layers,)
    by_layer = {f"layer {i}": value for i, value in enumerate(sharp.tolist(), start=1)}
    found.append({"model": name, **by_layer})
tables.show(found, "Mean of the largest weight of each row", rows="model")

# %% [markdown]
# The untrained model looks about evenly at all tokens, but $\sqrt{d}$ only sets the start. Training
# made the looks sharper, in one layer much more than in another. A layer near 1 would be saturated
# in spite of the division, and would hardly learn any more.

# %% [markdown] tags=["instructor"]
# **Instructor.** Give each table one head to describe in a sentence, then let the others find a
# text on which the description fails. Most fail: only a few heads do something that has a name.

# %% [markdown]
# ## What this does not show
#
# - A head that looks at a token need not *use* it: weights explain no answer (Jain & Wallace 2019;
#   a reply: Wiegreffe & Pinter 2019).
# - The neighbour heads were found in one trained model.
# - Attention is one part of a layer. The others come in [[lesson:transformer]].

# %% [markdown]
# ## Where to read more
#
# - Vaswani et al. 2017, *Attention is all you need*.
# - Clark et al. 2019, *What does BERT look at?*: heads that look at neighbours, and other kinds.
# - Jain & Wallace 2019, *Attention is not explanation*.
# - Wiegreffe & Pinter 2019, *Attention is not not explanation*.
