"""Notes of a desk: the house decides what is written, each person how.

A request names a person, a thing and a day. The house gives every kind of thing a code, which
fine-tuning can teach. Each colleague writes notes in a form of their own, which only a look at
earlier notes tells. So the two parts of an answer have two sources.
"""

from dataclasses import dataclass
from random import Random

from helpers import arguments
from helpers.context.demonstrations import Demonstration
from helpers.context.prompts import Prompt
from helpers.icl import attributes
from helpers.icl.attributes import Words
from helpers.icl.documents import record_patterns
from helpers.icl.few_shot import new_labels

FAMILIES = ("animal", "food", "tool", "vehicle", "clothing", "vessel", "plant")


@dataclass(frozen=True)
class House:
    """Kinds of things with their codes. The words of a kind: those to learn, and those to ask."""

    kinds: tuple[Words, ...]
    codes: tuple[str, ...]

    def note(self, rng: Random, form: str, part: str, kind: int) -> Demonstration:
        """A request about a thing of one kind, and the note on it in somebody's form.

        part: "learn" or "ask", which half of the kind's words the thing is from.
        """
        words = self.kinds[kind].words
        half = len(words) // 2
        thing = rng.choice(words[:half] if part == "learn" else words[half:])
        person, day = rng.choice(attributes.people()), rng.choice(attributes.days())
        return f"{person}, {thing}, {day}", form.format(person, self.codes[kind], day)

    def notes(self, rng: Random, form: str, part: str, count: int) -> list[Demonstration]:
        """`count` notes by one person, all kinds of things equally often, in random order."""
        kinds = [i % len(self.codes) for i in range(count)]
        rng.shuffle(kinds)
        return [self.note(rng, form, part, kind) for kind in kinds]


@dataclass(frozen=True)
class Task:
    """A prompt to go on from, the wanted note, and wrong ones: another code, another form, both."""

    prompt: Prompt
    answer: str
    other_codes: tuple[str, ...]
    other_forms: tuple[str, ...]
    other_both: tuple[str, ...]

    @property
    def notes(self) -> list[str]:
        """The wanted note and all wrong ones: every code in every form."""
        return [self.answer, *self.other_codes, *self.other_forms, *self.other_both]

    def judged(self, chosen: int) -> dict[str, bool]:
        """Of one of `notes`, by its number: is the whole note right, the code, the form?"""
        codes = chosen in range(1, 1 + len(self.other_codes))
        forms = chosen in range(1 + len(self.other_codes), len(self.notes) - len(self.other_both))
        return {"note": chosen == 0, "code": chosen == 0 or forms, "form": chosen == 0 or codes}


@arguments.checked
def house(rng: Random, kinds: int = 4) -> House:
    """A house with so many kinds of things, and codes that mean nothing.

    >>> found = house(Random(0))
    >>> len(found.kinds), len(set(found.codes))
    (4, 4)
    """
    found = attributes.attributes()
    things = [value for family in FAMILIES for value in found[family].values]
    return House(tuple(rng.sample(things, kinds)), tuple(new_labels(rng, kinds)))


@arguments.checked
def task(rng: Random, place: House, demonstrations: int) -> Task:
    """A request to somebody new, after `demonstrations` notes in a form that nobody was trained on.

    >>> rng = Random(0)
    >>> found = task(rng, house(rng), 2)
    >>> len(found.prompt.demonstrations), len(found.other_codes), len(found.other_forms)
    (2, 3, 7)
    """
    form, *others = rng.sample(record_patterns("test"), 8)
    kind = rng.randrange(len(place.codes))
    earlier = place.notes(rng, form, "learn", demonstrations)
    query, answer = place.note(rng, form, "ask", kind)
    person, _, day = query.split(", ")
    wrong = [code for code in place.codes if code != place.codes[kind]]

    def written(forms: list[str], codes: list[str]) -> tuple[str, ...]:
        return tuple(form.format(person, code, day) for form in forms for code in codes)

    return Task(
        Prompt(query, earlier),
        answer,
        written([form], wrong),
        written(others, [place.codes[kind]]),
        written(others, wrong),
    )


@arguments.checked
def lessons(rng: Random, place: House, count: int, most: int = 4) -> list[Demonstration]:
    """Fine-tuning examples of *other* people: the text before a note, and the note.

    Each has up to `most` earlier notes by the same person in front, so that the form is to be read
    there; their forms are those of pre-training.

    >>> rng = Random(0)
    >>> text, note = lessons(rng, house(rng), 1, most=0)[0]
    >>> text.count(","), "=>" in text
    (2, False)
    """
    found = []
    for _ in range(count):
        form = rng.choice(record_patterns("train"))
        *earlier, (query, note) = place.notes(rng, form, "learn", rng.randint(0, most) + 1)
        found.append((Prompt(query, earlier).text.removesuffix(" =>"), note))
    return found
