"""No number stands in prose that looks like a result: results come from runs, which print them.

Looks at every text that people write: text cells and front matter of the sources, quiz questions,
README.md, and the claims' sentences: what a claim measures stands in its `last`, not in words.
Not looked at: code, links, years, heading numbers, and sentences with a citation. What must stay
(the settings of a recipe, a definition) is listed in `prose_numbers.toml`, each entry with its
reason. In a lesson every other number, too, must be a setting: one that stands in its code.
"""

import re
import tomllib
from pathlib import Path

import pytest

from helpers.checking import quizzes
from helpers.files import root
from tools import claim_list
from tools.source import Source, read

ALLOWED = tomllib.loads(Path(__file__).with_name("prose_numbers.toml").read_text(encoding="utf-8"))[
    "allow"
]
NUMBER = r"(?<![\w.])\d[\d,]*(?:\.\d+)?"
RESULT = re.compile(
    rf"""
      {NUMBER}\s*(?:%|per\s?cent\b|percentage\b)
    | (?<![\w.])\d+\.\d+
    | {NUMBER}\s*(?:x|×|times|-fold)(?!\w)
    | {NUMBER}\s*(?:of|out\sof)\s(?:the\s)?\d+
    | {NUMBER}(?:[\s-][sh]|[\s-]?(?:ms|sec|seconds?|min|minutes?|hours?|[kMG]B|bytes|nats?|it/s))\b
    | (?:accuracy|loss|losses|perplexity|error|score|interval|mean|median)\s
      (?:(?:is|was|of|at|to|by|near|about|around|below|above|under|over|from|only|roughly|reaches
      |reached|falls|fell|ends|ended|drops|dropped|rises|rose|between|=|≈)\s)+{NUMBER}
    """,
    re.VERBOSE | re.IGNORECASE,
)
PLAIN = re.compile(r"(?<![\w.-])(?!(?:19|20)\d\d\b)\d[\d,_]*(?:\.\d+)?")  # but no years
CITATION = re.compile(r"\b(?:et al\.?|[A-Z]\w+),? \(?(?:19|20)\d\d\b|\barXiv:\d")


def sentences(text: str) -> list[str]:
    """The sentences of some Markdown, without code, link targets and heading numbers."""
    text = re.sub(r"```.*?```|~~~.*?~~~", " ", text, flags=re.DOTALL)
    text = re.sub(r"(`+).+?\1", " CODE ", text, flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)|<https?:[^>]*>", "]", text)
    text = re.sub(r"(?m)^@exercise .*$", "\n\n", text)
    text = re.sub(r"(?m)^#+ *(?:\d+(?:\.\d+)*\.? )?", "\n\n", text)
    blocks = re.split(r"\n\s*\n|\n(?=\s*(?:[-*+]|\d+\.)\s)", text)
    found = []
    for block in blocks:
        line = " ".join(re.sub(r"[*\[\]]|\b_|_\b", "", block).split())
        found += re.split(r"(?<=[.!?:;])\s+(?=[A-Z“\"(])", line)
    return [sentence for sentence in found if sentence]


def results(text: str, allowed: list[str]) -> list[str]:
    """What looks like a result in `text`, each with its sentence."""
    found = []
    for sentence in sentences(text):
        rest = sentence
        for words in allowed:
            rest = rest.replace(words, " … ")
        if not CITATION.search(rest):
            found += [f"{match[0]!r} in: {sentence}" for match in RESULT.finditer(rest)]
    return found


def strays(text: str, allowed: list[str], code: str) -> list[str]:
    """Numbers in `text` that no code has, each with its sentence: not a setting, so a result."""
    settings = {plain(number) for number in PLAIN.findall(code)}
    found = []
    for sentence in sentences(re.sub(r"\$\$.*?\$\$|\$.*?\$", " ", text, flags=re.DOTALL)):
        rest = sentence
        for words in allowed:
            rest = rest.replace(words, " … ")
        if not CITATION.search(rest):
            numbers = [number for number in PLAIN.findall(rest) if plain(number) not in settings]
            found += [f"{number!r} in: {sentence}" for number in numbers]
    return found


def plain(number: str) -> str:
    """A number without the marks between its thousands."""
    return number.replace(",", "").replace("_", "")


def prose(source: Source) -> list[str]:
    """The text cells and the front matter of a source."""
    cells = [cell.text for cell in source.cells if cell.kind == "markdown"]
    return [*cells, source.title, *source.objectives, *source.key_points]


def written() -> dict[str, list[str]]:
    """Every text that people write, by place."""
    texts = {}
    for path in sorted((root() / "source").glob("*/*.py")):
        source = read(path)
        texts[f"{source.folder}/{source.slug}"] = prose(source)
    for path in sorted(quizzes.FOLDER.glob("*.toml")):
        texts[f"quiz/{path.stem}"] = [
            part
            for question in quizzes.read_questions(path)
            for part in (
                question.text,
                *(c.text for c in question.choices),
                *(c.why for c in question.choices),
            )
        ]
    texts["claims.toml"] = [
        words
        for claim in claim_list.load(claim_list.read())
        for words in (claim.sentence, claim.shows, claim.over)
    ]
    readme = (root() / "README.md").read_text(encoding="utf-8")
    readme = re.sub("<!-- /?whole -->", "", readme)  # around what a learner's copy leaves out
    texts["README.md"] = [re.sub(r"<!-- (\w+) -->.*?<!-- /\1 -->", "", readme, flags=re.DOTALL)]
    return texts


TEXTS = written()


@pytest.mark.parametrize("place", TEXTS)
def test_no_number_that_looks_like_a_result(place):
    allowed = [entry["text"] for entry in ALLOWED if entry["where"] in (place, "*")]
    found = [line for text in TEXTS[place] for line in results(text, allowed)]
    assert not found, "\n".join(["Let the run print these, or list them:", *found])


@pytest.mark.parametrize(
    "path", sorted((root() / "source" / "lessons").glob("*.py")), ids=lambda path: path.stem
)
def test_every_number_in_a_lesson_is_a_setting(path):
    source = read(path)
    place = f"lessons/{source.slug}"
    allowed = [entry["text"] for entry in ALLOWED if entry["where"] in (place, "*")]
    code = "\n".join(cell.text for cell in source.cells if cell.kind == "code")
    found = [line for text in prose(source) for line in strays(text, allowed, code)]
    assert not found, "\n".join(["These numbers stand in no code of the lesson:", *found])


def test_settings_are_told_from_results():
    code = "LABELS = [16, 1_024]"
    assert strays("With 16 labels, or 1,024. See [[lesson:costs]].", [], code) == []
    assert strays("It was seen 17 times more, in $x^2$ of `99`.", [], code) == [
        "'17' in: It was seen 17 times more, in of CODE ."
    ]
    assert strays("Doe and Roe 1999 used 17 layers.", [], code) == []
    assert strays("It takes 17 steps.", ["17 steps"], code) == []


@pytest.mark.parametrize("entry", ALLOWED, ids=lambda entry: entry["text"])
def test_every_exception_has_a_reason_and_is_needed(entry):
    assert len(entry["reason"]) >= 15
    places = TEXTS if entry["where"] == "*" else [entry["where"]]
    lines = [s for place in places for text in TEXTS[place] for s in sentences(text)]
    used = [line for line in lines if entry["text"] in line]
    assert used, "no text says this any more: delete the entry"
    assert RESULT.search(entry["text"]) or any(RESULT.search(line) for line in used)


@pytest.mark.parametrize(
    "text",
    [
        "The model reached 37.5 % of the masks.",
        "It was right in 40% of the cases.",
        "About 12 percent were wrong.",
        "The loss fell to 4.1 after that.",
        "It ends at a loss of about 4.",
        "Accuracy rose from 20 to the end.",
        "It took 80 seconds.",
        "The run needs 90 s.",
        "A 5-minute run is enough.",
        "It used 900 MB.",
        "Muon is 2 times faster.",
        "Muon is 3x faster, and so on.",
        "The model got 7 of 8 right.",
        "It was right 7 out of 8 times.",
        "| rate | loss |\n|---|---|\n| low | 4.31 |",
        "- one item\n- with 12 % in it",
        "## Better by 5 %",
        "*With **12 %** in bold*",
        "[a link with 12 %](page.md)",
    ],
)
def test_results_are_found(text):
    assert len(results(text, [])) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "The model has 4 layers, and rows of 64 tokens.",
        "Call `size(400, 0.15)` or set `rate=15 %`.",
        "```\nloss 4.32, 12 %\n```",
        "## 2.1 Attention",
        "In 2019 this was new.",
        "Wettig et al. 2022 masked 40 % of the tokens.",
        "Large models do well with 40 % (Wettig et al. 2022).",
        "- Vaswani et al. 2017, *Attention*: 8 heads, 28.4 BLEU",
        "See [the paper](https://arxiv.org/abs/1706.03762).",
        "1. First item\n2. Second item",
        "The vocabulary has 4,096 tokens.",
        "Step 3 of this list, and [[lesson:costs]]. Cross out the -100s.",
        "The loss of a model with 4 layers.",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert results(text, []) == []


def test_an_exception_covers_its_own_words_only():
    text = "We mask 15 % of the tokens. It was right for 15 % of the others."
    assert len(results(text, ["15 % of the tokens"])) == 1
