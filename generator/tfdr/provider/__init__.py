"""What the AWS provider takes and gives: its schema, read from extracts that travel with tfdr."""

from tfdr.provider.history import History, minor
from tfdr.provider.history import load as past
from tfdr.provider.read import FIVE, SIX, Schema, load
from tfdr.provider.types import LOOSE, Argument, Body, Nested, Type

__all__ = [
    "FIVE",
    "LOOSE",
    "SIX",
    "Argument",
    "Body",
    "History",
    "Nested",
    "Schema",
    "Type",
    "load",
    "minor",
    "past",
]
