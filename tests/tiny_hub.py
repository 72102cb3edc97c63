"""A stand-in for the hub on the loopback: it serves folders, and does each fault on request."""

import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from loopback import serving

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LISTING = "listing"  # what stands for the name of a file in `faults`
PATIENCE = 30  # seconds that a silent answer waits at most


@dataclass
class Fault:
    """What goes wrong with the requests for one file."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    cut: int | None = None  # bytes after which the connection breaks
    spoiled: bool = False
    times: int = 1000  # of requests, not counting HEAD
    then: "Fault | None" = None  # what comes after so many


@dataclass
class Hub:
    """The models it has, name → folder; the faults, file → fault; what was asked of it."""

    models: dict[str, Path] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # method, file, range
    over: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def files(self, method: str = "GET") -> list[str]:
        return [name for how, name, _ in self.asked if how == method]


def handler(hub: Hub) -> type:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = PATIENCE

        def do_HEAD(self):
            self.answer(body=False)

        def do_GET(self):
            self.answer(body=True)

        def log_message(self, *_):
            pass

        def answer(self, body: bool):
            parts = self.path.partition("?")[0].strip("/").split("/")
            listing = parts[0] == "api"
            name = "/".join(parts[2:4] if listing else parts[:2])
            file = LISTING if listing else "/".join(parts[4:])
            hub.asked.append((self.command, file, self.headers.get("Range", "")))
            fault = hub.faults.get(file, Fault(times=0))
            active = fault.times > 0
            fault.times -= active and body
            if fault.times == 0 and fault.then:
                hub.faults[file] = fault.then
            if active and fault.silent:
                hub.over.wait(PATIENCE)
                self.close_connection = True
            elif active and fault.status:
                self.send(b"", fault.status, fault.headers, body)
            elif name not in hub.models:
                self.send(b"", 404, {"X-Error-Code": "RepoNotFound"}, body)
            elif listing:
                self.send(json.dumps(about(name, hub.models[name])).encode(), 200, {}, body)
            else:
                self.file(hub.models[name] / file, fault if active else None, body)

        def file(self, path: Path, fault: Fault | None, body: bool):
            data = path.read_bytes()
            headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{etag(path)}"'}
            start = int(self.headers.get("Range", "bytes=0-")[6:].rstrip("-"))
            if fault and fault.spoiled and body:
                data = data[:-1] + bytes([data[-1] ^ 1])
            if start:
                headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            cut = fault.cut if fault and body else None
            self.send(data[start:], 206 if start else 200, headers, body, cut)

        def send(self, data: bytes, status: int, headers: dict, body: bool, cut=None):
            if cut == 0:  # not even a status
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if body:
                self.wfile.write(data[:cut])
            self.close_connection = cut is not None

    return Handler


def etag(path: Path) -> str:
    """As the hub has it: SHA-256 of weights, git's own fingerprint of a small file."""
    data = path.read_bytes()
    if path.suffix in (".safetensors", ".bin"):
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def about(name: str, folder: Path) -> dict:
    """The listing of a model, as the hub's API gives it with `blobs=true`."""
    siblings = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        one = {"rfilename": path.relative_to(folder).as_posix(), "size": path.stat().st_size}
        if path.suffix in (".safetensors", ".bin"):
            one["lfs"] = {"sha256": etag(path), "size": one["size"], "pointerSize": 130}
        siblings.append(one | {"blobId": etag(path)[:40]})
    return {
        "id": name,
        "modelId": name,
        "sha": COMMIT,
        "cardData": {"license": "apache-2.0"},
        "siblings": siblings,
    }


@contextmanager
def running() -> Iterator[Hub]:
    """A hub at an address of its own, until the block ends."""
    hub = Hub()
    with serving(handler(hub)) as hub.address:
        yield hub
        hub.over.set()
