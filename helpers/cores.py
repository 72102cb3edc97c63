"""How many cores this process may use: what the system shows, cut down by every container limit.

Linux limits a group of processes (a cgroup) to so many microseconds of computing in a period.
Groups lie inside groups, and each has its own limit, so the smallest on the way up to the root
counts. There are two versions of this interface, and a machine may have both at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

HERE = Path("/")


def available_cpus(system: Path = HERE) -> int:
    """Cores this process may really use, at least 1. A container often shows the whole machine's.

    A limit of a core and a half counts as two: the second is idle at times, but helps. `system` is
    where /proc and /sys are looked for.

    >>> available_cpus() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    limits = [int(limit + 0.5) for limit in quotas(system)]
    return max(1, min([cores, *limits]))


def quotas(system: Path = HERE) -> list[float]:
    """Every limit on this process, in cores; empty where there is none, as on a Mac."""
    found = []
    for version, mount, group in groups(system):
        read = limit_of_v2 if version == 2 else limit_of_v1
        inside = mount.joinpath(*group.parts)
        for folder in (inside, *inside.parents):
            if (limit := read(folder)) is not None:
                found.append(limit)
            if folder == mount:
                break
    return found


def groups(system: Path, controller: str = "cpu") -> Iterator[tuple[int, Path, PurePosixPath]]:
    """The version, the mount and the place below it of each of this process's groups that has to do
    with computing time, or with another `controller`."""
    try:
        mounts = (system / "proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
        own = (system / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):  # no Linux, or one that hides them
        return
    for line in mounts:
        # 31 23 0:28 ROOT MOUNT rw,relatime shared:9 - TYPE SOURCE OPTIONS
        before, _, after = line.partition(" - ")
        kind, _, options = (after.split() + ["", "", ""])[:3]
        if len(before.split()) < 5 or kind not in ("cgroup", "cgroup2"):
            continue
        root, mount = map(unescaped, before.split()[3:5])
        for entry in own:  # "0::/user.slice" in version 2, "4:cpu,cpuacct:/user.slice" in version 1
            number, controllers, path = (entry.split(":", 2) + ["", ""])[:3]
            if kind == "cgroup2":
                version, ours = 2, number == "0" and not controllers
            else:
                found = [names.split(",") for names in (controllers, options)]
                version, ours = 1, all(controller in names for names in found)
            if ours:
                yield version, system / mount.lstrip("/"), below(path, root)


def below(path: str, root: str) -> PurePosixPath:
    """Where `path` lies below a mount that shows only the part of the hierarchy from `root` on.

    Seen from inside a container, the path may lie outside of the mount: then the mount itself is
    the innermost group that can be seen.

    >>> str(below("/docker/1f/job", "/docker/1f")), str(below("/docker/1f", "/other"))
    ('job', '.')
    """
    try:
        found = PurePosixPath(path).relative_to(root)
    except ValueError:
        return PurePosixPath()
    return PurePosixPath() if ".." in found.parts else found


def unescaped(text: str) -> str:
    r"""A path of mountinfo, where a space stands as \040.

    >>> unescaped(r"/a\040b")
    '/a b'
    """
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def limit_of_v2(folder: Path) -> float | None:
    """Cores by `cpu.max`: "150000 100000", in microseconds, or "max 100000"."""
    return share(*(words(folder / "cpu.max") + ["", ""])[:2])


def limit_of_v1(folder: Path) -> float | None:
    """Cores by `cpu.cfs_quota_us` (-1: no limit) and `cpu.cfs_period_us`."""
    quota, period = words(folder / "cpu.cfs_quota_us"), words(folder / "cpu.cfs_period_us")
    return share((quota or [""])[0], (period or [""])[0])


def words(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError):
        return []


def share(quota: str, period: str) -> float | None:
    """Cores that a quota in a period is worth; None without a limit.

    >>> share("150000", "100000"), share("max", "100000"), share("-1", "100000")
    (1.5, None, None)
    """
    try:
        return float(int(quota) / int(period)) if int(quota) > 0 and int(period) > 0 else None
    except ValueError:  # "max", or nothing
        return None
