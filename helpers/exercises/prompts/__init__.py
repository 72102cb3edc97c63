"""The exercises of `prompts`, one file each."""
