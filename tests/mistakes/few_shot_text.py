"""Typical wrong answers to few_shot_text; the docstring's first line is in their message."""


def wrong_space_at_end(query, demonstrations, mark, instruction=""):
    """A space stands at the end"""
    prompt = instruction + "\n" if instruction else ""
    for text, answer in demonstrations:
        prompt += f"{text}{mark} {answer}\n"
    return prompt + query + mark + " "


def wrong_line_at_end(query, demonstrations, mark, instruction=""):
    """A line break stands at the end"""
    prompt = instruction + "\n" if instruction else ""
    for text, answer in [*demonstrations]:
        prompt += text + mark + " " + answer + "\n"
    prompt += query + mark + "\n"
    return prompt


def wrong_query_without_mark(query, demonstrations, mark, instruction=""):
    """The mark after the query is missing"""
    shown = [f"{text}{mark} {answer}" for text, answer in demonstrations]
    return "\n".join(([instruction] if instruction else []) + shown + [query])


def wrong_empty_line(query, demonstrations, mark, instruction=""):
    """Without an instruction the prompt begins with an empty line"""
    prompt = instruction + "\n"
    for text, answer in demonstrations:
        prompt += f"{text}{mark} {answer}\n"
    return prompt + query + mark


def wrong_reverse(query, demonstrations, mark, instruction=""):
    """The demonstrations are in reverse"""
    lines = [query + mark]
    for text, answer in demonstrations:
        lines.insert(0, f"{text}{mark} {answer}")
    if instruction:
        lines.insert(0, instruction)
    return "\n".join(lines)


def wrong_glued(query, demonstrations, mark, instruction=""):
    """A space belongs between mark and answer"""
    lines = [instruction] * bool(instruction)
    lines += [text + mark + answer for text, answer in demonstrations]
    return "\n".join(lines + [query + mark])


def wrong_forgotten_instruction(query, demonstrations, mark, instruction=""):
    """The instruction is missing"""
    lines = [f"{pair[0]}{mark} {pair[1]}" for pair in demonstrations]
    return "\n".join(lines + [query + mark])


def right_one_string(query, demonstrations, mark, instruction=""):
    prompt = f"{instruction}\n" * (instruction != "")
    return prompt + "".join(f"{a}{mark} {b}\n" for a, b in demonstrations) + query + mark
