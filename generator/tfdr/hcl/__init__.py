"""Terraform files as typed blocks with their places."""

from tfdr.hcl.blocks import Attribute, Block, File
from tfdr.hcl.comments import comments
from tfdr.hcl.expressions import Escape, Expression, Reference
from tfdr.hcl.files import (
    Module,
    ParseError,
    Tree,
    parse_template,
    parse_text,
    read_file,
    read_module,
    read_tree,
)

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
    "comments",
    "parse_template",
    "parse_text",
    "read_file",
    "read_module",
    "read_tree",
]
