# ---
# title: "Prompts that carry what is needed"
# minutes: 55
# further: 35
# objectives:
#   - Write, balance and shorten a prompt yourself
#   - Steer a frozen model to a house tone, a language and a set of codes, and measure each
#   - Score an answer by hand (to go further)
#   - Give a dialogue a memory that fits, and measure what it forgets (to go further)
# needs:
#   - in_context
# key_points:
#   - A prompt ends exactly where the answer begins. The model goes on from there.
#   - What does not fit must go by a rule that you chose, from the front, in whole pieces.
#   - Put in what the query needs, and measure against a prompt that lacks it.
#   - A dialogue remembers what its prompt still holds, and nothing else.
# ---

# %% [markdown]
# ## The problem
#
# A rental desk wants help from one small model that nobody may retrain. Replies in the **house
# tone**. Requests sorted by the desk's own **codes**. A word of a **language** that nobody taught
# the model. And a dialogue in which yesterday's line is not asked again. All of it by prompt.

# %%
import random
from collections.abc import Callable

import torch

from helpers.checks import check, predict, progress
from helpers.context import demonstrations, generation, scoring
from helpers.context.prompts import Prompt, encode
from helpers.files import CourseError
from helpers.icl import attributes, documents, few_shot, prompt_tasks, styles
from helpers.measure import evaluation, experiment, metrics
from helpers.setup import size
from helpers.show import display, tables
from helpers.text import data
from helpers.weights import models

# %%
model, tokenizer = models.load_checkpoint("town-lm")

# %% [markdown]
# ## 1. Write the prompt
# @exercise few_shot_text
# A line for each demonstration: text, mark, a space, answer. The query ends with its mark, because
# the model goes on from the very end. An instruction, if there is one, stands first.


# %%
# @solution few_shot_text

# %%
few_shot_text = check("few_shot_text", few_shot_text)

# %% [markdown]
# Stuck? Run `hint("few_shot_text")`, again for the next hint. It works for every exercise below.

# %% [markdown]
# ### Replies in the house tone
#
# Every house has its tone: set phrases that nobody else uses. The mark here is a line break and the
# writer's name. These phrases are common words, drawn anew for each house, and odd on purpose:
# nobody could guess them.

# %%
writer, replies = prompt_tasks.replies(random.Random(4), 4, styles.random_style(random.Random(5)))
prompt = few_shot_text(replies[-1][0], replies[:-1], f"\n{writer}:")
written = generation.generate(model, tokenizer, prompt, 40, temperature=0, stop=["\n"])
display.say(f"{prompt}|{written}", fixed=True)

# %% [markdown]
# What stands after the bar was written by the model. Is it the tone, the right person, thing and
# day? One reply proves nothing, so count exact ones. How many of them with four replies shown?

# %%
my_tone = None  # your prediction: the share of exact replies with 4 shown, from 0 to 1


# %%
def in_tone(shown: int, seed: int) -> float:
    """Share of replies that are exact to the last mark."""
    rng, asked = random.Random(f"tone {seed}"), []
    for _ in range(size(25, 3)):
        writer, found = prompt_tasks.replies(rng, shown + 1, styles.random_style(rng))
        prompt = few_shot_text(found[-1][0], found[:-1], f"\n{writer}:")
        asked.append(prompt_tasks.Request(prompt, f" {found[-1][1]}"))
    return sum(prompt_tasks.exact(model, tokenizer, asked)) / len(asked)


# %%
tone = experiment.Runs(
    [
        {"replies shown": shown, "seed": seed, "exact": in_tone(shown, seed)}
        for shown in (0, 1, 2, 4)
        for seed in (0, 1, 2)
    ]
).shares(exact=size(25, 3))
tone.table("exact", "replies shown", caption="Replies exact to the last mark")
predict("in_context.tone", my_tone, tone.mean("exact", **{"replies shown": 4}), close=0.1)
one, four = {"replies shown": 1}, {"replies shown": 4}
print("one reply shown, against four:", tone.clearly("exact", one, four))

# %% [markdown]
# The row with nothing shown is the control: nobody can guess a tone. Whatever stands below it came
# from the prompt. If one reply is "not clearly different" from four, most of it comes from the
# first.

# %% [markdown] tags=["instructor"]
# **Instructor.** Let everybody break the prompt on purpose: a space after the last colon, a missing
# line break. Ask first what will happen. The tokenizer writes a space as part of the next word, so
# a space at the end is a token the model has hardly seen there. [[Lesson:prompts]] measures what
# other marks do.

# %% [markdown]
# ## 2. Which demonstrations
# @exercise balanced_demonstrations
# Draw the same number of each answer, at random, and mix them: with equal answers next to each
# other, the last ones can weigh too much. `count` is a multiple of the number of answers.


# %%
# @solution balanced_demonstrations

# %%
balanced_demonstrations = check("balanced_demonstrations", balanced_demonstrations)

# %% [markdown]
# The desk has its own codes for two sorts of things. Of its old notes nine in ten have the same
# code. Does a plain draw of four do as well as a balanced one? The queries hold both codes equally
# often.

# %%
my_draw = None  # your prediction: "balanced", "plain" or "not told apart"


# %%
two_sorts = few_shot.mixed(2)  # draws a question: which of two sorts is it?


def sorted_rightly(way: str, seed: int) -> float:
    """Accuracy with four demonstrations out of a pool in which one code is rare."""
    rng = random.Random(f"desk {seed}")
    question, codes = two_sorts(rng), few_shot.new_labels(rng, 2)
    notes = prompt_tasks.examples(question, codes, 72, rng)
    asked = prompt_tasks.examples(question, codes, size(60, 8), rng, without=notes)
    pool = [p for p in notes if p[1] == codes[0]] + [p for p in notes if p[1] == codes[1]][:4]
    pick = balanced_demonstrations if way == "balanced" else demonstrations.draw
    prompts = [few_shot_text(t, list(pick(pool, 4, n)), " =>") for n, (t, _) in enumerate(asked)]
    chosen, _ = scoring.classify(model, tokenizer, prompts, [f" {code}" for code in codes])
    return sum(codes[i] == answer for i, (_, answer) in zip(chosen, asked)) / len(asked)


# %%
shares = experiment.Runs(
    [
        {"way": way, "seed": seed, "accuracy": sorted_rightly(way, seed)}
        for way in ("plain", "balanced")
        for seed in range(5)
    ]
).shares(accuracy=size(60, 8))
plain = {"way": "plain"}
shares.table("accuracy", "way", caption="Accuracy with four demonstrations", note="Chance: 0.50.")
shares.differences("accuracy", "way", versus=plain, against="plain")

# %%
predict(
    "in_context.draw",
    my_draw,
    shares.best("accuracy", "way"),
    options={
        "balanced": "A plain draw often shows one code only.",
        "plain": "Then the usual code would be worth more places.",
        "not told apart": "Then draws of notes differ as much as the two ways do.",
    },
)

# %% [markdown]
# A plain draw often shows one code only. You would sort the rest by elimination: what is unlike
# these notes must have the other code. The gap between the two rows says that this model does not,
# or seldom.

# %% [markdown]
# ## 3. What does not fit
# @exercise fit_budget
# A model reads a limited number of tokens. Keep the newest demonstrations: drop from the front, no
# more than needed. `fixed` is what must stay: instruction, query, and room for the answer.


# %%
# @solution fit_budget

# %%
fit_budget = check("fit_budget", fit_budget)

# %% [markdown]
# Now with real tokens, against the helper of the lesson. Both must drop the same ones.

# %%
rng = random.Random(9)
question, codes = two_sorts(rng), few_shot.new_labels(rng, 2)
notes = prompt_tasks.examples(question, codes, 40, rng)
query = notes[-1][0]


# %%
def tokens_in(text: str) -> int:
    return len(tokenizer(text, add_special_tokens=False)["input_ids"])


# %%
lengths = [tokens_in(few_shot_text(text, [], " =>") + f" {code}\n") for text, code in notes[:-1]]
rows = []
for budget in (60, 150, 400):
    fits = Prompt(query, notes[:-1]).fit(tokenizer, budget)
    mine = fit_budget(lengths, 1 + tokens_in(few_shot_text(query, [], " =>")), budget)  # 1: [CLS]
    rows.append({"budget": budget, "yours drops": mine, "the helper drops": len(fits.dropped)})
tables.show(rows, f"Of {len(lengths)} demonstrations", rows="budget")

# %% [markdown]
# ## 4. Score an answer by hand (to go further)
# @exercise answer_score
# A model gives each next token a log-probability. An answer's log-likelihood is the sum over its
# tokens. Mind the shift: what row i says is about the token *after* place i.


# %%
# @solution answer_score

# %%
answer_score = check("answer_score", answer_score)

# %%
prompt = few_shot_text(query, notes[:4], " =>")
given = encode(tokenizer, [prompt])[0]
theirs = scoring.log_likelihoods(model, tokenizer, [prompt], [f" {code}" for code in codes])[0]

# %%
rows = []
for code, score in zip(codes, theirs.tolist()):
    ids = encode(tokenizer, [f"{prompt} {code}"])[0]
    with torch.no_grad():
        log_p = model(input_ids=torch.tensor([ids])).logits[0].log_softmax(-1)
    mine = answer_score(log_p, ids, len(given))
    same = abs(mine - score) < 1e-3
    rows.append({"code": code, "yours": mine, "the helper": score, "equal": same})
tables.show(rows, "Log-likelihood of each code", rows="code", digits=4)

# %% [markdown]
# The code with the higher sum is the answer. With codes of different lengths the sum tends to
# favour the short one: each further token can only lower it.

# %% [markdown] tags=["instructor"]
# **Instructor.** In exercise 4 (to go further) the slip by one row is nearly universal. Draw the
# tokens in a row and an arrow from each to the next. Behind schedule? Skip 3: the reference takes
# its place.

# %% [markdown]
# ## 5. Only the entries that are needed
# @exercise lexicon_line
# The desk has a customer whose language nobody taught the model, and a lexicon. Put into the prompt
# what the phrase needs, and leave out the rest.


# %%
# @solution lexicon_line

# %%
lexicon_line = check("lexicon_line", lexicon_line)

# %% [markdown]
# Languages are invented anew for each request, with forty words each. Three prompts: no lexicon,
# the whole lexicon, and your line. Two translated words stand in each, so that the form is clear. A
# request asks for one word: [[lesson:in_context]] showed what happens with two.

# %%
my_lexicon = None  # your prediction: "whole", "needed" or "not told apart"

# %%
THINGS = [word for c in attributes.classes() if c.kind == "thing" for word in c.new]


def request(way: str, rng: random.Random) -> prompt_tasks.Request:
    """A word to translate, in a language of its own, and what the prompt says of the language."""
    lexicon = {word: documents.coin(rng) for word in rng.sample(THINGS, 40)}
    words = rng.sample(list(lexicon), 3)
    listed = {"none": None, "whole": lexicon, "needed": words}[way]
    line = lexicon_line(" ".join(listed), lexicon) if listed else ""
    shown = [(f"say {word}", lexicon[word]) for word in words[:2]]
    prompt = line + few_shot_text(f"say {words[2]}", shown, " =>")
    return prompt_tasks.Request(prompt, f" {lexicon[words[2]]}")


# %%
def translated(way: str, seed: int) -> float:
    """Share of exact translations."""
    rng = random.Random(f"language {seed}")
    asked = [request(way, rng) for _ in range(size(30, 3))]
    return sum(prompt_tasks.exact(model, tokenizer, asked)) / len(asked)


# %%
exact = experiment.Runs(
    [
        {"lexicon": way, "seed": seed, "exact": translated(way, seed)}
        for way in ("none", "whole", "needed")
        for seed in (0, 1, 2)
    ]
).shares(exact=size(30, 3))
exact.table("exact", "lexicon", caption="Exact translations")
exact.differences("exact", "lexicon", versus={"lexicon": "whole"}, against="the whole lexicon")

# %%
predict(
    "in_context.lexicon",
    my_lexicon,
    exact.among(lexicon=["needed", "whole"]).best("exact", "lexicon"),
    options={
        "needed": "Entries that are not needed are in the way, and cost tokens.",
        "whole": "More context would then be better, needed or not.",
        "not told apart": "Then an entry is found among forty about as well as among three.",
    },
)

# %% [markdown]
# To look up what a query needs and to put that into the prompt is called **retrieval**; your line
# is its smallest form. ▲ at "needed" means: the other entries were in the way. Fewer tokens it
# needs in any case.

# %% [markdown]
# ## 6. A dialogue that fits (to go further)
# @exercise remember
# In a chat the prompt holds the talk so far. When it is too long, drop the oldest *exchange*, a
# user's message with the assistant's answer. The system's message and the new message stay.


# %%
# @solution remember

# %%
remember = check("remember", remember)

# %% [markdown]
# Try it as the desk's memory: twelve things get a shelf code each, in a talk of questions and
# answers. Then one of them is asked again. Does the model still know the code? It chooses among all
# twelve.

# %%
my_memory = None  # your prediction: the share it recalls when the exchange was dropped, from 0 to 1


# %%
def talk(rng: random.Random) -> tuple[list[dict[str, str]], dict[str, str]]:
    """A dialogue in which twelve things get their codes, and the codes."""
    things = [f"the {word}" for word in rng.sample(THINGS, 12)]
    codes = dict(zip(things, rng.sample(attributes.label_words()["new"], 12)))
    messages = []
    for thing, code in codes.items():
        messages += [{"role": "user", "content": thing}, {"role": "assistant", "content": code}]
    return messages, codes


def as_text(messages: list[dict[str, str]]) -> str:
    pairs = [(a["content"], b["content"]) for a, b in zip(messages[::2], messages[1::2])]
    return few_shot_text("Q: " + messages[-1]["content"], [(f"Q: {a}", b) for a, b in pairs], " A:")


# %%
def recalled(budget: int, seed: int) -> list[tuple[bool, bool]]:
    """For each question asked again: was its exchange still in the prompt, and was it right?"""
    rng, prompts, names, wanted, there = random.Random(f"desk talk {seed}"), [], [], [], []
    for _ in range(size(30, 3)):
        messages, codes = talk(rng)
        thing = rng.choice(list(codes))
        kept = remember([*messages, {"role": "user", "content": thing}], budget, tokens_in)
        prompts.append(as_text(kept))
        names.append([f" {code}" for code in codes.values()])
        wanted.append(list(codes).index(thing))
        there.append(any(message["content"] == thing for message in kept[:-1]))
    chosen, _ = scoring.classify(model, tokenizer, prompts, names)
    return [(a, b == c) for a, b, c in zip(there, chosen, wanted)]


# %%
outcomes = {
    budget: [o for seed in (0, 1, 2) for o in recalled(budget, seed)] for budget in (15, 30, 100)
}
recall = [metrics.share([right for _, right in found]) for found in outcomes.values()]
tables.show({"budget": list(outcomes), "recalled": recall}, "Codes recalled", rows="budget")

# %%
found = sum(outcomes.values(), [])
kept = [right for there, right in found if there]
dropped = [right for there, right in found if not there]
recall = [metrics.share(kept), metrics.share(dropped)]
rows = {"the exchange": ["still in the prompt", "dropped"], "recalled": recall}
chance = f"Chance: {1 / 12:.2f}."
tables.show(rows, "Codes recalled, by exchange", rows="the exchange", note=chance)

# %%
predict("in_context.recall", my_memory, sum(dropped) / len(dropped), close=0.08)

# %% [markdown]
# A code that was dropped can be recalled by luck only, and not even by that where the model prefers
# codes it can see. Note that it answers all the same, and does not say that it has forgotten. Read
# the row *still in the prompt* for what its memory is worth while it lasts.

# %% [markdown] tags=["instructor"]
# **Instructor.** Ask for better rules than "drop the oldest": keep what was asked often, keep a
# summary, look up what the new message needs (exercise 5). Each costs something. Who decides in a
# product what is forgotten, and does the user learn of it?

# %% [markdown]
# ## Your own texts (to go further)
#
# Put the path of a CSV file here, with a short text a row and its class. Set the names of the two
# columns. On Windows write `r"C:\data\notes.csv"`, with the `r`. The model knows simple English
# only, and practised few questions: expect it to fail on others.

# %%
my_file = None

# %%
text_column, label_column = "text", "label"


# %%
def short_pairs(part, names: list[str], most: int = 60) -> list[tuple[str, str]]:
    """Labelled texts as pairs, without those of more than `most` tokens: several must fit."""
    pairs = [(text, names[label]) for text, label in zip(part["text"], part["label"])]
    kept = [pair for pair in pairs if tokens_in(pair[0]) <= most]
    if len(kept) < len(pairs):
        print(f"left out as longer than {most} tokens: {len(pairs) - len(kept)} of {len(pairs)}")
    if not kept:
        raise CourseError(f"No text has {most} tokens or fewer. Give a file with shorter ones.")
    return kept


# %%
def prompted(shown: list, test: list, names: list[str]) -> list[bool]:
    """Whether each text is answered rightly after as many demonstrations as fit."""
    room = model.config.max_position_embeddings - 16
    prompts = [Prompt(text, shown).fit(tokenizer, room) for text, _ in test]
    chosen, _ = scoring.classify(model, tokenizer, prompts, names, end=prompts[0].end)
    return [names[i] == answer for i, (_, answer) in zip(chosen, test)]


# %%
def study(path, count: int = 8) -> dict[str, list[bool]]:
    """Zero-shot, few-shot, and TF-IDF + LR with the same labelled texts, on the test texts."""
    mine = data.load(path, text=text_column, label=label_column)
    names = mine["train"].features["label"].names
    train, test = (short_pairs(mine[part], names) for part in ("train", "test"))
    test = test[: size(100, 10)]
    few = balanced_demonstrations(train, max(1, count // len(names)) * len(names), seed=0)
    words = evaluation.bag_of_words(*zip(*few)).predict([text for text, _ in test])
    usual = max((answer for _, answer in test), key=[answer for _, answer in test].count)
    return {
        "always the most frequent class": [answer == usual for _, answer in test],
        "zero-shot": prompted([], test, names),
        "few-shot": prompted(few, test, names),
        "TF-IDF + LR": [word == answer for word, (_, answer) in zip(words, test)],
    }


# %%
if my_file is None:
    print("No file given. Write a path above and run the cells again: seconds.")
else:
    found = study(my_file)
    rows = {"way": list(found), "right": [metrics.share(right) for right in found.values()]}
    tables.show(rows, "Right answers on your texts", rows="way")
    usual, _, few, _ = ([float(right) for right in way] for way in found.values())
    print("few-shot against always the same class:", metrics.clearly(few, usual))

# %% [markdown]
# If few-shot is not clearly higher, the prompt did not tell this model what your classes mean. That
# is usual for questions unlike those it practised. Then fine-tune, as in [[lesson:fine_tuning]], or
# take a larger model.

# %% [markdown]
# ## What this does not show
#
# Tones, codes and languages were made by grammars, and the model practised documents of these
# forms. A larger model needs less care with form and reads far longer prompts. Exact match is
# strict: a reply with another comma may be as good.

# %% [markdown]
# ## Where to read more
#
# - Brown et al. 2020, *Language models are few-shot learners*.
# - Liu et al. 2022, *What makes good in-context examples for GPT-3?*
# - Lewis et al. 2020, *Retrieval-augmented generation for knowledge-intensive NLP tasks*.
# - Packer et al. 2023, *MemGPT*: what to do when a dialogue outgrows its context.

# %% tags=["nbval-check-output"]
progress("in_context")
