"""The page on hubs, docs/teaching/hub.md: how large a server is to be, and what a trial found.

Sizes are computed from budgets.json (`tools/hub_sizing.py`); the trial's numbers stand in
workshop/trial.json, which `python -m tools.hub_trial` writes.
"""

from collections.abc import Callable

from helpers.budget import SECONDS
from helpers.files import read_json
from tools import hub_sizing as sizing
from tools.pages import Course
from tools.teaching_routes import Route
from tools.teaching_sections import table

TRIAL = "workshop/trial.json"
ROOMS = (12, 20, 40, 80, 120)  # learners
OPENING = """\
# A hub for a full room

Written by `python -m tools.teaching` from budgets.json and workshop/trial.json. What to install and
to run stands in [workshop](../../workshop/README.md).

## How large

Memory is set aside for all learners at once, so that nobody's kernel is ended because of others.
Cores are shared: people read for most of the hour."""
COMPUTED = """\
A learner's {reserved} MB are what the largest notebook needs, {largest}: {peak} MB, server and
kernel together on one core, up to the next {step} MB. The limit, {limit} MB, leaves room for
another notebook that was left open. {system} GB are for the system and the hub. With one core for
three learners, a cell that computes for {seconds} seconds (no cell does for longer with
`COURSE_BUDGET=class`) is done after a minute if all run it together. A server of 64 GB and 16 cores
holds forty; beyond one server, take a cluster with the values in `workshop/values.yaml`, which sets
aside {share} of a core for each."""
MEASURED = """\
## What twelve learners took

All log in at the same moment, get the course by nbgitpuller from a local repository, and run
{first} to its end and {half} up to “How much to mask?”, in a kernel of one thread each, with the
few training steps of `COURSE_QUICK`. Seconds by the clock are those of {cores} cores that other
work used, too; seconds of computing are one learner's own. Of two numbers the first is the median,
the second the most."""
TRIED = [
    ("A wrong password, a name that is not listed", "Refused"),
    ("Another learner's server, by page, file and kernel", "Refused"),
    ("Another learner's files, processes and secrets, from a kernel", "Refused by the system"),
    ("Writing to the shared cache, the repository, the course", "Refused by the system"),
    ("A token of another learner's", "Refused"),
    ("A token that has expired", "Refused; a server that knew it forgets it within a minute"),
    ("The proxy killed", "Started again by the hub; kernels keep what they had"),
    ("The hub killed, and started again", "Nobody logs in again; servers and kernels have gone on"),
    ("A server killed in a training run", "Notebook and progress are there, and the run goes on"),
    ("News in the repository", "Pulled; what the learner changed stays"),
    ("Nobody at a server", "It is ended by the room's own service; files stay"),
    ("Quizzes", "The server has the widget manager"),
]
UNTRIED = """\
The trial's learners were users of one system, each with a number of the own, and a local spawner
started their servers, because that machine has no systemd. Not tried: systemd's units, and that
they hold the limits; OAuth with a real service; a cluster."""


def page(course: Course, routes: list[Route], linked: Callable[[str], str]) -> str:
    """docs/teaching/hub.md."""
    costs, need = read_json(course.root / "budgets.json"), sizing.read(course.root)
    trial = read_json(course.root / TRIAL)
    blocks = [OPENING, rooms(need, trial), computed(need)]
    blocks += ["## By route", by_route(costs, routes)]
    if missing := [name for name in names(course) if not sizing.has(costs, name)]:
        blocks.append(f"Nobody has measured yet: {', '.join(map(reference, missing))}.")
    blocks += [measured(trial), runs(trial), "## What was tried"]
    blocks += [table(["What", "What came of it"], TRIED), UNTRIED]
    return linked("\n\n".join(blocks)) + "\n"


def names(course: Course) -> list[str]:
    """All notebooks of the course, as budgets.json names them."""
    return [f"{source.folder}/{source.slug}" for source in [*course.lessons, *course.labs]]


def reference(name: str) -> str:
    folder, slug = name.split("/")
    return f"[[{'lesson' if folder == 'lessons' else 'lab'}:{slug}]]"


def rooms(need: sizing.Needs, trial: list[dict]) -> str:
    """A row for each size of a room."""
    first = max(run["computing"][1] for run in trial)
    found = []
    for learners in ROOMS:
        room = sizing.room(learners, need)
        share = learners / room.cores
        waits = [f"{round(first * share)} s", f"{round(SECONDS * share)} s"]
        sizes = [f"{room.memory} GB", room.cores, f"{room.disk} GB"]
        found.append([learners, *sizes, room.nodes, *waits])
    heads = ["Learners", "Memory", "Cores", "Disk"]
    heads += [f"Or nodes of {sizing.NODE_GB} GB, {sizing.NODE_CORES} cores"]
    heads += ["First cell, if all begin together", f"A cell of {SECONDS} s, if all run it together"]
    return table(heads, found, "rrrrrrr")


def computed(need: sizing.Needs) -> str:
    return COMPUTED.format(
        reserved=need.reserved,
        largest=reference(need.largest),
        peak=need.peak,
        step=sizing.STEP,
        limit=need.limit,
        system=sizing.SYSTEM_GB,
        seconds=SECONDS,
        share=f"{SECONDS / sizing.WAIT:.2f}",
    )


def by_route(costs: dict[str, dict], routes: list[Route]) -> str:
    """What learners need who open the notebooks of one route alone."""
    found = []
    for route in routes:
        steps = [step for session in route.sessions for step in session.steps if step.parts]
        opened = [step.parts.source for step in steps]
        wanted = list(dict.fromkeys(f"{one.folder}/{one.slug}" for one in opened))
        if not any(sizing.has(costs, name) for name in wanted):
            continue
        need = sizing.needs(costs, wanted)
        title = f"[{route.title}](routes/{route.name}.md)"
        found.append([title, reference(need.largest), f"{need.reserved} MB", f"{need.limit} MB"])
    return table(["Route", "Largest notebook", "Set aside", "Limit"], found, "llrr")


def measured(trial: list[dict]) -> str:
    words = {"first": "[[lesson:start_here]]", "half": "[[lesson:masked_lm]]"}
    return MEASURED.format(**words, cores=trial[-1]["cores"])


ROWS = {
    "start": "Logged in, and the server is there (s)",
    "pull": "The course is pulled (s)",
    "first cell": "From the password to the first cell's output (s)",
    "computing": "Computing of that (s)",
    "manuals": "The manuals, from the shared cache (s of computing)",
    "server MB": "Memory of a server without a kernel (MB, the most)",
    "start_here MB": "With the first lesson's kernel (MB, the most)",
    "masked_lm MB": "With half of the other (MB, the most)",
    "proxy back": "After the proxy was killed, pages again (s)",
    "hub back": "After the hub was killed, pages again (s)",
    "server back": "After a server was killed, files again (s)",
}


def runs(trial: list[dict]) -> str:
    """What each run of the trial measured, in columns."""
    rows = []
    for key, words in ROWS.items():
        cells = [run[key] for run in trial]
        shown = [" / ".join(map(str, cell)) if isinstance(cell, list) else cell for cell in cells]
        rows.append([words, *shown])
    heads = ["", *(f"Run {number}" for number in range(1, len(trial) + 1))]
    return table(heads, rows, "l" + "r" * len(trial))
