"""Questions with labels that mean nothing, drawn anew by seed: texts to show, and texts to ask.

Whoever compares a prompt with fine-tuning gives both the same draw.
"""

from collections.abc import Sequence
from functools import cache
from random import Random

from helpers import arguments
from helpers.context.demonstrations import Demonstration
from helpers.icl import attributes, few_shot, paraphrases, prompt_tasks
from helpers.icl.lists import ListTask
from helpers.measure import evaluation
from helpers.text.town import slips

# Kinds of questions whose attributes pre-training practised: a draw gives what labelled texts are
# drawn from, and what queries are drawn from. In "other words" the two share no class word.
PRACTISED = {
    "words": lambda rng: [few_shot.mixed(2)(rng)] * 2,
    "other words": lambda rng: prompt_tasks.parted(rng.sample(attributes.classes(), 2), ""),
    "town": lambda rng: [few_shot.any_of(attributes.TownLabel)(rng)] * 2,
}
# The same with attributes that no list of pre-training asked for.
NEW = {
    "unpractised words": lambda rng: [few_shot.any_of(attributes.Words, practised=False)(rng)] * 2,
    "unpractised news": lambda rng: [few_shot.asks("news")(rng)] * 2,
}


@arguments.checked
@cache
def draw_task(task: str, seed: int, count: int) -> tuple[list[str], list, list]:
    """Two labels, a pool of 128 labelled texts, and `count` other texts to ask, with their labels.

    >>> labels, pool, asked = draw_task("words", 0, count=4)
    >>> len(labels), len(pool), len(asked), {label for _, label in asked} == set(labels)
    (2, 128, 4, True)
    """
    rng = Random(f"{task} {seed}")
    to_show, to_ask = (PRACTISED | NEW)[task](rng)
    labels = few_shot.new_labels(rng, 2)
    asked = prompt_tasks.examples(to_ask, labels, count, rng)
    return labels, prompt_tasks.examples(to_show, labels, 128, rng, without=asked), asked


@arguments.checked
@cache
def draw_pairs(seed: int, count: int) -> tuple[ListTask, list[str], list, list, list[str]]:
    """A question about the town, three labels, eight labelled texts for the first two, then three
    lists of `count` texts to ask (as written, reworded and mistyped), and the answers.

    >>> question, labels, few, texts, answers = draw_pairs(1, count=5)
    >>> len(labels), len(few), [len(some) for some in texts], len(answers)
    (3, 8, [5, 5, 5], 5)
    """
    rng, task = Random(f"pairs {seed}"), list(attributes.PRACTISED_TASKS)[seed % 4]
    question, labels = few_shot.asks(task)(rng), few_shot.new_labels(rng, 3)
    few = prompt_tasks.examples(question, labels[:2], 8, rng)
    texts, answers = [], []
    for _ in range(count):
        number = rng.randrange(2)
        one, other = paraphrases.pair(task, question.names[number], rng)
        texts.append((one, other, slips(one, 0.5, rng)))
        answers.append(labels[number])
    return question, labels, few, list(zip(*texts)), answers


@arguments.checked
def counted(few: Sequence[Demonstration], asked: Sequence[Demonstration]) -> list[float]:
    """1.0 for each query that TF-IDF and logistic regression answer rightly, 0.0 for the others.

    few: labelled texts to learn from. asked: texts with the right label.

    >>> counted([("so dull", "bad"), ("a joy", "good")], [("what a joy", "good"), ("dull", "good")])
    [1.0, 0.0]
    """
    words = evaluation.bag_of_words(*zip(*few))
    said = words.predict([text for text, _ in asked])
    return [float(one == answer) for one, (_, answer) in zip(said, asked)]
