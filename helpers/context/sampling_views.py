"""The sampling playground: plain functions for `widgets.explore`."""

from collections.abc import Callable

import torch
from matplotlib.figure import Figure
from torch import nn
from transformers import PreTrainedTokenizerFast

from helpers import arguments
from helpers.context import generation
from helpers.files import CourseError
from helpers.show import plots

BARS = 12


@arguments.checked
def label(tokenizer: PreTrainedTokenizerFast, token: int) -> str:
    """A token as a reader sees it: quoted, so that its space shows; the end by its name.

    >>> from helpers.text import tokens
    >>> tokenizer = tokens.train(["ab"], vocab_size=262, kind="bpe")
    >>> label(tokenizer, tokenizer.convert_tokens_to_ids("Ġ")), label(tokenizer, 3)
    ("' '", 'end of text')
    """
    if token == tokenizer.sep_token_id:
        return "end of text"
    if token in tokenizer.all_special_ids:
        return tokenizer.convert_ids_to_tokens(token)
    return repr(tokenizer.backend_tokenizer.decode([token]))


def draw_next(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerFast,
    prompt: str,
    temperature: float = 1.0,
    top_k: int = 0,
    top_p: float = 1.0,
) -> tuple[Figure, str]:
    """The likeliest next tokens as bars: as the model says, and as they would be drawn."""
    plain = generation.next_distribution(model, tokenizer, prompt)
    drawn = generation.next_distribution(model, tokenizer, prompt, temperature, top_k, top_p)
    best = plain.topk(BARS).indices.tolist()
    names, places = [label(tokenizer, token) for token in best], range(BARS)
    fig, ax = plots.figure(7.0, 4.2)
    ax.barh(
        [y - 0.2 for y in places],
        plain[best].tolist(),
        0.4,
        color="#BBBBBB",
        label="the model's probability",
    )
    ax.barh(
        [y + 0.2 for y in places],
        drawn[best].tolist(),
        0.4,
        color=plots.COLOURS[0],
        label="to be drawn with",
    )
    ax.set_yticks(places, names, parse_math=False)
    ax.set(xlabel="probability", xlim=(0, 1), ylim=(BARS - 0.4, -0.6))
    ax.legend(loc="lower right")
    top = int(drawn.argmax())
    return fig, (
        f"{int((drawn > 0).sum())} of {len(drawn)} tokens can be drawn. The likeliest is"
        f" {label(tokenizer, top)}: {drawn[top]:.2f} (as the model says: {plain[top]:.2f})."
    )


def next_token(
    model: nn.Module, tokenizer: PreTrainedTokenizerFast, prompt: str, seed: int = 0, **options
) -> str:
    """The prompt with one drawn token more. The draw depends on the prompt's length and the seed.

    Raises `CourseError` where the model ends the text.
    """
    p = generation.next_distribution(model, tokenizer, prompt, **options)
    rng = torch.Generator().manual_seed(1009 * len(prompt) + seed)
    token = int(p.multinomial(1, generator=rng))
    if token == tokenizer.sep_token_id:
        raise CourseError("The model ends the text here. Change the seed or the prompt to go on.")
    return prompt + tokenizer.backend_tokenizer.decode([token])


@arguments.checked
def playground(
    networks: dict[str, nn.Module], tokenizer: PreTrainedTokenizerFast
) -> tuple[Callable, dict[str, Callable]]:
    """What `widgets.explore` draws, and what its two buttons do, for networks by name.

    "next token" puts one drawn token behind the prompt; "go on" writes to the end of the text.

    >>> from helpers.text import tokens
    >>> look, buttons = playground({}, tokens.train(["ab"], vocab_size=262, kind="bpe"))
    >>> list(buttons)
    ['next token', 'go on']
    """

    def look(model: str, prompt: str, seed: int, **options):
        return draw_next(networks[model], tokenizer, prompt, **options)

    def one_more(model: str, prompt: str, **options) -> dict[str, str]:
        return {"prompt": next_token(networks[model], tokenizer, prompt, **options)}

    def go_on(model: str, prompt: str, **options) -> dict[str, str]:
        rest = generation.generate(networks[model], tokenizer, prompt, **options)
        return {"prompt": prompt + rest}

    return look, {"next token": one_more, "go on": go_on}
