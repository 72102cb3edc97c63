"""The exercises of `masked_lm`, one file each."""
