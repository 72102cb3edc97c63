"""The recipe of town-chat: town-lm, tuned on chats, with the loss on the assistant's tokens."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

import torch
from torch.nn.functional import cross_entropy

from helpers.context import chat
from helpers.context.chat import Message
from helpers.files import write_json
from helpers.icl import chat_tuning, chat_turns
from helpers.text import tokens
from helpers.weights import models, optim, training
from tools.cards import curve, rounded

STEPS, BATCH = 280, 32
KINDS = ("label", "yes", "person", "day", "last", "say", "json")


def schedule(step: int, steps: int) -> float:
    """Up a ramp, flat, and in the last twelfth of the run straight down to nearly zero.

    >>> [round(schedule(step, 240), 2) for step in (0, 100, 220, 230, 239)]
    [0.02, 1.0, 1.0, 0.5, 0.05]
    """
    return min(1.0, (step + 1) / training.RAMP, 12 * (steps - step) / steps)


def tokenizer_config(context: int) -> dict:
    """What `transformers` needs to make the tokenizer anew, with its template."""
    return {
        **tokens.SETTINGS,
        "bos_token": "[CLS]",
        "eos_token": "[SEP]",
        "extra_special_tokens": {f"{role}_token": mark for role, mark in chat.MARKS.items()},
        "model_max_length": context,
        "chat_template": chat.TEMPLATE,
    }


def asked(rng: Random, wordings: str) -> list[Message]:
    """A chat of one task, with the wordings of the training or with new ones, about a new text."""
    attribute = rng.choice(chat_turns.asked_attributes())
    one = chat_turns.task(rng, rng.choice(KINDS), attribute, wordings, "test")
    return [*one.messages(), chat.turn("assistant", one.answer)]


@torch.no_grad()
def score(model, tokenizer, chats: Sequence[Sequence[Message]]) -> dict[str, float]:
    """Loss (nats) and accuracy of the assistant's tokens, each given all before it."""
    losses, right = [], []
    for one in chats:
        ids, mask = (torch.tensor(part) for part in chat.with_mask(tokenizer, one))
        logits = model(input_ids=ids[None, :-1], use_cache=False).logits[0][mask[1:]]
        losses.append(cross_entropy(logits, ids[1:][mask[1:]], reduction="none"))
        right.append((logits.argmax(-1) == ids[1:][mask[1:]]).float())
    return rounded(
        {"loss": torch.cat(losses).mean().item(), "accuracy": torch.cat(right).mean().item()}
    )


def drawn(make: Callable[[Random], list[Message]], name: str, count: int) -> list[list[Message]]:
    rng = Random(name)
    return [make(rng) for _ in range(count)]


def town_chat(folder: Path, seed: int = 0) -> dict:
    """town-lm after chats: instructions, JSON, and games shown by turns."""
    model, tokenizer = models.load_checkpoint("town-lm")
    chat.dressed(tokenizer)
    torch.manual_seed(seed)
    model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    context = model.config.max_position_embeddings
    new_chats = drawn(chat_turns.conversation, "chats of the validation", 200)
    before = {
        f"town-lm, {name} wordings": score(
            model, tokenizer, drawn(partial(asked, wordings=split), f"asked {split}", 60)
        )
        for name, split in (("practised", "train"), ("new", "test"))
    }
    history = training.train(
        f"{folder.name}-{seed}",
        model,
        chat_tuning.Chats(tokenizer, chat_turns.conversation, BATCH),
        STEPS,
        chat_tuning.loss,
        optim.MuonAdamW(
            model, lr_matrices=0.01, lr=2e-3, decay_matrices=0.1, momentum=0.9, blocks=True
        ),
        schedule=schedule,
        evaluate=lambda model: score(model, tokenizer, new_chats),
        evaluate_every=200,
        seed=seed,
    )
    models.save_checkpoint(model, tokenizer, folder, {"name": folder.name})
    model, _ = models.load_checkpoint(folder)
    after = {
        f"town-chat, {name} wordings": score(
            model, tokenizer, drawn(partial(asked, wordings=split), f"asked {split}", 60)
        )
        for name, split in (("practised", "train"), ("new", "test"))
    }
    card = {
        "name": folder.name,
        "recipe": f"python -m tools.train_checkpoints {folder.name}",
        "what": "town-lm, tuned on chats (supervised fine-tuning) with the loss on the assistant's"
        " tokens only",
        "data": "chats about the town's texts, made by helpers/icl/chat_turns.py: instructions in"
        " several wordings, answers in JSON, and games shown by turns",
        "parameters": models.parameters(model),
        "vocabulary": len(tokenizer),
        "tokenizer": "that of town-lm, with a token for each role and a chat template",
        "context": context,
        "seed": seed,
        "threads": torch.get_num_threads(),
        "steps": STEPS,
        "chats": STEPS * BATCH,
        "tokens": read_in_training(tokenizer, seed),
        "seconds": round(history.seconds),
        "curve": curve(history),
        "held_out": {
            "attributes": chat_turns.data()["held_out"],
            "kinds of instruction": chat_turns.data()["held_out_kinds"],
            "wordings of each kind": chat_turns.NEW_WORDINGS,
        },
        "limits": "It follows the kinds of instruction that it was tuned on, about the town's"
        " sentences, and little else; it was not tuned to refuse anything.",
        "test": {
            "scored_on": "the assistant's tokens of new chats about sentences of kinds that no"
            " labelled list had, with instructions as practised and in new wordings",
            **before,
            **after,
        },
    }
    models.save_checkpoint(model, tokenizer, folder, card)
    write_json(folder / "tokenizer_config.json", tokenizer_config(context))
    return card


def read_in_training(tokenizer, seed: int, sample: int = 10) -> int:
    """Tokens that were read, without padding: counted in some batches, and multiplied."""
    batches = chat_tuning.Chats(tokenizer, chat_turns.conversation, BATCH)
    drawn = [batches(torch.Generator().manual_seed(1000 + i + seed))[0] for i in range(sample)]
    mean = sum((ids != tokenizer.pad_token_id).sum().item() for ids in drawn) / sample
    return round(mean) * STEPS
