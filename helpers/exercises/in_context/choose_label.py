"""From the log-probabilities of each label's tokens to the chosen label, and how sure that is."""

import math

from helpers.checking.spec import Exercise, mistake


def choose_label(token_log_p: dict[str, list[float]]) -> tuple[str, float]:
    """The likeliest label, and its probability if one of these labels must come.

    token_log_p: for each label the log-probabilities of its tokens, in nats, each given all tokens
    before it.
    """
    likely = {label: math.exp(sum(parts)) for label, parts in token_log_p.items()}
    best = max(likely, key=likely.get)
    return best, likely[best] / sum(likely.values())


def cases() -> list:
    many = {"a": [-0.1] * 9 + [-3.0], **{label: [-4.5] for label in "bcdefghi"}, "j": [-3.0]}
    return [
        ({"dax": [-1.0, -0.5], "fep": [-2.0, -0.25]},),
        ({"fep": [-0.2, -0.3, -0.9], "dax": [-1.0]},),  # the mean would choose the other one
        ({"a": [-3.0, -0.1], "b": [-0.5, -4.0], "c": [-0.7, -0.8], "d": [-6.0, -0.2]},),
        ({"only": [-2.0, -1.0], "other": [-2.5, -0.25]},),
        (many,),
        (dict(reversed(many.items())),),
    ]


def _chosen(values: dict[str, float], lowest: bool = False) -> tuple[str, float]:
    best = (min if lowest else max)(values, key=values.get)
    return best, values[best] / sum(values.values())


def _likely(token_log_p, combine=sum) -> dict[str, float]:
    return {label: math.exp(combine(parts)) for label, parts in token_log_p.items()}


@mistake("It takes the mean over a label's tokens. Wanted is the sum.")
def mean_of_tokens(token_log_p):
    return _chosen(_likely(token_log_p, lambda parts: sum(parts) / len(parts)))


@mistake("Only the first token of each label counts. Add up all of them.")
def first_token(token_log_p):
    return _chosen(_likely(token_log_p, lambda parts: parts[0]))


@mistake("Only the last token of each label counts. Add up all of them.")
def last_token(token_log_p):
    return _chosen(_likely(token_log_p, lambda parts: parts[-1]))


@mistake("It adds up probabilities. Add up the logarithms first, then take `math.exp`.")
def sum_of_probabilities(token_log_p):
    return _chosen({name: sum(map(math.exp, parts)) for name, parts in token_log_p.items()})


@mistake("It divides sums of logarithms. Turn each sum into a probability first: `math.exp`.")
def without_exp(token_log_p):
    return _chosen({label: sum(parts) for label, parts in token_log_p.items()})


@mistake("It divides sums of logarithms. Turn each sum into a probability first: `math.exp`.")
def without_exp_best(token_log_p):
    values = {label: sum(parts) for label, parts in token_log_p.items()}
    best = max(values, key=values.get)
    return best, values[best] / sum(values.values())


@mistake("It is the probability among all texts. Divide by the sum over the labels.")
def not_shared(token_log_p):
    values = _likely(token_log_p)
    best = max(values, key=values.get)
    return best, values[best]


@mistake("It is a logarithm. Return the label's probability: `math.exp`, then divide.")
def as_logarithm(token_log_p):
    values = {label: sum(parts) for label, parts in token_log_p.items()}
    best = max(values, key=values.get)
    return best, values[best]


@mistake("It divides by the other labels only. The chosen one belongs to the sum, too.")
def odds(token_log_p):
    values = _likely(token_log_p)
    best = max(values, key=values.get)
    return best, values[best] / (sum(values.values()) - values[best])


@mistake("It chooses the unlikeliest label. Log-probabilities are below 0: near 0 is likely.")
def unlikeliest(token_log_p):
    return _chosen(_likely(token_log_p), lowest=True)


@mistake("It always chooses the first label. Choose the one with the highest sum.")
def first_label(token_log_p):
    values = _likely(token_log_p)
    first = next(iter(values))
    return first, values[first] / sum(values.values())


EXERCISE = Exercise(
    id="choose_label",
    title="Choose a label",
    minutes=5,
    difficulty=1,
    reference=choose_label,
    cases=cases,
    mistakes=(
        mean_of_tokens,
        first_token,
        last_token,
        sum_of_probabilities,
        without_exp,
        without_exp_best,
        not_shared,
        as_logarithm,
        odds,
        unlikeliest,
        first_label,
    ),
    hints=(
        "Three steps: add up each label's log-probabilities, take `math.exp` of each sum, divide by"
        " the sum of these.",
        "`likely = {label: math.exp(sum(parts)) for label, parts in token_log_p.items()}`.",
        "`best = max(likely, key=likely.get)` is the label. Return it with"
        " `likely[best] / sum(likely.values())`.",
    ),
)
