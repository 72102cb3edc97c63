"""What an instructor decides about a hub, from environment variables, and what is wrong with it.

`workshop/jupyterhub_config.py` calls `settings` when the hub starts: what would stop learners later
stops the hub now, in a sentence that says what to do. `workshop/hub.env` lists the variables.
"""

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from helpers.files import CourseError
from tools import hub_sizing

BY_PASSWORD = ("dummy", "shared-password")
SHORTEST = 8  # characters of a password; JupyterHub asks for as many
LOOPBACK = ("127.0.0.1", "localhost", "::1")
NAME = r"[a-z0-9][a-z0-9_.@-]{0,62}"  # of a learner: also a folder's, and a unit's of systemd
HOMES = Path("/var/lib")  # where systemd makes the learners' homes, as links
KERNEL = "share/jupyter/kernels/python3/kernel.json"
WIDGETS = "share/jupyter/labextensions/@jupyter-widgets/jupyterlab-manager/package.json"


@dataclass(frozen=True)
class Settings:
    """certificate: the files of a certificate and its key, or nothing. shared: a cache that all
    read. state: what the hub remembers. learners: nobody if all with the password may enter."""

    login: str
    password: str
    admin_password: str
    learners: frozenset[str]
    admins: frozenset[str]
    address: str
    certificate: tuple[str, ...]
    spawner: str
    repository: str
    branch: str
    shared: Path
    state: Path


def settings(said: Mapping[str, str]) -> Settings:
    """What the variables say. Raises `CourseError` for the first thing that cannot be."""
    login = said.get("COURSE_HUB_LOGIN", "")
    if not login:
        raise CourseError(
            "Set COURSE_HUB_LOGIN: dummy for a trial, shared-password for an afternoon, or an OAuth"
            " service such as github or generic-oauth."
        )
    found = Settings(
        login,
        said.get("COURSE_HUB_PASSWORD", ""),
        said.get("COURSE_HUB_ADMIN_PASSWORD", ""),
        names(said.get("COURSE_HUB_USERS", "")),
        frozenset(said.get("COURSE_HUB_ADMINS", "").replace(",", " ").lower().split()),
        said.get("COURSE_HUB_URL") or "http://127.0.0.1:8000",
        certificate(said.get("COURSE_HUB_CERT", ""), said.get("COURSE_HUB_KEY", "")),
        said.get("COURSE_HUB_SPAWNER") or "systemd",
        said.get("COURSE_HUB_REPO", ""),
        said.get("COURSE_HUB_BRANCH") or "main",
        Path(said.get("COURSE_SHARED") or "/srv/course/cache"),
        Path(said.get("COURSE_HUB_STATE") or "/srv/course/state"),
    )
    check_entrance(found)
    check_course(found)
    check_environment(Path(sys.prefix))
    if found.spawner == "systemd":
        check_reachable(Path(sys.executable))
    own_folder(found.state)
    return found


def names(path: str) -> frozenset[str]:
    """The names in a file, one a line, as the hub writes them: in small letters."""
    if not path:
        return frozenset()
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"COURSE_HUB_USERS: {path} cannot be read ({error}).") from None
    if found := frozenset(line.strip().lower() for line in lines if line.strip()):
        return found
    raise CourseError(f"COURSE_HUB_USERS: {path} has no names. Write one a line.")


def taken(homes: Path | None = None) -> set[str]:
    """Names that no learner may have: those of the system's own folders beside the homes."""
    there = homes or HOMES
    return {path.name.lower() for path in there.glob("*") if not path.is_symlink()}


def certificate(cert: str, key: str) -> tuple[str, ...]:
    given = [path for path in (cert, key) if path]
    if len(given) == 1 or not all(Path(path).is_file() for path in given):
        raise CourseError("COURSE_HUB_CERT and COURSE_HUB_KEY go together: two files, in PEM.")
    return tuple(given)


def check_entrance(found: Settings) -> None:
    """Who gets in is what somebody decided, not what was forgotten."""
    by_password = found.login in BY_PASSWORD
    if by_password and len(found.password) < SHORTEST:
        raise CourseError(
            f"Set COURSE_HUB_PASSWORD, of {SHORTEST} characters or more: {found.login} lets in"
            " everybody who knows it."
        )
    if found.login == "dummy" and urlsplit(found.address).hostname not in LOOPBACK:
        raise CourseError(
            f"dummy is for a trial on this machine, and COURSE_HUB_URL is {found.address}. Listen"
            " on 127.0.0.1, or set COURSE_HUB_LOGIN to shared-password."
        )
    if not by_password and not found.learners:
        raise CourseError(
            f"Everybody with an account at {found.login} could enter. Set COURSE_HUB_USERS to a"
            " file with the learners' names there, one a line."
        )


def check_course(found: Settings) -> None:
    """Learners get the course from somewhere, and the manuals from a folder they cannot change."""
    local = found.repository.startswith("/")
    if not found.repository or (local and not (Path(found.repository) / "HEAD").is_file()):
        raise CourseError(
            "Set COURSE_HUB_REPO to the address of your repository, or to a folder that"
            " `git clone --bare` made."
        )
    if not list(found.shared.glob("manuals-*.json")):
        raise CourseError(
            f"{found.shared} has no manuals, which every learner would read anew. Fill it:"
            f" `COURSE_CACHE={found.shared} python -m tools.prepare`."
        )
    for path in (found.shared, *found.shared.rglob("*")):
        mode = path.stat().st_mode
        wanted = 0o005 if path.is_dir() else 0o004
        if mode & wanted != wanted or mode & 0o002:
            raise CourseError(
                f"Learners must be able to read {path}, and not to write it:"
                f" `chmod -R u=rwX,go=rX {found.shared}`."
            )


def check_environment(prefix: Path) -> None:
    """The kernel and the widgets' manager belong to the environment that servers run in."""
    for needed, what in ((KERNEL, "kernel"), (WIDGETS, "widget manager: no quiz would be shown")):
        if not (prefix / needed).is_file():
            raise CourseError(
                f"{prefix} has no {what}. Install the course there: `python -m pip install -c"
                " constraints.txt -r workshop/requirements.txt -e .`."
            )


def check_reachable(python: Path) -> None:
    """Other users can enter all folders above this Python, also where it is a link to."""
    for path in (python, python.resolve()):
        for folder in path.parents:
            if not folder.stat().st_mode & stat.S_IXOTH:
                raise CourseError(
                    f"Learners cannot run {path}, because {folder} is closed to them. Make the"
                    " environment in /opt, with the system's Python."
                )


def own_folder(folder: Path) -> None:
    """Make the folder of what the hub remembers: keys lie there, so nobody else may look."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise CourseError(f"COURSE_HUB_STATE: {folder} cannot be made ({error}).") from None


def warn(found: Settings, need: hub_sizing.Needs) -> None:
    """Say so if this server is too small for those who are expected."""
    memory, cores = psutil.virtual_memory().total / 2**30, os.cpu_count() or 1
    if said := hub_sizing.too_small(len(found.learners), need, memory, cores):
        print(said, file=sys.stderr)
