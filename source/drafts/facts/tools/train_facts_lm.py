"""The recipe of facts-lm: a curriculum at whose end a small model reasons about facts it has read.

A stage ends when it answers questions about never-seen names well enough, or after its last step.
An interrupted run goes on when the command is given again.
"""

import time
from functools import partial
from pathlib import Path

import torch

from helpers import (causal, facts, facts_corpus, facts_documents, facts_eval, facts_stages,
                     facts_words, in_context, models, optim, runs, training)  # fmt: skip
from helpers.facts_documents import Documents
from helpers.facts_stages import Stage
from tools.cards import curve, published, rounded


@torch.no_grad()
def progress(model, tokenizer, stage: Stage, batch: tuple[torch.Tensor, ...]) -> dict[str, float]:
    """The loss of one fixed batch, and the accuracies of the stage's probe."""
    found = facts_eval.accuracy(model, tokenizer, *stage.probe, questions=100, seed=7)
    return {"loss": in_context.loss(model, batch).item()} | found


def passed(gate: dict[str, float], values: dict[str, float]) -> bool:
    """Whether every accuracy of the gate is reached; never for a stage without a gate."""
    return bool(gate) and all(values[name] >= least for name, least in gate.items())


def curriculum(name: str, model, optimizer, tokenizer, seed: int) -> list[dict]:
    """Train through all stages, and say what each one gave.

    The state after each stage is kept until the last one is done: an interruption never costs more
    than a few steps.
    """
    records, kept = [], []
    for i, stage in enumerate(facts_stages.STAGES):
        batches = Documents(tokenizer, stage)
        history, best = training.History(), training.Best(None)
        done = runs.SavedRun(f"{name}-after-{i}", [seed, repr(facts_stages.STAGES[: i + 1])])
        kept.append(done)
        if not done.load(model, optimizer, history, best):
            last = i + 1 == len(facts_stages.STAGES)
            fixed = batches(torch.Generator().manual_seed(999_999_999))
            history = training.train(
                f"{name}-{i}", model, batches, stage.steps, in_context.loss, optimizer,
                schedule=training.decay if last else training.warmup, evaluate_every=100,
                evaluate=partial(progress, tokenizer=tokenizer, stage=stage, batch=fixed),
                until=partial(passed, stage.gate), seed=seed * 100 + i,
            )  # fmt: skip
            done.save(model, optimizer, history, best)
        steps = len(history.losses)
        records.append({
            "context": stage.length, "batch_size": stage.batch_size, "steps": steps,
            "tokens": stage.length * stage.batch_size * steps, "seconds": round(history.seconds),
            "probe": list(stage.probe), "gate": stage.gate, "curve": curve(history),
        })  # fmt: skip
    for done in kept:
        done.remove()
    return records


def facts_lm(folder: Path, seed: int = 0) -> dict:
    """A Llama of 4 layers that predicts the next token of documents about invented names."""
    tokenizer, context = facts_documents.tokenizer(), facts_stages.STAGES[-1].length
    model = models.decoder(len(tokenizer), width=128, layers=4, context=context, seed=seed)
    optimizer = optim.MuonAdamW(model, lr_matrices=0.01, lr=3e-3)
    records = curriculum(f"{folder.name}-{seed}", model, optimizer, tokenizer, seed)
    model = published(model, tokenizer, folder)
    rows = {name: torch.cat([Documents(tokenizer, facts_stages.STAGES[-1])(
        torch.Generator().manual_seed(number))[0] for number in range(first, first + count)])
        for name, first, count in (("train", 0, 200), ("test", 900_000, 8))}  # fmt: skip
    test = {"model": causal.evaluate(model, rows["test"])} | causal.next_token_baselines(
        rows["train"], rows["test"], len(tokenizer))  # fmt: skip
    started = time.monotonic()
    found = facts_eval.curves(model, tokenizer)
    card = {
        "name": folder.name, "recipe": f"python -m tools.train_checkpoints {folder.name}",
        "what": "Llama decoder, pre-trained by next-token prediction on documents that state facts"
                " about invented names again and again, both ways round, and what follows from two",
        "data": "sentences made from helpers/facts.toml, with new names in every document; one"
                f" possible name in {facts_words.KEPT} occurs in none of them",
        "relations": list(facts.relations()), "groups": list(facts_corpus.links()),
        "parameters": models.parameters(model), "vocabulary": len(tokenizer),
        "tokenizer": "WordPiece with a fixed vocabulary: words, and syllables of names",
        "context": context, "seed": seed, "threads": torch.get_num_threads(),
        "tokens": sum(record["tokens"] for record in records),
        "seconds": sum(record["seconds"] for record in records),
        "stages": records,
        "limits": "It knows the few sentences of its grammar, and no fact about the world.",
        "test": {"scored_on": "every token of new documents of the last stage, given those before"
                 " it; most names come for the first time, which nobody can foresee",
                 **{name: rounded(values) for name, values in test.items()}},
        "facts_in_context": found, "seconds_in_context": round(time.monotonic() - started),
    }  # fmt: skip
    models.save_checkpoint(model, tokenizer, folder, card)
    return card
