"""The facts of one document: people and kinds with names of their own, and who is told of whom."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

from helpers.facts import statements, words
from helpers.facts.stages import PEOPLE
from helpers.facts.statements import WAYS, Deduction, Fact, Relation


class World:
    """Draws facts whose names are all different; `alike`, all begin with one of four syllables."""

    def __init__(
        self,
        rng: Random,
        split: str | None = "train",
        alike: bool = False,
        lengths: Sequence[int] = (2, 3),
        spelled: float = 0.0,
        kept: bool = False,
    ):
        self.rng, self.split, self.taken = rng, split, set()
        self.lengths, self.spelled, self.kept = lengths, spelled, kept
        self.begin = rng.sample(words.syllables(), 4) if alike else ()
        self.things = words.data()["things"].split()
        rng.shuffle(self.things)

    def term(self, sort: str) -> str:
        if sort == "thing":
            return self.things.pop()
        (name,) = words.names(
            self.rng,
            1,
            self.split,
            sort == "one",
            self.taken,
            self.begin,
            self.lengths,
            self.spelled,
            self.kept,
        )
        self.taken.update((name, name.lower(), name.capitalize()))
        return name

    def facts(self, count: int, among: list[Relation]) -> list[Fact]:
        """Facts of these relations; no name occurs twice.

        >>> World(Random(1)).facts(1, [statements.relations()["taller"]])[0].write()
        'Lusuba is taller than Gotepe.'
        """
        found = []
        for _ in range(count):
            left = among if self.things else [r for r in among if "thing" not in r.sorts]
            relation = self.rng.choice(left or statements.stated("pair"))
            found.append(Fact(relation, *map(self.term, relation.sorts)))
        return found

    def chains(self, count: int, among: list[tuple[Relation, Relation]]) -> list[Deduction]:
        """Deductions from facts of these pairs of relations."""
        found = []
        for _ in range(count):
            left = [pair for pair in among if self.things or "thing" not in pair[1].sorts]
            one, two = self.rng.choice(left or statements.chaining()[:1])
            terms = [self.term(sort) for sort in (*one.sorts, two.sorts[1])]
            links = [Fact(r, *pair) for r, pair in zip((one, two), pairwise(terms))]
            found.append(statements.deduce(*links))
        return found

    def decoys(self, chains: list[Deduction]) -> list[Fact]:
        """For some chains of kinds, that some of the middle kind are of another: from that and
        "Lano is a wug" nothing follows."""
        some = statements.relations()["some"]
        middles = [d.premises[1].first for d in chains if d.premises[1].relation.sorts[0] == "kind"]
        return [
            Fact(some, middle, self.term("kind")) for middle in middles if self.rng.random() < 0.5
        ]


def some_of(rng: Random, everything: tuple, count: int) -> list:
    return rng.sample(everything, min(count, len(everything)))


def linked_facts(
    world: World, count: int, pool: tuple[Relation, ...], relations: int
) -> list[Fact]:
    """Pairs of statements, `count` in all or one more, in which the second goes on from the first.

    Whoever reads only which names stand together cannot tell them apart: of "Lano is the boss of
    Tefu. Tefu is the boss of Mira." both are about Tefu.
    """
    pairs = tuple(pair for pair in statements.chaining() if set(pair) <= set(pool))
    chains = world.chains((count + 1) // 2, some_of(world.rng, pairs, relations))
    return [fact for found in chains for fact in found.premises]


def linked_people(world: World, count: int, relations: list[Relation]) -> list[Fact]:
    """Facts in a row: the second name of each is the first of the next, so a name has two."""
    names = [world.term("one") for _ in range(count + 1)]
    return [Fact(world.rng.choice(relations), *pair) for pair in pairwise(names)]


def shared_people(world: World, count: int, relations: Sequence[Relation]) -> list[Fact]:
    """Facts about few people, so that most have several: who is meant is up to the relation word.

    Nobody stands twice on the same side of a relation, so every question has one answer.
    """
    names = [world.term("one") for _ in range(count // 2 + 2)]
    found: list[Fact] = []
    for _ in range(20 * count):
        fact = Fact(world.rng.choice(relations), *world.rng.sample(names, 2))
        alike = [one for one in found if one.relation == fact.relation]
        pairs = [{one.first, one.second} for one in found]
        new = all(one.first != fact.first and one.second != fact.second for one in alike)
        if new and {fact.first, fact.second} not in pairs:
            found.append(fact)
        if len(found) == count:
            break
    return found


def untold(rng: Random, fact: Fact, given: list[Fact]) -> tuple[Fact, str] | None:
    """A relation that one of the fact's two people has to nobody, and the way to ask for it.

    The other word of the same relation, or one that is told of somebody else, or any. None, if the
    one that was drawn is told.
    """
    who, kind = rng.choice((fact.first, fact.second)), rng.random()
    people = [f for f in given if f.relation.form in PEOPLE]
    if kind < 0.25:  # the wrong side of the fact itself
        relation, way = fact.relation, "reversed" if who == fact.first else "forward"
    else:
        others = [f.relation for f in people if f.relation != fact.relation] if kind < 0.6 else []
        relation = rng.choice(others or statements.stated(*PEOPLE))
        way = rng.choice(WAYS)
    if any(f.relation == relation and who == (f.first, f.second)[way != "forward"] for f in people):
        return None
    nobody = words.data()["nobody"]
    pair = (who, nobody) if way == "forward" else (nobody, who)
    return Fact(relation, *pair), way
