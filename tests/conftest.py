"""What only the tests in this folder need."""

collect_ignore = ["guard"]  # a hook for other processes: importing it here would do nothing good
