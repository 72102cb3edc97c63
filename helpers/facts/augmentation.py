"""Augmented fine-tuning: a model learns the facts and what it wrote about them, and is examined.

`inferences` has the writing. Here are the training text, the fine-tuned copy, and the questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.facts import evaluation, statements, trials
from helpers.facts.corpus import Knowledge
from helpers.facts.statements import FactQuestion

REWORDED = "reversed, reworded"
IN_STEPS = "deduced, in steps"


@arguments.checked
def mixture(sentences: Sequence[str], own: Sequence[str]) -> list[str]:
    """A list to draw from, half of it the sentences, half the model's own: the shorter is repeated.

    >>> mixture(["a", "b"], ["x", "y", "z"])
    ['a', 'b', 'a', 'x', 'y', 'z']
    """
    if not own:
        return list(sentences)
    most = max(len(sentences), len(own))
    return [some[i % len(some)] for some in (sentences, own) for i in range(most)]


@arguments.checked
def fine_tuned(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    sentences: Sequence[str],
    steps: int,
    *,
    lr: float = 5e-4,
    seed: int = 0,
    name: str = "facts",
) -> nn.Module:
    """A copy of the model that has learned these sentences, see `trials.learn`."""
    return trials.learn(model, tokenizer, sentences, steps, lr, seed, show=False, name=name).eval()


@arguments.checked
def asked_of(known: Knowledge) -> list[FactQuestion]:
    """All questions, and the reversed ones once more in words that no training text has."""
    rng = Random(f"reworded {known.seed}")
    more = [
        replace(known.question(rng, chain, part, "reversed", "reversed", True), kind=REWORDED)
        for chain in known.chains
        if not chain.both
        for part in (0, 1)
    ]
    return known.questions() + more


@arguments.checked
def scores(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Sequence[Sequence[str]] | None = None,
) -> dict[str, float]:
    """Shares of right answers: "exact: KIND" by generation, "choice: KIND" among four.

    contexts: sentences before each question. "deduced" is asked at once and, "in steps", with steps
    that the model writes itself.
    """
    exact = evaluation.answered(model, tokenizer, questions, contexts)
    choice = evaluation.choose(model, tokenizer, questions, contexts)
    found = {}
    for how, right in (("exact", exact), ("choice", choice)):
        shares = evaluation.by_kind(questions, right)
        found |= {f"{how}: {kind}": share for kind, share in shares.items()}
    picks = [i for i, question in enumerate(questions) if question.steps]
    if picks:
        given = [contexts[i] for i in picks] if contexts else None
        steps = evaluation.answered(model, tokenizer, [questions[i] for i in picks], given, "steps")
        found[f"exact: {IN_STEPS}"] = sum(steps) / len(steps)
    return found


@arguments.checked
def truths(known: Knowledge) -> set[str]:
    """Every sentence that these facts make true, to count how many of a model's own are right."""
    found = set()
    for chain in known.chains:
        given = [*chain.deduction.premises, *filter(None, [chain.decoy])]
        for fact in (*given, chain.deduction.conclusion):
            ways = chain.deduction.ways() if fact is chain.deduction.conclusion else statements.WAYS
            for way in ways:
                for kept in (False, True):
                    count = len(fact.wordings(way, kept))
                    found.update(fact.write(way, i, kept) for i in range(count))
    return found


@arguments.checked
def followed(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    own: Sequence[str],
) -> dict[str, int]:
    """Counts: does a model that learned its own sentences answer as they say?

    For reversed and deduced questions that its own sentences answer "right", answer only "wrong",
    or do not answer ("silent"): how many there are, how many it answers right, and for "wrong" how
    many with a wrong answer that it wrote.
    """
    said: dict[str, list[str]] = {}
    for text in own:
        prompt, answer = statements.cut(text)
        said.setdefault(prompt, []).append(answer)
    counts = dict.fromkeys(
        (
            "right",
            "right: answered",
            "wrong",
            "wrong: answered",
            "wrong: repeated",
            "silent",
            "silent: answered",
        ),
        0,
    )
    asked = [q for q in questions if q.kind in ("reversed", "deduced")]
    for question in asked:
        answers = said.get(question.prompt, [])
        group = "silent" if not answers else "right" if question.answer in answers else "wrong"
        says = [
            evaluation.exact(model, tokenizer, [question.prompt], [answer])[0]
            for answer in (question.answer, *answers)
        ]
        counts[group] += 1
        counts[f"{group}: answered"] += says[0]
        if group == "wrong":
            counts["wrong: repeated"] += any(says[1:])
    return counts


# ------------------------------------------------------------------ wrong on purpose
@dataclass(frozen=True)
class Taught:
    """A sentence to learn about a question. wrong: a wrong answer that it gives, or ""."""

    text: str
    question: FactQuestion
    wrong: str


@arguments.checked
def taught(known: Knowledge, share: float, seed: int = 0) -> list[Taught]:
    """An inference for each reversed or deduced question, right except for a share of them.

    A wrong one gives one of the question's wrong choices.

    >>> from helpers.facts.corpus import invent
    >>> some = taught(invent(8, ["teacher"]), share=0.25)
    >>> len(some), sum(bool(one.wrong) for one in some)
    (24, 6)
    """
    rng = Random(f"taught {seed}")
    asked = [q for q in known.questions() if q.kind in ("reversed", "deduced")]
    chosen = set(rng.sample(range(len(asked)), round(share * len(asked))))
    found = []
    for i, question in enumerate(asked):
        others = [choice for choice in question.choices if choice != question.answer]
        wrong = rng.choice(others) if i in chosen else ""
        found.append(Taught(f"{question.prompt} {wrong or question.answer}.", question, wrong))
    return found
