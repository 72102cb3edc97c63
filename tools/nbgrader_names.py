"""What the cells of a lab are called in nbgrader, for who makes them and for who marks them."""

import re

# How a cell's id begins; for the first two the exercise follows, else the cell's own id.
TEST, SOLUTION, GIVEN, TEXT = "test_", "solution_", "given_", "text_"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CHECK = re.compile(r'^(\w+) = check\("\1", \1\)$', re.MULTILINE)
