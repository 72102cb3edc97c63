"""The website: every page whole, nothing fetched, readable by keyboard and at every width."""

import functools
import http.server
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from lab_browser import chromium
from loopback import serving

from helpers import course
from helpers.checking.contents import pages
from helpers.files import CourseError, root
from tools import exhibits, site, site_api, site_links

WIDTHS = (375, 800, 1280)
LESSON = next(page.path for page in pages() if page.slug == "masked_lm").replace(".ipynb", ".html")


EXHIBIT = "exhibits/game.html"


class Page(HTMLParser):
    """What a page points at, its pictures, its words and its anchors."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.bare, self.ids = [], [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids.add(given.get("id"))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        source = given.get("src") or (given.get("href") if tag == "link" else None)
        if source and given.get("rel") not in ("canonical",):
            self.loaded.append(source)
        if tag == "img" and not given.get("alt"):
            self.bare.append(given.get("src", "")[:60])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The site, once. Its exhibits have their pages, and stand-ins for their models."""
    folder = tmp_path_factory.mktemp("site") / "weights and context"
    with pytest.MonkeyPatch.context() as patched:
        for name, value in {"lacking": "", "licences": "", "runtime": {}}.items():
            patched.setattr(exhibits, name, lambda value=value: value)
        patched.setattr(exhibits, "model", lambda name: {})
        assert site.main([str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def read(made):
    """Every page, parsed; path below the site → `Page`."""
    return {
        path.relative_to(made).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(made.rglob("*.html"))
    }


def test_every_notebook_has_a_page(read):
    for page in pages():
        assert page.path.replace(".ipynb", ".html") in read
    assert {"index.html", "docs/glossary.html", "docs/claims.html", "api/index.html"} <= set(read)


def test_exhibits_stand_in_the_navigation_and_lessons_lead_to_them(made, read):
    first = (made / "index.html").read_text(encoding="utf-8")
    assert "Try it here" in first
    for name in exhibits.PAGES:
        assert f"exhibits/{name}.html" in read["index.html"].links
        text = (made / "exhibits" / f"{name}.html").read_text(encoding="utf-8")
        assert "Load the model" in text and f'src="../_static/exhibits/{name}.js"' in text
    for slug, name in exhibits.LESSONS.items():
        page = course.notebook(slug, "lesson").replace(".ipynb", ".html")
        assert f"../exhibits/{name}.html" in read[page].links


def test_every_document_becomes_a_page(tmp_path, monkeypatch):
    names = ["docs/new.md", "docs/claims.md", "docs/teaching/b.md", "docs/teaching/index.md"]
    others = ["docs/teaching/quiz.gift", "docs/exhibits/mask.md", "docs/teaching/a/plan.png"]
    for name in [*names, *others, "CHANGELOG.md"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# One\n\n[quiz](quiz.gift)\n", encoding="utf-8")
    shutil.copyfile(root() / "README.md", tmp_path / "README.md")
    monkeypatch.setattr(site, "root", lambda: tmp_path)
    stage = tmp_path / "stage"
    site.put_documents(stage, "https://r")
    written = {p.relative_to(stage).as_posix() for p in stage.rglob("*") if p.is_file()}
    assert written == {*names, "CHANGELOG.md", "docs/teaching/a/plan.png"}
    assert "https://r/docs/teaching/quiz.gift" in (stage / names[2]).read_text(encoding="utf-8")
    parts = dict(re.findall(r":caption: (.*)\n:maxdepth: 1\n\n([^`]*)\n```", site.index([], [])))
    assert parts["Teaching"].split() == ["docs/teaching/index", "docs/teaching/b"]
    assert parts["About"].split() == ["docs/claims", "CHANGELOG", "docs/new"]
    assert not {"Try it here", "Solutions"} & set(parts)


def test_nothing_is_loaded_from_elsewhere(made, read):
    for name, page in read.items():
        outside = [one for one in page.loaded if re.match(r"(https?:)?//", one)]
        assert not outside, name
    for path in made.rglob("*.css"):
        found = re.findall(r"url\(['\"]?(https?:)?//", path.read_text(encoding="utf-8"))
        assert not found, path.name


def test_every_link_leads_somewhere(made, read):
    broken = []
    for name, page in read.items():
        for link in page.links:
            parts = urlparse(link)
            if parts.scheme or link in ("#", ""):
                continue
            path = (made / name).parent / unquote(parts.path) if parts.path else made / name
            target = path.resolve()
            if not target.exists():
                broken.append((name, link))
            elif parts.fragment and target.suffix == ".html":
                other = read[target.relative_to(made.resolve()).as_posix()]
                if unquote(parts.fragment) not in other.ids:
                    broken.append((name, link))
    assert not broken


def test_every_picture_says_what_it_shows(read):
    assert not {name: page.bare for name, page in read.items() if page.bare}


def test_what_is_folded_in_a_lesson_opens_on_the_page(made):
    text = (made / LESSON).read_text(encoding="utf-8")
    assert text.count("<details") > 5 and "Stored result" in text
    assert "ipywidgets" not in "".join(re.findall(r"<script[^>]*src=[^>]*>", text))


def test_the_reference_shows_no_solution(made):
    text = "".join(path.read_text(encoding="utf-8") for path in (made / "api").glob("*.html"))
    assert "def train(" in re.sub("<[^>]+>", "", text) and "helpers.exercises.training" not in text


@pytest.mark.parametrize(
    ("text", "page", "expected"),
    [
        ("[a](https://x.y/z)", "labs/l.ipynb", "[a](https://x.y/z)"),
        ("[a](#part)", "labs/l.ipynb", "[a](#part)"),
        ("[a](../lessons/x.ipynb#p)", "labs/l.ipynb", "[a](../lessons/x.ipynb#p)"),
        ('[a](../docs/glossary.md#b "c")', "labs/l.ipynb", '[a](../docs/glossary.md#b "c")'),
        ("[a](../lessons/home.ipynb)", "labs/l.ipynb", "[a](../index.md)"),
        ("[a](README.md)", "CONTRIBUTING.md", "[a](index.md)"),
        ("![p](docs/picture.png)", "README.md", "![p](docs/picture.png)"),
        ("[a](../LICENSE)", "docs/claims.md", "[a](https://r/LICENSE)"),
        ("[a](tools/build.py)", "CONTRIBUTING.md", "[a](https://r/tools/build.py)"),
    ],
)
def test_links_are_mended(text, page, expected):
    assert site_links.relinked(text, page, "https://r") == expected


def test_a_folder_with_other_things_is_left_alone(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert site.main([str(tmp_path)]) == 1
    assert "Name a new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_warning_of_sphinx_leaves_no_half_site(tmp_path):
    class Failed:
        returncode = 2

    assert site.build(tmp_path / "new", live=False, run=lambda *_: Failed) == 2
    assert not (tmp_path / "new").exists()


def test_missing_packages_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(site, "missing", lambda: ["sphinx"])
    with pytest.raises(CourseError, match=r"\[site\]"):
        site.build(tmp_path / "new", live=False)


def test_the_reference_reads_and_imports_nothing(tmp_path):
    room = tmp_path / "room"
    room.mkdir()
    (room / "__init__.py").write_text('"""A room."""\n', encoding="utf-8")
    code = '"""One ``` file."""\nimport nowhere\n\ndef f(a=1):\n    """Says."""\n\ndef _g(): "x"\n'
    (room / "one.py").write_text(code, encoding="utf-8")
    text = site_api.pages(tmp_path)["room.md"]
    assert "def f(a=1)" in text and "Says." in text and "_g" not in text and "````text" in text


# ---------------------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def address(made, tmp_path_factory):
    """A static host that has the site below a path of its own."""
    top = tmp_path_factory.mktemp("host")
    shutil.copytree(made, top / "some" / "course")
    handler = functools.partial(Quiet, directory=str(top))
    with serving(handler) as found:
        yield f"{found}/some/course/"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def browser():
    path = chromium()
    if not path:
        pytest.skip("no Chromium here")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as started:
        found = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


def opened(browser, width, scheme, home):
    """A page and the requests that go anywhere but to `home`."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, outside = context.new_page(), []

    def note(request):
        if not request.url.startswith((home, "data:")):
            outside.append(request.url)

    page.on("request", note)
    return page, outside


def test_pages_fit_every_width_and_ask_nobody(browser, made):
    home = Path(made).as_uri()
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            page, outside = opened(browser, width, scheme, home)
            for name in ("index.html", LESSON, "docs/claims.html", "api/context.html", EXHIBIT):
                page.goto(f"{home}/{name}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (name, width)
            assert page.evaluate("document.documentElement.dataset.theme") == scheme
            assert not outside
            page.context.close()


def test_search_and_folds_work_by_keyboard_below_a_path(browser, address):
    page, outside = opened(browser, 1280, "light", address)
    page.goto(address + LESSON)
    fold = page.locator("details").first
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert fold.evaluate("element => element.open")
    page.goto(address + "search.html?q=rehearsal")
    page.wait_for_selector("ul.search li", timeout=20_000)
    assert page.locator("ul.search li a").count() > 1
    page.keyboard.press("Control+k")
    page.keyboard.type("tokenizer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=tokenizer**")
    assert not outside
