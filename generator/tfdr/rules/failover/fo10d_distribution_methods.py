"""FO10D: what writes does not depend on an origin group."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import distributions
from tfdr.evaluate import System, is_known, known_text
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, tells_doubt=False)

_WRITES: Final = frozenset({"DELETE", "PATCH", "POST", "PUT"})


def check(system: System) -> Iterator[Verdict]:
    """Each behaviour that asks an origin group."""
    for distribution in system.resources(distributions.TYPE):
        for behaviour in distributions.behaviours(distribution):
            if distributions.group_of(distribution, behaviour) is None:
                continue
            methods = {known_text(each) for each in behaviour.elements("allowed_methods")}
            writes = sorted(each for each in methods if each in _WRITES)
            known = is_known(behaviour.get("allowed_methods"))
            holds = False if writes else True if known else None
            message = f"sends {', '.join(writes)} to an origin group, which fails over reads only"
            yield judge(behaviour, holds, message, "allowed_methods")
