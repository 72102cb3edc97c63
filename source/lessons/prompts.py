# ---
# title: "What makes a prompt work"
# minutes: 45
# objectives:
#   - Compare two prompts on the same texts, with seeds, intervals and chance
#   - Say what instruction, order, format, labels and choice of demonstrations do, by measurement
#   - Take a prompt's own leaning out by calibration
#   - Notice by probability when a model cannot know the answer
#   - Count what a query costs, in tokens and in milliseconds
# needs:
#   - fine_tuning
#   - in_context
# key_points:
#   - A prompt is a set of decisions. Measure each on texts that you did not choose it by.
#   - One order of demonstrations is one draw. Report the spread over orders.
#   - A prompt has a leaning of its own. Calibration divides it out; whether that helps is measured.
#   - Labels without meaning must be read from the demonstrations. Natural ones bring a meaning.
#   - Models answer also where nothing in the prompt tells the answer. Look at the probability.
#   - Every demonstration is paid again with every query, unless its reading is kept.
# ---

# %% [markdown]
# ## Same model, same examples, another answer?
#
# A firm wants to know of every enquiry how near it is to buying. It shows a model six labelled
# enquiries and asks about a new one. The label words mean nothing: only the examples say what they
# stand for.

# %%
import copy
import os
import statistics
import time
from random import Random

import torch
from sklearn.metrics import roc_auc_score

from helpers.checks import predict, quiz
from helpers.context import demonstrations, generation, prompt_views, scoring
from helpers.context.prompts import Prompt
from helpers.icl import trials
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import plots, widgets
from helpers.weights import models

model, tokenizer = models.load_checkpoint("town-lm")
(trial,) = trials.draw("leads", (2, 2, 2), count=1, seed=3)
prompt = trial.prompt(trial.words)
print(prompt)
print("\nright:", trial.words[trial.answer], f"(stands for {trial.names[trial.answer]})")

# %% [markdown]
# Here is the prompt in parts, with the tokens that each part takes.

# %%
plots.show(*prompt_views.draw(prompt, tokenizer))

# %% [markdown]
# Now the same six examples in four orders. Compare the rows: nothing else has changed.

# %%
for order in demonstrations.orders(prompt.demonstrations, 4, seed=1):
    p = scoring.classify(model, tokenizer, [Prompt(trial.text, order)], trial.words)[1][0]
    shown = "  ".join(f"{word} {share:.2f}" for word, share in zip(trial.words, p.tolist()))
    print(f"{shown}    the last example says {order[-1][1]}")

# %% [markdown]
# A single query proves nothing, either way. So this lesson has one method for every question: two
# prompts, the **same** trials, several seeds, an interval, and chance.

# %% [markdown]
# ## How we measure
#
# A **trial** is drawn once: texts to show, texts to ask, label words. Then it is asked in many
# ways. Sentences and label words are such as no labelled list of the pre-training held. A *words*
# trial asks, for example, whether a sentence is about a bird, a metal or a game.

# %%
SEEDS = (0, 1, 2, 3, 4)
for question in ("words", "reviews", "leads"):
    (trial,) = trials.draw(question, (1, 1, 1), count=1, seed=0)
    print(f"{question}: {', '.join(trial.names)}")
    for text, number in trial.demonstrations:
        print(f"   {text}  ->  {trial.names[number]}, or {trial.words[number]}")

# %% [markdown]
# All have three classes, each asked equally often on average, so **chance** is a third. The
# baseline is zero-shot: the same query with no demonstrations.

# %%
CHANCE = 1 / 3


def accuracy(asked: list, **how) -> float:
    """Share of right answers; `asked` holds (prompt, candidates, number of the right one)."""
    right, _ = trials.ask(model, tokenizer, asked, **how)
    return sum(right) / len(right)


some = trials.draw("words", (2, 2, 2), size(60, 3), seed=9)
print("six demonstrations:", accuracy([(t.prompt(t.words), t.words, t.answer) for t in some]))
print("none:              ", accuracy([(Prompt(t.text), t.words, t.answer) for t in some]))

# %% [markdown] tags=["instructor"]
# **Instructor.** Let people change one thing in the first prompt and report "it got better".
# Collect three such reports on the board, then ask how many would survive sixty trials. That is
# why the rest of the lesson looks the way it does.

# %% [markdown]
# ## Does an instruction help?
#
# The instruction can name the labels, or say what each label means. It can be in a form that
# pre-training practised, in a new wording, or plainly **wrong**: each label with another's
# meaning.

# %%
STYLES = ["none", "labels", "meanings", "new wording", "wrong meanings"]


def instruction(style: str, trial: trials.Trial) -> str:
    names = trial.names[1:] + trial.names[:1] if style == "wrong meanings" else trial.names
    meanings = [f"{word} for {name}" for word, name in zip(trial.words, names)]
    start = f"Label the {' or '.join(names)}."
    return {
        "none": "",
        "labels": f"{start} Labels: {', '.join(trial.words)}.",
        "new wording": f"Please put {' and '.join(meanings)} behind every text.",
    }.get(style, f"{start} Write {', '.join(meanings)}.")


for style in STYLES[1:]:
    print(f"{style}: {instruction(style, some[0])}")

# %%
my_wrong = None  # your prediction: is a wrong instruction worse than a right one, "yes" or "no"?


# %%
def told(style: str, shown: int, seed: int) -> dict:
    """Accuracy with one kind of instruction and so many demonstrations of each class."""
    drawn = trials.draw("words", (shown,) * 3, size(50, 2), seed)
    return {
        "accuracy": accuracy(
            [
                (t.prompt(t.words, instruction=instruction(style, t)), t.words, t.answer)
                for t in drawn
            ]
        )
    }


LIVE = False  # True: run it here, about a minute on two cores
runs = experiment.run("prompts/instruction", told, SEEDS, LIVE, style=STYLES, shown=[0, 1, 3])
trials.chart(
    runs,
    "accuracy",
    "shown",
    "style",
    chance=CHANCE,
    line=True,
    summary="Accuracy by instruction and number of demonstrations of each class.",
)
trials.table(runs, "accuracy", "shown", "style")


# %%
def of(style: str, shown: int) -> list[float]:
    return runs.values("accuracy", style=style, shown=shown)


for shown in (0, 3):
    for style in STYLES[1:]:
        verdict = metrics.clearly(of(style, shown), of("none", shown))
        print(f"{shown} of each class, {style}: {verdict} compared with no instruction")
wrong = metrics.clearly(of("wrong meanings", 3), of("meanings", 3))
print(f"3 of each class, wrong meanings: {wrong} compared with right ones")
predict(
    "prompts.wrong",
    my_wrong,
    "yes" if wrong == "lower" else "no",
    options={
        "yes": "The model weighs what the instruction says against the examples.",
        "no": "No clear difference between a right and a wrong one: the examples decide here.",
    },
)

# %% [markdown]
# Read it from the left. Without demonstrations the instruction is all that a model can go by. On
# the right, examples stand beside it. A right and a wrong one differ only in what they *say*. Where
# both lower the accuracy alike, it is the text in front that disturbs, not its meaning.

# %% [markdown]
# If no instruction helps, look at what training asked for. A third of its lists had an instruction,
# but the first labelled lines said the same, so reading it earned little. Large models are trained
# on thousands of instructions with nothing beside them (Wei et al. 2022).

# %% [markdown]
# ## Order
#
# Take demonstrations and shuffle them, eight times. The *spread* is the accuracy of the best order
# minus that of the worst. But among eight numbers one is always the highest, by luck alone. So one
# half of the queries chooses the best and the worst order, the **other half** judges them.

# %%
my_spread = None  # your prediction: the judged spread on balanced leads, between 0 and 1

# %%
SHOWN = {"balanced": (2, 2, 2), "lopsided": (4, 1, 1)}
NOTHING = ("N/A", "nothing", "...")  # for later: queries without content


def shuffled(shown: str, calibration: str, seed: int) -> dict:
    """Over eight orders: accuracy, judged spread, and how often the last label is the answer."""
    found = {"accuracy": [], "spread": [], "last": []}
    for t in trials.draw("leads", SHOWN[shown], size(3, 1), seed, queries=size(50, 4)):
        table, truth = [], torch.tensor([n for _, n in t.queries])
        for order in demonstrations.orders(t.labelled(t.words), size(8, 2), seed):
            asked = [Prompt(text, order) for text, _ in t.queries]
            empty = NOTHING if calibration == "content-free" else ()
            p = scoring.classify(model, tokenizer, asked, t.words, content_free=empty)[1]
            if calibration == "batch":
                p = scoring.calibrate(p, p)
            table.append((p.argmax(-1) == truth).tolist())
            last = t.words.index(order[-1][1])
            found["last"].append((p.argmax(-1) == last).float().mean().item())
        chosen, judged = torch.tensor(table).float().chunk(2, dim=1)
        best, worst = chosen.mean(1).argmax(), chosen.mean(1).argmin()
        found["accuracy"].append(torch.tensor(table).float().mean().item())
        found["spread"].append((judged[best].mean() - judged[worst].mean()).item())
    return {name: statistics.mean(values) for name, values in found.items()}


# %%
LIVE = False  # True: run it here, about two minutes on two cores
orders = experiment.run(
    "prompts/order",
    shuffled,
    SEEDS,
    LIVE,
    shown=list(SHOWN),
    calibration=["none", "content-free", "batch"],
)
plain = {name: orders.values("spread", shown=name, calibration="none") for name in SHOWN}
for name, values in plain.items():
    print(
        f"{name:<9} spread over orders {metrics.text(values)}, accuracy",
        metrics.text(orders.values("accuracy", shown=name, calibration="none")),
    )
predict("prompts.spread", my_spread, statistics.mean(plain["balanced"]), close=0.05)

# %%
for name, values in plain.items():
    _, low, _ = metrics.interval(values)
    print(f"{name}: order", "matters" if low > 0 else "shows no clear effect")
print(
    "Balanced demonstrations have a spread that is",
    metrics.clearly(plain["balanced"], plain["lopsided"]),
    "compared with lopsided ones.",
)
for name in SHOWN:
    told_last = metrics.text(orders.values("last", shown=name, calibration="none"))
    print(f"{name}: share of answers that repeat the last example's label {told_last}")

# %% [markdown]
# Where the interval of the spread holds zero, no difference between orders was found. The last
# lines look for a cause, the **recency bias**: leaning to the label that was read last. Without
# any, balanced examples give a share of about a third. Lopsided ones may lie higher for another
# reason: the common label is also last more often.

# %% [markdown]
# In large models order alone moved a task from near chance to near the best results, at every
# size, and a good order for one model was no better for another (Zhao et al. 2021, Lu et al.
# 2022).

# %%
quiz("prompts.order")

# %% [markdown]
# ## Calibration
#
# A prompt has a leaning of its own. You can see it: ask about *nothing*. Any answer to that comes
# from the prompt, not from a query. Here the prompt shows one class four times as often.

# %%
(lop,) = trials.draw("leads", SHOWN["lopsided"], count=1, seed=1, queries=3)
first = lop.prompt(lop.words)
nothing = scoring.classify(model, tokenizer, [first.ask(text) for text in NOTHING], lop.words)[1]
for text, row in zip(NOTHING, nothing.tolist()):
    print(f"{text:<8}", "  ".join(f"{word} {share:.2f}" for word, share in zip(lop.words, row)))
print(
    "shown:  ",
    "  ".join(
        f"{word} {sum(n == i for _, n in lop.demonstrations)} times"
        for i, word in enumerate(lop.words)
    ),
)

# %% [markdown]
# **Contextual calibration** (Zhao et al. 2021) divides each candidate's probability by its mean
# probability there, and makes the results add up to one again. No label is needed for it.

# %%
asked = [first.ask(text) for text, _ in lop.queries]
said = scoring.classify(model, tokenizer, asked, lop.words)[1]
weighed = said / nothing.mean(0)
weighed = weighed / weighed.sum(-1, keepdim=True)
for before, after, (_, number) in zip(said.tolist(), weighed.tolist(), lop.queries):
    print(
        "before",
        *(f"{p:.2f}" for p in before),
        "  after",
        *(f"{p:.2f}" for p in after),
        "  right:",
        lop.words[number],
    )
print("as the helper does it:", torch.allclose(weighed, scoring.calibrate(said, nothing)))

# %% [markdown]
# **Batch calibration** (Zhou et al. 2024) asks about no empty text. It divides by the mean over the
# queries themselves. For that you need many, with all classes about equally often. Does either
# help? The experiment with orders was run all three ways.

# %%
trials.chart(
    orders,
    "accuracy",
    "shown",
    "calibration",
    chance=CHANCE,
    summary="Accuracy on leads, by demonstrations, with and without calibration.",
)
trials.chart(
    orders,
    "spread",
    "shown",
    "calibration",
    summary="Spread over orders, with and without calibration.",
)
for value in ("accuracy", "spread"):
    for name in SHOWN:
        for way in ("content-free", "batch"):
            pair = [orders.values(value, shown=name, calibration=c) for c in (way, "none")]
            print(f"{name}, {way}: {value} {metrics.clearly(*pair)} compared with none")

# %% [markdown]
# Two questions, two answers: is the accuracy higher, and is the spread smaller? Calibration can
# only move the border between labels. And a query without content is a text like no other: what the
# model says to it may have little to do with its leaning on real ones.

# %% [markdown] tags=["instructor"]
# **Instructor.** Draw two overlapping hills and a border between them. Calibration shifts the
# border, it does not pull the hills apart. Behind schedule? Go from here straight to "The label
# words".

# %% [markdown]
# ## Format
#
# Pre-training used seven ways to write a text and its label. Here are three of them, two that it
# never used though it knew their marks, one with unknown marks, and a mismatch: the query is
# written otherwise than the demonstrations.

# %%
FORMATS = {
    "arrow": ("{text} => {answer}", "\n"),
    "fields": ("Text: {text}\nLabel: {answer}", "\n"),
    "thin": ("{text} -> {answer}", " ; "),
    "new pair": ("{text} -> {answer}", "\n"),
    "swapped": ("{text} ; {answer}", " -> "),
    "new marks": ("{text} ~ {answer}", " / "),
    "mismatch": ("{text} => {answer}", "\n"),
}
my_format = None  # your prediction: the worst of these formats, by its name


def formatted(form: str, shown: int, seed: int) -> dict:
    template, separator = FORMATS[form]
    asked = []
    for t in trials.draw("words", (shown,) * 3, size(50, 2), seed):
        prompt = t.prompt(t.words, template=template, separator=separator)
        if form == "mismatch":  # a plain text: its candidates bring their own space
            text = str(prompt).removesuffix("=>") + ":"
            asked.append((text, [f" {word}" for word in t.words], t.answer))
        else:
            asked.append((prompt, t.words, t.answer))
    return {"accuracy": accuracy(asked)}


# %%
LIVE = False  # True: run it here, about half a minute on two cores
runs = experiment.run("prompts/format", formatted, SEEDS, LIVE, form=list(FORMATS), shown=[2, 4])
trials.chart(
    runs,
    "accuracy",
    "form",
    "shown",
    chance=CHANCE,
    summary="Accuracy by format, with two and four demonstrations of each class.",
)
trials.table(runs, "accuracy", "form", "shown")
best = runs.values("accuracy", form="arrow", shown=4)
mean = {form: statistics.mean(runs.values("accuracy", form=form, shown=4)) for form in FORMATS}
for form in list(FORMATS)[3:]:
    print(
        form,
        "is",
        metrics.clearly(runs.values("accuracy", form=form, shown=4), best),
        "compared with arrow",
    )
predict(
    "prompts.format",
    my_format,
    min(mean, key=mean.get),
    options={
        form: f"{template!r}, then {separator!r}" for form, (template, separator) in FORMATS.items()
    },
)

# %% [markdown]
# All formats carry the same information. Where one falls behind, the model has learned "the label
# stands behind *this* mark" rather than "the label stands behind the text". Large models know more
# marks, yet small changes of format move their accuracy, too (Sclar et al. 2024).

# %% [markdown]
# The rule for practice costs nothing: write the query exactly as the demonstrations, to the last
# space, and prefer a format that the model has met.

# %% [markdown]
# ## The label words, and whether labels must be right
#
# Labels can be **natural** (the class's name) or **arbitrary** (a word drawn for the trial). And
# what the demonstrations say can be right, random, or **flipped**: every class bears the label of
# the next one, consistently.

# %%
(flip,) = trials.draw("words", (1, 1, 1), count=1, seed=2)
for text, number in flip.demonstrations:
    print(f"{text}\n    right: {flip.names[number]}   flipped: {flip.names[(number + 1) % 3]}")

# %%
# Your prediction: with natural words, it follows "the examples", "the meaning" or "neither".
my_flipped = None


# %%
def labelled(question: str, words: str, truth: str, seed: int) -> dict:
    """Answers that are true, and answers that continue what the demonstrations say."""
    rng, asked, says = Random(seed), [], []
    for t in trials.draw(question, (0,) * 3 if truth == "none" else (3,) * 3, size(50, 2), seed):
        labels = t.names if words == "natural" else t.words
        step = 1 if truth == "flipped" else 0
        t2 = t.relabelled(
            [rng.randrange(3) if truth == "random" else (n + step) % 3 for _, n in t.demonstrations]
        )
        asked.append((t2.prompt(labels), labels, t.answer))
        says.append((t.answer + step) % 3)
    right, p = trials.ask(model, tokenizer, asked)
    follows = (p.argmax(-1) == torch.tensor(says)).float().mean().item()
    return {"accuracy": sum(right) / len(right), "follows": follows}


TRUTHS = ["none", "right", "random", "flipped"]
LIVE = False  # True: run it here, about a minute on two cores
labels = experiment.run(
    "prompts/labels",
    labelled,
    SEEDS,
    LIVE,
    question=["words", "reviews"],
    words=["natural", "arbitrary"],
    truth=TRUTHS,
)

# %%
for question in ("words", "reviews"):
    part = experiment.Runs([row for row in labels.rows if row["question"] == question])
    trials.chart(
        part,
        "accuracy",
        "truth",
        "words",
        chance=CHANCE,
        summary=f"{question}: accuracy by what the nine demonstrations say.",
    )
    trials.table(part, "accuracy", "truth", "words")


# %%
def values(name: str, words: str, truth: str, question: str = "words") -> list[float]:
    return labels.values(name, question=question, words=words, truth=truth)


for question in ("words", "reviews"):
    for words in ("natural", "arbitrary"):
        lost = metrics.clearly(
            *(values("accuracy", words, truth, question) for truth in ("random", "right"))
        )
        print(f"{question}, {words} labels: with random labels {lost} compared with right ones")
pair = values("accuracy", "natural", "flipped"), values("follows", "natural", "flipped")
verdict = {"higher": "the meaning", "lower": "the examples"}.get(metrics.clearly(*pair), "neither")
predict(
    "prompts.flipped",
    my_flipped,
    verdict,
    options={
        "the meaning": "What a word means was learned in the weights, and it outweighs the prompt.",
        "the examples": "Its pre-training redrew labels all the time, so it learned to read them.",
        "neither": "Examples and meaning pull against each other, and neither wins clearly.",
    },
)

# %% [markdown]
# Arbitrary words mean nothing, so *all* knowledge of them is in the demonstrations: make these
# random and only chance can remain. Natural words bring a meaning from the weights. Then the
# demonstrations have something to agree with or to fight.

# %% [markdown]
# Large models: with natural words, random labels cost little; what counted was to show the label
# words, the kind of text and the format (Min et al. 2022). And the larger the model, the more it
# follows *flipped* labels against its own knowledge; small ones stay with their prior (Wei et al.
# 2023).

# %% [markdown]
# Compare *words* and *reviews*. Both are answered by one tiny model, and with natural labels it may
# treat them differently. Its pre-training redrew the labels in four of five lists about words, the
# recipe of *symbol tuning*, and in half of those about the town. So what the training demands is a
# likely cause, beside size.

# %%
quiz("prompts.labels")

# %% [markdown]
# ## Which demonstrations?
#
# Now a firm has ninety labelled enquiries, and the prompt takes six. Draw them at random,
# **balanced** over classes, or the six **nearest** to the query. New enquiries have other wordings
# than the old ones. The baseline uses no language model: a vote of the six nearest labels.

# %%
my_choice = None  # your prediction, arbitrary words: "random", "balanced", "nearest" or "vote"


# %%
def picked(method: str, words: str, seed: int) -> dict:
    pool = trials.pool("leads", "train", size(30, 4), seed)
    queries = trials.pool("leads", "test", size(25, 2), seed)
    names = ("cold", "warm", "hot")
    few = trials.draw("leads", (0, 0, 0), 1, seed)[0].words if words == "arbitrary" else names
    shown = [(text, few[number]) for text, number in pool]
    asked, votes = [], []
    for i, (text, number) in enumerate(queries):
        near = demonstrations.nearest(shown, 6, text)
        draw = {"random": demonstrations.draw, "balanced": demonstrations.balanced}.get(method)
        chosen = draw(shown, 6, i + 100 * seed) if draw else near
        answers = [label for _, label in reversed(near)]  # a tie goes to the most similar
        votes.append(max(answers, key=answers.count) == few[number])
        if method != "vote":
            asked.append((Prompt(text, chosen), few, number))
    return {"accuracy": accuracy(asked) if asked else sum(votes) / len(votes)}


METHODS = ["random", "balanced", "nearest", "vote"]
LIVE = False  # True: run it here, about half a minute on two cores
runs = experiment.run(
    "prompts/choice", picked, SEEDS, LIVE, method=METHODS, words=["natural", "arbitrary"]
)

# %%
trials.chart(
    runs,
    "accuracy",
    "method",
    "words",
    chance=CHANCE,
    summary="Accuracy on leads by choice of six demonstrations out of ninety.",
)
trials.table(runs, "accuracy", "method", "words")
means = {m: statistics.mean(runs.values("accuracy", method=m, words="arbitrary")) for m in METHODS}
for method in METHODS[1:]:
    pair = [runs.values("accuracy", method=m, words="arbitrary") for m in (method, "random")]
    print(f"arbitrary words, {method}: {metrics.clearly(*pair)} compared with random")
predict(
    "prompts.choice",
    my_choice,
    max(means, key=means.get),
    options={
        "random": "Any six will do, if the model has learned to read them.",
        "balanced": "No class is missing, and none leans on the answer.",
        "nearest": "What is said in similar words often has the same label.",
        "vote": "The labels next to the query suffice. The model adds nothing.",
    },
)

# %% [markdown]
# Beating *random* is not enough for *nearest*: compare it with the vote, which copies labels of
# similar texts and reads nothing. Nearest demonstrations also have a price: each query gets
# another prompt, so nothing can be read once for all (see the last section).

# %% [markdown]
# ## Try it yourself
#
# Change one thing at a time and watch the probabilities. The star marks the right answer; another
# seed draws another trial.


# %%
def look(question: str, words: str, says: str, instructed: str, form: str, each: int, seed: int):
    (trial,) = trials.draw(question, (each,) * 3, count=1, seed=seed)
    names = trial.names if words == "natural" else trial.words
    step = int(says == "flipped")
    template, separator = FORMATS[form]
    prompt = trial.relabelled([(n + step) % 3 for _, n in trial.demonstrations]).prompt(
        names,
        template=template,
        separator=separator,
        instruction=instruction(instructed, trial) if words == "arbitrary" else "",
    )
    p = scoring.classify(model, tokenizer, [prompt], names)[1][0].tolist()
    fig, (left, right) = plots.figure(9, 3.8, columns=2)
    left.axis("off")
    for i, line in enumerate(str(prompt).splitlines()[-14:]):
        left.text(
            0,
            1 - i / 14,
            line[:60] + "…" * (len(line) > 60),
            fontsize=7,
            va="top",
            parse_math=False,
        )
    right.barh(range(3), p, color=plots.COLOURS[0])
    right.set_yticks(range(3), [f"{'* ' * (i == trial.answer)}{n}" for i, n in enumerate(names)])
    right.set(xlim=(0, 1), xlabel="probability")
    best = max(range(3), key=p.__getitem__)
    return fig, (
        f"It says {names[best]} with probability {p[best]:.2f}; right is {names[trial.answer]}."
    )


widgets.explore(
    look,
    question=["words", "reviews", "leads"],
    words=["arbitrary", "natural"],
    says=["right", "flipped"],
    instructed=STYLES,
    form=list(FORMATS)[:-1],
    each=[2, 0, 1, 4],
    seed=(0, 9),
)

# %% [markdown]
# ## Longer than anything it has read
#
# The model was trained on documents of a limited length. The helper refuses a longer prompt. But
# the rotated positions of [[lesson:attention]] have no built-in end: raise the limit on a copy, and
# see what it does out there.

# %%
limit = model.config.max_position_embeddings
print("trained on at most", limit, "tokens")
(long,) = trials.draw("words", (20,) * 3, count=1, seed=0)
print("this prompt has", len(long.prompt(long.words).ids(tokenizer)))
longer = copy.deepcopy(model)
longer.config.max_position_embeddings = 8 * limit

# %%
my_long = None  # your prediction, far beyond the trained length: "lower", "higher" or "the same"


# %%
def stretched(shown: int, keep: str, seed: int) -> dict:
    """Accuracy with many demonstrations: all of them, or the last ones that fit."""
    asked, tokens = [], []
    for t in trials.draw("words", (shown,) * 3, size(20, 2), seed):
        prompt = t.prompt(t.words)
        if keep == "what fits":
            prompt = prompt.fit(tokenizer, limit - 10)
        asked.append((prompt, t.words, t.answer))
        tokens.append(len(prompt.ids(tokenizer)))
    right, _ = trials.ask(longer, tokenizer, asked)
    return {"accuracy": sum(right) / len(right), "tokens": statistics.mean(tokens)}


LIVE = False  # True: run it here, about a minute on two cores
runs = experiment.run(
    "prompts/length", stretched, SEEDS, LIVE, shown=[2, 5, 10, 20, 36], keep=["all", "what fits"]
)

# %%
trials.chart(
    runs,
    "accuracy",
    "shown",
    "keep",
    chance=CHANCE,
    line=True,
    summary="Accuracy by demonstrations of each class: all of them, or what fits.",
)
for condition in runs.conditions("shown"):
    told = [
        f"{keep}: {statistics.mean(runs.values('tokens', keep=keep, **condition)):.0f} tokens, "
        f"{metrics.text(runs.values('accuracy', keep=keep, **condition))}"
        for keep in ("all", "what fits")
    ]
    print(f"{condition['shown']:>2} of each class   {'   '.join(told)}")
far, near = (runs.values("accuracy", shown=shown, keep="all") for shown in (36, 5))
verdict = metrics.clearly(far, near)
predict(
    "prompts.long",
    my_long,
    verdict if verdict in ("lower", "higher") else "the same",
    options={
        "lower": "Distances that no training text had: attention there has never been corrected.",
        "higher": "More examples still outweigh the unknown distances.",
        "the same": "No clear difference, in this range.",
    },
)

# %% [markdown]
# Up to the trained length the two lines are the same prompts. Beyond it they are two cures for too
# many examples: hope, and `prompt.fit`, which drops demonstrations from the front and says which.
# Large models read long prompts because their training went on at such lengths.

# %% [markdown]
# ## A question whose answer it never saw
#
# A prompt holds a lexicon: three words, each with its code. Then it is asked about a fourth word.
# Nothing in the prompt or in the weights knows its code. A careful reader would say so.


# %%
def known_and_unknown(question: str, count: int, seed: int) -> list[tuple]:
    """For each trial a query whose answer is in the prompt, and one whose is not (number -1)."""
    found, shown = [], (3, 3, 3, 0) if question == "lexicon" else (4, 4, 0)
    for t in trials.draw(question, shown, count, seed, queries=60):
        there = sorted({number for _, number in t.demonstrations})
        words = [t.words[number] for number in there]
        for wanted in (True, False):
            text, n = next(q for q in t.queries if (q[1] in there) == wanted)
            right = there.index(n) if wanted else -1
            found.append((t.prompt(t.words).ask(text), words, right))
    return found


known, unknown = known_and_unknown("lexicon", 1, seed=0)
print(
    unknown[0],
    generation.generate(model, tokenizer, str(unknown[0]), 4, temperature=0, stop=["\n"]),
)

# %% [markdown]
# It answers. It must: a language model continues every text, and no document of its training ever
# continued with "I do not know". How sure is it of such answers?

# %%
my_sure = None  # your prediction: its mean probability for its own answer to an unknown word


# %%
def sure(question: str, seed: int) -> dict:
    """How sure the model is, where the prompt holds the answer and where it does not."""
    asked = known_and_unknown(question, size(80, 4), seed)
    right, p = trials.ask(model, tokenizer, asked)
    top = [round(share, 4) for share in p.max(-1).values.tolist()]
    holds = [int(number >= 0) for _, _, number in asked]
    return {
        "right": [int(r) for r in right],
        "sure": top,
        "holds": holds,
        "unknown": statistics.mean(s for s, h in zip(top, holds) if not h),
        "known": statistics.mean(s for s, h in zip(top, holds) if h),
        "auc": roc_auc_score(holds, top),
    }


LIVE = False  # True: run it here, about half a minute on two cores
doubts = experiment.run("prompts/unknown", sure, SEEDS, LIVE, question=["lexicon", "words"])

# %%
for question, chance in (("lexicon", 1 / 3), ("words", 1 / 2)):
    print(f"{question}, an even guess would have {chance:.2f}")
    for kind in ("known", "unknown"):
        print(
            f"   mean probability of its answer, {kind:<8}",
            metrics.text(doubts.values(kind, question=question)),
        )
unknown = statistics.mean(doubts.values("unknown", question="lexicon"))
predict("prompts.sure", my_sure, unknown, close=0.1)

# %% [markdown]
# In *words* the prompt shows two classes, and the query belongs to a third. Hold the second line
# of each block against the even guess: what lies above it is confidence without any ground.

# %%
fig, axes = plots.figure(9, 3.2, columns=2)
for ax, question in zip(axes, ("lexicon", "words")):
    rows = [row for row in doubts.rows if row["question"] == question]
    for i, (name, holds) in enumerate((("answer in the prompt", 1), ("answer nowhere", 0))):
        found = [s for row in rows for s, h in zip(row["sure"], row["holds"]) if h == holds]
        ax.hist(
            found,
            bins=20,
            range=(0, 1),
            histtype="step",
            label=name,
            color=plots.COLOURS[i],
            linestyle=plots.STYLES[i],
            linewidth=2,
        )
    ax.set(title=question, xlabel="probability of its answer", ylabel="queries")
    ax.legend(fontsize=8, loc="upper left")
auc = ", ".join(
    f"{name} {metrics.text(doubts.values('auc', question=name))}" for name in ("lexicon", "words")
)
plots.show(fig, f"A known query gets the higher probability with this chance (AUC): {auc}.")

# %% [markdown]
# **AUC**: take a known and an unknown query at random; how often is the model surer of the known
# one? A half is luck. If it lies above, a **threshold** helps: below it, do not answer. Choose it
# on one half of the queries, judge it on the other.


# %%
def abstaining(row: dict, wanted: float = 0.9) -> tuple[list, list]:
    """All answers to the judging half, and those above the threshold of the other half."""
    pairs = list(zip(row["sure"], row["right"]))
    chosen, judged = pairs[::4] + pairs[1::4], pairs[2::4] + pairs[3::4]
    good = [t for t, _ in chosen if statistics.mean(r for s, r in chosen if s >= t) >= wanted]
    threshold = min(good, default=2)  # no probability reaches 2: then it never answers
    return [r for _, r in judged], [r for s, r in judged if s >= threshold]


for question in ("lexicon", "words"):
    found = [abstaining(row) for row in doubts.rows if row["question"] == question]
    every, kept = (sum(parts, []) for parts in zip(*found))
    print(f"{question}\n   right, if it always answers   {metrics.share(every)}")
    print("   right, of those answered     ", metrics.share(kept) if kept else "none was answered")

# %% [markdown]
# Half of the queries have no answer, so whoever always answers is wrong there. In the last line
# look at the share *and* at how many were answered. "None" means that no threshold gave nine right
# answers in ten: among the surest are some without ground. An AUC above a half is a signal, no
# promise.

# %%
quiz("prompts.unknown")

# %% [markdown] tags=["instructor"]
# **Instructor.** The histogram is the picture to stay with. Ask where they would put the line if a
# wrong answer costs a customer, and where if a question to a person costs a minute.
# [[Lesson:costs]] had the same line under the name of threshold.

# %% [markdown]
# ## What a query costs
#
# A frozen model reads the whole prompt for every query: instruction, demonstrations, query, and
# each candidate. The **plain** way does just that. The **shared** way reads what all queries begin
# with once, keeps its keys and values (the **KV cache**), and goes on from there.

# %%
my_times = None  # your prediction: how many times faster is shared, with 24 demonstrations?


# %%
def cost(shown: int, way: str, seed: int) -> dict:
    """Tokens read and milliseconds for each of twenty queries after the same demonstrations."""
    (t,) = trials.draw("words", (shown,) * 3, 1, seed, queries=size(20, 2))
    asked = [t.prompt(t.words).ask(text) for text, _ in t.queries]
    rows, starts = scoring.tokenized(tokenizer, asked, t.words)
    tokens = sum(len(row) for own in rows for row in own)
    if way == "shared":
        common = len(os.path.commonprefix([own[0] for own in rows]))
        tokens = common + sum(
            start - common + sum(len(row) - start for row in own)
            for own, start in zip(rows, starts)
        )
    times = []
    for _ in range(size(3, 1)):
        began = time.perf_counter()
        if way == "shared":
            scoring.log_likelihoods(model, tokenizer, asked, t.words)
        else:
            for prompt in asked:
                scoring.one_by_one(model, tokenizer, prompt, t.words)
        times.append(1000 * (time.perf_counter() - began) / len(asked))
    return {"tokens": tokens / len(asked), "ms": min(times)}


LIVE = False  # True: run it on your machine, less than a minute
runs = experiment.run(
    "prompts/cost", cost, (0, 1, 2), LIVE, shown=[0, 1, 2, 4, 8], way=["plain", "shared"]
)

# %%
trials.chart(
    runs,
    "tokens",
    "shown",
    "way",
    line=True,
    summary="Tokens read for one query, by demonstrations of each class.",
)
trials.chart(
    runs,
    "ms",
    "shown",
    "way",
    line=True,
    summary="Milliseconds for one query, on the machine that made these runs.",
)
trials.table(runs, "tokens", "shown", "way")
times = [runs.values("ms", shown=8, way=way) for way in ("plain", "shared")]
ratio = [plain / shared for plain, shared in zip(*times)]
print("times faster with 24 demonstrations:", metrics.text(ratio, 1))
predict("prompts.times", my_times, statistics.mean(ratio), close=2)

# %% [markdown]
# The plain cost grows with every demonstration, for every query. Shared, the demonstrations are
# paid once and divided among all queries. Services sell this as *prompt caching*. It needs prompts
# that begin alike: the same demonstrations, in the same order, the query last.

# %%
quiz("prompts.cost")

# %% [markdown] tags=["instructor"]
# **Instructor.** Put two decisions against each other: nearest demonstrations (another prompt for
# every query) and the shared prefix (the same prompt for all). Which one the accuracy is worth is
# a sum that everybody can do now. [[Lesson:choose_and_combine]] does it against fine-tuning.

# %% [markdown]
# ## What this does not show
#
# One small model, three classes, grammar-made texts. How large an effect is, and sometimes its
# direction, differs from model to model. What carries over is the method: same texts, several
# seeds, chance, an interval, and a half that judges what the other half chose.

# %% [markdown]
# Probability detects only what the model itself finds odd. A model that is surely wrong, because
# its training was, looks sure. And nobody chose these prompts against an opponent: texts that
# carry instructions of their own are another problem.

# %% [markdown]
# ## Where to read more
#
# - Zhao et al. 2021, *Calibrate before use*: order, recency, and contextual calibration.
# - Zhou et al. 2024, *Batch calibration: rethinking calibration for in-context learning*.
# - Lu et al. 2022, *Fantastically ordered prompts and where to find them*.
# - Min et al. 2022, *Rethinking the role of demonstrations*: random labels.
# - Wei et al. 2022, *Finetuned language models are zero-shot learners*: trained on instructions.
# - Wei et al. 2023, *Larger language models do in-context learning differently*: flipped labels.
# - Wei et al. 2023, *Symbol tuning improves in-context learning in language models*.
# - Liu et al. 2022, *What makes good in-context examples for GPT-3?*: nearest demonstrations.
# - Sclar et al. 2024, *Quantifying language models' sensitivity to spurious features*: formats.
# - Kadavath et al. 2022, *Language models (mostly) know what they know*.
