"""Skips tests that are marked `all`, unless `python start.py test --all` asks for them.

A pytest plugin, loaded by the course's `conftest.py`. Such a test needs minutes, or an environment
of its own that `tools/extra_rooms.py` makes. It is asked for by the environment variable
COURSE_ALL, so that `COURSE_ALL=1 python -m pytest tests/test_nbgrader.py` runs one file's.
"""

import os

import pytest

REASON = "heavy: `python start.py test --all` runs it"


def asked_for() -> bool:
    """Whether tests that are marked `all` run, too."""
    return os.environ.get("COURSE_ALL", "") not in ("", "0")


def pytest_configure(config):
    config.addinivalue_line("markers", "all: heavy; only `python start.py test --all` runs it")


def pytest_collection_modifyitems(items):
    if not asked_for():
        for item in items:
            if item.get_closest_marker("all"):
                item.add_marker(pytest.mark.skip(reason=REASON))
