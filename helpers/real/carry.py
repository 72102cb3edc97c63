"""What carries over from the course's small models to a real encoder: one table."""

from helpers import arguments
from helpers.measure import experiment, metrics
from helpers.measure.runs import Runs
from helpers.show import tables

NOT_RUN = "not run"


def small(name: str, value: str, one: dict, other: dict, **same) -> str:
    """A difference between two conditions of another lesson's stored runs, with its interval."""
    return metrics.text(experiment.stored(name).minus(value, one, other, **same))


def sixteen(runs: Runs, one: str, other: str) -> str:
    """A difference between two methods on the libraries, with 16 labels a class."""
    pair = {"method": one}, {"method": other}
    return metrics.text(runs.minus("accuracy", *pair, task="libraries", labels=16))


def steep(rates: Runs, base: str) -> str:
    """What the rate 1e-3 reached, minus what 1e-4 did."""
    return metrics.text(rates.minus("accuracy", {"rate": 1e-3}, {"rate": 1e-4}, base=base))


@arguments.checked
def show(runs: Runs, rates: Runs) -> None:
    """Show the main findings on fine-tuning: small models, the real encoder, the literature.

    runs: of `real_encoder/labels`. rates: of `real_encoder/rates`. The small models' numbers are
    those that other lessons stored.
    """
    few = {"task": "manuals", "labels": 16}
    labels, pretrained = "fine_tuning/labels", {"method": "pre-trained"}
    rows = [
        (
            "Pre-training beats counted words, 16 labels",
            small(labels, "accuracy", pretrained, {"method": "TF-IDF + LR"}, **few),
            sixteen(runs, "real encoder", "TF-IDF + LR"),
            "Howard and Ruder 2018: yes",
        ),
        (
            "Pre-training beats from scratch, 16 labels",
            small(labels, "accuracy", pretrained, {"method": "from scratch"}, **few),
            sixteen(runs, "real encoder", "from scratch"),
            "Devlin et al. 2019: yes",
        ),
        (
            "1e-3 learns more than 1e-4",
            steep(rates, "manuals-encoder"),
            steep(rates, "real encoder"),
            "Mosbach et al. 2021 take 2e-5, and many more steps",
        ),
        (
            "LoRA learns less than all weights",
            small("costs/cost", "accuracy", {"train": "lora"}, {"train": "all"}),
            NOT_RUN,
            "Biderman et al. 2024: yes, on language models",
        ),
        (
            "Rehearsal forgets less than half the steps, nats",
            small(
                "costs/forgetting",
                "masked loss gained",
                {"cure": "rehearsal"},
                {"cure": "half the steps"},
            ),
            NOT_RUN,
            "not known for this encoder",
        ),
    ]
    columns = ("finding", "small model", "real encoder", "others")
    shown = [dict(zip(columns, row)) for row in rows]
    note = "Differences in accuracy unless said otherwise, with 95 % intervals."
    tables.show(shown, "What carries over", rows="finding", note=note)
