"""LICENSE-TEXT says which licence each library has whose docstrings are read and quoted."""

import re
import sysconfig
from importlib.metadata import metadata, packages_distributions
from pathlib import Path

import pytest

from helpers.files import root
from helpers.real import listed
from helpers.text import corpora
from tools import installation

TABLE = (
    (root() / "LICENSE-TEXT")
    .read_text(encoding="utf-8")
    .partition("library            licence\n")[2]
)
STATED = {
    name: " ".join(licence.split())
    for name, licence in re.findall(r"^    (\w+) +(\S.*(?:\n {20,}.*)*)", TABLE, re.MULTILINE)
}
DISTRIBUTIONS = packages_distributions()


def test_every_library_is_listed():
    assert list(STATED) == list(corpora.LIBRARIES)


def test_every_model_is_listed_with_its_licence():
    text = (root() / "LICENSE-TEXT").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^    ([\w.-]+/\S+) +(\S+)$", text, re.MULTILINE))
    assert stated == {one.name: one.licence for one in listed.all_listed().values()}


@pytest.mark.parametrize("library", [name for name in STATED if name in DISTRIBUTIONS])
def test_it_is_what_the_library_says_itself(library):
    about = metadata(DISTRIBUTIONS[library][0])
    built_with = installation.constraints().get(about["Name"].lower().replace("_", "-"))
    if about["Version"].partition("+")[0] != built_with:
        pytest.skip("another version than the one whose docstrings are read")
    said = [about.get("License-Expression"), about.get("License")]
    said += [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", [])]
    assert STATED[library] in said


def test_the_standard_library_has_its_licence_with_it():
    text = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if not text.exists():
        pytest.skip("this Python was installed without its licence")
    assert "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2" in text.read_text(encoding="utf-8")
