"""Terraform files as typed blocks with their places."""

from generator.hcl.parser import (
    Module,
    ParseError,
    Tree,
    parse_text,
    read_file,
    read_module,
    read_tree,
)
from generator.hcl.types import Attribute, Block, Escape, Expression, File, Reference

__all__ = [
    "Attribute",
    "Block",
    "Escape",
    "Expression",
    "File",
    "Module",
    "ParseError",
    "Reference",
    "Tree",
    "parse_text",
    "read_file",
    "read_module",
    "read_tree",
]
