"""What the website's live exhibits offer: games and words, made as the lessons make them."""

from random import Random

from helpers.facts import statements, words
from helpers.icl import attributes, few_shot, prompt_tasks
from helpers.icl.lists import ListTask, about

GAPS = (
    "Raises an error if the [MASK] does not exist.",
    "Returns the number of [MASK] in the list.",
    "They have one daughter, their only [MASK].",
)
DRAWN = 16  # texts with labels to show, as in the lesson; not all of the longer ones would fit
SHOWN, ASKED = 10, 4  # of these, and texts to ask about
# The name on the page: the attribute, and a seed. The first is the game of the lesson in_context.
GAMES = {
    "two kinds of animals": ("animal", 7),
    "two kinds of plants": ("plant", 3),
    "urgent or not": ("urgency", 1),
    "reviews, good or bad": ("reviews", 2),
    "sections of the news (never practised)": ("news", 1),
}
NAMES = 24  # invented ones to choose from
FACTS = ((0, "teacher", 1), (2, "teacher", 3), (1, "boss", 4))  # to begin with, of these names


def of_words(values: tuple, ask: str, rng: Random) -> tuple[list[str], ListTask, ListTask]:
    """Two classes of words: labels, what is shown, and what is asked, with other words."""
    kinds, labels = rng.sample(values, 2), few_shot.new_labels(rng, 2)
    return labels, *prompt_tasks.parted(kinds, ask)


def of_texts(values: tuple, ask: str, rng: Random) -> tuple[list[str], ListTask, ListTask]:
    """Two labels of a task of the town, in sentences kept for tests."""
    kinds, labels = rng.sample(values, 2), few_shot.new_labels(rng, 2)
    question = about(kinds, ask, "sentence", split="test")
    return labels, question, question


def game(name: str) -> dict:
    """One game: two new labels, texts with labels to show, and others to ask.

    >>> sorted(game("urgent or not"))
    ['asked', 'labels', 'name', 'shown']
    """
    of, seed = GAMES[name]
    attribute, rng = attributes.attributes()[of], Random(seed)
    make = of_words if isinstance(attribute.values[0], attributes.Words) else of_texts
    labels, first, second = make(attribute.values, attribute.ask, rng)
    shown = prompt_tasks.examples(first, labels, DRAWN, rng)
    asked = prompt_tasks.examples(second, labels, ASKED, rng, without=shown)
    return {"name": name, "labels": labels, "shown": shown[:SHOWN], "asked": asked}


def side(relation: statements.Relation, way: str) -> dict[str, str]:
    """A relation seen from one side: what stands between the two names.

    >>> side(statements.relations()["teacher"], "reversed")
    {'relation': 'teacher', 'way': 'reversed', 'words': 'is the pupil of'}
    """
    sentence = statements.Fact(relation, "Mibako", "Tefu").write(way).removesuffix(".")
    return {
        "relation": relation.name,
        "way": way,
        "words": sentence.partition(" ")[2].rpartition(" ")[0],
    }


def facts() -> dict:
    """Relations between two people, names that nobody has read, and facts to begin with."""
    names = words.names(Random("exhibit"), NAMES, split="test")
    return {
        "sides": [
            side(relation, way)
            for relation in statements.stated("pair", "comparison")
            for way in statements.WAYS
        ],
        "names": names,
        "facts": [(names[first], relation, names[second]) for first, relation, second in FACTS],
        "nobody": words.data()["nobody"],
    }


def everything() -> dict:
    """What the pages' scripts read, by exhibit."""
    return {"mask": list(GAPS), "game": [game(name) for name in GAMES], "facts": facts()}
