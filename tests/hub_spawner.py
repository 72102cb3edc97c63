"""The trial's spawner: no accounts and no systemd, and yet a user of the system for each learner.

The hub imports it, in its room. A learner's processes run as whoever owns the learner's home: with
root's rights the trial gives each home to a number of its own, so that the system itself keeps them
apart, as systemd's dynamic users are in a real room.
"""

import os

from jupyterhub.spawner import SimpleLocalProcessSpawner


class KeptApart(SimpleLocalProcessSpawner):
    """A local process in a home that the trial made."""

    def make_preexec_fn(self, name):
        home = self.home_dir

        def become() -> None:
            owner = os.stat(home)
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(owner.st_gid)
                os.setuid(owner.st_uid)
            os.umask(0o077)
            os.chdir(home)

        return become
