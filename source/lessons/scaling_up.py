# ---
# title: "Scaling up"
# minutes: 60
# further: 10
# objectives:
#   - Measure how the loss falls as networks grow, and say how far the line may be drawn on
#   - Divide a budget of arithmetic between parameters and tokens
#   - Train one network in several processes, and test that it is the same training
#   - Choose number format and batch size for a GPU (to go further)
#   - Plan the memory of a training with and without LoRA, from a configuration alone
# needs:
#   - costs
#   - real_encoder
#   - real_prompts
# key_points:
#   - A power law describes the sizes that were measured. What it says of others is a forecast.
#   - Divide a budget of arithmetic. Small networks read more, large ones learn more of a token.
#   - Several processes share a batch and average gradients. It is the same training, to rounding.
#   - A run that keeps its state can be killed, and go on with another number of processes.
#   - Memory follows from the configuration. Plan it before you rent a machine.
# ---

# %% [markdown]
# ## Larger, and then?
#
# All models of this course are small. What would a larger one gain, and what would it take? You
# measure small sizes, draw a line on, and try how far it is to be trusted. Then you plan what
# larger trainings need.

# %%
import tempfile
from pathlib import Path

import numpy as np
import torch
from accelerate.utils import find_executable_batch_size
from peft import TaskType
from transformers import AutoModelForCausalLM, LlamaConfig

# %%
from helpers.checks import check, predict, quiz
from helpers.context import chat
from helpers.measure import charts, experiment, metrics, power_laws
from helpers.real import launching, memory, processes, talk
from helpers.setup import device, size
from helpers.show import display, plots, tables
from helpers.text import corpora, tokens
from helpers.weights import causal, finetuning, models, optim, training

# %% [markdown]
# ## Six sizes
#
# Causal networks of two layers read the manuals; only their width differs. The vocabulary is small,
# so that the table of tokens does not make up most of a small network.

# %%
LENGTH, BATCH = 64, 16  # tokens in a row, rows in a batch
manuals = corpora.manuals()
texts = list(manuals["train"]["text"])
tokenizer = tokens.train(texts[::4], 1024, kind="bpe", lowercase=False)
rows = tokens.pack(tokenizer, texts, LENGTH)
held_out = tokens.pack(tokenizer, manuals["validation"]["text"], LENGTH)[: size(400, 16)]
print(f"{rows.numel():,} tokens to train on, {held_out.numel():,} held out")


# %%
def network(width: int, seed: int = 0):
    """An untrained causal network of two layers."""
    return models.decoder(len(tokenizer), width, layers=2, context=LENGTH, seed=seed)


# %% [markdown]
# A **FLOP** is one multiplication or addition. For each token of a training, every parameter that
# multiplies takes six of them: two to read, four to learn ([[lesson:costs]]). So to train `N`
# parameters on `D` tokens takes `6 * N * D`. The table that is only looked up does not count.

# %%
WIDTHS = [32, 64, 96, 160, 224, 320]
PARAMETERS = {width: models.flops_per_token(network(width)) // 6 for width in WIDTHS}
table = {"width": WIDTHS, "parameters": list(PARAMETERS.values())}
table["MFLOP a token"] = [6 * number / 1e6 for number in PARAMETERS.values()]
tables.show(table, "The networks", rows="width")

# %% [markdown]
# Large networks want smaller steps. Here the learning rate is one number divided by the width, a
# rule of thumb (Yang et al. 2022). A sweep for each size would be fairer, and cost far more.


# %%
def ramp(step: int, steps: int) -> float:
    """The learning rate's share: a tenth of the steps up, flat, and half of them down."""
    return training.warmup_decay(step, steps, warmup=max(1, steps // 10))


def grow(width: int, count: int, seed: int) -> dict:
    """Held-out loss of a network after training on so many tokens."""
    model = network(width, seed)
    optimizer = optim.adamw(model, lr=0.25 / width)
    batches, steps = causal.Windows(rows, BATCH), max(1, count // (BATCH * LENGTH))
    name = f"width {width}, {count} tokens, seed {seed}"
    show = {"schedule": ramp, "seed": seed, "show": False}
    training.train(name, model, batches, steps, causal.loss, optimizer, **show)
    return {"loss": causal.evaluate(model, held_out)["loss"], "tokens": steps * BATCH * LENGTH}


# %% [markdown]
# ## The same tokens for all
#
# Every size reads equally many tokens. Here is the smallest, trained now.

# %%
TOKENS = 500_000


def same_tokens(width: int, seed: int) -> dict:
    """A network of this width, when all widths read equally much."""
    return grow(width, size(TOKENS, 2048), seed) | {"parameters": PARAMETERS[width]}


# %%
here = same_tokens(WIDTHS[0], seed=0)
few = rows[: TOKENS // LENGTH]  # as much text
counted = causal.next_token_baselines(few, held_out, len(tokenizer))
losses = {f"a table: {name}": found["loss"] for name, found in counted.items()}
losses[f"{here['parameters']:,} parameters"] = here["loss"]
tables.show({"by": list(losses), "loss, nats": list(losses.values())}, "Held-out text", rows="by")

# %% [markdown]
# Five sizes, each with three seeds. The sixth and largest is kept for later.

# %%
LIVE = False  # True: run the stored experiments here, about half an hour on one core
runs = experiment.run("scaling_up/tokens", same_tokens, live=LIVE, width=WIDTHS)
FIVE = WIDTHS[:-1]  # all but the largest
five = runs.among(width=FIVE)
five.table("loss", "parameters", caption="Held-out loss after the same tokens", digits=3)

# %% [markdown]
# The loss falls from row to row, and slowly. Intervals of some neighbours overlap; those of the
# first and the last lie far apart.

# %% [markdown]
# A **power law** says: multiply the size by ten, and the loss falls by the same *share*, wherever
# you begin. `loss = scale / size ** exponent`. On logarithmic axes that is a straight line, and its
# slope is minus the exponent. Write it. Stuck? `hint("exponent")`.
#
# @exercise exponent


# %%
# @solution exponent

# %%
exponent = check("exponent", exponent)
found = []
for seed in range(size(3, 1)):
    some = five.where(seed=seed)
    found.append(exponent(some.values("parameters"), some.values("loss")))
print("exponent:", metrics.text(found, digits=3))
print("ten times the parameters, loss lower by:", metrics.text([1 - 10**-one for one in found]))

# %% [markdown]
# ### Draw it on
#
# A **scaling law** is such a line, used to say what a network would reach that nobody has trained.
# The largest network has nearly twice the parameters of the fifth. What is its loss? Use the table,
# or your exponent.

# %%
my_loss = None  # your prediction: nats a token

# %%
LARGEST = PARAMETERS[WIDTHS[-1]]
laws = {
    f"up to {PARAMETERS[last]:,}": power_laws.of_seeds(runs, "parameters", most=PARAMETERS[last])
    for last in WIDTHS[2:-1]
}
fig = power_laws.chart(runs, "parameters", laws)
plots.show(fig, "Losses of six sizes, and lines through the first three, four and five of them.")

# %%
measured = runs.values("loss", width=WIDTHS[-1])
predict("scaling_up.loss", my_loss, metrics.mean(measured), close=0.05)

# %%
forecasts = {name: [law(LARGEST) for law in some] for name, some in laws.items()}
for width in (WIDTHS[2], WIDTHS[-2]):  # the opponent: nothing changes any more
    forecasts[f"none: as {PARAMETERS[width]:,}"] = runs.values("loss", width=width)

# %%
table = []
for name, forecast in forecasts.items():
    miss = metrics.interval(metrics.minus(measured, forecast))
    row = {"line": name, "forecast": metrics.interval(forecast)}
    table.append(row | {"measured minus forecast": tables.Estimate(*miss, difference=True)})
note = f"Measured: {metrics.text(measured, digits=3)}."
tables.show(table, f"The loss of {LARGEST:,} parameters", rows="line", digits=3, note=note)

# %% [markdown]
# No line is refuted: the intervals of their differences hold zero, and are wide. That nothing
# changes is refuted for the long step, from the third size on. For the short one it is not: three
# seeds do not tell one doubling from luck.

# %% [markdown]
# ### A thousand times as large
#
# Text holds surprises that no network can foresee, so its loss has a floor. Nobody knows how high
# it is. Subtract a guessed floor, fit what is left, and look at both ends of the line.

# %%
sizes, losses = runs.values("parameters"), runs.values("loss")
table = []
for floor in (0, 1, 2, 3):
    law = power_laws.fit(sizes, [loss - floor for loss in losses])
    apart = [abs(law(number) + floor - loss) for number, loss in zip(sizes, losses)]
    row = {"floor": floor, "misses the measured by": metrics.mean(apart)}
    table.append(row | {"forecast": law(1000 * LARGEST) + floor})
tables.show(table, f"Nats; the forecast is for {1000 * LARGEST:,} parameters", "floor", digits=3)

# %% [markdown]
# The misses hardly differ, so the points do not tell which floor is right. The forecasts do differ.
# What a scaling law says far out depends on a form that was chosen, not measured. Those who plan by
# one fit many sizes, and then train sizes between (Hoffmann et al. 2022).

# %%
quiz("scaling_up.forecast")

# %% [markdown]
# ## The same arithmetic for all
#
# Who pays for arithmetic has a **FLOP budget**. Twice the parameters then read half the tokens.
# Which size makes the best of it, and is it the same with more to spend?

# %%
BUDGETS = [1e11, 1e12]  # FLOPs
FOUR = WIDTHS[:4]


def same_flops(budget: float, width: int, seed: int) -> dict:
    """A network of this width, when all widths do equally much arithmetic."""
    affordable = int(budget / (6 * PARAMETERS[width]))
    return grow(width, size(affordable, 2048), seed) | {"parameters": PARAMETERS[width]}


# %%
my_width = None  # your prediction: the best width for the larger budget, as a text: "32" to "160"

# %%
spent = experiment.run("scaling_up/compute", same_flops, live=LIVE, budget=BUDGETS, width=FOUR)
named = spent.renamed(budget={budget: f"{budget:.0e} FLOPs" for budget in BUDGETS})
named.where(seed=0).table("tokens", "parameters", "budget", caption="Tokens read", digits=0)

# %%
fig = charts.compare(named, "loss", "parameters", group="budget", line=True)
fig.axes[0].set(xscale="log")
plots.show(fig, "Held-out loss of four sizes, a line for each budget.")


# %%
def lowest(budget: float, seed: int) -> str:
    """The width whose loss was lowest with this budget and seed."""
    some = spent.where(budget=budget, seed=seed).rows
    return str(min(some, key=lambda row: row["loss"])["width"])


# %%
best = {budget: spent.best("loss", "width", lowest=True, budget=budget) for budget in BUDGETS}
table = {"FLOPs": [f"{budget:.0e}" for budget in BUDGETS]}
for seed in range(size(3, 1)):
    table[f"seed {seed}"] = [lowest(budget, seed) for budget in BUDGETS]
table["clearly"] = [str(width) for width in best.values()]
tables.show(table, "The width with the lowest loss", rows="FLOPs")

# %%
reasons = {
    "32": "It reads most, and can hold least of it.",
    "64": "It can hold more than the smallest, and reads a third as much.",
    "96": "It can hold more still, and reads a sixth as much as the smallest.",
    "160": "It could hold most, and takes fewest steps.",
}
predict("scaling_up.width", my_width, str(best[BUDGETS[-1]]), options=reasons)

# %% [markdown]
# With little to spend the smallest is clearly best; the others took few steps. With ten times as
# much it is the next size, and the largest still has the highest loss. The best size grew with the
# budget. Sizes between these, other batches and rates of their own were not tried.

# %%
quiz("scaling_up.budget")

# %% [markdown]
# ## Several processes
#
# More arithmetic takes more cores, GPUs or machines. In **data parallel** training every process
# has the whole network and reads its part of each batch; then all average their gradients. Is it
# the same training? For one batch you can see it here.

# %%
model = network(64)
ids = rows[:BATCH]


def gradient(value) -> torch.Tensor:
    """All slopes of a loss in a row."""
    return torch.cat([part.flatten() for part in torch.autograd.grad(value, model.parameters())])


whole = gradient(causal.loss(model, (ids,)))
halves = [gradient(processes.part_of_loss(model, ids, part, 2)[0]) for part in (0, 1)]
apart = (sum(halves) / 2 - whole).abs().max()
print(f"largest slope {whole.abs().max():.4f}, largest difference {apart:.0e}")

# %% [markdown]
# The difference is rounding: sums were added up in another order. `part_of_loss` weighs a part by
# its share of the tokens; means of unequal parts would not be the mean. With `accelerate` the loop
# stays as it was: `prepare` wraps the network, and `backward` averages. This starts it:

# %%
words = launching.command(Path("runs/first"), processes.Plan(steps=60), 2)
display.say("accelerate launch " + " ".join(words[3:]), fixed=True)

# %% [markdown]
# For CPUs, too, the launcher wants `--multi_gpu` to start several processes. Between them the
# library gloo carries the numbers here; on GPUs NCCL would. Four runs take the same sixty steps. In
# two of them a process is killed on the way, and another number of processes goes on from the kept
# state.


# %%
WAYS = {
    "one process": [1],
    "two": [2],
    "two, one killed, then one": [2, 1],
    "one, killed, then two": [1, 2],
}


def relay(way: str, seed: int) -> dict:
    """The loss at each step, and what was said when a process was killed."""
    plan = processes.Plan(steps=size(60, 4), seed=seed)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        losses, said = launching.relay(Path(folder), plan, WAYS[way])
    return {"losses": losses, "said": said}


# %%
SOME = list(WAYS)[: size(4, 1)]  # two processes would take too much memory beside a notebook
# One seed: the same steps are wanted, not a mean.
relayed = experiment.run("scaling_up/processes", relay, seeds=(0,), live=LIVE, way=SOME)


# %%
NEAR = 1e-3  # nats: sums are added up in another order
alone, *_ = relayed.values("losses")
table = []
for row in relayed.rows:
    apart = max(abs(one - other) for one, other in zip(row["losses"], alone))
    found = {"last loss": row["losses"][-1], "largest difference": f"{apart:.0e}"}
    table.append({"way": row["way"]} | found | {"near": apart < NEAR})
tables.show(table, "Against one process, over all steps", rows="way", digits=4)

# %%
for row in relayed.rows:
    for sentence in row["said"]:
        display.say(f"{row['way']}: “{sentence}”")

# %% [markdown]
# Killed or not, with one process or two, every step had the same loss, but for rounding. The state
# is one file, written whole or not at all: weights, the optimizer's means, the losses so far. Each
# batch follows from the seed and the step. So a killed run loses only the steps since its last
# state.

# %% [markdown]
# How much faster are two? That depends on cores, and on what else they do. Measure yours when
# idle: `python -m benchmarks.scaling`.

# %%
quiz("scaling_up.parallel")

# %% [markdown]
# ## On a GPU (to go further)
#
# `setup.device` names the device, and all helpers follow the model there: loop, scoring,
# generation. No GPU was here; a stand-in that refuses CPU tensors was (`tests/test_devices.py`).

# %%
print("here:", device(), "| NVIDIA or AMD:", torch.cuda.is_available())
print("Apple's:", torch.backends.mps.is_available(), "and used only if COURSE_DEVICE is mps")

# %% [markdown]
# A GPU is much faster with numbers of 16 bits. What is lost?

# %%
table = {"number": [1.001, 70_000.0, 1e-8]}
for kind in (torch.float32, torch.bfloat16, torch.float16):
    held = [f"{torch.tensor(number).to(kind).item():g}" for number in table["number"]]
    table[str(kind).removeprefix("torch.")] = held
table["number"] = [f"{number:g}" for number in table["number"]]
tables.show(table, "What is kept of a number", rows="number")

# %% [markdown]
# `bfloat16` is coarse, `float16` narrow: small slopes vanish in it, unless the loss is scaled up
# first. In **mixed precision** (Micikevicius et al. 2018) weights and optimizer keep 32 bits, and
# the large products are done in 16.

# %%
with torch.autocast(device().type, torch.bfloat16):
    mixed = causal.loss(model, (ids,))
away = gradient(mixed) - whole
print(f"loss: {causal.loss(model, (ids,)).item():.4f}, mixed: {mixed.item():.4f}")
print(f"the gradient moves by {away.norm() / whole.norm():.1%} of its length")

# %% [markdown]
# The loss is hardly another, and the gradient moves by little. This is one batch. `accelerate
# launch --mixed_precision bf16` does it in a whole training; `fp16` scales the loss, too. Neither
# was run here, so what it does to a final loss is not shown.

# %%
quiz("scaling_up.formats")

# %% [markdown]
# ## Memory before you rent
#
# Which GPU does a training need? The configuration tells, without a weight ([[lesson:real_encoder]]
# has the formula). Two shapes that others trained: SmolLM2's middle one, and TinyLlama.

# %%
SMOL = LlamaConfig(
    vocab_size=49152,
    hidden_size=960,
    intermediate_size=2560,
    num_hidden_layers=32,
    num_attention_heads=15,
    num_key_value_heads=5,
    tie_word_embeddings=True,
)

# %%
TINY = LlamaConfig(
    vocab_size=32000,
    hidden_size=2048,
    intermediate_size=5632,
    num_hidden_layers=22,
    num_attention_heads=32,
    num_key_value_heads=4,
)
SHAPES = {
    name: memory.shape(config, AutoModelForCausalLM)
    for name, config in {"SmolLM2": SMOL, "TinyLlama": TINY}.items()
}
for name, shape in SHAPES.items():
    print(f"{name}: {shape.parameters:,} parameters")


# %%
def plan(shape: memory.Shape, lora: bool, texts: int, length: int) -> dict[str, int]:
    """Bytes of a training with AdamW in 32 bits, part by part."""
    learning = shape.adapter if lora else shape.parameters
    return {
        "weights": 4 * (shape.parameters + lora * shape.adapter),
        "gradients": 4 * learning,
        "optimizer": 8 * learning,
        "activations": memory.activations(shape, texts, length),
    }


# %%
table = []
for name, shape in SHAPES.items():
    for lora in (False, True):
        parts = plan(shape, lora, texts=8, length=512)
        row = {"network": name, "learn": "LoRA, rank 8" if lora else "all"}
        row |= {part: bytes_ / 1e9 for part, bytes_ in parts.items()}
        table.append(row | {"all": sum(parts.values()) / 1e9})
tables.show(table, "GB, 8 texts of 512 tokens", rows=["network", "learn"], digits=2)

# %% [markdown]
# Where all weights learn, gradients and AdamW's two means take three times what the weights take.
# LoRA takes nearly all of that away. It leaves the weights, and the activations, which are the
# largest part of such a batch. These shrink with the batch.

# %%
quiz("scaling_up.memory")

# %% [markdown]
# ### Does the plan hold? (to go further)
#
# The same lines for a small network, and then what is really there. Large ones take the same code.

# %%
small = network(96)
planned = plan(memory.shape(small.config, AutoModelForCausalLM), True, 8, LENGTH)
adapted = finetuning.with_lora(small, task=TaskType.CAUSAL_LM)
learns = [part for part in adapted.parameters() if part.requires_grad]
optimizer = torch.optim.AdamW(learns, lr=1e-3)
training.train("LoRA", adapted, causal.Windows(rows, 8), 20, causal.loss, optimizer, show=False)
means = [kept for state in optimizer.state.values() for kept in state.values() if kept.dim()]

# %%
causal.loss(adapted, (ids,)).backward()  # its slopes are kept until a step clears them
held = {
    "weights": list(adapted.parameters()),
    "gradients": [part.grad for part in learns],
    "optimizer": means,
}
counted = {part: sum(some.nbytes for some in tensors) for part, tensors in held.items()}
table = {"part": list(counted), "counted": list(counted.values())}
table["planned"] = [planned[part] for part in counted]
tables.show(table, "Bytes of a LoRA training, small network", rows="part")

# %% [markdown]
# ### The largest batch that fits (to go further)
#
# A formula may err, and other programs hold memory, too. `find_executable_batch_size` tries: where
# the memory is full, it starts again with less. No GPU was here to be filled, so the plan says when
# it is full.

# %%
ROOM, tried = 8e9, []  # bytes


@find_executable_batch_size(starting_batch_size=16)
def train_with(batch_size: int) -> int:
    tried.append(batch_size)
    if sum(plan(SHAPES["SmolLM2"], True, batch_size, 512).values()) > ROOM:
        raise torch.OutOfMemoryError("CUDA out of memory.")  # what a full GPU says
    return batch_size


print("it fits:", train_with(), "| tried:", tried)

# %% [markdown]
# A smaller batch is another training. **Gradient accumulation** keeps the batch: the gradients of
# several parts are added up before the step. You have seen above that two halves make the whole.

# %% [markdown]
# ## The same client, another engine (to go further)
#
# On a GPU a **serving engine** answers many users at once; it keeps what prompts share, and fills
# its batches anew after each token (Kwon et al. 2023). It speaks the protocol of
# [[lesson:real_prompts]], so your code stays. In a terminal on the GPU, not run here:
#
# ```
# pip install vllm
# vllm serve Qwen/Qwen2.5-0.5B-Instruct --max-model-len 2048
# ```

# %% [markdown]
# Then name the server, before you start the notebook:
#
# ```
# export COURSE_CHAT_URL=http://127.0.0.1:8000/v1
# export COURSE_CHAT_MODEL=Qwen/Qwen2.5-0.5B-Instruct
# ```

# %%
chat_model, words = models.load_checkpoint("town-chat")
partner = talk.partner(chat_model, chat.dressed(words))
told = chat.turn("system", "Which kind of name on the map is it: country, city or island?")
asked = chat.turn("user", "In the dream of Anna there was Malta.")
print(partner.answer([told, asked], max_tokens=12).text)

# %% [markdown]
# ## What this does not show
#
# Six sizes over less than two powers of ten, two layers, one text, one batch size, few tokens,
# three seeds. The learning rate followed a rule: with rates of their own, sizes would lie on
# another line.

# %% [markdown]
# A loss is no ability: what a network of that loss can do is another question. Nothing ran on a GPU
# or on several machines. Networks that no single GPU holds are divided among several (Rajbhandari
# et al. 2020), which is not taught here.

# %% [markdown]
# ## Where to read more
#
# - Kaplan et al. 2020, *Scaling laws for neural language models*.
# - Hoffmann et al. 2022, *Training compute-optimal large language models*; Besiroglu et al. 2024,
#   *Chinchilla scaling: a replication attempt*.
# - Yang et al. 2022, *Tensor programs V*: settings that fit all widths.
# - Li et al. 2020, *PyTorch distributed*; Rajbhandari et al. 2020, *ZeRO*: for what no GPU holds.
# - Micikevicius et al. 2018, *Mixed precision training*.
# - Zhang et al. 2024, *TinyLlama*; Allal et al. 2025, *SmolLM2*.
# - Kwon et al. 2023, *Efficient memory management for large language model serving*.
