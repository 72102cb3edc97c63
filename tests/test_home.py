"""The home page and `progress()`: what they list, what they say in each state, where links lead."""

import ast
import json
import os
import re
import subprocess
import sys
import types
from html.parser import HTMLParser
from urllib.parse import unquote

import nbformat
import notebook_rules
import pytest
from test_links import links, problem
from tiny_course import built, notebook, run, tree  # noqa: F401 — fixtures

from helpers import course, published
from helpers.checking import contents, overview, progress, stored
from helpers.files import root
from tools import home, pages

LISTED = contents.pages()
SECTIONS = stored.SECTIONS


def everything() -> dict:
    """Progress of somebody who has done all of it."""
    solved = {"exercises": {"status": "passed"}, "quizzes": {"solved": True}}
    solved["predictions"] = {"guess": 1.0}
    data = {
        section: {name: dict(solved[section]) for page in LISTED for name in page.asks[section]}
        for section in SECTIONS
    }
    return {"version": stored.VERSION, **data}


def keep(data: object) -> None:
    path = progress.progress_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch):
    monkeypatch.setattr(progress, "_memory", {})
    monkeypatch.setattr(progress, "_told", set())


@pytest.fixture
def said(capsys):
    """What `progress()` prints now, in lines."""

    def lines() -> list[str]:
        overview.progress()
        return capsys.readouterr().out.splitlines()

    return lines


# ---- what there is -----------------------------------------------------------------------------


def calls(page: contents.Page, name: str) -> list[str]:
    text = course.source(page.slug, page.kind).read_text(encoding="utf-8")
    found = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name
    ]
    return sorted(node.args[0].value for node in found)


@pytest.mark.parametrize("page", LISTED, ids=lambda page: f"{page.kind}-{page.slug}")
def test_a_notebook_is_listed_with_all_that_it_asks(page):
    source = pages.load(root()).find(page.kind, page.slug)
    assert (page.heading, page.minutes) == (source.heading, source.minutes)
    assert page.path == source.built(f"{page.kind}s") == course.notebook(page.slug, page.kind)
    for section, name in (("predictions", "predict"), ("quizzes", "quiz"), ("exercises", "check")):
        assert sorted(page.asks[section]) == calls(page, name)


def test_the_order_is_that_of_the_course():
    headings = [page.heading for page in LISTED]
    assert [page.slug for page in LISTED if page.kind == "lesson"] == list(course.order())
    numbers = [re.search(r"\d\d", heading)[0] for heading in headings]
    assert numbers == sorted(numbers) and len(set(headings)) == len(headings)


def test_a_notebook_that_is_left_out_is_not_listed(tree):  # noqa: F811
    (tree / "course.toml").write_text('[[part]]\ntitle = "All"\nlessons = []\n', encoding="utf-8")
    assert contents.pages(tree) == []
    (tree / "course.toml").write_text(
        '[[part]]\ntitle = "All"\nlessons = ["one"]\n', encoding="utf-8"
    )
    (tree / "source/labs/one.py").unlink()
    assert [page.heading for page in contents.pages(tree)] == ["00 · One"]


# ---- what is said in each state ----------------------------------------------------------------


def test_nothing_recorded(said):
    lines = said()
    assert lines[0] == (
        f"Nothing is recorded yet. Begin here: {LISTED[0].heading} · {LISTED[0].minutes} minutes"
    )
    total = next(line for line in lines if f" of {len(LISTED)} notebooks" in line)
    hours = round(sum(page.minutes for page in LISTED) / 60)
    assert total.split()[:6] == ["0", "of", str(len(LISTED)), "notebooks", str(hours), "h"]


def test_go_on_at_the_first_that_is_not_finished(said):
    data = everything()
    later = LISTED[4]
    section = next(section for section in SECTIONS if later.asks[section])
    del data[section][later.asks[section][0]]
    keep(data)
    lines = said()
    assert lines[0] == f"Go on here: {later.heading} · {later.minutes} minutes"
    rows = [line[0] for line in lines if re.match(r". (Lab )?\d\d · ", line)]
    assert rows == ["✓"] * 4 + ["→"] + ["✓"] * (len(LISTED) - 5)
    assert any(f"{len(LISTED) - 1} of {len(LISTED)} notebooks" in line for line in lines)


def test_everything_done(said):
    keep(everything())
    lines = said()
    assert lines[0] == "Everything is done: each prediction, quiz question and exercise."
    assert f"{len(LISTED)} of {len(LISTED)} notebooks" in "\n".join(lines)
    assert "→" not in "\n".join(lines)


@pytest.mark.parametrize("section", SECTIONS)
def test_what_was_tried_is_not_done(section, said):
    data = everything()
    undone = {"exercises": {"status": "failed"}, "quizzes": {"choice": 1, "right": False}}
    undone["predictions"] = {"seen": True}
    page = next(page for page in LISTED if page.asks[section])
    data[section][page.asks[section][0]] = undone[section]
    keep(data)
    assert said()[0].startswith(f"Go on here: {page.heading} ·")


def test_one_that_is_begun_out_of_turn(said):
    keep({**everything(), "predictions": {}, "exercises": {}})
    number = course.number("attention")
    assert any(line.startswith(f"… {number} · ") for line in said())


@pytest.mark.parametrize("text", ["{", "", "[]", '{"version": 2}'])
def test_a_damaged_file_is_told_of_each_time(text, said):
    keep(text)
    for _ in range(2):
        lines = said()
        assert lines[:2] == ["… progress.json is damaged.", "It will be kept beside a new one."]
        assert lines[2].startswith("Nothing is recorded yet. Begin here: ")


def test_a_newer_file_is_told_of_each_time(said):
    keep({**everything(), "version": stored.VERSION + 1})
    for _ in range(2):
        assert said()[0].startswith("… progress.json was written by a newer version")


def test_what_is_left_out_does_not_count(said):
    data = everything()
    keep({section: {"gone.one": next(iter(data[section].values()))} for section in SECTIONS})
    keep({"version": stored.VERSION, **json.loads(progress.progress_file().read_text())})
    total = next(line for line in said() if f" of {len(LISTED)} notebooks" in line)
    assert re.findall(r"(\d+) of", total) == ["0"] * 4


def test_a_build_stores_no_table(monkeypatch, capsys):
    """It would hold numbers that a move makes wrong."""
    monkeypatch.setenv("COURSE_BUILD", "1")
    overview.progress()
    out = capsys.readouterr().out
    assert out.startswith("→ Run this cell: it shows every notebook") and "·" not in out


# ---- the table in a notebook -------------------------------------------------------------------


class Table(HTMLParser):
    """The links of a piece of HTML and the kinds of its cells; tags must be closed in order."""

    def __init__(self, html: str):
        super().__init__()
        self.links, self.scopes, self.names, self.open = [], [], [], []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.open.append(tag)
        self.links += [found["href"]] if "href" in found else []
        self.scopes += [found["scope"]] if "scope" in found else []
        self.names += [found["aria-label"]] if "aria-label" in found else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_table_in_a_notebook_has_links_scopes_and_names():
    data = everything()
    data["exercises"] = {}
    found = Table(overview.as_html(data, LISTED, lambda path: f"../{path}"))
    here = overview.next_page(data, LISTED)
    assert found.links == [f"../{page.path}" for page in [here, *LISTED]]
    assert found.scopes.count("col") == 5 and found.scopes.count("row") == len(LISTED) + 1
    assert found.scopes.count("rowgroup") == len(course.parts())
    assert found.names[0] == "go on here" and set(found.names[1:]) <= {"begun", "done"}


def test_what_stands_in_titles_is_no_html():
    page = contents.Page("A < B", "one", "lesson", "a & b", "x.ipynb", 5, LISTED[0].asks)
    html = overview.as_html(None, [page], str)
    assert "A &lt; B" in html and "a &amp; b" in html


@pytest.mark.parametrize("place", ["lessons", "labs", ".", "tests/files"])
def test_links_are_relative_to_the_notebook_that_runs(place, monkeypatch):
    monkeypatch.chdir(root() / place)
    for path in (LISTED[0].path, LISTED[-1].path):
        link = contents.address(path)
        assert not link.startswith("/") and (root() / place / link).resolve() == root() / path


def test_a_copy_of_the_notebooks_leads_to_its_own_files(tmp_path, monkeypatch):
    mine = tmp_path / "my copy" / "lessons"
    mine.mkdir(parents=True)
    monkeypatch.chdir(mine)
    outside = contents.address("lessons/a b.ipynb")
    assert (mine / unquote(outside)).resolve() == root() / "lessons/a b.ipynb"
    (mine / "a b.ipynb").write_text("{}", encoding="utf-8")
    assert contents.address("lessons/a b.ipynb") == "../lessons/a%20b.ipynb"


def test_on_another_drive_a_link_is_whole(monkeypatch, tmp_path):
    def no_way(_):
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os.path, "relpath", no_way)
    assert contents.address(LISTED[0].path).startswith("file:///")


def test_on_colab_links_lead_to_colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    for page in LISTED:
        place = published.read()
        assert contents.address(page.path) == (place.colab(page.path) or place.file(page.path))


# ---- the page ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> nbformat.NotebookNode:
    return nbformat.reads(home.page(pages.load(root())), as_version=4)


@pytest.mark.parametrize(
    "rule",
    [
        notebook_rules.form,
        notebook_rules.executed,
        notebook_rules.outputs,
        notebook_rules.pictures,
        notebook_rules.headings,
        notebook_rules.lengths,
        notebook_rules.plain_python,
    ],
    ids=lambda rule: rule.__name__,
)
def test_the_page_keeps_the_rules(rule, page):
    assert rule(notebook_rules.Notebook("lessons", "home", page)) == []


def test_the_page_can_be_read_without_a_kernel(page):
    [output] = page.cells[1].outputs
    found = Table(output.data["text/html"])
    assert found.links == [f"../{one.path}" for one in LISTED] and found.names == []
    assert " of " not in output.data["text/plain"], "nobody's progress is stored"
    assert "Run this cell" in output.data["text/plain"].splitlines()[0]
    for cell in (page.cells[0], page.cells[2]):
        assert [problem(link, root() / course.HOME) for link in links(cell.source)] == [None] * len(
            links(cell.source)
        )


def test_the_page_s_cell_finds_the_course_and_loads_no_torch(page):
    """Where it runs is where the notebooks are; a server with little memory opens it beside one."""
    code = page.cells[1].source + "\nassert 'torch' not in sys.modules\n"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root() / "labs", capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Nothing is recorded yet.")


def test_a_build_writes_the_page_and_keeps_it(tree):  # noqa: F811
    before = notebook(tree, course.HOME)
    assert "00 · One" in before.cells[1].outputs[0].data["text/plain"]
    assert run(tree, "--check") == 0
    (tree / course.HOME).write_text("{}", encoding="utf-8")
    assert run(tree, "--check") == 1 and run(tree) == 0
    assert notebook(tree, course.HOME) == before


def test_every_notebook_leads_home(tree, capsys):  # noqa: F811
    for path in ("lessons/00_one", "labs/lab_00_one", "solutions/solution_00_one"):
        assert "[Home](../lessons/home.ipynb)" in notebook(tree, f"{path}.ipynb").cells[0].source
    readme = (tree / "README.md").read_text(encoding="utf-8")
    assert "/v1?urlpath=lab/tree/lessons/home.ipynb)" in readme.split("<!-- /badges -->")[0]
    assert run(tree) == 0 and "has no source" not in capsys.readouterr().out


def test_an_instructor_s_copy_has_it_too(tree, tmp_path):  # noqa: F811
    assert run(tree, "--instructor", str(tmp_path / "mine")) == 0
    assert (tmp_path / "mine" / course.HOME).exists()
