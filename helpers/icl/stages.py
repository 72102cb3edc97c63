"""The curriculum of the model that learns in context: what it reads, and when it may go on."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class TownStage:
    """One part of the curriculum.

    length: tokens a row; batch_size: rows a step; steps: at most. mix: share of the tokens by kind
    of document. gate: accuracies, by the names in `few_shot.GATES` and `WRITTEN`, at which
    the stage ends. The rest is what the documents' functions take; `lists` is for
    `lists.labelled`.
    """

    length: int
    batch_size: int
    steps: int
    mix: dict[str, float]
    lexicon: tuple[tuple[int, int], tuple[int, int]]
    lists: dict = field(default_factory=dict)
    items: tuple[int, int] = (0, 0)
    gate: dict[str, float] = field(default_factory=dict)


LISTS = {
    "levels": (0.1, 0.3, 0.6),
    "items": (4, 16),
    "ways": (2, 2, 3, 3, 4),
    "instructed": 0.35,
    "sorts": {"family": 22, "mixed": 18, "random": 8, "sentences": 20, "town": 32},
}
MIX = {
    "town": 0.23,
    "narrative": 0.07,
    "refrain": 0.03,
    "lexicon": 0.03,
    "list": 0.45,
    "extract": 0.02,
    "translation": 0.07,
    "records": 0.04,
    "styled": 0.06,
}
STAGES = (
    TownStage(
        64,
        32,
        1000,
        {"town": 0.15, "narrative": 0.1, "refrain": 0.4, "lexicon": 0.35},
        ((1, 2), (2, 4)),
        gate={"lexicon of 2": 0.9},
    ),
    TownStage(
        128,
        24,
        1000,
        {"town": 0.18, "narrative": 0.14, "refrain": 0.08, "lexicon": 0.2, "list": 0.4},
        ((1, 4), (2, 3)),
        {
            "levels": (1, 0, 0),
            "items": (4, 9),
            "ways": (2, 2, 3, 4),
            "instructed": 0.5,
            "sorts": {"family": 30, "mixed": 40, "random": 30},
        },
        gate={"words": 0.85},
    ),
    TownStage(
        128,
        24,
        1600,
        {
            "town": 0.2,
            "narrative": 0.13,
            "refrain": 0.03,
            "lexicon": 0.06,
            "list": 0.42,
            "extract": 0.04,
            "translation": 0.05,
            "records": 0.04,
            "styled": 0.03,
        },
        ((2, 6), (2, 2)),
        {
            "levels": (0.15, 0.4, 0.45),
            "items": (4, 10),
            "ways": (2, 2, 3, 4),
            "instructed": 0.6,
            "sorts": {"family": 28, "mixed": 24, "random": 12, "sentences": 18, "town": 18},
        },
        (3, 8),
        gate={"sentences": 0.85, "records": 0.8},
    ),
    TownStage(256, 16, 1200, MIX, ((2, 8), (2, 2)), LISTS, (3, 10)),
    TownStage(512, 8, 2000, MIX, ((2, 8), (2, 3)), LISTS | {"items": (4, 20)}, (3, 12)),
)
