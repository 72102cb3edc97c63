# ---
# title: "Your own controlled comparison"
# minutes: 60
# further: 30
# objectives:
#   - Write questions, wrong choices and contexts that make a comparison fair
#   - Write down a prediction and a rule of decision, then run, and keep to them
#   - Find leaks between training text and test (to go further)
#   - Tell and ask in words of your own, and say how far they are from the practised ones (to go
#     further)
# needs:
#   - comparison
# key_points:
#   - Write down question, measure, rule and prediction before the run. Afterwards everything looks
#     obvious.
#   - A leaked answer measures memory.
#   - Wrong choices must be right of something else, and never right here.
#   - Compare the same draws with each other, and say when there is no clear difference.
# ---

# %% [markdown]
# ## The problem
#
# A club keeps a list of who trains, teaches and leads whom. It wants a small assistant that answers
# from both ends: whom does Zumira teach, and who teaches her pupil? Should it be fine-tuned on the
# list, or get the list as context? Measure it.

# %%
import random

from helpers.checks import check, predict, progress
from helpers.facts import evaluation, own, practised, trials, wordings
from helpers.facts.statements import FactQuestion, cut
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import display, tables
from helpers.weights import models

# %%
model, tokenizer = models.load_checkpoint("facts-lm")
RELATIONS = own.relations()
rows = [{"relation": name, "turned round": words[1]} for name, words in RELATIONS.items()]
tables.show(rows, "Relations, and their words from the other side", rows="relation")

# %% [markdown]
# ## Your facts
#
# Change names and relations as you like. A name may have any letters from a to z; the check tells
# of names that the model hardly reads. Each relation must stand in the table. Write four facts or
# more of each, and let nobody stand twice on the same side of one.

# %%
MY_FACTS = [
    ("Zumira", "teacher", "Palu"),
    ("Bekomi", "teacher", "Sarita"),
    ("Fadu", "teacher", "Lomeni"),
    ("Rupika", "teacher", "Gavo"),
    ("Palu", "trainer", "Tisemu"),
    ("Nekuda", "trainer", "Virabo"),
    ("Sarita", "trainer", "Kolu"),
    ("Mizafe", "trainer", "Dapeki"),
    ("Gavo", "leader", "Zenuti"),
    ("Tolika", "leader", "Fema"),
    ("Bumavi", "leader", "Rekusi"),
    ("Lomeni", "leader", "Pivaga"),
]

# %%
MY_FACTS = own.checked(MY_FACTS)
print(len(MY_FACTS), "facts")

# %% [markdown]
# ## 1. One fact, two questions
# @exercise ask_both_ways
# A question is the beginning of a sentence and the name that ends it. The forward one is as the
# fact was told, the reversed one begins at the other end, with the relation's other word.


# %%
# @solution ask_both_ways

# %%
ask_both_ways = check("ask_both_ways", ask_both_ways)

# %% [markdown]
# Stuck? Run `hint("ask_both_ways")`, again for the next hint. It works for every exercise below.

# %%
first, relation, second = MY_FACTS[0]
both = ask_both_ways(first, second, RELATIONS[relation])
rows = [
    {"kind": kind, "question": f"{p} …", "answer": answer} for kind, (p, answer) in both.items()
]
tables.show(rows, "Two questions about one fact", rows="kind")


# %%
def told(rows: list) -> list[str]:
    """The training text: every fact forward, a sentence each."""
    pairs = [ask_both_ways(a, b, RELATIONS[r])["trained"] for a, r, b in rows]
    return [f"{prompt} {answer}." for prompt, answer in pairs]


def asked(rows: list, kind: str) -> list[tuple[str, str]]:
    """The questions of one kind about all facts, as (beginning, answer)."""
    return [ask_both_ways(a, b, RELATIONS[r])[kind] for a, r, b in rows]


# %% [markdown]
# ## 2. Is the answer in the training text? (to go further)
# @exercise leaked
# A question whose sentence was trained tests memory. Find such questions. A training text may hold
# several sentences, and capital letters must not hide a leak.


# %%
# @solution leaked

# %%
leaked = check("leaked", leaked)


# %%
for kind in ("trained", "reversed"):
    found = leaked(told(MY_FACTS), asked(MY_FACTS, kind))
    print(f"{kind}: {len(found)} of {len(MY_FACTS)} questions stand in the training text")

# %% [markdown]
# The *trained* questions stand there on purpose: they ask for recall. If a *reversed* one does,
# take the fact out before you go on.

# %% [markdown]
# ## 3. Wrong choices
# @exercise wrong_choices
# A choice of "Palu, teacher, 17, of" is easy without knowing anything. A good wrong choice is a
# right answer about somebody else, with the same relation, and is not right here as well.


# %%
# @solution wrong_choices

# %%
wrong_choices = check("wrong_choices", wrong_choices)

# %%
wrong = ", ".join(wrong_choices(MY_FACTS[0], MY_FACTS))
display.say(f"{', '.join(MY_FACTS[0])}. Wrong choices: {wrong}.")

# %% [markdown]
# For the reversed question turn every fact round first; the function stays the same.


# %%
def turned_round(rows: list) -> list:
    return [(b, r, a) for a, r, b in rows]


def questions(rows: list, kind: str) -> list[FactQuestion]:
    """One question of this kind for every fact, with up to three wrong choices."""
    given = rows if kind == "trained" else turned_round(rows)
    pairs = zip(asked(rows, kind), given, told(rows))
    return [
        FactQuestion(prompt, answer, kind, (answer, *wrong_choices(fact, given)[:3]), (sentence,))
        for (prompt, answer), fact, sentence in pairs
    ]


# %% [markdown]
# ## 4. The context
# @exercise build_context
# The context holds what the question needs and others beside it, in random order: a needed fact
# that always stands last would be found by its place.


# %%
# @solution build_context

# %%
build_context = check("build_context", build_context)

# %%
example = questions(MY_FACTS, "reversed")[0]
display.say(" ".join(build_context(list(example.needs), told(MY_FACTS), 4, seed=0)))
print(example.prompt, "…", example.answer)

# %% [markdown] tags=["instructor"]
# **Instructor.** Exercise 3 carries the lesson, and so does 2 (to go further): most published
# comparisons that failed did so there. Let neighbours exchange their facts and try to answer each
# other's choices *without* the context. If they can, the choices are bad. Behind schedule? Do 4
# together.

# %% [markdown]
# ## 5. Exactly right
# @exercise exact_share
# The model writes a piece of text. Exactly right is the answer up to the first full stop: no word
# more, no letter less.


# %%
# @solution exact_share

# %%
exact_share = check("exact_share", exact_share)

# %% [markdown]
# ## 6. Clearly ahead, or not (to go further)
# @exercise clearly_ahead
# Two ways were tried on the same draws of facts. Look at the difference in every draw, and at the
# interval of these differences. If it holds zero, say so.


# %%
# @solution clearly_ahead

# %%
clearly_ahead = check("clearly_ahead", clearly_ahead)

# %% [markdown]
# ## Give fine-tuning its chance
#
# How many steps? Tune on other facts: the same list with new names. `renamed` gives everybody
# another name and leaves the rest as it is. Choose by recall, as in the lesson.

# %%
RATE = 1e-3  # as the lesson chose it
practice = own.renamed(MY_FACTS, seed=100)
some = questions(practice, "trained")
recall = {}
for steps in (size(50, 1), size(100, 2), size(200, 3)):
    tuned = trials.learn(model, tokenizer, told(practice), steps, RATE, name="practice")
    written = evaluation.write(tuned, tokenizer, [q.prompt for q in some], max_new=8)
    recall[steps] = exact_share(written, [q.answer for q in some])

# %%
STEPS = max(recall, key=lambda steps: (recall[steps], -steps))
rows = {"steps": list(recall), "recall": list(recall.values())}
tables.show(rows, "Recall of other names", rows="steps", note=f"Chosen: {STEPS} steps.")

# %% [markdown]
# ## Write it down first
#
# A plan that is written after the run fits every result. Fill this in now. The rule: on reversed
# questions, exact answers, the way that is clearly ahead over the draws wins. If neither is, there
# is no winner.

# %%
PLAN = {
    "question": "Which way answers more reversed questions about facts like mine?",
    "measure": "exact answers; choices beside them",
    "rule": "clearly ahead over five draws of names",
}
tables.show(
    {"part": list(PLAN), "plan": list(PLAN.values())}, "Written before the run", rows="part"
)

# %%
my_tuned = None  # your prediction: reversed, fine-tuned, exact, from 0 to 1
my_context = None  # your prediction: reversed, in context, exact, from 0 to 1
my_winner = None  # your prediction: "context", "fine-tuned" or "not told apart"

# %% [markdown]
# ## Run
#
# Five draws: your own names, and four times the same list with new ones. Each draw trains a copy on
# the list and asks everything three ways. This takes less than a minute.


# %%
def answers(net, some: list[FactQuestion], contexts: list[list[str]]) -> dict[str, float]:
    """Shares of exact answers and of right choices."""
    prompts = [" ".join([*context, q.prompt]) for q, context in zip(some, contexts)]
    written = evaluation.write(net, tokenizer, prompts, max_new=8)
    chosen = evaluation.choose(net, tokenizer, some, contexts)
    exact = exact_share(written, [q.answer for q in some])
    return {"exact": exact, "choice": sum(chosen) / len(chosen)}


# %%
def draw(seed: int) -> list[dict]:
    """Everything about one draw of names: a row for each kind of question and each way."""
    rows = MY_FACTS if seed == 0 else own.renamed(MY_FACTS, seed)
    texts, found = told(rows), []
    tuned = trials.learn(model, tokenizer, texts, STEPS, RATE, seed, max(16, len(rows)))
    for kind in ("trained", "reversed"):
        some = questions(rows, kind)
        full = [build_context(list(q.needs), texts, 12, i) for i, q in enumerate(some)]
        empty = [[] for _ in some]
        ways = {"before": (model, empty), "fine-tuned": (tuned, empty), "context": (model, full)}
        for way, (net, contexts) in ways.items():
            condition = {"kind": kind, "way": way, "seed": seed}
            found.append(condition | answers(net, some, contexts))
    return found


# %%
def all_draws() -> experiment.Runs:
    """All draws, as runs: a row for each draw, kind of question and way."""
    found = experiment.Runs([row for seed in range(size(5, 2)) for row in draw(seed)])
    return found.shares(exact=len(MY_FACTS), choice=len(MY_FACTS))


runs = all_draws()

# %%
some = questions(MY_FACTS, "reversed")
chance = sum(1 / len(q.choices) for q in some) / len(some)
note = f"Chance of a choice: {chance:.2f}."
runs.table(["exact", "choice"], ["kind", "way"], caption="Share of right answers", note=note)

# %%
backwards = runs.where(kind="reversed").by("exact", "way")
tuned_runs, context_runs = backwards["fine-tuned"], backwards["context"]
predict("comparison.my_tuned", my_tuned, metrics.mean(tuned_runs), close=0.1)
predict("comparison.my_context", my_context, metrics.mean(context_runs), close=0.1)

# %%
ahead = metrics.clearly(context_runs, tuned_runs)
winner = {"higher": "context", "lower": "fine-tuned"}.get(ahead, metrics.UNDECIDED)
print("by the rule of the plan:", winner)

# %%
predict(
    "comparison.my_winner",
    my_winner,
    winner,
    options={
        "context": "What is read can be turned round if pre-training practised that.",
        "fine-tuned": "Then training on one direction would have taught the other.",
        "not told apart": "Then draws of names differ as much as the two ways do.",
    },
)

# %% [markdown]
# Before you tell the club, look at three rows. *Before*: are both numbers what luck gives?
# *Trained*, fine-tuned: did it take in the list? *Trained*, in context: can it read your list at
# all? If one of them fails, the comparison of the reversed rows means little.

# %% [markdown] tags=["instructor"]
# **Instructor.** Collect the plans before the run and read out two results that contradict them.
# Ask who is tempted to change the rule now. Then let everybody change one thing (facts of one
# relation, more facts) and predict again.

# %% [markdown] tags=["solution"]
# Why the differences and not two intervals? Draws differ in how hard their names are. What both
# ways have in common cancels in the difference.

# %% [markdown]
# ## Your own words (to go further)
#
# Would another wording give another answer? Here are patterns for telling a fact and for the two
# questions. `{a}` and `{b}` are the names, `{f}` the relation's word from the side of `{a}`, `{g}`
# the one from the side of `{b}`. A question ends with the name it asks for.

# %%
MY_WORDINGS = {
    "near": {
        "told": "{a} is still the {f} of {b}.",
        "forward": "{a} is still the {f} of {b}.",
        "reversed": "{b} is still the {g} of {a}.",
    },
    "far": {
        "told": "at the club, {a} is now the {f} of {b}.",
        "forward": "the {g} that works with {a} is {b}.",
        "reversed": "the {f} that works with {b} is {a}.",
    },
}

# %%
for name, wording in MY_WORDINGS.items():
    MY_WORDINGS[name] = wordings.checked(wording, MY_FACTS)
    tables.show(practised.distances(wording), f"{name}: beside what was practised", rows="for")
    one = [wordings.written(MY_FACTS[:1], pattern)[0] for pattern in wording.values()]
    display.say(" ".join(one))

# %% [markdown]
# Read the sentences: do they say the same of the two people? No check can know that. Words *in
# pieces* have no token of their own; the model reads them by syllable and letter, like names.


# %%
def questions_in(words: dict, rows: list, kind: str) -> list[FactQuestion]:
    """As `questions`, told and asked in other words."""
    given = rows if kind == "trained" else turned_round(rows)
    pattern = words["forward" if kind == "trained" else "reversed"]
    texts = zip(wordings.written(rows, pattern), given, wordings.written(rows, words["told"]))
    found = []
    for sentence, fact, told_so in texts:
        prompt, answer = cut(sentence)
        choices = (answer, *wrong_choices(fact, given)[:3])
        found.append(FactQuestion(prompt, answer, kind, choices, (told_so,)))
    return found


# %% [markdown]
# Each of the course's three pre-trainings gets a draw of names. It reads the list, or is tuned on
# it, in the course's words and in yours. By the same rule, which way will win in yours?

# %%
my_words = None  # your prediction: "context", "fine-tuned" or "not told apart"

# %%
WORDINGS = {"the course's": wordings.COURSE, **MY_WORDINGS}
NETS = {name: models.load_checkpoint(name)[0] for name in practised.CHECKPOINTS}


# %%
def reworded(wording: str, name: str, seed: int) -> list[dict]:
    """Exact answers and choices of one pre-training about one draw of names, in these words."""
    words, rows, found = WORDINGS[wording], own.renamed(MY_FACTS, seed), []
    texts = wordings.written(rows, words["told"])
    tuned = trials.learn(NETS[name], tokenizer, texts, STEPS, RATE, seed, max(16, len(rows)))
    for kind in ("trained", "reversed"):
        some = questions_in(words, rows, kind)
        full = [build_context(list(q.needs), texts, 12, i) for i, q in enumerate(some)]
        ways = {"fine-tuned": (tuned, [[] for _ in some]), "context": (NETS[name], full)}
        for way, (net, contexts) in ways.items():
            condition = {"kind": kind, "way": way, "wording": wording, "seed": seed}
            found.append(condition | answers(net, some, contexts))
    return found


# %%
nets = list(NETS)[: size(3, 1, in_class=2)]
in_words = experiment.Runs(
    [row for words in WORDINGS for i, name in enumerate(nets) for row in reworded(words, name, i)]
).shares(exact=len(MY_FACTS), choice=len(MY_FACTS))
caption = "Exact answers over three pre-trainings, by wording"
in_words.table("exact", ["kind", "way"], "wording", caption=caption)

# %%
for words in WORDINGS:
    ways = in_words.where(kind="reversed", wording=words).by("exact", "way")
    ahead = metrics.clearly(ways["context"], ways["fine-tuned"])
    verdict = {"higher": "context", "lower": "fine-tuned"}.get(ahead, metrics.UNDECIDED)
    print(f"reversed, words {words}: {verdict}")

# %%
predict(
    "comparison.my_words",
    my_words,
    verdict,
    options={
        "context": "These words can be read, and what is read can be turned round.",
        "fine-tuned": "Then the weights would know the other direction, and the context not.",
        "not told apart": "Words that cannot be read leave the context with nothing to turn.",
    },
)

# %% [markdown]
# Where the verdict is the same, the answer stood another wording. Where it is not, look at
# *trained* first: words that cannot be read cannot be turned round, and the comparison then tells
# nothing about turning. Steps were tuned on the course's words.

# %% [markdown]
# ## Your own file (to go further)
#
# Put the path of a CSV or JSON file here, and the names of its three columns: a person, the
# relation, the other person. On Windows write `r"C:\data\facts.csv"`, with the `r`.

# %%
my_file = None
my_columns = ["first", "relation", "second"]

# %%
if my_file is None:
    display.say("No file given. Write a path above and run the cells again: less than a minute.")
else:
    MY_FACTS = own.read(my_file, my_columns)
    all_draws().table("exact", ["kind", "way"], caption="Exact answers about your facts")

# %% [markdown]
# Does the check name somebody? [[Lesson:comparison]] has such names as *syllables kept for tests*.
# Try them later, as a second study.

# %% [markdown]
# ## What this does not show
#
# New names give new draws of *your* list; another list may differ. The model was pre-trained to
# turn such facts round in a context: that skill came from its corpus, as the lesson's dial shows.
# The context held all facts or twelve of them. Longer lists are in the lesson.

# %% [markdown]
# ## Where to read more
#
# - Lampinen et al. 2025, *On the generalization of language models from in-context learning and
#   finetuning*.
# - Nosek et al. 2018, *The preregistration revolution*.
# - Berglund et al. 2023, *The reversal curse*.

# %% tags=["nbval-check-output"]
progress("comparison")
