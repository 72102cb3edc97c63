"""Chains of three statements, in which a conclusion can be the premise of the next one.

"Lana is taller than Mira" goes on: from three such facts two conclusions take two of them, and one
takes all three. The words of facts-lm have no sentence for the third kind of parent or teacher, so
only relations that carry over are used: comparisons, and kinds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from helpers import arguments
from helpers.facts import statements
from helpers.facts.statements import Fact, FactQuestion
from helpers.facts.world import World

CARRY = ("taller", "older", "all", "member")


@dataclass(frozen=True)
class LongChain:
    """Three statements, each going on where the one before ends."""

    links: tuple[Fact, Fact, Fact]

    def concluded(self, first: int, last: int) -> Fact:
        """What follows from the links from `first` to `last`.

        >>> draw(1, seed=1)[0].concluded(0, 2).write().split()[1:5]
        ['is', 'also', 'taller', 'than']
        """
        pair = statements.deduce(self.links[first], self.links[first + 1])
        return Fact(pair.conclusion.relation, self.links[first].first, self.links[last].second)


@arguments.checked
def draw(count: int, seed: int = 0) -> list[LongChain]:
    """Chains about names that no document of pre-training has, spread over the relations."""
    world, known, found = World(Random(f"long chains {seed}"), "test"), statements.relations(), []
    for i in range(count):
        one = known[CARRY[i % len(CARRY)]]
        then = known["all"] if one.name == "member" else one
        terms = [world.term(sort) for sort in (*one.sorts, then.sorts[1], then.sorts[1])]
        some = zip((one, then, then), terms, terms[1:])
        found.append(LongChain(tuple(Fact(*link) for link in some)))
    return found


@arguments.checked
def sentences(chains: Sequence[LongChain]) -> list[str]:
    """The training text: every link, once."""
    return [fact.write() for chain in chains for fact in chain.links]


@arguments.checked
def truths(chains: Sequence[LongChain]) -> dict[str, int]:
    """Every conclusion with the number of facts that it takes.

    >>> sorted(truths(draw(4)).values())
    [2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3]
    """
    ends = ((0, 1), (1, 2), (0, 2))
    return {
        chain.concluded(*pair).write(): pair[1] - pair[0] + 1 for chain in chains for pair in ends
    }


@arguments.checked
def as_fact(conclusion: str) -> str:
    """A conclusion in the form of a fact, so that it can be the premise of another.

    >>> as_fact("All tumus are also lodes.")
    'All tumus are lodes.'
    """
    return conclusion.replace(" also", "")


@arguments.checked
def questions(chains: Sequence[LongChain], seed: int = 0) -> list[FactQuestion]:
    """For each chain what follows from its first two statements, and what from all three.

    kind: "two facts" or "three facts". The wrong choices end other chains at the same place. A
    question such as who Lana is also taller than has both answers, so only choices can be scored,
    and the other right answer is never among them.
    """
    rng, found = Random(f"long choices {seed}"), []
    for last, kind in ((1, "two facts"), (2, "three facts")):
        for chain in chains:
            fact = chain.concluded(0, last)
            alike = [
                other
                for other in chains
                if other is not chain and other.links[0].relation == chain.links[0].relation
            ]
            alike = rng.sample(alike, min(3, len(alike)))
            prompt, answer = statements.cut(fact.write())
            ends = [statements.cut(other.concluded(0, last).write())[1] for other in alike]
            choices = rng.sample([answer, *ends], len(ends) + 1)
            found.append(
                FactQuestion(
                    prompt,
                    answer,
                    kind,
                    tuple(choices),
                    tuple(f.write() for f in chain.links),
                    tuple(f.write() for other in alike for f in other.links),
                )
            )
    return found
