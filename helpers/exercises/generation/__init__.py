"""The exercises of `generation`, one file each."""
