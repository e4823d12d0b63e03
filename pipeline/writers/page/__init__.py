"""The published table as one web page."""

from pipeline.writers.page.page import page, with_method_of

__all__ = ["page", "with_method_of"]
