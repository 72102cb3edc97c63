"""The exercises of `start_here`, one file each."""
