"""Services that are silent one by one: what answers is used, what does not is pending by itself."""

import pytest

FAILOVER = {"action": "failover", "allow_data_loss": True}
SWITCHOVER = {"action": "switchover"}


def left(world, role="dr"):
    found = [id for id in world.tables[role].items if id.startswith("pending#")]
    return sorted(id.removeprefix("pending#") for id in found)


def test_a_switchover_needs_the_database_on_both_sides_and_nothing_else(world):
    world.silent |= {("primary", each) for each in ("dynamodb", "ssm", "cloudwatch", "ecs")}

    answer = world.run("dr", SWITCHOVER)

    assert (answer["outcome"], answer["losses"], world.writer) == ("finished", [], "dr")
    assert left(world) == [
        "claim#primary",
        "parameter#primary",
        "record#primary",
        "stand-down#primary",
    ]
    world.silent.clear()
    world.passed += 100
    world.run("dr", {"action": "tend"})
    assert left(world) == []
    assert world.parameters["primary"] == world.regions["dr"]
    assert world.desired["primary"] == 1


def test_a_region_whose_table_is_silent_is_fenced(world):
    world.sick.add("primary")
    world.silent |= {("primary", "dynamodb"), ("primary", "rds")}

    assert world.run("dr", FAILOVER)["outcome"] == "finished"

    assert world.desired["primary"] == 0
    assert world.parameters["primary"] == world.regions["dr"]
    assert left(world) == ["fence#primary", "record#primary"]  # that could not be written down


@pytest.mark.parametrize("service", ["ecs", "application-autoscaling"])
def test_half_of_a_fence_is_made_and_the_rest_is_pending(service, world):
    world.sick.add("primary")
    world.silent |= {("primary", service), ("primary", "rds")}

    world.run("dr", FAILOVER)

    closed = world.minimum if service == "ecs" else world.desired
    assert closed["primary"] == 0
    assert left(world) == ["fence#primary"]


def test_pending_work_is_done_though_the_table_there_is_silent(world):
    world.dead.add("primary")
    world.run("dr", FAILOVER)
    world.dead.clear()
    world.silent.add(("primary", "dynamodb"))
    world.passed += 100

    world.run("dr", {"action": "tend"})

    assert world.desired["primary"] == 0
    assert world.parameters["primary"] == world.regions["dr"]


def test_a_region_that_stays_silent_is_asked_less_often_and_at_once_when_its_table_answers(world):
    world.dead.add("primary")
    world.run("dr", FAILOVER)
    world.passed += 3600
    asked = []
    for _ in range(10):
        world.called.clear()
        world.run("dr", {"action": "tend"})
        asked.append(("primary", "put_parameter") in world.called)
        world.passed += 60
    assert 1 <= sum(asked) <= 3
    world.dead.clear()

    world.run("dr", {"action": "tend"})

    assert left(world) == []


def test_tending_without_a_table_ends_quietly(world):
    world.silent.add(("dr", "dynamodb"))

    answer = world.run("dr", {"action": "tend"})

    assert answer["outcome"] == "unfinished"
    assert "nothing is known here" in answer["message"]
