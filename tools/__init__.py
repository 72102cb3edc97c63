"""What a maintainer or an instructor runs: building, measuring, training the stored models.

start.py imports `tools.installation` before it knows Python's version: import nothing here.
"""
