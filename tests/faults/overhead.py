"""What the function adds to the calls of AWS, beside a script that makes the calls and no more.

Both run against the emulated AWS in this process, with a clock that nobody waits for. What AWS
itself takes is left out: only the time outside of its calls counts.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tfdr.emulator.inside.global_databases import pace

from tests.faults import code as codes
from tests.faults import world as worlds
from tests.faults.code import Code
from tests.faults.drive import FAILOVER, SWITCHOVER
from tests.faults.play import Play
from tests.faults.world import NAME, REGIONS, SERVING, Shape, World, cluster_arn

SHAPE = Shape("ecs")


@dataclass
class Meter:
    """Counts calls of AWS until traffic moves, and the time inside of calls."""

    world: World
    calls: int = 0
    inside: float = 0.0
    before_traffic: int = 0
    waited: float = 0.0  # seconds of the clock that nobody waits for, until traffic moves
    began: float = field(default=0.0)

    def client(self, service: str, region: str) -> Any:
        """Return a client that is measured."""
        return _Measured(self, worlds.client(service, region), region)


class _Measured:
    def __init__(self, meter: Meter, client: Any, region: str) -> None:
        self._meter, self._client, self._region = meter, client, region

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        method, meter = getattr(self._client, operation), self._meter

        def call(**parameters: Any) -> Any:
            meter.calls += 1
            began = time.perf_counter()
            try:
                return method(**parameters)
            finally:
                meter.inside += time.perf_counter() - began
                if operation == "put_metric_data" and not meter.before_traffic:
                    meter.before_traffic = meter.calls
                    meter.waited = meter.world.clock.passed

        return call


@dataclass(frozen=True)
class Overhead:
    """One way to move, measured."""

    name: str
    calls: int  # one after the other, up to and with the one that moves traffic
    own_milliseconds: float  # outside of calls, in the whole run
    waited: float  # for answers that never come


def measure(runs: int = 20) -> list[Overhead]:
    """Measure the function in an outage and planned, and the script in an outage."""
    worlds.built()
    code = codes.load()
    try:
        return [
            _measure("function, the other region dead", runs, lambda m: _function(code, m, True)),
            _measure("function, both regions well", runs, lambda m: _function(code, m, False)),
            _measure("plain script", runs, _script),
        ]
    finally:
        Play.current = None
        worlds.built().stop()
        worlds.forget()


def _measure(name: str, runs: int, run: Callable[[Meter], None]) -> Overhead:
    own, meter = [], Meter(World(SHAPE, 0))
    for number in range(runs + 1):
        meter = Meter(World(SHAPE, number))
        pace.seconds = 0.0  # the first look after the promotion finds it done
        began = time.perf_counter()
        run(meter)
        if number:  # the first run only warms caches
            own.append(time.perf_counter() - began - meter.inside)
    return Overhead(name, meter.before_traffic, 1000 * statistics.median(own), meter.waited)


def _function(code: Code, meter: Meter, outage: bool) -> None:
    if outage:
        meter.world.die("primary")
    play = Play(meter.world, code)
    hooked = code.aws.client
    code.aws.client = lambda service, region: _Measured(meter, hooked(service, region), region)
    answer = play.invoke("dr", FAILOVER if outage else SWITCHOVER).answer
    assert answer["outcome"] == "finished", answer


def _script(meter: Meter) -> None:
    """Make the calls of a failover in their order, without a look before or after any."""
    region = REGIONS["dr"]
    target = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
    autoscaling = meter.client("application-autoscaling", region)
    ecs, rds = meter.client("ecs", region), meter.client("rds", region)
    autoscaling.register_scalable_target(
        ResourceId=f"service/{NAME}/{NAME}", MinCapacity=SERVING, **target
    )
    ecs.update_service(cluster=NAME, service=NAME, desiredCount=SERVING)
    rds.failover_global_cluster(
        GlobalClusterIdentifier=NAME,
        TargetDbClusterIdentifier=cluster_arn("dr"),
        AllowDataLoss=True,
    )
    while not _writes(rds):
        meter.world.clock.sleep(5)
    meter.client("ssm", region).put_parameter(
        Name=f"/{NAME}/active-region", Value=region, Type="String", Overwrite=True
    )
    meter.client("cloudwatch", region).put_metric_data(
        Namespace="DisasterRecovery",
        MetricData=[
            {
                "MetricName": "Active",
                "Dimensions": [{"Name": "System", "Value": NAME}],
                "Value": 1.0,
            }
        ],
    )


def _writes(rds: Any) -> bool:
    found = rds.describe_global_clusters(GlobalClusterIdentifier=NAME)["GlobalClusters"][0]
    return any(
        member["IsWriter"] and member["DBClusterArn"] == cluster_arn("dr")
        for member in found["GlobalClusterMembers"]
    )
