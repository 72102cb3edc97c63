"""Loads what the tests of every folder share; notebooks lie beside `tests/`, not inside it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tests"))
pytest_plugins = ["side_by_side", "notebook_items", "heavy"]
