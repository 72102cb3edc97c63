"""Lists of texts with labels, where most often only the list itself says what a label means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from helpers import arguments
from helpers.icl import attributes
from helpers.icl.attributes import Attribute, Sentences, TownLabel, Value, Words
from helpers.icl.documents import FORMATS, Document, arbitrary_labels, render

Write = Callable[[Random], str]
LEVELS = ("phrase", "busy", "sentence")
NATURAL = 0.2  # share of lists that have the classes' own names as labels
NATURAL_SENTENCES = 0.5  # the same for lists about sentences and town texts


@dataclass(frozen=True)
class ListTask:
    """What a list asks: for each class, what makes a text of it.

    `names` are the classes' natural labels, if they have any; `ask` is what an instruction says.
    """

    writers: tuple[Write, ...]
    names: tuple[str, ...] = ()
    ask: str = ""


def about(
    values: Sequence[Value], ask: str, level: str, split: str = "train", new_words: bool = False
) -> ListTask:
    """The question which of `values` a text has. `new_words`: with words that no list contains."""
    banned = frozenset(word for v in values if isinstance(v, Words) for word in v.words + v.new)

    def writer(value: Value) -> Write:
        deck: list[str] = []  # no word comes again before all have come: the class must be seen

        def write(rng: Random) -> str:
            if not isinstance(value, Words):
                return value.write(rng, split=split)
            if not deck:
                words = value.new if new_words else value.words
                deck.extend(rng.sample(words, len(words)))
            return value.write(rng, level, split, deck.pop(), banned)

        return write

    return ListTask(tuple(map(writer, values)), tuple(value.name for value in values), ask)


def of_attribute(rng: Random, attribute: Attribute, ways: int, level: str, **how) -> ListTask:
    """Some values of one attribute."""
    return about(
        rng.sample(attribute.values, min(ways, len(attribute.values))), attribute.ask, level, **how
    )


def of_classes(rng: Random, ways: int, level: str, **how) -> ListTask:
    """Classes from anywhere: birds against metals."""
    some = rng.sample(attributes.classes(), ways)
    return about(some, " or ".join(value.name for value in some), level, **how)


@arguments.checked(size=0)
def of_random_words(rng: Random, ways: int, level: str, size: int = 0) -> ListTask:
    """Words put together by chance: only the document says which belong to which label.

    size: how many words a label has; 0 means one, two or three.
    """
    pool, size = attributes.classes(), size or rng.choice((1, 1, 2, 3))
    if rng.random() < 0.7:  # one kind of word, so that the words around it tell nothing
        kind = rng.choice(sorted({c.kind for c in pool}))
        pool = [c for c in pool if c.kind == kind]
    pairs = rng.sample([(c, word) for c in pool for word in c.words], ways * size)
    banned = frozenset(word for _, word in pairs)

    def writer(group: list[tuple[Words, str]]) -> Write:
        def write(rng: Random) -> str:
            c, word = rng.choice(group)
            return c.write(rng, level, "train", word, banned)

        return write

    return ListTask(tuple(writer(pairs[i::ways]) for i in range(ways)))


def instruction(rng: Random, question: ListTask, labels: Sequence[str], natural: bool) -> str:
    """A line before a list: what is asked, which labels there are, or what each label means."""
    choice = f"Labels: {', '.join(rng.sample(labels, len(labels)))}."
    if not question.ask:
        return choice + "\n"
    ask = rng.choice(["Label the {}.", "Write down the {}.", "Sort by {}."]).format(question.ask)
    meaning = ", ".join(f"{label} for {name}" for label, name in zip(labels, question.names))
    return rng.choice([ask, f"{ask} {choice}", choice if natural else f"Write {meaning}."]) + "\n"


def document(
    rng: Random, question: ListTask, items: int, instructed: bool, natural: float = NATURAL
) -> Document:
    """A list for this question, with labels that have no meaning, drawn anew.

    In a share `natural` of cases the labels are the classes' own names.
    """
    natural = bool(question.names) and rng.random() < natural
    labels = list(question.names) if natural else arbitrary_labels(rng, len(question.writers))
    head = instruction(rng, question, labels, natural) if instructed else ""
    told = natural or (bool(head) and all(label in head for label in labels))
    which = [rng.randrange(len(labels)) for _ in range(items)]
    lines = [(question.writers[i](rng), labels[i]) for i in which]
    return render("list", lines, rng.choice(list(FORMATS.values())), head, labels if told else ())


def labelled(
    rng: Random,
    levels: Sequence[float],
    items: tuple[int, int],
    ways: Sequence[int],
    instructed: float,
    sorts: dict[str, float],
) -> Document:
    """A random list of pre-training.

    levels: weights of "phrase", "busy" and "sentence". items: fewest and most lines. ways: numbers
    of labels. instructed: share of lists with an instruction. sorts: weights of "family" (classes
    of one attribute), "mixed" (of any), "random" (words put together by chance), "sentences",
    "town".

    >>> print(labelled(Random(1), (1, 0, 0), (3, 3), (2,), 0, {"family": 1}).text.strip())
    Text: to the meadow
    Label: arrow
    Text: to the study
    Label: fossil
    Text: at the kitchen
    Label: fossil
    """
    (sort,) = rng.choices(list(sorts), list(sorts.values()))
    (level,) = rng.choices(LEVELS, levels)
    count = rng.choice(ways)
    if sort == "random":
        question = of_random_words(rng, count, level)
    elif sort == "mixed":
        question = of_classes(rng, count, level)
    else:
        kind = {"family": Words, "sentences": Sentences, "town": TownLabel}[sort]
        question = of_attribute(rng, rng.choice(attributes.practised(kind)), count, level)
    # What a whole sentence says is harder to see than a word: natural labels teach it first.
    natural = NATURAL_SENTENCES if sort in ("sentences", "town") else NATURAL
    return document(rng, question, rng.randint(*items), rng.random() < instructed, natural)
