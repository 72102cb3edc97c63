def wrong_begin(written, answers):
    """A longer name that begins with the answer is another name"""
    return sum(w.strip().startswith(a) for w, a in zip(written, answers)) / len(answers)


def wrong_inside(written, answers):
    """The answer somewhere in the text is not enough"""
    return sum(a in w for w, a in zip(written, answers)) / len(answers)


def wrong_whole(written, answers):
    """Cut at the first full stop before you compare"""
    return sum(w.strip() == a for w, a in zip(written, answers)) / len(answers)


def wrong_spaces(written, answers):
    """White space around the answer does not count"""
    return sum(w.partition(".")[0] == a for w, a in zip(written, answers)) / len(answers)


def wrong_count(written, answers):
    """This is how many are right"""
    return sum(w.partition(".")[0].strip() == a for w, a in zip(written, answers))


def wrong_case(written, answers):
    """Capital letters count"""
    pairs = zip(written, answers)
    return sum(w.partition(".")[0].strip().lower() == a.lower() for w, a in pairs) / len(answers)


def right_with_index(written, answers):
    right = 0
    for w, a in zip(written, answers):
        end = w.find(".")
        right += (w if end < 0 else w[:end]).strip() == a
    return right / len(answers)
