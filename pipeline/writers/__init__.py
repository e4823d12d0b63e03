"""From tables to files: one module per published form."""
