"""What DNS answers in the emulated AWS: Route 53's records, failover routing and health checks.

Answering is no part of the control plane: it goes on while us-east-1 is away. A record that is
followed ends at something of a region: a load balancer or a domain name of API Gateway.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from moto.route53.models import route53_backends

from tfdr.emulator.inside import health, targets, world
from tfdr.emulator.protocol import ACCOUNT_ID

_ADDRESSES = ("A", "AAAA", "CNAME")
_DEEPEST = 10


@dataclass(frozen=True)
class Answer:
    """What a name leads to.

    Attributes:
        name: the name.
        region: where what answers is, empty if it is an address.
        target: the name or address of what answers.
        chain: the records on the way, each with the identifier of its set.
        healthy: whether all of them are; if not, there was nothing better.
    """

    name: str
    region: str
    target: str
    chain: tuple[str, ...]
    healthy: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def resolve(name: str) -> Answer | None:
    """Return what DNS answers for a name, None if no public zone has it."""
    chain, healthy = [], True
    at = _plain(name)
    if not world.sees(at):
        return None
    for _ in range(_DEEPEST):
        records = _records(at)
        if not records:
            return None
        record = _chosen(records)
        chain.append(f"{at} ({record.set_identifier})" if record.set_identifier else at)
        healthy = healthy and _is_healthy(record)
        at = _leads_to(record)
        if (region := targets.region_of(at)) or not _records(at):
            return Answer(_plain(name), region, at, tuple(chain), healthy)
    return None


def _chosen(records: list[Any]) -> Any:
    by_role = {record.failover: record for record in records if record.failover}
    if by_role:
        order = [by_role[role] for role in ("PRIMARY", "SECONDARY") if role in by_role]
    else:
        order = records
    # Where nothing is healthy, Route 53 answers as if everything were.
    return next((record for record in order if _is_healthy(record)), order[0])


def _is_healthy(record: Any, depth: int = 0) -> bool:
    if record.health_check_id and not health.is_healthy(record.health_check_id):
        return False
    alias = record.alias_target
    if not alias or str(alias.get("EvaluateTargetHealth")).lower() != "true":
        return True
    target = _plain(alias["DNSName"])
    if targets.region_of(target):
        return targets.is_healthy(target)
    below = _records(target)
    return depth < _DEEPEST and any(_is_healthy(each, depth + 1) for each in below)


def _leads_to(record: Any) -> str:
    if record.alias_target:
        return _plain(record.alias_target["DNSName"])
    return _plain(str(record.records[0]))


def _records(name: str) -> list[Any]:
    return [
        record
        for record in _all_records()
        if _plain(record.name) == name and record.type in _ADDRESSES
    ]


def _all_records() -> Iterator[Any]:
    for backend in list(route53_backends[ACCOUNT_ID].values()):
        for zone in list(backend.zones.values()):
            if not zone.private_zone:
                yield from list(zone.rrsets)


def _plain(name: str) -> str:
    return name.rstrip(".").lower().removeprefix("dualstack.")
