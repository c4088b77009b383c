"""SEC07A: listeners require TLS 1.2 or later, and HTTP listeners only redirect."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Body, Resource, System, Truth, all_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, is_recovery=False)

_CURRENT: Final = re.compile(r"ELBSecurityPolicy-(?:TLS13-1-[23]|TLS-1-2|FS-1-2)(?:-|$)")


def check(system: System) -> Iterator[Verdict]:
    """Each listener; those that pass TCP or UDP on leave TLS to what is behind them."""
    for listener in system.resources("aws_lb_listener", "aws_alb_listener"):
        unknown: tuple[str, ...]
        with_tls = listener.equals("protocol", "HTTPS", "TLS")
        if with_tls is not False:
            message = "takes older versions of TLS than 1.2"
            holds = all_of(_is_current(listener), with_tls)
            unknown = listener.unknowns("protocol")
            yield judge(listener, holds, message, "ssl_policy", unknown=unknown)
        elif listener.equals("protocol", "HTTP"):
            actions = listener.blocks("default_action")
            holds = all_of(*(_redirects(each) for each in actions)) if actions else False
            message = "answers plain HTTP, and does not redirect"
            unknown = tuple(source for each in actions for source in each.unknowns("type"))
            yield judge(listener, holds, message, "protocol", unknown=unknown)
    for type_, path in _DOMAINS.items():
        for domain in system.resources(type_):
            # Where nothing else is said, it is 1.2.
            old = domain.equals(path, "TLS_1_0")
            message = "takes older versions of TLS than 1.2"
            yield judge(domain, negate(old), message, path, unknown=domain.unknowns(path))


_DOMAINS: Final = {
    "aws_apigatewayv2_domain_name": "domain_name_configuration.security_policy",
    "aws_api_gateway_domain_name": "security_policy",
}


def _is_current(listener: Resource) -> Truth:
    if listener.has("ssl_policy") is False:
        return False  # the default of 2016 goes back to TLS 1.0
    policy = listener.text("ssl_policy")
    return None if policy is None else _CURRENT.match(policy) is not None


def _redirects(action: Body) -> Truth:
    protocol = action.get("redirect.protocol")
    to_tls = protocol is not None and action.equals("redirect.protocol", "HTTPS")
    return all_of(action.equals("type", "redirect"), to_tls)
