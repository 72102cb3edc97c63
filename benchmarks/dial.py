"""What pre-training rewarded decides what a context can do: a first look, before it is a lesson.

`python -m benchmarks.dial` pre-trains small networks on documents of which a share tells its facts
both ways, and asks each about two facts in its context. One takes about three minutes on one core;
`--shares 0 0.5 --seeds 1` runs two. The result is printed.
"""

import argparse

from helpers.facts import dial, documents
from helpers.icl import pretraining
from helpers.measure import experiment
from helpers.setup import use_threads
from helpers.weights import models, optim, training

SHARES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75)
STEPS, QUESTIONS = 800, 200


def turned(both: float, seed: int) -> dict[str, float]:
    """Recall and reversal in context of a network that read this share of documents both ways."""
    tokenizer = documents.tokenizer()
    net = models.decoder(len(tokenizer), width=96, layers=3, seed=seed)
    training.train(
        f"dial {both} {seed}",
        net,
        dial.DialBatches(tokenizer, both),
        STEPS,
        pretraining.loss,
        optim.MuonAdamW(net, lr_matrices=0.01, lr=3e-3),
        seed=seed,
    )
    return dial.accuracy(net, tokenizer, questions=QUESTIONS, seed=seed)


def main() -> None:
    parser = argparse.ArgumentParser("python -m benchmarks.dial", description=__doc__)
    parser.add_argument("--shares", nargs="+", type=float, default=SHARES)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    use_threads()
    rows = [
        {"told both ways": share, "seed": seed, **turned(share, seed)}
        for share in options.shares
        for seed in range(options.seeds)
    ]
    runs = experiment.Runs(rows).shares(
        **dict.fromkeys(["recall, exact", "reversed, exact"], QUESTIONS)
    )
    runs.table(["recall, exact", "reversed, exact"], "told both ways", caption="In the context")


if __name__ == "__main__":
    main()
