"""Predictions: a guess before a result, compared with it, and recorded."""

import difflib
import math
from collections.abc import Mapping
from typing import Any

from helpers import budget
from helpers.checking import progress as store
from helpers.checking.values import kind
from helpers.show.display import box
from helpers.words import message, spoken

ALIKE = message("In these runs the candidates are not told apart. No prediction recorded.")
UNDECIDED = "not told apart"  # as `metrics.UNDECIDED`, which would load SciPy here

_asked: set[tuple[str, float]] = set()  # guesses that were asked about, until the kernel ends


def _number(value: Any) -> float | None:
    """A finite number out of a number, a one-element tensor or a string; None if it is none."""
    try:
        number = float(value)
    except Exception:  # whatever a learner's object does when asked for a number
        return None
    return number if math.isfinite(number) else None


def _show(number: float) -> str:
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}" if abs(number) >= 0.1 else f"{number:.2g}"


def _say_off(guess: float, measured: float) -> str:
    """How far off a prediction was, and in which direction."""
    values = {"off": _show(abs(guess - measured))}
    small, large = sorted((guess, measured))
    if small > 0 and large / small >= 1.5:
        values["factor"] = f"{large / small:.1f}"
        if guess > measured:
            return spoken("Your prediction was {off} too high, by a factor of {factor}.", **values)
        return spoken("Your prediction was {off} too low, by a factor of {factor}.", **values)
    if guess > measured:
        return spoken("Your prediction was {off} too high.", **values)
    return spoken("Your prediction was {off} too low.", **values)


def _score_number(guess: float, measured: float, close: float | None) -> tuple[str, str]:
    """Tone and words for a numeric prediction."""
    off = abs(guess - measured)
    if close is not None and off <= close:
        words = spoken("Close: within {close} of the result.", close=_show(close))
    else:
        words = _say_off(guess, measured)
    if off == 0:
        words = spoken("Exactly right.")
    good = close is not None and off <= close
    return "good" if good else "note", words


def _record(prediction_id: str, entry: dict[str, Any]) -> str:
    """Note a prediction; what to say if its result was shown before, or is one of a short run."""
    seen = store.record_prediction(prediction_id, entry)
    noted = spoken("The result had been shown before you predicted; that is noted.")
    return (f"\n{noted}" if seen else "") + _label()


def _label() -> str:
    return f"\n{budget.label()}" if budget.label() else ""


def _one_could_say(choice: str, options: Mapping[str, str]) -> str:
    """What speaks for a choice that did not come out, told as an idea and not as a fact."""
    return spoken(
        "On {choice} one could say: “{why}” Hold that against the result.",
        choice=repr(choice),
        why=options[choice],
    )


def _undecided(prediction_id: str, guess: Any, shown: str, why: str) -> None:
    """A prediction that is neither right nor wrong, because the runs do not decide it."""
    after = _record(prediction_id, {"guess": guess, "measured": UNDECIDED})
    text = spoken(
        "You predicted {shown}. These runs do not say: the candidates are not told apart.",
        shown=shown,
    )
    more = spoken("No candidate is clearly ahead of every other one. More runs may decide it.")
    box("note", f"{text}\n{more}\n{why}".strip() + after)


def _predict_number(prediction_id: str, guess: Any, measured: Any, close: float | None) -> None:
    value, result = _number(guess), _number(measured)
    if value is not None and measured == UNDECIDED:
        _undecided(prediction_id, value, _show(value), "")
    elif result is None:
        text = spoken("nothing to compare with, the result is {result}.", result=measured)
        box("open", f"{prediction_id}: {text}")
    elif value is None:
        text = spoken("your prediction is {kind}. Write a number like 0.5.", kind=kind(guess))
        box("open", f"{prediction_id}: {text}")
    elif 2 <= value <= 100 and 0 <= result <= 1 and (prediction_id, value) not in _asked:
        _asked.add((prediction_id, value))
        text = spoken(
            "you predicted {value}, and results go from 0 to 1 here.\nDid you mean {share}? Then"
            " write that, and run both cells again.\nIf you do mean {value}, run this cell again.",
            value=_show(value),
            share=_show(value / 100),
        )
        box("open", f"{prediction_id}: {text}")
    else:
        tone, words = _score_number(value, result, close)
        entry: dict[str, Any] = {"guess": value, "measured": result}
        if close is not None:
            entry["right"] = tone == "good"
        words += _record(prediction_id, entry)
        both = {"guess": _show(value), "result": _show(result)}
        first = spoken("You predicted {guess}. The run measured {result}.", **both)
        box(tone, f"{first}\n{words}")


def _predict_choice(
    prediction_id: str, guess: Any, measured: Any, options: Mapping[str, str]
) -> None:
    known = ", ".join(repr(name) for name in options)
    alike = spoken("The runs of one candidate differ as much as the candidates do.")
    options = {UNDECIDED: alike, **options}
    names = {name.strip().lower(): name for name in options}
    chosen = names.get(str(guess).strip().lower())
    if chosen is None:
        near = difflib.get_close_matches(str(guess).lower(), names, n=1)
        text = spoken("choose one of {known}.", known=known)
        text += spoken(" Did you mean {near}?", near=repr(names[near[0]])) if near else ""
        box("open", f"{prediction_id}: {text}")
        return
    if measured == UNDECIDED and chosen != UNDECIDED:
        _undecided(prediction_id, chosen, repr(chosen), _one_could_say(chosen, options))
        return
    right = chosen == measured
    entry = {"guess": chosen, "measured": str(measured), "right": right}
    after = _record(prediction_id, entry)
    if right:
        first = spoken("You predicted {guess}, and so it came out.", guess=repr(chosen))
        box("good", f"{first}\n{options[chosen]}{after}")
        return
    both = {"guess": repr(chosen), "result": repr(str(measured))}
    lines = [spoken("You predicted {guess}. The run says {result}.", **both)]
    if measured in options:
        lines.append(f"{measured}: {options[measured]}")
    box("note", "\n".join([*lines, _one_could_say(chosen, options)]) + after)


def predict(
    prediction_id: str,
    guess: Any,
    measured: Any,
    *,
    close: float | None = None,
    options: Mapping[str, str] | None = None,
) -> None:
    """Compare your prediction with what the run measured, and record it. Never raises.

    For a number, `close` says how far off (absolutely) still counts as close. For a choice,
    `options` has the choices, each with its explanation or the misconception behind it. If the
    runs do not tell the candidates apart, `measured` is "not told apart" (see `metrics.best`):
    then no choice is right or wrong, unless that was the prediction.
    A guess of None is no prediction; then the result is shown all the same, and what is predicted
    later is recorded as seen. A guess such as 85 where results are shares is asked about first.

    >>> predict("start_here.demo", None, 0.32)
    … The run measured 0.32. No prediction recorded.
    Write one next time, before you run: a guess makes you notice more.
    """
    try:
        if guess is None or guess is ... or (isinstance(guess, str) and not guess.strip()):
            result = _number(measured)
            shown = measured if result is None else _show(result)
            text = spoken("The run measured {result}. No prediction recorded.", result=shown)
            if measured == UNDECIDED:
                text = spoken(ALIKE)
            store.record_seen(prediction_id)
            after = spoken("Write one next time, before you run: a guess makes you notice more.")
            box("open", f"{text}\n{after}{_label()}")
        elif options:
            _predict_choice(prediction_id, guess, measured, options)
        else:
            _predict_number(prediction_id, guess, measured, close)
    except Exception as error:  # a learner's object that misbehaves when looked at
        name = type(error).__name__
        text = spoken("the prediction could not be read ({error}).", error=name)
        box("open", f"{prediction_id}: {text}")
