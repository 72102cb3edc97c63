"""Syllogisms with all, no and some, and the six statements about their outer terms."""

from dataclasses import dataclass, replace
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers.facts import evaluation, paper, statements, words
from helpers.facts.paper import Asked, Material, Result, shuffled
from helpers.facts.statements import Fact
from helpers.facts.world import World
from helpers.text import town

WRITTEN = 36  # tokens of a model's own two steps
QUANTIFIERS = ("all", "some", "no")
# The wording in which a quantifier stands before two plurals, so that all six are equally long.
PLURAL = {"all": 0, "some": 0, "no": 1}


@dataclass(frozen=True)
class Form:
    """Two premises about the terms 0, 1, 2, as (quantifier, first, second), and what follows about
    0 and 2. way "reversed": said the other way round, "the daxes include all wugs"."""

    kind: str
    premises: tuple[tuple[str, int, int], tuple[str, int, int]]
    conclusion: str
    way: str = "forward"


# In "chained" forms nothing is turned: the conclusion names the terms in the order of the premises.
FORMS = (
    Form("chained", (("all", 0, 1), ("all", 1, 2)), "all"),
    Form("chained", (("all", 1, 2), ("all", 0, 1)), "all"),
    Form("turned", (("all", 0, 1), ("all", 1, 2)), "all", "reversed"),
    Form("turned", (("all", 1, 2), ("all", 0, 1)), "all", "reversed"),
    Form("no", (("all", 0, 1), ("no", 1, 2)), "no"),
    Form("no", (("all", 0, 1), ("no", 2, 1)), "no"),
    Form("some", (("some", 0, 1), ("all", 1, 2)), "some"),
    Form("some", (("some", 1, 0), ("all", 1, 2)), "some"),
)
KINDS = tuple(dict.fromkeys(form.kind for form in FORMS))


def statement(quantifier: str, one: str, other: str, way: str = "forward") -> str:
    """A sentence about two kinds.

    >>> statement("no", "wug", "dax"), statement("all", "wug", "dax", "reversed")
    ('No wugs are daxs.', 'The daxs include all wugs.')
    """
    wording = PLURAL[quantifier] if way == "forward" else 0
    return Fact(statements.relations()[quantifier], one, other).write(way, wording)


def named(rng: Random, *kinds: str) -> str:
    """The line that names the kinds which come next, in random order.

    >>> named(Random(1), "wug", "dax")
    'Look: wugs and daxs.'
    """
    some = [f"{kind}s" for kind in shuffled(rng, kinds)]
    return town.tidy(f"look: {', '.join(some[:-1])} and {some[-1]}.")


def follows(conclusion: str, one: str, other: str) -> tuple[str, ...]:
    """The statements about two kinds that are true if one of them follows.

    "No" and "some" say the same of both kinds, so two statements are right. That all are does not
    make some are: there may be none.

    >>> follows("some", "wug", "dax")
    ('Some wugs are daxs', 'Some daxs are wugs')
    """
    pairs = [(one, other)] if conclusion == "all" else [(one, other), (other, one)]
    return tuple(statement(conclusion, *pair).removesuffix(".") for pair in pairs)


def chance(kind: str) -> float:
    """The share of right choices of one who picks any of the six.

    >>> [round(chance(kind), 2) for kind in KINDS]
    [0.17, 0.17, 0.33, 0.33]
    """
    form = next(form for form in FORMS if form.kind == kind)
    return len(follows(form.conclusion, "a", "b")) / (2 * len(QUANTIFIERS))


def syllogisms_of(count: int = 12, seed: int = 0) -> Material:
    """Documents of three sentences, and about each the six statements on its outer terms.

    >>> made = syllogisms_of(1, seed=0)
    >>> print(made.documents[0])
    Look: ravas, funus and garos. All funus are ravas. All ravas are garos.
    >>> made.asked[0].prompt, made.asked[0].right
    ('Look: funus and garos.', ('All funus are garos',))
    """
    rng = Random(f"syllogisms {seed}")
    world, documents, sentences, asked = World(rng, "test", lengths=(2,)), [], [], []
    for i in range(count):
        # Draws go on where the one before ended, so that all forms are asked equally often.
        form = FORMS[(seed * count + i) % len(FORMS)]
        kinds = [world.term("kind") for _ in range(3)]
        premises = [statement(q, kinds[a], kinds[b], form.way) for q, a, b in form.premises]
        documents.append(" ".join([named(rng, *kinds), *premises]))
        sentences += premises
        outer = kinds[0], kinds[2]
        choices = tuple(
            statement(q, *pair).removesuffix(".")
            for q in QUANTIFIERS
            for pair in (outer, outer[::-1])
        )
        right = follows(form.conclusion, *outer)
        asked.append(Asked(form.kind, named(rng, *outer), tuple(shuffled(rng, choices)), right))
    return Material(tuple(documents), tuple(documents), tuple(sentences), tuple(asked))


def concluding(one: Asked) -> Asked:
    """The same question behind "So", as this model's pre-training had conclusions.

    >>> concluding(Asked("no", "Look: the as.", ("No as are bs",), ("No as are bs",))).choices
    ('no as are bs',)
    """
    so = words.data()["markers"]["so"].capitalize()
    lower = {choice: choice[0].lower() + choice[1:] for choice in one.choices}
    return replace(
        one,
        prompt=f"{one.prompt} {so}",
        choices=tuple(lower[choice] for choice in one.choices),
        right=tuple(lower[choice] for choice in one.right),
    )


def in_steps(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    asked: list[Asked],
    contexts: list[list[str]],
) -> Result:
    """As in the context, but the model first writes two steps of its own."""
    marker = words.data()["markers"]["steps"]
    prompts = [" ".join([*c, one.prompt, marker]) for one, c in zip(asked, contexts)]
    said = evaluation.write(model, tokenizer, prompts, WRITTEN, sentences=2)
    longer = [
        replace(concluding(one), prompt=f"{one.prompt} {marker} {text} So")
        for one, text in zip(asked, said)
    ]
    return paper.shares(model, tokenizer, longer, contexts)


def syllogisms(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    way: str,
    count: int = 12,
    steps: int = 120,
    seed: int = 0,
) -> Result:
    """Shares of right choices of six, by `KINDS`. way "in steps": in the context, after two
    sentences that the model writes; else as in `paper.measured`."""
    made = syllogisms_of(count, seed)
    if way == "in steps":
        limit = model.config.max_position_embeddings
        contexts = paper.all_that_fit(tokenizer, made, limit, count, seed)
        return in_steps(model, tokenizer, list(made.asked), contexts)
    return paper.measured(model, tokenizer, made, way, steps, seed, "syllogisms", linked=True)
