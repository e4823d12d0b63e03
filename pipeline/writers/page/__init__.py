"""The published table as one web page."""

from pipeline.writers.page.page import page

__all__ = ["page"]
