"""Invented facts: told, trained on, read from a context, concluded from."""
