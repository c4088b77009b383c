"""The index of the rules, docs/rules/README.md, derived from their pages."""

import sys
from typing import Final

from tfdr.rules.registry import FAMILIES, registered
from tfdr.rules.rule import Rule

from tools import made

INDEX: Final = made.ROOT / "docs" / "rules" / "README.md"
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
    page = rule.file.with_suffix(".md").relative_to(made.ROOT).as_posix()
    return f"| [{rule.id}](../../{page}) | {rule.severity} | {rule.title} |"


if __name__ == "__main__":
    sys.exit(made.main(INDEX, index, __doc__, made.DOCS))
