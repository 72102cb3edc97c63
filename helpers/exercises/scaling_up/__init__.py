"""The exercises of `scaling_up`, one file each."""
