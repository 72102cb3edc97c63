"""More facts in a context of the same length, and rephrasings that help rephrased questions."""

from collections.abc import Sequence
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers.facts import augmentation, paper, statements, trials
from helpers.facts.paper import Asked, Material, Result, shuffled
from helpers.facts.stages import PEOPLE
from helpers.facts.statements import Fact
from helpers.facts.world import World

CHOICES = 4
LENGTH = 320  # tokens of a context, whatever the number of facts
SENTENCE = range(9, 12)  # tokens of a filling sentence: 5, and 2 or 3 for each name
NOTES = {"rephrased": ("forward", (1, 2)), "reversed": ("reversed", (0, 1, 2))}


def among(rng: Random, kind: str, fact: Fact, others: Sequence[Fact], way: str, **wording) -> Asked:
    """A question about a fact; the wrong choices answer the same about other facts.

    >>> known = statements.relations()["teacher"]
    >>> facts = [Fact(known, *pair) for pair in ("Bi", "Cu", "Fe", "Go")]
    >>> among(Random(0), "recall", facts[0], facts, "forward").prompt
    'B is the teacher of'
    """
    prompt, answer = statements.cut(fact.write(way, **wording))
    rest = [f.second if way == "forward" else f.first for f in others if f is not fact]
    choices = [answer, *rng.sample(rest, CHOICES - 1)]
    return Asked(kind, prompt, tuple(shuffled(rng, choices)), (answer,), exact=True)


# ------------------------------------------------------------------ the same length
def count_tokens(tokenizer: PreTrainedTokenizerBase, text: str) -> int:
    return len(tokenizer(text, add_special_tokens=False)["input_ids"])


def sizes(rng: Random, room: int) -> list[int] | None:
    """Lengths of filling sentences that add up to `room` tokens; None if none do.

    >>> sizes(Random(0), 13), sum(sizes(Random(0), 100))
    (None, 100)
    """
    if room == 0:
        return []
    for size in shuffled(rng, SENTENCE):
        rest = sizes(rng, room - size) if room >= size else None
        if rest is not None:
            return [size, *rest]
    return None


def filling(
    rng: Random, tokenizer: PreTrainedTokenizerBase, world: World, room: int
) -> list[str] | None:
    """Sentences about kinds that nobody asks about, exactly `room` tokens in all."""
    lengths, found = sizes(rng, room), []
    for size in lengths or ():
        text = ""
        while count_tokens(tokenizer, text) != size:
            kinds = [world.term("kind") for _ in range(2)]
            text = Fact(statements.relations()["all"], *kinds).write()
        found.append(text)
    return found if lengths is not None else None


def case(
    rng: Random, tokenizer: PreTrainedTokenizerBase, facts: int, filled: bool, relations: int = 3
) -> tuple[list[str], list[Asked]]:
    """A context of so many facts, and a question about one of them in each direction.

    filled: up to `LENGTH` tokens, with sentences about other names in another form.
    """
    more = None
    while more is None:
        world = World(rng, "test")
        some = world.facts(facts, rng.sample(statements.stated(*PEOPLE), relations))
        fact, texts = rng.choice(some), [one.write() for one in some]
        asked = [
            among(rng, kind, fact, some, way)
            for kind, way in (("recall", "forward"), ("reversed", "reversed"))
        ]
        room = LENGTH - count_tokens(tokenizer, " ".join(texts))
        more = filling(rng, tokenizer, world, room) if filled else []
    return shuffled(rng, [*texts, *more]), asked


def growing(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    facts: int,
    filled: bool,
    questions: int = 30,
    seed: int = 0,
) -> Result:
    """Shares of right answers, by choice of four and written exactly: "recall", "reversed".

    Every question has a context of its own. "tokens": the mean length of the contexts.
    """
    # A generator for each question: with and without filling the facts are the same.
    drawn = [Random(f"growing {facts} {seed} {i}") for i in range(questions)]
    some = [case(rng, tokenizer, facts, filled) for rng in drawn]
    asked = [one for _, two in some for one in two]
    contexts = [context for context, two in some for _ in two]
    lengths = [count_tokens(tokenizer, " ".join(context)) for context, _ in some]
    found = paper.shares(model, tokenizer, asked, contexts)
    return {**found, "tokens": sum(lengths) / questions}


# ------------------------------------------------------------------ rephrasings
def plain_facts(groups: int, size: int, seed: int) -> tuple[list[list[Fact]], Material]:
    """Facts in one wording each, asked in it, the other way round, and in wordings kept for tests.

    >>> groups, made = plain_facts(1, 4, seed=0)
    >>> len(made.documents), [one.kind for one in made.asked[:4]]
    (4, ['trained', 'reversed', 'rephrased', 'rephrased'])
    """
    rng = Random(f"plain {seed}")
    world, found, asked = World(rng, "test"), [], []
    for relation in rng.sample(statements.stated(*PEOPLE), groups):
        found.append(world.facts(size, [relation]))
        for fact in found[-1]:
            asked.append(among(rng, "trained", fact, found[-1], "forward"))
            asked.append(among(rng, "reversed", fact, found[-1], "reversed"))
            asked += [
                among(rng, "rephrased", fact, found[-1], "forward", wording=i, kept=True)
                for i in range(len(fact.wordings(kept=True)))
            ]
    texts = tuple(fact.write() for group in found for fact in group)
    return found, Material(texts, texts, texts, tuple(asked))


def rephrasing(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    way: str,
    groups: int = 4,
    size: int = 8,
    steps: int = 250,
    seed: int = 0,
) -> Result:
    """Shares of right answers, by choice of four and written exactly.

    way "rephrased", "reversed" or "both": fine-tuned on the facts and, for half of what is read, on
    what rules write about each fact alone; otherwise as in `paper.measured`.
    """
    found, made = plain_facts(groups, size, seed)
    kinds = list(NOTES) if way == "both" else [way]
    if not set(kinds) <= set(NOTES):
        return paper.measured(model, tokenizer, made, way, steps, seed, "rephrasing")
    own = [
        fact.write(direction, i)
        for kind in kinds
        for direction, wordings in [NOTES[kind]]
        for group in found
        for fact in group
        for i in wordings
    ]
    texts, name = augmentation.mixture(made.documents, own), f"paper rephrasing {way}"
    tuned = trials.learn(model, tokenizer, texts, steps, paper.LR, seed, name=name).eval()
    return paper.shares(tuned, tokenizer, made.asked)
