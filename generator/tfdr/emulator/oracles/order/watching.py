"""Prerequisites of what watches: alarms, logs, Config, Security Hub, web ACLs, DNS."""

import re
from collections.abc import Iterator
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.config.models import config_backends
from moto.elbv2.models import elbv2_backends
from moto.logs.models import logs_backends
from moto.route53.models import route53_backends
from moto.securityhub.models import securityhub_backends

from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.order.prerequisites import before
from tfdr.emulator.protocol import ACCOUNT_ID

_NAMED = re.compile(r"(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*[\"']?([^\"')]+)[\"']?\s*\)")


@before(
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:PutCompositeAlarm",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
)
def actions_are_of_the_region(call: Call) -> Iterator[Objection]:
    """What an alarm sets off is in its region."""
    for name in ("AlarmActions", "OKActions", "InsufficientDataActions"):
        for arn in call.get(name) or []:
            parts = str(arn).split(":")
            if parts[2] in ("sns", "lambda") and parts[3] != call.region:
                yield Objection(
                    "ValidationError",
                    f"Invalid region {parts[3]} specified. Only {call.region} is supported.",
                )


@before(
    "cloudwatch:PutCompositeAlarm",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html",
)
def alarms_of_a_rule_exist(call: Call) -> Iterator[Objection]:
    """The alarms that a composite alarm follows exist."""
    known = cloudwatch_backends[ACCOUNT_ID][call.region].alarms
    for name in _NAMED.findall(str(call.get("AlarmRule"))):
        if name.rsplit(":alarm:", 1)[-1] not in known:
            yield Objection(
                "ValidationError",
                f"Could not save the composite alarm as alarms [{name}] in the alarm rule do not "
                "exist",
            )


@before(
    "config:PutConfigRule",
    source="https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigRule.html",
)
def rules_need_a_recorder(call: Call) -> Iterator[Objection]:
    """A rule of AWS Config needs a recorder in its region."""
    if not config_backends[ACCOUNT_ID][call.region].recorders:
        yield Objection(
            "NoAvailableConfigurationRecorderException",
            "Configuration recorder is not available to put config rule.",
        )


@before(
    "securityhub:BatchEnableStandards",
    "securityhub:CreateActionTarget",
    "securityhub:CreateFindingAggregator",
    source="https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchEnableStandards.html",
)
def hub_is_enabled(call: Call) -> Iterator[Objection]:
    """Standards and aggregation need Security Hub CSPM to be enabled in the region."""
    if not securityhub_backends[ACCOUNT_ID][call.region].enabled:
        yield Objection(
            "InvalidAccessException",
            f"Account {ACCOUNT_ID} is not subscribed to AWS Security Hub",
            status=401,
        )


@before(
    "wafv2:PutLoggingConfiguration",
    source="https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html",
)
def web_acl_can_log(call: Call) -> Iterator[Objection]:
    """The log group of a web ACL has the name that AWS WAF demands, and exists."""
    for arn in call.get("LoggingConfiguration", "LogDestinationConfigs") or []:
        if ":logs:" not in arn:
            continue
        name = arn.split(":log-group:")[1].removesuffix(":*")
        if not name.startswith("aws-waf-logs-"):
            yield Objection(
                "WAFInvalidParameterException",
                "Error reason: The ARN isn't valid. A valid ARN begins with arn: and includes "
                "other information separated by colons or slashes., field: LOG_DESTINATION, "
                f"parameter: {arn}",
            )
        elif name not in logs_backends[ACCOUNT_ID][arn.split(":")[3]].groups:
            yield Objection("WAFNonexistentItemException", f"The log group {name} does not exist.")


@before(
    "wafv2:AssociateWebACL",
    source="https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html",
)
def protected_things_exist(call: Call) -> Iterator[Objection]:
    """What a web ACL is put before exists."""
    arn = str(call.get("ResourceArn"))
    balancers = elbv2_backends[ACCOUNT_ID][call.region].load_balancers
    if ":loadbalancer/" in arn and arn not in balancers:
        yield Objection(
            "WAFNonexistentItemException",
            "AWS WAF couldn't perform the operation because your resource doesn't exist.",
        )


@before(
    "route53:ChangeResourceRecordSets",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html",
)
def aliases_lead_somewhere(call: Call) -> Iterator[Objection]:
    """An alias leads to a record of its zone that is there, or to a load balancer that is."""
    zone = route53_backends[ACCOUNT_ID]["aws"].zones.get(_id(call.get("HostedZoneId")))
    changes = call.get("ChangeBatch", "Changes") or []
    made = {_name(each["ResourceRecordSet"]["Name"]) for each in changes}
    there = made | {_name(each.name) for each in (zone.rrsets if zone else ())}
    for each in changes:
        alias = each["ResourceRecordSet"].get("AliasTarget")
        if each["Action"] == "DELETE" or not alias:
            continue
        target = _name(alias["DNSName"])
        inside = zone is not None and _id(alias["HostedZoneId"]) == _id(zone.id)
        if (inside and target not in there) or (
            ".elb.amazonaws.com" in target and target not in _balancers()
        ):
            yield Objection(
                "InvalidChangeBatch",
                f"Tried to create an alias that targets {target}, type "
                f"{each['ResourceRecordSet']['Type']} in zone {alias['HostedZoneId']}, but that "
                "target was not found",
            )


@before(
    "route53:CreateHealthCheck",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
)
def health_checks_have_something_to_ask(call: Call) -> Iterator[Objection]:
    """The name that a health check asks has a record; the alarm that it follows exists."""
    name = _name(call.get("HealthCheckConfig", "FullyQualifiedDomainName") or "")
    zones = list(route53_backends[ACCOUNT_ID]["aws"].zones.values())
    ours = [each for each in zones if f".{name}".endswith(f".{_name(each.name)}")]
    if ours and name not in {_name(each.name) for zone in ours for each in zone.rrsets}:
        yield _asks_nothing(f"there is no record of {name}")
    alarm = call.get("HealthCheckConfig", "AlarmIdentifier")
    if alarm and alarm["Name"] not in cloudwatch_backends[ACCOUNT_ID][alarm["Region"]].alarms:
        yield _asks_nothing(f"there is no alarm {alarm['Name']} in {alarm['Region']}")


def _asks_nothing(why: str) -> Objection:
    """Route 53 makes such a health check, and takes for unhealthy what it cannot ask."""
    return Objection("InvalidInput", f"The health check has nothing to ask: {why}", refuses=False)


def _balancers() -> set[str]:
    return {
        _name(each.dns_name)
        for backend in list(elbv2_backends[ACCOUNT_ID].values())
        for each in list(backend.load_balancers.values())
    }


def _name(text: str) -> str:
    return text.lower().removesuffix(".").removeprefix("dualstack.")


def _id(text: Any) -> str:
    return str(text).rsplit("/", 1)[-1]
