def wrong_relation(fact, facts):
    """Another relation's answers are too easy"""
    right = [b for a, r, b in facts if a == fact[0] and r == fact[1]]
    found = []
    for _, _, b in facts:
        if b not in right and b not in found:
            found.append(b)
    return found


def wrong_answer_inside(fact, facts):
    """The right answer is among the wrong choices"""
    found = []
    for _, r, b in facts:
        if r == fact[1] and b not in found:
            found.append(b)
    return found


def wrong_second_right(fact, facts):
    """Another fact makes one of them right, too"""
    found = []
    for _, r, b in facts:
        if r == fact[1] and b != fact[2] and b not in found:
            found.append(b)
    return found


def wrong_twice(fact, facts):
    """A name occurs twice"""
    right = [b for a, r, b in facts if a == fact[0] and r == fact[1]]
    return [b for a, r, b in facts if r == fact[1] and b not in right]


def wrong_side(fact, facts):
    """These are the first terms"""
    found = []
    for a, r, _ in facts:
        if r == fact[1] and a != fact[0] and a not in found:
            found.append(a)
    return found


def right_by_removal(fact, facts):
    same = {b: None for _, r, b in facts if r == fact[1]}
    for a, r, b in facts:
        if (a, r) == (fact[0], fact[1]):
            same.pop(b, None)
    same.pop(fact[2], None)
    return list(same)
