"""Texts and where they come from: files, corpora, the invented town, tokens."""
