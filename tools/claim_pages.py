"""Writes docs/claims.md and its picture: every claim's interval against its allowed range."""

import hashlib
import json
import textwrap
from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from helpers import course
from helpers.files import root, write_bytes, write_text
from helpers.show import plots
from tools import claim_list, claim_runs, luck, unused_seeds
from tools.claim_list import Claim

PICTURE = "claims.png"
DOUBT = 0.1  # a claim says so if other seeds refute it more often
INTRO = """\
# Claims

<!-- Written by `python -m tools.claims`; edit claims.toml instead. -->

Every claim that the course makes is one number, mostly the difference of two conditions, measured
over several seeds. The range says what would refute it: the whole 95 % interval must lie inside.
Half of the effect would be outside, too, or the entry says why not.
`python -m tools.claims` measures them again on your machine, in about {minutes} minutes on two
cores, and says which do not hold there; `--seeds 10-14` takes other seeds than ours. The interval
is Student's t over the seeds, seed by seed for differences. For shares of right answers it is also
no narrower than the number of questions allows; over pre-trainings, than the draws within them.

{luck}

{unused}

![{alt}]({picture})

Grey: the range. Marker and line: mean and interval. Dotted: zero (one for a ratio), where the range
holds it.
"""


LUCK = """\
**So many claims at once.** Even if every claim is true, some of {count} new measurements end
outside of their range. From their means and intervals at least {failing} are to be expected with
other seeds, most of them where three seeds leave a wide interval; such claims say so below. For all
claims at once to be right in 95 of 100 cases, each interval would have to be wider (Bonferroni). Of
the {compared} claims that compare two sides, {apart} have their sides apart even then:

{names}.

Of the main lesson, `comparison`, these are not among them: {wide}.
"""


def digits(value: float) -> str:
    """A number in few characters.

    >>> digits(0.5194), digits(-0.02), digits(0.0), digits(12.5)
    ('0.52', '-0.02', '0', '12.5')
    """
    return "0" if value == 0 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def span(pair) -> str:
    return f"{digits(pair[0])} to {digits(pair[1])}"


def number(claim: Claim) -> str:
    """Mean and interval of the last measurement as text."""
    last = claim.last
    if last is None:
        return "not measured yet"
    if last["low"] == last["high"]:
        return f"{digits(last['mean'])} (all {last['n']} alike)"
    return f"{digits(last['mean'])} [{digits(last['low'])}, {digits(last['high'])}]"


def minutes(claims: list[Claim]) -> float:
    """Estimated minutes to measure the claims again on two cores; shared runs count once."""
    return claim_runs.cost(claim_runs.jobs(claims)) / 2 / 60


def place(claim: Claim, value: float) -> float:
    """Where a value stands on the picture's axis: 0 and 1 are the ends of the range.

    Values far outside are drawn at the edge.
    """
    low, high = claim.range
    return min(1.2, max(-0.2, (value - low) / ((high - low) or 1)))


def picture(claims: list[Claim]) -> Figure:
    """One row a claim, the claims of a lesson together; ranges have the same length."""
    lessons = list(dict.fromkeys(claim.lesson for claim in claims))
    fig, ax = plots.figure(9.5, 1 + 0.2 * (len(claims) + len(lessons)))
    y, ticks = 0, []
    for lesson in lessons:
        ax.text(-0.2, y, lesson.replace("_", " "), va="center", fontsize=8, weight="bold")
        y -= 1
        for claim in (c for c in claims if c.lesson == lesson):
            ticks.append((y, claim.id))
            draw(ax, y, claim)
            y -= 1
    ax.set_yticks([at for at, _ in ticks], [name for _, name in ticks], fontsize=8)
    ax.set(ylim=(y + 0.3, 0.7), xlim=(-0.22, 1.22), xticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return fig


def draw(ax, y: float, claim: Claim) -> None:
    """One claim's range, interval and numbers."""
    ax.barh(y, 1, 0.7, color="#E3E3E3")
    zero = luck.no_difference(claim) or 0.0
    if claim.range[0] <= zero <= claim.range[1]:
        at = place(claim, zero)
        ax.plot([at, at], [y - 0.5, y + 0.5], ":", color="black", linewidth=1)
    for x, value, side in ((-0.01, claim.range[0], "right"), (1.01, claim.range[1], "left")):
        ax.text(x, y, digits(value), ha=side, va="center", fontsize=6.5, color="#555555")
    ax.text(1.22, y, number(claim), va="center", fontsize=7.5)
    if claim.last is None:
        return
    colour, marker = (plots.COLOURS[0], "D") if claim.holds() else (plots.COLOURS[1], "X")
    mean, low, high = (place(claim, claim.last[key]) for key in ("mean", "low", "high"))
    ax.plot([low, high], [y, y], color=colour, linewidth=3, solid_capstyle="butt")
    ax.plot(mean, y, marker, color=colour, markersize=4)


def stamp(claims: list[Claim]) -> str:
    """A fingerprint of what the picture shows; it is kept in the picture's metadata."""
    shown = [[c.id, c.lesson, c.range, c.last, "divided_by" in c.measure] for c in claims]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def told_luck(claims: list[Claim], failing: int) -> str:
    """What testing so many claims at once means, in numbers."""
    measured = [claim for claim in claims if claim.last]
    compared = [c for c in measured if luck.no_difference(c) is not None]
    apart = [claim.id for claim in compared if luck.apart(claim, len(measured))]
    listed = ", ".join(f"`{name}`" for name in apart) or "none"
    names = textwrap.fill(listed, 100, break_on_hyphens=False)
    main = [claim.id for claim in compared if claim.lesson == "comparison"]
    wide = ", ".join(f"`{name}`" for name in main if name not in apart) or "none"
    return LUCK.format(
        count=len(measured),
        failing=failing,
        compared=len(compared),
        apart=len(apart),
        names=names,
        wide=wide,
    ).strip()


def by_luck(claims: list[Claim]) -> int:
    """How many of these claims other seeds put out of range, as expected."""
    return round(sum(luck.chance_to_fail(claim) for claim in claims if claim.last))


def page(text: str) -> str:
    """docs/claims.md for a text like that of claims.toml."""
    claims = claim_list.load(text)
    broken = [claim.id for claim in claims if claim.last and not claim.holds()]
    alt = f"{len(claims)} claims with their intervals, each drawn inside its allowed range."
    if broken:
        alt = f"{len(claims)} claims with their intervals; out of range: {', '.join(broken)}."
    intro = {"minutes": round(minutes(claims)), "alt": alt, "picture": PICTURE}
    tried = [claim for claim in claims if unused_seeds.again(claim)]
    unused = unused_seeds.told(claims, by_luck(tried))
    parts = [INTRO.format(**intro, luck=told_luck(claims, by_luck(claims)), unused=unused)]
    for lesson in dict.fromkeys(claim.lesson for claim in claims):
        heading = f"{course.number(lesson)} · {course.title(lesson)}"
        parts.append(f"## [{heading}](../{course.notebook(lesson)})\n")
        for claim in (c for c in claims if c.lesson == lesson):
            parts.append(entry(claim))
    return "\n".join(parts)


def entry(claim: Claim) -> str:
    """A claim as a short list: sentence, number, range, origin, and how to get it again."""
    last = claim.last or {"by": "claims", "date": "never"}
    origin = "The lesson's stored results" if last["by"] == "lesson" else "Measured by this tool"
    chance = luck.chance_to_fail(claim) if claim.last else 0
    doubt = f" Other seeds may put it out of range: {chance:.0%}." if chance >= DOUBT else ""
    wide = f" Half of it would be in the range, too: {claim.wide}" if claim.wide else ""
    draws = f" of {claim.seeds} draws each" if "pooled" in claim.measure else ""
    mark = "**Out of range.** " if claim.last and not claim.holds() else ""
    return (
        f"**{claim.id}** · {claim.sentence}\n\n"
        f"- {mark}{claim.shows}: **{number(claim)}**; allowed: {span(claim.range)};"
        f" over {claim.n} {claim.over}{draws}.{doubt}{with_unused_seeds(claim)}{wide}\n"
        f"- Shown under “{claim.cell}”. Source: {claim.source}.\n"
        f"- {origin}, {last['date']}. `python -m tools.claims --only {claim.id}`: about"
        f" {duration(claim)}\n"
    )


def with_unused_seeds(claim: Claim) -> str:
    """A sentence about what those seeds came to, or nothing."""
    found = unused_seeds.again(claim)
    if found is None:
        return ""
    # Two digits are recorded, so equal ends do not say that all runs were alike.
    mean, low, high = (digits(found.last[key]) for key in ("mean", "low", "high"))
    return f" With unused seeds: {mean} [{low}, {high}]{'' if found.holds() else ', out of range'}."


def duration(claim: Claim) -> str:
    seconds = claim_runs.cost(claim_runs.jobs([claim]))
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} minutes"


def write(text: str) -> None:
    """Write docs/claims.md and its picture."""
    write_text(root() / "docs" / "claims.md", page(text))
    draw_again(text)


def draw_again(text: str) -> list[str]:
    """Draw the picture if it would show something else than it does; its path if it was drawn."""
    path, claims = root() / "docs" / PICTURE, claim_list.load(text)
    if drawn(path) == stamp(claims):
        return []
    write_bytes(path, png(picture(claims), stamp(claims)))
    return [f"docs/{PICTURE}"]


def png(fig: Figure, description: str) -> bytes:
    """The figure in 32 colours, which is a fifth of the bytes, with a text in its metadata."""
    stream, small, facts = BytesIO(), BytesIO(), PngInfo()
    fig.savefig(stream, format="png", dpi=80, bbox_inches="tight")
    facts.add_text("Description", description)
    with Image.open(stream) as image:
        image.convert("RGB").quantize(32).save(small, "PNG", optimize=True, pnginfo=facts)
    return small.getvalue()


def drawn(path: Path) -> str | None:
    """The fingerprint in a picture's metadata; None if there is no picture."""
    if not path.exists():
        return None
    with Image.open(path) as image:
        return image.info.get("Description")
