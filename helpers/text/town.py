"""The town: everyday office English with known labels, made by grammars that we wrote.

Each task is one file in `helpers/text/town_data`: word lists, phrases made of them, and families of
templates, each with its label. A text is one template with its slots filled at random. Some
families are kept for the test, so a model cannot pass it by knowing templates by heart.
"""

import random
import re
import tomllib
from collections.abc import Collection, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from datasets import ClassLabel, Dataset, DatasetDict, Features, Value

from helpers import arguments
from helpers.files import CourseError

FOLDER = Path(__file__).parent / "town_data"
SLOT = re.compile(r"\{(?:(\w+) )?(\w+)(?::(\w+))?\}")  # {list}, {list:tag}, {table list:tag}
KEYS = "qwertyuiopasdfghjklzxcvbnm"  # what a slip may put in the place of a letter


def tasks() -> list[str]:
    """The names that `town` takes.

    >>> "reviews" in tasks()
    True
    """
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def grammar(task: str) -> dict:
    """The file of one task, parsed. Raises `CourseError` for a name that is not among `tasks()`."""
    arguments.refuse(
        len(task) > 60, f"No task has so long a name. There are: {', '.join(tasks())}."
    )
    path = FOLDER / f"{task}.toml"
    if not path.exists():
        raise CourseError(f"The town has no task {task!r}. It has: {', '.join(tasks())}.")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def fill(template: str, rules: dict, rng: random.Random, known: dict | None = None) -> str:
    """One text from a template.

    `{fruit}` becomes a random entry of the list `fruit`, whose own slots are filled in turn.
    `{fruit:a}` is the same entry wherever it stands in the text, and `{colour_of fruit:a}` looks
    that entry up in the table `colour_of`.

    >>> rules = {"fruit": ["plum"], "colour_of": {"plum": "blue"}}
    >>> fill("A {fruit:a} is {colour_of fruit:a}.", rules, random.Random(0))
    'A plum is blue.'
    """
    known = {} if known is None else known

    def replace(match: re.Match) -> str:
        table, name, tag = match.groups()
        if (name, tag) not in known or tag is None:
            known[name, tag] = fill(rng.choice(rules[name]), rules, rng, known)
        entry = known[name, tag]
        return rules[table][entry] if table else entry

    return SLOT.sub(replace, template)


def tidy(text: str) -> str:
    """Capitals at the start of sentences, `an` before vowels, one space between words.

    >>> tidy("a  apple fell. it was ripe.")
    'An apple fell. It was ripe.'
    """
    text = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", " ".join(text.split()))
    return re.sub(r"(^|[.!?] )([\"(]?)([a-z])", lambda m: m[1] + m[2] + m[3].upper(), text)


def slips(text: str, rate: float, rng: random.Random) -> str:
    """Typing errors: about `rate` of the longer words lose, double, swap or mistype a letter.

    >>> slips("the delivery was late", 1.0, random.Random(2)) != "the delivery was late"
    True
    """

    def slip(word: str) -> str:
        if rng.random() >= rate or len(word) < 5 or not word.isalpha():
            return word
        i = rng.randrange(1, len(word) - 1)
        return rng.choice(
            (
                word[:i] + word[i + 1 :],
                word[:i] + word[i] + word[i:],
                word[:i] + word[i + 1] + word[i] + word[i + 2 :],
                word[:i] + rng.choice(KEYS) + word[i + 1 :],
            )
        )

    return " ".join(map(slip, text.split(" ")))


def examples(task: str, split: str, seed: int) -> Iterator[dict]:
    """Texts of one task without end. `split` is "train" or "test" and decides the families."""
    file = grammar(task)
    rng = random.Random(f"{task} {split} {seed}")
    weights = file.get("weights", {})
    families: dict[str, list[dict]] = {}
    for family in file["family"]:
        if family["split"] == split:
            families.setdefault(family.get("label", ""), []).append(family)
    labels = list(families)
    while True:
        label = rng.choices(labels, [weights.get(name, 1) for name in labels])[0]
        family = rng.choice(families[label])
        known: dict = {}
        row = {"family": family["name"]}
        template = rng.choice(family["templates"])
        parts = template if isinstance(template, list) else [template]
        for column, part in zip(file["columns"], parts, strict=True):
            row[column] = tidy(fill(part, file["rules"], rng, known))
        first = file["columns"][0]
        row[first] = slips(row[first], file.get("typos", 0.0), rng)
        yield row | ({"label": label} if label else {})


@arguments.checked
def town(
    task: str, train: int = 4000, test: int = 1000, *, seed: int = 0, noise: float = 0.0
) -> DatasetDict:
    """A task of the town as `train`, `validation` and `test`.

    Rows have the task's columns (`text`, or such as `text` and `reply`), `family` (the template
    family), and for classification `label`, with class names. `validation` is a quarter of `test`'s
    size and comes from the families of `train`; the families of `test` occur nowhere else. No text
    occurs twice. `noise` is the share of training labels replaced by another class at random.
    The same `seed` gives the same texts everywhere.

    Raises `CourseError` for an unknown task, a share outside 0 to 1, or noise without labels.

    >>> data = town("reviews", train=60, test=40)
    >>> data["train"].num_rows, data["validation"].num_rows, data["test"].num_rows
    (60, 10, 40)
    >>> data["train"].features["label"].names
    ['negative', 'neutral', 'positive']
    """
    file = grammar(task)
    names = file.get("labels", [])
    if not 0 <= noise <= 1 or (noise and not names):
        raise CourseError("`noise` is a share between 0 and 1, for tasks that have labels.")
    seen: set[str] = set()
    sizes = {"train": train, "validation": test // 4, "test": test}
    rows = {"train": [], "validation": [], "test": []}
    for split, size in sizes.items():
        source = examples(
            task, "test" if split == "test" else "train", seed + 1_000_003 * (split == "validation")
        )
        tries = 0
        while len(rows[split]) < size:
            row, tries = next(source), tries + 1
            if row[file["columns"][0]] not in seen:
                seen.add(row[file["columns"][0]])
                rows[split].append(row)
            if tries > 20 * size + 1000:
                raise CourseError(
                    f"The town knows fewer than {size} different {task}. Ask for less."
                )
    spoil(rows["train"], names, noise, random.Random(f"noise {task} {seed}"))
    columns = {name: Value("string") for name in (*file["columns"], "family")}
    features = Features(columns | ({"label": ClassLabel(names=names)} if names else {}))
    return DatasetDict(
        {
            split: Dataset.from_list(part, features=features, split=split)
            for split, part in rows.items()
        }
    )


def spoil(rows: list[dict], names: list[str], share: float, rng: random.Random) -> None:
    """Give that share of the rows, chosen at random, the label of another class."""
    for row in rng.sample(rows, round(share * len(rows))):
        row["label"] = rng.choice([name for name in names if name != row["label"]])


def stream(seed: int = 0, split: str = "train") -> Iterator[str]:
    """Documents of all tasks mixed, without labels, from the families of `split`.

    The course's town models were pre-trained on those of "train". Columns of one row make one
    document.

    >>> next(stream()) == next(stream())
    True
    """
    names = tasks()
    # Other texts than the labelled ones of `town`, where a model is to be trained on them.
    first = seed + 2_000_003 if split == "train" else seed
    sources = {name: examples(name, split, first) for name in names}
    rng = random.Random(f"stream {seed}")
    while True:
        name = rng.choice(names)
        row = next(sources[name])
        yield " ".join(row[column] for column in grammar(name)["columns"])


@arguments.checked
def documents(
    count: int, split: str = "train", seed: int = 0, without: Collection[str] = ()
) -> list[str]:
    """`count` different documents of the town, all tasks mixed, none of them in `without`.

    split "train": from the families (templates) of the training texts; "test": from those of the
    test. Raises `CourseError` if the town knows fewer.

    >>> some = documents(3)
    >>> len({*some, *documents(3, seed=9, without=some)})
    6
    """
    seen, found = set(without), []
    # The town is finite: give up rather than search for ever.
    for text in islice(stream(seed, split), 20 * count + 1000):
        if text not in seen:
            seen.add(text)
            found.append(text)
        if len(found) == count:
            return found
    raise CourseError(f"The town knows only {len(found)} of {count} such documents. Ask for less.")


@arguments.checked
def card(task: str) -> str:
    """The task's data card: what it holds, how it was made, what is hard about it."""
    file = grammar(task)
    families = {
        split: sum(f["split"] == split for f in file["family"]) for split in ("train", "test")
    }
    lines = [f"{task}: {file['title']}", " ".join(file["description"].split())]
    if "labels" in file:
        lines.append(f"Classes: {', '.join(file['labels'])}.")
    lines.append(
        f"Template families: {families['train']} for training, {families['test']} for the"
        f" test only. Typing errors: {file.get('typos', 0):.0%} of the longer words."
    )
    lines.append(
        "All texts are invented. How hard they are was our choice: compare methods on"
        " them, and do not take an accuracy here for one on real texts."
    )
    return "\n".join(lines)
