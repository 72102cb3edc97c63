"""Data from anywhere: what is read, what is dropped and said, and the cure for everything else."""

import csv
import json
import threading

import datasets
import huggingface_hub
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Dataset, DatasetDict, Features, Value
from huggingface_hub.errors import RepositoryNotFoundError

from helpers.files import CourseError, root
from helpers.text import cleaning, data, sources, table_files

REAL = root().parent / "shared" / "data"
WORDS = "amber birch cedar delta ember fjord grove haven inlet jetty".split()


def rows(count=60, labels=("bad", "good"), start=0):
    """Texts that all differ, with the labels in turn."""
    return [
        (f"{WORDS[i % 10]} number {i}", labels[i % len(labels)])
        for i in range(start, start + count)
    ]


def write(path, table, header=("text", "label"), separator=",", encoding="utf-8"):
    with open(path, "w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerows(([header] if header else []) + list(table))
    return path


def texts(found, *splits):
    return {text for split in splits or found for text in found[split]["text"]}


@pytest.fixture
def table(tmp_path):
    """Writes a CSV file of these rows and returns its path."""
    return lambda content, name="my.csv", **options: write(tmp_path / name, content, **options)


def test_the_town_keeps_its_splits(capsys):
    found = data.load("town:reviews")
    assert list(found) == ["train", "validation", "test"]
    assert found["train"].column_names == ["text", "label"]
    assert found["test"].features["label"].names == ["negative", "neutral", "positive"]
    assert found["train"].num_rows >= 3900 and found["test"].num_rows >= 950
    assert "of town:reviews" in capsys.readouterr().out


def test_a_file_is_split_by_seed_with_the_same_shares(table, capsys):
    path = table(rows(200, ("bad", "bad", "bad", "good")))
    found = data.load(str(path), seed=3)
    assert {split: part.num_rows for split, part in found.items()} == {
        "train": 140,
        "validation": 20,
        "test": 40,
    }
    assert data.balance(found["test"]) == {"bad": 30, "good": 10}
    assert data.balance(found["validation"]) == {"bad": 15, "good": 5}
    assert len(texts(found)) == 200
    assert found["train"].features["text"] == Value("string")
    out = capsys.readouterr().out
    for part in (
        "Read 200 rows of my.csv.",
        "bad 150 (75.0%), good 50 (25.0%)",
        "Longest text: 3 words",
        "Splits: train 140, validation 20, test 40.",
    ):
        assert part in out
    assert "dropped" not in out and "Rare" not in out
    again, other = data.load(path, seed=3, show=False), data.load(path, seed=4, show=False)
    assert again["test"]["text"] == found["test"]["text"] != other["test"]["text"]
    assert capsys.readouterr().out == ""


def test_every_kind_of_file_gives_the_same(tmp_path):
    content = [*rows(), ('two\nlines, and a "word"; in\tquotes', "good"), ("Größe – 大", "bad")]
    objects = [{"text": text, "label": label} for text, label in content]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in objects)
    (tmp_path / "a.jsonl").write_text(lines + "\n\n", encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(objects, indent=1), encoding="utf-8")
    Dataset.from_list(objects).to_parquet(str(tmp_path / "a.parquet"))
    write(tmp_path / "comma.csv", content)
    write(tmp_path / "semicolon.csv", content, separator=";")
    write(tmp_path / "tab.csv", content, separator="\t")
    write(tmp_path / "a.tsv", content, separator="\t")
    for encoding in ("utf-8-sig", "utf-16"):
        write(tmp_path / f"{encoding}.CSV", content, encoding=encoding)
    expected = data.load(tmp_path / "comma.csv", show=False)
    assert len(texts(expected)) == 62 and content[-2][0] in texts(expected)
    for path in tmp_path.iterdir():
        found = data.load(path, show=False)
        for split, part in expected.items():
            assert found[split].to_dict() == part.to_dict(), path.name


def test_the_separator_is_told_although_texts_hold_others(table, capsys):
    content = [(f"well, {i}, yes", label) for i, (_, label) in enumerate(rows())]
    path = table([])
    path.write_text("text;label\n" + "".join(f"{a};{b}\n" for a, b in content), encoding="utf-8")
    assert "well, 7, yes" in texts(data.load(path))
    assert "my.csv has a semicolon between its columns" in capsys.readouterr().out


def test_encodings_are_said_when_unusual(table, capsys):
    content = [(text + " café", label) for text, label in rows()]
    for encoding, said in (
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "is in UTF-16"),
        ("cp1252", "is not UTF-8 and was read as Windows-1252"),
    ):
        found = data.load(table(content, encoding=encoding))
        assert all(text.endswith("café") for text in texts(found))
        out = capsys.readouterr().out
        assert said in out if said else "UTF" not in out


def test_quotation_marks_that_do_not_pair_up(table, tmp_path, capsys):
    content = "".join(f'{label}\t"{text}\n' for text, label in rows())
    (tmp_path / "a.tsv").write_text("label\ttext\n" + content, encoding="utf-8")
    assert '"amber number 0' in texts(data.load(tmp_path / "a.tsv"))
    assert "they count as text" in capsys.readouterr().out
    more = "".join(f"{text},{label}\n" for text, label in rows())
    path = table(rows())
    start = 'text,label\nfine,good\n"two\nlines",bad\n'
    path.write_text(f'{start}"odd" one,bad\n{more}', encoding="utf-8")
    assert {'"odd" one', "two\nlines"} < texts(data.load(path))
    out = " ".join(capsys.readouterr().out.split())
    assert "they count as text. Lines: 1, the first is 5." in out
    path.write_text(f'{start}"odd" one, two,bad\n{more}', encoding="utf-8")
    with pytest.raises(CourseError, match=r"starts in line 5 has an odd quotation mark"):
        data.load(path)


def test_columns_joined_and_named(table):
    path = table(
        [("1", f"Title {i}", "It rained.") for i in range(20)]
        + [("2", f"Who is {i}?", "") for i in range(20)],
        header=None,
    )
    names = ["class", "title", "story"]
    found = data.load(path, ("title", "story"), "class", names=names, show=False)
    assert {"Title 3. It rained.", "Who is 4?"} < texts(found)
    assert len(texts(found)) == 40 and found["train"].features["label"].names == ["1", "2"]
    with_header = table(
        [
            names,
            *[("1", f"a {i}", "b") for i in range(9)],
            *[("2", f"c {i}", "b") for i in range(9)],
        ],
        header=None,
    )
    found = data.load(with_header, "title", "class", names=names, show=False)
    assert len(texts(found)) == 18
    with pytest.raises(CourseError, match="has 3 columns, but there are 2 names"):
        data.load(path, "title", "class", names=["class", "title"])
    with pytest.raises(CourseError, match="cannot be the text and the label"):
        data.load(path, ("title", "class"), "class", names=names)


def test_classes_merge_drop_and_must_be_complete(table, capsys):
    path = table(rows(100, ("0", "1", "2", "3", "4")))
    classes = {0: "bad", "1": "bad", "2": None, "3": "good", "4": "good"}
    found = data.load(path, classes=classes)
    assert found["train"].features["label"].names == ["bad", "good"]
    assert sum(part.num_rows for part in found.values()) == 80
    assert "Rows dropped: 20 left out by `classes`." in capsys.readouterr().out
    with pytest.raises(CourseError, match="says nothing about '3', '4'. Add every"):
        data.load(path, classes={"0": "bad", "1": "bad", "2": "good"})
    turned = {"4": "good", "3": "good", "2": "neutral", "1": "bad", "0": "bad"}
    names = data.load(path, classes=turned, show=False)["train"].features["label"].names
    assert names == ["good", "neutral", "bad"]


def test_classes_are_the_same_however_they_are_written(table, capsys):
    labels = ("spam", "spam\u200b", "\ufeffspam", "cafe\u0301", "caf\u00e9", " \u00a0caf\u00e9")
    found = data.load(table(rows(60, labels)), show=False)
    assert found["train"].features["label"].names == ["caf\u00e9", "spam"]
    assert data.class_number(found, "spam ") == 1
    with pytest.raises(CourseError, match="no class 'Spam'. There are: .* Did you mean 'spam'"):
        data.class_number(found, "Spam")
    with pytest.raises(CourseError, match="Give `text` as a text"):
        data.load(table(rows()), text=0)
    odd = data.load(table(rows(60, ("nan", "inf", "1", "-1"))), show=False)
    assert odd["train"].features["label"].names == ["-1", "1", "inf", "nan"]


def test_the_order_of_ordered_categories_is_kept(tmp_path):
    label = pa.array([("low", "high")[i % 2] for i in range(60)])
    kinds = pa.DictionaryArray.from_arrays(
        pa.array([i % 2 for i in range(60)]), pa.array(["low", "high"]), ordered=True
    )
    names = {}
    for name, column in {"plain": label, "ordered": kinds}.items():
        path = tmp_path / f"{name}.parquet"
        pq.write_table(pa.table({"text": [t for t, _ in rows()], "label": column}), path)
        names[name] = data.load(path, show=False)["train"].features["label"].names
    assert names == {"plain": ["high", "low"], "ordered": ["low", "high"]}


def test_numbers_are_clean_class_names_in_order(tmp_path):
    content = [{"text": text, "label": float(label)} for text, label in rows(90, (10, 2, 1.5))]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, content)), encoding="utf-8")
    Dataset.from_list(content).to_parquet(str(tmp_path / "a.parquet"))
    write(tmp_path / "a.csv", [row.values() for row in content])
    for path in tmp_path.iterdir():
        names = data.load(path, show=False)["train"].features["label"].names
        assert names == ["1.5", "2", "10"]


def test_class_names_of_parquet_survive_and_secret_labels_count_as_none(tmp_path):
    features = Features({"text": Value("string"), "label": ClassLabel(names=["zoo", "art"])})
    content = [{"text": text, "label": label} for text, label in rows(60, (0, 1))]
    content += [{"text": "a riddle", "label": -1}, {"text": None, "label": 1}]
    Dataset.from_list(content, features=features).to_parquet(str(tmp_path / "a.parquet"))
    found = data.load(tmp_path / "a.parquet", show=False)
    assert found["train"].features["label"].names == ["zoo", "art"]
    assert len(texts(found)) == 60


def test_what_is_dropped_is_said(table, capsys):
    content = rows() + [
        ("", "good"),
        ("  ", "bad"),
        ("no label", " "),
        ("AMBER  number 0", "bad"),
        ("birch number 1", "good"),
        ("\u200b", "good"),
        ("Ünder", "good"),
        ("ünder\ufe0f", "bad"),
        ("ÜNDER", "good"),
        ("Amber: number 0!", "good"),
    ]
    found = data.load(table(content))
    assert texts(found) == {text for text, _ in rows()} | {"Amber: number 0!"}
    out = " ".join(capsys.readouterr().out.split())
    assert (
        "Rows dropped: 3 without a text, 1 without a label, 1 as doubles but for case or spacing,"
        " 1 as doubles, 3 with the same text under different labels."
    ) in out
    assert "2 texts differ from another in punctuation only. All are kept." in out


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("Straße  frei!", "STRASSE FREI!", True),
        ("Straße frei!", "Straße frei", False),
        ("ｆｕｌｌ width", "full width", True),
        ("नमस्ते दुनिया", "नमस्ते  दुनिया", True),
        ("नमस्ते दुनिया", "नमस्ते, दुनिया।", False),
        ("नमस्ते", "नमसत", False),
        ("Привет", "Привёт", False),
        ("good 👍", "good 👎", False),
        ("!!!", "???", False),
        ("12.50", "1250", False),
        ("大好き。", "大好き", False),
        (":)", ":(", False),
        ("C#", "C", False),
        ("-5", "5", False),
        ("2-1", "2:1", False),
        ("x²", "x2", False),
        ("\ufeffso\u200bft\xad", "soft", True),
        ("❤\ufe0f", "❤", True),
        ("cafe\u0301", "café", True),
    ],
)
def test_doubles_in_any_script(one, other, same):
    assert (cleaning.key(one) == cleaning.key(other)) is same


def test_a_second_file_is_the_test_and_training_forgets_its_texts(table, capsys):
    train = table(rows(100))
    test = table([*rows(20, start=90)], name="test.csv")
    found = data.load(train, test=test)
    assert texts(found, "test") == {text for text, _ in rows(20, start=90)}
    assert texts(found, "train", "validation") == {text for text, _ in rows(90)}
    assert found["validation"].num_rows == 9
    out = capsys.readouterr().out
    assert "Removed from train: 10 texts that are in test too." in out
    assert "Read 100 rows of my.csv, 20 rows of test.csv to test." in out
    strange = table(rows(20, ("bad", "odd"), start=200), name="test.csv")
    with pytest.raises(CourseError, match="labels 'odd' occur in test but not in training"):
        data.load(train, test=strange)
    nothing = table([("", "bad")], name="test.csv")
    with pytest.raises(CourseError, match=r"No usable row is left in .*test.csv"):
        data.load(train, test=nothing)
    one_class = table(rows(20, ("bad",), start=200), name="test.csv")
    data.load(train, test=one_class)
    assert "No row of test has the label 'good'" in capsys.readouterr().out
    with pytest.raises(CourseError, match="Every text of train is in test too. Name another"):
        data.load(train, test=train)
    classes = {"negative": "bad", "neutral": None, "positive": "good", "bad": "bad"}
    mixed = data.load("town:reviews", classes=classes, test=one_class)
    assert texts(mixed, "test") == {text for text, _ in rows(20, start=200)}
    assert mixed["train"].num_rows > 2000
    assert data.load("town:reviews", test="validation", show=False)["test"].num_rows == 250


def test_rare_and_lookalike_classes_and_long_texts_are_pointed_out(table, capsys):
    content = rows(97, ("Spam", "spam")) + [(f"rare {i}", "rare") for i in range(3)]
    found = data.load(table(content + [("word " * 10_000 + "x" * 200_000, "spam")]))
    assert sum(part.num_rows for part in found.values()) == 101
    out = capsys.readouterr().out
    assert "rare 3 (3.0%)" in out and "below 5% of the rows: 'rare'. Accuracy" in out
    assert "'Spam', 'spam' look like one class" in out
    assert "Longest text: 10,001 words; half have 3 or fewer." in out


@pytest.mark.parametrize("counts", [(5, 5), (7, 3), (4, 3, 3), (991, 3), (3,) * 100, (60, 3, 3)])
def test_few_rows_still_give_every_class_a_place_in_training(table, counts):
    content = [(f"{name} {i}", f"c{name}") for name, n in enumerate(counts) for i in range(n)]
    found = data.load(table(content), show=False)
    assert sum(part.num_rows for part in found.values()) == sum(counts)
    assert min(data.balance(found["train"]).values()) >= 1
    assert min(part.num_rows for part in found.values()) >= len(counts)


@pytest.mark.parametrize(
    "content, message",
    [
        (rows(9), "Only 9 usable rows are left to train on. Collect 10 or more"),
        ([], "No usable rows are left to train on. Check the file"),
        ([("", "good")] * 12, r"No usable rows .* \(12 without a text dropped\)"),
        (rows(60, ("good",)), "Every row has the label 'good'"),
        (rows(60) + [("a", "odd"), ("b", "odd")], "Fewer than 3 rows .* the label 'odd'"),
        ([(text, text) for text, _ in rows(101)], "101 different values.*really the label"),
        ([("a", "b", "c")], "Line 2 of my.csv has 3 columns, but there are 2 names"),
        ([("a",)], "Line 2 of my.csv has 1 column, but"),
    ],
)
def test_rows_that_cannot_be_learned_from(table, content, message):
    with pytest.raises(CourseError, match=message):
        data.load(table(content))


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("empty.csv", b"", "empty.csv is empty"),
        ("commas.csv", b",,\n,,\n", "commas.csv is empty"),
        ("empty.json", b"[]", "empty.json is empty"),
        ("empty.parquet", b"", "empty.parquet is damaged or no Parquet file"),
        ("cut.parquet", b"PAR1abcdefPAR", "cut.parquet is damaged"),
        ("cut.jsonl", b'{"text": "a", "label": 1}\n\n{"text": "b', "Line 3 of cut.jsonl is"),
        ("cut.json", b'[{"text": "a"},\n{"text"]', "Line 2 of cut.json is damaged"),
        ("list.jsonl", b'{"text": "a", "label": 1}\n[1]', "Line 2 of list.jsonl has no named col"),
        ("deep.jsonl", b'{"text": ["a"], "label": 1}', "A column holds a list where one text"),
        ("book.xlsx", b"PK", "is a spreadsheet. Open it and save it as CSV"),
        ("zip.csv", b"PK\x03\x04\0\0", "zip.csv is not plain text"),
        ("half.csv", b"\xff\xfea", "half.csv is not UTF-8"),
        ("a.doc", b"x", "an ending that is not known here. Save it as one of .csv, .tsv"),
        ("twice.csv", b"text,label,text\na,b,c\n", "several columns 'text'. Rename"),
        ("big.csv", b"text,label\n" + b"a" * 300, "larger than 0 MB"),
    ],
)
def test_files_that_will_not_do(tmp_path, name, content, message, monkeypatch):
    monkeypatch.setattr(table_files, "MOST_BYTES", 200)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CourseError, match=message):
        data.load(tmp_path / name)


def test_missing_files_folders_columns_and_names(table, tmp_path):
    for source, message in (
        (tmp_path / "gone.csv", "There is no file gone.csv. Give the whole path"),
        (tmp_path / "gone.parquet", "There is no file gone.parquet"),
        ("reviews", 'Built-in data is named like "town:reviews"'),
        ("town:revues", "The town has no task 'revues'. It has:"),
        (tmp_path, "is a folder"),
    ):
        with pytest.raises(CourseError, match=message):
            data.load(source)
    path = table(rows(), header=("Text", "stars"))
    with pytest.raises(CourseError, match="It has: 'Text', 'stars'. Did you mean 'Text'"):
        data.load(path)
    with pytest.raises(CourseError, match="no column 'label'.*give names="):
        data.load(path, "Text")


def test_sample_draws_the_same_number_of_every_class(table):
    train = data.load(table(rows(90, ("a", "a", "b"))), show=False)["train"]
    assert data.balance(train) == {"a": 42, "b": 21}
    small, large = data.sample(train, 4, seed=1), data.sample(train, 8, seed=1)
    assert data.balance(small) == {"a": 4, "b": 4} and data.balance(large) == {"a": 8, "b": 8}
    assert set(small["text"]) < set(large["text"]) <= set(train["text"])
    assert list(small["text"]) == list(data.sample(train, 4, seed=1)["text"])
    assert set(small["text"]) != set(data.sample(train, 4, seed=2)["text"])
    with pytest.raises(CourseError, match="only 21 rows of 'b'.*21 at most, not 22"):
        data.sample(train, 22, seed=0)
    with pytest.raises(CourseError, match="1 or more"):
        data.sample(train, 0, seed=0)
    with pytest.raises(CourseError, match=r'Choose one split, such as data\["train"\]'):
        data.balance(DatasetDict(train=train))
    with pytest.raises(CourseError, match="no column `label` with classes"):
        data.sample(train.remove_columns("label"), 1, seed=0)


@pytest.fixture
def hub(monkeypatch):
    """Stand-ins for the hub's answer and for what it would load."""

    def pretend(answer, loaded):
        def load_dataset(name):
            pretend.offline = datasets.config.HF_HUB_OFFLINE
            if isinstance(loaded, Exception):
                raise loaded
            return DatasetDict(
                {
                    split: Dataset.from_dict(
                        {"text": [t for t, _ in part], "label": [c for _, c in part]}
                    )
                    for split, part in loaded.items()
                }
            )

        monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(sources, "_ask_hub", lambda name: answer)
        monkeypatch.setattr(datasets, "load_dataset", load_dataset)

    return pretend


def test_hub_sets_keep_their_splits(hub):
    content = {"train": rows(50), "dev": rows(20, start=50), "test": rows(30, start=70)}
    hub(None, {**content, "unsupervised": [("x", "?")]})
    found = data.load("hub:owner/name", show=False)
    assert {split: part.num_rows for split, part in found.items()} == {
        "train": 50,
        "validation": 20,
        "test": 30,
    }
    assert hub.offline is False
    assert data.load("hub:owner/name", test="dev", show=False)["test"].num_rows == 20
    hub(None, {"train": rows(100), "test": [(text, None) for text, _ in rows(30, start=100)]})
    found = data.load("hub:owner/name", show=False)
    assert {split: part.num_rows for split, part in found.items()} == {
        "train": 70,
        "validation": 10,
        "test": 20,
    }
    hub(None, {"train": rows(100), "dev": rows(20, start=200), "test": rows(20, start=200)})
    found = data.load("hub:owner/name", show=False)
    assert found["validation"].num_rows == 10
    assert not texts(found, "validation") & texts(found, "test")
    hub(None, {"all": rows(100)})
    assert data.load("hub:owner/name", show=False)["train"].num_rows == 70
    hub(None, {"one": rows(100), "two": rows(100)})
    with pytest.raises(CourseError, match="no split for training. It has: one, two"):
        data.load("hub:owner/name")


def test_the_hub_says_no(hub):
    class Unknown(RepositoryNotFoundError):
        def __init__(self):
            pass

    hub(Unknown(), {})
    with pytest.raises(CourseError, match="no data set owner/name that is open.*town:reviews"):
        data.load("hub:owner/name")
    hub(None, RuntimeError("Scripts are no longer supported\nmore"))
    with pytest.raises(CourseError, match=r"cannot be loaded \(Scripts are no longer supported\)"):
        data.load("hub:owner/name")
    with pytest.raises(CourseError, match='like "hub:owner/name", not "hub:name"'):
        data.load("hub:name")


def test_without_a_network_the_cache_serves(hub):
    hub(ConnectionError(), {"train": rows(100)})
    assert data.load("hub:owner/name", show=False)["train"].num_rows == 70
    assert hub.offline is True and datasets.config.HF_HUB_OFFLINE is False


@pytest.mark.parametrize("how", ["told so", "no answer"])
def test_without_network_and_cache_the_town_stands_in_at_once(how, monkeypatch, tmp_path):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    given_up, answers = threading.Event(), []
    if how == "told so":
        monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    else:  # a host name that is looked up for ever

        def look_up(*args, **more):
            given_up.wait(300)
            answers.append("at last")
            raise OSError

        monkeypatch.setattr(sources, "HUB_SECONDS", 0.1)
        monkeypatch.setattr(sources.HfApi, "dataset_info", look_up)
    with pytest.raises(CourseError, match="the hub does not answer.*town:reviews"):
        data.load("hub:nobody/nothing")
    assert answers == [], "it waited for the hub"
    given_up.set()


@pytest.mark.skipif(not REAL.exists(), reason="the real data sets are not on this machine")
def test_ag_news(capsys):
    found = data.load(
        REAL / "ag_news_test.csv",
        ("title", "description"),
        "class",
        names=["class", "title", "description"],
        classes={"1": "World", "2": "Sports", "3": "Business", "4": "Sci/Tech"},
    )
    out = capsys.readouterr().out
    assert "Read 7,600 rows" in out and "2 texts differ from another in punctuation only" in out
    names = ["World", "Sports", "Business", "Sci/Tech"]
    assert found["train"].features["label"].names == names
    total = {name: sum(data.balance(part)[name] for part in found.values()) for name in names}
    assert total == {"World": 1900, "Sports": 1900, "Business": 1900, "Sci/Tech": 1900}


@pytest.mark.skipif(not REAL.exists(), reason="the real data sets are not on this machine")
def test_stanford_sentiment(tmp_path, capsys):
    lines = (REAL / "sst_fine_train.txt").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "sst.tsv"
    path.write_text(
        "label\ttext\n" + "".join(line.replace(" ", "\t", 1) + "\n" for line in lines),
        encoding="utf-8",
    )
    found = data.load(
        path,
        classes={
            "0": "negative",
            "1": "negative",
            "2": "neutral",
            "3": "positive",
            "4": "positive",
        },
    )
    out = capsys.readouterr().out
    assert "Read 8,544 rows" in out and "Rows dropped: 10 as doubles." in out
    names = ["negative", "neutral", "positive"]
    assert found["train"].features["label"].names == names
    total = {name: sum(data.balance(part)[name] for part in found.values()) for name in names}
    assert total == {"negative": 3305, "neutral": 1623, "positive": 3606}
