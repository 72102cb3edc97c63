"""Every term has one definition, stands there in bold, and is not used before it."""

import re

import pytest

from helpers import course
from helpers.files import CourseError, root
from tools import glossary
from tools.source import read

TERMS = glossary.terms()
LESSONS = course.order()
GRADIENT = glossary.Term("gradient", "training", 'How the loss "moves".', ("gradients",))
LOSS = glossary.Term("loss", "training", "What training lowers.")


def told(slug: str) -> dict[str, str]:
    """The text cells of a lesson and of its lab that learners see, by where they stand."""
    found = {}
    for folder in ("lessons", "labs"):
        path = root() / "source" / folder / f"{slug}.py"
        cells = read(path).cells if path.exists() else []
        text = [c.text for c in cells if c.kind == "markdown" and "instructor" not in c.tags]
        told = [one for one in text if not one.startswith(glossary.READING)]
        found[f"{folder}/{slug}"] = "\n\n".join(told)
    return found


def test_only_the_first_use_is_linked_and_code_headings_and_links_are_left_alone():
    text = "## A gradient\n\n`gradient`, [a gradient](x.md): Gradients fall. A gradient and a loss."
    found = glossary.Linker([GRADIENT, LOSS], "costs").text(text)
    assert found.startswith("## A gradient\n\n`gradient`, [a gradient](x.md): [Gradients](../docs/")
    assert found.count("glossary.md#gradient") == 1 and found.count("glossary.md#loss") == 1
    assert '"How the loss &quot;moves&quot;."' in found


def test_a_lesson_does_not_link_what_it_defines():
    assert glossary.Linker([GRADIENT], "training").text("A gradient.") == "A gradient."


def test_a_word_listed_twice_is_refused(tmp_path):
    (tmp_path / "source").mkdir()
    entry = '[[term]]\nname = "loss"\nlesson = "training"\ntext = "x"\n'
    (tmp_path / "source" / "glossary.toml").write_text(entry * 2, encoding="utf-8")
    with pytest.raises(CourseError, match="'loss' is listed twice"):
        glossary.terms(tmp_path)
    assert glossary.terms(tmp_path / "none") == []


def test_there_are_sixty_terms_in_the_order_of_the_lessons():
    assert len(TERMS) >= 60
    places = [LESSONS.index(term.lesson) for term in TERMS]
    assert places == sorted(places)
    assert len({term.anchor for term in TERMS}) == len(TERMS)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_a_term_stands_in_bold_where_it_is_defined(term):
    bold = " ".join(re.findall(r"\*\*(.+?)\*\*", " ".join(told(term.lesson).values()), re.DOTALL))
    assert glossary.pattern(list(term.words)).search(" ".join(bold.split())), term.lesson


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_a_term_is_not_used_before_it_is_defined(term):
    words = glossary.pattern(list(term.words))
    for slug in LESSONS[: LESSONS.index(term.lesson)]:
        for place, text in told(slug).items():
            parts = glossary.KEPT.split(re.sub(r"\[\[.*?\]\]", "", text))[::2]
            used = [part for part in parts if words.search(part)]
            assert not used, f"{place} uses {term.name!r}: {used[0].strip()[:80]!r}"
