"""The same facts and the same questions, answered two ways: by changed weights, or by a context."""

import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import torch
from peft import TaskType
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import pricing
from helpers.facts import evaluation, retrieval, statements
from helpers.facts.corpus import Knowledge, Sentences
from helpers.facts.statements import FactQuestion
from helpers.icl import pretraining
from helpers.weights import finetuning, optim, training

STEPS = 44  # tokens that the steps of an answer may need
Contexts = Sequence[Sequence[str]]


@arguments.checked
def learn(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    sentences: Sequence[str],
    steps: int,
    lr: float,
    seed: int = 0,
    batch_size: int = 16,
    show: bool = False,
    name: str = "facts",
    lora: bool = False,
) -> nn.Module:
    """A copy of the model, fine-tuned on the sentences, each a document of its own (AdamW).

    lora: only thin matrices beside the weights learn; they are added to the weights at the end.
    """
    tuned = copy.deepcopy(model)
    if lora:
        torch.manual_seed(seed)  # the thin matrices begin at random
        tuned = finetuning.with_lora(tuned, task=TaskType.CAUSAL_LM)
    training.train(
        f"{name} {len(sentences)} {steps} {lr} {seed} {lora}",
        tuned,
        Sentences(tokenizer, sentences, batch_size),
        steps,
        pretraining.loss,
        optim.adamw(tuned, lr),
        seed=seed,
        show=show,
    )
    return tuned.merge_and_unload() if lora else tuned


@arguments.checked
def of_each(questions: Sequence[FactQuestion], most: int) -> list[FactQuestion]:
    """The first `most` questions of each kind, in their order.

    >>> some = [FactQuestion("", *pair) for pair in ("ax", "bx", "cy")]
    >>> [question.answer for question in of_each(some, 1)]
    ['a', 'c']
    """
    seen: Counter[str] = Counter()
    kept = []
    for question in questions:
        seen[question.kind] += 1
        if seen[question.kind] <= most:
            kept.append(question)
    return kept


def with_steps(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Contexts,
) -> tuple[list[FactQuestion], list[list[str]], list[str]]:
    """What the model has before it draws a conclusion: its own two steps stand in the context, and
    the question goes on from there with "So". Also the last word of all that it wrote.

    Questions that take one fact stay as they are, with their context; their last word is empty.
    """
    picks = [i for i, question in enumerate(questions) if question.steps]
    prompts = [evaluation.prompted(questions[i], contexts[i], "steps")[0] for i in picks]
    asked, longer, last = list(questions), [list(c) for c in contexts], [""] * len(questions)
    said = evaluation.write(model, tokenizer, prompts, STEPS, sentences=3)
    for i, prompt, text in zip(picks, prompts, said):
        own = [f"{step.strip()}." for step in text.split(".")[:2] if step.strip()]
        conclusion, _ = statements.cut(questions[i].steps.rpartition(". ")[2])
        asked[i], longer[i] = replace(questions[i], prompt=conclusion), [prompt, *own]
        last[i] = evaluation.last_word(text)
    return asked, longer, last


# ------------------------------------------------------------------ answers
@arguments.checked
def ask(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Contexts | None = None,
    steps: bool = False,
    choose: bool = True,
) -> dict[str, float]:
    """Shares of right answers: {"reversed, exact": ..., "reversed, choice": ...} and so on.

    exact: the model writes the answer, letter for letter. choice: it finds the answer likelier than
    every wrong choice; left out without `choose`. steps: what takes two facts is asked step by
    step.
    """
    contexts = [list(context) for context in contexts or [()] * len(questions)]
    exact = evaluation.answered(model, tokenizer, questions, contexts)
    if steps:
        questions, contexts, last = with_steps(model, tokenizer, questions, contexts)
        exact = [
            said == q.answer if q.steps else right for said, q, right in zip(last, questions, exact)
        ]
    outcomes = {"exact": exact}
    if choose:
        outcomes["choice"] = evaluation.choose(model, tokenizer, questions, contexts)
    return {
        f"{kind}, {name}": share
        for name, right in outcomes.items()
        for kind, share in evaluation.by_kind(questions, right).items()
    }


@arguments.checked
def in_both_modes(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Contexts | None = None,
) -> dict[str, float]:
    """As `ask`, at once; and what takes two facts once more, by steps.

    The second are kinds of their own: {"deduced, exact": ..., "deduced by steps, exact": ...}.
    """
    picks = [i for i, question in enumerate(questions) if question.steps]
    some = [replace(questions[i], kind=f"{questions[i].kind} by steps") for i in picks]
    theirs = [contexts[i] for i in picks] if contexts else None
    at_once = ask(model, tokenizer, questions, contexts)
    return at_once | ask(model, tokenizer, some, theirs, steps=True)


@arguments.checked
def of_nobody(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Contexts | None = None,
) -> dict[str, float]:
    """Questions that no fact answers: the shares in which "nobody" and "partner" are written."""
    contexts = contexts or [()] * len(questions)
    prompts = [evaluation.prompted(*pair)[0] for pair in zip(questions, contexts)]
    said = {
        name: evaluation.exact(model, tokenizer, prompts, [q.choices[i] for q in questions])
        for i, name in enumerate(("nobody", "partner"))
    }
    return {name: sum(some) / len(some) for name, some in said.items()}


@arguments.checked
@torch.no_grad()
def per_query(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Contexts | None = None,
) -> dict[str, float]:
    """What one question costs: "tokens" read, and "ms" to read them and give the next token.

    The time is the median over the first ten questions, asked one at a time.
    """
    contexts = contexts or [()] * len(questions)
    prompts = [evaluation.prompted(q, c)[0] for q, c in zip(questions, contexts)]
    rows = [
        [tokenizer.cls_token_id, *ids]
        for ids in tokenizer(prompts, add_special_tokens=False)["input_ids"]
    ]

    def read(row: list[int]) -> torch.Tensor:
        ids = torch.tensor([row], device=next(model.parameters()).device)
        return model(input_ids=ids, use_cache=False, logits_to_keep=1).logits.cpu()

    return {
        "tokens": sum(map(len, rows)) / len(rows),
        "ms": pricing.milliseconds(read, rows[:10], warm=0),
    }


@arguments.checked
def at_once(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, known: Knowledge, facts: int, seed: int
) -> dict[str, float]:
    """What the model writes when it must conclude at once, without steps, from `facts` in context.

    Shares of "right"; of "the middle", the name that both facts of the chain have; and of
    "something else".
    """
    questions = [question for question in known.questions() if question.steps]
    found = retrieval.oracle(questions, known.texts, facts, seed)
    prompts = [evaluation.prompted(*pair)[0] for pair in zip(questions, found)]
    written = evaluation.write(model, tokenizer, prompts, max_new=8)
    counts = Counter(dict.fromkeys(("right", "the middle", "something else"), 0))
    for question, text in zip(questions, map(evaluation.last_word, written)):
        middle = evaluation.last_word(question.needs[0])
        names = {question.answer: "right", middle: "the middle"}
        counts[names.get(text, "something else")] += 1
    return {name: count / len(questions) for name, count in counts.items()}
