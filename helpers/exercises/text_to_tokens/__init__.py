"""The exercises of `text_to_tokens`, one file each."""
