# ---
# title: "Pre-training: masked language modelling"
# minutes: 60
# further: 5
# objectives:
#   - Turn real text into masked training examples, and say what the loss asks for
#   - Pre-train a BERT-style encoder yourself, and watch it leave the floors that counting reaches
#   - Measure what the masking rate changes, over several seeds
#   - Show what the model's embedding space knows, against a model that was never trained
# needs:
#   - text_to_tokens
#   - transformer
# key_points:
#   - Masked language modelling hides some tokens of ordinary text and asks for them. The text is
#     its own label.
#   - Counting tokens and neighbours gives floors. What a model can do beyond counting shows in a
#     loss below them.
#   - How frequent each token is comes first. A network that stays at that floor, on a plateau, does
#     not use context yet.
#   - Words that fit the same gaps come to lie close together, although nobody labelled any word.
# ---

# %% [markdown]
# ## Fill in the blank
#
# Read this sentence from a manual and guess the hidden word:
#
# *Return a new array with the same ____ as the input.*
#
# You used the words on both sides, and what you know about arrays. **Masked language modelling**
# trains a network on exactly this task. In this lesson you pre-train one.

# %%
import math
from functools import partial

import torch

from helpers.checks import check, predict, quiz
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables, widgets
from helpers.text import corpora, tokens
from helpers.weights import baselines, masking, models, optim, training

# %%
expert, tokenizer = models.load_checkpoint("manuals-encoder")
gap = "Return a new array with the same [MASK] as the input."
guesses = [{"token": token, "p": p} for token, p in masking.fill(expert, tokenizer, gap)]
tables.show(guesses, "First guesses", rows="token")

# %% [markdown]
# These are the first guesses of a model that the course trained, with their probabilities.
# `[MASK]` is a token like any other; it stands where a word was hidden. Yours will be a smaller
# model of the same kind.

# %% [markdown]
# ## Real text, already on your machine
#
# Every Python library documents itself in **docstrings**: texts inside its source files. Your
# machine holds several million words of them. The helper reads them, keeps the paragraphs that are
# prose and drops the doubles.

# %%
manuals = corpora.manuals()
parts = [
    {"part": name, "paragraphs": len(part), "modules": len(set(part["module"]))}
    for name, part in manuals.items()
]
tables.show(parts, "The manuals", rows="part")
some = [manuals["train"][i]["text"] for i in (0, 20000, 40000)]
tables.show({"paragraph": some}, "Three paragraphs")

# %% [markdown]
# The three parts share no module. That matters: paragraphs of one module resemble each other, so
# a random split would let the model recite instead of guess. Paragraphs of the held-out parts that
# nearly occur in training were dropped as well.

# %% [markdown]
# Now the text becomes rows of 64 **tokens**, one paragraph after another, as in
# [[lesson:text_to_tokens]]. Nothing is padded.

# %%
rows = {name: tokens.pack(tokenizer, part["text"], 64) for name, part in manuals.items()}
held_out = rows["validation"][: size(600, 60)]
shapes = [{"part": p, "rows": len(r), "tokens a row": r.shape[1]} for p, r in rows.items()]
tables.show(shapes, "The manuals as tokens", rows="part")
display.say(tokenizer.decode(rows["train"][0]))

# %% [markdown]
# ## Masking by hand
#
# Choose 15 % of the tokens at random, remember them as **labels**, and put `[MASK]` in their place.
# (Each token is drawn for itself, so one row has more of them and another fewer.) Everywhere else
# the label is -100, which means "do not ask here".

# %%
row = rows["train"][0]
draw = torch.rand(row.shape, generator=torch.Generator().manual_seed(3))
chosen = (draw < 0.15) & (row >= 5)  # ids 0 to 4 are the special tokens
labels = torch.where(chosen, row, -100)
inputs = torch.where(chosen, tokenizer.mask_token_id, row)
display.say(tokenizer.decode(inputs))
display.say("hidden: " + " ".join(tokenizer.convert_ids_to_tokens(row[chosen])))

# %% [markdown]
# BERT adds a twist (Devlin et al. 2019). Of the chosen tokens 80 % become `[MASK]`, 10 % a random
# token and 10 % stay. Now any visible token could be wrong, so the model must have an opinion
# about every one. `masking.corrupt` does this, with new random choices at every step.

# %% [markdown] tags=["instructor"]
# **Instructor.** Let people guess five masks of the printed row aloud before going on. Draw the
# row, the labels below it, and cross out the -100s. Common mistake: "the labels are only the masked
# positions, so they have another shape". They have the same shape.

# %%
quiz("masked_lm.masking")

# %% [markdown]
# ## What the loss says
#
# The model gives every token of the vocabulary a probability. The **loss** is minus the logarithm
# of the probability it gave to the hidden token, in **nats**. Sure and right costs nothing; a
# coin's worth of doubt costs 0.69.

# %%
costs = [
    {"probability": f"{p:.2g}", "loss (nats)": math.log(1 / p)}
    for p in (1.0, 0.5, 0.1, 0.01, 1 / len(tokenizer))
]
tables.show(costs, "What an answer costs", rows="probability")

# %% [markdown]
# The last row is what a model pays that knows nothing: all tokens equally likely.

# %% [markdown]
# ## Floors: what counting reaches
#
# Before training anything, ask what a table can do. **Unigram**: answer with how often each token
# occurs. **Bigram**: answer with what follows the token on the left. **Both sides**: use the left
# and the right neighbour. All three answer the same held-out questions as the model later.

# %%
floors = baselines.masked_baselines(rows["train"], held_out, tokenizer)
shown = [{"table": name, **score} for name, score in floors.items()]
tables.show(shown, "What counting reaches, held out", rows="table", digits={"accuracy": 3})

# %% [markdown]
# Accuracy is how often the top answer is the hidden token. A table with both neighbours is no
# weak opponent: it finds several times as many hidden tokens as frequency alone.

# %% [markdown]
# ### Your turn
#
# @exercise both_sides
# How do two neighbours decide together? Each gives every token a probability. Multiply the two, and
# how frequent a token is counts twice, once with each. Take it out once, and let the result add up
# to 1. Stuck? Run `hint("both_sides")`, again for the next hint.


# %%
# @solution both_sides

# %%
both_sides = check("both_sides", both_sides)

# %% [markdown]
# ### On one gap (to go further)
#
# Try it on the gap at the top of this lesson: `same [MASK] as`. `counted` knows what came after
# each token of the training text, and what before.

# %%
ids = tokenizer(gap)["input_ids"]
place = ids.index(tokenizer.mask_token_id)
counted = baselines.Tables(rows["train"], tokenizer)
after_same, before_as = counted.after(ids[place - 1]), counted.before(ids[place + 1])
together = both_sides(after_same, before_as, counted.alone)

# %%
told = {"after same": after_same, "before as": before_as, "both sides": together}
best = {name: p.topk(4).indices.tolist() for name, p in told.items()}
columns = {name: tokenizer.convert_ids_to_tokens(some) for name, some in best.items()}
columns["the course's model"] = [token for token, _ in masking.fill(expert, tokenizer, gap)[:4]]
tables.show(columns, "First guesses")

# %%
shape = tokenizer.convert_tokens_to_ids("shape")
labels = torch.full((1, len(ids)), -100)
labels[0, place] = shape
scores = baselines.answer_from_tables(rows["train"], torch.tensor([ids]), labels, tokenizer)
print(f"loss if “shape” is hidden, by your function: {-together[shape].log():.3f} nats")
print(f"by the helper that made the floors: {scores['both sides']['loss']:.3f} nats")

# %% [markdown]
# The two agree. Your table reads two words of the sentence, the model reads all of them. What that
# is worth over many gaps, the held-out loss will tell.

# %% [markdown]
# ## Your model
#
# ModernBERT (Warner et al. 2024) is today's form of BERT: an encoder of the layers that you took
# apart in [[lesson:transformer]]. Yours has four of them and is 128 numbers wide.

# %%
model = models.encoder(len(tokenizer), width=128, layers=4, seed=0)
print(f"{models.parameters(model):,} parameters")
print(f"{models.flops_per_token(model) / 1e6:.0f} million multiplications and additions a token")
print(f"{masking.evaluate(model, held_out, tokenizer)['loss']:.2f} nats before training")

# %% [markdown]
# Untrained, it pays as much as one who knows nothing. Look at the steps first. The masking is that
# of above, for 32 rows drawn at random, with 30 % masked; the reason comes below.


# %%
def masked(generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows with some tokens hidden, and the labels: int64 (32, 64) each."""
    some = rows["train"][torch.randint(len(rows["train"]), (32,), generator=generator)]
    chosen = (torch.rand(some.shape, generator=generator) < 0.3) & (some >= 5)
    return torch.where(chosen, tokenizer.mask_token_id, some), torch.where(chosen, some, -100)


# %% [markdown]
# A step is mask, logits, loss at the masked places, gradient, move, as in [[lesson:training]]. One
# line is new: a very long gradient is shortened, so that one odd batch cannot throw the model off.

# %%
optimizer, by_hand = optim.MuonAdamW(model, lr_matrices=0.02, lr=5e-3), []
for step in range(5):
    inputs, labels = masked(torch.Generator().manual_seed(step))
    logits = model(input_ids=inputs).logits  # (32, 64, vocabulary)
    asked = labels != -100
    loss = torch.nn.functional.cross_entropy(logits[asked], labels[asked])
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), training.CLIP)
    optimizer.step()
    by_hand.append(loss.item())

# %% [markdown]
# `training.train` is this loop, and `masking.loss` its loss. The same start and batches:

# %%
twin = models.encoder(len(tokenizer), width=128, layers=4, seed=0)
optimizer = optim.MuonAdamW(twin, lr_matrices=0.02, lr=5e-3)
how = {"schedule": lambda step, steps: 1.0, "show": False}
helper = training.train("five steps", twin, masked, 5, masking.loss, optimizer, **how).losses
steps = {"step": [1, 2, 3, 4, 5], "by hand": by_hand, "training.train": helper}
tables.show(steps, "Loss of five batches (nats)", rows="step", digits=4)
same = torch.allclose(torch.tensor(by_hand), torch.tensor(helper), atol=1e-3)
print("all five the same:", same)

# %% [markdown]
# Now in earnest. Where will the held-out loss end after about two minutes? Look at the floors
# above, and put a number into `my_loss`.

# %%
my_loss = None  # your prediction: the held-out loss at the end, in nats

# %% [markdown]
# `masking.Masker` makes such batches with BERT's twist, and the rate climbs at first and falls at
# the end. It takes about two minutes on two cores. The dashed lines are the floors. You may
# interrupt the cell and run it again: it goes on where it stopped.

# %%
model = models.encoder(len(tokenizer), width=128, layers=4, seed=0)
history = training.train(
    "your encoder",
    model,
    masking.Masker(rows["train"], tokenizer, batch_size=32, rate=0.3),
    steps=size(600, 6, in_class=50),
    loss=masking.loss,
    optimizer=optim.MuonAdamW(model, lr_matrices=0.02, lr=5e-3),
    evaluate=partial(masking.evaluate, rows=held_out, tokenizer=tokenizer, batch_size=32),
    evaluate_every=50,
    floors={name: score["loss"] for name, score in floors.items()},
)

# %%
predict("masked_lm.loss", my_loss, history.last("loss"), close=0.3)
print(f"held-out accuracy: {history.last('accuracy'):.1%}")

# %% [markdown]
# The curve falls steeply to the unigram floor, bends, and goes on. For the steep part it is enough
# to learn which tokens are frequent. Below that floor a model must use the tokens around the gap.
# Some networks stay at the bend for long: that is the **plateau**.

# %%
steps, losses = history.curve()
left = next((s for s, loss in zip(steps, losses) if loss < floors["unigram"]["loss"]), None)
below = [name for name, score in floors.items() if history.last() < score["loss"]]
print(f"First evaluation below the unigram floor: step {left}.")
print(f"Floors passed at the end: {', '.join(below) or 'none'}.")

# %%
quiz("masked_lm.plateau")

# %% [markdown]
# A loss that stands still does not mean that there is nothing left to learn. Compare with a floor:
# a model on the unigram floor pays as much as one that never looks at the text. In
# [[lesson:transformer]] two networks with learned positions stayed there for a whole, short run.

# %% [markdown]
# ## How much to mask?
#
# Few masks leave much evidence but give few questions. Many masks give many questions and little
# evidence. All models below answer the same held-out questions, with 15 % masked.

# %%
my_rate = None  # your prediction: which training rate is best, 0.05, 0.15, 0.3 or 0.6?


# %%
def mask_at(rate: float, seed: int) -> dict:
    model = models.encoder(len(tokenizer), layers=2, seed=seed)
    training.train(
        f"rate {rate} {seed}",
        model,
        masking.Masker(rows["train"], tokenizer, 32, rate),
        steps=size(200, 2),
        loss=masking.loss,
        seed=seed,
        show=False,
        optimizer=optim.MuonAdamW(model, lr_matrices=0.02, lr=5e-3),
    )
    return masking.evaluate(model, held_out, tokenizer)


# %%
LIVE = False  # True: run it here, about ten minutes on two cores
rates = [0.05, 0.15, 0.3, 0.6]
runs = experiment.run("masked_lm/masking_rate", mask_at, range(5), live=LIVE, rate=rates)
runs.table("loss", "rate", caption="Held-out loss (nats), by masking rate")

# %%
means = {rate: metrics.mean(losses) for rate, losses in runs.by("loss", "rate").items()}
runs.plot(
    "loss",
    "rate",
    chance=floors["unigram"]["loss"],
    chance_label="unigram floor",
    summary=f"Lowest mean of the held-out loss at a masking rate of {min(means, key=means.get)}.",
)

# %%
clearly_best = runs.best("loss", "rate", lowest=True)
print("The best rate:", clearly_best)
predict("masked_lm.rate", my_rate, clearly_best, close=0.01)

# %% [markdown]
# BERT's 15 % is a habit, not a law. Large models were found to do well with 40 %
# (Wettig et al. 2022). Here the two highest rates are not told apart, and the two lowest cost more.
# Look at the intervals before you call one rate better than its neighbour.

# %%
quiz("masked_lm.rate")

# %% [markdown]
# ## What the embedding space knows
#
# Each token has an **embedding**: a row of numbers that training moves around. Nobody told the
# model which words are alike. Words that fit the same gaps should end up close together. Close
# means a high **cosine**: the vectors point the same way.


# %%
def nearest(word: str, model, count: int = 5) -> list[str]:
    table = torch.nn.functional.normalize(model.get_input_embeddings().weight.detach(), dim=1)
    cosines = table @ table[tokenizer.convert_tokens_to_ids(word)]
    best = cosines.topk(count + 1).indices.tolist()[1:]  # the nearest is the word itself
    return tokenizer.convert_ids_to_tokens(best)


near = {word: " ".join(nearest(word, expert)) for word in ("integer", "returns", "three", "matrix")}
tables.show({"word": list(near), "nearest": list(near.values())}, "Neighbours", rows="word")

# %% [markdown]
# Impressions deceive, so measure. Take groups of words that belong together. How often is a word's
# nearest neighbour, among all words of all groups, one of its own group? Guessing gives chance;
# an untrained model is the control.

# %%
GROUPS = {
    "types": "integer string float boolean list tuple dictionary array",
    "numbers": "one two three four five six seven eight",
    "verbs": "returns computes creates converts raises checks sets loads",
    "shapes": "rows columns axis dimension size length width height",
    "maths": "matrix vector polynomial equation derivative integral sum product",
    "files": "file directory path folder url stream buffer cache",
}
words = [(word, group) for group, text in GROUPS.items() for word in text.split()]
words = [(word, group) for word, group in words if word in tokenizer.get_vocab()]
print(len(words), "words in", len(GROUPS), "groups")


# %%
def same_group(model) -> list[float]:
    ids = tokenizer.convert_tokens_to_ids([word for word, _ in words])
    table = torch.nn.functional.normalize(model.get_input_embeddings().weight.detach()[ids], dim=1)
    closest = (table @ table.T).fill_diagonal_(-1).argmax(1)
    return [float(words[i][1] == words[j][1]) for i, j in enumerate(closest.tolist())]


# %%
both = {"the course's": expert, "yours": model}
untrained = models.encoder(len(tokenizer), width=192, layers=4, seed=1)
tried = {**both, "untrained": untrained}
sizes = [sum(g == group for _, g in words) - 1 for _, group in words]
chance = sum(sizes) / len(sizes) / (len(words) - 1)
shares = {
    "model": list(tried),
    "of one group": [metrics.share(same_group(m)) for m in tried.values()],
}
tables.show(shares, "Nearest neighbours", rows="model", note=f"Chance: {chance:.2f}.")

# %% [markdown]
# The brackets hold a 95 % interval over the words. A trained table groups words far above chance,
# an untrained one does not.

# %%
quiz("masked_lm.embeddings")

# %% [markdown]
# ### A map of the words (to go further)
#
# Here is the course's table, pressed flat to the two directions in which it varies most. All else
# is lost in this map: words far apart in it may still be neighbours.

# %%
table = expert.get_input_embeddings().weight.detach()
points = table[tokenizer.convert_tokens_to_ids([word for word, _ in words])]
u, s, _ = torch.linalg.svd(points - points.mean(0), full_matrices=False)
places = (u * s)[:, :2]  # along the two directions of most variation
kept = (s[:2] ** 2).sum() / (s**2).sum()

# %%
fig, ax = plots.figure(7.5, 6)
for i, group in enumerate(GROUPS):
    mine = [j for j, (_, g) in enumerate(words) if g == group]
    ax.scatter(*places[mine].T, marker=plots.MARKERS[i], color=plots.COLOURS[i], label=group)
plots.legend_above(ax)
plots.name_points(ax, [word for word, _ in words], places.tolist())
plots.show(fig, f"The map of the words keeps {kept:.0%} of the variation.")

# %% [markdown]
# ## Ask both models (to go further)
#
# Here is your model beside the course's, which is larger and trained much longer on the same text.
# Write your own sentence with one `[MASK]` in it.


# %%
def ask(model: str, text: str):
    return masking.draw_fill(both[model], tokenizer, text)


widgets.explore(ask, model=list(both), text="This function returns a [MASK] of strings.")

# %% [markdown]
# And on the test part's questions, with the counting tables beside them. A run as short as yours
# may stay behind the table of both sides; the larger model's long one should not.

# %%
asked = rows["test"][: size(1500, 50)]
scores = {name: masking.evaluate(m, asked, tokenizer, 32) for name, m in both.items()}
scores |= baselines.masked_baselines(rows["train"], asked, tokenizer)
ranked = sorted(scores.items(), key=lambda item: item[1]["loss"])
shown = [{"answered by": name, **score} for name, score in ranked]
tables.show(shown, "On the test's questions", rows="answered by", digits={"accuracy": 3})

# %% [markdown]
# ## What this does not show
#
# The runs were short, the networks small: longer or larger ones may want other masks. The word
# groups are ours. And knowing how manuals are worded is not knowing what is true.

# %% [markdown]
# ## Where to read more
#
# - Devlin et al. 2019, *BERT*: the task and the 80/10/10 recipe.
# - Wettig et al. 2022, *Should you mask 15 % in masked language modeling?*
# - Warner et al. 2024, *Smarter, better, faster, longer*: ModernBERT.
