"""Alarms, the dashboard, topics, logs, traces."""

import re
from collections.abc import Iterator

from tests.mutations.operators.registry import breaks, statements
from tests.mutations.operators.secure import OTHER
from tests.mutations.repository import Change, Repository, Spot

_ALARMS = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")


@breaks("OBS01")
def alarm_tells_nobody(it: Repository) -> Iterator[Change]:
    for type_ in _ALARMS:
        yield from it.drop(type_, "alarm_actions")


@breaks("OBS01")
def alarm_never_says_that_it_is_over(it: Repository) -> Iterator[Change]:
    for type_ in _ALARMS:
        yield from it.put(type_, "ok_actions", "[]")


@breaks("OBS01")
def alarm_whose_actions_are_off(it: Repository) -> Iterator[Change]:
    for spot in it.resources(*_ALARMS, file=r"^modules/(database|function|load-balancer|api)/"):
        yield from spot.add("actions_enabled = false")


# What the requirements list, by metric or by what only its alarm says.
_REQUIRED = re.compile(
    r'"(AuroraGlobalDBRPOLag|AuroraGlobalDBReplicationLag|HealthCheckStatus|Errors'
    r"|OperationsFailedReplication|ReplicationLatency|HTTPCode_Target_5XX_Count|5xx"
    r"|UnHealthyHostCount|ApproximateNumberOfMessagesVisible|RunningTaskCount"
    r'|GroupInServiceInstances|Throttles)"'
)


_OF_MANY = re.compile(r'"(GroupInServiceInstances|RunningTaskCount|Throttles)"')


@breaks("OBS02")
def alarm_removed(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_cloudwatch_metric_alarm"):
        # What is asked of compute is an alarm, and another one watches it too.
        if _REQUIRED.search(spot.text) and not _OF_MANY.search(spot.text):
            yield from spot.delete()


@breaks("OBS02")
def alarm_on_another_metric(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_cloudwatch_metric_alarm"):
        for attribute in spot.attributes("metric_name"):
            text = attribute.expression.text
            if _REQUIRED.search(text) and "Throttles" not in text:
                yield spot.change(spot.edit(attribute, '"Invocations"'), at="metric_name")


@breaks("OBS02")
def alarm_on_nothing_in_particular(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_cloudwatch_metric_alarm"):
        if _REQUIRED.search(spot.text) and '"Throttles"' not in spot.text:
            yield from spot.drop("dimensions")


@breaks("OBS02")
def lag_allowed_beyond_the_objective(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_cloudwatch_metric_alarm"):
        if "recovery_point_objective" in spot.text:
            yield from spot.put("threshold", "3600000")


@breaks("OBS02")
def alarm_of_health_checks_where_nobody_reports(it: Repository) -> Iterator[Change]:
    for spot in it.calls("global"):
        yield from spot.swap(r"aws = aws\.global", "aws = aws.dr")


@breaks("DR")
def silence_is_taken_for_health(it: Repository) -> Iterator[Change]:
    """Alarms that stand for something that has stopped to speak."""
    for spot in it.resources("aws_cloudwatch_metric_alarm"):
        # How much is done or how many there are, AWS says; one that is off on purpose says nothing.
        if not re.search(r'"(CPUUtilization|GroupInServiceInstances)"', spot.text):
            yield from spot.swap('"breaching"', '"notBreaching"', "treat_missing_data")


@breaks("OBS03")
def dashboard_removed(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_cloudwatch_dashboard")


@breaks("OBS03")
def dashboard_of_one_region(it: Repository) -> Iterator[Change]:
    for spot in it.spots("locals", r"^dashboard\.tf$"):
        for attribute in spot.attributes("dashboard_widgets"):
            text = attribute.expression.text
            new = text.replace("for role in local.roles", 'for role in ["primary"]')
            if new != text:
                yield spot.change(spot.edit(attribute, new))


@breaks("OBS04")
def topic_without_subscribers(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_sns_topic_subscription"):
        if spot.block.labels[1] == "url":
            continue  # an address beside those of mail, which by default there are none of
        yield from spot.delete()
    for spot in it.calls("alerts"):
        yield from spot.put("emails", "[]")


@breaks("OBS04")
def policy_of_a_topic_removed(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_sns_topic_policy")


@breaks("OBS04")
def topic_that_lets_nobody_publish(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/alerts/"):
        yield from each.drop()
    for spot in it.calls("alerts"):
        yield from spot.drop("event_rule_arns")


@breaks("OBS04")
def topic_that_lets_anybody_publish(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/alerts/"):
        yield from each.let_anybody()


@breaks("OBS04")
def alerts_stay_in_their_region(it: Repository) -> Iterator[Change]:
    """The relay of one region, or a part of it, goes."""
    for spot in it.resources("aws_cloudwatch_event_target", file=r"^modules/relay/"):
        yield from spot.delete()
    for spot in it.calls("relay"):
        yield from spot.put("peer_regions", "{}")
        yield from _gone(it, spot)


def _gone(it: Repository, spot: Spot) -> Iterator[Change]:
    line = f"    module.{spot.block.labels[0]}.arriving_rule_arn,\n"
    edits = [(spot.file, *spot.extent, "")]
    for file, text in it.texts.items():
        at = text.find(line)
        if at >= 0:
            edits.append((file, at, at + len(line), ""))
    yield spot.change(*edits, at="all of it")


@breaks("OBS04")
def relay_may_not_carry(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/relay/", "resource", "aws_iam_role_policy"):
        yield from each.drop()


@breaks("OBS04")
def alarms_tell_the_topic_of_another_region(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^[\w-]+\.tf$"):
        for role, other in OTHER.items():
            yield from spot.swap(rf"module\.{role}\.", f"module.{other}.", "alarm_topic_arn")


@breaks("OBS05")
def logs_for_ever(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_cloudwatch_log_group", "retention_in_days")


@breaks("OBS06")
def traces_off(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_lambda_function"):
        # Where no traces were asked for, there are none to turn off.
        if '"Active"' in spot.text:
            yield from spot.put("tracing_config.mode", '"PassThrough"')
            yield from spot.drop("tracing_config")


@breaks("OBS06")
def traces_may_not_be_written(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/", "resource", "aws_iam_role_policy"):
        if each.allows("xray:PutTraceSegments"):
            yield from each.drop()


@breaks("OBS06")
def tasks_without_a_daemon(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_ecs_task_definition"):
        for attribute in spot.attributes("container_definitions"):
            for each in attribute.expression.walk():
                name = dict(each.items or []).get("name")
                if name is not None and name.value == "xray-daemon":
                    text = it.texts[spot.file]
                    end = each.end + (text[each.end : each.end + 1] == ",")
                    yield spot.change((spot.file, each.start, end, ""), at="xray-daemon")
