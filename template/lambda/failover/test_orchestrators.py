"""Whoever calls the function finds an error where it did not do what was asked for."""

import json
from types import SimpleNamespace

import pytest

FAILOVER = {"action": "failover", "allow_data_loss": True}
PLAN = "arn:aws:arc-region-switch::111122223333:plan/trading:a1b2c3"


@pytest.fixture
def call(world, monkeypatch):
    """Calls the handler as Lambda does."""
    for name, value in {**world.environment, "ROLE": "dr"}.items():
        monkeypatch.setenv(name, value)

    def handler(event, request_id="1"):
        context = SimpleNamespace(
            get_remaining_time_in_millis=lambda: 900_000, aws_request_id=request_id
        )
        return world.code["failover"].handler(event, context)

    return handler


def test_what_did_not_finish_is_an_error_with_the_answer_in_it(call, world):
    with pytest.raises(world.code["errors"].NotFinished) as error:
        call(FAILOVER)

    answer = json.loads(str(error.value))
    assert answer["outcome"] == "refused"
    assert "does not look down" in answer["message"]


@pytest.mark.parametrize("action", ["switchover", "status", "advise", "tend"])
def test_what_finished_and_what_only_reads_is_none(action, call):
    assert call({"action": action})["outcome"] in ("finished", "nothing to do")


def test_an_event_that_lambda_delivers_again_is_not_tried_again(call, world):
    """Asynchronous: a refusal is an error, and Lambda repeats what failed, twice, minutes later."""
    with pytest.raises(world.code["errors"].NotFinished):
        call(FAILOVER)
    world.dead.add("primary")  # now it would be accepted, and nobody expects it any more

    again = call(FAILOVER)

    assert (again["outcome"], world.writer) == ("refused", "primary")
    assert "does not look down" in call({"action": "status"})["last_answer"]["answer"]["message"]
    assert call(FAILOVER, request_id="2")["outcome"] == "finished"


@pytest.mark.parametrize(
    "event",
    [
        {"planArn": PLAN, "executionId": "1", "region": "eu-central-1", "action": "activate"},
        {"plan": {"arn": PLAN}, "step": "take over"},
        {"arcRegionSwitch": {"PlanARN": PLAN, "ActivatingRegion": "eu-central-1"}, "mode": None},
    ],
)
def test_a_plan_of_arc_region_switch_is_understood(event, call, world):
    answer = call(event)

    assert (answer["outcome"], answer["action"], world.writer) == ("finished", "switchover", "dr")
    assert world.item("dr", "run")["request"]["requested_by"] == PLAN


def test_a_plan_loses_data_only_where_the_setting_says_so(call, world, monkeypatch):
    world.dead.add("primary")
    with pytest.raises(world.code["errors"].NotFinished):
        call({"planArn": PLAN})
    monkeypatch.setenv("MAY_LOSE_DATA", "true")

    assert call({"planArn": PLAN}, "2")["action"] == "failover"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"planArn": PLAN, "targetRegion": "eu-west-1"}, "the plan names eu-west-1"),
        ({"planArn": PLAN, "workflowTargetAction": "deactivate"}, "workflows that activate"),
    ],
)
def test_a_plan_that_means_another_function_is_refused(event, said, call, world):
    with pytest.raises(world.code["errors"].NotFinished, match=said):
        call(event)
    assert world.writer == "primary"
