def wrong_case(texts, questions):
    """Capital letters hide a leak"""
    parts = [part.strip() for text in texts for part in text.split(".")]
    return [q for q in questions if " ".join(q) in parts]


def wrong_one_sentence(texts, questions):
    """A text can hold several sentences"""
    told = [text.lower().rstrip(".") for text in texts]
    return [q for q in questions if " ".join(q).lower() in told]


def wrong_substring(texts, questions):
    """A longer name that begins with the answer is another name"""
    everything = " ".join(texts).lower()
    return [(p, a) for p, a in questions if (p + " " + a).lower() in everything]


def wrong_prompt(texts, questions):
    """The beginning alone is no leak"""
    everything = " ".join(texts).lower()
    return [(p, a) for p, a in questions if p.lower() in everything]


def wrong_kept(texts, questions):
    """It returns those that are *not* in the text"""
    parts = [part.strip().lower() for text in texts for part in text.split(".")]
    return [q for q in questions if " ".join(q).lower() not in parts]


def right_with_full_stops(texts, questions):
    joined = " . ".join(texts).lower().replace(".", " . ")
    joined = f" . {joined} . "
    clean = " ".join(joined.split())
    return [(p, a) for p, a in questions if f". {p} {a} .".lower() in clean]


def wrong_end(texts, questions):
    """The sentence is the end of another one"""
    everything = " ".join(texts).lower()
    return [(p, a) for p, a in questions if (p + " " + a + ".").lower() in everything]
