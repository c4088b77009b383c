"""What there is is kept and comes back, in this emulator or in another one."""

import importlib
import pkgutil
from collections.abc import Iterator, MutableMapping, MutableSequence, MutableSet
from pathlib import Path

import pytest
from tfdr.emulator import extensions, inside
from tfdr.emulator.client import server
from tfdr.emulator.inside import memory
from tfdr.errors import TfdrError

from tests.emulated.behaviours import BEHAVIOURS
from tests.emulation.support import HERE, THERE, Cloud, unique

# What is no memory, and why.
FORGOTTEN = {
    "_executions": "of functions that run, which have to have ended",
    "_queued": "events that wait, which have to be done",
    "_running": "of functions that run, which have to have ended",
    "_waiting": "what a fault holds back: nothing is kept while one is on",
    "_arriving": "that metrics of before are let through, which no call outlives",
    "_account": "whose quotas hold, as the emulator was told when it began",
    "_calls": "which functions have called what: of all that was played",
    "_found": "what oracles objected to: in all that was played",
    "_most": "how far quotas were used: by all that was played",
    "_lessons": "what moto is still to be taught when it begins",
    "_folder": "where snapshots are",
    "_known": "of functions that run, which have to have ended, and of people who ask again",
    "_kept": "what is kept, by its name",
    "_afterwards": "what is done when it is there again",
    "_ERRORS": "what moto works out from what never changes",
}

# What a region has one of: such a behaviour cannot be seen a second time.
ONCE = {"a_region_has_one_detector_with_features_of_its_own"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("snapshots")


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Cloud]:
    with server.running(folder / "log", snapshots=folder) as emulator:
        yield Cloud(emulator)


SLOW = "import time\ndef handler(event, context):\n    time.sleep(90)\n"


@pytest.mark.long
def test_everything_that_the_emulator_can_hold_is_kept(cloud: Cloud, folder: Path) -> None:
    for behaviour in BEHAVIOURS:
        behaviour(cloud.world)
    cloud.emulator.pass_minute()
    before, clock = cloud.emulator.inventory(), cloud.emulator.clock()
    assert sum(map(len, before.values())) > 20
    cloud.emulator.save("everything")

    with server.running(folder / "other.log", snapshots=folder) as other:
        assert other.inventory() == {}
        other.restore("everything")
        assert other.inventory() == before
        assert other.clock() == clock
        again = Cloud(other)
        for behaviour in BEHAVIOURS[::3]:
            if behaviour.__name__ not in ONCE:
                behaviour(again.world)
        again.emulator.pass_minute()


def test_a_restored_emulator_has_what_was_there_and_nothing_of_what_came_later(
    cloud: Cloud,
) -> None:
    database, name = cloud.database(), unique()
    function, queue = cloud.function("def handler(event, context):\n    return 1\n"), cloud.queue()
    cloud.client("s3").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": HERE}
    )
    cloud.client("s3").put_object(Bucket=name, Key="state", Body=b"before")
    cloud.emulator.set_quota(HERE, "L-3032A538", 7)
    cloud.emulator.pass_minute()
    cloud.emulator.save("before")
    began = cloud.emulator.clock()

    cloud.client("s3").put_object(Bucket=name, Key="state", Body=b"after")
    cloud.client("sqs").send_message(
        QueueUrl=cloud.client("sqs").get_queue_url(QueueName=queue.split(":")[-1])["QueueUrl"],
        MessageBody="later",
    )
    cloud.emulator.begin_outage(HERE)
    database.fail_over()
    slow = cloud.function(SLOW, THERE, Timeout=200)
    cloud.client("lambda", THERE).invoke(FunctionName=slow, InvocationType="Event")
    cloud.emulator.pass_minute()

    cloud.emulator.restore("before")
    assert cloud.emulator.clock() == began
    assert database.writer() == HERE
    kept = cloud.client("s3").get_object(Bucket=name, Key="state")["Body"].read()
    assert kept == b"before"
    assert cloud.received(queue) == []
    assert cloud.run(function) == 1
    quota = cloud.client("service-quotas").get_service_quota(
        ServiceCode="fargate", QuotaCode="L-3032A538"
    )
    assert quota["Quota"]["Value"] == 7
    with pytest.raises(cloud.client("lambda", THERE).exceptions.ResourceNotFoundException):
        cloud.client("lambda", THERE).get_function(FunctionName=slow)
    assert cloud.emulator.settle(0)


def test_what_comes_after_a_snapshot_comes_out_the_same_each_time(cloud: Cloud) -> None:
    draws = "import random\ndef handler(event, context):\n    return random.random()\n"
    function = cloud.function(draws)
    cloud.emulator.pass_minute()
    cloud.emulator.save("drawn")

    def after(seed: int) -> list[object]:
        cloud.emulator.restore("drawn", seed)
        cloud.emulator.pass_minute()
        vpc = cloud.client("ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        return [cloud.run(function), cloud.run(function), vpc]

    first = after(1)
    assert first == after(1)
    assert first != after(2)
    assert first[0] != first[1]


def test_only_what_is_over_and_well_is_kept(cloud: Cloud) -> None:
    slow = cloud.function(SLOW, Timeout=200)
    cloud.client("lambda").invoke(FunctionName=slow, InvocationType="Event")
    cloud.emulator.pass_seconds(1)
    with pytest.raises(TfdrError, match=r"something goes on: .*event for .*, .* in eu-west-1"):
        cloud.emulator.save("never")
    assert cloud.emulator.settle()
    cloud.emulator.pass_minute()
    cloud.emulator.begin_outage(THERE)
    with pytest.raises(TfdrError, match="a fault is on"):
        cloud.emulator.save("never")


@pytest.mark.parametrize(
    ("name", "fault"),
    [("nowhere", "there is no snapshot nowhere"), ("../log", "small letters, digits and hyphens")],
)
def test_what_is_no_snapshot_is_refused(cloud: Cloud, name: str, fault: str) -> None:
    with pytest.raises(TfdrError, match=fault):
        cloud.emulator.restore(name)


@pytest.mark.long
def test_without_a_folder_nothing_is_kept() -> None:
    with (
        server.running() as emulator,
        pytest.raises(TfdrError, match="without a folder for snapshots"),
    ):
        emulator.save("lost")


@pytest.mark.long
def test_no_memory_is_forgotten() -> None:
    """Whatever a module of the emulator holds and changes is kept, or named above."""
    modules = [
        importlib.import_module(name)
        for package in (inside, extensions)
        for _, name, _ in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if "sandbox" not in name and not name.endswith(("warm", "forking"))
    ]
    kept = [id(thing) for thing in memory._kept.values()]
    found = {
        name
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, MutableMapping | MutableSequence | MutableSet)
        and id(value) not in kept
        and (name.islower() or name in FORGOTTEN)
        and not name.startswith("__")
        and not name.endswith("_backends")  # which are kept as a whole
    }
    assert found == FORGOTTEN.keys()


def test_peering_connections_asked_for_after_a_restore_are_seen_by_both_sides(cloud: Cloud) -> None:
    cloud.emulator.save("peers")
    cloud.emulator.restore("peers")
    here, there = cloud.client("ec2"), cloud.client("ec2", THERE)
    own = here.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    peer = there.create_vpc(CidrBlock="10.2.0.0/16")["Vpc"]["VpcId"]

    asked = here.create_vpc_peering_connection(VpcId=own, PeerVpcId=peer, PeerRegion=THERE)

    id_ = asked["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    for side in (here, there):
        seen = side.describe_vpc_peering_connections(VpcPeeringConnectionIds=[id_])
        (connection,) = seen["VpcPeeringConnections"]
        assert connection["AccepterVpcInfo"]["VpcId"] == peer
