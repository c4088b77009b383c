"""What protects evidence: what is logged, who is told that nothing comes, and what is closed."""

import re
from pathlib import Path

import pytest

from tests.renders import rendered

LOCKED = {"compliance_level": "hipaa"}
CLOSED = {"outbound": "none"}
OPEN = {"outbound": "nat"}


def read(repository: Path, file: str) -> str:
    return (repository / "modules" / file).read_text(encoding="utf-8")


def parameters(repository: Path) -> dict[str, str]:
    """The parameters of the cluster and of its instances, by name."""
    text = read(repository, "database/parameters.tf")
    return dict(re.findall(r'name += "([\w.]+)"\n +value += "([^"]*)"', text))


def test_postgresql_logs_definitions_and_grants_and_no_data() -> None:
    said = parameters(rendered("trading-platform", {}))
    assert "pgaudit" in said["shared_preload_libraries"].split(",")
    assert said["pgaudit.log"] == "ddl,role"
    assert said["log_min_duration_statement"] == "-1"
    assert (said["log_min_error_statement"], said["log_error_verbosity"]) == ("panic", "terse")


def test_mysql_logs_definitions_and_grants_and_no_data() -> None:
    said = parameters(rendered("trading-platform", {"engine": "aurora-mysql"}))
    assert {"QUERY_DCL", "QUERY_DDL"} < set(said["server_audit_events"].split(","))
    assert (said["slow_query_log"], said["general_log"]) == ("0", "0")


def test_a_trail_that_puts_nothing_into_its_bucket_is_noticed() -> None:
    """The log group is fed in another way: an alarm on it says nothing of the bucket."""
    repository = rendered("trading-platform", {})
    assert re.search(
        r"sns_topic_name += aws_sns_topic\.deliveries\.name", read(repository, "trail/main.tf")
    )
    alarm = read(repository, "trail/deliveries.tf").split('"undelivered"')[1]
    assert re.search(r'treat_missing_data += "breaching"', alarm)
    assert re.search(r"TopicName = aws_sns_topic\.deliveries\.name", alarm)


@pytest.mark.parametrize("compute", ["ecs", "ec2", "api"])
def test_every_endpoint_serves_this_account_alone(compute: str) -> None:
    text = read(rendered("trading-platform", {"compute": compute}), "network/endpoints.tf")
    assert '{ "aws:PrincipalAccount" = var.account_id }' in text
    endpoints = text.split('resource "aws_vpc_endpoint"')[1:]
    assert len(endpoints) == 2
    assert all("local.own_account_statement" in each for each in endpoints)


@pytest.mark.parametrize(("compute", "module"), [("ecs", "service"), ("ec2", "instances")])
def test_a_service_reaches_aws_and_nothing_else_where_endpoints_serve(
    compute: str, module: str
) -> None:
    closed = rendered("trading-platform", {"compute": compute, **CLOSED})
    assert "0.0.0.0/0" not in read(closed, f"{module}/security-group.tf")
    opened = rendered("trading-platform", {"compute": compute, **OPEN})
    assert "0.0.0.0/0" in read(opened, f"{module}/security-group.tf")


def test_a_function_reaches_aws_and_nothing_else_where_endpoints_serve() -> None:
    closed = rendered("payment-processing", CLOSED)
    assert "0.0.0.0/0" not in read(closed, "function/main.tf")
    assert "prefix_list_id" in read(closed, "function/main.tf")
    assert "0.0.0.0/0" in read(rendered("payment-processing", OPEN), "function/main.tf")


@pytest.mark.parametrize("mode", ["governance", "compliance"])
def test_one_answer_decides_on_all_locks(mode: str) -> None:
    repository = rendered("trading-platform", {**LOCKED, "lock_mode": mode})
    is_final = mode == "compliance"
    assert ('"COMPLIANCE"' in read(repository, "bucket/lock.tf")) is is_final
    assert ("changeable_for_days" in read(repository, "backup-vault/lock.tf")) is is_final
