"""The exercises of `real_encoder`, one file each."""
