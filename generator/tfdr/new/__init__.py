"""`tfdr new`: from answers to a new repository."""

from tfdr.new.command import run
from tfdr.new.options import NewOptions

__all__ = ["NewOptions", "run"]
