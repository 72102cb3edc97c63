"""The page of a class: one offline HTML file without scripts, made of `tools.class_files.Handed`.

Everything that comes from a file is escaped where it is put into the page.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from helpers import exercises
from helpers.checking import quizzes
from helpers.checking.contents import Page
from helpers.checking.export import CONSENT
from helpers.checking.stored import SECTIONS
from helpers.files import CourseError
from tools import offline_page
from tools.class_files import Handed, Learner
from tools.offline_page import table

BINS = 10
Rows = list[Sequence[str]]


def exercise_cell(learner: Learner, name: str) -> str:
    """What a learner has done of an exercise, in a word or two.

    >>> data = {"exercises": {"a": {"status": "failed", "attempts": 3}}}
    >>> exercise_cell(Learner("x", "x.json", "1", data), "a")
    '3 tries'
    """
    entry = learner.data["exercises"].get(name, {})
    tries = entry.get("attempts", 0)
    if entry.get("status") == "passed":
        return f"✓ {tries}"
    return f"{tries} {'try' if tries == 1 else 'tries'}" if tries else "–"


def by_exercise(learners: list[Learner], pages: list[Page]) -> str:
    """Learner by exercise, a table for each notebook that somebody has begun."""
    made = ""
    for page in pages:
        names = page.asks["exercises"]
        begun = [one for one in learners if any(exercise_cell(one, n) != "–" for n in names)]
        if not begun:
            continue
        rows = [[one.name, *(exercise_cell(one, name) for name in names)] for one in learners]
        sums = [sum(one.passed(name) for one in learners) for name in names]
        rows.append(["All passed", *(f"{n} of {len(learners)}" for n in sums)])
        made += table(page.heading, ["Learner", *names], rows)
    return made or "<p>Nobody has begun an exercise.</p>"


def message(exercise: str, name: str) -> str:
    """What a mistake's name means: the exercise's own words for it, or the name."""
    try:
        known = exercises.find(exercise).mistakes
    except CourseError:
        return name
    return next((one.message for one in known if one.function.__name__ == name), name)


def mistakes(learners: list[Learner], known: Iterable[str]) -> Rows:
    """(exercise, mistake, learners whose last try it was, learners who ever made it), most first.

    "Now" are those who have not passed yet.
    """
    now: Counter[tuple[str, str]] = Counter()
    ever: Counter[tuple[str, str]] = Counter()
    for one in learners:
        for name, entry in one.data["exercises"].items():
            ever.update((name, what) for what in entry.get("mistakes", {}))
            if entry.get("last") and entry["status"] != "passed":
                now[name, entry["last"]] += 1
    places = {name: place for place, name in enumerate(known)}
    order = sorted(
        (pair for pair in ever if pair[0] in places),
        key=lambda pair: (-now[pair], -ever[pair], places[pair[0]], pair[1]),
    )
    return [
        [name, message(name, what), str(now[name, what]), str(ever[name, what])]
        for name, what in order[:40]
    ]


def histogram(guesses: list[float], measured: float | None) -> Rows:
    """(from–to, learners) of numbers in ten parts, empty ones too; the result's part is marked.

    What is far from most has a row of its own above or below: one guess of a million among shares
    would leave nothing to see of these.

    >>> histogram([0.1, 0.15, 1.0], 0.12)[1]
    ['0.1 to 0.2 (the result)', '2']
    >>> histogram([0.1] * 9 + [85.0], 0.12)[-1]
    ['more than 1', '1']
    """
    most = sorted(guesses)
    few = (len(most) + 5) // 10 if len(most) > 2 else 0  # a tenth at either end
    low, high = most[few], most[-1 - few]
    if 0 <= low and high <= 1 and 0 <= (measured or 0) <= 1:
        low, high = 0.0, 1.0
    step = (high - low) / BINS or 1.0
    high = max(high, low + BINS * step)

    def place(number: float) -> int:
        if number > high:
            return BINS
        return -1 if number < low else min(int((number - low) / step + 1e-9), BINS - 1)

    counts = Counter(map(place, guesses))
    mark = None if measured is None else place(measured)
    names = {i: f"{low + i * step:.3g} to {low + (i + 1) * step:.3g}" for i in range(BINS)}
    names = {-1: f"less than {low:.3g}", **names, BINS: f"more than {high:.3g}"}
    return [
        [name + " (the result)" * (i == mark), str(counts[i])]
        for i, name in names.items()
        if 0 <= i < BINS or counts[i] or i == mark
    ]


def number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def prediction(name: str, learners: list[Learner]) -> str:
    """The guesses at one result: those made before it was shown."""
    made = [one.data["predictions"].get(name, {}) for one in learners]
    made = [entry for entry in made if "guess" in entry and not entry.get("seen")]
    numbers = [found for entry in made if (found := number(entry["guess"])) is not None]
    if not made:
        return ""
    if 2 * len(numbers) > len(made):
        results = [found for entry in made if (found := number(entry.get("measured"))) is not None]
        middle = sorted(results)[len(results) // 2] if results else None
        rows = histogram(numbers, middle)
        rows += [["no number", str(len(made) - len(numbers))]] * (len(numbers) < len(made))
        return table(f"Prediction {name}", ["Guess", "Learners"], rows, 1)
    counts = Counter(str(entry["guess"]) for entry in made)
    right = Counter(str(entry.get("measured")) for entry in made).most_common(1)[0][0]
    rows = [[what + " (the result)" * (what == right), str(n)] for what, n in counts.most_common()]
    return table(f"Prediction {name}", ["Guess", "Learners"], rows, 1)


def quiz(name: str, learners: list[Learner]) -> str:
    """First choices of one quiz question."""
    first = [one.data["quizzes"].get(name, {}).get("choice") for one in learners]
    counts = Counter(choice for choice in first if choice is not None)
    if not counts:
        return ""
    question = quizzes.find(name)
    rows = [
        [choice.text + " (right)" * choice.right, str(counts[place])]
        for place, choice in enumerate(question.choices)
    ]
    return table(f"{name}: {question.text}", ["First choice", "Learners"], rows, 1)


def asked(pages: list[Page], section: str) -> list[str]:
    return [name for page in pages for name in page.asks[section]]


def strangers(handed: Handed, pages: list[Page]) -> list[tuple[str, str]]:
    """(file, note) where an export names what this course does not have."""
    found = []
    for one in handed.learners:
        known = {section: set(asked(pages, section)) for section in one.data if section in SECTIONS}
        many = sum(len(one.data[section].keys() - names) for section, names in known.items())
        many += sum(
            one.data["quizzes"].get(name, {}).get("choice", 0) >= len(quizzes.find(name).choices)
            for name in known["quizzes"]
        )
        if many:
            found.append((one.file, f"names {many} things that this course does not have."))
    return found


def page(handed: Handed, pages: list[Page], made_on: str) -> str:
    """The whole page. made_on: a date."""
    learners = handed.learners
    names = asked(pages, "exercises")
    files = [*handed.left_out, *handed.notes, *strangers(handed, pages)]
    parts = [
        f"<p>{len(learners)} learners under pseudonyms, {made_on}."
        f" They were told: “{escape(CONSENT)}” This page holds what they handed in: delete it,"
        " too.</p>",
        "<h2>Commonest mistakes now</h2>",
        table(
            "Mistakes of those who have not passed yet come first",
            ["Exercise", "What it says", "Now", "Ever"],
            mistakes(learners, names),
            2,
        ),
        "<h2>Learner by exercise</h2><p>✓ 2 means passed, at the second try.</p>",
        by_exercise(learners, pages),
        "<h2>Predictions</h2>",
        *(prediction(name, learners) for name in asked(pages, "predictions")),
        "<h2>Quiz</h2>",
        *(quiz(name, learners) for name in asked(pages, "quizzes")),
        "<h2>Files</h2>",
        table("Not counted, or worth a look", ["File", "What it is"], [list(one) for one in files]),
    ]
    return offline_page.page("A class in view", "".join(parts))
