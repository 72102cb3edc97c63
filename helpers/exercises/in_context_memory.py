"""the Lab `in_context`'s lexicons and dialogues, and typical wrong implementations."""

from collections.abc import Callable

# --- lexicon_line --------------------------------------------------------------------------------


def lexicon_cases() -> list:
    words = {"plum": "kife", "red": "bado", "cart": "zuli", "art": "mepo", "old": "rovi"}
    return [
        ("red plum", words),
        ("old cart and red cart", words),
        ("cart", words),
        ("some bread", words),
        ("plum or plum or old plum", words),
    ]


def written(words, lexicon: dict[str, str]) -> str:
    return f"Lexicon: {', '.join(f'{word} = {lexicon[word]}' for word in words)}.\n"


def known(phrase: str, lexicon: dict[str, str]) -> list[str]:
    return list(dict.fromkeys(word for word in phrase.split() if word in lexicon))


def whole_lexicon(phrase, lexicon):
    return written(lexicon, lexicon) if known(phrase, lexicon) else ""


def parts_of_words(phrase, lexicon):
    found = sorted((word for word in lexicon if word in phrase), key=phrase.index)
    return written(found, lexicon) if found else ""


def in_its_own_order(phrase, lexicon):
    found = [word for word in lexicon if word in phrase.split()]
    return written(found, lexicon) if found else ""


def twice(phrase, lexicon):
    found = [word for word in phrase.split() if word in lexicon]
    return written(found, lexicon) if found else ""


def empty_lexicon(phrase, lexicon):
    return written(known(phrase, lexicon), lexicon)


def no_line_end(phrase, lexicon):
    return written(known(phrase, lexicon), lexicon)[:-1] if known(phrase, lexicon) else ""


def stops_at_unknown(phrase, lexicon):
    return written(dict.fromkeys(phrase.split()), lexicon)


# --- remember ------------------------------------------------------------------------------------


def count_words(text: str) -> int:
    return len(text.split())


def say(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


def dialogue_cases() -> list:
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


def half_exchanges(messages, budget, count):
    return dropping(messages, budget, count, step=1)


def below_budget(messages, budget, count):
    return dropping(messages, budget - 1, count)


def forgets_system(messages, budget, count):
    return split_off(dropping(messages, budget, count))[1]


def system_not_counted(messages, budget, count):
    head, rest = split_off(messages)
    return head + dropping(rest, budget, count)


def drops_newest(messages, budget, count):
    head, rest = split_off(messages)
    while total(head + rest, count) > budget:
        if len(rest) == 1:
            raise ValueError("The new message alone is too long.")
        rest = rest[:-3] + rest[-1:]
    return head + rest


def keeps_too_much(messages, budget, count):
    head, rest = split_off(messages)
    while total(head + rest, count) > budget and len(rest) > 1:
        rest = rest[2:]
    return head + rest


def only_the_new(messages, budget, count):
    head, rest = split_off(messages)
    if total(head + rest[-1:], count) > budget:
        raise ValueError("The new message alone is too long.")
    return messages if total(messages, count) <= budget else head + rest[-1:]
