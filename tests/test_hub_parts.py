"""What the real JupyterHub, OAuthenticator and SystemdSpawner make of the hub's configuration.

Nothing is started: for systemd's programs others stand in, which write down what they are asked.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.files import root, write_text
from tools import extra_rooms, hub_sizing

pytestmark = [
    pytest.mark.all,
    pytest.mark.skipif(sys.platform != "linux", reason="a hub needs Linux"),
]
STAND_IN = """\
#!/bin/sh
printf '%s\\n' "$@" >> "$0.asked"
case "$0 $*" in *systemctl*--version) echo "systemd 252 (252)";; esac
case "$0 $*" in *systemctl*is-active*) test -e "$(dirname "$0")/systemd-run.asked"; exit;; esac
case "$0 $*" in *systemctl*is-failed*) exit 1;; esac
"""
OAUTH = {
    "OAUTH_CLIENT_ID": "the course",
    "OAUTH_CLIENT_SECRET": "a secret",
    "OAUTH_CALLBACK_URL": "https://hub.example.org/hub/oauth_callback",
    "OAUTH2_AUTHORIZE_URL": "https://id.example.org/authorize",
    "OAUTH2_TOKEN_URL": "https://id.example.org/token",
    "OAUTH2_USERDATA_URL": "https://id.example.org/user",
}


@pytest.fixture
def ask(tmp_path):
    """What the room says of a configuration with these variables."""
    cache, bare = tmp_path / "cache", tmp_path / "course.git"
    cache.mkdir(mode=0o755)
    write_text(cache / "manuals-0.json", "{}")
    write_text(bare / "HEAD", "")
    write_text(tmp_path / "learners.txt", "ada\ngrace\n")
    said = {
        "COURSE_HUB_PASSWORD": "a long word",
        "COURSE_HUB_USERS": str(tmp_path / "learners.txt"),
        "COURSE_HUB_REPO": str(bare),
        "COURSE_HUB_STATE": str(tmp_path / "state"),
        "COURSE_SHARED": str(cache),
        "PYTHONPATH": str(root()),
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
    }

    def answer(*words: str, **variables: str):
        ours = {n: v for n, v in os.environ.items() if not n.startswith("COURSE_")}
        command = [extra_rooms.python_of("hub"), str(root() / "tests" / "hub_parts.py"), *words]
        done = subprocess.run(
            command, env=ours | said | variables, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return answer


@pytest.mark.parametrize("login", ["dummy", "shared-password"])
def test_the_password_and_a_listed_name_are_both_needed(ask, login):
    how = {"COURSE_HUB_LOGIN": login, "COURSE_HUB_SPAWNER": "simple"}
    assert ask("enter", "Ada", "a long word", **how) == {"name": "ada", "admin": False}
    for name, password in (("ada", "another word"), ("ada", ""), ("tom", "a long word")):
        assert ask("enter", name, password, **how)["name"] is None


def test_an_admin_needs_a_password_of_the_own(ask):
    how = {"COURSE_HUB_LOGIN": "shared-password", "COURSE_HUB_SPAWNER": "simple"}
    how |= {"COURSE_HUB_ADMINS": "ann", "COURSE_HUB_ADMIN_PASSWORD": "a" * 32}
    assert ask("enter", "ann", "a" * 32, **how) == {"name": "ann", "admin": True}
    assert ask("enter", "ann", "a long word", **how)["name"] is None


@pytest.mark.parametrize("name, may", [("ada", True), ("tom", False)])
def test_a_service_is_asked_as_the_variables_say_and_only_listed_names_enter(ask, name, may):
    how = {"COURSE_HUB_LOGIN": "generic-oauth", "COURSE_HUB_SPAWNER": "simple"}
    found = ask("oauth", name, **how, **OAUTH)
    assert found["id"] == OAUTH["OAUTH_CLIENT_ID"] and found["may"] is may
    assert found["addresses"] == [address for name, address in OAUTH.items() if "OAUTH2" in name]


def test_systemd_is_told_the_limits_and_keeps_learners_apart(ask, tmp_path):
    for name in ("systemd-run", "systemctl"):
        write_text(tmp_path / name, STAND_IN)
        (tmp_path / name).chmod(0o755)
    ask("systemd", "ada", str(tmp_path / "run"), COURSE_HUB_LOGIN="shared-password")
    told = (tmp_path / "systemd-run.asked").read_text(encoding="utf-8").splitlines()
    need = hub_sizing.read(root())
    wanted = [
        f"MemoryMax={need.limit * 2**20}",
        "CPUQuota=100%",
        "DynamicUser=yes",
        "StateDirectory=ada",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "NoNewPrivileges=yes",
        "UMask=0077",
        "OOMPolicy=continue",
    ]
    assert {f"--property={one}" for one in wanted} <= set(told), told
    assert told[told.index("--working-directory") + 1] == "/var/lib/ada"
    (given,) = Path(tmp_path / "run").rglob("*.env")
    assert "OMP_NUM_THREADS=1" in given.read_text(encoding="utf-8").splitlines()
