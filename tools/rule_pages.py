"""The pages of the rules, docs/rules/, derived from the rules."""

import argparse
import sys
from pathlib import Path
from typing import Final

from tfdr.errors import ExitCode
from tfdr.rules.registry import FAMILIES, registered
from tfdr.rules.rule import Rule

FOLDER: Final = Path(__file__).parents[1] / "docs" / "rules"
_WRITTEN: Final = "<!-- Written by `make docs` from generator/tfdr/rules/: change it there. -->"
_INDEX: Final = f"""\
{_WRITTEN}
# Rules

What `tfdr check` wants of a repository, by family. `tfdr explain RULE` says the same on a terminal;
[check.md](../check.md) says how to choose rules and how to waive one.

An error loses a failover or data, a warning puts one at risk, an info is worth knowing.
"""


def pages() -> dict[str, str]:
    """The pages by the name of their file."""
    families = {
        family: [rule for rule in registered().values() if rule.family == family]
        for family in FAMILIES
    }
    found = {f"{family}.md": _page(family, rules) for family, rules in families.items() if rules}
    return {"README.md": _index(families), **found}


def _index(families: dict[str, list[Rule]]) -> str:
    parts = [_INDEX]
    for family, rules in families.items():
        if rules:
            rows = [
                f"| [{rule.id}]({family}.md#{rule.id.lower()}) | {rule.severity} | {rule.title} |"
                for rule in rules
            ]
            table = ["| rule | severity | what must hold |", "| --- | --- | --- |", *rows]
            parts.append("\n".join([f"## {FAMILIES[family]}", "", *table, ""]))
    return "\n".join(parts)


def _page(family: str, rules: list[Rule]) -> str:
    return "\n".join([_WRITTEN, f"# {FAMILIES[family]}", "", *map(_section, rules)])


def _section(rule: Rule) -> str:
    is_link = rule.source.startswith("https://")
    source = f"<{rule.source}>" if is_link else f"requirement {rule.source}"
    return "\n".join(
        [
            f"## {rule.id}",
            "",
            f"**{rule.title}.** ({rule.severity})",
            "",
            rule.why,
            "",
            rule.fix,
            "",
            f"Source: {source}",
            "",
            "Fails:",
            "",
            "```terraform",
            rule.fails.strip("\n"),
            "```",
            "",
            "Passes:",
            "",
            "```terraform",
            rule.passes.strip("\n"),
            "```",
            "",
        ]
    )


def main() -> int:
    """Write the pages, or say which of them are not current."""
    parser = argparse.ArgumentParser(prog="python -m tools.rule_pages", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/rules/")
    options = parser.parse_args()
    current = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    wanted = pages()
    if options.write:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, text in wanted.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        for name in current.keys() - wanted.keys():
            (FOLDER / name).unlink()
        return ExitCode.OK
    stale = sorted(
        name for name in current.keys() | wanted.keys() if current.get(name) != wanted.get(name)
    )
    for name in stale:
        sys.stderr.write(f"docs/rules/{name} is not current: run `make docs`\n")
    return ExitCode.FINDINGS if stale else ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
