"""What a maintainer or an instructor runs: building, measuring, training the stored models."""
