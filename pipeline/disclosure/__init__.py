"""What a reader could infer, and how to keep it from being inferred."""
