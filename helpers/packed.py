"""Code that a learner's copy holds without showing it: the exercises with their references.

Checks need the references, and a blank exercise uses them, so they have to be there; a text that
one stumbles over is another matter. A packed file is still a module with its name and its place.
This is no lock: whoever unpacks it knows what they do, as anyone who looks for a solution on the
web. Marks belong to a grader that has a copy of its own.
"""

from __future__ import annotations

import base64
import re
import textwrap
import zlib
from pathlib import Path
from types import CodeType

PACKED = re.compile(r'exec\(unpack\("""\n([A-Za-z0-9+/=\n]+)"""')


def pack(text: str) -> str:
    """A module's text as that of a module that does the same and cannot be read.

    >>> module = pack("def double(x):\\n    return 2 * x\\n")
    >>> space = {}
    >>> exec(module, space)
    >>> space["double"](4), "return" in module
    (8, False)
    """
    data = base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")
    lines = "\n".join(textwrap.wrap(data, 96))
    return (
        '"""An exercise, packed: a learner\'s copy does not show the answer."""\n\n'
        f'from helpers.packed import unpack\n\nexec(unpack("""\n{lines}\n"""))\n'
    )


def unpack(data: str) -> CodeType:
    """The code of a packed module, ready to be run; errors in it show no line of its text."""
    return compile(zlib.decompress(base64.b64decode(data)), "<packed>", "exec", dont_inherit=True)


def read(path: Path) -> str:
    """The text of a module, packed or not."""
    text = path.read_text(encoding="utf-8")
    found = PACKED.search(text)
    return zlib.decompress(base64.b64decode(found[1])).decode("utf-8") if found else text
