# ---
# title: "Next-word prediction and generation"
# minutes: 55
# further: 20
# objectives:
#   - Write the loss of a causal model in a few lines, and train one yourself
#   - Read a loss as perplexity and as bits per character, and know which numbers compare
#   - Sample by hand with temperature, top-k and top-p, and measure what each of them costs
#   - Test an explanation of why a model repeats itself (to go further)
# needs:
#   - transformer
#   - masked_lm
# key_points:
#   - A causal model sees what stands before a place and predicts what comes next. Every token is a
#     question.
#   - Losses a token compare only within one tokenizer. Bits per character compare across
#     tokenizers.
#   - The model gives probabilities. How to draw from them is your decision, not the model's.
#   - Low temperature buys likely text and pays with variety. Greedy text repeats itself most.
#   - A model that always takes the likeliest token may loop, whether or not it copies from its
#     context; the last section tests it.
# ---

# %% [markdown]
# ## What comes next?
#
# Read this and go on:
#
# *Anna: Good morning. Which bus goes to the ____*
#
# Nothing stands to the right of the gap. A **causal language model** is trained on this task alone:
# the next token, from those before it. It can then write, one token after another.

# %%
import math
from functools import cache, partial

import torch

from helpers.checks import check, hint, predict, quiz
from helpers.context import generation, sampling_views
from helpers.measure import experiment, metrics
from helpers.setup import size
from helpers.show import display, plots, tables, widgets
from helpers.text import tokens, town
from helpers.weights import causal, models, optim, training

# %%
expert, tokenizer = models.load_checkpoint("town-lm")
start = "Anna: Good morning. Which bus goes to the"
display.say(start + "|" + generation.generate(expert, tokenizer, start, seed=2), fixed=True)

# %% [markdown]
# What stands after the bar was written by a model that the course trained. Yours will be a smaller
# one of the same kind. Both read about a small town: messages, reviews, news, short dialogues, made
# by grammars that we wrote: templates, and lists of words to fill them. The course's has also read
# refrains and lists, for later lessons.

# %% [markdown]
# ## Two kinds of attention
#
# Which tokens does a model look at? Ask it: change one token, and see at which places the answer
# changes. Here are an encoder, which is masked, and a decoder, which is causal, both
# untrained, with eight tokens.

# %%
ids = torch.randint(5, len(tokenizer), (1, 8), generator=torch.Generator().manual_seed(0))


@torch.no_grad()
def reach(model) -> torch.Tensor:
    """1 where the answer at a place (row) depends on the token at another (column). (8, 8)."""
    changed = ids.repeat(9, 1)
    changed[range(1, 9), range(8)] = 7  # row i + 1 has another token at place i
    logits = model(input_ids=changed).logits
    return ((logits[1:] - logits[:1]).abs().amax(-1) > 1e-5).float().T


# %%
new = {"masked": models.encoder(len(tokenizer)), "causal": models.decoder(len(tokenizer))}
seen = {name: reach(model.eval()) for name, model in new.items()}

# %%
fig, axes = plots.figure(8, 3.6, columns=2)
for ax, (name, matrix) in zip(axes, seen.items()):
    ax.imshow(matrix, cmap="Blues", vmin=0, vmax=1.3)
    ax.set(title=name, xlabel="depends on the token at place", ylabel="answer at place")
    ax.grid(False)
    ax.set_xticks(range(8), range(1, 9))
    ax.set_yticks(range(8), range(1, 9))
told = "; ".join(f"{name} {int(matrix.sum())}" for name, matrix in seen.items())
plots.show(fig, f"Dark: the answer depends on that token. Of 64 pairs, dark are: {told}.")

# %% [markdown]
# The masked model looks both ways. The causal one sees a triangle: each place sees itself and what
# stands before it. You wrote this **causal mask** in [[lab:attention]]. Nothing else has to change.

# %% [markdown]
# The triangle gives many questions at once. The answer at place 1 cannot know token 2, so it may be
# asked for it, and so on for every place. The **labels** are the text itself, shifted by one.

# %%
ids = tokens.pack(tokenizer, [start + " museum?"], 10)  # (1, 10)
with torch.no_grad():
    logits = expert(input_ids=ids).logits  # (1, 10, vocabulary)
answers, labels = logits[:, :-1], ids[:, 1:]  # the answer at a place, the token at the next
chances = answers.softmax(-1).gather(-1, labels[..., None])[0, :, 0]  # of the right tokens: (9,)

# %%
pieces = tokenizer.convert_ids_to_tokens(ids[0])
asked = [
    {"seen": " ".join(pieces[:i]), "asked for": pieces[i], "its probability": chances[i - 1].item()}
    for i in range(1, 6)
]
tables.show(asked, "One text, many questions: the course's model")

# %% [markdown]
# `[CLS]` begins a text and `[SEP]` will end it. `Ġ` is how this tokenizer writes a space. The
# **loss** is the mean of minus the logarithm of such probabilities, over all nine places; the table
# shows the first five. In
# [[lesson:masked_lm]] only the hidden tokens taught the model something. Here all of them do.

# %%
loss = -chances.log().mean()
print(f"by hand {loss:.4f} nats, the helper {causal.loss(expert, (ids,)):.4f}")
print("the same:", torch.allclose(loss, causal.loss(expert, (ids,)), atol=1e-5))

# %% [markdown]
# That is all of `causal.loss`. Your model will be trained with it.

# %%
quiz("generation.causal")

# %% [markdown] tags=["instructor"]
# **Instructor.** Draw the triangle and ask: what would go wrong if one cell above the diagonal were
# dark? The model would read the answer, the loss would fall to nearly nothing, and it could not
# write. A frequent confusion: the triangle is needed in training; when writing there is no future
# yet.

# %% [markdown]
# ## Texts of the town
#
# The model will train on documents of some **families** of templates. Two held-out sets ask
# different things. **Same families**: new texts, made as the training texts are. **Unseen
# families**: templates that occur nowhere in training.

# %%
train_texts = town.documents(size(20_000, 600))
held_out_texts = {
    "same families": town.documents(size(400, 40), seed=1, without=train_texts),
    "unseen families": town.documents(size(400, 40), "test", seed=1, without=train_texts),
}
train_rows = tokens.pack(tokenizer, train_texts, 128)
held_out = {name: tokens.pack(tokenizer, texts, 128) for name, texts in held_out_texts.items()}
print(f"{len(train_texts):,} documents, {train_rows.numel():,} tokens")
shown = {"held out": list(held_out), "a text": [texts[0] for texts in held_out_texts.values()]}
tables.show(shown, "One text of each held-out set", rows="held out")

# %% [markdown]
# ## What counting reaches
#
# As in [[lesson:masked_lm]], floors first. **Unigram** answers with how often each token occurs,
# **bigram** with what followed the token before. Both are counted in the training texts.

# %%
floors = {
    name: causal.next_token_baselines(train_rows, rows, len(tokenizer))
    for name, rows in held_out.items()
}
shown = [
    {"held out": name, "table": table, "loss": score["loss"], "accuracy": score["accuracy"]}
    for name, scores in floors.items()
    for table, score in scores.items()
]
tables.show(shown, "What counting reaches", rows=["held out", "table"], digits={"accuracy": 3})

# %% [markdown]
# On unseen families both tables pay more. The loss is in nats a token. Papers also say it
# otherwise. **Perplexity** is e to the power of the loss. A model that hesitates evenly among eight
# tokens pays the logarithm of eight, so its perplexity is eight. A **bit** is the loss of a coin
# toss.

# %%
losses = {count: math.log(count) for count in (2, 8, len(tokenizer))}
shown = [
    {"equally likely tokens": count, "loss": loss, "perplexity": causal.perplexity(loss)}
    for count, loss in losses.items()
]
tables.show(shown, "Loss and perplexity", rows="equally likely tokens", digits={"perplexity": 0})

# %% [markdown]
# ### Your turn
#
# @exercise perplexity_of
# Write perplexity from the probabilities that a model gave to the right tokens. Stuck? Run
# `hint("perplexity_of")`, again for the next hint.


# %%
# @solution perplexity_of

# %%
perplexity_of = check("perplexity_of", perplexity_of)

# %%
print(f"in the bus text above: {perplexity_of(chances.tolist()):.1f}")
print(f"e to the power of its loss: {math.exp(loss):.1f}")

# %% [markdown]
# **Bits per character** takes the loss of the whole text, in bits, and shares it out over the
# characters. Why care? Here is the bigram table again, with a second tokenizer: one token for each
# character. Which of the two tables has the lower perplexity?

# %%
my_table = None  # your prediction: "words and pieces" or "characters"

# %%
letters = tokens.train(train_texts[:50], 261, kind="bpe", lowercase=False)  # 256 bytes + 5 special
results = {}
for name, made_by in (("words and pieces", tokenizer), ("characters", letters)):
    counted = tokens.pack(made_by, train_texts[:5000], 128)
    asked = tokens.pack(made_by, held_out_texts["same families"], 128)
    loss = causal.next_token_baselines(counted, asked, len(made_by))["bigram"]["loss"]
    bits = causal.bits_per_character(loss, asked, made_by)
    results[name] = {"perplexity": causal.perplexity(loss), "bits per character": bits}

# %%
shown = [{"tokens": name, **found} for name, found in results.items()]
tables.show(shown, "The bigram table, with two tokenizers", rows="tokens", digits={"perplexity": 1})

# %%
predict(
    "generation.table",
    my_table,
    min(results, key=lambda name: results[name]["perplexity"]),
    options={
        "words and pieces": "It predicts the text better, but each of its questions is harder.",
        "characters": "There are few characters, so each single question is easy.",
    },
)

# %% [markdown]
# The table with the lower perplexity is the worse model of the text: it answers many easy questions
# and pays for each. Compare perplexities only within one tokenizer. Bits per character compare
# across all.

# %%
quiz("generation.perplexity")

# %% [markdown]
# ## Your model
#
# Four layers of [[lesson:transformer]] with a causal mask, put together as in Llama, a family of
# large models (Touvron et al. 2023).

# %%
model = models.decoder(len(tokenizer), width=128, layers=4, seed=0)
print(f"{models.parameters(model):,} parameters")
print(f"{causal.evaluate(model, held_out['same families'])['loss']:.2f} nats before training")

# %% [markdown]
# After a minute or two of training, what will its *perplexity* be on new texts of the same
# families? The floors above help: take e to the power of the bigram's loss.

# %%
my_perplexity = None  # your prediction: the perplexity at the end

# %%
bigram = {name: scores["bigram"]["loss"] for name, scores in floors.items()}
print(f"the bigram table's perplexity: {causal.perplexity(bigram['same families']):.1f}")

# %%
model = models.decoder(len(tokenizer), width=128, layers=4, seed=0)
history = training.train(
    "your causal model",
    model,
    causal.Windows(train_rows, batch_size=16),
    steps=size(350, 6, in_class=30),
    loss=causal.loss,
    optimizer=optim.MuonAdamW(model, lr_matrices=0.02, lr=5e-3),
    evaluate=partial(causal.evaluate, rows=held_out["same families"][:100]),
    evaluate_every=100,
    floors={name: score["loss"] for name, score in floors["same families"].items()},
)

# %% [markdown]
# Now model and table in all three currencies, on all rows of both held-out sets; the curve took a
# hundred.

# %%
measured = {name: causal.evaluate(model, rows)["loss"] for name, rows in held_out.items()}
shown = []
for name, rows in held_out.items():
    for who, loss in (("bigram", bigram[name]), ("your model", measured[name])):
        bits = causal.bits_per_character(loss, rows, tokenizer)
        said = {"loss": loss, "perplexity": causal.perplexity(loss), "bits per character": bits}
        shown.append({"held out": name, "answered by": who, **said})
names = ["held out", "answered by"]
tables.show(shown, "Three ways to say a loss", rows=names, digits={"perplexity": 1})

# %%
perplexity = causal.perplexity(measured["same families"])
predict("generation.perplexity", my_perplexity, perplexity, close=1)

# %% [markdown]
# Compare the two sets. On texts made like its training texts the model is far below the table: it
# knows the templates. On unseen families it is still below, but by less: a part of what it knew was
# these templates. Report both, or say which one you report.

# %% [markdown]
# ## From probabilities to text
#
# Logits and softmax give probabilities of the next token, as in [[lesson:training]]. What you do
# with them is up to you. **Greedy**: always take the likeliest. **Sampling**: draw, as with loaded
# dice.

# %%
prompt = "Anna: Good morning. Which bus goes to the"
with torch.no_grad():
    logits = model(generation.prompt_ids(model, tokenizer, prompt)).logits[0, -1].cpu()
p = logits.softmax(-1)
best = p.topk(5).indices.tolist()
names = [sampling_views.label(tokenizer, token) for token in best]
shown = {"token": names, "logit": logits[best].tolist(), "probability": p[best].tolist()}
tables.show(shown, "The likeliest next tokens", rows="token", digits={"probability": 3})

# %% [markdown]
# **Temperature** divides the logits before the softmax. Below 1 the likely tokens gain, above 1 the
# unlikely ones. Near 0 only the likeliest is left: that is greedy.

# %%
shown = []
for temperature in (0.25, 0.5, 1.0, 2.0):
    q = (logits / temperature).softmax(-1)
    likely = dict(zip(names, q[best].tolist()))
    others = 1 - q.topk(5).values.sum().item()
    shown.append({"temperature": str(temperature), **likely, "all others": others})
tables.show(shown, "Probabilities by temperature", rows="temperature", digits=3)

# %% [markdown]
# The last column holds what all other tokens get together: the higher the temperature, the more,
# and most of it already at 1. Each is unlikely, and one odd token can spoil a text. **Top-k** keeps
# the k likeliest. **Top-p** keeps the fewest tokens that together reach p.

# %% [markdown]
# ### Where the two differ (to go further)

# %%
shown = []
for text in ("Anna: Good", "Anna:", "Dear team, the"):
    q = generation.next_distribution(model, tokenizer, text)
    ordered = q.sort(descending=True).values
    before = ordered.cumsum(0) - ordered  # what the likelier tokens add up to
    shown.append({"after": text, "likeliest": ordered[0].item(), "kept": int((before < 0.9).sum())})
tables.show(shown, "Tokens that top-p 0.9 keeps", rows="after")

# %% [markdown]
# Top-p keeps few tokens where the model is sure, and many where it doubts. Top-k keeps equally many
# everywhere.

# %% [markdown]
# Now play. Grey is what the model says, blue is what would be drawn. *Next token* draws one token
# and puts it behind your text; *go on* writes to the end of the text. Another seed draws other
# tokens.

# %%
models_here = {"yours": model, "the course's": expert}
widgets.explore(
    *sampling_views.playground(models_here, tokenizer),
    model=list(models_here),
    temperature=[1.0, 0.0, 0.3, 0.6, 1.5, 2.0],
    top_k=[0, 1, 3, 10, 50],
    top_p=[1.0, 0.95, 0.9, 0.5],
    seed=(0, 9),
    prompt=prompt,
)

# %% [markdown]
# A top_k of 0 keeps all tokens, and so does a top_p of 1.

# %%
quiz("generation.sampling")

# %% [markdown] tags=["instructor"]
# **Instructor.** Let the room choose each next token by vote and compare with the bars. Then
# temperature 2 and *go on*: ask at which token it went wrong, and what the model does afterwards.
# It has never seen such a beginning, so errors feed on themselves.

# %% [markdown]
# ## What a sampler buys, and what it costs
#
# Opinions about temperature are cheap, so measure. The course's model finishes the openings of real
# held-out texts, with five **samplers**. Two things count, for real texts as well.

# %% [markdown]
# **Diversity**: the share of different three-word sequences among all. **Judge**: the loss of
# another model on the texts. Will greedy text cost the judge less than real text, or more?

# %%
my_judge = None  # your prediction: greedy text costs the judge "less", "more" or "the same"

# %% [markdown]
# Each seed has openings and a judge of its own: a model like yours, trained anew and for a shorter
# time, on the families of these real texts. The runs are stored; `LIVE = True` makes them here.
# Skim the next cells now, and come back if you doubt the table.

# %%
SAMPLERS = {
    "greedy": {"temperature": 0.0},
    "temperature 0.5": {"temperature": 0.5},
    "temperature 1": {},
    "top-p 0.9": {"top_p": 0.9},
    "temperature 1.5": {"temperature": 1.5},
}


# %%
@cache
def judge(seed: int):
    reader = models.decoder(len(tokenizer), seed=seed)
    training.train(
        f"judge {seed}",
        reader,
        causal.Windows(train_rows, 16),
        size(250, 2),
        causal.loss,
        optim.MuonAdamW(reader, lr_matrices=0.02, lr=5e-3),
        seed=seed,
        show=False,
    )
    return reader


# %%
def real_texts(seed: int) -> list[str]:
    """A hundred of the four hundred held-out texts, of families that all models here have read."""
    return held_out_texts["same families"][seed % 4 * size(100, 6) :][: size(100, 6)]


def judged(texts: list[str], seed: int) -> dict[str, float]:
    loss = causal.evaluate(judge(seed), tokens.pack(tokenizer, texts, 64))["loss"]
    return {"diversity": generation.distinct(texts), "judge": loss}


# %%
def write(sampler: str, seed: int) -> dict:
    real = real_texts(seed)
    if sampler == "real text":  # three in a row are about as long as the endless ones
        rows = [" ".join(real[i : i + 3]).split()[:90] for i in range(0, len(real) - 2, 3)]
        again = sum(generation.repeated(" ".join(words)) for words in rows) / len(rows)
        return judged(real, seed) | {"repeated": again}
    starts = torch.tensor([tokenizer(text)["input_ids"][:7] for text in real])  # [CLS], six tokens
    write_with = partial(
        generation.samples, expert, tokenizer, starts, seed=seed, **SAMPLERS[sampler]
    )
    endless = write_with(120, endless=True)
    again = sum(generation.repeated(text) for text in endless) / len(endless)
    return judged(write_with(100), seed) | {"repeated": again, "sample": endless[0]}


# %%
LIVE = False  # True: run both experiments here, about eight minutes on two cores
runs = experiment.run("generation/samplers", write, live=LIVE, sampler=[*SAMPLERS, "real text"])
runs.table(
    ["diversity", "judge"],
    "sampler",
    versus={"sampler": "real text"},
    against="real text",
    caption="Diversity, and the judge's loss (nats a token)",
)


# %%
fig, ax = plots.figure(7, 4)
for number, (sampler, losses) in enumerate(runs.by("judge", "sampler").items()):
    style = {"color": plots.COLOURS[number], "label": sampler, "markersize": 9}
    ax.plot(runs.values("diversity", sampler=sampler), losses, plots.MARKERS[number], **style)
ax.set(xlabel="diversity", ylabel="loss to the judge (nats a token)")
plots.legend_above(ax)

# %%
real, clear = {"sampler": "real text"}, {"higher", "lower"}
near = [
    sampler
    for sampler in SAMPLERS
    if not clear & {runs.clearly(v, {"sampler": sampler}, real) for v in ("diversity", "judge")}
]
plots.show(fig, f"Near real text in diversity and to the judge: {', '.join(near) or 'none'}.")

# %%
verdict = runs.clearly("judge", {"sampler": "greedy"}, real)
verdict = {"lower": "less", "higher": "more"}.get(verdict, metrics.UNDECIDED)

# %%
predict(
    "generation.judge",
    my_judge,
    verdict,
    options={
        "less": "Real text does not hold the likeliest word each time, so greedy is too likely.",
        "more": "The writer's mistakes cost the judge more than greedy's caution saves.",
        "the same": "Then greedy's words would be as likely to the judge as those of real text.",
    },
)

# %% [markdown]
# Every dot is a run; near means not told apart in the table. A sampler that writes as the town's
# texts are written must come near real text in *both* directions. Here none does: greedy pays in
# variety, and all that draw pay with the judge, the more the higher the temperature.

# %% [markdown] tags=["instructor"]
# **Instructor.** Behind schedule? Show the scatter plot, skip the table. Ask what a company would
# choose for completing forms and what for inventing names. There is no best sampler without a
# purpose.

# %% [markdown]
# ## Why a model repeats itself (to go further)
#
# Everyone has seen it: a text that says the same thing again and again. In the runs above the
# model also wrote texts that were not allowed to end. Here is the beginning of one for two
# samplers, and the share of three-word sequences that stood in the same text before.

# %%
for sampler in ("greedy", "temperature 1"):
    beginning, *_ = runs.values("sample", sampler=sampler)[0][:330].rsplit(" ", 1)
    display.say(f"{sampler}: {beginning} …", fixed=True)

# %%
more = [s for s in SAMPLERS if runs.clearly("repeated", {"sampler": s}, real) == "higher"]
runs.plot(
    "repeated",
    "sampler",
    "Share of repeated three-word sequences."
    f" Clearly more than in real text: {', '.join(more) or 'none'}.",
)

# %% [markdown]
# Real text hardly repeats itself, greedy text far more. Two suspects. **Greedy choice**:
# where nothing is drawn, nothing unlikely ever leads out. And **copying**: what stands in the
# context may become likelier, so each round of a loop invites the next. Test it.

# %% [markdown]
# Does a model copy? A sentence stands in the text again and again; what does the model pay for it
# the fourth time? Perhaps later places are easier anyway, so the control has three *other*
# sentences before it. Guess for the course's model.

# %%
my_echo = None  # your prediction: for the fourth time it pays "less", "more" or "the same"

# %% [markdown]
# Two writers. *Town only* are the three judges of above, which have read nothing but the town. The
# course's model has also read **refrains**: rows of random words, said again.

# %% [markdown]
# `price` takes the answers at the places before the last sentence's tokens, for each place answers
# for the token that follows.


# %%
@torch.no_grad()
def price(model, sentences: list[list[int]]) -> float:
    """Mean loss (nats a token) of the last sentence, after the others."""
    ids = torch.tensor([[tokenizer.cls_token_id, *sum(sentences, [])]])
    count = len(sentences[-1])
    logits = model(ids.to(model.device)).logits[0, -count - 1 : -1].float().cpu()
    return torch.nn.functional.cross_entropy(logits, ids[0, -count:]).item()


# %%
firsts = [
    tokenizer(" " + text.split(". ")[0] + ".", add_special_tokens=False)["input_ids"]
    for text in held_out_texts["unseen families"]
]
firsts = [ids for ids in firsts if 8 <= len(ids) <= 24][: size(60, 8)]


# %%
def copied(network, seed: int) -> float:
    """What a third of the sentences cost less the fourth time than after three others."""
    gains = [
        price(network, [firsts[i - 3], firsts[i - 2], firsts[i - 1], firsts[i]])
        - price(network, [firsts[i]] * 4)
        for i in range(seed % 3, len(firsts), 3)
    ]
    return metrics.mean(gains)


# %%
def loop(network: str, seed: int) -> dict:
    """How much a network copies, and how much it repeats in endless texts, greedy and drawn."""
    writer = judge(seed).eval() if network == "town only" else expert
    starts = [tokenizer(text)["input_ids"][:7] for text in real_texts(seed)[: size(30, 4)]]
    found = {"copies": copied(writer, seed)}
    for name, temperature in (("greedy", 0.0), ("drawn", 1.0)):
        written = generation.samples(
            writer, tokenizer, torch.tensor(starts), 120, seed, True, temperature=temperature
        )
        found[name] = metrics.mean([generation.repeated(text) for text in written])
    return found


# %%
loops = experiment.run("generation/loops", loop, live=LIVE, network=["town only", "the course's"])
loops.table(
    ["copies", "greedy", "drawn"],
    "network",
    caption="Nats a token saved by copying; shares of repeated sequences",
)

# %%
gain = loops.values("copies", network="the course's")
predict(
    "generation.echo",
    my_echo,
    {"higher": "less", "lower": "more"}.get(metrics.clearly(gain, 0), "the same"),
    options={
        "less": "What stands in the context becomes likelier: the model copies.",
        "more": "The model has learned that texts do not repeat themselves.",
        "the same": "The model does not look whether the sentence stood there before.",
    },
)

# %%
by_network = {"network": "the course's"}, {"network": "town only"}
print("repeats, greedy, the course's against town only:", loops.clearly("greedy", *by_network))

# %% [markdown]
# Read the first row. A network that hardly copies loops all the same if it is greedy; drawn, it
# hardly repeats. So copying is not needed for a loop, and the network that copies did not loop
# clearly more. It may still help: the two differ in more. [[Lesson:induction]] finds where copying
# sits.

# %%
quiz("generation.loops")

# %% [markdown]
# ## What this does not show
#
# The town is small and regular. A model of this size learns its phrases; it knows nothing beyond
# them, and a fluent sentence can be wrong. The judge is a model, not a reader. What makes larger
# models loop was not tested here.

# %% [markdown]
# ## Where to read more
#
# - Bengio et al. 2003, *A neural probabilistic language model*: next-word prediction with a
#   network.
# - Radford et al. 2019, *Language models are unsupervised multitask learners*: GPT-2.
# - Touvron et al. 2023, *LLaMA*: the architecture of your model.
# - Fan et al. 2018, *Hierarchical neural story generation*: top-k.
# - Holtzman et al. 2020, *The curious case of neural text degeneration*: top-p, and loops.
# - Xu et al. 2022, *Learning to break the loop*: repetition feeds on itself.
