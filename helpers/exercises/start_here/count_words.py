"""Count how often each word occurs in a text; a first function, to see how checks work."""

from helpers.checking.spec import Exercise, mistake


def count_words(text: str) -> dict[str, int]:
    """How often each word occurs: words are separated by white space and lower-cased.

    >>> count_words("To be or not to be")
    {'to': 2, 'be': 2, 'or': 1, 'not': 1}
    """
    counts: dict[str, int] = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def cases() -> list[tuple[str]]:
    return [
        ("to be or not to be",),
        ("The model reads the text and the text only",),
        ("two  spaces,\na line break\tand a tab",),
        ("PyTorch and pytorch",),
        ("",),
    ]


@mistake("It takes `The` and `the` for two words. Lower-case the text first.")
def keeps_case(text):
    return {word: text.split().count(word) for word in text.split()}


@mistake("`split(' ')` cuts at every single space. `split()` cuts at any white space.")
def one_space(text):
    words = text.lower().split(" ")
    return {word: words.count(word) for word in words}


@mistake("It counts characters. Cut the text into words with `split()`.")
def characters(text):
    return {letter: text.lower().count(letter) for letter in text.lower()}


@mistake("Every count is 1. Add 1 to the count that is already there.")
def always_one(text):
    return {word: 1 for word in text.lower().split()}


@mistake("`text.count(word)` also finds the word inside longer words. Count in the list of words.")
def inside_words(text):
    return {word: text.lower().count(word) for word in text.lower().split()}


@mistake("It counts all words together. Return one count for each word.")
def total(text):
    return len(text.split())


EXERCISE = Exercise(
    id="count_words",
    title="Count words",
    minutes=3,
    difficulty=1,
    reference=count_words,
    cases=cases,
    mistakes=(keeps_case, one_space, characters, always_one, inside_words, total),
    hints=(
        "Two steps: cut the text into words, then count them. A dict keeps the counts.",
        "`text.lower().split()` is the list of words: `split()` without an argument cuts at"
        " any white space.",
        "For each word: `counts[word] = counts.get(word, 0) + 1`. Return `counts` after the loop.",
    ),
)
