MARK = "The other way round:"


def wrong_space(fact, examples):
    """A space stands at the end"""
    text = ""
    for a, b in examples:
        text += f"{a} {MARK} {b} "
    return text + f"{fact} {MARK} "


def wrong_no_marker(fact, examples):
    """The marker at the end is missing"""
    text = ""
    for a, b in examples:
        text += f"{a} {MARK} {b} "
    return text + fact


def wrong_first(fact, examples):
    """The new fact stands first"""
    text = f"{fact} {MARK}"
    for a, b in examples:
        text += f" {a} {MARK} {b}"
    return text


def wrong_lines(fact, examples):
    """Line breaks stand between the parts"""
    return "\n".join([f"{a} {MARK} {b}" for a, b in examples] + [f"{fact} {MARK}"])


def right_by_adding(fact, examples):
    text = ""
    for a, b in examples:
        text += a + " " + MARK + " " + b + " "
    return text + fact + " " + MARK
