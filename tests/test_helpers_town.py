"""The town: the engine on small grammars, and the rules that every task's file must keep."""

import re
from itertools import islice
from random import Random

import pytest

from helpers.files import CourseError
from helpers.text import town

TASKS = town.tasks()
LABELLED = next(task for task in TASKS if "labels" in town.grammar(task))
RULES = {
    "fruit": ["plum", "apple", "{colour} berry"],
    "colour": ["red", "blue"],
    "stone": ["plum", "cherry"],
    "size_of": {"plum": "small", "cherry": "tiny"},
}


def parts(task):
    """Every template and every rule's entry of a task, each with a name to report."""
    file = town.grammar(task)
    for family in file["family"]:
        for template in family["templates"]:
            for part in [template] if isinstance(template, str) else template:
                yield family["name"], part
    for name, rule in file["rules"].items():
        for entry in rule if isinstance(rule, list) else rule.values():
            yield name, entry


def test_bound_slots_and_tables():
    for seed in range(20):
        first, second = town.fill("{fruit:a}|{fruit:a}", RULES, Random(seed)).split("|")
        assert first == second
        known = {}  # as for two columns of one row
        stone = town.fill("{stone:a}", RULES, Random(seed), known)
        size = town.fill("{size_of stone:a}", RULES, Random(seed), known)
        assert size == RULES["size_of"][stone]
    assert len({town.fill("{fruit} {fruit}", RULES, Random(seed)) for seed in range(50)}) > 5


def test_tidy():
    tidied = town.tidy("  a apple  fell. it hit  a old man! why? A egg.")
    assert tidied == "An apple fell. It hit an old man! Why? An egg."


def test_slips_keep_short_words_and_the_number_of_words():
    text = "we saw that the delivery was very late, number 48213 from Bremen"
    assert town.slips(text, 0.0, Random(0)) == text
    pairs = zip(text.split(), town.slips(text, 1.0, Random(0)).split(), strict=True)
    changed = {before for before, after in pairs if before != after}
    assert changed and changed <= {"delivery", "number", "Bremen"}


def test_the_seed_decides():
    one, same, other = (list(islice(town.examples("replies", "train", s), 9)) for s in (3, 3, 4))
    assert one == same != other
    one, same, other = (list(islice(town.stream(seed), 20)) for seed in (1, 1, 2))
    assert one == same != other


def test_documents_are_different_and_the_unseen_families_unseen():
    train = town.documents(300)
    same = town.documents(50, seed=1, without=train)
    unseen = town.documents(50, "test", seed=1, without=train)
    assert len({*train, *same, *unseen}) == 400
    assert train == town.documents(300), "the same seed gives the same documents"
    starts = {
        row["text"]
        for name in town.tasks()
        for row, _ in zip(town.examples(name, "test", 1), range(40))
    }
    assert any(text in starts or text.startswith(tuple(starts)) for text in unseen)


def test_noise_is_exact_and_always_another_label():
    clean, noisy = (town.town(LABELLED, 200, 40, noise=share) for share in (0.0, 0.25))
    assert clean["train"]["text"] == noisy["train"]["text"]
    pairs = zip(clean["train"]["label"], noisy["train"]["label"], strict=True)
    assert sum(a != b for a, b in pairs) == 50
    assert clean["test"]["label"] == noisy["test"]["label"]


def test_errors_say_what_to_do():
    with pytest.raises(CourseError, match="It has: .*" + TASKS[0]):
        town.town("circus")
    with pytest.raises(CourseError, match="between 0 and 1"):
        town.town(LABELLED, 20, 8, noise=1.5)
    with pytest.raises(CourseError, match="tasks that have labels"):
        town.town("clinic", 20, 8, noise=0.1)


@pytest.mark.parametrize("task", ["clinic", "replies"])
def test_an_answer_only_names_details_of_its_question(task):
    file, chance = town.grammar(task), Random(0)
    for family in file["family"]:
        for asked, answer in family["templates"] * 40:
            town.fill(asked, file["rules"], chance, known := {})
            bound = {key for key in known if key[1]}
            town.fill(answer, file["rules"], chance, known)
            assert bound == {key for key in known if key[1]}, family["name"]


@pytest.mark.parametrize("task", TASKS)
def test_the_file_of_a_task(task):
    file = town.grammar(task)
    rules, used = file["rules"], set()
    for where, part in parts(task):
        assert "  " not in part, where
        for table, name, _ in (match.groups("") for match in town.SLOT.finditer(part)):
            used |= {table, name} - {""}
            assert isinstance(rules.get(name), list), f"{where}: no list {name}"
            assert not table or set(rules[name]) <= set(rules[table]), f"{where}: {table} {name}"
        text = town.tidy(town.fill(part, rules, Random(0)))
        assert not re.search(r"[{}]|  ", text), f"{where}: {text}"
    assert not set(rules) - used, "rules that nothing uses"
    names = [family["name"] for family in file["family"]]
    assert len(names) == len(set(names)), "a family's name occurs twice, perhaps in both splits"
    for split in ("train", "test"):
        labels = {f["label"] for f in file["family"] if f["split"] == split and "label" in f}
        assert labels == set(file.get("labels", [])), split


def test_texts_of_all_tasks():
    types = set()
    for task in TASKS:
        data, columns = town.town(task, 225, 60), town.grammar(task)["columns"]
        rows = [row for part in data.values() for row in part]
        assert len(rows) == 300 == len({row["text"] for row in rows})  # none in two parts
        assert not set(data["train"]["family"]) & set(data["test"]["family"])
        whole = [" ".join(row[name] for name in columns) for row in rows]
        assert not [text for text in whole if re.search(r"  |[{}]| [.,;!?]", text)], task
        assert max(len(text.split()) for text in whole) <= 90, task
        types |= {word for text in whole for word in re.findall(r"[a-z']+", text.lower())}
    assert len(types) >= 1500
