"""What a drill's report says of the oracles."""

from typing import Any

import pytest
from tfdr.drill import oracles
from tfdr.drill.oracles import Judgement
from tfdr.drill.report import Drill
from tfdr.drill.timeline import Timeline
from tfdr.emulator.protocol import NEW, ORACLES, RAISED
from tfdr.errors import TfdrError

ELEVENTH = {
    "oracle": "request models", "operation": "route53:ChangeTagsForResource",
    "says": "InvalidInput: 11 tags", "region": "us-east-1", "caller": "", "minute": 0,
}  # fmt: skip
DENIED = {
    "oracle": "permissions", "operation": "rds:FailoverGlobalCluster",
    "says": "AccessDenied: not authorized", "region": "eu-west-1",
    "caller": "arn:aws:sts::123456789012:assumed-role/orders-failover/orders-failover", "minute": 7,
}  # fmt: skip
ADDRESSES = {
    "quota": "EC2-VPC Elastic IPs", "code": "L-0263D0A3", "service": "ec2", "region": "eu-west-1",
    "new": 5.0, "used": 6.0,
}  # fmt: skip


def judgement(*violations: dict[str, Any], account: str = RAISED) -> Judgement:
    kinds = {"alarm to topic": 12, "event to topic": 3}
    return Judgement(account, kinds, violations, [ADDRESSES])


def report(said: Judgement, timeline: Timeline) -> Drill:
    return Drill(
        directory="d", name="orders", regions={"primary": "us-east-1", "dr": "eu-west-1"},
        scenarios={"outage": "Outage"}, left_out={}, objective_minutes=30, timeline=timeline,
        tools={}, left={}, judgement=said,
    )  # fmt: skip


def test_a_violation_fails_the_drill_by_the_name_of_its_oracle() -> None:
    said, timeline = judgement(ELEVENTH, DENIED), Timeline(quiet=True)
    oracles.check(said, timeline)
    assert [entry.text for entry in timeline.broken] == [
        "AWS has no objection, by the oracle of request models",
        "AWS has no objection, by the oracle of permissions",
    ]
    drill = report(said, timeline)
    assert drill.verdict == "FAIL"
    text = drill.as_markdown()
    assert "- request models: **1**\n  - route53:ChangeTagsForResource in us-east-1: Inv" in text
    assert "called by arn:aws:sts::123456789012:assumed-role/orders-failover" in text
    assert "- quotas: no objection" in text
    assert drill.as_json()["oracles"]["violations"] == [ELEVENTH, DENIED]


def test_without_violations_all_oracles_are_named() -> None:
    said, timeline = judgement(), Timeline(quiet=True)
    oracles.check(said, timeline)
    assert timeline.broken == []
    assert len(timeline.entries) == len(ORACLES)
    assert all(
        f"- {name}: no objection" in report(said, timeline).as_markdown() for name in ORACLES
    )


def test_what_a_new_account_lacks_is_said_where_it_was_not_asked() -> None:
    assert judgement().sentences == [
        "15 deliveries between services, of 2 kinds, judged.",
        "A new account has less of what was used: ask for more before the first apply.",
        "EC2-VPC Elastic IPs in eu-west-1: 6, a new account has 5 (ec2 L-0263D0A3)",
    ]
    assert len(judgement(account=NEW).sentences) == 1


class Emulator:
    def __init__(self, *violations: dict[str, Any]) -> None:
        self._violations = list(violations)

    def violations(self) -> list[dict[str, Any]]:
        return self._violations


@pytest.mark.parametrize("violations", [[], [ELEVENTH]])
def test_an_apply_that_fails_names_what_aws_would_refuse(violations: list[dict[str, Any]]) -> None:
    error = TfdrError("terraform apply: InvalidInput")
    named = oracles.named(error, Emulator(*violations))  # type: ignore[arg-type]
    if not violations:
        assert named is error
    else:
        assert str(named).splitlines() == [
            "terraform apply: InvalidInput",
            "What AWS would refuse or drop:",
            "  request models: route53:ChangeTagsForResource in us-east-1: InvalidInput: 11 tags",
        ]
