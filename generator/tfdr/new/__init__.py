"""`tfdr new`: from answers to a new repository."""

from tfdr.new.command import NewOptions, run

__all__ = ["NewOptions", "run"]
