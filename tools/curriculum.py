"""A pre-training in stages, easy ones first. A stage ends at its gate, or after its last step."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol
from zlib import crc32

import torch
from torch import nn

from helpers.icl import pretraining
from helpers.weights import resume, session, training
from tools.cards import curve


class Stage(Protocol):
    """length: tokens a row; batch_size: rows a step; steps: at most. gate: measured accuracies at
    which the stage ends; none, and it never ends early."""

    length: int
    batch_size: int
    steps: int
    gate: dict[str, float]


Measure = Callable[[nn.Module, Stage], dict[str, float]]


def passed(gate: dict[str, float], values: dict[str, float]) -> bool:
    """Whether every accuracy of the gate is reached; never for a stage without a gate."""
    return bool(gate) and all(values[name] >= least for name, least in gate.items())


@torch.no_grad()
def progress(
    model: nn.Module, stage: Stage, batch: tuple[torch.Tensor, ...], measure: Measure
) -> dict[str, float]:
    """The loss of one fixed batch, and what `measure` finds."""
    return {"loss": pretraining.loss(model, batch).item()} | measure(model, stage)


def train(
    name: str,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    stages: Sequence[Stage],
    batches: Callable[[Stage], Callable],
    measure: Measure,
    seed: int,
) -> list[dict]:
    """Train through all stages, and say what each one gave.

    batches(stage) draws the batches. The state after each stage is kept until the last one is done:
    an interruption never costs more than a few steps.
    """
    records, kept = [], []
    for i, stage in enumerate(stages):
        history, best = training.History(), session.Best(None)
        recipe = repr(stages[: i + 1])
        done = resume.SavedRun(f"{name}-after-{i}", [seed, recipe])
        kept.append(done)
        if not done.load(model, optimizer, history, best):
            draw, last = batches(stage), i + 1 == len(stages)
            fixed = draw(torch.Generator().manual_seed(999_999_999))
            history = training.train(
                f"{name}-{i}-{crc32(recipe.encode()):08x}",
                model,
                draw,
                stage.steps,
                pretraining.loss,
                optimizer,
                evaluate_every=100,
                until=partial(passed, stage.gate),
                schedule=training.decay if last else training.warmup,
                seed=seed * 100 + i,
                evaluate=partial(progress, stage=stage, batch=fixed, measure=measure),
            )
            done.save(model, optimizer, history, best)
        steps = len(history.losses)
        records.append(
            {
                "context": stage.length,
                "batch_size": stage.batch_size,
                "steps": steps,
                "tokens": stage.length * stage.batch_size * steps,
                "seconds": round(history.seconds),
                "gate": stage.gate,
                "curve": curve(history),
            }
        )
    for done in kept:
        done.remove()
    return records
