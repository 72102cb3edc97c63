"""Refusing what a helper cannot mean, before its work begins, in a sentence that names the cure.

`@arguments.checked` compares what a function is given with the hints of its parameters;
`arguments.refuse` says what a hint cannot. Neither changes an argument or a result: all they can do
is to end a call. So no stored number depends on them (`EXCLUDED` in `helpers.measure.course_code`).
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial, wraps
from numbers import Integral, Real
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from helpers.files import CourseError

# What no model, tokenizer or data set is. Anything else may stand in for one.
PLAIN = (NoneType, bool, int, float, str, bytes, list, tuple, dict, set, object)
# Numbers of which a helper needs one at least, wherever a parameter has one of these names.
SIZES = frozenset(
    "batch batch_size context every evaluate_every head_width heads layers length max_new"
    " max_tokens n patience per_class rank repeats size steps top vocab_size width".split()
)


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

    Refused are None and nan where no hint allows them, a single text where a list is asked for,
    fractions where whole numbers are, missing members of a list, and plain values where a model or
    another object belongs. Iterators, and objects that may stand in for others,
    are handed on as they are. A parameter's own default is always allowed.

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
            wrong = differs(f"`{name}`", one, hint, smallest)
            refuse(wrong, f"Give {wrong}.")


def differs(name: str, value: object, hint: Any, least: int | None = None) -> str | None:
    """How to give a value instead, if its hint excludes it; None if it will do.

    >>> differs("x", 3, int), differs("x", None, int | None), differs("x", [0, 1], list[int])
    (None, None, None)
    >>> differs("x", 0.5, int)
    'x as a whole number, not 0.5'
    """
    kind, inner = get_origin(hint) or hint, get_args(hint)
    if kind in (Union, UnionType):
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
        right, what = isinstance(value, kind) or type(value) not in PLAIN, f"a {kind.__name__}"
    return None if right else f"{name} as {what}, not {said(value)}"


def single(value: object, kind: type, least: int | None) -> tuple[bool, str]:
    """Whether a text or a number will do, and what is wanted. NumPy's numbers count as Python's."""
    if kind is str:
        return isinstance(value, str), "a text"
    if kind is bool:
        return type(value).__name__ in ("bool", "bool_"), "True or False"
    limit = "" if least is None else f", {least} or more"
    number = isinstance(value, Integral if kind is int else Real) and value == value  # nan is not
    right = number and (least is None or value >= least)
    return right, f"a {'whole ' * (kind is int)}number{limit}"


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
    if not hasattr(value, "__len__"):  # an iterator can be looked through only once
        return None
    if len(value) < least:
        return f"{name} with {least} or more in it, not {len(value)}"
    found = value.values() if mapping else value
    found = found.tolist() if hasattr(found, "tolist") else found  # of a tensor or an array
    inner = inner[1:] if mapping else [one for one in inner if one is not ...]
    hints = inner if len(inner) > 1 and len(inner) == len(found) else inner[:1] * len(found)
    pairs = enumerate(zip(found, hints), 1)
    wrong = (differs(f"number {place} of {name}", one, hint) for place, (one, hint) in pairs)
    return next(filter(None, wrong), None)


def said(value: object) -> str:
    """A value that is short, as it is written; of others their kind."""
    return repr(value) if isinstance(value, NoneType | bool | Real) else type(value).__name__
