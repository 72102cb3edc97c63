"""The exercises of `comparison`, one file each."""
