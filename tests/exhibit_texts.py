"""Texts that a tokenizer may cut wrongly, for comparing one in JavaScript with one in Python."""

import unicodedata
from random import Random

from tools import exhibit_data

ODD = (
    *("", "   ", "  lead and trail  ", "tab\tnew\nline\r\n", "\0null\abell", "\u2028line\u2029"),
    *("İstanbul", "ß ẞ", "ﬁne ﬂow", "ＦＵＬＬ　ｗｉｄｔｈ", "e\u0301 cafe\u0301 naïve Ångström"),
    *("zero\u200bwidth\u200djoin", "soft\u00adhyphen", "nbsp\u00a0here", "\ufffd\ufeffbom"),
    *("👩‍👩‍👧‍👦 family 🏳️‍🌈", "日本語テスト 中文 𠀀𪚥", "한국어", "שלום", "العربية", "हिन्दी"),
    *("ΑΣ ΣΑΣ ας", "\u0345\u0399", "Ω K", "カ゛ガ 々〆", "Ⅳ ½ ٣٤٥", "𝔘𝔫𝔦 𝟙𝟚", "\ue000\U000e0001"),
    *("[MASK]", "a[MASK]b", "[mask] [ MASK ]", "[CLS] hi [SEP] [PAD][UNK]", "## ##a a##"),
    *("x" * 101, "word" * 40, "don't we'll I'VE", "1,000.50 3rd", "--- *** ``code``", "a_b.c(d)=e"),
    *("→ ⇒ ≤ × ² ³ µ ®", "…“”‘’—–", "$+<=>^`|~", "€ £ ¥"),
)
# From, up to: stretches of Unicode.
STRETCHES = (
    *((0xA0, 0x24F), (0x250, 0x36F), (0x370, 0x5FF), (0x600, 0x97F), (0x1E00, 0x20CF)),
    *((0x2100, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFFFF)),
    *((0x10000, 0x1FFFF), (0x20000, 0x2FA1F)),
)


def drawn(rng: Random) -> str:
    """Letters from anywhere, half of them ASCII.

    Only such as Unicode 3.2 had: a library may not know what was added since.
    """
    found = ""
    for _ in range(rng.randint(1, 20)):
        first, last = rng.choice(STRETCHES) if rng.random() < 0.5 else (0x20, 0x7E)
        letter = chr(rng.randint(first, last))
        if unicodedata.ucd_3_2_0.category(letter) not in ("Cn", "Cs", "Co"):
            found += letter
        if rng.random() < 0.2:
            found += " "
    return found


def texts() -> list[str]:
    """Odd ones, drawn ones, and those of the exhibits."""
    rng = Random(0)
    found = [*ODD, *exhibit_data.GAPS, *(drawn(rng) for _ in range(300))]
    for name in exhibit_data.GAMES:
        found += [f"{text} => {label}" for text, label in exhibit_data.game(name)["shown"]]
    return found
