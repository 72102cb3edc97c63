"""Models from a hub: what one is made of, and its files, whole and as the hub lists them.

`huggingface_hub` fetches. What is added: sizes are known before, a file that was cut off goes on
where it stopped also in another session, and weights enter the library's cache only if they are
byte for byte what the hub lists.
"""

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import filelock
from huggingface_hub import HfApi, constants, hf_hub_download, hf_hub_url, try_to_load_from_cache
from huggingface_hub.file_download import http_get, repo_folder_name
from huggingface_hub.utils import build_hf_headers

from helpers import files
from helpers.files import CourseError
from helpers.real import licences
from helpers.real.faults import Unreachable, endpoint, explained

# Beside the weights: configuration, tokenizer, chat template. Code of the model's own stays away.
KINDS = (".json", ".txt", ".model", ".jinja")
SPARE = 200e6  # bytes that a disk keeps free


@dataclass(frozen=True)
class File:
    """A file as the hub lists it: bytes, and the fingerprint that large ones have."""

    name: str
    size: int
    sha256: str = ""


@dataclass(frozen=True)
class Listing:
    """What the hub says of a model: the commit, the licence, the files that the course takes."""

    name: str
    commit: str
    licence: str
    files: tuple[File, ...]

    @property
    def weights(self) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.name.endswith(".safetensors"))

    @property
    def bytes(self) -> int:
        """Of the weights."""
        return sum(file.size for file in self.weights)


def wanted(name: str) -> bool:
    """Whether the course takes a file of a model.

    >>> [n for n in ("model.safetensors", "a.py", "config.json", "onnx/a.json") if wanted(n)]
    ['model.safetensors', 'config.json']
    """
    weights = name.startswith("model") and name.endswith(".safetensors")
    return "/" not in name and (weights or name.endswith(KINDS))


def look(name: str) -> Listing:
    """Ask the hub what a model is made of; nothing is fetched.

    A hub that cannot be reached will do without if a whole copy is here: that is said. Raises
    `CourseError` with the cure otherwise, and for a model without safetensors.
    """
    try:
        with explained(name):
            found = HfApi(endpoint=endpoint()).model_info(
                name, files_metadata=True, timeout=constants.HF_HUB_ETAG_TIMEOUT
            )
    except Unreachable as error:
        kept = noted(name)
        if kept is None or lacking(kept):
            raise
        reason = str(error).partition(". ")[0].partition(", and ")[0]
        files.say_once(f"copy {name}", f"{reason}. The copy of {name} that is here is used.")
        return kept
    card = found.card_data or {}
    made_of = [
        File(one.rfilename, one.size or 0, one.lfs.sha256 if one.lfs else "")
        for one in found.siblings or []
        if wanted(one.rfilename)
    ]
    licence = licences.spelled(card.get("license"))
    listing = Listing(name, found.sha, licence, tuple(made_of))
    safe_only(name, [one.rfilename for one in found.siblings or []])
    return listing


def safe_only(name: str, names: list[str]) -> None:
    """Raise `CourseError` unless there are weights in safetensors, and a configuration.

    >>> safe_only("a/b", ["config.json", "pytorch_model.bin"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    helpers.files.CourseError: a/b has its weights in pytorch_model.bin only. Such a file may ...
    """
    if "config.json" not in names:
        raise CourseError(f"{name} holds no model: config.json is missing. Check the name.")
    if any(wanted(one) and one.endswith(".safetensors") for one in names):
        return
    other = [one for one in names if one.endswith((".bin", ".pt", ".pth", ".ckpt", ".h5"))]
    if not other:
        raise CourseError(f"{name} holds no weights: model.safetensors is missing.")
    raise CourseError(
        f"{name} has its weights in {other[0]} only. Such a file may run code when it is read, so"
        " the course takes safetensors alone. Take another model, or ask its owner for"
        " model.safetensors."
    )


def here(listing: Listing, file: File) -> Path | None:
    """Where a file lies in the library's cache, if it is there in full length."""
    place = try_to_load_from_cache(
        listing.name, file.name, constants.HF_HUB_CACHE, revision=listing.commit
    )
    whole = isinstance(place, str) and Path(place).stat().st_size == file.size
    return Path(place) if whole else None


def lacking(listing: Listing) -> list[File]:
    """The files that are still to be fetched."""
    return [file for file in listing.files if here(listing, file) is None]


def config_file(listing: Listing) -> Path:
    """The configuration alone, fetched if need be: some hundred bytes."""
    return one_file(listing, next(f for f in listing.files if f.name == "config.json"))


def one_file(listing: Listing, file: File) -> Path:
    """A file of the model, in the library's cache."""
    with explained(listing.name):
        place = hf_hub_download(
            listing.name,
            file.name,
            revision=listing.commit,
            endpoint=endpoint(),
            cache_dir=constants.HF_HUB_CACHE,
            etag_timeout=constants.HF_HUB_ETAG_TIMEOUT,
        )
    return Path(place)


def fetch(listing: Listing) -> Path:
    """The folder with all files of a model: those that are not here are fetched, and all checked.

    What is to be fetched and the room on the disk are said first. Raises `CourseError` if there is
    too little, and for each fault of hub, network and disk.
    """
    left = lacking(listing)
    if left:
        announce(listing, sum(file.size for file in left))
    for file in left:
        blob = go_on(listing, file) if file.sha256 else None
        place = one_file(listing, file)
        if blob and not place.is_symlink():  # Windows: the library has made a copy
            blob.unlink(missing_ok=True)
    for file in listing.weights:
        unchanged(listing, file)
    files.keep(files.write_json, note(listing.name), asdict(listing))
    return one_file(listing, listing.files[0]).parent


def announce(listing: Listing, size: int) -> None:
    """Say what will be fetched; `CourseError` if it does not fit on the disk."""
    cache = Path(constants.HF_HUB_CACHE)
    existing = next(place for place in (cache, *cache.parents) if place.exists())
    free = shutil.disk_usage(existing).free
    if free < size + SPARE:
        raise CourseError(
            f"{listing.name} needs {size / 1e6:,.0f} MB of disk, and {free / 1e6:,.0f} MB are free."
            " Free some space, or set HF_HOME to a folder on a larger disk and restart the kernel."
        )
    files.say_once(
        f"fetch {listing.name} {size}",
        f"Fetching {size / 1e6:,.0f} MB of {listing.name} (licence: {listing.licence}) into"
        f" the hub's cache; {free / 1e9:,.0f} GB of disk are free.",
    )


def go_on(listing: Listing, file: File) -> Path:
    """Fetch a large file into the library's cache, from where an earlier attempt stopped.

    The library itself begins anew after each attempt. So the part is kept here, with the name of
    its fingerprint, and takes its place among the cache's blobs once it has that fingerprint.
    """
    blobs = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=listing.name, repo_type="model")
    blob = blobs / "blobs" / file.sha256
    part = blob.with_suffix(".going-on")
    url = hf_hub_url(listing.name, file.name, revision=listing.commit, endpoint=endpoint())
    with explained(listing.name):
        blob.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(f"{part}.lock"):
            if blob.exists():  # another notebook fetched it
                return blob
            with part.open("ab") as stream:
                if stream.tell() > file.size:
                    stream.truncate(0)
                http_get(
                    url,
                    stream,
                    resume_size=stream.tell(),
                    headers=build_hf_headers(),
                    expected_size=file.size,
                    displayed_filename=file.name,
                )
            if files.sha256(part) != file.sha256:
                part.unlink()
                raise CourseError(changed(listing, file, "arrived changed on its way"))
            files.replace(part, blob)
    return blob


def unchanged(listing: Listing, file: File) -> None:
    """Drop weights in the cache that are no longer what the hub lists, and raise `CourseError`."""
    place = one_file(listing, file)
    if file.sha256 and files.sha256(place) != file.sha256:
        place.resolve().unlink()
        place.unlink(missing_ok=True)
        raise CourseError(changed(listing, file, "was damaged on your disk"))


def changed(listing: Listing, file: File, what: str) -> str:
    return (
        f"{file.name} of {listing.name} {what}, and was thrown away. Run this again to fetch it"
        " anew. If it happens twice, try another network."
    )


def note(name: str) -> Path:
    """The file that remembers what a model was made of when it was fetched."""
    return files.cache_dir() / "hub" / f"{name.replace('/', '--')}.json"


def noted(name: str) -> Listing | None:
    """What a model was made of when it was last fetched whole."""
    kept = files.read_kept(note(name))
    try:
        return Listing(**{**kept, "files": tuple(File(**one) for one in kept["files"])})
    except (KeyError, TypeError):  # there is none, or another version wrote it
        return None
