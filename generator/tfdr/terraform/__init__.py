"""Terraform: finding it and its providers, running it, reading what it says."""

from tfdr.terraform.runner import (
    INSTALL,
    LIBRARY,
    MINIMUM,
    Diagnostic,
    Result,
    Terraform,
    TimedOut,
    find,
)

__all__ = [
    "INSTALL",
    "LIBRARY",
    "MINIMUM",
    "Diagnostic",
    "Result",
    "Terraform",
    "TimedOut",
    "find",
]
