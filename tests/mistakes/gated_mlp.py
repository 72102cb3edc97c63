"""Typical wrong answers to gated_mlp; the first line of a docstring is in the message."""

from torch.nn import functional as F


def wrong_halves(x, w_in, w_out):
    """It bends the gate"""
    gate, signal = F.linear(x, w_in).chunk(2, dim=-1)
    return F.linear(F.gelu(signal) * gate, w_out)


def wrong_no_gate(x, w_in, w_out):
    """The gate changes nothing"""
    wide = len(w_in) // 2
    return F.linear(F.gelu(F.linear(x, w_in[:wide])), w_out)


def wrong_no_bend(x, w_in, w_out):
    """The bend is missing"""
    signal, gate = F.linear(x, w_in).chunk(2, dim=-1)
    return F.linear(signal * gate, w_out)


def wrong_relu(x, w_in, w_out):
    """ReLU is another bend"""
    signal, gate = F.linear(x, w_in).chunk(2, dim=-1)
    return F.linear(F.relu(signal) * gate, w_out)


def wrong_bends_the_product(x, w_in, w_out):
    """It bends the product"""
    signal, gate = F.linear(x, w_in).chunk(2, dim=-1)
    return F.linear(F.gelu(signal * gate), w_out)


def wrong_detached_gate(x, w_in, w_out):
    """Is a part of it detached?"""
    signal, gate = F.linear(x, w_in).chunk(2, dim=-1)
    return F.linear(F.gelu(signal) * gate.detach(), w_out)


def right_two_matrices(x, w_in, w_out):
    wide = len(w_in) // 2
    return F.linear(F.gelu(F.linear(x, w_in[:wide])) * F.linear(x, w_in[wide:]), w_out)
