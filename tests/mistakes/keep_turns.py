"""Typical wrong answers to keep_turns; the docstring's first line is in their message."""


def wrong_free_system(messages, lengths, limit):
    """The tokens of the system message are not counted"""
    head = int(messages[0]["role"] == "system")
    start = head
    while sum(lengths[start:]) > limit and start < len(messages) - 1:
        start += 2
    return messages[:head] + messages[start:]


def wrong_single(messages, lengths, limit):
    """It drops single messages"""
    head = int(messages[0]["role"] == "system")
    start = head
    while sum(lengths[:head]) + sum(lengths[start:]) > limit and start < len(messages) - 1:
        start += 1
    return messages[:head] + messages[start:]


def wrong_less(messages, lengths, limit):
    """A chat of exactly `limit` tokens fits"""
    head = int(messages[0]["role"] == "system")
    start = head
    while sum(lengths[:head]) + sum(lengths[start:]) >= limit and start < len(messages) - 1:
        start += 2
    return messages[:head] + messages[start:]


def wrong_all(messages, lengths, limit):
    """It drops all exchanges as soon as the chat is too long"""
    if sum(lengths) <= limit:
        return messages
    return [m for m in messages[:1] if m["role"] == "system"] + messages[-1:]


def right_with_pairs(messages, lengths, limit):
    pairs = list(zip(messages, lengths))
    head = [pair for pair in pairs if pair[0]["role"] == "system"]
    rest = pairs[len(head) :]
    while len(rest) > 1 and sum(n for _, n in head + rest) > limit:
        del rest[:2]
    return [message for message, _ in head + rest]
