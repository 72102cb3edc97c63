# ---
# title: "Fine-tuning or context: a controlled comparison"
# minutes: 60
# further: 65
# objectives:
#   - Teach one model the same new facts twice, by fine-tuning and by context, and ask it the same
#   - Say what makes such a comparison fair, and check it, at once and by steps
#   - Show that what pre-training rewarded decides what a context can do
#   - Find where reading breaks down off the templates of pre-training (to go further)
#   - Find where the context limit bites, and what one question costs either way (to go further)
# needs:
#   - fine_tuning
#   - in_context
# key_points:
#   - To recall a fact is not to know what follows from it. Ask for both.
#   - A fair comparison has the same facts, questions and modes, and a tuned opponent.
#   - In these networks, what pre-training rewarded decided what a context can do, and what an
#     objective asked decided what the weights can answer.
#   - Ask for what nobody told as well. Who always names the partner has not read the question.
#   - A context has a length, and is read again for every question. Weights cost a training first.
# ---

# %% [markdown]
# ## Two ways to tell a model something new
#
# A school gets new teachers. Its assistant must know by tomorrow who teaches whom. One colleague
# wants to **fine-tune** the model on these facts, the other to put them into its **context**,
# before every question. Which will answer more, and more than it was told?

# %%
from collections import Counter
from functools import cache
from random import Random

import torch

from helpers.checks import check, hint, predict, quiz

# %%
from helpers.facts import corpus, dial, evaluation, paper, retrieval, trials, views, vocabulary
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables, widgets

# %%
from helpers.weights import cost, models

model, tokenizer = models.load_checkpoint("facts-lm")
LIVE = False  # True runs the main comparison on your machine: less than three minutes on two cores
ALL_LIVE = False  # True also runs the other stored experiments: more than an hour

# %% [markdown]
# The question is that of **Lampinen et al. 2025**. They taught a large model invented facts both
# ways. The context led at facts turned round and at conclusions. Fine-tuning caught up once the
# model had first written these out itself.

# %% [markdown]
# Here the model is small. It was pre-trained on documents about invented people and kinds. Every
# document had names of its own, so it learned to *read* facts, and knows none.

# %% [markdown]
# ## Facts that nobody can know
#
# Names are made of syllables, and none of these names occurred in pre-training. Two facts each form
# a **chain**: the second goes on where the first ends; something follows from both.


# %%
@cache
def study(seed: int) -> corpus.Knowledge:
    """Twelve chains of three groups; a quarter is told both ways, but none of the first group."""
    groups = Random(seed).sample(corpus.GROUPS, 3)
    return corpus.invent(12, groups, both=0.25, held_out=groups[:1], seed=seed)


known = study(0)
sentences = known.texts
first = [{"sentence": row["text"], "told": row["way"]} for row in known.sentences()[:8]]
tables.show(first, f"The first eight of {len(sentences)} sentences to learn")

# %% [markdown]
# The column on the right says how a fact is told: most **forward** only. A quarter of the chains is
# told in both directions, with what follows, so the text itself shows that facts can be turned
# round.

# %% [markdown]
# ## Five kinds of questions
#
# Every question is the beginning of a sentence. **Trained**: as it was told. **Rephrased**: in
# words never used for telling, nor in pre-training. **Reversed**: the other way round. **Deduced**:
# from both facts of a chain. **Held-out**: the same two, in the group of which nothing was told
# both ways.

# %%
questions = known.questions()
examples = [next(q for q in questions if q.kind == kind) for kind in corpus.KINDS]
shown = [
    {
        "kind": q.kind,
        "question": f"{q.prompt} …",
        "answer": q.answer,
        "choices": ", ".join(q.choices),
    }
    for q in examples
]
tables.show(shown, "A question of each kind", rows="kind")

# %% [markdown]
# One more kind is for sceptics. Somebody who notices only *which names stand together* could pass
# most of the above. So ask with a relation word that no fact gives to this name. The right answer
# is **nobody**; the telling wrong one is the **partner**, the other name of the fact.

# %%
of_nobody = known.of_nobody()
shown = [
    {"question": f"{q.prompt} …", "right": "nobody", "partner": q.choices[1], "fact": q.needs[0]}
    for q in of_nobody[:2]
]
tables.show(shown, "Asked for somebody whom no fact names")

# %% [markdown]
# Two measures. **Exact**: the model writes the answer, letter for letter; luck hardly helps.
# **Choice**: of four answers it finds the right one likeliest; luck is right once in four, and a
# model that prefers certain names can stay below. The wrong choices are right answers about
# *somebody else*.

# %%
told = {sentence.casefold() for sentence in sentences}
asked_for = [q for q in questions if q.kind != "trained"]
leaks = [q for q in asked_for if f"{q.prompt} {q.answer}.".casefold() in told]
print("answers to untold questions that stand in the training text:", len(leaks))

# %%
before = trials.ask(model, tokenizer, trials.of_each(questions, size(99, 2)))
together = paper.overlap(sentences, [paper.asked(q) for q in (*questions, *of_nobody)])
shares = [
    {"kind": kind, **{how: before.get(f"{kind}, {how}") for how in ("exact", "choice")}}
    | {"by names": together[kind]}
    for kind in (*corpus.KINDS, "nobody")
]
tables.show(shares, "Before any fact: share of right answers", rows="kind")

# %% [markdown]
# Leaks would be **contamination**: a test whose answers were trained is none. *Exact* and *choice*
# are of the **model before**. It cannot know these names, so whatever it reaches is luck.

# %% [markdown]
# *By names* takes of four answers the name that stands in most sentences with the question's. Where
# it is high, a right choice does not show that a relation was read.

# %% [markdown] tags=["instructor"]
# **Instructor.** Have people write on paper, for one fact, all five questions. The held-out
# category needs a second look: it asks whether something learned about *one* relation carries over
# to another. Behind schedule? The main comparison and its reading are the core; cut the number of
# facts.

# %% [markdown]
# ## In the context
#
# The facts stand first, then comes the beginning of a sentence, and the model goes on. No
# weight changes.

# %%
kinds = ("trained", "reversed", "deduced")
some = [next(q for q in questions if q.kind == kind) for kind in kinds]
contexts = retrieval.oracle(some, sentences, 8, seed=0)
display.say(" ".join(contexts[2]))

# %%
prompts = [evaluation.prompted(*pair)[0] for pair in zip(some, contexts)]
written = evaluation.write(model, tokenizer, prompts, max_new=12)
answers = [
    {"kind": q.kind, "question": q.prompt, "the model writes": text, "right": q.answer}
    for q, text in zip(some, written)
]
tables.show(answers, "Three questions, each with eight facts in front", rows="kind")

# %% [markdown]
# A deduction takes two facts at once. The model also knows another way: after "Step by step:" it
# writes both facts first.

# %%
prompt, _ = evaluation.prompted(some[2], contexts[2], "steps")
written = evaluation.write(model, tokenizer, [prompt], max_new=40, sentences=3)[0]
print("asked:  ", prompt.removeprefix(" ".join(contexts[2])).strip())
display.say(f"written: {written}")
print("right:  ", some[2].answer)

# %% [markdown]
# ### What *exact* means (to go further)
#
# In plain lines: the likeliest token is added until a full stop comes. Then the
# text must be the answer, letter for letter.

# %%
ids = tokenizer(prompts[1], return_tensors="pt")["input_ids"][:, :-1]  # (1, length), without [SEP]
start = ids.shape[1]
for _ in range(12):
    likeliest = model(input_ids=ids).logits[:, -1].argmax(-1, keepdim=True)  # (1, 1)
    ids = torch.cat([ids, likeliest], dim=1)
    if tokenizer.decode(ids[0, -1]) == ".":
        break
own = tokenizer.decode(ids[0, start:])
print(own, "| exact:", own == f"{some[1].answer}.")
print("the helper says:", evaluation.answered(model, tokenizer, some[1:2], contexts[1:2])[0])

# %% [markdown]
# ## In the weights, with a fair recipe
#
# A comparison is easily won by spoiling the opponent. So tune fine-tuning's learning rate and
# steps, on **other facts** than those of the comparison. Choose by the recall of trained and
# rephrased facts.

# %% [markdown]
# ### One batch (to go further)
#
# Here is one **batch** of this fine-tuning and its loss: the mean surprise about each next token,
# in nats. Short sentences are filled up, and what fills up counts nothing. Training moves the
# weights down this loss, step by step.

# %%
from torch.nn.functional import cross_entropy

from helpers.icl import pretraining

batch = corpus.Sentences(tokenizer, sentences, 3)(torch.Generator().manual_seed(0))
ids, counted = batch  # (3, length) each
with torch.no_grad():
    logits = model(input_ids=ids[:, :-1]).logits  # (3, length - 1, vocabulary)
losses = cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
print(f"loss: {losses[counted[:, 1:].flatten() > 0].mean():.4f} nats")
print(f"the helper's: {pretraining.loss(model, batch):.4f} nats")

# %% [markdown]
# ### Choose the settings

# %%
RATES, STEPS = [3e-4, 1e-3, 3e-3, 1e-2], [size(100, 1), size(200, 2), size(400, 3)]
TUNINGS = ["fine-tuned", "LoRA"]


def tune(way: str, lr: float, steps: int, seed: int) -> dict:
    """Fine-tune all weights, or thin matrices (LoRA), on facts kept for tuning; ask, no choices."""
    known = study(100 + seed)
    lora = way == "LoRA"
    tuned = trials.learn(model, tokenizer, known.texts, steps, lr, seed, name="tune", lora=lora)
    questions = trials.of_each(known.questions(), size(99, 2))
    return trials.ask(tuned, tokenizer, questions, choose=False)


# %%
sweep = experiment.run("comparison/tune", tune, live=ALL_LIVE, way=TUNINGS, lr=RATES, steps=STEPS)
kinds = ["trained, exact", "rephrased, exact", "reversed, exact"]
given = Counter(q.kind for q in trials.of_each(study(100).questions(), size(99, 2)))
sweep = sweep.shares(**{kind: given[kind.removesuffix(", exact")] for kind in kinds})

# %%
for way in TUNINGS:
    caption = f"{way}: exact answers, on other facts"
    sweep.where(way=way).table(kinds, ["lr", "steps"], caption=caption)


# %%
def recall(way: str, lr: float, steps: int) -> float:
    """Mean over trained and rephrased facts and over seeds, to two digits."""
    both = [sweep.mean(kind, way=way, lr=lr, steps=steps) for kind in kinds[:2]]
    return round(sum(both) / 2, 2)


# %% [markdown]
# Now choose, blind to the comparison. Stuck? Run `hint("best_setting")`.
#
# @exercise best_setting


# %%
# @solution best_setting

# %%
best_setting = check("best_setting", best_setting)

# %%
GRID = [(lr, steps) for lr in RATES for steps in STEPS]
RECIPES = {way: best_setting({s: recall(way, *s) for s in GRID}) for way in TUNINGS}
LR, TUNED = RECIPES["fine-tuned"]
for way, (lr, steps) in RECIPES.items():
    print(f"{way}: rate {lr}, {steps} steps")

# %% [markdown]
# The context has a setting, too: how many facts a **search** should bring. It takes those whose
# words are most like the question's (TF-IDF). Tune it by the same recall, on the same facts.

# %%
FOUND = [4, 8, 16, 32]


def tune_search(found: int, seed: int) -> dict:
    """Exact answers with so many facts found by a search, on facts kept for tuning."""
    known = study(100 + seed)
    questions = trials.of_each(known.questions(), size(99, 2))
    contexts = retrieval.search(questions, known.texts, found)
    return trials.ask(model, tokenizer, questions, contexts, choose=False)


searched = experiment.run("comparison/tune_search", tune_search, live=ALL_LIVE, found=FOUND)
searched = searched.shares(**{kind: given[kind.removesuffix(", exact")] for kind in kinds})
searched.table(kinds, "found", caption="Searched: exact answers, on other facts")

# %%
both = {n: sum(searched.mean(kind, found=n) for kind in kinds[:2]) / 2 for n in FOUND}
best = round(max(both.values()), 2)
SIZE = min(n for n in FOUND if round(both[n], 2) == best)
print("best recall:", SIZE, "facts found (of equal ones the fewest)")

# %% [markdown]
# ### Was that fair? (to go further)
#
# Somebody may say that the recipe with the best recall is not the one with the best reversal. Here
# is the best that *any* of these settings would have reached, chosen by looking at the answers.

# %%
for way in TUNINGS:
    turned_best = max(sweep.mean(kinds[2], way=way, lr=lr, steps=steps) for lr, steps in GRID)
    print(f"{way}: best reversal of any setting {turned_best:.2f}")

# %%
quiz("comparison.fair")

# %% [markdown]
# ## The comparison
#
# Six ways to the same questions. The model **before**. **Fine-tuned**, and **LoRA**. In the
# context: **all facts**, exactly the sentences that fine-tuning gets; this is the fair row.
# **Searched**: what the search finds. **Oracle**: what the question needs, with what makes wrong
# choices tempting.

# %% [markdown]
# Both sides are asked **at once** and, where it takes two facts, **by steps**.

# %% [markdown]
# What share of the reversed questions will the fine-tuned model answer exactly? And which way will
# be best at deductions by steps?

# %%
my_reversed = None  # your prediction: fine-tuned, reversed, exact answers, between 0 and 1
my_deduced = None  # your prediction: "fine-tuned", "all facts", "searched" or "oracle"

# %%
NAMES = ("facts-lm", "facts-lm-1", "facts-lm-2")
PRETRAINED = {name: models.load_checkpoint(name)[0] for name in NAMES}
WAYS = ["before", "fine-tuned", "LoRA", "all facts", "searched", "oracle"]
LIMIT = model.config.max_position_embeddings


def contexts_of(way: str, questions: list, texts: list[str], facts: int, seed: int) -> list:
    """What stands before each question: all facts as far as they fit, or some found for it."""
    if way in ("all facts", "all that fit"):
        return retrieval.that_fit(tokenizer, texts, len(questions), LIMIT, seed)
    if way == "searched":
        return retrieval.search(questions, texts, facts)
    return retrieval.oracle(questions, texts, facts, seed)


# %%
def learned(net, way: str, recipes: dict, known: corpus.Knowledge, seed: int):
    """The model, fine-tuned on all sentences where that is the way."""
    if way not in TUNINGS:
        return net
    lr, steps = recipes[way]
    texts, lora = known.texts, way == "LoRA"
    return trials.learn(net, tokenizer, texts, steps, lr, seed, name="main", lora=lora)


# %%
def compare(checkpoint: str, way: str, recipes: dict, found: int, seed: int) -> dict:
    """All questions about one draw of facts, answered one way."""
    known = study(seed + 10 * NAMES.index(checkpoint))  # every pre-training has its own draws
    net = learned(PRETRAINED[checkpoint], way, recipes, known, seed)
    questions, frames = trials.of_each(known.questions(), size(99, 2)), known.of_nobody()[:40]
    contexts, empty, shown = None, None, 0.0
    if way not in ("before", *TUNINGS):
        contexts = contexts_of(way, questions, known.texts, found, seed)
        empty = contexts_of(way, frames, known.texts, found, seed)
        shown = min(map(len, contexts)) / len(known.texts)
    answers = trials.in_both_modes(net, tokenizer, questions, contexts)
    answers |= trials.of_nobody(net, tokenizer, frames, empty)
    return answers | {"shown": shown}


# %% [markdown]
# The model's own training was a draw, too. So the stored runs are of **three pre-trainings**, five
# draws of facts each. An interval is over the three, and no narrower than draws and questions
# within them allow. `LIVE = True` runs three draws for the first model.

# %%
everything = experiment.run(
    "comparison/compare",
    compare,
    seeds=range(3) if LIVE else range(5),
    live=LIVE,
    checkpoint=NAMES[:1] if LIVE else NAMES,
    way=WAYS,
    recipes=[RECIPES],
    found=[SIZE],
)
print("all sentences fit into the context:", min(everything.values("shown", way="all facts")) == 1)

# %%
asked = Counter(q.kind for q in trials.of_each(study(0).questions(), size(99, 2)))
BY_STEPS = [f"{kind} by steps" for kind in asked if kind.endswith("deduced")]
asked |= {kind: asked[kind.removesuffix(" by steps")] for kind in BY_STEPS}
counts = {f"{kind}, {how}": asked[kind] for kind in asked for how in ("exact", "choice")}
counts |= {"nobody": 12, "partner": 12}  # 8 to 24 a draw; their variances are as of 12 each
everything = everything.shares(**counts)
by_model = everything.renamed(checkpoint="pre-training").nested("pre-training")
runs = everything if LIVE else by_model

# %%
CHANCE = 1 / corpus.CHOICES
by_kind = runs.stacked("kind", [*corpus.KINDS, *BY_STEPS], ["exact", "choice"])
by_kind.table(
    ["exact", "choice"],
    ["kind", "way"],
    versus={"way": "fine-tuned"},
    against="fine-tuned",
    caption="Share of right answers",
    note=f"Chance of a choice: {CHANCE}.",
)

# %%
plots.show(*views.kinds(runs, WAYS, corpus.KINDS, CHANCE))

# %% [markdown]
# First *trained* and *rephrased*: did each way take in the facts at all? Next *reversed*: the same
# facts, asked from the other end. Last *deduced*, at once and by steps. Compare *all facts* with
# *fine-tuned* first: both got the same sentences. *Searched* and *oracle* bring nearly all, too.

# %%
KINDS_OF_TWO = ["deduced", "deduced by steps"]
two = by_kind.among(kind=KINDS_OF_TWO)
for way in ("fine-tuned", "all facts", "oracle"):
    verdict = two.clearly("exact", {"kind": "deduced by steps"}, {"kind": "deduced"}, way=way)
    print(f"{way}: by steps against at once: {verdict}")

# %%
backwards = by_kind.where(kind="reversed")
backwards.table("choice", "way", versus=CHANCE, against="chance", caption="Reversed, by choice")

# %%
predict("comparison.reversed", my_reversed, backwards.mean("exact", way="fine-tuned"), close=0.1)
predict(
    "comparison.deduced",
    my_deduced,
    by_kind.best("exact", "way", kind="deduced by steps"),
    options={
        "fine-tuned": "All facts are in the weights, each learned as a sentence of its own.",
        "all facts": "Both facts stand in the context, among all others.",
        "searched": "The search sees the first name only, and the second fact has another.",
        "oracle": "Both facts are there, whatever the search would have found.",
    },
)

# %% [markdown]
# ### Deduced at once (to go further)
#
# The paper scored *choices*, without steps. In that mode look at *deduced* again: is any context
# clearly above chance? If not, these contexts deduce only by steps. With the paper's syllogisms not
# even so: [its conditions, one by one](../docs/reproduction.md).

# %%
at_once = by_kind.where(kind="deduced")
at_once.table("choice", "way", versus=CHANCE, against="chance", caption="Deduced, by choice")

# %% [markdown]
# ### Both facts in view (to go further)
#
# And a conclusion *at once*, with both facts in view? Look at what the model says, with nothing in
# the context but the two facts, and with sixteen. The **middle** is the name that both facts share.

# %%
written = [
    {"facts": facts, "seed": seed, **trials.at_once(model, tokenizer, study(seed), facts, seed)}
    for facts in (2, 16)
    for seed in range(size(8, 1))
]
names = ["right", "the middle", "something else"]
experiment.Runs(written).table(names, "facts", caption="What it writes, by facts in the context")

# %% [markdown]
# The middle is what one of the two facts says; something else is neither. With two facts there are
# few names to choose from, so compare the rows with care. Written steps put the first result into
# the context. Whether that is why they help was not tested.

# %% [markdown]
# ## Does it read the question?
#
# Now the sceptic's questions. *Nobody* is right; *the partner* would mean that the answer followed
# the names alone.

# %%
runs.table(
    ["nobody", "partner"],
    "way",
    versus={"way": "fine-tuned"},
    against="fine-tuned",
    caption="Asked for somebody whom no fact names: what is written",
)

# %% [markdown]
# On average the contexts mostly say *nobody*, seldom the partner. Fine-tuned, the model names the
# partner more often.

# %% [markdown]
# ## What differs between pre-trainings (to go further)
#
# The intervals above are over pre-trainings: draws of facts within one are averaged first. Fifteen
# runs of three models are three numbers. Write that step.
#
# @exercise one_number_each


# %%
# @solution one_number_each

# %%
one_number_each = check("one_number_each", one_number_each)

# %%
hint("one_number_each")

# %%
some = everything.where(way="all facts").rows
ours = one_number_each([(row["checkpoint"], row["reversed, exact"]) for row in some])
above = ours if LIVE else runs.values("reversed, exact", way="all facts")
same = torch.allclose(torch.tensor(ours), torch.tensor(list(above)))
print("reversed, all facts:", *(f"{number:.2f}" for number in ours), "| as above:", same)

# %% [markdown]
# ### The model, the facts or the questions?
#
# Another model, other facts, other questions: each would move a mean. Which one most? The
# **variance**, the standard deviation times itself, can be taken apart. First with small numbers:
# three models, and two draws of facts each.

# %%
from statistics import mean, variance

right = [[0.9, 0.7], [0.5, 0.3], [0.8, 1.0]]  # shares of right answers: a model, its two draws
seen = variance(mean(draws) for draws in right)
by_draws = mean(variance(draws) for draws in right) / 2  # of a mean of two
print(f"variance of the three means {seen:.2f}, by draws alone {by_draws:.2f}")
print(f"left for the models {seen - by_draws:.2f}")

# %% [markdown]
# Equal models would scatter, too, because their facts differ. Take that off. A level below it is
# the same with questions. A part that would be negative counts as 0. With $C$ models, $D$ draws
# each and $Q$ questions a draw, the mean has the variance
#
# $$\frac{s^2_{models}}{C} + \frac{s^2_{draws}}{C\,D} + \frac{s^2_{questions}}{C\,D\,Q}$$


# %%
def levels(way: str, name: str) -> list[dict]:
    """Of each level how many there are, how far one scatters, and how far it moves the mean."""
    found = metrics.components(by_model.values(name, way=way))
    start = {"way": way, "asked": name.removesuffix(", exact")}
    words = dict(zip(found, ("pre-trainings", "draws of facts", "questions")))
    return [
        {**start, "between": words[level], "of": part.of, "one": part.sd, "the mean": part.of_mean}
        for level, part in found.items()
    ]


# %%
asked_of = ["reversed, exact", "deduced by steps, exact", "nobody"]
rows = [
    row for way in ("fine-tuned", "all facts") for name in asked_of for row in levels(way, name)
]
caption = "Standard deviations: of one, and what they make of the mean"
tables.show(rows, caption, rows=["way", "asked", "between"], digits={"of": 0, "the mean": 3})

# %% [markdown]
# The last column says which level leaves the mean most uncertain. A 0 for pre-trainings is no proof
# that they are alike: three show little. So the intervals above reach about twice as far as they
# would with very many models.

# %% [markdown]
# ## What pre-training rewarded
#
# Here is the doubt that decides everything. Did the model get turning round from the context, or
# from its corpus? Its documents told facts, then the same ones the other way round. So turn a
# **dial**: pre-train small networks on documents of which only a share does that.

# %%
for share in (0.0, 1.0):
    display.say(f"{share:.0%} of documents: {dial.document(Random(0), both=share).text}")

# %% [markdown]
# Each fact is told in a direction drawn at random, so all sentences are equally frequent at every
# setting. What differs is whether a document goes *from one direction to the other*. From which
# share on will a network clearly reverse more than half of the facts in its context?

# %%
my_share = None  # your prediction: "0", "0.01", "0.05", "0.25", "0.5", "0.75" or "never"

# %%
WORDS = vocabulary.tokenizer()  # that of the model, before anything was trained
SHARES = [0.0, 0.01, 0.05, 0.25, 0.5, 0.75]


def turned(both: float, seed: int) -> dict:
    """Pre-train a small network on such documents, and ask it in context, both ways round."""
    net = dial.pretrained(WORDS, both, size(800, 2), seed)
    return dial.accuracy(net, WORDS, questions=size(200, 4), seed=seed)


# %%
rewarded = experiment.run("comparison/dial", turned, seeds=range(5), live=ALL_LIVE, both=SHARES)
asked_all = ["recall", "reversed", "partner"]
rewarded = rewarded.shares(**{f"{name}, exact": size(200, 4) for name in asked_all})
share = "share told both ways"
stacked = rewarded.renamed(both=share).stacked("asked", asked_all, ["exact"])
stacked.table("exact", share, "asked", versus={share: 0.0}, caption="What is written, in context")

# %%
plots.show(*views.dial(rewarded, asked_all))

# %%
half = {s: metrics.interval(rewarded.minus("reversed, exact", {"both": s}, 0.5)) for s in SHARES}
first = next((f"{s:g}" for s in SHARES if half[s][1] > 0), "never")
reasons = {f"{s:g}": "So many documents were enough." for s in SHARES}
reasons["never"] = "The mean may be higher. The networks differ too much: see the dots."
predict("comparison.share", my_share, first, options=reasons)

# %% [markdown]
# At zero the networks *recall* most of what they read and do not turn it round. So here a context
# does not reverse by itself: that came with documents that do it. From a quarter on, five networks
# of one setting differ widely.

# %% [markdown]
# **Partner**: how often, asked for somebody whom no fact names, a network names whoever stands
# beside the name. That rises with the share, too. Does reversal go beyond it?

# %%
rows = []
for s in SHARES:
    turned_round, beside = (rewarded.values(f"{name}, exact", both=s) for name in asked_all[1:])
    ahead = metrics.interval(metrics.minus(turned_round, beside))
    rows.append({share: s, "more by": tables.Estimate(*ahead, difference=True)})
tables.show(rows, "Reversed minus partner", rows=share)

# %% [markdown]
# No interval lies above zero: the dial shows what pre-training rewarded, and not that these
# networks read the relation. Their documents never say *nobody*; some of `facts-lm`'s do.

# %% [markdown]
# Three things have three sources. From the **corpus**: turning facts round, and saying *nobody*.
# From the **context**: who stands in which fact. From the **weights**: told sentences, in the
# direction told.

# %% [markdown] tags=["instructor"]
# **Instructor.** The usual objection: "it overfitted". Point to the rephrased column, and to the
# sweep. The second: "the oracle had help". True; *all facts* is the row without help. Third: "the
# model was trained for this". Also true: the dial shows how much. Let people find all three before
# you say them.

# %%
quiz("comparison.reversal")

# %% [markdown]
# ### One network of your own (to go further)
#
# Pre-train one here: about three minutes. Is its row like those of the table?

# %%
MY_SHARE = None  # such as 0.25
if MY_SHARE is not None:
    tables.show([turned(MY_SHARE, seed=10)], "One network, asked in context")

# %% [markdown]
# ## See single answers (to go further)
#
# Choose a fact, a question and a training, and compare what the weights say with what the context
# says; what takes two facts goes by steps on both sides. **Both ways** was trained on every fact in
# both directions, as a control: has the network room for reversed facts, once they are
# written down?

# %%
trainings = {"none": model}
for name, share in (("forward", 0.0), ("both ways", 1.0)):
    told = corpus.invent(8, ["teacher", "taller"], both=share, seed=5)
    trainings[name] = trials.learn(model, tokenizer, told.texts, TUNED, LR, name=name)
shown = corpus.invent(8, ["teacher", "taller"], seed=5)
by_fact = {chain.deduction.premises[0].write(): chain for chain in shown.chains}
asked = {(q.needs[0], q.kind): q for q in shown.questions()}


# %%
def answers(fact: str, question: str, training: str, facts: int):
    found = asked[fact, question]
    [context] = retrieval.oracle([found], shown.texts, facts, seed=0)
    return views.both_ways(trainings[training], model, tokenizer, found, context)


widgets.explore(
    answers,
    fact=list(by_fact),
    question=["reversed", "trained", "rephrased", "deduced"],
    training=["forward", "both ways", "none"],
    facts=[16, 8, 2],
)

# %% [markdown]
# Try *reversed* with all three trainings, then *deduced*. A fine-tuned model seldom says that
# nobody is told. It names somebody, often one whose name it has learned. How sure it is, the bars
# say.

# %% [markdown]
# ## Told both ways (to go further)
#
# The corpus taught the context to turn facts round. Can the fine-tuning text teach the weights the
# same? Tell a **share** of the facts in both directions, and ask the others, told forward only, the
# other way round.

# %%
DOSES = [0.0, 0.25, 0.5, 0.75]


def dose(both: float, recipes: dict, seed: int) -> dict:
    """Fine-tune with a share of chains told both ways; ask the rest the other way round."""
    known = corpus.invent(size(32, 8), ["teacher", "taller"], both=both, seed=seed)
    lr, steps = recipes["fine-tuned"]
    tuned = trials.learn(model, tokenizer, known.texts, steps * 2, lr, seed, name="dose")
    backwards = [q for q in known.questions() if q.kind == "reversed"][: size(16, 2)]
    trained = [q for q in known.questions() if q.kind == "trained"][: size(16, 2)]
    return trials.ask(tuned, tokenizer, [*trained, *backwards])


# %%
doses = experiment.run(
    "comparison/dose", dose, seeds=range(5), live=ALL_LIVE, both=DOSES, recipes=[RECIPES]
)
names = ["trained, exact", "reversed, exact", "reversed, choice"]
doses = doses.shares(**dict.fromkeys(names, size(16, 2))).renamed(both="told both ways")
doses.table(names, "told both ways", caption="After fine-tuning: facts told forward only")
doses.table(
    names[2:], "told both ways", versus=CHANCE, against="chance", caption="Reversed, by choice"
)

# %% [markdown]
# At no share are the reversed questions answered more often than at 0. Pre-training on documents
# that turn facts round moved the dial; telling some of these facts both ways, by this recipe, did
# not turn the others.

# %% [markdown]
# By choice a model can be *below* chance. Wrong choices come first from chains that were told both
# ways: those names were **trained as answers**. A model that prefers names it has learned to say
# prefers the wrong ones. Look at share 0, where there are none.

# %% [markdown]
# ## Off its templates (to go further)
#
# Change one thing at a time about a context of four facts of three
# relations: the length or spelling of names, the wording, the relation itself. Wordings *kept for
# tests*, three letters before vowels, and one way to introduce a relation occur nowhere in
# pre-training.

# %% [markdown]
# *Names of 1* have one syllable; these few stood in pre-training. *Other words* were practised,
# *unseen words* never. *All at once* mixes these. *Few people* stand in several facts each.
# *New relations* are made up and introduced by a sentence. Three
# examples, with fewer facts:

# %%
from helpers.facts import battery

for name in ("spelled names", "told in unseen words", "new relations, unseen introduction"):
    prompt, answer = battery.case(Random(3), battery.CONDITIONS[name], 1, 1)["reversed"]
    display.say(f"{name}: {prompt} … {answer}")

# %%
OFF, MEASURES = list(battery.CONDITIONS), list(battery.MEASURES)


def off_template(checkpoint: str, condition: str, facts: int, seed: int) -> dict:
    """Exact answers in a context that differs from the practised ones in one thing."""
    net, own_seed = PRETRAINED[checkpoint], seed + 10 * NAMES.index(checkpoint)
    relations = min(3, facts)
    return battery.shares(net, tokenizer, condition, facts, relations, size(100, 2), own_seed)


# %%
off = experiment.run(
    "comparison/off_template",
    off_template,
    live=ALL_LIVE,
    checkpoint=NAMES,
    condition=OFF,
    facts=[4],
).shares(**dict.fromkeys(MEASURES, size(100, 2)))
off.renamed(checkpoint="pre-training").nested("pre-training").table(
    MEASURES,
    "condition",
    versus={"condition": OFF[0]},
    against=OFF[0],
    caption="Exact answers about one of four facts, over three pre-trainings",
)

# %%
each = {
    measure: [
        " ".join(f"{off.mean(measure, condition=c, checkpoint=name):.2f}" for name in NAMES)
        for c in OFF
    ]
    for measure in MEASURES
}
caption = f"The same of each pre-training: {', '.join(NAMES)}"
tables.show({"condition": OFF} | each, caption, rows="condition")

# %% [markdown]
# *Unseen words* are two wordings, and a mean over two can hide both. Here is each, on its own.

# %%
words_of = {"we know … as": " know ", "if you look for": " look for "}
rng = Random("two wordings")
condition = battery.CONDITIONS["asked in unseen words"]
drawn = [battery.case(rng, condition, 4, 3) for _ in range(size(60, 8))]
rows = [{"asked with": name} for name in words_of]
for checkpoint, net in PRETRAINED.items():
    for measure in ("recall", "reversed"):
        right = evaluation.exact(net, tokenizer, *zip(*(case[measure] for case in drawn)))
        for row, words in zip(rows, words_of.values()):
            some = [r for r, case in zip(right, drawn) if words in case[measure][0]]
            row[f"{measure}, {checkpoint}"] = sum(some) / len(some) if some else None
tables.show(rows, "Asked in unseen words, by wording", rows="asked with")

# %%
many_facts = experiment.run(
    "comparison/crowded",
    off_template,
    live=ALL_LIVE,
    checkpoint=NAMES,
    condition=OFF[:1],
    facts=[1, 8, 16, 32],
).shares(**dict.fromkeys(MEASURES, size(100, 2)))
many_facts.renamed(checkpoint="pre-training").nested("pre-training").table(
    MEASURES, "facts", caption="As practised, by number of facts, over three pre-trainings"
)
quiz("comparison.wording")

# %% [markdown]
# Read four rows: syllables of letters that no document combined so, facts told in unseen words,
# questions asked in them, and new relations, where *nobody* falls and the partner comes back. They
# are edges of what such models read.

# %% [markdown]
# The second table has each pre-training: one recipe, other random numbers. `facts-lm`, which the
# course uses, was the best of the three on this battery, so its numbers flatter the recipe. Asked
# in unseen words, the three recall about alike. On facts told in them, and on how often the partner
# is named, they lie far apart.

# %% [markdown]
# ## What a question costs (to go further)
#
# The context is read again for every question. The fine-tuned model reads the question alone, but
# had to be trained first.

# %%
PRICED = ["fine-tuned", "all facts", "searched", "oracle"]


def price(way: str, found: int, seed: int) -> dict:
    """Tokens and milliseconds of a question. Training changes neither, so nothing is trained."""
    questions = trials.of_each(study(seed).questions(), size(99, 2))
    contexts = None
    if way != "fine-tuned":
        contexts = contexts_of(way, questions, study(seed).texts, found, seed)
    return trials.per_query(model, tokenizer, questions, contexts)


# %%
prices = experiment.run("comparison/price", price, live=ALL_LIVE, way=PRICED, found=[SIZE])
prices.table(
    ["tokens", "ms"],
    "way",
    digits={"tokens": 0, "ms": 1},
    caption="One question, up to the first token of its answer",
    note="The times (ms) are those of the machine that ran the experiment. Steps cost more on top.",
)
plots.show(*views.prices(runs, prices, PRICED, "reversed"))

# %% [markdown]
# Training is paid **once**, reading for **every** question. Count both in operations, as in
# [[lesson:costs]]: two for each weight and token read, six for each one learned. What they buy
# stands beside them.

# %%
lengths = [len(ids) for ids in tokenizer(study(0).texts)["input_ids"]]
learned_tokens = TUNED * 16 * sum(lengths) / len(lengths)  # sixteen sentences a step
once = dict.fromkeys(PRICED, 0.0)
once["fine-tuned"] = cost.training_flops(model, round(learned_tokens)) / 1e9
each = {w: cost.use_flops(model, 1) * prices.mean("tokens", way=w) / 1e9 for w in PRICED}

# %%
columns = {"way": PRICED, "once, GFLOP": list(once.values()), "a question": list(each.values())}
for kind in ("trained", "rephrased", "reversed"):
    columns[kind] = [runs.mean(f"{kind}, exact", way=way) for way in PRICED]
digits = {"once, GFLOP": 0, "a question": 3}
note = "What a search costs is left out."
tables.show(columns, "Operations in GFLOP, and exact answers", "way", digits, note)
meeting = (once["fine-tuned"] - once["all facts"]) / (each["all facts"] - each["fine-tuned"])
print(f"all facts cost as much as fine-tuning after {meeting:,.0f} questions")

# %% [markdown]
# A GFLOP is a billion operations. Read a row from left to right: what is cheap for many questions
# may not answer yours. [[Lesson:choose_and_combine]] counts seconds as well. Serving systems keep a
# context that many questions share, so that it is read once, and then its price falls.

# %% [markdown]
# ## More facts than fit (to go further)
#
# The context has room for a fixed number of tokens. Grow the number of facts, all of one relation,
# so that only names tell them apart. What does not fit is left out at random.
# Deductions go by steps on either side. At which number does recall from the context fall clearly
# behind?

# %%
my_limit = None  # your prediction: "10", "20", "50", "100", "200" or "never"

# %%
FACTS, RIVALS = [10, 20, 50, 100, 200], ["all that fit", "searched", "fine-tuned"]


def one_relation(facts: int, seed: int) -> corpus.Knowledge:
    """So many facts of one relation, so that only the names tell them apart."""
    group = ("parent", "teacher", "taller")[seed % 3]
    return corpus.invent(facts // 2, [group], decoys=False, seed=seed)


# %%
def many(facts: int, way: str, recipes: dict, found: int, seed: int) -> dict:
    """Exact answers by steps, and how many facts stood in the context on average."""
    known, net, contexts = one_relation(facts, seed), model, None
    batch = max(16, facts // 2)  # each fact is seen as often as above
    questions = trials.of_each(known.questions(), size(20, 2))
    if way == "fine-tuned":
        (lr, steps), texts = recipes[way], known.texts
        net = trials.learn(model, tokenizer, texts, steps, lr, seed, batch, name="many")
    else:
        contexts = contexts_of(way, questions, known.texts, found, seed)
    answers = trials.ask(net, tokenizer, questions, contexts, steps=True, choose=False)
    return answers | {"shown": sum(map(len, contexts)) / len(contexts) if contexts else 0}


# %%
crowd = experiment.run(
    "comparison/many",
    many,
    seeds=range(5),
    live=ALL_LIVE,
    facts=FACTS,
    way=RIVALS,
    recipes=[RECIPES],
    found=[SIZE],
).shares(**{f"{kind}, exact": size(20, 2) for kind in corpus.KINDS})

# %%
crowd.stacked("kind", ["trained", "reversed", "deduced"], ["exact"]).table(
    "exact",
    ["kind", "facts"],
    "way",
    versus={"way": "fine-tuned"},
    against="fine-tuned",
    caption="Exact answers, by kind of question and number of facts",
)

# %%
fit = [crowd.mean("shown", facts=n, way="all that fit") for n in FACTS]
caption = "How many facts fit into the context, on average"
tables.show({"facts": FACTS, "fit": fit}, caption, rows="facts", digits=0)

# %%
fits, tuned = {"way": "all that fit"}, {"way": "fine-tuned"}
verdicts = {n: crowd.clearly("trained, exact", fits, tuned, facts=n) for n in FACTS}
first = next((str(n) for n in FACTS if verdicts[n] == "lower"), "never")
print("all that fit: recall clearly behind fine-tuning from", first)
reasons = {str(n): "That many." for n in FACTS}
reasons["never"] = "Then everything fits, or what is left out does no harm."
predict("comparison.limit", my_limit, first, options=reasons)


# %%
def crowd_curves(question: str):
    return views.curves(crowd, RIVALS, FACTS, question)


widgets.explore(crowd_curves, question=["trained", "reversed", "deduced"])

# %% [markdown]
# Two things can hurt: a fact that is not in the context cannot be read, and among many alike the
# right one is harder to find. The table of what fits helps to tell them apart. *Searched* shows
# what a search before the prompt is worth: **retrieval**. For a deduction it looks with the first
# name only.

# %%
quiz("comparison.limit")

# %% [markdown]
# ## Does the objective matter? (to go further)
#
# A next-token model learns to say what comes *after* a name. A masked model, as in
# [[lesson:masked_lm]], is asked for either name from the other. So give three new networks the same
# facts: **next token**, **masked names** and **next token, turned too**, which also
# reads each sentence with its words in opposite order.

# %%
from helpers.facts import reversal

told = reversal.tell(4, both=0.5, seed=0)
both = [{"sentence": text, "turned": reversal.turned(text)} for text in told.sentences]
tables.show(both, "What is read")
asked = [{"kind": q.kind, "question": f"{q.prompt} …", "answer": q.answer} for q in told.questions]
tables.show(asked, "What is asked", rows="kind")

# %% [markdown]
# Most facts are told in both directions, so every network can find out that "pupil of" turns
# "teacher of" round. The others are told forward only and asked backward. Which objective will
# answer most of those?

# %%
my_objective = None  # your prediction: "next token", "masked names" or "next token, turned too"


# %%
def objectives(objective: str, seed: int) -> dict:
    """Exact answers of a new network by kind of question."""
    told = reversal.tell(size(150, 8), both=0.8, seed=seed)
    net = reversal.train(objective, WORDS, told, size(500, 2), seed=seed)
    right = reversal.right(objective, net, WORDS, told)
    return evaluation.by_kind(told.questions, right)


# %%
nets = experiment.run(
    "comparison/objectives",
    objectives,
    seeds=range(5),
    live=ALL_LIVE,
    objective=list(reversal.OBJECTIVES),
).shares(reversed=size(30, 2))  # a fifth of the facts
nets.table(
    ["trained", "told both ways", "reversed"],
    "objective",
    versus={"objective": "next token"},
    against="next token",
    caption="Exact answers of a new network",
    note=f"Luck, for one who knows all names: about {1 / 150:.3f}.",
)

# %%
predict(
    "comparison.objective",
    my_objective,
    nets.best("reversed", "objective"),
    options={
        "next token": "It is asked for the last name only, given the first.",
        "masked names": "It is asked for each name given the other.",
        "next token, turned too": "In the turned sentence the first name comes last.",
    },
)

# %% [markdown]
# Read *told both ways* first: those reversed sentences stood in the text, so they show that a
# network can hold such answers. Then *reversed*. A masked network is told how many syllables a name
# has, a small help.

# %% [markdown]
# Is it the mask, then? Hide **the last name** only: the masked network is now asked for the same as
# a next-token model, always for a last name from a first. Or hide **the first or the last**, never
# both.

# %%
HIDDEN = list(reversal.HIDDEN)


def hide(hidden: str, seed: int) -> dict:
    """Exact answers of a masked network, by kind of question and by what was hidden from it."""
    told, places = reversal.tell(size(150, 8), both=0.8, seed=seed), reversal.HIDDEN[hidden]
    net = reversal.train("masked names", WORDS, told, size(500, 2), seed=seed, hidden=places)
    right = reversal.right("masked names", net, WORDS, told)
    return evaluation.by_kind(told.questions, right)


# %%
masks = experiment.run("comparison/hidden", hide, seeds=range(5), live=ALL_LIVE, hidden=HIDDEN)
masks.shares(reversed=size(30, 2)).table(
    ["trained", "told both ways", "reversed"],
    "hidden",
    versus={"hidden": HIDDEN[0]},
    against=HIDDEN[0],
    caption="Exact answers of a masked network, by what was hidden",
)

# %% [markdown]
# What an objective never asks, such as a first name from a last one, it need not learn (Coda-Forno
# et al. 2026). It is the sentence of the dial once more. There pre-training decided what these
# small networks do with a *context*, here the objective what they do from their *weights*.

# %% [markdown] tags=["instructor"]
# **Instructor.** Go back to [[lesson:masked_lm]] here: masking is not only a way to get labels for
# free, it decides which question is asked. Let people say what hiding only the *last* name gives
# before they see it. And why is not every model trained with masks? [[Lesson:generation]] has the
# other side: it cannot simply go on writing.

# %%
quiz("comparison.objective")

# %% [markdown]
# ## What this does not show
#
# This model was pre-trained on documents that turn facts round, draw conclusions and say when
# nobody is told. The dial shows what one small network takes from such a corpus, not what large
# ones took from theirs. Fine-tuning on *more* than the facts is [[lesson:own_inferences]].

# %% [markdown]
# Nor is every part even. Steps and *nobody* were practised in contexts; fine-tuning reads bare
# sentences, and may have weakened both, which was not measured. Recipes were tuned on the first
# pre-training. The best LoRA setting lies at the edge of its grid.

# %% [markdown]
# ## Where to read more
#
# - Lampinen et al. 2025, *On the generalization of language models from in-context learning and
#   finetuning*.
# - Berglund et al. 2023, *The reversal curse*.
# - Lampinen et al. 2025, *Latent learning*: a small network, trained from scratch.
# - Coda-Forno et al. 2026, *The illusion of latent generalization*: masks and reversal.
# - Golovneva et al. 2024, *Reverse training to nurse the reversal curse*.
# - Allen-Zhu and Li 2023, *Physics of language models*, parts 3.1 and 3.2.
