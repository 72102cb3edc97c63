"""The exercises of `in_context`, one file each."""
