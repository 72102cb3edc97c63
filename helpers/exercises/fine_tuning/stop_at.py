"""At which step a run should have been stopped: where its validation loss was lowest."""

from helpers.checking.spec import Exercise, mistake


def stop_at(steps: list[int], training: list[float], validation: list[float]) -> int:
    """The evaluated step with the lowest validation loss; of several such steps, the first.

    steps: when the run was evaluated. training, validation: its two losses at these steps.

    >>> stop_at([0, 50, 100], [1.2, 0.4, 0.1], [1.2, 0.8, 0.9])
    50
    """
    lowest = min(validation)
    return steps[validation.index(lowest)]


def cases() -> list[tuple[list[int], list[float], list[float]]]:
    many, falling = [*range(0, 200, 20)], [float(loss) for loss in range(12, 2, -1)]
    return [
        ([0, 50, 100, 150], [1.2, 0.6, 0.2, 0.1], [1.3, 0.9, 1.0, 1.1]),
        (
            [0, 20, 40, 60, 80],
            [1.2, 0.9, 0.5, 0.2, 0.0],
            [1.1, 1.4, 0.7, 0.6, 0.8],
        ),  # a rise first
        ([0, 10, 20, 30], [1.0, 0.3, 0.4, 0.5], [1.0, 0.8, 0.5, 0.5]),  # equal: the first is enough
        ([0, 100, 200], [0.9, 0.5, 0.3], [0.9, 0.7, 0.6]),  # never rises
        ([5, 10, 15], [0.1, 0.2, 0.3], [0.2, 0.3, 0.4]),  # rises at once
        ([0, 10, 20, 30, 40], [1.0, 0.8, 0.7, 0.6, 0.5], [1.0, 0.8, 0.9, 0.85, 0.5]),  # a dip last
        (many, falling, [1.0, 0.8] + [0.9] * 7 + [0.5]),
        (many, falling, [loss / 4 for loss in falling]),
        (many, falling, [loss / 4 for loss in falling[::-1]]),
    ]


def at(steps, losses, pick=min):
    return steps[losses.index(pick(losses))]


@mistake("The training loss chooses. It falls even while the model learns texts by heart.")
def by_training(steps, training, validation):
    return at(steps, training)


@mistake("This is the last step. The validation loss may have been lower before.")
def the_last(steps, training, validation):
    return steps[-1]


@mistake("This is the place in the list. Return the step that stands there.")
def the_place(steps, training, validation):
    return validation.index(min(validation))


@mistake("This is the loss. Return the step at which it was reached.")
def the_loss(steps, training, validation):
    return min(validation)


@mistake("This is the highest loss. Lower is better.")
def the_highest(steps, training, validation):
    return at(steps, validation, max)


@mistake(
    "It takes the step at which the two losses are nearest. The lowest validation loss counts."
)
def nearest_losses(steps, training, validation):
    return at(steps, [abs(a - b) for a, b in zip(training, validation, strict=True)])


@mistake("It gives up after a few steps without a new lowest loss. Look at all of them.")
def out_of_patience(steps, training, validation):
    best = 0
    for i in range(len(steps)):
        if validation[i] < validation[best]:
            best = i
        elif i - best == 2:
            break
    return steps[best]


@mistake("It stops at the first rise. The loss may fall further after it.")
def first_rise(steps, training, validation):
    for i in range(1, len(steps)):
        if validation[i] > validation[i - 1]:
            return steps[i - 1]
    return steps[-1]


@mistake("Two steps are equally good: take the first. More training brought nothing.")
def the_latest(steps, training, validation):
    return max(step for step, loss in zip(steps, validation) if loss == min(validation))


@mistake("It adds both losses up. The validation loss alone decides.")
def by_both(steps, training, validation):
    return at(steps, [a + b for a, b in zip(training, validation)])


EXERCISE = Exercise(
    id="stop_at",
    title="Where to stop",
    minutes=3,
    difficulty=1,
    reference=stop_at,
    cases=cases,
    mistakes=(
        by_training,
        the_last,
        the_place,
        the_loss,
        the_highest,
        out_of_patience,
        first_rise,
        nearest_losses,
        the_latest,
        by_both,
    ),
    hints=(
        "Which of the two losses says how the model does on texts it did not learn from?",
        "`min(validation)` is the lowest loss. Where does it stand in the list?",
        "`steps[validation.index(min(validation))]`: `index` finds the first place.",
    ),
)
