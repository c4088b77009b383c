"""What several witnesses say of a region, and what may be done on their word."""

import pytest

ALARM = {
    "source": "aws.cloudwatch",
    "alarmArn": "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:failover-needed",
    "alarmData": {"state": {"value": "ALARM"}},
}
FAILOVER = {"action": "failover", "allow_data_loss": True}
FAILS = {"says": "fails", "why": "1 of 8 checkers reaches it"}
ANSWERS = {"says": "answers", "why": "8 of 8 checkers reach it"}


def test_two_witnesses_make_a_region_take_over_by_itself(world):
    world.dead.add("primary")
    world.watch(checkers=FAILS)

    assert world.run("dr", ALARM)["outcome"] == "finished"


@pytest.mark.parametrize(
    ("watched", "why"),
    [
        ({}, "not down for sure"),
        ({"checkers": ANSWERS}, "8 of 8 checkers reach it"),
        ({"checkers": FAILS, "reaches": False}, "may be the one that is cut off"),
        ({"checkers": FAILS, "own_asked": 3, "own_failed": 3}, "requests to its own path failed"),
        ({"checkers": FAILS, "failed": 0}, "not down for sure"),
    ],
)
def test_nothing_happens_by_itself_on_less(watched, why, world):
    world.dead.add("primary")
    world.keep_watching(**watched)

    with pytest.raises(world.code["errors"].Refused, match="not down for sure") as refusal:
        world.code["change"].for_alarm(*parts(world))

    assert why in str(refusal.value)
    assert world.writer == "primary"
    assert "no failover to dr" in world.published[-1][0]
    assert why in world.published[-1][1]


def parts(world):
    """What carries out an alarm's request: the handler turns what it raises into an answer."""
    code = world.code
    settings = code["settings"].Settings.of({**world.environment, "ROLE": "dr"})
    aws = code["aws"].Aws(settings, 900)
    return (
        code["request"].Request.of(ALARM, settings),
        settings,
        aws,
        code["state"].State(aws, settings),
    )


def test_a_validator_that_is_silent_is_blind(world):
    world.dead.add("primary")
    world.watch(checkers=FAILS)
    world.passed += 300

    assert "nobody knows what it sees" in world.run("dr", ALARM)["message"]


def test_a_person_is_told_that_others_reach_the_region(world):
    world.dead.add("primary")
    world.watch(checkers=ANSWERS)

    answer = world.run("dr", FAILOVER)

    assert answer["outcome"] == "refused"
    assert "Route 53: answers" in answer["message"]
    assert world.run("dr", {**FAILOVER, "force": True})["outcome"] == "finished"


def test_what_the_region_says_of_itself_counts(world):
    world.dead.add("primary")
    now = int(world.passed)
    world.put("dr", id="serving", at=now, role="primary", asked=6, failed=0, running=3, wanted=3)

    answer = world.run("dr", FAILOVER)

    assert (answer["outcome"], world.writer) == ("refused", "primary")
    assert "primary itself: answers" in answer["message"]
    world.passed += 300  # what it wrote is old by now, and says nothing
    assert world.run("dr", FAILOVER)["outcome"] == "finished"


@pytest.mark.parametrize(("share", "outcome"), [(0.34, "refused"), (0.67, "finished")])
def test_a_share_of_failures_is_down_from_a_threshold_on(share, outcome, world):
    world.failing["primary"] = share
    world.silent.add(("primary", "rds"))

    assert world.run("dr", FAILOVER)["outcome"] == outcome


def test_thresholds_are_settings(world):
    world.failing["primary"] = 0.34
    world.silent.add(("primary", "rds"))

    assert world.run("dr", FAILOVER, DOWN_SHARE="0.3")["outcome"] == "finished"


def test_a_failover_is_refused_where_a_switchover_loses_nothing(world):
    world.sick.add("primary")

    answer = world.run("dr", FAILOVER)

    assert (answer["outcome"], world.writer) == ("refused", "primary")
    assert "a switchover loses nothing" in answer["message"]
    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"


def test_an_alarm_switches_over_where_that_loses_nothing(world):
    world.sick.add("primary")
    world.watch(checkers=FAILS)

    answer = world.run("dr", ALARM)

    assert (answer["outcome"], answer["action"], answer["losses"]) == ("finished", "switchover", [])
    assert ("dr", "failover_global_cluster") not in world.called


def test_an_alarm_fails_over_when_the_switchover_hangs(world):
    world.sick.add("primary")
    world.watch(checkers=FAILS)
    world.dies_at = 1

    answer = world.run("dr", ALARM)

    assert (answer["outcome"], answer["action"], world.writer) == ("finished", "failover", "dr")
    assert "Data loss is possible" in answer["losses"][0]


def test_activate_loses_nothing_unless_told_to(world):
    world.dead.add("primary")
    refused = world.run("dr", {"action": "activate"})
    assert (refused["outcome"], world.writer) == ("refused", "primary")

    answer = world.run("dr", {"action": "activate", "allow_data_loss": True})

    assert (answer["outcome"], answer["action"]) == ("finished", "failover")


def test_what_is_replicated_beside_the_database_is_told_as_lost(world):
    world.dead.add("primary")
    world.watch(lags={"sessions": 12, "objects": 340})

    losses = " ".join(world.run("dr", FAILOVER)["losses"])

    assert "Sessions written in the last 12 s" in losses
    assert "Objects written in the last 340 s" in losses


def test_a_copy_out_of_step_counts_by_what_was_known_before(world):
    """AWS does not say what it calls a copy whose writer is lost."""
    world.dead.add("primary")
    world.sync["dr"] = "pending-resync"
    assert "being copied anew" in world.run("dr", FAILOVER)["message"]

    began = world.passed
    world.watch(minutes=3, failed=6)
    world.lags = {began - 150: 400.0}

    assert world.run("dr", FAILOVER)["outcome"] == "finished"
