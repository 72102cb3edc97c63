"""A stand-in for a chat server on the loopback: it answers, and does each fault on request."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from loopback import serving

PATIENCE = 20  # seconds that a silent answer waits at most


@dataclass
class Fault:
    """What goes wrong with the next `times` requests."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    cut: int | None = None  # bytes after which the connection breaks
    body: bytes | None = None  # instead of an answer
    times: int = 1000


@dataclass
class Server:
    """What it answers, the fault it has, and what was asked of it."""

    answer: Callable[[list[dict]], tuple[str, str]] = lambda messages: ("Hello.", "stop")
    fault: Fault | None = None
    asked: list[dict] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""


def handler(server: Server) -> type:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = PATIENCE

        def log_message(self, *_):
            pass

        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(asked)
            server.keys.append(self.headers.get("Authorization", ""))
            fault = server.fault
            if fault:
                fault.times -= 1
                if fault.times == 0:
                    server.fault = None
            if fault and fault.silent:
                server.over.wait(PATIENCE)
                self.close_connection = True
            elif fault and fault.status:
                # Some servers repeat the key that they refuse.
                said = {"error": {"message": f"refused: {self.headers.get('Authorization')}"}}
                self.send(json.dumps(said).encode(), fault.status, fault.headers)
            elif fault and fault.body is not None:
                self.send(fault.body, 200, {})
            else:
                text, finish = server.answer(asked["messages"])
                body = json.dumps(completion(asked, text, finish)).encode()
                self.send(body, 200, {}, fault.cut if fault else None)

        def send(self, data: bytes, status: int, headers: dict, cut: int | None = None):
            if cut == 0:  # not even a status
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:cut])
            self.close_connection = cut is not None

    return Handler


def completion(asked: dict, text: str, finish: str) -> dict:
    """An answer as the protocol has it."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": asked["model"],
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text},
            }
        ],
        "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
    }


@contextmanager
def running() -> Iterator[Server]:
    """A server at an address of its own, until the block ends."""
    server = Server()
    with serving(handler(server)) as address:
        server.url = f"{address}/v1"
        yield server
        server.over.set()
