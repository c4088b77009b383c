"""FO: clients are led to a region that serves."""

from collections.abc import Iterator

from tests.emulated.requirements.system import Resource, System

# Health checks that ask nobody: they follow an alarm, or other checks.
FOLLOWING = ("CLOUDWATCH_METRIC", "CALCULATED")


def checks_that_ask_what_nobody_answers(system: System) -> Iterator[str]:
    answered = {
        group.get("health_check.0.path") for group in system.of_type("aws_lb_target_group")
    } | {
        route.values["route_key"].removeprefix("GET ")
        for route in system.of_type("aws_apigatewayv2_route")
        if route.values["authorization_type"] == "NONE"  # a checker cannot sign
    }
    listening = {listener.values["port"] for listener in system.of_type("aws_lb_listener")}
    listening |= {443 for _ in system.of_type("aws_apigatewayv2_domain_name")}
    names = {record.values["fqdn"] for record in system.of_type("aws_route53_record")}
    for check in system.of_type("aws_route53_health_check"):
        if check.values["type"] in FOLLOWING:
            continue
        if check.values["resource_path"] not in answered:
            yield f"{check.address}: asks for {check.values['resource_path']}"
        if check.values["port"] not in listening or check.values["type"] != "HTTPS":
            yield f"{check.address}: asks on a port that nothing listens on"
        if check.values["fqdn"] not in names:
            yield f"{check.address}: asks a name without record"


def records_that_cannot_fail_over(system: System) -> Iterator[str]:
    """Follow the records from the service's name: they name the regions in order of takeover."""
    if not system.compute:
        return
    checked = _checked_regions(system)
    for missing in sorted(set(system.regions.values()) - set(checked.values())):
        yield f"no health check asks for {missing}"
    records = {
        (record.values["name"], record.values["failover_routing_policy"][0]["type"]): record
        for record in system.of_type("aws_route53_record")
        if record.values["failover_routing_policy"]
    }
    targets = _targets(system)
    name, order = _service_name(system), list[str]()
    while (name, "PRIMARY") in records and (name, "SECONDARY") in records:
        first, second = records.pop((name, "PRIMARY")), records.pop((name, "SECONDARY"))
        led, onward = targets.get(_alias(first)), _alias(second)
        yield from _unchecked(first, led, checked)
        order.append(led or "nowhere")
        if onward in targets:
            yield from _unchecked(second, targets[onward], checked)
            order.append(targets[onward])
        for record in (first, second):
            if not record.get("alias.0.evaluate_target_health"):
                yield f"{record.address}: leads on whether or not anything is there"
        name = onward
    if order != list(system.regions.values()):
        yield f"clients are led to {order}"
    if records:
        yield f"no way leads to {sorted(record.address for record in records.values())}"


def _unchecked(record: Resource, region: str | None, checked: dict[str, str]) -> Iterator[str]:
    found = checked.get(record.values["health_check_id"])
    if found is None or found != region:
        yield f"{record.address}: leads to {region} by a health check of {found}"


def _alias(record: Resource) -> str:
    return str(record.get("alias.0.name")).rstrip(".")


def _service_name(system: System) -> str:
    (certificate, *_) = system.of_type("aws_acm_certificate")
    return str(certificate.values["domain_name"])


def _targets(system: System) -> dict[str, str]:
    """Region of each name of AWS's that a record may lead to."""
    balancers = {each.values["dns_name"]: each.region for each in system.of_type("aws_lb")}
    domains = {
        each.get("domain_name_configuration.0.target_domain_name"): each.region
        for each in system.of_type("aws_apigatewayv2_domain_name")
        if each.values["domain_name"] == _service_name(system)
    }
    return balancers | domains


def _checked_regions(system: System) -> dict[str, str]:
    """Region that each health check asks, by the name of that region's own record."""
    targets = {each.values["dns_name"]: each.region for each in system.of_type("aws_lb")} | {
        each.get("domain_name_configuration.0.target_domain_name"): each.region
        for each in system.of_type("aws_apigatewayv2_domain_name")
    }
    led = {
        record.values["fqdn"]: targets[_alias(record)]
        for record in system.of_type("aws_route53_record")
        if not record.values["failover_routing_policy"] and _alias(record) in targets
    }
    checks = system.of_type("aws_route53_health_check")
    asked = {
        check.values["id"]: led.get(check.values["fqdn"], "nowhere")
        for check in checks
        if check.values["type"] not in FOLLOWING
    }
    return asked | {
        check.values["id"]: next(
            (asked[child] for child in check.values["child_healthchecks"] if child in asked),
            "nowhere",
        )
        for check in checks
        if check.values["type"] == "CALCULATED"
    }


def standbys_that_cannot_claim_traffic(system: System) -> Iterator[str]:
    """FO08: a region's record fails when a later region's own alarm says that it took over."""
    if not system.compute:
        return
    checks = {each.values["id"]: each for each in system.of_type("aws_route53_health_check")}
    alarms = {
        (alarm.region, alarm.values["alarm_name"])
        for alarm in system.of_type("aws_cloudwatch_metric_alarm")
        if alarm.values["metric_name"] == "Active"
    }
    regions = list(system.regions.values())
    where = _checked_regions(system)
    heeded: dict[str, set[str]] = {}
    for identity, check in checks.items():
        if check.values["type"] != "CALCULATED":
            continue
        children = check.values["child_healthchecks"]
        if check.values["child_health_threshold"] != len(children):
            yield f"{check.address}: healthy though one of its checks is not"
        for child in (checks[each] for each in children if each in checks):
            if child.values["type"] != "CLOUDWATCH_METRIC":
                continue
            region, name = (child.values[f"cloudwatch_alarm_{what}"] for what in ("region", "name"))
            if (region, name) not in alarms:
                yield f"{child.address}: follows no alarm of {region}"
            # With three regions, what was known last would lead clients to one that stands by.
            unknown = "LastKnownStatus" if len(regions) == 2 else "Healthy"
            if child.values["insufficient_data_health_status"] != unknown:
                yield f"{child.address}: a gap in what a standby says moves its clients"
            heeded.setdefault(where[identity], set()).add(region)
    for place, region in enumerate(regions[:-1]):
        for missing in sorted(set(regions[place + 1 :]) - heeded.get(region, set())):
            yield f"{region}: goes on serving when {missing} has taken over"
