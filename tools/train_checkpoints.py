"""Train the models that the course ships: `python -m tools.train_checkpoints manuals-encoder`.

Each model is written to `checkpoints/NAME` with a card that says how it was made and what it can
do. An interrupted run goes on when the command is given again.
"""

import argparse
import collections
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from helpers import baselines, corpora, masking, models, optim, runs, tokens, training
from helpers.files import CourseError, cache_dir, read_json, root, write_json, write_text
from helpers.setup import available_cpus



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
    optimizer = optim.MuonAdamW(model, lr_matrices=0.02, lr=5e-3)
    records = []
    for length, batch_size, steps, schedule in parts:
        done = cache_dir() / "runs" / f"{folder.name}-{length}.json"
        if length == 64 and done.exists() and runs.SavedRun(f"{folder.name}-128", []).path.exists():
            records.append(read_json(done))  # interrupted in the second part: go on there
            continue
        rows = {k: tokens.pack(tokenizer, part["text"], length) for k, part in manuals.items()}
        held_out = rows["validation"][: 38400 // length]
        masker = masking.Masker(rows["train"], tokenizer, batch_size, rate)
        evaluate = partial(masking.evaluate, rows=held_out, tokenizer=tokenizer)
        history = training.train(
            f"{folder.name}-{length}", model, masker, steps, masking.loss, optimizer,
            schedule=schedule, evaluate=evaluate, evaluate_every=500,
        )  # fmt: skip
        record = {"context": length, "batch_size": batch_size, "steps": steps,
                        "seconds": round(history.seconds),
                        "curve": [[step, rounded(v)] for step, v in history.evaluations]}  # fmt: skip
        write_json(done, record)
        records.append(record)
    # What is published is what the learner loads: half-precision weights, read back.
    models.save_checkpoint(model, tokenizer, folder, {"name": folder.name})
    model, _ = models.load_checkpoint(folder)
    test = masking.evaluate(model, rows["test"], tokenizer)
    floors = baselines.masked_baselines(rows["train"], rows["test"], tokenizer)
    card = {
        "name": folder.name,
        "what": "ModernBERT encoder, pre-trained by masked language modelling on the manuals",
        "recipe": "python -m tools.train_checkpoints manuals-encoder",
        "data": "English docstrings of the standard library and of the course's requirements",
        "paragraphs": {name: len(part) for name, part in manuals.items()},
        "libraries": dict(collections.Counter(manuals["train"]["library"]).most_common()),
        "parameters": models.parameters(model),
        "vocabulary": len(tokenizer), "context": context, "masking_rate": rate, "seed": 0,
        "parts": records, "threads": torch.get_num_threads(),
        "tokens": sum(length * size * steps for length, size, steps, _ in parts),
        "seconds": sum(record["seconds"] for record in records),
        "tokens_in_corpus": rows["train"].numel(),
        "test": {"masked_tokens": "15 % of the tokens of held-out modules, all replaced by [MASK]",
                 "model": rounded(test), **{k: rounded(v) for k, v in floors.items()}},
    }  # fmt: skip
    models.save_checkpoint(model, tokenizer, folder, card)
    return card


RECIPES: dict[str, Callable[[Path], dict]] = {"manuals-encoder": manuals_encoder}


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def write_readme(folder: Path, card: dict) -> None:
    """The card for a human reader, beside the one for programs."""
    scores = "\n".join(
        f"| {name} | {score['loss']:.2f} | {score['accuracy']:.1%} |"
        for name, score in card["test"].items() if isinstance(score, dict))  # fmt: skip
    libraries = ", ".join(f"{name} ({count:,})" for name, count in card["libraries"].items())
    write_text(folder / "README.md", f"""# {card["name"]}

{card["what"]}. Made by us with `{card["recipe"]}`; the weights are MIT-licensed.

- **Size**: {card["parameters"]:,} parameters, a vocabulary of {card["vocabulary"]:,} WordPiece
  tokens, lower-cased, trained on rows of {card["context"]} tokens.
- **Data**: {card["data"]}: {card["paragraphs"]["train"]:,} training paragraphs. By library:
  {libraries}.
- **Training**: {card["tokens"]:,} tokens seen in a corpus of
  {card["tokens_in_corpus"]:,}, seed {card["seed"]}, {card["seconds"] / 60:.0f} minutes on {card["threads"]} CPU core(s).
- **Held out**: whole modules, chosen by their name, without near-copies of training paragraphs.
  Scored on {card["test"]["masked_tokens"]}.

| answers from | loss (nats) | accuracy |
|---|---|---|
{scores}

It knows how software manuals are worded, and nothing else. It has seen no dialogue, no news and
hardly any names. Do not use it for anything but this course.
""")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("name", choices=sorted(RECIPES))
    parser.add_argument("--to", type=Path, help="another folder than checkpoints/NAME")
    arguments = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS") or available_cpus()))
    folder = arguments.to or root() / "checkpoints" / arguments.name
    try:
        card = RECIPES[arguments.name](folder)
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
