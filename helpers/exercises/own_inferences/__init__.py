"""The exercises of `own_inferences`, one file each."""
