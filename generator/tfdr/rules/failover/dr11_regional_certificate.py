"""DR11: HTTPS endpoints have a certificate of their own region for the name that fails over."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import arns
from tfdr.evaluate import Resource, System, Truth, Value, all_of, any_of, known_text, plain
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_LISTENERS: Final = ("aws_lb_listener", "aws_alb_listener")
_RECORD: Final = "aws_route53_record"
_HTTP_DOMAIN: Final = "aws_apigatewayv2_domain_name"
_REST_DOMAIN: Final = "aws_api_gateway_domain_name"
_GATEWAYS: Final = {
    _HTTP_DOMAIN: "domain_name_configuration.certificate_arn",
    _REST_DOMAIN: "regional_certificate_arn",
}


def check(system: System) -> Iterator[Verdict]:
    """Each listener and each domain of an API, by its certificate."""
    for listener in system.resources(*_LISTENERS):
        if listener.equals("protocol", "HTTPS", "TLS") is not False:
            endpoint = listener.target("load_balancer_arn")
            yield from _judged(listener, "certificate_arn", endpoint, system)
    for type_, path in _GATEWAYS.items():
        for domain in system.resources(type_):
            if domain.has(path) is not False:
                yield from _judged(domain, path, None, system)


def _judged(
    user: Resource, path: str, endpoint: Resource | None, system: System
) -> Iterator[Verdict]:
    certificate = _certificate(user, path)
    if certificate is None:
        needs = user.type not in _LISTENERS or user.equals("protocol", "HTTPS", "TLS")
        has = user.has(path)
        holds = needs and has is not False and arns.lies_in(user.get(path), user.region)
        unknown = user.unknowns("protocol") if needs is None else ()
        yield judge(user, holds, f"has no certificate of {user.region}", path, unknown=unknown)
        return
    message = f"its certificate, {certificate.address}, is in {certificate.region}"
    unknown = (f"the regions of {user.address} and its certificate",)
    there = certificate.region.is_same(user.region)
    yield judge(user, there, message, path, unknown=unknown)
    for name in _public_names(endpoint, system) if endpoint is not None else ():
        covered = _covers(certificate, name)
        message = f"its certificate, {certificate.address}, is not for {name}"
        unknown = certificate.unknowns("domain_name", "subject_alternative_names")
        yield judge(user, covered, message, path, unknown=unknown)


def _certificate(user: Resource, path: str) -> Resource | None:
    found = user.target(path)
    if found is not None and found.type == "aws_acm_certificate_validation":
        found = found.target("certificate_arn")
    return found if found is not None and found.type == "aws_acm_certificate" else None


def _public_names(endpoint: Resource, system: System) -> list[str]:
    """The names under which failover records lead to an endpoint, as far as they are known."""
    found: dict[str, None] = {}
    seen: set[Resource] = set()
    left = [endpoint]
    while left:
        target = left.pop()
        for record in system.links(target, _RECORD, "alias.name", "records"):
            if record in seen or not record.blocks("failover_routing_policy"):
                continue
            seen.add(record)
            name = record.text("name")
            if system.links(record, _RECORD, "alias.name").sure:
                left.append(record)  # only a step on the way: clients ask for another name
            elif name is not None and "." in name:  # else it is completed by the zone's
                found[name.rstrip(".")] = None
    return list(found)


def _covers(certificate: Resource, name: str) -> Truth:
    values = [certificate.get("domain_name"), *certificate.elements("subject_alternative_names")]
    return any_of(*(_is_for(value, name) for value in values if value is not None))


def _is_for(value: Value, name: str) -> Truth:
    text = known_text(plain(value))
    if text is None:
        return None
    below = name.partition(".")[2]
    return all_of(text.lower() in (name.lower(), f"*.{below.lower()}"))
