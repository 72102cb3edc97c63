# ---
# title: "A real encoder"
# minutes: 60
# further: 20
# objectives:
#   - Fine-tune a model of the hub with Trainer, and say which of its lines are the course's own
#   - Choose a learning rate by a sweep on validation
#   - Measure where fine-tuning a real encoder pays, and weigh its size against domain match
#   - Put a LoRA adapter on a model, train it and merge it (to go further)
#   - Save a classifier with its card, and use it in another process on a table
#   - Weigh rare classes, and state the memory of a training (to go further)
# needs:
#   - fine_tuning
#   - costs
# key_points:
#   - Trainer runs the loop that you know. On the same batches it gives the same losses.
#   - A learning rate belongs to a model. Sweep it on validation, over powers of ten.
#   - A larger model that has read other text need not beat a small one that has read yours.
#   - Count words first. It costs a second, and says what the network has to beat.
#   - A folder with weights, tokenizer, class names and a card is all that a colleague needs.
# ---

# %% [markdown]
# ## From tiny to real
#
# So far you trained models that the course made. At work you take one that others trained on far
# more text, with the libraries that everybody uses. Which findings of the small models still hold?

# %%
import gc
from collections import Counter
from functools import cache

import pandas
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

# %%
from transformers import (
    AutoModelForSequenceClassification,
    DataCollatorWithPadding,
    EarlyStoppingCallback,
    PrinterCallback,
    Trainer,
    TrainingArguments,
)

# %%
from helpers.checks import check, hint, predict, quiz
from helpers.files import cache_dir, write_text
from helpers.measure import evaluation, experiment, label_curves, metrics
from helpers.real import carried, fresh, licences, listed, loading, memory, places, vectors
from helpers.setup import device, return_memory, size
from helpers.show import display, plots, tables
from helpers.text import corpora, data, sections
from helpers.weights import bases, finetuning, saved_folders
from helpers.weights.classifiers import quiet

# %% [markdown]
# The **hub** is a public store of models; each has a name of two parts, owner and model. This one
# is an encoder that read a large part of the web. It also comes as a Python package, so nothing is
# downloaded here. Without the package the same cells run on the course's own encoder.

# %%
NAME = "sentence-transformers/all-MiniLM-L6-v2"
BASE = NAME if listed.installed(NAME) else "manuals-encoder"
display.say(f"This notebook runs on {BASE}. {listed.find(NAME).missing}")
loading.describe("manuals-encoder", NAME)

# %% [markdown]
# Memory follows from the configuration, before a weight is loaded. Look there first.

# %% [markdown]
# ## Two tasks of real text
#
# The first you know: which of eight libraries does a paragraph document? The second: in which
# **section** of a docstring does a sentence stand? Docstrings have fixed headings, so people have
# labelled their sentences: parameter, return value, note, example. The heading is taken away.

# %%
manuals = corpora.manuals()
counts = Counter(name for name in manuals["train"]["library"] if name != "python")
libraries = sorted(name for name, _ in counts.most_common(8))
KINDS = ["parameter", "return value", "note", "example"]


# %%
@cache
def examples(task: str) -> dict:
    """Train, validation and test, with the columns `text` and `label`."""
    if task == "sections":
        return sections.load(KINDS)
    return {split: corpora.labelled(part, libraries) for split, part in manuals.items()}


# %%
def class_names(task: str) -> list[str]:
    return examples(task)["train"].features["label"].names


def even(part, most: int):
    """At most that many texts, the same number of every class."""
    names = part.features["label"].names
    return data.sample(part, min(most // len(names), *data.balance(part).values()), seed=0)


# %%
rows = []
for kind, name in enumerate(KINDS):
    part = examples("sections")["test"]
    rows.append({"section": name, "text": part["text"][list(part["label"]).index(kind)]})
tables.show(rows, "The first test text of each section", rows="section")

# %% [markdown]
# Test texts come from modules of which no text is learned from, as for the libraries.

# %% [markdown]
# ## Texts become token ids
#
# A model and its tokenizer belong together. `map` of the library `datasets` applies a function to
# all rows; `truncation` drops what is beyond the longest length. How many texts would that cut?

# %%
LONGEST = 48  # tokens; what is beyond is cut off
tokenizer = bases.load_tokenizer(places.find(BASE).folder())  # AutoTokenizer, and a check


# %%
def cut(tokenizer, part):
    """Texts as token ids, without their ends."""
    return part.map(
        lambda rows: tokenizer(rows["text"], truncation=True, max_length=LONGEST),
        batched=True,
        remove_columns="text",
    )


# %%
rows = []
for task in ("libraries", "sections"):
    texts = list(examples(task)["train"]["text"][: size(2000, 100)])
    lengths = torch.tensor([len(ids) for ids in tokenizer(texts)["input_ids"]])
    cut_off = (lengths > LONGEST).float().mean().item()
    rows.append({"task": task, "median tokens": lengths.median().item(), "share cut": cut_off})
tables.show(rows, f"How long texts are, and how many are longer than {LONGEST}", rows="task")

# %% [markdown]
# Cutting is not wrong: a step takes time for every token. But know the share: what is cut, the
# model never sees.

# %% [markdown]
# ## A new head, the same loss
#
# `AutoModelForSequenceClassification` reads the configuration, takes the body that it names, and
# puts a new head on it. The body's weights come from the folder; the seed draws the head.

# %%
BASES = {"real encoder": BASE}  # the other bases are checkpoints of the course


def folder_of(base: str):
    """Where a base's files are."""
    return places.find(BASES.get(base, "manuals-encoder")).folder()


# %%
def new_model(base: str, names: list[str], seed: int = 0):
    """A tokenizer, and a model with a new head for these classes."""
    folder, make = folder_of(base), AutoModelForSequenceClassification
    config = bases.load_config(folder, names, fresh=False)
    torch.manual_seed(seed)
    gc.collect()  # models that are no longer needed
    return_memory()
    with quiet():
        untrained = base == "from scratch"
        model = (
            make.from_config(config) if untrained else make.from_pretrained(folder, config=config)
        )
    return bases.load_tokenizer(folder), model.float()  # files may hold numbers of 16 bits


# %% [markdown]
# `DataCollatorWithPadding` makes a batch: it fills up short rows, as `Classifier.encode` did in
# [[lesson:fine_tuning]]. Given labels, the model computes its loss itself. Is it the loss you know?

# %%
names = class_names("libraries")
few = data.sample(examples("libraries")["train"], size(16, 4), seed=0)
tokenizer, model = new_model("real encoder", names)
padded = DataCollatorWithPadding(tokenizer)
batch = padded([cut(tokenizer, few)[i] for i in range(8)])
with torch.no_grad():
    output = model.eval()(**batch)
    given = batch["input_ids"], batch["attention_mask"], batch["labels"]
    ours = finetuning.loss(model, given)

# %%
by_hand = torch.nn.functional.cross_entropy(output.logits, batch["labels"])
losses = {"the model": output.loss, "hand": by_hand, "finetuning.loss": ours}
rows = {"by": list(losses), "loss, nats": [loss.item() for loss in losses.values()]}
tables.show(rows, "The loss of the same batch", rows="by", digits=5)

# %% [markdown]
# ## The loop, by Trainer
#
# `TrainingArguments` hold the settings, `Trainer` runs the loop. **Warm-up** means that the
# learning rate first climbs. An **epoch** is one pass over all training texts; `max_steps` counts
# batches instead.


# %%
def settings(steps: int, rate: float, seed: int = 0, **more) -> TrainingArguments:
    """How to train: batches of 16, a tenth of the steps to warm up, then down to zero."""
    return TrainingArguments(
        str(cache_dir() / "trainer"),
        max_steps=steps,
        per_device_train_batch_size=16,
        per_device_eval_batch_size=64,
        learning_rate=rate,
        warmup_steps=steps // 10,
        seed=seed,
        use_cpu=device().type == "cpu",
        **{"save_strategy": "no", "logging_strategy": "no", "report_to": "none"} | more,
        disable_tqdm=True,
    )


# %%
def train(tokenizer, model, part, steps: int, rate: float, seed: int = 0) -> Trainer:
    """A trainer that has trained the model."""
    how = settings(steps, rate, seed)
    padded = DataCollatorWithPadding(tokenizer)
    trainer = Trainer(model, how, padded, train_dataset=cut(tokenizer, part))
    trainer.remove_callback(PrinterCallback)
    with quiet():
        trainer.train()
    return trainer


# %% [markdown]
# ### Your turn
#
# @exercise rate_at
# `Trainer` changes the learning rate from step to step: up from zero, then straight down. Write the
# rate at a step. Stuck? `hint("rate_at")`.

# %%
# @solution rate_at

# %%
rate_at = check("rate_at", rate_at)

# %%
from transformers import get_linear_schedule_with_warmup

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
schedule = get_linear_schedule_with_warmup(optimizer, 6, 60)
theirs = []
for _ in range(60):
    theirs.append(schedule.get_last_lr()[0])
    optimizer.step()
    schedule.step()
ours = [rate_at(step, 60, 6, 1.0) for step in range(60)]
print("the same rates:", torch.allclose(torch.tensor(ours), torch.tensor(theirs)))

# %% [markdown]
# ### The same batches, the same weights
#
# Let `Trainer` take a few steps, and remember its batches. Then take the same steps by the loop of
# [[lesson:fine_tuning]], with your learning rates. **Dropout** zeroes numbers at random in
# training; it is off here, or the two would draw different ones.


# %%
def without_dropout(model):
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    return model


seen = []


def remember(rows: list[dict]):
    """A batch for Trainer, which is kept, too."""
    seen.append(padded(rows))
    return seen[-1]


# %%
STEPS_BOTH, PEAK = size(4, 2), 1e-4
tokenizer, model = new_model("real encoder", names)
how = settings(STEPS_BOTH, PEAK)
trainer = Trainer(without_dropout(model), how, remember, train_dataset=cut(tokenizer, few))
trainer.remove_callback(PrinterCallback)
with quiet():
    theirs = trainer.train().training_loss  # the mean over its steps
with torch.no_grad():
    their_logits = model.eval()(**seen[0].to(device())).logits
del trainer, model  # with AdamW's means, before there are others

# %%
_, mine = new_model("real encoder", names)
without_dropout(mine).train().to(device())
optimizer, losses = torch.optim.AdamW(mine.parameters(), weight_decay=0.0), []
for step, batch in enumerate(seen[:STEPS_BOTH]):
    optimizer.param_groups[0]["lr"] = rate_at(step, STEPS_BOTH, 0, PEAK)
    loss = mine(**batch.to(device())).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(mine.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    losses.append(loss.item())

# %%
with torch.no_grad():
    logits = mine.eval()(**seen[0].to(device())).logits
print(f"mean loss: Trainer {theirs:.5f}, by hand {sum(losses) / len(losses):.5f}")
print("the same losses to 1e-5:", abs(theirs - sum(losses) / len(losses)) < 1e-5)
print("logits after the steps agree to 1e-4:", torch.allclose(logits, their_logits, atol=1e-4))
del mine, optimizer, loss  # or several models would stay in memory

# %% [markdown]
# `Trainer` is the loop that you know: AdamW, a gradient of length one at most, a learning rate that
# moves. What it adds stands around the loop.

# %% [markdown]
# ## Metrics and an early stop (to go further)
#
# `compute_metrics` says what to measure on validation; here by scikit-learn.
# `EarlyStoppingCallback` ends a run that no longer gets better, and `load_best_model_at_end` brings
# its best weights back. So weights are saved at each evaluation.


# %%
def scores(found) -> dict[str, float]:
    """Accuracy, and means of the classes' precision, recall and F1."""
    guesses, labels = found.predictions.argmax(-1), found.label_ids
    of_classes = precision_recall_fscore_support(labels, guesses, average="macro", zero_division=0)
    named = dict(zip(("precision", "recall", "F1"), of_classes))
    return {"accuracy": accuracy_score(labels, guesses)} | named


# %%
watched = even(examples("libraries")["validation"], size(48, 16))
tokenizer, model = new_model("real encoder", names)
every = {"eval_steps": size(10, 1), "save_steps": size(10, 1), "eval_strategy": "steps"}
how = settings(
    size(40, 2),
    3e-4,
    save_strategy="steps",
    save_only_model=True,
    save_total_limit=1,
    load_best_model_at_end=True,
    metric_for_best_model="accuracy",
    **every,
)

# %%
trainer = Trainer(
    model,
    how,
    padded,
    train_dataset=cut(tokenizer, few),
    eval_dataset=cut(tokenizer, watched),
    compute_metrics=scores,
    callbacks=[EarlyStoppingCallback(early_stopping_patience=1)],
)
trainer.remove_callback(PrinterCallback)
with quiet():
    trainer.train()

# %%
columns = {"step": "step", "eval_loss": "loss", "eval_accuracy": "accuracy", "eval_F1": "F1"}
found = [row for row in trainer.state.log_history if "eval_loss" in row]
rows = [{title: row[name] for name, title in columns.items()} for row in found]
tables.show(rows, f"On validation; chance {1 / len(names):.3f}", rows="step")
print("best step:", trainer.state.best_global_step)
del trainer, model  # it is not needed any more

# %%
quiz("real_encoder.trainer")

# %% [markdown]
# The last line is the step whose weights the model has now. The validation texts chose it, so this
# accuracy flatters. The test has not been asked.

# %% [markdown]
# ## Which learning rate?
#
# The course's small models learn at 1e-3. A **learning-rate sweep** tries several rates, each with
# three seeds, and reads validation. Which is best for the real encoder?

# %%
my_rate = None  # your prediction: 1e-5, 3e-5, 1e-4, 3e-4 or 1e-3


# %%
def classes_of(trainer: Trainer, tokenizer, part) -> list[int]:
    """The class with the highest logit for each text."""
    return trainer.predict(cut(tokenizer, part)).predictions.argmax(-1).tolist()


# %%
RATES = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3]


def try_rate(base: str, rate: float, seed: int) -> dict:
    """Accuracy on validation after a short training with one learning rate."""
    names = class_names("libraries")
    few = data.sample(examples("libraries")["train"], 16, seed)
    tokenizer, model = new_model(base, names, seed)
    trainer = train(tokenizer, model, few, size(20, 1), rate, seed)
    asked = even(examples("libraries")["validation"], size(96, 16))
    guesses = classes_of(trainer, tokenizer, asked)
    return {"accuracy": evaluation.Report(asked["label"], guesses, names).accuracy}


# %%
LIVE = False  # True: run the experiments here, half an hour on two cores
rates = experiment.run(
    "real_encoder/rates", try_rate, live=LIVE, base=["real encoder", "manuals-encoder"], rate=RATES
)

# %%
rates = rates.shares(accuracy=size(96, 16))
told = "Accuracy on validation against the learning rate, real encoder and manuals-encoder."
rates.plot("accuracy", "rate", told, chance=1 / len(libraries), group="base", line=True)
names_of = {rate: f"{rate:.0e}".replace("e-0", "e-") for rate in RATES}
named = rates.renamed(rate=names_of)
named.table("accuracy", "rate", "base", "Accuracy on validation, 16 labels a class")

# %%
best_rates = {
    base: named.best("accuracy", "rate", base=base) for base in ("real encoder", "manuals-encoder")
}
tables.show({base: [rate] for base, rate in best_rates.items()}, "Clearly the best rate")
options = {
    "1e-5": "So small steps move little in so few of them.",
    "3e-5": "Usual for encoders of a hundred million weights, with more steps.",
    "1e-4": "Between what is usual for large encoders and for the course's small ones.",
    "3e-4": "Three times as much: a short training needs large steps.",
    "1e-3": "The course's habit. What pre-training set may be swept away.",
}
predict("real_encoder.rate", my_rate, best_rates["real encoder"], options=options)

# %% [markdown]
# Compare each base's column with chance. Where the rate is too low, so few steps have learned next
# to nothing. Among rates that the second table does not tell apart take a middle one, and sweep
# again when you take more steps.

# %% [markdown]
# ## What do labels buy here?
#
# Five methods get the same labelled texts: the real encoder, the manuals-encoder, the same network
# from scratch, lines between the real encoder's untouched vectors (**frozen**), and counted words.
# The rates were set before the sweep. All that train take the same number of steps.

# %% [markdown]
# Who is best on the libraries with 16 labels a class? The real encoder is about eleven times as
# large. The manuals-encoder has read manuals of these libraries, without labels.

# %%
my_best = None  # your prediction: one of the names in METHODS, below

# %%
LABELS = [16, 64, 256]  # per class
STEPS = {16: 60, 64: 100, 256: 160}  # about 8, 3 and 1 times through the libraries' texts
RATE = {"real encoder": 3e-4, "manuals-encoder": 1e-3, "from scratch": 1e-3}
METHODS = [*RATE, "frozen + LR", "TF-IDF + LR"]


# %%
def answers(method: str, task: str, few, asked, labels: int, seed: int):
    """What one method answers after it has seen a few labelled texts."""
    texts, questions = list(few["text"]), list(asked["text"])
    if method == "TF-IDF + LR":
        return evaluation.bag_of_words(texts, few["label"]).predict(questions)
    base = "real encoder" if method == "frozen + LR" else method
    tokenizer, model = new_model(base, class_names(task), seed)
    if method == "frozen + LR":
        lines, body = LogisticRegression(max_iter=1000, C=10.0), (model, tokenizer)
        lines.fit(vectors.mean_vectors(*body, texts, LONGEST), few["label"])
        return lines.predict(vectors.mean_vectors(*body, questions, LONGEST))
    trainer = train(tokenizer, model, few, size(STEPS[labels], 1), RATE[method], seed)
    return classes_of(trainer, tokenizer, asked)


# %%
def label_run(task: str, labels: int, method: str, seed: int) -> dict:
    """Test accuracy of one method with so many labels per class."""
    few = data.sample(examples(task)["train"], size(labels, 4), seed)
    asked = even(examples(task)["test"], size(120, 16))
    guesses = answers(method, task, few, asked, labels, seed)
    report = evaluation.Report(asked["label"], guesses, class_names(task))
    return {"accuracy": report.accuracy}


# %%
runs = experiment.run(
    "real_encoder/labels",
    label_run,
    seeds=range(5),
    live=LIVE,
    task=["libraries", "sections"],
    labels=LABELS,
    method=METHODS,
)
runs = runs.shares(accuracy=size(120, 16))

# %%
for task in ("libraries", "sections"):
    plots.show(*label_curves.draw(runs, task, LABELS[-1], chance=1 / len(class_names(task))))

# %%
for task in ("libraries", "sections"):
    runs.where(task=task).table(
        "accuracy",
        "method",
        "labels",
        f"{task}: test accuracy by labels per class",
        note=f"Chance {1 / len(class_names(task)):.3f}.",
    )

# %%
best = runs.best("accuracy", "method", task="libraries", labels=16)
predict(
    "real_encoder.best",
    my_best,
    best,
    options={
        "real encoder": "It has read most, and can change all its weights.",
        "manuals-encoder": "It has read texts of this kind: domain match.",
        "from scratch": "It would have to learn the words from the few texts.",
        "frozen + LR": "The vectors are good as they are; few labels need not move them.",
        "TF-IDF + LR": "Names of functions give a library away.",
    },
)

# %%
for task in ("libraries", "sections"):
    runs.where(task=task).differences(
        "accuracy",
        "method",
        "labels",
        versus={"method": "TF-IDF + LR"},
        against="counted words",
        caption=f"{task}: accuracy, minus counted words, by labels per class",
    )

# %% [markdown]
# A sign means: clearly above or below counted words. Without a sign take the words, which cost a
# second.

# %%
rows = []
for task in ("libraries", "sections"):
    row = {"task": task}
    for labels in LABELS:
        pair = {"method": "real encoder"}, {"method": "manuals-encoder"}
        gain = runs.minus("accuracy", *pair, task=task, labels=labels)
        row[f"{labels} labels"] = tables.Estimate(*metrics.interval(gain), difference=True)
    rows.append(row)
tables.show(rows, "Accuracy, real encoder minus manuals-encoder", rows="task")

# %% [markdown]
# An interval above zero speaks for size, one below it for **domain match**, one with zero for
# neither. The small encoder has read the training modules of both tasks, without labels; the large
# one has read the web. So a large base is one candidate among others.

# %%
quiz("real_encoder.domain")

# %% [markdown] tags=["instructor"]
# **Instructor.** Let people bet before the table: nearly all take the real encoder, because it is
# larger. Then ask what the small one had read. Who says "it has seen the test" is right to ask: it
# has not, whole modules were held out of its reading, too. Behind schedule? Skip what goes further.

# %% [markdown]
# ## A folder that others can use
#
# What you hand over: weights, configuration with the class names, tokenizer, and a **model card**:
# a README that says what the model is for, what it learned from, and how good it is on the test.
# The licence is that of its base.

# %%
few = data.sample(examples("libraries")["train"], size(64, 4), seed=1)
tokenizer, model = new_model("real encoder", names)
trainer = train(tokenizer, model, few, size(40, 2), 3e-4)
test = even(examples("libraries")["test"], size(120, 16))
report = evaluation.Report(test["label"], classes_of(trainer, tokenizer, test), names)
report.table()

# %%
low, high = report.interval()
texts = ", ".join(f"{name} {n}" for name, n in data.balance(few).items())
CARD = f"""---
{licences.for_card(places.find(BASE).licence)}
base_model: {BASE}
---
Says which of {len(names)} libraries a paragraph of English documents.
Learned from paragraphs of these libraries' docstrings, drawn at random: {texts}.
They are of the training part of `corpora.manuals()`, which splits whole modules by name.
Accuracy {report.accuracy:.2f} [{low:.2f}, {high:.2f}] on {len(test)} paragraphs of its test part.
It names one of these libraries for every text, also for one about none of them.
"""

# %%
folder = cache_dir() / "classifiers" / "libraries"
with saved_folders.whole_folder(folder) as new, quiet():
    trainer.save_model(new)
    tokenizer.save_pretrained(new)
    write_text(new / "README.md", CARD)
print(*sorted(path.name for path in folder.iterdir()), sep="\n")
display.say(CARD)

# %% [markdown]
# `pipeline` puts tokenizer, model and class names together again. Here is a colleague's whole
# program: it reads a table, sorts each text, and writes another table.

# %%
PROGRAM = """
import sys
import pandas
from transformers import pipeline

folder, source, target = sys.argv[1:]
sort = pipeline("text-classification", model=folder)
rows = pandas.read_csv(source, sep=";", encoding="utf-8-sig", dtype=str, keep_default_na=False)
found = sort(list(rows["text"]), truncation=True, batch_size=32)
rows["class"] = [one["label"] for one in found]
rows["score"] = [round(one["score"], 3) for one in found]
rows.to_csv(target, sep=";", encoding="utf-8-sig", index=False)
print(len(rows), "rows sorted")
"""

# %%
program = write_text(cache_dir() / "sort_table.py", PROGRAM)

# %%
asked = test["text"][:: size(20, 8)]
model.eval().cpu()
batch = tokenizer(asked, padding=True, truncation=True, return_tensors="pt")
with torch.no_grad():
    here = [names[i] for i in model(**batch).logits.argmax(-1).tolist()]
del trainer, model, output  # two processes will need memory

# %%
todo, done = cache_dir() / "todo.csv", cache_dir() / "done.csv"
write_text(todo, pandas.DataFrame({"text": asked}).to_csv(sep=";", index=False))
print(fresh.run(program, folder, todo, done))
sorted_rows = pandas.read_csv(done, sep=";", encoding="utf-8-sig")
tables.show(sorted_rows.to_dict("list"), "What the other process wrote")
print("the same classes as here:", here == list(sorted_rows["class"]))

# %% [markdown]
# `fresh.run` did what this line does in a terminal:
#
# ```
# python sort_table.py FOLDER todo.csv done.csv
# ```
#
# To publish, log in with `hf auth login`, then `model.push_to_hub("you/libraries")` and
# `tokenizer.push_to_hub("you/libraries")`. This was not done here. What you push, all may read:
# check the texts' licence first.

# %% [markdown]
# ## What carries over
#
# The course's main findings on fine-tuning: the small model's number, the real one's where it was
# measured here, and what others found.

# %%
carried.show("weights")

# %% [markdown]
# Where a number is a difference, an interval without zero is told apart. If both columns are apart
# on the same side, the finding carried over to this encoder. Where the second holds zero, it did
# not show in these runs. “Not run” means that this course did not measure it.

# %% [markdown]
# ## LoRA, with peft (to go further)
#
# [[Lesson:costs]] wrote one matrix with LoRA. `peft` puts such pairs beside all matrices of a
# model. `r` is the **rank**, `lora_alpha` over `r` the scale of what is added, `target_modules`
# says beside which matrices; a new head learns as well.

# %%
from peft import LoraConfig, TaskType, get_peft_model

tokenizer, model = new_model("real encoder", names)
LORA = LoraConfig(task_type=TaskType.SEQ_CLS, r=8, lora_alpha=16, target_modules="all-linear")


# %%
def with_pairs(model):
    """A model with a pair of small matrices beside each of its own, and these learn."""
    with quiet():
        return get_peft_model(model, LORA)


# %%
adapted = with_pairs(model)
learning, everything = adapted.get_nb_trainable_parameters()
print(f"{learning:,} of {everything:,} numbers learn")

# %%
trainer = train(tokenizer, adapted, few, size(20, 1), 1e-3)
batch = padded([cut(tokenizer, few)[i] for i in range(8)]).to(device())
with torch.no_grad():
    apart = adapted.eval()(**batch).logits
    merged = adapted.merge_and_unload()
    together = merged(**batch).logits
print("merged, the logits agree to 1e-4:", torch.allclose(apart, together, atol=1e-4))
print("what is left:", type(merged).__name__)
quiz("real_encoder.merged")

# %% [markdown]
# **Merging** adds each product `B A`, scaled, to its matrix. What is left is a plain model that
# needs no `peft`. Keep the adapter apart if you have one body and many tasks: its file is small.

# %% [markdown]
# ## Rare classes (to go further)
#
# Six kinds of sections, as often as they occur: warnings are rare. `compute_loss_func` gives
# `Trainer` another loss, here one with **class weights**: each class counts as much as any other.

# %%
part = sections.load()["train"]
counted = data.balance(part)
weights = torch.tensor([len(part) / len(counted) / n for n in counted.values()])
tables.show(
    {"section": list(counted), "texts": list(counted.values()), "weight": weights.tolist()},
    "All kinds of sections",
    rows="section",
)


# %%
def weighted(outputs, labels, num_items_in_batch=None) -> torch.Tensor:
    """The cross-entropy in which every class has the same say."""
    logits = outputs.logits
    return torch.nn.functional.cross_entropy(logits, labels, weight=weights.to(logits.device))


tokenizer, model = new_model("real encoder", list(counted))
rows_of = cut(tokenizer, part.select(range(16)))
trainer = Trainer(model, settings(1, 1e-4), padded, compute_loss_func=weighted)
batch = padded([rows_of[i] for i in range(16)]).to(device())
given = batch["input_ids"], batch["attention_mask"], batch["labels"]
with torch.no_grad():
    theirs = trainer.compute_loss(model.eval(), dict(batch)).item()
    ours = finetuning.loss(model, given, weights).item()
print(f"Trainer {theirs:.5f}, finetuning.loss {ours:.5f}, agree: {abs(theirs - ours) < 1e-5}")

# %% [markdown]
# It is the weighted loss of [[lab:costs]]. Whether it helps depends on what a mistake costs you: it
# finds more of the rare class and calls more texts so that are not.

# %% [markdown]
# ## Memory (to go further)
#
# Training keeps four numbers for each weight that learns: itself, its slope, and AdamW's two means.
# To them come the **activations**, what the way back needs of a batch. `memory` computes both from
# the configuration. Do they agree with what is really kept?


# %%
def kept(model, batch) -> int:
    """Bytes that a forward pass keeps for the way back, beside the weights."""
    found = {}

    def note(tensor: torch.Tensor) -> torch.Tensor:
        found[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        output = model.train()(**batch)  # while it is here, so is all that is kept
    own = {p.untyped_storage().data_ptr() for p in model.parameters()}
    return sum(n for place, n in found.items() if place not in own and output is not None)


# %%
_, model = new_model("real encoder", names)
model.to(device())
shape = memory.shape(model.config, AutoModelForSequenceClassification)
texts, tokens = 16, LONGEST
ids = torch.randint(100, 1000, (texts, tokens), device=device())
batch = {"input_ids": ids, "labels": torch.zeros(texts, dtype=torch.long, device=device())}
counted = kept(model, batch | {"attention_mask": torch.ones_like(ids)})
rows = {"": ["weights", "slopes and AdamW", "activations, formula", "activations, counted"]}
sizes = [4 * shape.parameters, 12 * shape.parameters, memory.activations(shape, texts, tokens)]
rows["MB"] = [size / 1e6 for size in [*sizes, counted]]
tables.show(rows, f"{texts} texts of {tokens} tokens", rows="", digits=0)
quiz("real_encoder.memory")

# %% [markdown]
# The formula is for planning: it says in advance whether a batch fits a GPU. If it does not, halve
# the batch and let `gradient_accumulation_steps` add up two.

# %% [markdown]
# ## What this does not show
#
# One real encoder of twenty million parameters, two tasks about software, short trainings and few
# seeds. Its head reads the first token, as `transformers` has it; it was made for mean vectors.
# Steps and rates were hardly tuned; with more labels the methods may sort otherwise.

# %% [markdown]
# ## Where to read more
#
# - Reimers and Gurevych 2019, *Sentence-BERT*.
# - Dodge et al. 2020, *Fine-tuning pretrained language models*.
# - Mosbach et al. 2021, *On the stability of fine-tuning BERT*.
# - Hu et al. 2021, *LoRA*; Biderman et al. 2024, *LoRA learns less and forgets less*.
