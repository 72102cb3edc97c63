"""The exercises of `fine_tuning`, one file each."""
