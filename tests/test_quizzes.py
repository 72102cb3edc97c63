"""Quiz files are sound; a question reads without a kernel and records answers with one."""

from html.parser import HTMLParser

import pytest

from helpers.checking import progress, quizzes
from helpers.files import CourseError

FILES = sorted(quizzes.FOLDER.glob("*.toml"))


@pytest.fixture(autouse=True)
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))


GUESSES = {
    "the longest": lambda texts: max(range(len(texts)), key=lambda i: len(texts[i])),
    "the shortest": lambda texts: min(range(len(texts)), key=lambda i: len(texts[i])),
    **{f"number {i + 1}": lambda texts, i=i: i for i in range(3)},
}


@pytest.mark.parametrize("guess", GUESSES)
def test_whoever_does_not_read_the_choices_is_right_by_chance(guess):
    """By the look of its choices no question is answered more often than by luck, all together."""
    questions = [question for path in FILES for question in quizzes.read_questions(path)]
    chances = [1 / len(question.choices) for question in questions]
    right = sum(q.choices[GUESSES[guess]([c.text for c in q.choices])].right for q in questions)
    spread = sum(chance * (1 - chance) for chance in chances) ** 0.5
    assert right <= sum(chances) + 2 * spread, f"{guess}: {right} of {len(questions)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_quiz_is_sound(path):
    questions = quizzes.read_questions(path)  # raises on the number of choices, rights, whys, ids
    for question in questions:
        assert len({choice.text for choice in question.choices}) == len(question.choices)
        for choice in question.choices:
            assert len(choice.why) >= 30, f"{question.id}: explain {choice.text!r}"
            assert len(choice.text) <= 120, f"{question.id}: too long to choose: {choice.text!r}"
    if len(questions) > 2:
        places = {[c.right for c in question.choices].index(True) for question in questions}
        assert len(places) > 1, "the right choice always stands in the same place"


GOOD = """
[[question]]
id = "seven.a"
text = "Which?"
[[question.choice]]
text = "A"
right = true
why = "Because."
[[question.choice]]
text = "B"
right = false
why = "No."
[[question.choice]]
text = "C"
right = false
why = "No."
"""


@pytest.mark.parametrize(
    "old, new, message",
    [
        ('"seven.a"', '"seven_up.a"', "must begin with seven."),
        ("right = true", "right = false", "exactly one of them right"),
        ("right = false", "right = true", "exactly one of them right"),
        ("right = true", 'right = "yes"', "exactly one of them right"),
        ('why = "Because."', 'why = " "', "needs a text and a why"),
        ('why = "Because."', "", "is no quiz: KeyError 'why'"),
        ("[[question]]", "[[question", "is no quiz: TOMLDecodeError"),
        ("[[question]]", "[question]", "is no quiz"),
        ('[[question.choice]]\ntext = "C"\nright = false\nwhy = "No."\n', "", "three choices or"),
        (GOOD, GOOD + GOOD, "two questions have the same id"),
        (GOOD, "", "is no quiz: KeyError 'question'"),
    ],
)
def test_a_wrong_file_is_named(old, new, message, tmp_path):
    path = tmp_path / "seven.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert len(quizzes.read_questions(path)) == 1
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseError, match="seven") as error:
        quizzes.read_questions(path)
    assert message in str(error.value)


class Reader(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.open, self.closed, self.text = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.open += [tag] * (tag != "br")

    def handle_endtag(self, tag):
        self.closed.append(tag)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_without_a_kernel_every_choice_opens_to_its_explanation(path):
    for question in quizzes.read_questions(path):
        reader = Reader(quizzes.as_html(question))
        assert reader.open.count("details") == reader.open.count("summary")
        assert reader.open.count("summary") == len(question.choices)
        assert sorted(reader.open) == sorted(reader.closed)
        assert reader.text.count("✓ Right.") == 1
        assert reader.text.count("✗ Not quite.") == len(question.choices) - 1
        for choice in question.choices:
            assert choice.why.replace("`", "").replace("\n", "") in reader.text


def parts(widget):
    _, choices, button, reply, _ = widget.children
    return choices, button, reply


def test_answering_in_the_widget():
    question = quizzes.find("start_here.seeds")
    choices, button, reply = parts(quizzes.as_widget(question))
    assert choices.value is None, "nothing is selected beforehand"
    button.click()
    assert "Select a choice first." in reply.value
    assert progress.load()["quizzes"] == {}
    for number, choice in enumerate(question.choices):
        choices.value = number
        button.click()
        assert quizzes.markup(choice.why) in reply.value and 'role="status"' in reply.value
    recorded = progress.load()["quizzes"]["start_here.seeds"]
    assert recorded == {"choice": 0, "right": False, "solved": True}


@pytest.mark.parametrize("first, then", [(1, None), (1, 2), (2, None)])
def test_a_question_that_was_answered_shows_the_first_answer(first, then):
    question = quizzes.find("start_here.seeds")
    for number in filter(None, (first, then)):
        progress.record_answer(question.id, number, question.choices[number].right)
    choices, button, reply = parts(quizzes.as_widget(question))
    assert choices.value == first and "Your first answer:" in reply.value
    assert quizzes.markup(question.choices[first].why) in reply.value
    assert ("Later you chose the right one." in reply.value) is (then is not None)
    choices.value = 2
    button.click()
    assert "Right." in reply.value and "first answer" not in reply.value


@pytest.mark.parametrize("choice", [None, -1, 3, "1", 1.0, [1]])
def test_a_recorded_choice_that_the_question_has_not_is_left_out(choice):
    progress.record_answer("start_here.seeds", choice, False)
    choices, _, reply = parts(quizzes.as_widget(quizzes.find("start_here.seeds")))
    assert choices.value is None and reply.value == ""


def test_the_build_stores_nobody_s_answer(monkeypatch):
    progress.record_answer("start_here.seeds", 1, False)
    monkeypatch.setenv("COURSE_BUILD", "1")
    choices, _, reply = parts(quizzes.as_widget(quizzes.find("start_here.seeds")))
    assert choices.value is None and reply.value == ""


def test_in_plain_python_a_question_is_printed(capsys):
    quizzes.quiz("start_here.seeds")
    said = capsys.readouterr().out
    assert said.startswith("Why does the course repeat") and "\nc) To see whether" in said


def test_an_unknown_question_names_a_near_one():
    with pytest.raises(CourseError, match="Did you mean 'start_here.chance'"):
        quizzes.quiz("start_here.chanse")
    with pytest.raises(CourseError, match="Check the spelling"):
        quizzes.quiz("nowhere.nothing")
