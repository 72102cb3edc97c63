"""The exercises of `attention`, one file each."""
