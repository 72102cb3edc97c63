# ---
# title: "Fine-tuning or context: a controlled comparison"
# minutes: 45
# objectives:
#   - Teach one model the same new facts twice, by fine-tuning and by context, and ask it the same
#   - Say what makes such a comparison fair, and check it
#   - Measure recall, reversal and deduction against chance and against the model before
#   - Find where the context limit bites, and what one question costs either way
#   - Compare a masked and a next-token objective on turning a fact round
# needs:
#   - fine_tuning
#   - in_context
# key_points:
#   - To recall a fact is not to know what follows from it. Ask for both.
#   - A fair comparison has the same facts, questions and wrong choices, and a tuned opponent.
#   - Chance, the model before, several draws and an interval belong to every number.
#   - A context has a length and a price for every question. Weights have a price once.
#   - What an objective asks during training decides what can be asked afterwards.
# ---

# %% [markdown]
# ## Two ways to tell a model something new
#
# A school gets new teachers. Its assistant must know by tomorrow who teaches whom. One colleague
# wants to **fine-tune** the model on these facts. The other wants to put them into its **context**,
# before every question. Which of the two will answer more, and more than what it was told?

# %%
from collections import Counter
from functools import cache
from random import Random

from helpers.checks import predict, quiz
from helpers.facts import corpus, evaluation, reversal, trials, views
from helpers.measure import experiment
from helpers.setup import size
from helpers.show import display, plots, tables, widgets
from helpers.weights import models

model, tokenizer = models.load_checkpoint("facts-lm")
LIVE = False  # True runs the main comparison on your machine: less than three minutes on two cores
ALL_LIVE = False  # True also runs the other stored experiments: about 14 minutes

# %% [markdown]
# The question is that of Lampinen et al. 2025, who used a large model behind an interface. Here the
# model is small enough to do everything before your eyes. It was pre-trained on documents about
# invented people and kinds. Every document had names of its own, so it learned to *read* facts, and
# knows none.

# %% [markdown]
# ## Facts that nobody can know
#
# Names are made of syllables, and none of these occurred in pre-training. Two facts each form a
# **chain**: the second goes on where the first ends, and something follows from the two.


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
# The column on the right says how a fact is told. Most are told **forward** only. A quarter of the
# chains is told in both directions, with what follows. So the text itself shows that facts can be
# turned round. Keep that in mind.

# %% [markdown]
# ## Five kinds of questions
#
# Every question is the beginning of a sentence. **Trained**: as it was told. **Rephrased**: in
# words never used for telling. **Reversed**: the other way round. **Deduced**: from both facts of a
# chain. **Held-out category**: reversed or deduced, in the group of which nothing was told both
# ways.

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
# Two measures. **Exact**: the model writes the answer, letter for letter; luck hardly helps.
# **Choice**: of four answers it finds the right one likeliest; luck is right once in four. The
# wrong choices are right answers about *somebody else*, so no word of the question gives the answer
# away.

# %%
told = {sentence.casefold() for sentence in sentences}
asked_for = [q for q in questions if q.kind != "trained"]
leaks = [q for q in asked_for if f"{q.prompt} {q.answer}.".casefold() in told]
print("answers to untold questions that stand in the training text:", len(leaks))

# %%
before = trials.ask(model, tokenizer, trials.of_each(questions, size(99, 2)))
shares = [
    {"kind": kind, "exact": before[f"{kind}, exact"], "choice": before[f"{kind}, choice"]}
    for kind in corpus.KINDS
]
tables.show(shares, "The model before: share of right answers", rows="kind")

# %% [markdown]
# The number of leaks is a check against **contamination**: a test whose answers were trained is
# none. The table is the **model before**. It cannot know these names, so whatever it reaches is
# luck. Hold every later number against it.

# %% [markdown] tags=["instructor"]
# **Instructor.** Have people write on paper, for one fact, all five questions. The held-out
# category needs a second look: it asks whether something learned about *one* relation carries over
# to another. Behind schedule? The main comparison and its reading are the core; cut the number of
# facts.

# %% [markdown]
# ## In the context
#
# Now tell. The facts stand first, then comes the beginning of a sentence, and the model goes on. No
# weight changes.

# %%
kinds = ("trained", "reversed", "deduced")
some = [next(q for q in questions if q.kind == kind) for kind in kinds]
contexts = trials.retrieve(some, sentences, 8, seed=0)
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
# writes both facts first, and then what follows. What it has written stands in the context, so the
# last step has the two side by side.

# %%
prompt, _ = evaluation.prompted(some[2], contexts[2], "steps")
written = evaluation.write(model, tokenizer, [prompt], max_new=40, sentences=3)[0]
print("asked:  ", prompt.removeprefix(" ".join(contexts[2])).strip())
display.say(f"written: {written}")
print("right:  ", some[2].answer)

# %% [markdown]
# One answer is no evidence. Before counting, the other side needs its chance.

# %% [markdown]
# ## In the weights, with a fair recipe
#
# A comparison is easily won by spoiling the opponent. Fine-tuning has a learning rate and a number
# of steps; so tune both, on **other facts** than those of the comparison. Tune for what a user
# would look at: the recall of trained and rephrased facts. Each sentence is a document of its own.

# %%
RATES, STEPS = [3e-4, 1e-3, 3e-3, 1e-2], [size(100, 1), size(200, 2), size(400, 3)]


def tune(lr: float, steps: int, seed: int) -> dict:
    """Fine-tune on facts kept for tuning, and ask everything but choices."""
    known = study(100 + seed)
    tuned = trials.learn(model, tokenizer, known.texts, steps, lr, seed, name="tune")
    questions = trials.of_each(known.questions(), size(99, 2))
    return trials.ask(tuned, tokenizer, questions, choose=False)


# %%
sweep = experiment.run("comparison/tune", tune, live=ALL_LIVE, lr=RATES, steps=STEPS)
kinds = ["trained, exact", "rephrased, exact", "reversed, exact"]
given = Counter(q.kind for q in trials.of_each(study(100).questions(), size(99, 2)))
sweep = sweep.shares(**{kind: given[kind.removesuffix(", exact")] for kind in kinds})

# %%
sweep.table(kinds, ["lr", "steps"], caption="Exact answers after fine-tuning, on other facts")


# %%
def recall(lr: float, steps: int) -> float:
    """Mean over trained and rephrased facts and over seeds, to two digits."""
    trained, rephrased = (sweep.mean(kind, lr=lr, steps=steps) for kind in kinds[:2])
    return round((trained + rephrased) / 2, 2)


grid = [(lr, steps) for lr in RATES for steps in STEPS]
best = max(recall(*setting) for setting in grid)
equals = [setting for setting in grid if recall(*setting) == best]
LR, TUNED = min(equals, key=lambda setting: setting[1])
highest = max(sweep.mean("reversed, exact", lr=lr, steps=steps) for lr, steps in grid)
print(f"best recall: rate {LR}, {TUNED} steps (of equal ones the fewest steps)")
print(f"best reversal of any setting: {highest:.2f}")

# %% [markdown]
# The last line is there for sceptics. Somebody may say that the recipe with the best recall is not
# the one with the best reversal. Compare it with the column: it is the best that *any* of these
# settings would have reached, chosen by looking at the answers.

# %%
quiz("comparison.fair")

# %% [markdown]
# ## The comparison
#
# Five ways to the same questions. The model **before**. **Fine-tuned**. **All facts** in the
# context: exactly the sentences that fine-tuning gets. **16 found**: as if somebody had searched,
# with those that decide the question and those that make the wrong choices tempting. **16 found, by
# steps**: with steps where it takes two facts.

# %% [markdown]
# Commit yourself. What share of the reversed questions will the fine-tuned model answer exactly?
# And which way will be best at deductions?

# %%
my_reversed = None  # your prediction: fine-tuned, reversed, exact answers, between 0 and 1
my_deduced = None  # your prediction: "fine-tuned", "all facts", "16 found" or "16 found, by steps"

# %%
WAYS = ["before", "fine-tuned", "all facts", "16 found", "16 found, by steps"]
LIMIT = model.config.max_position_embeddings


def contexts_of(way: str, questions: list, texts: list[str], seed: int) -> list[list[str]]:
    """What stands before each question: all facts as far as they fit, or 16 found for it."""
    if way in ("all facts", "all that fit"):
        return trials.that_fit(tokenizer, texts, len(questions), LIMIT, seed)
    return trials.retrieve(questions, texts, 16, seed)


# %%
def compare(way: str, lr: float, steps: int, seed: int) -> dict:
    """All questions about one draw of facts, answered one way; and what a question costs."""
    known = study(seed)
    questions = trials.of_each(known.questions(), size(99, 2))
    net, contexts = model, None
    if way == "fine-tuned":
        net = trials.learn(model, tokenizer, known.texts, steps, lr, seed, name="compare")
    elif way != "before":
        contexts = contexts_of(way, questions, known.texts, seed)
    found = trials.ask(net, tokenizer, questions, contexts, steps=way.endswith("steps"))
    found["shown"] = min(map(len, contexts)) / len(known.texts) if contexts else 0.0
    return found | trials.per_query(net, tokenizer, questions, contexts)


# %% [markdown]
# The stored runs are eight draws of facts. With `LIVE = True` your machine runs three, which takes
# less than three minutes on two cores; your intervals will be wider.

# %%
draws = range(3) if LIVE else range(8)
runs = experiment.run(
    "comparison/compare", compare, seeds=draws, live=LIVE, way=WAYS, lr=[LR], steps=[TUNED]
)
asked = Counter(q.kind for q in trials.of_each(study(0).questions(), size(99, 2)))
answered = [f"{kind}, {how}" for kind in asked for how in ("exact", "choice")]
runs = runs.shares(**{name: asked[name.rpartition(",")[0]] for name in answered})
print("all sentences fit into the context:", min(runs.values("shown", way="all facts")) == 1)

# %%
CHANCE = 1 / corpus.CHOICES
by_kind = runs.stacked("kind", corpus.KINDS, ["exact", "choice"])
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
# Read it in three steps. First *trained* and *rephrased*: did each way take in the facts at all?
# Only then is the rest interesting. Next *reversed*: the same facts, asked from the other end. Last
# *deduced* and the held-out category. The signs in the table say which differences are clear.

# %%
steps, once = {"way": "16 found, by steps"}, {"way": "16 found"}
verdict = by_kind.clearly("exact", steps, once, kind="deduced")
print("deduced, with steps against at once:", verdict)
backwards = by_kind.where(kind="reversed")
backwards.table("choice", "way", versus=CHANCE, against="chance", caption="Reversed, by choice")

# %%
predict("comparison.reversed", my_reversed, backwards.mean("exact", way="fine-tuned"), close=0.1)
predict(
    "comparison.deduced",
    my_deduced,
    by_kind.best("exact", "way", kind="deduced"),
    options={
        "fine-tuned": "All facts are in the weights, each learned as a sentence of its own.",
        "all facts": "Both facts stand in the context, among all others.",
        "16 found": "Both facts are there, with fewer others, and must be joined in one go.",
        "16 found, by steps": "Both facts are there, and written next to each other first.",
    },
)

# %% [markdown]
# A model can also be *below* chance. Three of the choices are right about somebody else, taken
# first from chains that were told both ways. Those names were **trained as answers**. A model that
# prefers names it has learned to say will prefer the wrong ones. Look where its interval lies.

# %% [markdown]
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
# Where the middle stands, the model looked one fact up, and did not look up again from there. Where
# something else stands, it lost its way among the facts. Both look-ups must happen in one pass
# through four layers. Written steps put the first result into the context, and the second look-up
# begins from that.

# %% [markdown]
# Where the context is ahead on *reversed*, think of pre-training. Its documents stated facts and
# then the same ones turned round, so the model could learn to turn round what it *reads*.
# Fine-tuning raises the probability of some sentences. No step of it asks for what follows from
# them.

# %% [markdown]
# ## Does it read whole names?
#
# One more doubt. A name is two or three tokens, and random names seldom begin alike. Who looks up
# only the **first token** of a name is then mostly right, without having read it. So ask where that
# does not do: eight facts of one relation, and all names begin with one of four syllables.

# %%
NAMES = {"facts": "any names", "alike": "names that begin alike"}


def whole_names(what: str, seed: int) -> dict:
    """Exact answers about one of eight facts of one relation."""
    return evaluation.accuracy(model, tokenizer, what, 8, 1, size(100, 4), seed)


# %%
doubt = experiment.run(
    "comparison/alike", whole_names, seeds=range(5), live=ALL_LIVE, what=list(NAMES)
).shares(recall=size(100, 4), reversed=size(100, 4))
luck = doubt.mean("chance", what="facts")
doubt.renamed(what=NAMES).table(
    ["recall", "reversed"],
    "what",
    versus={"what": "any names"},
    against="any names",
    caption="Exact answers about one of eight facts",
    note=f"Luck, for one who picks one of the eight: {luck:.3f}.",
)

# %% [markdown]
# Where names that begin alike do worse, a part of what was read is the beginning. In pre-training
# most names were drawn at random, so a first token was nearly always enough; some documents asked
# for more. A good average can rest on a short cut. A test without it shows how far it carries.

# %% [markdown] tags=["instructor"]
# **Instructor.** The usual objection: "it overfitted". Point to the rephrased column, and to the
# sweep. The second: "16 found had help". True; *all facts* is the row without help. Third: "the
# model was trained for this". Also true, see the end. Let people find all three before you say
# them.

# %%
quiz("comparison.reversal")

# %% [markdown]
# ## See single answers
#
# Choose a fact, a kind of question and a training, and compare what the weights say with what the
# context says. **Both ways** was trained on every fact in both directions, with what follows. It is
# the control: does the network have room for the reversed facts, once somebody writes them down?

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
    [context] = trials.retrieve([found], shown.texts, facts, seed=0)
    return views.both_ways(trainings[training], model, tokenizer, found, context)


widgets.explore(
    answers,
    fact=list(by_fact),
    question=["reversed", "trained", "rephrased", "deduced"],
    training=["forward", "both ways", "none"],
    facts=[16, 8, 2],
)

# %% [markdown]
# Try *reversed* with all three trainings, then *deduced*. A fine-tuned model does not say "I do not
# know". It names somebody, often one whose name it has learned. How sure it is, the bars say.

# %% [markdown]
# ## What a question costs
#
# The context is read again for every question. The fine-tuned model reads the question alone, but
# had to be trained first. Accuracy without the price is half of the result.

# %%
runs.among(way=WAYS[:4]).table(
    ["tokens", "ms"],
    "way",
    digits={"tokens": 0, "ms": 1},
    caption="One question, up to the first token of its answer",
    note="The times (ms) are those of the machine that ran the experiment. Steps cost more on top.",
)
plots.show(*views.prices(runs, WAYS[:4], "reversed"))

# %% [markdown]
# Which is cheaper depends on how many questions will come: a training once, or tokens every time.
# [[Lesson:choose_and_combine]] works out where the two meet. Serving systems also keep a context
# that many questions share, so that it is read once, and then its price falls.

# %% [markdown]
# ## More facts than fit
#
# The context of this model has room for a fixed number of tokens. Grow the number of facts, all of
# one relation, so that only the names tell them apart. What does not
# fit is left out at random. Deductions in context go by steps. At which number does recall from the
# context fall clearly behind?

# %%
my_limit = None  # your prediction: "10", "20", "50", "100", "200" or "never"

# %%
FACTS, RIVALS = [10, 20, 50, 100, 200], ["all that fit", "16 found", "fine-tuned"]


def one_relation(facts: int, seed: int) -> corpus.Knowledge:
    """So many facts of one relation, so that only the names tell them apart."""
    group = ("parent", "teacher", "taller")[seed % 3]
    return corpus.invent(facts // 2, [group], decoys=False, seed=seed)


# %%
def many(facts: int, way: str, lr: float, steps: int, seed: int) -> dict:
    """Exact answers, and how many facts stood in the context on average."""
    known, batch = one_relation(facts, seed), max(16, facts // 2)  # each seen as often as above
    questions = trials.of_each(known.questions(), size(20, 2))
    if way == "fine-tuned":
        tuned = trials.learn(
            model, tokenizer, known.texts, steps, lr, seed, name="many", batch_size=batch
        )
        return trials.ask(tuned, tokenizer, questions, choose=False) | {"shown": 0}
    contexts = contexts_of(way, questions, known.texts, seed)
    found = trials.ask(model, tokenizer, questions, contexts, steps=True, choose=False)
    return found | {"shown": sum(map(len, contexts)) / len(contexts)}


# %%
crowd = experiment.run(
    "comparison/many",
    many,
    seeds=range(5),
    live=ALL_LIVE,
    facts=FACTS,
    way=RIVALS,
    lr=[LR],
    steps=[TUNED],
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
# Two things can hurt: a fact that is not in the context cannot be read, and among many similar
# facts the right one is harder to find. The table of what fits tells the first apart from the
# second. *16 found* shows what a search before the prompt is worth: **retrieval**, if it finds the
# right ones.

# %%
quiz("comparison.limit")

# %% [markdown]
# ## Does the objective matter?
#
# A next-token model learns to say what comes *after* a name. A masked model, as in
# [[lesson:masked_lm]], is asked for either name from the other. So give three new networks the same
# facts, from scratch: **next token**, **masked names** and **next token, turned too**, which also
# reads each sentence with its words in opposite order.

# %%
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
    net = reversal.train(objective, tokenizer, told, size(500, 2), seed=seed)
    right = reversal.right(objective, net, tokenizer, told)
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
# has, a small help. What an objective never asks, such as a first name from a last one, it need not
# learn (Coda-Forno et al. 2026).

# %% [markdown] tags=["instructor"]
# **Instructor.** Go back to [[lesson:masked_lm]] here: masking is not only a way to get labels for
# free, it decides which question is asked. Ask what masking only the *last* name would give. And
# why is not every model trained with masks? [[Lesson:generation]] has the other side: it cannot
# simply go on writing.

# %%
quiz("comparison.objective")

# %% [markdown]
# ## What this does not show
#
# This model was pre-trained on documents that turn facts round and draw conclusions. One that never
# saw such documents has not practised that. Its facts have few forms. Fine-tuning on *more* than
# the facts was not tried: that is [[lesson:own_inferences]]. Large models differ in much.

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
