"""Documents in which something must be read from the document itself.

A lexicon, a toy language, a format, a style of answering: what was learned from other documents
does not help to continue them. That such texts teach in-context learning is from Chan et al.
(2022). Lists with labels are in `lists`; plain text about the same words is here, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from helpers import arguments
from helpers.icl import attributes
from helpers.icl.attributes import Words, filled
from helpers.text import town

# What stands before a text, between it and its label, and after the label.
FORMATS = {
    "arrow": ("", " =>", "\n"),
    "colon": ("", " :", "\n"),
    "bar": ("", " |", "\n"),
    "thin": ("", " ->", " ;"),
    "equals": ("", " =", " ;"),
    "fields": ("Text: ", "\nLabel:", "\n"),
    "asked": ("Q: ", " A:", "\n"),
}
# In no document of pre-training: known marks in a new pair, and two marks in each other's place.
NEW_FORMATS = {"new pair": ("", " ->", "\n"), "swapped": ("", " ;", " ->")}
SYLLABLES = ["".join(pair) for pair in product("bdfghjklmnprstvz", "aeiou")]
ORDERS = ["012", "021", "102", "120", "201", "210"]


@dataclass(frozen=True)
class Document:
    """A text; `answers` are spans (first, last + 1 character) that the text before them decides."""

    kind: str
    text: str
    answers: tuple[tuple[int, int], ...] = ()


def render(
    kind: str,
    items: Sequence[tuple[str, str]],
    marks: tuple[str, str, str],
    head: str = "",
    known: Sequence[str] = (),
) -> Document:
    """Lines of text and label. A label that occurs for the first time is no answer, unless `known`:
    nothing before it says which of all labels it will be.

    >>> render("list", [("a cat", "dax"), ("a cow", "fep"), ("a dog", "dax")], FORMATS["thin"])
    Document(kind='list', text='a cat -> dax ; a cow -> fep ; a dog -> dax ;', answers=((39, 42),))
    """
    before, between, after = marks
    text, seen, answers = head, set(known), []
    for i, (given, label) in enumerate(items):
        space = " " if i and not after.endswith("\n") else ""
        text += f"{space}{before}{given}{between} {label}"
        if label in seen:
            answers.append((len(text) - len(label), len(text)))
        seen.add(label)
        text += after
    return Document(kind, text, tuple(answers))


@arguments.checked
def coin(rng: Random) -> str:
    """A word of two syllables that is none of the attributes' words.

    >>> len(coin(Random(0)))
    4
    """
    word = rng.choice(SYLLABLES) + rng.choice(SYLLABLES)
    return coin(rng) if word in attributes.all_words() else word


def arbitrary_labels(rng: Random, count: int) -> list[str]:
    """Labels without meaning for one document: mostly practised label words."""
    pools = [
        attributes.label_words()["practised"],
        list("ABCDEFGH"),
        list("123456789"),
        sorted({coin(rng) for _ in range(16)}),
    ]
    return rng.sample(rng.choices(pools, [82, 6, 4, 8])[0], count)


def lexicon(rng: Random, size: tuple[int, int], rounds: tuple[int, int]) -> Document:
    """Words and a label for each, several times over in random order."""
    some = rng.sample(attributes.classes(), rng.randint(*size))
    pairs = [
        (c, rng.choice(c.words), label) for c, label in zip(some, arbitrary_labels(rng, len(some)))
    ]
    order = pairs * rng.randint(*rounds)
    rng.shuffle(order)
    lines = [(c.write(rng, "phrase", "train", word), label) for c, word, label in order]
    return render("lexicon", lines, rng.choice(list(FORMATS.values())))


def extract(rng: Random, items: tuple[int, int]) -> Document:
    """Write down one part of each text: the first word, the last, the person, or the bird."""
    asked, other = rng.sample([c for c in attributes.classes() if c.kind == "thing"], 2)
    part = rng.choice(["first word", "last word", "person", asked.name, asked.name])
    shapes = [
        "{P} with the {x} and the {z}",
        "a {x} of {P} beside a {z}",
        "first the {x}, {P}, then a {z}",
    ]
    lines = []
    for _ in range(rng.randint(*items)):
        person, word = rng.choice(attributes.people()), rng.choice(asked.words)
        first, second = rng.sample([word, rng.choice(other.words)], 2)
        shape = rng.choice(shapes).replace("{P}", person).replace("{z}", second)
        text = filled(shape, rng, first)
        answers = {"first word": text.split()[0], "last word": text.split()[-1], "person": person}
        lines.append((text, answers.get(part, word)))
    head = f"Give the {part}.\n" if rng.random() < 0.5 else ""
    return render(
        "extract",
        lines,
        rng.choice(list(FORMATS.values())),
        head,
        known=[answer for _, answer in lines],
    )


def translation(rng: Random, items: tuple[int, int]) -> Document:
    """A toy language: its lexicon, and phrases translated, in one of two word orders."""
    words = rng.sample(attributes.words_of("quality"), rng.randint(1, 3))
    words += rng.sample(attributes.words_of("thing"), 3)
    meaning = {word: coin(rng) for word in words}
    backwards, lines = rng.random() < 0.5, []
    for _ in range(rng.randint(*items)):
        phrase = [rng.choice(words[:-3]), rng.choice(words[-3:])][rng.random() < 0.3 :]
        toy = [meaning[word] for word in phrase]
        lines.append((f"say {' '.join(phrase)}", " ".join(reversed(toy) if backwards else toy)))
    rng.shuffle(words)
    head = f"Lexicon: {', '.join(f'{word} = {meaning[word]}' for word in words)}.\n"
    return render(
        "translation",
        lines,
        rng.choice(list(FORMATS.values())),
        head,
        known=[toy for _, toy in lines],
    )


def record_patterns(split: str = "train") -> list[str]:
    """Ways to write a record of three fields. Those of "test" are in no document of pre-training.

    >>> len(record_patterns()), record_patterns("test")[0]
    (40, '{0} - {1} - {2}')
    """
    found = [
        (i % len(ORDERS) == j, shape.format(*(f"{{{n}}}" for n in order)))
        for i, shape in enumerate(attributes.data("document_parts")["records"])
        for j, order in enumerate(ORDERS)
    ]
    return [text for new, text in found if new == (split == "test")]


def records(rng: Random, items: tuple[int, int]) -> Document:
    """Records rewritten in a way that the first line shows."""
    pattern, lines = rng.choice(record_patterns("train")), []
    pools = attributes.people(), attributes.words_of("thing"), attributes.days()
    for _ in range(rng.randint(*items)):
        fields = [rng.choice(pool) for pool in pools]
        lines.append((", ".join(fields), pattern.format(*fields)))
    return render(
        "records",
        lines,
        rng.choice(list(FORMATS.values())),
        known=[record for _, record in lines[1:]],
    )


def refrain(rng: Random) -> Document:
    """Random words, repeated: the simplest text in which looking back pays."""
    some = rng.sample(attributes.classes(False), 6)
    words = [word for c in some for word in rng.sample(c.words + c.new, 2)]
    words += rng.sample(sum(attributes.label_words().values(), []), 6)
    # Names, too: a model that never had to repeat one did not learn to tell them apart.
    words += rng.sample(attributes.people() + attributes.days(), 3)
    words += [coin(rng) for _ in range(4)]
    words = rng.sample(words, rng.randint(3, 12))
    first = "Song: " + " ".join(words)
    text = " ".join([first] + words * rng.randint(1, 2))
    return Document("refrain", text, ((len(first), len(text)),))


def narrative(rng: Random) -> Document:
    """Plain sentences about words of one or two classes, which are named now and then."""
    topics = rng.sample(attributes.classes(False), rng.choice((1, 1, 2)))
    sorts = ["frame", "any", "naming", "label", "manner"]
    sentences = []
    for sort in rng.choices(sorts, [55, 20, 12, 7, 6], k=rng.randint(3, 8)):
        topic: Words = rng.choice(topics)
        if sort in ("frame", "any"):
            shapes = topic.frames if sort == "frame" else topic.sentences("train")
            text = filled(rng.choice(shapes), rng, rng.choice(topic.words + topic.new))
        elif sort == "manner":
            text = rng.choice(attributes.manners()).write(rng, "train")
        elif sort == "label":
            word = rng.choice(sum(attributes.label_words().values(), []))
            text = filled(rng.choice(attributes.data("document_parts")["mentions"]), rng, word)
        else:
            shape = rng.choice(attributes.data("document_parts")["namings"])
            a, b, word = rng.sample(topic.words + topic.new, 3)
            shape = shape.replace("{a}", a).replace("{b}", b).replace("{name}", topic.name)
            text = filled(shape, rng, word)
        sentences.append(town.tidy(text))
    return Document("narrative", " ".join(sentences))
