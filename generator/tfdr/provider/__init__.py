"""What the AWS provider takes and gives: its schema, read from extracts that travel with tfdr."""

from tfdr.provider.read import FIVE, SIX, Schema, load
from tfdr.provider.types import Argument, Body, Nested, Type

__all__ = ["FIVE", "SIX", "Argument", "Body", "Nested", "Schema", "Type", "load"]
