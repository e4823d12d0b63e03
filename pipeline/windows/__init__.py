"""Windows: they look at tables and change none."""
