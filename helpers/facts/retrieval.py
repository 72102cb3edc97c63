"""What stands before a question: all facts, those an oracle hands over, or those a search finds."""

from collections.abc import Sequence
from random import Random

from sklearn.feature_extraction.text import TfidfVectorizer
from transformers import PreTrainedTokenizerBase

from helpers import arguments
from helpers.facts import evaluation
from helpers.facts.statements import FactQuestion

ROOM = 64  # tokens that a question with its steps may need


@arguments.checked
def oracle(
    questions: Sequence[FactQuestion], sentences: Sequence[str], size: int, seed: int
) -> list[list[str]]:
    """A context of `size` sentences for each question, as if one who knows the answer had searched.

    It holds what the question needs, what makes its wrong choices right of something else, and
    others, in random order.

    >>> asked = FactQuestion("", "", "trained", needs=("Lano is a wug.",))
    >>> sorted(oracle([asked], ["Mira is a dax.", "Lano is a wug."], 2, seed=0)[0])
    ['Lano is a wug.', 'Mira is a dax.']
    """
    rng = Random(f"found {seed}")
    return [evaluation.context(question, sentences, size, rng) for question in questions]


@arguments.checked
def that_fit(
    tokenizer: PreTrainedTokenizerBase,
    sentences: Sequence[str],
    questions: int,
    limit: int,
    seed: int,
) -> list[list[str]]:
    """For each question all sentences in random order, cut off where `limit` tokens are full.

    Nobody searched: what a question needs is in there by luck, once not all of them fit.

    >>> from helpers.facts.vocabulary import tokenizer
    >>> texts = [f"Lano is a {kind}." for kind in ("tefu", "miba", "zudi")]
    >>> [len(c) for limit in (80, 99) for c in that_fit(tokenizer(), texts, 1, limit, seed=0)]
    [1, 3]
    """
    rng, contexts = Random(f"all {seed}"), []
    ids = tokenizer(list(sentences), add_special_tokens=False)["input_ids"]
    lengths = dict(zip(sentences, map(len, ids)))
    for _ in range(questions):
        room, context = limit - ROOM - 1, []  # 1 for [CLS]
        for text in rng.sample(list(lengths), len(lengths)):
            room -= lengths[text]
            if room < 0:
                break
            context.append(text)
        contexts.append(context)
    return contexts


@arguments.checked
def search(
    questions: Sequence[FactQuestion], sentences: Sequence[str], size: int
) -> list[list[str]]:
    """The `size` sentences most like each question's own words, the likest last.

    A real search: it sees the beginning of the sentence that is asked for, and no answer. How alike
    two texts are is the cosine of their words' TF-IDF weights.

    >>> asked = FactQuestion("Tefu is the pupil of", "Lano", "reversed")
    >>> search([asked], ["Mira is a dax.", "Lano is the teacher of Tefu."], 1)
    [['Lano is the teacher of Tefu.']]
    """
    sentences = list(dict.fromkeys(sentences))
    words = TfidfVectorizer(token_pattern=r"\w+").fit(sentences)
    alike = words.transform(q.prompt for q in questions) @ words.transform(sentences).T
    # alike: (questions, sentences)
    order = alike.toarray().argsort(axis=1, kind="stable")[:, -size:]
    return [[sentences[i] for i in row] for row in order]
