"""What a directory of Terraform is: its modules, what calls what, what they declare.

Also how something that is wrong with it is told.
"""

from tfdr.project.documents import documents
from tfdr.project.findings import Finding
from tfdr.project.overrides import by_name, is_override
from tfdr.project.paths import absolute, is_directory, relative, repository
from tfdr.project.project import Call, Project
from tfdr.project.symbols import Symbols

__all__ = [
    "Call",
    "Finding",
    "Project",
    "Symbols",
    "absolute",
    "by_name",
    "documents",
    "is_directory",
    "is_override",
    "relative",
    "repository",
]
