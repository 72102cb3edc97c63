"""The curriculum of the pre-training of a model that reasons in context about facts.

One fact a document comes first, then few, then facts that all share one relation, so that names
must be told apart, then deductions with the steps written before the conclusion. Without it a model
of this size stayed at chance for millions of tokens.

The hardest step is a name that ends one fact and begins another. Where its facts were told in
random directions, a model took either neighbour for thousands of steps. Where all facts are told
forward, the question's word alone says which neighbour is meant; that was learned in 300 steps, and
random directions then in 200 more.

A name is two or three tokens. A model whose heads compare tokens by 32 numbers looked up the first
token and no more: of eight facts it reversed .89, and .28 where all names begin alike. It needed
2,000 steps to tell two such facts apart (.86), and that was lost among eight. With 64 numbers a
head it takes 600 steps (.91), early, and a tenth of such documents later keeps it: .99 and .90.
"""

from dataclasses import dataclass, field

PEOPLE = ("pair", "comparison")
KINDS = ("member", "all", "no", "some", "have")


@dataclass(frozen=True)
class FactsStage:
    """One part of the curriculum. Where several numbers stand, each document draws one.

    length: tokens a row; batch_size: rows a step; steps: at most. facts, relations: how many facts
    a document has, and of how many relations; rounds: how often they come again. chains, links: how
    many deductions, and of how many kinds; share: of the documents that have deductions. forms: of
    the facts. wordings: how many of each fact's are in use. linked: of the documents of facts, the
    share in which a name ends one fact and begins another, so that the two must be told apart.
    told: the share of documents whose facts are all told forward before they come again. alike: the
    share in which all names begin with one of four syllables. shared: the share about few people,
    each with several relations. refused: of what is restated, the share that asks for somebody whom
    no fact names. introduced: the share whose relations are introduced in the document. composed:
    of the sentences, the share in wordings made of parts, the `late` ones among them or not.
    lengths: syllables of a name; spelled: the share of names made of letters.
    probe: what is measured, a key of `evaluation.MEASURES`, how many, of how many relations; gate:
    the accuracies at which the stage ends.
    """

    length: int
    batch_size: int
    steps: int
    facts: tuple[int, ...]
    relations: tuple[int, ...]
    rounds: tuple[int, ...]
    chains: tuple[int, ...] = ()
    links: tuple[int, ...] = ()
    share: float = 0.0
    forms: tuple[str, ...] = PEOPLE
    wordings: int = 3
    linked: float = 0.5
    told: float = 0.5
    alike: float = 0.1
    shared: float = 0.0
    refused: float = 0.0
    introduced: float = 0.0
    composed: float = 0.0
    late: bool = False
    lengths: tuple[int, ...] = (2, 3)
    spelled: float = 0.0
    probe: tuple[str, int, int] = ("facts", 1, 10)
    gate: dict[str, float] = field(default_factory=dict)


ALL = PEOPLE + KINDS
LENGTHS = (1, 2, 2, 2, 3, 3, 3, 4, 5, 6)  # syllables of a name
VARIED = {"lengths": LENGTHS, "spelled": 0.15}  # names of every stage
STAGES = (
    FactsStage(
        96,
        42,
        1000,
        (1,),
        (20,),
        (2, 3, 4),
        linked=0,
        alike=0,
        composed=0.4,
        probe=("facts", 1, 10),
        gate={"recall": 0.9, "reversed": 0.9},
        **VARIED,
    ),
    FactsStage(
        96,
        42,
        800,
        (1, 2, 3),
        (20,),
        (1, 2, 3),
        linked=0,
        alike=0,
        composed=0.4,
        probe=("facts", 2, 10),
        gate={"recall": 0.88, "reversed": 0.88},
        **VARIED,
    ),
    FactsStage(
        96,
        42,
        1500,
        (1, 2, 3),
        (1, 2),
        (1, 2, 3),
        linked=0,
        alike=0.8,
        told=1,
        composed=0.2,
        probe=("alike", 2, 1),
        gate={"recall": 0.88, "reversed": 0.88},
        **VARIED,
    ),
    FactsStage(
        128,
        32,
        1500,
        (2, 3, 4),
        (1, 1, 2, 3),
        (1, 2),
        forms=ALL,
        linked=0.6,
        told=1,
        alike=0.2,
        shared=0.25,
        introduced=0.15,
        composed=0.2,
        probe=("linked", 4, 1),
        gate={"recall": 0.9, "reversed": 0.9},
        **VARIED,
    ),
    FactsStage(
        128,
        32,
        1600,
        (1, 2, 3, 4, 6),
        (1, 1, 2, 3),
        (1, 2),
        forms=ALL,
        linked=0.4,
        told=0.7,
        alike=0.2,
        shared=0.4,
        refused=0.35,
        introduced=0.2,
        composed=0.4,
        probe=("all at once", 4, 3),
        gate={"recall": 0.92, "reversed": 0.92, "nobody": 0.9},
        **VARIED,
    ),
    FactsStage(
        160,
        26,
        400,
        (2, 4),
        (1, 2),
        (1, 2),
        (1, 1, 2),
        (1, 20),
        0.5,
        ALL,
        alike=0.2,
        shared=0.3,
        refused=0.3,
        introduced=0.2,
        composed=0.4,
        probe=("chains", 1, 10),
        gate={"recall": 0.9, "reversed": 0.9, "steps": 0.85},
        **VARIED,
    ),
    FactsStage(
        256,
        16,
        600,
        (1, 4, 8),
        (1, 2, 20),
        (1, 2),
        (1, 2, 3, 4),
        (1, 2, 20),
        0.5,
        ALL,
        alike=0.2,
        shared=0.3,
        refused=0.3,
        introduced=0.2,
        composed=0.4,
        probe=("chains", 4, 1),
        gate={"recall": 0.9, "reversed": 0.9, "steps": 0.85},
        **VARIED,
    ),
    FactsStage(
        512,
        8,
        2000,
        (1, 4, 8, 16, 24, 32),
        (1, 2, 20),
        (1,),
        (1, 3, 6),
        (1, 2, 20),
        0.45,
        ALL,
        alike=0.2,
        shared=0.3,
        refused=0.3,
        introduced=0.2,
        composed=0.4,
        probe=("chains", 8, 1),
        **VARIED,
    ),
    FactsStage(
        512,
        8,
        800,
        (1, 2, 3, 4, 4, 6, 8, 16, 32),
        (1, 2, 3, 3, 20),
        (1, 2),
        (1, 2, 3, 6),
        (1, 2, 20),
        0.25,
        ALL,
        alike=0.2,
        shared=0.3,
        refused=0.5,
        introduced=0.3,
        composed=0.6,
        late=True,
        probe=("as practised", 4, 3),
        **VARIED,
    ),
)
