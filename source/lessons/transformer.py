# ---
# title: "The Transformer layer"
# minutes: 55
# further: 20
# objectives:
#   - Say how `it` gets another query in another sentence, from the same embedding
#   - Name the parts of a Transformer layer, and say from a measurement what each is good for
#   - Tell pre-norm from post-norm, and write both
#   - Say why attention needs positions, and how rotation gives it distances
#   - Show what a second layer can do that a wide one does not
# needs:
#   - attention
# key_points:
#   - Layers work on vectors that are already mixed. So one token asks differently in two sentences.
#   - A layer is attention and an MLP, each with a norm, and each added to what came in.
#   - Taken away, residuals were missed most at the smaller learning rate, then positions.
#   - Norms and MLP were clearly missed where the steps were large. Pre-norm leaves a free way past.
#   - Without positions, attention sees a set of tokens and not a sentence.
#   - A second layer can use what another token has found out. One wide layer did not get there.
# ---

# %% [markdown]
# ## One word, two sentences
#
# *The animal did not cross the street because it was tired.* Or *wide*. In [[lesson:attention]]
# you gave `it` two queries by hand. A network has one vector for each token, its **embedding**: the
# same `it` in both sentences. A matrix makes the query from it, so that is the same, too. Where
# does the difference come from?

# %%
from collections.abc import Callable
from functools import partial

import torch

from helpers.checks import check, predict, quiz
from helpers.inside import layer_views, parts, toys
from helpers.measure import charts, experiment, metrics
from helpers.setup import size
from helpers.show import plots, tables
from helpers.text import corpora, tokens, town
from helpers.weights import baselines, masking, models, optim, training

# %% [markdown]
# The course's encoder has four **layers**, one after another. Each makes its own queries, from what
# the layer before has left. In which layer do the two queries of `it` differ for the first time?

# %%
my_layer = None  # your prediction: 1, 2, 3 or 4

# %%
expert, tokenizer = models.load_checkpoint("manuals-encoder")


@torch.no_grad()
def queries(last: str) -> list[torch.Tensor]:
    """The query of `it` in each layer, (width,) each. What `attn_norm` is comes below."""
    text = f"The animal did not cross the street because it was {last}."
    ids = tokenizer(text, return_tensors="pt")["input_ids"]
    place = ids[0].tolist().index(tokenizer.convert_tokens_to_ids("it"))
    entering = expert(ids, output_hidden_states=True).hidden_states
    width = expert.config.hidden_size
    steps = zip(expert.model.layers, entering)  # a layer, and what enters it
    return [layer.attn.Wqkv(layer.attn_norm(x[0, place]))[:width] for layer, x in steps]


# %%
both = list(zip(queries("tired"), queries("wide")))
apart = [((one - other).norm() / one.norm()).item() for one, other in both]
found = {"layer": list(range(1, len(both) + 1)), "difference": apart}
tables.show(found, "The queries of `it`: distance, as a share of their length", rows="layer")
first = next(i for i, share in enumerate(apart, start=1) if share > 1e-4)
predict("transformer.layer", my_layer, first)

# %% [markdown]
# In layer 1 both queries are the same. There attention mixes values of the other tokens into `it`,
# *tired* or *wide* among them. What enters layer 2 is this mix: another vector, and so another
# query. The next layers mix on, and the difference grows.

# %%
quiz("transformer.query")

# %% [markdown]
# ## A whole layer
#
# Attention alone is no layer yet. Read the picture from left to right: a token's vector comes in,
# goes along the bottom line, and two parts add to it. Encoders and decoders are stacks of such
# layers; a decoder's attention has the causal mask. You will meet each piece, and then take each
# one away.

# %%
plots.show(*layer_views.draw())

# %% [markdown]
# ## Residual: keep what you had
#
# Each part's result is *added* to what came in: attention says (0.5, -1) to (1, 2), and (1.5, 1)
# goes on. The bottom line is called the **residual**. What if it were not there? Take new networks
# and compare tokens. **Cosine** 1: two vectors point the same way. 0: they share nothing.

# %%
plots.show(*layer_views.draw("residual"))
ids = torch.randint(1000, (8, 32), generator=torch.Generator().manual_seed(0))
WITH_AND_WITHOUT = {"whole": "nothing", "without residual": "residual"}
mixing = []
for name, without in WITH_AND_WITHOUT.items():
    for seed in range(5):
        model = parts.Transformer(1000, without, layers=12, seed=seed)
        for layer, x in enumerate(model.stream(ids)):
            row = {"network": name, "seed": seed, "layers passed": layer}
            mixing.append(row | {"cosine": parts.alike(x)})
mixing = experiment.Runs(mixing)

# %%
fig, ax = plots.figure(6.5, 3.0)
for i, name in enumerate(WITH_AND_WITHOUT):
    look = {"number": i, "label": name, "line": True}
    charts.with_intervals(ax, mixing.where(network=name), "cosine", "layers passed", **look)
ax.set(xlabel="layers passed", ylabel="cosine of two tokens", ylim=(-0.05, 1.05))
plots.legend_above(ax)
ends = mixing.where(**{"layers passed": 12}).by("cosine", "network")
told = "; ".join(f"{name} {metrics.text(values)}" for name, values in ends.items())
plots.show(fig, f"Mean cosine of two tokens after 12 layers: {told}.")

# %% [markdown]
# Without the residual all tokens soon have one and the same vector: attention in a new network
# averages, and averages of averages are equal (Dong et al. 2021). Who the token was is lost. With
# the residual it stays visible.

# %% [markdown]
# ## Norm: the same size for every part
#
# What the parts add piles up, so vectors grow. A **norm** gives each part numbers of the same size.
# LayerNorm subtracts the mean of a token's own numbers and divides by their spread, the **standard
# deviation**. Here with one token's four numbers, and with ten times as much:

# %%
x = torch.tensor([3.0, -1.0, 4.0, 2.0])
norm = torch.nn.LayerNorm(4, bias=False)  # new: its learned factors are all 1
vectors = {"x": x, "10 x": 10 * x, "norm of x": norm(x), "norm of 10 x": norm(10 * x)}
shown = [{"vector": name, **dict(enumerate(v.tolist(), start=1))} for name, v in vectors.items()]
tables.show(shown, "A norm forgets the size", rows="vector")

# %% [markdown]
# Ten times as much comes in, and the same comes out.
#
# Where does the norm stand? **Pre-norm**: before each part, so the bottom line has nothing on it
# from the first layer to the last. **Post-norm**: after each sum, as in BERT (2019); then all that
# passes is rescaled every time. The course's models have pre-norm.

# %%
plots.show(*layer_views.draw("norm", ["pre", "post"]))

# %% [markdown]
# @exercise add_part
# Now write both. `part` is what the layer adds, `norm` a norm; call them like functions. Stuck? Run
# `hint("add_part")`.


# %%
# @solution add_part

# %%
add_part = check("add_part", add_part)

# %% [markdown]
# ## MLP: each token thinks for itself
#
# The second part is an **MLP**, a small network: a matrix makes the vector wider, a bend sets
# numbers below zero to (nearly) zero, a second matrix makes it narrow again. It sees one token at a
# time. Why the bend? A sum alone cannot say *both*:

# %%
plots.show(*layer_views.draw("MLP"))
x = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
total = x.sum(1)  # a matrix can do this
bent = (total - 1).clamp(min=0)  # and the bend makes it an "and"
columns = {"alive": x[:, 0], "small": x[:, 1], "sum": total, "alive and small": bent}
columns = {name: column.int().tolist() for name, column in columns.items()}
tables.show(columns, "Sum and bend")

# %% [markdown]
# ## Positions: attention sees no order
#
# Nothing in attention knows where a token stands. Shuffle the tokens, and the outputs are shuffled,
# nothing else. **RoPE**, rotary position embedding (Su et al. 2021), brings positions in: it takes
# the numbers of each query and key in pairs, and turns every pair like the hand of a clock, further
# for each place.

# %%
plots.show(*layer_views.draw("positions"))
x = torch.randn(1, 10, 64, generator=torch.Generator().manual_seed(2))
shuffled = torch.randperm(10, generator=torch.Generator().manual_seed(3))
for rope in (False, True):
    torch.manual_seed(0)
    attention = parts.Attention(64, heads=4, rope=rope)
    change = attention(x[:, shuffled]) - attention(x)[:, shuffled]
    name = "RoPE" if rope else "no positions"
    print(f"{name}: largest change {change.abs().max():.4f}")

# %% [markdown]
# Without positions *dog bites man* is *man bites dog*. With RoPE it is not. Why turn? Two turned
# vectors fit by the difference of their angles: by their **distance**. Here the same vector is
# query and key at six places.

# %%
one = torch.tensor([1.0, 0.0, 0.3, 0.0]).expand(6, 4)  # six equal tokens, two pairs each
scores = toys.rotate(one) @ toys.rotate(one).T
fig, ax = plots.figure(4.8, 3.4)
plots.heatmap(ax, scores.tolist(), range(1, 7), range(1, 7), low=scores.min().item())
ax.set(xlabel="position of the key", ylabel="position of the query", title="scores after RoPE")
along = max(scores.diagonal(i).max() - scores.diagonal(i).min() for i in range(-5, 6))
plots.show(fig, f"Along a diagonal, scores differ by {along:.3f}: only the distance counts.")

# %% [markdown]
# ## Take one part away
#
# Five small networks guess words in short office texts; `[MASK]` stands where one was hidden
# ([[lesson:masked_lm]]). One network is whole, each of the others lacks one part in all of its
# four layers. **Accuracy** is the share of right guesses. Each trains with two learning rates.
# Which part is missed most at the smaller one?

# %%
documents = town.documents(4000)
unseen = town.documents(500, seed=7, without=documents)
town_tokens = tokens.train(documents, vocab_size=1000)
town_rows = tokens.pack(town_tokens, documents, 32)  # (rows, 32 tokens)
questions = masking.questions(tokens.pack(town_tokens, unseen, 32)[:400], town_tokens)

my_part = None  # your prediction: "residual", "norm", "MLP" or "positions"

# %% [markdown]
# Their optimizer is **AdamW**: Adam with weight decay. Larger networks get `optim.MuonAdamW`: Muon
# moves the matrices inside the layers, AdamW the rest, each with a learning rate of its own.

# %% [markdown]
# Long experiments were run once, and their numbers lie in the folder `results`. `experiment.run`
# shows these. With `LIVE = True` it runs them anew, on your machine.


# %%
def learn_without(without: str, rate: float, seed: int) -> dict:
    model = parts.Transformer(len(town_tokens), without, width=32, heads=2, seed=seed)
    training.train(
        f"without {without} {rate} {seed}",
        model,
        masking.Masker(town_rows, town_tokens, 32, rate=0.3),
        loss=parts.loss,
        steps=size(300, 3),
        optimizer=optim.adamw(model, rate),
        seed=seed,
        show=False,
    )
    return toys.evaluate(model, questions)


# %%
LIVE = False  # True: run what is stored here on your machine, all in about half an hour
away = experiment.run(
    "transformer/parts",
    learn_without,
    range(5),
    live=LIVE,
    without=["nothing", *parts.PARTS],
    rate=[0.01, 0.03],
).shares(accuracy=int((questions[1] != masking.IGNORED).sum()))  # of so many questions

# %%
asked = questions[1][questions[1] != masking.IGNORED]
commonest = (asked == town_rows.flatten().mode().values).float().mean().item()
note = f"Always naming the commonest word is right in {commonest:.3f} of the questions."
look = {"versus": {"without": "nothing"}, "against": "the whole network", "digits": 3}
away.table("accuracy", "without", "rate", caption="Accuracy", note=note, **look)
missed = away.among(without=parts.PARTS).best("accuracy", "without", lowest=True, rate=0.01)
predict("transformer.part", my_part, missed)

# %% [markdown]
# *Clearly* lower means: take the differences seed by seed, and their interval lies below 0.

# %% [markdown]
# Without residuals a network is no better than naming the commonest word, at both rates. Without
# positions it is hardly better. Norms and MLP are another case: at the smaller rate these runs do
# not tell whether they are missed. At the larger rate every part is.

# %% [markdown]
# ## Who bites whom? (to go further)
#
# Two names: *X bites Y, who?* The answer is X. *X bites Y, whom?* Y. Positions come as RoPE,
# as **learned** vectors added to the tokens (BERT's way), or not at all. One attention layer, then
# an **output layer**, a matrix that gives each word a logit. Controls have two layers.

# %%
NETWORKS = {
    "no positions": dict(layers=1, position="none"),
    "learned": dict(layers=1, position="learned"),
    "RoPE": dict(layers=1, position="RoPE"),
    "none, 2 layers": dict(layers=2, position="none"),
    "none, 2 layers, causal mask": dict(layers=2, position="none", causal=True),
}
sentences = toys.who_bites(1000, torch.Generator().manual_seed(10**9))

my_order = None  # your prediction: accuracy of one layer without positions, from 0 to 1


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
by_position = experiment.run(
    "transformer/position", learn_order, live=LIVE, network=list(NETWORKS)
).shares(accuracy=len(sentences[0]))
ends = by_position.by("accuracy", "network")
told = "; ".join(f"{name} {metrics.text(values)}" for name, values in ends.items())
by_position.plot("accuracy", "network", f"Accuracy: {told}.", 0.5, "order unknown: 1/2")
predict("transformer.order", my_order, metrics.mean(ends["no positions"]), close=0.03)

# %% [markdown]
# Who knows both names and not their order is right half of the time. There the layer without
# positions stops, and a second one does not help. With either kind of position one layer is enough.
#
# Now the last one. A causal mask and two layers tell the order *without* any positions. Why?

# %%
quiz("transformer.position")

# %% [markdown] tags=["instructor"]
# **Instructor.** Let people act it out: cards with X, bites, Y are thrown on the table. Who bites?
# Then draw the causal mask over the three: the second word sees one name, the third sees two. That
# is how order gets in.

# %% [markdown]
# ## Norm or positions? (to go further)
#
# BERT (2019) has post-norm and learned positions, today's encoders have pre-norm and RoPE (rotated
# positions). Two by two makes four networks. Each learns to guess hidden words in manuals, for 200
# steps of one batch each. The floor is the loss of a table of word frequencies. Which change takes
# a network below it?

# %%
manuals = corpora.manuals()
rows = {name: tokens.pack(tokenizer, part["text"], 64) for name, part in manuals.items()}
held_out = rows["validation"][: size(600, 60)]


def new_network(network: str, seed: int):
    """One of the four networks; its name says where the norm stands, and what positions are."""
    if network == "pre, rotated":
        return models.encoder(len(tokenizer), seed=seed)
    norm, positions = network.split(", ")
    return models.bert(len(tokenizer), seed=seed, norm=norm, positions=positions)


my_cause = None  # your prediction: "norm", "positions", "both" (only together) or "neither"


# %%
def pre_train(network: str, seed: int) -> dict:
    model = new_network(network, seed)
    history = training.train(
        f"{network} {seed}",
        model,
        masking.Masker(rows["train"], tokenizer, batch_size=32),
        steps=size(200, 2),
        loss=masking.loss,
        seed=seed,
        show=False,
        optimizer=optim.MuonAdamW(model, lr_matrices=0.02, lr=5e-3),
        evaluate_every=size(50, 1),
        evaluate=partial(masking.evaluate, rows=held_out[:200], tokenizer=tokenizer),
    )
    return {"steps": history.curve()[0], "losses": history.curve()[1], "loss": history.last()}


# %%
networks = ["post, learned", "pre, learned", "post, rotated", "pre, rotated"]
four = experiment.run("transformer/norm", pre_train, live=LIVE, network=networks)
floor = baselines.masked_baselines(rows["train"], held_out[:200], tokenizer)["unigram"]["loss"]
ends = "; ".join(f"{name} {metrics.text(v)}" for name, v in four.by("loss", "network").items())
four.plot("loss", "network", f"Held-out loss in nats: {ends}.", floor, "floor: word frequencies")

# %%
left = {network for network in networks if max(four.values("loss", network=network)) < floor - 0.1}
cause = {
    frozenset({"pre, learned", "pre, rotated"}): "norm",
    frozenset({"post, rotated", "pre, rotated"}): "positions",
    frozenset({"pre, rotated"}): "both",
}.get(frozenset(left), "neither")
print(f"Below the floor of {floor:.2f} in every seed: {'; '.join(sorted(left)) or 'none'}.")
predict("transformer.cause", my_cause, cause)

# %% [markdown]
# Both networks with rotated positions left the floor in every seed, none with learned ones. The
# place of the norm did not decide. But these four classes of a library differ in more: the last
# one has another MLP and no **biases**, numbers added after a matrix. It is one learning rate and
# a short run.

# %% [markdown]
# ## One layer or two?
#
# A row shows 8 pairs of random letters, then asks: "A B C D E F … C" → "D". All pairs are drawn
# anew for each row. Four networks of attention only, with a causal mask; the wide one has more
# parameters than the one with two layers. Each is judged by its best of three learning rates.

# %%
NETWORKS_C = {
    "1 layer": dict(layers=1, width=64, steps=500),
    "1 layer, wide": dict(layers=1, width=128, steps=500),
    "1 layer, wide, 3x longer": dict(layers=1, width=128, steps=1500),
    "2 layers": dict(layers=2, width=64, steps=500),
}
puzzles = toys.pairs(500, torch.Generator().manual_seed(10**9))


def small_network(layers: int, width: int, steps: int, seed: int = 0):
    return toys.AttentionOnly(32, width, layers, position="learned", length=32, seed=seed)


my_layers = None  # which ends highest? One of the four names, or "equal"


# %%
def learn_pairs(network: str, rate: float, seed: int) -> dict:
    shape = NETWORKS_C[network]
    model = small_network(**shape, seed=seed)
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
    return toys.evaluate(model, puzzles)


# %%
rates, asked = [0.002, 0.005, 0.01], int((puzzles[1] != toys.IGNORED).sum())
grid = experiment.run(
    "transformer/layers", learn_pairs, live=LIVE, network=list(NETWORKS_C), rate=rates
).shares(accuracy=asked)
sizes = {name: models.parameters(small_network(**shape)) for name, shape in NETWORKS_C.items()}
note = "Parameters: " + "; ".join(f"{name} {count:,}" for name, count in sizes.items()) + "."
grid.table("accuracy", "network", "rate", caption="Accuracy at each learning rate", note=note)
at_rate = {name: grid.by("accuracy", "rate", network=name).values() for name in NETWORKS_C}
at_best = {name: max(values, key=metrics.mean) for name, values in at_rate.items()}

# %%
too_little = "It finds which letters are second halves. It cannot tell whose."
options = dict.fromkeys(list(NETWORKS_C)[:3], too_little)
options["2 layers"] = "The second layer can use what the first one wrote into a token."
options["equal"] = "They would be equal if width or time could replace a second step."
predict("transformer.layers", my_layers, metrics.best(at_best), options=options)

# %% [markdown]
# One layer is right about one time in eight, as who knows the eight second halves, and not whose
# they are. Two layers can do it, but not at every rate.

# %%
quiz("transformer.layers")

# %% [markdown]
# ### How the two layers do it (to go further)
#
# What do they do? In each head, how much attention goes from a second half to **its first half**,
# the token before? And how much from a question to **its answer** among the pairs?

# %%
two = small_network(**NETWORKS_C["2 layers"])
optimizer, batches = optim.adamw(two, 5e-3), partial(toys.pairs, 64)
training.train("two layers", two, batches, size(300, 3), toys.loss, optimizer, show=False)
inputs, first_halves = puzzles[0], puzzles[0][:, 0:16:2]
place = (inputs[:, 16::2, None] == first_halves[:, None]).int().argmax(-1) * 2 + 1  # of the answers
shares = []
for weights in two.maps(inputs):  # (rows, heads, 32, 32), of each layer
    before = weights[:, :, range(1, 16, 2), range(0, 16, 2)].mean((0, 2))
    found = weights[:, :, 16::2].gather(-1, place[:, None, :, None].expand(-1, 4, -1, 1))
    shares += [before.tolist(), found.mean((0, 2, 3)).tolist()]

# %%
kinds = [f"layer {layer}: {kind}" for layer in (1, 2) for kind in ("token before", "its answer")]
fig, ax = plots.figure(6.2, 3.0)
plots.heatmap(ax, shares, kinds, [f"head {i}" for i in range(1, 5)], high=1)
top = [max(shares_of_one) for shares_of_one in shares]
told = f"Largest share to the token before: {top[0]:.2f} in layer 1, {top[2]:.2f} in layer 2."
plots.show(fig, f"{told} From a question to its answer: {top[1]:.2f} and {top[3]:.2f}.")

# %% [markdown]
# Layer 1: a second half looks one token back, and so can note "C stands before me". Layer 2: the
# question C finds the token with that note and copies it. This is called an **induction head**
# (Olsson et al. 2022). The note must be written before it can be found: that takes two steps.

# %% [markdown]
# ## What this does not show
#
# - Small networks, short runs, one kind of text. Deep networks need norms more (Xiong et al. 2020).
# - Without MLP a network also has fewer parameters; we did not give them back elsewhere.
# - That one layer needs exponentially more size is proven, not shown here (Sanford et al. 2024).

# %% [markdown]
# ## Where to read more
#
# - Vaswani et al. 2017, *Attention is all you need*: the layer, with post-norm.
# - Dong et al. 2021, *Attention is not all you need*: why residuals and MLPs.
# - Xiong et al. 2020, *On layer normalization in the transformer architecture*.
# - Su et al. 2021, *RoFormer*: rotary position embedding.
# - Haviv et al. 2022, *Transformer language models without positional encodings still learn
#   positional information*.
# - Olsson et al. 2022, *In-context learning and induction heads*.
# - Sanford et al. 2024, *One-layer transformers fail to solve the induction heads task*.
