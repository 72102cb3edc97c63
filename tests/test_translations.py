"""A lesson in another language: nothing is lost in it, and what is out of date is shown."""

import re
import string

import nbformat
import pytest
from babel.messages import Catalog
from nbformat.v4 import new_markdown_cell
from notebook_rules import RULES, Notebook, words
from tiny_course import ORDER, built, edit, loader, tree  # noqa: F401

from helpers.checking import quizzes
from helpers.exercises import find
from helpers.files import root
from helpers.words import speaking, spoken
from tools import build, catalogues, further, messages, pages, roles, translate, translations
from tools import translation_checks as checks
from tools.notebook import assemble, code_of, targets

COURSE = pages.load(root())
LANGUAGE = "es"
SLUGS = catalogues.lessons(root(), LANGUAGE)
EXERCISE = find("count_words")


def shown(slug: str, language: str = ""):
    source = next(one for one in COURSE.lessons if one.slug == slug)
    source = COURSE.translations[language][slug] if language else source
    return nbformat.read(root() / source.built("lessons"), as_version=4)


def files() -> dict[str, Catalog]:
    names = [catalogues.COMMON, *SLUGS]
    return {name: catalogues.read(root(), LANGUAGE, name) for name in names}


# What is to be translated.


@pytest.mark.parametrize("source", COURSE.lessons, ids=lambda one: one.slug)
def test_every_text_cell_is_found_and_no_code(source):
    found = messages.of_lesson(source)
    texts = {one.text for one in found}
    assert texts >= {messages.flowing(c.text) for c in source.cells if c.kind == "markdown"}
    assert texts >= {*source.objectives, *source.key_points}
    prose = [one.text for one in found if one.note == messages.PROSE]
    assert len(prose) == len({c.text for c in source.cells if c.kind == "markdown"})
    lines = {c.text for c in source.cells if c.kind == "code"}
    assert not texts & lines and not any("\nimport " in text for text in texts)


def test_a_lesson_is_asked_for_its_quiz_its_exercise_and_its_labels():
    source = next(one for one in COURSE.lessons if one.slug == "start_here")
    texts = {one.text for one in messages.of_lesson(source)}
    for question in quizzes.load_file("start_here"):
        assert {question.text, *(c.text for c in question.choices)} <= texts
        assert {choice.why for choice in question.choices} <= texts
    assert {*EXERCISE.hints, *(one.message for one in EXERCISE.mistakes)} <= texts
    assert {"candidate", "Right answers", "seed", "text"} <= texts
    assert not any("traffic light" in text for text in texts)  # what the model reads is code


def test_line_breaks_of_the_source_do_not_matter():
    one = "## A\nSome words\nmore.\n\n- an item\n  of two lines\n- another\n\n```\na\nb\n```"
    two = "## A\nSome\nwords more.\n\n- an item of two lines\n- another\n\n```\na\nb\n```"
    assert messages.flowing(one) == messages.flowing(two)
    assert messages.flowing(one).endswith("```\na\nb\n```")
    assert messages.flowing("Do it.\n@exercise x\nNow.").split("\n") == [
        "Do it.",
        "@exercise x",
        "Now.",
    ]


# What was translated.


def test_nothing_was_lost_in_translation():
    found = [f"{name}: {slip}" for name, one in files().items() for slip in checks.slips(one)]
    assert not found, "\n".join(found)


def test_the_built_files_are_what_the_messages_say():
    assert checks.of_notebooks(COURSE, LANGUAGE) == []
    cure = "run `python -m tools.translate build --language es`"
    assert catalogues.is_compiled(root(), LANGUAGE), cure


def test_nearly_everything_is_translated_and_the_rest_is_marked():
    """Who changes an English text need not know Spanish: the check lists it, the mark shows it."""
    for name, catalogue in files().items():
        asked = checks.asked(COURSE, name)
        stale = checks.stale(catalogue, asked)
        assert len(stale) <= 0.1 * len(asked), "\n".join(stale)
    for slug in SLUGS:
        source = COURSE.translations[LANGUAGE][slug]
        english = next(one for one in COURSE.lessons if one.slug == slug)
        with speaking(LANGUAGE):
            mark = spoken(translations.MARK)
        for cell, was in zip(source.cells, english.cells, strict=True):
            assert cell.kind == "code" or mark in cell.text or cell.text != was.text


@pytest.mark.parametrize("slug", SLUGS)
def test_code_is_identical(slug):
    here, there = shown(slug), shown(slug, LANGUAGE)
    assert [cell.id for cell in here.cells] == [cell.id for cell in there.cells]
    assert code_of(here) == code_of(there)
    code = [[c.source for c in one.cells if c.cell_type == "code"] for one in (here, there)]
    assert code[0][1:] == code[1][1:]  # the first one has words, and says the language
    lines = list(zip(*(one[0].split("\n") for one in code), strict=True))
    other = [new for old, new in lines if old != new]
    assert len(other) == 3 and other[-1] == 'start(language="es")'
    assert other[0].startswith("# @title ") and other[1].startswith("assert course, ")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_translated_notebook_keeps_the_rules(slug):
    node = shown(slug, LANGUAGE)
    path = COURSE.translations[LANGUAGE][slug].built("lessons")
    notebook = Notebook("lessons", path.rpartition("/")[2].removesuffix(".ipynb"), node)
    rules = [rule for rule in RULES if rule.__name__ != "lengths"]
    assert [sentence for rule in rules for sentence in rule(notebook)] == []
    for cell in notebook.hand_written:
        if roles.READING not in roles.of(cell):
            # What its function is for stands below an exercise; in English that is code.
            text = re.sub(r"(?m)^`\w+`: .*", "", cell.source)
            assert words(text) <= checks.WORDS, cell.source[:60]


@pytest.mark.parametrize("slug", SLUGS)
def test_links_lead_somewhere_and_are_those_of_the_lesson(slug):
    def links(node) -> list[str]:
        texts = [cell.source for cell in node.cells[1:-1] if cell.cell_type == "markdown"]
        found = translations.LINK.findall("\n".join(texts))
        return [one.rpartition("/")[2] for one in found]

    assert links(shown(slug)) == links(shown(slug, LANGUAGE))
    folder = (root() / COURSE.translations[LANGUAGE][slug].built("lessons")).parent
    for cell in shown(slug, LANGUAGE).cells:
        for target in translations.LINK.findall(cell.source if cell.cell_type != "code" else ""):
            assert (folder / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("slug", SLUGS)
def test_each_leads_to_the_other(slug):
    name = shown(slug).cells[0].source.rpartition("[Español](")[2].partition(")")[0]
    assert name == f"../lessons/es/{COURSE.translations['es'][slug].built('lessons')[11:]}"
    assert "[English](../" in shown(slug, LANGUAGE).cells[0].source


def test_every_place_can_be_filled_in():
    for catalogue in files().values():
        for entry in catalogues.entries(catalogue):
            names = re.findall(r"\{(\w+)\}", entry.id)
            if names:
                fields = {name for _, name, _, _ in string.Formatter().parse(entry.string) if name}
                assert fields == set(names), entry.id


# What a change does.


@pytest.fixture
def lesson():
    """The lesson, its messages, and a change of one text cell."""
    source = next(one for one in COURSE.lessons if one.slug == "start_here")
    place = next(i for i, c in enumerate(source.cells) if c.text.startswith("## Let a model"))

    def changed(old: str, new: str):
        cells = list(source.cells)
        assert old in cells[place].text
        text = cells[place].text.replace(old, new)
        cells[place] = translations.replace(cells[place], text=text)
        return translations.replace(source, cells=tuple(cells)), place

    return changed


def test_a_changed_text_makes_its_translation_stale(lesson):
    source, place = lesson("invented office mail", "office mail that we invented")
    catalogue = files()["start_here"]
    before = checks.stale(catalogue, messages.of_lesson(source))
    assert [one for one in before if "not in the file yet: ## Let a model write" in one] == before
    renewed = catalogues.renewed(catalogue, messages.of_lesson(source))
    (said,) = checks.stale(renewed, messages.of_lesson(source))
    assert said.startswith("changed in English since it was translated: ## Let a model write")
    entry = next(one for one in catalogues.entries(renewed) if one.fuzzy)
    assert "Deja que un modelo" in entry.string and "invented office mail" in entry.previous_id[0]
    assert entry.id not in catalogues.good(renewed)

    told = catalogues.good(renewed)
    shown = translations.translate(source, LANGUAGE, told)
    mark = "Esta parte está en inglés"
    heading, _, rest = shown.cells[place].text.partition("\n\n")
    assert heading == "## Let a model write" and rest.startswith(f"> *{mark}")
    assert "office mail that we invented" in rest
    others = [cell.text for i, cell in enumerate(shown.cells) if i != place]
    assert not any(mark in text for text in others)
    with speaking(LANGUAGE):
        assert list(further.headings(shown.cells[place].text)) == [(2, "Let a model write")]


def test_a_changed_line_of_the_front_matter_says_that_it_is_english(lesson):
    source = translations.replace(lesson("office", "office")[0], key_points=("A new point.",))
    told = catalogues.good(files()["start_here"])
    assert translations.translate(source, LANGUAGE, told).key_points == (
        "A new point. (en inglés)",
    )


def entry(text: str, told: str, prose: bool = True) -> Catalog:
    catalogue = Catalog(LANGUAGE)
    catalogue.add(text, told, auto_comments=[messages.PROSE] * prose)
    return catalogue


@pytest.mark.parametrize(
    "text, told, what",
    [
        ("Key {key} is missing.", "Falta la clave.", "place to fill in, '{key}'"),
        ("See [[lesson:costs]].", "Mira [[lesson:prompts]].", "reference"),
        ("See [it](home.ipynb).", "Míralo.", "link, 'home.ipynb'"),
        ("Use `split()`.", "Usa `partir()`.", "code"),
        ("Do.\n\n@exercise a", "Hazlo.", "exercise"),
        ("## A\n\nB.", "# A\n\nB.", "level of a heading"),
        ("About 95 % of 20.", "Un 90 % de 20.", "number, '95'"),
        ("A [MASK].", "Un hueco.", "mark"),
        ("A {b}.", "Una {b} {.", "brace"),
        ("A {b}.", "Una {b} }.", "brace"),
        ("Words.", "palabra " * 76, "76 words, at most 75"),
    ],
)
def test_what_gets_lost_is_told(text, told, what):
    (said,) = checks.slips(entry(text, told))
    assert what in said


def test_what_is_kept_is_not_told():
    assert checks.slips(entry("Of 3, `a` is {b}.", "De 3, {b} es `a`.")) == []
    assert checks.slips(entry("A {b}.", "")) == []  # not translated: another sentence


# Roles of headings.


def test_roles_are_read_from_english_words_once_and_then_carried():
    spanish = new_markdown_cell("## Dos semillas (para ir más allá)\n\nMás.")
    spanish.metadata["roles"] = list(roles.of_text("## Two seeds (to go further)\n\nMore."))
    assert further.marked([spanish, new_markdown_cell("## Fin")]) == [True, False]
    assert roles.of(new_markdown_cell("## Where to read more\n\n- A.")) == (roles.READING,)
    assert roles.of(new_markdown_cell("## Two (to go further)")) == (roles.FURTHER,)
    assert roles.EXERCISE.findall("*Ejercicio 1 · 10 minutos · dificultad ●●○*") == ["10"]


# The whole way, on a course of one lesson.


def test_the_way_of_a_translation(tree, monkeypatch, capsys):
    load = loader(tree)

    def run(*argv: str) -> tuple[int, str]:
        code = translate.main([*argv, "--language", "es"], load)
        return code, "".join(capsys.readouterr())

    monkeypatch.setattr(
        build, "execute", lambda notebook, folder, path: [[]] * (len(code_of(notebook)) + 1)
    )
    assert "not translated: ## A line" in run("extract", "--lesson", "one")[1]
    catalogue = catalogues.read(tree, "es", "one")
    for one in catalogues.entries(catalogue):
        one.string = {"## A line\nLook at it.": "## Una línea\n\nMírala."}.get(one.id, one.id)
    (tree / "locale/es/one.po").write_bytes(catalogues.text(catalogue))
    assert "wrote lessons/es/00_one.ipynb" in run("build")[1]
    node = nbformat.read(tree / "lessons/es/00_one.ipynb", as_version=4)
    assert node.cells[2].source == "## Una línea\n\nMírala." and node.metadata["language"] == "es"
    first = (tree / "lessons/es/00_one.ipynb").read_bytes()
    assert run("build") == (0, "Nothing to do.\n")

    edit(tree / "source/lessons/one.py", "# Look at it.", "# Look at it well.")
    code, said = run("check")
    assert code == 1 and "not in the file yet: ## A line Look at it well" in said
    assert "changed in English since it was translated" in run("update")[1]
    stale = (tree / "locale/es/one.po").read_bytes()
    assert b"#| msgid" in stale and b'"Look at it."\n' in stale  # what the translator compares with
    run("update")
    assert (tree / "locale/es/one.po").read_bytes() == stale
    run("build")
    node = nbformat.read(tree / "lessons/es/00_one.ipynb", as_version=4)
    assert "Look at it well." in node.cells[2].source and "> *" in node.cells[2].source
    edit(tree / "source/lessons/one.py", "# Look at it well.", "# Look at it.")
    run("update")
    catalogue = catalogues.read(tree, "es", "one")
    catalogue["## A line\nLook at it."].flags.discard("fuzzy")  # a translator looked at it
    (tree / "locale/es/one.po").write_bytes(catalogues.text(catalogue))
    run("build")
    assert (tree / "lessons/es/00_one.ipynb").read_bytes() == first

    (tree / "course.toml").write_text(ORDER.replace('["one"]', "[]"), encoding="utf-8")
    assert "removed lessons/es/00_one.ipynb" in build.build(load())


@pytest.mark.parametrize(
    "argv, said",
    [
        (["check", "--language", "klingon"], "is no language"),
        (["update", "--language", "fr"], "Nothing is translated into 'fr' yet"),
        (["extract", "--language", "es", "--lesson", "nothing"], "There is no lesson 'nothing'"),
    ],
)
def test_a_wrong_command_says_what_to_do(argv, said, capsys):
    assert translate.main(argv, lambda: COURSE) == 1
    assert said in capsys.readouterr().err


def test_targets_hold_the_translations_and_an_instructor_gets_the_notes():
    for target in targets(COURSE):
        if target.source.language:
            node = assemble(COURSE, target, notes=True)
            setup = next(cell for cell in node.cells if cell.cell_type == "code").source
            assert setup.endswith('start(learner=False, language="es")')
            assert any("instructor" in cell.metadata.get("tags", []) for cell in node.cells)
