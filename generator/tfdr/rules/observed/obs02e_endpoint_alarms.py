"""OBS02E: see obs02e_endpoint_alarms.md."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarms_on
from tfdr.aws.load_balancers import listeners
from tfdr.evaluate import Links, Resource, System
from tfdr.evaluate.presence import together
from tfdr.rules import ERROR, Rule, Verdict
from tfdr.rules.watched import judge_watched

RULE = Rule(severity=ERROR, said_by="DR65")

_ERRORS = frozenset(
    {"HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_503_Count"}
)
_HOSTS = frozenset(
    {
        "UnHealthyHostCount",
        "HealthyHostCount",
        "UnhealthyRoutingRequestCount",
        "UnhealthyStateDNS",
        "HealthyStateDNS",
        "UnhealthyStateRouting",
        "HealthyStateRouting",
    }
)
_API_ERRORS = frozenset({"5xx", "5XXError"})
_NAMES = {"LoadBalancer": ("arn_suffix",)}


def check(system: System) -> Iterator[Verdict]:
    """Each load balancer that knows HTTP or hosts, and each API of HTTP."""
    for balancer in system.resources("aws_lb", "aws_alb"):
        if balancer.equals("load_balancer_type", "gateway"):
            continue
        namespace = "AWS/ApplicationELB"
        if balancer.equals("load_balancer_type", "network"):
            namespace = "AWS/NetworkELB"
        else:
            errors = alarms_on(system, balancer, namespace, _ERRORS, _NAMES)
            yield _watched(system, balancer, errors, "no alarm watches its 5xx answers")
        hosts = [alarms_on(system, balancer, namespace, _HOSTS, _NAMES)]
        for group in _groups(system, balancer):
            names = {"TargetGroup": ("arn_suffix",)}
            hosts.append(alarms_on(system, group, namespace, _HOSTS, names))
        message = "no alarm watches its unhealthy hosts"
        yield _watched(system, balancer, together(*hosts), message)
    for api in system.resources("aws_apigatewayv2_api", "aws_api_gateway_rest_api"):
        if not api.equals("protocol_type", "WEBSOCKET"):
            yield _watched(system, api, _of_api(system, api), "no alarm watches its 5xx answers")


def _watched(system: System, endpoint: Resource, alarms: Links, message: str) -> Verdict:
    """A verdict; where there is one region, no alarm on its endpoint leads to a failover."""
    several = system.is_multi_region
    return judge_watched(system, endpoint, alarms, message, is_recovery=several)


def _groups(system: System, balancer: Resource) -> list[Resource]:
    return [
        group
        for listener in listeners(system, balancer)
        for group in listener.targets("default_action.target_group_arn")
    ]


def _of_api(system: System, api: Resource) -> Links:
    names = {"ApiId": ("id",), "ApiName": ("name",)}
    return alarms_on(system, api, "AWS/ApiGateway", _API_ERRORS, names)
