"""Every term has one definition, stands there in bold, and is not used before it."""

import re
from functools import cache
from typing import NamedTuple

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from helpers import course
from helpers.files import CourseError, root
from tools import further, glossary, roles
from tools.source import read

TERMS = glossary.terms()
LESSONS = course.order()
GRADIENT = glossary.Term("gradient", "training", 'How the loss "moves".', ("gradients",))
LOSS = glossary.Term("loss", "training", "What training lowers.")


class Part(NamedTuple):
    """A piece of what learners read: a bold word, or plain text between bold words, code, links.

    place: "lessons/costs". aside: whether it stands in a section to go further.
    """

    place: str
    text: str
    bold: bool
    aside: bool


def parts(folder: str, slug: str) -> list[Part]:
    """What learners read in a lesson or its lab, in order; titles of articles do not count."""
    path = root() / "source" / folder / f"{slug}.py"
    cells = read(path).cells if path.exists() else ()
    new = {"markdown": new_markdown_cell, "code": new_code_cell}
    found = []
    for cell, aside in zip(cells, further.marked([new[c.kind](c.text) for c in cells])):
        hidden = cell.kind == "code" or "instructor" in cell.tags
        if hidden or roles.READING in cell.roles:
            continue
        for i, text in enumerate(glossary.KEPT.split(re.sub(r"\[\[.*?\]\]", "", cell.text))):
            bold = text.startswith("**")
            if bold or not i % 2:
                found.append(Part(f"{folder}/{slug}", text, bold, aside))
    return found


@cache
def course_parts() -> list[Part]:
    """All of the course, each lesson followed by its lab."""
    return [p for slug in LESSONS for folder in ("lessons", "labs") for p in parts(folder, slug)]


def uses(term: glossary.Term) -> tuple[list[int], list[int]]:
    """Where in `course_parts` its lesson, or that one's lab, defines it; where it is used."""
    words, found = glossary.pattern(list(term.words)), ([], [])
    for i, part in enumerate(course_parts()):
        if words.search(part.text):
            home = part.place.endswith(f"/{term.lesson}")
            if not part.bold or home:
                found[not part.bold].append(i)
    return found


def test_only_the_first_use_is_linked_and_code_headings_and_links_are_left_alone():
    text = "## A gradient\n\n`gradient`, [a gradient](x.md): Gradients fall. A gradient and a loss."
    found = glossary.Linker([GRADIENT, LOSS], "costs").text(text)
    assert found.startswith("## A gradient\n\n`gradient`, [a gradient](x.md): [Gradients](../docs/")
    assert found.count("glossary.md#gradient") == 1 and found.count("glossary.md#loss") == 1
    assert '"How the loss &quot;moves&quot;."' in found


def test_a_lesson_does_not_link_what_it_defines():
    assert glossary.Linker([GRADIENT], "training").text("A gradient.") == "A gradient."


def test_a_term_is_found_across_lines():
    term = glossary.Term("learning rate", "training", "How far a step goes.")
    assert (
        glossary.Linker([term], "costs").text("The learning\nrate.").startswith("The [learning\n")
    )


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
    defined, _ = uses(term)
    assert defined, f"{term.lesson} does not define it"
    first = min(defined, key=lambda i: (course_parts()[i].aside, i))
    assert course_parts()[first].place.startswith("labs/") == term.lab, "say `lab = true`, or not"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_a_term_is_not_used_before_it_is_defined(term):
    """Whoever skips the sections to go further meets every definition before the first use."""
    defined, used = uses(term)
    for aside in (False, True):
        found = [i for i in used if course_parts()[i].aside == aside]
        known = [i for i in defined if aside or not course_parts()[i].aside]
        if found and (not known or found[0] < known[0]):
            part = course_parts()[found[0]]
            raise AssertionError(f"{part.place} uses {term.name!r}: {part.text.strip()[:80]!r}")


def test_a_definition_to_go_further_is_none_for_who_skips_it(monkeypatch):
    told = [
        Part("lessons/costs", "**loss**", True, True),
        Part("lessons/costs", "The loss.", False, True),
        Part("lessons/prompts", "A loss.", False, False),
    ]
    monkeypatch.setitem(globals(), "course_parts", lambda: told)
    term = glossary.Term("loss", "costs", "What training lowers.")
    with pytest.raises(AssertionError, match="lessons/prompts uses 'loss': 'A loss.'"):
        test_a_term_is_not_used_before_it_is_defined(term)
    told.insert(0, Part("labs/costs", "**losses**, **loss**", True, False))
    test_a_term_is_not_used_before_it_is_defined(term)


@pytest.mark.parametrize("slug", LESSONS)
def test_a_quiz_uses_no_term_of_a_later_lesson(slug):
    path = root() / "helpers" / "checking" / "quiz_data" / f"{slug}.toml"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    said = re.sub(r"(?m)^(#|id = ).*|\[\[.*?\]\]", "", text)
    plain = "\n".join(glossary.KEPT.split(said)[::2])
    late = [term for term in TERMS if LESSONS.index(term.lesson) > LESSONS.index(slug)]
    used = [term.name for term in late if glossary.pattern(list(term.words)).search(plain)]
    assert not used
