"""What a model concludes from texts: it writes, and simple rules choose what is worth learning.

Local augmentation gives it one sentence, and it says the same in other words and the other way
round. Global augmentation gives it many sentences, and it links two of them, step by step
(Lampinen et al. 2025). Nothing here knows an answer: only the text and the model are asked.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import scoring
from helpers.facts import evaluation, statements, words
from helpers.facts.world import World

LOCAL = {"rephrased": "rephrase", "reversed": "reverse"}  # what is written, after which marker
ROOM = 64  # tokens kept free for the marker, the sentence asked about, and what is written


@dataclass(frozen=True)
class Inference:
    """A sentence that a model wrote by itself.

    kind: "rephrased", "reversed" or "linked". source: the fact it was asked about. prompt: all that
    stood before; written: all that it wrote. text: the sentence to learn; "" if there is none.
    """

    kind: str
    source: str
    prompt: str
    written: str
    text: str


# ------------------------------------------------------------------ what shares a name
@cache
def known_words() -> frozenset[str]:
    return frozenset(words.words())


@arguments.checked
def names_in(sentence: str) -> set[str]:
    """The invented names in a sentence: the words that no sentence's pattern has.

    >>> sorted(names_in("All tumus are fipos.") | names_in("Lana is a tumu."))
    ['Lana', 'fipo', 'tumu']
    """
    found = [word for word in re.findall(r"\w+", sentence) if word not in known_words()]
    return {word.removesuffix("s") for word in found}


def excerpt(
    sentence: str, sentences: Sequence[str], size: int, rng: Random, by_name: bool = True
) -> list[str]:
    """`size` sentences in random order: this one, those that share a name with it, any others.

    by_name: False draws all the others at random.

    >>> some = ["Lana is a tumu.", "Mira is a fipo.", "All tumus are lodes.", "Tefu is a lode."]
    >>> sorted(excerpt(some[0], some, 2, Random(0)))
    ['All tumus are lodes.', 'Lana is a tumu.']
    """
    others = [text for text in dict.fromkeys(sentences) if text != sentence]
    rng.shuffle(others)
    if by_name:
        others.sort(key=lambda text: names_in(text).isdisjoint(names_in(sentence)))
    some = [sentence, *others[: size - 1]]
    return rng.sample(some, len(some))


# ------------------------------------------------------------------ the model writes
@arguments.checked
def local_prompt(sentence: str, kind: str, rng: Random, examples: int = 2, marker: str = "") -> str:
    """One sentence and a marker, after examples of the same with other names.

    marker: instead of the one that pre-training had for this kind.

    >>> print(local_prompt("Lano is taller than Mira.", "reversed", Random(1), examples=0))
    Lano is taller than Mira. The other way round:
    """
    marker = marker or words.data()["markers"][LOCAL[kind]].capitalize()
    shown = World(rng).facts(examples, list(statements.stated("pair", "comparison")))
    way, wording = ("forward", 1) if kind == "rephrased" else ("reversed", 0)
    before = [f"{fact.write()} {marker} {fact.write(way, wording)}" for fact in shown]
    return " ".join([*before, sentence, marker])


@arguments.checked
def write_local(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    sentences: Sequence[str],
    rephrasings: int = 2,
    seed: int = 0,
) -> list[Inference]:
    """What the model writes about each sentence alone: a reversal, and rephrasings.

    The reversal is its likeliest continuation; rephrasings are drawn, so that they differ.
    """
    rng, found = Random(f"local {seed}"), []
    for kind, count in (("reversed", 1), ("rephrased", rephrasings)):
        sources = [text for text in sentences for _ in range(count)]
        prompts = [local_prompt(text, kind, rng) for text in sources]
        said = evaluation.write(
            model,
            tokenizer,
            prompts,
            max_new=24,
            seed=seed,
            temperature=0.0 if kind == "reversed" else 0.7,
        )
        found += [Inference(kind, *row) for row in zip(sources, prompts, said, said)]
    return found


@arguments.checked
def commanded(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    marker: str,
    examples: int,
    facts: int = 40,
    seed: int = 0,
) -> float:
    """The share of facts that the model turns round when told to by a marker.

    Before each fact stand so many examples: another fact, the marker, and that fact turned round.
    """
    rng = Random(f"commanded {seed}")
    some = World(rng, "test").facts(facts, list(statements.stated("pair", "comparison")))
    prompts = [local_prompt(f.write(), "reversed", rng, examples, marker) for f in some]
    said = evaluation.write(model, tokenizer, prompts, max_new=24)
    right = [
        text in {fact.write("reversed", i) for i in range(len(fact.wordings("reversed")))}
        for fact, text in zip(some, said)
    ]
    return sum(right) / facts


def conclusion(written: str) -> str:
    """The sentence that begins with "So", without that word; "" if there is none.

    >>> conclusion("All wugs are tums. So all wugs are also fips.")
    'All wugs are also fips.'
    """
    match = re.search(r"(?:^|\. )So (\w[^.]*\.)", written)
    return match[1][0].upper() + match[1][1:] if match else ""


@arguments.checked
def write_global(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    sentences: Sequence[str],
    size: int = 16,
    orders: int = 1,
    by_name: bool = True,
    queries: Sequence[str] | None = None,
    seed: int = 0,
) -> list[Inference]:
    """What the model concludes from each sentence and others in its context, step by step.

    size: sentences in the context, or fewer if the model cannot read so many. orders: how often
    each is asked, every time with the context in a new order. queries: about which sentences; all
    by default.
    """
    rng, marker = Random(f"global {seed}"), words.data()["markers"]["steps"].capitalize()
    lengths = [len(ids) for ids in tokenizer(list(sentences))["input_ids"]]
    size = min(size, (model.config.max_position_embeddings - ROOM) * len(lengths) // sum(lengths))
    sources = [text for text in (sentences if queries is None else queries) for _ in range(orders)]
    prompts = [
        " ".join([*excerpt(text, sentences, size, rng, by_name), marker, text]) for text in sources
    ]
    said = evaluation.write(model, tokenizer, prompts, max_new=36, sentences=2)
    return [
        Inference("linked", source, prompt, text, conclusion(text))
        for source, prompt, text in zip(sources, prompts, said)
    ]


# ------------------------------------------------------------------ which of it to learn
@arguments.checked
def new(written: Sequence[Inference], sentences: Collection[str]) -> list[Inference]:
    """Those that say something, and not word for word what a given sentence says."""
    return [one for one in written if one.text and one.text not in sentences]


@arguments.checked
def citing(written: Sequence[Inference], sentences: Collection[str]) -> list[Inference]:
    """Those whose first step is, word for word, one of the given sentences, and not their source.

    >>> given = ["Lana is a tumu.", "All tumus are lodes."]
    >>> said = ["All tumus are lodes. So Lana is also a lode.", "All zis are zas. So Lana is a za."]
    >>> some = [Inference("linked", given[0], "", text, conclusion(text)) for text in said]
    >>> [one.text for one in citing(some, given)]
    ['Lana is also a lode.']
    """
    steps = [(one, one.written.partition(". ")[0] + ".") for one in new(written, sentences)]
    return [one for one, step in steps if step in sentences and step != one.source]


def agreeing(written: Sequence[Inference]) -> list[Inference]:
    """One of each sentence that was written twice or more about the same source.

    Self-consistency (Wang et al. 2022): what only one order of the context says is dropped.
    """
    groups: dict[tuple[str, str], list[Inference]] = {}
    for one in written:
        if one.text:
            groups.setdefault((one.source, one.text), []).append(one)
    return [some[0] for some in groups.values() if len(some) >= 2]


def sureness(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, written: Sequence[Inference]
) -> list[float]:
    """How likely each text was to the model that wrote it: its tokens' mean log-probability."""
    said = [[f" {one.written or '.'}"] for one in written]
    found = scoring.log_likelihoods(
        model, tokenizer, [one.prompt for one in written], said, per_token=True
    )
    return found[:, 0].tolist()


@arguments.checked
def likeliest(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, written: Sequence[Inference], keep: int
) -> list[Inference]:
    """The `keep` different sentences that the model was surest of."""
    some = [one for one in written if one.text]
    sure = sureness(model, tokenizer, some) if some else []
    best: dict[str, Inference] = {}
    for _, i in sorted(zip(sure, range(len(some))), reverse=True):
        best.setdefault(some[i].text, some[i])
    return list(best.values())[:keep]


def texts(written: Sequence[Inference]) -> list[str]:
    """The different sentences.

    >>> texts([Inference("reversed", "", "", text, text) for text in ("A.", "B.", "A.")])
    ['A.', 'B.']
    """
    return list(dict.fromkeys(one.text for one in written))
