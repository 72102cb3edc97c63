"""Measures of claims that a lesson shows live, without `experiment.run`.

Each function takes a seed (and conditions) and returns numbers by name, as an experiment's function
does. It uses the lesson's own definitions, through `claim_cells.taken`.
"""

import tempfile
from pathlib import Path

from helpers.facts import augmentation, inferences
from helpers.measure import experiment, label_curves, power_laws
from helpers.text import tokens
from helpers.weights import baselines, causal, cost, finetuning, forgetting, masking, models
from tools.claim_cells import taken


def mean(numbers) -> float:
    return sum(numbers) / len(numbers)


def gaps_filled(seed: int) -> dict:
    """1 or 0 for one gap in a manual's sentence and one in an everyday sentence."""
    right, manuals, world = taken("start_here", "right", "MANUALS", "WORLD")
    return {"manuals": right(manuals)[seed], "world": right(world)[seed]}


def text_to_tokens(seed: int) -> dict:
    """What tokenizers trained on one sample of the manuals do with held-out text."""
    per_word, pieces, groups, trained, held_out, texts = taken(
        "text_to_tokens",
        "tokens_per_word",
        "pieces_per_word",
        "groups",
        "trained",
        "held_out",
        "TEXTS",
    )
    lower, cased = (trained("wordpiece", 4096, seed, lowercase) for lowercase in (True, False))
    foreign = [lower.tokenize(text) for name, text in texts.items() if name != "English"]
    return {
        "2,048 tokens": per_word("bpe", 2048, seed)["tokens per word"],
        "4,096 tokens": per_word("bpe", 4096, seed)["tokens per word"],
        "never seen": pieces("never", seed)["pieces"],
        "common": pieces("100 and more", seed)["pieces"],
        "letters": mean([len(word) for word in groups["never"]]),
        "lower case": sum(len(lower.tokenize(text)) for text in held_out[:500]),
        "as written": sum(len(cased.tokenize(text)) for text in held_out[:500]),
        "unknown": mean([pieces.count("[UNK]") / len(pieces) for pieces in foreign]),
    }


def largest_weight(seed: int) -> dict:
    """The largest of 16 attention weights at a width of 256, with and without the division."""
    (largest,) = taken("attention", "largest")
    return {"not divided": largest(256, False, seed), "divided": largest(256, True, seed)}


def previous_token(seed: int) -> dict:
    """The head that looks most at the token before: trained, and in an untrained model."""
    neighbours, encoder, tokenizer = taken("attention", "neighbours", "encoder", "tokenizer")
    shape = encoder.config
    new = models.encoder(len(tokenizer), shape.hidden_size, shape.num_hidden_layers, seed=seed)
    return {
        name: neighbours(model)["previous"].mean(0).max().item()
        for name, model in (("trained", encoder), ("untrained", new))
    }


def masked_loss(seed: int) -> dict:
    """Loss on hidden tokens in every third row of a test: the checkpoint and counting tables."""
    rows, expert, tokenizer = taken("masked_lm", "rows", "expert", "tokenizer")
    asked = rows["test"][:1500][seed::3]
    tables = baselines.masked_baselines(rows["train"], asked, tokenizer)
    losses = {name: score["loss"] for name, score in tables.items()}
    return losses | {"model": masking.evaluate(expert, asked, tokenizer)["loss"]}


def word_groups(seed: int) -> dict:
    """Share of words whose nearest neighbour is of their group: trained, and untrained."""
    same_group, expert, tokenizer = taken("masked_lm", "same_group", "expert", "tokenizer")
    untrained = models.encoder(len(tokenizer), width=192, layers=4, seed=seed)
    return {"trained": mean(same_group(expert)), "untrained": mean(same_group(untrained))}


def two_tokenizers(seed: int) -> dict:
    """A bigram table over words and pieces and one over characters, in two currencies."""
    texts, held_out, tokenizer, letters = taken(
        "generation", "train_texts", "held_out_texts", "tokenizer", "letters"
    )
    found = {}
    for name, made_by in (("words", tokenizer), ("characters", letters)):
        rows, asked = (
            tokens.pack(made_by, part, 128)
            for part in (texts[5000 * seed :][:5000], held_out["same families"])
        )
        loss = causal.next_token_baselines(rows, asked, len(made_by))["bigram"]["loss"]
        found[f"{name}, perplexity"] = causal.perplexity(loss)
        found[f"{name}, bits"] = causal.bits_per_character(loss, asked, made_by)
    return found


def repetition(seed: int) -> dict:
    """Nats a token that a sentence costs less the fourth time than after three other sentences.

    For the course's model, and for one that was trained here and has read the town only.
    """
    judge, price, firsts, expert, rows, held_out = taken(
        "generation", "judge", "price", "firsts", "expert", "train_rows", "held_out"
    )
    found = {}
    for name, model in (("course's", expert), ("town only", judge(seed).eval())):
        gains = [
            price(model, [firsts[i - 3], firsts[i - 2], firsts[i - 1], ids])
            - price(model, [ids] * 4)
            for i, ids in enumerate(firsts)
        ]
        found[name] = mean(gains[seed % 3 :: 3] if model is expert else gains)
    asked = held_out["unseen families"]
    tables = causal.next_token_baselines(rows, asked, expert.config.vocab_size)
    return found | {
        "bigram loss": tables["bigram"]["loss"],
        "loss": causal.evaluate(judge(seed), asked)["loss"],
    }


def saved_and_loaded(seed: int) -> dict:
    """The largest change of a logit when a fine-tuned model is saved, and loaded again."""
    reviews, names = taken("fine_tuning", "reviews", "names")
    model = finetuning.classifier("town-encoder", names, seed=seed, max_tokens=64)
    texts = reviews["test"]["text"][:200]
    untouched = model.logits(texts)
    finetuning.fit(model, reviews["train"], 20, name=f"saved {seed}", seed=seed, show=False)
    before = model.logits(texts)
    with tempfile.TemporaryDirectory() as folder:
        after = finetuning.load(model.save(Path(folder) / "model")).logits(texts)
    return {
        "learned": (before - untouched).abs().max().item(),
        "lost": (after - before).abs().max().item(),
    }


def adapter(seed: int) -> dict:
    """The largest change of an old head's logits with a trained adapter on, and off again."""
    base, old_names, new_names, texts, train = taken(
        "costs", "BASE", "LIBRARIES", "DEPARTMENTS", "a_test", "b_train"
    )
    old = finetuning.classifier(base, old_names, seed=seed, max_tokens=64)
    new = finetuning.classifier(base, new_names, seed=seed, max_tokens=64)
    new.model = finetuning.with_lora(new.model)
    finetuning.fit(new, train, 20, name=f"adapter {seed}", lr=3e-3, seed=seed, show=False)
    old_head, before = forgetting.swap_body(old, new), old.logits(texts["text"])
    on = old_head.logits(texts["text"])
    with new.model.disable_adapter():
        off = old_head.logits(texts["text"])
    return {"on": (on - before).abs().max().item(), "off": (off - before).abs().max().item()}


def arithmetic(train: str, seed: int) -> dict:
    """Operations of a training step on a batch of tickets, and bytes of what changed."""
    base, names, tickets = taken("costs", "TOWN", "DEPARTMENTS", "b_train")
    model = finetuning.classifier(base, names, train=train, seed=seed, max_tokens=64)
    batch = tickets["text"][16 * seed :][:16]
    return cost.count(model, int(model.encode(batch)[1].sum()))


def weights_after_prompts(seed: int) -> dict:
    """Share of the weights that differ after a game in the prompt."""
    draw_game, right, model = taken("in_context", "draw_game", "right", "model")
    before = {name: weights.clone() for name, weights in model.state_dict().items()}
    labels, shown, asked = draw_game(seed)
    right(model, shown, asked, labels)
    after = model.state_dict()
    changed = sum((after[name] != weights).sum().item() for name, weights in before.items())
    return {"changed": changed / models.parameters(model)}


def next_session(seed: int) -> dict:
    """A game today and in a new session, by prompt and by fine-tuning."""
    (two_days,) = taken("in_context", "two_days")
    return two_days(seed)


def ranks_of_questions(seed: int) -> dict:
    """How alike a prompt and fine-tuning rank six of the lesson's stored questions."""
    runs = experiment.stored("in_context/labels")
    ways = ("in context", "fine-tuned")
    return {"correlation": label_curves.rank_agreement(runs, seed, ways)}


def silenced_heads(seed: int) -> dict:
    """Share of the gain from eight demonstrations that is lost without some heads: without the
    three found ones, the costliest of them alone, and the one that is costliest alone of all.

    The last was chosen on draws 0 to 4; these are others.
    """
    right, found, lone = taken("induction", "right", "FOUND", "LONE")
    seed += 10
    whole, none = right("classes", [], seed), right("classes", [], seed, 0)

    def lost(silent: list) -> float:
        return (whole - right("classes", silent, seed)) / (whole - none)

    single = max(lost([head]) for head in found)
    return {"found": lost(found), "single": single, "lone": lost([lone])}


def writing_notes(seed: int) -> dict:
    """Operations to write notes about one draw of facts, and to learn facts and notes."""
    material, count, model, steps = taken("own_inferences", "material", "count", "model", "STEPS")
    _, given, local, linked = material(seed)
    own = inferences.texts(local + inferences.citing(linked, given))
    text = augmentation.mixture(given, own)
    written = count([f"{one.prompt} {one.written}" for one in (*local, *linked)])
    read = int(steps * 16 * count(text) / len(text))
    return {"notes": cost.use_flops(model, written), "training": cost.training_flops(model, read)}


def networks_of_all_sizes(seed: int) -> dict:
    """Losses that the lesson `scaling_up` stores, and what a power law says of the largest."""
    same_tokens = experiment.stored("scaling_up/tokens").where(seed=seed)
    same_flops = experiment.stored("scaling_up/compute").where(seed=seed)
    found = {f"{row['width']}, same tokens": row["loss"] for row in same_tokens.rows}
    for row in same_flops.rows:
        found[f"{row['width']}, {row['budget']:.0e} FLOPs"] = row["loss"]
    *others, largest = same_tokens.rows
    law = power_laws.fit(*([row[name] for row in others] for name in ("parameters", "loss")))
    return found | {"forecast": law(largest["parameters"])}
