# ---
# title: "Build the network, load real weights"
# minutes: 60
# further: 15
# objectives:
#   - Write rotary positions, attention with heads and a whole layer
#   - Put them together to an encoder, and load a trained model's own weights into it
#   - Prove that two implementations are the same network
#   - Write LayerNorm and a gated MLP (to go further)
# needs:
#   - transformer
# key_points:
#   - A trained model is a list of named arrays and some forty lines that use them.
#   - A wrong detail raises nothing and may leave the first guess as it was. Compare the logits.
#   - Compare on several texts, of different lengths and with padding.
# ---

# %% [markdown]
# ## The problem
#
# A model file arrives, and the library that made it does not run on your machine. In the file are
# arrays with names. Build the network they belong to, from parts that you write yourself, and prove
# that it is the same: its logits must be those of the course's model.

# %%
import math

import torch
from safetensors.torch import load_file
from torch.nn import functional as F

from helpers.checks import check, progress
from helpers.show import tables
from helpers.weights import models

# %%
folder = models.checkpoint_folder("manuals-encoder")
weights = {name: w.float() for name, w in load_file(folder / "model.safetensors").items()}
rows = [{"name": name, "shape": str(tuple(w.shape))} for name, w in weights.items()]
tables.show(rows[:17], f"The first 17 of {len(rows)} arrays")

# %% [markdown]
# An array's name says where it belongs. `Wqkv` holds three matrices on top of each other, for
# queries, keys and values. `Wo` leads out of attention, and out of the MLP; `Wi` leads in. torch
# stores a matrix as (out, in), so that it is applied as `x @ w.T`.

# %% [markdown]
# ## Turn by position
# @exercise rotate_halves
# RoPE again. In the lesson neighbours were a pair. This model was trained with another choice:
# number `i` goes with number `i + d/2`. Turning (a, b) by an angle gives
# (a cos − b sin, a sin + b cos).


# %%
# @solution rotate_halves

# %%
rotate_halves = check("rotate_halves", rotate_halves)

# %% [markdown]
# Stuck? Run `hint("rotate_halves")`, again for the next hint.

# %% [markdown]
# ## Attention
# @exercise rotary_attention
# A whole batch at once: heads as in [[lab:attention]], queries and keys turned in each head, and
# nothing on padding. Use `rotate_halves` from above.


# %%
# @solution rotary_attention

# %%
rotary_attention = check("rotary_attention", rotary_attention)

# %% [markdown]
# Stuck? Run `hint("rotary_attention")`. This is the longest one. Write down the shape after every
# step.

# %% [markdown] tags=["instructor"]
# **Instructor.** Most time is lost on shapes. Draw (rows, n, width) and what each step makes of it.
# Who is behind takes the reference: every exercise works without the one before.

# %% [markdown]
# ## Norm and MLP, given
#
# A layer has two more parts. `norm_rows(x, factors)` norms each token and multiplies by learned
# factors. `gated_mlp(x, w_in, w_out)` is the MLP. Here they are given; at the end of this lab you
# can write both.

# %%
from helpers.exercises.transformer.gated_mlp import gated_mlp
from helpers.exercises.transformer.norm_rows import norm_rows

# %% [markdown]
# ## One layer
# @exercise encoder_layer
# Norm, attention, add; norm, MLP, add. One oddity: the first layer has no norm before attention,
# because the embedding was normed just before.


# %%
# @solution encoder_layer

# %%
encoder_layer = check("encoder_layer", encoder_layer)

# %% [markdown]
# Stuck? Run `hint("encoder_layer")`.

# %% [markdown]
# ## The network
#
# Ids become vectors in the table, then comes a norm, the layers, a norm, and a **head**: a matrix,
# GELU, a norm. Last the **output layer**, to logits. It is the *same* table as at the start
# (**tied** weights): a logit is how well a token's vector fits a word's, plus a **bias**, one
# number for each word.


# %%
def part_of(weights: dict, prefix: str) -> dict:
    """The weights whose names begin with `prefix`, under the rest of their names."""
    return {name[len(prefix) :]: w for name, w in weights.items() if name.startswith(prefix)}


# %% [markdown]
# @exercise encoder_logits
# The names are those of the file. The check tries small random networks first, and then the
# course's weights.


# %%
# @solution encoder_logits

# %%
encoder_logits = check("encoder_logits", encoder_logits)

# %% [markdown]
# Stuck? Run `hint("encoder_logits")`.

# %% [markdown]
# ## Is it the same network?
#
# Load the weights and compare with the course's model, text by text, and then all texts in one
# batch, where the short ones are padded. Logits may differ by rounding, and by no more than one
# ten-thousandth.

# %%
model, tokenizer = models.load_checkpoint("manuals-encoder")
heads = model.config.num_attention_heads
texts = ["It [MASK].", "Return a new array with the same [MASK] as the input."]
texts += ["The function raises an error because it got an empty list, and not a [MASK]. " * 3]


@torch.no_grad()
def difference(texts: list[str]) -> float:
    """The largest difference between the two networks' logits, at real tokens."""
    batch = tokenizer(texts, return_tensors="pt", padding=True)
    ids, real = batch["input_ids"], batch["attention_mask"].bool()
    theirs = model(input_ids=ids, attention_mask=real.long()).logits
    return (encoder_logits(ids, real, weights, heads) - theirs)[real].abs().max().item()


# %%
groups = {"a short text": texts[:1], "a sentence": texts[1:2], "a long text": texts[2:]}
groups["all three, padded"] = texts
found = [{"texts": name, "below 0.0001": difference(some) < 1e-4} for name, some in groups.items()]
tables.show(found, "The largest difference of a logit", rows="texts")

# %% [markdown]
# Forty lines and an array file: that is a trained language model. Let yours fill a gap.

# %%
my_text = "Return a new array with the same [MASK] as the input."  # or your own sentence

# %%
ids = tokenizer(my_text, return_tensors="pt")["input_ids"]
gaps = (ids[0] == tokenizer.mask_token_id).nonzero().flatten().tolist()
logits = encoder_logits(ids, torch.ones_like(ids).bool(), weights, heads)
for gap in gaps:
    p, best = logits[0, gap].softmax(-1).topk(5)
    words = tokenizer.convert_ids_to_tokens(best.tolist())
    tables.show({"word": words, "p": p.tolist()}, f"Gap at token {gap}", rows="word")

# %% [markdown]
# ## Would you have noticed?
#
# Two faults that raise no error: one norm's factors are all 1, or the last layer is left out. Look
# at the first guess in your text, and at the logits.

# %%
faults = {"none": weights}
name = "model.layers.1.attn_norm.weight"
faults["one norm's factors are 1"] = {**weights, name: torch.ones_like(weights[name])}
faults["no last layer"] = {n: w for n, w in weights.items() if ".layers.3." not in n}

# %%
rows = []
for fault, some in faults.items():
    wrong = encoder_logits(ids, torch.ones_like(ids).bool(), some, heads)
    best = wrong[0, gaps].argmax(-1).tolist()
    guess = " ".join(tokenizer.convert_ids_to_tokens(best))
    off = (wrong - logits).abs().max().item()
    rows.append({"fault": fault, "first guess": guess, "largest change of a logit": off})
tables.show(rows, "Two faults", rows="fault")

# %% [markdown]
# A fault may leave a guess as it was; the logits show it. That is why the comparison asks for all
# of them.

# %% tags=["nbval-check-output"]
progress("transformer")

# %% [markdown] tags=["instructor"]
# **Instructor.** For the quick ones: load `town-encoder`, which has the same shape, into the same
# functions. Then `town-lm`, which does not: what would have to change? (The mask, the norm, the
# names, the output table.)

# %% [markdown]
# ## The norm (to go further)
# @exercise norm_rows
# Each token: subtract the mean of its numbers, divide by their spread, multiply by learned factors.
# `eps` keeps the division safe where all numbers are nearly equal.


# %%
# @solution norm_rows

# %%
norm_rows = check("norm_rows", norm_rows)

# %% [markdown]
# Stuck? Run `hint("norm_rows")`.

# %% [markdown]
# ## The MLP (to go further)
# @exercise gated_mlp
# ModernBERT's MLP has a **gate**: the first matrix makes two wide vectors. One is bent by GELU, a
# smooth bend, and multiplied by the other, which opens or closes each number.


# %%
# @solution gated_mlp

# %%
gated_mlp = check("gated_mlp", gated_mlp)

# %% [markdown]
# Stuck? Run `hint("gated_mlp")`.


# %% [markdown]
# With your own two parts in its place, is it still the same network?

# %%
print("below 0.0001:", difference(texts) < 1e-4)
