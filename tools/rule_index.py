"""The index of the rules, docs/rules/README.md, derived from their pages."""

import argparse
import sys
from pathlib import Path
from typing import Final

from tfdr.errors import ExitCode
from tfdr.rules.registry import FAMILIES, registered
from tfdr.rules.rule import Rule

_ROOT: Final = Path(__file__).parents[1]
INDEX: Final = _ROOT / "docs" / "rules" / "README.md"
_TOP: Final = """\
<!-- Written by `make docs` from the pages in generator/tfdr/rules/: change it there. -->
# Rules

What `tfdr check` wants of a repository, by family. The page of a rule has the reason, what to do
about it, examples, and all cases that the rule is tested by; `tfdr explain RULE` says the same on a
terminal. [check.md](../check.md) says how to choose rules and how to waive one.

An error loses a failover or data, a warning puts one at risk, an info is worth knowing. Where an
example refers to `aws.primary` and `aws.dr` without saying which regions these are, they are
[two](../../generator/tfdr/rules/providers.tf).
"""


def index() -> str:
    """The text of the index."""
    return "\n".join([_TOP, *map(_family, FAMILIES)])


def _family(family: str) -> str:
    rows = [_row(rule) for rule in registered().values() if rule.family == family]
    return "\n".join(
        [
            f"## {FAMILIES[family]}",
            "",
            "| rule | severity | what must hold |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _row(rule: Rule) -> str:
    page = rule.file.with_suffix(".md").relative_to(_ROOT).as_posix()
    return f"| [{rule.id}](../../{page}) | {rule.severity} | {rule.title} |"


def main() -> int:
    """Write the index, or say that it is not current."""
    parser = argparse.ArgumentParser(prog="python -m tools.rule_index", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/rules/README.md")
    options = parser.parse_args()
    if options.write:
        INDEX.write_text(index(), encoding="utf-8")
    elif INDEX.read_text(encoding="utf-8") != index():
        sys.stderr.write("docs/rules/README.md is not current: run `make docs`\n")
        return ExitCode.FINDINGS
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
