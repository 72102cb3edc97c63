"""Memory within containers: fake trees of /proc and /sys, as Linux shows them in both versions."""

from pathlib import Path
from types import SimpleNamespace

import memory_left
import psutil
import pytest
import side_by_side

MB = 1 << 20
NO_LIMIT = 9223372036854771712  # what version 1 shows where there is none
V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate"
V1 = "35 31 0:32 {root} /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory"
CPU = "33 31 0:30 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct"
UNIFIED = "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw"


@pytest.fixture(autouse=True)
def sixteen_gigabytes(monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=16_000 * MB))


@pytest.fixture
def left(tmp_path):
    """Plants mounts, this process's groups and their files; megabytes that may still be taken."""

    def measure(mounts: list[str], own: list[str], files: dict[str, str | int]) -> float:
        texts = {"proc/self/mountinfo": "\n".join(mounts), "proc/self/cgroup": "\n".join(own)}
        texts |= {f"sys/fs/cgroup/{name}": f"{value}\n" for name, value in files.items()}
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return memory_left.memory_left(tmp_path) / MB

    return measure


def v1(place: str, limit: int, used: int = 0, files: int = 0) -> dict[str, str | int]:
    found = {"limit_in_bytes": limit, "usage_in_bytes": used}
    found |= {"stat": f"cache 5\ninactive_file 1\ntotal_inactive_file {files}"}
    return {f"memory{place}/memory.{name}": value for name, value in found.items()}


def v2(place: str, limit: str | int, used: int = 0, files: int = 0) -> dict[str, str | int]:
    found = {"max": limit, "current": used, "stat": f"anon 5\ninactive_file {files}"}
    return {f"{place}memory.{name}": value for name, value in found.items()}


def test_version_2(left):
    assert left([V2], ["0::/"], v2("", 2000 * MB, 500 * MB)) == 1500
    assert left([V2], ["0::/"], v2("", 2000 * MB, 500 * MB, files=300 * MB)) == 1800
    assert left([V2], ["0::/"], v2("", "max", 500 * MB)) == 16_000


def test_version_1(left):
    """Beside other controllers, each mounted at a place of its own."""
    mounts, own = [CPU, V1.format(root="/")], ["2:cpu,cpuacct:/a", "4:memory:/docker/1f"]
    files = v1("", NO_LIMIT, 900 * MB) | v1("/docker/1f", 2000 * MB, 700 * MB, 100 * MB)
    assert left(mounts, own, files) == 1400
    assert left(mounts, own, v1("/docker/1f", NO_LIMIT)) == 16_000


@pytest.mark.parametrize("path", ["/docker/1f", "/../elsewhere", "/kube/2e"])
def test_a_path_that_the_container_does_not_see(path, left):
    """Docker shows the container's group as the mount's root; the process's path begins above."""
    files = v1("", 2000 * MB, 500 * MB)
    assert left([V1.format(root="/docker/1f")], [f"4:memory:{path}"], files) == 1500


def test_the_smallest_on_the_way_up_counts(left):
    files = v2("", 9000 * MB) | v2("a/", 4000 * MB, 3000 * MB) | v2("a/b/", 3000 * MB, 100 * MB)
    assert left([V2], ["0::/a/b"], files) == 1000


def test_both_versions_at_once(left):
    """As on a machine whose memory is counted by version 1, and only names by version 2."""
    mounts, own = [V1.format(root="/"), UNIFIED], ["4:memory:/a", "0::/"]
    assert left(mounts, own, v1("/a", 3000 * MB, 1000 * MB)) == 2000


@pytest.mark.parametrize("files", [{}, {"memory.max": "nonsense"}, {"memory.max": "100"}])
def test_what_cannot_be_read_is_no_limit(files, left):
    assert left([V2], ["0::/"], files) == 16_000


def test_without_linux(tmp_path):
    assert memory_left.memory_left(Path(tmp_path)) == 16_000 * MB


def test_tests_run_one_after_the_other_where_memory_is_short(monkeypatch):
    """A group of 2 GB on a machine with many cores."""
    monkeypatch.setattr(side_by_side, "available_cpus", lambda: 8)
    monkeypatch.setattr(side_by_side, "memory_left", lambda: 1.9e9)
    assert side_by_side.pytest_xdist_auto_num_workers(None) == 0
    monkeypatch.setattr(side_by_side, "memory_left", lambda: 6.1e9)
    assert side_by_side.pytest_xdist_auto_num_workers(None) == 3
