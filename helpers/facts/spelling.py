"""Which letters of a name pre-training practised, and how well the model reads other names.

Which these are is found by drawing names as its documents draw them; how well it reads them stands
on its card, measured off the templates of pre-training (`battery`).
"""

from collections.abc import Sequence
from functools import cache
from random import Random

from helpers.facts import battery, stages, words
from helpers.files import read_json, root

DRAWN = 4000  # names of each kind: enough to meet the rarest pair of letters
END = "."
SHOWN = 3  # names that a sentence lists
UNPRACTISED, PRACTISED = "syllables kept for tests", "as practised"


def pairs(name: str) -> list[str]:
    """The pairs of neighbouring letters, and the last letter with a full stop.

    >>> pairs("Anna")
    ['an', 'nn', 'na', 'a.']
    """
    text = name.lower() + END
    return [text[i : i + 2] for i in range(len(name))]


@cache
def practised() -> frozenset[str]:
    """The pairs of letters in thousands of names of syllables and of single letters, drawn as for
    the documents of pre-training."""
    rng = Random("letters of pre-training")
    drawn = [
        name
        for spelled in (0.0, 1.0)
        for name in words.names(rng, DRAWN, lengths=stages.LENGTHS, spelled=spelled)
    ]
    return frozenset(pair for name in drawn for pair in pairs(name))


def unpractised(name: str) -> list[str]:
    """The pairs of letters of a name that no drawn name has.

    >>> unpractised("Mibako"), unpractised("Johanna"), unpractised("Doris")
    ([], ['jo', 'ha'], ['s.'])
    """
    return [pair for pair in dict.fromkeys(pairs(name)) if pair not in practised()]


def measured(condition: str, checkpoint: str = "facts-lm") -> dict[str, float]:
    """Mean shares of right answers under a condition of `battery`, from the checkpoint's card.

    >>> sorted(measured("as practised"))
    ['nobody', 'partner', 'recall', 'reversed']
    """
    found = read_json(root() / "checkpoints" / checkpoint / "card.json")["off_template"][condition]
    return {measure: sum(found[measure]) / len(found[measure]) for measure in battery.MEASURES}


def warning(names: Sequence[str]) -> str:
    """A sentence on the names that the model hardly reads, or "" if it practised all letters.

    >>> warning(["Mibako", "Tefu"])
    ''
    """
    strange = {name: found for name in names if (found := unpractised(name))}
    if not strange:
        return ""
    told = [
        f"{name} ({', '.join(f'“{p}”' if p[1] != END else f'“{p[0]}” at the end' for p in found)})"
        for name, found in list(strange.items())[:SHOWN]
    ]
    more = f" and {len(strange) - SHOWN} more" if len(strange) > SHOWN else ""
    kept, usual = measured(UNPRACTISED), measured(PRACTISED)
    return (
        f"The model may hardly read {', '.join(told)}{more}: no name of its pre-training has these"
        f" letters so, and with names kept from it in this way it recalled {kept['recall']:.0%} of"
        f" facts and turned round {kept['reversed']:.0%}, with practised ones"
        f" {usual['recall']:.0%} and {usual['reversed']:.0%}."
    )
