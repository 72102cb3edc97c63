"""What the recipes for checkpoints have in common: the town's texts, scores, cards."""

from collections.abc import Callable
from pathlib import Path

import torch

from helpers.files import write_text
from helpers.text import tokens, town
from helpers.weights import models, training


def published(model, tokenizer, folder: Path):
    """What the learner will load: half-precision weights, read back."""
    models.save_checkpoint(model, tokenizer, folder, {"name": folder.name})
    return models.load_checkpoint(folder)[0]


def town_texts() -> dict[str, list[str]]:
    """The town's documents: for training, and held out from the same and from other families."""
    train = town.documents(60_000)
    return {
        "train": train,
        "same families": town.documents(1500, seed=1, without=train),
        "new families": town.documents(1500, split="test"),
    }


def town_rows(tokenizer, texts: dict[str, list[str]], length: int) -> dict[str, torch.Tensor]:
    return {name: tokens.pack(tokenizer, part, length) for name, part in texts.items()}


def on_both_families(rows: dict[str, torch.Tensor], score: Callable) -> dict[str, dict]:
    """`score(rows)` of held-out texts of the template families seen in training, and of others."""
    return {
        f"{who}, {name}": rounded(value)
        for name in ("same families", "new families")
        for who, value in score(rows[name]).items()
    }


def town_card(folder: Path, model, tokenizer, rows: torch.Tensor) -> dict:
    """What the cards of both models of the town have in common."""
    return {
        "name": folder.name,
        "recipe": f"python -m tools.train_checkpoints {folder.name}",
        "data": "texts of the town, made by the grammars in helpers/text/town_data without the"
        " template families of the tests",
        "tasks": town.tasks(),
        "parameters": models.parameters(model),
        "vocabulary": len(tokenizer),
        "seed": 0,
        "threads": torch.get_num_threads(),
        "tokens_in_corpus": rows.numel(),
        "limits": "It knows the town's invented office English, and little else.",
    }


def curve(history: training.History) -> list:
    return [[step, rounded(values)] for step, values in history.evaluations]


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def write_readme(folder: Path, card: dict) -> None:
    """The card for a human reader, beside the one for programs."""
    scores = "\n".join(
        f"| {name} | {score['loss']:.2f} | {score['accuracy']:.1%} |"
        for name, score in card["test"].items()
        if isinstance(score, dict)
    )
    corpus = f" in a corpus of {card['tokens_in_corpus']:,}" if "tokens_in_corpus" in card else ""
    write_text(
        folder / "README.md",
        f"""# {card["name"]}

{card["what"]}. Made by us with `{card["recipe"]}`; the weights are MIT-licensed.

- **Size**: {card["parameters"]:,} parameters, a vocabulary of {card["vocabulary"]:,} tokens
  ({card["tokenizer"]}), trained on rows of up to {card["context"]} tokens.
- **Data**: {card["data"]}.
- **Training**: {card["tokens"]:,} tokens seen{corpus}, seed
  {card["seed"]}, {card["seconds"] / 60:.0f} minutes on {card["threads"]} CPU core(s).
- **Scored on** {card["test"]["scored_on"]}.

| answers from | loss (nats) | accuracy |
|---|---|---|
{scores}
{in_context_table(card)}{facts_table(card)}{battery_table(card)}
{card["limits"]} Do not use it for anything but this course.
""",
    )


def facts_table(card: dict) -> str:
    """Mean accuracy by number of facts in the context, if the card has any."""
    found = card.get("facts_in_context")
    if not found:
        return ""
    sizes = max(found.values(), key=len)
    rows = [["asked for, by exact generation", *sizes], ["---"] * (len(sizes) + 1)]
    for name, row in found.items():
        means = {size: sum(values) / len(values) for size, values in row.items()}
        rows.append([name, *(f"{means[size]:.0%}" if size in means else "–" for size in sizes)])
    return table("Right answers about never-seen names, by number of facts in the context:", rows)


def battery_table(card: dict) -> str:
    """Mean shares under conditions that pre-training did not practise, if the card has any."""
    if "off_template" not in card:
        return ""
    columns = list(next(iter(card["off_template"].values())))
    rows = [["one of four facts, exact", *columns], ["---"] * (len(columns) + 1)]
    for name, found in card["off_template"].items():
        rows.append([name, *(f"{sum(v) / len(v):.0%}" for v in found.values())])
    return table(
        "Off the templates of pre-training, whose documents had the few names of one syllable."
        " Asked for somebody whom no fact names, *nobody* is right and the *partner* wrong:",
        rows,
    )


def in_context_table(card: dict) -> str:
    """Mean accuracy by number of demonstrations, if the card has any."""
    if "in_context" not in card:
        return ""
    columns = [key for key in next(iter(card["in_context"].values())) if key != "chance"]
    rows = [["labels exist in the prompt only", "chance", *columns], ["---"] * (len(columns) + 2)]
    for name, found in card["in_context"].items():
        means = [sum(found[key]) / len(found[key]) for key in columns]
        rows.append([name, *(f"{value:.0%}" for value in (found["chance"], *means))])
    return table("Right answers with frozen weights, by number of demonstrations:", rows)


def table(title: str, rows: list[list[str]]) -> str:
    """A paragraph of markdown with a table below it."""
    return f"\n{title}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"
