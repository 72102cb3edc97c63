"""What several exercises of `masked_lm` share."""

import torch

IGNORED = -100  # the label of a position that is not asked
CLS, SEP, PAD, UNK, MASK = 2, 3, 0, 1, 4
NAMES = {CLS: "[CLS]", SEP: "[SEP]", PAD: "[PAD]", UNK: "[UNK]", MASK: "[MASK]"}


def answer_cases() -> list:
    """Logits and labels for the loss and the accuracy."""
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


def likelihood(logits, labels):
    """The probability of the right token at each position that is asked: (positions, 1)."""
    asked = labels != IGNORED
    return logits[asked].softmax(-1).gather(-1, labels[asked].unsqueeze(-1))


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def wrong_form(value, like: torch.Tensor, dtype: torch.dtype, words: str) -> str | None:
    """A sentence if `value` is no tensor of the shape of `like` and of this dtype."""
    if not isinstance(value, torch.Tensor):
        what = f"a {type(value).__name__}" if value is not None else "None"
        return f"Return {words}; it returns {what}."
    if value.shape != like.shape or value.dtype != dtype:
        found = f"{value.dtype} in shape {tuple(value.shape)}"
        return f"Return {words}, {dtype} in shape {tuple(like.shape)}; it returns {found}."
    return None


def generator_problem(call) -> str | None:
    """What is wrong with how `call(generator)` uses its generator."""
    once, again, other = call(seeded(1)), call(seeded(1)), call(seeded(2))
    if torch.equal(once, other):
        return "Another generator gives the same result: the choice is fixed. Draw anew each call."
    if not torch.equal(once, again):
        return "Equal generators give different results. Pass `generator=generator` to each draw."
    same = seeded(1)
    if torch.equal(call(same), call(same)):
        return "Two calls with one generator give the same result. Do not seed it inside."
    return None


def all_or_none(shares: torch.Tensor) -> bool:
    """Whether nearly every share is 0 or 1."""
    return ((shares < 0.01) | (shares > 0.99)).float().mean().item() > 0.9
