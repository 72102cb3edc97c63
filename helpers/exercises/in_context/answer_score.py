"""The log-likelihood of an answer: the sum over its tokens."""

import torch

from helpers.checking.spec import Exercise, mistake


def answer_score(log_p: torch.Tensor, ids: list[int], start: int) -> float:
    """Log-likelihood in nats of the tokens from place `start` on, each given all before it.

    log_p: float (length, vocabulary), row i about the token after place i. ids: the tokens of
    the whole text, prompt and answer; the answer begins at `start`.
    """
    score = 0.0
    for place in range(start, len(ids)):
        score += log_p[place - 1, ids[place]].item()
    return score


def cases() -> list:
    rng = torch.Generator().manual_seed(7)
    found = []
    texts = ([2, 4, 1, 3], 2), ([0, 5, 5, 2, 1, 4], 3), ([3, 1], 1), ([1, 2, 3, 4, 5], 4)
    texts += (([0, 5, 5, 2, 1, 4, 3, 2, 0, 1, 5, 2, 4, 3], 3),)
    for ids, start in texts:
        logits = torch.randn(len(ids), 6, generator=rng) * 2
        found.append((logits.log_softmax(-1), ids, start))
    return found


@mistake("One row too late: row i predicts the token at place i + 1.")
def same_place(log_p, ids, start):
    return sum(log_p[i, ids[i]].item() for i in range(start, len(ids)))


@mistake("The prompt's tokens are counted too. Begin at `start`.")
def whole_text(log_p, ids, start):
    return sum(log_p[i - 1, ids[i]].item() for i in range(1, len(ids)))


@mistake("It is the mean over tokens. Wanted is the sum.")
def mean_of_tokens(log_p, ids, start):
    return sum(log_p[i - 1, ids[i]].item() for i in range(start, len(ids))) / (len(ids) - start)


@mistake("It is a probability. Wanted is its logarithm: leave out `exp`.")
def as_probability(log_p, ids, start):
    return log_p[range(start - 1, len(ids) - 1), ids[start:]].sum().exp().item()


@mistake("Only the answer's first token counts. Add up all of them.")
def first_token_only(log_p, ids, start):
    return log_p[start - 1, ids[start]].item()


@mistake("The answer's first token is missing. It stands at `start`.")
def without_first_token(log_p, ids, start):
    return sum(log_p[i - 1, ids[i]].item() for i in range(start + 1, len(ids)))


@mistake("The answer's last token is missing.")
def last_token_missing(log_p, ids, start):
    return sum(log_p[i - 1, ids[i]].item() for i in range(start, len(ids) - 1))


@mistake("The sign is wrong: a log-likelihood is below 0.")
def as_loss(log_p, ids, start):
    return -sum(log_p[i - 1, ids[i]].item() for i in range(start, len(ids)))


EXERCISE = Exercise(
    id="answer_score",
    title="How likely is an answer?",
    minutes=8,
    difficulty=3,
    reference=answer_score,
    cases=cases,
    mistakes=(
        same_place,
        whole_text,
        mean_of_tokens,
        as_probability,
        first_token_only,
        without_first_token,
        last_token_missing,
        as_loss,
    ),
    hints=(
        "An answer's probability is a product over its tokens, so its logarithm is a sum.",
        "The token at place i was predicted at place i - 1: row i - 1 of `log_p` knows it.",
        "`sum(log_p[i - 1, ids[i]].item() for i in range(start, len(ids)))`.",
    ),
)
