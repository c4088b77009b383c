"""`tfdr new`: from answers to a new repository."""

from tfdr.new.command import run

__all__ = ["run"]
