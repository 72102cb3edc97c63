"""The exercises of `training`, one file each."""
