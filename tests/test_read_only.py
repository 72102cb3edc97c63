"""A course in a folder that nobody may write to, as on a hub: what is kept has another place."""

import os
import subprocess
import sys

import pytest
from test_faults import can_mount

from helpers.files import root

# The manuals of one small library, twice: the second time they come from a cache.
CODE = """
import os, sys
from helpers import files
from helpers.checking import progress
from helpers.text import corpora

try:
    (files.root() / "a.txt").write_text("a")
except OSError as error:
    print("refused:", error.strerror)
corpora.LIBRARIES = ("small",)
rows = corpora.manuals()
print("rows:", sum(map(len, rows.values())))
corpora.read_library = None  # from now on it may not be read again
print("again:", sum(map(len, corpora.manuals().values())))
print("cache:", files.cache_dir())
progress.record_check("one", "passed")
print("passed before:", progress.record_check("one", "passed"))
"""
PROSE = "The {} of the model is the number of words that it reads in one step of its training."


@pytest.mark.skipif(not can_mount(), reason="needs Linux and the right to mount")
@pytest.mark.parametrize("shared", [False, True])
def test_a_course_that_is_read_only(shared, tmp_path):
    """With a folder for temporary files, and with one that somebody filled for all."""
    library, temporary, common = (tmp_path / name for name in ("library", "tmp", "common"))
    (library / "small").mkdir(parents=True)
    words = ("width", "depth", "length", "height", "breadth")
    for name in ("__init__", *words):
        text = f'"""{PROSE.format(name)}"""\n'
        (library / "small" / f"{name}.py").write_text(text, encoding="utf-8")
    temporary.mkdir(), common.mkdir()
    bind = f"mount --bind {root()} {root()} && mount -o remount,ro,bind {root()}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COURSE_")}
    environment |= {"PYTHONPATH": f"{root()}{os.pathsep}{library}", "TMPDIR": str(temporary)}

    def run(**more: str) -> list[str]:
        command = ["unshare", "-m", "sh", "-c", f'{bind} && exec "$0" -B -c "$1"']
        done = subprocess.run(
            [*command, sys.executable, CODE],
            cwd=tmp_path,
            env=environment | more,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    if shared:  # somebody fills the folder first
        run(COURSE_CACHE=str(common))
        assert [path.name[:8] for path in common.iterdir()] == ["manuals-"]
        found = run(COURSE_SHARED=str(common))
        assert not list(temporary.rglob("manuals-*"))
    else:
        found = run()
        (folder,) = temporary.glob("weights-and-context-*")
        assert f"cache: {folder}" in found and list(folder.glob("manuals-*.json"))
        said = " ".join(" ".join(found).split())
        assert said.count("The folder .cache cannot be written.") == 1
    assert "refused: Read-only file system" in found
    rows = [line.partition(": ")[2] for line in found if line.startswith(("rows:", "again:"))]
    assert len(rows) == 2 and rows[0] == rows[1] and int(rows[0]) > 3
    assert "progress.json cannot be written." in "\n".join(found)
    assert "passed before: True" in found  # kept until the kernel ends
