"""The lab's program that stands alone, and the cards that are written beside classifiers."""

import ast
import builtins
import os
import re
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
from datasets import ClassLabel, Dataset, Features, Value
from huggingface_hub import metadata_load

from helpers.files import root
from helpers.real import licences, listed, places
from helpers.text import data

SOURCE = (root() / "source" / "labs" / "real_encoder.py").read_text(encoding="utf-8")
SECTION = SOURCE.split("# ## All of it in one program\n")[1].split("# ## What this does not")[0]
CELLS = [cell for cell in SECTION.split("# %%") if not cell.startswith(" [markdown]")][1:]
PARTS = {
    node.targets[0].id: node.value.value
    for node in ast.parse("".join(CELLS)).body
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    if isinstance(node.value, ast.Constant)
}
PROGRAM = "".join(PARTS[name] for name in ("READ", "LEARN", "SAVE"))
TABLE = """\ufefftext;label;more
The printer is broken;Office;1
The chair is old;Office ;2
NA;\tOffice;3
null;Office\u00a0;4
"two
lines";Office;5
;Office;6
"  ";Office;7
No class;;8
short
The sink is loud;Kitchen;9
The coffee is cold; Kitchen;10
The kettle is gone;Kitchen;11
The fridge is old;Kitchen;12
The stove is hot;Kitchen;13
""".replace("\n", "\r\n")


def run(folder, code: str, *given: str) -> str:
    """What a program prints that has an empty folder, and neither the course nor a network."""
    (folder / "train.py").write_text(code, encoding="utf-8")
    (folder / "own.csv").write_text(TABLE, encoding="utf-8", newline="")
    environment = {n: v for n, v in os.environ.items() if n != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "train.py", *given],
        cwd=folder,
        env=environment | {"HF_HUB_OFFLINE": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_program_is_short():
    assert sum(bool(line.strip()) for line in PROGRAM.splitlines()) <= 30
    assert max(map(len, PROGRAM.splitlines())) <= 100 and "helpers" not in PROGRAM


def test_the_section_needs_no_cell_before_it():
    tree = ast.parse("".join(CELLS))
    bound = {
        alias.asname or alias.name for n in ast.walk(tree) for alias in getattr(n, "names", ())
    }
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound |= {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    assert {node.id for node in names} - bound - set(dir(builtins)) == set()


def test_odd_cells(tmp_path):
    """Blanks are no part of a class; a text that says NA is one; what is empty is dropped."""
    code = PARTS["READ"] + "print(*data['text'], sep='|')\n"
    told = run(tmp_path, code, "base", "own.csv", "made", "text", "label", "1", "1")
    assert re.search(r"Office +5\nKitchen +5\n", told), told
    assert "|NA|null|two\nlines|The sink" in told.replace("\r", "")


def test_a_course_s_checkpoint_as_it_is_makes_a_classifier(tmp_path):
    shutil.copytree(root() / "checkpoints" / "manuals-encoder", tmp_path / "base")
    told = run(tmp_path, PROGRAM, "base", "own.csv", "made", "text", "label", "2", "1e-3")
    assert re.search(r"right on 2 rows that were held out: [01]\.\d\d$", told.strip())
    card = (tmp_path / "made" / "README.md").read_text(encoding="utf-8")
    for said in (
        "whose licence holds: base.",
        "Texts: own.csv, a fifth held out",
        told.strip()[-30:],
    ):
        assert said in card
    assert re.search(r"Office +5\nKitchen +5\n", card)
    places.find(tmp_path / "made")  # and such a card is no obstacle
    ask = run(tmp_path, PARTS["ASK"], "made", "The chair is cold", "NA")
    assert set(ask.split()) <= {"Office", "Kitchen"} and len(ask.split()) == 2


# ---- the lesson's card ---------------------------------------------------------------------------


@pytest.fixture
def bare(tmp_path) -> str:
    """A base that says nothing of its licence."""
    folder = shutil.copytree(root() / "checkpoints" / "manuals-encoder", tmp_path / "bare")
    return str(folder)


@pytest.mark.parametrize("base", ["sentence-transformers/all-MiniLM-L6-v2", "town-lm", "bare"])
def test_the_card_names_its_texts_and_the_base_s_licence(base, bare, tmp_path):
    source = (root() / "source" / "lessons" / "real_encoder.py").read_text(encoding="utf-8")
    (cell,) = (cell for cell in source.split("# %%") if 'CARD = f"""' in cell)
    names = ["scipy", "torch"]
    features = Features({"text": Value("string"), "label": ClassLabel(names=names)})
    few = Dataset.from_dict({"text": list("abcde"), "label": [0, 0, 1, 1, 1]}, features)
    report = SimpleNamespace(accuracy=0.5, interval=lambda: (0.4, 0.6))
    space = {"BASE": bare if base == "bare" else base, "report": report, "names": names, "few": few}
    exec(cell, space | {"test": few, "data": data, "licences": licences, "places": places}, space)
    (tmp_path / "README.md").write_text(space["CARD"], encoding="utf-8")
    licence = listed.find(base).licence.lower() if listed.find(base) else "mit"
    about = metadata_load(tmp_path / "README.md")
    assert about["license"] == ("unknown" if base == "bare" else licence)
    assert about["base_model"] == space["BASE"]
    for said in ("scipy 2, torch 3", "corpora.manuals()", "splits whole modules by name"):
        assert said in space["CARD"]
