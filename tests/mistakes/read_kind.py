"""Typical wrong answers to read_kind; the docstring's first line is in their message."""

import json


def wrong_any_value(text, allowed):
    """A value that is not allowed comes through"""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if type(found) is not dict or set(found) != {"kind"}:
        return None
    return found["kind"]


def wrong_more_keys(text, allowed):
    """An answer with further keys comes through"""
    try:
        found = json.loads(text)
        return found["kind"] if found["kind"] in allowed else None
    except (ValueError, TypeError, KeyError):
        return None


def wrong_looks_for_word(text, allowed):
    """It looks for a word in the text"""
    for name in allowed:
        if name in text:
            return name
    return None


def wrong_lower(text, allowed):
    """Capitals are changed"""
    try:
        found = json.loads(text.lower())
    except ValueError:
        return None
    if not isinstance(found, dict) or list(found) != ["kind"]:
        return None
    return found["kind"] if found["kind"] in allowed else None


def right_with_match(text, allowed):
    try:
        match json.loads(text):
            case {"kind": str(kind), **rest} if kind in allowed and not rest:
                return kind
    except ValueError:
        pass
    return None
