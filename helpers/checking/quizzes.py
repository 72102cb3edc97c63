"""Quiz questions: each choice has an explanation, right or wrong.

The questions of the lesson `masked_lm` stand in `helpers/checking/quiz_data/masked_lm.toml`.
CONTRIBUTING describes that file's form. A question is shown once as a widget, for a live kernel,
and once as plain HTML that opens by keyboard, for every reader without one.
"""

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from helpers.checking import progress
from helpers.course import resolve
from helpers.files import CourseError
from helpers.setup import building
from helpers.show.display import box_html, markup, show_bundle
from helpers.words import language, spoken

FOLDER = Path(__file__).parent / "quiz_data"


@dataclass(frozen=True)
class Choice:
    """One choice: its text, whether it is right, and why or why not."""

    text: str
    right: bool
    why: str

    def as_html(self) -> str:
        if self.right:
            return box_html("good", f"{spoken('Right.')}\n{self.why}")
        return box_html("bad", f"{spoken('Not quite.')}\n{self.why}")


@dataclass(frozen=True)
class QuizQuestion:
    """One question with at least three choices, one of them right."""

    id: str
    text: str
    choices: tuple[Choice, ...]


def _told(text: str) -> str:
    """A text of the file in the learner's language, its references in words."""
    return resolve(spoken(text.strip()))


def read_questions(path: Path) -> list[QuizQuestion]:
    """The questions of one file, or a `CourseError` that says what is wrong with it.

    They are in the learner's language, if they were translated.

    >>> [question.id for question in read_questions(FOLDER / "start_here.toml")]
    ['start_here.chance', 'start_here.seeds']
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
        questions = [
            QuizQuestion(
                one["id"],
                _told(one["text"]),
                tuple(Choice(_told(c["text"]), c["right"], _told(c["why"])) for c in one["choice"]),
            )
            for one in raw
        ]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path.name} is no quiz: {type(error).__name__} {error}.") from None
    for question in questions:
        rights = [choice.right for choice in question.choices]
        if not question.id.startswith(f"{path.stem}."):
            raise CourseError(f"{path.name}: the id {question.id!r} must begin with {path.stem}.")
        if len(rights) < 3 or rights.count(True) != 1 or rights.count(False) != len(rights) - 1:
            raise CourseError(
                f"{question.id}: give three choices or more, exactly one of them right."
            )
        if not all(choice.text and choice.why for choice in question.choices):
            raise CourseError(f"{question.id}: every choice needs a text and a why.")
    if len({question.id for question in questions}) < len(questions):
        raise CourseError(f"{path.name}: two questions have the same id.")
    return questions


def load_file(slug: str) -> list[QuizQuestion]:
    """The questions of a lesson, none if it has no quiz."""
    return _load_file(slug, language())


@cache
def _load_file(slug: str, _language: str) -> list[QuizQuestion]:
    path = FOLDER / f"{slug}.toml"
    return read_questions(path) if path.exists() else []


def find(quiz_id: str) -> QuizQuestion:
    """The question with this id ("masked_lm.masking").

    >>> find("start_here.sedes")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    helpers.files.CourseError: There is no quiz question ... Did you mean 'start_here.seeds'?
    """
    questions = {question.id: question for question in load_file(str(quiz_id).partition(".")[0])}
    if str(quiz_id) in questions:
        return questions[str(quiz_id)]
    near = difflib.get_close_matches(str(quiz_id), questions, n=1)
    cure = f" Did you mean {near[0]!r}?" if near else " Check the spelling."
    raise CourseError(f"There is no quiz question {quiz_id!r}.{cure}")


def as_html(question: QuizQuestion) -> str:
    """The question for readers without a kernel: each choice opens to its explanation."""
    choices = "".join(
        f"<details><summary>{markup(choice.text)}</summary>{choice.as_html()}</details>"
        for choice in question.choices
    )
    return f"<p><strong>{markup(question.text)}</strong></p>{choices}"


def as_text(question: QuizQuestion) -> str:
    """The question for a terminal: the choices with letters."""
    lines = [f"{letter}) {choice.text}" for letter, choice in zip("abcdefgh", question.choices)]
    return "\n".join([question.text, *lines])


def before(question: QuizQuestion) -> tuple[int | None, str]:
    """Which choice was the first answer, as recorded, and what to say of it; (None, "") if none."""
    entry = progress.load()["quizzes"].get(question.id, {})
    number = entry.get("choice")
    if building() or not isinstance(number, int) or not 0 <= number < len(question.choices):
        return None, ""
    chosen = question.choices[number]
    solved = entry.get("solved") is True and not chosen.right
    later = f"<p>{spoken('Later you chose the right one.')}</p>" * solved
    return number, f"<p>{spoken('Your first answer:')}</p>{chosen.as_html()}{later}"


def as_widget(question: QuizQuestion) -> Any:
    """The question with radio buttons. The first answer is recorded; more may be tried.

    Answering takes a button of its own, so that moving through the choices is no answer yet.
    """
    import ipywidgets

    from helpers.show.controls import group, sentence

    plain = [(choice.text.replace("`", ""), i) for i, choice in enumerate(question.choices)]
    text = ipywidgets.HTML(f"<strong>{markup(question.text)}</strong>")
    text.add_class("course-question")
    choices = ipywidgets.RadioButtons(options=plain, value=None)
    choices.add_class("course-choices")
    button = ipywidgets.Button(
        description=spoken("Answer"), tooltip=spoken("Check the selected choice")
    )
    reply = sentence()

    def answer(_: Any) -> None:
        reply.value = ""  # so that the same reply is announced again
        if choices.value is None:
            reply.value = box_html("open", spoken("Select a choice first."))
            return
        chosen = question.choices[choices.value]
        progress.record_answer(question.id, choices.value, chosen.right)
        reply.value = chosen.as_html()

    button.on_click(answer)
    choices.value, reply.value = before(question)
    return group(text, choices, button, reply)


def quiz(quiz_id: str) -> None:
    """Show one quiz question, for example `quiz("start_here.seeds")`."""
    question = find(quiz_id)
    show_bundle(as_widget(question), html=as_html(question), text=as_text(question))
