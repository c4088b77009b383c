"""`tfdr inventory`: the resources of any Terraform directory, by concern and region."""

from tfdr.inventory.command import InventoryOptions, run

__all__ = ["InventoryOptions", "run"]
