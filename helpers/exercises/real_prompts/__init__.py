"""The exercises of `real_prompts`, one file each."""
