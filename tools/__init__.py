"""What a maintainer or an instructor runs: building, measuring, training the stored models.

start.py imports `tools.installation` before it knows Python's version: import nothing else here.
"""

import sys

import helpers  # noqa: F401  it says how threads wait, which must be said before torch is imported

# A window or a log of Windows may lack a sign such as an arrow. It becomes "?", and stops nothing.
if hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(errors="replace")
