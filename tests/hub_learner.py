"""A learner at a hub, over HTTP and WebSocket as the browser does it: log in, pull, run cells."""

import json
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.parse import quote, urlencode, urlsplit

import websocket

PATIENCE = 600  # seconds after which something hangs, on however busy a machine
SILENCE = 60  # a server hangs up on who does not answer for two minutes
FOLDER = "weights-and-context"


@dataclass
class Answer:
    """status: of HTTP. address: of the page that came in the end."""

    status: int
    body: str
    address: str

    def json(self):
        return json.loads(self.body)


@dataclass
class Learner:
    """address: the hub's, without a slash at its end."""

    address: str
    name: str
    jar: CookieJar = field(default_factory=CookieJar)

    @property
    def server(self) -> str:
        return f"/user/{self.name}/"

    def cookies(self, path: str) -> str:
        """The header with all cookies that belong to a path."""
        request = urllib.request.Request(self.address + path)
        self.jar.add_cookie_header(request)
        return request.get_header("Cookie", "")

    def xsrf(self, path: str) -> str:
        found = [part.partition("=") for part in self.cookies(path).split("; ")]
        return next((value for name, _, value in found if name == "_xsrf"), "")

    def ask(self, path: str, body: object = None, method: str = "", token: str = "") -> Answer:
        """A page, or with a body what a form or a script sends. token: in place of cookies."""
        request = urllib.request.Request(self.address + path, method=method or None)
        handlers = [urllib.request.ProxyHandler({})]
        if token:
            request.add_header("Authorization", f"token {token}")
        else:
            handlers.append(urllib.request.HTTPCookieProcessor(self.jar))
            request.add_header("X-XSRFToken", self.xsrf(path))
            request.add_header("Referer", self.address + path)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.build_opener(*handlers).open(request, timeout=PATIENCE) as got:
                return Answer(got.status, got.read().decode(), got.url)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(), error.url)
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            return Answer(0, str(error), self.address + path)  # nobody listens there

    def log_in(self, password: str) -> bool:
        """Send the form of the login page; whether the hub knows us now."""
        self.ask("/hub/login")
        form = {"username": self.name, "password": password, "_xsrf": self.xsrf("/hub/login")}
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)
        )
        data = urlencode(form).encode()
        try:
            opener.open(f"{self.address}/hub/login?next=/hub/home", data, timeout=PATIENCE).close()
        except urllib.error.HTTPError as error:
            error.close()
        return self.known()

    def known(self) -> bool:
        """Whether the hub's home page opens without a login."""
        home = self.ask("/hub/home")
        return home.status == 200 and urlsplit(home.address).path == "/hub/home"

    def start(self) -> None:
        """Ask for the own server, and wait until it answers."""
        while True:
            asked = self.ask(f"/hub/api/users/{self.name}/server", {})
            if asked.status != 429:  # others first: the page asks again by itself
                break
            time.sleep(1)
        assert asked.status in (201, 202, 400), asked  # made, on its way, there already
        self.wait(self.arrived, "the server")

    def restart(self) -> None:
        """As a page does whose server is gone: ask for it until it is there again."""

        def back() -> bool:
            self.ask(f"/hub/api/users/{self.name}/server", {})
            return self.arrived()

        self.wait(back, "the server")

    def token(self, seconds: int) -> str:
        """A token of the learner's own, for so long."""
        asked = {"expires_in": seconds, "note": "a script"}
        return self.ask(f"/hub/api/users/{self.name}/tokens", asked).json()["token"]

    def arrived(self) -> bool:
        """Whether the own server opens its first page, which pulls the course."""
        page = self.ask(self.server)
        return page.status == 200 and urlsplit(page.address).path == f"{self.server}git-pull"

    def wait(self, done, what: str) -> None:
        """Until `done()`; fails if it never is."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, f"{self.name} waited for {what} in vain"
            time.sleep(0.2)

    def pull(self, repository: str, branch: str = "main") -> str:
        """What the page behind the default address does; "" or what went wrong."""
        asked = {"repo": repository, "branch": branch, "targetpath": FOLDER}
        said = self.ask(f"{self.server}git-pull/api?{urlencode(asked)}")
        events = [json.loads(line[6:]) for line in said.body.splitlines() if line[:6] == "data: "]
        phases = [event["phase"] for event in events]
        return "" if phases[-1:] == ["finished"] else said.body[-2000:]

    def contents(self, path: str) -> Answer:
        return self.ask(f"{self.server}api/contents/{FOLDER}/{quote(path)}")

    def save(self, path: str, notebook: dict) -> int:
        body = {"type": "notebook", "format": "json", "content": notebook}
        place = f"{self.server}api/contents/{FOLDER}/{quote(path)}"
        return self.ask(place, body, "PUT").status

    def open(self, path: str) -> "Kernel":
        """A kernel for a notebook, as the page that opens it asks for."""
        full = f"{FOLDER}/{path}"
        asked = {"path": full, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        session = self.ask(f"{self.server}api/sessions", asked)
        assert session.status == 201, session
        return Kernel(self, session.json()["kernel"]["id"])

    def shut(self, kernel: "Kernel") -> None:
        """End a kernel, as the page's menu does."""
        kernel.close()
        self.ask(f"{self.server}api/kernels/{kernel.id}", method="DELETE")


class Kernel:
    """A kernel of a learner's server, spoken to through the hub's proxy."""

    def __init__(self, learner: Learner, id: str):
        self.learner, self.id, self.used = learner, id, 0.0
        self.connect()

    def connect(self) -> None:
        """Speak to it from now on. A page does so again whenever the line was cut."""
        path = f"{self.learner.server}api/kernels/{self.id}/channels?session_id={uuid.uuid4().hex}"
        self.socket = websocket.create_connection(
            f"ws{self.learner.address.removeprefix('http')}{path}",
            cookie=self.learner.cookies(path),
            origin=self.learner.address,
            timeout=PATIENCE,
            http_no_proxy=["127.0.0.1"],
        )
        self.used = time.monotonic()

    def send(self, code: str) -> str:
        """Ask for a cell; the id of what will answer it."""
        if time.monotonic() - self.used > SILENCE:
            self.close()
            self.connect()
        asked = uuid.uuid4().hex
        header = {"msg_id": asked, "msg_type": "execute_request", "version": "5.3"}
        header |= {"session": asked, "username": self.learner.name, "date": ""}
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        content |= {"user_expressions": {}, "stop_on_error": True}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        self.socket.send(json.dumps(message | {"channel": "shell", "buffers": []}))
        return asked

    def run(self, code: str) -> str:
        """What a cell printed and showed as text. Raises `CellError` if it fails."""
        asked, said, wrong = self.send(code), [], ""
        while True:
            got = self.socket.recv()
            if isinstance(got, bytes):  # a widget's message with data of its own
                continue
            got = json.loads(got)
            if got["parent_header"].get("msg_id") != asked:
                continue
            content = got["content"]
            if got["msg_type"] == "stream":
                said.append(content["text"])
            elif got["msg_type"] in ("execute_result", "display_data"):
                said.append(content["data"].get("text/plain", ""))
            elif got["msg_type"] == "error":
                wrong = f"{content['ename']}: {content['evalue']}"
            elif got["msg_type"] == "status" and content["execution_state"] == "idle":
                self.used = time.monotonic()
                if wrong:
                    raise CellError(wrong)
                return "".join(said)

    def close(self) -> None:
        self.socket.close()


class CellError(AssertionError):
    """A cell failed in a learner's kernel."""
