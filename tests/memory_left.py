"""How much memory may still be taken: what the system has, cut down by every container limit.

Linux limits a group of processes (a cgroup) to so many bytes; `helpers/cores.py` finds the groups,
in both versions of that interface.
"""

from pathlib import Path

import psutil

from helpers import cores

# By version: the limit, what is in use, and how much of that are files, which can be dropped.
NAMES = {
    1: ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    2: ("memory.max", "memory.current", "inactive_file"),
}


def memory_left(system: Path = cores.HERE) -> int:
    """Bytes that this process may still take. `system` is where /proc and /sys are looked for."""
    left = [psutil.virtual_memory().available]
    for version, mount, group in cores.groups(system, "memory"):
        inside = mount.joinpath(*group.parts)
        for folder in (inside, *inside.parents):
            left += left_in(folder, *NAMES[version])
            if folder == mount:
                break
    return max(0, min(left))


def left_in(folder: Path, limit: str, used: str, files: str) -> list[int]:
    """What a group may still take, as a list of one number; empty if it has no limit."""
    try:
        most, now = (int(cores.words(folder / name)[0]) for name in (limit, used))
    except (ValueError, IndexError):  # "max", or no such file
        return []
    stat = cores.words(folder / "memory.stat")
    return [most - now + int(dict(zip(stat[::2], stat[1::2], strict=False)).get(files, 0))]
