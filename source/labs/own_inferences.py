# ---
# title: "A clinic's notes, answered by weights alone"
# minutes: 55
# further: 25
# objectives:
#   - Write both augmentations yourself, from looking up related facts to the training text
#   - Sort what a model wrote by a rule that knows no answers
#   - Measure, against plain repeats and over seeds, what a clinic gains
#   - Write a second rule, and compare the two (to go further)
#   - Count from how many questions it pays (to go further)
# needs:
#   - own_inferences
# key_points:
#   - Look up what shares a name, let the model link it, keep what cites.
#   - Half facts, half notes, and the same number of steps as the opponent.
#   - Report what got worse as well as what got better, and from how many questions it pays.
# ---

# %% [markdown]
# ## The problem
#
# A small animal clinic keeps short notes: who is whose boss, which animal is of which kind, what a
# kind has. Staff ask all day: who is Rike's boss? What does Lana have? The assistant must answer
# *from its weights*, with nothing looked up while somebody waits.

# %%
import random
from collections import Counter
from functools import cache

from helpers.checks import check, predict, progress
from helpers.facts import augmentation, corpus, evaluation, inferences
from helpers.facts import words as facts_words
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import tables
from helpers.text import own_files
from helpers.weights import cost, models

# %%
model, tokenizer = models.load_checkpoint("facts-lm")
STEPS, LR = size(300, 2), 1e-3
LIVE = False  # True runs the stored experiment here: about 4 minutes on two cores

# %%
GROUPS = ("boss", "member, all", "member, have")[: size(3, 1)]


@cache
def clinic(seed: int) -> tuple[corpus.Knowledge, list[str]]:
    """Notes of one clinic: what is known, and its sentences."""
    known = corpus.invent(size(12, 4), GROUPS, seed=seed)
    return known, [row["text"] for row in known.sentences()]


# %%
known, notes = clinic(3)
print("\n".join(notes[:6]))
print(len(notes), "notes")

# %% [markdown]
# ## 1. Look up what belongs together
# @exercise related_facts
# Nothing follows from two facts that share no name. Find those that do. `names` are the invented
# names; a kind may stand with an s, as in "All tumus are lodes."


# %%
# @solution related_facts

# %%
related_facts = check("related_facts", related_facts)

# %% [markdown]
# Stuck? Run `hint("related_facts")`, again for the next hint. It works for every exercise below.

# %%
names = set().union(*map(inferences.names_in, notes))
near = [" ".join(related_facts(note, notes, names)) for note in notes[:4]]
tables.show({"note": notes[:4], "related": near}, "What shares a name", rows="note")

# %% [markdown]
# ## 2. Local: ask for the other way round
# @exercise ask_for_reversal
# One fact, some examples with other names, and a marker behind each fact. The model goes on where
# the text ends. The marker is `The other way round:`, and single spaces stand between all parts.


# %%
# @solution ask_for_reversal

# %%
ask_for_reversal = check("ask_for_reversal", ask_for_reversal)

# %%
EXAMPLES = [
    ("Kavazu is the boss of Neba.", "Neba is the worker of Kavazu."),
    ("All rikus have wings.", "Those with wings include all rikus."),
]
true = augmentation.truths(known)

# %%
said = evaluation.write(model, tokenizer, [ask_for_reversal(n, EXAMPLES) for n in notes], 24)
right = [text in true for text in said[:4]]
rows = {"note": notes[:4], "the other way round": said[:4], "right": right}
tables.show(rows, "What the model wrote", rows="note")
print("right:", metrics.share([text in true for text in said]))

# %% [markdown]
# ## 3. Global: keep only what cites
# @exercise cited_conclusion
# The model reads related notes, "Step by step:" and one note. It writes a step and a conclusion
# behind "So". Trust the conclusion only if the step is one of the notes, another one than the
# source, and if it says something new.


# %%
# @solution cited_conclusion

# %%
cited_conclusion = check("cited_conclusion", cited_conclusion)

# %% [markdown]
# Every note is asked about three times, with the notes around it in another order. Related ones
# come first, random ones fill up to sixteen.


# %%
def link(notes: list[str], seed: int, orders: int = 3) -> list[tuple[str, str]]:
    """What the model writes about each note: (note, text), `orders` of each in a row."""
    rng, prompts = random.Random(f"clinic {seed}"), []
    names = set().union(*map(inferences.names_in, notes))
    for note in notes:
        near = related_facts(note, notes, names)
        far = [other for other in notes if other != note and other not in near]
        for _ in range(orders):
            read = [note, *near, *rng.sample(far, len(far))][:16]
            read = " ".join(rng.sample(read, len(read)))
            prompts.append(f"{read} Step by step: {note}")
    said = evaluation.write(model, tokenizer, prompts, max_new=36, sentences=2)
    return [(note, said[i * orders + k]) for i, note in enumerate(notes) for k in range(orders)]


# %%
linked = link(notes, seed=3)
rows = [
    {"note": source, "written": text, "kept": cited_conclusion(source, text, notes)}
    for source, text in linked[:6]
]
caption, note = "Three orders of two notes", "Nothing is kept where the cell is empty."
tables.show(rows, caption, rows=["note", "written"], note=note)

# %% [markdown]
# A second rule is given: `majority_conclusion(conclusions, least)` keeps what the model concludes
# most often about a note. You can write it at the end of this lab. Here are both rules together.

# %%
from helpers.exercises.own_inferences.majority_conclusion import majority_conclusion


# %%
def conclusions(linked: list[tuple[str, str]], notes: list[str], least: int) -> list[str]:
    """What both rules keep of three orders each."""
    found = []
    for i in range(0, len(linked), 3):
        three = [cited_conclusion(source, text, notes) for source, text in linked[i : i + 3]]
        found.append(majority_conclusion(three, least))
    return [text for text in dict.fromkeys(found) if text]


# %% [markdown]
# ## 4. The text to learn
# @exercise equal_parts
# Half of the training text should be facts and half the model's notes, or the longer list would
# drown the other. Repeat the shorter one, from its beginning, until both are equally long.


# %%
# @solution equal_parts

# %%
equal_parts = check("equal_parts", equal_parts)

# %% [markdown]
# ### The clinic's assistant
#
# Now all of it, on five clinics. The opponent learns the notes alone in as many steps. Nothing
# stands before a question. How many of the two-fact questions will the augmented one answer
# exactly?

# %%
my_clinic = None  # your prediction: exact answers to deduced questions, augmented, from 0 to 1


# %%
@cache
def learned(seed: int) -> list[str]:
    """What the model wrote about one clinic and both rules kept."""
    _, notes = clinic(seed)
    prompts = [ask_for_reversal(note, EXAMPLES) for note in notes]
    turned = evaluation.write(model, tokenizer, prompts, 24)
    own = turned + conclusions(link(notes, seed), notes, least=1)
    return [text for text in dict.fromkeys(own) if text and text not in notes]


# %%
def assistant(way: str, seed: int) -> dict:
    """Exact answers and choices by kind of question, from the weights alone."""
    known, notes = clinic(seed)
    text = equal_parts(notes, learned(seed) if way == "augmented" else [])
    net = model
    if way != "before":
        net = augmentation.fine_tuned(
            model, tokenizer, text, STEPS, lr=LR, seed=seed, name=f"{way} {seed}"
        )
    return augmentation.scores(net, tokenizer, augmentation.asked_of(known))


# %%
WAYS = ["before", "plain repeats", "augmented"]
runs = experiment.run("own_inferences/lab_clinic", assistant, seeds=range(5), live=LIVE, way=WAYS)

# %%
KINDS = ["trained", "rephrased", "reversed", augmentation.REWORDED, "deduced"]
words = {f"{how}: {kind}": f"{kind}, {how}" for how in ("exact", "choice") for kind in KINDS}
counts = Counter(q.kind for q in augmentation.asked_of(clinic(0)[0]))
shares = {name: counts[name.rpartition(", ")[0]] for name in words.values()}
by_kind = runs.renamed(**words).shares(**shares).stacked("kind", KINDS, ["exact", "choice"])

# %%
by_kind.table("exact", "kind", "way", caption="Exact answers", note="Chance: almost 0.")
by_kind.table("choice", "kind", "way", caption="Choices", note="Chance: 0.25.")

# %%
tuned = by_kind.among(way=["plain repeats", "augmented"])
tuned.differences("exact", "kind", "way", versus={"way": "plain repeats"}, against="plain repeats")
predict("own_inferences.clinic", my_clinic, runs.mean("exact: deduced", way="augmented"), close=0.1)

# %% [markdown]
# Look at "trained", too: the augmented model spent half of its steps on its own sentences, and did
# not clearly pay for them with facts it was told. Rephrased questions gained nothing clear: here it
# wrote no rephrasings. Then ask what the clinic would rather have wrong.

# %% [markdown] tags=["instructor"]
# **Instructor.** Exercise 3 is the core. Let pairs exchange what their model wrote and play the
# checker by hand, notes on the table. Behind schedule? Skip 4: the experiment keeps what one order
# says. Ask who in a real clinic would have to sign the model's conclusions.

# %% [markdown]
# ## 5. From how many questions (to go further)
# @exercise break_even
# Writing and training are paid once. Each question from the weights costs a little, each one with
# notes in the context costs more. From how many questions on is the total with weights *less*?


# %%
# @solution break_even

# %%
break_even = check("break_even", break_even)

# %%
my_number = None  # your prediction: from how many questions on it pays


# %%
def tokens_in(texts: list[str]) -> int:
    """How many tokens the model reads in all."""
    return sum(len(ids) for ids in tokenizer(texts)["input_ids"])


# %%
asked = [f"{q.prompt} {q.answer}." for q in augmentation.asked_of(known)]
read = [
    *(f"{ask_for_reversal(n, EXAMPLES)} {s}" for n, s in zip(notes, said)),
    *(" ".join([*notes[:16], source, text]) for source, text in linked),
]

# %%
text = equal_parts(notes, learned(3))
once = cost.use_flops(model, tokens_in(read))
once += cost.training_flops(model, STEPS * 16 * tokens_in(text) // len(text))
in_context = [" ".join([*notes[:16], one]) for one in asked]
each = [cost.use_flops(model, tokens_in(some)) / len(asked) for some in (asked, in_context)]

# %%
number = break_even(once, *each)
print(f"once {once / 1e9:.1f} GFLOP; each {each[0] / 1e6:.1f} against {each[1] / 1e6:.1f} MFLOP")
print("the weights cost less from", number, "questions on")
predict("own_inferences.number", my_number, number, close=number / 4)

# %% [markdown]
# A clinic with few questions a day, whose notes change every week, will not get there. Nor does the
# number say what a wrong answer costs.

# %% [markdown]
# ## 6. What most orders say (to go further)
# @exercise majority_conclusion
# Another rule: keep what the model concludes most often about a note, whatever the order of the
# context. None stands for an order that gave nothing to trust. If two are equally frequent, nobody
# has the majority.


# %%
# @solution majority_conclusion

# %%
majority_conclusion = check("majority_conclusion", majority_conclusion)

# %% [markdown]
# Both rules on the same sentences. Before you run it: does asking for a majority of two, on top of
# citing, raise the share of right ones among those kept?

# %%
my_rule = None  # your prediction: "higher", "lower" or "the same"


# %%
kept = {least: conclusions(linked, notes, least) for least in (1, 2, 3)}
shares = {n: sum(text in true for text in some) / max(1, len(some)) for n, some in kept.items()}
rows = {"orders, at least": list(kept), "kept": [len(some) for some in kept.values()]}
rows["share of right ones"] = list(shares.values())
tables.show(rows, "Conclusions kept by both rules", rows="orders, at least")

# %%
verdict = "higher" if shares[2] > shares[1] else "lower" if shares[2] < shares[1] else "the same"
predict(
    "own_inferences.rule",
    my_rule,
    verdict,
    options={
        "higher": "What depends on the order is more often wrong.",
        "lower": "A rule can also throw away the right ones.",
        "the same": "Citing had already caught what a majority would.",
    },
)

# %% [markdown]
# This is one clinic. With so few sentences a single one moves the share, so take it as a look and
# not as a result.

# %% [markdown]
# ## Your own notes (to go further)
#
# Put the path of a text file here, one fact a line, or of a table with a fact a row. Take the
# sentences of the lesson and names of letters from a to z. Write questions as beginnings of
# sentences with their answers. On Windows write `r"C:\data\notes.txt"`, with the `r`.

# %%
my_file, text_column = None, "text"  # the column, if it is a table
my_questions = [("Neba is the worker of", "Kavazu")]


# %%
def own_notes(path) -> list[str]:
    """The facts of a file, checked with the questions for words that the model cannot read."""
    mine = own_files.read_lines(path, text_column)
    facts_words.check([*mine, *map(" ".join, my_questions)], tokenizer)
    return mine


def inferred(mine: list[str]) -> list[str]:
    """What the model writes about the facts, both ways."""
    turned = evaluation.write(model, tokenizer, [ask_for_reversal(n, EXAMPLES) for n in mine], 24)
    return [*turned, *conclusions(link(mine, seed=0), mine, least=1)]


# %%
def study(path) -> None:
    """Answers from the weights after plain and after augmented fine-tuning on a file's facts."""
    mine = own_notes(path)
    own = inferred(mine)
    tables.show({"sentence": own}, "The model's own sentences")
    prompts, wanted = map(list, zip(*my_questions))
    rows = {"question": prompts, "wanted": wanted}
    for name, extra in (("plain", []), ("augmented", own)):
        text, named = equal_parts(mine, extra), f"my notes {name}"
        net = augmentation.fine_tuned(model, tokenizer, text, STEPS, lr=LR, name=named)
        rows[name] = evaluation.write(net, tokenizer, prompts, 8)
    tables.show(rows, "Answers from the weights", rows="question")


# %%
if my_file is None:
    print("No file given. Write a path above and run the cells again: about a minute.")
else:
    study(my_file)

# %% [markdown]
# ## What this does not show
#
# The clinic speaks the few sentences this model can read, and its questions are of the kinds that
# you augmented for. Real notes are longer, contradict each other and age. Nobody checked the
# conclusions but two rules, and no rule can know a fact that the notes have wrong.

# %% [markdown]
# ## Where to read more
#
# - Lampinen et al. 2025, *On the generalization of language models from in-context learning and
#   finetuning: a controlled study*.
# - Wang et al. 2022, *Self-consistency improves chain of thought reasoning in language models*.
# - Gao et al. 2023, *Enabling large language models to generate text with citations*.
# - Ovadia et al. 2023, *Fine-tuning or retrieval? Comparing knowledge injection in LLMs*.

# %% tags=["nbval-check-output"]
progress("own_inferences")
