"""Does a model know a fact? The same questions with the facts in its context, and with none.

By exact generation: the greedy continuation is the answer, letter for letter. By choice: the answer
is likelier than wrong ones that stand in the same relation to something else.
"""

from collections.abc import Sequence
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import scoring
from helpers.facts import statements, words
from helpers.facts.stages import PEOPLE
from helpers.facts.statements import FactQuestion
from helpers.facts.world import World, linked_facts, some_of
from helpers.facts.writing import write

SIZES = (1, 4, 8, 16)  # facts in the context
MEASURES = {
    "facts": ("recall", "reversed"),
    "linked": ("recall", "reversed"),
    "alike": ("recall", "reversed"),
    "chains": ("recall", "reversed", "direct", "steps"),
}


def prompted(
    question: FactQuestion, context: Sequence[str] = (), how: str = "sentence"
) -> tuple[str, str]:
    """The text before an answer, and the answer.

    context: sentences that stand first. how "sentence": the beginning of a sentence; "direct": the
    question, to be answered at once; "steps": the question, to be answered step by step, which
    makes the steps part of the answer.

    >>> fact = statements.Fact(statements.relations()["teacher"], "Mibako", "Tefu")
    >>> prompted(fact.question("reversed"), [fact.write()])
    ('Mibako is the teacher of Tefu. Tefu is the pupil of', 'Mibako')
    >>> prompted(fact.question("reversed"), how="direct")
    ('Who is the teacher of Tefu? At once:', 'Mibako')
    """
    asked, _, reply = question.asked.partition("? ")
    if how == "sentence":
        return " ".join([*context, question.prompt]), question.answer
    mark = words.data()["markers"][how]
    if how == "steps":
        return " ".join([*context, f"{asked}?", mark]), question.steps.removesuffix(".")
    before, answer = statements.cut(f"{mark} {reply}")
    return " ".join([*context, f"{asked}?", before]), answer


@arguments.checked
def exact(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Sequence[str],
    answers: Sequence[str],
) -> list[bool]:
    """Whether greedy generation after each prompt gives its answer and a full stop."""
    return scoring.exact(model, tokenizer, prompts, [f" {a}" for a in answers], ".", batch_size=32)


def last_word(text: str) -> str:
    """What a text ends with, without the full stop: the answer, when steps stand before it.

    >>> last_word("Lano is a wug. So Lano is also a dax.")
    'dax'
    """
    return statements.cut(text.strip())[1]


@arguments.checked
def choose(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Sequence[Sequence[str]] | None = None,
) -> list[bool]:
    """Whether the right one of each question's choices is the likeliest, with its full stop.

    contexts: sentences before each question. A sentence that belongs to a question's steps can be
    part of its context.
    """
    contexts = contexts or [()] * len(questions)
    prompts = [prompted(q, c)[0] for q, c in zip(questions, contexts)]
    labels = [[f" {choice}" for choice in q.choices] for q in questions]
    found, _ = scoring.classify(model, tokenizer, prompts, labels, end=".")
    return [q.choices[i] == q.answer for i, q in zip(found, questions)]


def context(question: FactQuestion, sentences: Sequence[str], size: int, rng: Random) -> list[str]:
    """`size` sentences in random order: those that decide the question, then those that make its
    wrong choices right of something else, then any others.

    >>> known = {"needs": ("Lano is a wug.",), "rivals": ("Mira is a dax.",)}
    >>> asked = FactQuestion("", "", "trained", **known)
    >>> sorted(context(asked, ["No wug is a fip.", "Lano is a wug."], 3, Random(0)))
    ['Lano is a wug.', 'Mira is a dax.', 'No wug is a fip.']
    """
    first = dict.fromkeys((*question.needs, *question.rivals))
    others = [text for text in dict.fromkeys(sentences) if text not in first]
    some = [*first, *rng.sample(others, min(len(others), max(0, size - len(first))))][:size]
    return rng.sample(some, len(some))


@arguments.checked
def by_kind(questions: Sequence[FactQuestion], right: Sequence[bool]) -> dict[str, float]:
    """The share of right answers of each kind of question.

    >>> asked = [FactQuestion("", "", kind) for kind in ("trained", "reversed", "reversed")]
    >>> by_kind(asked, [True, False, True])
    {'trained': 1.0, 'reversed': 0.5}
    """
    found: dict[str, list[bool]] = {}
    for question, one in zip(questions, right):
        found.setdefault(question.kind, []).append(one)
    return {kind: sum(some) / len(some) for kind, some in found.items()}


@arguments.checked
def answered(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    questions: Sequence[FactQuestion],
    contexts: Sequence[Sequence[str]] | None = None,
    how: str = "sentence",
) -> list[bool]:
    """Whether the model writes the answer to each question, after its context or after none.

    how: as in `prompted`. After "steps" the model writes its own, and the last word counts;
    questions that take one fact are asked as a sentence.
    """
    contexts = contexts or [()] * len(questions)
    stepwise = [how == "steps" and bool(q.steps) for q in questions]
    right = [False] * len(questions)
    for steps in set(stepwise):
        picks = [i for i, one in enumerate(stepwise) if one == steps]
        way = "steps" if steps else "sentence" if how == "steps" else how
        prompts, answers = zip(*(prompted(questions[i], contexts[i], way) for i in picks))
        if steps:
            said = write(model, tokenizer, prompts, sentences=3)
            found = [last_word(text) == questions[i].answer for i, text in zip(picks, said)]
        else:
            found = exact(model, tokenizer, prompts, answers)
        for i, one in zip(picks, found):
            right[i] = one
    return right


# ------------------------------------------------------------------ never-seen names in a context
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
