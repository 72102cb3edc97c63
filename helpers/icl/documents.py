"""Documents in which something must be read from the document itself.

A lexicon, a toy language, a format, a style of answering: what was learned from other documents
does not help to continue them. That such texts teach in-context learning is from Chan et al.
(2022). Lists with labels are in `in_context_lists`; plain text about the same words is here, too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from random import Random

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
NEW_STYLES = 2  # the last greetings, bodies and ends are for tests only


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


def coin(luck: Random) -> str:
    """A word of two syllables that is none of the attributes' words.

    >>> len(coin(Random(0)))
    4
    """
    word = luck.choice(SYLLABLES) + luck.choice(SYLLABLES)
    return coin(luck) if word in attributes.all_words() else word


def arbitrary_labels(luck: Random, count: int) -> list[str]:
    """Labels without meaning for one document: mostly practised label words."""
    pools = [
        attributes.label_words()["practised"],
        list("ABCDEFGH"),
        list("123456789"),
        sorted({coin(luck) for _ in range(16)}),
    ]
    return luck.sample(luck.choices(pools, [82, 6, 4, 8])[0], count)


def lexicon(luck: Random, size: tuple[int, int], rounds: tuple[int, int]) -> Document:
    """Words and a label for each, several times over in random order."""
    some = luck.sample(attributes.classes(), luck.randint(*size))
    pairs = [
        (c, luck.choice(c.words), label)
        for c, label in zip(some, arbitrary_labels(luck, len(some)))
    ]
    order = pairs * luck.randint(*rounds)
    luck.shuffle(order)
    lines = [(c.write(luck, "phrase", "train", word), label) for c, word, label in order]
    return render("lexicon", lines, luck.choice(list(FORMATS.values())))


def extract(luck: Random, items: tuple[int, int]) -> Document:
    """Write down one part of each text: the first word, the last, the person, or the bird."""
    asked, other = luck.sample([c for c in attributes.classes() if c.kind == "thing"], 2)
    part = luck.choice(["first word", "last word", "person", asked.name, asked.name])
    shapes = [
        "{P} with the {x} and the {z}",
        "a {x} of {P} beside a {z}",
        "first the {x}, {P}, then a {z}",
    ]
    lines = []
    for _ in range(luck.randint(*items)):
        person, word = luck.choice(attributes.people()), luck.choice(asked.words)
        first, second = luck.sample([word, luck.choice(other.words)], 2)
        shape = luck.choice(shapes).replace("{P}", person).replace("{z}", second)
        text = filled(shape, luck, first)
        answers = {"first word": text.split()[0], "last word": text.split()[-1], "person": person}
        lines.append((text, answers.get(part, word)))
    head = f"Give the {part}.\n" if luck.random() < 0.5 else ""
    return render(
        "extract",
        lines,
        luck.choice(list(FORMATS.values())),
        head,
        known=[answer for _, answer in lines],
    )


def translation(luck: Random, items: tuple[int, int]) -> Document:
    """A toy language: its lexicon, and phrases translated, in one of two word orders."""
    words = luck.sample(attributes.words_of("quality"), luck.randint(1, 3))
    words += luck.sample(attributes.words_of("thing"), 3)
    meaning = {word: coin(luck) for word in words}
    backwards, lines = luck.random() < 0.5, []
    for _ in range(luck.randint(*items)):
        phrase = [luck.choice(words[:-3]), luck.choice(words[-3:])][luck.random() < 0.3 :]
        toy = [meaning[word] for word in phrase]
        lines.append((f"say {' '.join(phrase)}", " ".join(reversed(toy) if backwards else toy)))
    luck.shuffle(words)
    head = f"Lexicon: {', '.join(f'{word} = {meaning[word]}' for word in words)}.\n"
    return render(
        "translation",
        lines,
        luck.choice(list(FORMATS.values())),
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


def records(luck: Random, items: tuple[int, int], split: str = "train") -> Document:
    """Records rewritten in a way that the first line shows."""
    pattern, lines = luck.choice(record_patterns(split)), []
    pools = attributes.people(), attributes.words_of("thing"), attributes.days()
    for _ in range(luck.randint(*items)):
        fields = [luck.choice(pool) for pool in pools]
        lines.append((", ".join(fields), pattern.format(*fields)))
    return render(
        "records",
        lines,
        luck.choice(list(FORMATS.values())),
        known=[record for _, record in lines[1:]],
    )


def style_parts(split: str = "train") -> list[list[str]]:
    """Greetings, bodies and ends of answers. Those of "test" are in no document of pre-training.

    >>> [len(part) for part in style_parts("test")]
    [2, 2, 2]
    """
    part = slice(-NEW_STYLES, None) if split == "test" else slice(-NEW_STYLES)
    parts = attributes.data("document_parts")
    return [parts[name][part] for name in ("greetings", "bodies", "ends")]


@cache
def everyday() -> tuple[str, ...]:
    """The words of plain sentences, without those that a list may ask about.

    >>> "evening" in everyday()
    True
    """
    texts = [text for c in attributes.classes(False) for text in (*c.frames, *c.sentences("train"))]
    words = dict.fromkeys(re.findall(r"(?<!{)\b[a-z]+\b(?!})", " ".join(texts)))
    return tuple(word for word in words if word not in attributes.all_words())


def style(luck: Random) -> str:
    """A greeting, a body and an end for pre-training, or as often random words around the slots.

    A model that read only whole phrases learned them by heart, and copied no new ones.
    """
    return " ".join(map(luck.choice, style_parts())) if luck.random() < 0.5 else random_style(luck)


def random_style(luck: Random) -> str:
    """Common words, drawn anew, around the slots of a reply."""
    parts = []
    for slots, most in ((["{P}"], 3), (["{y}", "{day}"], 5), ([], 4)):
        words = luck.choices(everyday(), k=luck.randint(1, most))
        for slot in slots:
            words.insert(luck.randint(0, len(words)), slot)
        parts.append(" ".join(words) + luck.choice(",.!:;"))
    return " ".join(parts)


def styled(luck: Random, items: tuple[int, int]) -> Document:
    """Requests and answers, all answers by one person in one style."""
    shown, wishes = style(luck), attributes.data("document_parts")["wishes"]
    writer, *others = luck.sample(attributes.people(), 1 + luck.randint(*items))
    text, answers = "", []
    for asker in others:
        thing, day = luck.choice(attributes.words_of("thing")), luck.choice(attributes.days())
        wish, said = (
            shape.replace("{y}", thing).replace("{day}", day).replace("{P}", asker)
            for shape in (luck.choice(wishes), shown)
        )
        text += f"{asker}: {wish}\n{writer}: {said}\n"
        answers.append((len(text) - len(said) - 1, len(text) - 1))
    return Document("styled", text, tuple(answers[1:]))


def refrain(luck: Random) -> Document:
    """Random words, repeated: the simplest text in which looking back pays."""
    some = luck.sample(attributes.classes(False), 6)
    words = [word for c in some for word in luck.sample(c.words + c.new, 2)]
    words += luck.sample(sum(attributes.label_words().values(), []), 6)
    # Names, too: a model that never had to repeat one did not learn to tell them apart.
    words += luck.sample(attributes.people() + attributes.days(), 3)
    words += [coin(luck) for _ in range(4)]
    words = luck.sample(words, luck.randint(3, 12))
    first = "Song: " + " ".join(words)
    text = " ".join([first] + words * luck.randint(1, 2))
    return Document("refrain", text, ((len(first), len(text)),))


def narrative(luck: Random) -> Document:
    """Plain sentences about words of one or two classes, which are named now and then."""
    topics = luck.sample(attributes.classes(False), luck.choice((1, 1, 2)))
    sorts = ["frame", "any", "naming", "label", "manner"]
    sentences = []
    for sort in luck.choices(sorts, [55, 20, 12, 7, 6], k=luck.randint(3, 8)):
        topic: Words = luck.choice(topics)
        if sort in ("frame", "any"):
            shapes = topic.frames if sort == "frame" else topic.sentences("train")
            text = filled(luck.choice(shapes), luck, luck.choice(topic.words + topic.new))
        elif sort == "manner":
            text = luck.choice(attributes.manners()).write(luck, "train")
        elif sort == "label":
            word = luck.choice(sum(attributes.label_words().values(), []))
            text = filled(luck.choice(attributes.data("document_parts")["mentions"]), luck, word)
        else:
            shape = luck.choice(attributes.data("document_parts")["namings"])
            a, b, word = luck.sample(topic.words + topic.new, 3)
            shape = shape.replace("{a}", a).replace("{b}", b).replace("{name}", topic.name)
            text = filled(shape, luck, word)
        sentences.append(town.tidy(text))
    return Document("narrative", " ".join(sentences))
