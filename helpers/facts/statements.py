"""Facts that nobody can know: invented names, known relations, and what follows from two of them.

A fact can be written forward or reversed and in several wordings. Its sentence ends with the term
that a question asks for, so every question is the beginning of a sentence. The words and sentences
are in `facts.toml`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from helpers import arguments
from helpers.facts.words import data
from helpers.text import town

WAYS = ("forward", "reversed")


@dataclass(frozen=True)
class Relation:
    """How two terms are related. form: which sentences say so; words: seen from each side.

    sorts: what the terms are: "one" (a capital name), "kind" (a small one) or "thing".
    """

    name: str
    form: str
    words: tuple[str, str] = ("", "")
    sorts: tuple[str, str] = ("one", "one")


@cache
def relations() -> dict[str, Relation]:
    """All relations by name.

    >>> relations()["teacher"].words, relations()["taller"].words, relations()["all"].sorts
    (('teacher', 'pupil'), ('taller', 'shorter'), ('kind', 'kind'))
    """
    file, found = data(), []
    for name, entry in file["relation"].items():
        found.append(Relation(name, "pair", (entry["first"], entry["second"])))
        if "then" in entry:
            found.append(Relation(f"{name} twice", "pair", tuple(entry["then"])))
    for name, other in file["comparison"].items():
        found += [
            Relation(name, "comparison", (name, other)),
            Relation(f"{name} twice", "also", (name, other)),
        ]
    for name in ("member", "also_member", "not"):
        found.append(Relation(name, name, sorts=("one", "kind")))
    found += [
        Relation(name, name, sorts=("kind", "kind")) for name in ("all", "also_all", "no", "some")
    ]
    found += [Relation("has", "has", sorts=("one", "thing"))]
    found += [Relation(name, name, sorts=("kind", "thing")) for name in ("have", "also_have")]
    return {relation.name: relation for relation in found}


def stated(*forms: str) -> tuple[Relation, ...]:
    """The relations of these forms that facts may have; the others are for conclusions.

    >>> len(stated("pair")), len(stated("pair", "comparison"))
    (12, 18)
    """
    return tuple(
        r for r in relations().values() if r.form in forms and not r.name.endswith("twice")
    )


def chaining() -> tuple[tuple[Relation, Relation], ...]:
    """All pairs of relations from whose facts something follows, if one goes on from the other.

    >>> [(one.name, two.name) for one, two in chaining()][:2]
    [('parent', 'parent'), ('teacher', 'teacher')]
    """
    known = relations()
    same = [(r, r) for name, r in known.items() if f"{name} twice" in known]
    rules = [name.split(", ") for name in data()["rules"]]
    return (*same, *((known[one], known[two]) for one, two in rules))


@dataclass(frozen=True)
class FactQuestion:
    """The beginning of a sentence, and the term that ends it.

    kind: one of `corpus.KINDS`, or "nobody". choices: the answer
    and wrong ones that stand in the same relation to something else. needs: sentences that decide
    it; rivals: sentences that make the wrong choices right of something else. asked: the same as a
    question with its answer; steps: what leads to the answer, if it takes two facts.
    """

    prompt: str
    answer: str
    kind: str
    choices: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    asked: str = ""
    steps: str = ""
    relation: str = ""


@dataclass(frozen=True)
class Fact:
    """One fact, such as that Mibako is the teacher of Tefu.

    >>> fact = Fact(relations()["teacher"], "Mibako", "Tefu")
    >>> fact.write(), fact.write("reversed")
    ('Mibako is the teacher of Tefu.', 'Tefu is the pupil of Mibako.')
    >>> fact.write("forward", 1), fact.write("forward", kept=True)
    ('The pupil of Mibako is Tefu.', 'We know Mibako as the teacher of Tefu.')
    >>> fact.ask("reversed"), fact.question("reversed").prompt
    ('Who is the teacher of Tefu? Mibako.', 'Tefu is the pupil of')
    """

    relation: Relation
    first: str
    second: str

    def wordings(self, way: str = "forward", kept: bool = False) -> list[str]:
        """The sentences' patterns; those kept for tests, where there are any."""
        form = data()["form"][self.relation.form]
        return form.get(f"kept_{way}", form[way]) if kept else form[way]

    def write(
        self, way: str = "forward", wording: int = 0, kept: bool = False, before: str = ""
    ) -> str:
        """The fact as a sentence. way: "forward" or "reversed"; `before`: what it begins with."""
        wordings = self.wordings(way, kept)
        return self.filled(f"{before} {wordings[wording % len(wordings)]}")

    def varied(self, rng: Random, way: str = "forward", late: bool = False) -> str:
        """The fact in a wording composed of parts: an opener or none, and one of all patterns, also
        of the `late` ones if asked.

        >>> Fact(relations()["teacher"], "Mibako", "Tefu").varied(Random(4), "reversed")
        'It is true that the teacher that Tefu has is Mibako.'
        """
        file, form = data(), data()["form"][self.relation.form]
        names = (way, f"more_{way}", f"late_{way}") if late else (way, f"more_{way}")
        pattern = rng.choice([text for name in names for text in form.get(name, [])])
        pattern = pattern.replace("{is}", rng.choice(file["links"]))
        opener = rng.choice(file["openers"]) if rng.random() < 0.4 else ""
        return self.filled(f"{opener} {pattern}")

    def ask(self, way: str = "forward") -> str:
        """The fact as a question with its answer."""
        return self.filled(data()["form"][self.relation.form][f"ask_{way}"])

    def filled(self, pattern: str) -> str:
        f, g = self.relation.words
        return town.tidy(pattern.format(a=self.first, b=self.second, f=f, g=g))

    def question(
        self, way: str = "forward", wording: int = 0, kept: bool = False, kind: str = "trained"
    ) -> FactQuestion:
        """The question for the term that the sentence ends with."""
        prompt, answer = cut(self.write(way, wording, kept))
        return FactQuestion(
            prompt,
            answer,
            kind,
            needs=(self.write(),),
            relation=self.relation.name,
            asked=self.ask(way),
        )


@arguments.checked
def cut(sentence: str) -> tuple[str, str]:
    """A sentence without its last word, and that word without the full stop.

    >>> cut("Tefu is the pupil of Mibako.")
    ('Tefu is the pupil of', 'Mibako')
    """
    prompt, _, answer = sentence.removesuffix(".").rpartition(" ")
    return prompt, answer


@dataclass(frozen=True)
class Deduction:
    """Two facts, the second going on where the first ends, and what follows from them.

    >>> parent = relations()["parent"]
    >>> print(deduce(Fact(parent, "Lano", "Tefu"), Fact(parent, "Tefu", "Mira")).steps())
    Lano is the parent of Tefu. Tefu is the parent of Mira. So Lano is the grandparent of Mira.
    """

    premises: tuple[Fact, Fact]
    conclusion: Fact

    def steps(self, way: str = "forward") -> str:
        """The premises, and then the conclusion."""
        order = self.premises if way == "forward" else self.premises[::-1]
        so = self.conclusion.write(way, before=data()["markers"]["so"])
        return " ".join([fact.write(way) for fact in order] + [so])

    def question(self, way: str = "forward", kind: str = "deduced") -> FactQuestion:
        prompt, answer = cut(self.conclusion.write(way))
        return FactQuestion(
            prompt,
            answer,
            kind,
            needs=tuple(f.write() for f in self.premises),
            relation=self.premises[1].relation.name,
            steps=self.steps(way),
            asked=self.conclusion.ask(way),
        )

    def ways(self) -> Sequence[str]:
        """Those in which the conclusion has one answer only.

        Which kinds are no daxes? Both of the premises' kinds.
        """
        return WAYS[:1] if self.conclusion.relation.form == "no" else WAYS


def deduce(premise: Fact, other: Fact) -> Deduction | None:
    """What follows from two facts, or None.

    >>> member, some, every = (relations()[name] for name in ("member", "some", "all"))
    >>> deduce(Fact(member, "Lano", "wug"), Fact(every, "wug", "dax")).conclusion.write()
    'Lano is also a dax.'
    >>> deduce(Fact(member, "Lano", "wug"), Fact(some, "wug", "dax")) is None
    True
    """
    if premise.second != other.first:
        return None
    if premise.relation == other.relation and f"{premise.relation.name} twice" in relations():
        found = relations()[f"{premise.relation.name} twice"]
    else:
        rule = data()["rules"].get(f"{premise.relation.form}, {other.relation.form}")
        if rule is None:
            return None
        found = relations()[rule]
    return Deduction((premise, other), Fact(found, premise.first, other.second))
