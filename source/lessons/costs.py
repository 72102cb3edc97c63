# ---
# title: What fine-tuning costs
# minutes: 45
# objectives:
#   - Recognise overfitting in two curves, and measure what early stopping and regularisation change
#   - Show that a model forgets while it learns, and compare three cures by what each keeps and
#     learns
#   - Measure how many wrong labels a fine-tuned model and a bag of words can bear
#   - Count arithmetic, memory and bytes of full fine-tuning, a new head and LoRA
# needs:
#   - fine_tuning
# key_points:
#   - A training loss that falls says nothing about new texts. Watch texts that training never sees.
#   - Loss and accuracy on new texts can disagree. Stop by the number that counts for you.
#   - What one task moves in the body, the heads of earlier tasks still rely on. That is forgetting.
#   - A cure is judged by what it keeps and by what it learns, against simply training less.
#   - LoRA saves memory and bytes. It saves less arithmetic, because the error still passes every
#     layer.
# ---

# %% [markdown]
# ## Two jobs for one model
#
# A documentation team has a model that tells which library a paragraph describes. Next month the
# same model is fine-tuned to sort support tickets. It does well. Then somebody tries the first job
# again. What will they see? And what else did the fine-tuning cost?

# %%
import math
from functools import cache
from random import Random

import torch
from datasets import ClassLabel, Dataset, Features, Value

from helpers.checks import predict, quiz
from helpers.measure import evaluation, experiment, metrics, trade_offs
from helpers.setup import size
from helpers.show import plots, tables
from helpers.text import corpora, data, tokens, town
from helpers.weights import cost, finetuning, forgetting, masking, models, optim, training

# %%
BASE, TOWN = "manuals-encoder", "town-encoder"  # read manuals; read everyday office texts
pretrained, tokenizer = models.load_checkpoint(BASE)
LIVE = False  # True runs the stored experiments on your machine: about 20 minutes on two cores

# %% [markdown]
# ## Few examples, many steps
#
# Begin with a smaller problem. You have two dozen labelled news items of each section, and some
# labels are wrong. That is a common start. The model may look at them as often as you like. It
# begins from the course's `town-encoder`, pre-trained on everyday texts of that kind without
# labels.

# %%
news = town.town("news", train=2000, test=400, noise=0.2)
SECTIONS = news["train"].features["label"].names
few = data.sample(news["train"], 24, seed=0)
watched = news["validation"]
print(f"{len(few)} texts to learn from, {len(watched)} to watch, {len(news['test'])} to test")
shown = [{"text": row["text"], "label": SECTIONS[row["label"]]} for row in few.select(range(3))]
tables.show(shown, "Three of the texts to learn from")

# %% [markdown]
# Three sets, three jobs. The model learns from the **training** set. You watch the **validation**
# set while it learns, and may decide by it. The **test** set is asked once, at the end. Only the
# training labels hold mistakes.

# %% [markdown]
# Before you train: at which of the steps up to the end will the loss on the watched texts be
# lowest?

# %%
STEPS = size(150, 4)
my_step = None  # your prediction: a step between 0 and 150

# %%
model = finetuning.classifier(TOWN, SECTIONS, max_tokens=64)
history = finetuning.fit(
    model,
    few,
    STEPS,
    name="few labels",
    validation=watched,
    evaluate_every=size(10, 2),
    floors={"even guess": math.log(3)},
)

# %%
steps, losses = history.curve()
best = steps[losses.index(min(losses))]
right = {step: found["accuracy"] for step, found in history.evaluations}
print(f"lowest held-out loss {min(losses):.2f} at step {best}, {losses[-1]:.2f} at the end")
print(f"held-out accuracy {right[best]:.2f} at that step, {right[steps[-1]]:.2f} at the end")
last = metrics.mean(history.losses[-20:])
print(f"training loss, mean of the last {len(history.losses[-20:])} steps: {last:.2f}")

# %%
predict("costs.step", my_step, best, close=20)

# %% [markdown]
# One curve keeps falling, the other turns. This is **overfitting**: the model fits its few texts
# ever more closely, wrong labels included, and grows too sure about all others. The training loss
# alone would never tell you. Compare the two accuracies as well: they come back below.

# %% [markdown] tags=["instructor"]
# **Instructor.** Draw both curves on the board before the run and let people draw where the second
# one goes. Ask what the model can possibly learn from a text with a wrong label: only the text
# itself. Behind schedule? Skip the noise section; forgetting and cost are the core.

# %%
quiz("costs.overfit")

# %% [markdown]
# ## Stop early, or make it harder to memorise
#
# **Early stopping** keeps the weights of the best moment on the validation set and ends when it has
# not improved for a while: `patience` evaluations. The course's loop has it.

# %%
model = finetuning.classifier(TOWN, SECTIONS, max_tokens=64)
stopped = finetuning.fit(
    model,
    few,
    STEPS,
    name="early stopping",
    validation=watched,
    evaluate_every=size(10, 2),
    patience=3,
    show=False,
)
print(f"stopped after {len(stopped.losses)} of {STEPS} steps")

# %%
shown = [
    {"texts": name, **finetuning.validate(model, texts)}
    for name, texts in (("watched", watched), ("test", news["test"]))
]
tables.show(shown, "The model that stopped early", rows="texts")

# %% [markdown]
# Other ways are called **regularisation**. **Weight decay** pulls every weight towards zero at each
# step. **Dropout** sets a random share of the numbers between layers to zero while training, so
# that no single one can be relied on. Or simply take fewer steps.


# %%
def with_dropout(model: finetuning.Classifier, share: float) -> None:
    for part in model.model.modules():
        if isinstance(part, torch.nn.Dropout):
            part.p = share


# %%
def overfit(cure: str, seed: int) -> dict:
    """Loss and accuracy on the test after training on few labels with one cure."""
    few = data.sample(news["train"], 24, seed=seed)
    model = finetuning.classifier(TOWN, SECTIONS, seed=seed, max_tokens=64)
    with_dropout(model, 0.3 if cure == "dropout" else 0.0)
    how = {"weight_decay": 1.0 if cure == "weight decay" else 0.01, "evaluate_every": size(10, 2)}
    if cure == "early stopping":
        how |= {"validation": watched, "patience": 3}
    steps = size(50, 2) if cure == "fewer steps" else STEPS
    finetuning.fit(model, few, steps, seed=seed, name=f"{cure} {seed}", show=False, **how)
    return finetuning.validate(model, news["test"])


# %%
cures = ["nothing", "early stopping", "weight decay", "dropout", "fewer steps"]
runs = experiment.run("costs/overfit", overfit, seeds=range(8), live=LIVE, cure=cures)
runs = runs.shares(accuracy=len(news["test"]))

# %%
chance = metrics.chance(news["test"]["label"])["majority class"]
runs.table(
    ["loss", "accuracy"],
    "cure",
    versus={"cure": "nothing"},
    against="no cure",
    caption="On the test texts",
    note=f"An even guess: loss {math.log(3):.2f}. The largest class: accuracy {chance:.2f}.",
)

# %% [markdown]
# Look at the loss and at the accuracy: they need not agree. A memorising model becomes too sure,
# and the loss punishes a sure mistake hard, while the accuracy only counts it. Stopped at its
# lowest loss, a model may not yet tell the sections apart well. Stop by the number that counts for
# you.

# %% [markdown]
# Early stopping also had help: it looked at labels of the validation set. That is a cost as well.

# %% [markdown]
# ## Learning one thing, losing another
#
# Now the two jobs. The first: which library does a paragraph document? Six libraries, the same
# number of paragraphs of each, training and test from different modules.

# %%
LIBRARIES = ["matplotlib", "pandas", "sklearn", "sympy", "torch", "transformers"]
manuals = corpora.manuals()


def paragraphs(part: str) -> Dataset:
    """The paragraphs of the six libraries, in one part of the manuals."""
    rows = zip(manuals[part]["text"], manuals[part]["library"])
    rows = [{"text": t, "label": LIBRARIES.index(name)} for t, name in rows if name in LIBRARIES]
    columns = Features({"text": Value("string"), "label": ClassLabel(names=LIBRARIES)})
    return Dataset.from_list(rows, features=columns)


# %%
a_train = data.sample(paragraphs("train"), size(400, 40), seed=0)
a_test = data.sample(paragraphs("test"), size(60, 5), seed=0)
rows = tokens.pack(tokenizer, manuals["train"]["text"][:: size(6, 60)], 64)
asked = tokens.pack(tokenizer, manuals["test"]["text"], 64)
asked = asked[:: max(1, len(asked) // size(300, 30))]
print(f"{len(a_train)} to learn from, {len(a_test)} to test; chance {1 / len(LIBRARIES):.2f}")

# %% [markdown]
# The team still fills gaps with it, too, as in [[lesson:masked_lm]]. So half of the steps go to
# libraries and half to hidden tokens. `forgetting.mix` decides at each step which pair of batches
# and loss is asked, so the curve jumps between two losses. Both reach the same **body**: token
# table, layers and last norm.


# %%
def half_and_half(library: finetuning.Classifier, gaps, other=None):
    """Batches and loss: libraries and gaps in turn; with `other`, half of the steps go to that."""
    libraries = (
        finetuning.Batches(library, a_train["text"], a_train["label"], 16),
        lambda _, batch: finetuning.loss(library.model, batch),
    )
    hidden = masking.Masker(rows, tokenizer, 16), lambda _, batch: masking.loss(gaps, batch)
    both = forgetting.mix(libraries, hidden, share=0.5)
    return forgetting.mix(other, both, share=0.5) if other else both


# %%
@cache
def first_job(seed: int) -> finetuning.Classifier:
    """A model that has learned to name libraries and to fill gaps."""
    model = finetuning.classifier(BASE, LIBRARIES, seed=seed, max_tokens=64)
    batches, loss = half_and_half(model, forgetting.swap_body(pretrained, model))
    net, adamw = model.model, optim.adamw(model.model, 1e-3, 0.01)
    how = {"seed": seed, "show": not seed}
    training.train(f"first job {seed}", net, batches, size(400, 4), loss, adamw, **how)
    return model


# %%
first = first_job(0)
evaluation.Report(a_test["label"], first.predict(a_test["text"]), LIBRARIES).table()

# %% [markdown]
# The second job: which department must act on a support ticket? A new head goes on the body of the
# first model. `put_body` copies that body.

# %%
tickets = town.town("departments", train=2000, test=size(300, 30))
b_train, b_test = tickets["train"], tickets["test"]
DEPARTMENTS = b_test.features["label"].names
second = finetuning.classifier(BASE, DEPARTMENTS, max_tokens=64)
forgetting.put_body(second, first)
history = finetuning.fit(second, b_train, size(200, 2), name="tickets")

# %%
learned = finetuning.validate(second, b_test)["accuracy"]
print(f"accuracy on tickets {learned:.2f}, chance {1 / len(DEPARTMENTS):.2f}")

# %% [markdown]
# The head of the first job still exists; nobody trained it. Put it on the body as it is now.
# How often will it be right about libraries? Chance is one in six.

# %%
my_left = None  # your prediction: accuracy on libraries after the tickets, between 0 and 1

# %% [markdown]
# `swap_body(old, new)` gives the old head on the new body. The same with the pre-trained model: its
# head, which fills gaps, goes on each body in turn.


# %%
def remembered(old, new) -> dict[str, float]:
    """How well the old heads do on the new body: accuracy on libraries, loss at hidden tokens."""
    library = finetuning.validate(forgetting.swap_body(old, new), a_test)["accuracy"]
    gaps = masking.evaluate(forgetting.swap_body(pretrained, new), asked, tokenizer)["loss"]
    return {"libraries": library, "masked loss": gaps}


# %%
untouched = masking.evaluate(pretrained, asked, tokenizer)["loss"]
shown = [
    {"body": "before all fine-tuning", "libraries": None, "masked loss": untouched},
    {"body": "before the tickets", **remembered(first, first)},
    {"body": "after the tickets", **remembered(first, second)},
]
tables.show(shown, "The old heads on each body", rows="body")

# %%
predict("costs.left", my_left, shown[-1]["libraries"], close=0.1)

# %% [markdown]
# Nobody told the model to forget. The tickets moved weights on which the old heads relied, and no
# loss spoke for the old jobs. This is **catastrophic forgetting** (McCloskey and Cohen 1989).
# Compare the two measures: one needs labels, the other asks about all that pre-training taught.

# %% [markdown]
# What belongs to the body? ModernBERT's classifier and its masked-language model both have a dense
# layer just before the output, called `head`. Each task trains its own, so here it counts as head.
# The output table, too, stays what it was.

# %%
same, moved = forgetting.body(pretrained).state_dict(), forgetting.body(second).state_dict()
shown = []
for name in ("embeddings.tok_embeddings", "layers.0.attn.Wqkv", "layers.3.attn.Wqkv"):
    then, now = same[name + ".weight"].cpu(), moved[name + ".weight"].cpu()
    distance = (now - then).norm() / then.norm()
    shown.append({"weights": name, "distance": f"{distance:.1%}"})
tables.show(shown, "How far they moved, as a share of their length", rows="weights")

# %% [markdown]
# ### Near and far
#
# Does it matter how far the new job is from what pre-training read? Three new jobs with four
# classes each, with the same number of texts and steps, each on the body of the pre-trained model:
# **libraries**, **tickets**, and **shuffled** tickets, whose words stand in random order.


# %%
def shuffled(row: dict, number: int) -> dict:
    """The row with its words in random order."""
    words = row["text"].split()
    return {"text": " ".join(Random(number).sample(words, len(words)))}


four = a_train.filter(lambda row: row["label"] < 4)
as_many = data.sample(b_train, size(400, 40), seed=0)
JOBS = {
    "libraries": four,
    "tickets": as_many,
    "shuffled": as_many.map(shuffled, with_indices=True),
}

# %% [markdown]
# How **far** is a job? Ask the pre-trained model for hidden tokens of its texts, before all
# training. What surprises it is far.


# %%
@cache
def surprise(job: str) -> float:
    """Loss of the pre-trained model at hidden tokens of a job's texts, nats."""
    rows = tokens.pack(tokenizer, JOBS[job]["text"][: size(400, 40)], 64)
    return masking.evaluate(pretrained, rows, tokenizer)["loss"]


def near_and_far(job: str, seed: int) -> dict:
    """How much worse the model of a new job predicts the hidden tokens of manuals."""
    net = finetuning.classifier(BASE, DEPARTMENTS, seed=seed, max_tokens=64)
    name = f"{job} {seed}"
    finetuning.fit(net, JOBS[job], size(50, 2), name=name, seed=seed, show=False)
    loss = masking.evaluate(forgetting.swap_body(pretrained, net), asked, tokenizer)["loss"]
    return {"masked loss gained": loss - untouched, "texts' loss": surprise(job)}


# %%
near = experiment.run("costs/distance", near_and_far, seeds=range(5), live=LIVE, job=list(JOBS))
near.table(
    ["texts' loss", "masked loss gained"],
    "job",
    versus={"job": "tickets"},
    against="tickets",
    caption="How far the texts are, and what was forgotten of manuals",
)

# %% [markdown]
# Read the first column as a distance, the second as its price. One expects both to rise together.
# Where they do not, distance is not all: paragraphs and tickets also differ in length, and in what
# is asked of them. The clean comparison is the last pair: the same words, the same lengths, other
# order.

# %%
quiz("costs.forgetting")

# %% [markdown]
# ## Three cures
#
# **Rehearsal**: half of the steps go to old examples, paragraphs with their library and rows with
# gaps. **Frozen layers**: the token table and the lower layers do not learn. **LoRA**: no old
# weight learns; two thin matrices beside each one do (Hu et al. 2021).

# %% [markdown]
# Equal budget: every cure gets the same number of steps with the same number of texts. Rehearsal
# spends half of them on the old, so a control is needed: plain fine-tuning that simply stops at
# half. LoRA starts from matrices of zeros and gets a higher learning rate, as is usual. By the
# masked loss, which cure forgets least?

# %%
my_cure = None  # your prediction: "rehearsal", "frozen" or "LoRA"


# %%
def new_on_old(old: finetuning.Classifier, cure: str, seed: int):
    """A classifier of tickets on the old body, ready to learn, and its learning rate."""
    new = finetuning.classifier(BASE, DEPARTMENTS, seed=seed, max_tokens=64)
    forgetting.put_body(new, old)
    if cure == "frozen":
        forgetting.freeze(new, layers=3)
    if cure == "LoRA":
        new.model = finetuning.with_lora(new.model)
    return new, 3e-3 if cure == "LoRA" else 1e-3


# %% [markdown]
# Rehearsal needs no second loop: it is the same mixture with the tickets as a third part.


# %%
def asked_while_learning(cure: str, old: finetuning.Classifier, new: finetuning.Classifier):
    """Batches and loss: the tickets, and for rehearsal the old questions in half of the steps."""
    pair = finetuning.Batches(new, b_train["text"], b_train["label"], 16), finetuning.loss
    if cure != "rehearsal":
        return pair
    libraries, gaps = forgetting.swap_body(old, new), forgetting.swap_body(pretrained, new)
    return half_and_half(libraries, gaps, other=pair)


# %%
def train_on_tickets(cure: str, old: finetuning.Classifier, seed: int) -> finetuning.Classifier:
    """A classifier of tickets that began on the old body."""
    new, lr = new_on_old(old, cure, seed)
    steps = size(200, 2) // (2 if cure == "half the steps" else 1)
    batches, loss = asked_while_learning(cure, old, new)
    how = {"seed": seed, "show": False}
    adamw = optim.adamw(new.model, lr, 0.01)
    training.train(f"{cure} {seed}", new.model, batches, steps, loss, adamw, **how)
    return new


# %%
def learn_tickets(cure: str, seed: int) -> dict:
    """Accuracy on tickets, and what the old heads have lost by them."""
    old = first_job(seed)
    before = remembered(old, old)
    new = train_on_tickets(cure, old, seed)
    after = remembered(old, new)
    return {
        "tickets": finetuning.validate(new, b_test)["accuracy"],
        "libraries": after["libraries"],
        "masked loss": after["masked loss"],
        "libraries lost": before["libraries"] - after["libraries"],
        "masked loss gained": after["masked loss"] - before["masked loss"],
    }


# %%
cures = ["rehearsal", "frozen", "LoRA"]
ways = ["plain", "half the steps", *cures]
runs = experiment.run("costs/forgetting", learn_tickets, seeds=range(5), live=LIVE, cure=ways)
runs = runs.shares(tickets=len(b_test))

# %%
runs.table(
    ["libraries lost", "masked loss gained", "tickets"],
    "cure",
    versus={"cure": "half the steps"},
    caption="What was forgotten, and what was learned",
    against="half the steps",
    note=f"Chance: libraries {1 / len(LIBRARIES):.2f}, tickets {1 / len(DEPARTMENTS):.2f}.",
)

# %% [markdown]
# Never read one of these columns alone. A cure that loses nothing and learns nothing is no cure.
# So put both into one picture: what was forgotten to the right, what was learned upwards. The best
# place is at the top left.

# %%
fig, axes = plots.figure(7.5, 3.8, columns=2)
for ax, lost in zip(axes, ("libraries lost", "masked loss gained")):
    trade_offs.draw(ax, runs, across=lost, up="tickets", by="cure")
    ax.set(xlabel=f"{lost} (left is better)", ylabel="accuracy on tickets")
plots.legend_above(axes[0])
lost = [f"{cure} {runs.mean('libraries lost', cure=cure):.2f}" for cure in ways]
plots.show(fig, f"Accuracy on libraries lost: {'; '.join(lost)}.")

# %%
runs.differences("tickets", "cure", versus={"cure": "plain"}, against="plain fine-tuning")

# %%
predict(
    "costs.cure",
    my_cure,
    runs.among(cure=cures).best("masked loss gained", "cure", lowest=True),
    options={
        "rehearsal": "Only rehearsal asks the old questions again.",
        "frozen": "Fixed layers cannot move, and the lower ones carry most of the old task.",
        "LoRA": "Few numbers learn, so the body cannot move far.",
    },
)

# %% [markdown]
# Look at the control before you praise a cure. Stopping at half forgets less as well, and costs
# about as much on the tickets. What a cure is worth is what it keeps *beyond* that: the signs in
# the first table say where it does.

# %% [markdown]
# Rehearsal is the only cure that asks the old questions; the others only limit how far the body can
# move. It needs the old data, though. And every one of them, as set here, cost accuracy on the new
# task: keeping has a price.

# %% [markdown] tags=["instructor"]
# **Instructor.** Most people bet on LoRA, because "the weights are frozen". The weights are, the
# function is not: with the adapter on, the old head reads changed activations. The next cell is
# where the claim becomes true. Ask which cure they could use if the old data were deleted.

# %% [markdown]
# ## Taking the adapter off
#
# LoRA has one more property. Its old weights are all still there. Switch the adapter off, and ask
# the old head again.

# %%
new, lr = new_on_old(first, "LoRA", seed=0)
finetuning.fit(new, b_train, size(40, 2), name="adapter", lr=lr, show=False)
old_head = forgetting.swap_body(first, new)
before = first.logits(a_test["text"])
on = old_head.logits(a_test["text"])
with new.model.disable_adapter():
    off = old_head.logits(a_test["text"])
print("adapter on, the same answers to the last bit:", torch.equal(on, before))
print("adapter off, the same answers to the last bit:", torch.equal(off, before))

# %% [markdown]
# So with adapters nothing needs to be forgotten: keep one body and one small file for each task,
# and put on the one you need. Then, however, no model does both tasks at the same time, and
# neither learns from the other.

# %% [markdown]
# ## What wrong labels cost
#
# People make mistakes when they label. Give that share of the training texts another class at
# random; the test labels stay right. A **bag of words** (word counts, weighted by rarity, and
# logistic regression) sees the same labels.

# %%
my_noisy = None  # your prediction: the fine-tuned model's accuracy with 40 % of the labels wrong


# %%
def wrong_labels(noise: float, seed: int) -> dict:
    parts = town.town("reviews", train=800, test=400, seed=seed, noise=noise)
    names = parts["train"].features["label"].names
    model = finetuning.classifier(TOWN, names, seed=seed, max_tokens=64)
    finetuning.fit(
        model, parts["train"], size(150, 2), name=f"noise {noise} {seed}", seed=seed, show=False
    )
    words = evaluation.bag_of_words(parts["train"]["text"], parts["train"]["label"])
    test, labels = list(parts["test"]["text"]), parts["test"]["label"]
    answers = {"fine-tuned": model.predict(test), "bag of words": words.predict(test)}
    return {
        name: evaluation.Report(labels, found, names).accuracy for name, found in answers.items()
    }


# %%
MODELS = ["fine-tuned", "bag of words"]
runs = experiment.run("costs/noise", wrong_labels, live=LIVE, noise=[0.0, 0.1, 0.2, 0.4])
runs = runs.shares(**{"fine-tuned": 400, "bag of words": 400})  # texts in each test
runs = runs.renamed(noise="wrong labels", **{name: f"{name}, accuracy" for name in MODELS})
runs = runs.stacked("model", MODELS, ["accuracy"])

# %%
noisy, clean = (
    runs.mean("accuracy", model="fine-tuned", **{"wrong labels": share}) for share in (0.4, 0.0)
)
told = f"Fine-tuned: {clean:.2f} without wrong labels, {noisy:.2f} with the most of them."
runs.plot("accuracy", "wrong labels", told, chance=1 / 3, group="model", line=True)

# %%
fine_tuned = {"model": "fine-tuned"}
runs.differences("accuracy", "wrong labels", "model", versus=fine_tuned, against="fine-tuned")
predict("costs.noisy", my_noisy, noisy, close=0.05)

# %% [markdown]
# Both lose, and neither falls to chance: random mistakes pull in all directions, the right labels
# in one. With these few steps the network gains nothing over the bag of words: read the
# differences. Mistakes with a system, such as one labeller's habit, pull in one direction too. They
# would not cancel.

# %% [markdown]
# ## Arithmetic, memory, bytes
#
# One weight that multiplies costs two operations to read a token: a multiplication and an
# addition. Learning doubles that for sending the error back, and again for the weight's own
# gradient. Six in all: training on D tokens with N weights takes about 6ND.

# %%
model = finetuning.classifier(TOWN, DEPARTMENTS, max_tokens=64)
texts = b_train["text"][:16]
D = int(model.encode(texts)[1].sum())
N = sum(p.numel() for p in cost.multiplying(model))
print(f"N = {N:,} weights, D = {D} tokens in a batch of 16 tickets")
print(f"to use it: 2ND = {2 * N * D / 1e6:,.0f} million operations")
print(f"one step: 6ND = {6 * N * D / 1e6:,.0f} million operations")

# %% [markdown]
# Compare three ways to fine-tune: all weights, a new head on a fixed body, LoRA. LoRA trains a few
# of a hundred weights. What share of the arithmetic of full fine-tuning does one of its steps
# need?

# %%
my_share = None  # your prediction: LoRA's operations divided by those of "all", between 0 and 1


# %%
def one_way(train: str, seed: int) -> dict:
    """Seconds a step, and accuracy on tickets after training one part of the model."""
    model = finetuning.classifier(TOWN, DEPARTMENTS, train=train, seed=seed, max_tokens=64)
    how = {"seed": seed, "lr": 5e-4 if train == "all" else 2e-3, "show": False}
    history = finetuning.fit(model, b_train, size(150, 2), name=f"{train} {seed}", **how)
    return {
        "seconds": history.seconds / len(history.losses),
        "accuracy": finetuning.validate(model, b_test)["accuracy"],
    }


# %%
ways = ["all", "head", "lora"]
runs = experiment.run("costs/cost", one_way, live=LIVE, train=ways).shares(accuracy=len(b_test))

# %%
counts = {}
for way in ways:
    counts[way] = cost.count(finetuning.classifier(TOWN, DEPARTMENTS, train=way), D)
    counts[way]["seconds"] = runs.mean("seconds", train=way)
cost.table(counts)

# %%
memory = {part: held / 1e6 for part, held in cost.memory(model).items()}
tables.show([memory], "Memory held to train all weights, MB")
runs.table("accuracy", "train", note=f"Chance: {1 / len(DEPARTMENTS):.2f}.")

# %%
predict("costs.share", my_share, counts["lora"]["flops"] / counts["all"]["flops"], close=0.1)

# %% [markdown]
# The times are those of the machine that ran the experiment. Memory held is weights, their
# gradients and AdamW's two running means; what a batch leaves behind on its way up comes on top
# and grows with the batch. Only weights that learn need gradients and means.

# %% [markdown]
# Where LoRA saves: the file of a task and the memory. Where it saves less: arithmetic, because the
# error must still travel down through every layer to reach the lowest adapter. A new head is cheap
# in everything. Look at its accuracy before you are happy.

# %%
quiz("costs.cost")

# %% [markdown]
# ## What this does not show
#
# One small model, two tasks that have little in common, one budget. Tasks closer to each other
# forget less, other learning rates forget more or less. No learning rate was tuned, not for the
# cures and not for the table of costs. Wrong labels were random. On a GPU the times sort
# differently.

# %% [markdown]
# ## Where to read more
#
# - McCloskey and Cohen 1989, *Catastrophic interference in connectionist networks*.
# - Robins 1995, *Catastrophic forgetting, rehearsal and pseudorehearsal*.
# - Prechelt 1998, *Early stopping, but when?*
# - Srivastava et al. 2014, *Dropout*; Loshchilov and Hutter 2019, *Decoupled weight decay
#   regularization*.
# - Rolnick et al. 2017, *Deep learning is robust to massive label noise*.
# - Hu et al. 2021, *LoRA*; Biderman et al. 2024, *LoRA learns less and forgets less*.
# - Kaplan et al. 2020, *Scaling laws for neural language models*: where 6ND comes from.
