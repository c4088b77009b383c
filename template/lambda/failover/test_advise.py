"""What the function advises, and that it changes nothing."""

import pytest

FAILS = {"says": "fails", "why": "1 of 8"}
ADVISE = {"action": "advise"}


@pytest.fixture
def advice(world):
    """Asks in a standby, and sees that nothing was changed."""

    def ask(role="dr"):
        world.called.clear()
        answer = world.run(role, ADVISE)
        reads = ("describe", "get", "batch_get")
        assert not [name for _, name in world.called if not name.startswith(reads)]
        return answer

    return ask


def test_wait_while_all_is_well(advice, world):
    world.watch(failed=0, checkers={"says": "answers", "why": "8 of 8"})
    answer = advice()
    assert (answer["advice"], answer["sure"]) == ("wait", "sure")


@pytest.mark.parametrize("share", [0.34, 0.67, 1.0])
def test_switch_over_while_the_database_answers(share, advice, world):
    world.failing["primary"] = share
    world.watch(failed=round(6 * share))
    answer = advice()
    assert answer["advice"] == "switchover"
    assert answer["next"] == 'In eu-central-1: {"action": "switchover"}.'
    assert answer["saw"]["switchover"] == "possible, loses nothing"


@pytest.mark.parametrize(
    ("says", "itself", "advised"),
    [
        ("answers", 0, "wait"),
        ("answers", 2, "switchover"),
        ("fails", 0, "switchover"),
        ("nothing", 0, "wait"),
    ],
)
def test_what_this_region_alone_could_not_reach_is_over(says, itself, advised, advice, world):
    world.watch(failed=6, checkers={"says": says, "why": ""} if says != "nothing" else {})
    now = int(world.passed)
    own = {"role": "primary", "asked": 6, "failed": itself, "running": 3, "wanted": 3}
    world.put("dr", id="serving", at=now, **own)
    assert advice()["advice"] == advised


def test_what_is_advised_is_not_refused_while_the_database_answers_now_and_then(advice, world):
    world.sick.add("primary")
    world.watch(checkers=FAILS)
    world.fickle["primary", "rds"] = 0
    advised = advice()["advice"]

    world.fickle["primary", "rds"] = 0
    done = world.run("dr", {"action": advised, "allow_data_loss": True})

    assert (advised, done["outcome"]) == ("failover", "finished")


def test_a_switchover_is_tried_as_soon_as_the_database_answers(world):
    world.sick.add("primary")
    world.watch(checkers=FAILS)
    world.fickle["primary", "rds"] = 0

    answer = world.run("dr", {"action": "switchover"})

    assert "does not answer" not in answer["message"]


def test_fail_over_when_it_does_not(advice, world):
    world.dead.add("primary")
    world.watch(checkers=FAILS)
    answer = advice()
    assert (answer["advice"], answer["sure"]) == ("failover", "sure")
    assert "allow_data_loss" in answer["next"]
    assert answer["saw"]["failover"] == "possible, loses the last 0.5 s"


def test_not_sure_on_one_witness(advice, world):
    world.dead.add("primary")
    assert advice()["sure"] == "guess"
    world.watch()
    assert advice()["sure"] == "likely"


def test_wait_where_this_region_cannot_take_over_and_say_why(advice, world):
    world.dead.add("primary")
    world.versions["dr"] = "16.8"
    answer = advice()
    assert answer["advice"] == "wait"
    assert "of version 16.8" in answer["message"]


def test_enlarge_while_the_active_region_cannot_start_what_it_wants(advice, world):
    now = int(world.passed)
    world.watch(failed=0)
    item = {"id": "serving", "role": "primary", "at": now, "running": 3, "wanted": 5, "asked": 6}
    world.put("dr", **item, failed=0, short_since=now - 1200)
    answer = advice()
    assert answer["advice"] == "enlarge"
    assert "runs 3 of 5 for 20 minutes" in answer["message"]


def test_go_back_when_the_region_has_been_well_for_long(advice, world):
    world.sick.add("primary")
    world.run("dr", {"action": "failover", "allow_data_loss": True, "force": True})
    world.sick.clear()
    world.run("dr", {"action": "tend"})
    world.watch("primary", active="dr", failed=0, well_since=int(world.passed) - 60)
    assert advice("primary")["advice"] == "wait"
    world.watch("primary", active="dr", failed=0, well_since=int(world.passed) - 7200)

    answer = advice("primary")

    assert (answer["advice"], answer["next"]) == (
        "failback",
        'In eu-west-1: {"action": "failback"}.',
    )


def test_the_active_region_sends_on(advice):
    assert "ask a standby" in advice("primary")["message"]


def test_what_does_not_answer_is_said(advice, world):
    world.silent.add(("dr", "rds"))
    answer = advice()
    assert "RDS does not answer here" in answer["saw"]["switchover"]
    assert answer["advice"] == "wait"
