import re


def cut(written):
    found = re.match(r"([^.]+\.) So ([^.]+\.)", written)
    return found.groups() if found else ("", "")


def wrong_trusting(source, written, facts):
    """The step is not checked"""
    _, rest = cut(written)
    said = rest[:1].upper() + rest[1:]
    return said if said and said not in facts else None


def wrong_source(source, written, facts):
    """The source cites itself"""
    step, rest = cut(written)
    said = rest[:1].upper() + rest[1:]
    return said if step in facts and said not in facts else None


def wrong_old(source, written, facts):
    """The conclusion is a given fact already"""
    step, rest = cut(written)
    return rest[:1].upper() + rest[1:] if step in facts and step != source else None


def wrong_so(source, written, facts):
    """ "So" is still there"""
    return "So " + cut(written)[1] if right_regex(source, written, facts) else None


def wrong_further(source, written, facts):
    """A further sentence came along"""
    step, found, rest = written.partition(". So ")
    said = rest[:1].upper() + rest[1:]
    return said if found and step + "." in set(facts) - {source} and said not in facts else None


def wrong_small(source, written, facts):
    """The sentence begins with a small letter"""
    return cut(written)[1] if right_regex(source, written, facts) else None


def right_regex(source, written, facts):
    step, rest = cut(written)
    said = rest[:1].upper() + rest[1:]
    if step not in set(facts) - {source} or said in facts:
        return None
    return said
