# ---
# title: "The loop, and four ways to break it"
# minutes: 55
# further: 5
# objectives:
#   - Write the training loop yourself
#   - Find the fault in a loop that raises no error, from its curve and its lines
#   - Choose a learning rate on validation, over several seeds
#   - Read loss curves
# needs:
#   - training
# key_points:
#   - A wrong loop raises no error. Its curve is the first place to look.
#   - Too good is a symptom, too, of a network that is shown the answer.
#   - Dropout is for training. Switch it off to evaluate, and on again afterwards.
#   - A rate is chosen by the mean validation loss of several seeds.
# ---

# %% [markdown]
# ## The problem
#
# A colleague has four training scripts. All of them run, and none does what it should. You will
# write the loop yourself first. Then you find the faults, one by one, and choose a learning rate.

# %%
import math
from functools import partial

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from helpers.checks import check, predict, progress
from helpers.files import CourseError
from helpers.measure import experiment
from helpers.show import tables
from helpers.text import bigrams, corpora, own_files
from helpers.weights import broken_loops, pair_tables
from helpers.weights import training_views as views

# %%
manuals, parts = corpora.manuals(), ("train", "validation", "test")
words = bigrams.commonest(manuals["train"]["text"], 50)
train, validation, test = (bigrams.pairs(manuals[part]["text"], words) for part in parts)


def drawn(count: int) -> list[torch.Tensor]:
    """Batches of 64 pairs: (64, 2) each."""
    rng = torch.Generator().manual_seed(0)
    return [train[torch.randint(len(train), (64,), generator=rng)] for _ in range(count)]


batches = [tuple(pairs.T) for pairs in drawn(300)]  # (before, after), 64 ids each
start = torch.zeros(50, 50)

# %% [markdown]
# ## The loop
# @exercise train_table
# A table of logits, as in the lesson: the row of the token before guesses the token after. Write
# the five lines, and keep the losses.


# %%
# @solution train_table

# %%
train_table = check("train_table", train_table)

# %% [markdown]
# Stuck? Run `hint("train_table")`, again for the next hint.

# %%
table, losses = train_table(start, batches, 10)
told = f"The loss went from {losses[0]:.2f} to {losses[-1]:.2f} nats."
views.curves({"your loop": losses}, told)

# %% [markdown]
# ## Loop A
# @exercise mend_a
# Here is the first script, and its curve beside yours. Look at both before you write: what does the
# curve do, and which line would do that?


# %%
print(broken_loops.code(broken_loops.loop_a))
wrong = broken_loops.loop_a(start, batches, 10)[1]
views.curves({"your loop": losses, "loop A": wrong}, f"Loop A ends at {wrong[-1]:.2f} nats.")


# %%
# @solution mend_a

# %%
mend_a = check("mend_a", mend_a)

# %% [markdown]
# Stuck? Run `hint("mend_a")`.
#
# ## Loop B
# @exercise mend_b
# The second script does without an optimizer.


# %%
print(broken_loops.code(broken_loops.loop_b))
wrong = broken_loops.loop_b(start, batches, 10)[1]
views.curves({"your loop": losses, "loop B": wrong}, f"Loop B ends at {wrong[-1]:.2f} nats.")


# %%
# @solution mend_b

# %%
mend_b = check("mend_b", mend_b)

# %% [markdown]
# Stuck? Run `hint("mend_b")`.
#
# ## Loop C
# @exercise mend_c
# The third script takes rows of ids: each token shall guess the next one in its row. The colleague
# is proud of the loss. Can a table that sees one token be so good?


# %%
print(broken_loops.code(broken_loops.loop_c))

# %%
rows = drawn(300)  # rows of two ids
wrong = broken_loops.loop_c(start, rows, 10)[1]
views.curves({"your loop": losses, "loop C": wrong}, f"Loop C ends at {wrong[-1]:.2f} nats.")


# %%
# @solution mend_c

# %%
mend_c = check("mend_c", mend_c)

# %% [markdown]
# Stuck? Run `hint("mend_c")`.
#
# ## Evaluation D
# @exercise mend_d
# **Dropout** sets some numbers inside a network to 0 while it trains, drawn anew in every step, so
# that it does not lean on any of them. It is a cure for overfitting. The fourth script evaluates
# one network three times, and nothing is trained in between.


# %%
print(broken_loops.code(broken_loops.evaluate_d))
network = nn.Sequential(nn.Embedding.from_pretrained(table), nn.Dropout(0.3))
before, after = validation.T
values = {f"time {i}": [broken_loops.evaluate_d(network, before, after)] for i in (1, 2, 3)}
right = pair_tables.losses([table], validation)[0]
tables.show(values | {"the same table without dropout": [right]}, "Validation loss", digits=3)


# %%
# @solution mend_d

# %%
mend_d = check("mend_d", mend_d)

# %% [markdown]
# Stuck? Run `hint("mend_d")`. Now the four, mended, on what they got wrong before:

# %%
ends = {
    "loop A": mend_a(start, batches, 10)[1][-1],
    "loop B": mend_b(start, batches, 10)[1][-1],
    "loop C": mend_c(start, rows, 10)[1][-1],
    "yours": losses[-1],
}
shown = {"loop": list(ends), "last loss": list(ends.values())}
tables.show(shown, "Mended", rows="loop", digits=3)
again = [mend_d(network, before, after) for _ in range(3)]
print("three evaluations:", *(f"{value:.3f}" for value in again))

# %% [markdown] tags=["instructor"]
# **Instructor.** Show the four curves to the class before anybody reads the code, and let them name
# the suspects. Loop C is the one to dwell on: nobody looks for a fault where the loss is good. Ask
# where else a network could see its answer (the next token in the input, a test text in training).

# %% [markdown]
# ## Choose a rate
# @exercise choose_rate
# Adam with five learning rates, three seeds each. Write the choice as a function. A run may break,
# and its loss is nan then, "not a number"; a rate with such a run is not one to choose.


# %%
def one_run(rate: float, seed: int) -> dict:
    adam = partial(torch.optim.Adam, lr=rate)
    last = pair_tables.fit(train[:20_000], adam, steps=300, seed=seed)[-1:]
    values = {"training": train[:20_000], "validation": validation, "test": test}
    losses = {name: pair_tables.losses(last, pairs)[0] for name, pairs in values.items()}
    return {"rate": rate, "seed": seed, **losses}


runs = [one_run(rate, seed) for rate in (0.001, 0.01, 0.03, 0.1, 1) for seed in range(3)]
compared = experiment.Runs(runs)
compared.table(["training", "validation"], "rate", caption="Adam, loss after 300 steps")


# %%
# @solution choose_rate

# %%
choose_rate = check("choose_rate", choose_rate)

# %% [markdown]
# Stuck? Run `hint("choose_rate")`. Only now the test part, for the rate that was chosen:

# %%
chosen = choose_rate(runs)
note = f"The chosen rate is {chosen}."
compared.where(rate=chosen).table("test", "rate", caption="Test loss", note=note)

# %% [markdown]
# ## Read four curves
#
# Four runs of the same five lines. One had a rate that was too small, one a rate that was too
# large, one overfitted, and one went well. Which is which?

# %%
sgd, most = partial(torch.optim.SGD, lr=10), train[:20_000]
MADE = {
    "A": (train[:400], sgd),
    "B": (most, partial(torch.optim.SGD, lr=0.2)),
    "C": (most, sgd),
    "D": (most, partial(torch.optim.SGD, lr=200)),
}
shown = {}
for name, (pairs, make) in MADE.items():
    found = pair_tables.fit(pairs, make, steps=600)
    some = {"training": pairs, "validation": validation}
    shown[name] = {part: pair_tables.losses(found, of) for part, of in some.items()}
views.panels(shown, every=25)

# %%
my_a = None  # "too small", "too large", "overfits" or "goes well"
my_b = None
my_c = None
my_d = None

# %%
why = {
    "too small": "Both losses fall together, and have far to go when the run ends.",
    "too large": "Both losses jump about, above where they began.",
    "overfits": "The training loss falls while the validation loss rises.",
    "goes well": "Both losses fall quickly, and stay low side by side.",
}
predict("training.curve_a", my_a, "overfits", options=why)
predict("training.curve_b", my_b, "too small", options=why)
predict("training.curve_c", my_c, "goes well", options=why)
predict("training.curve_d", my_d, "too large", options=why)

# %% tags=["nbval-check-output"]
progress("training")

# %% [markdown]
# ## Use your own text (to go further)
#
# Train the table on an English text of your own: write the path of a text file or a table between
# quotes, such as `"notes.txt"`. A few pages are little for so many weights, so the validation loss
# says when to stop. With `None` it takes a part of the manuals.

# %%
my_file, text_column = None, "text"  # the column, if it is a table

# %%
texts = manuals["test"]["text"]
if my_file is not None:
    texts = own_files.read_paragraphs(my_file, 500, text_column)
learned_from = [text for i, text in enumerate(texts) if i % 5]  # every fifth is for validation
mine = bigrams.commonest(learned_from, 50)
if len(mine) < 50:
    raise CourseError("Four fifths of the paragraphs need 50 different English words. Take more.")

# %%
some, rest = (bigrams.pairs(part, mine) for part in (learned_from, texts[::5]))
found = pair_tables.fit(some, sgd, steps=600, size=len(mine))
own = pair_tables.losses(found, rest)
best = min(range(len(own)), key=own.__getitem__)
both = {"training": pair_tables.losses(found, some), "validation": own}
views.curves(both, f"The validation loss is lowest after {25 * best} steps.", every=25)

# %%
shares = found[best].softmax(1)
likeliest = [[mine[i] for i in row.topk(3).indices.tolist()] for row in shares[:8]]
shown = {"token": mine[:8], "what it expects": [", ".join(some) for some in likeliest]}
tables.show(shown, "The eight commonest tokens", rows="token")

# %% [markdown] tags=["instructor"]
# **Instructor.** If you are behind, let everybody mend one of A and B, and then C. The references
# take the place of the rest, so the table of the mended loops and the curves work.
