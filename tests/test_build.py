"""The build, tried on a tiny course of its own, and `--check` on the real one."""

import base64
import json
import re
import shutil
from functools import partial
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from helpers.files import CourseError, root
from tools import build, execute, pages, source

LESSON = '''# ---
# title: One
# minutes: 5
# objectives:
#   - draw a line
# needs: [Python]
# key_points:
#   - A line has two ends.
# ---

# %% [markdown]
# ## A line
# Look at it.

# %%
import sys
from IPython.display import display
from matplotlib.figure import Figure
figure = Figure(figsize=(2, 1))
figure.subplots().plot([1, 2])
figure.savefig("line.png")
png = open("line.png", "rb").read()
display({"image/png": png, "text/plain": "a line"}, raw=True)
print("drawn")

# %%
import ipywidgets
from tqdm import tqdm
from tqdm.auto import tqdm as widget_tqdm
for _ in tqdm(range(3)):
    pass
print("after a bar")
for _ in widget_tqdm(range(3), file=sys.stdout):
    pass
print("after another")
out = ipywidgets.Output()
with out:
    print("inside")
display(out)

# %% tags=["nbval-check-output"]
1 + 1

# %% [markdown] tags=["instructor"]
# Ask who has seen a line before.
'''

LAB = '''# ---
# title: One
# minutes: 7
# objectives: [write a function]
# needs: [01_one]
# key_points: [A function gives something back.]
# ---

# %% [markdown]
# ## Double
# @exercise double
# Write it.

# %%
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    twice_as_much = x + x
    return twice_as_much
    ### END SOLUTION

# %%
double(4)

# %% [markdown] tags=["solution"]
# Adding a number to itself doubles it.
'''

PROJECT = '[tool.other]\ntag = "x"\n\n[tool.course]\nrepository = "ann/course"\ntag = "v1"\n'
README = """# Tiny
<!-- badges -->
<!-- /badges -->
git clone https://github.com/ann/course.git
<!-- lessons -->
<!-- /lessons -->
"""


def exercise(name: str) -> tuple[int, int]:
    if name != "double":
        raise CourseError(f"There is no exercise {name!r}.")
    return 10, 2


def loader(tree: Path):
    return partial(pages.load, tree, setup="print('ready <REPOSITORY>'[:5])", exercise=exercise)


def run(tree: Path, *argv: str) -> int:
    return build.main(list(argv), loader(tree))


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The tiny course, built once."""
    tree = tmp_path_factory.mktemp("built")
    for path, text in {
        "source/lessons/01_one.py": LESSON,
        "source/labs/01_one.py": LAB,
        "pyproject.toml": PROJECT,
        "README.md": README,
    }.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")
    assert run(tree) == 0
    return tree


@pytest.fixture
def tree(built, tmp_path, monkeypatch) -> Path:
    """A copy of the built course in which nothing may be executed."""

    def forbidden(notebook, folder, path):
        raise AssertionError(f"{path} was executed")

    monkeypatch.setattr(build, "execute", forbidden)
    return Path(shutil.copytree(built, tmp_path / "course"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def files(tree: Path) -> dict[str, bytes]:
    paths = [*tree.glob("*/*.ipynb"), tree / "README.md", tree / "pyproject.toml"]
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in paths}


def notebook(tree: Path, path: str) -> nbformat.NotebookNode:
    return nbformat.read(tree / path, as_version=4)


def test_two_builds_give_the_same_bytes(built, tmp_path):
    again = Path(shutil.copytree(built, tmp_path / "again"))
    for path in again.glob("*/*.ipynb"):
        path.unlink()
    assert run(again, "--execute") == 0
    assert files(again) == files(built)


def test_stored_form(built):
    lesson = notebook(built, "lessons/01_one.ipynb")
    text = json.dumps(lesson)
    assert "widget-view" not in text and "stderr" not in text and "it/s" not in text
    assert set(lesson.metadata) == {"course", "kernelspec", "language_info"}
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4]
    assert code[0].outputs[0].text == "ready\n"
    assert [output.output_type for output in code[1].outputs] == ["display_data", "stream"]
    assert code[2].outputs[0].text == "after a bar\nafter another\n" and len(code[2].outputs) == 1
    assert code[3].outputs[0].data["text/plain"] == "2"
    assert code[3].metadata.tags == ["nbval-check-output"]
    assert all(set(cell.metadata) <= {"tags"} for cell in lesson.cells)
    raw = (built / "lessons/01_one.ipynb").read_bytes()
    assert raw.endswith(b"}\n") and raw.startswith(b'{\n "cells"')


def test_editions(built):
    lab, solution = notebook(built, "labs/01_one.ipynb"), notebook(built, "solutions/01_one.ipynb")
    blank, filled = lab.cells[3].source, solution.cells[3].source
    assert blank == 'def double(x):\n    """Twice x."""\n    ...  # your code here'
    assert filled.endswith("    twice_as_much = x + x\n    return twice_as_much")
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in lab.cells)
    assert "*Exercise 1 · 10 minutes · difficulty ●●○*\n\nWrite it." in lab.cells[2].source
    assert "Adding a number" not in json.dumps(lab) and "Adding a number" in json.dumps(solution)
    assert "Ask who" not in (built / "lessons/01_one.ipynb").read_text(encoding="utf-8")
    shared = {cell.id for cell in lab.cells}
    assert shared < {cell.id for cell in solution.cells} and len(shared) == len(lab.cells)


def test_first_and_last_cells(built):
    lesson, lab = notebook(built, "lessons/01_one.ipynb"), notebook(built, "labs/01_one.ipynb")
    head = lesson.cells[0].source
    assert head.startswith("# 01 · One\n") and "**About 5 minutes.**" in head
    assert "/github/ann/course/blob/v1/lessons/01_one.ipynb)" in head
    assert "/gh/ann/course/v1?urlpath=lab/tree/lessons/01_one.ipynb)" in head
    assert "[Lab 01 · One](../labs/01_one.ipynb)" in head and "- draw a line" in head
    assert lab.cells[0].source.startswith("# Lab 01 · One\n")
    assert "[01 · One](../lessons/01_one.ipynb)" in lab.cells[0].source
    assert lesson.cells[-1].source.startswith("## Key points\n\n- A line has two ends.")
    assert "../solutions/01_one.ipynb" in lab.cells[-1].source


def test_navigation_between_lessons(tree):
    second = LESSON.replace("title: One", "title: Two").replace("[Python]", "[01_one]")
    (tree / "source/lessons/02_two.py").write_text(second, encoding="utf-8")
    course = loader(tree)()
    one, two = course.lessons
    assert "[02 · Two](../lessons/02_two.ipynb) →" in pages.head(course, one, "lessons")
    assert "← [01 · One](../lessons/01_one.ipynb)" in pages.head(course, two, "lessons")
    assert "**You need:** [01 · One]" in pages.head(course, two, "lessons")
    assert "then [02 · Two]" in pages.tail(course, one, "lessons")
    assert "last notebook" in pages.tail(course, two, "lessons")


def test_prose_edit_keeps_outputs(tree):
    before = notebook(tree, "lessons/01_one.ipynb")
    edit(tree / "source/lessons/01_one.py", "Look at it.", "Look at it well.")
    assert run(tree, "--check") == 1
    assert run(tree) == 0 and run(tree, "--check") == 0
    after = notebook(tree, "lessons/01_one.ipynb")
    assert after.cells[2].source == "## A line\nLook at it well."
    assert [c.get("outputs") for c in after.cells] == [c.get("outputs") for c in before.cells]


def test_code_edit_makes_outputs_stale(tree, capsys, monkeypatch):
    edit(tree / "source/lessons/01_one.py", "1 + 1", "1 + 2")
    assert run(tree, "--check") == 1
    assert "lessons/01_one.ipynb has outputs of older code." in capsys.readouterr().out
    monkeypatch.setattr(build, "execute", lambda notebook, folder, path: [[], [], [], []])
    assert run(tree) == 0 and run(tree, "--check") == 0


def test_build_says_when_nothing_changed(tree, capsys):
    before = files(tree)
    assert run(tree) == 0
    assert "Nothing to do." in capsys.readouterr().out and files(tree) == before


def test_windows_line_ends_are_no_difference(tree):
    path = tree / "labs/01_one.ipynb"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run(tree, "--check") == 0


DAMAGE = {
    "output": ("lessons/01_one.ipynb", '"drawn\\n"', '"drown\\n"', "changed by hand"),
    "fingerprint": ("lessons/01_one.ipynb", '"outputs": "', '"outputs": "0', "changed by hand"),
    "prose": ("lessons/01_one.ipynb", "Look at it", "Look as it", "line "),
    "setup cell": ("labs/01_one.ipynb", "print('ready", "print('reedy", "line "),
    "badge": ("solutions/01_one.ipynb", "/v1/solutions", "/v1/labs", "line "),
    "white space": ("labs/01_one.ipynb", '{\n "cells"', '{ \n "cells"', "line 1"),
    "JSON": ("lessons/01_one.ipynb", '"cells": [', '"cells": ', "is damaged"),
    "table": ("README.md", "| 5 |", "| 6 |", "README.md, line"),
    "cell id": ("labs/01_one.ipynb", '"id": "', '"id": "0', "line "),
    "solution line": (
        "labs/01_one.ipynb", "...  # your code here", "twice_as_much = x + x",
        "shows a line of its solution: 'twice_as_much = x + x'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_check_notices(name, tree, capsys):
    path, old, new, message = DAMAGE[name]
    edit(tree / path, old, new)
    before = files(tree)
    assert run(tree, "--check") == 1
    out = capsys.readouterr().out
    assert message in out and path in out
    assert files(tree) == before


def test_check_notices_missing_and_orphan_files(tree, capsys):
    (tree / "labs/01_one.ipynb").rename(tree / "labs/02_two.ipynb")
    assert run(tree, "--check") == 1
    out = capsys.readouterr().out
    assert "labs/01_one.ipynb is missing." in out and "labs/02_two.ipynb has no source." in out


WRONG = {
    "missing key": ("lessons", "# minutes: 5\n", "", "lacks `minutes`"),
    "unknown key": ("lessons", "# minutes: 5", "# minutes: 5\n# colour: red", "`colour`"),
    "wrong type": ("lessons", "minutes: 5", "minutes: five", "`minutes` in the front matter must"),
    "item with a colon": ("lessons", "- draw a line", "- draw: a line", "quotes around every"),
    "bad YAML": ("lessons", "title: One", "title: One: Two", "is not YAML"),
    "no front matter": ("lessons", LESSON.split("# %%")[0], "", "no front matter"),
    "unknown tag": ("lessons", "nbval-check-output", "nbval-check", "unknown tag 'nbval-check'"),
    "unknown need": ("lessons", "[Python]", "[07_nothing]", "'07_nothing'"),
    "solution in a lesson": ("lessons", "1 + 1", "### BEGIN SOLUTION", "a lesson has no solutions"),
    "unknown exercise": ("labs", "@exercise double", "@exercise triple", "no exercise 'triple'"),
    "exercise in a sentence": ("labs", "@exercise double", "See @exercise double", "line of its own"),
    "no end": ("labs", "    ### END SOLUTION\n", "", "has no '### END SOLUTION'"),
    "no begin": ("labs", "    ### BEGIN SOLUTION\n", "", "found '### END SOLUTION'"),
    "misspelt marker": ("labs", "### BEGIN SOLUTION", "### BEGIN SOLUTIONS", "was expected"),
    "marker in text": ("labs", "# Write it.", "# ### BEGIN SOLUTION", "stands in the text cell"),
    "leak": ("labs", "double(4)", "twice_as_much = x + x", "would show a line of its solution"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_sources_are_refused(name, tree, capsys):
    folder, old, new, message = WRONG[name]
    edit(tree / f"source/{folder}/01_one.py", old, new)
    before = files(tree)
    assert run(tree) == 1
    error = capsys.readouterr().err
    assert message in error and "01_one" in error and "Traceback" not in error
    assert files(tree) == before


def test_wrong_file_names_are_refused(tree, capsys):
    shutil.copy(tree / "source/lessons/01_one.py", tree / "source/lessons/01_uno.py")
    assert run(tree) == 1 and "the same number" in capsys.readouterr().err
    (tree / "source/lessons/01_uno.py").rename(tree / "source/lessons/uno.py")
    assert run(tree) == 1 and "two-digit number" in capsys.readouterr().err


def test_only(tree, capsys):
    assert run(tree, "--only", "01") == 0
    assert run(tree, "--only", "09") == 1 and "'09'" in capsys.readouterr().err


def test_retarget(tree, capsys):
    edit(tree / "README.md", "# Tiny", "# Tiny, by ann/course")
    assert run(tree, "--retarget", "bob/fork", "--tag", "main") == 0
    assert run(tree, "--check") == 0
    for path, data in files(tree).items():
        found = set(re.findall(rb"(?:github\.com|com/github|/gh)/([\w.-]+/[\w.-]+?)[/.\n]", data))
        assert found <= {b"bob/fork"}, path
        assert found or path == "pyproject.toml"
        assert b"/v1" not in data
    assert 'tag = "x"' in (tree / "pyproject.toml").read_text(encoding="utf-8")
    assert "by ann/course" in (tree / "README.md").read_text(encoding="utf-8")
    for wrong in ("bob", "bob/fork/x", "https://github.com/bob/fork"):
        assert run(tree, "--retarget", wrong) == 1
    assert run(tree, "--retarget", "bob/fork", "--tag", "a b") == 1


def test_retarget_wants_a_built_course(tree, capsys):
    edit(tree / "source/lessons/01_one.py", "1 + 1", "1 + 2")
    before = files(tree)
    assert run(tree, "--retarget", "bob/fork") == 1
    assert "Run `python -m tools.build` first" in capsys.readouterr().err
    assert files(tree) == before


def test_instructor_edition(tree, tmp_path):
    assert run(tree, "--instructor", str(tmp_path / "mine")) == 0
    lesson = notebook(tmp_path, "mine/lessons/01_one.ipynb")
    assert lesson.cells[-2].source == "Ask who has seen a line before."
    public = notebook(tree, "lessons/01_one.ipynb")
    assert [c.outputs for c in lesson.cells if c.cell_type == "code"] == [
        c.outputs for c in public.cells if c.cell_type == "code"
    ]
    assert (tmp_path / "mine/solutions/01_one.ipynb").exists()
    assert run(tree, "--instructor", str(tree)) == 1


def test_readme_table_takes_costs_from_the_budgets(tree):
    cost = {"solutions/01_one.ipynb": {"seconds": 12.3, "peak_mb": 456.7}}
    (tree / "budgets.json").write_text(json.dumps(cost), encoding="utf-8")
    assert run(tree) == 0
    text = (tree / "README.md").read_text(encoding="utf-8")
    assert "| [01 · One](lessons/01_one.ipynb) | 5 | – | – |" in text
    assert "| [Lab 01 · One](labs/01_one.ipynb) | 7 | 12 s | 457 MB |" in text


def test_a_raising_cell_stops_the_build_and_keeps_the_old_file(built, tmp_path, capsys):
    tree = Path(shutil.copytree(built, tmp_path / "course"))
    before = files(tree)
    edit(tree / "source/lessons/01_one.py", "1 + 1", "[][1]  # boom")
    edit(
        tree / "source/labs/01_one.py",
        "double(4)",
        "import ipywidgets\nout = ipywidgets.Output()\nwith out:\n    double()",
    )
    assert run(tree) == 1
    error = capsys.readouterr().err
    assert "lessons/01_one.ipynb stopped" in error and "[][1]  # boom" in error
    assert "IndexError: list index out of range" in error and "\x1b" not in error
    assert "solutions/01_one.ipynb: a widget raised an error" in error and "TypeError" in error
    after = files(tree)
    assert after["lessons/01_one.ipynb"] == before["lessons/01_one.ipynb"]
    assert after["solutions/01_one.ipynb"] == before["solutions/01_one.ipynb"]


def test_interrupted_build_says_so(tree, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "execute", interrupted)
    assert run(tree, "--execute") == 130 and "Stopped." in capsys.readouterr().err
    assert run(tree, "--check") == 0


def stream(text: str, name: str = "stdout") -> nbformat.NotebookNode:
    return new_output("stream", name=name, text=text)


def shown(**data: str) -> nbformat.NotebookNode:
    kinds = {"text": "text/plain", "html": "text/html", "png": "image/png", "view": execute.WIDGET}
    return new_output("display_data", data={kinds[key]: value for key, value in data.items()})


def normal(*outputs: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    cell = new_code_cell("cell()", outputs=list(outputs))
    return execute.normalise(cell, 3, root(), "lessons/01_one.ipynb")


def test_unfit_outputs_are_refused(tmp_path):
    big = base64.b64encode(bytes(execute.PNG_BYTES + 1)).decode()
    for output, message in [
        (stream("UserWarning: careful\n", "stderr"), "a warning"),
        (shown(text="<object object at 0x7f00aa>"), "an object's address"),
        (stream("<function f at 0x7f00aa>\n"), "an object's address"),
        (stream(f"saved to {root() / 'progress.json'}"), "a path of this machine"),
        (shown(html=f"<b>{Path.home() / 'notes'}</b>", text="x"), "a path of this machine"),
        (stream(f"File {tmp_path / 'a.py'}"), "a path of this machine"),
        (shown(text=repr(str(root() / "x"))), "a path of this machine"),
        (shown(png=big, text="x"), "the picture has 100,001 bytes"),
    ]:
        with pytest.raises(CourseError, match=message) as caught:
            normal(output)
        assert "cell()" in str(caught.value) and "lessons/01_one.ipynb" in str(caught.value)


def test_outputs_are_normalised():
    bar = "Train:  50%|#####     | 1/2 [00:01<00:01,  1.0s/it]"
    done = "Train: 100%|##########| 2/2 [00:02<00:00,  1.0s/it]"
    assert normal(stream(f"\r{bar}", "stderr"), stream(f"\r{done}\n", "stderr")) == []
    assert normal(stream("a\n"), stream(f"\r{bar}\r{done}\n", "stderr"), stream("b\n")) == [
        stream("a\nb\n")
    ]
    assert normal(stream(f"{bar}\r{' ' * 60}\rdone\n")) == [stream("done\n")]
    assert normal(stream("12it [00:03, 4.1it/s]\n", "stderr")) == []
    assert normal(stream("step 1\rstep 2\n")) == [stream("step 2\n")]
    assert normal(shown(view="{}", text="IntSlider(value=3)")) == []
    assert normal(shown(view="{}", text="  0%|          | 0/3 [00:00<?, ?it/s]")) == []
    assert normal(shown(view="{}", png="AAAA", text="A line.")) == [shown(png="AAAA", text="A line.")]
    assert normal(shown(view="{}", text="A sentence.")) == [shown(text="A sentence.")]
    result = new_output("execute_result", data={"text/plain": "2"}, execution_count=17)
    assert normal(result)[0].execution_count == 3


def test_every_solution_line_counts_unless_it_gives_nothing_away():
    cell = source.Cell("code", f"{source.BEGIN}\nreturn x\nimport torch.nn as nn\n"
                       f"loss = a_b_c + 1\n{source.END}", (), 0)  # fmt: skip
    lab = source.Source("labs", "01_one", "One", 1, (), (), (), (cell,))
    visible = ["return x\nimport torch.nn as nn\n    loss = a_b_c + 1"]
    assert source.leaks(lab, visible) == ["loss = a_b_c + 1"]


def test_the_course_is_built():
    course = pages.load(root())
    if not list(root().glob("*/*.ipynb")):
        pytest.skip("no notebooks have been built yet")
    assert build.check(course) == []
