"""The generated parts of README.md: badges, how to start, the table of the notebooks."""

import json
import re

from helpers.course import HOME
from helpers.files import CourseError
from tools import further, room_record
from tools.pages import Course
from tools.source import Source

COLAB_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
BINDER_BADGE = "https://mybinder.org/badge_logo.svg"
CLASS = "- **You follow a class.** Open a notebook on {} with the links below. "
ONLINE = """Nothing is
  installed on your computer. On Binder, keep one notebook open at a time: memory is short there.
  A session there ends after ten idle minutes; the first lesson shows how to take your work home."""
NOT_ON_COLAB = """
  Colab opens notebooks from GitHub and Google Drive only: put one into your Drive, and its first
  cell fetches the course."""


def readme(course: Course) -> str:
    """README.md with its generated parts, between `<!-- NAME -->` and `<!-- /NAME -->`, renewed."""
    path = course.root / "README.md"
    if not path.exists():
        raise CourseError("README.md is missing. Fetch it again.")
    text = path.read_text(encoding="utf-8")
    below = with_real(course) + translated(course)
    parts = {"badges": badges(course), "lessons": table(course) + below}
    parts |= {"online": online(course), "start": start(course)}
    if (course.root / room_record.FILE).exists():
        parts["rooms"] = room_record.table(course.root)
    for name, part in parts.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise CourseError(f"README.md lacks the lines <!-- {name} --> and <!-- /{name} -->.")
        text = pattern.sub(lambda found, part=part: f"{found[1]}{part}\n{found[2]}", text)
    return text


def badges(course: Course) -> str:
    """The README's badges: Colab opens the first lesson, Binder the home page."""
    if not course.lessons:
        return "(no lessons yet)"
    path, place = course.lessons[0].built("lessons"), course.place
    found = [("Open in Colab", COLAB_BADGE, place.colab(path))]
    found += [("Open on Binder", BINDER_BADGE, place.binder(HOME))]
    return "\n".join(f"[![{words}]({badge})]({link})" for words, badge, link in found if link)


def online(course: Course) -> str:
    """What the README says to whoever opens a notebook on the web."""
    names = [name for name, _ in reversed(course.place.ways(HOME))]
    if not names:
        return ""
    said = CLASS.format(" or ".join(names)) + ONLINE
    return said + (NOT_ON_COLAB if "Colab" not in names else "")


def start(course: Course) -> str:
    """How to fetch the course and to open it."""
    needs, url = "You need Python 3.11 or newer.", course.place.url
    if not url:
        return f"{needs} Open a terminal in this folder:\n\n```\npython start.py\n```"
    fetch = f"git clone {url}.git\ncd {url.rpartition('/')[2]}"
    return f"{needs} Fetch the course, then open it:\n\n```\n{fetch}\npython start.py\n```"


def table(course: Course) -> str:
    """The table of notebooks; seconds and memory come from budgets.json if it is there."""
    budgets = costs(course)
    heads = ["Notebook", "Minutes for you", "Seconds to run", "Peak memory", "On Binder"]
    lines = ["---", "--:", "--:", "--:", "--:"]
    if course.place.repository:
        heads, lines = [*heads, "Open in"], [*lines, "---"]
    rows = [heads] + [row(course, source, budgets) for source in in_order(course)]
    written = [f"| {' | '.join(cells)} |" for cells in rows]
    return "\n".join([written[0], f"|{'|'.join(lines)}|", *written[1:]])


def costs(course: Course) -> dict[str, dict]:
    """budgets.json; nothing if it is not there."""
    path = course.root / "budgets.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def in_order(course: Course) -> list[Source]:
    """Lessons, each with its lab below it."""
    return sorted([*course.lessons, *course.labs], key=lambda s: (s.number, s.folder == "labs"))


def cost_of(source: Source, budgets: dict[str, dict]) -> dict:
    """What a notebook costs; a lab, when every exercise is filled in."""
    ran = "lessons" if source.folder == "lessons" else "solutions"
    return budgets.get(f"{ran}/{source.slug}", {})


def with_real(course: Course) -> str:
    """A sentence below the table on notebooks that were measured on a real model, too."""
    budgets = costs(course)
    found = [
        f"{source.heading} {', '.join(spent(cost['real']))}"
        for source in in_order(course)
        if "real" in (cost := cost_of(source, budgets))
    ]
    return f"\n\nOn a real model, with the extra `real`: {'; '.join(found)}." if found else ""


def translated(course: Course) -> str:
    """A sentence below the table for each language that some lessons are translated into."""
    if not course.translations:
        return ""
    from tools.catalogues import name_of  # here: a course in one language needs no Babel

    return "".join(
        f"\n\n{name_of(language)}: "
        + ", ".join(
            f"[{one.number} · {one.title}]({one.built('lessons')})" for one in known.values()
        )
        for language, known in course.translations.items()
    )


def row(course: Course, source: Source, budgets: dict[str, dict]) -> list[str]:
    """The cells of one notebook."""
    path = source.built(source.folder)
    cost = cost_of(source, budgets)
    on_binder = ", ".join(spent(cost["binder"])) if "binder" in cost else "–"
    heading = source.heading.replace("|", r"\|")
    cells = [f"[{heading}]({path})", further.in_short(source), *spent(cost), on_binder]
    ways = ", ".join(f"[{name}]({link})" for name, link in course.place.ways(path))
    return [*cells, ways] if ways else cells


def spent(cost: dict[str, float]) -> tuple[str, str]:
    """Seconds and peak memory, as they stand in the table.

    >>> spent({"seconds": 12.3, "peak_mb": 700}), spent({})
    (('12 s', '700 MB'), ('–', '–'))
    """
    seconds = f"{cost['seconds']:.0f} s" if "seconds" in cost else "–"
    return seconds, f"{cost['peak_mb']:.0f} MB" if "peak_mb" in cost else "–"
