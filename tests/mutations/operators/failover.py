"""Records, health checks, functions, the parameter, the validator."""

import re
from collections.abc import Iterator

from tests.mutations.operators.registry import breaks, statements
from tests.mutations.repository import Change, Repository

ROLES = ("primary", "dr")


@breaks("FO01")
def record_without_health_check(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_route53_record", "health_check_id")


@breaks("FO01")
def record_of_a_region_removed(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route53_record"):
        if spot.has("failover_routing_policy"):
            yield from spot.delete()


@breaks("FO01")
def both_records_of_one_side(it: Repository) -> Iterator[Change]:
    path = "failover_routing_policy.type"
    for spot in it.resources("aws_route53_record"):
        for attribute in spot.attributes(path):
            to = '"SECONDARY"' if "PRIMARY" in attribute.expression.text else '"PRIMARY"'
            yield spot.change(spot.edit(attribute, to))


@breaks("FO01")
def records_lead_to_one_region(it: Repository) -> Iterator[Change]:
    two = len(list(it.calls("region"))) == 2
    for spot in it.resources("aws_route53_record"):
        if spot.has("failover_routing_policy"):
            for role in ROLES:
                if two and role == "primary" and "endpoints[each.key]" in spot.text:
                    continue  # of two regions, the first record's one instance is the primary's
                edits = []
                for name in ("alias.name", "alias.zone_id"):
                    for attribute in spot.attributes(name):
                        text = attribute.expression.text
                        new = re.sub(r"endpoints(\[each\.key\]|\.dr)\.", f"endpoints.{role}.", text)
                        if new != text:
                            edits.append(spot.edit(attribute, new))
                if edits:
                    yield spot.change(*edits, at=f"to {role}")


@breaks("FO01")
def health_check_of_the_other_region(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route53_record"):
        of_standby = 'aws_route53_health_check.endpoint["dr"].id'
        yield from spot.swap(r".*_check\.serves\b.*", of_standby, "health_check_id")
        yield from spot.swap(r'endpoint\["dr"\]', 'endpoint["primary"]', "health_check_id")


@breaks("FO01")
def health_of_the_target_not_evaluated(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route53_record"):
        if spot.has("failover_routing_policy"):
            yield from spot.put("alias.evaluate_target_health", "false")


@breaks("FO02")
def health_check_asks_another_path(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_route53_health_check", "resource_path", '"/status"')
    yield from it.put("aws_lb_target_group", "health_check.path", '"/status"')
    for spot in it.calls("api"):
        yield from spot.put("health_check_path", '"/status"')


@breaks("FO02")
def health_check_asks_another_port(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_route53_health_check", "port", "8443")


@breaks("FO02")
def health_check_in_the_clear(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route53_health_check"):
        edits = [
            *(
                spot.edit(each, '"HTTP"')
                for each in spot.attributes("type")
                if each.expression.text == '"HTTPS"'
            ),
            *(spot.without(each) for each in spot.attributes("enable_sni")),
        ]
        if len(edits) == 2:
            yield spot.change(*edits)


@breaks("FO02")
def health_check_asks_the_other_region(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route53_health_check"):
        for role in ROLES:
            yield from spot.put("fqdn", f'"{role}.${{var.domain_name}}"')


@breaks("FO02")
def health_check_asks_the_failover_name(it: Repository) -> Iterator[Change]:
    """Which leads to whichever region serves: it says nothing of one of them."""
    for spot in it.resources("aws_route53_health_check"):
        yield from spot.put("fqdn", "var.domain_name")


@breaks("FO02")
def target_on_another_port(it: Repository) -> Iterator[Change]:
    for spot in it.calls("load-balancer"):
        yield from spot.put("target_port", "9090")


@breaks("FO02")
def health_check_that_judges_nothing(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route53_health_check"):
        yield from spot.add("disabled = true", at="disabled")
        yield from spot.add("invert_healthcheck = true", at="inverted")


@breaks("DR")
def health_check_decides_late(it: Repository) -> Iterator[Change]:
    """After five minutes, the latest there is: no fault where half an hour is allowed for all."""
    objective = re.search(r"\brecovery_time_objective_minutes\s*= (\d+)", it.texts["locals.tf"])
    if objective is None or int(objective[1]) >= 20:
        return
    for spot in it.resources("aws_route53_health_check"):
        edits = [
            *(spot.edit(each, "30") for each in spot.attributes("request_interval")),
            *(spot.edit(each, "10") for each in spot.attributes("failure_threshold")),
        ]
        if edits:
            yield spot.change(*edits)


@breaks("DR")
def health_check_from_one_place(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route53_health_check"):
        if spot.has("fqdn"):
            yield from spot.add('regions = ["us-east-1"]')


@breaks("DR")
def health_check_on_an_alarm_of_the_region_that_it_judges(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route53_health_check"):
        yield from spot.swap(
            r"var\.regions\[each\.key\]", "var.regions.primary", "cloudwatch_alarm_region"
        )
        yield from spot.put("insufficient_data_health_status", '"Unhealthy"')


@breaks("DR")
def takeover_not_seen_by_the_health_check(it: Repository) -> Iterator[Change]:
    """The primary serves whether or not a standby has taken over."""
    for spot in it.resources("aws_route53_health_check"):
        yield from spot.swap(
            r"\n    \[for role in each\.value\.later[^\n]*,", "", "child_healthchecks"
        )
        if spot.has("child_healthchecks"):
            yield from spot.put("child_health_threshold", "1")


@breaks("FO03")
def old_runtime(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_lambda_function", "runtime", '"python3.8"')


@breaks("FO03")
def failover_function_lacks_an_id(it: Repository) -> Iterator[Change]:
    """A variable goes that its code cannot do without."""
    names = "NAME|ROLE|REGIONS|TABLE|PARAMETER|RPO_MINUTES|RTO_MINUTES|TOPIC_ARN"
    for spot in it.spots(file=r"^modules/failover/main\.tf$"):
        for attribute in ("environment",):
            yield from spot.swap(rf"\n +({names}) += [^\n]*", "", attribute)


@breaks("FO03")
def failover_function_may_not(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/failover/main\.tf$", "module"):
        yield from each.drop_actions()


@breaks("FO04")
def active_region_not_written_down(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_ssm_parameter"):
        start, end = spot.extent
        edits = [(spot.file, start, end, "")]
        for file, text in it.texts.items():
            for suffix, value in ((".name", '"/${var.name}/active-region"'), (".arn", '""')):
                name = f"{spot.block.address}{suffix}"
                for match in re.finditer(re.escape(name) + r"\b", text):
                    if file.startswith("modules/failover/"):
                        edits.append((file, match.start(), match.end(), value))
        yield spot.change(*edits)


@breaks("FO04")
def application_may_not_read_the_active_region(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/application/"):
        if each.allows("ssm:GetParameter"):
            yield from each.drop()


@breaks("FO05")
def validator_not_scheduled(it: Repository) -> Iterator[Change]:
    for spot in it.spots("locals", r"^modules/failover/schedules\.tf$"):
        for attribute in spot.attributes("schedules"):
            for name, value in attribute.expression.items or []:
                text = it.texts[spot.file]
                start = text.rfind(name, 0, value.start)
                yield spot.change((spot.file, start, value.end, ""), at=name)


@breaks("FO05")
def schedule_without_target(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_cloudwatch_event_target", file=r"^modules/failover/"):
        yield from spot.delete()


@breaks("FO05")
def schedule_may_not_invoke(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_lambda_permission", file=r"^modules/"):
        yield from spot.delete()


@breaks("FO06")
def dead_letter_queue_dropped(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_lambda_function", "dead_letter_config")


@breaks("FO06")
def dead_letters_may_not_be_written(it: Repository) -> Iterator[Change]:
    for each in statements(it, r"^modules/function/", "resource", "aws_iam_role_policy"):
        if each.allows("sqs:SendMessage"):
            yield from each.drop()


@breaks("FO06")
def function_logs_to_a_group_of_its_own_making(it: Repository) -> Iterator[Change]:
    yield from it.drop("aws_lambda_function", "depends_on")
    for spot in it.resources("aws_cloudwatch_log_group", file=r"^modules/function/"):
        yield from spot.put("name", '"/aws/lambda/${var.name}-log"')


@breaks("FO06")
def alarm_of_a_function_removed(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_cloudwatch_metric_alarm", file=r"^modules/function/"):
        yield from spot.delete()


@breaks("DR")
def standby_cannot_take_the_load(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^modules/region/compute\.tf$"):
        # That none runs before a failover is no fault: the failover scales it out.
        for name in ("task_count_max", "instance_count_max"):
            yield from spot.put(name, f'var.role == "primary" ? var.service.{name} : 1')


@breaks("DR")
def standby_uses_what_is_in_the_primary_region(it: Repository) -> Iterator[Change]:
    instead = {
        "module.data_bucket.name": "var.buckets.primary.data.bucket",
        "module.data_bucket.arn": "var.buckets.primary.data.arn",
        "local.sessions_table_arn": "var.sessions_table_arns.primary",
    }
    for spot in it.calls("application"):
        for name in ("sessions_table", "bucket"):
            for attribute in spot.attributes(name):
                text = attribute.expression.text
                new = re.sub("|".join(map(re.escape, instead)), lambda it: instead[it[0]], text)
                if new != text:
                    yield spot.change(spot.edit(attribute, new), at=name)
    for spot in it.calls("proxy"):
        yield from spot.swap(r"secret_arns\[var\.role\]", "secret_arns.primary", "secret_arn")


@breaks("DR")
def clients_remember_for_long(it: Repository) -> Iterator[Change]:
    """A record of the service that is no alias, with a long time to live."""
    for spot in it.resources("aws_route53_record"):
        if spot.has("failover_routing_policy"):
            for alias in spot.blocks("alias"):
                name = alias.attributes["name"].expression.text
                start, end = it.lines(spot.file, alias.line, alias.end_line)
                text = f"  ttl     = 3600\n  records = [{name}]\n"
                kind = [spot.edit(each, '"CNAME"') for each in spot.attributes("type")]
                yield spot.change((spot.file, start, end, text), *kind)
