"""Typical wrong answers to without_marks; the docstring's first line is in their message."""

import re


def wrong_once(text, marks):
    """A mark is left"""
    for mark in marks:
        text = text.replace(mark, "")
    return text


def wrong_space(text, marks):
    """A space stands where the mark was"""
    while any(mark in text for mark in marks):
        for mark in marks:
            text = text.replace(mark, " ")
    return text


def wrong_cut(text, marks):
    """It drops all that comes after a mark"""
    for mark in marks:
        if mark in text:
            text = text[: text.index(mark)]
    return text


def wrong_strip(text, marks):
    """Spaces at the ends are gone"""
    while any(mark in text for mark in marks):
        for mark in marks:
            text = text.replace(mark, "")
    return text.strip()


def right_until_nothing_changes(text, marks):
    pattern = re.compile("|".join(map(re.escape, marks)))
    before = None
    while before != text:
        before, text = text, pattern.sub("", text)
    return text
