"""Typical wrong answers to personal_prompt; the docstring's first line is in their message."""


def wrong_everybody(query, person, notes, most):
    """Notes of other people are in it"""
    lines = [f"{text} => {note}" for _, text, note in notes[max(0, len(notes) - most) :]]
    return "\n".join([*lines, f"{query} =>"])


def wrong_oldest(query, person, notes, most):
    """These are the oldest notes"""
    lines = [f"{text} => {note}" for writer, text, note in notes if writer == person]
    return "\n".join([*lines[:most], f"{query} =>"])


def wrong_minus_zero(query, person, notes, most):
    """With `most` 0 all notes are there"""
    lines = [f"{text} => {note}" for writer, text, note in notes if writer == person]
    return "\n".join([*lines[-most:], f"{query} =>"])


def wrong_space(query, person, notes, most):
    """The prompt ends with a space"""
    lines = [f"{text} => {note}" for writer, text, note in notes if writer == person]
    return "\n".join([*lines[max(0, len(lines) - most) :], f"{query} => "])


def right_from_the_end(query, person, notes, most):
    prompt, left = query + " =>", most
    for writer, text, note in reversed(notes):
        if writer == person and left > 0:
            prompt, left = f"{text} => {note}\n{prompt}", left - 1
    return prompt
