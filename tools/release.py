"""May this commit be released? `python -m tools.release` looks, and prints what is left to do.

It refuses without a clean tree, without a test that passed on this very commit, and where version,
tag, CHANGELOG.md and CITATION.cff do not say the same. It sets no tag and pushes nothing.

    python -m tools.release --test    runs the whole test first, and notes the commit if it passes
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

from helpers.files import root, write_json
from tools import commands

TEST = ["start.py", "test"]  # the README's command, which CI runs too
PASSED = Path(".cache") / "passed.json"  # the commit on which it passed last; git ignores it


def git(folder: Path, *arguments: str) -> str:
    """What git prints. Raises CalledProcessError if it fails."""
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


def version(folder: Path) -> str:
    """`helpers.__version__`, read from the text: the folder may be another one than this."""
    text = (folder / "helpers" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)[1]


def tag(folder: Path) -> str:
    """The tag that every link of the course names."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    return project["tool"]["course"]["tag"]


def entry(folder: Path, number: str) -> tuple[str, str]:
    """Date and text of a version in CHANGELOG.md; two empty strings if it is not there."""
    text = (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = rf"^## \[{re.escape(number)}\] - (\d{{4}}-\d\d-\d\d)\n(.*?)(?=^## |^\[|\Z)"
    found = re.search(heading, text, re.MULTILINE | re.DOTALL)
    return (found[1], found[2].strip()) if found else ("", "")


def is_version(tag: str) -> bool:
    """Whether a tag is a version, and not a branch or a term that a fork names.

    >>> is_version("v1.2.0"), is_version("main"), is_version("2027-spring")
    (True, False, False)
    """
    return re.fullmatch(r"v?\d+(\.\d+)+", tag) is not None


def disagreements(folder: Path) -> list[str]:
    """A sentence for each place that says another version, tag or date."""
    number, named = version(folder), tag(folder)
    date, text = entry(folder, number)
    cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    found = []
    if is_version(named) and named != f"v{number}":
        found.append(f"[tool.course] names the tag {named}, and the version is {number}.")
    if not text:
        found.append(f'CHANGELOG.md has no entry "## [{number}] - YYYY-MM-DD" that says something.')
    if str(cited.get("version")) != number:
        found.append(f"CITATION.cff says version {cited.get('version')}, not {number}.")
    if date and str(cited.get("date-released")) != date:
        found.append(f"CITATION.cff says {cited.get('date-released')}, and CHANGELOG.md {date}.")
    return found


def problems(folder: Path) -> list[str]:
    """A sentence for everything that stands between this commit and its release."""
    found, commit = disagreements(folder), git(folder, "rev-parse", "HEAD")
    if not is_version(tag(folder)):
        found.append(f"Links name {tag(folder)}, which is no version: --retarget gives them a tag.")
    if changed := git(folder, "status", "--porcelain"):
        first = changed.splitlines()[0].split()[-1]
        found.append(f"The tree is not clean: {first} and maybe others. Commit, or put away.")
    if git(folder, "tag", "--list", tag(folder)):
        tagged = git(folder, "rev-list", "-n", "1", tag(folder))
        if tagged != commit:
            found.append(f"The tag {tag(folder)} names another commit already. Raise the version.")
    path = folder / PASSED
    passed = json.loads(path.read_text(encoding="utf-8"))["commit"] if path.exists() else ""
    if passed != commit:
        found.append("No test passed on this commit: run `python -m tools.release --test`.")
    return found


def run_test(folder: Path) -> bool:
    """Run the whole test; note the commit if it passes and the tree is what was committed."""
    (folder / PASSED).unlink(missing_ok=True)
    commit = git(folder, "rev-parse", "HEAD")
    if git(folder, "status", "--porcelain"):
        return False  # something else than the commit would be tested
    passed = subprocess.run([sys.executable, *TEST], cwd=folder).returncode == 0
    if passed and not git(folder, "status", "--porcelain"):
        write_json(folder / PASSED, {"commit": commit})
    return passed


def what_to_do(folder: Path) -> str:
    """The commands that publish this commit, for a person to run."""
    named = tag(folder)
    return (
        f"Everything says {version(folder)}, and the test passed. To release it:\n"
        f'  git tag --annotate {named} --message "Version {version(folder)}"\n'
        f"  git push origin HEAD {named}\n"
        "Then publish the entry of CHANGELOG.md with the tag, and begin the next version with a new"
        ' section "Unreleased".'
    )


def main(argv: list[str] | None = None, folder: Path | None = None) -> int:
    """The command line; `folder` is the repository to look at."""
    parser = argparse.ArgumentParser(
        "python -m tools.release", description="May this commit be released?"
    )
    parser.add_argument("--test", action="store_true", help="run the whole test first")
    options, folder = parser.parse_args(argv), folder or root()
    if options.test:
        run_test(folder)
    found = problems(folder)
    if found:
        print("Not yet:\n" + "\n".join(f"- {problem}" for problem in found), file=sys.stderr)
        return 1
    print(what_to_do(folder))
    return 0


if __name__ == "__main__":
    sys.exit(commands.ended(main))
