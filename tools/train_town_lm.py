"""The recipe of town-lm: a curriculum at whose end a small model learns in context.

A stage ends when an accuracy on questions of its own kind is reached, or after its last step. An
interrupted run goes on when the command is given again.
"""

import time
from functools import partial
from pathlib import Path

import torch

from helpers import attributes, causal, in_context, in_context_eval, models, optim, runs, training
from tools.cards import curve, on_both_families, published, town_card, town_rows, town_texts


@torch.no_grad()
def progress(model, tokenizer, batch: tuple[torch.Tensor, ...]) -> dict[str, float]:
    """The loss of one fixed batch, and the accuracies at which stages end."""
    found = {name: in_context_eval.accuracy(model, tokenizer, kind, k, count=100, seed=7)
             for name, (kind, k) in in_context_eval.GATES.items()}  # fmt: skip
    return {"loss": in_context.loss(model, batch).item()} | found


def passed(gate: dict[str, float], values: dict[str, float]) -> bool:
    """Whether every accuracy of the gate is reached; never for a stage without a gate."""
    return bool(gate) and all(values[name] >= least for name, least in gate.items())


def curriculum(name: str, model, optimizer, tokenizer, plain: list[str], seed: int) -> list[dict]:
    """Train through all stages, and say what each one gave.

    The state after each stage is kept until the last one is done: an interruption never costs more
    than a few steps.
    """
    records, kept = [], []
    for i, stage in enumerate(in_context.STAGES):
        batches = in_context.Documents(tokenizer, stage, plain)
        history, best = training.History(), training.Best(None)
        done = runs.SavedRun(f"{name}-after-{i}", [seed, repr(in_context.STAGES[: i + 1])])
        kept.append(done)
        if not done.load(model, optimizer, history, best):
            last = i + 1 == len(in_context.STAGES)
            fixed = batches(torch.Generator().manual_seed(999_999_999))
            history = training.train(
                f"{name}-{i}", model, batches, stage.steps, in_context.loss, optimizer,
                schedule=training.decay if last else training.warmup, evaluate_every=100,
                evaluate=partial(progress, tokenizer=tokenizer, batch=fixed),
                until=partial(passed, stage.gate), seed=seed * 100 + i,
            )  # fmt: skip
            done.save(model, optimizer, history, best)
        steps = len(history.losses)
        records.append({
            "context": stage.length, "batch_size": stage.batch_size, "steps": steps,
            "tokens": stage.length * stage.batch_size * steps, "seconds": round(history.seconds),
            "mix": stage.mix, "gate": stage.gate, "curve": curve(history),
        })  # fmt: skip
    for done in kept:
        done.remove()
    return records


def town_lm(folder: Path, seed: int = 0) -> dict:
    """A Llama of 4 layers that predicts the next token, of the town's texts and of documents that
    only their own beginning explains."""
    texts, context = town_texts(), in_context.STAGES[-1].length
    tokenizer = in_context.tokenizer(texts["train"])
    model = models.decoder(len(tokenizer), width=160, layers=4, context=context, seed=seed)
    optimizer = optim.MuonAdamW(model, lr_matrices=0.02, lr=4e-3, decay_matrices=0.1,
                                momentum=0.9, blocks=True)  # fmt: skip
    records = curriculum(f"{folder.name}-{seed}", model, optimizer, tokenizer, texts["train"], seed)
    model, rows = published(model, tokenizer, folder), town_rows(tokenizer, texts, 256)
    test = on_both_families(
        rows, lambda asked: {"model": causal.evaluate(model, asked), **causal.next_token_baselines(
            rows["train"], asked, len(tokenizer))})  # fmt: skip
    started = time.monotonic()
    found = in_context_eval.curves(model, tokenizer)
    held_out = in_context.held_out()
    card = town_card(folder, model, tokenizer, rows["train"]) | {
        "what": "Llama decoder, pre-trained by next-token prediction on the town and on lists,"
                " lexicons and the like that must be read to be continued",
        "tokenizer": "byte-level BPE", "context": context, "seed": seed,
        "tokens": sum(record["tokens"] for record in records),
        "seconds": sum(record["seconds"] for record in records), "stages": records,
        "practised_attributes": sum(a.practised for a in attributes.attributes().values()),
        "held_out": {name: len(some) for name, some in held_out.items()}
                    | {"attributes": held_out["attributes"]},
        "test": {"scored_on": "every token of held-out texts of the town, given those before it;"
                 " texts of the template families seen in training, and of others", **test},
        "in_context": found, "seconds_in_context": round(time.monotonic() - started),
    }  # fmt: skip
    models.save_checkpoint(model, tokenizer, folder, card)
    return card
