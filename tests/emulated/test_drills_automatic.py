"""The running system is told to fail over by itself, and does so once: the alarm starts it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator import cli
from generator.drill import acts, checks
from generator.drill.stage import Stage
from generator.drill.system import System as Outputs
from generator.drill.timeline import Timeline
from generator.emulator.deployment import Plan
from tests.emulated.conftest import PRESET, Cloud

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


@dataclass
class Automatic:
    """The system that fails over by itself, and the plan that made it so."""

    plan: Plan
    stage: Stage


@pytest.fixture(scope="module")
def automatic(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Automatic]:
    repository: Path = tmp_path_factory.mktemp("automatic") / "repository"
    answers = ["--preset", PRESET, "--defaults", "--data", "automatic_failover=true"]
    assert cli.main(["new", str(repository), *answers]) == 0
    deployment = cloud.deployment

    deployment.move_to(repository)
    plan = deployment.plan("automatic")
    deployment.apply(plan)
    yield Automatic(plan, Stage(deployment, Outputs(deployment.outputs()), Timeline()))
    deployment.move_to(cloud.repository)
    deployment.apply(deployment.plan("by-hand-again"))


def test_switching_it_on_concerns_alarm_and_function_only(automatic: Automatic) -> None:
    changed = Counter(
        ("+".join(change["change"]["actions"]), change["type"])
        for change in automatic.plan.shown["resource_changes"]
        if set(change["change"]["actions"]) - {"no-op", "read"}
    )
    regions = len(automatic.stage.system.regions)
    assert changed == {
        ("create", "aws_lambda_permission"): regions,
        ("update", "aws_cloudwatch_composite_alarm"): regions,
    }


def test_the_alarm_fails_over_and_only_people_go_back(automatic: Automatic) -> None:
    stage = automatic.stage
    standby = stage.system.standby
    acts.steady_state(stage)
    since = stage.timeline.minute
    with stage.without("primary"):
        acts.alarm_calls(stage, standby, since)
        acts.fail_over(stage, standby, since)
        checks.active(stage, standby)
        checks.nothing_left(stage, standby, expected=["primary"])
    acts.is_back(stage, "primary", standby)
    stage.pass_minutes(10)
    checks.active(stage, standby)
    acts.fail_back(stage, standby)

    assert stage.timeline.broken == []
    asked = [
        entry.text for entry in stage.timeline.entries if "asked of the function" in entry.text
    ]
    assert len(asked) == 1, asked
    assert asked[0].startswith("failback")
