"""DR79: A search domain has a counterpart in another region."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict
from tfdr.rules.counterparts import judge_counterparts

RULE = Rule(severity=WARNING)

_TYPES: Final = (
    "aws_opensearch_domain",
    "aws_elasticsearch_domain",
)


def check(system: System) -> Iterator[Verdict]:
    """Each of them in the primary region, where there are several."""
    return judge_counterparts(system, _TYPES, "no search domain is in another region", _TYPES)
