"""FO13A: A custom domain of a REST API is regional where there are several regions."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, any_of, same
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_TYPES: Final = "endpoint_configuration.types"


def check(system: System) -> Iterator[Verdict]:
    """Each domain of a REST API."""
    if not system.is_multi_region:
        return
    for domain in system.resources("aws_api_gateway_domain_name"):
        kinds = domain.elements(_TYPES)
        holds = any_of(*(same(each, kind) for each in kinds for kind in ("REGIONAL", "PRIVATE")))
        if not domain.blocks("endpoint_configuration"):
            holds = domain.has("regional_certificate_arn")  # the provider takes it from that
        message = "is edge-optimized: no other region can have that name"
        yield judge(
            domain, holds, message, "endpoint_configuration", unknown=domain.unknowns(_TYPES)
        )
