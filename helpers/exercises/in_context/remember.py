"""Shorten a dialogue to a budget: drop the oldest exchanges, keep the system's message."""

from collections.abc import Callable

from helpers.checking.spec import Exercise, mistake


def remember(
    messages: list[dict[str, str]], budget: int, count: Callable[[str], int]
) -> list[dict[str, str]]:
    """The messages that fit: the system's, and the newest whole exchanges, in order.

    messages: {"role": "system" (one or none, first), "user" or "assistant", "content": text}; the
    last one is new. count(text): its tokens; `budget`: for all. ValueError if it cannot be done.
    """
    system = [message for message in messages if message["role"] == "system"]
    talk = messages[len(system) :]
    while sum(count(message["content"]) for message in system + talk) > budget:
        if len(talk) < 3:
            raise ValueError("The new message does not fit, even alone.")
        talk = talk[2:]
    return system + talk


def count_words(text: str) -> int:
    return len(text.split())


def with_marks(text: str) -> int:
    """Every message brings two tokens of its own."""
    return len(text.split()) + 2


def say(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


def cases() -> list:
    rule = say("system", "Be brief please.")
    talk = [
        say("user", "where is the red hall"),
        say("assistant", "upstairs"),
        say("user", "and the key"),
        say("assistant", "it hangs by the door"),
        say("user", "thanks a lot"),
        say("assistant", "welcome"),
    ]
    new = say("user", "who may use it")
    return [
        ([rule, *talk, new], 19, count_words),
        ([*talk, new], 21, count_words),
        ([rule, *talk, new], 17, count_words),
        ([rule, *talk, new], 100, count_words),
        ([rule, *talk, new], 8, count_words),
        ([*talk, new], 16, count_words),
        ([rule, *talk, new], 5, count_words),
        ([*talk, new], 60, len),
        ([*talk, new], 24, with_marks),
        ([rule, *talk, new], 26, with_marks),
        ([rule, *talk * 2, new], 200, count_words),
        ([rule, *talk * 2, new], 40, count_words),
        ([rule, *talk * 4, new], 17, count_words),
    ]


Messages = list[dict[str, str]]


def split_off(messages: Messages) -> tuple[Messages, Messages]:
    system = int(messages[0]["role"] == "system")
    return messages[:system], messages[system:]


def total(messages: Messages, count: Callable[[str], int]) -> int:
    return sum(count(message["content"]) for message in messages)


def dropping(messages, budget, count, step=2):
    """Drop the oldest messages after the system's, `step` at a time."""
    head, rest = split_off(messages)
    while total(head + rest, count) > budget:
        if len(rest) == 1:
            raise ValueError("The new message alone is too long.")
        rest = rest[step:]
    return head + rest


@mistake("An answer is left without its question. Drop both.")
def half_exchanges(messages, budget, count):
    return dropping(messages, budget, count, step=1)


@mistake("Exactly `budget` tokens fit. Drop only while there are more.")
def below_budget(messages, budget, count):
    return dropping(messages, budget - 1, count)


@mistake("The system's message is gone. It stays whatever is dropped.")
def forgets_system(messages, budget, count):
    return split_off(dropping(messages, budget, count))[1]


@mistake("The system's message takes room too. Count it.")
def system_not_counted(messages, budget, count):
    head, rest = split_off(messages)
    return head + dropping(rest, budget, count)


@mistake("It drops the newest exchanges. Drop the oldest.")
def drops_newest(messages, budget, count):
    head, rest = split_off(messages)
    while total(head + rest, count) > budget:
        if len(rest) == 1:
            raise ValueError("The new message alone is too long.")
        rest = rest[:-3] + rest[-1:]
    return head + rest


@mistake("If the new message alone does not fit, raise ValueError.")
def keeps_too_much(messages, budget, count):
    head, rest = split_off(messages)
    while total(head + rest, count) > budget and len(rest) > 1:
        rest = rest[2:]
    return head + rest


@mistake("It counts the joined text. Count each message, and add up.")
def counts_joined(messages, budget, count):
    head, rest = split_off(messages)
    while count(" ".join(message["content"] for message in head + rest)) > budget:
        if len(rest) == 1:
            raise ValueError("The new message alone is too long.")
        rest = rest[2:]
    return head + rest


@mistake("Everything or nothing. Keep what fits of the newest.")
def only_the_new(messages, budget, count):
    head, rest = split_off(messages)
    if total(head + rest[-1:], count) > budget:
        raise ValueError("The new message alone is too long.")
    return messages if total(messages, count) <= budget else head + rest[-1:]


EXERCISE = Exercise(
    id="remember",
    title="A dialogue that fits",
    minutes=10,
    difficulty=3,
    reference=remember,
    cases=cases,
    mistakes=(
        half_exchanges,
        below_budget,
        forgets_system,
        system_not_counted,
        drops_newest,
        keeps_too_much,
        counts_joined,
        only_the_new,
    ),
    hints=(
        "Take the system's message aside. It stays, and its tokens count.",
        "While it is too long, drop the oldest *two* messages of the rest: a question and its"
        " answer.",
        '`while sum(count(m["content"]) for m in head + rest) > budget:` raise ValueError if'
        " one message is left, else `rest = rest[2:]`. Return `head + rest`.",
    ),
)
