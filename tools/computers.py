"""What kind of computer this is; what Windows and macOS lack for the course's packages.

Standard library only, and no syntax newer than Python 3.6, as in start.py.
"""

import platform
import sys
import sysconfig

SYSTEM, MACHINE = sys.platform, platform.machine()
if SYSTEM == "win32":  # this Python's machine: one for Intel runs on ARM too
    MACHINE = sysconfig.get_platform().split("-")[-1]
MAC = platform.mac_ver()[0]  # such as "14.5"; elsewhere ""
ELSEWHERE = "Or use the course on Binder or Colab; README.md has the links."

# Letters of the longest name that a package has below the course's folder, with its
# `\.venv\Lib\site-packages\`: a licence in torch's wheel has 192. Windows takes 259 in all.
LONGEST, ALL = 195, 259


class Problem(Exception):
    """Something the learner can put right. The message says what is wrong and what to do."""


def check_folder(folder: str, long_paths: bool) -> None:
    """On Windows: `Problem` if files below `folder` would get longer names than it takes."""
    most = ALL - LONGEST
    if len(folder) > most and not long_paths:
        raise Problem(
            "Windows takes no names of files as long as they would be here: the name of the"
            " course's folder has %d letters, and may have %d. Move the folder, for example to"
            " C:\\course, then run this command there. (Or let an administrator set"
            " LongPathsEnabled.)" % (len(folder), most)
        )


def long_paths() -> bool:
    """True if this Windows was told to take names of any length."""
    try:
        import winreg  # Windows alone has it

        place = "SYSTEM\\CurrentControlSet\\Control\\FileSystem"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except (ImportError, OSError):
        return False


def check_arm(machine: str) -> None:
    """On Windows: `Problem` if this Python is one for ARM processors."""
    if machine.lower() == "arm64":
        raise Problem(
            "This is a Python for ARM processors, and torch is not made for Windows on ARM. Install"
            ' the "Windows installer (64-bit)" of Python 3.12, which Windows runs there too, then'
            " run this command with it. " + ELSEWHERE
        )


def mac_version(release: str) -> int:
    """The first number of macOS's version. Some Pythons say 10.16 for every newer one: then 99."""
    return 99 if release in ("", "10.16") else int(release.split(".")[0])


def is_old_mac(system: str, release: str) -> bool:
    """True for macOS before 14, which the newest torch is not made for."""
    return system == "darwin" and mac_version(release) < 14


def check_mac(release: str) -> None:
    """On macOS: `Problem` if it is older than every version that the packages are made for."""
    if mac_version(release) < 12:
        raise Problem(
            "This is macOS %s, and the course's packages are made for 12 and newer. Update macOS."
            " %s" % (release, ELSEWHERE)
        )
