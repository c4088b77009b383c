"""The failover function against an AWS that remembers. Run with `pytest lambda`."""

import json
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

FAILOVER = {"action": "failover", "allow_data_loss": True}


def test_a_failover_without_the_region_that_failed(world):
    world.dead.add("primary")

    answer = world.run("dr", FAILOVER)

    assert (answer["outcome"], answer["active"]) == ("finished", "dr")
    assert (world.writer, world.desired["dr"]) == ("dr", 3)
    assert world.parameters["dr"] == world.regions["dr"]
    assert ("dr", "Active", 1.0) in world.metrics
    assert "Data loss is possible" in answer["losses"][0]
    assert world.published[0][0] == "trading: dr is the active region"
    assert [step.partition(":")[0] for step in answer["pending"]] == [
        "close source",
        "tell the others",
    ]


def test_what_was_left_over_is_done_when_the_region_is_back(world):
    world.dead.add("primary")
    world.run("dr", FAILOVER)
    world.dead.clear()

    world.run("dr", {"action": "tend"})

    assert world.desired["primary"] == 0
    assert world.item("primary", "fence")["epoch"] == 1
    assert world.item("primary", "system")["active"] == "dr"
    assert world.parameters["primary"] == world.regions["dr"]
    assert not [id for id in world.tables["dr"].items if id.startswith("pending#")]


def test_a_finished_run_repeated_changes_nothing(world):
    world.run("dr", {"action": "switchover"})
    before = json.dumps([table.items for table in world.tables.values()])

    assert world.run("dr", {"action": "switchover"})["outcome"] == "nothing to do"
    assert json.dumps([table.items for table in world.tables.values()]) == before


def test_there_and_back(world):
    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"
    assert world.desired == {"primary": 1, "dr": 3}
    assert world.run("primary", {"action": "failback"})["outcome"] == "finished"
    assert world.desired == {"primary": 3, "dr": 1}
    assert world.writer == "primary"
    assert world.item("primary", "drill")["action"] == "failback"


def test_no_way_back_without_a_fence(world):
    world.sick.add("primary")
    world.run("dr", {**FAILOVER, "force": True})
    world.sick.clear()
    del world.tables["primary"].items["fence"]

    answer = world.run("primary", {"action": "failback"})

    assert answer["outcome"] == "refused"
    assert "not been fenced" in answer["message"]
    assert world.writer == "dr"


def test_a_second_caller_is_told_who_is_at_it(world):
    world.put("primary", id="lease", holder="dr/failover/1", until=int(world.passed) + 80)

    answer = world.run("dr", {"action": "switchover"})

    assert answer["outcome"] == "busy"
    assert "dr/failover/1 holds the lease in primary" in answer["message"]
    assert "lease" not in world.tables["dr"].items


def test_a_lease_that_nobody_renewed_is_taken(world):
    world.put("primary", id="lease", holder="dr/failover/1", until=int(world.passed) + 80)
    world.passed += 100.0

    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"


class Killed(BaseException):
    """The end of a process, which nobody handles."""


@pytest.mark.parametrize("operation", ["update_service", "transact_write_items", "publish"])
def test_a_killed_run_is_finished_by_the_next_tend(operation, world):
    world.faults.append((operation, Killed()))
    with pytest.raises(Killed):
        world.run("dr", {"action": "switchover"})
    world.passed += 100

    answer = world.run("dr", {"action": "tend"})

    assert (answer["outcome"], answer["action"]) == ("finished", "switchover")
    assert (world.writer, world.parameters["primary"]) == ("dr", world.regions["dr"])


def test_a_run_out_of_time_goes_on_later(world):
    began = world.passed
    first = world.run("dr", {"action": "switchover"}, seconds=10)

    assert first["outcome"] in ("unfinished", "finished")
    while (answer := world.run("dr", {"action": "tend"}, seconds=15))["outcome"] == "unfinished":
        assert world.passed - began < 600
    assert world.item("dr", "system")["active"] == "dr", answer


@pytest.mark.parametrize("status", [400, 503])
def test_throttling_and_failures_pass(status, world):
    code = "ThrottlingException" if status == 400 else "InternalFailure"
    response = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    for name in ("put_item", "describe_global_clusters", "put_parameter", "publish"):
        world.faults += [(name, ClientError(response, name))] * 2

    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"


def test_a_failover_of_what_is_well_is_refused(world):
    answer = world.run("dr", FAILOVER)

    assert (answer["outcome"], world.writer) == ("refused", "primary")
    assert "switchover" in answer["next"]


def test_a_failover_by_force(world):
    world.lag = 600_000.0

    assert world.run("dr", {**FAILOVER, "force": True})["outcome"] == "finished"
    assert world.desired["primary"] == 0


def test_a_lag_above_the_objective_is_refused(world):
    world.dead.add("primary")
    world.lag = 600_000.0

    answer = world.run("dr", FAILOVER)

    assert answer["outcome"] == "refused"
    assert "600 s behind" in answer["message"]


def test_what_was_behind_when_the_region_was_last_seen_counts(world):
    """After it, the figure grows though nothing more is written."""
    began = world.passed
    world.put(
        "dr",
        id="watch",
        at=int(began),
        active="primary",
        minutes=[[began // 60 - 3, 6, 1], [began // 60 - 2, 6, 6], [began // 60 - 1, 6, 6]],
    )
    world.lags = {began - 150: 400.0, began - 90: 61_000.0, began - 30: 121_000.0}
    world.dead.add("primary")
    answer = world.run("dr", FAILOVER)
    assert answer["outcome"] == "finished"
    assert "400 ms behind" in answer["losses"][0]


def test_a_switchover_does_not_wait_for_a_region_that_died(world):
    world.dies_at, began = 1, world.passed
    stuck = world.run("dr", {"action": "switchover"})
    assert stuck["outcome"] == "unfinished"
    assert "primary has stopped answering" in stuck["message"]
    assert "failover" in stuck["next"]
    assert world.passed - began < 120
    answer = world.run("dr", FAILOVER)
    assert answer["outcome"] == "finished"
    assert world.writer == "dr"


def test_an_alarm_fails_over(world):
    world.dead.add("primary")
    world.watch(checkers={"says": "fails", "why": "none of 8 checkers reaches it"})
    alarm = {
        "source": "aws.cloudwatch",
        "alarmArn": "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:failover-needed",
        "alarmData": {"state": {"value": "ALARM"}},
    }

    assert world.run("dr", alarm)["outcome"] == "finished"
    assert world.item("dr", "run")["request"]["requested_by"] == "alarm failover-needed"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"action": "failover"}, "allow_data_loss"),
        ({"action": "guess"}, "right are"),
        ({"action": "switchover", "allow_data_loss": True}, "belongs to failover"),
        ({"action": "enlarge", "force": True}, "not to enlarge"),
        ({"action": "failover", "allow_data_loss": "yes"}, "true and false"),
        ({"action": "switchover", "reason": "x" * 301}, "at most 300"),
        ({"action": "switchover", "forse": True}, "forse"),
        ({"action": "failback"}, "leads to primary"),
        ({"source": "aws.cloudwatch"}, "asks for nothing"),
        ([], "JSON object"),
    ],
)
def test_what_makes_no_sense_is_refused(event, said, world):
    world.dead.add("primary")

    answer = world.run("dr", event)

    assert answer["outcome"] == "refused"
    assert said in answer["message"] + answer["next"]
    assert "run" not in world.tables["dr"].items


def test_status_reads_only(world):
    world.run("dr", {"action": "switchover"})
    world.called.clear()

    answer = world.run("primary", {"action": "status"})

    assert (answer["active"], answer["writer"]) == ("dr", "dr")
    assert {name for _, name in world.called} == {"batch_get_item", "describe_global_clusters"}


def test_tend_is_cheap_when_there_is_nothing_to_do(world):
    assert world.run("dr", {"action": "tend"})["outcome"] == "nothing to do"
    assert world.called == [("dr", "batch_get_item")]


def test_a_dead_region_is_not_waited_for_again_and_again(world):
    world.dead.add("primary")

    world.run("dr", FAILOVER)

    # Twice for the first service that is silent, once for each of the others.
    assert len([role for role, _ in world.called if role == "primary"]) <= 9


def test_the_handler_reads_its_environment(world, monkeypatch):
    for name, value in {**world.environment, "ROLE": "dr"}.items():
        monkeypatch.setenv(name, value)
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 900_000, aws_request_id="1")

    assert (
        world.code["failover"].handler({"action": "switchover"}, context)["outcome"] == "finished"
    )
