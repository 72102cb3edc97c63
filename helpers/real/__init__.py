"""Real models: found by name, described first, and loaded with the libraries' own parts."""
