"""Refusing what a helper cannot mean, before its work begins, in a sentence that names the cure.

`@arguments.checked` compares what a function is given with the hints of its parameters;
`arguments.refuse` says what a hint cannot. Neither changes an argument or a result: all they can do
is to end a call. So no stored number depends on them (`EXCLUDED` in `helpers.measure.course_code`).
"""

import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial, wraps
from numbers import Integral, Real
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from helpers.files import CourseError

# What no model, tokenizer or data set is. Anything else may stand in for one.
PLAIN = (NoneType, bool, int, float, str, bytes, list, tuple, dict, set, frozenset, object, type)
CODE = (FunctionType, BuiltinFunctionType, MethodType, ModuleType)
# Numbers of which a helper needs one at least, wherever a parameter has one of these names.
SIZES = frozenset(
    "batch batch_size context every evaluate_every head_width heads layers length max_new"
    " max_tokens n patience per_class rank repeats size steps top vocab_size width".split()
)
MOST_SIZE = 10**8  # of those; beyond it a kernel only runs out of memory, or of patience
MOST = 2**63 - 1  # what PyTorch and the tokenizers take for a whole number
SEEDS = 2**32  # what all the libraries that draw take for a seed
# Tensors of these names hold token ids or places of a vocabulary.
IDS = frozenset("held_out ids inputs pairs rows starts train".split())


def refuse(wrong: object, sentence: str) -> None:
    """Raise `CourseError` with this sentence if something is wrong.

    Call it as a statement of its own, and change nothing in its arguments: such a statement does
    not count as part of what made a stored result.

    >>> refuse(2 < 1, "Give more than one.")
    >>> refuse(0 < 1, "Give more than one.")
    Traceback (most recent call last):
    helpers.files.CourseError: Give more than one.
    """
    if wrong:
        raise CourseError(sentence)


def no_blanks(texts: Iterable[str]) -> None:
    """Raise `CourseError` if one of some texts has nothing in it.

    >>> no_blanks(["a", " "])
    Traceback (most recent call last):
    helpers.files.CourseError: There is an empty text. Drop it, or give it some words.
    """
    blank = any(not text.strip() for text in texts)
    refuse(blank, "There is an empty text. Drop it, or give it some words.")


def checked(function: Callable | None = None, /, **least: int) -> Callable:
    """A function, or what makes a class's objects, that refuses what its hints exclude.

    Refused are None, nan and infinity where no hint allows them, a single text where a list is
    asked for, sets and iterators where an order counts, fractions and truth values where whole
    numbers are, missing members of a list, halves of characters in a text, and plain values and
    functions where a model or another object belongs. Objects that may stand in for others are
    handed on as they are, and so are iterators where the hint is `Iterable`. A parameter's own
    default is always allowed.

    least: the smallest number, or the shortest list, that a parameter takes; `...` leaves it to the
    function itself. Unsaid, it is 1 for the names in `SIZES`, and there is no limit for others.

    >>> @checked(times=1)
    ... def joined(texts: list[str], times: int = 1) -> str:
    ...     return " ".join([*texts] * times)
    >>> joined(["a"], times=2)
    'a a'
    >>> joined("a")
    Traceback (most recent call last):
    helpers.files.CourseError: Give `texts` as a list of strings, also for a single one: [text].
    >>> joined(["a", None])
    Traceback (most recent call last):
    helpers.files.CourseError: Give number 2 of `texts` as a text, not None.
    """
    if function is None:
        return partial(checked, **least)
    if inspect.isclass(function):
        function.__init__ = checked(function.__init__, **least)
        return function

    @wraps(function)
    def careful(*args, **kwargs):
        look(function, args, kwargs, least)
        return function(*args, **kwargs)

    return careful


@cache
def parameters(function: Callable) -> tuple[inspect.Signature, dict[str, Any]]:
    """The signature of a function, and the hints of its parameters."""
    return inspect.signature(function), get_type_hints(function)


def look(function: Callable, args: tuple, kwargs: dict, least: dict[str, int]) -> None:
    """Raise `CourseError` for the first argument that its hint excludes."""
    signature, hints = parameters(function)
    try:
        given = signature.bind(*args, **kwargs).arguments
    except TypeError:  # Python itself says what is missing, or too much
        return
    for name, value in given.items():
        parameter, hint = signature.parameters[name], hints.get(name, Any)
        smallest = least.get(name, 1 if name in SIZES and hint in (int, int | None) else None)
        if smallest is ... or value is parameter.default:
            continue
        named = list(value.values()) if parameter.kind is parameter.VAR_KEYWORD else [value]
        for one in value if parameter.kind is parameter.VAR_POSITIONAL else named:
            wrong = differs(f"`{name}`", one, hint, smallest) or beyond(name, one, hint)
            refuse(wrong, f"Give {wrong}.")


def beyond(name: str, value: object, hint: Any) -> str | None:
    """How to give a number or a tensor that a hint allows and a parameter of this name does not.

    >>> beyond("steps", True, int), beyond("lr", math.inf, float)
    ('`steps` as a whole number, not True', '`lr` as a number that is not infinite, not inf')
    >>> beyond("seed", -1, int)
    '`seed` as a whole number from 0 to 4294967295, not -1'
    """
    if value is None:
        return None
    if hint in (int, int | None):
        low, high = (0, SEEDS - 1) if name == "seed" else (-MOST, MOST)
        high = MOST_SIZE if name in SIZES else high
        number = not isinstance(value, bool) and (name != "seed" or type(value) is int)
        limits = f" from {low} to {high}" if name == "seed" else f" up to {high}"
        right = number and low <= value <= high
        limits = limits if number and not right or name == "seed" else ""
        return None if right else f"`{name}` as a whole number{limits}, not {said(value)}"
    if hint in (float, float | None):
        right = math.isfinite(value)
        return None if right else f"`{name}` as a number that is not infinite, not {said(value)}"
    if name in IDS and getattr(hint, "__name__", "") == "Tensor":
        kind = str(getattr(value, "dtype", "int")).removeprefix("torch.")
        right = kind.startswith(("int", "uint"))
        return None if right else f"`{name}` as a tensor of whole numbers, not of kind {kind}"
    return None


def differs(name: str, value: object, hint: Any, least: int | None = None) -> str | None:
    """How to give a value instead, if its hint excludes it; None if it will do.

    >>> differs("x", 3, int), differs("x", None, int | None), differs("x", [0, 1], list[int])
    (None, None, None)
    >>> differs("x", 0.5, int)
    'x as a whole number, not 0.5'
    """
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, UnionType):
        if Path in inner and isinstance(value, str):  # a name that a disk has may be any text
            return None
        found = [differs(name, value, one, least) for one in inner]
        return None if None in found else found[0]
    if kind is Literal:
        right, what = value in inner, f"one of {', '.join(map(repr, inner))}"
    elif kind is Callable:
        right, what = callable(value), "a function"
    elif not inspect.isclass(kind) or kind in (object, Any):
        return None
    elif kind in (str, bool, int, float):
        right, what = single(value, kind, least)
    elif kind.__name__ == "Tensor":
        right, what = tensor(value)
    elif kind.__module__ in ("builtins", "collections.abc") and issubclass(kind, Iterable):
        return members(name, value, kind, inner, least or 0)
    else:
        other = kind is not NoneType and type(value) not in PLAIN and not isinstance(value, CODE)
        right, what = isinstance(value, kind) or other, f"a {kind.__name__}"
    return None if right else f"{name} as {what}, not {said(value)}"


def single(value: object, kind: type, least: int | None) -> tuple[bool, str]:
    """Whether a text or a number will do, and what is wanted. NumPy's numbers count as Python's."""
    if kind is str:
        halves = isinstance(value, str) and not whole(value)
        what = "a text without halves of characters, such as \\ud83d alone" if halves else "a text"
        return isinstance(value, str) and not halves, what
    if kind is bool:
        return type(value).__name__ in ("bool", "bool_"), "True or False"
    limit = "" if least is None else f", {least} or more"
    number = isinstance(value, Integral if kind is int else Real) and value == value  # nan is not
    right = number and (least is None or value >= least)
    return right, f"a {'whole ' * (kind is int)}number{limit}"


def whole(text: str) -> bool:
    r"""Whether no half of a character is in a text: no tokenizer reads one, and no file holds it.

    >>> whole("naïve 😀"), whole("\ud83d")
    (True, False)
    """
    try:
        return text.isascii() or bool(text.encode("utf-8"))
    except UnicodeEncodeError:
        return False


def tensor(value: object) -> tuple[bool, str]:
    """Whether a value is a tensor that holds something, and no nan."""
    if type(value).__name__ != "Tensor" and not hasattr(value, "is_floating_point"):
        return False, "a tensor"
    lost = value.is_floating_point() and bool(value.isnan().any())
    return value.numel() > 0 and not lost, "a tensor with numbers in it, none of them nan"


def members(name: str, value: object, kind: type, inner: tuple, least: int) -> str | None:
    """How to give a list or a dictionary instead; None if it and its members will do."""
    mapping = issubclass(kind, Mapping)
    if isinstance(value, str | bytes) and not mapping:
        return f"{name} as a list of strings, also for a single one: [text]"
    if not isinstance(value, Iterable) or mapping != isinstance(value, Mapping):
        what = "a dictionary" if mapping else "a list, also for a single one"
        return f"{name} as {what}, not {said(value)}"
    if issubclass(kind, Sequence) and isinstance(value, set | frozenset | Iterator):
        why = "can be read only once" if isinstance(value, Iterator) else "has no order"
        return f"{name} as a list, list(...): a {type(value).__name__} {why}"
    if not hasattr(value, "__len__"):  # an iterator can be looked through only once
        return None
    if len(value) < least:
        return f"{name} with {least} or more in it, not {len(value)}"
    found = value.values() if mapping else value
    found = found.tolist() if hasattr(found, "tolist") else found  # of a tensor or an array
    if kind is tuple and inner and ... not in inner and len(inner) != len(found):
        return f"{name} with {len(inner)} in it, not {len(found)}"
    inner = inner[1:] if mapping else [one for one in inner if one is not ...]
    hints = inner if len(inner) > 1 and len(inner) == len(found) else inner[:1] * len(found)
    pairs = enumerate(zip(found, hints), 1)
    wrong = (differs(f"number {place} of {name}", one, hint) for place, (one, hint) in pairs)
    return next(filter(None, wrong), None)


def said(value: object) -> str:
    """A value that is short, as it is written; of others their kind."""
    return repr(value) if isinstance(value, NoneType | bool | Real) else type(value).__name__
