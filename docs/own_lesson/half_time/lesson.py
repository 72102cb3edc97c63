# ---
# title: "Half-time"
# minutes: 15
# objectives:
#   - Say what the first half of the course showed
#   - Cut a list into two halves
# needs:
#   - start_here
# key_points:
#   - A lesson of your own has a folder, and the course builds it like any other.
# ---

# %% [markdown]
# ## A guess and a question
#
# You have met predictions in [[lesson:start_here]]. How many items has the first half of a list of
# seven, if the rest may have one more? And which number does the rest of 0 to 6 begin with?

# %%
from helpers.checks import check, hint, predict, quiz

my_count = None  # your prediction, a number
my_first = None  # your prediction, the number that the rest begins with

# %%
items = list(range(7))
predict("half_time.count", my_count, len(items) // 2, close=0)
predict("half_time.first", my_first, items[len(items) // 2], close=0)

# %%
quiz("half_time.rest")

# %% [markdown]
# ## Cut a list
# @exercise first_and_rest
# Give back both parts. Data sets are cut like this, into a part to learn from and a part to test.
# Stuck? Run `hint("first_and_rest")` in a cell of its own.

# %%
# @solution first_and_rest

# %%
first_and_rest = check("first_and_rest", first_and_rest)
first_and_rest(items)

# %% [markdown] tags=["instructor"]
# **Instructor.** Ask who would shuffle first, and why.

# %% [markdown]
# ## What this does not show
#
# Whether the two halves are alike. A list that is sorted has halves that are not.
