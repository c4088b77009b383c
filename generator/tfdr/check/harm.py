"""The order in which findings are told: the worst first."""

from collections.abc import Iterable
from typing import Final

from tfdr.project import Finding
from tfdr.rules.registry import registered
from tfdr.rules.rule import SEVERITIES

# Which families harm a recovery most.
_HARM: Final = (
    "failover",
    "data",
    "operated",
    "observed",
    "networked",
    "secure",
    "complete",
    "named",
)


def by_rule(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """The findings of each rule, the worst rule first: by severity, then by what it harms."""
    rules = registered()
    found: dict[str, list[Finding]] = {}
    for each in findings:
        found.setdefault(each.id, []).append(each)

    def harm(pair: tuple[str, list[Finding]]) -> tuple[int, int]:
        rule = rules[pair[0]]
        return SEVERITIES.index(rule.severity), _HARM.index(rule.family)

    return sorted(found.items(), key=harm)
