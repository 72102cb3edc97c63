import math
import statistics

import numpy as np
import torch


def wrong_loss_alone(probabilities):
    """This is the loss"""
    return -sum(map(math.log, probabilities)) / len(probabilities)


def wrong_sum(probabilities):
    """The losses are added up"""
    return math.exp(min(700.0, -sum(map(math.log, probabilities))))


def wrong_sign(probabilities):
    """The sign is wrong"""
    return math.exp(sum(map(math.log, probabilities)) / len(probabilities))


def wrong_mean_probability(probabilities):
    """not the mean of the probabilities"""
    return 1 / (sum(probabilities) / len(probabilities))


def wrong_inverses(probabilities):
    """It averages 1 / p"""
    return sum(1 / p for p in probabilities) / len(probabilities)


def wrong_base(probabilities):
    """losses in nats go with e"""
    return 2 ** (-sum(map(math.log, probabilities)) / len(probabilities))


def wrong_bits(probabilities):
    """losses in bits go with 2"""
    return math.exp(min(700.0, -sum(map(math.log2, probabilities)) / len(probabilities)))


def wrong_product(probabilities):
    """The product of many probabilities becomes 0"""
    product = 1.0
    for p in probabilities:
        product *= p
    return (1 / product) ** (1 / len(probabilities)) if product > 0 else float("inf")


def right_in_bits(probabilities):
    bits = [math.log2(1 / p) for p in probabilities]
    return 2 ** (sum(bits) / len(bits))


def right_numpy(probabilities):
    return float(np.exp(-np.log(probabilities).mean()))


def right_bits(probabilities):
    return 2 ** (-sum(math.log2(p) for p in probabilities) / len(probabilities))


def right_geometric(probabilities):
    return 1 / statistics.geometric_mean(probabilities)


def right_torch(probabilities):
    return torch.tensor(probabilities, dtype=torch.float64).log().mean().neg().exp().item()


def wrong_mean_inverse(probabilities):
    """It averages 1 / p"""
    return sum(1 / p for p in probabilities) / len(probabilities)


def wrong_median(probabilities):
    """expected"""
    return math.exp(statistics.median(-math.log(p) for p in probabilities))
