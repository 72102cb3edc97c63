"""Cloze tests: sentences with a gap and its answer, and minimal pairs of them.

All sentences were written before any model had seen them. Every answer is a single token of the
course's tokenizer for manuals.
"""

import re

from helpers import arguments

Item = tuple[str, list[str]]  # a sentence with one [MASK], and candidates, the right one first

PHRASES = {
    "Return a new array of the same [MASK] as the input.": "shape",
    "Each edge connects two [MASK] of the graph.": "nodes",
    "Draw random samples from a normal [MASK].": "distribution",
    "Compute the [MASK] of the loss with respect to the weights.": "gradient",
    "Wait at most this many [MASK] for the server to answer.": "seconds",
    "The text is split into [MASK] by the tokenizer.": "tokens",
    "Sort the rows of the data [MASK] by its index.": "frame",
    "The number of samples in each [MASK] during training.": "batch",
    "The learning [MASK] of the optimizer is too high.": "rate",
    "Raises an error if the [MASK] does not exist on disk.": "file",
    "The inverse of a square [MASK].": "matrix",
    "Acquire the [MASK] before another thread does.": "lock",
    "Find the [MASK] of the polynomial.": "roots",
    "Set the [MASK] of the line in the plot to red.": "color",
    "Solve the [MASK] for the unknown symbol.": "equation",
    "Open a network [MASK] to the host on this port.": "connection",
    "Encode the string as a sequence of [MASK].": "bytes",
    "This method is [MASK] and will be removed in a future version.": "deprecated",
    "Import the [MASK] by its dotted name.": "module",
    "Set the random [MASK] so that results can be repeated.": "seed",
    "The user is asked for a name and a secret [MASK].": "key",
    "Yields the items one by one, like any other [MASK].": "iterator",
    "Returns the day and the [MASK] of a date.": "year",
    "The standard [MASK] is the root of the variance.": "deviation",
}
# Two sentences each, that differ in <what stands here/or here>; the answers in the same order.
PAIRS = dict(
    line.split("| ")
    for line in """
No value is <larger/smaller> than this one: it is the [MASK] of all.| largest smallest
The <client/server> sends its message to the [MASK].| server client
If you want to <get data out of/put data into> the file, open it in [MASK] mode.| read write
Test whether two values are the same; if they <are/are not>, return [MASK].| true false
A list <without any elements/that has no room left> is called [MASK].| empty full
An array that has <a single axis/rows and columns> is said to be [MASK] dimensional.| one two
The page that comes <after/before> this one is the [MASK] page.| next previous
Converts text that is in <upper/lower> case to the other case, [MASK] case.| lower upper
The product of two numbers with <the same sign/different signs> is always [MASK].| positive negative
In a tree, the node <above/below> another node is called its [MASK].| parent child
In a dictionary, what you <search with/find there> is called the [MASK].| key value
The <first/second> element of a list has the index [MASK].| zero one
If you want to turn <text into bytes/bytes into text>, call the method [MASK].| encode decode
Whether the path exists. If the file is <there/missing>, the result is [MASK].| true false
What goes <into/out of> a function is called its [MASK].| input output
A limit that no value may <exceed/fall below> is called the [MASK].| maximum minimum
The text stands at the <left/right> side, so the empty space is on the [MASK].| right left
Each column has one name. A table with <two/three> names has [MASK] columns.| two three
If training goes <well/badly>, the loss becomes [MASK].| smaller larger
After a call of its <open/close> method the file is [MASK].| open closed
""".strip().splitlines()
)


@arguments.checked
def minimal_pair(pair: str) -> tuple[Item, Item]:
    """Both sentences of one of the `PAIRS`, each with its right and its wrong answer.

    >>> minimal_pair("The <client/server> sends its message to the [MASK].")[1]
    ('The server sends its message to the [MASK].', ['client', 'server'])
    """
    arguments.refuse(pair not in PAIRS, "Give one of `cloze.PAIRS`, such as list(cloze.PAIRS)[0].")
    before, clues, after = re.split("[<>]", pair)
    first, second = (before + clue + after for clue in clues.split("/"))
    answers = PAIRS[pair].split()
    return (first, answers), (second, answers[::-1])
