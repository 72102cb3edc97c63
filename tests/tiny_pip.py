"""What the tests of start.py and of tools/installation.py share: no test really installs."""

import json
import sys

import pytest

import start
from tools import installation

CPU_REPORT = {"install": [{"metadata": {"name": "torch", "version": "2.13.0+cpu"}}]}
CUDA_REPORT = {
    "install": [
        {
            "metadata": {
                "name": "torch",
                "version": "2.13.0",
                "requires_dist": [
                    "filelock",
                    'nvidia-cudnn-cu13==9.2; platform_system == "Linux"',
                    'triton~=3.9.0; platform_system == "Linux"',
                    'nvidia-nothing; extra == "nothing"',
                ],
            }
        }
    ]
}

# A stand-in for pip: it notes how it was called, writes the report given, and fails on demand.
FAKE_PIP = """
import json, os, sys
sys.argv[1:] != ["--version"] or sys.exit()  # start.py asks whether pip runs
with open(os.environ["PIP_LOG"], "a", encoding="utf-8") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
if "--report" in sys.argv:
    with open(sys.argv[sys.argv.index("--report") + 1], "w", encoding="utf-8") as report:
        report.write(os.environ["PIP_REPORT"])
elif "PIP_FAILS" in os.environ:
    sys.stderr.write(os.environ["PIP_FAILS"])
    sys.exit(1)
"""


@pytest.fixture
def pip(tmp_path, monkeypatch):
    """Puts the stand-in in pip's place; calling it returns the command lines it was given."""
    package = tmp_path / "fake" / "pip"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "__main__.py").write_text(FAKE_PIP, encoding="utf-8")
    log = tmp_path / "pip.log"
    log.write_text("", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    monkeypatch.setenv("PIP_LOG", str(log))
    monkeypatch.setenv("PIP_REPORT", json.dumps(CPU_REPORT))
    return lambda: [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An empty folder as .venv, with this test's own Python inside, on Linux without a GPU."""
    folder = tmp_path / ".venv"
    folder.mkdir()
    monkeypatch.setattr(start, "VENV", folder)
    monkeypatch.setattr(installation, "python_of", lambda _: sys.executable)
    monkeypatch.setattr(installation, "make_venv", lambda _: pytest.fail(".venv was rebuilt"))
    monkeypatch.setattr(start, "has_cuda_gpu", lambda: False)
    monkeypatch.setattr(installation, "answers", lambda url: False)
    monkeypatch.setattr(installation, "SYSTEM", "linux")
    monkeypatch.setattr(installation, "MACHINE", "x86_64")
    return folder
