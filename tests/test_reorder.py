"""A lesson is inserted, moved or dropped by one line of course.toml, tried on a tiny course.

Two of its slugs begin alike. Nothing is really executed: whoever asks for it is written down.
"""

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_output
from tiny_course import PROJECT, README, edit, files, loader, notebook, run

from helpers import course
from helpers.files import CourseError
from tools import build

SOURCE = """# ---
# title: "{title}"
# minutes: 5
# objectives:
#   - "Look at {kind} {slug}, before [[lesson:last]]"
# needs: {needs}
# key_points:
#   - "[[Lesson:masked_lm]] says more."
# ---

# %% [markdown]
# ## Look
# As in [[lesson:masked]] and [[Lesson:masked_lm]], not as in [[lab:masked_lm]].
#
# The year 1901, 01 and 02 are no numbers of lessons.

# %%
print("{slug} of [[lesson:last]], 01 and 02")  # and of [[lab:masked]]
"""
LESSONS = {"masked": "Masks", "masked_lm": "Masked models", "last": "The last one"}
LABS = ("masked", "masked_lm")


def write(tree: Path, kind: str, slug: str, title: str, needs: str = "[masked, labs/masked]"):
    path = tree / "source" / f"{kind}s" / f"{slug}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = SOURCE.format(kind=kind, slug=slug, title=title, needs=needs)
    path.write_text(text, encoding="utf-8")


def order(tree: Path, *slugs: str) -> None:
    """Write course.toml: the first lesson in a part of its own, the others in a second."""
    parts = (("One", slugs[:1]), ("Two", slugs[1:]))
    text = "".join(f'[[part]]\ntitle = "{t}"\nlessons = {list(some)!r}\n' for t, some in parts)
    (tree / "course.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def executed(monkeypatch) -> list[str]:
    """The notebooks that the build wanted to execute; each cell's output is its own code."""
    asked = []

    def execute(node, folder, path):
        asked.append(path)
        code = [cell.source for cell in node.cells if cell.cell_type == "code"]
        return [[new_output("stream", text=f"ran {source}\n")] for source in code]

    monkeypatch.setattr(build, "execute", execute)
    return asked


@pytest.fixture
def tree(tmp_path, executed) -> Path:
    """A built course of three lessons and two labs."""
    for slug, title in LESSONS.items():
        write(tmp_path, "lesson", slug, title)
    for slug in LABS:
        write(tmp_path, "lab", slug, f"{LESSONS[slug]}, by hand")
    order(tmp_path, *LESSONS)
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    assert run(tmp_path) == 0
    assert sorted(executed) == [
        "lessons/00_masked.ipynb",
        "lessons/01_masked_lm.ipynb",
        "lessons/02_last.ipynb",
        "solutions/solution_00_masked.ipynb",
        "solutions/solution_01_masked_lm.ipynb",
    ]
    executed.clear()
    return tmp_path


def settled(tree: Path) -> dict[str, list]:
    """The built notebooks by folder and slug, once a second build has nothing to do."""
    before = files(tree)
    assert run(tree) == 0 and run(tree, "--check") == 0
    assert files(tree) == before, "a second build writes nothing"
    found = {}
    for path in sorted(tree.glob("*/*.ipynb")):
        name = path.relative_to(tree).as_posix()
        slug = course.slug_of(name)
        if name == course.HOME:
            continue
        found[path.parent.name, slug] = notebook(tree, name).cells
        assert name == notebook_of(tree, path.parent.name, slug)
    return found


def notebook_of(tree: Path, folder: str, slug: str) -> str:
    prefix = {"lessons": "", "labs": "lab_", "solutions": "solution_"}[folder]
    return f"{folder}/{prefix}{course.order(tree).index(slug):02d}_{slug}.ipynb"


def without_numbers(text: str) -> str:
    """A text cell without headings' numbers and without links, which lead elsewhere now."""
    text = re.sub(r"\[[^\]]*\]\([^)]*\)", "[link]", text)
    text = re.sub(
        r"(?m)^(\[link\]( · |; )?|← \[link\]|\*\*What next:\*\*.*|( → ?)| · )+$", "", text
    )
    return re.sub(r"(?m)^# (Lab )?\d\d · ", "# ", text).strip()


def only_numbers_changed(old: dict[str, list], new: dict[str, list]) -> None:
    """Code, outputs, ids and order of the cells are the same; text differs in numbers and links."""
    for key in old.keys() & new.keys():
        for a, b in zip(old[key], new[key], strict=True):
            assert (a.id, a.cell_type, a.metadata) == (b.id, b.cell_type, b.metadata), key
            if a.cell_type == "code":
                assert (a.source, a.outputs) == (b.source, b.outputs), key
            else:
                assert without_numbers(a.source) == without_numbers(b.source), key


def texts(cells: list) -> str:
    return "\n".join(cell.source for cell in cells)


def test_references(tree):
    cells = settled(tree)["lessons", "last"]
    head, _, prose, code, tail = (cell.source for cell in cells)
    assert "[lesson 02, *The last one*](../lessons/02_last.ipynb)" in head
    assert "**You need:** [00 · Masks](../lessons/00_masked.ipynb); [Lab 00 · Masks, by" in head
    assert "As in [lesson 00, *Masks*](../lessons/00_masked.ipynb)" in prose
    assert "and [Lesson 01, *Masked models*](../lessons/01_masked_lm.ipynb), not" in prose
    assert "in [lab 01, *Masked models, by hand*](../labs/lab_01_masked_lm.ipynb)." in prose
    assert "[Lesson 01, *Masked models*](../lessons/01_masked_lm.ipynb) says more." in tail
    assert code == (
        'print("last of lesson “The last one”, 01 and 02")  # and of lab “Masks, by hand”'
    )


def test_a_lesson_is_inserted(tree, executed):
    old = settled(tree)
    write(tree, "lesson", "mask", "New")
    order(tree, "masked", "mask", "masked_lm", "last")
    assert run(tree) == 0
    assert executed == ["lessons/01_mask.ipynb"], "only the new one"
    new = settled(tree)
    only_numbers_changed(old, new)
    assert new.keys() - old.keys() == {("lessons", "mask")}
    assert "[01 · New](../lessons/01_mask.ipynb) →" in texts(new["lessons", "masked"])
    assert "← [01 · New](../lessons/01_mask.ipynb)" in texts(new["lessons", "masked_lm"])
    assert "| [03 · The last one](lessons/03_last.ipynb) |" in files(tree)["README.md"].decode()


def test_a_lesson_is_moved(tree, executed, capsys):
    old = settled(tree)
    capsys.readouterr()
    order(tree, "last", "masked_lm", "masked")
    assert run(tree, "--check") == 1
    assert "labs/lab_00_masked.ipynb should be labs/lab_02_masked.ipynb." in capsys.readouterr().out
    assert run(tree) == 0 and executed == []
    assert "renamed lessons/02_last.ipynb to lessons/00_last.ipynb" in capsys.readouterr().out
    new = settled(tree)
    only_numbers_changed(old, new)
    assert new.keys() == old.keys() and executed == []
    order(tree, *LESSONS)
    assert run(tree) == 0 and settled(tree) == old and executed == []


def test_a_lesson_is_left_out_with_its_lab(tree, executed, capsys):
    old = settled(tree)
    order(tree, "masked_lm", "last")
    assert run(tree) == 0 and executed == []
    assert "removed solutions/solution_00_masked.ipynb" in capsys.readouterr().out
    new = settled(tree)
    assert old.keys() - new.keys() == {(f, "masked") for f in ("lessons", "labs", "solutions")}
    assert "As in lesson “Masks” and [Lesson 00" in texts(new["lessons", "last"])
    assert "**You need:** Masks; Masks, by hand\n" in texts(new["lessons", "last"])
    for key, cells in new.items():
        code = [(c.source, c.outputs) for c in cells if c.cell_type == "code"]
        assert code == [(c.source, c.outputs) for c in old[key] if c.cell_type == "code"]
        assert "masked.ipynb" not in texts(cells)
    assert "Masks" not in files(tree)["README.md"].decode().replace("Masks, by hand", "")


def test_a_lesson_that_is_gone_must_not_be_named(tree, capsys):
    (tree / "source/lessons/masked.py").unlink()
    (tree / "source/labs/masked.py").unlink()
    order(tree, "masked_lm", "last")
    before = files(tree)
    assert run(tree) == 1
    assert "There is no lesson 'masked'. Did you mean 'masked_lm'?" in capsys.readouterr().err
    assert files(tree) == before


def test_only_takes_a_slug_before_what_begins_so(tree, executed):
    def edited(slug: str) -> None:
        edit(tree / f"source/lessons/{slug}.py", "print(", "print(1, ")

    edited("masked")
    edited("masked_lm")
    assert run(tree, "--only", "masked") == 0 and executed == ["lessons/00_masked.ipynb"]
    assert run(tree, "--only", "mask") == 0 and executed[1:] == ["lessons/01_masked_lm.ipynb"]


def test_a_build_that_was_interrupted_goes_on(tree, executed):
    """It had written one notebook under its new number before it had removed the old one."""
    old = settled(tree)
    twin = (tree / "lessons/02_last.ipynb").read_bytes()
    order(tree, "last", "masked_lm", "masked")
    (tree / "lessons/00_last.ipynb").write_bytes(twin)
    assert run(tree) == 0 and executed == []
    only_numbers_changed(old, settled(tree))


def test_a_learner_s_copy_is_never_touched(tree, capsys):
    for folder, name in (("lessons", "02_mine"), ("labs", "lab_00_masked-Copy1"), ("labs", "x")):
        source = next((tree / folder).glob("*.ipynb"))
        (tree / folder / f"{name}.ipynb").write_bytes(source.read_bytes())
    order(tree, "last", "masked_lm", "masked")
    assert run(tree) == 0
    out = capsys.readouterr().out
    for path in ("lessons/02_mine", "labs/lab_00_masked-Copy1", "labs/x"):
        assert (tree / f"{path}.ipynb").exists() and f"{path}.ipynb has no source" in out


def test_titles_are_those_of_the_front_matter(tree):
    for slug, title in LESSONS.items():
        assert course.title(slug, folder=tree) == title
    edit(tree / "source/lessons/last.py", '"The last one"', "The 'last' \"one\"  ")
    assert course.title("last", folder=tree) == "The 'last' \"one\""
    for source in loader(tree)().lessons:
        assert source.title == course.title(source.slug, folder=tree)
    with pytest.raises(CourseError, match="There is no lab 'mask'. Did you mean 'masked'"):
        course.title("mask", "lab", tree)
