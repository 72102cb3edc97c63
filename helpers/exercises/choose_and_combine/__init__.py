"""The exercises of `choose_and_combine`, one file each."""
