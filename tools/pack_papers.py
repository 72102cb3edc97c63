"""Quiz and exam questions: as papers with the answers on a page of their own, and as GIFT."""

from collections.abc import Iterable
from html import escape

from helpers.checking import quizzes
from helpers.checking.quizzes import QuizQuestion
from helpers.show.display import markup
from tools import pack_gift
from tools.pack_exams import ExamQuestion
from tools.pack_text import inline
from tools.source import Source

NAME = "Weights and Context"
STYLE = """
:root { color-scheme: light; }
@page { size: A4; margin: 16mm; }
body {
  margin: 0 auto; max-width: 178mm; padding: 12px; background: #fff; color: #16202c;
  font: 11pt/1.4 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1 { font-size: 16pt; color: #0b3d66; } h2 { font-size: 13pt; color: #0b3d66; }
.answers { break-before: page; border-top: 1px solid #8996a3; margin-top: 2rem; }
.who { display: flex; gap: 2rem; } .who span { flex: 1; border-bottom: 1px solid; height: 2rem; }
li.question { margin-bottom: 1.2rem; break-inside: avoid; }
ol.choices { list-style: none; padding-left: 0; }
ol.choices li { margin: .3rem 0; padding-left: 2.2rem; text-indent: -2.2rem; }
.box { display: inline-block; width: 1.1em; text-indent: 0; } .space { height: 6rem; }
.points { color: #45525f; } p { margin: .4rem 0; }
code { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; }
@media print { body { padding: 0; } .answers { border: none; margin: 0; } }
"""


def paper(title: str, intro: str, asked: Iterable[str], answers: Iterable[str]) -> str:
    """A page of questions, and behind a page break their answers."""

    def listed(parts: Iterable[str]) -> str:
        return "".join(f'<li class="question">{part}</li>' for part in parts)

    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1>{intro}<ol>{listed(asked)}</ol>"
        f'<section class="answers"><h2>Answers: {escape(title)}</h2><ol>{listed(answers)}</ol>'
        "</section></main></body></html>\n"
    )


def choices_html(texts: Iterable[str]) -> str:
    boxes = (
        f'<li><span class="box" aria-hidden="true">☐</span> {letter}. {inline(text)}</li>'
        for letter, text in zip("ABCDEFGH", texts)
    )
    return f'<ol class="choices">{"".join(boxes)}</ol>'


def quiz_paper(source: Source) -> str:
    """The quiz of a lesson; each answer says of every choice why or why not."""
    questions = quizzes.load_file(source.slug)
    asked = (
        f"<p>{inline(one.text)}</p>{choices_html(choice.text for choice in one.choices)}"
        for one in questions
    )
    return paper(f"Quiz: {source.heading}", "", asked, map(quiz_answer, questions))


def quiz_answer(question: QuizQuestion) -> str:
    lines = zip("ABCDEFGH", question.choices)
    return "".join(
        f"<p><strong>{letter}{', right' * choice.right}.</strong> {inline(choice.why)}</p>"
        for letter, choice in lines
    )


def exam_paper(source: Source, questions: list[ExamQuestion]) -> str:
    """The exam of a lesson with room to answer; answers with the marking notes."""
    total = sum(one.points for one in questions)
    intro = f'<p class="who">Name <span></span> Points of {total} <span></span></p>'
    title = f"Exam: {source.heading}"
    return paper(title, intro, map(exam_asked, questions), map(exam_answer, questions))


def exam_asked(one: ExamQuestion) -> str:
    unit = "point" if one.points == 1 else "points"
    room = choices_html(text for text, _ in one.choices) if one.choices else ""
    space = "" if one.choices else '<div class="space"></div>'
    text = f'{inline(one.text)} <span class="points">({one.points} {unit})</span>'
    return f"<p>{text}</p>{room}{space}"


def exam_answer(one: ExamQuestion) -> str:
    answer = inline(one.answer) if one.kind == "short" else f"<strong>{one.answer}</strong>"
    if one.kind == "calculation":
        answer = f"<strong>{one.answer:,.10g}</strong> = <code>{escape(one.expression)}</code>"
    return (
        f"<p>{answer}</p><p>{inline(one.marking)}</p>"
        f'<p class="points"><code>{escape(one.id)}</code> · tests: {inline(one.objective)}</p>'
    )


def quiz_gift(lessons: Iterable[Source]) -> str:
    """All quiz questions for a question bank, a category a lesson."""
    parts = []
    for source in lessons:
        parts.append(pack_gift.category(NAME, "Quiz", source.heading))
        for one in quizzes.load_file(source.slug):
            choices = [(markup(c.text), c.right, markup(c.why)) for c in one.choices]
            parts.append(pack_gift.multiple_choice(one.id, markup(one.text), choices))
    return pack_gift.document(parts)


def exam_gift(exams: dict[Source, list[ExamQuestion]]) -> str:
    """All exam questions for a question bank. What a person marks has its answer as feedback."""
    parts = []
    for source, questions in exams.items():
        parts.append(pack_gift.category(NAME, "Exam", source.heading))
        parts += map(exam_question, questions)
    return pack_gift.document(parts)


def exam_question(one: ExamQuestion) -> str:
    text, marking = inline(one.text), inline(one.marking)
    if one.kind == "choice":
        choices = [(inline(words), right, "") for words, right in one.choices]
        return pack_gift.multiple_choice(one.id, text, choices, marking)
    if one.kind == "calculation":
        return pack_gift.numerical(one.id, text, one.answer, one.tolerance, marking)
    return pack_gift.essay(one.id, text, f"{inline(one.answer)}<br>{marking}")
