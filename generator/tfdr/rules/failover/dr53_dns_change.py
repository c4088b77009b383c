"""DR53: a failover does not depend on changing Route 53 records."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.counterparts import in_primary, in_standbys
from tfdr.aws.functions import allows, failover_functions
from tfdr.aws.route53 import chosen_records, destination
from tfdr.evaluate import System, any_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_DATABASES: Final = ("aws_db_instance", "aws_rds_cluster")


def check(system: System) -> Iterator[Verdict]:
    """Each failover function whose role is in the code, where nothing else moves traffic.

    And each record that leads to a database of which a copy is elsewhere.
    """
    yield from _databases(system)
    for function in failover_functions(system):
        role = function.target("role")
        if role is None or role.is_data:
            continue
        changes = allows(system, function, "route53:ChangeResourceRecordSets")
        follows = any_of(
            *(each.has("health_check_id") for each in chosen_records(system)),
            bool(system.resources("aws_route53recoverycontrolconfig_routing_control")),
            bool(system.resources("aws_globalaccelerator_accelerator")),
        )
        holds = any_of(negate(changes), follows)
        message = "moves traffic by changing records, and no record follows a health check"
        unknown = [role.address] if holds is None else []
        yield judge(function, holds, message, "role", unknown=unknown)


def _databases(system: System) -> Iterator[Verdict]:
    if not in_standbys(system, *_DATABASES):
        return
    serving, chosen = in_primary(system, *_DATABASES), chosen_records(system)
    for record in system.resources("aws_route53_record"):
        end = destination(system, record) if record not in chosen else None
        if end is not None and end in serving:
            message = f"leads to {end.address} until somebody changes it"
            yield judge(record, False, message, "records")
