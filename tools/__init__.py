"""What a maintainer or an instructor runs: building, measuring, training the stored models.

start.py imports `tools.installation` before it knows Python's version: import nothing else here.
"""

import helpers  # noqa: F401  it says how threads wait, which must be said before torch is imported
