"""How much is started, when, and what became of it."""

import pytest

FAILOVER = {"action": "failover", "allow_data_loss": True}


def serving(world, **more):
    item = {"id": "serving", "role": "primary", "running": 7, "wanted": 7, "largest": 7}
    world.put("dr", **{**item, "largest_before": 5, "at": int(world.passed) - 600, **more})


def test_capacity_follows_what_served(world):
    serving(world)
    world.dead.add("primary")

    world.run("dr", FAILOVER)

    assert (world.desired["dr"], world.minimum["dr"]) == (7, 7)


def test_never_more_than_is_allowed(world):
    serving(world, largest=40)
    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"
    assert world.desired["dr"] == 9


def test_a_failover_goes_on_with_what_can_serve_at_least(world):
    serving(world)
    world.dead.add("primary")
    world.most = 4  # AWS has no more today

    answer = world.run("dr", FAILOVER)

    (step,) = [each for each in answer["steps"] if each["name"] == "await capacity"]
    assert (answer["outcome"], step["status"]) == ("finished", "done")
    assert "4 of 7 run" in step["detail"]


def test_capacity_is_asked_for_before_anything_closes(world):
    world.sick.add("primary")
    world.silent.add(("primary", "rds"))
    world.run("dr", FAILOVER)
    changes = [(role, name) for role, name in world.called if name == "update_service"]
    assert changes == [("dr", "update_service"), ("primary", "update_service")]


def test_a_standby_is_enlarged_early_and_made_small_again(world):
    serving(world)

    answer = world.run("dr", {"action": "enlarge"})

    assert (answer["outcome"], world.desired) == ("finished", {"primary": 3, "dr": 7})
    assert world.writer == "primary"
    assert world.run("dr", {"action": "reduce"})["outcome"] == "finished"
    assert world.desired["dr"] == 1
    assert world.run("primary", {"action": "enlarge"})["outcome"] == "refused"


def test_going_back_waits_until_the_region_has_been_well_for_a_while(world):
    world.sick.add("primary")
    world.run("dr", {**FAILOVER, "force": True})
    world.sick.clear()
    back = int(world.passed)
    world.run("dr", {"action": "tend"})
    world.passed += 600
    world.watch("primary", active="dr", failed=0, well_since=back)

    answer = world.run("primary", {"action": "failback"})

    assert (answer["outcome"], world.writer) == ("refused", "dr")
    assert "well for 10 minutes only, of 60" in answer["message"]
    world.passed += 3600
    world.watch("primary", active="dr", failed=0, well_since=back)
    assert world.run("primary", {"action": "failback"})["outcome"] == "finished"


@pytest.mark.parametrize("ill", ["requests fail", "nothing can be launched"])
def test_going_back_waits_as_long_when_an_ill_region_was_left_without_loss(ill, world):
    world.watch(failed=4 if ill == "requests fail" else 0)
    if ill == "nothing can be launched":
        serving(world, running=5, short_since=int(world.passed) - 1200)
    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"
    world.watch("primary", active="dr", failed=0, well_since=int(world.passed) - 600)

    answer = world.run("primary", {"action": "failback"})

    assert (answer["outcome"], world.writer) == ("refused", "dr")
    assert "well for 10 minutes only, of 60" in answer["message"]
    world.watch("primary", active="dr", failed=0, well_since=int(world.passed) - 3600)
    assert world.run("primary", {"action": "failback"})["outcome"] == "finished"
    assert world.item("primary", "system")["in_need"] == {}


def test_a_drill_is_gone_back_from_at_once(world):
    world.watch(failed=0)
    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"
    world.watch("primary", active="dr", failed=0, well_since=int(world.passed))
    assert world.run("primary", {"action": "failback"})["outcome"] == "finished"


def test_going_back_at_once_takes_force(world):
    world.sick.add("primary")
    world.run("dr", {**FAILOVER, "force": True})
    world.sick.clear()
    world.run("dr", {"action": "tend"})

    assert world.run("primary", {"action": "failback", "force": True})["outcome"] == "finished"


def test_a_region_where_nothing_can_be_started_is_not_gone_back_to(world):
    world.sick.add("primary")
    world.run("dr", {**FAILOVER, "force": True})
    world.sick.clear()
    world.run("dr", {"action": "tend"})
    world.most = 0

    answer = world.run("primary", {"action": "failback", "force": True}, seconds=2000)

    assert (answer["outcome"], world.writer) == ("refused", "dr")
    assert world.desired["primary"] <= 1


def test_a_region_that_could_not_serve_is_refused_and_not_known_is_no_reason(world):
    def found(status):
        finding = {"name": "images", "kind": "needed", "status": status, "detail": "none: push it."}
        world.put("dr", id="readiness", at=int(world.passed), findings=[finding])

    world.dead.add("primary")
    found("failed")
    answer = world.run("dr", FAILOVER)
    assert answer["outcome"] == "refused"
    assert "images: none: push it." in answer["message"]
    found("unknown")
    assert world.run("dr", FAILOVER)["outcome"] == "finished"


def test_what_is_found_while_the_writer_changes_is_no_reason(world):
    world.dies_at = 1
    world.run("dr", {"action": "switchover"}, seconds=100)
    assert world.heading == "dr"
    finding = {"name": "login", "kind": "needed", "status": "failed", "detail": "no instance."}
    world.put("dr", id="readiness", at=int(world.passed), findings=[finding])

    answer = world.run("dr", FAILOVER)

    assert (answer["outcome"], world.writer) == ("finished", "dr")


def test_what_is_out_of_order_or_old_news_is_no_reason(world):
    world.dead.add("primary")
    old = {"name": "images", "kind": "needed", "status": "failed", "detail": ""}
    world.put("dr", id="readiness", at=int(world.passed) - 1000, findings=[old])
    assert world.run("dr", FAILOVER)["outcome"] == "finished"


def test_the_recovery_is_measured_from_the_last_answer(world):
    world.watch(minutes=4, failed=6)
    world.dead.add("primary")

    answer = world.run("dr", FAILOVER)

    assert answer["recovery"]["from"] == "the last answer that was seen"
    assert 180 <= answer["recovery"]["seconds"] <= 320
    published = {name: value for role, name, value in world.metrics if role == "dr"}
    assert published["RecoverySeconds"] == answer["recovery"]["seconds"]
    assert published["DataLossSeconds"] == 0.5


def test_the_report_is_a_file_among_the_evidence(world):
    answer = world.run("dr", {"action": "switchover"}, EVIDENCE_BUCKET="evidence")

    ((key, (content, _)),) = world.files.items()
    assert key.startswith("failover/trading/2027/01/15/dr-1-")
    assert content["recovery"]["seconds"] == answer["recovery"]["seconds"]


def test_evidence_that_cannot_be_put_down_keeps_nothing_from_ending(world):
    world.refuses["put_object"] = ("NoSuchBucket", "no such bucket")
    answer = world.run("dr", {"action": "switchover"}, EVIDENCE_BUCKET="evidence")
    assert answer["outcome"] == "finished"
    assert "no such bucket" in answer["steps"][-1]["detail"]
