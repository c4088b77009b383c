"""After a promotion the proxy has to be able to sign in."""

FAILOVER = {"action": "failover", "allow_data_loss": True}


def step(answer, name="login"):
    return next(each for each in answer["steps"] if each["name"] == name)


def test_a_password_that_differs_is_set_from_the_regions_own_secret(world):
    world.dead.add("primary")
    world.passwords["dr"] = "rotated, and never replicated"

    answer = world.run("dr", FAILOVER)

    assert world.passwords["dr"] == world.secrets["dr"] == "old"
    assert step(answer)["status"] == "done"
    assert "password of this region's secret" in step(answer)["detail"]


def test_a_password_that_is_right_is_left_alone(world):
    world.dead.add("primary")
    assert step(world.run("dr", FAILOVER))["detail"] == "the proxy signs in at the writer"
    assert ("dr", "modify_db_cluster") not in world.called


def test_what_keeps_the_proxy_out_is_told_in_awss_words_and_does_not_stop_a_failover(world):
    world.dead.add("primary")
    world.passwords["dr"] = "another"
    world.refuses["modify_db_cluster"] = ("AccessDenied", "no ModifyDBCluster for you")

    answer = world.run("dr", FAILOVER)

    assert answer["outcome"] == "finished"
    assert step(answer)["status"] == "warning"
    assert "AUTH_FAILURE" in step(answer)["detail"]
    assert "no ModifyDBCluster for you" in step(answer)["detail"]
    assert "no ModifyDBCluster for you" in world.published[-1][1]


def test_without_a_proxy_there_is_nothing_to_ask(world):
    answer = world.run("dr", {"action": "switchover"}, PROXY="")
    assert step(answer)["status"] == "skipped"


def test_rotation_goes_on_in_the_region_that_took_over(world):
    world.dead.add("primary")
    refused = world.run("dr", {"action": "promote-secret"})
    assert (refused["outcome"], world.primary_region) == ("refused", "eu-west-1")
    world.run("dr", FAILOVER)

    answer = world.run("dr", {"action": "promote-secret"})

    assert (answer["outcome"], world.primary_region) == ("finished", "eu-central-1")
    assert ("dr", "rotate_secret") in world.called
    assert "secret of its own already" in world.run("dr", {"action": "promote-secret"})["message"]
