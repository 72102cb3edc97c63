"""New facts to learn, and questions about them that say how well they were learned.

Two facts each belong together: something follows from them. A model is trained on the facts and
asked for what it was told, in other words, the other way round, and for what follows. The last two
never stand in the training text, except for chains that are trained in both directions.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

import torch
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.facts import statements as f
from helpers.facts import words
from helpers.facts.stages import PEOPLE
from helpers.facts.statements import Deduction, Fact, FactQuestion, Relation
from helpers.facts.world import World, untold
from helpers.files import CourseError

KINDS = ("trained", "rephrased", "reversed", "deduced", "held-out reversed", "held-out deduced")
CHOICES = 4
GROUPS = ("parent", "teacher", "taller", "member, all", "all, all")


def links() -> dict[str, tuple[Relation, Relation]]:
    """The groups of chains, by name: pairs of relations from whose facts something follows.

    >>> list(links())[:2], list(links())[-1]
    (['parent', 'teacher'], 'all, have')
    """
    return {
        one.name if one.sorts == ("one", "one") else f"{one.name}, {two.name}": (one, two)
        for one, two in f.chaining()
    }


@dataclass(frozen=True)
class Chain:
    """Two facts of one group and what follows. both: trained in both directions, with the
    conclusion; decoy: a fact that looks like a premise, from which nothing follows."""

    group: str
    deduction: Deduction
    both: bool = False
    decoy: Fact | None = None

    @property
    def told(self) -> tuple[Fact, ...]:
        """The facts that stand in the training text, or follow from those that do."""
        some = (*self.deduction.premises, self.deduction.conclusion)
        return some if self.decoy is None else (*some, self.decoy)

    def ask(self, part: int, kind: str, way: str = "forward", kept: bool = False) -> FactQuestion:
        """The question about a premise, `part` 0 or 1, or about the conclusion, 2."""
        if part == 2:
            return self.deduction.question(way, kind)
        return self.deduction.premises[part].question(way, kept=kept, kind=kind)

    def asked(self, held_out: bool) -> Iterator[tuple]:
        """What is asked about this chain, as arguments of `ask`."""
        before = "held-out " if held_out else ""
        for part in (0, 1):
            yield part, "trained"
            yield part, "rephrased", "forward", True
            if not self.both:
                yield part, f"{before}reversed", "reversed"
        if not self.both:
            yield 2, f"{before}deduced"


@dataclass(frozen=True)
class Knowledge:
    """What is to be learned. held_out: groups of which nothing is trained in both directions.

    >>> known = invent(chains=8, groups=["teacher"], seed=1)
    >>> len(known.sentences()), known.questions()[0].prompt
    (16, 'Povusa is the teacher of')
    """

    chains: tuple[Chain, ...]
    held_out: tuple[str, ...] = ()
    seed: int = 0

    def sentences(self, wordings: int = 1) -> list[dict]:
        """The training text, a row for each sentence: text, way, group, relation.

        wordings: in how many each fact is written. way: "forward", or "reversed" and "deduced" for
        the chains that are trained in both directions.
        """
        rows = []

        def add(chain: Chain, fact: Fact, way: str, name: str) -> None:
            texts = {fact.write(way, i): None for i in range(wordings)}
            rows.extend(
                {"text": text, "way": name, "group": chain.group, "relation": fact.relation.name}
                for text in texts
            )

        for chain in self.chains:
            for fact in (*chain.deduction.premises, *filter(None, [chain.decoy])):
                add(chain, fact, "forward", "forward")
                if chain.both:
                    add(chain, fact, "reversed", "reversed")
            if chain.both:
                add(chain, chain.deduction.conclusion, "forward", "deduced")
        return rows

    @cached_property
    def texts(self) -> list[str]:
        """The training text, a sentence each."""
        return [row["text"] for row in self.sentences()]

    @cached_property
    def by_group(self) -> dict[str, list[Chain]]:
        found = defaultdict(list)
        for chain in self.chains:
            found[chain.group].append(chain)
        return found

    def questions(self) -> list[FactQuestion]:
        """Every question there is about these facts, with the choices to answer it."""
        rng = Random(f"choices {self.seed}")
        return [
            self.question(rng, chain, *asked)
            for chain in self.chains
            for asked in chain.asked(chain.group in self.held_out)
        ]

    def of_nobody(self) -> list[FactQuestion]:
        """For each fact about people, a question with a relation word that no fact answers.

        The right answer is that it is nobody. The wrong choice is the partner: the other name of
        the fact. Who answers with the partner has read which names stand together, and no more.

        >>> [found, *_] = invent(chains=8, groups=["teacher"], seed=1).of_nobody()
        >>> found.prompt, found.answer, found.choices
        ('Povusa is slower than', 'nobody', ('nobody', 'Voke'))
        """
        rng = Random(f"nobody {self.seed}")
        told = [fact for chain in self.chains for fact in chain.told]
        found = []
        for fact in [one for chain in self.chains for one in chain.deduction.premises]:
            if fact.relation.form not in PEOPLE:
                continue
            wrong = None
            while wrong is None:
                wrong = untold(rng, fact, told)
            asked, way = wrong
            partner = fact.second if fact.first in (asked.first, asked.second) else fact.first
            one = asked.question(way, kind="nobody")
            found.append(replace(one, choices=(one.answer, partner), needs=(fact.write(),)))
        return found

    def question(self, rng: Random, chain: Chain, *asked) -> FactQuestion:
        """A question with the right choice and wrong ones, in a random order.

        The wrong ones are right for other chains of the same group: first of chains trained in both
        directions, whose answers were learned as answers. If something is said of some of a kind
        only, that is a wrong choice, too.
        """
        found = chain.ask(*asked)
        others = [c for c in self.by_group[chain.group] if c is not chain]
        others = sorted(rng.sample(others, len(others)), key=lambda c: not c.both)[: CHOICES - 1]
        wrong = [(q.answer, q.needs) for q in (other.ask(*asked) for other in others)]
        if chain.decoy and asked[0] == 2:
            end = replace(chain.deduction.conclusion, second=chain.decoy.second)
            wrong[-1] = end.question().answer, (chain.decoy.write(),)
        choices = [found.answer, *(answer for answer, _ in wrong)]
        return replace(
            found,
            choices=tuple(rng.sample(choices, len(choices))),
            rivals=tuple(text for _, needs in wrong for text in needs),
        )


@arguments.checked
def invent(
    chains: int = 20,
    groups: Sequence[str] = GROUPS,
    both: float = 0.0,
    held_out: Sequence[str] = (),
    decoys: bool = True,
    seed: int = 0,
) -> Knowledge:
    """Knowledge about names that no document of pre-training has.

    chains: how many pairs of facts, spread evenly over `groups` (from `links`). both: the share
    of them to train in both directions, with what follows. held_out: groups left out of that.
    decoys: with some facts from which nothing follows, such as that some wugs are daxes.

    Raises `CourseError` for an unknown group, or fewer than four chains of a group: the wrong
    choices come from the others.
    """
    known = links()
    unknown = [name for name in (*groups, *held_out) if name not in known]
    if unknown or not groups or not set(held_out) <= set(groups):
        raise CourseError(
            f"There is no group {unknown or list(held_out)} here. There are: {'; '.join(known)}."
        )
    if chains < CHOICES * len(groups) or not 0 <= both <= 1:
        raise CourseError(
            f"{chains} chains of {len(groups)} groups: take {CHOICES} chains or more"
            " of each, and for `both` a share between 0 and 1."
        )
    of_things = sum("thing" in known[groups[i % len(groups)]][1].sorts for i in range(chains))
    if of_things > len(words.data()["things"].split()):
        raise CourseError(
            f"{of_things} chains end with a thing, and there are fewer things. Take"
            " fewer chains, or groups without `have`."
        )
    rng, made = Random(f"knowledge {seed}"), []
    world = World(rng, "test")
    for i in range(chains):
        group = groups[i % len(groups)]
        found = world.chains(1, [known[group]])
        decoy = world.decoys(found) if decoys and known[group][1].name == "all" else []
        made.append(Chain(group, found[0], decoy=decoy[0] if decoy else None))
    free = [i for i, chain in enumerate(made) if chain.group not in held_out]
    chosen = rng.sample(free, round(both * len(free)))
    made = [replace(chain, both=i in chosen) for i, chain in enumerate(made)]
    return Knowledge(tuple(made), tuple(held_out), seed)


@arguments.checked
class Sentences:
    """Batches for `training.train` with `pretraining.loss`: texts drawn at random, each a document
    of its own, from [CLS] to [SEP]. What fills up a row counts nothing."""

    def __init__(
        self, tokenizer: PreTrainedTokenizerBase, texts: Sequence[str], batch_size: int = 16
    ):
        rows = [torch.tensor(ids) for ids in tokenizer(list(texts))["input_ids"]]
        self.ids = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        self.weights, self.batch_size = (self.ids != tokenizer.pad_token_id).float(), batch_size

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        picks = torch.randint(len(self.ids), (self.batch_size,), generator=generator)  # (batch,)
        return self.ids[picks], self.weights[picks]
