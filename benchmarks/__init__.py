"""Speed against what a user would pick instead, each with its stored result."""

import helpers  # noqa: F401  it says how threads wait, which must be said before torch is imported
