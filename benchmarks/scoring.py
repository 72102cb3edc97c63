"""How fast answers are scored, against a plain loop and lm-evaluation-harness.

    python -m benchmarks.scoring

One run, one machine, the same model, prompts and answers, so read the ratios, not the seconds.
Takes about five minutes on two cores. The result is printed, and kept in `benchmarks/scoring.json`.
lm-evaluation-harness (`pip install lm_eval`) is no part of the course's environment; without it
that comparison is left out.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from helpers.context import demonstrations, prompts, scoring
from helpers.files import CourseError, write_json
from helpers.setup import use_threads
from helpers.text import tokens, town
from helpers.weights import models

QUERIES, SHOWN, RUNS = 200, 16, 3  # runs of each way, in turn
WORDS = 16  # longer reviews are left out, so that the prompts fit into the context
BATCHES = (8, 32)  # of lm-evaluation-harness, whose faster one counts


def subject(texts: list[str]) -> tuple[str, PreTrainedModel, PreTrainedTokenizerBase]:
    """The course's causal model, or an untrained one of its size with a tokenizer of the texts."""
    try:
        return "town-lm", *models.load_checkpoint("town-lm")
    except CourseError:
        tokenizer = tokens.train(texts, vocab_size=2048, kind="bpe", lowercase=False)
        model = models.decoder(2048, width=160, layers=4, context=1024)
        return "an untrained model", model.eval(), tokenizer


def reviews() -> tuple[list[tuple[str, str]], list[str]]:
    """Texts with the names of their classes, to show; and texts to ask."""
    data = town.town("reviews", train=1000, test=2000)
    names = data["train"].features["label"].names
    pool = [(row["text"], names[row["label"]]) for row in data["train"]]
    short = [text for text in data["test"]["text"] if len(text.split()) <= WORDS]
    return [pair for pair in pool if len(pair[0].split()) <= WORDS], short


def seconds(action: Callable[[], torch.Tensor]) -> tuple[float, torch.Tensor]:
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def harness(
    model, tokenizer, asked: list[prompts.Prompt], answers: list[str], batch_size: int
) -> Callable[[], torch.Tensor] | None:
    """The same scores from lm-evaluation-harness; None if it is not installed."""
    try:
        from lm_eval.api.instance import Instance
        from lm_eval.models.huggingface import HFLM
    except ImportError:
        return None
    start = prompts.begin(tokenizer)
    judge = HFLM(
        pretrained=model,
        tokenizer=tokenizer,
        batch_size=batch_size,
        add_bos_token=False,
        prefix_token_id=(start or [0])[0],
    )
    before = "".join(tokenizer.convert_ids_to_tokens(start))  # the begin token, as text
    requests = [
        Instance("loglikelihood", {}, (before + p.text, p.complete(a)[len(p.text) :]), 0)
        for p in asked
        for a in answers
    ]

    def score() -> torch.Tensor:
        said = judge.loglikelihood(requests, disable_tqdm=True)
        return torch.tensor([value for value, _ in said]).view(len(asked), len(answers))

    return score


def compare(what: str, ours: Callable, others: list[Callable]) -> dict:
    """Median seconds of both after a short warm-up; the fastest of the others counts."""
    times = []
    for _ in range(RUNS):
        mine, found = seconds(ours)
        theirs, expected = min((seconds(other) for other in others), key=lambda pair: pair[0])
        times.append((mine, theirs))
    a, b = (statistics.median(column) for column in zip(*times))
    same = int((found.argmax(1) == expected.argmax(1)).sum())
    return {
        "what": what,
        "ours": a,
        "other": b,
        "ratio": statistics.median(t / o for o, t in times),
        "same choices": same,
        "of": len(found),
        "largest difference": float((found - expected).abs().max()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--queries", type=int, default=QUERIES, help="fewer, to try it out")
    count = parser.parse_args().queries
    use_threads()
    pool, texts = reviews()
    name, model, tokenizer = subject([text for text, _ in pool])
    base = prompts.Prompt(texts[0], demonstrations.balanced(pool, SHOWN))
    asked = [base.ask(text) for text in texts[:count]]
    answers = sorted({answer for _, answer in pool})

    def ours(some=asked) -> torch.Tensor:
        return scoring.log_likelihoods(model, tokenizer, some, answers)

    def plain() -> torch.Tensor:
        return torch.tensor([scoring.one_by_one(model, tokenizer, p, answers) for p in asked])

    ours(asked[:3])  # what is slow once only
    rows = [compare("the plain loop, one by one", ours, [plain])]
    others = [harness(model, tokenizer, asked, answers, size) for size in BATCHES]
    if None in others:
        print("lm-evaluation-harness is not installed (pip install lm_eval): left out.")
    else:
        rows.append(compare("lm-evaluation-harness", ours, others))
    length = len(asked[0].ids(tokenizer))
    print(
        f"{name}: {len(asked)} queries x {len(answers)} answers, {SHOWN} demonstrations,"
        f" about {length} tokens a prompt"
    )
    print(f"{'seconds, ours against':<32}{'ours':>8}{'other':>8}{'ratio':>8}{'same choices':>16}")
    for row in rows:
        print(
            f"{row['what']:<32}{row['ours']:>8.2f}{row['other']:>8.2f}{row['ratio']:>8.1f}"
            f"{row['same choices']:>9} of {row['of']}"
        )
    if count == QUERIES:
        write_json(
            Path(__file__).with_suffix(".json"),
            {
                "model": name,
                "parameters": models.parameters(model),
                "demonstrations": SHOWN,
                "answers": answers,
                "tokens in a prompt": length,
                "rows": rows,
            },
        )


if __name__ == "__main__":
    main()
