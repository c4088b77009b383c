"""FO10B: an origin group fails over on what an outage answers."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import distributions
from tfdr.evaluate import System, is_known, known_text
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, tells_doubt=False)

_OUTAGE: Final = ("500", "502", "503", "504")


def check(system: System) -> Iterator[Verdict]:
    """Each origin group."""
    for distribution in system.resources(distributions.TYPE):
        for group in distribution.blocks("origin_group"):
            path = "failover_criteria.status_codes"
            codes = {known_text(each) for each in group.elements(path)}
            lacking = [each for each in _OUTAGE if each not in codes]
            holds = None if lacking and not is_known(group.get(path)) else not lacking
            message = f"does not fail over on {', '.join(lacking)}"
            yield judge(group, holds, message, "failover_criteria", unknown=group.unknowns(path))
