# ---
# title: "What do your documents cost in tokens?"
# minutes: 55
# further: 10
# objectives:
#   - Write a byte-pair tokenizer, from counting pairs to cutting new words
#   - Check it against the library that real models use
#   - Say what a document costs in tokens, and where the tokens go
# needs:
#   - text_to_tokens
# key_points:
#   - A byte-pair tokenizer is a list of joins. Learning is counting; cutting is repeating the joins
#     in order.
#   - A small vocabulary is the beginning of a large one, so one training gives every size.
#   - Characters per token says how well a tokenizer fits a text. Divide totals, not averages.
#   - Rows of equal length are filled from one long list of ids, so that nothing is spent on
#     padding.
# ---

# %% [markdown]
# ## The problem
#
# Your department wants to send its documents through a language model. The provider charges by the
# **token**, and the model reads a limited number at once. So somebody asks: *how many tokens do we
# have, and where do they go?*
#
# You build the counter yourself. At the end you point it at a file of your own.

# %%
import random
import re
from collections import Counter

from tokenizers import Tokenizer, pre_tokenizers, trainers
from tokenizers.models import BPE
from tqdm.auto import tqdm

from helpers.checks import check, progress
from helpers.measure import charts, experiment
from helpers.setup import size
from helpers.show import display, plots, tables
from helpers.text import corpora, own_files
from helpers.weights import models

# %% [markdown]
# ## Count pairs
# @exercise pair_counts
#
# A word is a tuple of **symbols**, at first its characters. `words` says how often each word
# occurs. Count how often each pair of neighbours occurs. The result maps `(left, right)` to a
# number. `("a", "a", "a")` holds the pair `("a", "a")` twice.


# %%
# @solution pair_counts

# %%
pair_counts = check("pair_counts", pair_counts)

# %% [markdown]
# Stuck? Run `hint("pair_counts")` in a new cell, again for the next hint. The same goes for every
# exercise below.

# %% [markdown]
# ## Join one pair
# @exercise merge_pair
#
# The lesson joined with `str.replace`. That fails where a symbol *ends* like the pair begins: in
# `s ee n` there is no pair `e n`, but the text "e n" is there. So compare symbols. Go from left to
# right and use each symbol once: `a a a` becomes `aa a`.


# %%
# @solution merge_pair

# %%
merge_pair = check("merge_pair", merge_pair)

# %% [markdown]
# ## Learn the joins
# @exercise learn_bpe
#
# Now the whole of byte-pair encoding: count, take the commonest pair, join it in every word, and
# again. Of equally common pairs take the first in the alphabet (the smallest tuple), so that the
# result does not depend on the order of the words. Use your two functions.


# %%
# @solution learn_bpe

# %%
learn_bpe = check("learn_bpe", learn_bpe)

# %% [markdown] tags=["instructor"]
# **Instructor.** The commonest slip is to count once at the start. Ask what pairs `th` can form
# before it exists. The second is the tie: let two neighbours with different word orders compare
# their joins. Whoever is done early may make `learn_bpe` faster by updating only the words that
# hold the joined pair.

# %% [markdown]
# ## Cut a new word
# @exercise encode_word
#
# A word that was not in training goes through the same joins, in the order in which they were
# learned. Not the longest piece first: that would be WordPiece.


# %%
# @solution encode_word

# %%
encode_word = check("encode_word", encode_word)

# %% [markdown]
# ## Your tokenizer on real text
#
# Learn 300 joins from 300 paragraphs of the manuals, for three different samples. Plain Python
# takes a few seconds for each.

# %%
manuals = corpora.manuals()
train, held_out = list(manuals["train"]["text"]), list(manuals["validation"]["text"])[:150]
MERGES = size(300, 30)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text.lower())


def sample_counts(seed: int) -> Counter:
    sample = random.Random(seed).sample(train, size(300, 60))
    return Counter(word for text in sample for word in words_of(text))


# %%
bar = tqdm((0, 1, 2), desc="learning joins", leave=False)
joins = {seed: learn_bpe(sample_counts(seed), MERGES) for seed in bar}
joined = ["".join(pair) for pair in joins[0]]
display.say(f"First: {' '.join(joined[:12])}\nLast: {' '.join(joined[-12:])}")

# %%
for word in ("argument", "arguments", "rearrangement"):
    print(f"{word}:", *encode_word(word, joins[0]))

# %% [markdown]
# Is this the real thing? The `tokenizers` library, which Hugging Face models use, learns as many
# joins from the same words. It settles ties otherwise.

# %%
counts = sample_counts(0)
library = Tokenizer(BPE())
library.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
letters = len(set("".join(counts)))
trainer = trainers.BpeTrainer(vocab_size=letters + MERGES, show_progress=False)
library.train_from_iterator(counts.elements(), trainer)
mine, theirs = {"".join(pair) for pair in joins[0]}, set(library.get_vocab())
print(f"{len(mine & theirs)} of your {len(mine)} pieces are in the library's vocabulary.")

# %% [markdown]
# ## Characters per token
# @exercise compression
#
# How well does a tokenizer fit a text? Divide the number of characters, spaces included, by the
# number of tokens, over all texts together. If there is no token at all, return 0.0.


# %%
# @solution compression

# %%
compression = check("compression", compression)

# %% [markdown]
# A tokenizer with few joins is the beginning of one with many: `joins[:30]` is what 30 rounds would
# have learned. So the three trainings give every size, measured on held-out paragraphs. The
# sceptic's two lines: every character a token, and every word a token.


# %%
def cut(texts: list[str], merges: list[tuple[str, str]]) -> list[list[str]]:
    words = [words_of(text) for text in texts]
    different = tqdm(set().union(*words), desc="cutting", delay=2, leave=False)
    known = {word: encode_word(word, merges) for word in different}
    return [[piece for word in line for piece in known[word]] for line in words]


# %%
rows = []
for n in (0, MERGES // 10, MERGES // 3, MERGES):
    for seed, merges in joins.items():
        found = compression(held_out, cut(held_out, merges[:n]))
        rows.append({"joins": n, "seed": seed, "characters per token": found})
reach = experiment.Runs(rows)
words_only = compression(held_out, [words_of(text) for text in held_out])

# %%
words = f"A token for every word: {words_only:.2f}."
reach.table("characters per token", "joins", note=words)

# %%
fig, ax = plots.figure(6.5, 3.2)
ends = charts.with_intervals(ax, reach, "characters per token", "joins", line=True)
first, last = ends[0][0], ends[-1][0]  # the means without joins, and with all
plots.level(ax, first, "every character")
plots.level(ax, words_only, "every word")
ax.set(xlabel="joins", ylabel="characters per token", ylim=(0, None))
told = f"From {first:.2f} characters per token without joins to {last:.2f} with {MERGES}"
plots.show(fig, f"{told}; whole words would be {words_only:.2f}.")

# %% [markdown]
# A join early in the list does more than a late one, as in the lesson. The three samples agree
# closely: which paragraphs you learn from matters little as long as they are of the same kind.

# %% [markdown]
# ## Your own file
#
# Set `my_file` to a text file (`.txt`, `.md`) or a table (`.csv`, `.json`): its name if it lies
# beside this notebook, else the whole path, as in `r"C:\Users\me\notes.txt"`. The file stays on the
# machine that runs this notebook. With `None` the held-out paragraphs stand in for it.

# %%
my_file, text_column = None, "text"  # your file; the column, if it is a table
price = 1.0  # what a million tokens cost, in any currency

# %%
text = own_files.read_text(my_file, text_column) if my_file else "\n\n".join(held_out)
paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
name = my_file or "The held-out paragraphs"
display.say(f"{name}: {len(paragraphs):,} paragraphs, {len(text):,} characters")

# %% [markdown]
# Count with the tokenizer of the course's model and with yours. (For another model take *its*
# tokenizer: `transformers.AutoTokenizer.from_pretrained("its name")`. That needs the network.)

# %%
tokenizer = models.load_checkpoint("manuals-encoder")[1]
numbers = tokenizer(paragraphs, add_special_tokens=False)["input_ids"]
total = sum(map(len, numbers))
unknown = sum(part.count(tokenizer.unk_token_id) for part in numbers) / max(1, total)
print(f"{total:,} tokens, {total / 1e6 * price:.4f} at your price; {unknown:.2%} are [UNK]")
print(f"{compression(paragraphs, numbers):.2f} characters per token, the course's tokenizer")
print(f"{compression(paragraphs, cut(paragraphs, joins[0])):.2f} with your {len(joins[0])} joins")

# %% [markdown]
# Where do the tokens go? A word costs its pieces, as often as it stands there. These words would
# save most if each was a single token:

# %%
often = Counter(word for part in paragraphs for word in words_of(part))
extra = {word: count * (len(tokenizer.tokenize(word)) - 1) for word, count in often.items()}
rows = []
for word in sorted(extra, key=extra.get, reverse=True)[:8]:
    row = {"word": word, "times": often[word], "tokens": " ".join(tokenizer.tokenize(word))}
    rows.append(row | {"extra tokens": extra[word]})
tables.show(rows, "Words that cost most", rows="word")

# %% [markdown]
# Compare the characters per token with those of the manuals. A lower number means that the
# tokenizer has not met your kind of text: another field, another language, tables, code. The same
# content then costs more, and fewer pages fit into one row.

# %% [markdown] tags=["instructor"]
# **Instructor.** Let people compare numbers from different files (a letter, a log file, a text in
# another language) on the board and explain the order. Remind them that a file with personal data
# stays on a shared server if the notebook runs there.

# %% tags=["nbval-check-output"]
progress("text_to_tokens")

# %% [markdown]
# ## Fill rows (to go further)
# @exercise pack_rows
#
# A model reads rows of equal length. Put all texts into one long list of ids, with the id `sep`
# after each text, also after the last. Cut the list into rows. If the last row is not full, drop
# it.


# %%
# @solution pack_rows

# %%
pack_rows = check("pack_rows", pack_rows)

# %% [markdown]
# What does packing save? The other way is a row for each text, filled up with `[PAD]` to the
# longest text. The ids come from the tokenizer of the course's model.

# %%
ids = tokenizer(held_out, add_special_tokens=False)["input_ids"]
longest = max(map(len, ids)) + 1
packed = pack_rows(ids, longest, tokenizer.sep_token_id)
padding = 1 - sum(len(text) + 1 for text in ids) / (len(ids) * longest)
print(f"packed: {len(packed)} rows of {longest}")
print(f"one text a row: {len(ids)} rows, of which {padding:.0%} is padding")

# %% [markdown]
# Most of what stands in the padded rows is filling. Packed, the same tokens need a fraction of the
# rows.

# %% [markdown]
# And your own file, in rows of two lengths:

# %%
for length in (64, 512):
    print(f"{len(pack_rows(numbers, length, tokenizer.sep_token_id)):,} full rows of {length}")

# %% [markdown]
# ## What this does not show
#
# What your provider counts: every model has its own tokenizer, and only that one gives the bill.
# And a text that costs few tokens is not read better for it.
