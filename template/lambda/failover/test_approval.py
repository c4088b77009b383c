"""A run that waits for a person."""

import pytest

FAILOVER = {"action": "failover", "allow_data_loss": True}
ALARM = {"source": "aws.cloudwatch", "alarmArn": "arn:aws:cloudwatch:eu-central-1:1:alarm:x"}


@pytest.mark.parametrize(
    ("event", "setting"),
    [({**FAILOVER, "approval": True}, "never"), (FAILOVER, "always"), (ALARM, "automatic")],
)
def test_capacity_is_started_and_nothing_closed_until_somebody_approves(event, setting, world):
    world.sick.add("primary")
    world.silent.add(("primary", "rds"))
    world.watch(checkers={"says": "fails", "why": ""})

    answer = world.run("dr", event, APPROVAL=setting)

    assert answer["outcome"] == "waiting"
    assert world.desired == {"primary": 3, "dr": 3}
    assert world.writer == "primary"
    assert f'"run": "{answer["run"]}"' in answer["next"]
    assert "waiting" in world.published[-1][0]
    assert '"action": "approve"' in world.published[-1][1]
    assert '"action": "approve"' in world.run("dr", {"action": "status"})["next"]

    approved = {"action": "approve", "run": answer["run"], "requested_by": "Ada"}
    answer = world.run("dr", approved, APPROVAL=setting)

    assert (answer["outcome"], world.writer, world.desired["primary"]) == ("finished", "dr", 0)
    detail = [each["detail"] for each in answer["steps"] if each["name"] == "approval"]
    assert detail == ["approved by Ada"]


def test_an_approved_run_is_carried_on_by_tend(world):
    world.dead.add("primary")
    world.run("dr", {**FAILOVER, "approval": True})
    world.faults.append(("failover_global_cluster", Killed()))
    with pytest.raises(Killed):
        world.run("dr", {"action": "approve"})
    world.passed += 100

    assert world.run("dr", {"action": "tend"})["outcome"] == "finished"


class Killed(BaseException):
    """The end of a process, which nobody handles."""


def test_a_run_that_nobody_approves_is_taken_back(world):
    world.dead.add("primary")
    world.run("dr", {**FAILOVER, "approval": True})
    world.passed += 1800
    assert world.run("dr", {"action": "tend"})["outcome"] == "waiting"
    world.passed += 1900

    answer = world.run("dr", {"action": "tend"})

    assert (answer["outcome"], world.desired["dr"]) == ("refused", 1)
    assert "nobody approved it" in answer["message"]


def test_a_run_that_waits_ends_when_its_source_is_well(world):
    world.dead.add("primary")
    world.run("dr", {**FAILOVER, "approval": True})
    world.dead.clear()
    world.passed += 60

    answer = world.run("dr", {"action": "tend"})

    assert answer["outcome"] == "refused"
    assert "primary is well again" in answer["message"]


@pytest.mark.parametrize("run", ["", "dr-1-another"])
def test_only_what_waits_can_be_approved(run, world):
    if run:
        world.dead.add("primary")
        world.run("dr", {**FAILOVER, "approval": True})

    assert world.run("dr", {"action": "approve", "run": run})["outcome"] == "refused"
    assert world.writer == "primary"
