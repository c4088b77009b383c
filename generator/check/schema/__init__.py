"""SCHEMA, and parts of CMP02 and CMP07: everything is as Terraform and the AWS provider want it.

Judged by extracts of the provider's schema (see `generator.provider`), so without Terraform.
"""

from generator.check.schema.layer import find, unknown

__all__ = ["find", "unknown"]
