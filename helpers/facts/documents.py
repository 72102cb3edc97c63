"""Documents for pre-training: facts restated in rounds, and what follows from them.

Every document has names of its own, so only reading helps. The facts are told once and then come
again and again, each time in a direction and wording drawn anew: without that, a model of this size
never learned to reverse a fact. Some documents ask for what nobody told, and say so: without that,
it named the partner of a name whatever the question was.
"""

from random import Random

from transformers import PreTrainedTokenizerBase

from helpers.facts import statements, words
from helpers.facts.stages import PEOPLE, FactsStage
from helpers.facts.statements import WAYS, Deduction, Fact, Relation
from helpers.facts.world import World, linked_facts, linked_people, shared_people, some_of, untold
from helpers.icl import pretraining
from helpers.icl.documents import Document


class Page:
    """A text that grows, and the spans in it that the text before them decides."""

    def __init__(self):
        self.text, self.answers = "", []

    def add(self, text: str, known: str | None = None) -> None:
        """Append a text. What comes after its beginning `known` is decided; None: nothing is."""
        self.text += " " if self.text else ""
        start = len(self.text)
        self.text += text
        if known is not None:
            self.answers.append((start + len(known), len(self.text)))

    def tell(self, rng: Random, facts: list[Fact], stage: FactsStage) -> None:
        """All facts for the first time: forward, or each in a direction drawn anew."""
        ways = WAYS[:1] if rng.random() < stage.told else WAYS
        for fact in rng.sample(facts, len(facts)):
            self.state(rng, fact, rng.choice(ways), stage)

    def restate(self, rng: Random, fact: Fact, stage: FactsStage, given: list[Fact]) -> None:
        """The fact in a direction and wording drawn anew; later on also as a question. A share of
        the time something of it that nobody told, and then the answer is nobody."""
        way = rng.choice(WAYS)
        if stage.refused and fact.relation.form in PEOPLE and rng.random() < stage.refused:
            found = untold(rng, fact, given)
            if found:
                self.refuse(rng, *found, stage)
                return
        if stage.wordings > 2 and rng.random() < 0.15:
            text = fact.ask(way)
            self.add(text, statements.cut(text)[0])
        else:
            self.state(rng, fact, way, stage, decided=True)

    def refuse(self, rng: Random, fact: Fact, way: str, stage: FactsStage) -> None:
        """That somebody has nobody of a kind, as an answer or as a sentence."""
        if rng.random() < 0.3:
            text = fact.ask(way)
        elif stage.composed and rng.random() < stage.composed:
            text = fact.varied(rng, way, stage.late)
        else:
            text = fact.write(way, rng.randrange(stage.wordings))
        self.add(text, statements.cut(text)[0])

    def state(
        self, rng: Random, fact: Fact, way: str, stage: FactsStage, decided: bool = False
    ) -> None:
        """The fact in one direction, later on in a wording for tests or twice."""
        varied = stage.wordings > 2
        if stage.composed and rng.random() < stage.composed:
            text = fact.varied(rng, way, stage.late)
        else:
            text = fact.write(way, rng.randrange(stage.wordings))
        self.add(text, statements.cut(text)[0] if decided else None)
        if varied and rng.random() < 0.12:
            self.again(rng, fact, way, text)

    def again(self, rng: Random, fact: Fact, way: str, text: str) -> None:
        """The same once more, behind a marker: in other words, or the other way round."""
        marks = words.data()["markers"]
        if rng.random() < 0.5:
            self.add(marks["reverse"])
            self.add(fact.write(WAYS[way == "forward"]), "")
        else:
            other = [t for t in map(fact.filled, fact.wordings(way)) if t != text]
            if other:
                found = rng.choice(other)
                self.add(marks["rephrase"])
                self.add(found, statements.cut(found)[0])

    def deduce(self, rng: Random, deduction: Deduction) -> None:
        """A conclusion: after its steps or at once, as an answer or unasked."""
        way, marks = rng.choice(deduction.ways()), words.data()["markers"]
        question, _, reply = deduction.conclusion.ask(way).partition("? ")
        asked, stepwise = rng.random() < 0.6, rng.random() < 0.8
        if asked:
            self.add(question + "?")
        if stepwise:
            self.add(marks["steps"])
            steps = deduction.steps(way)
            self.add(steps, "" if asked else statements.cut(steps.partition(". ")[0])[0])
        elif asked:
            self.add(marks["direct"])
            self.add(reply, "")
        else:
            text = deduction.conclusion.write(way)
            self.add(text, statements.cut(text)[0])

    def document(self, kind: str) -> Document:
        return Document(kind, self.text, tuple(self.answers))


def introduced_pairs(
    rng: Random, world: World, page: Page, count: int, split: str = "train"
) -> list[Relation]:
    """Relations whose two words nobody knows; the page says that they belong together."""
    found = []
    for _ in range(count):
        pair = world.term("kind"), world.term("kind")
        found.append(Relation(pair[0], "pair", pair))
        people = (world.term("one"), world.term("one"))
        pattern = rng.choice(words.data()["introduced" if split == "train" else "kept_introduced"])
        page.add(Fact(found[-1], *people).filled(pattern))
    return found


def stage_world(rng: Random, stage: FactsStage) -> World:
    """The names of one document of a stage."""
    return World(
        rng, alike=rng.random() < stage.alike, lengths=stage.lengths, spelled=stage.spelled
    )


def facts_document(rng: Random, stage: FactsStage) -> Document:
    """Facts, and the same ones again in rounds.

    >>> from helpers.facts.stages import STAGES
    >>> print(facts_document(Random(11), STAGES[0]).text)  # doctest: +ELLIPSIS
    The one quieter than Irckqad is Odaofg. The other way round: Odaofg is quieter than Irckqad. ...
    """
    pool, world, page = statements.stated(*stage.forms), stage_world(rng, stage), Page()
    relations, count = rng.choice(stage.relations), rng.choice(stage.facts)
    if stage.introduced and rng.random() < stage.introduced:
        pairs = introduced_pairs(rng, world, page, rng.choice((1, 2, 2, 3)))
        if rng.random() < 0.4:
            pairs += some_of(rng, statements.stated("pair"), 2)
        kind = rng.random()
        if kind < stage.shared:
            some = shared_people(world, count, pairs)
        elif kind < (1 + stage.shared) / 2:
            some = linked_people(world, count, pairs)
        else:
            some = world.facts(count, pairs)
    elif stage.shared and rng.random() < stage.shared:
        people = [relation for relation in pool if relation.form in PEOPLE]
        some = shared_people(world, count, some_of(rng, people, relations + 2))
    elif rng.random() < stage.linked:
        some = linked_facts(world, count, pool, relations)
    else:
        some = world.facts(count, some_of(rng, pool, relations))
    page.tell(rng, some, stage)
    for _ in range(rng.choice(stage.rounds)):
        rng.shuffle(some)
        for fact in some:
            page.restate(rng, fact, stage, some)
    return page.document("facts")


def chains_document(rng: Random, stage: FactsStage) -> Document:
    """Facts that go on from each other, and then, in rounds, what follows from two of them."""
    world = stage_world(rng, stage)
    among = some_of(rng, statements.chaining(), rng.choice(stage.links))
    chains = world.chains(rng.choice(stage.chains), among)
    given = [fact for d in chains for fact in d.premises] + world.decoys(chains)
    page = Page()
    page.tell(rng, given, stage)
    for _ in range(rng.choice(stage.rounds)):
        rng.shuffle(chains)
        for found in chains:
            for fact in rng.sample(given, 2):
                if rng.random() < 0.6:
                    page.restate(rng, fact, stage, given)
            page.deduce(rng, found)
    return page.document("chains")


class FactsBatches(pretraining.Batches):
    """Documents of facts and of chains, as a stage has them."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase, stage: FactsStage):
        super().__init__(tokenizer, stage.length, stage.batch_size)
        self.stage = stage

    def draw(self, rng: Random) -> list[Document]:
        make = [
            chains_document if rng.random() < self.stage.share else facts_document
            for _ in range(16)
        ]
        return [one(rng, self.stage) for one in make]
