"""From tables to files: one module per published form. `render` makes them all."""

from pipeline.writers.forms import render

__all__ = ["render"]
