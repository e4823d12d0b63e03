"""The command line: a thin front. Heavy libraries are imported inside the commands that need them."""

from pipeline.cli.front import cli, main

__all__ = ["cli", "main"]
