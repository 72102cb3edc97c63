def wrong_word(first, second, words):
    """Reversed it is still the word of the first side"""
    word = words[0]
    return {
        "trained": (first + " is the " + word + " of", second),
        "reversed": (second + " is the " + word + " of", first),
    }


def wrong_answer(first, second, words):
    """The answer of the reversed question is the first name"""
    found = {}
    for name, subject, word in (("trained", first, words[0]), ("reversed", second, words[1])):
        found[name] = (f"{subject} is the {word} of", second)
    return found


def wrong_space(first, second, words):
    """A space stands at the end"""
    return {
        "trained": (first + " is the " + words[0] + " of ", second),
        "reversed": (second + " is the " + words[1] + " of ", first),
    }


def wrong_exchanged(first, second, words):
    """The two words are exchanged"""
    forward, backward = words[::-1]
    return {
        "trained": (f"{first} is the {forward} of", second),
        "reversed": (f"{second} is the {backward} of", first),
    }


def right_in_a_loop(first, second, words):
    ends = (first, second)
    return {
        name: (f"{ends[i]} is the {words[i]} of", ends[1 - i])
        for i, name in enumerate(("trained", "reversed"))
    }
