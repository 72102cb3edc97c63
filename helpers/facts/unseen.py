"""What a model can do with facts that stand in its context, about names that no document had.

These measurements end the stages of its pre-training, and stand on its card.
"""

from collections.abc import Sequence
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers.facts import statements
from helpers.facts.documents import World, linked_facts, some_of
from helpers.facts.evaluation import exact, prompted
from helpers.facts.stages import PEOPLE

SIZES = (1, 4, 8, 16)  # facts in the context
MEASURES = {
    "facts": ("recall", "reversed"),
    "linked": ("recall", "reversed"),
    "alike": ("recall", "reversed"),
    "chains": ("recall", "reversed", "direct", "steps"),
}


def drawn(
    rng: Random, what: str, count: int, relations: int
) -> tuple[dict[str, tuple[str, str]], float]:
    """A context of new facts or chains, each stated once and forward, and what is asked about one.

    Gives (prompt, answer) by measure, see `MEASURES`, and the chance of one who reads the relation
    and then names any of the terms that stand where the answer does.
    """
    world, people = World(rng, "test", what == "alike"), statements.stated(*PEOPLE)
    if what == "chains":
        some = world.chains(count, some_of(rng, statements.chaining(), relations))
        given = [fact for d in some for fact in d.premises]
        fact, question = rng.choice(some[0].premises), some[0].question()
        alike, asked = [d.conclusion.relation for d in some], some[0].conclusion.relation
        questions = {"direct": question, "steps": question}
    else:
        given = (
            linked_facts(world, count, people, relations)
            if what == "linked"
            else world.facts(count, some_of(rng, people, relations))
        )
        fact = rng.choice(given)
        alike, asked, questions = [f.relation for f in given], fact.relation, {}
    questions |= {"recall": fact.question(), "reversed": fact.question("reversed")}
    rng.shuffle(given)
    context = [fact.write() for fact in given]
    return {
        name: prompted(q, context, "steps" if name == "steps" else "sentence")
        for name, q in questions.items()
    }, 1 / alike.count(asked)


def accuracy(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    what: str,
    count: int,
    relations: int,
    questions: int = 100,
    seed: int = 0,
) -> dict[str, float]:
    """Share of right answers by exact generation, each about a new context of `count` facts."""
    rng = Random(f"facts {seed}")
    some, chance = zip(*(drawn(rng, what, count, relations) for _ in range(questions)))
    right = {
        name: exact(model, tokenizer, *zip(*(asked[name] for asked in some)))
        for name in MEASURES[what]
    }
    return {"chance": sum(chance) / questions} | {k: sum(v) / questions for k, v in right.items()}


def curves(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    seeds: Sequence[int] = (0, 1, 2),
    questions: int = 200,
) -> dict[str, dict]:
    """Accuracies over seeds by measure and number of facts in the context, from `SIZES`.

    As in {"facts, one relation: reversed": {"1": [...], "4": [...], ...}, ...}, also for "chance".
    A chain has two statements, so a single fact is no chain.
    """
    found: dict[str, dict] = {}
    for relations, said in ((10, "ten relations"), (1, "one relation")):
        for what in MEASURES:
            for size in SIZES if what == "facts" else SIZES[1:]:
                count = size // 2 if what == "chains" else size
                for seed in seeds:
                    each = accuracy(model, tokenizer, what, count, relations, questions, seed)
                    for name, value in each.items():
                        row = found.setdefault(f"{what}, {said}: {name}", {})
                        row.setdefault(str(size), []).append(round(value, 4))
    return found
