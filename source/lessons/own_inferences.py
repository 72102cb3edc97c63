# ---
# title: "Teaching a model its own inferences"
# minutes: 55
# further: 40
# objectives:
#   - Let a model write rephrasings, reversals and conclusions of its own training text
#   - Count how many of them are right, and compare rules that choose without knowing the answers
#   - Compare fine-tuning with and without them at equal steps, against context and plain repeats
#   - Show what wrong inferences do, and count from how many questions the effort pays (to go
#     further)
# needs:
#   - comparison
# key_points:
#   - A model can write out what follows from its training text, and then learn that text, too.
#   - Local augmentation works on one sentence, global augmentation links several.
#   - The control is the same number of steps on the facts alone.
#   - A model learns what it wrote, right or wrong. Check before it learns.
#   - The effort is spent once, a context is paid for with every question.
# ---

# %% [markdown]
# ## Say it before you learn it
#
# [[Lesson:comparison]] asked the same questions of facts in the weights and of facts in the
# context. Some questions need more than what was said: the other way round, or two facts at once.
# Could the model draw such conclusions *while it can still read* the facts, and then learn its own
# notes?

# %%
import math
from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

from helpers.checks import check, hint, predict, quiz
from helpers.facts import augmentation, corpus, evaluation, inferences, long_chains
from helpers.facts.augmentation_views import draw_costs, draw_written
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables, widgets
from helpers.weights import cost, models

# %%
model, tokenizer = models.load_checkpoint("facts-lm")
CONTEXT = 16  # facts that are read at once
STEPS, LR = size(400, 2), 1e-3  # the comparison's rate; more steps, for more sentences
LIVE = False  # True runs the stored experiments here: about 15 minutes on two cores

# %% [markdown]
# Facts about names that nobody has used before, so that nothing can be known beforehand. Two belong
# together each time: from both, something follows. The model is not told which two.

# %%
GROUPS = corpus.GROUPS[: size(5, 1)]
known = corpus.invent(size(20, 4), GROUPS, seed=11)
of_kind = Counter(question.kind for question in augmentation.asked_of(known))
given = [row["text"] for row in known.sentences()]
some = given[:: max(1, len(given) // 6)]
display.say("\n".join([f"{len(given)} facts, among them:", *some]))

# %% [markdown]
# ## One sentence at a time
#
# **Local augmentation**: the model reads *one* fact, after two examples with other names, and a
# marker that says what to do with it. It writes the next sentence. A **rephrasing** keeps the
# direction, a **reversal** turns it round.

# %%
rows = [
    {"kind": kind, "what it reads": f"{inferences.local_prompt(given[0], kind, Random(1))} …"}
    for kind in ("reversed", "rephrased")
]
tables.show(rows, "One fact, two things to do with it", rows="kind")

# %% [markdown]
# Now it writes about every fact: one reversal, the likeliest one, and two rephrasings that are
# drawn, so that they differ. Before you look: what share of these sentences will be true?

# %%
my_local = None  # your prediction: the share of its local sentences that are true, from 0 to 1

# %%
true = augmentation.truths(known)  # what follows from the facts; only used to count


def part(some: list) -> float:
    """The share of true sentences."""
    return sum(one.text in true for one in some) / max(1, len(some))


# %%
local = inferences.new(inferences.write_local(model, tokenizer, given), given)
rows = [
    {"fact": one.source, "kind": one.kind, "it writes": one.text, "right": one.text in true}
    for one in local[:3] + local[-3:]
]
tables.show(rows, "The first and the last three sentences that it wrote")

# %%
for kind in ("reversed", "rephrased"):
    some = [one.text in true for one in local if one.kind == kind]
    print(f"{kind}, right: {metrics.share(some) if some else 'none written'}")

# %%
predict("own_inferences.local", my_local, part(local), close=0.05)

# %% [markdown]
# Nobody gave it these sentences. Sentences that only repeat the fact are left out. Where nearly all
# are right, as here, there is little to sort.

# %% [markdown]
# ## A trained command (to go further)
#
# Why can it write them? "The other way round:" stood in its pre-training, always before a fact
# that was turned round. Give it the same task behind words that were never used so, "In this
# book:", with zero to eight examples in front. Does it learn the task from the examples?

# %%
MARKERS = {"trained": "The other way round:", "untrained": "In this book:"}


def turn_round(marker: str, examples: int, seed: int) -> dict:
    """The share of new facts that the model turns round behind this marker."""
    text = MARKERS[marker]
    return {"right": inferences.commanded(model, tokenizer, text, examples, size(40, 4), seed)}


commands = experiment.run(
    "own_inferences/marker", turn_round, live=LIVE, marker=list(MARKERS), examples=[0, 1, 2, 4, 8]
).shares(right=size(40, 4))
commands.table("right", "examples", "marker", caption="Facts turned round, by examples shown")

# %% [markdown]
# Read the two columns against each other. The trained marker needs no example: the command is in
# the weights. The other column hardly leaves zero: these examples alone do not teach this model the
# task. A large model would be asked in words; what it does with words it was not trained on is not
# shown here.

# %% [markdown]
# ## Many sentences at once
#
# **Global augmentation**: the model reads several facts, then "Step by step:" and one of them once
# more. It goes on: a second fact that continues the first, and what follows. Only what it reads can
# help, so the context should hold the second fact.

# %% [markdown]
# Which facts stand in the context? Those that share a name with the first one, found by comparing
# words, and others at random, in random order. Looking up what is needed is **retrieval**;
# [[lab:in_context]] did it with a lexicon.

# %%
linked = inferences.write_global(model, tokenizer, given, CONTEXT, queries=given[:1])
display.say(f"{linked[0].prompt} | {linked[0].written}", fixed=True)
verdict = "right" if linked[0].text in true else "not right"
display.say(f"it concludes: {linked[0].text or 'nothing'} ({verdict})")

# %% [markdown]
# After the bar stands what the model wrote: first a step, then the conclusion behind "So". Only the
# conclusion will be learned.


# %%
def look(fact: str, way: str):
    """What the model writes about one fact, how sure it is, and whether it is right."""
    if way == "local":
        some = inferences.write_local(model, tokenizer, [fact], rephrasings=4)
    else:
        some = inferences.write_global(model, tokenizer, given, CONTEXT, orders=6, queries=[fact])
    return draw_written(model, tokenizer, some, set(given), true)


widgets.explore(look, fact=given[: size(8, 2)], way=["local", "global"])

# %% [markdown]
# Try facts that begin a pair and facts that end one. From the end of a pair *nothing* follows. What
# does the model write then? And is it less sure when it is wrong?

# %% [markdown] tags=["instructor"]
# **Instructor.** Play it with the room: one person reads a fact aloud, the others hold the rest on
# cards. Who can conclude something? Let them notice that half of the facts lead nowhere, and that a
# person says so while this model always writes something.

# %% [markdown]
# Ask about *every* fact, three times, with the context in a new order each time. What share of the
# conclusions will be true, before anything is sorted out?

# %%
my_linked = None  # your prediction: the share of its conclusions that are true, from 0 to 1

# %%
linked = inferences.write_global(model, tokenizer, given, CONTEXT, orders=3, seed=1)
concluded = inferences.new(linked, given)
print(f"{len(linked)} times asked, {len(concluded)} conclusions")
print("right:", metrics.share([one.text in true for one in concluded] or [0]))

# %%
wrong = [one for one in concluded if one.text not in true]
rows = {"fact": [one.source for one in wrong[:3]], "it writes": [one.written for one in wrong[:3]]}
tables.show(rows, f"Wrong conclusions: {len(wrong)}, the first of them")

# %%
predict("own_inferences.linked", my_linked, part(concluded), close=0.1)

# %%
quiz("own_inferences.ways")

# %% [markdown]
# ## Sort before you learn
#
# The model will learn whatever it gets. Three rules choose without knowing the answers. **Citing**:
# the step must stand, word for word, among the facts. **Agreement**: at least two of the three
# orders lead to the same sentence. **Sureness**: what it found likeliest, as many as agreement
# keeps.


# %%
def cites(one) -> bool:
    """Whether its step is one of the facts, and not the one it was asked about."""
    step = one.written.partition(". ")[0] + "."
    return step in given and step != one.source


own = [one for one in concluded if cites(one)]
print(len(own), "kept; the same as the helper's:", own == inferences.citing(linked, given))


# %%
def chosen(rule: str, linked: list, given: list, true: set) -> list:
    """The conclusions that a rule keeps, each once."""
    concluded, agreed = inferences.new(linked, given), inferences.agreeing(linked)
    if rule == "citing":
        concluded = inferences.citing(linked, given)
    elif rule == "agreement":
        concluded = inferences.new(agreed, given)
    elif rule == "sureness":
        concluded = inferences.likeliest(model, tokenizer, concluded, len(agreed))
    elif rule == "only right ones":
        concluded = [one for one in concluded if one.text in true]
    return list({one.text: one for one in concluded}.values())


# %%
RULES = ["all", "agreement", "sureness", "citing", "only right ones"]
rows = []
for rule in RULES:
    kept = chosen(rule, linked, given, true)
    right = sum(one.text in true for one in kept)
    rows.append({"rule": rule, "kept": len(kept), "right": right, "share": part(kept)})
tables.show(rows, "What each rule keeps", rows="rule", note="Share: right ones among those kept.")

# %% [markdown]
# The last row is no rule but a bound: it looks at the answers, which you would not have. Compare
# two things in each row: how many are right *among those kept*, and how many right ones are left.
# No rule loses right ones here. Citing drops all that is wrong; the others let much of it pass.

# %% [markdown]
# ## What stands in the context (to go further)
#
# How much should the model read at once? Many facts might hide the two that matter; few may lack
# the second one. "All" is as many as its context holds. The last row has sixteen facts drawn at
# random, without looking for names.


# %%
def contexts(way: str, seed: int) -> dict:
    """Of the conclusions that follow: what share does the model find? And how many are right?"""
    known = corpus.invent(size(20, 4), GROUPS, seed=seed)
    given = [row["text"] for row in known.sentences()]
    facts_read = {"all": len(given), "16 at random": 16}.get(way) or int(way)
    linked = inferences.write_global(
        model, tokenizer, given, facts_read, seed=seed, by_name=way != "16 at random"
    )
    kept = inferences.texts(inferences.citing(linked, given))
    follow = {chain.deduction.conclusion.write() for chain in known.chains}
    return {
        "found": len(follow & set(kept)) / len(follow),
        "right": sum(text in follow for text in kept) / max(1, len(kept)),
    }


# %%
WAYS = ["4", "8", "16", "32", "all", "16 at random"]
runs = experiment.run("own_inferences/context", contexts, seeds=range(5), live=LIVE, way=WAYS)
runs = runs.shares(found=of_kind["deduced"])
runs.renamed(way="facts").table(
    ["found", "right"],
    "facts",
    caption="By facts in the context: conclusions found, and those right among the kept",
)

# %%
runs.plot("found", "way", f"Conclusions found. Clearly the most: {runs.best('found', 'way')}.")

# %% [markdown]
# With facts picked by name their number makes no clear difference, up to the whole context. Sixteen
# at random find far fewer: the second fact is often missing. So looking up the right facts is part
# of the method. Global augmentation is in-context learning used once, and as good as its context.

# %% [markdown]
# ## Learn it
#
# Now fine-tune. Each text is half the facts and half the model's own sentences. The fair opponent
# takes the *same number of steps* on the facts alone, plain repeats: "plain". A second one, "half",
# takes half the steps, so it reads each fact about as often as the augmented ones do.

# %% [markdown]
# Write the mixing yourself. Half of the text are facts and half are notes, however many there are
# of each: the shorter list is repeated.
#
# @exercise half_and_half


# %%
# @solution half_and_half

# %%
half_and_half = check("half_and_half", half_and_half)

# %%
hint("half_and_half")

# %%
notes = inferences.texts(local)
text = half_and_half(given, notes)
print(len(text), "texts; the same as the helper's:", text == augmentation.mixture(given, notes))

# %% [markdown]
# The rate is what [[lesson:comparison]] chose for *plain* fine-tuning, by recall. Two rows are the
# model as it was: **all facts** before each question, which is the fair row, and **oracle**,
# sixteen with the needed ones among them. Conclusions are those that cite.


# %%
@cache
def material(seed: int, writer: str = "facts-lm") -> tuple:
    """Facts, and what a model wrote about them."""
    net, _ = models.load_checkpoint(writer)
    known = corpus.invent(size(20, 4), GROUPS, seed=seed)
    given = [row["text"] for row in known.sentences()]
    local = inferences.new(inferences.write_local(net, tokenizer, given, seed=seed), given)
    linked = inferences.write_global(net, tokenizer, given, CONTEXT, orders=3, seed=seed)
    return known, given, local, linked


# %%
def own_sentences(way: str, seed: int, writer: str = "facts-lm") -> list[str]:
    """What the model, or another writer, adds to the facts."""
    _, given, local, linked = material(seed, writer)
    found = {
        "+ local": inferences.texts(local),
        "+ global": inferences.texts(inferences.citing(linked, given)),
    }
    return (found | {"+ both": found["+ local"] + found["+ global"]}).get(way, [])


# %%
def tuned(way: str, given: list, own: list, steps: int, seed: int):
    """The model after fine-tuning: half of its texts facts, half its own sentences."""
    text, name = augmentation.mixture(given, own), f"11 {way} {seed}"
    return augmentation.fine_tuned(model, tokenizer, text, steps, lr=LR, seed=seed, name=name)


# %%
def compare(way: str, seed: int) -> dict:
    """Scores by kind of question, of a model with facts in its context or in its weights."""
    known, given, _, _ = material(seed)
    questions, net, contexts = augmentation.asked_of(known), model, None
    own = own_sentences(way, seed)
    if way in ("all facts", "oracle"):
        many, rng = len(given) if way == "all facts" else CONTEXT, Random(f"contexts {seed}")
        contexts = [evaluation.context(q, given, many, rng) for q in questions]
    elif way != "before":
        net = tuned(way, given, own, STEPS // 2 if way == "half" else STEPS, seed)
    found = augmentation.scores(net, tokenizer, questions, contexts)
    return found | augmentation.followed(net, tokenizer, questions, own)


# %% [markdown]
# The questions: as **trained**, **rephrased** in words that no training text has, **reversed**,
# reversed *and* reworded, which asks for more than a note word for word, and **deduced** from two
# facts. Which way will be best at deductions, asked at once?

# %%
my_best = None  # your prediction: "all facts", "plain", "+ local", "+ global" or "+ both"

# %%
WAYS = ["before", "all facts", "oracle", "half", "plain", "+ local", "+ global", "+ both"]
runs = experiment.run("own_inferences/augmented", compare, seeds=range(5), live=LIVE, way=WAYS)
counts = {**of_kind, augmentation.IN_STEPS: of_kind["deduced"]}
runs = runs.shares(**{f"{how}: {k}": n for k, n in counts.items() for how in ("exact", "choice")})

# %%
KINDS = ["trained", "rephrased", "reversed", augmentation.REWORDED, "deduced"]


def stacked(how: str, kinds: list) -> experiment.Runs:
    """A row for each kind of question; `how` it was answered is the quantity."""
    return runs.renamed(**{f"{how}: {k}": f"{k}, {how}" for k in kinds}).stacked(
        "kind", kinds, [how]
    )


# %%
exact = stacked("exact", [*KINDS, augmentation.IN_STEPS])
exact.table(
    "exact",
    "way",
    "kind",
    versus={"way": "plain"},
    against="plain",
    caption="Share of exact answers",
    note="Chance: almost 0.",
)

# %%
CHANCE = 1 / corpus.CHOICES
stacked("choice", KINDS).table(
    "choice",
    "way",
    "kind",
    versus=CHANCE,
    against="chance",
    caption="Share of right choices",
    note=f"Chance: {CHANCE:.2f}.",
)

# %%
learned = exact.among(way=WAYS[1:])
best = learned.best("exact", "way", kind="deduced")
summary = f"Exact answers. At deductions, clearly the highest: {best}."
learned.among(kind=KINDS).plot("exact", "kind", summary, group="way")

# %%
predict(
    "own_inferences.best",
    my_best,
    best,
    options={
        "all facts": "The facts are there, but the conclusion must be drawn at once.",
        "oracle": "The two facts are surely there, but the conclusion must be drawn at once.",
        "plain": "More of the same facts does not write down what follows from them.",
        "+ local": "One sentence at a time never links two of them.",
        "+ global": "The steps were taken before; what remains is to recall the conclusion.",
        "+ both": "As global, and half of its own text is spent on reversals.",
    },
)

# %% [markdown]
# The same seeds gave the same facts to all, so compare seed by seed: with plain repeats, and with
# all facts in the context.


# %%
for other in ("plain", "all facts"):
    some = exact.among(way=[other, "+ local", "+ global", "+ both"], kind=KINDS[1:])
    some.differences("exact", "kind", "way", versus={"way": other}, against=other)

# %%
some = exact.among(way=["half", "plain"], kind=["trained"])
some.differences("exact", "kind", "way", versus={"way": "half"}, against="half")

# %% [markdown]
# Read it kind by kind. Against plain repeats a gain was not bought with steps, and for recall half
# of them did as well. Local notes help with reversals and not with deductions, global ones with
# deductions and not with reversals, both with both. *Rephrased* gets easier with either. Global
# notes, alone or with local ones, cost some recall.

# %% [markdown]
# Now compare "deduced" with "in steps". Either context can hardly deduce at once, and does so in
# steps: they may also be taken when asked, if the facts can be read. From the weights, steps led
# there much less often, and no notes helped clearly.

# %% [markdown]
# One caution. The test asks the very sentence that a good note says. In that sense the model
# recalls its own conclusion; it has not learned to conclude. The reworded questions ask for more
# than the note's words.

# %% [markdown]
# So separate the two. Let the model learn its local notes about **half** of the facts only, drawn
# at random, and all facts as before. If notes teach *turning round*, the other half gains as well.


# %%
def half_noted(seed: int) -> dict:
    """Exact answers to reversed questions, about facts with a note and without one."""
    known, given, local, _ = material(seed)
    noted = set(Random(f"half {seed}").sample(given, len(given) // 2))
    own = inferences.texts([one for one in local if one.source in noted])
    net = tuned("half noted", given, own, STEPS, seed)
    asked = [q for q in known.questions() if q.kind == "reversed"]
    groups = [replace(q, kind="noted" if q.needs[0] in noted else "no note") for q in asked]
    return evaluation.by_kind(groups, evaluation.answered(net, tokenizer, asked))


# %%
halves = experiment.run("own_inferences/half_noted", half_noted, seeds=range(5), live=LIVE)
halves = halves.shares(**dict.fromkeys(("noted", "no note"), of_kind["reversed"] // 2))
rows = [
    {"facts": name, "reversed": metrics.interval(halves.values(name))}
    for name in ("noted", "no note")
]
tables.show(rows, "Exact answers to reversed questions", rows="facts")

# %% [markdown]
# What the notes taught are sentences. A fact without a note stays as hard to turn round as before.

# %%
quiz("own_inferences.control")

# %% [markdown] tags=["instructor"]
# **Instructor.** The objection to wait for: "you trained on the test". Let the room separate it.
# The *answers* came from the training facts by the model's own reading; nobody looked at them. The
# *question types* were chosen by us: we asked for reversals because we knew that reversals come.

# %% [markdown]
# ## Who wrote the notes? (to go further)
#
# Does it matter that the model learns its *own* words? Let the same model learn notes that
# **another pre-training** wrote (other random numbers, else alike), and notes by **rules**: we
# write the reversal and the conclusion of each fact, all of them right.


# %%
def notes_by(writer: str, seed: int) -> tuple[list[str], float]:
    """Sentences to learn beside the facts, and the share of them that is true."""
    known = material(seed)[0]
    if writer == "rules":
        return [note.text for note in augmentation.taught(known, 0.0, seed)], 1.0
    name = {"itself": "facts-lm", "another pre-training": "facts-lm-1"}[writer]
    own, true = own_sentences("+ both", seed, name), augmentation.truths(known)
    return own, sum(text in true for text in own) / max(1, len(own))


# %%
def learn_from(writer: str, seed: int) -> dict:
    """The share of true notes, and exact answers after learning them."""
    known, given, _, _ = material(seed)
    own, right = notes_by(writer, seed)
    net = tuned(f"by {writer}", given, own, STEPS, seed)
    asked = augmentation.asked_of(known)
    found = evaluation.by_kind(asked, evaluation.answered(net, tokenizer, asked))
    return {kind: found[kind] for kind in ("reversed", "deduced")} | {"notes right": right}


# %%
WRITERS = ["itself", "another pre-training", "rules"]
writers = experiment.run(
    "own_inferences/writers", learn_from, seeds=range(5), live=LIVE, writer=WRITERS
).shares(**{kind: of_kind[kind] for kind in ("reversed", "deduced")})
writers.table(
    ["notes right", "reversed", "deduced"],
    "writer",
    versus={"writer": "itself"},
    against="itself",
    caption="Share of notes that are true, and exact answers after learning them",
)

# %% [markdown]
# Compare the first column with the other two. The three writers' notes are nearly all right, and
# the answers after learning them are not told apart. So nothing shows that its own words are better
# for a model than another's.

# %% [markdown]
# ## Wrong ones are learned, too (to go further)
#
# The fine-tuned models answered questions about which their own notes were right, silent or wrong.
# How do they answer where a note is wrong: with the truth, which follows from the facts they also
# read, or with what they wrote?


# %%
def total(name: str) -> int:
    return sum(sum(runs.values(name, way=way)) for way in ("+ local", "+ global", "+ both"))


rows = [
    {
        "own notes": name,
        "questions": total(name),
        "answered right": total(f"{name}: answered"),
        "the same wrong answer": total("wrong: repeated") if name == "wrong" else None,
    }
    for name in ("right", "silent", "wrong")
]
tables.show(rows, "Questions by what the own notes say", "own notes", {"the same wrong answer": 0})

# %% [markdown]
# Where the rule left no wrong notes, the last row says nothing. So do it on purpose. Give the
# model notes that *we* wrote, a share of them wrong: a name that belongs to another fact. Half of
# the questions, drawn at random, are taught wrongly. How many of these wrong answers will it give?

# %%
my_wrong = None  # your prediction: the share of wrongly taught questions it answers as taught


# %%
def by_teaching(notes: list, truth: list, said: list) -> dict:
    """Shares of what was taught right and wrong; truth, said: which answers were so."""
    bad = [i for i, note in enumerate(notes) if note.wrong]
    good = [i for i, note in enumerate(notes) if not note.wrong]
    return {
        "taught right, answered right": sum(truth[i] for i in good) / max(1, len(good)),
        "taught wrong, answered right": sum(truth[i] for i in bad) / max(1, len(bad)),
        "taught wrong, answered as taught": sum(said[i] for i in bad) / max(1, len(bad)),
    }


# %%
def teach_wrong(share: float, seed: int) -> dict:
    """Exact answers to questions taught right and taught wrong."""
    known, given, _, _ = material(seed)
    notes = augmentation.taught(known, share, seed)
    net = tuned(f"wrong {share}", given, [note.text for note in notes], STEPS, seed)
    prompts = [note.question.prompt for note in notes]
    right = [note.question.answer for note in notes]
    truth = evaluation.exact(net, tokenizer, prompts, right)
    as_taught = [note.wrong or note.question.answer for note in notes]
    said = evaluation.exact(net, tokenizer, prompts, as_taught)
    return by_teaching(notes, truth, said)


# %%
SHARES = [0.0, 0.2, 0.5]
wrongs = experiment.run(
    "own_inferences/wrong", teach_wrong, seeds=range(5), live=LIVE, share=SHARES
)
taught = of_kind["reversed"] + of_kind["deduced"]


def taught_wrong(row: dict) -> int:
    return max(1, round(row["share"] * taught))


# %%
counts = {
    "taught right, answered right": lambda row: max(1, taught - taught_wrong(row)),
    "taught wrong, answered right": taught_wrong,
    "taught wrong, answered as taught": taught_wrong,
}
wrongs = wrongs.shares(**counts)
wrongs.table(list(counts), "share", caption="By the share of notes that are wrong")

# %%
repeated = wrongs.mean("taught wrong, answered as taught", share=0.5)
predict("own_inferences.wrong", my_wrong, repeated, close=0.1)

# %% [markdown]
# What was taught wrongly is answered as taught, although the facts are learned in the same
# training. The first column stays as it is: wrong notes about some questions do not harm the
# others. In the first row nothing was taught wrong, so the last two columns say nothing there.

# %%
quiz("own_inferences.wrong")

# %% [markdown]
# ## Does sorting pay? (to go further)
#
# So the rules again, now by what a model knows that learned what they kept. "First order" is what
# you get when each fact is asked once only. If wrong conclusions differ from order to order and
# right ones agree, several orders may cancel mistakes even without a rule.


# %%
def sorted_out(rule: str, seed: int) -> dict:
    """What a rule keeps, and the exact deductions of a model that learned it."""
    known, given, _, linked = material(seed)
    true = augmentation.truths(known)
    some = linked[::3] if rule == "first order" else linked
    kept = chosen("all" if rule == "first order" else rule, some, given, true)
    net = tuned(rule, given, [one.text for one in kept], STEPS, seed)
    asked = [question for question in known.questions() if question.kind == "deduced"]
    return {
        "right among kept": sum(one.text in true for one in kept) / max(1, len(kept)),
        "deduced": sum(evaluation.answered(net, tokenizer, asked)) / len(asked),
    }


# %%
rules = experiment.run(
    "own_inferences/sorted", sorted_out, seeds=range(5), live=LIVE, rule=["first order", *RULES]
).shares(deduced=of_kind["deduced"])
rules.table(
    ["right among kept", "deduced"],
    "rule",
    caption="Share of right ones among the kept, and exact deductions after learning them",
)

# %%
best = rules.among(rule=RULES[:-1]).best("deduced", "rule")
rules.plot("deduced", "rule", f"Exact deductions. Clearly the highest of the rules: {best}.")

# %%
rules.differences("deduced", "rule", versus={"rule": "all"}, against="all")

# %% [markdown]
# No rule pays here. Even "all", of which most is wrong, answers as well as only right ones: the
# wrong conclusions are about things that nobody asks in this test. In an assistant somebody would,
# and would get them as answers.

# %% [markdown]
# ## Chains of three (to go further)
#
# If A is taller than B, B than C and C than D, then A is also taller than D. The model was only
# ever trained on *two* premises. But a conclusion can be a premise: drop the word "also", put it
# among the facts, and ask again. That is a second **round**.


# %%
ROUNDS = {"context": 0, "plain": 0, "one round": 1, "two rounds": 2}


def after_rounds(way: str, given: list, seed: int) -> list[str]:
    """The model's own sentences; those of one round are read as facts in the next."""
    own = []
    for turn in range(ROUNDS[way]):
        read = given + [long_chains.as_fact(text) for text in own]
        linked = inferences.write_global(model, tokenizer, read, CONTEXT, seed=seed + turn)
        own = inferences.texts(inferences.citing(linked, read))
    return own


# %%
def three(way: str, seed: int) -> dict:
    """Choices among four, for conclusions from two facts and from three."""
    chains = long_chains.draw(16, seed)
    given, asked = long_chains.sentences(chains), long_chains.questions(chains, seed)
    own, rng, net, contexts = after_rounds(way, given, seed), Random(f"long {seed}"), model, None
    if way == "context":
        contexts = [evaluation.context(q, given, CONTEXT, rng) for q in asked]
    else:
        net = tuned(f"three {way}", given, own, STEPS, seed)
    true, right = long_chains.truths(chains), evaluation.choose(net, tokenizer, asked, contexts)
    written = {f"written from {n}": sum(true.get(text) == n for text in own) for n in (2, 3)}
    return evaluation.by_kind(asked, right) | written


# %%
longer = experiment.run(
    "own_inferences/three", three, seeds=range(5), live=LIVE, way=list(ROUNDS)
).shares(**{"two facts": 16, "three facts": 16})
longer.table(
    ["written from 3", "two facts", "three facts"],
    "way",
    caption="Right conclusions written from three facts, of 16; and right choices",
    digits={"written from 3": 1},
    note=f"Chance of a choice: {CHANCE:.2f}.",
)

# %%
for way, other in (("one round", "plain"), ("two rounds", "one round")):
    some = longer.among(way=[other, way])
    some.differences(["two facts", "three facts"], "way", versus={"way": other}, against=other)

# %% [markdown]
# Only choices are counted here. "A is also taller than" has two right answers, C and D, so there is
# no one sentence to expect. Only two rounds reach three facts. They pay with two facts: both
# answers were learned for the same beginning, and seem to compete. A wrong conclusion would be a
# premise of the next round.

# %% [markdown]
# ## What it costs (to go further)
#
# Count operations as in [[lesson:costs]]: two for each weight and token when a model reads or
# writes, six when it learns; a GFLOP is a billion. Augmenting and training are paid **once**. A
# context is paid for with **every** question. After how many questions is fine-tuning on both kinds
# of notes cheaper than the context?

# %%
my_queries = None  # your prediction: a number of questions


# %%
def count(texts: list[str]) -> int:
    return sum(len(ids) for ids in tokenizer(texts)["input_ids"])


written = [f"{one.prompt} {one.written}" for one in (*local, *linked)]
text = augmentation.mixture(given, inferences.texts(local + inferences.citing(linked, given)))
read = STEPS * 16 * count(text) / len(text)  # sixteen texts a step
train, notes = cost.training_flops(model, int(read)), cost.use_flops(model, count(written))
once = {"in context": 0, "plain fine-tuning": train, "augmented": train + notes}

# %%
asked = augmentation.asked_of(known)
rng = Random(0)
plain = [f"{q.prompt} {q.answer}." for q in asked]
before = [" ".join([*evaluation.context(q, given, CONTEXT, rng), t]) for q, t in zip(asked, plain)]
each = {
    name: cost.use_flops(model, count(before if name == "in context" else plain)) / len(asked)
    for name in once
}
meeting = math.ceil(once["augmented"] / (each["in context"] - each["augmented"]))

# %%
rows = [
    {"way": name, "once, GFLOP": once[name] / 1e9, "each question, MFLOP": each[name] / 1e6}
    for name in once
]
digits = {"once, GFLOP": 1, "each question, MFLOP": 1}
tables.show(rows, "Operations, once and for each question", rows="way", digits=digits)

# %%
print(f"writing the notes is {notes / once['augmented']:.0%} of augmented fine-tuning")
print(f"a question in context costs {each['in context'] / each['augmented']:.1f} times as much")
print(f"augmented is cheaper than the context from {meeting:,} questions on")
plots.show(*draw_costs(once, each, meeting))

# %%
predict("own_inferences.queries", my_queries, meeting, close=meeting / 4)

# %% [markdown]
# The number depends on how often the facts change: each change asks for notes and training again.
# And it depends on the length of the context, here sixteen facts that somebody must look up. With
# more facts to read each question costs more, and fine-tuning pays sooner.

# %%
quiz("own_inferences.cost")

# %% [markdown]
# ## What this does not show
#
# A tiny model, a grammar with few sentences, and notes of just the kinds that are asked later. For
# real texts nobody can list all that follows; the notes will miss much. The model could already
# reason in context: one that cannot has nothing to write. Contexts held the needed facts.

# %% [markdown]
# ## Where to read more
#
# - Lampinen et al. 2025, *On the generalization of language models from in-context learning and
#   finetuning: a controlled study*: local and global augmentation.
# - Berglund et al. 2023, *The reversal curse*; Golovneva et al. 2024, *Reverse training to nurse
#   the reversal curse*.
# - Allen-Zhu and Li 2023, *Physics of language models: part 3.1*: why rewriting a fact helps to use
#   it.
# - Wang et al. 2022, *Self-consistency improves chain of thought reasoning in language models*.
# - Zelikman et al. 2022, *STaR*; Huang et al. 2022, *Large language models can self-improve*.
# - Yang et al. 2024, *Synthetic continued pretraining*.
# - Shumailov et al. 2024, *AI models collapse when trained on recursively generated data*.
