"""JupyterHub for a room, on one server. workshop/README.md says what to run, and in which order.

What differs between rooms comes from environment variables (workshop/hub.env lists them); the rest
stands here. Memory and cores for each learner are computed from budgets.json.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlencode

COURSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(COURSE))

from helpers.files import write_text  # noqa: E402
from tools import hub_settings, hub_sizing  # noqa: E402

c = get_config()  # noqa: F821  (JupyterHub defines it)
need = hub_sizing.read(COURSE)
room = hub_settings.settings(os.environ)
hub_settings.warn(room, need)

# ---- who may come in ---------------------------------------------------------------------------

c.JupyterHub.authenticator_class = room.login
if room.login == "dummy":  # any name with one password: a trial, which this machine alone can see
    c.DummyAuthenticator.password = room.password
elif room.login == "shared-password":
    c.SharedPasswordAuthenticator.user_password = room.password
    c.SharedPasswordAuthenticator.admin_password = room.admin_password or None
# Everything else is one of OAuthenticator's names. It reads OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET
# and OAUTH_CALLBACK_URL itself, "generic-oauth" also OAUTH2_AUTHORIZE_URL, OAUTH2_TOKEN_URL and
# OAUTH2_USERDATA_URL.
c.Authenticator.allowed_users = set(room.learners | room.admins) if room.learners else set()
c.Authenticator.admin_users = set(room.admins)
c.Authenticator.allow_all = not room.learners
c.Authenticator.any_allow_config = True
# A name becomes a folder in /var/lib, and no name may be that of a folder of the system.
c.Authenticator.username_pattern = hub_settings.NAME
c.Authenticator.blocked_users = hub_settings.taken()
c.JupyterHub.cookie_max_age_days = 1

# ---- where it listens and what it remembers ----------------------------------------------------

c.JupyterHub.bind_url = room.address
if room.certificate:
    c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = room.certificate
# Kept over a restart: who is logged in, and where everybody's server runs.
c.JupyterHub.cookie_secret_file = str(room.state / "cookie_secret")
c.JupyterHub.db_url = f"sqlite:///{room.state / 'jupyterhub.sqlite'}"
c.ConfigurableHTTPProxy.pid_file = str(room.state / "proxy.pid")
c.JupyterHub.cleanup_servers = False  # servers and their kernels outlive the hub
c.ConfigurableHTTPProxy.check_running_interval = 2  # seconds until a dead proxy is started again

# ---- a learner's server ------------------------------------------------------------------------

c.JupyterHub.spawner_class = room.spawner
c.Spawner.mem_guarantee = f"{need.reserved}M"
c.Spawner.mem_limit = f"{need.limit}M"
c.Spawner.cpu_limit = 1.0
c.Spawner.start_timeout = 180  # forty begin at once
c.Spawner.http_timeout = 120
c.Spawner.poll_interval = 10
c.JupyterHub.concurrent_spawn_limit = max(4, 2 * (os.cpu_count() or 1))
# No accounts on the server: systemd makes a user for each learner, who can read the system, write
# to a folder of the own, and see nobody else's.
c.SystemdSpawner.dynamic_users = True
c.SystemdSpawner.isolate_tmp = True
c.SystemdSpawner.isolate_devices = True
c.SystemdSpawner.disable_user_sudo = True
c.SystemdSpawner.unit_extra_properties = {"UMask": "0077"}

# ---- the course in it --------------------------------------------------------------------------

TARGET = "weights-and-context"
HOME = f"lab/tree/{TARGET}/lessons/home.ipynb"
# Who arrives gets a copy, or what is new in it; what a learner wrote stays.
pull = {"repo": room.repository, "branch": room.branch, "targetpath": TARGET, "urlpath": HOME}
c.Spawner.default_url = "/git-pull?" + urlencode(pull)
c.Spawner.cmd = [str(Path(sys.executable).with_name("jupyterhub-singleuser"))]
c.Spawner.args = [
    # A kernel that nobody used for an hour gives back its memory, even with its notebook open.
    "--MappingKernelManager.cull_idle_timeout=3600",
    "--MappingKernelManager.cull_interval=300",
    "--MappingKernelManager.cull_connected=True",
    # Kernels speak through files of the learner's: ports could be listened to by everybody here.
    "--KernelManager.transport=ipc",
    # Nothing asks the network: not for news, a newer JupyterLab, or extensions.
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
    # A token that has expired, or was taken back, is refused after a minute at the latest.
    "--HubOAuth.cache_max_age=60",
]
# A repository that another user owns is read only if Git is told that it is safe.
safe = write_text(room.shared / "gitconfig", f"[safe]\n\tdirectory = {room.repository}\n")
c.Spawner.environment = {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    "GIT_CONFIG_SYSTEM": str(safe),
    "COURSE_SHARED": str(room.shared),  # the manuals, read once for all
    "OMP_NUM_THREADS": "1",  # the cores are for everybody
    "JUPYTER_RUNTIME_DIR": "/tmp/jupyter",  # each learner has a /tmp; names of sockets are short
    "JUPYTER_PREFER_ENV_PATH": "1",  # the course's kernel, whatever a home brings along
}
c.Spawner.environment |= {
    name: os.environ[name] for name in ("COURSE_BUDGET", "COURSE_QUICK") if name in os.environ
}

# ---- who is gone -------------------------------------------------------------------------------

IDLE = 2 * 3600  # seconds after which a server that nobody uses is ended; files stay
culler = [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={IDLE}", "--cull-every=300"]
c.JupyterHub.services = [{"name": "idle-culler", "command": culler}]
scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
c.JupyterHub.load_roles = [{"name": "idle-culler", "scopes": scopes, "services": ["idle-culler"]}]
