"""Weights & Context: the small library that every notebook of the course imports.

One idea a file, each short enough to read in one sitting. Nothing heavy is imported here, so
`import helpers` is instant.
"""

import os

# A thread without work sleeps until there is some. By OpenMP's own rule it spins for milliseconds
# first, on a core that another process may need: four small trainings at once then take many times
# as long (`benchmarks/threads.py`). OpenMP reads this once, when torch is imported; so it stands
# here, where every notebook, tool and test comes by first. Who has set it already decides.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

__version__ = "0.1.0"
