"""FO10A: A distribution fails over to an origin of another region."""

from collections.abc import Iterator

from tfdr.aws import distributions
from tfdr.evaluate import Body, Ref, Resource, System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each behaviour whose origin is made here, where there are several regions.

    Where each region has a distribution of its own, it is not theirs to fail over.
    """
    if not system.is_multi_region:
        return
    behaviours = [
        (distribution, behaviour)
        for distribution in system.resources(distributions.TYPE)
        for behaviour in distributions.behaviours(distribution)
    ]
    asked = [_asked(*each) for each in behaviours]
    regions = {each.region.code for each in asked if each is not None}
    for (distribution, behaviour), made in zip(behaviours, asked, strict=True):
        if distributions.group_of(distribution, behaviour) is not None:
            yield judge(behaviour, True, "", "target_origin_id")
        elif made is not None and len(regions) < 2:
            message = f"asks {made.address} in {made.region}, and nothing else"
            yield judge(behaviour, False, message, "target_origin_id")
        elif behaviour.text("target_origin_id") is None:
            yield judge(behaviour, None, "", "target_origin_id")


def _asked(distribution: Resource, behaviour: Body) -> Resource | None:
    origins = distributions.origins(distribution)
    origin = origins.get(behaviour.text("target_origin_id") or "")
    return None if origin is None else _made(origin)


def _made(origin: Body) -> Resource | None:
    """What of one region an origin is; nothing where its name may lead to any."""
    value = origin.get("domain_name")
    owner = value.target.owner if isinstance(value, Ref) else None
    if owner is None or owner.is_data or owner.type not in _REGIONAL:
        return None
    return owner


_REGIONAL = ("aws_lb", "aws_alb", "aws_s3_bucket", "aws_instance", "aws_api_gateway_stage")
