"""Semantic structure: a hierarchy of kinds told in documents, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers.facts import paper, statements, trials
from helpers.facts.paper import Asked, Material, Result, shuffled
from helpers.facts.statements import Deduction, Fact
from helpers.facts.world import World

CHOICES = 4
SENTENCES = (4, 10)  # in a document, at least and at most
BATCH = 8  # documents a step
SPLITS = ("whole", "independent", "cumulative")
LEAVES = 3  # below each middle kind; of the last one only its parent is told


@dataclass(frozen=True)
class Tree:
    """What is true: a parent of each kind but the two roots, and the things that kinds have.

    facts: what is told; held_out: kinds of which only their parent is told.
    """

    facts: tuple[Fact, ...]
    held_out: tuple[str, ...] = ()
    parents: dict[str, str] = field(default_factory=dict)

    @cached_property
    def deductions(self) -> list[Deduction]:
        """What follows from two of the facts, and says what something is or has."""
        pairs = [(one, two) for one in self.facts for two in self.facts]
        found = [d for d in (statements.deduce(*pair) for pair in pairs) if d]
        return [d for d in found if d.conclusion.relation.name not in ("no", "not")]

    def above(self, term: str) -> list[str]:
        """All kinds that it is one of."""
        found = []
        while term in self.parents:
            term = self.parents[term]
            found.append(term)
        return found

    def true(self, first: str, second: str) -> bool:
        """Whether the first is one of the second, or has it."""
        kinds = self.above(first)
        return second in kinds or any(
            f.second == second and f.first in (first, *kinds)
            for f in self.facts
            if f.relation.name == "have"
        )

    def root(self, term: str) -> str:
        return [term, *self.above(term)][-1]


def tree(rng: Random) -> Tree:
    """Two roots, two kinds below each, three below each of these, and someone of some of them.

    >>> found = tree(Random(1))
    >>> len(found.facts), len(found.held_out), found.facts[0].write()
    (33, 4, 'All vates are dukos.')
    """
    world, known = World(rng, "test", lengths=(2,)), statements.relations()
    roots = [world.term("kind") for _ in range(2)]
    parents: dict[str, str] = {}
    for above in roots:
        parents |= {world.term("kind"): above for _ in range(2)}
    middles, held_out, having = list(parents), [], list(roots)
    members = {}
    for middle in middles:
        leaves = [world.term("kind") for _ in range(LEAVES)]
        parents |= dict.fromkeys(leaves, middle)
        having += [middle, leaves[0]]
        members[world.term("one")] = leaves[1]
        held_out.append(leaves[-1])
    facts = [Fact(known["all"], *pair) for pair in parents.items()]
    facts += [Fact(known["member"], *pair) for pair in members.items()]
    facts += [Fact(known["have"], kind, world.term("thing")) for kind in having]
    facts += [Fact(known["no"], *pair) for pair in (roots, middles[:2], middles[2:])]
    return Tree(tuple(facts), tuple(held_out), parents | members)


# ------------------------------------------------------------------ documents
def written(rng: Random, facts: Sequence[Fact]) -> str:
    return " ".join(fact.varied(rng) for fact in facts)


def documents(
    rng: Random, found: Tree, told: Sequence[Fact], count: int, supported: bool
) -> tuple[list[str], list[str]]:
    """`count` documents, and the first few of them, in which every fact stands once.

    A document tells of one root and what is below it, `supported`, or of anything. Every sentence
    names the narrower kind first and is in a wording drawn anew.
    """

    def topic(fact: Fact) -> str:
        return found.root(fact.first) if supported else ""

    least, most = SENTENCES
    topics = list(dict.fromkeys(map(topic, told)))
    once = []
    for name in topics:
        some = shuffled(rng, [fact for fact in told if topic(fact) == name])
        parts = -(-len(some) // ((least + most) // 2))  # rounded up
        once += [written(rng, some[i::parts]) for i in range(parts)]
    more = []
    while len(once) + len(more) < count:
        name = rng.choice(topics)
        some = [fact for fact in told if topic(fact) == name]
        more.append(written(rng, rng.sample(some, min(len(some), rng.randint(least, most)))))
    return once + more, once


# ------------------------------------------------------------------ questions
def asked(
    rng: Random, found: Tree, kind: str, fact: Fact, way: str = "forward", kept: bool = False
) -> Asked:
    """A question with four choices; the wrong ones are right of something else, and not of this.

    Of them those come first that stand as high in the hierarchy as the answer.
    """
    prompt, answer = statements.cut(fact.write(way, kept=kept))
    forward = way == "forward"
    known, right = (fact.first, fact.second) if forward else (fact.second, fact.first)
    alike = ("have",) if fact.relation.sorts[1] == "thing" else ("all", "member")
    told = [f for f in found.facts if f.relation.name in alike]
    pool = dict.fromkeys(f.second if forward else f.first for f in told)

    def true(term: str) -> bool:
        return found.true(known, term) if forward else found.true(term, known)

    wrong = [t for t in pool if not true(t) and t[0].isupper() == right[0].isupper() and t != known]
    depth = len(found.above(right))
    wrong = sorted(shuffled(rng, wrong), key=lambda t: abs(len(found.above(t)) - depth))
    ending = answer[len(right) :]
    choices = [f"{term}{ending}" for term in [right, *wrong[: CHOICES - 1]]]
    return Asked(kind, prompt, tuple(shuffled(rng, choices)), (answer,))


def structure_of(count: int = 40, supported: bool = True, seed: int = 0) -> Material:
    """A tree in documents, and questions: "rephrased" facts, "reversed" ones, "syllogism"s, and
    "holdout": what follows about kinds of which only the parent is told.

    supported: some other conclusions are told, too, and documents keep to one root. Without,
    nothing but the fact itself links two terms, apart from documents that mix facts at random.

    >>> made = structure_of(seed=1)
    >>> sorted({one.kind for one in made.asked})
    ['holdout', 'rephrased', 'reversed', 'syllogism']
    """
    rng = Random(f"structure {seed}")
    found = tree(rng)
    held = [d.conclusion for d in found.deductions if d.premises[0].first in found.held_out]
    free = shuffled(rng, [d.conclusion for d in found.deductions if d.conclusion not in held])
    tested, support = free[:12], free[12:20]
    told = [*found.facts, *(support if supported else ())]
    texts, once = documents(rng, found, told, count, supported)
    plain = [f for f in found.facts if f.relation.name != "no"]
    questions = [asked(rng, found, "rephrased", fact, kept=True) for fact in plain]
    questions += [asked(rng, found, "reversed", fact, "reversed") for fact in plain]
    questions += [asked(rng, found, "syllogism", fact) for fact in tested]
    questions += [asked(rng, found, "holdout", fact) for fact in held]
    sentences = tuple(fact.write() for fact in told)
    return Material(tuple(texts), tuple(once), sentences, tuple(questions))


def structure(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    way: str,
    supported: bool = True,
    count: int = 40,
    steps: int = 200,
    seed: int = 0,
) -> Result:
    """Shares of right choices of four by kind of question; see `structure_of`, `paper.measured`."""
    made, name = structure_of(count, supported, seed), f"structure {supported}"
    return paper.measured(model, tokenizer, made, way, steps, seed, name, BATCH, linked=True)


# ------------------------------------------------------------------ sentence splitting
def split(texts: Sequence[str], how: str) -> list[str]:
    """Documents as training texts: "whole"; "independent", each sentence a text of its own; or
    "cumulative", each sentence once more with all before it.

    >>> split(["A. B."], "independent"), split(["A. B."], "cumulative")
    (['A.', 'B.'], ['A.', 'A. B.'])
    """
    if how == "whole":
        return list(texts)
    rows = [[f"{part}." for part in text.removesuffix(".").split(". ")] for text in texts]
    if how == "independent":
        return [part for row in rows for part in row]
    return [" ".join(row[: i + 1]) for row in rows for i in range(len(row))]


def splitting(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    how: str,
    count: int = 40,
    steps: int = 200,
    seed: int = 0,
) -> Result:
    """As "fine-tuned" in `structure`, with the documents split; equally many steps, each of
    `BATCH` texts, whatever their length. "tokens": how many were read, with [CLS] and [SEP]."""
    made = structure_of(count, seed=seed)
    texts = split(made.documents, how)
    name = f"paper splitting {how}"
    tuned = trials.learn(model, tokenizer, texts, steps, paper.LR, seed, BATCH, name=name).eval()
    lengths = [len(ids) for ids in tokenizer(texts)["input_ids"]]
    found = paper.shares(tuned, tokenizer, made.asked)
    return {**found, "tokens": steps * BATCH * sum(lengths) / len(lengths)}
