"""Typical wrong answers to remember; the docstring's first line is in their message."""


def cost(messages, count):
    return sum(count(message["content"]) for message in messages)


def parts(messages):
    head = [m for m in messages if m["role"] == "system"]
    return head, messages[len(head) :]


def wrong_single_messages(messages, budget, count):
    """An answer is left without its question"""
    head, rest = parts(messages)
    while cost(head + rest, count) > budget:
        if len(rest) == 1:
            raise ValueError("too long")
        rest = rest[1:]
    return head + rest


def wrong_strict(messages, budget, count):
    """Exactly `budget` tokens fit"""
    head, rest = parts(messages)
    while cost(head + rest, count) >= budget:
        if len(rest) == 1:
            raise ValueError("too long")
        rest = rest[2:]
    return head + rest


def wrong_without_system(messages, budget, count):
    """The system's message is gone"""
    head, rest = parts(messages)
    while cost(head + rest, count) > budget:
        if len(rest) == 1:
            raise ValueError("too long")
        rest = rest[2:]
    return rest


def wrong_system_is_free(messages, budget, count):
    """The system's message takes room too"""
    head, rest = parts(messages)
    while cost(rest, count) > budget:
        if len(rest) == 1:
            raise ValueError("too long")
        rest = rest[2:]
    return head + rest


def wrong_no_error(messages, budget, count):
    """If the new message alone does not fit"""
    head, rest = parts(messages)
    while len(rest) > 1 and cost(head + rest, count) > budget:
        rest = rest[2:]
    return head + rest


def wrong_all_or_nothing(messages, budget, count):
    """Everything or nothing"""
    head, rest = parts(messages)
    if cost(messages, count) <= budget:
        return messages
    if cost(head + rest[-1:], count) > budget:
        raise ValueError("too long")
    return head + rest[-1:]


def right_from_the_end(messages, budget, count):
    head, rest = parts(messages)
    kept = rest[-1:]
    if cost(head + kept, count) > budget:
        raise ValueError("The new message does not fit.")
    for i in range(len(rest) - 3, -1, -2):
        if cost(head + rest[i : i + 2] + kept, count) > budget:
            break
        kept = rest[i : i + 2] + kept
    return head + kept


def wrong_counts_joined_text(messages, budget, count):
    """It counts the joined text"""
    system = [m for m in messages if m["role"] == "system"]
    talk = [m for m in messages if m["role"] != "system"]
    while count(" ".join(m["content"] for m in system + talk)) > budget:
        if len(talk) < 2:
            raise ValueError("too long")
        talk = talk[2:]
    return system + talk


def wrong_returns_too_much(messages, budget, count):
    """raise ValueError"""
    system = [m for m in messages if m["role"] == "system"]
    talk = [m for m in messages if m["role"] != "system"]
    while sum(count(m["content"]) for m in system + talk) > budget and len(talk) > 2:
        talk = talk[2:]
    return system + talk
