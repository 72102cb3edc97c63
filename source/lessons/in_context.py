# ---
# title: "In-context learning"
# minutes: 55
# further: 35
# objectives:
#   - Put a prompt together, submit it, and add up log-probabilities until they choose a label
#   - Measure zero-, one- and few-shot accuracy on the same queries, with no weight changed
#   - Show what a prompt leaves behind for the next session, and what fine-tuning leaves
#   - Find the number of labels from which fine-tuning is ahead of a prompt (to go further)
# needs:
#   - fine_tuning
#   - generation
# key_points:
#   - A prompt is an instruction, demonstrations and a query. The model goes on from it.
#   - In-context learning changes no weight. What the prompt taught is gone when the prompt is gone.
#   - Judge it with labels that mean nothing, on unseen texts, against chance and against zero-shot.
#   - Which way is better depends on how many labels there are, and on what pre-training practised.
# ---

# %% [markdown]
# ## A game without rules
#
# Somebody plays this game with you and explains nothing. Run the cells, read the lines, and say
# what stands in the place of the question mark.

# %%
import copy
import hashlib
import math
from random import Random

import torch

from helpers.checks import check, predict, quiz
from helpers.context import demonstration_views, generation, prompt_views, scoring
from helpers.context.prompts import Prompt, encode

# %%
from helpers.icl import (
    answer_tuning,
    attributes,
    few_shot,
    label_draws,
    prompt_tasks,
    robustness,
)
from helpers.measure import experiment, label_curves, metrics
from helpers.setup import size
from helpers.show import display, plots, tables, widgets
from helpers.weights import models

# %%
model, tokenizer = models.load_checkpoint("town-lm")
LIVE = False  # True: run the stored experiments here, about six minutes on two cores

# %%
ANIMALS = attributes.attributes()["animal"]


def draw_game(seed: int) -> tuple:
    """Two labels, labelled sentences to show, and others to ask, about other animals."""
    rng = Random(seed)
    kinds, labels = rng.sample(ANIMALS.values, 2), few_shot.new_labels(rng, 2)
    first, second = prompt_tasks.parted(kinds, ANIMALS.ask)
    shown = prompt_tasks.examples(first, labels, 16, rng)
    return labels, shown, prompt_tasks.examples(second, labels, size(100, 8), rng)


# %%
labels, shown, asked = draw_game(seed=7)
lines = [f"{text} => {label}" for text, label in shown[:6]]
display.say("\n".join([*lines, f"{asked[0][0]} => ?"]), fixed=True)

# %% [markdown]
# The labels were drawn by chance, and you found the rule. Can a small model? This one was trained
# on the town's texts and on lists of this form, but never on *this* game: other labels, other
# sentences, and you are asked about animals that are not shown. Learning from the context alone is
# **in-context learning**.

# %% [markdown]
# Before it plays, take a fingerprint of its weights: a short number made from all of them. If one
# weight changes, so does the number.


# %%
def fingerprint(net: torch.nn.Module) -> str:
    """SHA-256 of all weights, shortened."""
    weights = torch.cat([part.flatten() for part in net.state_dict().values()])
    return hashlib.sha256(weights.numpy().tobytes()).hexdigest()[:16]


before = fingerprint(model)
print(f"{models.parameters(model):,} weights, fingerprint {before}")

# %% [markdown]
# ## Prompt, submission, answer
#
# A **prompt** has up to three parts. The **instruction** says what to do. A **demonstration** is a
# text with its answer. The **query** is the text you want answered. A **template** writes a text
# with its answer, and a **separator** keeps them apart.

# %%
prompt = Prompt(asked[0][0], shown[:4], instruction=f"Label the {ANIMALS.ask}.")
plots.show(*prompt_views.draw(prompt, tokenizer))

# %% [markdown]
# Every token is read at every request: the numbers say what the prompt costs. It ends where the
# answer would begin. To **submit** it, let the model go on from there.

# %%
written = generation.generate(model, tokenizer, prompt.text, 5, temperature=0, stop=["\n"])
print("it writes:", written)
print("right:", asked[0][1])

# %% [markdown]
# Free writing may give anything. For a choice among labels, ask how likely each is as the next
# piece of text. An answer is several tokens, here a label and the line break that ends it. Each
# token has a **log-probability**, the logarithm of its probability, given all before it.


# %%
@torch.no_grad()
def token_log_p(prompt: str, answer: str) -> list[float]:
    """The log-probability of each token of the answer, given all before it, in nats."""
    ids, start = encode(tokenizer, [prompt + answer])[0], len(encode(tokenizer, [prompt])[0])
    log_p = model(torch.tensor([ids])).logits[0].log_softmax(-1)  # row i: the token after place i
    return [log_p[i - 1, ids[i]].item() for i in range(start, len(ids))]


# %%
found = {label: token_log_p(prompt.text, f" {label}\n") for label in labels}
rows = [
    {"answer": label, "its token": label_p, "the line break": end_p, "sum": label_p + end_p}
    for label, (label_p, end_p) in found.items()
]
tables.show(rows, "Log-probabilities, in nats", rows="answer", digits=3)

# %% [markdown]
# Probabilities of tokens multiply, so their logarithms add up: the answer with the higher sum is
# the likelier one. How sure is the model? Turn the sums into probabilities again, and give each
# label its part of their total.

# %% [markdown]
# ### Choose a label
# @exercise choose_label
# For each label you get the log-probabilities of its tokens. Return the likeliest label, and its
# part of the total. Stuck? Run `hint("choose_label")`, again for the next hint.


# %%
# @solution choose_label

# %%
choose_label = check("choose_label", choose_label)

# %%
mine = choose_label(found)
chosen, p = scoring.classify(model, tokenizer, [prompt], labels, end="\n")
theirs = labels[chosen[0]], p[0].max().item()
ways = {"by": ["hand", "the helper"], "label": [mine[0], theirs[0]], "sure": [mine[1], theirs[1]]}
tables.show(ways, "Chosen by hand, and by scoring.classify", rows="by", digits=4)
same = mine[0] == theirs[0] and abs(mine[1] - theirs[1]) < 1e-4
print("the same as the helper, which asks from here on:", same)

# %%
quiz("in_context.prompt")

# %% [markdown] tags=["instructor"]
# **Instructor.** Play the game with the room before anybody runs the model, with labels the room
# invents. Ask what a person needs for it: to see what the lines share, and to remember which label
# went with it. [[Lesson:induction]] finds the parts of the network that do the second.

# %% [markdown]
# ## Zero, one, few
#
# **Zero-shot** is a prompt without demonstrations, **one-shot** has one, **few-shot** several. By
# accident one label may suit fish better, which looks like knowledge. So every query is asked in
# **two games**: as drawn, and with the two labels exchanged everywhere. Such accidents cancel, and
# guessing is right half of the time.

# %%
my_few = None  # your prediction: the share of right answers with 8 demonstrations, from 0 to 1


# %%
def right(net, shown: list, asked: list, labels: list) -> list[float]:
    """1.0 for each query that is answered rightly after these demonstrations."""
    prompts = [Prompt(text, shown) for text, _ in asked]
    chosen, _ = scoring.classify(net, tokenizer, prompts, labels)
    return [float(labels[i] == answer) for i, (_, answer) in zip(chosen, asked)]


def exchanged(pairs: list, labels: list) -> list:
    """The same texts with the two labels exchanged."""
    other = dict(zip(labels, labels[::-1]))
    return [(text, other[label]) for text, label in pairs]


# %%
found = {
    k: right(model, shown[:k], asked, labels)
    + right(model, exchanged(shown[:k], labels), exchanged(asked, labels), labels)
    for k in (0, 1, 2, 4, 8, 16)
}
shares = {"demonstrations": list(found), "right answers": [*map(metrics.share, found.values())]}
tables.show(shares, "Two games", rows="demonstrations", note=f"Chance: {1 / len(labels):.2f}.")

# %%
predict("in_context.few", my_few, sum(found[8]) / len(found[8]), close=0.1)

# %% [markdown]
# Without demonstrations the two games have the same prompt and opposite answers: the first row is
# at chance by construction. What stands above it came from the prompt. One demonstration could be
# enough, since what is unlike it must have the other label; its row says whether this model
# excludes like that. Did the model change?

# %%
print("the same weights as before:", fingerprint(model) == before)

# %% [markdown]
# No weight moved. What was learned lives in the numbers that the layers compute while they read,
# and these are thrown away after each answer.

# %% [markdown]
# ### Change the demonstrations
#
# Edit a line, empty it, or write your own, and watch the probabilities. Grey bars are without
# demonstrations. Swap all four labels: the answer should swap, too.


# %%
def play(query: str, labels: str, first: str, second: str, third: str, fourth: str):
    return demonstration_views.draw(model, tokenizer, query, labels, first, second, third, fourth)


lines = [f"{text} => {label}" for text, label in shown[:4]]
edit = dict(zip(("first", "second", "third", "fourth"), lines))
widgets.explore(play, query=asked[0][0], labels=", ".join(labels), **edit)

# %%
quiz("in_context.labels")

# %% [markdown]
# ## The k curve
#
# One game proves little. So draw games at random, each query with its own classes, label words and
# demonstrations. An **attribute** is a question about a text: which animal, how urgent.
# Pre-training **practised** dozens of them in lists. Some it never practised.

# %%
KINDS, CHANCE = list(few_shot.MEANINGS), few_shot.chances()
rows = []
for kind, meaning in few_shot.MEANINGS.items():
    example = few_shot.KINDS[kind][1](Random(3), 1).prompt
    rows.append({"kind": kind, "classes": meaning, "an example": example})
tables.show(rows, "Kinds of games; each example has one demonstration and a query", rows="kind")

# %%
my_town = None  # your prediction: accuracy on "town" with 8 demonstrations, from 0 to 1


# %%
def games(kind: str, shots: int, seed: int) -> dict:
    """Share of right answers over games of one kind."""
    _, draw = few_shot.KINDS[kind]
    found = few_shot.accuracy(model, tokenizer, draw, shots, size(150, 6), seed)
    return {"accuracy": found}


# %%
SHOTS = list(few_shot.DEMONSTRATIONS)
curve = experiment.run("in_context/curve", games, live=LIVE, kind=KINDS, shots=SHOTS)
curve = curve.shares(accuracy=size(150, 6))


# %%
def learned(kind: str) -> str:
    """Is eight clearly above chance and, seed by seed, clearly above none?"""
    zero, eight = (curve.values("accuracy", kind=kind, shots=k) for k in (0, 8))
    verdicts = {metrics.clearly(eight, CHANCE[kind]), metrics.clearly(eight, zero)}
    return "yes" if verdicts == {"higher"} else "not shown"


# %%
second, rows = few_shot.reached("card-seed-1"), []
for kind in KINDS:
    means = {f"k = {k}": curve.mean("accuracy", kind=kind, shots=k) for k in SHOTS}
    other = {"second run, k = 8": metrics.interval(second[kind]["8"])}
    verdict = {"learned with 8": learned(kind)}
    rows.append({"kind": kind, "chance": CHANCE[kind], **means, **verdict, **other})
note = "Means of three seeds; the second run with its 95 % interval."
tables.show(rows, "Accuracy with k demonstrations", rows="kind", note=note)

# %%
predict("in_context.town", my_town, curve.mean("accuracy", kind="town", shots=8), close=0.1)

# %% [markdown]
# "Yes": clearly better than chance *and* than no demonstration. Three and four labels gain much
# from eight demonstrations over two. With one demonstration every mean is near chance: the model
# hardly excludes.

# %% [markdown]
# Three kinds were in no list. Of these the *words* are learned all the same, news and mailbox are
# not: they stay at chance. That is "not shown", not "shown to be nothing".

# %% [markdown]
# Was it one lucky training? The last column belongs to a second pre-training, from other weights
# and on other documents. Its intervals lie above chance for the same kinds, and include it for the
# same two. So it was not the luck of one training.

# %% [markdown] tags=["instructor"]
# **Instructor.** The first objection is good: "the model has learned lists of this form, so this is
# no surprise". Agree. Its training taught it *how to read* such a list, not what is in this one.
# Ask what large models read in their training that has this form. (Tables, glossaries, tests with
# answers, code.)

# %% [markdown]
# ## Tomorrow
#
# Close the session and open a new one. As an opponent, **fine-tune** a copy on the same sixteen
# sentences: its weights are trained to go on with the right label. Which of the two knows the
# labels tomorrow, with nothing but the query in the prompt?

# %%
my_memory = None  # your prediction: "context", "fine-tuned", "both" or "neither"


# %%
def both_days(shown: list, asked: list, labels: list, seed: int) -> dict[str, list[float]]:
    """Right answers in a game: the copy comes back from disk, the prompt does not."""
    tuned = copy.deepcopy(model)
    answer_tuning.fit(tuned, tokenizer, shown, size(40, 2), name=f"game {seed}", show=False)
    again, _ = models.load_checkpoint("town-lm")
    back = answer_tuning.reopened(tuned, tokenizer, f"games/{seed}")
    return {
        "context, today": right(model, shown, asked, labels),
        "context, tomorrow": right(again, [], asked, labels),
        "fine-tuned, today": right(tuned, [], asked, labels),
        "fine-tuned, tomorrow": right(back, [], asked, labels),
    }


# %%
def two_days(seed: int) -> dict[str, float]:
    """Accuracy today and in a new session, over a game and the same with labels exchanged."""
    labels, *drawn = draw_game(seed)
    one = both_days(*drawn, labels, seed)
    other = both_days(*(exchanged(pairs, labels) for pairs in drawn), labels, seed)
    return {way: sum(one[way] + other[way]) / (len(one[way]) + len(other[way])) for way in one}


# %%
days = experiment.Runs([{"seed": seed, **two_days(seed)} for seed in (0, 1, 2)])
days = days.shares(**{name: 2 * len(asked) for name in days.rows[0] if name != "seed"})
days = days.stacked("way", ["context", "fine-tuned"], ["today", "tomorrow"])
days.table(["today", "tomorrow"], "way", versus=0.5, against="chance", note="Chance: 0.50.")

# %%
tomorrow = {way: days.clearly("tomorrow", {"way": way}, 0.5) for way in ("context", "fine-tuned")}
known = [way for way, verdict in tomorrow.items() if verdict == "higher"]
predict(
    "in_context.session",
    my_memory,
    "both" if len(known) == 2 else (known or ["neither"])[0],
    options={
        "context": "No weight changed, so a new session begins where the first one began.",
        "fine-tuned": "Its weights changed and were saved. The prompt was not.",
        "both": "The frozen model has nowhere to keep a game.",
        "neither": "Then sixteen examples were too few for fine-tuning to show anything.",
    },
)

# %% [markdown]
# Both know the labels today; tomorrow only the saved copy does. A context is **short-term memory**,
# gone with the prompt. To keep it, send it again with every request, and pay for its tokens again.
# Chat programs do just that.

# %%
print("the original, after all this:", fingerprint(model) == before)
quiz("in_context.memory")

# %% [markdown]
# ## More than labels (to go further)
#
# A prompt can ask for more than a label: to **translate** from a toy language with a lexicon, to
# **complete** a record, to reply in a **person's tone**. Languages and plain tones are drawn anew
# for every request; formats and rare words are ones that pre-training never used for this.

# %%
for name, make in list(prompt_tasks.KINDS.items())[1:]:
    example = make(Random(5), 2)
    written = generation.generate(model, tokenizer, example.prompt, 40, temperature=0, stop=["\n"])
    told = f"{example.prompt}\n   writes:{written}\n   wanted:{example.answer}\n"
    display.say(f"{name.upper()}\n{told}", fixed=True)

# %% [markdown]
# One example, right or wrong, proves nothing. Count **exact matches**: the whole answer, and then
# the end of the line. The control shows no example and no lexicon. Which is harder, one word of the
# language or a phrase of two?

# %%
my_language = None  # your prediction: exact phrases of two words after 8 examples, from 0 to 1


# %%
def adapt(kind: str, shown: int, seed: int) -> dict:
    """Share of exact answers over new requests of one kind."""
    rng = Random(f"{kind} {seed}")
    requests = [prompt_tasks.KINDS[kind](rng, shown) for _ in range(size(50, 4))]
    outcomes = prompt_tasks.exact(model, tokenizer, requests)
    return {"exact": sum(outcomes) / len(outcomes)}


# %%
SHOWN, TASKS = [0, 1, 2, 4, 8], list(prompt_tasks.KINDS)
adapted = experiment.run("in_context/adapt", adapt, live=LIVE, kind=TASKS, shown=SHOWN)
adapted = adapted.shares(exact=size(50, 4))
versus = {"versus": {"shown": 0}, "against": "the control"}
adapted.table("exact", "kind", "shown", caption="Exact answers, by examples shown", **versus)

# %%
language = adapted.mean("exact", kind="toy phrase", shown=8)
predict("in_context.language", my_language, language, close=0.15)

# %% [markdown]
# Nobody can guess an invented word or a tone: the control is at zero. Labels, words, records and
# plain tones are picked up from a few lines. Phrases hardly are. A likely reason: a word is one
# entry to look up, a phrase is two, in an order.

# %% [markdown]
# No rare tone came out whole. The tokenizer cuts its words into pieces, and one wrong piece spoils
# the answer; the example above shows such pieces.

# %% [markdown] tags=["instructor"]
# **Instructor.** Let people write a tone of their own into a prompt: two replies, then a request.
# Ask who would fine-tune a model for every colleague's tone. Behind schedule? Skip the table of
# exact answers and keep the examples.

# %% [markdown]
# ## How many labels? (to go further)
#
# Context or fine-tuning: which is better with the *same* labelled texts? Three methods get them:
# the prompt (as many as fit), the fine-tuned copy, and TF-IDF + LR of [[lesson:fine_tuning]], which
# only counts words.

# %%
LABELS, STEPS = [1, 4, 16, 64], {1: 30, 4: 30, 16: 60, 64: 100}  # labels per class; training steps
METHODS = ["in context", "fine-tuned", "TF-IDF + LR"]


def trained(few: list, task: str, labels: int, method: str, seed: int) -> torch.nn.Module:
    """A copy of the model, or a network from scratch, after training on the labelled texts."""
    torch.manual_seed(seed)
    net = copy.deepcopy(model) if method == "fine-tuned" else type(model)(model.config)
    how = {"seed": seed, "show": False, "name": f"{task} {labels} {method}"}
    answer_tuning.fit(net, tokenizer, few, size(STEPS[labels], 2), **how)
    return net


# %%
def label_run(task: str, labels: int, method: str, seed: int) -> dict:
    """Accuracy of one method with so many labels per class."""
    names, pool, asked = label_draws.draw_task(task, seed, size(80, 8))
    few = pool[: 2 * labels]
    if method == "TF-IDF + LR":
        outcomes = label_draws.counted(few, asked)
    elif method == "in context":
        longest = max((text for text, _ in asked), key=len)
        fits = Prompt(longest, few).fit(tokenizer, model.config.max_position_embeddings - 16)
        outcomes = right(model, fits.demonstrations, asked, names)
    else:
        outcomes = right(trained(few, task, labels, method, seed), [], asked, names)
    return {"accuracy": sum(outcomes) / len(outcomes)}


# %% [markdown]
# Every seed draws another question, labels and texts, the same for all methods. In *words* labelled
# texts and queries may share words, in *other words* they do not. Rate and steps of fine-tuning are
# the best of six pairs on other draws. On *town*, from how many labels a class on is fine-tuning
# clearly ahead of the prompt?

# %%
my_crossing = None  # your prediction: "1", "4", "16", "64" or "never"

# %%
runs = experiment.run(
    "in_context/labels",
    label_run,
    seeds=range(12),
    live=LIVE,
    task=list(label_draws.PRACTISED),
    labels=LABELS,
    method=METHODS,
).shares(accuracy=size(80, 8))


# %%
def curves(task: str, labels: int):
    return label_curves.draw(runs, task, labels, chance=0.5)


widgets.explore(curves, task=list(label_draws.PRACTISED)[::-1], labels=LABELS)

# %%
versus = {"versus": {"method": "fine-tuned"}, "against": "fine-tuned"}
runs.differences("accuracy", ["task", "method"], "labels", **versus)

# %%
tuned, prompted = {"method": "fine-tuned"}, {"method": "in context"}
town = {n: runs.clearly("accuracy", tuned, prompted, task="town", labels=n) for n in LABELS}
predict(
    "in_context.crossing",
    my_crossing,
    next((str(n) for n in LABELS if town[n] == "higher"), "never"),
    options={
        "1": "Then one label is enough to train on.",
        "4": "A few labels are enough to train on.",
        "16": "Below that, no lead is clear.",
        "64": "Training needs many labels here.",
        "never": "None of the sizes tried was enough.",
    },
)

# %% [markdown]
# With one label a class the prompt is clearly ahead on *words*. On *town* no lead is clear below
# sixteen labels; from there on fine-tuning leads. Counting words is clearly behind the copy at four
# labels, and level with it at the most on *words* and *town*.

# %% [markdown]
# The labels are the same, the work is not: fine-tuning pays once, the prompt with every query. And
# at the largest size not all labels fit into the context. [[Lesson:choose_and_combine]] puts prices
# on both.

# %% [markdown]
# ### Hard for one, hard for the other?
#
# Does a prompt, tried in a minute, tell what fine-tuning will find hard? Take the draws with four
# labels per class, six parts of them, and rank each part's questions by accuracy. **Spearman's
# correlation** is 1 if the two ways rank alike, 0 if they have nothing in common.

# %%
ways = ("in context", "fine-tuned")
agreement = [label_curves.rank_agreement(runs, part, ways) for part in range(size(6, 1))]
rows = {"correlation": [metrics.interval(agreement)]}
tables.show(rows, "In context and fine-tuned, ranks of questions", note="Mean of six parts.")

# %% [markdown]
# Where the interval lies above zero, what is easy for the one tends to be easy for the other. It
# does not say why. Part of it may be that words are easier than the town's texts, for both: compare
# them in the explorer.

# %%
quiz("in_context.crossing")

# %% [markdown]
# ### What nobody practised
#
# News sections stayed at chance in the prompt. Is it the labels' fault? Give all methods 64 a
# class, and add the same network **from scratch**, without pre-training.

# %%
new_runs = experiment.run(
    "in_context/new",
    label_run,
    live=LIVE,
    task=list(label_draws.NEW),
    labels=LABELS,
    method=[*METHODS, "from scratch"],
).shares(accuracy=size(80, 8))
largest, caption = new_runs.where(labels=64), "Accuracy with 64 labels per class"
largest.table("accuracy", "method", "task", caption, versus=0.5, against="chance (0.50)")

# %% [markdown]
# On news every method that trains is clearly above chance: the labels say enough. The prompt, which
# holds as many as fit, is not; its runs lie far apart. On the unpractised *words* it is. With so
# many labels pre-training is hardly needed here: from scratch comes close to the copy.

# %% [markdown] tags=["instructor"]
# **Instructor.** This is the section to discuss. An early trial of ours with fewer practised
# attributes stayed at chance in context, and fine-tuning it did worse than training from scratch.
# Ask for reasons. Then hold this model's table against that story. Its pre-training has far more
# variety, which was meant to help.

# %% [markdown]
# ## Reworded, mistyped, changed (to go further)
#
# A service must bear more than test texts. Somebody says the same in other words, or mistypes half
# of the longer words. One day a rule changes: texts of one class get a **new label**. In the prompt
# it replaces the old one; the copy learned yesterday. Each way has eight labelled texts.

# %%
_, labels, few, texts, answers = label_draws.draw_pairs(1, size(60, 8))
rows = {"text": ["as written", "reworded", "mistyped"], "": [some[0] for some in texts]}
tables.show(rows, f"One text, label {answers[0]}", rows="text")

# %% [markdown]
# Who always gives the same answer never contradicts himself. So "same, reworded" has a control: the
# same answer to **another text** of the class. The last two rows are about texts whose label has
# changed. `robust` in `helpers/icl/robustness.py` measures all of it, plainly.

# %%
my_reworded = None  # your prediction: the same answer to reworded texts, fine-tuned, from 0 to 1

# %%
WAYS = ["in context", "fine-tuned"]
bears = experiment.run("in_context/robust", robustness.robust, seeds=range(16), live=LIVE, way=WAYS)
asked_of = dict.fromkeys(["right", "right, mistyped", "same, reworded"], size(60, 8))
asked_of |= dict.fromkeys(["same, another text", "same, mistyped"], size(60, 8))
asked_of |= dict.fromkeys(["new label", "old label"], size(20, 1))

# %%
every = bears.shares(**asked_of).downward("what", list(asked_of))
versus = {"versus": {"way": "fine-tuned"}, "against": "fine-tuned"}
every.table("share", "what", "way", caption="Reworded, mistyped, changed", **versus)

# %%
reworded = bears.mean("same, reworded", way="fine-tuned")
predict("in_context.reworded", my_reworded, reworded, close=0.05)
for way in WAYS:
    one, other = (bears.values(f"same, {what}", way=way) for what in ("reworded", "another text"))
    print(f"{way}, reworded minus another text: {metrics.text(metrics.minus(one, other))}")

# %% [markdown]
# The same content in other words gets the same answer more often than another text of its class, in
# both ways. Rewording and typing errors do not tell the two ways apart. The changed rule does: the
# prompt follows at once, the weights go on saying what they learned.

# %%
bears.table("variety", "way", caption="Variety of free writing", **versus)

# %% [markdown]
# *Variety* is the share of different three-word sequences, as in [[lesson:generation]]. The first
# row is the model itself. After a short training on labels the copy's free writing is clearly less
# varied.

# %% [markdown]
# ### Told and trained
#
# Can a copy be told what the labels mean as well? A line in front says it rightly, or with the two
# meanings exchanged; it stands there in training and in the test. One labelled text of each class,
# then none at all.

# %%
question, names = label_draws.draw_pairs(1, size(60, 8))[0], labels[:2]
meaning = ", ".join(f"{label} for {name}" for label, name in zip(names, question.names))
display.say(f"Label the {question.ask}. Write {meaning}.", fixed=True)

# %%
instructed = experiment.run(
    "in_context/told",
    robustness.told,
    seeds=range(24),
    live=LIVE,
    style=["none", "right", "wrong"],
    way=["before", "fine-tuned"],
).shares(accuracy=size(60, 8))
versus = {"versus": {"style": "none"}, "against": "no line"}
instructed.table("accuracy", "style", "way", note="Chance: 0.50.", **versus)

# %% [markdown]
# Before training no line helps. After it the right line is clearly better than none, and the wrong
# one is not told apart from none. Both are equally long and strange. That points to what the right
# one *says*; it is no proof, for the table does not compare the two lines with each other.

# %% [markdown]
# ## What this does not show
#
# The model is small and its games are of a form that it practised. Large models meet tasks in plain
# text, know what label words mean, and read contexts a thousand times longer. Fine-tuning had a
# small search, the prompt none. The demonstrations were drawn at random: [[lab:prompts]] chooses
# them, [[lesson:prompts]] reorders them and labels them wrongly.

# %% [markdown]
# ## Where to read more
#
# - Brown et al. 2020, *Language models are few-shot learners*: zero-, one- and few-shot.
# - Chan et al. 2022, *Data distributional properties drive emergent in-context learning*.
# - Min et al. 2022, *MetaICL: learning to learn in context*: training on many tasks for this.
# - Wei et al. 2023, *Symbol tuning*: labels without meaning teach a model to read demonstrations.
# - Mosbach et al. 2023, *Few-shot fine-tuning vs. in-context learning: a fair comparison*.
# - Agarwal et al. 2024, *Many-shot in-context learning*.
