"""the Lab `masked_lm`'s inputs, and typical wrong implementations that these inputs tell apart."""

import torch
from torch.nn import functional as F

IGNORED = -100
LOG_2 = 0.6931471805599453

# --- mlm_loss and masked_accuracy ---------------------------------------------------------------


def answer_cases() -> list:
    rng = torch.Generator().manual_seed(3)
    small = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0], [1.0, 0.0, 2.0], [0.5, 0.0, 0.0]])
    logits = torch.randn(3, 6, 7, generator=rng)
    labels = torch.randint(0, 7, (3, 6), generator=rng)
    labels[0, 0] = logits[0, 0].argmax()  # one right answer at least
    everywhere = labels.clone()
    labels[0, 1:], labels[1, ::2] = IGNORED, IGNORED  # rows with unequal numbers of labels
    return [
        (small, torch.tensor([0, IGNORED, IGNORED, 1])),
        (logits, labels),
        (100 * torch.randn(5, 7, generator=rng), torch.tensor([3, 0, 6, IGNORED, 1])),
        (logits, everywhere),
    ]


def cross_entropy(logits, labels, **how):
    return F.cross_entropy(logits.flatten(0, -2), labels.flatten(), **how)


def mean_over_all(logits, labels):
    return cross_entropy(logits, labels, reduction="sum") / labels.numel()


def asks_everywhere(logits, labels):
    return cross_entropy(logits, labels.clamp(min=0))


def gathers_ignored(logits, labels):
    return -logits.log_softmax(-1).gather(-1, labels.unsqueeze(-1)).mean()


def indexes_ignored(logits, labels):
    flat, answers = logits.log_softmax(-1).flatten(0, -2), labels.flatten()
    return -flat[torch.arange(len(answers)), answers].mean()


def in_bits(logits, labels):
    return cross_entropy(logits, labels) / LOG_2


def summed(logits, labels):
    return cross_entropy(logits, labels, reduction="sum")


def negative(logits, labels):
    return -cross_entropy(logits, labels)


def softmax_twice(logits, labels):
    return cross_entropy(logits.softmax(-1), labels)


def row_by_row(logits, labels):
    if labels.ndim == 1:
        return cross_entropy(logits, labels)
    return torch.stack([cross_entropy(*row) for row in zip(logits, labels)]).mean()


def likelihood(logits, labels):
    asked = labels != IGNORED
    return logits[asked].softmax(-1).gather(-1, labels[asked].unsqueeze(-1))


def log_of_softmax(logits, labels):
    return -likelihood(logits, labels).log().mean()


def without_log(logits, labels):
    return -likelihood(logits, labels).mean()


def one_minus(logits, labels):
    return 1 - likelihood(logits, labels).mean()


def raw_logits(logits, labels):
    asked = labels != IGNORED
    return -logits[asked].gather(-1, labels[asked].unsqueeze(-1)).mean()


def counts_unasked(logits, labels):
    return (logits.argmax(-1) == labels).float().mean().item()


def highest_logit(logits, labels):
    asked = labels != IGNORED
    return (logits.amax(-1)[asked] == labels[asked]).float().mean().item()


def number_right(logits, labels):
    return float((logits.argmax(-1) == labels).sum())


def percent(logits, labels):
    asked = labels != IGNORED
    return 100 * (logits.argmax(-1) == labels)[asked].float().mean().item()


def mean_probability(logits, labels):
    return likelihood(logits, labels).mean().item()


def accuracy_by_row(logits, labels):
    rows = zip(logits, labels) if labels.ndim == 2 else [(logits, labels)]
    shares = [(x.argmax(-1) == y)[y != IGNORED].float().mean() for x, y in rows]
    return torch.stack(shares).mean().item()


# --- unigram_floor ------------------------------------------------------------------------------


def floor_cases() -> list:
    rng = torch.Generator().manual_seed(5)
    train = torch.randint(0, 9, (6, 8), generator=rng)
    labels = torch.randint(3, 8, (4, 8), generator=rng)
    labels[torch.rand(4, 8, generator=rng) < 0.5] = IGNORED
    unseen = labels.clone()
    unseen[0, :2] = 9  # never occurs in train
    return [
        (torch.tensor([[0, 2, 2, 3, 1]]), torch.tensor([[IGNORED, 2, IGNORED, 4]]), [0, 1], 5),
        (train, unseen, [0, 1, 2], 10),
        (train, labels, [8], 150),  # large enough for -100 to be a valid index from the end
    ]


def frequencies(counts, labels):
    return -(counts / counts.sum()).log()[labels[labels != IGNORED]].mean().item()


def counted(tokens, vocab_size, more=0.0, special_ids=()):
    counts = torch.bincount(tokens.flatten(), minlength=vocab_size).float() + more
    counts[list(special_ids)] = 0
    return counts


def of_held_out(train, labels, special_ids, vocab_size):
    return frequencies(counted(labels[labels != IGNORED], vocab_size), labels)


def of_held_out_smoothed(train, labels, special_ids, vocab_size):
    asked = labels[labels != IGNORED]
    return frequencies(counted(asked, vocab_size, 1, special_ids), labels)


def unsmoothed(train, labels, special_ids, vocab_size):
    return frequencies(counted(train, vocab_size, 0, special_ids), labels)


def counts_special(train, labels, special_ids, vocab_size):
    return frequencies(counted(train, vocab_size, 1), labels)


def one_for_special(train, labels, special_ids, vocab_size):
    return frequencies(counted(train, vocab_size, 0, special_ids) + 1, labels)


def floor_in_bits(train, labels, special_ids, vocab_size):
    return frequencies(counted(train, vocab_size, 1, special_ids), labels) / LOG_2


def floor_summed(train, labels, special_ids, vocab_size):
    one = frequencies(counted(train, vocab_size, 1, special_ids), labels)
    return one * int((labels != IGNORED).sum())


def of_training(train, labels, special_ids, vocab_size):
    p = counted(train, vocab_size, 1, special_ids)
    return torch.distributions.Categorical(p).entropy().item()


def reads_ignored(train, labels, special_ids, vocab_size):
    counts = counted(train, vocab_size, 1, special_ids)
    return -(counts / counts.sum()).log()[labels].mean().item()


# --- nearest_tokens -----------------------------------------------------------------------------


def table_cases() -> list:
    rng = torch.Generator().manual_seed(1)
    table = torch.randn(30, 6, generator=rng) * (torch.rand(30, 1, generator=rng) * 3 + 0.1)
    padded = table.clone()
    padded[0] = 0.0  # an embedding that was never trained
    arrows = torch.tensor([[1.0, 0.0], [3.0, 0.5], [0.9, 0.8], [9.0, 9.0], [-1.0, 0.1]])
    return [(arrows, 0, 2), (table, 7, 5), (table, 20, 3), (padded, 4, 6)]


def ranked(scores, token, count):
    scores = scores.clone()
    scores[token] = -torch.inf
    return scores.topk(count).indices.tolist()


def by_dot_product(table, token, count):
    return ranked(table @ table[token], token, count)


def by_distance(table, token, count):
    return ranked(-(table - table[token]).norm(dim=1), token, count)


def with_itself(table, token, count):
    return F.cosine_similarity(table, table[token : token + 1]).topk(count).indices.tolist()


def furthest(table, token, count):
    return (-F.cosine_similarity(table, table[token : token + 1])).topk(count).indices.tolist()


def divides_by_zero(table, token, count):
    directions = table / table.norm(dim=1, keepdim=True)
    return ranked(directions @ directions[token], token, count)


def columns_normalised(table, token, count):
    directions = F.normalize(table, dim=0)
    return ranked(directions @ directions[token], token, count)
