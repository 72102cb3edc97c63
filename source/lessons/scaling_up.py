# ---
# title: "Scaling up"
# minutes: 60
# objectives:
#   - Measure how the loss falls as networks grow, and say how far the curve may be drawn on
#   - Divide a budget of arithmetic between parameters and tokens
#   - Train one network in several processes, and test that it is the same training
#   - Choose number format and batch size for a GPU
#   - Plan the memory of a training with and without LoRA, from a configuration alone
# needs:
#   - costs
#   - real_encoder
#   - real_prompts
# key_points:
#   - A power law describes the sizes that were measured. What it says of others is a forecast.
#   - A fixed budget has a best size. Smaller networks read more of it, larger ones learn more a token.
#   - Several processes share a batch and average gradients. It is the same training, to rounding.
#   - A run that keeps its state can be killed, and go on with another number of processes.
#   - Memory follows from the configuration. Plan it before you rent a machine.
# ---

# %% [markdown]
# ## Larger, and then?
#
# All models of this course are small. What would a larger one gain, and what would it take? The
# first can be measured on small sizes and drawn on. This lesson does so, and tries how far the
# drawn line is to be trusted.

# %%
import numpy as np
import torch
from accelerate.utils import find_executable_batch_size
from peft import TaskType
from transformers import AutoModelForCausalLM, LlamaConfig

# %%
from helpers.checks import check, hint, predict, quiz
from helpers.measure import experiment, metrics, power_laws
from helpers.real import launching, memory, processes
from helpers.setup import device, size
from helpers.show import display, plots, tables
from helpers.text import corpora, tokens
from helpers.weights import causal, finetuning, models, optim, training

# %% [markdown]
# ## Sizes
#
# Causal networks of two layers read the manuals, and only their width differs. The vocabulary is
# small, so that the tables of tokens do not make up most of a small network.

# %%
LENGTH, BATCH = 64, 16  # tokens in a row, rows in a batch
manuals = corpora.manuals()
texts = list(manuals["train"]["text"])
tokenizer = tokens.train(texts[::4], 1024, kind="bpe", lowercase=False)
rows = tokens.pack(tokenizer, texts, LENGTH)
held_out = tokens.pack(tokenizer, manuals["validation"]["text"], LENGTH)[: size(400, 16)]


# %%
def network(width: int, seed: int = 0):
    """An untrained causal network of two layers."""
    return models.decoder(len(tokenizer), width, layers=2, context=LENGTH, seed=seed)


# %%
WIDTHS = [32, 64, 96, 160, 224, 320]
PARAMETERS = {width: models.flops_per_token(network(width)) // 6 for width in WIDTHS}


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


# %%
TOKENS = 500_000
LIVE = False  # True: run the stored experiments here, about half an hour on one core


def same_tokens(width: int, seed: int) -> dict:
    """A network of this width, when all widths read equally much."""
    return grow(width, size(TOKENS, 2048), seed) | {"parameters": PARAMETERS[width]}


# %%
runs = experiment.run("scaling_up/tokens", same_tokens, live=LIVE, width=WIDTHS)


# %%
BUDGETS = [2e11, 8e11]  # floating-point operations


def same_flops(budget: float, width: int, seed: int) -> dict:
    """A network of this width, when all widths do equally much arithmetic."""
    affordable = int(budget / (6 * PARAMETERS[width]))
    return grow(width, size(affordable, 2048), seed) | {"parameters": PARAMETERS[width]}


# %%
spent = experiment.run("scaling_up/compute", same_flops, live=LIVE, budget=BUDGETS, width=WIDTHS)
