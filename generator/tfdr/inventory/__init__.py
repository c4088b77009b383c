"""`tfdr inventory`: the resources of any Terraform directory, by concern and region."""

from tfdr.inventory.command import run

__all__ = ["run"]
