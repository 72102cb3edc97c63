def wrong_order(labels):
    """numbered as they occur"""
    names = []
    for label in labels:
        if label not in names:
            names.append(label)
    return {i: n for i, n in enumerate(names)}, {n: i for i, n in enumerate(names)}


def wrong_doubles(labels):
    """A class that occurs twice has two numbers"""
    names = sorted(labels)
    return {i: n for i, n in enumerate(names)}, {n: i for i, n in enumerate(names)}


def wrong_exchange(labels):
    """The two are exchanged"""
    names = sorted(set(labels))
    return {n: i for i, n in enumerate(names)}, {i: n for i, n in enumerate(names)}


def wrong_texts(labels):
    """The numbers are texts"""
    names = sorted(set(labels))
    return {str(i): n for i, n in enumerate(names)}, {n: str(i) for i, n in enumerate(names)}


def right_by_zip(labels):
    names = sorted(dict.fromkeys(labels))
    numbers = range(len(names))
    return dict(zip(numbers, names)), dict(zip(names, numbers))
