"""Typical wrong answers to encoder_logits; the first line of a docstring is in the message."""

import torch
from torch.nn import functional as F

from helpers.exercises.transformer.encoder_layer import encoder_layer
from helpers.exercises.transformer.encoder_logits import encoder_logits
from helpers.exercises.transformer.norm_rows import norm_rows


def body(ids, real, weights, heads, last=99):
    x = F.embedding(ids, weights["model.embeddings.tok_embeddings.weight"])
    x = norm_rows(x, weights["model.embeddings.norm.weight"])
    for number in range(last):
        start = f"model.layers.{number}."
        own = {name.removeprefix(start): w for name, w in weights.items() if start in name}
        if not own:
            break
        x = encoder_layer(x, own, heads, real)
    return x


def head(x, weights, bend=F.gelu):
    x = bend(F.linear(x, weights["head.dense.weight"]))
    return norm_rows(x, weights["head.norm.weight"])


def out(x, weights):
    return F.linear(x, weights["model.embeddings.tok_embeddings.weight"], weights["decoder.bias"])


def wrong_no_head(ids, real, weights, heads):
    """The head is missing"""
    x = norm_rows(body(ids, real, weights, heads), weights["model.final_norm.weight"])
    return out(x, weights)


def wrong_no_final_norm(ids, real, weights, heads):
    """The norm after the last layer is missing"""
    return out(head(body(ids, real, weights, heads), weights), weights)


def wrong_one_layer(ids, real, weights, heads):
    """It passes the first layer only"""
    x = norm_rows(body(ids, real, weights, heads, last=1), weights["model.final_norm.weight"])
    return out(head(x, weights), weights)


def wrong_no_bend(ids, real, weights, heads):
    """The bend of the head is missing"""
    x = norm_rows(body(ids, real, weights, heads), weights["model.final_norm.weight"])
    return out(head(x, weights, bend=lambda x: x), weights)


def wrong_no_bias(ids, real, weights, heads):
    """`decoder.bias` is missing"""
    return encoder_logits(ids, real, weights, heads) - weights["decoder.bias"]


def wrong_ignores_padding(ids, real, weights, heads):
    """`real` changes nothing"""
    return encoder_logits(ids, torch.ones_like(real), weights, heads)


def wrong_three_layers_at_most(ids, real, weights, heads):
    """It stops after a few layers"""
    x = norm_rows(body(ids, real, weights, heads, last=3), weights["model.final_norm.weight"])
    return out(head(x, weights), weights)


def wrong_without_gradient(ids, real, weights, heads):
    """training needs their gradient"""
    return encoder_logits(ids, real, weights, heads).detach()


def right_step_by_step(ids, real, weights, heads):
    x = norm_rows(body(ids, real, weights, heads), weights["model.final_norm.weight"])
    return out(head(x, weights), weights)


def wrong_two_heads(ids, real, weights, heads):
    """With the course's weights"""
    x = norm_rows(body(ids, real, weights, 2), weights["model.final_norm.weight"])
    return out(head(x, weights), weights)
