"""The exercises of `transformer`, one file each."""
