# ---
# title: "From text to tokens"
# minutes: 60
# further: 20
# objectives:
#   - Say why models read tokens, and not characters or words, with counts from real text
#   - Build a byte-pair vocabulary by joining the commonest pair again and again
#   - Measure what the size of the vocabulary does to the length of a text and to the cost of a
#     model
#   - Say what becomes of a word, and of a character, that training never saw
# needs:
#   - start_here
# key_points:
#   - A token is a piece of text with a number. The list of all pieces is the vocabulary; it is
#     learned from text and then fixed.
#   - Byte-pair encoding starts from single characters and joins the commonest neighbours, again and
#     again.
#   - A larger vocabulary shortens the text, each doubling by less than the one before, and makes
#     the model's table larger.
#   - A word never seen is cut into known pieces.
#   - What the tokenizer drops (capitals, accents, unknown characters) no model behind it can get
#     back.
# ---

# %% [markdown]
# ## What a model reads
#
# A model computes with numbers, so a text must become a list of numbers first. A **tokenizer** does
# that. It cuts the text into pieces, the **tokens**. Here is how the course's own tokenizer cuts a
# sentence.

# %%
import random
import re
from collections import Counter
from functools import cache

import torch
from tqdm.auto import tqdm

from helpers.checks import check, hint, predict, quiz
from helpers.measure import charts, experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables, widgets
from helpers.text import corpora, token_views, tokens
from helpers.weights import models

# %%
model, tokenizer = models.load_checkpoint("manuals-encoder")
sentence = "Unnormalised eigenvectors are discarded before the rows are returned."
plots.show(*token_views.draw(tokenizer, sentence))

# %% [markdown]
# Common words stay whole. Rarer ones are cut, and `##` marks a piece that goes on inside a word.
#
# Each token has a number, its **id**. The list of all tokens is the **vocabulary**. The model gets
# the ids and nothing else.

# %%
pieces = tokenizer.tokenize(sentence)[:6]
ids = tokenizer.convert_tokens_to_ids(pieces)
said = f"The vocabulary has {len(tokenizer):,} tokens."
tables.show({"token": pieces, "id": ids}, "The first six tokens of the sentence", note=said)

# %% [markdown]
# Who chose these pieces? Nobody: they were learned from text. This lesson shows how, and what it
# costs.

# %% [markdown]
# ## Why not characters, why not words?
#
# Both would be simpler. So count what each costs on the manuals of Python libraries, from which the
# model above learned. One part is to train on, two are **held out**: **validation**, for choices on
# the way, and the **test part**, for the end. White space does not count; punctuation marks count
# as words.

# %%
manuals = corpora.manuals()
train, held_out = list(manuals["train"]["text"]), list(manuals["validation"]["text"])


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text.lower())


def characters_of(text: str) -> list[str]:
    return [character for character in text.lower() if not character.isspace()]


# %%
rows = []
for name, split in {"characters": characters_of, "words": words_of}.items():
    kinds = Counter(unit for text in train for unit in split(text))
    units = [unit for text in held_out for unit in split(text)]
    once = sum(count == 1 for count in kinds.values()) / len(kinds)
    never = sum(unit not in kinds for unit in units) / len(units)
    row = {"units": name, "kinds": len(kinds), "of them seen once": f"{once:.0%}"}
    row["in a paragraph"] = round(len(units) / len(held_out))
    rows.append(row | {"never seen": f"{never:.2%}"})

# %%
caption = "Kinds in the training part, and what the held-out paragraphs hold"
tables.show(rows, caption, rows="units")

# %% [markdown]
# **Characters**: few kinds and hardly anything new, but long rows. In [[lesson:attention]] you will
# see that a model compares every token with every other. A row twice as long means four times as
# many comparisons.
#
# **Words**: short rows, but an enormous list. Many of its words were seen a single time, and new
# ones keep coming.

# %% [markdown]
# Tokens are the way between: common words whole, rare words in pieces. The question is which
# pieces.

# %% [markdown]
# ## Join the commonest pair
#
# Take a text of only four different words and write each as single characters. The number says how
# often the word occurs. Now count the **pairs** of neighbours. Which pair is the commonest?

# %%
counts = {"r a i n": 5, "t r a i n": 4, "r a i n i n g": 2, "p a i n": 3}

# %%
my_pair = None  # your prediction: "r a", "a i" or "i n"


# %%
def count_pairs(counts: dict[str, int]) -> Counter:
    pairs = Counter()
    for word, count in counts.items():
        parts = word.split()
        for pair in zip(parts, parts[1:]):
            pairs[pair] += count
    return pairs


# %%
four = count_pairs(counts).most_common(4)
rows = [{"pair": " ".join(pair), "count": count} for pair, count in four]
tables.show(rows, "The four commonest pairs")

# %%
commonest = count_pairs(counts).most_common(1)[0][0]
predict(
    "text_to_tokens.pair",
    my_pair,
    " ".join(commonest),
    options={
        "r a": "Three of the words have it, the fourth has not.",
        "a i": "Every word has it once.",
        "i n": "Every word has it, and `raining` has it twice.",
    },
)

# %% [markdown]
# Join that pair into one symbol, count again, join again. That is all of **byte-pair encoding**,
# BPE (Gage 1994; for words, Sennrich et al. 2016). Three rounds:

# %%
joins, rows = [], []
counts = {"r a i n": 5, "t r a i n": 4, "r a i n i n g": 2, "p a i n": 3}
for turn in (1, 2, 3):
    first, second = count_pairs(counts).most_common(1)[0][0]
    joins.append((first, second))
    counts = {word.replace(f"{first} {second}", first + second): n for word, n in counts.items()}
    words = {f"word {i}": word for i, word in enumerate(counts, start=1)}
    rows.append({"round": turn, "joined": f"{first} + {second}", **words})
tables.show(rows, "The four words after each round", rows="round")

# %% [markdown]
# The vocabulary is now the single characters and the three joined pieces. Nobody said what a word
# stem is. Counting pairs found one, because it stands in several words.
#
# To cut a new word, repeat the joins in the order in which they were learned:

# %%
word = "t r a i n i n g"  # not one of the four
for first, second in joins:
    word = word.replace(f"{first} {second}", first + second)
    print(word)

# %% [markdown]
# A word that was never there, in pieces that were. (`str.replace` is good enough for these four
# words; the lab does it properly.)

# %% [markdown] tags=["instructor"]
# **Instructor.** Do the three rounds on the board before anyone runs the cell; let a second group
# use other counts (make `train` far more frequent) and compare: the vocabulary follows the
# frequencies. Typical belief to bring out: "tokens are syllables" or "tokens are meaningful parts".

# %%
quiz("text_to_tokens.joins")

# %% [markdown]
# ## The real thing
#
# Two kinds are in wide use. **WordPiece**, of the model BERT, marks a piece that goes on inside a
# word with `##`. **Byte-level BPE**, of GPT-2, puts the space in front of a word into the token and
# writes it `Ġ`. It starts from the 256 **bytes**, the units in which files are stored.

# %%
SAMPLE = size(5000, 400)  # paragraphs to learn from; the second number is for quick tests


@cache  # asked twice for the same tokenizer, it trains once
def trained(kind: str, vocab_size: int, seed: int, lowercase: bool = True):
    sample = random.Random(seed).sample(train, SAMPLE)
    return tokens.train(sample, vocab_size, kind, lowercase)


# %%
for kind in ("wordpiece", "bpe"):
    print(f"{kind}:", *trained(kind, 4096, seed=0).tokenize("We discard eigenvectors."))

# %% [markdown]
# In the library used here, Hugging Face's `tokenizers`, both learn by joining the commonest pair.
# They differ in how they cut a new word: BPE repeats its joins in order; WordPiece takes the
# longest piece that fits, from the left.

# %% [markdown]
# ### The first and the last joins (to go further)
#
# Ids are given in the order of learning, so you can look at the first and the last joins:

# %%
bpe = trained("bpe", 4096, seed=0)
order = bpe.convert_ids_to_tokens(range(len(bpe)))
start = 5 + 256  # the special tokens (below) and the bytes come first
display.say(f"First: {' '.join(order[start : start + 16])}\nLast: {' '.join(order[-16:])}")

# %% [markdown]
# First come letters that meet in many words, last rarer pieces, many of them whole words of these
# manuals. Another text would give another list.

# %% [markdown]
# Try it. Type a text, and change the kind and the size of the vocabulary.


# %%
def look(kind: str, vocabulary: int, text: str):
    return token_views.draw(trained(kind, vocabulary, seed=0), text)


# %%
widgets.explore(
    look,
    kind=["wordpiece", "bpe"],
    vocabulary=[512, 1024, 2048, 4096, 8192],
    text="Type your own words: supercalifragilistic tokenizers return arrays.",
)

# %% [markdown]
# ## How large a vocabulary?
#
# A larger vocabulary holds more whole words, so a text needs fewer tokens. Suppose it doubles, from
# 2,048 to 4,096 tokens. By what is the number of tokens of a held-out text multiplied? 0.5 would
# halve it, 1 would leave it.

# %%
my_factor = None  # your prediction: tokens with 4,096 divided by tokens with 2,048

# %% [markdown]
# Each size is trained on three different samples of the manuals, the seeds 0, 1 and 2, and all are
# measured on the same held-out paragraphs. A word here is what stands between spaces.

# %%
measured = held_out[:1500]


def tokens_per_word(kind: str, vocab_size: int, seed: int) -> dict:
    ids = trained(kind, vocab_size, seed)(measured, add_special_tokens=False)["input_ids"]
    value = sum(map(len, ids)) / sum(len(text.split()) for text in measured)
    return {"kind": kind, "vocabulary": vocab_size, "seed": seed, "tokens per word": value}


# %%
KINDS, SIZES = ("wordpiece", "bpe"), [512, 1024, 2048, 4096, 8192]
jobs = [(kind, v, seed) for kind in KINDS for v in SIZES for seed in (0, 1, 2)]
bar = tqdm(jobs, desc="training tokenizers", leave=False)
runs = experiment.Runs([tokens_per_word(*job) for job in bar])
runs.table("tokens per word", "vocabulary", "kind", digits=3)

# %% [markdown]
# ### Beside characters and words (to go further)
#
# The sceptic's question: how do the two simple ways do? Characters are the upper dashed line, words
# and punctuation marks the lower one.

# %%
count = sum(len(text.split()) for text in measured)
limits = {
    "characters": sum(len(characters_of(text)) for text in measured) / count,
    "words and marks": sum(len(words_of(text)) for text in measured) / count,
}
for name, value in limits.items():
    print(f"{name}: {value:.2f} per word")


# %%
def size_axis(ax, label: str) -> None:  # every doubling is one step to the right
    ax.set_xscale("log", base=2)
    ax.set_xticks(SIZES, [f"{v:,}" for v in SIZES])
    ax.set(xlabel="tokens in the vocabulary", ylabel=label, ylim=(0, None))
    plots.legend_above(ax)


# %%
fig, ax = plots.figure()
for i, kind in enumerate(KINDS):
    some, look = runs.where(kind=kind), {"number": i, "label": kind, "line": True}
    charts.with_intervals(ax, some, "tokens per word", "vocabulary", **look)
for name, value in limits.items():
    plots.level(ax, value, name)
size_axis(ax, "tokens per word")
few, many = (runs.mean("tokens per word", kind="bpe", vocabulary=v) for v in (SIZES[0], SIZES[-1]))
told = f"Byte-level BPE: {few:.2f} tokens per word with {SIZES[0]} tokens, {many:.2f} with"
plots.show(fig, f"{told} {SIZES[-1]:,}.")

# %% [markdown]
# The lower line is the end of the road. Both kinds cut punctuation off before they learn, so no
# token reaches from a word into the mark after it.

# %% [markdown]
# ### Each doubling
#
# Now divide each length by the one with half as many tokens.

# %%
by_size = runs.by("tokens per word", "vocabulary", kind="bpe")
factors = {}
for small, large in zip(SIZES, SIZES[1:]):
    factors[large] = [b / a for a, b in zip(by_size[small], by_size[large])]
rows = [{"tokens": v, "times": metrics.interval(some)} for v, some in factors.items()]
caption = "Byte-level BPE: a text's length, divided by the one with half as many tokens"
tables.show(rows, caption, rows="tokens", note="Means of three samples [95 % interval].")

# %%
predict("text_to_tokens.doubling", my_factor, metrics.mean(factors[4096]), close=0.05)

# %% [markdown]
# The brackets hold a 95 % interval over the three samples, see [[lesson:start_here]]. Doubling does
# not halve anything, and each doubling buys less than the one before. The first joins are the
# commonest pairs; what is left for later is rare.

# %%
quiz("text_to_tokens.length")

# %% [markdown]
# ## What a larger vocabulary costs
#
# Inside the model each token has an **embedding**: a row of numbers in a table, which training
# adjusts. The ids pick the rows. From there on the model works with rows of numbers.

# %%
table = model.get_input_embeddings().weight
words = ["the", "rows", "columns"]
ids = torch.tensor(tokenizer.convert_tokens_to_ids(words))
print("table:", tuple(table.shape), "= tokens, numbers in a row")
starts = zip(words, table[ids][:, :5].tolist())
rows = [{"token": word, **dict(enumerate(start, 1))} for word, start in starts]
tables.show(rows, "The first five numbers of three rows", rows="token", digits=3)

# %% [markdown]
# One row for each token: the table grows with the vocabulary. All numbers that training sets are a
# network's **parameters**.

# %% [markdown]
# Below are the small network that you train in [[lesson:masked_lm]] and one of the size of BERT, a
# well-known model (Devlin et al. 2019). The **width** is how many numbers a row has. The **layers**
# are the steps that the rows go through. (`meta` gives a network its shapes without any numbers.)


# %%
def network(vocab_size: int, width: int, layers: int):
    with torch.device("meta"):
        return models.encoder(vocab_size, width, layers)


# %%
NETWORKS = {"small": (128, 4), "BERT-sized": (768, 12)}
rows = []
for name, (width, layers) in NETWORKS.items():
    for vocab_size in (512, 8192, 32768):
        total = models.parameters(network(vocab_size, width, layers))
        row = {"network": name, "tokens": vocab_size, "million parameters": total / 1e6}
        rows.append(row | {"in the table": f"{vocab_size * width / total:.0%}"})
caption = "Parameters, and how many of them are in the table"
tables.show(rows, caption, rows=["network", "tokens"], digits=1)

# %% [markdown]
# With the vocabulary grows the table's share: it soon holds most of the small network. Of the large
# one it holds the smaller part at every size tried.

# %% [markdown]
# ### What a word costs (to go further)
#
# A larger vocabulary means fewer tokens, but each costs more: to guess a token the model compares
# with every row of the table. Multiply the two, and you have what a *word* costs in training. We
# count multiplications and additions, as if every token was guessed.

# %%
per_word = [metrics.mean(by_size[v]) for v in SIZES]
costs = {
    name: [n * models.flops_per_token(network(v, *shape)) for n, v in zip(per_word, SIZES)]
    for name, shape in NETWORKS.items()
}

# %%
fig, ax = plots.figure()
for i, (name, cost) in enumerate(costs.items()):
    marks = plots.MARKERS[i] + plots.STYLES[i]
    ax.plot(SIZES, [c / cost[0] for c in cost], marks, color=plots.COLOURS[i], label=name)
size_axis(ax, f"cost of a word ({SIZES[0]} tokens = 1)")
cheapest = {name: SIZES[cost.index(min(cost))] for name, cost in costs.items()}
best = " and ".join(f"{v:,} for the {name} network" for name, v in cheapest.items())
plots.show(fig, f"Of the sizes tried, the cheapest for a word is {best}.")

# %% [markdown]
# The small network's curve turns up again early: its table becomes the larger part of the work. The
# large network's does not. Tao et al. (2024) come to a like result by training: larger models
# deserve larger vocabularies.

# %% [markdown]
# ## Words that were never seen
#
# Take words of the test part, of plain letters only, that occur nowhere in training. Some are names
# or abbreviations. The word list at the top of this lesson would have nothing for them. What does a
# tokenizer do?

# %%
seen = Counter(word for text in train for word in words_of(text))
test_words = {w for text in manuals["test"]["text"] for w in re.findall(r"\b[a-z]{4,14}\b", text)}
GROUPS = {"never": (0, 0), "1-9": (1, 9), "10-99": (10, 99), "100 and more": (100, 10**9)}
groups = {
    name: [w for w in sorted(test_words) if low <= seen[w] <= high]
    for name, (low, high) in GROUPS.items()
}
numbers = {"count in training": list(groups), "words": [len(words) for words in groups.values()]}
tables.show(numbers, "Words of the test part, by their count in training")

# %%
cutter, rows = trained("wordpiece", 4096, seed=0), []
for word in random.Random(4).sample(groups["never"], 6):
    rows.append({"word": word, "tokens": " ".join(cutter.tokenize(word))})
tables.show(rows, "Six of the words that training never saw")

# %% [markdown]
# ### Rarer words, more pieces? (to go further)
#
# Some of these words have more pieces than others. Does it count how often training saw a word?

# %%
my_pieces = None  # your prediction: pieces per never-seen word, on average

# %% [markdown]
# A sceptic says: unseen words are simply longer. So every group is drawn to have the same lengths
# as the never-seen words. Single letters are the worst that could happen.


# %%
def pieces_per_word(group: str, seed: int) -> dict:
    rng, cutter = random.Random(seed), trained("wordpiece", 4096, seed)
    same_length = ([w for w in groups[group] if len(w) == len(word)] for word in groups["never"])
    words = [rng.choice(choice) for choice in same_length if choice]
    return {
        "count in training": group,
        "seed": seed,
        "pieces": sum(len(cutter.tokenize(w)) for w in words) / len(words),
    }


# %%
rarity = experiment.Runs([pieces_per_word(group, s) for group in GROUPS for s in (0, 1, 2)])
letters = sum(map(len, groups["never"])) / len(groups["never"])
rarity.table("pieces", "count in training")

# %%
by_count = rarity.by("pieces", "count in training")
never, common = (metrics.mean(by_count[group]) for group in ("never", "100 and more"))
told = (
    f"A never-seen word has {never:.1f} pieces, a common one of the same length {common:.1f};"
    f" letters would be {letters:.1f}."
)
rarity.plot("pieces", "count in training", told, letters, "single letters")

# %%
predict("text_to_tokens.pieces", my_pieces, never, close=0.5)

# %% [markdown]
# The rarer, the more pieces, at the same length. But even a never-seen word stays far from single
# letters: it is made of pieces that other words have taught. The model has a chance to read it,
# as you did with words like `unverifiable` when you first met them.

# %% [markdown]
# ## Characters that were never seen
#
# The manuals are English. Here are short texts in other languages and scripts. A character
# without a place in WordPiece's alphabet turns its word into `[UNK]`, "unknown". Bytes are never
# unknown: every character is stored as one to four of them.

# %%
TEXTS = {
    "English": "The model reads a text.",
    "German": "Größere Modelle hören früher auf.",
    "Greek": "Το μοντέλο διαβάζει ένα κείμενο.",
    "Russian": "Модель читает текст.",
    "Arabic": "النموذج يقرأ النص.",
    "Hindi": "मॉडल पाठ पढ़ता है।",
    "Japanese": "モデルは文章を読みます。",
    "Emoji": "🙂👍🎉",
}


# %%
def abroad(name: str, seed: int) -> dict:
    """What becomes of one of the texts: unknown tokens, and how far a token reaches."""
    text, pieces = TEXTS[name], trained("wordpiece", 4096, seed).tokenize(TEXTS[name])
    reach = len(text) / len(trained("bpe", 4096, seed).tokenize(text))
    unknown = pieces.count("[UNK]") / len(pieces)
    return {"text": name, "seed": seed, "unknown": unknown, "characters per token": reach}


# %%
scripts = experiment.Runs([abroad(name, seed) for name in TEXTS for seed in (0, 1, 2)])
told = "Unknown: share of WordPiece's tokens. Characters per token: byte-level BPE."
scripts.table(["unknown", "characters per token"], "text", caption="Other scripts", note=told)

# %% [markdown]
# `[UNK]` loses the word for good. Bytes know every character but take many tokens: the same
# sentence becomes longer, and where tokens are paid for, dearer. Real multilingual tokenizers have
# this unevenness too (Petrov et al. 2023).

# %%
quiz("text_to_tokens.unknown")

# %% [markdown]
# ## What comes back from the ids (to go further)
#
# Can the text be restored from the ids?

# %%
rows = []
for kind, lowercase in (("wordpiece", True), ("wordpiece", False), ("bpe", True), ("bpe", False)):
    cutter = trained(kind, 4096, 0, lowercase)
    back = [cutter.decode(cutter.encode(t, add_special_tokens=False)) for t in TEXTS.values()]
    whole = sum(text == again for text, again in zip(TEXTS.values(), back))
    row = {"kind": kind, "lower-cased": lowercase, "come back": f"{whole} of {len(back)}"}
    rows.append(row | {"the German text": back[1]})
tables.show(rows, "Texts that come back from their ids", rows=["kind", "lower-cased"])

# %% [markdown]
# Only bytes that were not lower-cased bring every text back.

# %% [markdown]
# ## What lower-casing loses (to go further)
#
# Lower-cased, the German text lost its capitals, and in WordPiece also the dots of its `ö`. Many
# tokenizers lower-case and drop accents to save tokens. Look at three pairs of words:

# %%
lower, cased = (trained("wordpiece", 4096, 0, lowercase) for lowercase in (True, False))
words = ["Polish", "polish", "US", "us", "résumé", "resume"]
columns = {"text": words}
for name, cutter in (("lower-cased", lower), ("as written", cased)):
    columns[name] = [" ".join(cutter.tokenize(word)) for word in words]
tables.show(columns, "Tokens of three pairs of words", rows="text")

# %% [markdown]
# In the middle column each pair has become one. What does that buy?

# %%
rows = []
for name, lowercase in (("lower-cased", True), ("as written", False)):
    cutters = [trained("wordpiece", 4096, seed, lowercase) for seed in (0, 1, 2)]
    lengths = [sum(len(c.tokenize(text)) for text in held_out[:500]) / 500 for c in cutters]
    rows.append({"text": name, "tokens": metrics.interval(lengths)})
note = "Means of three samples [95 % interval]."
tables.show(rows, "Tokens in a paragraph", rows="text", digits=1, note=note)

# %% [markdown]
# Lower-casing makes the same text shorter with the same vocabulary, because `The` and `the` share a
# place. What it merges, no model behind it can tell apart.

# %% [markdown] tags=["instructor"]
# **Instructor.** Ask for a task where case decides (names, German nouns, shouting in reviews) and
# one where it does not. Then ask what `[UNK]` would do to a customer's name. Common mix-up: "the
# model does not know the word", when the tokenizer never showed it the letters.

# %% [markdown]
# ## Special tokens
#
# Five tokens stand for no text. Cut two texts of different length at once, as a **batch**, and all
# of them appear:

# %%
batch = tokenizer(["Return the [MASK].", "Rows that hold 🙂 are kept."], padding=True)
rows = []
for i, (ids, mask) in enumerate(zip(batch["input_ids"], batch["attention_mask"]), start=1):
    pieces = tokenizer.convert_ids_to_tokens(ids)
    rows.append({"text": i, "what": "tokens", **dict(enumerate(pieces, start=1))})
    rows.append({"text": i, "what": "mask", **dict(enumerate(mask, start=1))})
tables.show(rows, "A batch of two texts", rows=["text", "what"])

# %%
marks = list(tokens.SPECIAL.values())
tables.show({"token": marks, "id": tokenizer.convert_tokens_to_ids(marks)}, "Special tokens")

# %% [markdown]
# - `[CLS]` opens a text: a place to gather what all of it says.
# - `[SEP]` closes it, so that texts in one row stay apart.
# - `[MASK]` hides a token: the gap in [[lesson:masked_lm]].
# - `[PAD]` fills the shorter row. The **attention mask** is 0 there: "do not look".
# - `[UNK]` stands for what has no token.

# %% [markdown]
# Fill up rows yourself. A text may hold any id, so the mask must come from the lengths.
#
# @exercise pad_rows


# %%
# @solution pad_rows

# %%
pad_rows = check("pad_rows", pad_rows)

# %%
hint("pad_rows")

# %%
texts = ["Return the [MASK].", "Rows that hold 🙂 are kept."]
ids, mask = pad_rows(tokenizer(texts)["input_ids"], tokenizer.pad_token_id)
print("the same as the tokenizer's:", (ids, mask) == (batch["input_ids"], batch["attention_mask"]))

# %% [markdown] tags=["instructor"]
# **Instructor.** Draw the batch as a grid of two rows and colour the padding: it costs arithmetic
# and carries nothing. That motivates `tokens.pack` in [[lesson:masked_lm]] and the packing exercise
# in the lab. If you are behind, give this section as reading and go to the lab.

# %% [markdown]
# ## What this does not show
#
# That fewer tokens make a better model: length and cost were measured, no model was trained. The
# text was English technical prose; elsewhere the curves lie elsewhere. And one short text per
# script shows that there is a problem, not how large it is.

# %% [markdown]
# ## Where to read more
#
# - Gage 1994, *A new algorithm for data compression*: where the pairs come from.
# - Sennrich et al. 2016, *Neural machine translation of rare words with subword units*: BPE for
#   words.
# - Schuster and Nakajima 2012, *Japanese and Korean voice search*: WordPiece.
# - Radford et al. 2019, *Language models are unsupervised multitask learners*: bytes.
# - Petrov et al. 2023, *Language model tokenizers introduce unfairness between languages*.
# - Tao et al. 2024, *Scaling laws with vocabulary: larger models deserve larger vocabularies*.
