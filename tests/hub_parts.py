"""Runs in the hub's room: what the real JupyterHub makes of the configuration, without starting it.

python hub_parts.py enter NAME PASSWORD    who gets in, as JSON
python hub_parts.py oauth NAME             the service that is asked, and whether NAME may enter
python hub_parts.py systemd NAME FOLDER    what systemd is told, if FOLDER's programs stand in
"""

import asyncio
import json
import sys
from types import SimpleNamespace

from jupyterhub.app import JupyterHub

from helpers.files import root
from tools import hub_settings


def loaded() -> JupyterHub:
    hub_settings.check_reachable = lambda python: None  # this Python may lie anywhere
    app = JupyterHub()
    app.load_config_file("jupyterhub_config", str(root() / "workshop"))
    return app


async def enter(app: JupyterHub, name: str, password: str) -> dict:
    """What a login form with this name and password comes to."""
    authenticator = app.authenticator_class(config=app.config)
    form = {"username": name, "password": password}
    found = await authenticator.get_authenticated_user(None, form)
    return {"name": found and found["name"], "admin": bool(found and found["admin"])}


async def oauth(app: JupyterHub, name: str) -> dict:
    asked = app.authenticator_class(config=app.config)
    model = {"name": name, "admin": False, "auth_state": {}, "groups": []}
    may = await asked.check_allowed(name, model)
    addresses = [asked.authorize_url, asked.token_url, asked.userdata_url]
    return {"id": asked.client_id, "addresses": addresses, "may": bool(may)}


async def systemd(app: JupyterHub, name: str, folder: str) -> dict:
    """The spawner's own `start`; only what a running hub would add to it is left out."""
    units = sys.modules[app.spawner_class.__module__].systemd

    class Alone(app.spawner_class):
        def get_env(self):
            return dict(self.environment)

        def get_args(self):
            return self.args

    units.RUN_ROOT = folder
    await Alone(config=app.config, user=SimpleNamespace(name=name, id=1)).start()
    return {}


def main() -> None:
    what, *words = sys.argv[1:]
    act = {"enter": enter, "oauth": oauth, "systemd": systemd}[what]
    print(json.dumps(asyncio.run(act(loaded(), *words))))


if __name__ == "__main__":
    main()
