"""OBS and FO06: what goes wrong is seen, by those who have to know."""

import json
from collections.abc import Iterator

from tests.emulated.requirements.data import told_by_user_data
from tests.emulated.requirements.system import Resource, System, listed, policies, region_of


def alarms_that_tell_nobody(system: System) -> Iterator[str]:
    topics = {topic.values["arn"] for topic in system.of_type("aws_sns_topic")}
    heard = {item.values["topic_arn"] for item in system.of_type("aws_sns_topic_subscription")}
    for alarm in system.of_type("aws_cloudwatch_metric_alarm"):
        region = alarm.values["arn"].split(":")[3]
        for actions in ("alarm_actions", "ok_actions"):
            told = set(alarm.values[actions] or [])
            if not told:
                yield f"{alarm.address}: no {actions}"
            if not told <= topics & heard:
                yield f"{alarm.address}: {actions} reach nobody"
            if any(arn.split(":")[3] != region for arn in told):
                yield f"{alarm.address}: {actions} in another region"


def logs_kept_for_ever(system: System) -> Iterator[str]:
    for group in system.of_type("aws_cloudwatch_log_group"):
        if not group.values["retention_in_days"]:
            yield f"{group.address}: never expires"


def functions_that_fail_in_silence(system: System) -> Iterator[str]:
    groups = {
        (group.region, group.values["name"]) for group in system.of_type("aws_cloudwatch_log_group")
    }
    for function in system.of_type("aws_lambda_function"):
        name = function.values["function_name"]
        alarms = json.dumps(
            [
                alarm.values["dimensions"]
                for alarm in system.of_type("aws_cloudwatch_metric_alarm")
                if alarm.region == function.region
            ]
        )
        letters = function.values["dead_letter_config"]
        if not letters:
            yield f"{function.address}: no dead-letter queue"
        elif f'"{letters[0]["target_arn"].rpartition(":")[2]}"' not in alarms:
            yield f"{function.address}: no alarm on its dead-letter queue"
        if (function.region, f"/aws/lambda/{name}") not in groups:
            yield f"{function.address}: no log group"
        if f'"FunctionName": "{name}"' not in alarms:
            yield f"{function.address}: no alarm on errors"


def topics_that_nobody_hears(system: System) -> Iterator[str]:
    """OBS04"""
    wanted = set(system.answers["alert_emails"])
    # A trail tells a topic what it delivers: an alarm counts that, and nobody reads it.
    trails = {each.values["sns_topic_arn"]: each for each in system.of_type("aws_cloudtrail")}
    for topic in system.of_type("aws_sns_topic"):
        arn = topic.values["arn"]
        if arn in trails:
            yield from _others_than(trails[arn], system, topic)
            continue
        heard = {
            each.values["endpoint"]
            for each in system.of_type("aws_sns_topic_subscription")
            if each.values["topic_arn"] == arn
        }
        if heard != wanted:
            yield f"{topic.address}: heard by {sorted(heard)}"
        yield from _strangers(system, topic)
    yield from _regions_that_are_not_told(system)


def _strangers(system: System, topic: Resource) -> Iterator[str]:
    """Who may publish: alarms of the topic's own region, and EventBridge if a rule leads to it.

    EventBridge is let in without a condition only, see
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    arn = topic.values["arn"]
    rules = {rule.values["arn"] for rule, target in _targets(system) if target.values["arn"] == arn}
    allowed = _publishers(system, topic)
    alarms = f"arn:aws:cloudwatch:{topic.region}:{arn.split(':')[4]}:alarm:"
    for principal, source in sorted(allowed):
        if "events.amazonaws.com" in principal and source == "anything" and rules:
            rules.clear()
        elif "cloudwatch.amazonaws.com" not in principal or not source.startswith(alarms):
            yield f"{topic.address}: {principal} may publish as {source}"
    for unheard in sorted(rules):
        yield f"{topic.address}: {unheard} may not publish"


def _others_than(trail: Resource, system: System, topic: Resource) -> Iterator[str]:
    for principal, source in sorted(_publishers(system, topic)):
        if "cloudtrail.amazonaws.com" not in principal or source != trail.values["arn"]:
            yield f"{topic.address}: {principal} may publish as {source}"


def _publishers(system: System, topic: Resource) -> set[tuple[str, str]]:
    """Who may publish to a topic, and as what."""
    return {
        (str(statement["Principal"]), sources)
        for holder, statement in policies(system)
        if holder.type == "aws_sns_topic_policy" and holder.values["arn"] == topic.values["arn"]
        for sources in _sources(statement)
    }


def _sources(statement: dict[str, object]) -> list[str]:
    conditions = statement.get("Condition")
    found = [
        source
        for condition in (conditions.values() if isinstance(conditions, dict) else ())
        for source in listed(condition.get("aws:SourceArn"))
    ]
    return found or ["anything"]


def _regions_that_are_not_told(system: System) -> Iterator[str]:
    """A change of an alarm goes to the bus of each other region, and from there to its topic."""
    leaving, arriving = set(), set()
    for rule, target in _targets(system):
        if not rule.values["event_pattern"]:
            continue  # a schedule
        pattern, arn = json.loads(rule.values["event_pattern"]), target.values["arn"]
        if pattern["source"] != ["aws.cloudwatch"]:
            continue
        if arn.endswith(":event-bus/default") and pattern.get("region") == [rule.region]:
            leaving.add((rule.region, region_of(arn)))
        if ":sns:" in arn and pattern.get("region") == [{"anything-but": [rule.region]}]:
            arriving.add(region_of(arn))
    regions = list(system.regions.values())
    for here in regions:
        if here not in arriving:
            yield f"{here}: does not tell its topic what the other regions say"
        for there in regions:
            if here != there and (here, there) not in leaving:
                yield f"{here}: does not tell {there}"


def _targets(system: System) -> Iterator[tuple[Resource, Resource]]:
    """Each rule with each of its targets. Rules have the same names in several regions."""
    for rule in system.of_type("aws_cloudwatch_event_rule"):
        for target in system.of_type("aws_cloudwatch_event_target"):
            if (rule.module, rule.values["name"]) == (target.module, target.values["rule"]):
                yield rule, target


def dashboards_that_leave_out_a_region(system: System) -> Iterator[str]:
    """OBS03"""
    dashboards = system.of_type("aws_cloudwatch_dashboard")
    if len(dashboards) != 1:
        yield f"{len(dashboards)} dashboards"
    for dashboard in dashboards:
        widgets = json.loads(dashboard.values["dashboard_body"])["widgets"]
        shown = {widget["properties"]["region"] for widget in widgets}
        for missing in sorted(set(system.regions.values()) - shown):
            yield f"{dashboard.address}: shows nothing of {missing}"


def requests_that_cannot_be_traced(system: System) -> Iterator[str]:
    """OBS06, if tracing was asked for. HTTP APIs have none of their own.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
    """
    if not system.has("tracing"):
        return
    for function in system.of_type("aws_lambda_function"):
        if function.get("tracing_config.0.mode") != "Active":
            yield f"{function.address}: not traced"
    for definition in system.of_type("aws_ecs_task_definition"):
        containers = json.loads(definition.values["container_definitions"])
        ports = [port for each in containers for port in each.get("portMappings", ())]
        if not any(port["containerPort"] == 2000 and port["protocol"] == "udp" for port in ports):
            yield f"{definition.address}: no daemon"
        yield from _who_may_not_trace(system, definition, definition.values["task_role_arn"])
    for template in system.of_type("aws_launch_template"):
        if not any("xray-daemon" in file["path"] for file in told_by_user_data(template)):
            yield f"{template.address}: no daemon"
        yield from _who_may_not_trace(system, template, template.get("iam_instance_profile.0.arn"))


def _who_may_not_trace(system: System, workload: Resource, arn: str) -> Iterator[str]:
    """A role, or the instance profile of the same name."""
    role = arn.rpartition("/")[2]
    allowed = {
        action
        for holder, statement in policies(system)
        if holder.values.get("role") == role
        for action in listed(statement["Action"])
    }
    if "xray:PutTraceSegments" not in allowed:
        yield f"{workload.address}: its role sends no traces"
