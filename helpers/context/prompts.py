"""Prompts: an instruction, demonstrations and a query, put together by a template.

A prompt is a value: print it, count its tokens, change a part of it, use it again.
`helpers.context.demonstrations` chooses what it shows.
"""

from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from jinja2 import TemplateError
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context.demonstrations import Demonstration, pairs
from helpers.context.encoding import begin, encode
from helpers.files import CourseError


class Part(NamedTuple):
    """A stretch of a prompt. number: 0 the instruction, then each demonstration, last the query."""

    kind: str  # "instruction", "text", "answer", "query", or "marks": what stands between them
    text: str
    number: int


@dataclass(frozen=True)
class Prompt:
    """A few-shot prompt (Brown et al. 2020).

    query: the text to answer. demonstrations: pairs of a text and its answer, the last one next to
    the query. instruction: stands first. template: how a text and its answer are written; the
    query ends where its answer would begin. separator: stands after the instruction and after each
    demonstration. dropped: what `fit` left out.

    Raises `CourseError` for an empty text, an answer that is no text, or an unusable template.

    >>> prompt = Prompt("so dull", [("what a joy", "good"), ("a bore", "bad")], "Rate the film.")
    >>> print(prompt)
    Rate the film.
    what a joy => good
    a bore => bad
    so dull =>
    >>> print(replace(prompt, template="Film: {text}\\nVerdict: {answer}", demonstrations=()))
    Rate the film.
    Film: so dull
    Verdict:
    """

    query: str
    demonstrations: tuple[Demonstration, ...] = ()
    instruction: str = ""
    template: str = "{text} => {answer}"
    separator: str = "\n"
    dropped: tuple[Demonstration, ...] = ()

    def __post_init__(self):
        arguments.refuse(
            not all(isinstance(s, str) for s in (self.instruction, self.template, self.separator)),
            "The instruction, the template and the separator of a prompt are texts.",
        )
        # Tuples, whatever came: a value must not change, and equal prompts must be equal.
        object.__setattr__(self, "demonstrations", pairs(self.demonstrations))
        if not isinstance(self.query, str) or not self.query.strip():
            raise CourseError("The query is empty. Give the text that is to be answered.")
        before, between, after = self._marks()
        if not between or f"{before}{{text}}{between}{{answer}}{after}" != self.template:
            raise CourseError(
                "A template has {text}, then a mark, then {answer}, such as"
                f' "{{text}} => {{answer}}", not {self.template!r}.'
            )

    def _marks(self) -> tuple[str, str, str]:
        """What the template writes before a text, between it and its answer, and after that."""
        before, _, rest = self.template.partition("{text}")
        between, _, after = rest.partition("{answer}")
        return before, between, after

    def parts(self) -> list[Part]:
        """The prompt in order; the texts of all parts joined are its text."""
        before, between, after = self._marks()
        found = []
        if self.instruction:
            found = [Part("instruction", self.instruction, 0), Part("marks", self.separator, 0)]
        for number, (text, answer) in enumerate(self.demonstrations, 1):
            found += [
                Part("marks", before, number),
                Part("text", text, number),
                Part("marks", between, number),
                Part("answer", answer, number),
                Part("marks", after + self.separator, number),
            ]
        # Without the last space: to most tokenizers it is the beginning of the answer's first word.
        last = len(self.demonstrations) + 1
        found += [
            Part("marks", before, last),
            Part("query", self.query, last),
            Part("marks", between.rstrip(" "), last),
        ]
        return [part for part in found if part.text]

    @property
    def text(self) -> str:
        """The prompt as a causal model reads it."""
        return "".join(part.text for part in self.parts())

    def __str__(self) -> str:
        return self.text

    @property
    def end(self) -> str:
        """What stands after an answer, and so tells that it has ended."""
        return self._marks()[2] + self.separator

    def complete(self, answer: str) -> str:
        """The text with an answer to the query, as it stands in a demonstration.

        >>> Prompt("so dull").complete("bad")
        'so dull => bad'
        """
        between = self._marks()[1]
        return self.text + between[len(between.rstrip(" ")) :] + answer

    def ask(self, query: str) -> "Prompt":
        """The same prompt with another query."""
        return replace(self, query=query)

    def messages(self, system: bool = True) -> list[dict[str, str]]:
        """The prompt as a chat: roles take the place of the template and the separator.

        The instruction is the system's message or, with system=False, opens the user's first one.

        >>> Prompt("so dull", instruction="Rate it.").messages(system=False)
        [{'role': 'user', 'content': 'Rate it.\\n\\nso dull'}]
        """
        turns = []
        for text, answer in self.demonstrations:
            turns += [{"role": "user", "content": text}, {"role": "assistant", "content": answer}]
        turns.append({"role": "user", "content": self.query})
        if self.instruction and system:
            return [{"role": "system", "content": self.instruction}, *turns]
        if self.instruction:
            turns[0]["content"] = f"{self.instruction}\n\n{turns[0]['content']}"
        return turns

    def chat(self, tokenizer: PreTrainedTokenizerBase) -> str:
        """The chat as the tokenizer's template writes it, up to where the model's answer begins.

        Raises `CourseError` for a tokenizer without a chat template, or one that refuses it.
        """
        if not getattr(tokenizer, "chat_template", None):
            raise CourseError(
                "This tokenizer has no chat template: its model was not trained to"
                " chat. Use the prompt's text."
            )
        for system in (True, False):  # some templates refuse a system's message
            try:
                return tokenizer.apply_chat_template(
                    self.messages(system), tokenize=False, add_generation_prompt=True
                )
            except TemplateError as error:
                said = error
        raise CourseError(f"The tokenizer's chat template refuses this prompt: {said}.")

    def ids(self, tokenizer: PreTrainedTokenizerBase, chat: bool = False) -> list[int]:
        """Token ids of the text, or of the chat; see `encode` for the first one and for errors."""
        if chat:
            return encode(tokenizer, [self.chat(tokenizer)])[0]
        self.check_separator(tokenizer)
        return encode(tokenizer, [self.text])[0]

    def check_separator(self, tokenizer: PreTrainedTokenizerBase) -> None:
        """Raise `CourseError` if the tokenizer writes nothing for the separator."""
        if self.demonstrations and not tokenizer(self.end, add_special_tokens=False)["input_ids"]:
            raise CourseError(
                f"This tokenizer has no token for the separator {self.end!r}, which"
                ' keeps demonstrations apart. Choose another, such as " ; ".'
            )

    def sizes(self, tokenizer: PreTrainedTokenizerBase) -> list[int]:
        """How many tokens each of `parts()` has. A token counts where its last character stands.

        Raises `CourseError` for a tokenizer that cannot tell where its tokens stand.
        """
        if not tokenizer.is_fast:
            raise CourseError(
                "This tokenizer does not tell where its tokens stand. Use one with a"
                " tokenizer.json."
            )
        self.ids(tokenizer)  # for its errors
        parts = self.parts()
        owner = [i for i, part in enumerate(parts) for _ in part.text]
        places = tokenizer(
            self.text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )["offset_mapping"]
        counted = Counter(owner[max(start, end - 1)] for start, end in places)
        return [counted[i] for i in range(len(parts))]

    def describe(self, tokenizer: PreTrainedTokenizerBase) -> str:
        """How many tokens go where, and what was dropped, in words; `dropped` has all of it."""
        counted: Counter[str] = Counter()
        for part, size in zip(self.parts(), self.sizes(tokenizer), strict=True):
            counted[part.kind] += size
        counted["begin"] = len(begin(tokenizer))
        names = {
            "begin": "the begin token",
            "instruction": "the instruction",
            "query": "the query",
            "text": "texts shown",
            "answer": "answers shown",
            "marks": "marks between",
        }
        said = ", ".join(f"{name} {counted[kind]}" for kind, name in names.items() if counted[kind])
        account = f"{counted.total()} tokens: {said}."
        if self.dropped:
            lost = [f"{text[:40]!r}, {answer!r}" for text, answer in self.dropped[:3]]
            lost += ["and so on"] if len(self.dropped) > 3 else []
            account += f" Dropped from the front ({len(self.dropped)}): {'; '.join(lost)}."
        return account

    def fit(self, tokenizer: PreTrainedTokenizerBase, budget: int, chat: bool = False) -> "Prompt":
        """The prompt in at most `budget` tokens; leave some of the context for the answer.

        Demonstrations are dropped from the front: the oldest, or those least like the query after
        `nearest`. Instruction and query stay. Raises `CourseError` if those alone are too long.

        >>> from helpers.text import tokens
        >>> tokenizer = tokens.train(["so dull what a joy bore => good bad ;"] * 9, 100)
        >>> full = Prompt("so dull", [("a joy", "good"), ("a bore", "bad")], separator=" ; ")
        >>> full.fit(tokenizer, 12).describe(tokenizer).partition(". ")[2]
        "Dropped from the front (1): 'a joy', 'good'."
        """
        for first in range(len(self.demonstrations) + 1):
            shorter = replace(
                self,
                demonstrations=self.demonstrations[first:],
                dropped=self.dropped + self.demonstrations[:first],
            )
            size = len(shorter.ids(tokenizer, chat))
            if size <= budget:
                return shorter
        raise CourseError(
            f"Without demonstrations the prompt has {size} tokens, and {budget} are"
            " allowed. Shorten the query or the instruction."
        )
