"""Inputs of the lab `choose_and_combine`'s exercises 4 and 5, and typical wrong implementations of
them.
"""

from helpers.exercises.choose_and_combine_cases import (
    CANDIDATES,
    LIMITS,
    SPEC,
    filtered,
    low_end,
    some,
    way,
)

# --- personal_prompt -----------------------------------------------------------------------------

NOTES = [
    ("Ida", "Rosa, plum, Monday", "Rosa/fep"),
    ("Otto", "Nils, oak, Friday", "fep; Nils"),
    ("Ida", "Anna, oak, Friday", "Anna/dax"),
    ("Ida", "Karl, plum, Sunday", "Karl/fep"),
    ("Otto", "Vera, plum, Monday", "fep; Vera"),
]


def prompt_cases() -> list:
    return [
        ("Tom, oak, Monday", "Ida", NOTES, 2),
        ("Tom, oak, Monday", "Ida", NOTES, 5),
        ("Tom, oak, Monday", "Otto", NOTES, 1),
        ("Tom, oak, Monday", "Ida", NOTES, 0),
        ("Tom, oak, Monday", "Mia", NOTES, 3),
        ("Eva, plum, Friday", "Ida", [], 3),
        ("Eva, plum, Friday", "Ida", NOTES, 1),
    ]


def written(query, chosen, end=" =>") -> str:
    return "\n".join([*(f"{text} => {note}" for _, text, note in chosen), query + end])


def mine(person, notes) -> list:
    return [note for note in notes if note[0] == person]


def last(notes: list, most: int) -> list:
    return notes[max(0, len(notes) - most) :]


def everybody(query, person, notes, most):
    return written(query, last(list(notes), most))


def cut_first(query, person, notes, most):
    return written(query, mine(person, last(list(notes), most)))


def oldest(query, person, notes, most):
    return written(query, mine(person, notes)[:most])


def newest_first(query, person, notes, most):
    return written(query, last(mine(person, notes), most)[::-1])


def minus_zero(query, person, notes, most):
    return written(query, mine(person, notes)[-most:])


def with_space(query, person, notes, most):
    return written(query, last(mine(person, notes), most), " => ")


def no_mark(query, person, notes, most):
    return written(query, last(mine(person, notes), most), "")


def all_notes(query, person, notes, most):
    return written(query, mine(person, notes))


# --- choose_way ----------------------------------------------------------------------------------


def choose_cases() -> list:
    wide = SPEC | {"floor": 0.8, "labels": 1000, "seconds": 1e3, "ms": 1e3}
    # One query of the first takes longer than its earlier start: one is not none.
    close = {"early": way([0.95, 0.96], 900.0, 1.0, 9), "late": way([0.95, 0.96], 100.0, 1.5, 9)}
    return [
        (some("exact", "cheap"), SPEC, 1000),
        (close, wide, 50),
        (CANDIDATES, wide, 100),
        (CANDIDATES, wide, 1_000_000),
        (some("weak", "wild"), SPEC, 100),
        (CANDIDATES, wide | {"label_seconds": 0.0}, 2000),
        (some("many", "slow", "long"), wide, 150_000),
        (CANDIDATES, SPEC, 10),
        (some("slow", "many"), wide | {"label_seconds": 0.0}, 170),
        (some("slow", "many"), wide | {"label_seconds": 0.0}, 190),
        (some("prompt", "cheap", "weak"), wide, 40_000),
    ]


def cheapest(candidates, spec, price, accurate=low_end, limits=LIMITS):
    names = filtered(candidates, spec, accurate, limits)
    return min(names, key=lambda name: price(candidates[name])) if names else None


def total(spec, queries):
    return lambda c: c["labels"] * spec["label_seconds"] + c["seconds"] + queries * c["ms"] / 1000


def most_accurate(candidates, spec, queries):
    return cheapest(candidates, spec, lambda c: -sum(c["accuracy"]))


def without_spec(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, queries), lambda v, floor: True, ())


def per_query_only(candidates, spec, queries):
    return cheapest(candidates, spec, lambda c: c["ms"])


def labels_free(candidates, spec, queries):
    return cheapest(candidates, spec, lambda c: c["seconds"] + queries * c["ms"] / 1000)


def ms_as_seconds(candidates, spec, queries):
    return cheapest(
        candidates,
        spec,
        lambda c: c["labels"] * spec["label_seconds"] + c["seconds"] + queries * c["ms"],
    )


def one_query(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, 1))


def up_front_only(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, 0))


def dearest(candidates, spec, queries):
    price = total(spec, queries)
    return cheapest(candidates, spec, lambda c: -price(c))


def none_is_cheapest(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, queries)) or cheapest(
        candidates, spec, total(spec, queries), lambda v, floor: True, ()
    )


def none_is_empty(candidates, spec, queries):
    return cheapest(candidates, spec, total(spec, queries)) or ""
