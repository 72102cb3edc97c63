# ---
# title: "Where in-context learning comes from"
# minutes: 55
# further: 40
# objectives:
#   - Train a small model and watch it start to read its context, within a few steps
#   - Score every attention head, and say in words what an induction head does
#   - Silence heads of a larger model and compare with other heads, as a fair test demands
#   - Measure which part of the data, and which part of the network, the ability needs (to go
#     further)
# needs:
#   - attention
#   - in_context
# key_points:
#   - In-context learning is learned. It can come within a small part of a training run.
#   - An induction head looks for an earlier copy of the current token and at what came next.
#   - Here it took two layers. One layer, even a wide one, did not learn it.
#   - It is learned where texts repeat themselves and the weights cannot know the answer beforehand.
#   - A head matters if silencing it costs more than silencing others. A high score alone is a hint.
# ---

# %% [markdown]
# ## You were told once
#
# *Tess Quarry met Finn Hill. Later, Finn spoke with Tess ____*
#
# You finish this without having met Tess. Nothing in your memory says Quarry; the sentence did. In
# [[lesson:in_context]] a model with frozen weights did the same. Here you watch where it comes
# from.

# %%
import math
from itertools import combinations

import torch

from helpers.checks import check, predict, quiz
from helpers.icl import attributes, few_shot, pretraining
from helpers.inside import attention, heads, induction, induction_views
from helpers.inside.induction import FIRST_IDS, LAST_IDS, TOLD, USUAL, WORDS
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables, widgets
from helpers.text import tokens, town
from helpers.weights import causal, models, optim, training


# %%
def rng(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


# %% [markdown]
# ## Rows that tell you something
#
# The training rows name a few people again and again, always by first name and surname. Each first
# name has a **usual** surname. But half of the people in a row get a surname **dealt anew**, for
# this row alone.

# %%
example, kinds = induction.reports(3, rng(5), people=3, mentions=5)
for ids, row in zip(example.tolist(), kinds.tolist()):
    words = [WORDS[i] + ("*" if kind == TOLD else "") for i, kind in zip(ids, row)]
    display.say(" ".join(words), fixed=True)

# %% [markdown]
# A star marks a **told** surname: dealt anew, and mentioned before in the row. A usual surname can
# be known by heart, in the weights. A told one can only be read, in the context. So two losses
# separate two kinds of learning.

# %% [markdown]
# ### What a model gets without reading
#
# Two models that do not read who bears which name. **By heart** puts a half of its probability on
# the usual surname, as half of the people have it, and the rest evenly on all surnames. **Some name
# of the row** puts the rest evenly on those that the row has named.

# %%
held, kinds = induction.reports(200, rng(10**9))
told = kinds[:, 1:] == TOLD
seen = torch.nn.functional.one_hot(held, len(WORDS)).cumsum(1) > 0  # in the row so far
names_so_far = seen[:, :-1, LAST_IDS].sum(-1)[told]
floors = {
    "by heart": math.log(len(LAST_IDS) / 0.5),
    "some name of the row": (names_so_far / 0.5).log().mean().item(),
}

# %%
losses = {"model": list(floors), "loss, nats": list(floors.values())}
tables.show(losses, "Loss on told surnames without reading", rows="model")

# %% [markdown]
# Knowing which names the row has makes told surnames much cheaper. Knowing who bears which would
# make them cost nearly nothing. Between the second number and zero lies what we call in-context
# learning here.

# %% [markdown] tags=["instructor"]
# **Instructor.** Write one row on the board and let the room finish it aloud, then ask how they
# knew. Somebody says "I looked for Tess and took what came after her." Write that down: it is the
# algorithm of the lesson, and you will point at it again at the attention map.

# %% [markdown]
# ## Four things to watch
#
# Questions: rows of random pairs, each shown once, then all again in another order. At the second
# time the surname can be read. The share of right answers is the first measure. Usual surnames are
# of no help there.

# %%
rows, asked = induction.questions(64, rng(10**9 + 1), FIRST_IDS, LAST_IDS)
words = [WORDS[i] + ("?" if ask else "") for i, ask in zip(rows[0], asked[0])]
display.say(" ".join(words), fixed=True)

# %%
chance = {"any surname": 1 / len(LAST_IDS), "some name of the row": 1 / 8}
print("right by chance:", ", ".join(f"{name} {p:.2f}" for name, p in chance.items()))

# %% [markdown]
# The second measure is Olsson et al.'s (2022) **in-context score**: the loss late in a row minus
# the loss early in it. A model that gains from what it reads is below zero. Any gain counts, also
# the cheap one of knowing which names the row has.

# %% [markdown]
# The third looks at the heads. At a first name that stood in the row before, how much of a head's
# attention lies on *the token after the first time*? The mean of it is the head's **induction
# score**. Here is one, by hand: the row is *Ada Ash Ada*.

# %%
tiny, ask = torch.tensor([[5, 29, 5]]), torch.tensor([[False, False, True]])
a_head = torch.tensor([[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.2, 0.7, 0.1]])
print("tokens:", *(WORDS[i] for i in tiny[0]))
print("the second Ada looks at them with weights", *(f"{w:.1f}" for w in a_head[2]))
found = induction.induction_scores(a_head.view(1, 1, 1, 3, 3), tiny, ask)
print(f"induction score {found.item():.1f}")

# %% [markdown]
# A head that looks evenly at all it sees has a score too, so that is what to compare with. The
# fourth measure is the **previous score**: how much a head looks, at a surname, at the token just
# before it. You will see what it is for.

# %%
places = torch.arange(rows.shape[1])
even = (1 / (places + 1)).expand_as(rows)[asked].mean().item()
surnames = ((places % 2 == 0) & (places > 0)).expand_as(rows)
print(f"even looking: induction score {even:.2f}")


# %%
@torch.no_grad()
def watch(model) -> dict:
    """All measures, on rows that are in no training batch."""
    losses = induction.token_losses(model, held)
    weights = attention.weights_of(model, rows)
    return {
        "loss": losses.mean(),
        "told": losses[told].mean(),
        "usual": losses[kinds[:, 1:] == USUAL].mean(),
        "in-context score": losses[:, -8:].mean() - losses[:, :8].mean(),
        "induction score": induction.induction_scores(weights, rows, asked).max(),
        "previous score": induction.previous_scores(weights, surnames).max(),
        "answers": induction.accuracy(model, rows, asked),
    }


# %% [markdown]
# ## Watch it come
#
# A Llama of two layers with four heads each. It trains on new rows all the time, so it can learn no
# row by heart. How will the share of right answers rise?

# %%
my_shape = None  # your prediction: "evenly", "all at once" or "not at all"

# %%
STEPS = size(400, 6, in_class=300)


def train(model, name: str, every: int, people: int, redrawn: float, seed: int, show: bool):
    """Train on new rows all the time, and watch."""
    muon = optim.MuonAdamW(model, lr_matrices=0.012, lr=5e-3, decay_matrices=0.1, momentum=0.9)

    def batches(generator: torch.Generator):
        return induction.reports(32, generator, people, redrawn)[:1]

    how = {"schedule": training.warmup, "seed": seed, "show": show}
    how |= {"evaluate": watch, "evaluate_every": every}
    return training.train(name, model, batches, STEPS, causal.loss, muon, **how)


# %%
model = induction.network(len(WORDS), layers=2, seed=0)
print(f"{models.parameters(model):,} parameters")
history = train(model, "two layers", 10, people=4, redrawn=0.5, seed=0, show=True)

# %%
plots.show(*induction_views.phases(history, floors))

# %% [markdown]
# Follow the orange line. First it falls as the model learns the surnames, then it slows down above
# "some name of the row". Then look for the step where it falls again, and which scores on the right
# move with it. Papers call such a step a **phase change**.


# %%
def reached(level: float) -> int | None:
    """The first step at which so many answers were right."""
    return next((step for step, share in zip(*history.curve("answers")) if share >= level), None)


first, last = reached(0.25), reached(0.75)
shape = "all at once" if last and last - first <= STEPS / 5 else "evenly"
print(f"a quarter right at step {first}, three quarters at step {last}, of {STEPS}")

# %%
predict(
    "induction.shape",
    my_shape,
    shape if last else "not at all",
    options={
        "evenly": "The loss as a whole falls like that. It averages over many skills.",
        "all at once": "Two parts must fit together. While either is missing, the other gains"
        " nothing.",
        "not at all": "A network can lack what it needs, or the steps to find it.",
    },
)

# %% [markdown]
# ### The loss on all tokens (to go further)
#
# Does the loss on all tokens show the step?

# %%
if last:
    for curve in ("told", "loss"):
        values = dict(zip(*history.curve(curve)))
        name = {"told": "told surnames", "loss": "all tokens"}[curve]
        print(f"between these steps, loss on {name}: {values[first] - values[last]:.2f} nats less")

# %% [markdown]
# In the loss on all tokens the step is smaller: half of them are first names, which no reading
# foretells, and many surnames are known by heart. A loss that averages over everything hides
# abilities that come one by one.

# %% [markdown] tags=["instructor"]
# **Instructor.** Let everybody put in a seed of their own, in both places, and collect the steps on
# the board: the course is the same, the step is not. Muon's rate matters: with more than twice the
# rate here some seeds stay on the floor to the end of the run.

# %%
quiz("induction.losses")

# %% [markdown]
# ## The rule in plain Python
# @exercise copy_next
# What must a model do to answer? Look for the last word's earlier copy, and say what came next.
# Write that down. Stuck? Run `hint("copy_next")`, again for the next hint.


# %%
# @solution copy_next

# %%
copy_next = check("copy_next", copy_next)

# %%
by_rule = []
for row, place in zip(*asked.nonzero(as_tuple=True)):
    said = copy_next([WORDS[i] for i in rows[row, : place + 1]])
    by_rule.append(said == WORDS[rows[row, place + 1]])
right_ones = {"your rule": sum(by_rule) / len(by_rule), "the network": history.last("answers")}
tables.show({"who": list(right_ones), "right": list(right_ones.values())}, "Answers", rows="who")

# %% [markdown]
# The rule knows no name, and answers every question. So reading is enough, and the network comes
# close to it. Does it go about it in the same way?

# %% [markdown]
# ## What one head looks at
#
# A row is a line of tokens; each line of the picture says where that token looks. The menu begins
# with the highest induction score. Find a first name that comes for the second time. Where does it
# look? Then try the heads of layer 1.

# %%
short, _ = induction.questions(1, rng(3), FIRST_IDS, LAST_IDS, pairs=4)
maps = attention.weights_of(model, short)[0]
words = [WORDS[i] for i in short[0]]
weights = attention.weights_of(model, rows)
scores = induction.induction_scores(weights, rows, asked)
previous = induction.previous_scores(weights, surnames)
menu = {heads.name(head): head for head in heads.strongest(scores, scores.numel())}


# %%
def look(head: str):
    return induction_views.look(maps[menu[head]][:-1, :-1], words[:-1], head)


widgets.explore(look, head=list(menu))

# %% [markdown]
# In the highest head a returning first name looks at the surname that followed it: an **induction
# head** (Elhage et al. 2021). It follows your rule, whatever the name. So it works for pairs that
# no weight knows.

# %% [markdown]
# How does it find that place? The surname there must carry a mark: "before me stood Tess". Elhage
# et al. found that a head of layer 1 puts it there, by looking one token back. That is the previous
# score. Two heads in two layers that work together so would be a **circuit**. Test it.

# %% [markdown]
# ### Take each head away
#
# To **silence** a head is to put its mean result in its place: it goes on speaking, but says the
# same for every token. Zero would be harsher than needed, as later parts rely on the mean. Here is
# every head, silenced alone.

# %%
means = heads.head_means(model, held)
alone = torch.zeros_like(scores)
for head in menu.values():
    with heads.without(model, [head], means):
        alone[head] = induction.accuracy(model, rows, asked)
intact = induction.accuracy(model, rows, asked)
worst = [int(layer.argmin()) for layer in alone]  # in each layer, the costliest head

# %%
told_how = f"Right answers: {intact:.2f} with all heads, " + ", ".join(
    f"{alone[i, head]:.2f} without {heads.name((i, head))}" for i, head in enumerate(worst)
)
pictures = {"induction score": scores, "previous score": previous, "right without it": alone}
plots.show(*induction_views.grids(pictures, told_how + "."))

# %%
for (layer, head), score in zip(enumerate(worst), (previous, scores)):
    kind, place = ("previous", "induction")[layer], int((score[layer] > score[layer, head]).sum())
    print(f"{heads.name((layer, head))}: {kind} score {score[layer, head]:.2f},")
    print(f"  {place} of {score.shape[1]} heads of its layer have a higher one")

# %% [markdown]
# In each layer one head ruins the answers when silenced alone. If no other head of its layer
# has a higher score, it is the one that the score names: the first looks one token back, the second
# at what followed the earlier copy. So it takes both. That one reads the other's mark fits, and was
# not tested.

# %%
quiz("induction.circuit")

# %% [markdown]
# ## What the network needs (to go further)
#
# The circuit needs a layer below to put the marks. Then one layer should never get there. A sceptic
# asks for the same training with as many parameters, as one layer of the same width has fewer.

# %%
NETWORKS = {"two layers": (2, 64), "one layer": (1, 64), "one wide layer": (1, 96)}
sizes = []
for name, (layers, width) in NETWORKS.items():
    count = models.parameters(induction.network(len(WORDS), layers, width=width))
    sizes.append({"network": name, "layers": layers, "width": width, "parameters": count})
tables.show(sizes, "Three networks", rows="network")

# %%
my_wide = None  # your prediction: right answers of the wide layer at the end, between 0 and 1

# %%
everybody_once, _ = induction.reports(64, rng(10**9 + 2), people=16, redrawn=0.0)
first_names = (places % 2 == 1).expand_as(everybody_once)


# %%
def grow(network: str, people: int, redrawn: float, seed: int) -> dict:
    """Train one network, and say how it came to read, and what it knows by heart."""
    layers, width = NETWORKS[network]
    small = induction.network(len(WORDS), layers, width=width, seed=seed)
    history = train(small, f"{network} {people} {redrawn} {seed}", 20, people, redrawn, seed, False)
    steps, answers = history.curve("answers")
    return {
        "steps": steps,
        "answers": answers,
        "right": answers[-1],
        "induction score": history.last("induction score"),
        "in-context score": history.last("in-context score"),
        "by heart": induction.accuracy(small, everybody_once, first_names),
    }


# %%
LIVE = False  # True: run both experiments here, about four minutes on two cores
layer_runs = experiment.run(
    "induction/layers", grow, live=LIVE, network=list(NETWORKS), people=[4], redrawn=[0.5]
)
plots.show(*induction_views.courses(layer_runs, list(NETWORKS), chance["any surname"]))

# %%
shown = layer_runs.renamed(right="right answers")
measures = ["right answers", "induction score", "in-context score"]
versus = {"versus": {"network": "two layers"}, "against": "two layers"}
shown.table(measures, "network", caption="At the end of the training", **versus)

# %%
predict("induction.wide", my_wide, layer_runs.mean("right", network="one wide layer"), close=0.1)

# %% [markdown]
# One layer stays near the chance of any surname, also with as many weights. But read the last
# column: its in-context score is below zero, too. It gains something from what it reads, perhaps
# which names the row has. A score below zero is no proof of an induction head.

# %% [markdown]
# In one layer a first name can look for *surnames*, or for *itself*. It cannot look for "what came
# after me", as nothing has marked that place yet: all heads of a layer work at the same time.

# %%
quiz("induction.one_layer")

# %% [markdown]
# ## What the data needs (to go further)
#
# Same network, other texts. Two properties, each with and without. **Bursts**: a few people come
# again and again in a row, or everybody comes once. **Dealt anew**: half of the surnames are, or
# every name is always the usual one. Chan et al. (2022) asked this with images.

# %%
TEXTS = {
    "bursts, dealt anew": (4, 0.5),
    "bursts only": (4, 0.0),
    "dealt anew only": (16, 0.5),
    "neither": (16, 0.0),
}

# %%
rows_of = []
for name, (people, redrawn) in TEXTS.items():
    ids = induction.reports(1, rng(1), people, redrawn)[0][0, 1:13]
    rows_of.append({"texts": name, "a row": " ".join(WORDS[i] for i in ids) + " ..."})
tables.show(rows_of, "The beginning of a row of each", rows="texts")

# %%
my_need = None  # your prediction, what is needed: "bursts", "dealt anew", "both" or "neither"

# %%
data_runs = experiment.run(
    "induction/data", grow, live=LIVE, network=["two layers"], people=[4, 16], redrawn=[0.5, 0.0]
)
named = {properties: name for name, properties in TEXTS.items()}
data_runs = experiment.Runs(
    [{**row, "texts": named[row["people"], row["redrawn"]]} for row in data_runs.rows]
).renamed(right="reads")

# %%
luck = ", ".join(f"{name} {p:.2f}" for name, p in chance.items())
note = f"Reads: right answers; by chance {luck}. By heart: usual surnames."
data_runs.table(["reads", "by heart"], "texts", caption="What a run learned", note=note)

# %%
reads = {name: data_runs.clearly("reads", {"texts": name}, 0.5) for name in TEXTS}
enough = [name for name in TEXTS if reads[name] == "higher"]  # the most properties first
need = "both" if enough == ["bursts, dealt anew"] else "".join(enough[-1:]).removesuffix(" only")
need = metrics.UNDECIDED if "not clearly different" in reads.values() or not enough else need
print("learned to read, clearly above a half right:", "; ".join(enough) or "none")

# %%
predict(
    "induction.need",
    my_need,
    need,
    options={
        "bursts": "Bursts can be read. But reading pays only where the weights do not know.",
        "dealt anew": "Then the weights do not know. But without bursts the row does not tell"
        " either.",
        "both": "Reading must be possible, and it must be needed.",
        "neither": "Every text would do then. Most training data would be fine.",
    },
)

# %% [markdown]
# All runs know the usual surnames; only those of the first texts learned to read. Without "dealt
# anew" the weights can hold every answer, and a head that looks back has nothing to earn. Without
# bursts the row never tells a surname before it is asked for.

# %% [markdown]
# Chan et al. find both properties in natural text. A name or a term comes in bursts, and what it
# means differs from text to text. Then nobody has to put in-context learning there: it pays, so it
# is learned.

# %%
quiz("induction.data")

# %% [markdown] tags=["instructor"]
# **Instructor.** The table is the heart of the lesson; give it time. Ask which of the four rows a
# telephone book is, a novel, a log file, a code base. Behind schedule? Stop after the quiz and let
# the lab do town-lm: there the learners find the heads themselves.

# %% [markdown]
# ## The same heads in a larger model
#
# `town-lm` learned to read from quite other texts: lists, lexicons, songs, and the town's mail.
# Score its heads on rows of random words from its vocabulary, pair after pair, as above. Nothing in
# them is a task.

# %%
lm, tokenizer = models.load_checkpoint("town-lm")
pieces = tokenizer(
    [f" {word}" for word in sorted(attributes.all_words())], add_special_tokens=False
)["input_ids"]
whole = torch.tensor(sorted({ids[0] for ids in pieces if len(ids) == 1}))
whole = whole[torch.randperm(len(whole), generator=rng(0))]  # words that are one token each
lm_rows, lm_asked = induction.questions(size(64, 8), rng(1), whole[::2], whole[1::2], pairs=12)
print(tokenizer.decode(lm_rows[0][:9]))

# %%
lm_weights = attention.weights_of(lm, lm_rows)
lm_scores = induction.induction_scores(lm_weights, lm_rows, lm_asked)
later = (torch.arange(lm_rows.shape[1]) > 1).expand_as(lm_rows)  # all but [CLS] and the first
lm_previous = induction.previous_scores(lm_weights, later)
lm_even = (1 / (torch.arange(lm_rows.shape[1]) + 1)).expand_as(lm_rows)[lm_asked].mean().item()

# %%
LAYERS, COUNT = lm_scores.shape
FOUND, MARKERS = heads.strongest(lm_scores, 3), heads.strongest(lm_previous, 2)
listed = ", ".join(f"{heads.name(head)} ({lm_scores[head]:.2f})" for head in FOUND)
told_how = f"Highest induction scores: {listed}. Even looking: {lm_even:.2f}."
pictures = {"induction score": lm_scores, "previous score": lm_previous}
plots.show(*induction_views.grids(pictures, told_how))

# %% [markdown]
# The three with the highest induction score are our suspects. The two with the highest previous
# score are candidates for the other half of the circuit: those that put the marks.

# %% [markdown]
# ## Do they carry its in-context learning?
#
# The test is a task, not the rows that chose the heads. The model gets eight demonstrations with
# label words that it never saw as labels. Its **gain** is the accuracy with them minus that
# without. How much of it goes when the three heads are silenced?

# %%
my_share = None  # your prediction: share of the gain that goes, between 0 and 1

# %% [markdown]
# Two tasks: in the **lexicon** words have a label each and come again; in **classes** a label goes
# with a kind of word, and no word comes again. The controls are three other heads, drawn anew for
# each seed, anywhere or in the same layers, and the two **markers**: the highest previous scores.

# %%
_, two_classes = few_shot.KINDS["two classes"]
TASKS = {
    "lexicon": few_shot.kind(lambda random: few_shot.of_random_words(random, 2, "phrase", size=1)),
    "classes": two_classes,
}
mixture = pretraining.TownBatches(tokenizer, pretraining.STAGES[-1], town.documents(size(300, 40)))
lm_means = heads.head_means(lm, mixture(rng(2))[0])


# %%
def right(task: str, silent, seed: int, demonstrations: int = 8) -> float:
    """Accuracy on queries that depend on the seed, with some heads silenced."""
    with heads.without(lm, silent, lm_means):
        return few_shot.accuracy(
            lm, tokenizer, TASKS[task], demonstrations, count=size(60, 6, in_class=20), seed=seed
        )


# %%
SEEDS = range(size(8, 2, in_class=5))
choices = {
    "nothing": lambda seed: [],
    "the three heads": lambda seed: FOUND,
    "others anywhere": lambda seed: heads.others(FOUND, LAYERS, COUNT, rng(seed)),
    "others, same layers": lambda seed: heads.others(FOUND, LAYERS, COUNT, rng(seed), True),
    "the two markers": lambda seed: MARKERS,
}


# %%
tested = [
    {"task": task, "silenced": name, "seed": seed, "accuracy": right(task, choose(seed), seed)}
    for task in TASKS
    for name, choose in choices.items()
    for seed in SEEDS
]
for task in TASKS:
    for seed in SEEDS:
        none = {"task": task, "silenced": "no demonstrations", "seed": seed}
        tested.append({**none, "accuracy": right(task, [], seed, 0)})

# %%
tested = experiment.Runs(tested).shares(accuracy=size(60, 6, in_class=20))
versus = {"versus": {"silenced": "the three heads"}, "against": "the three heads"}
caption = "Accuracy with eight demonstrations, by what is silenced"
tested.table("accuracy", "silenced", "task", caption, **versus)


# %%
def lost(task: str, name: str) -> float:
    """Share of the gain that is lost, from the mean accuracies."""
    ways = ("nothing", name, "no demonstrations")
    whole, some, none = (tested.mean("accuracy", task=task, silenced=way) for way in ways)
    return (whole - some) / (whole - none) if whole > none else 0.0


# %%
predict("induction.share", my_share, lost("lexicon", "the three heads"), close=0.15)
marks, others = {"silenced": "the two markers"}, {"silenced": "others anywhere"}
for task in TASKS:
    verdict = tested.clearly("accuracy", marks, others, task=task)
    print(f"{task}, share of the gain lost without the three: {lost(task, 'the three heads'):.2f}")
    print(f"  accuracy without the two markers against others anywhere: {verdict}")

# %% [markdown]
# Without the three most of the gain is gone, far more than without three others. And the markers?
# "Not clearly different": those that look most at the token before are not shown to cost more than
# any heads. So the previous score alone has not found what the circuit needs.

# %% [markdown]
# The two tasks differ. The lexicon asks for the very thing the score measures. In the classes no
# word returns, so a head has to find a word *of the same kind*. Both suffer without the same three
# heads. So in this model these seem to help to match what tokens mean, not only which they are.

# %% [markdown]
# ### One head at a time (to go further)
#
# The three heads were chosen by where they look. Does a task need a head that no score found? So
# silence every head alone, on both tasks, with five draws of queries.

# %%
every_head = heads.strongest(lm_scores, LAYERS * COUNT)


def singly(task: str, seed: int) -> dict:
    """Accuracy without each head alone, by its name."""
    return {heads.name(head): right(task, [head], seed) for head in every_head}


singles = experiment.run("induction/singly", singly, range(5), LIVE, task=list(TASKS))


# %%
def without_each(task: str) -> torch.Tensor:
    """Mean accuracy without each head, float (layers, heads)."""
    found = torch.zeros(LAYERS, COUNT)
    for head in every_head:
        found[head] = singles.mean(heads.name(head), task=task)
    return found


# %%
LONE = divmod(int(without_each("classes").argmin()), COUNT)
pictures = {f"{task}, right without it": without_each(task) for task in TASKS}
told_how = f"In the classes, the costliest head to silence alone is {heads.name(LONE)}."
plots.show(*induction_views.grids(pictures, told_how))

# %% [markdown]
# That head was chosen by what it costs. So its cost must be measured on other queries, or luck is
# part of it. Here are five new draws, with each of the three heads alone, all three together, and
# the costliest one.

# %%
silenced = {"nothing": [], "the three heads": FOUND, f"{heads.name(LONE)} alone": [LONE]}
silenced |= {f"{heads.name(head)} alone": [head] for head in FOUND}
again = [
    {"silenced": name, "seed": seed, "accuracy": right("classes", some, seed)}
    for name, some in silenced.items()
    for seed in range(10, 10 + size(5, 2))
]
again = experiment.Runs(again).shares(accuracy=size(60, 6, in_class=20))
versus = {"versus": {"silenced": "nothing"}, "against": "nothing"}
again.table("accuracy", "silenced", caption="Classes, on new queries", **versus)

# %% [markdown]
# Alone, each of the three costs little; together they cost most of the gain. So they may stand in
# for each other; on these classes no pair was tried. And the costliest head alone is none of them:
# a score knows where a head looks on random rows, and not what a task needs.

# %% [markdown]
# ### Two heads at a time (to go further)
#
# Heads that do the same work hide each other: silence one, and the other goes on. So silence every
# **pair**, on draws that chose nothing so far. A pair matters if the two together cost more than
# what each costs alone, added up.

# %%
some_heads = every_head[: size(LAYERS * COUNT, 3)]
every_pair = list(combinations(some_heads, 2))


def named(pair: tuple) -> str:
    return " + ".join(map(heads.name, pair))


def pairwise(task: str, seed: int) -> dict:
    """Accuracy without each head and without each pair of heads, and with all of them."""
    alone = {heads.name(head): right(task, [head], seed) for head in some_heads}
    both = {named(pair): right(task, list(pair), seed) for pair in every_pair}
    return alone | both | {"nothing": right(task, [], seed)}


# %%
doubles = experiment.run("induction/pairs", pairwise, range(20, 23), LIVE, task=list(TASKS)[:1])


def beyond(one: tuple[int, int], other: tuple[int, int]) -> list[float]:
    """By draw: what a pair costs beyond its two heads' own costs."""
    single, second = (doubles.values(heads.name(head)) for head in (one, other))
    whole, both = doubles.values("nothing"), doubles.values(named((one, other)))
    return [a + b - c - d for a, b, c, d in zip(single, second, whole, both)]


# %%
extra = {named(pair): metrics.interval(beyond(*pair)) for pair in every_pair}
most = sorted(extra, key=lambda pair: -extra[pair][0])[:5]
rows = [{"pair": pair, "costs more by": extra[pair]} for pair in most]
tables.show(rows, f"The first five of {len(extra)} pairs, by what they cost", rows="pair")

# %% [markdown]
# These five were picked as the largest of so many, so luck is part of their size, and three draws
# are few. Where a pair still costs far more than the next ones, its heads may stand in for each
# other on these queries. On new draws you would see.

# %% [markdown]
# ### And plain text? (to go further)
#
# If the heads were simply important, everything would suffer. So ask for the loss on plain texts of
# the town, in eight parts, with the same heads silenced.

# %%
plain = tokens.pack(tokenizer, town.documents(size(120, 12), "test", seed=1), 128)


def plain_loss(silent: list[tuple[int, int]], part: int) -> float:
    """Loss on one part of the plain texts, in nats, with some heads silenced."""
    with heads.without(lm, silent, lm_means):
        return causal.evaluate(lm, plain[part :: len(SEEDS)], batch_size=16)["loss"]


# %%
harms = experiment.Runs(
    [
        {"silenced": name, "seed": seed, "loss": plain_loss(choose(seed), seed)}
        for name, choose in choices.items()
        for seed in SEEDS
    ]
)
versus = {"versus": {"silenced": "nothing"}, "against": "nothing"}
harms.differences("loss", "silenced", caption="Nats added to the loss on plain text", **versus)

# %%
verdict = harms.clearly("loss", {"silenced": "the three heads"}, {"silenced": "nothing"})
words = {
    "higher": "plain text suffers without the three heads, too.",
    "lower": "plain text is even cheaper without the three heads: there they are in the way.",
    "not clearly different": "plain text does not notice that the three heads are gone.",
}
display.say(f"So {words[verdict]}")

# %% [markdown]
# So the three are not simply important: they cost much on the tasks and nothing on plain text,
# where three others do cost something. The two markers are the other way round: little on the
# tasks, much on plain text. What a head is needed for depends on the text.

# %%
quiz("induction.control")

# %% [markdown] tags=["instructor"]
# **Instructor.** The usual objection: "three heads of so few in the whole model, of course it
# hurts". That is what the controls answer. The second: "you chose the heads that hurt". No: they
# were chosen by where they look, on rows of random words, before any task was asked.

# %% [markdown]
# ## What this does not show
#
# The rows were made so that the step is sharp. In large models many abilities overlap, and heads
# for tasks, not for copying, carry much of few-shot learning (Yin & Steinhardt 2025). A silenced
# head also disturbs what comes after it. And three runs show the course of things, not when the
# step comes.

# %% [markdown]
# ## Where to read more
#
# - Elhage et al. 2021, *A mathematical framework for transformer circuits*.
# - Olsson et al. 2022, *In-context learning and induction heads*: the phase change, and the
#   scores.
# - Chan et al. 2022, *Data distributional properties drive emergent in-context learning in
#   transformers*.
# - Reddy 2024, *The mechanistic basis of data dependence and abrupt learning in an in-context
#   classification task*.
# - Singh et al. 2024, *What needs to go right for an induction head?*
# - Yin & Steinhardt 2025, *Which attention heads matter for in-context learning?*
