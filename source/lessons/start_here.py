# ---
# title: "Start here"
# minutes: 45
# objectives:
#   - Use a trained model that lies in this folder, in your own sentences
#   - Know which questions the course settles, and how it settles them
#   - Use predictions, checks, hints, quizzes and your progress
# needs:
#   - Python, enough to read a function
# key_points:
#   - A language model gives every possible next or missing piece of text a probability. You can ask
#     for them.
#   - It knows what its training text made likely. It does not know what is true.
#   - Every claim in this course is measured, with chance level, several runs and an interval.
#   - Predict before you run. A wrong prediction is the moment you learn something.
# ---

# %% [markdown]
# ## Ask a model something
#
# A **network** is a function with very many numbers in it. A **language model** is a network that
# has read text and learned what is likely to stand where. The one below was made by this course,
# from software manuals, and is a file of a few megabytes in this folder. Load it.

# %%
from helpers.checks import check, download_progress, hint, predict, progress, quiz, upload_progress
from helpers.context import generation
from helpers.measure import metrics
from helpers.show import tables, widgets
from helpers.weights import masking, models

model, tokenizer = models.load_checkpoint("manuals-encoder")
print(f"{models.parameters(model):,} numbers that training has set")

# %% [markdown]
# **Training** set these numbers, in many small steps, so that the network guesses hidden words
# better and better. `[MASK]` marks a gap. Ask it:

# %%
gap = "Raises an error if the [MASK] does not exist."
found = masking.fill(model, tokenizer, gap)
tables.show([{"candidate": token, "probability": p} for token, p in found], gap)

# %% [markdown]
# Each row is a candidate and its **probability**: how sure the model is, between 0 and 1.
# All candidates together, the thousands below these included, add up to 1: the words, pieces of
# words and marks that it can say.

# %% [markdown]
# Your turn. Change the sentence, keep one `[MASK]`, and watch the bars: of several only the first
# is answered. Try an everyday sentence too.


# %%
def ask(text: str):
    return masking.draw_fill(model, tokenizer, text)


widgets.explore(ask, text="Returns the number of [MASK] in the list.")

# %% [markdown]
# ## Let a model write
#
# A second model of this course has read invented office mail and was trained to say what comes
# next. Say it again and again, and you have a writer.

# %%
writer, writer_tokenizer = models.load_checkpoint("town-lm")
opening = "Good morning, the wooden chair"
rows = []
for seed in (0, 1, 2):
    text = opening + generation.generate(writer, writer_tokenizer, opening, 40, seed=seed)
    rows.append({"text": text, "seed": seed})
tables.show(rows, "Three texts with the same opening", rows="seed")

# %% [markdown]
# Three times the same opening, three texts: at each place the model gives probabilities, and dice
# decide. Not all of it makes sense. An arrow `->` comes from lists that this model has read, too.
# Change the opening. [[Lesson:generation]] takes this apart.

# %% [markdown]
# ## What it knows and what it does not
#
# From each of these sentences we left one word out. Half are about programming, half about the
# world. A gap counts as right if our word is among the first five candidates; other words that
# would fit count as wrong. What share of each will the model get right?

# %% [markdown]
# Two things stand beside a share. The **chance level** is what guessing reaches: here five blind
# guesses out of all that the model can say. And an **interval**, two numbers in brackets. Eight
# gaps are few, so luck moves the share. The interval says where it would lie for very many such
# gaps.

# %%
MANUALS = {
    "The function returns true if the string is [MASK], that is, has no characters.": "empty",
    "Raises an error if the file does not [MASK].": "exist",
    "A list of strings, one for each column of the data [MASK].": "frame",
    "The number of rows and [MASK] of the matrix.": "columns",
    "This method is deprecated and will be removed in a future [MASK].": "version",
    "The default [MASK] is none.": "value",
    "Compute the mean and standard [MASK] of the samples.": "deviation",
    "The input must be a positive [MASK].": "integer",
}

# %%
WORLD = {
    "The traffic light turned [MASK], so the car had to stop.": "red",
    "She locked the front door of her house with a [MASK].": "key",
    "In autumn the leaves fall from the [MASK].": "tree",
    "The opposite of young is [MASK].": "old",
    "They have one daughter, their only [MASK].": "child",
    "A kitten is a very young [MASK].": "cat",
    "The sun shines during the [MASK].": "day",
    "He went to the station and missed his [MASK].": "train",
}

# %%
my_manuals = None  # your prediction: the share of the manuals' gaps, from 0 to 1
my_world = None  # and of the world's gaps


# %%
def right(gaps: dict[str, str]) -> list[float]:
    """1.0 for each gap whose answer is among the model's first five candidates."""
    top = {text: [token for token, _ in masking.fill(model, tokenizer, text)] for text in gaps}
    return [float(answer in top[text]) for text, answer in gaps.items()]


gaps = {"manuals": MANUALS, "world": WORLD}
left_out = [word for some in gaps.values() for word in some.values()]
known = sum(word in tokenizer.get_vocab() for word in left_out)
note = f"Chance: {5 / len(tokenizer):.4f}, five candidates out of {len(tokenizer):,}."
note = f"{note} Of the {len(left_out)} words left out {known} are among these."
rows = [{"gaps": name, "right": metrics.share(right(some))} for name, some in gaps.items()]
tables.show(rows, "Right answers", note=note)

# %%
predict("start_here.manuals", my_manuals, sum(right(MANUALS)) / len(MANUALS), close=0.15)
predict("start_here.world", my_world, sum(right(WORLD)) / len(WORLD), close=0.15)

# %% [markdown]
# Every word that we left out is one that the model can say. A likely reason for the difference: its
# manuals hardly speak of kittens, daughters or front doors. It answers all the same. Look at one
# such answer:

# %%
gap = "They have one daughter, their only [MASK]."
found = masking.fill(model, tokenizer, gap)
tables.show([{"candidate": token, "probability": p} for token, p in found], gap)

# %% [markdown]
# ## How to read a result here
#
# You have just seen the form of the results in this course: a measured share or mean, its interval
# in brackets, and the chance level.

# %% [markdown]
# The interval says where the value would lie if we could ask very many such questions, or train
# very many times: of such brackets, about nineteen of twenty hold that true value. They are called
# 95 % intervals. If one reaches chance, nothing was shown.

# %% [markdown]
# So compare the two brackets above with chance. The manuals' lies far above it. The world's begins
# at zero: there, nothing shows that the model does better than a guess.

# %%
quiz("start_here.chance")

# %% [markdown]
# Training starts from random numbers. The **seed** is the number that these are made from: the same
# seed gives the same training again, the same **run**, and another seed another run. So one run
# proves little. Experiments here have three seeds or more.

# %%
quiz("start_here.seeds")

# %% [markdown] tags=["instructor"]
# **Instructor.** Ask for hands before the world gaps are run. Most people predict too high, because
# the manual answers looked clever. That surprise is the point: write the group's mean prediction on
# the board. If you are behind, skip the exercise below and come back to it in the first lab.

# %% [markdown]
# ## What the course will settle
#
# A model can learn in two ways. In its **weights**: training changes its numbers for good, first on
# much text (**pre-training**), then on a task (**fine-tuning**). In its **context**: you show it
# examples, and no number changes (**in-context learning**).
#
# Which does better on new questions, what does each cost, and what do both give?

# %% [markdown]
# ## How exercises work
#
# An exercise is a function to write. The three dots stand where your code goes. Count how often
# each word occurs in a text; upper and lower case are the same word.
#
# @exercise count_words


# %%
# @solution count_words

# %%
count_words = check("count_words", count_words)

# %% [markdown]
# The **check** tries your function on several inputs and says what is wrong. A blank stops nothing:
# the cells below use ours until yours passes. Stuck? Ask for a hint, and again for the next.

# %%
hint("count_words")

# %%
counts = count_words(" ".join(MANUALS))
print(f"used most in the manuals' sentences: “{max(counts, key=counts.get)}”")

# %% [markdown]
# Everything you do is kept in one file, `progress.json`, on your machine only. Look at it whenever
# you like, here or on the page [Home](home.ipynb), which leads to all notebooks:

# %%
progress()

# %% [markdown]
# Cells run in a **kernel**, a Python process of this notebook. When it restarts, every name is
# forgotten, and a cell in the middle ends in a `NameError`. Then run the cells above first: in the
# menu, Run > Run All Above Selected Cell. Your progress stays.

# %% [markdown]
# ## Binder and Colab: take your work home
#
# On your own computer nothing is lost, and you may skip this section. On Binder or Colab you work
# on a borrowed computer, and all that you did there is deleted when the session ends. Binder ends
# it after about ten minutes without work, Colab after a longer while.

# %% [markdown]
# Two things are yours. One is your progress, a small file. The next cell makes a link. Click on it
# before you pause, and your browser keeps the file on your own computer:

# %%
download_progress()

# %% [markdown]
# In a new session, give that file back here. What is in it is added to what is there, and nothing
# is counted twice. A file that is damaged, or is something else, changes nothing:

# %%
upload_progress()

# %% [markdown]
# The other is each notebook with the code that you wrote. In JupyterLab choose File > Download; the
# upload button above the list of files brings it back. On Colab choose File > Save a copy in Drive.

# %% [markdown]
# Did Binder's session end first? Leave the page open. Binder has a button above the notebook that
# downloads what the page still shows. And keep one notebook open at a time there: close its kernel
# with Kernel > Shut Down Kernel before the next, because memory is short.

# %% [markdown]
# ## What this does not show
#
# A few gaps chosen by us show something; they are no thorough test. A larger model that has read
# the web fills the world's gaps too. What carries over is the reason: a model knows what its
# training text made likely.

# %% [markdown]
# ## Where to read more
#
# - Devlin et al. 2019, *BERT*: filling gaps as training.
# - Lampinen et al. 2025, *On the generalization of language models from in-context learning and
#   finetuning*: the comparison that this course rebuilds.
