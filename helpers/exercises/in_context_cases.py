"""the Lab `in_context`'s inputs, and typical wrong implementations that these inputs tell apart."""

import torch

Pairs = list[tuple[str, str]]

# --- few_shot_text -------------------------------------------------------------------------------


def text_cases() -> list:
    films = [("what a joy", "good"), ("a bore", "bad")]
    return [
        ("so dull", films, " =>", "Rate the film."),
        ("a plum", [("a hen", "dax"), ("a nail", "fep"), ("a goose", "dax")], " :", ""),
        ("Ben: the key?", [("Ada: the cup?", "Here you are.")], "\nOlga:", ""),
        ("alone", [], " =>", "Rate it."),
        ("alone", [], " |", ""),
    ]


def lines(demonstrations: Pairs, mark: str) -> list[str]:
    return [f"{text}{mark} {answer}" for text, answer in demonstrations]


def first_line(instruction: str) -> list[str]:
    return [instruction] if instruction else []


def space_at_end(query, demonstrations, mark, instruction=""):
    return "\n".join([*first_line(instruction), *lines(demonstrations, mark), f"{query}{mark} "])


def line_at_end(query, demonstrations, mark, instruction=""):
    return "\n".join([*first_line(instruction), *lines(demonstrations, mark), f"{query}{mark}", ""])


def without_mark(query, demonstrations, mark, instruction=""):
    return "\n".join([*first_line(instruction), *lines(demonstrations, mark), query])


def query_first(query, demonstrations, mark, instruction=""):
    return "\n".join([*first_line(instruction), f"{query}{mark}", *lines(demonstrations, mark)])


def turned_round(query, demonstrations, mark, instruction=""):
    shown = lines(demonstrations[::-1], mark)
    return "\n".join([*first_line(instruction), *shown, f"{query}{mark}"])


def empty_line(query, demonstrations, mark, instruction=""):
    return "\n".join([instruction, *lines(demonstrations, mark), f"{query}{mark}"])


def no_instruction(query, demonstrations, mark, instruction=""):
    return "\n".join([*lines(demonstrations, mark), f"{query}{mark}"])


def glued(query, demonstrations, mark, instruction=""):
    shown = [f"{text}{mark}{answer}" for text, answer in demonstrations]
    return "\n".join([*first_line(instruction), *shown, f"{query}{mark}"])


def always_arrow(query, demonstrations, mark, instruction=""):
    shown = lines(demonstrations, " =>")
    return "\n".join([*first_line(instruction), *shown, f"{query} =>"])


def on_one_line(query, demonstrations, mark, instruction=""):
    return " ".join([*first_line(instruction), *lines(demonstrations, mark), f"{query}{mark}"])


# --- fit_budget ----------------------------------------------------------------------------------


def budget_cases() -> list:
    return [
        ([20, 8, 12, 9], 15, 46),
        ([20, 8, 12, 9], 15, 64),  # all fit, exactly
        ([30, 5, 5, 30, 5], 10, 52),
        ([7, 7, 7], 20, 21),
        ([4, 4], 9, 9),
        ([3, 50, 3], 5, 12),
        ([], 8, 10),
        ([2, 2, 2], 30, 20),
    ]


def checked_budget(fixed: int, budget: int) -> None:
    if fixed > budget:
        raise ValueError("The query alone is too long.")


def strictly_less(sizes, fixed, budget):
    checked_budget(fixed, budget)
    return next((n for n in range(len(sizes)) if fixed + sum(sizes[n:]) < budget), len(sizes))


def without_fixed(sizes, fixed, budget):
    checked_budget(fixed, budget)
    return next(n for n in range(len(sizes) + 1) if sum(sizes[n:]) <= budget)


def from_the_end(sizes, fixed, budget):
    checked_budget(fixed, budget)
    return next(n for n in range(len(sizes) + 1) if fixed + sum(sizes[: len(sizes) - n]) <= budget)


def how_many_kept(sizes, fixed, budget):
    checked_budget(fixed, budget)
    dropped = next(n for n in range(len(sizes) + 1) if fixed + sum(sizes[n:]) <= budget)
    return len(sizes) - dropped


def skips_long_ones(sizes, fixed, budget):
    checked_budget(fixed, budget)
    kept = 0
    for size in sizes[::-1]:
        if fixed + size <= budget:
            fixed, kept = fixed + size, kept + 1
    return len(sizes) - kept


def never_refuses(sizes, fixed, budget):
    return next((n for n in range(len(sizes)) if fixed + sum(sizes[n:]) <= budget), len(sizes))


# --- answer_score --------------------------------------------------------------------------------


def score_cases() -> list:
    rng = torch.Generator().manual_seed(7)
    found = []
    texts = ([2, 4, 1, 3], 2), ([0, 5, 5, 2, 1, 4], 3), ([3, 1], 1), ([1, 2, 3, 4, 5], 4)
    for ids, start in texts:
        logits = torch.randn(len(ids), 6, generator=rng) * 2
        found.append((logits.log_softmax(-1), ids, start))
    return found


def same_place(log_p, ids, start):
    return sum(log_p[i, ids[i]].item() for i in range(start, len(ids)))


def whole_text(log_p, ids, start):
    return sum(log_p[i - 1, ids[i]].item() for i in range(1, len(ids)))


def mean_of_tokens(log_p, ids, start):
    return sum(log_p[i - 1, ids[i]].item() for i in range(start, len(ids))) / (len(ids) - start)


def as_probability(log_p, ids, start):
    return log_p[range(start - 1, len(ids) - 1), ids[start:]].sum().exp().item()


def first_token_only(log_p, ids, start):
    return log_p[start - 1, ids[start]].item()


def without_first_token(log_p, ids, start):
    return sum(log_p[i - 1, ids[i]].item() for i in range(start + 1, len(ids)))


def last_token_missing(log_p, ids, start):
    return sum(log_p[i - 1, ids[i]].item() for i in range(start, len(ids) - 1))


def as_loss(log_p, ids, start):
    return -sum(log_p[i - 1, ids[i]].item() for i in range(start, len(ids)))
