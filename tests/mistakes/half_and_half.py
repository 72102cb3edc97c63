def wrong_added(facts, notes):
    """It adds the notes as they are"""
    return list(facts) + list(notes)


def wrong_cut(facts, notes):
    """It cuts the longer list"""
    if not notes:
        return list(facts)
    pairs = list(zip(facts, notes))
    return [fact for fact, _ in pairs] + [note for _, note in pairs]


def wrong_too_many(facts, notes):
    """It repeats the shorter list as a whole"""
    if not notes:
        return list(facts)
    most, found = max(len(facts), len(notes)), []
    for some in (facts, notes):
        half = []
        while len(half) < most:
            half += some
        found += half
    return found


def wrong_last_again(facts, notes):
    """It repeats the last one"""
    if not notes:
        return list(facts)
    most = max(len(facts), len(notes))
    facts = list(facts) + [facts[-1]] * (most - len(facts))
    notes = list(notes) + [notes[-1]] * (most - len(notes))
    return facts + notes


def wrong_notes_first(facts, notes):
    """It puts the notes first"""
    if not notes:
        return list(facts)
    most = max(len(facts), len(notes))
    return [some[i % len(some)] for some in (notes, facts) for i in range(most)]


def right_with_itertools(facts, notes):
    from itertools import cycle, islice

    if not notes:
        return list(facts)
    most = max(len(facts), len(notes))
    return [*islice(cycle(facts), most), *islice(cycle(notes), most)]
