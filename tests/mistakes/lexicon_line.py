"""Typical wrong answers to lexicon_line; the docstring's first line is in their message."""


def line(pairs):
    return "Lexicon: " + ", ".join(f"{word} = {toy}" for word, toy in pairs) + ".\n"


def wrong_everything(phrase, lexicon):
    """The whole lexicon is in it"""
    return line(lexicon.items()) if set(phrase.split()) & set(lexicon) else ""


def wrong_substrings(phrase, lexicon):
    """Parts of words count as words"""
    pairs = [(word, toy) for word, toy in lexicon.items() if word in phrase]
    pairs.sort(key=lambda pair: phrase.index(pair[0]))
    return line(pairs) if pairs else ""


def wrong_order(phrase, lexicon):
    """The order is the lexicon's"""
    words = phrase.split()
    pairs = [(word, toy) for word, toy in lexicon.items() if word in words]
    return line(pairs) if pairs else ""


def wrong_repeats(phrase, lexicon):
    """A word that occurs twice is listed twice"""
    pairs = [(word, lexicon[word]) for word in phrase.split() if word in lexicon]
    return line(pairs) if pairs else ""


def wrong_empty(phrase, lexicon):
    """Without any known word there is no line"""
    return line((word, lexicon[word]) for word in dict.fromkeys(phrase.split()) if word in lexicon)


def wrong_no_line_break(phrase, lexicon):
    """The line break at the end is missing"""
    pairs = [(word, lexicon[word]) for word in dict.fromkeys(phrase.split()) if word in lexicon]
    return line(pairs).strip() if pairs else ""


def wrong_unknown_word(phrase, lexicon):
    """A word that the lexicon lacks is left out"""
    return line((word, lexicon[word]) for word in dict.fromkeys(phrase.split()))


def right_with_a_loop(phrase, lexicon):
    seen, text = set(), ""
    for word in phrase.split():
        if word in lexicon and word not in seen:
            text += f"{', ' if seen else 'Lexicon: '}{word} = {lexicon[word]}"
            seen.add(word)
    return text and text + ".\n"


def wrong_each_translation_once(phrase, lexicon):
    """expected"""
    entries = {
        lexicon[word]: f"{word} = {lexicon[word]}"
        for word in phrase.split()[::-1]
        if word in lexicon
    }
    found = list(entries.values())[::-1]
    return f"Lexicon: {', '.join(found)}.\n" if found else ""
