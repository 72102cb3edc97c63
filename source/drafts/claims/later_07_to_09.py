"""Functions for tools/claim_measures.py, to go with later_07_to_09.toml."""


def weights_after_prompts(seed: int) -> dict:
    """Share of the weights that differ after a game in the prompt."""
    draw_game, right, model = taken("07_in_context", "draw_game", "right", "model")
    before = {name: weights.clone() for name, weights in model.state_dict().items()}
    labels, shown, asked = draw_game(seed)
    right(model, shown, asked, labels)
    after = model.state_dict()
    changed = sum((after[name] != weights).sum().item() for name, weights in before.items())
    return {"changed": changed / models.parameters(model)}


def next_session(seed: int) -> dict:
    """A game today and in a new session, by prompt and by fine-tuning."""
    (two_days,) = taken("07_in_context", "two_days")
    return two_days(seed)


def silenced_heads(seed: int) -> dict:
    """Share of the gain from eight demonstrations that is lost without some heads."""
    right, found, others = taken("09_induction", "right", "FOUND", "rest")
    whole, none = right("classes", [], seed), right("classes", [], seed, 0)
    return {name: (whole - right("classes", silent, seed)) / (whole - none)
            for name, silent in (("found", found), ("others", others(seed)))}  # fmt: skip
