"""Train the models that the course ships: `python -m tools.train_checkpoints manuals-encoder`.

Each model is written to `checkpoints/NAME` with a card that says how it was made and what it can
do. An interrupted run goes on when the command is given again.
"""

import argparse
import collections
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from helpers.files import CourseError, cache_dir, read_json, root, write_json
from helpers.setup import use_threads
from helpers.text import corpora, tokens
from helpers.weights import baselines, masking, models, optim, resume, training
from tools.cards import (
    curve,
    on_both_families,
    published,
    rounded,
    town_card,
    town_rows,
    town_texts,
    write_readme,
)
from tools.train_facts_lm import facts_lm
from tools.train_town_chat import town_chat
from tools.train_town_lm import town_lm


def in_parts(
    name: str, model, optimizer, parts: tuple, loss: Callable, batches: Callable, evaluate: Callable
) -> list[dict]:
    """Train in parts of (row length, batch size, steps, schedule), and say what each one gave.

    batches(length, batch_size) and evaluate(length) make what `training.train` needs. A part that
    was finished before an interruption is not run again: the next one's saved state continues it.
    """
    records = []
    for i, (length, batch_size, steps, schedule) in enumerate(parts):
        done = cache_dir() / "runs" / f"{name}-{i}.json"
        later = resume.SavedRun(f"{name}-{i + 1}", [])
        if done.exists() and later.path.exists():
            later.give_weights(model)
            records.append(read_json(done))
            continue
        history = training.train(
            f"{name}-{i}",
            model,
            batches(length, batch_size),
            steps,
            loss,
            optimizer,
            schedule=schedule,
            evaluate=evaluate(length),
            evaluate_every=500,
        )
        records.append(
            {
                "context": length,
                "batch_size": batch_size,
                "steps": steps,
                "seconds": round(history.seconds),
                "curve": curve(history),
            }
        )
        write_json(done, records[-1])
    return records


def manuals_encoder(folder: Path) -> dict:
    """A ModernBERT of 4 layers, pre-trained on the manuals by masked language modelling.

    Short rows first and long ones later, as BERT was trained: short rows are cheap while the model
    learns frequencies and neighbours; the longer context pays afterwards.
    """
    parts = ((64, 32, 3000, training.warmup), (128, 32, 3500, training.decay))
    rate, context = 0.2, parts[-1][0]
    manuals = corpora.manuals()
    tokenizer = tokens.train(manuals["train"]["text"], vocab_size=4096)
    model = models.encoder(len(tokenizer), width=192, layers=4)
    optimizer = optim.MuonAdamW(model, lr_matrices=0.02, lr=5e-3, decay_matrices=0.1)
    rows = {
        length: {k: tokens.pack(tokenizer, part["text"], length) for k, part in manuals.items()}
        for length, *_ in parts
    }
    records = in_parts(
        folder.name,
        model,
        optimizer,
        parts,
        masking.loss,
        lambda length, size: masking.Masker(rows[length]["train"], tokenizer, size, rate),
        lambda length: partial(
            masking.evaluate,
            tokenizer=tokenizer,
            rows=rows[length]["validation"][: 38400 // length],
        ),
    )
    rows = rows[context]
    model = published(model, tokenizer, folder)
    test = masking.evaluate(model, rows["test"], tokenizer)
    floors = baselines.masked_baselines(rows["train"], rows["test"], tokenizer)
    counted = collections.Counter(manuals["train"]["library"])
    libraries = [name for name, _ in counted.most_common()]
    card = {
        "name": folder.name,
        "what": "ModernBERT encoder, pre-trained by masked language modelling on the manuals",
        "recipe": "python -m tools.train_checkpoints manuals-encoder",
        "data": "English docstrings of the standard library and of the course's requirements:"
        f" {len(manuals['train']):,} paragraphs of {len(libraries)} libraries, most from"
        f" {', '.join(libraries[:6])}",
        "paragraphs": {name: len(part) for name, part in manuals.items()},
        "parameters": models.parameters(model),
        "vocabulary": len(tokenizer),
        "tokenizer": "WordPiece, lower case",
        "context": context,
        "masking_rate": rate,
        "seed": 0,
        "parts": records,
        "threads": torch.get_num_threads(),
        "tokens": sum(length * size * steps for length, size, steps, _ in parts),
        "seconds": sum(record["seconds"] for record in records),
        "tokens_in_corpus": rows["train"].numel(),
        "limits": "It knows how software manuals are worded, and nothing else: no dialogue, no news"
        " and hardly any names.",
        "test": {
            "scored_on": "15 % of the tokens, all replaced by [MASK], of held-out modules,"
            " chosen by their name, without near-copies of training paragraphs",
            "model": rounded(test),
            **{k: rounded(v) for k, v in floors.items()},
        },
    }
    models.save_checkpoint(model, tokenizer, folder, card)
    return card


def town_encoder(folder: Path) -> dict:
    """manuals-encoder, trained further on the town's texts, without any label.

    Reading real English first pays: from scratch the same network knew the town's own templates
    by heart and was worse on others (Gururangan et al. 2020, "Don't stop pretraining").
    """
    length, batch_size, steps, rate = 64, 32, 2500, 0.3
    texts = town_texts()
    model, tokenizer = models.load_checkpoint("manuals-encoder")
    rows = town_rows(tokenizer, texts, length)
    history = training.train(
        folder.name,
        model,
        masking.Masker(rows["train"], tokenizer, batch_size, rate),
        steps,
        masking.loss,
        optim.MuonAdamW(model, lr_matrices=0.01, lr=2.5e-3, decay_matrices=0.1),
        evaluate_every=500,
        evaluate=partial(masking.evaluate, rows=rows["same families"], tokenizer=tokenizer),
    )
    model = published(model, tokenizer, folder)
    test = on_both_families(
        rows,
        lambda asked: {
            "model": masking.evaluate(model, asked, tokenizer),
            **baselines.masked_baselines(rows["train"], asked, tokenizer),
        },
    )
    card = town_card(folder, model, tokenizer, rows["train"]) | {
        "what": "manuals-encoder, pre-trained further by masked language modelling on the town",
        "tokenizer": "that of manuals-encoder",
        "context": length,
        "masking_rate": rate,
        "tokens": steps * batch_size * length,
        "seconds": round(history.seconds),
        "curve": curve(history),
        "test": {
            "scored_on": "15 % of the tokens of held-out texts, all replaced by [MASK]; texts"
            " of the template families seen in training, and of others",
            **test,
        },
    }
    models.save_checkpoint(model, tokenizer, folder, card)
    return card


ENCODERS: dict[str, Callable[[Path], dict]] = {
    "manuals-encoder": manuals_encoder,
    "town-encoder": town_encoder,
}
DECODERS: dict[str, Callable[[Path, int], dict]] = {  # these take a seed
    "town-lm": town_lm,
    "town-chat": town_chat,
    "facts-lm": facts_lm,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("name", choices=sorted(ENCODERS | DECODERS))
    parser.add_argument("--to", type=Path, help="another folder than checkpoints/NAME")
    parser.add_argument("--seed", type=int, default=0, help=f"for {', '.join(DECODERS)} only")
    arguments = parser.parse_args()
    if arguments.seed and arguments.name in ENCODERS:
        parser.error(f"--seed is for {', '.join(DECODERS)}; the encoders are trained with seed 0.")
    use_threads()
    folder = arguments.to or root() / "checkpoints" / arguments.name
    try:
        if arguments.name in DECODERS:
            card = DECODERS[arguments.name](folder, arguments.seed)
        else:
            card = ENCODERS[arguments.name](folder)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt as stop:
        print(stop or "Stopped.", file=sys.stderr)
        return 130
    write_readme(folder, card)
    print(json.dumps(card["test"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
