"""`tfdr diff`: what was changed by hand since a folder was generated."""

from tfdr.diff.command import DiffOptions, run

__all__ = ["DiffOptions", "run"]
