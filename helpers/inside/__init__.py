"""Looking inside a model: attention, heads, induction."""
