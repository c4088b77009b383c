"""`tfdr rules`: every rule of the check, by family.

With `--format json` it prints one object: `schema` (1) and `rules`, each with `id`, `severity`,
`title` and `family`.
"""

import json
from dataclasses import dataclass

from tfdr.errors import ExitCode
from tfdr.rules.registry import registered
from tfdr.terminal import console

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesOptions:
    """How to list the rules.

    Attributes:
        format: text or json.
    """

    format: str = "text"


def run(options: RulesOptions) -> ExitCode:
    """List the rules."""
    names = ("id", "severity", "title", "family")
    rows = [[getattr(rule, name) for name in names] for rule in registered().values()]
    if options.format == "json":
        rules = [dict(zip(names, row, strict=True)) for row in rows]
        print(json.dumps({"schema": SCHEMA, "rules": rules}, indent=2))
        return ExitCode.OK
    columns = ("id", "severity", "family", "title")
    console.table(columns, [[row[0], row[1], row[3], row[2]] for row in rows])
    console.next_steps(f"tfdr explain {rows[0][0]}", f"tfdr check . --select {rows[0][0]}")
    return ExitCode.OK
