# ---
# title: "What training is"
# minutes: 55
# further: 15
# objectives:
#   - Turn logits into probabilities and into a loss, by hand
#   - Find a slope by moving one weight, and all slopes at once by autograd
#   - Write the training loop, and say what each of its lines does
#   - Choose a learning rate, know overfitting when you see it, and say what cures it
#   - Say what a 95 % interval over a few runs promises, and what it does not
# needs:
#   - text_to_tokens
# key_points:
#   - Logits are any numbers. Softmax makes probabilities of them. The loss is minus the logarithm
#     of the probability of what really came next.
#   - A gradient says for every weight how the loss would change if that weight moved a little.
#   - A step draws a batch, computes the loss, asks for the gradient, moves the weights against it,
#     and forgets the gradient.
#   - Whatever is chosen is chosen on validation. The test part is looked at once.
#   - Of many 95 % intervals about 95 in 100 hold the truth. Which ones, nobody can see.
# ---

# %% [markdown]
# ## What training changes
#
# Here you train the smallest language model there is: a table that guesses the next token from the
# one before, a **bigram** model. Its vocabulary has 50 tokens, the commonest words and marks of the
# manuals. The data are pairs of neighbours in three parts of the text. The table learns from
# `train`; the other two come later.

# %%
import math
import statistics
from functools import partial

import torch  # PyTorch: tables of numbers, called tensors, and their slopes
from torch.nn.functional import cross_entropy
from torch.optim import SGD

from helpers.checks import check, predict, quiz
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import tables
from helpers.text import bigrams, corpora
from helpers.weights import optim, pair_tables, training
from helpers.weights import training_views as views

# %%
manuals, parts = corpora.manuals(), ("train", "validation", "test")
words = bigrams.commonest(manuals["train"]["text"], 50)
train, validation, test = (bigrams.pairs(manuals[part]["text"], words) for part in parts)
of = words.index("of")  # its id
shares = bigrams.counted(train, 50)[of]  # how often each token follows it
top = shares.topk(4).indices.tolist()
rows = [{"next": words[i], "share": shares[i].item()} for i in top]
tables.show(rows, "What follows “of” most often", note=f"{len(train):,} pairs to learn from.")

# %% [markdown]
# More than half of the time `the` comes next. These shares were counted. The table shall find them
# by training, without being told to count.

# %% [markdown]
# ## From logits to probabilities
#
# The numbers in a network that training changes are its **weights**, also called **parameters**.
# Ours answers with one number for each token that could come next, the
# **logits**. A larger logit means likelier. Any number will do. Take three:

# %%
logits = torch.tensor([2, 1, 0.0])
powers = logits.exp()
p = powers / powers.sum()
names = ["first", "second", "third"]
columns = {"token": names, "logit": logits.tolist(), "exponential": powers.tolist()}
note = f"The exponentials add up to {powers.sum():.2f}."
tables.show({**columns, "probability": p.tolist()}, "Softmax by hand", rows="token", note=note)

# %% [markdown]
# That is **softmax**: the exponential of each logit, which is always positive, divided by the sum
# of all three.
#
# ## How wrong was it?
#
# The text says what really came next. The **loss** is minus the natural logarithm of the
# probability which that token was given. Its unit is the **nat**. The mean over many pairs is
# called **cross-entropy**.

# %%
columns = {"really next": names, "probability": p.tolist(), "loss (nats)": (-p.log()).tolist()}
tables.show(columns, "The loss, for each token that may really come next", rows="really next")

# %% [markdown]
# The likelier the right token was held, the lower the loss. Only who was sure and right pays
# nothing. For many pairs at once:


# %%
def loss_of(table: torch.Tensor, pairs: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy. table: (50, 50), a row of logits for each token. pairs: (n, 2)."""
    logits = table[pairs[:, 0]]  # (n, 50): the row of the token before
    p = logits.exp() / logits.exp().sum(1, keepdim=True)  # softmax of each row
    right = p[range(len(pairs)), pairs[:, 1]]  # (n,): the probability of what really came next
    return -right.log().mean()


# %% [markdown]
# A table of logits, a row for each token before, is our whole network. The logits in it are its
# weights. At first all are 0: it knows nothing, and gives each of the 50 tokens the same
# probability. What is its loss, in nats? (`math.log` is the natural logarithm.)

# %%
my_nothing = None  # your prediction: the loss of one who knows nothing about 50 tokens

# %%
nothing = loss_of(torch.zeros(50, 50), train).item()
predict("training.nothing", my_nothing, nothing, close=0.05)
same = cross_entropy(torch.zeros(50, 50)[train[:, 0]], train[:, 1]).item()
print(f"ours {nothing:.3f}, torch's cross_entropy {same:.3f}")
print(f"minus the logarithm of 1/50: {-math.log(1 / 50):.3f}")

# %% [markdown]
# Whatever comes next was given 1/50. So who knows nothing pays the logarithm of the number of
# tokens, here of 50.

# %% [markdown]
# ## A slope, by moving one weight
#
# Which way should a weight move? Try it. Take the three logits, say that the second token really
# came next, and raise one logit a little. The change of the loss, divided by the change of the
# weight, is the **slope**. The picture shows it for the second logit.


# %%
def loss_at(logits: torch.Tensor) -> float:
    return -logits.softmax(0)[1].log().item()  # 1: the second token is right


small, rows = 0.001, []
for i, name in enumerate(names):
    moved = logits.clone()
    moved[i] += small
    change = loss_at(moved) - loss_at(logits)
    rows.append({"raised by 0.001": name, "change of the loss": change, "slope": change / small})
digits = {"change of the loss": 6}
tables.show(rows, f"The loss was {loss_at(logits):.2f}", rows="raised by 0.001", digits=digits)
views.slope(lambda weight: loss_at(torch.tensor([2, weight, 0.0])), 1.0, rows[1]["slope"])

# %% [markdown]
# Raising the right token's logit lowers the loss: a negative slope. Raising another one makes it
# higher. Each slope is the token's probability, at the right token minus 1. All slopes together are
# the **gradient**.
#
# Now write it yourself, for any loss and any weight. Stuck? Run `hint("slope_of")`.
#
# @exercise slope_of


# %%
# @solution slope_of

# %%
slope_of = check("slope_of", slope_of)

# %% [markdown]
# ## All slopes at once
#
# Moving each weight in turn needs a run of the network for each. **Autograd** is quicker: torch
# notes every operation on what has `requires_grad`, and `backward()` goes back through them. It
# finds all slopes at once, and leaves them in `.grad`. Are they the same?

# %%
table = torch.zeros(50, 50, dtype=torch.float64, requires_grad=True)  # float64: more digits
some = train[:2000]
loss_of(table, some).backward()
loss, rows = partial(loss_of, pairs=some), []
for i in top:
    row = {"weight": f"of → {words[i]}", "moved": slope_of(loss, table.detach(), (of, i))}
    rows.append({**row, "autograd": table.grad[of, i].item()})
note = f"Four of {table.grad.numel():,} slopes; one call of backward() found them all."
tables.show(rows, "Slopes found in two ways", rows="weight", digits=5, note=note)

# %% [markdown]
# To all digits shown the two ways agree.
#
# ## One step
#
# A slope points uphill, so a step goes the other way: from each weight subtract its slope times the
# **learning rate**. That is a number we choose. It is 10 here; the reason comes below.

# %%
rate, losses = 10, [loss_of(table, some).item()]
with torch.no_grad():  # the step itself needs no gradient
    table -= rate * table.grad
losses.append(loss_of(table, some).item())
print(f"loss {losses[0]:.3f} before the step, {losses[1]:.3f} after it")

# %% [markdown]
# ## The loop
#
# Training repeats that step. Each time it draws a few pairs, a **batch**: their gradient is rough,
# but quick to have. Draw, compute the loss, ask for the gradient, step, and **forget the
# gradient**, because `backward()` adds to what lies in `.grad`.


# %%
def batches(generator: torch.Generator) -> tuple[torch.Tensor]:  # the generator is the dice
    return (train[torch.randint(len(train), (64,), generator=generator)],)


table, losses = torch.zeros(50, 50, requires_grad=True), []
for step in range(500):
    (pairs,) = batches(torch.Generator().manual_seed(step))
    loss = loss_of(table, pairs)
    loss.backward()  # the gradient, into table.grad
    with torch.no_grad():
        table -= rate * table.grad  # the step
    table.grad.zero_()  # forget
    losses.append(loss.item())

# %%
counts, learned = bigrams.counted(train, 50), table.detach()
levels = {"knows nothing": nothing, "counting": loss_of(counts.log(), validation).item()}
told = f"On new pairs the table reaches {loss_of(learned, validation):.2f} nats;"
told = f"{told} shares found by counting reach {levels['counting']:.2f}."
views.curves({"loss of each batch": losses}, told, floors=levels)
both = {"counted": counts[of], "learned": learned.softmax(1)[of]}
columns = {name: share[top].tolist() for name, share in both.items()}
tables.show({"next": [words[i] for i in top], **columns}, "What follows “of”", rows="next")

# %% [markdown]
# Going downhill brought it near the counted shares. The curve is jagged because each step has other
# pairs, and some are harder.

# %% [markdown]
# The step and clearing the gradient are usually left to an **optimizer**: here **SGD**, the step
# above. Later ones are **Adam**, which divides a weight's step by how large its slopes are, and
# **Muon**, which lifts what is weak in a whole table's step. Then the loop has five lines;
# `training.train` is the same with a progress bar.

# %%
network = pair_tables.network(50)  # the same table of zeros, as torch's nn.Embedding
optimizer = SGD(network.parameters(), lr=10)
for step in range(500):
    (pairs,) = batches(torch.Generator().manual_seed(step))
    loss = cross_entropy(network(pairs[:, 0]), pairs[:, 1])
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()


# %% [markdown]
# ### One table from all three (to go further)
#
# The `schedule` of `training.train` can change the rate; here it does not. Do the loop by hand, the
# five lines and `training.train` give one table?


# %%
def pair_loss(network, batch):
    (pairs,) = batch
    return cross_entropy(network(pairs[:, 0]), pairs[:, 1])


twin, how = pair_tables.network(50), {"schedule": lambda step, steps: 1.0, "show": False}
training.train("pairs", twin, batches, 500, pair_loss, SGD(twin.parameters(), lr=10), **how)
for name, other in (("the five lines", network), ("training.train", twin)):
    far = (other.weight - table).abs().max().item()
    print(f"{name}: {'the same' if far < 0.001 else 'NOT the same'} table as by hand")

# %% [markdown]
# ## Three learning rates
#
# Three rates, and nothing else differs. The loss below is measured on pairs that training did not
# see, after every 25 steps; `pair_tables.fit` has the five lines.

# %%
fit, curve = pair_tables.fit, pair_tables.losses
sgd = partial(SGD, lr=10)
RATES = (0.1, 10, 300)
found = {r: curve(fit(train, partial(SGD, lr=r)), validation) for r in RATES}
told = ", ".join(f"rate {r}: {losses[-1]:.2f}" for r, losses in found.items())
levels = {"knows nothing": nothing}
named = {f"rate {r}": losses for r, losses in found.items()}
views.curves(named, f"Loss at the end: {told} nats.", every=25, floors=levels)

# %% [markdown]
# Too small a rate has come down little. Too large a rate jumps past the lowest place and lands
# higher. The right one is found by trying, on pairs that training did not see: the
# **validation** part. What looks best there may have been lucky. So the third part, **test**,
# chooses nothing: look at it once, at the end.


# %%
def tried(rate: float, seed: int) -> dict:
    last = fit(train, partial(SGD, lr=rate), seed=seed)[-1:]
    parts = {"training": train, "validation": validation}
    return {"rate": rate, "seed": seed} | {k: curve(last, v)[0] for k, v in parts.items()}


runs = experiment.Runs([tried(r, seed) for r in (0.3, 1, 3, 10, 30, 100) for seed in range(3)])
by_rate = {r: metrics.mean(losses) for r, losses in runs.by("validation", "rate").items()}
best = min(by_rate, key=by_rate.get)
asked_once = curve(fit(train, partial(SGD, lr=best))[-1:], test)[0]
note = f"Lowest on validation: rate {best}. Its loss on the test part: {asked_once:.2f}."
runs.table(["training", "validation"], "rate", caption="Loss after 500 steps", note=note)

# %%
quiz("training.rate")

# %% [markdown]
# ## Without `zero_grad` (to go further)
#
# Suppose someone forgets the last of the five lines. Nothing raises an error. Guess the curve
# before you run the cell.

# %%
ways = {"with zero_grad": True, "without": False}
found = {name: curve(fit(train, sgd, clear=yes), validation) for name, yes in ways.items()}
told = ", ".join(f"{name} {losses[-1]:.2f}" for name, losses in found.items())
views.curves(found, f"Loss at the end: {told} nats.", every=25)

# %% [markdown]
# Old slopes stay in `.grad`. So each step follows the sum of all gradients so far, the outdated
# ones too.

# %% [markdown]
# ## What an optimizer keeps (to go further)
#
# **SGD**, stochastic gradient descent, is the step you know. **Momentum** follows a running sum of
# the gradients: where they agree, it gathers speed. **Adam** keeps running means of the gradient
# and of its square, and divides the one by the root of the other. So weights with small slopes
# move, too.


# %%
def momentum(g, kept, rate, n):  # g: gradient; kept: what it keeps; n: which step, from 1 on
    kept["sum"] = 0.9 * kept.get("sum", 0) + g
    return rate * kept["sum"]


def adam(g, kept, rate, n):
    kept["mean"] = 0.9 * kept.get("mean", 0) + 0.1 * g
    kept["square"] = 0.999 * kept.get("square", 0) + 0.001 * g * g
    mean, square = kept["mean"] / (1 - 0.9**n), kept["square"] / (1 - 0.999**n)  # begun at 0
    return rate * mean / (square.sqrt() + 1e-8)


# %%
OURS = {"SGD": lambda g, kept, rate, n: rate * g, "momentum": momentum, "Adam": adam}
THEIRS = {"SGD": SGD, "momentum": partial(SGD, momentum=0.9), "Adam": torch.optim.Adam}
rows = []
for name, move in OURS.items():
    kept, mine, other = {}, torch.zeros(50), torch.zeros(50, requires_grad=True)
    optimizer = THEIRS[name]([other], lr=0.01)
    for n in range(1, 101):
        g = torch.randn(50, generator=torch.Generator().manual_seed(n))
        mine = mine - move(g, kept, 0.01, n)
        other.grad = g.clone()
        optimizer.step()
    same = (mine - other).abs().max().item() < 0.0001
    rows.append({"optimizer": name, "numbers kept for each weight": len(kept), "as torch's": same})
tables.show(rows, "After 100 steps with the same gradients", rows="optimizer")

# %% [markdown]
# SGD keeps nothing from step to step, momentum one number for each weight, Adam two. Written out,
# each is torch's own.

# %% [markdown]
# **Muon** (Jordan et al. 2024), which this course uses for larger networks, keeps what momentum
# keeps. Then it looks at the table as a whole. Every table of numbers is a sum of **patterns**:
# simple tables, in which each row is a multiple of one and the same row.

# %% [markdown]
# As many patterns as there are rows are enough. In our gradient one is strong and most are weak.
# Muon raises most of the weak ones to more than half of the strongest.

# %%
table = torch.zeros(50, 50, requires_grad=True)
loss_of(table, train[:2000]).backward()
steps = {"the gradient": table.grad, "Muon's step": optim.orthogonal(table.grad[None])[0]}
halves = [int((v > v[0] / 2).sum()) for v in map(torch.linalg.svdvals, steps.values())]
told = f"Patterns with more than half of the greatest strength: {halves[0]}, then {halves[1]}."
views.patterns(steps, told)

# %% [markdown]
# ## Steps and epochs (to go further)
#
# A step takes one batch. An **epoch** is one round through all that there is to learn from: mix it,
# cut it into batches, take each once. Say you have 1,000 texts and take them in batches of 20. How
# many steps has an epoch?

# %%
my_steps = None  # your prediction

# %%
order = torch.randperm(1000, generator=torch.Generator().manual_seed(0))  # mixed
predict("training.epoch", my_steps, len(order.split(20)), close=0)

# %% [markdown]
# ## Overfitting
#
# Now there are only 500 pairs to learn from. 1,000 steps of 64 pairs are many rounds: a pair comes
# up more than a hundred times on average. Watch both losses.

# %%
few = train[torch.randperm(len(train), generator=torch.Generator().manual_seed(0))[:500]]
found = fit(few, sgd, steps=1000)
both = {"training": curve(found, few), "validation": curve(found, validation)}
lowest, end = 25 * both["validation"].index(min(both["validation"])), both["validation"][-1]
told = f"The validation loss is lowest after {lowest} steps; at the end it is {end:.2f}."
views.curves(both, told, every=25)

# %% [markdown]
# The training loss keeps falling. The validation loss turns and rises: the table learns by heart
# what only these few pairs do. That is **overfitting**. Cures: **stop early**, where validation was
# lowest; **weight decay**, which pulls every weight a little towards 0 in each step; or more text.
# The next section measures them.


# %%
quiz("training.overfit")

# %% [markdown]
# ### Do the cures help? (to go further)
#
# Each cure gets the same start and the same number of steps. Only the last one gets other texts.

# %%
CURES = ["none", "stop early", "weight decay", "ten times the text"]


def cured(cure: str, seed: int) -> dict:
    order = torch.randperm(len(train), generator=torch.Generator().manual_seed(seed))
    data = train[order[: 5000 if cure == "ten times the text" else 500]]
    decay = 0.001 if cure == "weight decay" else 0.0
    found = fit(data, partial(SGD, lr=10, weight_decay=decay), size(1000, 50), seed)
    losses = curve(found, validation)
    last = [found[losses.index(min(losses))] if cure == "stop early" else found[-1]]
    values = {"training": data, "validation": validation, "test": test}
    return {name: curve(last, pairs)[0] for name, pairs in values.items()}


# %% [markdown]
# Longer experiments were run once, and their numbers lie in the folder `results`.
# `experiment.run` shows these. With `LIVE = True` it runs them anew, on your machine.

# %%
LIVE = False  # True: run it here, about half a minute
runs = experiment.run("training/cures", cured, range(5), live=LIVE, cure=CURES)
runs.table(["training", "validation", "test"], "cure", caption="Loss", versus={"cure": "none"})

# %% [markdown]
# Each cure lowers the loss on new text, and more text does most. Each raises the training loss:
# less is learned by heart. Judge stopping early by the test column, because validation has chosen
# where to stop.
#
# *Clearly* lower means: take the differences seed by seed, and their interval lies below 0.

# %% [markdown]
# ## What a 95 % interval promises
#
# Which pairs are drawn is luck. It comes from a random generator that starts with a number, the
# **seed**. The same seed gives the same run, another seed another. How much does the loss differ
# over 300 seeds, if each draws its own 500 pairs?


# %%
def one_loss(seed: int) -> float:
    rng = torch.Generator().manual_seed(seed)
    data = train[torch.randint(len(train), (500,), generator=rng)]
    return curve(fit(data, sgd, steps=100, seed=seed)[-1:], validation)[0]


everything = [one_loss(seed) for seed in range(size(300, 20))]
truth = statistics.mean(everything)
print(f"mean {truth:.3f}, lowest {min(everything):.3f}, highest {max(everything):.3f}")

# %% [markdown]
# From a few runs you get a mean, and an **interval** for where the mean of very many would be. Here
# that mean is known, so intervals can be put to the test. Draw three of the runs. How often does
# the truth lie between the lowest and the highest of them?

# %%
my_cover = None  # your prediction, from 0 to 1


# %%
def two_errors(some):  # standard error: how far runs scatter / square root of their number
    away = 2 * statistics.stdev(some) / len(some) ** 0.5
    return statistics.mean(some) - away, statistics.mean(some) + away


KINDS = {
    "lowest to highest": lambda some: (min(some), max(some)),
    "mean ± 2 standard errors": two_errors,
    "the course's 95 % interval": lambda some: metrics.interval(some)[1:],
}

# %%
rng, held = torch.Generator().manual_seed(0), {name: {"interval": name} for name in KINDS}
for count in (3, 5, 10):
    draws = torch.randint(len(everything), (size(4000, 20), count), generator=rng).tolist()
    for name, kind in KINDS.items():
        ends = [kind([everything[i] for i in draw]) for draw in draws]
        held[name][f"{count} runs"] = statistics.mean(low <= truth <= high for low, high in ends)
tables.show(list(held.values()), "How often an interval holds the truth", rows="interval")
predict("training.cover", my_cover, held["lowest to highest"]["3 runs"], close=0.05)

# %%
draws = torch.randint(len(everything), (40, 3), generator=rng).tolist()
views.intervals([metrics.interval([everything[i] for i in draw]) for draw in draws], truth)

# %% [markdown]
# Only the last row is near 95 in 100 for each number of runs. It uses Student's t (1908), which is
# wider where runs are few; the picture has 40 of three runs. The promise is about such intervals
# together. It does not say that yours holds the truth, nor where single runs lie.

# %%
quiz("training.interval")

# %% [markdown] tags=["instructor"]
# **Instructor.** Let the class find one slope with a calculator before autograd is named. Common
# mix-ups: the gradient as the step; validation as a second training part; a promise about all
# intervals as one about this interval.

# %% [markdown]
# ## What this does not show
#
# Which optimizer is best: none was compared with another. The right rates belong to this table,
# whose loss is a single valley; larger networks have many valleys, and need better starts. And the
# losses of these runs scatter evenly. Where most runs agree and one fails, an interval over three
# keeps less of its promise.

# %% [markdown]
# ## Where to read more
#
# - Robbins and Monro 1951, *A stochastic approximation method*: steps from rough slopes.
# - Rumelhart et al. 1986, *Learning representations by back-propagating errors*.
# - Kingma and Ba 2015, *Adam: a method for stochastic optimization*.
# - Jordan et al. 2024, *Muon: an optimizer for hidden layers in neural networks*.
# - Baydin et al. 2018, *Automatic differentiation in machine learning: a survey*.
# - Student 1908, *The probable error of a mean*.
