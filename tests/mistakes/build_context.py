import random


def wrong_missing(needs, others, size, seed):
    """A needed sentence is missing"""
    return random.Random(seed).sample([*needs, *others], min(size, len(others)))


def wrong_twice(needs, others, size, seed):
    """A sentence stands there twice"""
    rng = random.Random(seed)
    found = [*needs, *rng.sample(others, min(len(others), size - len(needs)))]
    rng.shuffle(found)
    return found


def wrong_order(needs, others, size, seed):
    """The needed sentences always stand at the same places"""
    rest = [text for text in others if text not in needs]
    return random.Random(seed).sample(rest, min(len(rest), size - len(needs))) + list(needs)


def wrong_seed(needs, others, size, seed):
    """The same seed gives another context"""
    rest = [text for text in others if text not in needs]
    found = random.sample(rest, min(len(rest), size - len(needs))) + list(needs)
    random.shuffle(found)
    return found


def wrong_first_ones(needs, others, size, seed):
    """Every seed takes the same sentences"""
    rest = [text for text in others if text not in needs][: size - len(needs)]
    found = rest + list(needs)
    random.Random(seed).shuffle(found)
    return found


def wrong_size(needs, others, size, seed):
    """Wanted are 8 sentences; you return 10"""
    rng = random.Random(seed)
    rest = [text for text in others if text not in needs]
    found = rng.sample(rest, min(len(rest), size)) + list(needs)
    rng.shuffle(found)
    return found


def right_by_sorting(needs, others, size, seed):
    rng = random.Random(str(seed))
    rest = sorted((t for t in set(others) - set(needs)), key=lambda _: rng.random())
    found = list(needs) + rest[: max(0, size - len(needs))]
    return sorted(found, key=lambda _: rng.random())


def wrong_together(needs, others, size, seed):
    """The needed sentences always stand side by side"""
    rng = random.Random(seed)
    rest = [text for text in others if text not in needs]
    found = rng.sample(rest, min(len(rest), max(0, size - len(needs))))
    place, needs = rng.randint(0, len(found)), rng.sample(needs, len(needs))
    return found[:place] + needs + found[place:]


def wrong_same_order(needs, others, size, seed):
    """The needed sentences keep their order"""
    rng = random.Random(seed)
    found = [text for text in others if text not in needs]
    found = rng.sample(found, min(len(found), max(0, size - len(needs))))
    for text in needs[::-1]:
        start = found.index(needs[1]) if needs[-1] != text and needs[1] in found else len(found)
        found.insert(rng.randint(0, start), text)
    return found


def wrong_global(needs, others, size, seed):
    """It uses up everybody's random numbers"""
    random.seed(seed)
    rest = [text for text in others if text not in needs]
    found = random.sample(rest, min(len(rest), max(0, size - len(needs)))) + list(needs)
    random.shuffle(found)
    return found
