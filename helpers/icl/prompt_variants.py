"""The same trial asked in other ways: its instruction, what its labels say, what it leaves out."""

from random import Random

from helpers import arguments
from helpers.icl import trials


@arguments.checked
def instruction(style: str, trial: trials.Trial) -> str:
    """What stands in front of the examples; a wrong one gives each label another's meaning.

    style: "none", "labels", "meanings", "new wording" or "wrong meanings".

    >>> trial = trials.Trial((), (("a dog", 0),), names=("animal", "metal"), words=("dax", "fep"))
    >>> instruction("labels", trial)
    'Label the animal or metal. Labels: dax, fep.'
    >>> instruction("wrong meanings", trial)
    'Label the metal or animal. Write dax for metal, fep for animal.'
    """
    names = trial.names[1:] + trial.names[:1] if style == "wrong meanings" else trial.names
    meanings = [f"{word} for {name}" for word, name in zip(trial.words, names)]
    start = f"Label the {' or '.join(names)}."
    return {
        "none": "",
        "labels": f"{start} Labels: {', '.join(trial.words)}.",
        "new wording": f"Please put {' and '.join(meanings)} behind every text.",
    }.get(style, f"{start} Write {', '.join(meanings)}.")


@arguments.checked
def demonstrated(truth: str, t: trials.Trial, rng: Random) -> trials.Trial:
    """The same trial, of three classes, whose demonstrations say what is right, random, or flipped.

    >>> trial = trials.Trial((("a dog", 0), ("a rose", 2)), (), (), ())
    >>> demonstrated("flipped", trial, Random(0)).demonstrations
    (('a dog', 1), ('a rose', 0))
    """
    if truth == "random":
        return t.relabelled([rng.randrange(3) for _ in t.demonstrations])
    step = 1 if truth == "flipped" else 0  # flipped: every class bears the next one's label
    return t.relabelled([(number + step) % 3 for _, number in t.demonstrations])


@arguments.checked
def known_and_unknown(question: str, count: int, seed: int) -> list[tuple]:
    """For each trial a query whose answer is in the prompt, and one whose is not (number -1).

    question: "lexicon", of whose four words three are shown with their codes, or another name of
    `trials.QUESTIONS`, of whose three classes two are shown. Each is (prompt, labels, number).

    >>> known, unknown = known_and_unknown("lexicon", 1, seed=0)
    >>> len(known[1]), known[2] in (0, 1, 2), unknown[2]
    (3, True, -1)
    """
    found, shown = [], (3, 3, 3, 0) if question == "lexicon" else (4, 4, 0)
    for t in trials.draw(question, shown, count, seed, queries=60):
        there = sorted({number for _, number in t.demonstrations})
        words = [t.words[number] for number in there]
        for wanted in (True, False):
            text, n = next(q for q in t.queries if (q[1] in there) == wanted)
            right = there.index(n) if wanted else -1
            found.append((t.prompt(t.words).ask(text), words, right))
    return found
