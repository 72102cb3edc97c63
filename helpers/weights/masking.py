"""Masked language modelling: hide tokens, and let the model guess them (Devlin et al. 2019)."""

import torch
from matplotlib.figure import Figure
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.files import CourseError
from helpers.show import plots
from helpers.words import spoken

IGNORED = -100  # the label that torch's cross-entropy leaves out


def corrupt(
    ids: torch.Tensor,
    mask_id: int,
    special_ids: set[int],
    vocab_size: int,
    rate: float = 0.15,
    generator: torch.Generator | None = None,
    replace: bool = True,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Choose `rate` of the ordinary tokens at random; hide them; ask for them.

    Of the chosen tokens 80 % become [MASK], 10 % a random token and 10 % stay as they are (BERT's
    recipe: the model cannot know which unmasked token to trust). `replace=False` masks them all,
    which is what evaluation does.

    ids: int64 (rows, length). Returns inputs and labels of the same shape; labels hold the
    original token where one was chosen and -100 elsewhere. Every row has at least one label.

    >>> ids = torch.arange(5, 25).view(2, 10)
    >>> g = torch.Generator().manual_seed(0)
    >>> inputs, labels = corrupt(ids, 4, {0, 1, 2, 3, 4}, 25, 0.5, g, replace=False)
    >>> asked = labels != -100
    >>> bool((inputs[asked] == 4).all()), bool((labels[asked] == ids[asked]).all())
    (True, True)
    """
    draw = torch.rand(ids.shape, generator=generator)  # (rows, length), as all that follow
    special = torch.isin(ids, torch.tensor(sorted(special_ids)))
    draw[special] = 2.0  # never chosen
    chosen = draw < rate
    # A row without a label would teach nothing: the smallest draw of each row always counts.
    chosen.scatter_(1, draw.argmin(1, keepdim=True), True)
    chosen &= ~special
    labels = ids.masked_fill(~chosen, IGNORED)
    inputs = ids.masked_fill(chosen, mask_id)
    if replace:
        fate = torch.rand(ids.shape, generator=generator)
        random_tokens = torch.randint(0, vocab_size, ids.shape, generator=generator)
        inputs = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), random_tokens, inputs)
        inputs = torch.where(chosen & (fate >= 0.9), ids, inputs)
    return inputs, labels


@arguments.checked
def masked_logits(model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Logits at the masked positions only: float (number of labels, vocabulary).

    The output layer is the widest of a small model. Leaving out the positions nobody asks about
    saves most of its arithmetic and changes nothing else.
    """
    hidden = model.base_model(input_ids=inputs).last_hidden_state  # (batch, length, width)
    hidden = hidden[labels != IGNORED]  # (labels, width)
    for name in ("cls", "lm_head"):  # what BERT's and RoBERTa's classes call their output layers
        if hasattr(model, name):
            return getattr(model, name)(hidden)  # (labels, vocabulary)
    return model.decoder(model.head(hidden))  # ModernBERT's


@arguments.checked
def loss(model: nn.Module, batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Mean cross-entropy at the masked positions, in nats. batch: (inputs, labels)."""
    inputs, labels = batch
    return nn.functional.cross_entropy(
        masked_logits(model, inputs, labels), labels[labels != IGNORED]
    )


@arguments.checked
class Masker:
    """Batches of masked rows for `training.train`: what step `i` sees depends on `i` alone.

    rows: int64 (n, length), from `tokens.pack`.
    """

    def __init__(
        self,
        rows: torch.Tensor,
        tokenizer: PreTrainedTokenizerBase,
        batch_size: int,
        rate: float = 0.15,
    ):
        self.rows, self.batch_size, self.rate = rows, batch_size, rate
        self.mask_id, self.special_ids = tokenizer.mask_token_id, set(tokenizer.all_special_ids)
        self.vocab_size = len(tokenizer)

    def __call__(self, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
        """Inputs and labels, each int64 (batch_size, length)."""
        picks = torch.randint(len(self.rows), (self.batch_size,), generator=generator)
        return corrupt(
            self.rows[picks], self.mask_id, self.special_ids, self.vocab_size, self.rate, generator
        )


@arguments.checked
def questions(
    rows: torch.Tensor, tokenizer: PreTrainedTokenizerBase
) -> tuple[torch.Tensor, torch.Tensor]:
    """The same questions about `rows` at every call, so that two models answer the same ones.

    rows: int64 (n, length). Returns inputs and labels as `corrupt` does; the mask is drawn from a
    fixed seed, and every chosen token becomes [MASK].
    """
    special, generator = set(tokenizer.all_special_ids), torch.Generator().manual_seed(12345)
    mask, vocabulary = tokenizer.mask_token_id, len(tokenizer)
    return corrupt(rows, mask, special, vocabulary, generator=generator, replace=False)


@arguments.checked
@torch.no_grad()
def evaluate(
    model: nn.Module,
    rows: torch.Tensor,
    tokenizer: PreTrainedTokenizerBase,
    batch_size: int = 128,
) -> dict[str, float]:
    """Loss in nats and accuracy at masked tokens of `rows`, on `questions`.

    Returns {"loss": ..., "accuracy": ...}.
    """
    inputs, labels = questions(rows, tokenizer)
    device, was_training = next(model.parameters()).device, model.training
    model.eval()
    total = right = count = 0.0
    for start in range(0, len(rows), batch_size):
        x = inputs[start : start + batch_size].to(device)
        y = labels[start : start + batch_size].to(device)
        logits, answers = masked_logits(model, x, y), y[y != IGNORED]  # (labels, V), (labels,)
        total += nn.functional.cross_entropy(logits, answers, reduction="sum").item()
        right += (logits.argmax(-1) == answers).sum().item()
        count += len(answers)
    model.train(was_training)
    return {"loss": total / count, "accuracy": right / count}


@arguments.checked
@torch.no_grad()
def fill(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, text: str, top: int = 5
) -> list[tuple[str, float]]:
    """The `top` likeliest tokens for the first [MASK] in `text`, with their probabilities.

    Raises `CourseError` if there is no [MASK] or the text is longer than the model reads.
    """
    ids = tokenizer(text, return_tensors="pt")["input_ids"].to(next(model.parameters()).device)
    places = (ids[0] == tokenizer.mask_token_id).nonzero().flatten()  # (masks,)
    if len(places) == 0:
        raise CourseError("Write [MASK] where the model should fill in a word, in capitals.")
    if ids.shape[1] > model.config.max_position_embeddings:
        raise CourseError(
            f"The text has {ids.shape[1]} tokens; this model reads at most"
            f" {model.config.max_position_embeddings}. Shorten it."
        )
    probabilities = model(input_ids=ids).logits[0, places[0]].softmax(-1)  # (vocabulary,)
    best = probabilities.topk(top)
    return [(tokenizer.convert_ids_to_tokens(int(i)), float(p)) for p, i in zip(*best)]


@arguments.checked
def draw_fill(
    model: nn.Module, tokenizer: PreTrainedTokenizerBase, text: str, top: int = 6
) -> tuple[Figure, str]:
    """The answers of `fill` as bars, and a sentence. For `widgets.explore`."""
    answers = fill(model, tokenizer, text, top)
    fig, ax = plots.figure(6.0, 0.6 + 0.32 * top)
    ax.barh([token for token, _ in answers], [p for _, p in answers], color=plots.COLOURS[0])
    ax.invert_yaxis()
    ax.set(xlabel=spoken("probability"), xlim=(0, 1))
    for place, (_, p) in enumerate(answers):
        ax.text(p + 0.01, place, f"{p:.2f}", va="center")
    token, p = answers[0]
    masks = text.count("[MASK]")
    gap = spoken("the first of {number} [MASK]", number=masks) if masks > 1 else "[MASK]"
    return fig, spoken(
        "For {gap} the model's first choice is “{token}”, with probability {p}.",
        gap=gap,
        token=token,
        p=f"{p:.2f}",
    )
