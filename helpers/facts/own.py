"""Facts that a learner invents: checked, read from a file, and told again with other names."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

from helpers import arguments
from helpers.facts import spelling, statements, words
from helpers.facts.vocabulary import tokenizer
from helpers.files import CourseError
from helpers.show import display
from helpers.text import letters, table_files

COLUMNS = ("first", "relation", "second")
LEAST = 4  # facts of a relation: the wrong choices come from the others
MOST = 200
Row = tuple[str, str, str]


def relations() -> dict[str, tuple[str, str]]:
    """The relations that a fact may have, each with its words from the two sides.

    >>> relations()["teacher"]
    ('teacher', 'pupil')
    """
    return {relation.name: relation.words for relation in statements.stated("pair")}


@arguments.checked
def checked(rows: Sequence[Sequence[str]]) -> list[Row]:
    """The statements, if a comparison can be made with them.

    Raises `CourseError` that says what to change: an unknown relation, too few facts of one, a name
    that the model cannot read, or a person who has two of something (then two answers are right).
    Names whose letters its pre-training never had so are allowed; a sentence says which, and how
    the model does with such names.

    >>> checked([("Mibako", "aunt", "Tefu")])
    Traceback (most recent call last):
    helpers.files.CourseError: There is no relation "aunt" here. There are: boss, doctor, host, \
landlord, lawyer, leader, owner, parent, rider, singer, teacher, trainer.
    """
    rows = [tuple(str(part).strip() for part in row) for row in rows]
    if any(len(row) != 3 or not all(row) for row in rows):
        raise CourseError("Every fact has three parts: first, relation, second.")
    if len(rows) > MOST:
        raise CourseError(f"{len(rows)} facts are more than the {MOST} that fit into this lab.")
    for _, relation, _ in rows:
        if relation not in relations():
            raise CourseError(
                f'There is no relation "{relation}" here.'
                f" There are: {', '.join(sorted(relations()))}."
            )
    counts = Counter(relation for _, relation, _ in rows)
    few = [relation for relation, count in counts.items() if count < LEAST]
    if few or not rows:
        raise CourseError(
            f"Too few facts with {', '.join(few) or 'any relation'}: write {LEAST} or"
            " more of each relation, so that there are wrong choices."
        )
    names = sorted({name for first, _, second in rows for name in (first, second)})
    small = [name for name in names if name != name.capitalize()]
    if small:
        raise CourseError(f'Write names with one capital, at the beginning, not "{small[0]}".')
    words.check(names, tokenizer())
    if whole := [name for name in names if is_word(name)]:
        raise CourseError(
            f'"{whole[0]}" is a word of the model\'s sentences, or a single letter, and no name to'
            ' it. Choose another, such as "Mibako".'
        )
    for side, place in (("first", 0), ("second", 2)):
        ((pair, count),) = Counter((row[1], row[place]) for row in rows).most_common(1)
        if count > 1:
            raise CourseError(
                f'"{pair[1]}" stands {count} times as the {side} of "{pair[0]}". Then'
                " a question has several right answers. Keep one."
            )
    if warned := spelling.warning(names):
        display.say(warned)
    return rows


def is_word(name: str) -> bool:
    """Whether the model reads a name as one token that is no syllable.

    >>> is_word("Nobody"), is_word("Mi"), is_word("Anna")
    (True, False, False)
    """
    return len(tokenizer().tokenize(name)) == 1 and name.lower() not in words.syllables()


@arguments.checked
def renamed(rows: Sequence[Row], seed: int) -> list[Row]:
    """The same facts about other people: every name is replaced by one nobody has seen.

    >>> renamed([("Mibako", "teacher", "Tefu"), ("Tefu", "boss", "Mibako")], seed=1)
    [('Pafemo', 'teacher', 'Batizu'), ('Batizu', 'boss', 'Pafemo')]
    """
    old = list(dict.fromkeys(name for first, _, second in rows for name in (first, second)))
    rng = Random(f"other names {seed}")
    new = dict(zip(old, words.names(rng, len(old), split="test", taken=old)))
    return [(new[first], relation, new[second]) for first, relation, second in rows]


@arguments.checked
def read(path: str | Path, columns: Sequence[str] = COLUMNS) -> list[Row]:
    """Facts from a table: `columns` hold the first person, the relation and the second person.

    Raises `CourseError` for a bad file, and as `checked`.
    """
    found = table_files.read(path, columns)
    if found.notes:
        display.say("\n".join(found.notes))
    rows = zip(*(found.columns[name] for name in columns), strict=True)
    cells = [
        tuple("" if part is None or part != part else letters.shown(str(part)) for part in row)
        for row in rows
    ]
    return checked(cells)
