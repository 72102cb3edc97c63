"""The exercises of `costs`, one file each."""
