"""OPS03: the cost of the standby is documented."""

import re
from collections.abc import Iterator

from tfdr.evaluate import System, Truth
from tfdr.project import documents
from tfdr.rules import WARNING, Rule, Verdict, judge_all

RULE = Rule(severity=WARNING, of_root=True, is_recovery=False)

_HEADING = re.compile(r"^#+ .*\b(costs?|pricing|budget|finops)\b", re.IGNORECASE | re.MULTILINE)
_ELSEWHERE = re.compile(r"https?://\S*(wiki|confluence|notion|sharepoint)\S*", re.IGNORECASE)


def check(system: System) -> Iterator[Verdict]:
    """The documents of a workload."""
    if not system.is_workload:
        return
    holds: Truth = not system.is_multi_region
    for name, text in documents(system.directory, system.top):
        if "cost" in name.lower() or _HEADING.search(text):
            holds = True
        elif holds is False and _ELSEWHERE.search(text):
            holds = None
    message = "no document says what the standby costs"
    unknown = ("what is documented outside of the repository",)
    yield judge_all(system, holds, message, unknown=unknown)
