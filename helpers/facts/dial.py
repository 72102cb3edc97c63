"""How often pre-training tells a fact the other way round: documents with that share as a dial.

Every document has one or two facts about new people. It tells each in one direction, drawn at
random, and then again and again: in the same direction, or, in the share of documents that the dial
sets, in both. So all words and all sentences are as frequent at every setting. What differs is
whether a document ever goes from one direction to the other.
"""

from collections.abc import Sequence
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.facts import evaluation, statements
from helpers.facts.documents import Page
from helpers.facts.statements import WAYS
from helpers.facts.world import World, untold
from helpers.icl import pretraining
from helpers.icl.documents import Document
from helpers.weights import models, optim, training

WORDINGS = 2
OTHER = dict(zip(WAYS, WAYS[::-1]))


@arguments.checked
def document(
    rng: Random, both: float, counts: Sequence[int] = (1, 2), rounds: Sequence[int] = (3, 4, 5)
) -> Document:
    """Facts, each told once and then in every round; in a share `both` of them in both directions.

    >>> print(document(Random(3), both=0.0, counts=(1,), rounds=(2,)).text)
    Gefe is the horse of Ninili. Gefe is the horse of Ninili. The rider of Gefe is Ninili.
    """
    facts = World(rng).facts(rng.choice(counts), list(statements.stated("pair")))
    ways, page = {fact: rng.choice(WAYS) for fact in facts}, Page()
    turns = rng.random() < both
    for number in range(1 + rng.choice(rounds)):
        for fact in rng.sample(facts, len(facts)):
            way = rng.choice(WAYS) if turns and number else ways[fact]
            text = fact.write(way, rng.randrange(WORDINGS))
            page.add(text, statements.cut(text)[0] if number else None)
    return page.document("dial")


class DialBatches(pretraining.Batches):
    """Documents of which a share `both` tells its facts both ways."""

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        both: float,
        length: int = 64,
        batch_size: int = 64,
    ):
        super().__init__(tokenizer, length, batch_size)
        self.both = both

    def draw(self, rng: Random) -> list[Document]:
        return [document(rng, self.both) for _ in range(16)]


@arguments.checked
def pretrained(
    tokenizer: PreTrainedTokenizerBase, both: float, steps: int, seed: int = 0
) -> nn.Module:
    """A small network that has read such documents only: 3 layers of 96 numbers a token."""
    net = models.decoder(len(tokenizer), width=96, layers=3, seed=seed)
    training.train(
        f"dial {both} {steps} {seed}",
        net,
        DialBatches(tokenizer, both),
        steps,
        pretraining.loss,
        optim.MuonAdamW(net, lr_matrices=0.01, lr=3e-3),
        seed=seed,
        show=False,
    )
    return net.eval()


@arguments.checked
def accuracy(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    facts: int = 2,
    questions: int = 200,
    seed: int = 0,
) -> dict[str, float]:
    """Shares of right answers about one of `facts` told facts: "recall, exact", "reversed, exact".

    The people are new: no document of pre-training has their names. Every question is about a
    context of its own. It is asked in the direction in which the fact was told, or in the other.
    "partner, exact" is the share of a wrong answer: asked with a relation word that no fact gives
    to the name, the network writes the other name of the fact all the same.
    """
    rng, asked = Random(f"dial {seed}"), {"recall": [], "reversed": [], "partner": []}
    for _ in range(questions):
        told = World(rng, "test").facts(facts, list(statements.stated("pair")))
        ways = {fact: rng.choice(WAYS) for fact in told}
        context, fact = [fact.write(way) for fact, way in ways.items()], rng.choice(told)
        for name, way in (("recall", ways[fact]), ("reversed", OTHER[ways[fact]])):
            asked[name].append(evaluation.prompted(fact.question(way), context))
        wrong = None
        while wrong is None:
            wrong = untold(rng, fact, told)
        prompt, _ = evaluation.prompted(wrong[0].question(wrong[1]), context)
        known = fact.first in (wrong[0].first, wrong[0].second)
        asked["partner"].append((prompt, fact.second if known else fact.first))
    right = {name: evaluation.exact(model, tokenizer, *zip(*some)) for name, some in asked.items()}
    return {f"{name}, exact": sum(some) / questions for name, some in right.items()}
