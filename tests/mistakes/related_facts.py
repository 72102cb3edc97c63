import re


def wrong_substrings(fact, facts, names):
    """Parts of words count as names"""
    return [f for f in facts if f != fact and any(n in fact and n in f for n in names)]


def wrong_itself(fact, facts, names):
    """The fact itself is among them"""

    def found(text):
        return {w for w in re.findall(r"\w+", text) for w in (w, w.removesuffix("s")) if w in names}

    return [f for f in facts if found(f) & found(fact)]


def wrong_plural(fact, facts, names):
    """take the s off as well"""
    own = set(re.findall(r"\w+", fact)) & names
    return [f for f in facts if f != fact and own & set(re.findall(r"\w+", f))]


def wrong_all_words(fact, facts, names):
    """Ordinary words count, too"""

    def found(text):
        words = re.findall(r"\w+", text)
        return {*words, *(w.removesuffix("s") for w in words)}

    return [f for f in facts if f != fact and found(f) & found(fact)]


def wrong_sorted(fact, facts, names):
    """The order is not that of `facts`"""
    return sorted(right_regex(fact, facts, names))


def right_regex(fact, facts, names):
    found = []
    for other in facts:
        for name in names:
            pattern = rf"\b{name}s?\b"
            if other != fact and re.search(pattern, fact) and re.search(pattern, other):
                found.append(other)
                break
    return found


def wrong_longer(fact, facts, names):
    """A name one letter longer is another name"""

    def has(text, name):
        words = [word.strip(".") for word in text.split()]
        return any(word.startswith(name) and len(word) - len(name) < 2 for word in words)

    own = [name for name in names if has(fact, name)]
    return [other for other in facts if other != fact and any(has(other, n) for n in own)]


def right_regex_too(fact, facts, names):

    def inside(t):
        return {n for n in names if re.search(f"\\b{n}s?\\b", t)}

    return [o for o in facts if o != fact and inside(o) & inside(fact)]


def right_plurals(fact, facts, names):
    long = {n: n for n in names} | {n + "s": n for n in names}

    def inside(t):
        return {long[w] for w in t.replace(".", "").split() if w in long}

    return [o for o in facts if o != fact and inside(o) & inside(fact)]


def wrong_substring(fact, facts, names):
    """Parts of words count as names"""
    own = [n for n in names if n in fact]
    return [o for o in facts if o != fact and any(n in o for n in own)]


def wrong_shared_word(fact, facts, names):
    """got"""
    w = set(fact.strip(".").split())
    return [o for o in facts if o != fact and w & set(o.strip(".").split())]
