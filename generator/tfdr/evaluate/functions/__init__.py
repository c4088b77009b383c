"""Terraform's functions, as far as real code needs them and a plan is not needed for them."""

from tfdr.evaluate.functions import collections, known, texts
from tfdr.evaluate.functions.registry import Failed, applied, call, complete, elements
from tfdr.evaluate.functions.texts import decoded

__all__ = [
    "Failed",
    "applied",
    "call",
    "collections",
    "complete",
    "decoded",
    "elements",
    "known",
    "texts",
]
