"""`tfdr update`: a generated repository, with the changes made to it, on a newer template."""

from tfdr.update.command import run
from tfdr.update.options import UpdateOptions

__all__ = ["UpdateOptions", "run"]
