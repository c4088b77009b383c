"""`tfdr check`: layer after layer, from what is written to what Terraform says of it."""

from generator.check.command import run

__all__ = ["run"]
