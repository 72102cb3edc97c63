"""The recipe of town-lm: a curriculum at whose end a small model learns in context."""

import time
from functools import partial
from pathlib import Path

from helpers.icl import attributes, few_shot, pretraining
from helpers.weights import causal, models, optim
from tools import curriculum
from tools.cards import on_both_families, published, town_card, town_rows, town_texts


def measured(model, stage: pretraining.TownStage, tokenizer, count: int = 100) -> dict[str, float]:
    """The accuracies at which stages end."""
    found = {
        name: few_shot.accuracy(model, tokenizer, kind, k, count, seed=7)
        for name, (kind, k) in few_shot.GATES.items()
    }
    return found | {
        name: few_shot.written(model, tokenizer, make, count)
        for name, make in few_shot.WRITTEN.items()
    }


def town_lm(folder: Path, seed: int = 0) -> dict:
    """A Llama of 4 layers that predicts the next token, of the town's texts and of documents that
    only their own beginning explains."""
    texts, context = town_texts(), pretraining.STAGES[-1].length
    tokenizer = pretraining.tokenizer(texts["train"])
    model = models.decoder(len(tokenizer), width=160, layers=4, context=context, seed=seed)
    optimizer = optim.MuonAdamW(
        model, lr_matrices=0.02, lr=4e-3, decay_matrices=0.1, momentum=0.9, blocks=True
    )
    records = curriculum.train(
        f"{folder.name}-{seed}",
        model,
        optimizer,
        pretraining.STAGES,
        lambda stage: pretraining.TownBatches(tokenizer, stage, texts["train"]),
        partial(measured, tokenizer=tokenizer),
        seed,
    )
    for record, stage in zip(records, pretraining.STAGES):
        record["mix"] = stage.mix
    model, rows = published(model, tokenizer, folder), town_rows(tokenizer, texts, 256)
    test = on_both_families(
        rows,
        lambda asked: {
            "model": causal.evaluate(model, asked),
            **causal.next_token_baselines(rows["train"], asked, len(tokenizer)),
        },
    )
    started = time.monotonic()
    found = few_shot.curves(model, tokenizer)
    held_out = pretraining.held_out()
    card = town_card(folder, model, tokenizer, rows["train"]) | {
        "what": "Llama decoder, pre-trained by next-token prediction on the town and on lists,"
        " lexicons and the like that must be read to be continued",
        "tokenizer": "byte-level BPE",
        "context": context,
        "seed": seed,
        "tokens": sum(record["tokens"] for record in records),
        "seconds": sum(record["seconds"] for record in records),
        "stages": records,
        "practised_attributes": sum(a.practised for a in attributes.attributes().values()),
        "held_out": {name: len(some) for name, some in held_out.items()}
        | {"attributes": held_out["attributes"]},
        "test": {
            "scored_on": "every token of held-out texts of the town, given those before it;"
            " texts of the template families seen in training, and of others",
            **test,
        },
        "in_context": found,
        "seconds_in_context": round(time.monotonic() - started),
    }
    models.save_checkpoint(model, tokenizer, folder, card)
    return card
