# ---
# title: "Attention"
# minutes: 40
# objectives:
#   - Compute attention by hand, and build the layer in ten lines that agree with torch's own
#   - Say why the scores are divided by the square root of the width, from a measurement
#   - Hide padding and the future with a mask, and check that nothing leaks
#   - Find the heads of a trained model that look at the previous and the next token
#   - Show by experiment why attention needs positions, and what a second layer adds
# needs:
#   - text_to_tokens
#   - training
# key_points:
#   - Each token asks, all tokens answer, and attention mixes the answers by how well they fit.
#   - Dividing by the square root of the width keeps softmax from picking one token by luck.
#   - A mask acts before softmax. It hides columns, so nobody looks at padding or at the future.
#   - Without positions, attention sees a set of tokens and not a sentence.
#   - A second layer can use what another token has found out. One wide layer did not get there.
# ---

# %% [markdown]
# ## Who was tired?
#
# *The animal did not cross the street because it was tired.*
#
# Now replace the last word by *wide*. The token `it` has not changed, and neither has its id. Yet
# first it means the animal, then the street. To know what it means, a token needs other tokens.
# **Attention** is the layer that fetches from them.

# %%
import math
from functools import partial

import torch

from helpers.checks import predict, quiz
from helpers.inside import attention as looks
from helpers.inside import toys
from helpers.measure import charts, experiment, metrics
from helpers.setup import size
from helpers.show import plots, tables, widgets
from helpers.text import corpora
from helpers.weights import models, optim, training

# %% [markdown]
# ## Three tokens, two numbers each
#
# Inside a network each token is a list of numbers, a **vector**. For attention it gets three. Its
# **query** says what it looks for, its **key** what it offers, its **value** what it hands over.
# Here we choose them ourselves: the first number stands for *alive*, the second for *a place*.

# %%
names = ["animal", "street", "it"]
queries = torch.tensor([[0.0, 2.0], [0.0, 0.0], [2.0, 0.0]])  # it looks for something alive
keys = torch.tensor([[2.0, 0.0], [0.0, 2.0], [0.0, 0.0]])  # animal offers that
values = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])  # what each hands over

# %% [markdown]
# **Step 1: scores.** Multiply each query with each key, number by number, and add up. The result
# is large where an offer fits a wish.

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
# **Step 2: shares.** Each row becomes **weights** that add up to 1. **Softmax** does it: take the
# exponential of every score, then divide by the sum of the row.

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
# The value of `it` was empty. Now it has become mostly the animal's. Go back, change the query of
# `it` to `[0.0, 2.0]`, as if the sentence ended in *wide*, and run the three steps again.

# %% [markdown]
# ## The formula, in ten lines
#
# The three steps in one line (Vaswani et al. 2017), with queries, keys and values as the rows of
# $Q$, $K$ and $V$, and $d$ the length of a query:
#
# $$\text{attention}(Q, K, V) = \text{softmax}\left(\frac{QK^\top}{\sqrt{d}}\right)V$$
#
# Only $\sqrt{d}$ is new. It has its own section below, and so has the mask.


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
# Two sums in a different order never agree to the last digit. Apart from that, it is the same
# function.
#
# In a network nobody chooses queries by hand. Three matrices make them from the token's vector,
# and **training** finds the matrices.

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
# A score is a sum of `d` products, and such sums spread like $\sqrt{d}$. Undivided, one score
# towers over the rest by luck and takes nearly all the weight: softmax is **saturated**. Does that
# harm training? Measure the **slope**: how much a weight changes when its score changes a little.

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

# %%
quiz("attention.scale")

# %% [markdown]
# ## Masks: where nobody may look
#
# Two things must stay unseen. Texts of a batch are filled up to one length with `[PAD]`: that is
# **padding**, and it means nothing. And a model that writes the next token must not see it in
# advance: the **causal** mask hides the future.

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
# With any of the masks, the first three tokens notice nothing. You will use this very test in the
# lab.

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
# again, and a fourth matrix mixes it. That is a whole attention layer.

# %% [markdown]
# ## Where does a trained model look?
#
# The course's encoder has layers of such heads, trained to fill gaps in manuals
# ([[lesson:masked_lm]]). Choose a layer and a head, and type your own sentence.

# %%
encoder, tokenizer = models.load_checkpoint("manuals-encoder")
widgets.explore(
    partial(looks.draw, encoder, tokenizer),
    text="The function raises an error because it got an empty list.",
    layer=(1, encoder.config.num_hidden_layers),
    head=(1, encoder.config.num_attention_heads),
)

# %% [markdown]
# Try all layers. Some heads draw a line beside the diagonal: each token looks at its neighbour. Is
# that luck? Pictures of one sentence deceive, so measure on held-out paragraphs: how much attention
# goes to the **previous** token and to the **next**, in each head?

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
# Two controls. **Uniform** attention gives every token the same share. And an **untrained** model
# of the same shape shows what the architecture does by itself.

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

# %% [markdown]
# The brackets hold a 95 % interval over paragraphs. Nobody asked for such heads; training made
# them. A likely reason is that neighbours say much about a hidden token: [[lesson:masked_lm]]
# counts how much. Here is the head that looks at the next token; find the other one in the widget.

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
# makes the matrices larger where sharp looks pay. A layer near 1 would be saturated in spite of the
# division, and would hardly learn any more.

# %% [markdown] tags=["instructor"]
# **Instructor.** Give each table one head to describe in a sentence, then let the others find a
# text on which the description fails. Most fail: only a few heads do something that has a name. If
# you are behind, stop here and give the rest as homework; the lab needs nothing from below except
# RoPE.

# %% [markdown]
# ## Attention does not see order
#
# Nothing in the formula knows where a token stands. Shuffle the tokens, and the outputs should be
# shuffled in the same way, nothing else. **RoPE**, rotary position embedding (Su et al. 2021),
# turns each query and key by an angle that grows with its position. Test both.

# %%
x = torch.randn(10, width, generator=torch.Generator().manual_seed(2))
shuffled = torch.randperm(10, generator=torch.Generator().manual_seed(3))


def attend(x, turn):
    return attention(turn(to_query(x)), turn(to_key(x)), to_value(x))[0]


# %%
for name, turn in (("no positions", lambda x: x), ("RoPE", toys.rotate)):
    change = attend(x[shuffled], turn) - attend(x, turn)[shuffled]
    print(f"{name}: largest change {change.abs().max():.4f}")

# %% [markdown]
# Without positions the shuffled text gives the same vectors: *dog bites man* is *man bites dog*.
# With RoPE it does not. Why turning helps: two turned vectors fit by the difference of their
# angles, that is, by their **distance**. Here the same query and key stand at every place.

# %%
one = torch.tensor([1.0, 0.0, 0.3, 0.0]).expand(6, 4)  # six equal tokens
scores = toys.rotate(one) @ toys.rotate(one).T
fig, ax = plots.figure(4.8, 3.4)
plots.heatmap(ax, scores.tolist(), range(1, 7), range(1, 7), low=scores.min().item())
ax.set(xlabel="position of the key", ylabel="position of the query", title="scores after RoPE")
along = max(scores.diagonal(i).max() - scores.diagonal(i).min() for i in range(-5, 6))
plots.show(fig, f"Along a diagonal, scores differ by {along:.3f}: only the distance counts.")

# %% [markdown]
# ## Experiment A: who bites whom?
#
# Two of 20 names, drawn anew for each sentence: *X bites Y, who?* The answer is X. *X bites Y,
# whom?* The answer is Y. A blind guess is right one time in 20. Who reads the names but not their
# order is right half of the time.

# %%
words = ["who?", "whom?", "bites"] + [f"N{i}" for i in range(1, 21)]
inputs, labels = toys.who_bites(4, torch.Generator().manual_seed(0))
for row, label in zip(inputs, labels):
    print(" ".join(words[i] for i in row), "->", words[label[-1]])

# %% [markdown]
# The network is one attention layer between an embedding and an output layer. Positions come as
# RoPE, as **learned** vectors that are added to the tokens (BERT's way), or not at all. A sceptic
# says: perhaps one layer without positions is just too small. So there are controls with two.

# %%
my_order = None  # your prediction: accuracy of one layer without positions, from 0 to 1

# %%
NETWORKS = {
    "no positions": dict(layers=1, position="none"),
    "learned": dict(layers=1, position="learned"),
    "RoPE": dict(layers=1, position="RoPE"),
    "none, 2 layers": dict(layers=2, position="none"),
    "none, 2 layers, causal mask": dict(layers=2, position="none", causal=True),
}
sentences = toys.who_bites(1000, torch.Generator().manual_seed(10**9))


# %%
def learn_order(network: str, seed: int) -> dict:
    model = toys.AttentionOnly(23, 32, seed=seed, **{"causal": False, **NETWORKS[network]})
    training.train(
        f"{network} {seed}",
        model,
        partial(toys.who_bites, 64),
        loss=toys.loss,
        steps=size(200, 3),
        optimizer=optim.adamw(model, 5e-3),
        seed=seed,
        show=False,
    )
    return toys.evaluate(model, sentences)


# %%
by_position = experiment.run("attention/position", learn_order, live=True, network=list(NETWORKS))
by_position = by_position.shares(accuracy=len(sentences[0]))
ends = by_position.by("accuracy", "network")
one_layer = ", ".join(f"{name} {metrics.text(ends[name])}" for name in list(NETWORKS)[:3])
told = f"Accuracy of one layer: {one_layer}."
by_position.plot("accuracy", "network", told, 0.5, "order unknown: 1/2")

# %%
by_position.table("accuracy", "network")

# %%
predict("attention.order", my_order, metrics.mean(ends["no positions"]), close=0.03)

# %% [markdown]
# Without positions the layer learns all that a set of words can tell, and stops at one half. A
# second layer does not help. With either kind of position one layer is enough.
#
# Now the last row. A causal mask and two layers tell the order *without* any positions. Why?

# %%
quiz("attention.position")

# %% [markdown] tags=["instructor"]
# **Instructor.** Let people act it out: cards with X, bites, Y are thrown on the table. Who bites?
# Then draw the causal mask over the three: the second word sees one name, the third sees two. That
# is how order gets in.

# %% [markdown]
# ## Experiment B: one layer or two?
#
# A row shows 8 pairs of random letters, then asks: the first half of a pair comes again, and its
# second half must follow. "A B C D E F … C" → "D". All pairs are drawn anew for each row, so
# nothing can be learned by heart.

# %%
letters = list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef")
rows = toys.pairs(500, torch.Generator().manual_seed(10**9))
row, label = rows[0][0], rows[1][0]
print("pairs:", " ".join(letters[i] + letters[j] for i, j in row[:16].view(-1, 2)))
print("questions:", ", ".join(f"{letters[i]} -> {letters[j]}" for i, j in row[16:].view(-1, 2)))

# %% [markdown]
# What would less than reading the row reach? A blind guess names one of 32 letters. A **bigram**
# table counts which letter usually follows which. And who notices which letters of the row are
# second halves, but not whose, is right one time in eight.

# %%
train_rows, _ = toys.pairs(20_000, torch.Generator().manual_seed(1))
table = torch.zeros(32, 32)
follows = (train_rows[:, :-1].flatten(), train_rows[:, 1:].flatten())
table.index_put_(follows, torch.tensor(1.0), accumulate=True)
asked = rows[1] != -100
bigram = (table[rows[0][asked]].argmax(-1) == rows[1][asked]).float().mean().item()
floors = {"blind guess": 1 / 32, "bigram table": bigram, "a second half": 1 / 8}
floors = {"guess": list(floors), "accuracy": list(floors.values())}
tables.show(floors, "Accuracy without reading the row", digits=3)

# %% [markdown]
# Four networks, all causal, with learned positions. The wide one has a single layer and more
# parameters than the network with two. One may train three times longer. Which ends highest?

# %%
my_layers = None  # "1 layer", "1 layer, wide", "1 layer, wide, 3x longer", "2 layers" or "equal"

# %%
NETWORKS_B = {
    "1 layer": dict(layers=1, width=64, steps=500),
    "1 layer, wide": dict(layers=1, width=128, steps=500),
    "1 layer, wide, 3x longer": dict(layers=1, width=128, steps=1500),
    "2 layers": dict(layers=2, width=64, steps=500),
}


def new_network(layers: int, width: int, steps: int, seed: int = 0):
    return toys.AttentionOnly(32, width, layers, position="learned", length=32, seed=seed)


# %%
sizes = []
for name, shape in NETWORKS_B.items():
    number = models.parameters(new_network(**shape))
    sizes.append({"network": name, "parameters": number, "steps": shape["steps"]})
tables.show(sizes, "The four networks", rows="network")

# %% [markdown]
# First look at one run of each kind, live. The dashed lines are the losses of the two guesses, in
# **nats**: minus the logarithm of the probability that the right letter gets.

# %%
guesses = {"guess one of 8": math.log(8), "guess one of 32": math.log(32)}
look = {"floors": guesses, "evaluate_every": 20, "evaluate": partial(toys.evaluate, batch=rows)}
trained = {}
for name in ("1 layer, wide", "2 layers"):
    model = new_network(**NETWORKS_B[name])
    optimizer = optim.adamw(model, 5e-3)
    batches, steps = partial(toys.pairs, 64), size(300, 3)
    training.train(name, model, batches, steps, toys.loss, optimizer, **look)
    trained[name] = model
    print(f"{name}: accuracy {toys.evaluate(model, rows)['accuracy']:.2f}")

# %% [markdown]
# One layer creeps towards the guess among eight. Two layers begin in the same way; then the loss
# falls suddenly, through that line and down to nearly nothing.

# %% [markdown]
# One run proves little, and a learning rate can favour one side. So each network gets three
# learning rates and three seeds, and is judged by its best rate.


# %%
def learn_pairs(network: str, rate: float, seed: int) -> dict:
    shape = NETWORKS_B[network]
    model = new_network(**shape, seed=seed)
    training.train(
        f"{network} {rate} {seed}",
        model,
        partial(toys.pairs, 64),
        loss=toys.loss,
        steps=size(shape["steps"], 3),
        optimizer=optim.adamw(model, rate),
        seed=seed,
        show=False,
    )
    return toys.evaluate(model, rows)


# %%
LIVE = False  # True: run it here, about eight minutes on two cores
grid = experiment.run(
    "attention/layers", learn_pairs, live=LIVE, network=list(NETWORKS_B), rate=[0.002, 0.005, 0.01]
).shares(accuracy=int((rows[1] != toys.IGNORED).sum()))

# %%
grid.table("accuracy", "network", "rate", caption="Accuracy at each learning rate")

# %%
chosen = {}
for name in NETWORKS_B:
    by_rate = grid.by("accuracy", "rate", network=name)
    chosen[name] = max(by_rate, key=lambda rate: metrics.mean(by_rate[rate]))
at_best = [row for row in grid.rows if row["rate"] == chosen[row["network"]]]
best = experiment.Runs(at_best, grid.questions)

# %%
ends = best.by("accuracy", "network")
told = ", ".join(f"{name} {metrics.text(values)}" for name, values in ends.items())
told = f"Accuracy at each network's best rate: {told}."
best.plot("accuracy", "network", told, 1 / 8, "one of the second halves: 1/8")

# %%
too_little = "It finds which letters are second halves. It cannot tell whose."
predict(
    "attention.layers",
    my_layers,
    best.best("accuracy", "network"),
    options={
        "1 layer": too_little,
        "1 layer, wide": too_little,
        "1 layer, wide, 3x longer": too_little,
        "2 layers": "The second layer can use what the first one wrote into a token.",
        "equal": "They would be equal if width or time could replace a second step.",
    },
)

# %% [markdown]
# More width and more time change nothing for one layer. Read the table of rates too: a second layer
# makes it possible, not certain. At a rate that does not suit them, two layers may stay where one
# layer does.

# %% [markdown]
# ## What do the two layers do?
#
# Measure it in the network you trained. In each head, how much attention goes from a second half
# to **its first half**, the token before? And how much goes from a question to **its answer**
# among the pairs?

# %%
inputs, first_halves = rows[0], rows[0][:, 0:16:2]
place = (inputs[:, 16::2, None] == first_halves[:, None]).int().argmax(-1) * 2 + 1  # of the answers
head_shares = []
for weights in trained["2 layers"].maps(inputs):
    before = weights[:, :, range(1, 16, 2), range(0, 16, 2)].mean((0, 2))
    found = weights[:, :, 16::2].gather(-1, place[:, None, :, None].expand(-1, 4, -1, 1))
    head_shares += [before.tolist(), found.mean((0, 2, 3)).tolist()]

# %%
kinds = [f"layer {layer}: {kind}" for layer in (1, 2) for kind in ("token before", "its answer")]
fig, ax = plots.figure(6.2, 3.0)
plots.heatmap(ax, head_shares, kinds, [f"head {i}" for i in range(1, 5)], high=1)
top = [max(shares_of_one) for shares_of_one in head_shares]
told = f"Largest share to the token before: {top[0]:.2f} in layer 1, {top[2]:.2f} in layer 2."
plots.show(fig, f"{told} From a question to its answer: {top[1]:.2f} and {top[3]:.2f}.")

# %% [markdown]
# Layer 1: a second half looks one token back, and so can note "C stands before me". Layer 2: the
# question C finds the token with that note and copies it. This is called an **induction head**
# (Olsson et al. 2022). The note must be written before it can be found: that takes two steps.

# %%
row, row_maps = rows[0][0], trained["2 layers"].maps(rows[0][:1])
heads = [torch.tensor(head_shares[0]).argmax(), torch.tensor(head_shares[3]).argmax()]
shown, asked_for = ([letters[i] for i in part] for part in (row[:16], row[16::2]))
fig, axes = plots.figure(11, 4.6, columns=2)
plots.heatmap(axes[0], row_maps[0][0, heads[0], :16, :16].tolist(), shown, shown, high=1)
axes[0].set(title=f"layer 1, head {heads[0] + 1}: the pairs", xlabel="looks at", ylabel="token")
plots.heatmap(axes[1], row_maps[1][0, heads[1], 16::2, :16].tolist(), asked_for, shown, high=1)
axes[1].set(title=f"layer 2, head {heads[1] + 1}: the questions", xlabel="looks at")
right = int((row_maps[1][0, heads[1], 16::2].argmax(-1) == place[0]).sum())
plots.show(fig, f"In this row, {right} of 8 questions look most at their answer.")

# %%
quiz("attention.layers")

# %% [markdown]
# ## What this does not show
#
# - A head that looks at a token need not *use* it: weights explain no answer (Jain & Wallace 2019;
#   a reply: Wiegreffe & Pinter 2019).
# - The neighbour heads were found in one trained model.
# - Our toys have attention only. It is proven, not shown here, that a single layer needs
#   exponentially more size (Sanford et al. 2024).

# %% [markdown]
# ## Where to read more
#
# - Vaswani et al. 2017, *Attention is all you need*.
# - Su et al. 2021, *RoFormer*: rotary position embedding.
# - Haviv et al. 2022, *Transformer language models without positional encodings still learn
#   positional information*.
# - Olsson et al. 2022, *In-context learning and induction heads*.
# - Sanford et al. 2024, *One-layer transformers fail to solve the induction heads task*.
