"""Typical wrong answers to typing_cost; the docstring's first line is in their message."""

import numpy as np


def taken_at(before, word, suggest):
    """After how many letters the word is suggested, or None."""
    return next((n for n in range(len(word)) if suggest(before, word[:n]) == word), None)


def wrong_free_tab(words, suggest):
    """Taking a suggestion costs a key"""
    keys = first = 0
    for i, word in enumerate(words):
        n = taken_at(" ".join(words[:i]), word, suggest)
        keys += len(word) + 1 if n is None else n
        first += n == 0
    return keys, first


def wrong_space(words, suggest):
    """A word typed in full needs its space"""
    keys = first = 0
    for i, word in enumerate(words):
        n = taken_at(" ".join(words[:i]), word, suggest)
        keys += len(word) if n is None else n + 1
        first += n == 0
    return keys, first


def wrong_once(words, suggest):
    """It asks only before the first letter"""
    keys = first = 0
    for i, word in enumerate(words):
        hit = suggest(" ".join(words[:i]), "") == word
        keys += 1 if hit else len(word) + 1
        first += hit
    return keys, first


def wrong_first(words, suggest):
    """First means before any letter is typed"""
    keys = first = 0
    for i, word in enumerate(words):
        n = taken_at(" ".join(words[:i]), word, suggest)
        keys += len(word) + 1 if n is None else n + 1
        first += n is not None
    return keys, first


def wrong_before(words, suggest):
    """`suggest` must see the words before"""
    keys = first = 0
    for word in words:
        n = taken_at("", word, suggest)
        keys += len(word) + 1 if n is None else n + 1
        first += n == 0
    return keys, first


def right_letter_by_letter(words, suggest):
    keys, first, before = 0, 0, ""
    for word in words:
        typed = ""
        while typed != word and suggest(before, typed) != word:
            typed += word[len(typed)]
        keys += len(typed) + 1
        first += typed == ""
        before = f"{before} {word}".strip()
    return keys, first


def wrong_previous_word_only(words, suggest):
    """not only the last one"""
    keys, first, before = 0, 0, ""
    for word in words:
        n = 0
        while n < len(word) and suggest(before, word[:n]) != word:
            n += 1
        keys, first, before = keys + n + 1, first + (n == 0), word
    return keys, first


def right_with_for_else(words, suggest):
    keys = first = 0
    for i in range(len(words)):
        before = " ".join(words[0:i])
        for n in range(len(words[i])):
            if suggest(before, words[i][:n]) == words[i]:
                break
        else:
            n = len(words[i])
        keys += n + 1
        first += n == 0
    return (keys, int(first))


def right_with_numpy(words, suggest):

    def letters(i):
        w = words[i]
        hits = [suggest(" ".join(words[:i]), w[:n]) == w for n in range(len(w))]
        return int(np.argmax(hits)) if any(hits) else len(w)

    n = np.array([letters(i) for i in range(len(words))])
    return (int((n + 1).sum()), int((n == 0).sum()))


def wrong_includes_the_word(words, suggest):
    """`before` holds the word that is being typed"""
    keys = first = 0
    for i, w in enumerate(words):
        n = 0
        while n < len(w) and suggest(" ".join(words[: i + 1]), w[:n]) != w:
            n += 1
        keys += n + 1
        first += n == 0
    return (keys, first)


def wrong_trailing_space(words, suggest):
    """`before` ends in a space"""
    keys = first = 0
    before = ""
    for w in words:
        n = 0
        while n < len(w) and suggest(before, w[:n]) != w:
            n += 1
        keys += n + 1
        first += n == 0
        before += w + " "
    return (keys, first)


def wrong_last_three(words, suggest):
    """not only the last few"""
    keys = first = 0
    for i, w in enumerate(words):
        n = 0
        while n < len(w) and suggest(" ".join(words[max(0, i - 3) : i]), w[:n]) != w:
            n += 1
        keys += n + 1
        first += n == 0
    return (keys, first)
