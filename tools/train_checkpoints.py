"""Train the models that the course ships: `python -m tools.train_checkpoints manuals-encoder`.

Each model is written to `checkpoints/NAME` with a card that says how it was made and what it can
do. An interrupted run goes on when the command is given again.
"""

import argparse
import collections
import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from helpers import baselines, corpora, masking, models, optim, tokens, training
from helpers.files import CourseError, root, write_text
from helpers.setup import available_cpus

CONTEXT = 64


def manuals_encoder(folder: Path) -> dict:
    """A ModernBERT of 4 layers, pre-trained on the manuals by masked language modelling."""
    steps, batch_size = 6500, 64
    manuals = corpora.manuals()
    tokenizer = tokens.train(manuals["train"]["text"], vocab_size=4096)
    rows = {name: tokens.pack(tokenizer, part["text"], CONTEXT) for name, part in manuals.items()}
    model = models.encoder(len(tokenizer), width=192, layers=4)
    started = time.perf_counter()
    history = training.train(
        "manuals-encoder", model, masking.Masker(rows["train"], tokenizer, batch_size, rate=0.2),
        steps, masking.loss, optim.MuonAdamW(model, lr_matrices=0.02, lr=5e-3),
        evaluate=partial(masking.evaluate, rows=rows["validation"][:600], tokenizer=tokenizer),
        evaluate_every=500,
    )  # fmt: skip
    seconds = time.perf_counter() - started
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
        "vocabulary": len(tokenizer), "context": CONTEXT, "masking_rate": 0.2, "seed": 0,
        "steps": steps, "tokens": steps * batch_size * CONTEXT, "seconds": round(seconds),
        "threads": torch.get_num_threads(),
        "tokens_in_corpus": rows["train"].numel(),
        "test": {"masked_tokens": "15 % of the tokens of held-out modules, all replaced by [MASK]",
                 "model": rounded(test), **{k: rounded(v) for k, v in floors.items()}},
        "curve": [[step, rounded(values)] for step, values in history.evaluations],
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
- **Training**: {card["steps"]:,} steps, {card["tokens"]:,} tokens seen in a corpus of
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
