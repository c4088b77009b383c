"""What each region sees of the active one, minute by minute, and what it writes down of itself."""

import json
import sys
import time
from urllib.error import HTTPError, URLError

import pytest
from test_validator import (
    ACTIVE,
    API,
    DR,
    EC2,
    ENVIRONMENT,
    PRIMARY,
    TABLES,
    Refused,
    cluster,
    group,
    observed,
    record,
    service,
    serving,
    watch,
)


def seen(here):
    """What was written down in the last minute."""
    return here.tables[DR]["watch"]


def test_a_standby_publishes_and_writes_down_how_the_active_region_serves(world):
    here = world()

    answer = here.run("pulse")

    assert (answer["active"], answer["failed"], answer["asked"]) == ("primary", 0, 6)
    assert here.metrics["ActiveRegionFailingShare"] == 0
    assert (here.metrics["Active"], here.metrics["WitnessesAgree"]) == (0, 0)
    assert seen(here)["minutes"][-1] == [int(time.time()) // 60, 6, 0]
    assert len(seen(here)["minutes"]) == 11
    assert seen(here)["checkers"] == {"says": "answers", "why": "8 of 8 checkers reach it"}
    assert (seen(here)["reaches"], seen(here)["own_asked"], seen(here)["own_failed"]) == (
        True,
        3,
        0,
    )
    assert here.urls.count("https://primary.trading.acme-markets.com/health") == 6


@pytest.mark.parametrize("fault", [URLError("x"), TimeoutError(), HTTPError("", 503, "", {}, None)])
@pytest.mark.parametrize("faults", [1, 3, 6])
def test_what_counts_is_the_share(world, fault, faults):
    here = world()
    here.url_faults["primary"] = [fault] * faults

    here.run("pulse")

    assert here.metrics["ActiveRegionFailingShare"] == pytest.approx(faults / 6)
    assert seen(here)["minutes"][-1][1:] == [6, faults]


def test_the_minutes_of_another_active_region_do_not_count(world):
    here = world(tables={DR: [watch(active="dr")]})
    here.run("pulse")
    assert len(seen(here)["minutes"]) == 1


def test_an_hour_is_kept(world):
    here = world(tables={DR: [watch(minutes=60)]})
    here.run("pulse")
    assert len(seen(here)["minutes"]) == 60


@pytest.mark.parametrize(
    ("says", "own", "agree"),
    [
        (["Failure"] * 8, 0, 1),
        (["Success"] * 8, 0, 0),
        (["Success"] * 2 + ["Failure"] * 6, 0, 1),
        ([], 0, 0),  # nobody else says anything
        (["Failure"] * 8, 3, 1),
    ],
)
def test_route_53_is_a_witness(world, says, own, agree):
    here = world()
    here.lose()
    here.tables[DR].pop("serving")
    here.answers["GetHealthCheckStatus"] = observed(*says)
    here.url_faults["dr"] = [URLError("x")] * own

    here.run("pulse")

    assert here.metrics["WitnessesAgree"] == agree
    assert seen(here)["own_failed"] == own


@pytest.mark.parametrize(("failed", "agree"), [(6, 1), (0, 0)])
def test_so_is_what_the_region_says_of_itself(world, failed, agree):
    here = world(GetHealthCheckStatus=Refused("AccessDenied"))
    here.url_faults["primary"] = [URLError("x")] * 6
    here.put(serving(failed=failed))

    here.run("pulse")

    assert here.metrics["WitnessesAgree"] == agree


def test_and_another_standby(world):
    regions = {"primary": PRIMARY, "dr": DR, "dr2": "eu-north-1"}
    here = world({"REGIONS": json.dumps(regions), "HEALTH_CHECKS": None})
    here.lose()
    here.tables["eu-north-1"] = {"watch": watch(failed=6)}
    here.tables[DR].pop("serving")

    here.run("pulse")

    assert here.metrics["WitnessesAgree"] == 1


@pytest.mark.parametrize(
    ("leads", "says"),
    [({"2"}, "fails"), ({"1"}, "says nothing"), (set(), "says nothing")],
)
def test_without_route_53s_api_the_services_name_says_what_its_checkers_see(world, leads, says):
    here = world()
    here.answers["GetHealthCheckStatus"] = Refused("ServiceUnavailable", 503)
    domain = ENVIRONMENT["ENDPOINT_DOMAIN"]
    here.names = {domain: leads, f"primary.{domain}": {"1"}, f"dr.{domain}": {"2"}}

    here.run("pulse")

    assert seen(here)["checkers"]["says"] == says


def test_a_region_that_is_cut_off_writes_that_down(world):
    def answer(asked):
        raise URLError("no route")

    here = world()
    here.answers["GetCallerIdentity"] = Refused("ServiceUnavailable", 503)
    here.run("pulse")
    assert seen(here)["reaches"] is False
    here.answers["GetCallerIdentity"] = Refused("AccessDenied")  # which is an answer
    here.run("pulse")
    assert seen(here)["reaches"] is True


def test_since_when_all_is_well_is_kept_and_begins_anew(world):
    here = world()
    before = seen(here)["well_since"]
    here.run("pulse")
    assert seen(here)["well_since"] == before
    here.answers["DescribeServices"] = Refused("InternalFailure", 500)
    here.run("pulse")
    assert seen(here)["well_since"] == 0
    here.answers["DescribeServices"] = service(1, 1)
    here.run("pulse")
    assert time.time() - seen(here)["well_since"] < 60


def test_nobody_knows_how_it_was_while_nothing_was_written(world):
    here = world(tables={DR: [watch(at=int(time.time()) - 900)]})
    here.run("pulse")
    assert time.time() - seen(here)["well_since"] < 60


def test_what_is_replicated_is_measured_where_it_arrives(world):
    here = world()
    here.run("pulse")
    assert 40 <= here.metrics["SessionsLagSeconds"] < 60
    assert 200 <= here.metrics["ObjectsLagSeconds"] < 220


def test_what_can_be_lost_is_what_was_late_while_the_region_answered(world):
    here = world()
    here.lose()
    here.answers["GetItem"] = {"Item": {"at": {"N": "1"}}}
    here.run("pulse")
    assert seen(here)["lags"] == {"sessions": 40, "objects": 200}


def test_the_active_region_writes_down_everywhere_what_serves(world):
    here = world(**ACTIVE)

    here.run("pulse")

    assert here.metrics == {"Active": 1, "ActiveRegionFailingShare": 0}
    for region in (DR, PRIMARY):
        item = here.tables[region]["serving"]
        assert (item["role"], item["running"], item["wanted"], item["largest"]) == ("dr", 4, 4, 4)
        assert (item["asked"], item["failed"]) == (6, 0)
        assert (item["version"], item["revision"]) == ("16.6", "sha256:1")
        assert "short_since" not in item
    assert (DR, "PutItem") in here.asked


@pytest.mark.parametrize(
    ("hours", "largest", "before"), [(0, 9, 5), (1, 4, 9), (2, 4, 0), (None, 4, 0)]
)
def test_the_largest_of_this_hour_and_the_last_is_kept(world, hours, largest, before):
    here = world(**ACTIVE)
    now = int(time.time()) // 3600
    if hours is not None:
        here.put(serving("dr", hour=now - hours, largest=9, largest_before=5))

    here.run("pulse")

    item = here.tables[DR]["serving"]
    assert (item["largest"], item["largest_before"]) == (largest, before)


def test_since_when_too_few_run_is_written_down(world):
    here = world(**{**ACTIVE, "DescribeServices": service(3, 4)})
    here.run("pulse")
    since = here.tables[DR]["serving"]["short_since"]
    assert time.time() - since < 60
    here.run("pulse")
    assert here.tables[DR]["serving"]["short_since"] == since


@pytest.mark.parametrize(
    ("environment", "answers", "size"),
    [(EC2, {"DescribeAutoScalingGroups": group(4, 5)}, (4, 5)), (API, {}, (0, 0))],
)
def test_whatever_serves(world, environment, answers, size):
    here = world(environment, **{**ACTIVE, **answers})
    here.run("pulse")
    item = here.tables[PRIMARY]["serving"]
    assert (item["running"], item["wanted"]) == size


def test_a_region_that_is_lost_keeps_the_active_one_from_nothing(world):
    here = world(**ACTIVE)
    here.lost = PRIMARY

    answer = here.run("pulse")

    assert "serving" in here.tables[DR]
    assert answer["not_written"][0].startswith("primary: ")


def test_a_standby_in_which_nothing_runs_is_not_asked(world):
    capacity = json.dumps({"primary": 4, "dr": 0})
    here = world({"CAPACITY": capacity})
    here.run("pulse")
    assert seen(here)["own_asked"] == 0


def test_an_active_region_that_is_slow_to_no_end_does_not_answer(world, monkeypatch):
    here = world()
    monkeypatch.setattr(sys.modules["pulse"], "SECONDS", 0.3)
    monkeypatch.setattr(sys.modules["probe"], "ask", lambda url: time.sleep(1))

    here.run("pulse")

    assert here.metrics["ActiveRegionFailingShare"] == 1


WITHOUT_COMPUTE = {"ENDPOINT_DOMAIN": None}
WITHOUT_DATABASE = {**WITHOUT_COMPUTE, "GLOBAL_CLUSTER": None, "CLUSTERS": None}
WITHOUT_BOTH = {**WITHOUT_DATABASE, "SESSIONS_TABLE": None}


@pytest.mark.parametrize(
    ("environment", "answers", "share"),
    [
        (WITHOUT_COMPUTE, {}, 0),
        (WITHOUT_COMPUTE, {(PRIMARY, "DescribeDBClusters"): cluster("failed")}, 1),
        (WITHOUT_DATABASE, {}, 0),
        (WITHOUT_DATABASE, {"DescribeTable": Refused("ResourceNotFoundException")}, 1),
        (WITHOUT_BOTH, {}, 0),
        (WITHOUT_BOTH, {(PRIMARY, "BatchGetItem"): Refused("InternalServerError", 500)}, 1),
    ],
)
def test_without_compute_the_data_is_asked_for(world, environment, answers, share):
    here = world(environment)
    here.answers |= answers

    here.run("pulse")

    assert here.metrics["ActiveRegionFailingShare"] == share
    assert here.urls == []


def test_the_latest_record_holds_whichever_region_has_it(world):
    here = world(tables={DR: [record("primary", 0)], PRIMARY: [record("dr", 1)]})

    assert here.run("pulse")["active"] == "dr"
    assert here.metrics["Active"] == 1


def test_a_pulse_without_any_record_is_an_error_and_publishes_nothing(world):
    here = world(BatchGetItem=Refused("AccessDeniedException"))

    with pytest.raises(Exception, match="AccessDenied"):
        here.run("pulse")
    assert here.metrics == {}


def test_a_pulse_in_a_region_that_does_not_answer_is_no_error_and_publishes_nothing(world):
    here = world(BatchGetItem=Refused("InternalServerError", 500))

    assert "failed" in here.run("pulse")
    assert here.metrics == {}


def test_what_cannot_be_written_down_is_said_and_published_all_the_same(world):
    here = world(tables=TABLES)
    here.answers["PutItem"] = Refused("AccessDeniedException")

    answer = here.run("pulse")

    assert answer["not_written"][0].startswith("watch: PutItem: AccessDenied")
    assert here.metrics["ActiveRegionFailingShare"] == 0
