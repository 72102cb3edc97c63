"""A training run in words: where its loss began, where it ended, and where it was lowest."""


def told(history) -> str:
    """Where the loss of a run began and ended, and its lowest held-out value if that came before.

    All are held-out losses if there are any, or else training losses: the first step's, and the
    mean of the last ones.

    >>> from types import SimpleNamespace
    >>> seen = [(0, {"loss": 1.2}), (50, {"loss": 0.8}), (100, {"loss": 1.1})]
    >>> run = SimpleNamespace(losses=[1.4, 0.1], evaluations=seen, last=lambda: 1.1)
    >>> told(run)
    'the held-out loss went from 1.20 to 1.10; its lowest was 0.80, at step 50'
    """
    if not history.evaluations:
        return f"the training loss went from {history.losses[0]:.2f} to {history.last():.2f}"
    values = [(evaluation["loss"], step) for step, evaluation in history.evaluations]
    (first, _), (lowest, step), (last, _) = values[0], min(values), values[-1]
    text = f"the held-out loss went from {first:.2f} to {last:.2f}"
    if f"{lowest:.2f}" != f"{last:.2f}":
        text += f"; its lowest was {lowest:.2f}, at step {step}"
    return text
