"""FO02A: a health check requests a path that the target group, API or container answers."""

from collections.abc import Iterator

from tfdr.aws.load_balancers import target_groups
from tfdr.aws.route53 import asked, asks
from tfdr.evaluate import Resource, System, Truth, any_of, known_text, plain, same
from tfdr.evaluate.identity import means
from tfdr.evaluate.values import Value, leaves
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_DOMAINS = ("aws_apigatewayv2_domain_name",)


def check(system: System) -> Iterator[Verdict]:
    """Each check of HTTP whose endpoint is in the code, with the paths it answers."""
    for each in system.resources("aws_route53_health_check"):
        if asks(each) is False or each.equals("type", "TCP"):
            continue
        end = asked(system, each)
        answered = [] if end is None else list(_answered(system, end))
        path: Value = each.get("resource_path")
        if plain(path) in (None, ""):
            path = "/"
        if end is not None and not answered and any(True for _ in _routes(system, end)):
            message = f"asks {known_text(path)} by GET, and no route answers that without a token"
            yield judge(each, False, message, "resource_path")
        if end is None or not answered:
            continue
        results = [_answers(route, path) for route in answered]
        holds = any_of(*results, _is_mentioned(system, end, path))
        known = ", ".join(dict.fromkeys(known_text(route) or "?" for route in answered))
        message = f"asks {known_text(path)}, but what is behind it answers {known}"
        unknown = [str(route) for route in answered if known_text(route) is None]
        yield judge(each, holds, message, "resource_path", unknown=unknown)


def _answered(system: System, end: Resource) -> Iterator[Value]:
    """The paths that are answered, as far as the code tells; `*` at the end for all below."""
    if end.type in ("aws_lb", "aws_alb"):
        for group in target_groups(system, end):
            is_http = group.equals("protocol", "HTTP", "HTTPS") or group.get("protocol") is None
            if is_http and not group.equals("target_type", "lambda"):
                path = group.get("health_check.path")
                yield "/" if path is None else path
    else:
        for route in _routes(system, end):
            yield from _paths(route)


def _routes(system: System, end: Resource) -> Iterator[Resource]:
    """The routes of the APIs behind a domain name, as far as it is known whose they are."""
    if end.type not in _DOMAINS:
        return
    mappings = system.links(end, "aws_apigatewayv2_api_mapping", "domain_name")
    for api in filter(None, (each.target("api_id") for each in mappings)):
        for route in system.resources("aws_apigatewayv2_route"):
            if means(route.get("api_id"), api, "id") is True:
                yield route


def _paths(route: Resource) -> Iterator[Value]:
    """The path of a route that answers a GET without a token."""
    key, name = plain(route.get("route_key")), "authorization_type"
    if route.get(name) is None or route.equals(name, "NONE"):
        if not isinstance(key, str):
            yield key
        elif key == "$default":
            yield "*"
        elif key.split(" ")[0] in ("GET", "ANY"):
            yield key.split(" ", 1)[1].replace("{proxy+}", "*")


def _answers(route: Value, path: Value) -> Truth:
    text, wanted = known_text(route), known_text(path)
    if text is not None and text.endswith("*"):
        return None if wanted is None else f"{wanted}/".startswith(text[:-1])
    return same(route, wanted.partition("?")[0] if wanted else path)


def _is_mentioned(system: System, end: Resource, path: Value) -> bool:
    """Whether a container, a listener's rule or a function of an API is told of that path."""
    wanted = known_text(path)
    if wanted is None or wanted == "/":
        return False
    sources = [
        ("aws_ecs_task_definition", "container_definitions"),
        ("aws_lb_listener_rule", "condition.path_pattern"),
    ]
    if end.type in _DOMAINS:
        sources.append(("aws_lambda_function", "environment.variables"))
    return any(
        isinstance(leaf, str) and wanted in leaf
        for type_, attribute in sources
        for each in system.resources(type_)
        for leaf in leaves(plain(each.get(attribute)))
    )
