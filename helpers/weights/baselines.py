"""What a counting table reaches: the floors that a trained model has to leave.

Unigram: always answer with how often each token occurs. Bigram: look at the token on the left, and
on the right, and answer with what was most often found there.
"""

import numpy as np
import torch
from scipy.sparse import csr_array
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.weights.masking import IGNORED, questions

STRENGTH = 100.0  # counts of the unigram that are added to each row of a bigram table


@arguments.checked
def counts(rows: torch.Tensor, vocab_size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """How often each token occurs, (V,), and how often each follows each, (V, V), as float32.

    >>> single, pair = counts(torch.tensor([[0, 1, 1]]), vocab_size=2)
    >>> single.tolist(), pair.tolist()
    ([1.0, 2.0], [[0.0, 1.0], [0.0, 1.0]])
    """
    single = torch.bincount(rows.flatten(), minlength=vocab_size).float()
    index = (rows[:, :-1] * vocab_size + rows[:, 1:]).flatten()  # (pairs of neighbours,)
    # Not bincount, which would hold the large table twice, as integers and as floats.
    pair = torch.zeros(vocab_size**2).scatter_add_(0, index, torch.ones(len(index)))
    return single, pair.view(vocab_size, vocab_size)


@arguments.checked
def unigram(single: torch.Tensor) -> torch.Tensor:
    """Probability of each token, (V,); one count is added so that none is impossible.

    >>> unigram(torch.tensor([1.0, 2.0])).tolist()
    [0.4000000059604645, 0.6000000238418579]
    """
    return (single + 1) / (single + 1).sum()


@arguments.checked
class Tables:
    """What counting in `train` says of a gap between two tokens.

    A table knows few pairs well, so each row is mixed with the unigram: `STRENGTH` counts of it are
    added (a Dirichlet prior; MacKay & Peto 1995). A neighbour that is masked itself says nothing.

    train: int64 (rows, length). `alone`: the probability of each token by its frequency, float
    (V,), next to nothing for special tokens.
    """

    def __init__(self, train: torch.Tensor, tokenizer: PreTrainedTokenizerBase):
        size = len(tokenizer)
        prior = unigram(torch.bincount(train.flatten(), minlength=size).float())
        prior[tokenizer.all_special_ids] = 0  # nobody ever asks for those
        self.alone = prior / prior.sum() + 1e-12
        # Most pairs never occur, so only the others are kept: the whole table is many times larger.
        pairs, count = np.unique(train[:, :-1] * size + train[:, 1:], return_counts=True)
        left, right = divmod(pairs, size)
        count[(left == tokenizer.mask_token_id) | (right == tokenizer.mask_token_id)] = 0
        found = csr_array((count.astype(np.float32), (left, right)), shape=(size, size))
        self.following, self.preceding = found, found.T.tocsr()

    def after(self, left: torch.Tensor | int) -> torch.Tensor:
        """Probability of each token after `left`: (V,) for one token, (n, V) for n of them."""
        return self._mixed(self.following, left)

    def before(self, right: torch.Tensor | int) -> torch.Tensor:
        """Probability of each token before `right`: (V,) for one token, (n, V) for n of them."""
        return self._mixed(self.preceding, right)

    def _mixed(self, table: csr_array, tokens: torch.Tensor | int) -> torch.Tensor:
        tokens = torch.as_tensor(tokens)
        rows = torch.from_numpy(table[tokens.reshape(-1).numpy()].toarray())
        rows = rows.view(*tokens.shape, -1)
        return (rows + STRENGTH * self.alone) / (rows.sum(-1, keepdim=True) + STRENGTH)


@arguments.checked
def masked_baselines(
    train: torch.Tensor, held_out: torch.Tensor, tokenizer: PreTrainedTokenizerBase
) -> dict[str, dict[str, float]]:
    """`answer_from_tables` on the very questions that `masking.evaluate` asks about `held_out`."""
    return answer_from_tables(train, *questions(held_out, tokenizer), tokenizer)


@arguments.checked
def answer_from_tables(
    train: torch.Tensor,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    tokenizer: PreTrainedTokenizerBase,
) -> dict[str, dict[str, float]]:
    """Loss (nats) and accuracy of three tables, counted in `train`, on labels that are not -100.

    "unigram" answers with the token's frequency, "bigram" from the token on the left, "both sides"
    from the tokens on the left and on the right, as if these were independent given the hidden one.

    train, inputs, labels: int64 (rows, length). Returns {"unigram": {"loss": ..., "accuracy": ...},
    ...}.
    """
    known = Tables(train, tokenizer)
    padded = nn.functional.pad(inputs, (1, 1), value=tokenizer.mask_token_id)  # (rows, length + 2)
    places = labels != IGNORED  # (rows, length)
    # Of each label: itself, and its neighbours. (labels,) each
    answers, before, after = labels[places], padded[:, :-2][places], padded[:, 2:][places]
    totals = {name: {"loss": 0.0, "accuracy": 0.0} for name in ("unigram", "bigram", "both sides")}
    for start in range(0, len(answers), 256):
        part = slice(start, start + 256)
        left, right = known.after(before[part]).log(), known.before(after[part]).log()  # (part, V)
        alone = known.alone.log().expand_as(left)
        for name, scores in zip(totals, (alone, left, left + right - alone)):
            log_p = scores.log_softmax(-1)
            totals[name]["loss"] -= log_p.gather(1, answers[part, None]).sum().item()
            totals[name]["accuracy"] += (log_p.argmax(-1) == answers[part]).sum().item()
    return {
        name: {key: value / len(answers) for key, value in total.items()}
        for name, total in totals.items()
    }
