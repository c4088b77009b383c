"""DR43: the TTL of failover records is at most a tenth of the recovery time objective."""

from collections.abc import Iterator

from tfdr.aws.objectives import minutes
from tfdr.aws.route53 import failover_records
from tfdr.evaluate import System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)

_WITHOUT_OBJECTIVE = 60
_SHARE = 0.1


def check(system: System) -> Iterator[Verdict]:
    """Each failover record that has a TTL of its own, and each alias, which has none."""
    objective = minutes(system, "RTO")
    most = _WITHOUT_OBJECTIVE if objective is None else max(objective * 60 * _SHARE, 1)
    for record in failover_records(system):
        if record.has("alias"):
            yield judge(record, True, "")
            continue
        ttl = record.number("ttl")
        holds: Truth = None if ttl is None else ttl <= most
        reason = (
            f"a tenth of the recovery time objective, {objective:g} minutes"
            if objective
            else ("what is usual where no recovery time objective is said")
        )
        message = f"its TTL of {record.text('ttl')} s is more than {most:g} s, {reason}"
        yield judge(record, holds, message, "ttl", fix=f"Set ttl to {min(most, 60):g} or less.")
