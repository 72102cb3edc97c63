"""Cores within containers: fake trees of /proc and /sys, as Linux shows them in both versions."""

from pathlib import Path

import pytest

from helpers import cores

V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate"
V1 = "33 31 0:30 {root} /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct"
MEMORY = "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory"
UNIFIED = "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw"
DISK = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw"


@pytest.fixture(autouse=True)
def eight_cores(monkeypatch):
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)


@pytest.fixture
def system(tmp_path):
    """Plants mounts, this process's groups and the files that hold limits."""

    def plant(mounts: list[str], own: list[str], files: dict[str, str]) -> Path:
        texts = {"proc/self/mountinfo": "\n".join(mounts), "proc/self/cgroup": "\n".join(own)}
        for name, text in (texts | {f"sys/fs/cgroup/{k}": v for k, v in files.items()}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text + "\n", encoding="utf-8")
        return tmp_path

    return plant


def v1(folder: str, quota: int, period: int = 100_000) -> dict[str, str]:
    place = f"cpu,cpuacct{folder}"
    return {f"{place}/cpu.cfs_quota_us": str(quota), f"{place}/cpu.cfs_period_us": str(period)}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("200000 100000", 2),
        ("max 100000", 8),
        ("50000 100000", 1),
        ("140000 100000", 1),
        ("150000 100000", 2),
        ("1000 100000", 1),
        ("20000 10000", 2),
        ("9900000 100000", 8),
        ("0 100000", 8),
        ("200000 0", 8),
        ("200000", 8),
        ("", 8),
        ("nonsense", 8),
    ],
)
def test_the_limit_of_a_container(text, expected, system):
    """Its own group is the root of what it sees."""
    assert cores.available_cpus(system([DISK, V2], ["0::/"], {"cpu.max": text})) == expected


@pytest.mark.parametrize("smallest", ["a.slice", "a.slice/b.service", "a.slice/b.service/job"])
def test_the_smallest_limit_on_the_way_up_counts(smallest, system):
    places = ["a.slice", "a.slice/b.service", "a.slice/b.service/job", "a.slice/other"]
    files = {f"{place}/cpu.max": "500000 100000" for place in places}
    files |= {"a.slice/other/cpu.max": "100000 100000", f"{smallest}/cpu.max": "300000 100000"}
    here = system([V2], ["0::/a.slice/b.service/job"], files)
    assert cores.available_cpus(here) == 3
    assert sorted(cores.quotas(here)) == [3, 5, 5]


def test_groups_without_a_limit_file_are_passed_over(system):
    here = system([V2], ["0::/a/b/c"], {"a/cpu.max": "400000 100000", "a/b/c/cpu.weight": "100"})
    assert cores.available_cpus(here) == 4


def test_version_1_with_nested_groups(system):
    files = v1("", -1) | v1("/docker", 600_000) | v1("/docker/1f", 250_000)
    mounts = [DISK, MEMORY, V1.format(root="/")]
    own = ["5:memory:/docker/1f", "4:cpu,cpuacct:/docker/1f"]
    assert cores.available_cpus(system(mounts, own, files)) == 3  # 2.5
    assert cores.available_cpus(system(mounts, own, v1("/docker/1f", -1))) == 6
    assert cores.available_cpus(system(mounts, own, v1("/docker/1f", 400_000, 50_000))) == 6


@pytest.mark.parametrize("path", ["/docker/1f", "/docker/1f/job", "/../elsewhere", "/kube/2e"])
def test_a_path_that_the_container_does_not_see(path, system):
    """Docker shows the container's group as the mount's root; the process's path begins above."""
    here = system([V1.format(root="/docker/1f")], [f"4:cpu,cpuacct:{path}"], v1("", 200_000))
    assert cores.available_cpus(here) == 2
    here = system([V2], [f"0::{path}"], {"cpu.max": "100000 100000"})
    assert cores.available_cpus(here) == 1


def test_a_group_inside_a_container(system):
    files = v1("", 600_000) | v1("/job", 200_000)
    here = system([V1.format(root="/docker/1f")], ["4:cpu,cpuacct:/docker/1f/job"], files)
    assert cores.available_cpus(here) == 2


def test_both_versions_at_once(system):
    files = v1("/a", 500_000) | {"unified/b/cpu.max": "300000 100000"}
    own = ["4:cpu,cpuacct:/a", "1:name=systemd:/b", "0::/b"]
    assert cores.available_cpus(system([V1.format(root="/"), UNIFIED], own, files)) == 3
    files = v1("/a", 200_000)
    assert cores.available_cpus(system([V1.format(root="/"), UNIFIED], own, files)) == 2


def test_a_mount_elsewhere_with_a_space(system, tmp_path):
    mount = V2.replace("/sys/fs/cgroup", r"/my\040groups")
    here = system([mount], ["0::/"], {})
    (tmp_path / "my groups").mkdir()
    (tmp_path / "my groups" / "cpu.max").write_text("200000 100000", encoding="utf-8")
    assert cores.available_cpus(here) == 2


@pytest.mark.parametrize("own, mounts", [([], [V2]), (["0::/"], []), (["?"], ["1 2", " - "])])
def test_what_cannot_be_read_is_no_limit(own, mounts, system):
    assert cores.available_cpus(system(mounts, own, {"cpu.max": "100000 100000"})) == 8


def test_without_linux(tmp_path, monkeypatch):
    assert cores.available_cpus(tmp_path) == 8
    monkeypatch.delattr(cores.os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(cores.os, "cpu_count", lambda: None)
    assert cores.available_cpus(tmp_path) == 1


def test_the_systems_own_limit_on_a_process_counts_too(system, monkeypatch):
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda pid: {5}, raising=False)
    assert cores.available_cpus(system([V2], ["0::/"], {"cpu.max": "400000 100000"})) == 1
