"""Models that learn in context: their documents, their pre-training, how they are tried."""
