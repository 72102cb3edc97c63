# ---
# title: "What makes a prompt work"
# minutes: 55
# further: 35
# objectives:
#   - Compare two prompts on the same texts, with seeds, intervals and chance
#   - Say what order and labels do, by measurement
#   - Take a prompt's own leaning out by calibration
#   - Tell a forced choice from what the model would have said by itself
#   - Say what instruction and format do (to go further)
#   - Count what a query costs, in tokens and in milliseconds (to go further)
# needs:
#   - fine_tuning
#   - in_context
# key_points:
#   - A prompt is a set of decisions. Measure each on texts that you did not choose it by.
#   - One order of demonstrations is one draw. Report the spread over orders.
#   - A prompt has a leaning of its own. Calibration divides it out; whether that helps is measured.
#   - Labels without meaning must be read from the demonstrations. Natural ones bring a meaning.
#   - Made to choose among labels, a model looks sure also where it knows nothing. Ask how likely
#     the label was among everything it could have written.
#   - Every demonstration is paid again with every query, unless its reading is kept.
# ---

# %% [markdown]
# ## Same model, same examples, another answer?
#
# A firm wants to know of every enquiry how near it is to buying. It shows a model six labelled
# enquiries and asks about a new one. The label words mean nothing: only the examples say what they
# stand for.

# %%
from random import Random
from statistics import mean

import torch
from sklearn.metrics import roc_auc_score

from helpers.checks import check, predict, quiz
from helpers.context import demonstrations, generation, pricing, scoring
from helpers.context.prompts import Prompt
from helpers.icl import trials
from helpers.icl.prompt_variants import demonstrated, instruction, known_and_unknown
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import display, tables
from helpers.weights import models

# %%
model, tokenizer = models.load_checkpoint("town-lm")
LIVE = False  # True runs the stored experiments on your machine: about ten minutes on two cores
(trial,) = trials.draw("leads", (2, 2, 2), count=1, seed=3)
prompt = trial.prompt(trial.words)
display.say(str(prompt), fixed=True)
print("right:", trial.words[trial.answer], f"(stands for {trial.names[trial.answer]})")

# %% [markdown]
# Now the same six examples in four orders.

# %%
rows = []
for order in demonstrations.orders(prompt.demonstrations, 4, seed=1):
    _, p = scoring.classify(model, tokenizer, [Prompt(trial.text, order)], trial.words)
    rows.append({"the last example says": order[-1][1], **dict(zip(trial.words, p[0].tolist()))})
tables.show(rows, "Probability of each label, in four orders", rows="the last example says")

# %% [markdown]
# Nothing but the order has changed, and another label comes out first. But a single query proves
# nothing. So this lesson has one method for every question: two prompts, the **same** trials,
# several seeds, an interval, and chance.

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
# opponent is zero-shot: the same query with no demonstrations.

# %%
CHANCE = 1 / 3


def accuracy(asked: list, **how) -> float:
    """Share of right answers; `asked` holds (prompt, candidates, number of the right one)."""
    right, _ = trials.ask(model, tokenizer, asked, **how)
    return sum(right) / len(right)


some = trials.draw("words", (2, 2, 2), size(60, 3), seed=9)
shown = accuracy([(t.prompt(t.words), t.words, t.answer) for t in some])
zero_shot = accuracy([(Prompt(t.text), t.words, t.answer) for t in some])
print(f"accuracy with six demonstrations {shown:.2f}, with none {zero_shot:.2f}")

# %% [markdown]
# So the demonstrations carry the whole answer: without them these label words leave the model near
# chance.

# %% [markdown] tags=["instructor"]
# **Instructor.** Let people change one thing in the first prompt and report "it got better".
# Collect three such reports on the board, then ask how many would survive sixty trials. That is
# why the rest of the lesson looks the way it does.

# %% [markdown]
# ## Does an instruction help? (to go further)
#
# The instruction can name the labels, or say what each label means. It can be in a form that
# pre-training practised, in a new wording, or plainly **wrong**: each label with another's
# meaning.

# %%
STYLES = ["none", "labels", "meanings", "new wording", "wrong meanings"]
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


# %%
runs = experiment.run("prompts/instruction", told, SEEDS, LIVE, style=STYLES, shown=[0, 1, 3])
runs = runs.shares(accuracy=size(50, 2))
runs.table("accuracy", "style", "shown", versus={"style": "none"}, against="no instruction")
wrong, meant = {"style": "wrong meanings"}, {"style": "meanings"}
verdict = runs.clearly("accuracy", wrong, meant, shown=3)
print("3 of each class, wrong against right meanings:", verdict)
options = {
    "yes": "Then the model weighs what the instruction says against the examples.",
    "no": "Then the examples decide, whatever the instruction says.",
}
predict("prompts.wrong", my_wrong, "yes" if verdict == "lower" else "no", options=options)

# %% [markdown]
# Without demonstrations no instruction is told apart from none: nothing shows that this model goes
# by it. With three of each class every one of them lowers the accuracy, and the right and the wrong
# one are not told apart. So it seems to be the text in front that disturbs, not its meaning.

# %% [markdown]
# A likely reason: a third of its training lists had an instruction, but the first labelled lines
# said the same, so reading it earned little. Large models are trained on thousands of instructions
# with nothing beside them (Wei et al. 2022). Whether *your* prompt needs one is measured, as in
# [[lab:prompts]].

# %% [markdown]
# ## Order
#
# Shuffle the demonstrations, eight times. The *spread* is the accuracy of the best order minus that
# of the worst. But among eight numbers one is always the highest, by luck alone. So one half of the
# queries chooses the best and the worst order, the **other half** judges them.

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
    """Best minus worst order. right: float (orders, queries), 1 for a right answer."""
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
ways = {"shown": list(SHOWN), "calibration": ["none", "content-free", "batch"]}
orders = experiment.run("prompts/order", shuffled, range(10), LIVE, **ways)
orders = orders.shares(accuracy=size(150, 4))  # queries; the same ones in every order
plain = orders.where(calibration="none")
caption = "Eight orders of the same demonstrations"
note = "Last: the share of answers that repeat the last example's label."
how = {"versus": {"shown": "lopsided"}, "against": "lopsided", "note": note}
plain.table(["spread", "accuracy", "last"], "shown", caption=caption, **how)
print("balanced, last, against a third:", plain.clearly("last", {"shown": "balanced"}, CHANCE))
predict("prompts.spread", my_spread, plain.mean("spread", shown="balanced"), close=0.05)

# %% [markdown]
# No interval of the spread holds zero: on queries that chose nothing, some orders do better.
# Balanced examples give more right answers. Orders may differ by **recency bias**, leaning to the
# label read last: balanced examples show a little of it. With lopsided ones it cannot be told from
# leaning to the common label, which is also last more often.

# %% [markdown]
# In large models order alone moved a task from near chance to near the best results, and a good
# order for one model was no better for another (Zhao et al. 2021, Lu et al. 2022).

# %%
quiz("prompts.order")

# %% [markdown]
# ## Calibration
#
# A prompt has a leaning of its own. One way to see it: ask about *nothing*. Here the prompt shows
# one class four times as often.

# %%
(lop,) = trials.draw("leads", SHOWN["lopsided"], count=1, seed=1, queries=3)
first = lop.prompt(lop.words)
_, nothing = scoring.classify(model, tokenizer, [first.ask(text) for text in NOTHING], lop.words)
times = [sum(number == i for _, number in lop.demonstrations) for i in range(3)]
heads = [f"{word}, shown {count} times" for word, count in zip(lop.words, times)]
rows = [{"asked": text, **dict(zip(heads, p))} for text, p in zip(NOTHING, nothing.tolist())]
tables.show(rows, "Probability of each label, asked about nothing", rows="asked")

# %% [markdown]
# The three do not agree, so each "nothing" says something of its own, too. **Contextual
# calibration** (Zhao et al. 2021) takes their mean. It divides each candidate's probability by it,
# and makes the results add up to one again. No label is needed.

# %%
asked = [first.ask(text) for text, _ in lop.queries]
_, said = scoring.classify(model, tokenizer, asked, lop.words)
weighed = said / nothing.mean(0)
weighed = weighed / weighed.sum(-1, keepdim=True)
for when, p in (("before", said), ("after", weighed)):
    print(f"first query, {when}:", dict(zip(lop.words, (round(x, 2) for x in p[0].tolist()))))
print("as the helper does it:", torch.allclose(weighed, scoring.calibrate(said, nothing)))

# %% [markdown]
# **Batch calibration** (Zhou et al. 2024) asks about no empty text. It divides by the mean over the
# queries themselves. For that you need many, with all classes about equally often. Does either
# help? The experiment with orders was run all three ways.

# %%
by_none = {"versus": {"calibration": "none"}, "against": "no calibration"}
note = f"Chance of an answer: {CHANCE:.2f}."
orders.table(["accuracy", "spread"], "shown", "calibration", note=note, **by_none)

# %% [markdown]
# Batch calibration lifts the accuracy of both prompts, contextual that of one. The spread over
# orders shrinks clearly in one case of four. Calibration can only move the border between labels.
# The batch had the three classes equally often on average; yours may not.

# %% [markdown] tags=["instructor"]
# **Instructor.** Draw two overlapping hills and a border between them. Calibration shifts the
# border, it does not pull the hills apart. Behind schedule? Go from here straight to "The label
# words".

# %% [markdown]
# ## Format (to go further)
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
runs = experiment.run("prompts/format", formatted, SEEDS, LIVE, form=list(FORMATS), shown=[2, 4])
runs = runs.shares(accuracy=size(50, 2))
runs.table("accuracy", "form", "shown", versus={"form": "arrow"}, against="arrow")

# %% [markdown]
# Two formats fall to about chance: marks in each other's places, and unknown marks. The model seems
# to have learned "the label stands behind *this* mark". All others, even the mismatch, are not told
# apart from the arrow. So prefer marks the model has met, in their places. In large models, too,
# formats move the accuracy (Sclar et al. 2024).

# %% [markdown]
# ## The label words, and whether labels must be right
#
# Labels can be **natural** (the class's name) or **arbitrary** (a word drawn for the trial). And
# what the demonstrations say can be right, random, or **flipped**: every class bears the label of
# the next one, so a crime may be called *hard*.

# %%
# your prediction, natural words: it follows "the examples", "the meaning", "neither"
my_flipped = None


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
ways = {"question": ["words", "reviews"], "words": ["natural", "arbitrary"], "truth": TRUTHS}
labels = experiment.run("prompts/labels", labelled, SEEDS, LIVE, **ways)
labels = labels.shares(accuracy=size(50, 2), follows=size(50, 2))
right = {"versus": {"truth": "right"}, "against": "right labels"}
labels.table("accuracy", ["question", "words"], "truth", **right)

# %%
caption = "Flipped: true answers (accuracy), and answers as the examples say (follows)"
flipped = labels.where(truth="flipped")
flipped.table(["accuracy", "follows"], ["question", "words"], caption=caption)
natural = flipped.where(question="words", words="natural")
verdict = metrics.clearly(natural.values("accuracy"), natural.values("follows"))
verdict = {"higher": "the meaning", "lower": "the examples"}.get(verdict, "neither")
options = {
    "the meaning": "Then what the words mean, known from the weights, outweighs the prompt.",
    "the examples": "Then it reads the labels: its pre-training redrew them all the time.",
    "neither": "Then examples and meaning pull against each other, and neither wins clearly.",
}
predict("prompts.flipped", my_flipped, verdict, options=options)

# %% [markdown]
# Arbitrary words mean nothing: with random labels only chance remains. Natural words bring a
# meaning from the weights. On *reviews* the meaning decides: what the examples say makes no clear
# difference. On *words* the examples win over it more often than not.

# %% [markdown]
# One tiny model does both, so between these two its size decides nothing. A likely cause: its
# pre-training redrew the labels in four of five lists about words, the recipe of *symbol tuning*,
# and in half of those about the town. Large models lose little by random labels (Min et al. 2022),
# and follow flipped ones (Wei et al. 2023).

# %%
quiz("prompts.labels")

# %% [markdown]
# ## Longer than anything it has read (to go further)
#
# The model was trained on documents of a limited length. The helper refuses a longer prompt. But
# the rotated positions of [[lesson:transformer]] have no built-in end: raise the limit on a copy,
# and see what it does out there.

# %%
import copy

limit = model.config.max_position_embeddings
print("trained on at most", limit, "tokens")
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
ways = {"shown": [2, 5, 10, 20, 36], "keep": ["all", "what fits"]}
runs = experiment.run("prompts/length", stretched, SEEDS, LIVE, **ways).shares(accuracy=size(20, 2))
told_how = "Accuracy by demonstrations of each class: all of them, or what fits."
runs.plot("accuracy", "shown", told_how, CHANCE, group="keep", line=True)
runs.table(["tokens", "accuracy"], "shown", "keep", digits={"tokens": 0})
verdict = runs.clearly("accuracy", {"shown": 36}, {"shown": 5}, keep="all")
options = {
    "lower": "Then distances that no training text had do harm.",
    "higher": "Then more examples outweigh the unknown distances.",
    "the same": "Then no difference is clear, in this range.",
}
found = verdict if verdict in ("lower", "higher") else "the same"
predict("prompts.long", my_long, found, options=options)

# %% [markdown]
# Up to the trained length the two lines are the same prompts. Beyond it, keeping all examples costs
# much accuracy; `prompt.fit`, which drops examples from the front, keeps nearly all of it. Models
# that read long prompts were trained on at such lengths; that was not tried here.

# %% [markdown]
# ## A question whose answer it never saw
#
# A prompt holds a lexicon: three words, each with its code. Then it is asked about a fourth word.
# Nothing in the prompt or in the weights knows its code. A careful reader would say so.

# %%
import math

(known, codes, _), (unknown, _, _) = known_and_unknown("lexicon", 1, seed=0)
print(unknown)
written = generation.generate(model, tokenizer, str(unknown), 4, temperature=0, stop=["\n"])
print(f"\nthe model writes: {written.strip()}; a code of the prompt: {written.strip() in codes}")

# %% [markdown]
# It answers. It must: a language model continues every text, and no document of its training ever
# continued with "I do not know". How sure is it? All accuracies of this lesson come from a
# **forced choice**: the answer is one of the listed labels, and their probabilities are made to add
# up to one.

# %% [markdown]
# That hides something. If a label has one chance in fifty and the other one in two hundred, the
# first gets four fifths of a forced choice. Compute both: the likeliest label's probability among
# the labels, and its own, among everything that could be written. Stuck? `hint("two_confidences")`.
#
# @exercise two_confidences


# %%
# @solution two_confidences

# %%
two_confidences = check("two_confidences", two_confidences)
rows = []
for name, asked in (("known", known), ("unknown", unknown)):
    log_p = scoring.log_likelihoods(model, tokenizer, [asked], codes)[0].tolist()
    forced, free = two_confidences(log_p)
    rows.append({"word": name, "forced choice": f"{forced:.2f}", "of everything": f"{free:.2g}"})
tables.show(rows, "How sure of its code", rows="word")

# %% [markdown]
# ### Many such queries (to go further)
#
# Now many such queries. The **AUC**: take a known and an unknown one at random; how often is the
# model surer of the known one? A half is luck. In *words* the prompt shows two classes, and the
# unknown query belongs to a third.

# %%
my_sure = None  # your prediction: its mean probability for an unknown word's code, forced choice


# %%
def sure(question: str, seed: int) -> dict:
    """How sure the model is, where the prompt holds the answer and where it does not."""
    prompts, codes, numbers = zip(*known_and_unknown(question, size(80, 4), seed))
    log_p = scoring.log_likelihoods(model, tokenizer, prompts, codes)
    ways = {"forced": log_p.softmax(-1), "free": log_p.exp()}
    holds, found = torch.tensor(numbers) >= 0, {}
    for way, p in ways.items():
        top = p.max(-1).values
        found[f"{way}, known"] = top[holds].mean().item()
        found[f"{way}, unknown"] = top[~holds].mean().item()
        found[f"{way}, AUC"] = roc_auc_score(holds, top)
    return found


# %%
doubts = experiment.run("prompts/unknown", sure, SEEDS, LIVE, question=["lexicon", "words"])
measured = doubts.mean("forced, unknown", question="lexicon")
doubts = doubts.stacked("probability", ["forced", "free"], ["known", "unknown", "AUC"])
note = f"An even guess: {1 / 3:.2f} in the lexicon, {1 / 2:.2f} in words."
caption = "Mean probability of its answer"
doubts.table(["known", "unknown", "AUC"], ["question", "probability"], caption=caption, note=note)
predict("prompts.sure", my_sure, measured, close=0.1)

# %% [markdown]
# Forced to choose, the model looks sure of what it cannot know, far above an even guess. Among
# everything it could write, the same labels get far less, while known ones stay likely. Neither
# number tells all apart: no AUC is one. How often a sure answer is right must be measured;
# [[lab:prompts]] sets such a threshold.

# %%
quiz("prompts.unknown")

# %% [markdown]
# ## What a query costs (to go further)
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
ways = {"shown": [0, 1, 2, 4, 8], "way": ["plain", "shared"]}
runs = experiment.run("prompts/cost", cost, (0, 1, 2), LIVE, **ways)
told_how = "Milliseconds for one query, on the machine that made these runs."
runs.plot("ms", "shown", told_how, group="way", line=True)
runs.table("tokens", "shown", "way", digits=0, caption="Tokens read for one query")
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
# **Instructor.** Put two decisions against each other: demonstrations chosen for each query
# (another prompt every time) and the shared prefix (the same prompt for all). [[Lab:prompts]]
# counts both, and [[lesson:choose_and_combine]] weighs the shared one against fine-tuning.

# %% [markdown]
# ## A recipe for the wall
#
# - Fix the trials first: same texts, several draws, chance.
# - Balanced examples, labels with a meaning, marks the model has met.
# - Report the spread over orders, judged on other queries.
# - Calibrate, and measure whether it helped.
# - Stay within the trained length.
# - Ask also what it cannot know.
# - Query last: the rest is read once.

# %% [markdown]
# ## What this does not show
#
# One small model, three classes, grammar-made texts. How large an effect is, and sometimes its
# direction, differs from model to model. What carries over is the method. And nobody chose these
# prompts against an opponent: texts that carry instructions of their own are another problem.

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
# - Sclar et al. 2024, *Quantifying language models' sensitivity to spurious features*: formats.
# - Kadavath et al. 2022, *Language models (mostly) know what they know*.
