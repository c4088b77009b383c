"""Promotions that AWS refuses, and the other way of promoting."""

import pytest

FAILOVER = {"action": "failover", "allow_data_loss": True}
SAID = "Target cluster must have the same engine version"


@pytest.fixture
def differing(world):
    """A dead primary whose database is of another version than the standby's."""
    world.dead.add("primary")
    world.versions.update(primary="16.6", dr="16.8")
    return world


def test_versions_that_differ_are_refused_before_anything_is_closed(world):
    world.versions["dr"] = "16.8"
    world.sick.add("primary")
    for event in (FAILOVER, {**FAILOVER, "force": True}, {"action": "switchover"}):
        answer = world.run("dr", event)
        assert answer["outcome"] == "refused"
        assert "of version 16.8, the writer of 16.6" in answer["message"]
        assert "Bring both to the same version" in answer["next"]
    assert world.desired == {"primary": 3, "dr": 1}


def test_the_version_of_a_dead_writer_is_known_all_the_same(differing):
    answer = differing.run("dr", FAILOVER)

    assert answer["outcome"] == "refused"
    assert '"detach": true' in answer["next"]


def test_detaching_promotes_what_rds_refuses(differing):
    answer = differing.run("dr", {**FAILOVER, "detach": True})

    assert (answer["outcome"], answer["active"]) == ("finished", "dr")
    assert differing.members == ["primary"]
    assert differing.item("dr", "system")["standalone"] == "dr"


def test_a_setting_allows_it_as_well(differing):
    assert differing.run("dr", FAILOVER, MAY_DETACH="true")["outcome"] == "finished"
    assert differing.members == ["primary"]


def test_rds_is_asked_first_where_nothing_speaks_against_it(world):
    world.dead.add("primary")

    answer = world.run("dr", FAILOVER, MAY_DETACH="true")

    assert answer["outcome"] == "finished"
    assert (world.writer, len(world.members)) == ("dr", 2)
    assert "standalone" not in world.item("dr", "system")


def test_a_cluster_that_stands_alone_is_the_writer(differing):
    differing.run("dr", {**FAILOVER, "detach": True})
    differing.dead.clear()
    differing.run("dr", {"action": "tend"})

    status = differing.run("dr", {"action": "status"})
    assert (status["writer"], status["standalone"]) == ("dr", "dr")
    assert "built again" in status["next"]
    assert differing.run("dr", FAILOVER)["outcome"] == "nothing to do"
    for event in ({"action": "failback"}, FAILOVER, {**FAILOVER, "force": True}):
        answer = differing.run("primary", event)
        assert (answer["outcome"], answer["active"]) == ("refused", None)
        assert "stands alone" in answer["message"]


def test_a_global_database_that_was_built_again_is_one(differing):
    differing.run("dr", {**FAILOVER, "detach": True})
    differing.dead.clear()
    differing.run("dr", {"action": "tend"})
    differing.members, differing.writer = ["dr", "primary"], "dr"
    differing.versions = dict.fromkeys(differing.versions, "16.8")
    differing.watch("primary", active="dr")

    assert differing.run("primary", {"action": "failback"})["outcome"] == "finished"
    assert differing.writer == "primary"
    assert "standalone" not in differing.item("primary", "system")


@pytest.fixture
def refused(world):
    """A primary that serves nobody, and an RDS that says no for a reason that nobody knew of."""
    world.sick.add("primary")
    world.silent.add(("primary", "rds"))
    world.refuses["failover_global_cluster"] = ("InvalidDBClusterStateFault", SAID)
    return world


def test_a_refusal_for_good_ends_the_run_and_opens_the_source_again(refused):
    began = refused.passed

    answer = refused.run("dr", FAILOVER)

    assert (answer["outcome"], answer["active"]) == ("broken", "primary")
    assert refused.passed - began < 200
    assert refused.desired == {"primary": 3, "dr": 1}
    assert "run" in refused.tables["dr"].items
    assert refused.item("dr", "run")["outcome"] == "broken"


def test_the_words_of_aws_reach_people(refused):
    answer = refused.run("dr", FAILOVER)

    assert SAID in answer["message"]
    assert SAID in answer["refused_by_aws"][0]
    subject, message = refused.published[-1]
    assert "failover to dr: broken" in subject
    assert SAID in message
    assert SAID in refused.run("dr", {"action": "status"})["refused_by_aws"][0]
    assert SAID in str(refused.item("dr", f"report#{answer['run']}"))


def test_what_was_closed_is_opened_when_it_answers_again(refused):
    refused.refuses["failover_global_cluster"] = ("AccessDenied", "not authorized")
    refused.dead.add("primary")

    answer = refused.run("dr", FAILOVER)

    assert answer["outcome"] == "broken"
    assert refused.desired["dr"] == 3  # of use, as long as nothing serves elsewhere
    refused.dead.clear()
    refused.passed += 100
    refused.run("dr", {"action": "tend"})
    assert refused.desired == {"primary": 3, "dr": 1}
    assert not [id for id in refused.tables["dr"].items if id.startswith("pending#")]


def test_a_refusal_for_good_leads_to_detaching_where_that_is_allowed(refused):
    answer = refused.run("dr", FAILOVER, MAY_DETACH="true")

    assert (answer["outcome"], refused.members) == ("finished", ["primary"])


def test_a_refusal_that_passes_is_waited_for(world):
    world.dead.add("primary")
    error = world.code["aws"].ClientError(
        {"Error": {"Code": "InvalidGlobalClusterStateFault", "Message": "not now"}}, "x"
    )
    world.faults += [("failover_global_cluster", error)] * 3

    answer = world.run("dr", FAILOVER)

    assert (answer["outcome"], answer["refused_by_aws"]) == ("finished", [])


def test_a_switchover_that_rds_refuses_is_taken_back_with_its_words(world):
    world.refuses["switchover_global_cluster"] = ("InvalidDBClusterStateFault", "is upgrading")

    answer = world.run("dr", {"action": "switchover"})

    assert (answer["outcome"], world.desired["dr"]) == ("refused", 1)
    assert "is upgrading" in answer["message"]


def test_people_hear_once_of_a_refusal_that_goes_on(refused):
    refused.refuses.clear()
    refused.refuses["put_item"] = ("AccessDenied", "no key")
    refused.refuses = {"transact_write_items": ("AccessDenied", "no key")}
    first = refused.run("dr", FAILOVER)
    assert first["outcome"] == "unfinished"
    for _ in range(3):
        refused.passed += 60
        refused.run("dr", {"action": "tend"})
    assert len([each for each in refused.published if "failover to dr" in each[0]]) == 1
    assert "no key" in refused.published[-1][1]


@pytest.mark.parametrize(
    ("engine", "one", "other", "fit"),
    [
        ("aurora-postgresql", "16.6", "16.6", True),
        ("aurora-postgresql", "16.6.1", "16.6.3", True),
        ("aurora-postgresql", "16.6", "16.8", False),
        ("aurora-postgresql", "16.6", "17.6", False),
        ("aurora-postgresql", "14.9.1", "14.9.2", False),
        ("aurora-mysql", "8.0.mysql_aurora.3.05.2", "8.0.mysql_aurora.3.05.2", True),
        ("aurora-mysql", "8.0.mysql_aurora.3.05.2", "8.0.mysql_aurora.3.05.3", False),
    ],
)
def test_which_versions_fit(engine, one, other, fit, world):
    assert world.code["aurora"].fit(engine, one, other) is fit
