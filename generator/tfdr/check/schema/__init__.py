"""SCHEMA, and parts of CMP02 and CMP07: everything is as Terraform and the AWS provider want it.

Judged by extracts of the provider's schema (see `tfdr.provider`), so without Terraform.
"""

from typing import Final

from tfdr.check.schema.fault import CMP02, CMP07
from tfdr.check.schema.layer import Judged, find, judged, unknown

RULES: Final = (CMP02, CMP07)
"""The rules that `find` checks, beside SCHEMA."""

__all__ = ["CMP02", "RULES", "Judged", "find", "judged", "unknown"]
