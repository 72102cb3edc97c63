"""Weights & Context: the small library that every notebook of the course imports.

One idea a file, each short enough to read in one sitting. Nothing heavy is imported here, so
`import helpers` is instant.
"""

import os

__version__ = "0.1.0"

# By its own rule an OpenMP thread without work spins for milliseconds, on a core that another
# process may need: four small trainings at once then take many times as long as with one thread
# each. If it sleeps at once, one training alone loses a fourth. Two thousand turns, some tens of
# microseconds, lie between and cost little in either case (`benchmarks/threads.py`).
# OpenMP reads this once, when torch is imported; so it stands here, where every notebook, tool and
# test comes by first. What somebody has set already is left.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # other libraries than GNU's know only this
os.environ.setdefault("GOMP_SPINCOUNT", "2000")
