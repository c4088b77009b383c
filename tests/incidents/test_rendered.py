"""What real outages of AWS taught, in generated text: each test names a weakness that it prevents.

The weaknesses and the other tests are in weaknesses.yml.
"""

import json
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from tfdr import hcl
from tfdr.evaluate import System
from tfdr.project import Project

from tests.renders import copied, rendered
from tests.support import ROOT

# One of each kind of compute.
PRESETS = ["trading-platform", "transaction-processing", "payment-processing"]
BALANCED = PRESETS[:2]


@cache
def system(preset: str) -> System:
    """What is known of a preset's resources without a plan."""
    repository = rendered(preset)
    return System(Project(hcl.read_tree(repository)), repository)


def page(preset: str, path: str) -> str:
    """A page of a preset's repository."""
    return (rendered(preset) / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("preset", PRESETS)
def test_w4_a_share_of_failed_requests_is_not_called_well_while_metrics_are_missing(
    preset: str,
) -> None:
    shares = [
        alarm
        for alarm in system(preset).resources("aws_cloudwatch_metric_alarm")
        if alarm.address.endswith("aws_cloudwatch_metric_alarm.server_errors")
    ]
    assert len(shares) == 2
    for alarm in shares:
        assert alarm.get("treat_missing_data") == "missing"


@pytest.mark.parametrize("preset", PRESETS)
def test_w5_the_page_says_what_clients_see_before_a_failover(preset: str) -> None:
    _, found, rest = page(preset, "docs/architecture.md").partition("### Before a failover\n")
    assert found
    section = rest.partition("\n## ")[0]
    assert "30 seconds after the endpoint fails, and return about 30 seconds after" in section
    assert "last write to an item wins" in section
    assert "every write fails" in section
    assert ("| capacity |" in section) is (preset in BALANCED)
    assert ("get a 403" in section) is (preset == "payment-processing")


@pytest.mark.parametrize("preset", PRESETS)
def test_w6_an_alarm_without_metrics_says_that_it_may_be_that(preset: str) -> None:
    outside = [
        str(alarm.get("alarm_description"))
        for alarm in system(preset).resources("aws_cloudwatch_metric_alarm")
        if alarm.get("metric_name") == "HealthCheckStatus"
    ]
    assert outside
    for said in outside:
        assert "Route 53 has sent no metrics: then these alarms are on for all regions" in said
        assert "docs/runbooks/decide.md" in said
    assert "all regions at once" in page(preset, "docs/runbooks/decide.md")


def test_w12_people_are_notified_by_a_second_provider(tmp_path: Path) -> None:
    preset = PRESETS[0]
    repository = copied(tmp_path / "repository", preset)
    settings = repository / "terraform.tfvars.json"
    settings.write_text(json.dumps({"alert_urls": {"on-call": "https://events.example.com/1"}}))
    found = System(Project(hcl.read_tree(repository)), repository)
    told = [
        each
        for each in found.resources("aws_sns_topic_subscription")
        if each.get("protocol") == "https"
    ]
    assert [each.get("endpoint_auto_confirms") for each in told] == [True] * 3
    assert "alert_urls" in page(preset, "docs/deployment.md")


def test_w15_a_task_goes_on_without_its_logs() -> None:
    text = page("trading-platform", "modules/service/main.tf")
    drivers = re.findall(r"options = \{(.+?)\}", text, re.S)
    assert len(drivers) == text.count('logDriver = "awslogs"')
    for options in drivers:
        assert re.search(r'mode +\= "non-blocking"', options)
    unit = page("transaction-processing", "modules/instances/files/application.service.tftpl")
    assert "--log-opt mode=non-blocking" in unit


@pytest.mark.parametrize("preset", BALANCED)
def test_w16_a_zone_can_be_shifted_away_from(preset: str) -> None:
    balancers = system(preset).resources("aws_lb")
    assert [each.get("enable_zonal_shift") for each in balancers] == [True, True]
    assert "start-zonal-shift" in page(preset, "docs/runbooks/zone.md")


@pytest.mark.parametrize("preset", PRESETS)
def test_w16_three_zones_from_soc2_on(preset: str) -> None:
    asked = system(preset).resources("aws_subnet")
    private = [each for each in asked if "private" in each.address]
    assert len(private) == 2 * 3


def test_w16_three_zones_are_the_default_from_soc2_on() -> None:
    answers = yaml.safe_load((ROOT / "presets/trading-platform.yml").read_text(encoding="utf-8"))
    del answers["availability_zones"]
    for level, zones in {"baseline": 2, "soc2": 3}.items():
        repository = rendered("", {**answers, "compliance_level": level})
        assert len(re.findall(r"use1-az[0-9]", (repository / "regions.tf").read_text())) == zones


@pytest.mark.parametrize("preset", PRESETS)
def test_w20_clients_can_be_moved_without_the_alarm(preset: str) -> None:
    _, found, by_hand = page(preset, "docs/runbooks/failover.md").partition(
        "## Without the function"
    )
    assert found
    assert "update-health-check --health-check-id ${CHECK##*/} --disabled --inverted" in by_hand
    assert "Key=Name,Values=$NAME-primary-serves --query" in by_hand
    traffic = page(preset, "modules/traffic/main.tf")
    assert 'tags = { Name = "${var.name}-${each.key}-serves" }' in traffic


def test_w18_clients_of_the_proxy_get_an_error_before_they_give_up() -> None:
    proxy = page("payment-processing", "modules/proxy/main.tf")
    waits = re.search(r"connection_borrow_timeout += (\d+)", proxy)
    runs = re.search(
        r"function_timeout_seconds = (\d+)", page("payment-processing", "modules/api/main.tf")
    )
    assert waits
    assert runs
    assert int(waits[1]) < int(runs[1])


def asked(preset: str) -> set[str]:
    """What the runbooks of a night ask of AWS, as actions of IAM."""
    pages = {
        name: page(preset, f"docs/runbooks/{name}.md") for name in ("decide", "failover", "zone")
    }
    pages["failover"] = pages["failover"].partition("## 4. Afterwards")[0]
    spoken = {
        (service, command)
        for text in pages.values()
        for service, command in re.findall(r"\baws ([a-z0-9-]+) ([a-z-]+)", text)
    }
    prefixes = {"elbv2": "elasticloadbalancing"}
    exceptions = {"lambda:Invoke": "lambda:InvokeFunction"}
    found = set()
    for service, command in spoken:
        name = "".join(part.capitalize() for part in command.split("-")).replace("Db", "DB")
        action = f"{prefixes.get(service, service)}:{name}"
        found.add(exceptions.get(action, action))
    return found


@pytest.mark.parametrize("preset", PRESETS)
def test_w11_a_policy_lets_a_person_do_what_the_runbooks_say(preset: str) -> None:
    text = page(preset, "modules/failover/operator.tf")
    allowed = set(re.findall(r'"([a-z0-9-]+:[A-Z]\w+)"', text))
    assert asked(preset) <= allowed
    way = page(preset, "docs/deployment.md").partition("## A way in\n")[2].partition("\n## ")[0]
    for needed in ("-operator-", "create-role", "sts_regional_endpoints", "every quarter"):
        assert needed in way


@pytest.mark.parametrize("preset", PRESETS)
def test_w13_a_region_that_stays_away_has_a_page(preset: str) -> None:
    text = page(preset, "docs/runbooks/region-lost-for-good.md")
    assert '"action": "promote-secret"' in text
    assert "## 2. Another region in its place" in text
    assert "region-lost-for-good.md" in page(preset, "docs/runbooks/decide.md")
    assert "database_instance_count" in page(preset, "docs/runbooks/outage.md")
