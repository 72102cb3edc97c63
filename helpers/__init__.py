"""Weights & Context: the small library that every notebook of the course imports.

One idea a file, each short enough to read in one sitting. Nothing heavy is imported here, so
`import helpers` is instant.
"""

__version__ = "0.1.0"
