# ---
# title: "Make a prompt robust: which enquiry is a lead?"
# minutes: 60
# further: 30
# objectives:
#   - Calibrate, choose demonstrations, and average over orders with functions of your own
#   - Count the tokens of a query, and report before and after on wordings that are new
#   - Hold the prompt against counting words on the same labels, and say what to do next
#   - Measure how much of a prompt's accuracy is luck with the order (to go further)
#   - Let a prompt abstain where it is likely to be wrong (to go further)
# needs:
#   - prompts
# key_points:
#   - A prompt that worked on six texts has been tried on six texts.
#   - Choose among prompts on one set of texts, report on another.
#   - Averaging over orders and calibrating cost tokens, so look whether they buy anything.
#   - A threshold keeps its promise only on texts like those that chose it.
#   - Labels that a prompt may choose from can also train a model. Compare before you decide.
#   - Prompts that begin alike are cheap, prompts made for each query are not.
# ---

# %% [markdown]
# ## The problem
#
# A firm gets enquiries by mail. Sales wants them in three heaps. Somebody typed a prompt with six
# examples, tried it on a few mails, and was content. Now it is in daily use, and people complain.
# Make it **robust**, and show by numbers that it is.

# %%
import math
import statistics
from collections import Counter

import torch

from helpers.checks import check, predict, progress
from helpers.context import demonstrations, prompt_views, scoring
from helpers.context.prompts import Prompt
from helpers.icl import trials
from helpers.measure import evaluation, experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables
from helpers.text import data, letters, town
from helpers.weights import models

# %%
model, tokenizer = models.load_checkpoint("town-lm")


def short(part):
    """The rows with at most 25 words: six of them and a query fit the context."""
    return part.select([i for i, text in enumerate(part["text"]) if len(text.split()) <= 25])


# %%
leads = {split: short(part) for split, part in town.town("leads", 1500, 1600).items()}
names = leads["train"].features["label"].names
CODES = dict(zip(names, ("bramble", "lantern", "garnet")))  # what the firm's books call them
codes = list(CODES.values())
rows = [
    {"class": names[row["label"]], "code": codes[row["label"]], "text": row["text"]}
    for row in data.sample(leads["train"], 1, seed=0)
]
tables.show(rows, "An enquiry of each class", rows="class")

# %% [markdown]
# The heaps have codes from the firm's books. The model cannot know what they mean: it must read it
# in the prompt. Validation has the wordings of the training texts, the test has wordings that
# occur nowhere else.

# %%
SEEDS = (0, 1, 2, 3, 4)
CHANCE = 1 / 3


def labelled(part) -> tuple[tuple[str, str], ...]:
    """Rows as demonstrations: a text and its code."""
    return tuple((text, codes[n]) for text, n in zip(part["text"], part["label"]))


# %%
typed = demonstrations.draw(labelled(data.sample(leads["train"], 10, seed=0)), 6, seed=0)
queries = data.sample(leads["validation"], size(20, 2), seed=0)
texts, truth = list(queries["text"]), torch.tensor(list(queries["label"]))
prompt = Prompt(texts[0], typed)
plots.show(*prompt_views.draw(prompt, tokenizer))


# %%
def ask(prompts: list[Prompt], labels: list[int]) -> tuple[list[bool], torch.Tensor]:
    """Which answers are right, and the probabilities of the codes, float (prompts, 3)."""
    return trials.ask(model, tokenizer, [(p, codes, n) for p, n in zip(prompts, labels)])


# %%
right, p = ask([prompt.ask(text) for text in texts], truth.tolist())
print("the prompt as typed:", metrics.share(right) + f", chance {CHANCE:.2f}")

# %% [markdown]
# ## 1. How much of it is luck? (to go further)
# @exercise judged_spread
# You get a table: for each order of the demonstrations, which queries were answered rightly. Find
# the best and the worst order on the **first** half of the queries. Return by how much the best is
# better on the **second** half.


# %%
# @solution judged_spread

# %%
judged_spread = check("judged_spread", judged_spread)

# %% [markdown]
# Stuck? Run `hint("judged_spread")`, again for the next hint.


# %%
def right_by_order(shown, orders: int) -> torch.Tensor:
    """Which answers are right under so many orders of `shown`: bool (orders, queries)."""
    rows = []
    for order in demonstrations.orders(shown, orders, seed=1):
        rows.append(ask([Prompt(text, order) for text in texts], truth.tolist())[0])
    return torch.tensor(rows)


# %%
rng = torch.randperm(len(queries), generator=torch.Generator().manual_seed(0))
table = right_by_order(typed, size(8, 2))[:, rng]  # the rows came sorted by class
print("accuracy by order:", *(f"{share:.2f}" for share in table.float().mean(1).tolist()))
print(f"judged spread: {judged_spread(table):.2f}")

# %% [markdown]
# Some order is always the best by a little. The second line says how much of the difference is
# still there on other queries. It is one number from one prompt: near zero, the order hardly
# matters *here*; it may on the next six examples.

# %% [markdown] tags=["instructor"]
# **Instructor.** Ask for a table of coin flips in place of `table`. Its first line spreads as
# well, its judged spread is about zero on average. That is the point of the exercise.

# %% [markdown]
# ## 2. Take the prompt's leaning out
# @exercise calibrated
# Divide each code's probability by what the prompt says about queries without content, averaged
# over them. Then make every row add up to one again.


# %%
# @solution calibrated

# %%
calibrated = check("calibrated", calibrated)

# %% [markdown]
# Stuck? Run `hint("calibrated")`, again for the next one.

# %%
NOTHING = ("N/A", "nothing", "...")
leaning = scoring.classify(model, tokenizer, [prompt.ask(text) for text in NOTHING], codes)[1]
after = calibrated(p, leaning)
columns = {"code": codes, "leaning": leaning.mean(0).tolist()}
for name, said in {"answers before": p.argmax(-1), "answers after": after.argmax(-1)}.items():
    columns[name] = [said.tolist().count(i) for i in range(3)]

# %% [markdown]
# ### The prompt's leaning (to go further)

# %%
tables.show(columns, "The prompt's leaning, and its answers before and after", rows="code")
print("right before:", metrics.share(right))
print("right after:", metrics.share((after.argmax(-1) == truth).tolist()))

# %% [markdown]
# The answers move away from the code that the prompt leans to. Whether more of them are right, the
# two shares say; if each lies within the other's interval, sixty queries do not tell.

# %% [markdown]
# ## 3. Better demonstrations
# @exercise nearest_of_each
# Nearest demonstrations help only if no class is missing. So take the most similar ones **of
# each** code, and put the most similar of all last.


# %%
# @solution nearest_of_each

# %%
nearest_of_each = check("nearest_of_each", nearest_of_each)


# %%
def nearest(pool, text: str, each: int = 2) -> tuple[tuple[str, str], ...]:
    """Your choice, with the likeness that `demonstrations.nearest` uses."""
    vectorizer, vectors = demonstrations.index(pool)
    likeness = (vectors @ vectorizer.transform([text]).T).toarray()[:, 0]
    tiny = [value + i * 1e-9 for i, value in enumerate(likeness.tolist())]  # no ties
    return tuple(pool[i] for i in nearest_of_each(tiny, [code for _, code in pool], each))


# %%
pool = labelled(data.sample(leads["train"], size(20, 4), seed=0))
rows = [{"code": code, "text": text} for text, code in nearest(pool, texts[0])]
tables.show(rows, f"The most similar of each code. The query: {texts[0]}", rows="code")

# %% [markdown]
# ## 4. Several orders instead of one
# @exercise mean_over_orders
# If one order is one draw, ask in several and average. The scores are log-likelihoods: make
# probabilities of them **within** each order first.


# %%
# @solution mean_over_orders

# %%
mean_over_orders = check("mean_over_orders", mean_over_orders)


# %%
def over_orders(shown, texts: list[str], orders: int, head: str = "") -> torch.Tensor:
    """Probabilities (texts, 3), averaged over so many orders of the same demonstrations."""
    scores = [
        scoring.log_likelihoods(
            model, tokenizer, [Prompt(text, order, head) for text in texts], codes
        )
        for order in demonstrations.orders(shown, orders, seed=2)
    ]
    return mean_over_orders(torch.stack(scores))


# %% [markdown]
# ### On the sixty queries (to go further)

# %%
p_mean = over_orders(typed, texts, size(4, 2))
print("one order:", metrics.share(right))
print("averaged:", metrics.share((p_mean.argmax(-1) == truth).tolist()))

# %% [markdown]
# One prompt and sixty queries again. The next section asks five draws of examples, and all variants
# on the same queries.

# %% [markdown] tags=["instructor"]
# **Instructor.** Exercises 2 and 4 are both about the axis. Draw the box (orders, queries,
# candidates) and let somebody point to what adds up to one. Behind schedule? Leave out exercise 3
# and its variant stays as the reference has it.

# %% [markdown]
# ## Choose on validation
#
# Six variants of the prompt, each with sixty labelled enquiries to choose from, over five draws of
# them. An instruction says what the codes stand for. In [[lesson:prompts]] instructions did harm,
# on other texts and codes; so here it is measured anew.

# %%
INSTRUCTION = (
    "Sort by interest of the buyer. Write "
    + ", ".join(f"{code} for {name}" for name, code in CODES.items())
    + "."
)
display.say(INSTRUCTION, fixed=True)


# %%
def examples(variant: str, pool, text: str, seed: int) -> tuple[tuple[str, str], ...]:
    """The demonstrations that a variant shows in front of a text."""
    if variant == "nearest of each":
        return nearest(pool, text)
    if variant in ("as typed", "with instruction"):
        return demonstrations.draw(pool, 6, seed)
    return demonstrations.balanced(pool, 6, seed)


# %%
def answer(variant: str, pool, texts: list[str], seed: int) -> torch.Tensor:
    """The codes' probabilities for each text, float (texts, 3)."""
    head = "" if variant == "as typed" else INSTRUCTION
    if variant == "four orders":
        return over_orders(examples(variant, pool, texts[0], seed), texts, 4, head)
    asked = [Prompt(text, examples(variant, pool, text, seed), head) for text in texts]
    p = scoring.classify(model, tokenizer, asked, codes)[1]
    if variant == "calibrated":
        empty = [asked[0].ask(text) for text in NOTHING]
        p = calibrated(p, scoring.classify(model, tokenizer, empty, codes)[1])
    return p


# %%
def try_variant(variant: str, split: str, seed: int) -> dict:
    """Accuracy on twenty-five enquiries of each class, and how sure each answer was."""
    pool = labelled(data.sample(leads["train"], size(20, 4), seed))
    part = data.sample(leads[split], size(25, 2), seed)
    p = answer(variant, pool, list(part["text"]), seed)
    right = (p.argmax(-1) == torch.tensor(list(part["label"]))).int().tolist()
    return {
        "accuracy": statistics.mean(right),
        "right": right,
        "sure": [round(top, 4) for top in p.max(-1).values.tolist()],
    }


# %%
VARIANTS = ["as typed", "with instruction", "balanced"]
VARIANTS += ["nearest of each", "calibrated", "four orders"]
LIVE = False  # True: run it here with your functions, about two minutes on two cores
runs = experiment.run(
    "prompts/lab_variants", try_variant, SEEDS, LIVE, variant=VARIANTS, split=["validation", "test"]
).shares(accuracy=3 * size(25, 2))

# %%
validation = runs.where(split="validation")
told = "Accuracy on validation by variant, five draws of labelled enquiries."
validation.plot("accuracy", "variant", told, CHANCE)
typed_one = {"variant": "as typed"}
validation.table("accuracy", "variant", versus=typed_one, against="the typed one")

# %%
best = max(VARIANTS[1:], key=lambda variant: validation.mean("accuracy", variant=variant))
print("Chosen:", best)
print("Clearly ahead of every other one:", validation.best("accuracy", "variant"))

# %% [markdown]
# The one with the highest mean is chosen. "Not told apart" says that luck has a part in the choice:
# another leading one may do as well, and may be cheaper (part 6). The dots show something else that
# sales will ask for: how bad is the *worst* draw?

# %% [markdown]
# ## Before and after, on new wordings
#
# The runs hold the test for every variant. Print it for two only: the prompt as typed, and the one
# that validation chose. Who looks at all six and takes the best has chosen on the test.

# %%
my_gain = None  # your prediction: test accuracy of the chosen variant minus the typed prompt's

# %%
test = runs.where(split="test").among(variant=["as typed", best])
chance = f"Chance: {CHANCE:.2f}."
test.table("accuracy", "variant", caption="Accuracy on new wordings", note=chance)
for variant, shares in test.by("accuracy", "variant").items():
    print(f"worst draw, {variant}: {min(shares):.2f}")

# %%
chosen = {"variant": best}
gain, verdict = (
    test.minus("accuracy", chosen, typed_one),
    test.clearly("accuracy", chosen, typed_one),
)
print("gain:", metrics.text(gain))
print("chosen against typed:", verdict)
predict("prompts.gain", my_gain, statistics.mean(gain), close=0.05)

# %% [markdown]
# Is it a win? It is if the gain's interval lies above zero. If it does not, five draws leave both
# possible. Then there is an opponent to ask: a **bag of words** that learns from the very labels
# that the prompt chooses from.


# %%
def counting_words(seed: int) -> float:
    """Accuracy of a bag of words on the same test, after learning from the same sixty labels."""
    pool = data.sample(leads["train"], size(20, 4), seed)
    part = data.sample(leads["test"], size(25, 2), seed)
    words = evaluation.bag_of_words(pool["text"], pool["label"])
    right = words.predict(list(part["text"])) == list(part["label"])
    return float(right.mean())


# %%
tried = test.where(**chosen)
opponent = [counting_words(row["seed"]) for row in tried.rows]
against_words = metrics.clearly(tried.values("accuracy"), opponent)
print("bag of words:", metrics.text(opponent))
print("the chosen prompt against it:", against_words)

# %%
if against_words == "higher":
    advice = (
        "Use the chosen prompt." if verdict == "higher" else "Try it on more draws of examples."
    )
else:
    found = "is clearly worse than" if against_words == "lower" else "does not clearly beat"
    advice = f"The prompt {found} counting words. With sixty labels at hand, train on them."
display.say(f"What to do next: {advice}")

# %% [markdown]
# The rule is plain: a prompt that needs sixty labels must beat what sixty labels can train. Where
# counting words wins, a likely reason is that it learns from all of them, and the prompt shows six
# at a time. The next candidates are a fine-tuned model ([[lesson:fine_tuning]]) and more labels in
# the wordings that customers use today.

# %% [markdown]
# ## 5. Say nothing rather than something wrong (to go further)
# @exercise threshold_for
# Answers below a threshold go to a person. Find the lowest threshold at which those that remain
# are right often enough.


# %%
# @solution threshold_for

# %%
threshold_for = check("threshold_for", threshold_for)


# %%
def answers(split: str) -> tuple[list[float], list[int]]:
    """How sure the chosen prompt was, and whether it was right, over all seeds."""
    return tuple(
        sum(runs.values(name, variant=best, split=split), []) for name in ("sure", "right")
    )


# %%
wanted = 0.9  # of the answers given
threshold = threshold_for(*answers("validation"), wanted)
rows = []
for split in ("validation", "test"):
    sure, right = answers(split)
    kept = [outcome for share, outcome in zip(sure, right) if share >= threshold]
    some = metrics.share(kept) if kept else "it answers none"
    rows.append({"texts": split, "always": metrics.share(right), "if it is sure": some})
tables.show(rows, "Right answers of those given", rows="texts", note=f"Threshold: {threshold:.2f}.")
delivered = statistics.mean(kept) if kept else 1.0
print(f"wanted {wanted:.2f}; on new wordings {delivered:.2f} of the answers given are right")

# %% [markdown]
# On validation the promise is kept, because validation chose the threshold. On other wordings the
# same sureness is right less often. So before you promise a share to sales, label enquiries as they
# come in today, and choose the threshold on those. Change `wanted` and watch how many a person
# still has to read.

# %% [markdown]
# ## 6. What does a query cost?
# @exercise tokens_read
# Count the tokens that the model reads. **Plainly**, the whole prompt for each query and each
# answer. **Shared**, the beginning once, each query once, and after it its answers.


# %%
# @solution tokens_read

# %%
tokens_read = check("tokens_read", tokens_read)

# %%
prefix = len(prompt.ids(tokenizer)) - len(tokenizer.tokenize(prompt.query + " =>"))
lengths = [len(tokenizer.tokenize(text + " =>")) for text in texts]
pieces = [len(tokenizer.tokenize(" " + code)) for code in codes]
plain, shared = (tokens_read(prefix, lengths, pieces, way) for way in (False, True))
each_its_own = sum(tokens_read(prefix, [length], pieces, True) for length in lengths)

# %%
ways = ["plain", "shared", "shared, four orders", "a prompt for each query"]
totals = [plain, shared, 4 * shared, each_its_own]
costs = {"way": ways, "tokens": [total / len(lengths) for total in totals]}
tables.show(costs, "Tokens read for one query", rows="way", digits=0)

# %% [markdown]
# Four orders with a shared beginning, or nearest demonstrations with a prompt for each query: the
# last two rows say what each costs. Put them beside the accuracies above. That is the decision.

# %% [markdown]
# ## Your own data (to go further)
#
# Put the path of a CSV file here, with one text a row and its class, and set the names of the two
# columns. On Windows write `r"C:\data\mails.csv"`, with the `r`. The model knows the town's
# English only: on other texts expect chance. Texts are cut after forty words.

# %%
my_file = None
text_column, label_column = "text", "label"
checkpoint = "town-lm"  # or the path of a folder with another checkpoint of this course


# %%
def shortened(part) -> list[tuple[str, str]]:
    """Texts of at most forty words, each with the name of its class."""
    classes = part.features["label"].names
    texts = [letters.first_words(text, 40) for text in part["text"]]
    return [(text, classes[n]) for text, n in zip(texts, part["label"])]


# %%
def three_prompts(pool: list[tuple[str, str]], classes: list[str]) -> dict[str, tuple]:
    """Demonstrations, instruction and queries without content of three prompts, by name."""
    count = min(2, *Counter(label for _, label in pool).values()) * len(classes)
    typed, balanced = (
        pick(pool, count, 0) for pick in (demonstrations.draw, demonstrations.balanced)
    )
    head = f"Labels: {', '.join(classes)}."
    return {
        "as typed": (typed, "", ()),
        "balanced": (balanced, head, ()),
        "calibrated": (balanced, head, NOTHING),
    }


# %%
def study(path) -> list[dict]:
    """What three prompts get right on the table's test part, and what guessing would."""
    mine = data.load(path, text=text_column, label=label_column)
    model, tokenizer = models.load_checkpoint(checkpoint)
    classes, rows = mine["train"].features["label"].names, []
    for name, (shown, head, empty) in three_prompts(shortened(mine["train"]), classes).items():
        asked = []
        for text, label in shortened(mine["test"])[:300]:
            prompt = Prompt(text, shown, head)
            prompt = prompt.fit(tokenizer, model.config.max_position_embeddings - 20)
            asked.append((prompt, classes, classes.index(label)))
        right, _ = trials.ask(model, tokenizer, asked, content_free=empty, end=asked[0][0].end)
        rows.append({"prompt": name, "right": metrics.share(right)})
    guesses = metrics.chance(mine["test"]["label"]).items()
    return rows + [{"prompt": name, "right": f"{value:.2f}"} for name, value in guesses]


# %%
if my_file is None:
    print("No file given. Write a path above and run the cells again.")
else:
    tables.show(study(my_file), "Right answers on your test part", rows="prompt")

# %% [markdown]
# If no row lies above the majority class, the prompt does not work for your texts. A model of
# this size has read nothing but the town. A larger one takes the same code.

# %% [markdown]
# ## What this does not show
#
# The enquiries come from grammars, also the new ones. A real mailbox has enquiries of no heap at
# all, and senders who write instructions into their mails. And five draws of labelled texts say
# little about the sixth firm.

# %% [markdown]
# ## Where to read more
#
# - Zhao et al. 2021, *Calibrate before use*.
# - Liu et al. 2022, *What makes good in-context examples for GPT-3?*
# - Lu et al. 2022, *Fantastically ordered prompts and where to find them*.
# - El-Yaniv & Wiener 2010, *On the foundations of noise-free selective classification*: abstaining.

# %% tags=["nbval-check-output"]
progress("prompts")
