"""`python -m tools.links`, with a host of our own on this machine."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from test_links import DOCUMENTS, links, texts

from helpers.files import root
from tools import links as tool


@pytest.fixture
def host():
    """A host that answers by the number in the address; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(int(self.path.strip("/")))
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def course(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.course]\nrepository = "ann/course"\n')
    (tmp_path / "docs").mkdir()
    return tmp_path


def test_what_does_not_answer_is_named_with_its_files(host, course, capsys, monkeypatch):
    monkeypatch.setattr(tool, "SECONDS", 5)
    text = f"[a]({host}/200), [b]({host}/404#x) and {host}/403.\n"
    (course / "README.md").write_text(text + "https://github.com/ann/course/blob/v1/a.md\n")
    (course / "docs" / "a.md").write_text(f"<{host}/404>\n[c](http://127.0.0.1:9/closed)")
    assert tool.main([], course) == 1
    lines = capsys.readouterr().out.splitlines()
    assert f"{host}/404: 404 Not Found (README.md, docs/a.md)" in lines
    assert lines[-1] == "2 of 4 links do not answer." and "127.0.0.1:9/closed" in "".join(lines)
    (course / "docs" / "a.md").unlink()
    (course / "README.md").write_text(f"{host}/200")
    assert tool.main([], course) == 0


def test_it_finds_what_a_reader_of_markdown_finds():
    """The documents' links, but for those to the course's own released pages."""
    found = tool.links(root())
    for path in DOCUMENTS:
        for text in texts(path):
            for link in links(text):
                if link.startswith("http") and "weights-and-context/weights-and" not in link:
                    assert link.partition("#")[0] in found, f"{path.name}: {link}"


def test_listing_asks_nobody(monkeypatch, capsys):
    monkeypatch.setattr(tool.urllib.request, "urlopen", None)
    assert tool.main(["--list"]) == 0
    assert "https://keepachangelog.com/en/1.1.0/" in capsys.readouterr().out
