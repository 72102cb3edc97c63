"""Learning in context: prompts, demonstrations, scoring, generation, prices."""
