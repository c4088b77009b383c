"""FO02B: a health check uses a port and protocol of the endpoint's listener."""

from collections.abc import Iterator

from tfdr.aws.load_balancers import listeners
from tfdr.aws.route53 import asked, asks
from tfdr.evaluate import Body, Resource, System, Truth, Value, all_of, any_of, negate, same
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_APIS = (
    "aws_apigatewayv2_domain_name",
    "aws_api_gateway_domain_name",
    "aws_cloudfront_distribution",
)


def check(system: System) -> Iterator[Verdict]:
    """Each check whose endpoint, and what that listens on, is in the code."""
    for each in system.resources("aws_route53_health_check"):
        if asks(each) is False:
            continue
        end = asked(system, each)
        if end is not None and end.type in _APIS:
            holds = all_of(negate(_is_plain(each)), same(_port(each), 443))
            message = "asks for HTTP, but an API has HTTPS on port 443 only"
            yield judge(each, holds, message, _at(each), unknown=each.unknowns("type", "port"))
        elif end is not None and end.type in ("aws_lb", "aws_alb"):
            found = listeners(system, end)
            if found:
                yield _served(each, end, found)


def _served(check: Resource, balancer: Resource, found: list[Resource]) -> Verdict:
    holds = any_of(*(_is_served(check, listener) for listener in found))
    offers = ", ".join(
        f"{each.text('protocol') or 'HTTP'} on {each.text('port')}"
        + (" (a redirect)" if _redirects(each) else "")
        for each in found
    )
    kind, port = check.text("type"), _port(check)
    message = f"asks {kind} on port {port}, but {balancer.address} has {offers}"
    unknown = [
        source for each in (check, *found) for source in each.unknowns("type", "port", "protocol")
    ]
    return judge(check, holds, message, _at(check), unknown=unknown)


def _at(check: Resource) -> str:
    return "port" if check.get("port") is not None else "type"


def _is_plain(check: Resource) -> Truth:
    return check.equals("type", "HTTP", "HTTP_STR_MATCH")


def _port(check: Resource) -> Value:
    port = check.get("port")
    return (80 if _is_plain(check) else 443) if port is None else port


def _is_served(check: Resource, listener: Resource) -> Truth:
    port = same(_port(check), listener.get("port"))
    if check.equals("type", "TCP"):
        return port
    protocol = listener.get("protocol")
    encrypted = False if protocol is None else listener.equals("protocol", "HTTPS", "TLS")
    passed_on = False if protocol is None else listener.equals("protocol", "TCP", "TCP_UDP")
    fits = any_of(passed_on, same(_is_plain(check), negate(encrypted)))
    return all_of(port, fits, negate(_redirects(listener)))


def _redirects(listener: Body) -> Truth:
    return listener.equals("default_action.type", "redirect")
