"""The exercises of `induction`, one file each."""
