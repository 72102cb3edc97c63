"""A model's licence: what its card says, and how another card says it of what was made from it."""

from pathlib import Path

import yaml
from huggingface_hub.repocard import REGEX_YAML_BLOCK

from helpers import arguments

UNSTATED = "not stated"


def in_card(readme: Path) -> str:
    """The licence that a README.md names at its top, or "not stated".

    A card is written by hand: what cannot be read of it says nothing.

    >>> in_card(Path("no-such-folder/README.md"))
    'not stated'
    """
    if not readme.is_file():
        return UNSTATED
    text = readme.read_bytes().decode(
        "utf-8-sig", errors="replace"
    )  # some editors put a mark first
    found = REGEX_YAML_BLOCK.search(text)
    try:
        about = yaml.safe_load(found[2]) if found else None
    except yaml.YAMLError:
        return UNSTATED
    return spelled(about.get("license")) if isinstance(about, dict) else UNSTATED


def spelled(said: object) -> str:
    """A licence, or several, as one text.

    >>> spelled("mit"), spelled(["mit", "cc-by-4.0"]), spelled(None), spelled({"name": "mit"})
    ('mit', 'mit, cc-by-4.0', 'not stated', 'not stated')
    """
    names = [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)]
    return ", ".join(name.strip() for name in names if name.strip()) or UNSTATED


@arguments.checked
def for_card(licence: str) -> str:
    """The line of a card's top that says under which licence a model is, in the hub's words.

    >>> for_card("Apache-2.0"), for_card("not stated"), for_card("mit, cc-by-4.0")
    ('license: apache-2.0', 'license: unknown', 'license: [mit, cc-by-4.0]')
    """
    if licence == UNSTATED:
        return "license: unknown"
    name = licence.lower()
    return f"license: [{name}]" if ", " in name else f"license: {name}"
