"""Does a model know a fact? The same questions with the facts in its context, and with none.

By exact generation: the greedy continuation is the answer, letter for letter. By choice: the answer
is likelier than wrong ones that stand in the same relation to something else.
"""

from collections.abc import Sequence
from random import Random

import torch
from torch import nn
from transformers import PreTrainedTokenizerBase, StoppingCriteria

from helpers.context import scoring
from helpers.facts import statements, words
from helpers.facts.statements import FactQuestion


def prompted(
    question: FactQuestion, context: Sequence[str] = (), how: str = "sentence"
) -> tuple[str, str]:
    """The text before an answer, and the answer.

    context: sentences that stand first. how "sentence": the beginning of a sentence; "direct": the
    question, to be answered at once; "steps": the question, to be answered step by step, which
    makes the steps part of the answer.

    >>> fact = statements.Fact(statements.relations()["teacher"], "Mibako", "Tefu")
    >>> prompted(fact.question("reversed"), [fact.write()])
    ('Mibako is the teacher of Tefu. Tefu is the pupil of', 'Mibako')
    >>> prompted(fact.question("reversed"), how="direct")
    ('Who is the teacher of Tefu? At once:', 'Mibako')
    """
    asked, _, reply = question.asked.partition("? ")
    if how == "sentence":
        return " ".join([*context, question.prompt]), question.answer
    mark = words.data()["markers"][how]
    if how == "steps":
        return " ".join([*context, f"{asked}?", mark]), question.steps.removesuffix(".")
    before, answer = statements.cut(f"{mark} {reply}")
    return " ".join([*context, f"{asked}?", before]), answer


def exact(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Sequence[str],
    answers: Sequence[str],
) -> list[bool]:
    """Whether greedy generation after each prompt gives its answer and a full stop."""
    return scoring.exact(model, tokenizer, prompts, [f" {a}" for a in answers], ".", batch_size=32)


class Written(StoppingCriteria):
    """Says of each row whether it has so many full stops after its first `start` tokens."""

    def __init__(self, stop: int, sentences: int, start: int):
        self.stop, self.sentences, self.start = stop, sentences, start

    def __call__(self, ids: torch.Tensor, scores, **_) -> torch.Tensor:
        return (ids[:, self.start :] == self.stop).sum(1) >= self.sentences


@torch.no_grad()
def write(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Sequence[str],
    max_new: int = 60,
    batch_size: int = 32,
    temperature: float = 0.0,
    seed: int = 0,
    sentences: int = 1,
) -> list[str]:
    """The continuation of each prompt, up to so many sentences; written side by side.

    temperature 0 writes the likeliest tokens (greedy); otherwise they are drawn, decided by `seed`.
    """
    was_training, stop = model.training, tokenizer.convert_tokens_to_ids(".")
    model.eval()
    draw = {"do_sample": True, "temperature": temperature} if temperature else {"do_sample": False}
    order, found = sorted(range(len(prompts)), key=lambda i: len(prompts[i])), [""] * len(prompts)
    torch.manual_seed(seed)
    for k in range(0, len(order), batch_size):
        part = order[k : k + batch_size]
        ids = tokenizer([prompts[i] for i in part], add_special_tokens=False)["input_ids"]
        ids = [[tokenizer.cls_token_id, *row] for row in ids]
        longest = max(map(len, ids))
        rows = torch.tensor([[0] * (longest - len(row)) + row for row in ids])
        # (prompts, longest); [PAD] is 0
        out = model.generate(
            input_ids=rows,
            attention_mask=(rows != 0).long(),
            pad_token_id=0,
            eos_token_id=tokenizer.sep_token_id,
            max_new_tokens=max_new,
            stopping_criteria=[Written(stop, sentences, longest)],
            **draw,
        )
        for i, row in zip(part, out[:, longest:]):
            text = tokenizer.decode(row, skip_special_tokens=True)
            found[i] = " ".join(s.strip() + "." for s in text.split(".")[:sentences] if s.strip())
    model.train(was_training)
    return found


def last_word(text: str) -> str:
    """What a text ends with, without the full stop: the answer, when steps stand before it.

    >>> last_word("Lano is a wug. So Lano is also a dax.")
    'dax'
    """
    return statements.cut(text.strip())[1]


def choose(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Sequence[Sequence[str]] | None = None,
) -> list[bool]:
    """Whether the right one of each question's choices is the likeliest, with its full stop.

    contexts: sentences before each question. A sentence that belongs to a question's steps can be
    part of its context.
    """
    contexts = contexts or [()] * len(questions)
    prompts = [prompted(q, c)[0] for q, c in zip(questions, contexts)]
    labels = [[f" {choice}" for choice in q.choices] for q in questions]
    found, _ = scoring.classify(model, tokenizer, prompts, labels, end=".")
    return [q.choices[i] == q.answer for i, q in zip(found, questions)]


def context(question: FactQuestion, sentences: Sequence[str], size: int, rng: Random) -> list[str]:
    """`size` sentences in random order: those that decide the question, then those that make its
    wrong choices right of something else, then any others.

    >>> known = {"needs": ("Lano is a wug.",), "rivals": ("Mira is a dax.",)}
    >>> asked = FactQuestion("", "", "trained", **known)
    >>> sorted(context(asked, ["No wug is a fip.", "Lano is a wug."], 3, Random(0)))
    ['Lano is a wug.', 'Mira is a dax.', 'No wug is a fip.']
    """
    first = dict.fromkeys((*question.needs, *question.rivals))
    others = [text for text in dict.fromkeys(sentences) if text not in first]
    some = [*first, *rng.sample(others, min(len(others), max(0, size - len(first))))][:size]
    return rng.sample(some, len(some))


def by_kind(questions: Sequence[FactQuestion], right: Sequence[bool]) -> dict[str, float]:
    """The share of right answers of each kind of question.

    >>> asked = [FactQuestion("", "", kind) for kind in ("trained", "reversed", "reversed")]
    >>> by_kind(asked, [True, False, True])
    {'trained': 1.0, 'reversed': 0.5}
    """
    found: dict[str, list[bool]] = {}
    for question, one in zip(questions, right):
        found.setdefault(question.kind, []).append(one)
    return {kind: sum(some) / len(some) for kind, some in found.items()}


def answered(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Sequence[Sequence[str]] | None = None,
    how: str = "sentence",
) -> list[bool]:
    """Whether the model writes the answer to each question, after its context or after none.

    how: as in `prompted`. After "steps" the model writes its own, and the last word counts;
    questions that take one fact are asked as a sentence.
    """
    contexts = contexts or [()] * len(questions)
    stepwise = [how == "steps" and bool(q.steps) for q in questions]
    right = [False] * len(questions)
    for steps in set(stepwise):
        picks = [i for i, one in enumerate(stepwise) if one == steps]
        way = "steps" if steps else "sentence" if how == "steps" else how
        prompts, answers = zip(*(prompted(questions[i], contexts[i], way) for i in picks))
        if steps:
            said = write(model, tokenizer, prompts, sentences=3)
            found = [last_word(text) == questions[i].answer for i, text in zip(picks, said)]
        else:
            found = exact(model, tokenizer, prompts, answers)
        for i, one in zip(picks, found):
            right[i] = one
    return right
