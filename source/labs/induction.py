# ---
# title: "Find the heads that read, and switch them off"
# minutes: 60
# further: 30
# objectives:
#   - Write the induction score
#   - Find the induction heads of a model that you did not train
#   - Silence heads, and compare with others drawn by a fair rule
#   - Predict each result before you see it
#   - Write the score of a head that looks evenly (to go further)
# needs:
#   - induction
# key_points:
#   - Where a head looks is a hint. What breaks without it is the evidence.
#   - Compare a score with that of even looking, and a loss with that of other heads.
#   - Choose heads on one kind of text and test them on another.
#   - Silence by the mean. Zero is a value that the rest of the model has never met.
# ---

# %% [markdown]
# ## The problem
#
# A help desk runs `town-lm` on small devices: it reads some answered mails and then sorts the next
# one. To save time somebody wants to cut attention heads. "There are many, a few will not be
# missed." Which ones must stay?

# %%
from contextlib import contextmanager
from functools import partial

import torch

from helpers.checks import check, predict, progress
from helpers.files import CourseError
from helpers.icl import attributes, few_shot, pretraining
from helpers.inside import attention, heads, induction, induction_views
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables
from helpers.text import own_files, town
from helpers.weights import models

# %%
lm, tokenizer = models.load_checkpoint("town-lm")
LAYERS, COUNT = lm.config.num_hidden_layers, lm.config.num_attention_heads
print(f"{LAYERS} layers of {COUNT} heads")

# %% [markdown]
# ## Songs
#
# To see who reads, take texts that only reading can continue: words drawn at random, and then a
# part of them again, in the same order. The part has another length in every row, so that "always
# look so many tokens back" is no way to do it.


# %%
def songs(vocabulary: torch.Tensor, count: int, seed: int) -> torch.Tensor:
    """Rows of [CLS], some words, and the last 10 to 24 of them again: int64 (count, 49)."""
    rng, rows = torch.Generator().manual_seed(seed), []
    for _ in range(count):
        again = int(torch.randint(10, 25, (1,), generator=rng))
        new = vocabulary[torch.randperm(len(vocabulary), generator=rng)[: 48 - again]]
        rows.append(torch.cat([torch.tensor([tokenizer.cls_token_id]), new, new[-again:]]))
    return torch.stack(rows)


# %%
pieces = tokenizer(
    [f" {word}" for word in sorted(attributes.all_words())], add_special_tokens=False
)["input_ids"]
vocabulary = torch.tensor(sorted({ids[0] for ids in pieces if len(ids) == 1}))
rows = songs(vocabulary, size(60, 6), seed=0)
display.say(tokenizer.decode(rows[0][1:]), fixed=True)

# %% [markdown]
# ## 1. Where did it stand before?
# @exercise first_places
# For every token: the place where the same token stood first in its row. Both scores below need it.


# %%
# @solution first_places

# %%
first_places = check("first_places", first_places)

# %% [markdown]
# Stuck? Run `hint("first_places")`, again for the next hint. It works for every exercise below.

# %% [markdown]
# ## 2. The induction score
# @exercise induction_score
# At a token that stood in the row before: how much attention lies on the token *after* the first
# time? The mean over all such tokens, for every head.


# %%
# @solution induction_score

# %%
induction_score = check("induction_score", induction_score)

# %% [markdown]
# Before you score the heads of `town-lm`: in which layer is the one with the highest score? Think
# of the circuit: what must be done in a layer below?

# %%
my_layer = None  # your prediction: the number of the layer, counted from 1

# %%
scores = induction_score(attention.weights_of(lm, rows), rows)
best = heads.strongest(scores, 3)
listed = ", ".join(f"{heads.name(head)} ({scores[head]:.2f})" for head in best)
told = f"Highest: {listed}."
plots.show(*induction_views.grids({"induction score": scores}, told))
predict("induction.layer", my_layer, best[0][0] + 1, close=0)

# %% [markdown]
# The three with the highest scores are your suspects. Where they look is a hint. Nobody has shown
# yet that the model needs them.

# %% [markdown] tags=["instructor"]
# **Instructor.** Exercises 1 and 2 take half of the time; let pairs draw one row on paper, with
# places numbered, before they write. The usual slip in 2 is to read the column of the first time
# itself. Behind schedule? Skip 6: the reference takes its place.

# %% [markdown]
# ## 3. What even looking scores (to go further)
# @exercise even_score
# A score means little alone. A head that looks evenly at itself and all tokens before it hits the
# right one now and then.


# %%
# @solution even_score

# %%
even_score = check("even_score", even_score)

# %% [markdown]
# Hold that against the highest score above.

# %%
print(f"even looking: {even_score(rows):.2f}; the highest: {scores.max():.2f}")

# %% [markdown]
# ## 4. Does the model gain from reading? (to go further)
# @exercise in_context_score
# Olsson et al. (2022) ask it in one number: the loss late in a row minus the loss early in it. Ours
# takes a few places each.


# %%
# @solution in_context_score

# %%
in_context_score = check("in_context_score", in_context_score)

# %%
losses = induction.token_losses(lm, rows)
fig, ax = plots.figure(7, 3)
ax.plot(range(1, losses.shape[1] + 1), losses.mean(0), color=plots.COLOURS[0])
ax.axvspan(24.5, 38.5, color="grey", alpha=0.15)
ax.set(xlabel="place in the row", ylabel="loss (nats)", ylim=(0, None))
intact = in_context_score(losses, early=4, late=38, span=10)
plots.show(fig, f"Loss by place; in the grey part the songs begin again. Score: {intact:.2f} nats.")

# %% [markdown]
# Left of the grey part every word is new, right of it every word was read. That the line falls says
# that something in the model reads. Now find out what.

# %% [markdown]
# ## 5. Silence a head
# @exercise silence
# The results of a layer's heads stand side by side. Put the mean result of a head in its place, so
# that it says the same for every token.


# %%
# @solution silence

# %%
silence = check("silence", silence)

# %% [markdown]
# The means are taken over texts of all kinds that the model was trained on. The rest puts your
# function into the model, between the heads and the matrix that joins them, and takes it out again.

# %%
mixture = pretraining.TownBatches(tokenizer, pretraining.STAGES[-1], town.documents(size(300, 40)))
means = heads.head_means(lm, mixture(torch.Generator().manual_seed(2))[0])


def silent_input(_, inputs: tuple, mine: list[int], own: torch.Tensor) -> tuple:
    """What the matrix of a layer gets in place of its inputs."""
    return (silence(inputs[0], mine, own),)


# %%
@contextmanager
def silenced(chosen: list[tuple[int, int]]):
    """Inside the block the model runs with these (layer, head) silenced, counted from 0."""
    hooks = []
    for layer in {layer for layer, _ in chosen}:
        mine, own = [head for i, head in chosen if i == layer], means[layer]
        hook = partial(silent_input, mine=mine, own=own)
        hooks.append(lm.model.layers[layer].self_attn.o_proj.register_forward_pre_hook(hook))
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


# %% [markdown]
# ### Each head alone (to go further)
#
# Each head silenced alone: what becomes of the in-context score? How many heads cost more than a
# tenth of it?

# %%
my_count = None  # your prediction: how many heads


# %%
def score_without(chosen: list[tuple[int, int]], some_rows: torch.Tensor) -> float:
    with silenced(chosen):
        return in_context_score(induction.token_losses(lm, some_rows), early=4, late=38, span=10)


# %%
new_rows = songs(vocabulary, size(40, 4), seed=1)  # not those that chose the suspects
whole = score_without([], new_rows)
cost = torch.zeros(LAYERS, COUNT)
for layer in range(LAYERS):
    for head in range(COUNT):
        cost[layer, head] = 1 - score_without([(layer, head)], new_rows) / whole
dear = heads.name(divmod(int(cost.argmax()), COUNT))

# %%
told = f"The dearest head: {dear}, {cost.max():.2f} of the in-context score."
pictures = {"induction score": scores, "share of the score lost": cost}
plots.show(*induction_views.grids(pictures, told))
predict("induction.dear", my_count, int((cost > 0.1).sum()), close=1)
higher = int((scores > scores.flatten()[cost.argmax()]).sum())
print(f"{dear}: {higher} of {scores.numel()} heads have a higher induction score")

# %% [markdown]
# So the dearest head need not be one with a high induction score: it may put the marks that others
# look for. And a head with a high score may be cheap alone, when another does the same work.
# Compare the two pictures, head by head.

# %% [markdown]
# ## 6. A fair control
# @exercise other_heads
# Silencing any three heads may hurt. So compare with as many others, drawn at random, and not once.


# %%
# @solution other_heads

# %%
other_heads = check("other_heads", other_heads)

# %% [markdown]
# Now the help desk's question: not songs, but sorting. Eight answered lines, label words that were
# never labels in training, and a ninth line. How accurate is the model without your three suspects?
# Guessing is right half of the time.

# %%
my_accuracy = None  # your prediction: accuracy without the three, between 0 and 1

# %%
_, two_classes = few_shot.KINDS["two classes"]
SEEDS = range(size(8, 2))


def sorting(chosen: list[tuple[int, int]], seed: int) -> float:
    """Accuracy with some heads silenced."""
    with silenced(chosen):
        return few_shot.accuracy(lm, tokenizer, two_classes, 8, count=size(60, 6), seed=seed)


def draw(seed: int) -> list[tuple[int, int]]:
    return other_heads(best, LAYERS, COUNT, torch.Generator().manual_seed(seed))


# %%
ways = {"nothing": lambda seed: [], "the three": lambda seed: best, "three others": draw}
runs = experiment.Runs(
    [
        {"silenced": name, "seed": seed, "accuracy": sorting(choose(seed), seed)}
        for name, choose in ways.items()
        for seed in SEEDS
    ]
).shares(accuracy=size(60, 6))

# %%
runs.table("accuracy", "silenced", caption="Sorting with eight answered lines")
predict("induction.sorting", my_accuracy, runs.mean("accuracy", silenced="the three"), close=0.05)

# %%
three, others = {"silenced": "the three"}, {"silenced": "three others"}
apart = runs.among(silenced=["the three", "three others"])
apart.differences("accuracy", "silenced", versus=others, against="three others")
if runs.clearly("accuracy", three, others) == "lower":
    display.say("The three clearly cost more than others do: they must stay.")
else:
    display.say("Not told apart: the drawn heads cost as much, or the draws differ too widely.")

# %% [markdown]
# ### Draw by draw (to go further)
#
# Which heads were drawn, and what did each draw cost?

# %%
drawn = [" / ".join(heads.name(head) for head in draw(seed)) for seed in SEEDS]
each = {"without": drawn, "accuracy": runs.values("accuracy", silenced="three others")}
tables.show(each, "Three others, draw by draw", rows="without")
mean = runs.mean("accuracy", silenced="the three")
worse = sum(accuracy < mean for accuracy in each["accuracy"])
print(f"draws that cost more than the three: {worse} of {len(drawn)}")

# %% [markdown]
# The three cost more than others *on average*. If a draw costs as much or more, it has a head that
# sorting needs and no score found. Compare with the picture above: a head that is dear on songs
# need not be dear for sorting.

# %% [markdown]
# ## Which heads can go? (to go further)
#
# Turn it round: cut from the cheap end. Silence the heads that cost least alone, one more each
# time, and stop before the accuracy falls.

# %%
cheapest = [divmod(place, COUNT) for place in cost.flatten().argsort().tolist()]
cuts = experiment.Runs(
    [
        {"heads cut": number, "seed": seed, "accuracy": sorting(cheapest[:number], seed)}
        for number in range(0, size(11, 3), 2)
        for seed in SEEDS[:4]
    ]
).shares(accuracy=size(60, 6))

# %%
cuts.table("accuracy", "heads cut", caption="Accuracy without the cheapest heads")
none = {"heads cut": 0}
free = [
    n
    for n in cuts.by("accuracy", "heads cut")
    if n and cuts.clearly("accuracy", {"heads cut": n}, none) != "lower"
]
print("cuts whose accuracy is not clearly lower:", ", ".join(map(str, free)) or "none")

# %% [markdown]
# The costs are those of single heads, on songs. Heads that stand in for each other look
# cheap one by one and are dear together: see where the accuracy breaks. "Not clearly lower" on four
# draws proves no equality. So the list is a proposal, and the accuracy is the judge, on new
# queries, as these have chosen the number.

# %% [markdown] tags=["instructor"]
# **Instructor.** Ask each pair for one sentence to the help desk: how many heads may go, and how
# sure are you? Good answers name the task it was tested on. The quick ones silence by zero instead
# of the mean and compare.

# %% [markdown]
# ## Your own text (to go further)
#
# Do the same heads read *your* text? Write the path of a text file here, such as `"notes.txt"`.
# Every passage of it is given twice. The first time the model can only guess, the second time it
# can read: what it pays less is its gain. `None` takes mail of the town.

# %%
my_file, text_column = None, "text"  # the column, if it is a table


# %%
def twice(text: str, length: int = 60, most: int = 40) -> torch.Tensor:
    """Rows of [CLS] and a passage of `length` tokens, two times over: (rows, 1 + 2 * length)."""
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    if len(ids) < length:
        raise CourseError(
            f"The text has {len(ids)} tokens; this needs {length} or more. Choose a longer one."
        )
    passages = torch.tensor(ids[: len(ids) // length * length]).view(-1, length)[:most]
    start = torch.full((len(passages), 1), tokenizer.cls_token_id)
    return torch.cat([start, passages, passages], 1)


# %%
text = " ".join(town.documents(60, "test"))
if my_file is not None:
    text = own_files.read_text(my_file, text_column)
my_rows = twice(text)
rows, gains = [], {}
for name, chosen in {"nothing": [], "the three": best, "three others": draw(0)}.items():
    with silenced(chosen):
        losses = induction.token_losses(lm, my_rows)
    first, second = losses[:, :60].mean(1), losses[:, 60:].mean(1)  # a passage each
    gains[name] = (first - second).tolist()
    both = {"first time": first.mean().item(), "second time": second.mean().item()}
    rows.append({"silenced": name, **both, "gain": metrics.interval(gains[name])})
tables.show(rows, "Loss on passages that come twice, nats", rows="silenced")

# %%
print("the gain, against none at all:", metrics.clearly(gains["nothing"], 0.0))
print(
    "without the three, against with them:", metrics.clearly(gains["the three"], gains["nothing"])
)

# %% [markdown]
# Every token of the second time could be copied. On the town's mail the gain is small next to the
# songs: on running text this model makes little of what it could copy. What heads do on one kind of
# text they need not do on another. Where the last line says "lower", even this small gain needs the
# three.

# %% [markdown]
# ## What this does not show
#
# You silenced heads of one model with few of them. In a large model hundreds share the work, and
# three may not be missed. And a head that must stay for these tasks need not matter for another
# one.

# %% [markdown]
# ## Where to read more
#
# - Olsson et al. 2022, *In-context learning and induction heads*.
# - Michel, Levy & Neubig 2019, *Are sixteen heads really better than one?*: cutting heads.
# - Wang et al. 2023, *Interpretability in the wild*: a circuit, and silencing by the mean.

# %% tags=["nbval-check-output"]
progress("induction")
