"""A JSON Schema of `tfdr.toml`, for editors: `python -m tools.settings_schema --write`.

Rules are ids or how they begin. That a rule exists, and that no root is in two systems, only the
command itself says.
"""

import json
import sys
from typing import Any, Final

from tfdr.check.settings import PROFILES
from tfdr.rules.rule import SEVERITIES

from tools import made

FILE: Final = made.ROOT / "docs" / "reference" / "tfdr-toml.schema.json"
_RULES: Final = {
    "type": "array",
    "items": {
        "type": "string",
        "pattern": "^[A-Za-z]+[0-9]*[A-Za-z]?( *, *[A-Za-z]+[0-9]*[A-Za-z]?)*$",
    },
}


def schema() -> dict[str, Any]:
    """The schema (2020-12) of the file, and of `[tool.tfdr]` in `pyproject.toml`."""
    system = {
        "type": "object",
        "description": "Roots that are judged together.",
        "additionalProperties": False,
        "required": ["roots"],
        "properties": {
            "name": {"type": "string", "description": "What the system is called."},
            "roots": {
                "type": "array",
                "minItems": 1,
                "uniqueItems": True,
                "items": {"type": "string"},
                "description": "Their directories, relative to the one that is checked.",
            },
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of tfdr check",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "select": {**_RULES, "description": "Only these rules: ids or how they begin."},
            "ignore": {**_RULES, "description": "Not these rules: ids or how they begin."},
            "severity": {
                "enum": list(SEVERITIES),
                "default": "warning",
                "description": "The least that is reported and counts.",
            },
            "profile": {
                "enum": list(PROFILES),
                "description": "Whether it recovers, or security and style too.",
            },
            "var_files": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Files of values for variables, relative to the directory.",
            },
            "system": {"type": "array", "items": system},
        },
    }


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(made.main(FILE, text, __doc__, made.DOCS))
