"""CMP01 to CMP03: nothing refers to what is not there.

Works on any Terraform directory.
"""

from typing import Final

from tfdr.check import calls, escapes, resolve
from tfdr.project import Finding, Project

RULES: Final = ("CMP01", "CMP02", "CMP03")
"""The rules that `find` checks."""


def find(project: Project) -> list[Finding]:
    """All findings of the three rules, in order of file and line."""
    findings = {
        *calls.sources(project),
        *calls.arguments(project),
        *resolve.references(project),
        *escapes.escaped(project),
    }
    return sorted(findings, key=lambda each: (each.file, each.line, each.id, each.message))
