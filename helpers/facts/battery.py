"""Off the templates of pre-training: can the model read what it never practised?

Each condition changes one thing about a context of facts: the length or the letters of names, the
wording in which facts are told or asked for, the relations, the relation word of the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.facts import evaluation, statements
from helpers.facts.documents import Page, introduced_pairs
from helpers.facts.stages import LENGTHS, PEOPLE
from helpers.facts.statements import WAYS, Fact
from helpers.facts.world import World, shared_people, untold

MEASURES = ("recall", "reversed", "nobody", "partner")


@dataclass(frozen=True)
class Condition:
    """What a context and its questions are like.

    names: arguments of `World`. told, asked: "plain" wordings, "composed" ones as in pre-training,
    or those "kept" for tests. introduced: "" for known relations; "train" or "test" for new pairs
    of words, introduced in a sentence that pre-training had, or one kept for tests. shared: few
    people, each with several relations.
    """

    names: dict = field(default_factory=dict)
    told: str = "plain"
    asked: str = "plain"
    introduced: str = ""
    shared: bool = False


SYLLABLES = {f"names of {n}": Condition({"lengths": (n,)}) for n in (1, 2, 3, 4, 5, 6)}
# Of the few names of one syllable, too few are kept for tests: these occurred in pre-training.
SYLLABLES["names of 1"] = Condition({"lengths": (1,), "split": None})
CONDITIONS = {
    "as practised": Condition(),
    "all at once": Condition({"lengths": LENGTHS, "spelled": 0.2}, "composed", "composed"),
    **SYLLABLES,
    "spelled names": Condition({"spelled": 1.0}),
    "syllables kept for tests": Condition({"lengths": (2, 3), "kept": True}),
    "names that begin alike": Condition({"alike": True}),
    "few people, several relations": Condition(shared=True),
    "told in other words": Condition(told="composed"),
    "told in unseen words": Condition(told="kept"),
    "asked in unseen words": Condition(asked="kept"),
    "new relations": Condition(introduced="train"),
    "new relations, unseen introduction": Condition(introduced="test"),
}


def written(fact: Fact, way: str, how: str, rng: Random) -> str:
    """A sentence that tells the fact one way, in wordings of one kind."""
    if how == "composed":
        return fact.varied(rng, way)
    count = len(fact.wordings(way, how == "kept"))
    return fact.write(way, rng.randrange(count) if how == "kept" else 0, how == "kept")


@arguments.checked
def case(rng: Random, condition: Condition, facts: int, relations: int) -> dict[str, tuple]:
    """(prompt, answer) of each measure, about one new context: "recall", "reversed", and a
    question that no fact answers, with "nobody" and the "partner" as answers."""
    world, page = World(rng, **{"split": "test", **condition.names}), Page()
    if condition.introduced:
        among = introduced_pairs(rng, world, page, relations, condition.introduced)
    else:
        among = rng.sample(statements.stated(*PEOPLE), relations)
    given = (shared_people if condition.shared else World.facts)(world, facts, list(among))
    fact, wrong = rng.choice(given), None
    for one in rng.sample(given, len(given)):
        page.add(written(one, "forward", condition.told, rng))
    found = {}
    for measure, way in zip(("recall", "reversed"), WAYS):
        prompt, answer = statements.cut(written(fact, way, condition.asked, rng))
        found[measure] = f"{page.text} {prompt}", answer
    while wrong is None:
        wrong = untold(rng, fact, given)
    prompt, nobody = statements.cut(written(*wrong, condition.asked, rng))
    partner = fact.second if fact.first in (wrong[0].first, wrong[0].second) else fact.first
    found["nobody"] = f"{page.text} {prompt}", nobody
    found["partner"] = f"{page.text} {prompt}", partner
    return found


def table(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    seeds: Sequence[int] = (0, 1, 2),
    questions: int = 200,
) -> dict[str, dict[str, list[float]]]:
    """The shares of every condition, a list over seeds each: {condition: {measure: [...]}}."""
    found: dict[str, dict[str, list[float]]] = {}
    for condition in CONDITIONS:
        rows = [shares(model, tokenizer, condition, 4, 3, questions, seed) for seed in seeds]
        found[condition] = {name: [round(row[name], 4) for row in rows] for name in MEASURES}
    return found


@arguments.checked
def shares(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    condition: str,
    facts: int = 4,
    relations: int = 3,
    questions: int = 100,
    seed: int = 0,
) -> dict[str, float]:
    """Shares of exact answers under one of `CONDITIONS`, each about a context of its own.

    "partner" is a wrong answer: asked for somebody whom no fact names, the model names whoever
    stands beside the name in question.
    """
    rng = Random(f"battery {condition} {seed}")
    some = [case(rng, CONDITIONS[condition], facts, relations) for _ in range(questions)]
    return {
        name: sum(evaluation.exact(model, tokenizer, *zip(*(c[name] for c in some)))) / questions
        for name in some[0]
    }
