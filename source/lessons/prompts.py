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
from random import Random
from statistics import mean

import torch
from sklearn.metrics import roc_auc_score

from helpers.checks import predict, quiz
from helpers.context import demonstrations, generation, pricing, prompt_views, scoring
from helpers.context.prompts import Prompt
from helpers.icl import trials
from helpers.measure import charts, experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables, widgets
from helpers.weights import models

# %%
model, tokenizer = models.load_checkpoint("town-lm")
(trial,) = trials.draw("leads", (2, 2, 2), count=1, seed=3)
prompt = trial.prompt(trial.words)
display.say(str(prompt), fixed=True)
print("right:", trial.words[trial.answer], f"(stands for {trial.names[trial.answer]})")

# %% [markdown]
# Here is the prompt in parts, with the tokens that each part takes.

# %%
plots.show(*prompt_views.draw(prompt, tokenizer))

# %% [markdown]
# Now the same six examples in four orders. Compare the rows: nothing else has changed.

# %%
rows = []
for order in demonstrations.orders(prompt.demonstrations, 4, seed=1):
    _, p = scoring.classify(model, tokenizer, [Prompt(trial.text, order)], trial.words)
    rows.append({"the last example says": order[-1][1], **dict(zip(trial.words, p[0].tolist()))})
tables.show(rows, "Probability of each label, in four orders", rows="the last example says")

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
rows = []
for question in ("words", "reviews", "leads"):
    (trial,) = trials.draw(question, (1, 1, 1), count=1, seed=0)
    for text, n in trial.demonstrations:
        labels = {"natural label": trial.names[n], "drawn label": trial.words[n]}
        rows.append({"trial": question, "text": text, **labels})
tables.show(rows, "One trial of each kind", rows=["trial", "text"])

# %% [markdown]
# All have three classes, each asked equally often on average, so **chance** is a third. The
# baseline is zero-shot: the same query with no demonstrations.

# %%
CHANCE = 1 / 3


def accuracy(asked: list, **how) -> float:
    """Share of right answers; `asked` holds (prompt, candidates, number of the right one)."""
    right, _ = trials.ask(model, tokenizer, asked, **how)
    return sum(right) / len(right)


# %%
some = trials.draw("words", (2, 2, 2), size(60, 3), seed=9)
shown = accuracy([(t.prompt(t.words), t.words, t.answer) for t in some])
zero_shot = accuracy([(Prompt(t.text), t.words, t.answer) for t in some])
print(f"accuracy with six demonstrations {shown:.2f}, with none {zero_shot:.2f}")

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
    """What stands in front of the examples; a wrong one gives each label another's meaning."""
    names = trial.names[1:] + trial.names[:1] if style == "wrong meanings" else trial.names
    meanings = [f"{word} for {name}" for word, name in zip(trial.words, names)]
    start = f"Label the {' or '.join(names)}."
    return {
        "none": "",
        "labels": f"{start} Labels: {', '.join(trial.words)}.",
        "new wording": f"Please put {' and '.join(meanings)} behind every text.",
    }.get(style, f"{start} Write {', '.join(meanings)}.")


# %%
rows = {"style": STYLES, "instruction": [instruction(style, some[0]) for style in STYLES]}
tables.show(rows, "The instructions of one trial", rows="style")

# %%
my_wrong = None  # your prediction: is a wrong instruction worse than a right one, "yes" or "no"?


# %%
def told(style: str, shown: int, seed: int) -> dict:
    """Accuracy with one kind of instruction and so many demonstrations of each class."""
    asked = []
    for t in trials.draw("words", (shown,) * 3, size(50, 2), seed):
        prompt = t.prompt(t.words, instruction=instruction(style, t))
        asked.append((prompt, t.words, t.answer))
    return {"accuracy": accuracy(asked)}


LIVE = False  # True: run it here, about a minute on two cores
runs = experiment.run("prompts/instruction", told, SEEDS, LIVE, style=STYLES, shown=[0, 1, 3])
runs = runs.shares(accuracy=size(50, 2))
told_how = "Accuracy by instruction and number of demonstrations of each class."
runs.plot("accuracy", "shown", told_how, CHANCE, group="style", line=True)

# %%
runs.table("accuracy", "style", "shown", versus={"style": "none"}, against="no instruction")

# %%
wrong, meant = {"style": "wrong meanings"}, {"style": "meanings"}
verdict = runs.clearly("accuracy", wrong, meant, shown=3)
print("3 of each class, wrong against right meanings:", verdict)
predict(
    "prompts.wrong",
    my_wrong,
    "yes" if verdict == "lower" else "no",
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


def answers(t: trials.Trial, order: tuple, calibration: str) -> torch.Tensor:
    """The class that the model says for each query, int64 (queries,)."""
    asked = [Prompt(text, order) for text, _ in t.queries]
    empty = NOTHING if calibration == "content-free" else ()
    _, p = scoring.classify(model, tokenizer, asked, t.words, content_free=empty)
    return (scoring.calibrate(p, p) if calibration == "batch" else p).argmax(-1)


# %%
def judged_spread(right: torch.Tensor) -> float:
    """Best minus worst order. right: float (orders, queries), 1 for a right answer.

    One half of the queries chooses the two orders, the other half judges them.
    """
    chosen, judged = right.chunk(2, dim=1)
    best, worst = chosen.mean(1).argmax(), chosen.mean(1).argmin()
    return (judged[best].mean() - judged[worst].mean()).item()


# %%
def shuffled(shown: str, calibration: str, seed: int) -> dict:
    """Over eight orders: accuracy, judged spread, and how often the last label is the answer."""
    found = {"accuracy": [], "spread": [], "last": []}
    for t in trials.draw("leads", SHOWN[shown], size(3, 1), seed, queries=size(50, 4)):
        orders = demonstrations.orders(t.labelled(t.words), size(8, 2), seed)
        said = torch.stack([answers(t, order, calibration) for order in orders])
        right = (said == torch.tensor([number for _, number in t.queries])).float()
        found["accuracy"].append(right.mean().item())
        found["spread"].append(judged_spread(right))
        for order, classes in zip(orders, said):
            last = t.words.index(order[-1][1])
            found["last"].append((classes == last).float().mean().item())
    return {name: mean(values) for name, values in found.items()}


# %%
LIVE = False  # True: run it here, about two minutes on two cores
orders = experiment.run(
    "prompts/order",
    shuffled,
    range(10),
    LIVE,
    shown=list(SHOWN),
    calibration=["none", "content-free", "batch"],
).shares(accuracy=size(150, 4))  # queries; the same ones in every order

# %%
plain = orders.where(calibration="none")
plain.table(
    ["spread", "accuracy", "last"],
    "shown",
    versus={"shown": "lopsided"},
    against="lopsided",
    caption="Eight orders of the same demonstrations",
    note="Last: the share of answers that repeat the last example's label.",
)

# %%
predict("prompts.spread", my_spread, plain.mean("spread", shown="balanced"), close=0.05)

# %% [markdown]
# Where the interval of the spread holds zero, no difference between orders was found. The last
# column looks for a cause, the **recency bias**: leaning to the label that was read last. Without
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
_, nothing = scoring.classify(model, tokenizer, [first.ask(text) for text in NOTHING], lop.words)
times = [sum(number == i for _, number in lop.demonstrations) for i in range(3)]
heads = [f"{word}, shown {count} times" for word, count in zip(lop.words, times)]
rows = [{"asked": text, **dict(zip(heads, p))} for text, p in zip(NOTHING, nothing.tolist())]
tables.show(rows, "Probability of each label, asked about nothing", rows="asked")

# %% [markdown]
# **Contextual calibration** (Zhao et al. 2021) divides each candidate's probability by its mean
# probability there, and makes the results add up to one again. No label is needed for it.

# %%
asked = [first.ask(text) for text, _ in lop.queries]
_, said = scoring.classify(model, tokenizer, asked, lop.words)
weighed = said / nothing.mean(0)
weighed = weighed / weighed.sum(-1, keepdim=True)
print("as the helper does it:", torch.allclose(weighed, scoring.calibrate(said, nothing)))

# %%
columns = {}
for when, p in (("before", said), ("after", weighed)):
    columns |= {(when, word): p[:, i].tolist() for i, word in enumerate(lop.words)}
columns["", "right"] = [lop.words[number] for _, number in lop.queries]
tables.show(columns, "Three queries, before and after calibration")

# %% [markdown]
# **Batch calibration** (Zhou et al. 2024) asks about no empty text. It divides by the mean over the
# queries themselves. For that you need many, with all classes about equally often. Does either
# help? The experiment with orders was run all three ways.

# %%
orders.plot(
    "spread", "shown", "Spread over orders, with and without calibration.", group="calibration"
)

# %%
orders.table(
    ["accuracy", "spread"],
    "shown",
    "calibration",
    versus={"calibration": "none"},
    against="no calibration",
    note=f"Chance of an answer: {CHANCE:.2f}.",
)

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

# %%
my_format = None  # your prediction: the worst of these formats, by its name


# %%
def formatted(form: str, shown: int, seed: int) -> dict:
    """Accuracy in one format; in the mismatch the query is written otherwise."""
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
runs = runs.shares(accuracy=size(50, 2))
told_how = "Accuracy by format, with two and four demonstrations of each class."
runs.plot("accuracy", "form", told_how, CHANCE, group="shown")

# %%
runs.table("accuracy", "form", "shown", versus={"form": "arrow"}, against="arrow")

# %%
predict(
    "prompts.format",
    my_format,
    runs.best("accuracy", "form", lowest=True, shown=4),
    options={form: f"{text!r}, then {between!r}" for form, (text, between) in FORMATS.items()},
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
rows = [
    {"text": text, "right": flip.names[n], "flipped": flip.names[(n + 1) % 3]}
    for text, n in flip.demonstrations
]
tables.show(rows, "What a right and a flipped label say", rows="text")

# %%
# your prediction, natural words: it follows "the examples", "the meaning", "neither"
my_flipped = None


# %%
def demonstrated(truth: str, t: trials.Trial, rng: Random) -> trials.Trial:
    """The same trial whose demonstrations say what is right, random, or flipped."""
    if truth == "random":
        return t.relabelled([rng.randrange(3) for _ in t.demonstrations])
    step = 1 if truth == "flipped" else 0  # flipped: every class bears the next one's label
    return t.relabelled([(number + step) % 3 for _, number in t.demonstrations])


# %%
def labelled(question: str, words: str, truth: str, seed: int) -> dict:
    """Answers that are true, and answers that continue what the demonstrations say."""
    rng, asked, says = Random(seed), [], []
    shown = (0, 0, 0) if truth == "none" else (3, 3, 3)
    for t in trials.draw(question, shown, size(50, 2), seed):
        labels = t.names if words == "natural" else t.words
        asked.append((demonstrated(truth, t, rng).prompt(labels), labels, t.answer))
        says.append((t.answer + (truth == "flipped")) % 3)
    right, p = trials.ask(model, tokenizer, asked)
    follows = (p.argmax(-1) == torch.tensor(says)).float().mean().item()
    return {"accuracy": sum(right) / len(right), "follows": follows}


# %%
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
).shares(accuracy=size(50, 2), follows=size(50, 2))

# %%
for question in ("words", "reviews"):
    part, told_how = labels.where(question=question), f"{question}: accuracy by what is shown."
    part.plot("accuracy", "truth", told_how, CHANCE, group="words")

# %%
labels.table(
    "accuracy",
    ["question", "words"],
    "truth",
    versus={"truth": "right"},
    against="right labels",
)

# %%
flipped = labels.where(question="words", words="natural", truth="flipped")
verdict = metrics.clearly(flipped.values("accuracy"), flipped.values("follows"))
verdict = {"higher": "the meaning", "lower": "the examples"}.get(verdict, "neither")
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
def six_of(pool: list, method: str, query: str, seed: int) -> tuple:
    """Six demonstrations out of the pool."""
    if method == "random":
        return demonstrations.draw(pool, 6, seed)
    if method == "balanced":
        return demonstrations.balanced(pool, 6, seed)
    return demonstrations.nearest(pool, 6, query)


def vote(near: tuple) -> str:
    """The most frequent label; a tie goes to the most similar text, which stands last."""
    answers = [label for _, label in reversed(near)]
    return max(answers, key=answers.count)


# %%
def picked(method: str, words: str, seed: int) -> dict:
    """Accuracy on new enquiries, with six demonstrations chosen by one method."""
    names = ("cold", "warm", "hot")
    if words == "arbitrary":
        names = trials.draw("leads", (0, 0, 0), 1, seed)[0].words
    pool = [(text, names[n]) for text, n in trials.pool("leads", "train", size(30, 4), seed)]
    asked, votes = [], []
    for i, (text, n) in enumerate(trials.pool("leads", "test", size(25, 2), seed)):
        shown = six_of(pool, method, text, i + 100 * seed)
        asked.append((Prompt(text, shown), names, n))
        votes.append(vote(shown) == names[n])
    return {"accuracy": mean(votes) if method == "vote" else accuracy(asked)}


# %%
METHODS = ["random", "balanced", "nearest", "vote"]
LIVE = False  # True: run it here, about half a minute on two cores
runs = experiment.run(
    "prompts/choice", picked, SEEDS, LIVE, method=METHODS, words=["natural", "arbitrary"]
).shares(accuracy=3 * size(25, 2))

# %%
told_how = "Accuracy on leads by choice of six demonstrations out of ninety."
runs.plot("accuracy", "method", told_how, CHANCE, group="words")

# %%
runs.table("accuracy", "method", "words", versus={"method": "random"}, against="random")

# %%
predict(
    "prompts.choice",
    my_choice,
    runs.best("accuracy", "method", words="arbitrary"),
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
    template, separator = FORMATS[form]
    prompt = demonstrated(says, trial, Random(seed)).prompt(
        names,
        template=template,
        separator=separator,
        instruction=instruction(instructed, trial) if words == "arbitrary" else "",
    )
    _, p = scoring.classify(model, tokenizer, [prompt], names)
    return prompt_views.answers(prompt, names, p[0].tolist(), trial.answer)


# %%
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
# the rotated positions of [[lesson:transformer]] have no built-in end: raise the limit on a copy,
# and see what it does out there.

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
    return {"accuracy": sum(right) / len(right), "tokens": mean(tokens)}


# %%
LIVE = False  # True: run it here, about a minute on two cores
runs = experiment.run(
    "prompts/length", stretched, SEEDS, LIVE, shown=[2, 5, 10, 20, 36], keep=["all", "what fits"]
).shares(accuracy=size(20, 2))

# %%
told_how = "Accuracy by demonstrations of each class: all of them, or what fits."
runs.plot("accuracy", "shown", told_how, CHANCE, group="keep", line=True)
runs.table(["tokens", "accuracy"], "shown", "keep", digits={"tokens": 0})

# %%
verdict = runs.clearly("accuracy", {"shown": 36}, {"shown": 5}, keep="all")
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


# %%
_, (unknown, codes, _) = known_and_unknown("lexicon", 1, seed=0)
print(unknown)
print("known codes:", ", ".join(codes))
written = generation.generate(model, tokenizer, str(unknown), 4, temperature=0, stop=["\n"])
print("the model writes:", written)

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
    found = {"right": [int(r) for r in right], "sure": top, "holds": holds}
    found["known"] = mean(s for s, h in zip(top, holds) if h)
    found["unknown"] = mean(s for s, h in zip(top, holds) if not h)
    return found | {"auc": roc_auc_score(holds, top)}


# %%
LIVE = False  # True: run it here, about half a minute on two cores
doubts = experiment.run("prompts/unknown", sure, SEEDS, LIVE, question=["lexicon", "words"])

# %%
guess = f"An even guess would have {1 / 3:.2f} in the lexicon, {1 / 2:.2f} in words."
caption = "Mean probability of its answer"
doubts.table(["known", "unknown"], "question", caption=caption, note=guess)
predict("prompts.sure", my_sure, doubts.mean("unknown", question="lexicon"), close=0.1)

# %% [markdown]
# In *words* the prompt shows two classes, and the query belongs to a third. Hold the second column
# against the even guess: what lies above it is confidence without any ground.


# %%
def sureness(question: str, holds: int) -> list[float]:
    """The probabilities of all answers that the prompts hold (1) or do not hold (0)."""
    rows = doubts.where(question=question).rows
    return [s for row in rows for s, h in zip(row["sure"], row["holds"]) if h == holds]


fig, axes = plots.figure(9, 3.2, columns=2)
for ax, question in zip(axes, ("lexicon", "words")):
    known, unknown = sureness(question, 1), sureness(question, 0)
    charts.histograms(ax, {"answer in the prompt": known, "answer nowhere": unknown})
    ax.set(xlabel=f"{question}: probability of its answer", ylabel="queries")
plots.show(fig, "How sure the model is of answers that it can know, and that it cannot.")

# %%
caption = "How often a known query gets the higher probability"
doubts.table("auc", "question", versus=0.5, against="luck", caption=caption)

# %% [markdown]
# **AUC**: take a known and an unknown query at random; how often is the model surer of the known
# one? A half is luck. If it lies above, a **threshold** helps: below it, do not answer. Choose it
# on one half of the queries, judge it on the other.


# %%
def abstaining(row: dict, wanted: float = 0.9) -> tuple[list, list]:
    """All answers to the judging half, and those above the threshold of the other half."""
    pairs = list(zip(row["sure"], row["right"]))
    chosen, judged = pairs[::4] + pairs[1::4], pairs[2::4] + pairs[3::4]
    good = [t for t, _ in chosen if mean(r for s, r in chosen if s >= t) >= wanted]
    threshold = min(good, default=2)  # no probability reaches 2: then it never answers
    return [r for _, r in judged], [r for s, r in judged if s >= threshold]


# %%
rows = []
for question in ("lexicon", "words"):
    found = [abstaining(row) for row in doubts.where(question=question).rows]
    every, kept = (sum(parts, []) for parts in zip(*found))
    always, sure_only = metrics.share(every), metrics.share(kept) if kept else "none was answered"
    rows.append({"question": question, "always answers": always, "only if sure": sure_only})
tables.show(rows, "Right answers of those given", rows="question")

# %% [markdown]
# Half of the queries have no answer, so whoever always answers is wrong there. In the last column
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

    def answer() -> None:
        if way == "shared":
            scoring.log_likelihoods(model, tokenizer, asked, t.words)
        for prompt in asked if way == "plain" else ():
            scoring.one_by_one(model, tokenizer, prompt, t.words)

    ms = pricing.fastest(answer, size(3, 1)) / len(asked)
    tokens = pricing.tokens_read(tokenizer, asked, t.words, shared=way == "shared")
    return {"tokens": tokens / len(asked), "ms": ms}


# %%
LIVE = False  # True: run it on your machine, less than a minute
runs = experiment.run(
    "prompts/cost", cost, (0, 1, 2), LIVE, shown=[0, 1, 2, 4, 8], way=["plain", "shared"]
)

# %%
told_how = "Milliseconds for one query, on the machine that made these runs."
runs.plot("ms", "shown", told_how, group="way", line=True)
runs.table("tokens", "shown", "way", digits=0, caption="Tokens read for one query")

# %%
times = [runs.values("ms", shown=8, way=way) for way in ("plain", "shared")]
ratio = [plain / shared for plain, shared in zip(*times)]
print("times faster with 24 demonstrations:", metrics.text(ratio, 1))
predict("prompts.times", my_times, mean(ratio), close=2)

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
