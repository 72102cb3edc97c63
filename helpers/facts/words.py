"""Words of the invented facts: names out of known syllables, and the words of the sentences."""

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.files import CourseError
from helpers.text import town

TRIES = 10_000  # for each name, before there are none left
KEPT = 10  # one possible name in so many is for tests: no document of pre-training has it


@cache
def data() -> dict:
    """The file of words and sentences, parsed."""
    return tomllib.loads(Path(__file__).with_name("facts.toml").read_text(encoding="utf-8"))


@cache
def syllables() -> tuple[str, ...]:
    """A consonant and a vowel each.

    >>> len(syllables()), syllables()[:3]
    (67, ('ba', 'be', 'bi'))
    """
    file = data()
    pairs = map("".join, product(file["consonants"], file["vowels"]))
    return tuple(s for s in pairs if s not in file["without"])


@cache
def kept_syllables() -> tuple[str, ...]:
    """Syllables that no name of pre-training has, each two tokens: ('ja', 'je', ...)."""
    file = data()
    return tuple(map("".join, product(file["kept_letters"], file["vowels"])))


@cache
def numbers() -> dict[str, int]:
    return {syllable: i for i, syllable in enumerate(syllables())}


def split_of(name: str) -> str:
    """The split "test" for one possible name in `KEPT`, which no document of pre-training has.

    >>> split_of("Mibako")
    'train'
    """
    parts = [name.lower()[i : i + 2] for i in range(0, len(name), 2)]
    total = sum(numbers().get(part, sum(map(ord, part))) for part in parts)
    return "test" if total % KEPT == 0 else "train"


@cache
def unusable() -> re.Pattern:
    """Words of the sentences that a name could begin with, and then be cut into tokens wrongly."""
    return re.compile("|".join(word for word in sorted(words()) if len(word) > 2), re.IGNORECASE)


def names(
    rng: Random,
    count: int,
    split: str | None = "train",
    capital: bool = True,
    taken: Collection[str] = (),
    begin: Sequence[str] = (),
    lengths: Sequence[int] = (2, 3),
    spelled: float = 0.0,
    kept: bool = False,
) -> list[str]:
    """Different invented names of two or three syllables; `capital` ones for someone, others for
    kinds. None of them is in `taken`; with `begin` they all begin with one of these syllables.
    split None: names of both splits. lengths: in syllables, drawn; spelled: the share made of
    single letters instead; kept: made of the syllables kept for tests.

    Raises `CourseError` if there are not so many.

    >>> names(Random(1), 3), names(Random(1), 2, split="test", capital=False)
    (['Pate', 'Betolu', 'Rogo'], ['gomu', 'milega'])
    """
    found: list[str] = []
    for _ in range(TRIES * count):
        if len(found) == count:
            return found
        size = rng.choice(lengths)
        parts = rng.choices(kept_syllables() if kept else syllables(), k=size)
        word = "".join([rng.choice(begin), *parts[1:]] if begin else parts)
        if spelled and not begin and rng.random() < spelled:
            word = letters(rng, size)
        name = word.capitalize() if capital else word
        old = name in found or name in taken or word in words() or unusable().match(name)
        if not old and split in (None, split_of(name)):
            found.append(name)
    raise CourseError(
        f"{count} different names are more than there are of {', '.join(map(str, lengths))}"
        f" syllables in the split {split}. Ask for fewer, or for longer ones."
    )


def letters(rng: Random, size: int) -> str:
    """A name of single letters, about two for each of `size` syllables.

    >>> letters(Random(1), 3)
    'ziomd'
    """
    file = data()
    while True:
        found = "".join(
            rng.choice(file["vowels"] if rng.random() < 0.4 else file["letters"])
            for _ in range(max(2, 2 * size + rng.choice((-1, 0, 1))))
        )
        # An "s" at the end would look like a plural.
        if not re.search(f"[{file['kept_letters']}][{file['vowels']}]|s$", found):
            return found


def patterns() -> Iterable[str]:
    """All sentences' patterns and markers."""
    file = data()
    for form in file["form"].values():
        for some in form.values():
            yield from [some] if isinstance(some, str) else some
    yield from file["markers"].values()
    for name in ("openers", "links", "introduced", "kept_introduced"):
        yield from file[name]
    yield file["nobody"]


@cache
def words() -> tuple[str, ...]:
    """Every word that a sentence may hold besides names, also as it stands at a beginning.

    >>> {"teacher", "taller", "shorter", "grandparent", "horns", "The", "the"} <= set(words())
    True
    """
    file = data()
    found = {*file["things"].split(), *file["comparison"], *file["comparison"].values(), "an"}
    for entry in file["relation"].values():
        found.update(" ".join([entry["first"], entry["second"], *entry.get("then", [])]).split())
    for pattern in patterns():
        for text in (pattern, town.tidy(pattern)):
            found.update(re.findall(r"\w+", re.sub(r"{\w+}s?", " ", text)))
    return tuple(sorted(found))


@arguments.checked
def check(texts: Iterable[str], tokenizer: PreTrainedTokenizerBase) -> None:
    """Raise `CourseError` if a text has a word that the model's tokenizer cannot read."""
    for text in texts:
        for word in re.findall(r"\w+", text):
            if tokenizer.unk_token in tokenizer.tokenize(word):
                raise CourseError(
                    f'The model cannot read "{word}". It knows the letters a to z, without'
                    " accents. Spell names with those."
                )
