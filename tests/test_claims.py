"""The claims hold for the stored results, cover what they must, and stand where they say."""

from itertools import product

import pytest

from helpers import course
from helpers.files import read_json, root
from tools import claim_cells, claim_list, claim_measures, claim_pages, claim_terms, further
from tools.source import read

TEXT = claim_list.read()
CLAIMS = claim_list.load(TEXT)
LESSONS = {slug: root() / "source" / "lessons" / f"{slug}.py" for slug in course.order()}
# What the course must cover: the claims of its sources, with the ids that carry them.
REQUIRED = {
    "masked pre-training gives transferable knowledge": ["pretraining-transfers"],
    "fine-tuning is cheaper than from scratch, at equal accuracy": ["finetuning-is-cheaper"],
    "fine-tuning improves a task with few labels": ["finetuning-learns-from-few-labels"],
    "fine-tuning overfits small data": ["finetuning-overfits"],
    "fine-tuning forgets": ["finetuning-forgets-a-task", "finetuning-forgets-pretraining"],
    "fine-tuning persists, context does not": ["finetuning-persists", "context-does-not-persist"],
    "context leaves the weights unchanged": ["context-leaves-weights"],
    "context needs no labels beyond the prompt": ["context-needs-no-other-labels"],
    "more demonstrations help, up to a limit": ["more-demonstrations-help", "context-limit"],
    "order, format and labels of a prompt matter": [
        "prompt-order-matters",
        "prompt-format-matters",
        "prompt-labels-matter",
    ],
    "missing knowledge gives confident errors": ["missing-knowledge-is-confident"],
    "context costs per query, fine-tuning up front": ["context-costs-per-query"],
    "fine-tuning fails reversal, context does not": [
        "finetuning-fails-reversal",
        "context-reverses",
    ],
    "fine-tuning fails deduction, context does better": [
        "finetuning-fails-deduction",
        "context-deduces",
    ],
    "local augmentation": ["local-augmentation"],
    "global augmentation": ["global-augmentation"],
    "augmented fine-tuning beats both": ["augmented-beats-both", "augmented-reverses-as-well"],
    "augmentation costs extra": ["augmentation-costs"],
    "context makes the first data set": ["context-makes-first-data"],
    "both together beat either alone": ["both-beat-either"],
    "which wins as labels grow": ["who-wins-as-labels-grow"],
    "the same answer to reworded texts": [
        "same-content-counts-in-context",
        "reworded-not-told-apart",
    ],
    "typing errors": ["mistyped-not-told-apart", "mistyping-costs-little"],
    "forgetting against the distance of the new data": [
        "near-texts-forget-more",
        "distance-alone-not-told-apart",
    ],
    "a changed fact: tuned answers go stale, a prompt follows": [
        "tuned-answers-go-stale",
        "changed-prompt-follows",
    ],
    "vague and wrong instructions": [
        "vague-instruction-leaves-chance",
        "examples-outweigh-a-wrong-instruction",
    ],
    "instructions for a tuned model with few labels": ["instruction-helps-tuning"],
    "more labels keep helping": ["more-labels-keep-helping"],
    "ranks in context and after tuning": ["rank-in-context-foretells"],
    "variety falls after tuning": ["tuning-narrows-writing"],
    "a small tuned model against a larger prompted one": [
        "small-tuned-beats-larger-prompted",
        "same-few-labels-favour-the-prompt",
    ],
}


def names(claim) -> str:
    return claim.id


@pytest.mark.parametrize("claim", CLAIMS, ids=names)
def test_the_stored_results_lie_in_the_range(claim):
    found = claim_list.by_lesson(claim)
    low, high = claim.range
    assert low <= found["low"] <= found["high"] <= high, f"{claim.sentence} {found}"


@pytest.mark.parametrize("claim", CLAIMS, ids=names)
def test_the_last_measurement_is_what_is_stored_and_holds(claim):
    assert claim.last == claim_list.expected(claim), "run `python -m tools.claims --stored`"
    assert claim.holds()


@pytest.mark.parametrize("claim", CLAIMS, ids=names)
def test_a_claim_is_shown_where_it_says(claim):
    cells = read(LESSONS[claim.lesson]).cells
    texts = [cell.text for cell in cells if cell.kind == "markdown"]
    found = [words for text in texts for _, words in further.headings(text)]
    assert claim.cell in map(further.plain, found)
    assert ("experiment" in claim.measure) != ("function" in claim.measure)
    if "experiment" in claim.measure:
        assert claim_cells.script(claim.lesson).experiment(claim.name)
        jobs = read_json(root() / "results" / f"{claim.name}.json")["jobs"]
        conditions = [condition for _, condition in claim_terms.terms(claim.measure)]
        for condition, unit in product(conditions, claim_terms.units(claim.measure)):
            job = {**condition, **unit, "seed": 0}
            assert job in jobs, "name every condition of the experiment"
    else:
        assert callable(getattr(claim_measures, claim.name))
    known = {"experiment", "function", "value", "of", "minus", "divided_by", "pooled"}
    assert set(claim.measure) <= known
    assert claim.questions is None or claim.questions >= 1 and "divided_by" not in claim.measure
    assert claim.seeds >= 3 and claim.seconds > 0 and claim.range[0] <= claim.range[1]


@pytest.mark.parametrize("claim", CLAIMS, ids=names)
def test_a_range_notices_a_halving_or_says_why_not(claim):
    assert claim.bears_half() == bool(claim.wide), "tighten the range, or say why in `wide`"


def test_the_document_shows_the_claims_as_they_are():
    written = (root() / "docs" / "claims.md").read_text(encoding="utf-8")
    assert written == claim_pages.page(TEXT), "run `python -m tools.claims --stored`"
    picture = root() / "docs" / claim_pages.PICTURE
    assert claim_pages.drawn(picture) == claim_pages.stamp(CLAIMS)
    assert picture.stat().st_size <= 100_000


def test_measuring_all_again_takes_forty_minutes_at_most():
    assert claim_pages.minutes(CLAIMS) <= 40


@pytest.mark.parametrize("sentence", REQUIRED)
def test_what_must_be_covered_is_a_claim(sentence):
    assert set(REQUIRED[sentence]) <= {claim.id for claim in claim_list.load_all(TEXT)}


@pytest.mark.parametrize("lesson", sorted(LESSONS.keys() - set(course.own())))
def test_every_lesson_makes_a_claim(lesson):
    assert lesson in {claim.lesson for claim in CLAIMS}
