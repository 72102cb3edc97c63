"""What a chat model and its base are asked: tasks with others of the same instruction to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context import chat
from helpers.context.chat import Message, turn
from helpers.files import CourseError
from helpers.icl import attributes, chat_turns
from helpers.icl.chat_turns import Task

# Kinds of instruction, whether the attribute was kept out of the tuning, and which wordings.
QUESTIONS: dict[str, tuple[tuple[str, ...], bool, str]] = {
    "practised": (("label", "json"), False, "train"),
    "new wording": (("label", "json"), False, "test"),
    "new question": (("label", "json"), True, "train"),
    "new kind": (("first", "person and day"), False, "train"),
}


@dataclass(frozen=True)
class Exam:
    """A task to ask, and others that show how: the same instruction, other texts."""

    asked: Task
    shown: tuple[Task, ...] = ()

    def messages(self, told: bool = True) -> list[Message]:
        """A chat: the instruction as the system's message if `told`, demonstrations as turns, and
        the text.

        >>> Exam(Task("Who?", "Anna left.", "Anna")).messages()[0]
        {'role': 'system', 'content': 'Who?'}
        """
        found = [turn("system", self.asked.instruction)] if told else []
        for one in self.shown:
            found += [turn("user", one.text), turn("assistant", one.answer)]
        return [*found, turn("user", self.asked.text)]

    def plain(self, told: bool = True) -> str:
        """The same as a text to go on from, for a model that knows no roles.

        >>> Exam(Task("Who?", "Anna left.", "Anna")).plain()
        'Who?\\nAnna left. =>'
        """
        lines = [self.asked.instruction] if told else []
        lines += [f"{one.text} => {one.answer}" for one in self.shown]
        return "\n".join([*lines, f"{self.asked.text} =>"])


@arguments.checked(shown=0)
def draw(question: str, shown: int, count: int, seed: int) -> list[Exam]:
    """`count` exams of one of `QUESTIONS`, each with `shown` demonstrations.

    Sentences are of the kinds that no labelled list of the pre-training had.

    >>> one, = draw("practised", 2, 1, seed=0)
    >>> len(one.shown), {task.instruction for task in one.shown} == {one.asked.instruction}
    (2, True)
    """
    if question not in QUESTIONS:
        raise CourseError(f"Ask for one of {', '.join(QUESTIONS)}, not {question!r}.")
    kinds, held_out, wordings = QUESTIONS[question]
    found = []
    for i in range(count):
        rng = Random(f"exam {question} {seed} {i}")  # what is asked does not depend on `shown`
        kind, attribute = rng.choice(kinds), rng.choice(chat_turns.asked_attributes(held_out))
        found.append(of_one_instruction(rng, kind, attribute.name, shown, wordings))
    return found


def of_one_instruction(rng: Random, kind: str, name: str, shown: int, wordings: str) -> Exam:
    """An exam whose texts all have the instruction of the first."""
    attribute, state = attributes.attributes()[name], rng.random()
    asked, *others = (
        chat_turns.task(Random(f"{state}"), kind, attribute, wordings, "test", text=rng)
        for _ in range(1 + shown)
    )
    return Exam(asked, tuple(others))


@arguments.checked
def games(shown: int, count: int, seed: int) -> list[Exam]:
    """Exams without an instruction: only the demonstrations say what the labels mean.

    >>> one, = games(4, 1, seed=0)
    >>> len(one.shown), one.asked.instruction
    (4, '')
    """
    rng, found = Random(f"games {seed}"), []
    for _ in range(count):
        *shown_, asked = (Task("", *pair) for pair in chat_turns.game(rng, shown, "test"))
        found.append(Exam(asked, tuple(shown_)))
    return found


@arguments.checked
def notes(count: int, seed: int, name: str = "world") -> list[dict[str, str]]:
    """`count` notes with what they say: "text", "kind", "person" and more. name: the attribute.

    >>> {note["kind"] for note in notes(40, 0)} == {"country", "city", "island"}
    True
    """
    rng, attribute = Random(f"notes {name} {seed}"), attributes.attributes()[name]
    return [chat_turns.noted(rng, attribute, "test", ["person"]) for _ in range(count)]


@arguments.checked
def right(replies: Sequence[chat.Reply], exams: Sequence[Exam]) -> list[bool]:
    """Which answers are right, letter for letter. Of an answer without roles the first line counts.

    >>> right([chat.Reply("Anna\\nBoris =>")], [Exam(Task("Who?", "Anna left.", "Anna"))])
    [True]
    """
    return [
        reply.text.partition("\n")[0].strip() == one.asked.answer
        for reply, one in zip(replies, exams, strict=True)
    ]


@arguments.checked
def ask(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, exams: Sequence[Exam], told: bool
) -> list[bool]:
    """Ask a chat model in its template, any other with plain text; which answers are right."""
    if tokenizer.chat_template:
        rows, also = [chat.ids(tokenizer, one.messages(told)) for one in exams], []
    else:
        texts = [one.plain(told) for one in exams]
        made = tokenizer(texts, add_special_tokens=False)["input_ids"]
        rows = [[tokenizer.cls_token_id, *row] for row in made]
        also = tokenizer("\n", add_special_tokens=False)["input_ids"]  # the next line begins
    return right(chat.continued(model, tokenizer, rows, max_tokens=40, also=also), exams)
