"""Folders that a tool fills for somebody: new or empty ones, or those that it filled before.

A file of a known name, the mark, says which tool a folder belongs to. It is written first, so that
the same command finishes what was stopped half-way; and without it nothing is written, so that no
solution or exam question comes into a folder that learners get.
"""

from pathlib import Path

from helpers.files import CourseError, write_text

NOTES = "NOT_FOR_LEARNERS.txt"  # an instructor's copy
PACK = "TEACHING_PACK.txt"
SITE = ".nojekyll"  # a website; GitHub Pages leaves out folders such as _static without it
SAYS = {
    NOTES: "This folder has solutions and an instructor's notes. Do not give it to learners.\n",
    PACK: "This folder has exam questions and answers. Do not give it to learners.\n",
    SITE: "",
}


def must_fit(folder: Path, mark: str) -> None:
    """Raise `CourseError` unless a folder is new, empty but for Git's own, or has the mark."""
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file. Name a folder, which may be a new one.")
    there = folder.is_dir() and any(path.name != ".git" for path in folder.iterdir())
    if there and not (folder / mark).exists():
        raise CourseError(f"{folder} holds other files. Name a new folder, or an empty one.")


def take(folder: Path, mark: str) -> None:
    """Put a tool's mark into a folder that fits. Raises `CourseError` for another."""
    must_fit(folder, mark)
    if not (folder / mark).exists():
        write_text(folder / mark, SAYS[mark])
