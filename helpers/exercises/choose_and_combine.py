"""The exercises of the lab `choose_and_combine`: a specification, two ways to meet it, and a
choice with reasons.
"""

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import choose_and_combine_cases as wrong
from helpers.exercises import choose_and_combine_choice as choice


def meets_spec(candidates: dict[str, dict], spec: dict[str, float]) -> list[str]:
    """Names of the candidates that meet everything, in the given order.

    The low end of the accuracy's interval is at least `floor`; ms, seconds and labels are at most
    what the specification allows.
    """
    return wrong.filtered(candidates, spec, wrong.low_end)


def pays_from(first: tuple[float, float], second: tuple[float, float]) -> int | None:
    """The smallest number of queries, 1 or more, after which the first way has cost less.

    Each way is (seconds before the first query, milliseconds a query). None if that never happens.
    If it costs less from the beginning, 1.
    """
    return wrong.pays(first, second)


def kappa(one: list[str], other: list[str]) -> float:
    """Agreement beyond luck (Cohen 1960): (agreed - luck) / (1 - luck); 0.0 where luck is 1."""
    return wrong.counted(one, other, wrong.by_luck(one, other))


def personal_prompt(query: str, person: str, notes: list[tuple[str, str, str]], most: int) -> str:
    """The newest notes of one person, at most `most`, oldest first, and then the query."""
    return choice.written(query, choice.last(choice.mine(person, notes), most))


def choose_way(candidates: dict[str, dict], spec: dict[str, float], queries: int) -> str | None:
    """The cheapest candidate that meets the specification; None if none does.

    Its price in seconds: those for labelling, those before the first query, and all queries.
    """
    return choice.cheapest(candidates, spec, choice.total(spec, queries))


EXERCISES = [
    Exercise(
        id="meets_spec",
        title="Which ways meet the specification?",
        minutes=8,
        difficulty=2,
        reference=meets_spec,
        cases=wrong.spec_cases,
        hints=(
            "One candidate at a time. Four conditions must hold, all of them.",
            '`mean, low, high = metrics.interval(candidate["accuracy"])`; which of the three must'
            " reach the floor, if you want to be safe?",
            '`low >= spec["floor"] and all(candidate[k] <= spec[k] for k in ("ms",'
            ' "seconds", "labels"))`.',
        ),
        mistakes=(
            Mistake(
                "The mean reaches the floor, its interval does not. Take the low end.",
                wrong.by_mean,
            ),
            Mistake(
                "That is the high end of the interval. The low end must reach the floor.",
                wrong.by_high_end,
            ),
            Mistake(
                "One lucky seed is enough here. Take the low end of the interval.",
                wrong.by_best_seed,
            ),
            Mistake("Exactly the floor is enough: use >=.", wrong.strict_floor),
            Mistake("Exactly the budget is allowed: use <=.", wrong.strict_limits),
            Mistake("The milliseconds of a query are not checked.", wrong.without("ms")),
            Mistake(
                "The seconds before the first query are not checked.", wrong.without("seconds")
            ),
            Mistake("The number of labels is not checked.", wrong.without("labels")),
            Mistake("Only the floor is checked. The budget has three parts.", wrong.only_floor),
            Mistake("Only the budget is checked. The accuracy has a floor.", wrong.only_limits),
        ),
    ),
    Exercise(
        id="kappa",
        title="How good are the prompt's labels?",
        minutes=8,
        difficulty=2,
        reference=kappa,
        cases=wrong.kappa_cases,
        hints=(
            "Two numbers: how often the two agree, and how often they would by luck.",
            "By luck both say a label with its share in the one list times its share in the other."
            " Add that up over the labels.",
            "`luck = sum(one.count(x) * other.count(x) for x in set(one)) / len(one) ** 2`.",
        ),
        mistakes=(
            Mistake("This is the plain agreement. Take luck out of it.", wrong.plain_agreement),
            Mistake(
                "Luck is an even guess only if all labels are equally frequent. Use their shares.",
                wrong.even_chance,
            ),
            Mistake(
                "Luck takes the shares of the first list twice. Use both lists.", wrong.one_side
            ),
            Mistake(
                "Luck takes the shares of the second list twice. Use both lists.", wrong.other_side
            ),
            Mistake("Divide by what is left to gain: 1 minus luck.", wrong.not_divided),
            Mistake(
                "This is how often they agree by luck. It is what you subtract.", wrong.only_luck
            ),
            Mistake("Where luck alone is 1, nothing was shown: return 0.0.", wrong.one_if_certain),
        ),
    ),
    Exercise(
        id="pays_from",
        title="From how many queries on?",
        minutes=7,
        difficulty=2,
        reference=pays_from,
        cases=wrong.pays_cases,
        hints=(
            "Write down what n queries cost in each way, in seconds. One query costs milliseconds.",
            "The first costs `before` more at the start and saves `saved` with each query. What if"
            " `saved` is not above zero?",
            "`math.floor(before / saved) + 1` with both in seconds; 1 if it is cheaper from the"
            " start; None if it never gets cheaper.",
        ),
        mistakes=(
            Mistake(
                "A query's price is in milliseconds: divide it by 1000.", wrong.in_milliseconds
            ),
            Mistake(
                "The second way has a price before its first query, too.", wrong.first_price_only
            ),
            Mistake(
                "There both have cost the same. The first must have cost *less*.",
                wrong.equal_is_enough,
            ),
            Mistake("If it never pays, return None, not infinity.", wrong.never_is_inf),
            Mistake(
                "If it never pays, return None: 0 would be a number of queries.",
                wrong.never_is_zero,
            ),
            Mistake(
                "Divide by what a query *saves*: the difference of the two.", wrong.without_saving
            ),
            Mistake("The two ways are exchanged.", wrong.other_way_round),
        ),
    ),
    Exercise(
        id="personal_prompt",
        title="The house in the weights, the person in the prompt",
        minutes=7,
        difficulty=1,
        reference=personal_prompt,
        cases=choice.prompt_cases,
        hints=(
            "First keep the notes of this person, then the newest of them, then write the lines.",
            "The newest stand at the end of the list, and stay in that order. What does"
            " `own[-most:]` give if `most` is 0?",
            '`own[max(0, len(own) - most):]`; a line is `f"{text} => {note}"`, the last one'
            ' `query + " =>"`.',
        ),
        mistakes=(
            Mistake("Notes of other people are in it: they show another form.", choice.everybody),
            Mistake(
                "Keep this person's notes first, and the newest of those afterwards.",
                choice.cut_first,
            ),
            Mistake("These are the oldest notes. The newest stand at the end.", choice.oldest),
            Mistake(
                "The newest note comes first. It belongs last, next to the query.",
                choice.newest_first,
            ),
            Mistake(
                "With `most` 0 all notes are there: `own[-0:]` is the whole list.",
                choice.minus_zero,
            ),
            Mistake(
                "The prompt ends with a space. The model goes on from the very end.",
                choice.with_space,
            ),
            Mistake("The query's mark is missing at the end.", choice.no_mark),
            Mistake("`most` is ignored.", choice.all_notes),
        ),
    ),
    Exercise(
        id="choose_way",
        title="Choose",
        minutes=8,
        difficulty=2,
        reference=choose_way,
        cases=choice.choose_cases,
        hints=(
            "Only candidates that meet the specification come into question. Then compare prices.",
            "A price has three parts, all in seconds: labels, before the first query, all queries.",
            "`min(names, key=price)` with `names = meets_spec(candidates, spec)`; return None if"
            " `names` is empty.",
        ),
        mistakes=(
            Mistake(
                "The most accurate wins. All that meet the floor are good enough: take the"
                " cheapest.",
                choice.most_accurate,
            ),
            Mistake(
                "The cheapest of all wins, whether or not it meets the specification.",
                choice.without_spec,
            ),
            Mistake(
                "Only a query's price counts. Add labels and what comes before.",
                choice.per_query_only,
            ),
            Mistake("Labels are free here. Each takes `label_seconds`.", choice.labels_free),
            Mistake("A query's price is in milliseconds: divide it by 1000.", choice.ms_as_seconds),
            Mistake("The price of one query is counted, not that of all.", choice.one_query),
            Mistake("The queries are missing from the price.", choice.up_front_only),
            Mistake("This is the dearest one.", choice.dearest),
            Mistake("If nothing meets the specification, return None.", choice.none_is_cheapest),
            Mistake(
                "If nothing meets the specification, return None, not an empty text.",
                choice.none_is_empty,
            ),
        ),
    ),
]
