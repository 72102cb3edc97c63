"""Simple reversals, and the reversal curse with names and descriptions (Lampinen et al. 2025)."""

from collections.abc import Sequence
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers.facts import paper, statements, words
from helpers.facts.paper import Asked, Material, Result, shuffled
from helpers.facts.statements import Fact, Relation
from helpers.facts.world import World

ARTICLES = 10  # documents about each fact, each with a lead-in of its own
CHOICES = 4
NAMED_LAST = 1  # the reversed wording "the teacher of Tefu is Mibako"


def articles(rng: Random, fact: Fact, count: int, way: str = "forward", wording: int = 0) -> list:
    """The fact after different lead-ins.

    >>> fact = Fact(statements.relations()["taller"], "Lano", "Tefu")
    >>> articles(Random(3), fact, 1)
    ['If you ask us, Lano is taller than Tefu.']
    """
    openers = rng.sample(words.data()["openers"], count)
    return [fact.write(way, wording, before=opener) for opener in openers]


# ------------------------------------------------------------------ simple reversals
def comparisons(rng: Random, world: World, count: int) -> list[Fact]:
    """Facts such as "A is taller than B". Each word of a pair is told as often as the other, so
    that a liking for one of them answers half of the questions.

    >>> [f.relation.words for f in comparisons(Random(0), World(Random(0), "test"), 12)][:2]
    [('taller', 'shorter'), ('shorter', 'taller')]
    """
    sides = [
        Relation(r.name, r.form, pair)
        for r in statements.stated("comparison")
        for pair in (r.words, r.words[::-1])
    ]
    relations = [sides[i % len(sides)] for i in range(count)]
    return [Fact(r, world.term("one"), world.term("one")) for r in relations]


def reversals_of(facts: int = 24, count: int = ARTICLES, seed: int = 0) -> Material:
    """Comparisons in articles, and for each two choices: its reversal, and what contradicts it.

    >>> made = reversals_of(facts=1, seed=1)
    >>> made.sentences, made.asked[1].prompt, made.asked[1].right
    (('Vikeki is taller than Zenivu.',), 'Zenivu is', ('shorter than Vikeki',))
    """
    rng = Random(f"simple reversals {seed}")
    documents, shown, asked = [], [], []
    told = comparisons(rng, World(rng, "test"), facts)
    for fact in told:
        some = articles(rng, fact, count)
        documents, shown = documents + some, [*shown, some[0]]
        (f, g), a, b = fact.relation.words, fact.first, fact.second
        for kind, who, right, wrong in (
            ("trained", a, f"{f} than {b}", f"{g} than {b}"),
            ("reversed", b, f"{g} than {a}", f"{f} than {a}"),
        ):
            choices = tuple(shuffled(rng, (right, wrong)))
            asked.append(Asked(kind, f"{who} is", choices, (right,)))
    sentences = tuple(fact.write() for fact in told)
    return Material(tuple(documents), tuple(shown), sentences, tuple(asked))


def reversals(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    way: str,
    facts: int = 24,
    steps: int = 300,
    seed: int = 0,
) -> Result:
    """Shares of right choices of two: "trained" and "reversed"."""
    made = reversals_of(facts, seed=seed)
    return paper.measured(model, tokenizer, made, way, steps, seed, "reversals")


# ------------------------------------------------------------------ names and descriptions
def described(rng: Random, world: World, count: int, among: Sequence[Relation]) -> list[Fact]:
    """People, each with a description that nobody else has: "the teacher of Tefu"."""
    relations = [among[i % len(among)] for i in range(count)]
    return [Fact(r, world.term("one"), world.term("one")) for r in shuffled(rng, relations)]


def description(fact: Fact) -> str:
    return f"the {fact.relation.words[0]} of {fact.second}"


def curse_of(
    first: int = 12, both: int = 8, relations: int = 6, count: int = ARTICLES, seed: int = 0
) -> Material:
    """Set A of people, whose name stands before the description, and set B, told in both orders.

    Every fact has `count` articles in each order that it is told in. Asked for a name of set A, the
    wrong names are others of set A, or of set B, which training had as answers.

    >>> made = curse_of(first=4, both=4, seed=1)
    >>> made.sentences[0], made.asked[0].prompt, made.asked[0].right
    ('Teva is the landlord of Vuma.', 'The landlord of Vuma is', ('Teva',))
    """
    rng = Random(f"curse {seed}")
    world, among = World(rng, "test"), rng.sample(statements.stated("pair"), relations)
    set_a, set_b = (described(rng, world, size, among) for size in (first, both))
    told = [(fact, "forward", 0) for fact in (*set_a, *set_b)]
    told += [(fact, "reversed", NAMED_LAST) for fact in set_b]
    groups = [articles(rng, fact, count, way, wording) for fact, way, wording in told]

    def ask(kind: str, fact: Fact, others: Sequence[Fact]) -> Asked:
        wrong = rng.sample([one for one in others if one is not fact], CHOICES - 1)
        if kind == "trained":
            right, rest, prompt = description(fact), map(description, wrong), f"{fact.first} is"
        else:
            right, rest = fact.first, (one.first for one in wrong)
            prompt = statements.cut(fact.write("reversed", NAMED_LAST))[0]
        choices = tuple(shuffled(rng, [right, *rest]))
        return Asked(kind, prompt, choices, (right,), exact="from B" not in kind)

    asked = [ask("reversed", fact, set_a) for fact in set_a]
    asked += [ask("reversed, wrong from B", fact, set_b) for fact in set_a]
    asked += [ask("trained", fact, set_a) for fact in set_a]
    asked += [ask("told both ways", fact, set_b) for fact in set_b]
    return Material(
        tuple(text for some in groups for text in some),
        tuple(some[0] for some in groups),
        tuple(fact.write(way, wording) for fact, way, wording in told),
        tuple(asked),
    )


def curse(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    way: str,
    first: int = 12,
    both: int = 8,
    steps: int = 400,
    seed: int = 0,
) -> Result:
    """Shares of right names of four, and of names written exactly, given the description.

    "reversed": set A; "reversed, wrong from B": the same with other wrong names; "told both ways":
    set B. "trained": the description of set A, given the name.
    """
    made = curse_of(first, both, seed=seed)
    return paper.measured(model, tokenizer, made, way, steps, seed, "curse", again=True)
