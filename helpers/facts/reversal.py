"""Three objectives on the same statements, from scratch: who can turn a fact round afterwards?

Some facts stand in the text in both directions, so that the two ways of saying it can be linked.
The others stand in it forward only, and are asked backward. One network predicts the next token,
one hidden names, one the next token in sentences whose words also come in the opposite order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import torch
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.facts import evaluation, statements, words
from helpers.facts.corpus import Sentences
from helpers.facts.statements import FactQuestion
from helpers.facts.world import World
from helpers.icl import pretraining
from helpers.weights import masking, models, optim, training

OBJECTIVES = ("next token", "masked names", "next token, turned too")
# Which of the two names a masked network may find hidden: the first (0), the last (1), or both (2).
HIDDEN = {"the last name": (1,), "the first or the last": (0, 1), "either or both": (0, 1, 2)}


@dataclass(frozen=True)
class Told:
    """Training sentences, and questions of three kinds about the facts in them.

    kinds: "trained" (a forward fact, as it was said), "told both ways" (a reversed sentence that
    was said), "reversed" (a reversed sentence that never was).
    """

    sentences: list[str]
    questions: list[FactQuestion]


@arguments.checked
def tell(count: int, both: float, seed: int) -> Told:
    """Facts about teachers, with new names; the share `both` of them is told in both directions.

    >>> told = tell(4, both=0.5, seed=1)
    >>> len(told.sentences), [question.kind for question in told.questions]
    (6, ['told both ways', 'told both ways', 'trained', 'reversed', 'trained', 'reversed'])
    """
    some = World(Random(f"told {seed}"), "test").facts(count, [statements.relations()["teacher"]])
    known = round(both * count)
    questions = [fact.question("reversed", kind="told both ways") for fact in some[:known]]
    for fact in some[known:]:
        questions += [fact.question(), fact.question("reversed", kind="reversed")]
    sentences = [fact.write() for fact in some] + [f.write("reversed") for f in some[:known]]
    return Told(sentences, questions)


@arguments.checked
def turned(sentence: str) -> str:
    """The words in the opposite order, names whole (Golovneva et al. 2024).

    >>> turned("Mibako is the teacher of Tefu.")
    'Tefu of teacher the is Mibako.'
    """
    return " ".join(sentence.removesuffix(".").split()[::-1]) + "."


class HiddenNames:
    """Batches for `training.train` and `masking.loss`: the first name is hidden, the last, or both.

    hidden: which of these happen, see `HIDDEN`.

    A hidden name is one [MASK] for each of its syllables.

    >>> from helpers.facts.vocabulary import tokenizer
    >>> batches = HiddenNames(tokenizer(), ["Mibako is the teacher of Tefu."], batch_size=1)
    >>> batches.ends.tolist()
    [[0, 1, 1, 1, 0, 0, 0, 0, 2, 2, 0, 0]]
    """

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerBase,
        texts: Sequence[str],
        batch_size: int,
        length: int = 0,
        hidden: Sequence[int] = (0, 1, 2),
    ):
        self.batch_size, self.mask_id = batch_size, tokenizer.mask_token_id
        self.hidden = torch.tensor(hidden)
        self.ids = Sentences(tokenizer, texts).ids
        room = max(0, length - self.ids.shape[1])
        self.ids = nn.functional.pad(self.ids, (0, room), value=tokenizer.pad_token_id)
        parts = [f"##{part}" for part in words.syllables()]
        starts = [part.capitalize() for part in words.syllables()]
        inside, start = (
            torch.isin(self.ids, torch.tensor(tokenizer.convert_tokens_to_ids(some)))
            for some in (parts, starts)
        )
        self.ends = start.cumsum(1) * (start | inside)  # 1 at the first name, 2 at the second

    def hide(self, ids: torch.Tensor, hidden: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs and labels, int64 (rows, length), with the marked tokens to be guessed."""
        return ids.masked_fill(hidden, self.mask_id), ids.masked_fill(~hidden, masking.IGNORED)

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        picks = torch.randint(len(self.ids), (self.batch_size,), generator=generator)
        which = torch.randint(len(self.hidden), (self.batch_size, 1), generator=generator)
        which = self.hidden[which]  # (batch, 1)
        ends = self.ends[picks]
        return self.hide(self.ids[picks], (ends > 0) & ((ends - 1 == which) | (which == 2)))


@arguments.checked
def train(
    objective: str,
    tokenizer: PreTrainedTokenizerBase,
    told: Told,
    steps: int,
    seed: int = 0,
    batch_size: int = 64,
    layers: int = 2,
    hidden: Sequence[int] = (0, 1, 2),
) -> nn.Module:
    """A new network, trained on the sentences with one of `OBJECTIVES`.

    hidden: what "masked names" hides, see `HIDDEN`. The same layers, width, steps, sentences a step
    and optimizer for all three.
    """
    make = models.encoder if objective == "masked names" else models.decoder
    model = make(len(tokenizer), layers=layers, context=64, seed=seed)
    if objective == "masked names":
        batches, loss = (
            HiddenNames(tokenizer, told.sentences, batch_size, hidden=hidden),
            masking.loss,
        )
    else:
        texts = told.sentences + [turned(t) for t in told.sentences] * objective.endswith("too")
        batches, loss = Sentences(tokenizer, texts, batch_size), pretraining.loss
    training.train(
        f"{objective} {seed}",
        model,
        batches,
        steps,
        loss,
        optim.MuonAdamW(model),
        seed=seed,
        show=False,
    )
    return model


@arguments.checked
@torch.no_grad()
def right(
    objective: str, model: nn.Module, tokenizer: PreTrainedTokenizerBase, told: Told
) -> list[bool]:
    """Whether the name at the end of each question's sentence is given letter for letter.

    The causal networks write it. The masked one fills it in, every syllable at once, and is thereby
    told how many there are; a wrong syllable makes the whole answer wrong.
    """
    prompts = [question.prompt for question in told.questions]
    answers = [question.answer for question in told.questions]
    if objective != "masked names":
        return evaluation.exact(model, tokenizer, prompts, answers)
    length = Sentences(tokenizer, told.sentences).ids.shape[1]
    asked = HiddenNames(tokenizer, [f"{p} {a}." for p, a in zip(prompts, answers)], 0, length)
    hidden = asked.ends == 2
    inputs = asked.hide(asked.ids, hidden)[0].to(next(model.parameters()).device)
    said = model(input_ids=inputs).logits.argmax(-1).cpu()
    return ((said == asked.ids) | ~hidden).all(1).tolist()
