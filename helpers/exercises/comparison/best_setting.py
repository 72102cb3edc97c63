"""Choose a learning rate and a number of steps by recall, without a look at the comparison."""

from helpers.checking.spec import Exercise, mistake


def best_setting(recall: dict[tuple[float, int], float]) -> tuple[float, int]:
    """The setting with the best recall; of equal ones the fewest steps, then the lowest rate.

    recall: for each setting, a learning rate and a number of steps, the share of right answers.

    >>> best_setting({(0.003, 200): 0.75, (0.01, 100): 0.75, (0.01, 200): 0.5})
    (0.01, 100)
    """
    best = max(recall.values())
    tied = [setting for setting, share in recall.items() if share == best]
    return min(tied, key=lambda setting: (setting[1], setting[0]))


def cases() -> list:
    return [
        ({(0.003, 200): 0.75, (0.01, 100): 0.75, (0.01, 200): 0.5},),
        ({(0.01, 400): 0.5, (0.001, 100): 0.25, (0.003, 200): 0.875},),
        ({(0.01, 100): 0.75, (0.003, 100): 0.75, (0.001, 200): 0.75},),
        ({(0.001, 400): 0.5, (0.003, 400): 0.5, (0.01, 200): 0.25},),
        ({(0.003, 100): 0.25, (0.001, 100): 0.25, (0.01, 400): 1.0, (0.003, 400): 1.0},),
        ({(0.01, 400): 0.75, (0.003, 200): 0.75},),
        ({(0.01, 400): 0.125},),
        (grid(best=1),),
        (grid(best=30),),
    ]


def grid(best: int) -> dict[tuple[float, int], float]:
    """Thirty settings, so many of them the best; the right one stands in the middle."""
    settings = [(rate / 1000, 100 * steps) for steps in range(1, 7) for rate in (1, 2, 3, 5, 10)]
    order = settings[15:] + settings[:15]
    chosen = order[16 - best // 2 :][:best] if best < 30 else order
    return {setting: 0.875 if setting in chosen else 0.5 for setting in order}


@mistake("It is the best recall itself. Return the setting that reaches it.")
def the_recall(recall):
    return max(recall.values())


@mistake("Of equal settings it takes the first. Take the fewest steps, then the lowest rate.")
def first_of_equal(recall):
    return max(recall, key=recall.get)


@mistake("It takes the fewest steps of all settings. First keep those with the best recall.")
def fewest_of_all(recall):
    return min(recall, key=lambda setting: (setting[1], setting[0]))


@mistake("Of equal settings it takes the lowest rate first. The steps come before the rate.")
def rate_first(recall):
    return min(s for s, share in recall.items() if share == max(recall.values()))


@mistake("Of equal settings it takes the most steps. Take the fewest.")
def most_steps(recall):
    return min((-share, -s[1], s[0], s) for s, share in recall.items())[-1]


@mistake("Where recall and steps are equal, take the lowest rate.")
def steps_only(recall):
    return min(recall, key=lambda setting: (-recall[setting], setting[1]))


EXERCISE = Exercise(
    id="best_setting",
    title="Choose the recipe",
    minutes=3,
    difficulty=1,
    reference=best_setting,
    cases=cases,
    mistakes=(the_recall, first_of_equal, fewest_of_all, rate_first, most_steps, steps_only),
    hints=(
        "Find the best recall first, then the settings that reach it, then the fewest steps.",
        "`[s for s in recall if recall[s] == best]` are the settings that reach the best.",
        "`min(tied, key=lambda s: (s[1], s[0]))` compares steps first, and then rates.",
    ),
)
