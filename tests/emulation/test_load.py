"""A made-up load: what becomes of clients' requests, by where they are and what is wrong there."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.emulation.support import HERE, THERE, Cloud
from tests.emulation.test_faults import Ill


class Load:
    """Clients of two regions, of which the first serves."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        zone = cloud.zone()
        self.here, self.there = (
            cloud.region("primary", HERE, zone),
            cloud.region("dr", THERE, zone),
        )
        self.name = zone[1]
        for place, role in ((self.here, "PRIMARY"), (self.there, "SECONDARY")):
            place.run(4)
            cloud.record(
                zone[0], self.name, SetIdentifier=role, Failover=role,
                **({"HealthCheckId": place.check()} if role == "PRIMARY" else {}),
                **place.alias(evaluate=False),
            )  # fmt: skip
        cloud.emulator.pass_minute()

    def begin(self, **given: Any) -> None:
        names = {HERE: self.here.name, THERE: self.there.name}
        self.cloud.emulator.begin_load(name=self.name, home=HERE, own_names=names, **given)

    def minute(self) -> dict[str, Any]:
        self.cloud.emulator.pass_minute()
        return self.cloud.emulator.load_minutes()[-1]


@pytest.fixture(scope="module")
def clients(running: Cloud) -> Load:
    return Load(running)


@pytest.fixture
def load(clients: Load, cloud: Cloud) -> Iterator[Load]:
    cloud.emulator.pass_minute()  # health checks see that all is well
    clients.begin(stores=["sessions"])
    yield clients
    cloud.emulator.begin_load()


@pytest.fixture
def ill(cloud: Cloud) -> Iterator[Ill]:
    ill = Ill(cloud)
    yield ill
    ill.over()
    cloud.emulator.pass_minute()


def test_all_are_served_where_nothing_is_wrong(load: Load) -> None:
    now = load.minute()
    assert (now["requests"], now["failed"], now["unattended"], now["lost"]) == (1000, 0, 0, 0)
    assert (now["writes"], now["acknowledged"]) == (300, 300)
    assert now["leads"] == HERE
    assert now["writers"] == {"sessions": [HERE]}


def test_a_share_fails_and_so_it_would_if_nobody_did_anything(load: Load, ill: Ill) -> None:
    ill("requests-fail", region=HERE, share=0.3)
    ill("requests-slow", region=HERE, share=0.5, seconds=1)
    now = load.minute()
    assert (now["failed"], now["unattended"], now["acknowledged"]) == (300, 300, 210)
    assert now["slow"] == 350


def test_clients_that_are_cut_off_do_not_arrive(load: Load, ill: Ill) -> None:
    ill("unreachable", region=HERE, origin="clients", share=0.2)
    now = load.minute()
    assert (now["failed"], now["leads"]) == (200, HERE)
    assert now["by_region"] == {HERE: {"requests": 1000, "failed": 200}}


def test_what_cannot_be_launched_is_missing_when_the_load_rises(load: Load, ill: Ill) -> None:
    load.cloud.emulator.change_load(2.5)
    ill("launches", region=HERE, service="ecs")
    now = load.minute()
    assert (now["requests"], now["failed"]) == (2500, 1250)
    assert now["unattended"] == 1250


def test_clients_follow_dns_each_in_his_time_and_some_never(load: Load) -> None:
    load.minute()
    load.cloud.emulator.begin_outage(HERE)
    shares = []
    for _ in range(12):
        now = load.minute()
        shares.append(round(now["by_region"].get(THERE, {"requests": 0})["requests"] / 1000, 2))
    assert 0.8 <= shares[0] <= 0.85  # one of the late may happen to look in that minute
    assert shares == sorted(shares)
    assert shares[-1] == 0.95
    assert (now["failed"], now["unattended"]) == (50, 1000)


def test_acknowledged_writes_are_lost_with_what_was_not_copied(load: Load, cloud: Cloud) -> None:
    database = cloud.database()
    load.begin(stores=["database"])
    assert load.minute()["acknowledged"] == 300
    cloud.emulator.set_replication_lag(THERE, 20_000)
    database.fail_over()
    database.describe()
    now = load.minute()
    assert now["lost"] == 100
    assert now["acknowledged"] == 0  # the writer is elsewhere, and the clients are not
    assert now["failed"] == 300


def test_a_load_counts_in_the_metrics_of_its_load_balancer(load: Load, ill: Ill) -> None:
    ill("requests-fail", region=HERE, share=0.1)
    load.minute()
    found = load.cloud.client("cloudwatch").list_metrics(Namespace="AWS/ApplicationELB")["Metrics"]
    assert {each["MetricName"] for each in found} >= {"RequestCount", "HTTPCode_Target_5XX_Count"}
    names = {each["Value"] for metric in found for each in metric["Dimensions"]}
    assert any(value.startswith("app/") for value in names)
