# ---
# title: "Masking and loss by hand, and what the model knows"
# minutes: 60
# further: 45
# objectives:
#   - Write masking, loss and accuracy for masked language modelling
#   - Pre-train a small encoder with your own functions, and hold it against the floor of a
#     counting table
#   - See what mistakes do to loss and accuracy (to go further)
#   - Ask a trained model cloze questions in a way that a sceptic accepts (to go further)
#   - Go on with pre-training on a text of your own (to go further)
# needs:
#   - masked_lm
# key_points:
#   - A loss or an accuracy means nothing until you know at which positions it was counted.
#   - Hide no special token, draw anew at each step, and evaluate on the same questions each time.
#   - Ask a counting table the same questions before you say that a model knows something.
#   - Questions that the next-door words give away test wording. Minimal pairs test the sentence.
# ---

# %% [markdown]
# ## The problem
#
# Your team documents a plotting library. Search and tagging on these texts should get better, so
# you want a small encoder that has read them. Three things decide whether that works: what you
# hide, what the loss counts, and what you evaluate. You write all three.

# %%
import torch

from helpers.checks import check, predict, progress
from helpers.files import CourseError
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables
from helpers.text import cloze, corpora, tokens
from helpers.text.own_files import read_paragraphs
from helpers.weights import baselines, masking, models, optim, training

# %%
expert, tokenizer = models.load_checkpoint("manuals-encoder")
special_ids = sorted(tokenizer.all_special_ids)
marks = tokenizer.convert_ids_to_tokens(special_ids)
tables.show({"token": marks, "id": special_ids}, "Special tokens")

# %% [markdown]
# The tokenizer is that of the course's model. These five **special tokens** are no words: `[PAD]`
# fills up, `[UNK]` stands for unknown characters, `[CLS]` and `[SEP]` begin and end a paragraph,
# `[MASK]` marks a gap. Now the team's documents, as rows of 32 tokens.

# %%
TEAM = "matplotlib"
manuals = corpora.manuals()


def of_team(part: str) -> list[str]:
    rows = zip(manuals[part]["text"], manuals[part]["library"])
    return [text for text, library in rows if library == TEAM]


# %%
train_rows = tokens.pack(tokenizer, of_team("train"), 32)
held_out = tokens.pack(tokenizer, of_team("validation") + of_team("test"), 32)
print(f"{len(train_rows):,} rows of 32 tokens to train on, {len(held_out):,} held out")

# %% [markdown]
# ## 1. Where to hide
# @exercise choose_positions
# Choose each ordinary token with probability `rate`, and no special token ever. All luck comes from
# `generator`, so that a run can be repeated.


# %%
# @solution choose_positions

# %%
choose_positions = check("choose_positions", choose_positions)

# %% [markdown]
# Stuck? Run `hint("choose_positions")`, again for the next hint. It works for every exercise below.

# %%
chosen = choose_positions(train_rows, special_ids, 0.15, torch.Generator().manual_seed(0))
special = torch.isin(train_rows, torch.tensor(special_ids))
print(f"{chosen[~special].float().mean():.1%} of the ordinary tokens")
print(f"{int((chosen & special).sum())} special tokens")

# %% [markdown] tags=["instructor"]
# **Instructor.** Most first answers forget the special tokens or the generator. Ask what a model
# would learn from a hidden `[SEP]`: where sentences end, which costs it nothing and flatters the
# accuracy. Behind schedule? Exercises 1 to 3 and the training are the core; 5 can be homework.

# %% [markdown]
# ## 2. What stands there instead
# @exercise hide_tokens
# BERT's recipe: of the chosen tokens 80 % become `[MASK]`, 10 % a random ordinary token, 10 % stay.


# %%
# @solution hide_tokens

# %%
hide_tokens = check("hide_tokens", hide_tokens)

# %% [markdown]
# Here is one row before and after. The **labels** hold the original token where one was chosen, and
# -100 elsewhere: "nothing is asked here".

# %%
ordinary_ids = torch.tensor([i for i in range(len(tokenizer)) if i not in special_ids])


def make_batch(ids: torch.Tensor, rate: float, generator: torch.Generator):
    chosen = choose_positions(ids, special_ids, rate, generator)
    inputs = hide_tokens(ids, chosen, tokenizer.mask_token_id, ordinary_ids, generator)
    return inputs, ids.masked_fill(~chosen, -100)


# %%
inputs, labels = make_batch(train_rows[:1], 0.4, torch.Generator().manual_seed(20))
row = {"before": tokenizer.decode(train_rows[0]), "after": tokenizer.decode(inputs[0])}
row["asked"] = " ".join(tokenizer.convert_ids_to_tokens(labels[labels != -100]))
tables.show({"": list(row), "one row": list(row.values())}, "A row, hidden", rows="")

# %% [markdown]
# So many tokens are hidden only to show all three fates. Look for an asked token that still stands
# where it was, and for one that another token replaced.

# %% [markdown]
# ## 3. What the loss counts
# @exercise mlm_loss
# The model answers with **logits**: one number for each token of the vocabulary. Average the
# cross-entropy over the positions with a label, in nats, and over no others.


# %%
# @solution mlm_loss

# %%
mlm_loss = check("mlm_loss", mlm_loss)

# %% [markdown]
# ## 4. How many it gets right
# @exercise masked_accuracy
# The share of hidden tokens for which the highest logit belongs to the hidden token.


# %%
# @solution masked_accuracy

# %%
masked_accuracy = check("masked_accuracy", masked_accuracy)

# %% [markdown]
# An exam asks every model the same: the same tokens are hidden each time.


# %%
def questions(ids: torch.Tensor, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The same questions for every model: 15 % of the tokens, each replaced by [MASK]."""
    generator = torch.Generator().manual_seed(seed)
    chosen = choose_positions(ids, special_ids, 0.15, generator)
    return ids.masked_fill(chosen, tokenizer.mask_token_id), ids.masked_fill(~chosen, -100)


# %% [markdown]
# ### Two ways to fool yourself (to go further)
#
# Evaluate the course's model with your functions: hide 15 %, always with `[MASK]`, and count.
# Then do it wrongly, twice. First, count every position, also those where the model can read the
# answer. Second, ask about text that it was trained on.

# %%
my_everywhere = None  # your prediction: its accuracy if visible tokens count too, between 0 and 1


# %%
@torch.no_grad()
def accuracies(ids: torch.Tensor, everywhere: bool = False) -> list[float]:
    """One accuracy for each of several groups of rows."""
    found = []
    for seed, part in enumerate(ids.split(size(40, 10))):
        inputs, labels = questions(part, seed)
        asked = part if everywhere else labels
        found.append(masked_accuracy(expert(input_ids=inputs).logits, asked))
    return found


# %%
some = slice(0, size(200, 20))
everywhere = accuracies(held_out[some], everywhere=True)
found = {
    "held-out text, hidden tokens": accuracies(held_out[some]),
    "held-out text, every position": everywhere,
    "training text, hidden tokens": accuracies(train_rows[some]),
}
shown = {"asked": list(found), "accuracy": [metrics.interval(some) for some in found.values()]}
tables.show(shown, "The course's model, asked in three ways", rows="asked")

# %%
predict("masked_lm.everywhere", my_everywhere, metrics.mean(everywhere), close=0.05)

# %% [markdown]
# The brackets hold a 95 % interval over groups of rows. Only the first number says how well the
# model guesses. The second mostly counts copying. The third asks about text it was trained on: a
# clear distance to the first would be a sign that it remembers. Do the intervals leave one?

# %% [markdown]
# ## 5. The floor
# @exercise unigram_floor
# A table that always answers with the token frequencies of the training text: what is its loss on
# your questions? Add one to every count, give special tokens nothing.


# %%
# @solution unigram_floor

# %%
unigram_floor = check("unigram_floor", unigram_floor)

# %%
exam, answers = questions(held_out, seed=0)
floor = unigram_floor(train_rows, answers, special_ids, len(tokenizer))
print(f"{int((answers != -100).sum()):,} questions")
print(f"all tokens equally likely: {torch.tensor(len(ordinary_ids)).log():.2f} nats")
print(f"unigram floor: {floor:.2f} nats")

# %% [markdown]
# ## Pre-train with your functions
#
# Every step draws new rows and hides 20 % of their tokens, at new positions. The `exam` above stays
# the same for every evaluation, so that two numbers can be compared.


# %%
def team_batches(generator: torch.Generator):
    picks = torch.randint(len(train_rows), (32,), generator=generator)
    return make_batch(train_rows[picks], 0.2, generator)


def hidden_loss(model, batch):
    inputs, labels = batch
    logits = masking.masked_logits(model, inputs, labels)  # asks at hidden positions only: faster
    return mlm_loss(logits, labels[labels != -100])


# %%
@torch.no_grad()
def sit_exam(model) -> dict[str, float]:
    labels = answers.to(model.device)
    logits = masking.masked_logits(model, exam.to(model.device), labels)
    asked = labels[labels != -100]
    return {"loss": mlm_loss(logits, asked).item(), "accuracy": masked_accuracy(logits, asked)}


# %%
def new_model(seed: int):
    model = models.encoder(len(tokenizer), width=96, layers=2, seed=seed)
    return model, optim.MuonAdamW(model, lr_matrices=0.02, lr=5e-3)


# %%
model, optimizer = new_model(seed=0)
history = training.train(
    "your masking",
    model,
    team_batches,
    size(200, 4),
    hidden_loss,
    optimizer,
    evaluate=sit_exam,
    evaluate_every=size(40, 2),
    floors={"unigram floor": floor},
)
print(f"{history.last('accuracy'):.1%} of the hidden tokens right")

# %% [markdown]
# The orange line is the exam. When it leaves the dashed floor, your model has begun to use the
# words around a gap.

# %% [markdown]
# ### Against counting tables (to go further)
#
# Is that much? A sceptic asks what counting tables reach, with the same training text and in the
# same exam.

# %%
scores = baselines.answer_from_tables(train_rows, exam, answers, tokenizer)
scores |= {"your model": sit_exam(model), "the course's model": sit_exam(expert)}
ranked = sorted(scores.items(), key=lambda item: -item[1]["loss"])
shown = [{"answered by": name, **score} for name, score in ranked]
tables.show(shown, "The exam", rows="answered by", digits={"accuracy": 3})

# %% [markdown]
# "Bigram" looks at the token on the left, "both sides" at both neighbours. Whatever stands below
# your model in this table did better. A short run on a small text need not beat a table. The
# course's model read far more text, for far longer: compare it with "both sides".

# %% [markdown]
# ## The mistake that looks like success (to go further)
#
# Suppose the labels hold every token, not only the hidden ones. The same two networks, the same
# steps, three seeds: which of them is better on the exam, which asks about hidden tokens only?

# %%
my_winner = None  # your prediction: "hidden only", "every position" or "not told apart"


# %%
def loss_at(labels_at: str, seed: int) -> dict:
    def batches(generator):
        picks = torch.randint(len(train_rows), (32,), generator=generator)
        inputs, labels = make_batch(train_rows[picks], 0.2, generator)
        return inputs, labels if labels_at == "hidden only" else train_rows[picks]

    model, optimizer = new_model(seed)
    name, steps = f"{labels_at} {seed}", size(200, 2)
    history = training.train(
        name, model, batches, steps, hidden_loss, optimizer, seed=seed, show=False
    )
    return {"training loss": history.last(), "exam loss": sit_exam(model)["loss"]}


# %%
LIVE = False  # True: run it here, about two minutes on one core
runs = experiment.run(
    "masked_lm/lab_labels", loss_at, live=LIVE, labels_at=["hidden only", "every position"]
)

# %%
runs.renamed(labels_at="labels at").table(
    ["training loss", "exam loss"],
    "labels at",
    caption="Two losses (nats a token)",
    note=f"The unigram floor in this exam: {floor:.2f}.",
)

# %%
hidden, every = {"labels_at": "hidden only"}, {"labels_at": "every position"}
apart = metrics.text(runs.minus("exam loss", hidden, every))
print("Exam loss, hidden only minus every position:", apart)

# %%
predict(
    "masked_lm.labels",
    my_winner,
    runs.best("exam loss", "labels_at", lowest=True),
    options={
        "hidden only": "Every bit of its gradient is about guessing.",
        "every position": "Most of its gradient is about copying what it can read.",
        "not told apart": "Then three seeds differ as much as the two ways do.",
    },
)

# %% [markdown]
# Compare the two columns. A training loss over visible tokens falls far below any floor, because
# copying is easy. The exam does not follow: it does not tell the two ways apart. Losses can be
# compared only if they were counted at the same positions.

# %% [markdown] tags=["instructor"]
# **Instructor.** Let the room vote before the table. Then ask what a colleague would report who
# only watches the training curve. Large-scale training with a loss at all positions exists (ELECTRA
# asks of every token whether it was replaced), but then its loss is not compared with an MLM loss.

# %% [markdown]
# ## What does the course's model know? (to go further)
#
# Now a **cloze test**: sentences with a gap and candidate answers. We wrote these sentences before
# we saw any result. The wrong candidates of a sentence are right answers of others, so a favourite
# word wins nothing. Every candidate is a single token.

# %%
words = list(cloze.PHRASES.values())
phrases = [
    (text, [words[(i + k) % len(words)] for k in (0, 5, 11, 17)])
    for i, text in enumerate(cloze.PHRASES)
]
shown = [
    {"sentence": text, "right": some[0], "wrong": ", ".join(some[1:])} for text, some in phrases
]
tables.show(shown, "Phrases")

# %% [markdown]
# The second test is harder to please. Each row is a **minimal pair**: two sentences that differ
# only far from the gap, in what stands between `<` and `>`, with two different answers. Whoever
# looks at the neighbours of the gap alone gives the same answer twice, and is right exactly once.

# %%
pairs = [cloze.minimal_pair(text) for text in cloze.PAIRS]
shown = {"pair": list(cloze.PAIRS), "answers": list(cloze.PAIRS.values())}
tables.show(shown, "Minimal pairs")

# %% [markdown]
# Three ways to answer. The model reads the sentence. The **neighbour table** counted how often each
# token stood beside each other token in all the manuals. The **unigram** table takes the most
# frequent candidate.

# %%
rows = tokens.pack(tokenizer, manuals["train"]["text"][: size(100_000, 2000)], 64)
counts, beside = baselines.counts(rows, len(tokenizer))
share = baselines.unigram(counts)


# %%
@torch.no_grad()
def from_model(ids: list[int], gap: int) -> torch.Tensor:
    return expert(input_ids=torch.tensor([ids])).logits[0, gap]


def from_neighbours(ids: list[int], gap: int) -> torch.Tensor:
    left, right = beside[ids[gap - 1]], beside[:, ids[gap + 1]]
    scores = [((row + 100 * share) / (row.sum() + 100)).log() for row in (left, right)]
    return sum(scores) - share.log()


def from_frequency(ids: list[int], gap: int) -> torch.Tensor:
    return share


# %%
def right(answer, text: str, candidates: list[str]) -> float:
    """1 if the first candidate gets the highest score, else 0; a tie is shared."""
    ids, choices = tokenizer(text)["input_ids"], tokenizer.convert_tokens_to_ids(candidates)
    if tokenizer.unk_token_id in choices or tokenizer.mask_token_id not in ids:
        raise CourseError(f"Write one [MASK], and candidates that are single tokens: {candidates}.")
    scores = answer(ids, ids.index(tokenizer.mask_token_id))[choices]
    best = scores == scores.max()
    return float(best[0] / best.sum())


# %%
METHODS = {"model": from_model, "neighbours": from_neighbours, "unigram": from_frequency}
results = {
    name: {
        "phrases": [right(answer, *item) for item in phrases],
        "pairs": [sum(right(answer, *item) for item in pair) / 2 for pair in pairs],
    }
    for name, answer in METHODS.items()
}

# %% [markdown]
# Before you look: chance is 1 in 4 on the phrases and 1 in 2 on the pairs.

# %%
my_pairs = None  # your prediction: the model's share of right answers on the pairs, 0 to 1

# %%
CHANCE = {"phrases": 1 / 4, "pairs": 1 / 2}


def judged(test: str, answers: list[float]) -> tables.Estimate:
    """The share right with its interval, and how it lies to chance."""
    return tables.Estimate(*metrics.interval(answers), metrics.clearly(answers, CHANCE[test]))


rows = [
    {"answered by": name, **{test: judged(test, some) for test, some in found.items()}}
    for name, found in results.items()
]
tables.show(rows, "Share right", rows="answered by", against="chance")

# %%
predict("masked_lm.pairs", my_pairs, metrics.mean(results["model"]["pairs"]), close=0.1)

# %%
fig, axes = plots.figure(7.5, 2.8, columns=2)
for ax, (test, chance) in zip(axes, CHANCE.items()):
    for place, found in enumerate(results.values()):
        limits = [metrics.interval(found[test])]
        plots.with_intervals(ax, [place], limits, place, across=True)
    plots.categories(ax, list(METHODS), upright=True)
    ax.axvline(chance, color="black", linestyle="--", linewidth=1)
    ax.set(xlim=(-0.03, 1.03), xlabel="share right", title=f"{test} (dashed: chance)")
shares = [[metrics.mean(found[test]) for test in CHANCE] for found in results.values()]
told = "; ".join(f"{name} {a:.2f} and {b:.2f}" for name, (a, b) in zip(METHODS, shares))
plots.show(fig, f"Share right of the phrases and of the pairs: {told}.")

# %%
gain = metrics.minus(results["model"]["phrases"], results["neighbours"]["phrases"])
print(f"Model minus neighbour table on the phrases: {metrics.text(gain)}")
beats = metrics.clearly(results["model"]["phrases"], results["neighbours"]["phrases"]) == "higher"
beats = "beats" if beats else "does not clearly beat"
reads = metrics.clearly(results["model"]["pairs"], 0.5) == "higher"
reads = "is above chance" if reads else "is not distinguishable from chance"
print(f"On phrases the model {beats} the neighbour table.")
print(f"On minimal pairs it {reads}.")

# %% [markdown]
# The interval is over sentences; for pairs it is over whole pairs, because the two sentences of a
# pair are not independent. Suppose you had only seen the phrases: what would you
# have said about this model? Hold the two tests against each other.

# %% [markdown]
# Here are the pairs by how many of their two sentences the model got right. Those with both right
# or both wrong are named, if there are any; in all others it gave one answer twice. Then try a
# sentence of your own, the right candidate first.

# %%
rights = [round(2 * share) for share in results["model"]["pairs"]]
shown = {"sentences right": [0, 1, 2], "pairs": [rights.count(number) for number in (0, 1, 2)]}
tables.show(shown, "The model's answers to a pair", rows="sentences right")
for text, number in zip(cloze.PAIRS, rights):
    if number != 1:
        display.say(f"{number} right: {text}")

# %%
answers = right(
    from_model, "Close the [MASK] when you have read it.", ["file", "row", "year", "loss"]
)
print("right:", answers)

# %% [markdown] tags=["instructor"]
# **Instructor.** Let people try to write a pair that the model gets right both times. Negation is
# where encoders fail best: `are not` changes little in what the model expects. Then ask which of
# the two tests a vendor would put into a brochure.

# %% [markdown]
# ## 6. Neighbours in the embedding table (to go further)
# @exercise nearest_tokens
# Each token has a row of numbers, its **embedding**. Find the tokens whose rows point in the most
# similar direction: the highest cosine.


# %%
# @solution nearest_tokens

# %%
nearest_tokens = check("nearest_tokens", nearest_tokens)

# %%
table = expert.get_input_embeddings().weight.detach()
rows = []
for word in ("row", "thread", "error", "deprecated"):
    near = nearest_tokens(table, tokenizer.convert_tokens_to_ids(word), 5)
    rows.append({"token": word, "nearest": " ".join(tokenizer.convert_ids_to_tokens(near))})
tables.show(rows, "Neighbours", rows="token")

# %% [markdown]
# Lists like these always look good to somebody. So measure. The model never sees letters: `row` and
# `rows` are two numbers to it. How often is a word's plural or singular among its five nearest?

# %%
FORMS = """row rows file files value values string strings array arrays column columns key keys
index indices node nodes edge edges label labels feature features function functions method methods
class classes object objects module modules weight weights layer layers sample samples axis axes
point points token tokens model models parameter parameters""".split()
ids = tokenizer.convert_tokens_to_ids(FORMS)
couples = [*zip(ids[::2], ids[1::2]), *zip(ids[1::2], ids[::2])]


def finds_partner(table: torch.Tensor) -> list[float]:
    return [float(partner in nearest_tokens(table, word, 5)) for word, partner in couples]


# %%
def by_frequency(word: int, partner: int) -> float:
    near = (counts.log1p() - counts[word].log1p()).abs().argsort().tolist()
    return float(partner in [other for other in near if other != word][:5])


# %%
yours = model.get_input_embeddings().weight.detach().cpu()
untrained = new_model(seed=1)[0].get_input_embeddings().weight.detach()
found = {
    "the course's model": finds_partner(table),
    "your short run": finds_partner(yours),
    "untrained": finds_partner(untrained),
    "words as frequent": [by_frequency(*couple) for couple in couples],
}
shown = {"table": list(found), "partner found": [metrics.share(some) for some in found.values()]}
chance = 5 / (len(tokenizer) - 1)
tables.show(shown, "Plural or singular nearby", rows="table", note=f"Chance: {chance:.4f}.")

# %% [markdown]
# The last row is the sceptic's: perhaps neighbours are only words of equal frequency. Read it, and
# the untrained row, before you say that the table knows grammar.

# %% [markdown]
# ## Use your own text (to go further)
#
# Put the path of a plain text file here: a handbook, a wiki export, a thesis. English works best,
# because the tokenizer was made from English. On Windows write `r"C:\texts\handbook.txt"`, with the
# `r`. The model goes on with pre-training on the first four fifths and is asked about the last.

# %%
my_file, text_column = None, "text"  # the column, if it is a table


# %%
def row_losses(model, ids: torch.Tensor) -> list[float]:
    """The loss of each row, for rows in which something is hidden."""
    inputs, labels = questions(ids, seed=1)
    asked = (labels != -100).any(1)
    with torch.no_grad():
        logits = model(input_ids=inputs[asked].to(model.device)).logits.cpu()
    return [mlm_loss(x, y).item() for x, y in zip(logits, labels[asked])]


# %%
def split_rows(path) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows to train on and rows to ask about; no paragraph is in both."""
    found = list(dict.fromkeys(read_paragraphs(path, 2000, text_column)))
    if len(found) < 10:
        raise CourseError("The file has fewer than 10 paragraphs. Put blank lines between them.")
    last = len(found) * 4 // 5
    mine, rest = (tokens.pack(tokenizer, part, 32) for part in (found[:last], found[last:]))
    return mine, rest[:200]


# %%
def learn_from(mine: torch.Tensor, student, steps: int) -> None:
    """Go on with pre-training on rows of your own."""

    def my_batches(generator):
        picks = torch.randint(len(mine), (32,), generator=generator)
        return make_batch(mine[picks], 0.2, generator)

    optimizer = optim.adamw(student, lr=5e-4)
    training.train("your text", student, my_batches, size(steps, 2), hidden_loss, optimizer)


# %%
def compared(before: dict, after: dict, note: str) -> None:
    """A row for each text: its loss before and after, and the change."""
    rows = []
    for name, old in before.items():
        limits = {"before": metrics.interval(old), "after": metrics.interval(after[name])}
        change = metrics.interval(metrics.minus(after[name], old))
        limits["change"] = tables.Estimate(*change, difference=True)
        rows.append({"asked about": name, **limits})
    tables.show(rows, "Loss (nats a token)", rows="asked about", note=note)


# %%
def study(path, steps: int = 60) -> None:
    mine, rest = split_rows(path)
    student, _ = models.load_checkpoint("manuals-encoder")
    asked = {"your text": rest, "the manuals": held_out}
    before = {name: row_losses(student, ids) for name, ids in asked.items()}
    learn_from(mine, student, steps)
    after = {name: row_losses(student, ids) for name, ids in asked.items()}
    floor = unigram_floor(mine, questions(rest, seed=1)[1], special_ids, len(tokenizer))
    unknown = (rest == tokenizer.unk_token_id).float().mean()
    print(f"{len(mine)} rows to train on, {len(rest)} to ask about; {unknown:.1%} unknown tokens")
    compared(before, after, f"Unigram floor, from the words of your own text: {floor:.2f}.")


# %%
if my_file is None:
    print("No file given. Write a path above and run again: less than a minute.")
else:
    study(my_file)

# %% [markdown]
# Read the change with its interval over rows: below zero means that reading your text helped on
# the paragraphs it did not read. The last row is the price, if there is one: what the model lost
# on the manuals. And compare with the floor: a loss above it says that the text is foreign to it.

# %% [markdown]
# ## What this does not show
#
# The live run is one seed; only the comparison of labels was repeated. The cloze sentences are few
# and ours: other sentences give other shares, and a larger model may pass the pairs. That
# neighbours in a table look alike does not say that the model uses it.

# %% [markdown]
# ## Where to read more
#
# - Devlin et al. 2019, *BERT*: 80, 10, 10.
# - Petroni et al. 2019, *Language models as knowledge bases?*: cloze tests for facts.
# - Kassner & Schütze 2020, *Negated and misprimed probes for pretrained language models*.
# - Gururangan et al. 2020, *Don't stop pretraining*: going on with your own text.

# %% tags=["nbval-check-output"]
progress("masked_lm")
