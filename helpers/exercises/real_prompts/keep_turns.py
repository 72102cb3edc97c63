"""Make a chat fit what a model reads: drop the oldest exchanges, and keep what must stay."""

from helpers.checking.spec import Exercise, mistake


def keep_turns(messages: list[dict], lengths: list[int], limit: int) -> list[dict]:
    """The messages without the oldest exchanges, as few as are needed to have `limit` tokens.

    messages: perhaps a system message, then the user's and the assistant's in turn, the last one
    the user's. lengths: the tokens of each. An exchange is a user's message with its answer. The
    system message and the last user's message always stay, also where they are too long.
    """
    head = 1 if messages[0]["role"] == "system" else 0
    start = head
    while sum(lengths[:head]) + sum(lengths[start:]) > limit and start < len(messages) - 1:
        start += 2
    return messages[:head] + messages[start:]


def chat(*contents: str, system: str = "") -> list[dict]:
    """Messages of the user and the assistant in turn, after the system's, if there is one."""
    found = [{"role": "system", "content": system}] if system else []
    for i, content in enumerate(contents):
        found.append({"role": "assistant" if i % 2 else "user", "content": content})
    return found


def cases() -> list:
    long = chat("a", "b", "c", "d", "e", "f", "g", system="s")
    longer = chat(*[f"m{number}" for number in range(23)], system="s")
    return [
        (chat("a", "b", "c", system="s"), [5, 10, 4, 10], 29),  # just fits
        (chat("a", "b", "c", system="s"), [5, 10, 4, 10], 28),
        (long, [6, 9, 3, 8, 2, 7, 3, 9], 35),
        (long, [6, 9, 3, 8, 2, 7, 3, 9], 25),
        (long, [6, 9, 3, 8, 2, 7, 3, 9], 16),
        (chat("a", "b", "c", "d", "e"), [9, 3, 8, 2, 7], 17),
        (chat("a", "b", "c", "d", "e"), [9, 3, 8, 2, 7], 100),
        (chat("a", "b", "c", system="s"), [50, 10, 4, 10], 20),  # too long in any case
        (chat("a"), [50], 20),
        (chat("a", "b", "c", "d", "e"), [2, 30, 2, 2, 2], 10),
        (longer, [5] * 24, 60),  # more than eight stay
        (longer, [5] * 24, 30),  # nine exchanges go
    ]


def kept(messages, lengths, limit, head, counted, step=2) -> list[dict]:
    start = head
    while counted + sum(lengths[start:]) > limit and start < len(messages) - 1:
        start += step
    return messages[:head] + messages[start:]


def heads(messages) -> int:
    return int(messages[0]["role"] == "system")


@mistake("The system message goes first. It holds the instruction: keep it.")
def drops_system(messages, lengths, limit):
    start = 0
    while sum(lengths[start:]) > limit and start < len(messages) - 1:
        start += 1 if messages[start]["role"] == "system" else 2
    return messages[start:]


@mistake("The tokens of the system message are not counted.")
def system_is_free(messages, lengths, limit):
    return kept(messages, lengths, limit, heads(messages), 0)


@mistake("It drops single messages. An answer would stand there without its question.")
def single_messages(messages, lengths, limit):
    head = heads(messages)
    return kept(messages, lengths, limit, head, sum(lengths[:head]), step=1)


@mistake("A chat of exactly `limit` tokens fits.")
def must_be_less(messages, lengths, limit):
    head = heads(messages)
    return kept(messages, lengths, limit - 1, head, sum(lengths[:head]))


@mistake("It drops the newest exchanges. The oldest are the ones to miss least.")
def drops_newest(messages, lengths, limit):
    end, last = len(messages) - 1, lengths[-1]
    while sum(lengths[:end]) + last > limit and end > heads(messages):
        end -= 2
    return messages[:end] + messages[-1:]


@mistake("It takes for granted that there is a system message.")
def always_a_system(messages, lengths, limit):
    return kept(messages, lengths, limit, 1, lengths[0])


@mistake("It drops all exchanges as soon as the chat is too long. Drop as few as needed.")
def drops_all(messages, lengths, limit):
    head = heads(messages)
    return messages if sum(lengths) <= limit else messages[:head] + messages[-1:]


EXERCISE = Exercise(
    id="keep_turns",
    title="A chat that fits",
    minutes=10,
    difficulty=2,
    reference=keep_turns,
    cases=cases,
    mistakes=(
        drops_system,
        system_is_free,
        single_messages,
        must_be_less,
        drops_newest,
        always_a_system,
        drops_all,
    ),
    hints=(
        "Split the chat: a system message if there is one, then exchanges of two messages each,"
        " then the last message.",
        "`start` is where the kept part begins. Raise it by 2 while the system message and the"
        " messages from `start` on have more than `limit` tokens.",
        "Stop at `start == len(messages) - 1`: the last message stays. Return"
        " `messages[:head] + messages[start:]`, with `head` 1 or 0.",
    ),
)
