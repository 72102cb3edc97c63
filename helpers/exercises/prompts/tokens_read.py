"""Count the tokens that a model reads for all queries, with and without sharing."""

from helpers.checking.spec import Exercise, mistake


def tokens_read(prefix: int, queries: list[int], answers: list[int], shared: bool) -> int:
    """Tokens to read for all queries.

    prefix: tokens of instruction and demonstrations. queries, answers: tokens of each query, and
    of each candidate answer; all queries have the same candidates.
    """
    if shared:
        return prefix + sum(length + sum(answers) for length in queries)
    return sum(prefix + length + answer for length in queries for answer in answers)


def cases() -> list:
    return [
        (100, [5, 7], [1, 2], True),
        (100, [5, 7], [1, 2], False),
        (240, [30, 12, 18, 25], [1, 1, 4], True),
        (240, [30, 12, 18, 25], [1, 1, 4], False),
        (0, [9], [2, 3], True),
        (64, [11] * 6, [2], False),
        (30, [*range(5, 17)], [*range(1, 12)], True),
        (30, [*range(5, 17)], [*range(1, 12)], False),
    ]


def plainly(prefix, queries, answers) -> int:
    return sum(prefix + q + a for q in queries for a in answers)


@mistake("`shared` makes no difference: both are read plainly.")
def always_plain(prefix, queries, answers, shared):
    return plainly(prefix, queries, answers)


def together(prefix, queries, answers) -> int:
    return prefix + sum(q + sum(answers) for q in queries)


@mistake("`shared` makes no difference: the prefix is read once in both.")
def always_shared(prefix, queries, answers, shared):
    return together(prefix, queries, answers)


@mistake("The two ways are exchanged.")
def other_way_round(prefix, queries, answers, shared):
    return (plainly if shared else together)(prefix, queries, answers)


@mistake("Shared, the prefix is read once, not once for each query.")
def prefix_each_time(prefix, queries, answers, shared):
    each = sum(prefix + q + sum(answers) for q in queries)
    return each if shared else plainly(prefix, queries, answers)


@mistake("Shared, each query is read once, not once for each answer.")
def query_each_time(prefix, queries, answers, shared):
    total = prefix + sum(q + a for q in queries for a in answers)
    return total if shared else plainly(prefix, queries, answers)


@mistake("Shared, the answers are read after *every* query.")
def answers_once(prefix, queries, answers, shared):
    total = prefix + sum(queries) + sum(answers)
    return total if shared else plainly(prefix, queries, answers)


@mistake("Plainly, prefix and query are read again for each answer.")
def plain_once_a_query(prefix, queries, answers, shared):
    once = sum(prefix + q + sum(answers) for q in queries)
    return together(prefix, queries, answers) if shared else once


@mistake("The tokens of the answers are missing.")
def without_answers(prefix, queries, answers, shared):
    return prefix + sum(queries) if shared else sum(prefix + q for q in queries) * len(answers)


EXERCISE = Exercise(
    id="tokens_read",
    title="The cost of a query",
    minutes=6,
    difficulty=1,
    reference=tokens_read,
    cases=cases,
    mistakes=(
        always_plain,
        always_shared,
        other_way_round,
        prefix_each_time,
        query_each_time,
        answers_once,
        plain_once_a_query,
        without_answers,
    ),
    hints=(
        "Write down what is read for one query with two answers, in both ways.",
        "Plainly: prefix, query and answer, for every pair of a query and an answer.",
        "Shared: `prefix + sum(length + sum(answers) for length in queries)`.",
    ),
)
