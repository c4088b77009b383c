"""Terraform files as typed blocks with their places."""

from generator.hcl.blocks import Attribute, Block, File
from generator.hcl.comments import comments
from generator.hcl.expressions import Escape, Expression, Reference
from generator.hcl.files import (
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
