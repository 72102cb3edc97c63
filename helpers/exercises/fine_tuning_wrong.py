"""The lab `fine_tuning`'s inputs, and typical wrong implementations that they tell apart."""

import math

import torch
from torch.nn import functional as F

# --- mean_pool -----------------------------------------------------------------------------------


def pool_cases() -> list:
    rng = torch.Generator().manual_seed(5)
    small = torch.tensor(
        [[[1.0, 2.0], [3.0, 4.0], [9.0, 9.0]], [[2.0, 0.0], [4.0, 0.0], [0.0, 3.0]]]
    )
    lengths = torch.tensor([[6], [2], [1], [4]])
    return [
        (small, torch.tensor([[1, 1, 0], [1, 1, 1]])),
        (torch.randn(4, 6, 5, generator=rng), (torch.arange(6) < lengths).long()),
        (torch.randn(3, 3, 3, generator=rng), torch.tensor([[1, 0, 0], [1, 1, 0], [1, 1, 1]])),
    ]


def with_padding(vectors, mask):
    return vectors.mean(1)


def over_whole_length(vectors, mask):
    return (vectors * mask[:, :, None]).mean(1)


def only_summed(vectors, mask):
    return (vectors * mask[:, :, None]).sum(1)


def padding_in_sum(vectors, mask):
    return vectors.sum(1) / mask.sum(1, keepdim=True)


def first_token(vectors, mask):
    return vectors[:, 0]


def last_token(vectors, mask):
    return vectors[torch.arange(len(mask)), mask.sum(1) - 1]


def highest(vectors, mask):
    return vectors.masked_fill(mask[:, :, None] == 0, -torch.inf).amax(1)


def over_batch(vectors, mask):
    return (vectors * mask[:, :, None]).sum(1) / mask.sum() * len(mask)


def over_width(vectors, mask):
    return vectors.mean(-1)


# --- class_loss ----------------------------------------------------------------------------------


def loss_cases() -> list:
    rng = torch.Generator().manual_seed(6)
    return [
        (torch.tensor([[2.0, 0.0, 1.0], [0.0, 0.5, 0.0]]), torch.tensor([0, 2])),
        (torch.randn(5, 4, generator=rng), torch.tensor([3, 0, 1, 1, 2])),
        (torch.tensor([[200.0, 0.0, 3.0], [0.0, 1.0, 300.0]]), torch.tensor([1, 2])),
    ]


def in_bits(logits, labels):
    return F.cross_entropy(logits, labels) / math.log(2)


def summed(logits, labels):
    return F.cross_entropy(logits, labels, reduction="sum")


def negative(logits, labels):
    return -F.cross_entropy(logits, labels)


def softmax_twice(logits, labels):
    return F.cross_entropy(logits.softmax(-1), labels)


def log_of_softmax(logits, labels):
    return -logits.softmax(-1)[torch.arange(len(labels)), labels].log().mean()


def without_log(logits, labels):
    return -logits.softmax(-1)[torch.arange(len(labels)), labels].mean()


def one_minus(logits, labels):
    return (1 - logits.softmax(-1)[torch.arange(len(labels)), labels]).mean()


def raw_logits(logits, labels):
    return -logits[torch.arange(len(labels)), labels].mean()


def first_axis(logits, labels):
    return -logits.log_softmax(0)[torch.arange(len(labels)), labels].mean()


def all_classes(logits, labels):
    return -logits.log_softmax(-1).mean()


def mean_probability(logits, labels):
    """The logarithm of the mean instead of the mean of the logarithms."""
    return -logits.softmax(-1)[torch.arange(len(labels)), labels].mean().log()


# --- precision_recall_f1 -------------------------------------------------------------------------


def count_cases() -> list:
    return [
        ([0, 0, 0, 1, 1, 2, 2, 2], [0, 1, 1, 1, 2, 2, 2, 0], 0),
        ([0, 0, 0, 1, 1, 2, 2, 2], [0, 1, 1, 1, 2, 2, 2, 2], 2),
        ([1, 1, 0, 1, 1, 1], [1, 0, 1, 0, 0, 1], 1),
        ([0, 1, 1], [0, 0, 0], 1),  # never called
        ([0, 0, 1], [2, 1, 1], 2),  # none there
        ([0, 2, 1], [2, 0, 1], 2),  # called and there, never both
    ]


def counted(labels, predictions, wanted) -> tuple[int, int, int]:
    both = sum(a == b == wanted for a, b in zip(labels, predictions, strict=True))
    return both, predictions.count(wanted), labels.count(wanted)


def share(part, whole) -> float:
    return part / whole if whole else 0.0


def harmonic(p: float, r: float) -> float:
    return share(2 * p * r, p + r)


def swapped(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = share(both, truly), share(both, called)
    return p, r, harmonic(p, r)


def arithmetic(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = share(both, called), share(both, truly)
    return p, r, (p + r) / 2


def without_two(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = share(both, called), share(both, truly)
    return p, r, share(p * r, p + r)


def all_right_ones(labels, predictions, wanted):
    both = sum(a == b for a, b in zip(labels, predictions, strict=True))
    p, r = share(both, predictions.count(wanted)), share(both, labels.count(wanted))
    return p, r, harmonic(p, r)


def of_all_texts(labels, predictions, wanted):
    both = counted(labels, predictions, wanted)[0]
    p = r = both / len(labels)
    return p, r, harmonic(p, r)


def always_class_one(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, 1)
    p, r = share(both, called), share(both, truly)
    return p, r, harmonic(p, r)


def divides_by_zero(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = both / called, both / truly
    return p, r, 2 * p * r / (p + r)


def perfect_when_empty(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = both / called if called else 1.0, both / truly if truly else 1.0
    return p, r, harmonic(p, r)


def percent(labels, predictions, wanted):
    both, called, truly = counted(labels, predictions, wanted)
    p, r = 100 * share(both, called), 100 * share(both, truly)
    return p, r, harmonic(p, r)


# --- choose_base ---------------------------------------------------------------------------------


def run(base: str, seed: int, validation: float, test: float) -> dict:
    return {"base": base, "seed": seed, "validation": validation, "test": test}


def run_cases() -> list:
    return [
        (
            [
                run("cat", 0, 0.6, 0.9),
                run("dog", 0, 0.7, 0.5),
                run("cat", 1, 0.6, 0.9),
                run("dog", 1, 0.7, 0.5),
            ],
        ),
        (
            [
                run("cat", 0, 0.9, 0.5),
                run("cat", 1, 0.3, 0.9),
                run("dog", 0, 0.7, 0.6),
                run("dog", 1, 0.8, 0.6),
            ],
        ),  # one lucky run
        (
            [
                run("cat", 0, 0.8, 0.5),
                run("dog", 0, 0.7, 0.6),
                run("dog", 1, 0.6, 0.6),
                run("dog", 2, 0.7, 0.6),
                run("elk", 0, 0.1, 0.5),
            ],
        ),  # unequal numbers of runs
        (
            [
                run("elk", 0, 0.61, 0.99),
                run("cat", 0, 0.62, 0.98),
                run("elk", 1, 0.5, 0.9),
                run("cat", 1, 0.9, 0.1),
            ],
        ),
        (
            [
                run("dog", 0, 0.6, 0.4),
                run("cat", 0, 0.9, 0.5),
                run("dog", 1, 0.6, 0.9),
                run("cat", 1, 0.5, 0.7),
            ],
        ),  # the last runs mislead
    ]


def by_mean(runs, score, pick=max):
    found: dict[str, list[float]] = {}
    for row in runs:
        found.setdefault(row["base"], []).append(score(row))
    return pick(found, key=lambda base: sum(found[base]) / len(found[base]))


def by_test(runs):
    return by_mean(runs, lambda row: row["test"])


def by_both(runs):
    return by_mean(runs, lambda row: row["validation"] + row["test"])


def lowest(runs):
    return by_mean(runs, lambda row: row["validation"], min)


def best_single_run(runs):
    return max(runs, key=lambda row: row["validation"])["base"]


def by_sum(runs):
    total: dict[str, float] = {}
    for row in runs:
        total[row["base"]] = total.get(row["base"], 0) + row["validation"]
    return max(total, key=total.get)


def last_run_only(runs):
    last = {row["base"]: row["validation"] for row in runs}
    return max(last, key=last.get)
