"""`tfdr check`: layer after layer, from what is written to what Terraform says of it."""

from tfdr.check.command import run
from tfdr.check.options import CheckOptions

__all__ = ["CheckOptions", "run"]
