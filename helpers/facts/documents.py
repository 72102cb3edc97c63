"""Documents for pre-training: facts restated in rounds, and what follows from them.

Every document has names of its own, so only reading helps. The facts are told once and then come
again and again, each time in a direction and wording drawn anew: without that, a model of this size
never learned to reverse a fact.
"""

from itertools import pairwise
from random import Random

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerBase, PreTrainedTokenizerFast

from helpers.facts import statements, words
from helpers.facts.stages import FactsStage
from helpers.facts.statements import WAYS, Deduction, Fact, Relation
from helpers.icl import pretraining
from helpers.icl.documents import Document
from helpers.text.tokens import SPECIAL


# ------------------------------------------------------------------ facts of one document
class World:
    """Draws facts whose names are all different; `alike`, all begin with one of four syllables."""

    def __init__(self, rng: Random, split: str = "train", alike: bool = False):
        self.rng, self.split, self.taken = rng, split, set()
        self.begin = rng.sample(words.syllables(), 4) if alike else ()
        self.things = words.data()["things"].split()
        rng.shuffle(self.things)

    def term(self, sort: str) -> str:
        if sort == "thing":
            return self.things.pop()
        (name,) = words.names(self.rng, 1, self.split, sort == "one", self.taken, self.begin)
        self.taken.update((name, name.lower(), name.capitalize()))
        return name

    def facts(self, count: int, among: list[Relation]) -> list[Fact]:
        """Facts of these relations; no name occurs twice.

        >>> World(Random(1)).facts(1, [statements.relations()["taller"]])[0].write()
        'Lusuba is taller than Gotepe.'
        """
        found = []
        for _ in range(count):
            left = among if self.things else [r for r in among if "thing" not in r.sorts]
            relation = self.rng.choice(left or statements.stated("pair"))
            found.append(Fact(relation, *map(self.term, relation.sorts)))
        return found

    def chains(self, count: int, among: list[tuple[Relation, Relation]]) -> list[Deduction]:
        """Deductions from facts of these pairs of relations."""
        found = []
        for _ in range(count):
            left = [pair for pair in among if self.things or "thing" not in pair[1].sorts]
            one, two = self.rng.choice(left or statements.chaining()[:1])
            terms = [self.term(sort) for sort in (*one.sorts, two.sorts[1])]
            links = [Fact(r, *pair) for r, pair in zip((one, two), pairwise(terms))]
            found.append(statements.deduce(*links))
        return found

    def decoys(self, chains: list[Deduction]) -> list[Fact]:
        """For some chains of kinds, that some of the middle kind are of another: from that and
        "Lano is a wug" nothing follows."""
        some = statements.relations()["some"]
        middles = [d.premises[1].first for d in chains if d.premises[1].relation.sorts[0] == "kind"]
        return [
            Fact(some, middle, self.term("kind")) for middle in middles if self.rng.random() < 0.5
        ]


def some_of(rng: Random, everything: tuple, count: int) -> list:
    return rng.sample(everything, min(count, len(everything)))


# ------------------------------------------------------------------ documents
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

    def restate(self, rng: Random, fact: Fact, stage: FactsStage) -> None:
        """The fact in a direction and wording drawn anew; later on also as a question."""
        way = rng.choice(WAYS)
        if stage.wordings > 2 and rng.random() < 0.15:
            text = fact.ask(way)
            self.add(text, statements.cut(text)[0])
        else:
            self.state(rng, fact, way, stage, decided=True)

    def state(
        self, rng: Random, fact: Fact, way: str, stage: FactsStage, decided: bool = False
    ) -> None:
        """The fact in one direction, later on in a wording for tests or twice."""
        varied = stage.wordings > 2
        text = fact.write(way, rng.randrange(stage.wordings), varied and rng.random() < 0.15)
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


def linked_facts(
    world: World, count: int, pool: tuple[Relation, ...], relations: int
) -> list[Fact]:
    """Pairs of statements, `count` in all or one more, in which the second goes on from the first.

    Whoever reads only which names stand together cannot tell them apart: of "Lano is the boss of
    Tefu. Tefu is the boss of Mira." both are about Tefu.
    """
    pairs = tuple(pair for pair in statements.chaining() if set(pair) <= set(pool))
    chains = world.chains((count + 1) // 2, some_of(world.rng, pairs, relations))
    return [fact for found in chains for fact in found.premises]


def facts_document(rng: Random, stage: FactsStage) -> Document:
    """Facts, and the same ones again in rounds.

    >>> from helpers.facts.stages import STAGES
    >>> print(facts_document(Random(11), STAGES[0]).text)  # doctest: +ELLIPSIS
    Pefuge is louder than Mureme. Mureme is quieter than Pefuge. ...
    """
    pool, world = statements.stated(*stage.forms), World(rng, alike=rng.random() < stage.alike)
    relations, count = rng.choice(stage.relations), rng.choice(stage.facts)
    if rng.random() < stage.linked:
        some = linked_facts(world, count, pool, relations)
    else:
        some = world.facts(count, some_of(rng, pool, relations))
    page = Page()
    page.tell(rng, some, stage)
    for _ in range(rng.choice(stage.rounds)):
        rng.shuffle(some)
        for fact in some:
            page.restate(rng, fact, stage)
    return page.document("facts")


def chains_document(rng: Random, stage: FactsStage) -> Document:
    """Facts that go on from each other, and then, in rounds, what follows from two of them."""
    world = World(rng, alike=rng.random() < stage.alike)
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
                    page.restate(rng, fact, stage)
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


def tokenizer() -> PreTrainedTokenizerFast:
    """WordPiece with a fixed vocabulary: the sentences' words whole, and names by the syllable.

    >>> tokenizer().tokenize("Mibako is a tefu.")
    ['Mi', '##ba', '##ko', 'is', 'a', 'te', '##fu', '.']
    """
    parts = words.syllables()
    known = dict.fromkeys(
        [
            *SPECIAL.values(),
            *".,?:",
            *words.words(),
            *parts,
            *map(str.capitalize, parts),
            *(f"##{part}" for part in parts),
            "##s",
        ]
    )
    found = Tokenizer(
        models.WordPiece({word: i for i, word in enumerate(known)}, unk_token=SPECIAL["unk_token"])
    )
    found.normalizer = normalizers.BertNormalizer(lowercase=False)
    found.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    found.decoder = decoders.WordPiece()
    pair = [(mark, found.token_to_id(mark)) for mark in ("[SEP]", "[CLS]")]
    found.post_processor = processors.BertProcessing(*pair)
    return PreTrainedTokenizerFast(tokenizer_object=found, **SPECIAL)
