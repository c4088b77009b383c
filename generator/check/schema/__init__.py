"""SCHEMA, and parts of CMP02 and CMP07: everything is as Terraform and the AWS provider want it.

Judged by extracts of the provider's schema (see `generator.provider`), so without Terraform.
"""

from typing import Final

from generator.check.schema.fault import CMP02, CMP07
from generator.check.schema.layer import find, unknown

RULES: Final = (CMP02, CMP07)
"""The rules that `find` checks, beside SCHEMA."""

__all__ = ["RULES", "find", "unknown"]
