"""A room of twelve on the real JupyterHub, its proxy and nbgitpuller, on the loopback.

Everybody logs in at once, pulls, and runs the first lesson and half of another in a kernel of one
thread; then what goes wrong in a room is made to go wrong. `python -m tools.hub_trial` runs this,
and keeps what it measured.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from hub_class import LONG_RUN, MANUALS, THREADS, TRANSPORT, TRY, Trial, cells
from hub_learner import FOLDER, Kernel, Learner
from hub_room import PASSWORD, Room

from helpers import course
from helpers.files import root, write_json

pytestmark = [
    pytest.mark.all,
    pytest.mark.skipif(sys.platform != "linux", reason="a hub needs Linux"),
    pytest.mark.skipif(not shutil.which("npm"), reason="the hub's proxy comes from npm"),
    pytest.mark.timeout(3600),
]
LEARNERS = 12
EDITED = "print('what a learner wrote')"


@pytest.fixture(scope="module")
def trial():
    room = Room(LEARNERS, COURSE_QUICK="1")
    try:
        room.prepare()
        room.start()
        trial = Trial(room)
        began = time.monotonic()
        yield trial
        trial.measured["minutes"] = round((time.monotonic() - began) / 60, 1)
        if path := os.environ.get("COURSE_HUB_TRIAL"):
            write_json(path, trial.measured)
        print(trial.measured)
    finally:
        room.end()


def test_a_wrong_password_or_name_does_not_come_in(trial):
    assert not Learner(trial.room.address, "learner-01").log_in("another long word")
    assert not Learner(trial.room.address, "somebody").log_in(PASSWORD)


def test_all_log_in_pull_and_run_their_first_cell(trial):
    """At once, as at the beginning of a class."""
    path = course.notebook("start_here")

    def arrive(learner: Learner) -> dict[str, float]:
        began = time.monotonic()
        assert learner.log_in(PASSWORD)
        learner.start()
        started = time.monotonic()
        assert learner.pull(str(trial.room.bare)) == ""
        pulled = time.monotonic()
        server = trial.room.held(learner.name)
        with trial.kernel(learner, path) as kernel:
            code = cells(learner, path)
            assert "Ready: running on the CPU" in kernel.run(code[0])
            kernel.run(code[1])
            seconds = {"start": started - began, "pull": pulled - started}
            seconds |= {"first cell": time.monotonic() - began, "server": server}
            return seconds | {"computing": trial.room.computed(learner.name)}

    came = trial.all(arrive)
    for what in ("start", "pull", "first cell", "computing"):
        some = [one[what] for one in came]
        trial.measured[what] = [round(statistics.median(some), 1), round(max(some), 1)]
    trial.measured["server MB"] = max(one["server"] for one in came)


def test_everybody_has_one_thread_and_the_shared_manuals(trial):
    path = course.notebook("start_here")

    def look(learner: Learner) -> float:
        with trial.kernel(learner, path) as kernel:
            kernel.run(cells(learner, path)[0])
            assert kernel.run(THREADS).split() == ["1", "1"]
            return float(kernel.run(MANUALS))

    seconds = trial.all(look)
    trial.measured["manuals"] = [round(statistics.median(seconds), 1), round(max(seconds), 1)]
    assert max(seconds) < 3


def run(trial: Trial, slug: str) -> int:
    """All run a lesson to its end, or up to its half; the most MB that a learner held."""
    path = course.notebook(slug)

    def work(learner: Learner) -> int:
        with trial.kernel(learner, path) as kernel:
            for code in cells(learner, path):
                kernel.run(code)
            if slug == "start_here":
                kernel.run('predict("start_here.world", 0.25, 0.5)')
            return trial.room.held(learner.name)

    return max(trial.all(work))


def test_all_run_the_first_lesson(trial):
    trial.measured["start_here MB"] = run(trial, "start_here")
    for learner in trial.learners:
        progress = trial.room.home(learner.name) / FOLDER / "progress.json"
        assert "start_here.world" in progress.read_text(encoding="utf-8")
        trial.close(learner)


def test_all_run_half_of_masked_lm(trial):
    trial.measured["masked_lm MB"] = run(trial, "masked_lm")


def test_quizzes_find_their_widgets(trial):
    page = trial.learners[0].ask(trial.learners[0].server + "lab")
    assert page.status == 200 and "@jupyter-widgets/jupyterlab-manager" in page.body


# ---- what others may not -----------------------------------------------------------------------


def test_another_learners_server_is_refused(trial):
    one, other = trial.learners[:2]
    for path in ("api/contents", "api/kernels", "lab", f"files/{FOLDER}/progress.json"):
        found = one.ask(other.server + path)
        assert found.status in (403, 404), (path, found)
    with pytest.raises(Exception, match="403|Handshake"):
        Kernel(Learner(one.address, other.name, one.jar), trial.kernels[other.name].id)


def test_another_learners_files_are_refused(trial):
    if not trial.room.apart:
        pytest.skip("learners are users of their own only if the hub is root's")
    one, other = trial.learners[:2]
    servers = trial.room.processes(other.name)
    closed = [str(trial.room.folder / name) for name in ("cache", "course.git", "homes")]
    closed.append(str(root()))
    secret = str(trial.room.folder / "state" / "cookie_secret")
    what = {"home": str(trial.room.home(other.name)), "pid": servers[0].pid}
    said = trial.kernels[one.name].run(TRY.format(**what, closed=closed, secret=secret))
    assert {line.split()[-1] for line in said.splitlines()} == {"PermissionError"}, said
    assert len(said.splitlines()) == 9
    # Ports would be open to everybody on this machine: kernels speak through files.
    assert trial.kernels[other.name].run(TRANSPORT).strip() == "ipc"


def test_an_expired_or_foreign_token_is_refused(trial):
    one, other = trial.learners[:2]
    status = one.server + "api/status"
    kept, brief = one.token(3600), one.token(2)
    assert one.ask(status, token=kept).status == 200
    assert one.ask(other.server + "api/status", token=kept).status == 403
    one.wait(lambda: one.ask("/hub/api/user", token=brief).status == 403, "the end of a token")
    assert one.ask(status, token=brief).status == 403
    trial.token = one.token(20)
    assert one.ask(status, token=trial.token).status == 200  # the server now knows it by heart


# ---- what breaks -------------------------------------------------------------------------------


def remember(trial: Trial) -> None:
    """Work in everybody's kernel, and in the notebook that the first of them saves."""
    for learner in trial.lasting:
        trial.kernels[learner.name].run(f"kept = {learner.name!r}")
    one, path = trial.learners[0], course.notebook("masked_lm")
    notebook = nbformat.from_dict(one.contents(path).json()["content"])
    notebook.cells.append(nbformat.v4.new_code_cell(EDITED))
    assert one.save(path, notebook) == 200


def all_is_there(trial: Trial) -> None:
    """Everybody's kernel still has what it had; reached anew, as a page does."""
    for learner in trial.lasting:
        kernel = trial.kernels[learner.name]
        kernel.close()
        kernel.connect()
        assert kernel.run("print(kept)").strip() == learner.name


def test_a_killed_proxy_comes_back_and_kernels_have_gone_on(trial):
    remember(trial)
    killed = trial.room.proxy()
    killed.kill()
    one = trial.learners[0]
    began = time.monotonic()
    trial.room.wait(lambda: trial.room.proxy_pid() != killed.pid, "another proxy")
    trial.room.wait(one.known, "the way to the hub")
    seconds = time.monotonic() - began
    for learner in trial.learners:
        learner.wait(
            lambda who=learner: who.ask(who.server + "api/status").status == 200, "a route"
        )
    trial.measured["proxy back"] = round(seconds, 1)
    all_is_there(trial)


def test_a_killed_hub_comes_back_and_nobody_has_to_log_in(trial):
    servers = {name: trial.room.processes(name)[0].pid for name in trial.room.names}
    one = trial.learners[0]
    trial.kernels[one.name].run("print(kept)")
    trial.room.kill_hub()
    assert trial.kernels[one.name].run("print(kept)").strip() == one.name  # while there is no hub
    began = time.monotonic()
    trial.room.start()
    trial.measured["hub back"] = round(time.monotonic() - began, 1)
    assert all(learner.known() for learner in trial.learners)
    for learner in trial.learners:
        learner.wait(learner.arrived, "a route")
    assert servers == {name: trial.room.processes(name)[0].pid for name in trial.room.names}
    all_is_there(trial)


def test_a_killed_server_comes_back_with_files_and_a_run_goes_on(trial):
    one = trial.learners[0]
    kernel, path = trial.kernels.pop(one.name), course.notebook("masked_lm")
    before = (trial.room.home(one.name) / FOLDER / "progress.json").read_bytes()
    kernel.send(LONG_RUN)
    runs = trial.room.home(one.name) / FOLDER / ".cache"
    trial.room.wait(lambda: any(runs.rglob("*interrupted*")), "a saved step")
    processes = trial.room.processes(one.name)
    processes[0].kill()
    gone, alive = psutil.wait_procs(processes, timeout=60)  # a kernel ends without its server
    assert not alive
    began = time.monotonic()
    one.restart()
    trial.measured["server back"] = round(time.monotonic() - began, 1)
    assert EDITED in str(one.contents(path).json()["content"])
    assert (trial.room.home(one.name) / FOLDER / "progress.json").read_bytes() == before
    trial.kernels[one.name] = again = one.open(path)
    again.run(cells(one, path)[0])
    assert "Going on with an interrupted run" in again.run(LONG_RUN)


def test_news_reach_a_learner_whose_edits_stay(trial):
    one, path = trial.learners[0], course.notebook("masked_lm")
    (trial.room.edition / "news.md").write_text("Room 7 today.\n", encoding="utf-8", newline="\n")
    trial.room.publish("Where we meet")
    trial.room.git("push", "--quiet", "hub", "main")
    assert one.pull(str(trial.room.bare)) == ""
    assert one.contents("news.md").json()["content"] == "Room 7 today.\n"
    assert EDITED in str(one.contents(path).json()["content"])


def test_an_expired_token_is_forgotten_by_a_server_that_knew_it(trial):
    one = trial.learners[0]
    one.wait(
        lambda: one.ask(one.server + "api/status", token=trial.token).status == 403,
        "a server to forget a token",
    )


def test_idle_servers_end_and_files_stay(trial):
    """The room's own service, which waits for a second here."""
    culler = trial.room.culler()
    command = [part for part in culler.cmdline() if not part.startswith("--")]
    command += ["--timeout=1", "--cull-every=1"]
    ends = subprocess.Popen(command, env=culler.environ(), stderr=subprocess.DEVNULL)
    try:
        gone = lambda: not any(trial.room.processes(name) for name in trial.room.names)  # noqa: E731
        trial.room.wait(gone, "idle servers' end")
    finally:
        ends.kill()
        ends.wait()
    home = trial.room.home(trial.learners[0].name) / FOLDER
    assert (home / "progress.json").exists() and (home / "news.md").exists()
