"""What helpers say in the learner's language: the check, quizzes, predictions, and the way back."""

import importlib.util
import re

import pytest

from helpers import words
from helpers.checking import contents, kinds, overview, predictions, quizzes
from helpers.checking.grading import grade
from helpers.checking.stored import empty
from helpers.course import resolve, told
from helpers.exercises import find
from helpers.files import root
from helpers.show.widgets import control
from helpers.words import speaking, spoken
from tools import catalogues, pages
from tools import translation_checks as checks

LANGUAGE = "es"
EXERCISE = find("count_words")
COURSE = pages.load(root())


def wrong_answers() -> dict:
    path = root() / "tests" / "mistakes" / "count_words.py"
    spec = importlib.util.spec_from_file_location("count_words_wrong", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = {n: f for n, f in vars(module).items() if n.startswith("wrong_")}

    def prints(text):
        print(text)

    def recursive(text):
        return recursive(text)

    def leaves(text):
        exit()

    def asks(text):
        return input()

    more = (prints, recursive, leaves, asks, lambda: {}, lambda text: text.nothing)
    return found | {f.__name__ + str(i): f for i, f in enumerate(more)} | {"a list": [1]}


ENGLISH = re.compile(r"\b(the|is|are|It|expected|got|Use|Return|missing|with)\b")


@pytest.mark.parametrize("name", wrong_answers())
def test_the_check_speaks_the_language_and_names_the_same_mistake(name):
    answer = wrong_answers()[name]
    english = grade(EXERCISE, answer)
    with speaking(LANGUAGE):
        spanish = grade(EXERCISE, answer)
        kind = kinds.kind_of(EXERCISE, spanish.text)
    assert english.status == spanish.status == "failed" and english.text != spanish.text
    assert kind == kinds.kind_of(EXERCISE, english.text)
    plain = re.sub(r"`[^`]*`|'[^']*'|\(.*?\)|\w+Error: .*", "", spanish.text)
    assert not ENGLISH.search(plain), spanish.text


def test_each_mistake_has_its_own_sentence():
    told = catalogues.good(catalogues.read(root(), LANGUAGE, "start_here"))
    with speaking(LANGUAGE):
        for mistake in EXERCISE.mistakes:
            text = grade(EXERCISE, mistake.function).text
            assert text.startswith(told[mistake.message])


def test_every_beginning_of_a_diagnosis_is_a_message():
    known = {one.text for one in checks.asked(COURSE, catalogues.COMMON)}
    assert {*kinds.WHOLE, kinds.STOPS} <= known
    with speaking(LANGUAGE):
        assert set(kinds.beginnings().values()) == set(kinds.BEGINNINGS.values())
        assert len(kinds.beginnings()) == len(kinds.BEGINNINGS) + len(kinds.WHOLE)


def test_questions_keep_their_order_and_their_right_choice():
    english = quizzes.load_file("start_here")
    with speaking(LANGUAGE):
        spanish = quizzes.load_file("start_here")
        assert "Not quite" not in quizzes.as_html(spanish[0])
    for one, other in zip(english, spanish, strict=True):
        assert one.id == other.id and one.text != other.text
        assert [c.right for c in one.choices] == [c.right for c in other.choices]
    assert quizzes.load_file("start_here") == english


def test_a_prediction_is_answered_in_the_language(capsys):
    with speaking(LANGUAGE):
        predictions.predict("start_here.demo", 0.9, 0.3)
        predictions.predict("start_here.demo", None, 0.3)
    said = capsys.readouterr().out
    assert "se pasó por 0.6" in said and "No hay predicción anotada" in said
    predictions.predict("start_here.demo", 0.9, 0.3)
    assert "0.6 too high" in capsys.readouterr().out


def test_what_has_no_translation_stays_english(monkeypatch):
    with speaking(LANGUAGE):
        assert spoken("Nobody said {what}.", what="this") == "Nobody said this."
        assert spoken("") == ""
    for name in ("", "en", "en_GB", "xx", "../es", "español", "C.UTF-8", "espanto"):
        with speaking(name):
            assert spoken("Right.") == "Right.", name
    with speaking("es_MX"):
        assert spoken("Right.") == "Correcto."


@pytest.mark.parametrize("told", ["Falta {clave}.", "Falta {", "Falta {0}."])
def test_a_slip_in_a_translation_stops_nothing(told, monkeypatch):
    class Damaged:
        def gettext(self, text):
            return told

    monkeypatch.setattr(words, "catalogue", lambda name: Damaged())
    with speaking(LANGUAGE):
        assert spoken("Key {key} is missing.", key="a") == "Key a is missing."


@pytest.mark.parametrize("data", [b"", b"no messages", b"\xde\x12\x04\x95\x00\x00"])
def test_a_damaged_file_of_messages_stops_nothing(data, tmp_path, monkeypatch):
    (tmp_path / "locale" / "es").mkdir(parents=True)
    (tmp_path / "locale" / "es" / "course.mo").write_bytes(data)
    monkeypatch.setattr(words, "root", lambda: tmp_path)
    words.catalogue.cache_clear()
    with speaking(LANGUAGE):
        assert spoken("Right.") == "Right."
    words.catalogue.cache_clear()


def test_the_language_ends_with_its_block(monkeypatch):
    monkeypatch.delenv(words.NAME, raising=False)
    with pytest.raises(KeyError), speaking(LANGUAGE):
        raise KeyError
    assert spoken("Right.") == "Right."


def test_references_and_paths_follow_the_language():
    with speaking(LANGUAGE):
        assert resolve("[[Lesson:start_here]]") == "Lección «Empieza aquí»"
        path = COURSE.lessons[0].built("lessons")
        assert told(path) == COURSE.translations[LANGUAGE]["start_here"].built("lessons")
    assert told(path) == path


def test_controls_and_the_table_of_progress_speak_it():
    with speaking(LANGUAGE):
        question, choices, button = quizzes.as_widget(quizzes.find("start_here.seeds")).children[:3]
        assert control("text", "A [MASK].")[0].description == "texto"
        assert control("layer", (1, 4))[0].description == "layer"  # a name without a translation
        table = overview.as_text(empty(), contents.pages())
        shown = overview.as_html(None, contents.pages(), str)
    assert "varias semillas" in question.value and button.description == "Responder"
    assert choices.options[0][0] == "Con más ejecuciones se entrena un modelo mejor"
    assert "Todos los cuadernos" in table and "Práctica 01 · ¿Cuántos tokens" in table
    assert "0 de 1" in table and "Empieza aquí: " in table
    assert "lessons/es/00_start_here.ipynb" in shown and ">Fundamentos<" in shown
    assert "All notebooks" in overview.as_text(None, contents.pages())
