"""The running system fails over by itself, once: the alarm starts it, until it is told not to."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr import cli
from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.emulator.client.deployment import Plan

from tests.emulated.conftest import PRESET, Cloud

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


def test_the_alarm_fails_over_and_only_people_go_back(stage: Stage) -> None:
    standby, before = stage.system.standby, len(stage.timeline.entries)
    assert acts.starts_by_itself(stage, standby)
    acts.steady_state(stage)
    with acts.primary_lost(stage, "stops answering"):
        pass
    stage.pass_minutes(10)
    checks.active(stage, standby)
    acts.fail_back(stage, standby)

    played = stage.timeline.entries[before:]
    assert [entry for entry in played if entry.holds is False] == []
    asked = [entry.text for entry in played if "asked of the function" in entry.text]
    assert len(asked) == 1, asked
    assert asked[0].startswith("failback")


@pytest.fixture(scope="module")
def plan(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plan]:
    """The plan that left it to people to have the running system fail over."""
    repository: Path = tmp_path_factory.mktemp("by-hand") / "repository"
    answers = ["--preset", PRESET, "--defaults", "--data", "automatic_failover=false"]
    assert cli.main(["new", str(repository), *answers]) == 0
    deployment = cloud.deployment

    deployment.move_to(repository)
    plan = deployment.plan("by-hand")
    deployment.apply(plan)
    yield plan
    deployment.move_to(cloud.repository)
    deployment.apply(deployment.plan("automatic-again"))


def test_switching_it_off_concerns_alarm_and_function_only(plan: Plan, stage: Stage) -> None:
    changed = Counter(
        ("+".join(change["change"]["actions"]), change["type"])
        for change in plan.shown["resource_changes"]
        if set(change["change"]["actions"]) - {"no-op", "read"}
    )
    regions = len(stage.system.regions)
    assert changed == {
        ("delete", "aws_lambda_permission"): regions,
        ("update", "aws_cloudwatch_composite_alarm"): regions,
    }
