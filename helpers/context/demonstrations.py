"""Choosing demonstrations for a prompt, and their order.

A demonstration is a pair of texts: what is asked, and its answer. A pool is a list of them. Results
go from first to last in the prompt; the last one stands next to the query.
"""

import math
import random
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations

from sklearn.feature_extraction.text import TfidfVectorizer

from helpers import arguments
from helpers.files import CourseError

Demonstration = tuple[str, str]


def pairs(pool: Sequence[Demonstration]) -> tuple[Demonstration, ...]:
    """The pool as a tuple of tuples. Raises `CourseError` unless each is two texts, none empty.

    >>> pairs([["a bore", "bad"]])
    (('a bore', 'bad'),)
    """
    found = []
    for pair in pool:
        if isinstance(pair, str) or len(pair) != 2 or not all(isinstance(s, str) for s in pair):
            raise CourseError(
                f"A demonstration is a text and its answer, both in words, not"
                f" {pair!r}. Write a class by its name, not its number."
            )
        if not all(s.strip() for s in pair):
            raise CourseError(f"A demonstration has an empty text or answer: {pair!r}. Drop it.")
        found.append(tuple(pair))
    return tuple(found)


def checked(pool: Sequence[Demonstration], count: int) -> tuple[Demonstration, ...]:
    """The pool, if `count` demonstrations can be taken from it; `CourseError` if not."""
    pool = pairs(pool)
    if not 0 <= count <= len(pool):
        raise CourseError(
            f"{count} demonstrations are wanted, and there are {len(pool)} to choose"
            " from. Ask for fewer, or give a longer list."
        )
    return pool


@arguments.checked
def draw(pool: Sequence[Demonstration], count: int, seed: int = 0) -> tuple[Demonstration, ...]:
    """`count` demonstrations at random, in random order. The same seed gives the same ones.

    Raises `CourseError` if the pool holds too few.

    >>> len(draw([("a", "x"), ("b", "y"), ("c", "x")], count=2))
    2
    """
    return tuple(random.Random(seed).sample(checked(pool, count), count))


@arguments.checked
def balanced(pool: Sequence[Demonstration], count: int, seed: int = 0) -> tuple[Demonstration, ...]:
    """As many of each answer as of any other, at random and in random order.

    If `count` is no multiple of the number of answers, some of them, drawn by the seed, get one
    demonstration more. Raises `CourseError` if the pool is empty or has too few of an answer.

    >>> pool = [("a", "good"), ("b", "good"), ("c", "good"), ("d", "bad")]
    >>> sorted(answer for _, answer in balanced(pool, count=2))
    ['bad', 'good']
    """
    pool, rng = checked(pool, count), random.Random(seed)
    groups: dict[str, list[Demonstration]] = {}
    for pair in rng.sample(pool, len(pool)):
        groups.setdefault(pair[1], []).append(pair)
    chosen = []
    for place, (answer, group) in enumerate(groups.items()):
        share = count // len(groups) + (place < count % len(groups))
        if len(group) < share:
            raise CourseError(
                f"{share} demonstrations with the answer {answer!r} are wanted, and"
                f" there are {len(group)}. Ask for fewer, or add some."
            )
        chosen += group[:share]
    return tuple(rng.sample(chosen, count))


@lru_cache(maxsize=4)
def index(pool: tuple[Demonstration, ...]):
    """The TF-IDF vectorizer of a pool's texts, and their vectors as a sparse (texts, n-grams)."""
    # Pieces of words, because not every script puts spaces between them.
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform([text for text, _ in pool])


@arguments.checked
def nearest(pool: Sequence[Demonstration], count: int, query: str) -> tuple[Demonstration, ...]:
    """The `count` demonstrations most like the query, the most similar one last (Liu et al. 2022).

    Likeness is the cosine between TF-IDF vectors of word pieces. A demonstration whose text is the
    query itself is left out, because it would give the answer away. Raises `CourseError` if too few
    are left.

    >>> pool = [("the soup was cold", "bad"), ("a lovely room", "good"), ("cold tea", "bad")]
    >>> nearest(pool, 2, "my soup came cold")
    (('cold tea', 'bad'), ('the soup was cold', 'bad'))
    """
    pool = checked([pair for pair in pool if pair[0] != query], count)
    if count == 0:
        return ()
    vectorizer, vectors = index(pool)
    likeness = (vectors @ vectorizer.transform([query]).T).toarray()[:, 0]
    return tuple(pool[i] for i in likeness.argsort(kind="stable")[len(pool) - count :])


@arguments.checked
def orders(
    demonstrations: Sequence[Demonstration], count: int, seed: int = 0
) -> list[tuple[Demonstration, ...]]:
    """Up to `count` different orders of the same demonstrations, drawn at random.

    Order alone can move a prompt from chance to nearly all right (Lu et al. 2022). If there are
    fewer orders than that, all of them.

    >>> [[answer for _, answer in order] for order in orders([("a", "x"), ("b", "y")], 9)]
    [['x', 'y'], ['y', 'x']]
    """
    given = pairs(demonstrations)
    if math.factorial(len(given)) <= count:
        return list(dict.fromkeys(permutations(given)))
    rng, found = random.Random(seed), {}
    while len(found) < count:
        found[tuple(rng.sample(range(len(given)), len(given)))] = None
    return [tuple(given[i] for i in places) for places in found]
