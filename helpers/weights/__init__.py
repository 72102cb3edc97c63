"""Learning in weights: models, training, fine-tuning, its costs."""
