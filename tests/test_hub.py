"""The hub's configuration and its values for a cluster, without a JupyterHub.

`test_hub_room.py` runs the hub itself, and is heavy.
"""

import configparser
import json
import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from helpers.files import CourseError, root, write_json
from tools import hub_settings, hub_sizing

WORKSHOP = root() / "workshop"
CONFIG = WORKSHOP / "jupyterhub_config.py"
VALUES = yaml.safe_load((WORKSHOP / "values.yaml").read_text(encoding="utf-8"))
NEED = hub_sizing.read(root())
LINUX = pytest.mark.skipif(os.name == "nt", reason="a hub needs Linux, and so do its files' modes")


class Section(dict):
    """A part of a configuration, as traitlets has it: names that are there once they are set."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class Config(dict):
    def __getattr__(self, name: str) -> Section:
        return self.setdefault(name, Section())


@pytest.fixture
def said(tmp_path, monkeypatch) -> dict[str, str]:
    """Variables with which a trial starts, and an environment that has what it needs."""
    cache, bare = tmp_path / "cache", tmp_path / "course.git"
    cache.mkdir(mode=0o755)
    (cache / "manuals-0.json").write_text("{}", encoding="utf-8", newline="\n")
    (cache / "manuals-0.json").chmod(0o644)
    bare.mkdir()
    (bare / "HEAD").touch()
    for needed in (hub_settings.KERNEL, hub_settings.WIDGETS):
        (tmp_path / "env" / needed).parent.mkdir(parents=True)
        (tmp_path / "env" / needed).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "env"))
    return {
        "COURSE_HUB_LOGIN": "dummy",
        "COURSE_HUB_PASSWORD": "a long word",
        "COURSE_HUB_SPAWNER": "simple",
        "COURSE_HUB_REPO": str(bare),
        "COURSE_HUB_STATE": str(tmp_path / "state"),
        "COURSE_SHARED": str(cache),
    }


@pytest.fixture
def config(said, monkeypatch):
    """What the hub reads, with other variables than those of a trial if some are given."""

    def load(**others: str) -> Config:
        for name in [name for name in os.environ if name.startswith("COURSE_")]:
            monkeypatch.delenv(name)
        for name, value in (said | others).items():
            monkeypatch.setenv(name, value)
        found = Config()
        names = {"get_config": lambda: found, "__file__": str(CONFIG)}
        exec(compile(CONFIG.read_text(encoding="utf-8"), str(CONFIG), "exec"), names)
        return found

    return load


# ---- the configuration -------------------------------------------------------------------------


@LINUX
def test_a_learner_has_the_memory_and_the_core_that_the_budgets_say(config):
    spawner = config().Spawner
    assert spawner.mem_limit == f"{NEED.limit}M" and spawner.mem_guarantee == f"{NEED.reserved}M"
    assert spawner.cpu_limit == 1.0 and spawner.environment["OMP_NUM_THREADS"] == "1"


@LINUX
def test_a_learner_gets_the_course_and_the_shared_manuals(config, said):
    found = config(COURSE_BUDGET="class", COURSE_HUB_BRANCH="spring")
    asked = parse_qs(urlsplit(found.Spawner.default_url).query)
    assert asked["repo"] == [said["COURSE_HUB_REPO"]] and asked["branch"] == ["spring"]
    assert asked["urlpath"][0].endswith("/lessons/home.ipynb")
    environment = found.Spawner.environment
    assert environment["COURSE_SHARED"] == said["COURSE_SHARED"]
    assert environment["COURSE_BUDGET"] == "class" and "COURSE_QUICK" not in environment
    safe = configparser.ConfigParser()
    safe.read(environment["GIT_CONFIG_SYSTEM"], encoding="utf-8")
    assert safe["safe"]["directory"] == said["COURSE_HUB_REPO"]


@LINUX
def test_names_come_from_the_list_and_are_no_folders_of_the_system(config, tmp_path, monkeypatch):
    listed = tmp_path / "learners.txt"
    listed.write_text("Ada\n\n grace \n", encoding="utf-8", newline="\n")
    (tmp_path / "lib" / "dpkg").mkdir(parents=True)
    (tmp_path / "lib" / "ada").symlink_to(tmp_path)
    monkeypatch.setattr(hub_settings, "HOMES", tmp_path / "lib")
    found = config(COURSE_HUB_USERS=str(listed), COURSE_HUB_ADMINS="Tom, ann").Authenticator
    assert found.allowed_users == {"ada", "grace", "tom", "ann"} and found.admin_users == {
        "tom",
        "ann",
    }
    assert found.allow_all is False and found.blocked_users == {"dpkg"}
    named = re.compile(found.username_pattern)
    assert named.fullmatch("ada.l@example.org") and named.fullmatch("learner-01")
    assert not any(map(named.fullmatch, ("", "..", ".ssh", "a/b", "-a", "Ada", "a b")))


@LINUX
def test_idle_servers_are_ended_by_a_service_that_may_do_no_more(config):
    hub = config().JupyterHub
    (service,), (role,) = hub.services, hub.load_roles
    assert service["command"][:3] == [sys.executable, "-m", "jupyterhub_idle_culler"]
    assert role["services"] == [service["name"]] and "delete:servers" in role["scopes"]
    assert not [scope for scope in role["scopes"] if scope.startswith(("admin", "access"))]


@LINUX
def test_a_room_lets_in_by_a_password_and_a_department_by_its_service(config, tmp_path):
    shared = config(COURSE_HUB_LOGIN="shared-password", COURSE_HUB_URL="http://0.0.0.0:80")
    assert shared.SharedPasswordAuthenticator.user_password == "a long word"
    listed = tmp_path / "learners.txt"
    listed.write_text("ada\n", encoding="utf-8", newline="\n")
    oauth = config(COURSE_HUB_LOGIN="generic-oauth", COURSE_HUB_USERS=str(listed))
    assert oauth.JupyterHub.authenticator_class == "generic-oauth"
    assert "DummyAuthenticator" not in oauth and oauth.Authenticator.allow_all is False


@LINUX
@pytest.mark.parametrize(
    "name, value, cure",
    [
        ("COURSE_HUB_LOGIN", "", "Set COURSE_HUB_LOGIN: dummy for a trial"),
        ("COURSE_HUB_PASSWORD", "short", "of 8 characters or more"),
        ("COURSE_HUB_URL", "http://0.0.0.0:80", "dummy is for a trial on this machine"),
        ("COURSE_HUB_LOGIN", "github", "Everybody with an account at github could enter"),
        ("COURSE_HUB_USERS", "no-such-file", "cannot be read"),
        ("COURSE_HUB_CERT", "cert.pem", "go together"),
        ("COURSE_HUB_REPO", "", "Set COURSE_HUB_REPO"),
        ("COURSE_HUB_REPO", "/no/such/repository", "git clone --bare"),
        ("COURSE_SHARED", "/no/such/cache", "python -m tools.prepare"),
    ],
)
def test_what_would_stop_learners_stops_the_hub_with_its_cure(config, name, value, cure):
    with pytest.raises(CourseError, match=re.escape(cure)):
        config(**{name: value})


@LINUX
@pytest.mark.parametrize("mode, path", [(0o600, "manuals-0.json"), (0o777, ""), (0o700, "")])
def test_a_cache_that_learners_cannot_read_or_could_write_is_refused(config, said, mode, path):
    (Path(said["COURSE_SHARED"]) / path).chmod(mode)
    with pytest.raises(CourseError, match="chmod -R u=rwX,go=rX"):
        config()


@LINUX
def test_what_the_hub_remembers_is_for_nobody_else(config, said):
    found = config()
    state = Path(said["COURSE_HUB_STATE"])
    assert state.stat().st_mode & 0o077 == 0
    assert Path(found.JupyterHub.cookie_secret_file).parent == state
    assert found.JupyterHub.cleanup_servers is False


@LINUX
@pytest.mark.parametrize("needed", [hub_settings.KERNEL, hub_settings.WIDGETS])
def test_an_environment_without_kernel_or_widgets_is_refused(config, tmp_path, needed):
    (tmp_path / "env" / needed).unlink()
    with pytest.raises(CourseError, match=r"workshop/requirements\.txt"):
        config()


@LINUX
def test_a_python_in_a_closed_folder_is_refused(config, tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    (tmp_path / "python").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(CourseError, match="closed to them"):
        config(COURSE_HUB_SPAWNER="systemd")


def test_this_environment_has_the_kernel_and_the_widgets():
    """The same packages make the hub's."""
    hub_settings.check_environment(Path(sys.prefix))


def test_a_server_that_is_too_small_is_told(capsys, monkeypatch):
    monkeypatch.setattr(hub_sizing, "too_small", lambda learners, *_: f"For {learners}")

    class Found:
        learners = {"ada", "grace"}

    hub_settings.warn(Found, NEED)
    assert capsys.readouterr().err == "For 2\n"


def test_every_variable_that_is_read_is_in_the_example_or_the_readme():
    read = set(
        re.findall(r'"(COURSE_HUB_\w+)"', Path(hub_settings.__file__).read_text(encoding="utf-8"))
    )
    told = "".join(
        (WORKSHOP / name).read_text(encoding="utf-8") for name in ("hub.env", "README.md")
    )
    assert read == set(re.findall(r"COURSE_HUB_[A-Z]+(?:_[A-Z]+)*", told))


# ---- a cluster ---------------------------------------------------------------------------------


def test_the_values_have_the_sizes_of_the_table():
    memory, cpu = VALUES["singleuser"]["memory"], VALUES["singleuser"]["cpu"]
    assert memory == {"guarantee": f"{NEED.reserved}M", "limit": f"{NEED.limit}M"}
    assert cpu == {"guarantee": round(hub_sizing.SECONDS / hub_sizing.WAIT, 2), "limit": 1}


@LINUX
def test_the_values_say_what_the_one_server_does(config):
    one, many = config(), VALUES["singleuser"]
    assert many["extraEnv"]["OMP_NUM_THREADS"] == one.Spawner.environment["OMP_NUM_THREADS"]
    ours, theirs = (
        parse_qs(urlsplit(u).query) for u in (one.Spawner.default_url, many["defaultUrl"])
    )
    assert ours["urlpath"] == theirs["urlpath"] and ours["targetpath"] == theirs["targetpath"]
    options = [part for part in one.Spawner.args if part.startswith("--MappingKernelManager")]
    data = many["extraFiles"]["kernels"]["data"]["MappingKernelManager"]
    told = {f"--MappingKernelManager.{name}={value}" for name, value in data.items()}
    assert set(options) == {option for option in told}
    assert f"--timeout={VALUES['cull']['timeout']}" in one.JupyterHub.services[0]["command"]


def test_servers_read_the_values_file_that_limits_kernels(tmp_path):
    """By its name: those in a folder beside it are for extensions alone."""
    given = VALUES["singleuser"]["extraFiles"]["kernels"]
    path = PurePosixPath(given["mountPath"])
    assert str(path.parent) == "/etc/jupyter"
    write_json(tmp_path / path.name, given["data"])
    command = [sys.executable, "-m", "jupyterlab", "--show-config-json"]
    own = {"JUPYTER_CONFIG_PATH": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path / "none")}
    said = subprocess.check_output(command, env=os.environ | own, text=True, encoding="utf-8")
    found = json.loads(said)
    assert found["MappingKernelManager"] == given["data"]["MappingKernelManager"]
    assert found["LabApp"] == given["data"]["LabApp"]


def test_the_values_let_nobody_in_before_somebody_decides():
    config = VALUES["hub"]["config"]
    assert config["Authenticator"]["allowed_users"] == [] and "allow_all" not in str(config)
    assert config["JupyterHub"]["authenticator_class"] not in ("dummy", "null")
