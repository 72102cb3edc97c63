"""One ModernBERT for every transformers from 5.0 on.

All layers of our encoders see everything: none has a window. transformers then keeps a table of
positions (RoPE) for both kinds of layers, and up to 5.16.1 it takes a table for a kind that has no
layer for a mistake: 5.0 to 5.3 only warn, 5.4 to 5.16.1 refuse the configuration with a message
about `rope_parameters` (huggingface/transformers#48392, mended in 5.17). `mend` puts this right
while the course runs, and `portable` writes configurations that load anywhere, without the course.
"""

import functools
from collections.abc import Callable

import transformers
from transformers import ModernBertConfig

from helpers.files import CourseError

FULL, WINDOW = "full_attention", "sliding_attention"
NO_LIMIT = 2_000_000  # positions: a window so wide that nothing lies outside


def knows_both() -> bool:
    """True if this transformers makes an encoder without windows, and leaves its tables alone."""
    log = transformers.logging
    level = log.get_verbosity()
    log.set_verbosity_error()
    try:
        config = ModernBertConfig(num_hidden_layers=1, layer_types=[FULL])
        return set(config.rope_parameters) == {FULL, WINDOW}
    except Exception:  # the libraries raise many kinds
        return False
    finally:
        log.set_verbosity(level)


def with_both(method: Callable) -> Callable:
    """The same method of a configuration, which finds both kinds of layers while it runs."""

    @functools.wraps(method)
    def run(self, *arguments, **options):
        kinds, self.layer_types = self.layer_types, [FULL, WINDOW]
        try:
            return method(self, *arguments, **options)
        finally:
            self.layer_types = kinds

    return run


def mend() -> None:
    """Teach this transformers that a table may wait for a layer that is not there.

    Does nothing where nothing is wrong. Raises `CourseError` if it does not help.

    >>> mend()
    >>> sorted(ModernBertConfig(num_hidden_layers=1, layer_types=[FULL]).rope_parameters)
    ['full_attention', 'sliding_attention']
    """
    if knows_both():
        return
    for name in ("standardize_rope_params", "validate_rope"):
        old = getattr(ModernBertConfig, name)
        new = with_both(old)
        setattr(ModernBertConfig, name, new)
        known = ModernBertConfig.__dict__.get("__class_validators__", [])
        known[:] = [new if one is old else one for one in known]  # run at the end of __init__
    if not knows_both():
        raise CourseError(cannot("make the course's encoders"))


def cannot(what: str) -> str:
    """The sentence for what this version of transformers cannot do, and the cure.

    >>> cannot("fly").startswith("transformers ")
    True
    """
    return (
        f"transformers {transformers.__version__} cannot {what}. Run `python start.py` in the"
        " course's folder, which installs the version it was tested with, and restart the kernel."
    )


def portable(config: dict) -> dict:
    """The same network, written so that every transformers from 5.0 on loads it unaided.

    The last layer is called one with a window, so that both tables have a layer; its window is
    wider than any text and it has the others' table, so it computes the same numbers. A network
    of one layer cannot be written like this, and any other comes back as it is.

    >>> table = {"rope_theta": 160000.0, "rope_type": "default"}
    >>> config = {"model_type": "modernbert", "layer_types": [FULL, FULL], "local_attention": 128,
    ...           "rope_parameters": {FULL: table}}
    >>> written = portable(config)
    >>> written["layer_types"], written["local_attention"]
    (['full_attention', 'sliding_attention'], 2000000)
    >>> portable({"model_type": "llama"})
    {'model_type': 'llama'}
    """
    kinds = config.get("layer_types") or []
    if config.get("model_type") != "modernbert" or len(kinds) < 2 or set(kinds) != {FULL}:
        return config
    table = config["rope_parameters"][FULL]
    return config | {
        "layer_types": [*kinds[:-1], WINDOW],
        "local_attention": NO_LIMIT,
        "rope_parameters": {FULL: dict(table), WINDOW: dict(table)},
    }


mend()
