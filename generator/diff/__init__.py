"""`tfdr diff`: what was changed by hand since a folder was generated."""

from generator.diff.command import run

__all__ = ["run"]
