"""What the lesson `choose_and_combine` combines.

Questions with few hand labels, and fine-tuning that keeps a habit.
"""

import copy
import time
from collections.abc import Callable, Sequence
from random import Random

from peft import TaskType
from sklearn.pipeline import Pipeline
from torch import nn
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.context.demonstrations import Demonstration
from helpers.icl import answer_tuning, attributes, few_shot, prompt_tasks
from helpers.icl.documents import arbitrary_labels
from helpers.icl.lists import ListTask, about
from helpers.weights import finetuning, forgetting, optim, training


@arguments.checked
def share(answers: Sequence, right: Sequence) -> float:
    """The share of equal pairs.

    >>> share(["a", "b"], ["a", "a"])
    0.5
    """
    pairs = list(zip(answers, right, strict=True))
    return sum(one == other for one, other in pairs) / len(pairs)


@arguments.checked
def timed(make: Callable[[], object]) -> tuple[object, float]:
    """What `make` returns, and the seconds it took.

    >>> timed(lambda: "made")[0]
    'made'
    """
    began = time.perf_counter()
    made = make()
    return made, time.perf_counter() - began


@arguments.checked
def classes(
    classifier: finetuning.Classifier | Pipeline,
    texts: Sequence[str],
    names: Sequence[str],
    tokenizer: PreTrainedTokenizerBase | None,
) -> tuple[list[str], Callable[[str], object], float]:
    """Of a `Classifier` or a scikit-learn one: its answers, one call a text, tokens a query.

    A classifier that counts words reads no tokens. tokenizer: only to tell the two apart by
    what they return, which are numbers of `names` or the names themselves.

    >>> from helpers.measure import evaluation
    >>> words = evaluation.bag_of_words(["good soup", "bad soup"], ["fine", "poor"])
    >>> said, one, tokens = classes(words, ["good"], ["fine", "poor"], None)
    >>> said, tokens
    (['fine'], 0.0)
    """
    said = [
        str(one) if isinstance(one, str) else names[int(one)]
        for one in classifier.predict(list(texts))
    ]
    encode = getattr(classifier, "encode", None)
    tokens = float(encode(list(texts))[1].sum()) / len(texts) if encode else 0.0
    return said, lambda text: classifier.predict([text]), tokens


@arguments.checked
def question(task: str, rng: Random) -> tuple[ListTask, ListTask]:
    """What the hand-labelled texts are drawn from, and what all others are.

    "things": two classes of words; the hand labels see a few words of each only. Otherwise a task
    of the town, with the same texts for both; all are of families kept for the test.

    >>> few, every = question("things", Random(0))
    >>> len(few.writers), len(every.writers)
    (2, 2)
    """
    if task != "things":
        asked = few_shot.asks(task, 3)(rng)
        return asked, asked
    some = rng.sample([c for c in attributes.classes() if c.kind == "thing"], 2)
    return prompt_tasks.parted(some, "")[0], about(some, "", "sentence", split="test")


@arguments.checked
def mails(seed: int, train: int, test: int) -> tuple[list[Demonstration], list[Demonstration]]:
    """Texts of the town's mailbox with their kinds, of different template families.

    >>> [len(part) for part in mails(0, 6, 3)]
    [6, 3]
    """
    rng = Random(f"mails {seed}")
    parts = [few_shot.asks("mailbox", 3, split)(rng) for split in ("train", "test")]
    # The classes come in a drawn order, and each question knows the names of its own.
    return tuple(
        prompt_tasks.examples(part, part.names, count, rng)
        for part, count in zip(parts, (train, test))
    )


@arguments.checked
def rehearsal(seed: int, count: int) -> list[Demonstration]:
    """Prompts with demonstrations and their answers, as pre-training had them.

    >>> text, answer = rehearsal(0, 1)[0]
    >>> text.count("=>") >= 2 and f"=> {answer}" in text
    True
    """
    rng, found = Random(f"rehearsal {seed}"), []
    while len(found) < count:
        asked = few_shot.query(
            rng,
            few_shot.mixed(2, "train")(rng),
            arbitrary_labels(rng, 2),
            rng.choice((2, 4, 6, 8)),
        )
        found.append((asked.prompt.removesuffix(" =>"), asked.labels[asked.answer]))
    return found


@arguments.checked
def tune(
    model: nn.Module,
    tokenizer: PreTrainedTokenizerBase,
    examples: Sequence[Demonstration],
    rehearsed: Sequence[Demonstration],
    steps: int,
    seed: int,
    lr: float = 1e-3,
    lora: bool = False,
) -> nn.Module:
    """A copy of `model`, fine-tuned to answer without demonstrations.

    With `rehearsed`, half of the steps go to those. With `lora` only thin matrices learn.
    """
    net = copy.deepcopy(model)
    net = finetuning.with_lora(net, task=TaskType.CAUSAL_LM) if lora else net
    pair = answer_tuning.Answers(tokenizer, examples), answer_tuning.loss
    if rehearsed:
        old = answer_tuning.Answers(tokenizer, rehearsed), answer_tuning.loss
        pair = forgetting.mix(pair, old, share=0.5)
    name = f"tuned {len(examples)} {len(rehearsed)} {steps} {lr} {lora} {seed}"
    training.train(name, net, pair[0], steps, pair[1], optim.adamw(net, lr), seed=seed, show=False)
    return (net.merge_and_unload() if lora else net).eval()  # the same function, in one matrix
