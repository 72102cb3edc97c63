def wrong_no_sep(texts, length, sep):
    """Where texts meet there is no `sep`"""
    ids = sum(texts, [])
    return [ids[i * length : (i + 1) * length] for i in range(len(ids) // length)]


def wrong_sep_between(texts, length, sep):
    """A row that is exactly full is missing"""
    ids = []
    for text in texts:
        if ids:
            ids.append(sep)
        ids += text
    return [ids[i * length : (i + 1) * length] for i in range(len(ids) // length)]


def wrong_keeps_rest(texts, length, sep):
    """The last row is not full"""
    ids = []
    for text in texts:
        ids += text + [sep]
    return [ids[i : i + length] for i in range(0, len(ids), length)]


def wrong_pads(texts, length, sep):
    """It fills up the last row"""
    ids = []
    for text in texts:
        ids += text + [sep]
    while len(ids) % length:
        ids.append(0)
    return [ids[i : i + length] for i in range(0, len(ids), length)]


def wrong_changes_texts(texts, length, sep):
    """It changes its argument `texts`"""
    ids = []
    for text in texts:
        text.append(sep)
        ids += text
    return [ids[i * length : (i + 1) * length] for i in range(len(ids) // length)]


def wrong_drops_a_full_row(texts, length, sep):
    """A row that is exactly full is missing"""
    ids = []
    for text in texts:
        ids += text + [sep]
    return [ids[i : i + length] for i in range(0, len(ids) - length, length)]


def right_with_a_growing_row(texts, length, sep):
    rows, row = [], []
    for text in texts:
        for number in (*text, sep):
            row.append(number)
            if len(row) == length:
                rows.append(row)
                row = []
    return rows
