"""What a helper cannot mean is refused before work begins, and refusing changes nothing."""

import ast
import inspect
import random
import signal
from collections.abc import Iterable
from contextlib import contextmanager
from typing import Any

import doors
import pytest
import torch
from datasets import ClassLabel, Dataset

from helpers import arguments
from helpers.arguments import parameters
from helpers.context import demonstrations, generation, pricing, scoring
from helpers.context.prompts import Prompt
from helpers.files import CourseError, root
from helpers.icl import label_draws
from helpers.measure import evaluation, metrics
from helpers.measure.rows import Rows
from helpers.text import bigrams, cloze, corpora, data, tokens, town
from helpers.weights import causal, finetuning, masking, models, optim, training

CHECKED = doors.checked()
LONG = "one word and another " * 5000
SECONDS = 20  # of computing, for one call with a bad argument
NAN = float("nan")


def test_every_helper_that_notebooks_call_is_checked():
    reasons = tuple(doors.UNCHECKED)
    left = sorted(doors.named_in_notebooks() - set(CHECKED))
    assert [name for name in left if not name.startswith(reasons)] == []


@pytest.mark.parametrize("name", CHECKED)
def test_what_hints_exclude_never_reaches_the_work(name):
    function = CHECKED[name]
    signature, hints = parameters(inspect.unwrap(function))
    least = inspect.getclosurevars(function).nonlocals["least"]
    usable = {n: p for n, p in signature.parameters.items() if n in hints}
    several = {n for n, p in usable.items() if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
    good = {n: doors.fitting(hints[n]) for n in usable if n not in several}
    if "self" in signature.parameters:
        good["self"] = doors.StandIn()
    for parameter, value in usable.items():
        if least.get(parameter) is ... or parameter in several:
            continue
        for bad in doors.bad_for(hints[parameter], value.default):
            with pytest.raises(CourseError, match=f"`{parameter}`"):
                arguments.look(inspect.unwrap(function), (), {**good, parameter: bad}, least)
                pytest.fail(f"{name} takes {parameter}={bad!r}")


def test_every_parameter_has_a_hint():
    bare = {}
    for name, function in CHECKED.items():
        signature, hints = parameters(inspect.unwrap(function))
        plain = {n for n, p in signature.parameters.items() if p.kind is not p.VAR_KEYWORD}
        bare[name] = plain - set(hints) - {"self"}
    assert {name: left for name, left in bare.items() if left} == {}


def test_a_checked_function_gets_and_gives_the_same_objects():
    @arguments.checked
    def same(texts: Iterable[str], *more: int, rng: random.Random, **options: float) -> Any:
        return texts, more, rng, options

    texts, rng = ["a"], random.Random(0)
    before = rng.getstate(), torch.get_rng_state(), random.getstate()
    found = same(texts, 1, 2, rng=rng, share=0.5)
    assert found[0] is texts and found[1:] == ((1, 2), rng, {"share": 0.5})
    assert before[0] == rng.getstate() and before[2] == random.getstate()
    assert torch.equal(before[1], torch.get_rng_state())
    stream = iter(["a", None])
    assert same(stream, rng=rng)[0] is stream and next(stream) == "a", "not looked into"
    with pytest.raises(TypeError, match="rng"):
        same(texts)


def test_refusals_stand_alone():
    """They are left out of what makes a result, so nothing may hang on what they return or do."""
    for path in (root() / "helpers").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "arguments.refuse",
                "arguments.no_blanks",
            ):
                assert id(node) in alone, f"{path.name}, line {node.lineno}"
                inner = list(ast.walk(node))
                assert not any(isinstance(one, ast.NamedExpr) for one in inner), path.name


# --- examples that work, and then each of their arguments replaced -------------------------------


def words() -> dict:
    tokenizer = tokens.train(["so dull => good bad none"] * 9, vocab_size=60)
    model = models.decoder(len(tokenizer), width=32, layers=1, context=32).eval()
    return {"model": model, "tokenizer": tokenizer}


def examples() -> dict:
    """Names of helpers, each with the helper and arguments that it takes."""
    both = words()
    prompts = {"prompts": [Prompt("dull")], "candidates": ["good", "bad"]}
    table = Dataset.from_dict({"text": ["a", "b", "c", "d"], "label": [0, 1, 0, 1]})
    table = table.cast_column("label", ClassLabel(names=["no", "yes"]))
    pool = {"pool": [("a", "x"), ("b", "y"), ("c", "x")], "count": 2}
    texts, rows = {"texts": ["good soup", "bad soup"]}, torch.arange(20).view(4, 5)
    net = torch.nn.Linear(2, 1)
    run = {
        **{"name": "walk", "model": net, "batches": lambda g: (torch.ones(1, 2),), "steps": 1},
        **{"loss": lambda m, batch: m(*batch).sum(), "optimizer": optim.adamw(net)},
        **{"patience": None, "seed": 0, "show": False},
    }
    return {
        "train": (tokens.train, {**texts, "vocab_size": 60, "kind": "wordpiece"}),
        "pack": (tokens.pack, {"tokenizer": both["tokenizer"], **texts, "length": 2}),
        "pairs": (bigrams.pairs, {**texts, "words": ["good", "soup"]}),
        "commonest": (bigrams.commonest, {**texts, "size": 2}),
        "sample": (data.sample, {"dataset": table, "per_class": 1, "seed": 0}),
        "balance": (data.balance, {"dataset": table}),
        "town": (town.town, {"task": "reviews", "train": 20, "test": 10, "noise": 0.0}),
        "draw": (demonstrations.draw, pool),
        "balanced": (demonstrations.balanced, pool),
        "nearest": (demonstrations.nearest, {**pool, "query": "a b"}),
        "orders": (demonstrations.orders, {"demonstrations": pool["pool"], "count": 2}),
        "prompt": (Prompt, {"query": "dull", "instruction": "Rate.", "separator": "\n"}),
        "classify": (scoring.classify, {**both, **prompts}),
        "one_by_one": (scoring.one_by_one, {**both, "prompt": "dull", "candidates": [" good"]}),
        "exact": (scoring.exact, {**both, "prompts": ["dull"], "answers": [" good"]}),
        "generate": (generation.generate, {**both, "prompt": "so", "max_new": 2, "temperature": 1}),
        "samples": (generation.samples, {**both, "starts": torch.tensor([[2, 5]]), "max_new": 2}),
        "distribution": (generation.distribution, {"logits": torch.ones(3), "temperature": 1.0}),
        "distinct": (generation.distinct, {**texts, "n": 2}),
        "chance": (metrics.chance, {"labels": ["a", "b"]}),
        "clearly": (metrics.clearly, {"values": [0.1, 0.2], "other": [0.3, 0.4]}),
        "text": (metrics.text, {"values": [0.1, 0.2], "digits": 2}),
        "best": (metrics.best, {"candidates": {"a": [0.1, 0.2], "b": [0.3, 0.5]}}),
        "share": (metrics.share, {"outcomes": [1, 0]}),
        "wilson": (metrics.wilson, {"right": 1, "count": 2}),
        "report": (evaluation.Report, {"labels": [0], "predictions": [0], "names": ["a", "b"]}),
        "bag_of_words": (evaluation.bag_of_words, {**texts, "labels": [0, 1]}),
        "masker": (masking.Masker, {"rows": rows, "tokenizer": both["tokenizer"], "batch_size": 2}),
        "windows": (causal.Windows, {"rows": rows, "batch_size": 2}),
        "perplexity": (causal.perplexity, {"loss": 1.0}),
        "run": (training.train, run),
        "draw_pairs": (label_draws.draw_pairs, {"seed": 0, "count": 2}),
    }


EXAMPLES = examples()
BAD = {"None": None, "nan": NAN, "nothing": [], "one": ["a"], "wrong": object(), "long": [LONG] * 9}


@contextmanager
def ended_in_time():
    """Ends a call that goes on computing, where the system has such a clock."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number, frame):
        raise TimeoutError("It does not end.")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_argument_replaced(name, tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    function, good = EXAMPLES[name]
    function(**good)
    for parameter, value in good.items():
        for bad in (*BAD.values(), LONG):
            if bad is value:
                continue
            with ended_in_time():
                try:
                    function(**{**good, parameter: bad})
                except CourseError:
                    continue
            missing = bad is None or bad is NAN or type(bad) is object
            assert not missing, f"{name} takes {parameter}={bad!r}"


@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_blank_text_is_refused_before_training(blank):
    model = finetuning.classifier("town-encoder", ["a", "b"])
    with pytest.raises(CourseError, match="There is an empty text"):
        finetuning.Batches(model, ["a cat", blank], [0, 1], 2)
    with pytest.raises(CourseError, match="whole numbers"):
        finetuning.Batches(model, ["a cat", "a cow"], [0.2, 1.0], 2)
    with pytest.raises(CourseError, match="a number for each class"):
        finetuning.fit(model, {"text": ["a"], "label": [0]}, 1, weights=torch.ones(3))


@pytest.mark.parametrize("option", [{"patience": 2}, {"until": lambda values: True}])
def test_stopping_early_needs_a_validation(option):
    function, good = EXAMPLES["run"]
    with pytest.raises(CourseError, match="go by a validation"):
        function(**{**good, **option})


def test_a_tie_at_the_end_of_top_k_is_decided():
    p = generation.distribution(torch.tensor([[1.0, 2.0, 1.0, 1.0]]), top_k=2)
    assert (p > 0).tolist() == [[True, True, False, False]]


def test_samples_stop_where_generation_does():
    both = words()
    with pytest.raises(CourseError, match="reads 32"):
        generation.samples(**both, starts=torch.tensor([[2, 5]]), max_new=31)
    assert len(generation.samples(**both, starts=torch.tensor([[2, 5]]), max_new=30)) == 1


def test_no_more_tokens_than_asked_for():
    with pytest.raises(CourseError, match="Ask for more tokens"):
        tokens.train(["abcdefghijklmnop"], vocab_size=10)


def test_an_absent_class_has_no_score(capsys):
    evaluation.Report([0, 1, 1], [0, 1, 0], ["a", "b", "c"]).table()
    lines = capsys.readouterr().out.splitlines()
    assert lines[4].split() == ["c", "–", "–", "–", "0"]


REFUSED = {
    "right of more": (lambda: metrics.wilson(3, 2), "3 of 2 cannot be"),
    "right of none": (lambda: metrics.wilson(0, 0), "0 of 0 cannot be"),
    "less than none": (lambda: metrics.wilson(-1, 2), "cannot be"),
    "a level in percent": (lambda: metrics.wilson(1, 2, level=95), "as a share, such as 0.95"),
    "half right": (lambda: metrics.share([1, 0.5]), "1 for each right answer"),
    "endlessly right": (lambda: metrics.share([1, float("inf")]), "1 for each right answer"),
    "digits": (lambda: metrics.text([0.1, 0.2], digits=-1), "from 0 to 20"),
    "no pairs": (lambda: metrics.clearly([1, 2], [1]), "as many on either side"),
    "no two lists": (lambda: metrics.rank_correlation([1, 2], [1]), "not of 2 and 1"),
    "no label": (lambda: metrics.chance(["a", None]), "one label for each text"),
    "two labels": (lambda: metrics.chance(["a", ("a", "b")]), "one label for each text"),
    "no such quantity": (lambda: RUNS.by("los", "rate"), "No run has 'los'.*'loss'"),
    "no such setting": (lambda: RUNS.where(rte=1), "No run has 'rte'.*'rate'"),
    "no such table": (lambda: RUNS.conditions("rte"), "No run has 'rte'"),
    "no texts": (lambda: pricing.milliseconds(str.upper, []), "`texts` with 1 or more"),
    "no two ways": (lambda: pricing.lines({"a": (0, 1)}, 1), "`ways` with 2 or more"),
    "many tokens": (lambda: tokens.train(["a b"], vocab_size=10**8), "1,000,000 at most"),
    "a class twice": (lambda: corpora.labelled(PART, ["torch", "torch"]), "each library once"),
    "no such library": (lambda: corpora.labelled(PART, ["trch"]), "There are: torch"),
    "no such pair": (lambda: cloze.minimal_pair("The <a/b> is [MASK]."), "cloze.PAIRS"),
}
RUNS = Rows([{"rate": 0.1, "seed": 0, "loss": 2.0}])
PART = Dataset.from_dict({"text": ["a"], "library": ["torch"]})


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_said(name):
    call, words = REFUSED[name]
    with pytest.raises(CourseError, match=words):
        call()


def test_infinity_where_it_has_a_meaning():
    assert "never cost the same" in pricing.lines({"a": (0, 1), "b": (1, 1)}, float("inf"))[1]
