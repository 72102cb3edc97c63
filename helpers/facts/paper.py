"""The conditions of Lampinen et al. 2025 at our size: documents, ways to learn them, and scoring.

Every condition is a `Material`: documents to learn, and questions with choices that no context
shows. A model learns by its weights or reads as many documents as fit, and is asked the same. The
conditions themselves are in `paper_simple`, `paper_syllogisms`, `paper_structure`, `paper_growth`.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import scoring
from helpers.facts import augmentation, evaluation, inferences, trials
from helpers.facts.retrieval import ROOM
from helpers.facts.statements import FactQuestion

LR = 1e-3  # the rate that the lesson `comparison` finds best for facts
Contexts = Sequence[Sequence[str]]
Result = dict[str, float | dict[str, int]]


@dataclass(frozen=True)
class Asked:
    """A question: what stands before the answer, the choices, and those of them that are right.

    exact: it has one answer only, so what the model writes by itself can be judged, too.
    """

    kind: str
    prompt: str
    choices: tuple[str, ...]
    right: tuple[str, ...]
    exact: bool = False


def asked(question: FactQuestion) -> Asked:
    """A question of the course's own facts, to be asked as the paper's.

    >>> asked(FactQuestion("Tefu is", "old", "told", ("old", "new"))).right
    ('old',)
    """
    return Asked(question.kind, question.prompt, question.choices, (question.answer,))


@dataclass(frozen=True)
class Material:
    """One draw of a condition.

    documents: the training texts. shown: some of them in which every fact stands, which a context
    holds first. sentences: the facts one by one, about which a model writes notes.
    """

    documents: tuple[str, ...]
    shown: tuple[str, ...]
    sentences: tuple[str, ...]
    asked: tuple[Asked, ...]


def shuffled(rng: Random, some: Sequence) -> list:
    """A shuffled copy.

    >>> sorted(shuffled(Random(0), "abc"))
    ['a', 'b', 'c']
    """
    return rng.sample(list(some), len(some))


# ------------------------------------------------------------------ in the context
def all_that_fit(
    tokenizer: PreTrainedTokenizerBase, made: Material, limit: int, count: int, seed: int
) -> list[list[str]]:
    """For each of `count` questions all documents in random order, as far as `limit` tokens go.

    Those in `shown` are taken first. So where not all fit, what is left out mostly repeats.

    >>> from helpers.facts.vocabulary import tokenizer
    >>> two = ("Lano is a tefu.", "Mira is a miba.")
    >>> made = Material(two, two[1:], (), ())
    >>> all_that_fit(tokenizer(), made, 74, 1, seed=0)
    [['Mira is a miba.']]
    """
    rng, contexts = Random(f"read {seed}"), []
    rest = list(made.documents)
    for text in made.shown:
        rest.remove(text)
    ids = tokenizer(list(made.documents), add_special_tokens=False)["input_ids"]
    lengths = dict(zip(made.documents, map(len, ids)))
    for _ in range(count):
        room, context = limit - ROOM - 1, []  # 1 for [CLS]
        for text in [*shuffled(rng, made.shown), *shuffled(rng, rest)]:
            room -= lengths[text]
            if room < 0:
                break
            context.append(text)
        contexts.append(shuffled(rng, context))
    return contexts


# ------------------------------------------------------------------ in the weights
def notes(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    sentences: Sequence[str],
    seed: int,
    again: bool = False,
    linked: bool = False,
) -> list[str]:
    """What the model writes about the sentences before it learns them; nothing here knows answers.

    Local augmentation: a reversal and two rephrasings of each. again: its reversals are rephrased,
    too. linked: global augmentation as well, conclusions whose first step is one of the sentences.
    """
    found = inferences.new(
        inferences.write_local(model, tokenizer, sentences, seed=seed), sentences
    )
    if again:
        turned = inferences.texts([one for one in found if one.kind == "reversed"])
        more = inferences.write_local(model, tokenizer, turned, seed=seed + 1) if turned else []
        # A reversal turned round once more is the fact, which is known.
        found += inferences.new([one for one in more if one.kind == "rephrased"], sentences)
    if linked:
        said = inferences.write_global(model, tokenizer, sentences, seed=seed)
        found += inferences.citing(said, sentences)
    return inferences.texts(found)


# ------------------------------------------------------------------ questions
def picked(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    asked: Sequence[Asked],
    contexts: Contexts | None = None,
) -> list[str]:
    """The likeliest choice of each question, with its full stop; the paper scores so."""
    found = [""] * len(asked)
    groups: dict[int, list[int]] = defaultdict(list)
    for i, one in enumerate(asked):
        groups[len(one.choices)].append(i)
    prompts = [
        " ".join([*context, one.prompt])
        for one, context in zip(asked, contexts or [()] * len(asked))
    ]
    for picks in groups.values():  # scoring takes equally many choices at a time
        labels = [[f" {choice}" for choice in asked[i].choices] for i in picks]
        best, _ = scoring.classify(model, tokenizer, [prompts[i] for i in picks], labels, end=".")
        for i, k in zip(picks, best):
            found[i] = asked[i].choices[k]
    return found


def shares(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    asked: Sequence[Asked],
    contexts: Contexts | None = None,
) -> Result:
    """Shares of right choices by kind of question, and "KIND, exact" of answers written exactly.

    Under "asked" it says how many questions there are of each.
    """
    right: dict[str, list[bool]] = defaultdict(list)
    for one, said in zip(asked, picked(model, tokenizer, asked, contexts)):
        right[one.kind].append(said in one.right)
    some = [i for i, one in enumerate(asked) if one.exact]
    if some:
        before = contexts or [()] * len(asked)
        prompts = [" ".join([*before[i], asked[i].prompt]) for i in some]
        answers = [asked[i].right[0] for i in some]
        for i, one in zip(some, evaluation.exact(model, tokenizer, prompts, answers)):
            right[f"{asked[i].kind}, exact"].append(one)
    return summary(right)


def summary(right: dict[str, list]) -> Result:
    """Means by kind, and how many questions each has.

    >>> summary({"reversed": [True, False]})
    {'reversed': 0.5, 'asked': {'reversed': 2}}
    """
    means = {kind: sum(some) / len(some) for kind, some in right.items()}
    return {**means, "asked": {kind: len(some) for kind, some in right.items()}}


def parts(text: str) -> set[str]:
    """The invented names in a text, and its other words in small letters.

    >>> sorted(parts("All tefus are taller."))
    ['all', 'are', 'taller', 'tefu']
    """
    known = inferences.known_words()
    return inferences.names_in(text) | {w.lower() for w in re.findall(r"\w+", text) if w in known}


@arguments.checked
def overlap(documents: Sequence[str], asked: Sequence[Asked]) -> Result:
    """The sceptic's control: the choice whose words stand in most documents with the question's
    names. Choices with equally many share the point.

    >>> one = Asked("reversed", "Tefu is", ("taller than Mira", "shorter than Mira"), ("shorter",))
    >>> overlap(["Mira is taller than Tefu."], [one])["reversed"]
    0.0
    """
    held, right = [parts(text) for text in documents], defaultdict(list)
    for one in asked:
        names = inferences.names_in(one.prompt)
        counts = [sum(names | parts(c) <= some for some in held) for c in one.choices]
        best = [c for c, count in zip(one.choices, counts) if count == max(counts)]
        right[one.kind].append(sum(c in one.right for c in best) / len(best))
    return summary(right)


# ------------------------------------------------------------------ all ways
def measured(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    made: Material,
    way: str,
    steps: int,
    seed: int,
    name: str,
    batch_size: int = 16,
    **writing: bool,
) -> Result:
    """Shares of right answers one way.

    way "before": the model as it is; "overlap": no model; "context": all documents that fit stand
    before each question; "fine-tuned": on the documents, each a training text; "augmented": half of
    the texts are the model's own notes (writing: options of `notes`). Both take the same steps.
    """
    if way == "overlap":
        return overlap(made.documents, made.asked)
    contexts = None
    if way == "context":
        limit = model.config.max_position_embeddings
        contexts = all_that_fit(tokenizer, made, limit, len(made.asked), seed)
    elif way in ("fine-tuned", "augmented"):
        texts = list(made.documents)
        if way == "augmented":
            own = notes(model, tokenizer, made.sentences, seed, **writing)
            texts = augmentation.mixture(texts, own)
        model = trials.learn(
            model, tokenizer, texts, steps, LR, seed, batch_size, name=f"paper {name} {way}"
        ).eval()
    return shares(model, tokenizer, made.asked, contexts)
