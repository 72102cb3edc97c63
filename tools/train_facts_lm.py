"""The recipe of facts-lm: a curriculum that ends in reasoning about facts just read."""

import time
from functools import partial
from pathlib import Path

import torch

from helpers.facts import battery, corpus, evaluation, stages, statements, vocabulary, words
from helpers.facts.documents import FactsBatches
from helpers.weights import causal, models, optim
from tools import curriculum
from tools.cards import published, rounded


def measured(model, stage: stages.FactsStage, tokenizer, questions: int = 100) -> dict[str, float]:
    """The accuracies of the stage's probe: about names that no document has."""
    measure = battery.shares if stage.probe[0] in battery.CONDITIONS else evaluation.accuracy
    return measure(model, tokenizer, *stage.probe, questions=questions, seed=7)


def facts_lm(folder: Path, seed: int = 0) -> dict:
    """A Llama of 4 layers that predicts the next token of documents about invented names."""
    tokenizer, context = vocabulary.tokenizer(), stages.STAGES[-1].length
    model = models.decoder(
        len(tokenizer), width=128, layers=4, context=context, seed=seed, head_width=64
    )
    optimizer = optim.MuonAdamW(model, lr_matrices=0.01, lr=3e-3)
    records = curriculum.train(
        f"{folder.name}-{seed}",
        model,
        optimizer,
        stages.STAGES,
        partial(FactsBatches, tokenizer),
        partial(measured, tokenizer=tokenizer),
        seed,
    )
    for record, stage in zip(records, stages.STAGES):
        record["probe"] = list(stage.probe)
    model = published(model, tokenizer, folder)
    rows = {
        name: torch.cat(
            [
                FactsBatches(tokenizer, stages.STAGES[-1])(torch.Generator().manual_seed(number))[0]
                for number in range(first, first + count)
            ]
        )
        for name, first, count in (("train", 0, 200), ("test", 900_000, 8))
    }
    test = {"model": causal.evaluate(model, rows["test"])} | causal.next_token_baselines(
        rows["train"], rows["test"], len(tokenizer)
    )
    started = time.monotonic()
    found = evaluation.curves(model, tokenizer)
    card = {
        "name": folder.name,
        "recipe": "python -m tools.train_checkpoints facts-lm"
        + (f" --seed {seed} --to checkpoints/{folder.name}" if seed else ""),
        "what": "Llama decoder, pre-trained by next-token prediction on documents that state facts"
        " about invented names again and again, both ways round, what follows from two, and that"
        " nobody is told where nobody is",
        "data": "sentences made from helpers/facts/facts.toml, with new names in every document;"
        f" one possible name in {words.KEPT} occurs in none of them, nor do the wordings, letters"
        " and introductions kept for tests",
        "relations": list(statements.relations()),
        "groups": list(corpus.links()),
        "parameters": models.parameters(model),
        "vocabulary": len(tokenizer),
        "tokenizer": "WordPiece with a fixed vocabulary: words, syllables of names, and letters",
        "context": context,
        "seed": seed,
        "threads": torch.get_num_threads(),
        "tokens": sum(record["tokens"] for record in records),
        "seconds": sum(record["seconds"] for record in records),
        "stages": records,
        "limits": "It knows the sentences of its grammar, and no fact about the world.",
        "test": {
            "scored_on": "every token of new documents of the last stage, given those before"
            " it; most names come for the first time, which nobody can foresee",
            **{name: rounded(values) for name, values in test.items()},
        },
        "facts_in_context": found,
        "off_template": battery.table(model, tokenizer),
        "seconds_in_context": round(time.monotonic() - started),
    }
    models.save_checkpoint(model, tokenizer, folder, card)
    return card
