"""What a text shows: halves of characters, invisible ones, and words in any script."""

import re
import unicodedata
from collections.abc import Callable

from helpers import arguments

# Signs that show nothing although Unicode counts them as letters, marks or symbols.
BLANK = "\u034f\u115f\u1160\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
JOINERS = "\u200c\u200d"  # they change how their neighbours look, so within a word they count
VARIANTS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))  # they choose a form of the sign before
# Scripts without blanks between words: Chinese and Japanese signs, and the letters of Thai, Lao,
# Burmese and Khmer, of which about four make a word.
SIGN = "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
SIGN += "\U00020000-\U0003ffff"
LETTER = "\u0e01-\u0e30\u0e81-\u0eb0\u1000-\u102a\u1780-\u17b3"
LETTERS_A_WORD = 4
NEXT = rf"(?:[^\s{LETTER}{SIGN}]*[{LETTER}]){{0,{LETTERS_A_WORD - 1}}}"
WORD = re.compile(
    rf"[^\s\w]*[{SIGN}][^\s\w]*|[{LETTER}]{NEXT}[^\s\w{LETTER}{SIGN}]*|[^\s{SIGN}{LETTER}]+"
)


def invisible(character: str) -> bool:
    """Whether a character shows nothing: white space, a control or format sign, a filler.

    >>> invisible("\\u200b"), invisible("\\ufe0f"), invisible("-")
    (True, True, False)
    """
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
        or character in BLANK
        or any(first <= ord(character) <= last for first, last in VARIANTS)
    )


class Signs(dict):
    """For `str.translate`: what a function makes of each sign, asked once for each.

    >>> "a-b".translate(Signs(lambda sign: "" if sign == "-" else sign))
    'ab'
    """

    def __init__(self, change: Callable[[str], str]):
        self.change = change

    def __missing__(self, code: int) -> str:
        self[code] = self.change(chr(code))
        return self[code]


def _seen(sign: str) -> str:
    """White space as a blank, no other invisible sign but joiners."""
    return sign if sign in JOINERS or not invisible(sign) else " " * sign.isspace()


_SEEN = Signs(_seen)


def shown(text: str) -> str:
    """What one sees of a text: without invisible signs, one blank for white space; form NFC.

    >>> shown("\\ufeffgood\\u200b\\xa0  news "), shown("\\u200d\\ufe0f")
    ('good news', '')
    """
    plain = text.isascii() and text.isprintable()
    seen = text if plain else unicodedata.normalize("NFC", text).translate(_SEEN)
    return " ".join(seen.split()).strip(JOINERS)


def whole(text: str) -> tuple[str, int]:
    r"""The text with "\ufffd" for each half of a character (lone surrogate), and how many.

    Two halves that stand side by side make their character again.

    >>> whole("\ud83d\ude00 \ud83d!") == ("\U0001f600 \ufffd!", 1)
    True
    """
    if not re.search("[\ud800-\udfff]", text):
        return text, 0
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return joined, joined.count("\ufffd") - text.count("\ufffd")


def words(text: str) -> int:
    """How many words a text has, whatever its script.

    Words stand between blanks. Chinese and Japanese have none: there each sign counts, as in word
    processors. In Thai, Lao, Burmese and Khmer four letters are taken for a word.

    >>> words("It's fine, really."), words("我很喜欢这本书。"), words("ดีมากครับ"), words("C# 好")
    (3, 7, 2, 2)
    """
    return len(text.split()) if text.isascii() else len(WORD.findall(text))


@arguments.checked
def first_words(text: str, count: int) -> str:
    """The beginning of a text, `count` words as `words` counts them, with single blanks.

    >>> first_words("one  two three", 2), first_words("我很喜欢", 2)
    ('one two', '我很')
    """
    text = " ".join(text.split())
    ends = [found.end() for found in WORD.finditer(text)]
    return text[: ends[count - 1]] if 0 < count < len(ends) else text
