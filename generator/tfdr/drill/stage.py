"""A deployed repository to play scenarios with: its functions, its minutes, its plans."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from tfdr.drill.recovery import Loss, Recovery, parts
from tfdr.drill.system import System
from tfdr.drill.timeline import Timeline
from tfdr.emulator.client.deployment import Deployment
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.client.gaps import unexplained
from tfdr.emulator.protocol import CUT, INSIDE
from tfdr.errors import TfdrError

_PATIENCE = 1800  # seconds by the clock on the wall, for a function that may run for minutes
_DEPLOYED = "deployed"  # name of the snapshot
_NOT_FINISHED = "NotFinished"  # an answer of `failover` that is an error for who looks for errors


@dataclass
class Stage:
    """What a scenario is played on.

    Attributes:
        deployment: the repository, applied to an emulated AWS.
        system: what its outputs say.
        timeline: where everything is written down.
        lost: roles of the regions that do not answer now.
        plan: the planning figures of a recovery by step, in minutes.
        served_at: when clients were served after the last move, in seconds of the scenario.
        recoveries: what each failover reached.
    """

    deployment: Deployment
    system: System
    timeline: Timeline
    lost: set[str] = field(default_factory=set)
    plan: Mapping[str, float] = field(default_factory=dict)
    served_at: float = 0.0
    recoveries: list[Recovery] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.timeline.clock = lambda: float(self.emulator.clock()["passed"])

    def keep(self) -> None:
        """Keep what was deployed, for every scenario to begin with: at a full minute."""
        self.emulator.pass_seconds(60 - self.timeline.clock() % 60)
        self.emulator.save(_DEPLOYED)

    def begin(self, scenario: str) -> None:
        """Begin a scenario with what was deployed, whatever has become of that since."""
        self.emulator.restore(_DEPLOYED)
        self.lost.clear()
        self.timeline.begin(scenario)

    @property
    def emulator(self) -> Emulator:
        """The emulated AWS, as everybody sees it."""
        return self.deployment.emulator

    @cached_property
    def observer(self) -> Emulator:
        """The emulated AWS as nobody sees it: no outage keeps its calls from a region."""
        return replace(self.emulator, access_key=INSIDE)

    @property
    def living(self) -> dict[str, str]:
        """Region by role of those that answer."""
        regions = self.system.regions
        return {role: region for role, region in regions.items() if role not in self.lost}

    def invoke(self, kind: str, role: str, **payload: Any) -> dict[str, Any]:
        """Call a region's `failover` function or `validator` and return its answer.

        Raises:
            TfdrError: it did not answer, or failed.
        """
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        config = Config(read_timeout=_PATIENCE, retries={"total_max_attempts": 1})
        client = self.emulator.client("lambda", self.system.regions[role], config=config)
        name = self.system.function(kind, role)
        try:
            answer = client.invoke(FunctionName=name, Payload=json.dumps(payload).encode())
        except (BotoCoreError, ClientError) as error:
            raise TfdrError(f"the function {name} in {role} cannot be called: {error}") from error
        said: Any = json.loads(answer["Payload"].read())
        if isinstance(said, dict) and said.get("errorType") == _NOT_FINISHED:
            return dict(json.loads(said["errorMessage"]))
        if "FunctionError" in answer or not isinstance(said, dict):
            raise TfdrError(f"the function {name} in {role} failed: {said}")
        return said

    def invoke_later(self, kind: str, role: str, **payload: Any) -> None:
        """Call a region's `failover` function or `validator` and do not wait for its answer."""
        client = self.emulator.client("lambda", self.system.regions[role])
        client.invoke(
            FunctionName=self.system.function(kind, role),
            InvocationType="Event",
            Payload=json.dumps(payload).encode(),
        )

    def notifications(self, since_minute: int) -> list[dict[str, Any]]:
        """What was published to topics since a minute of the scenario."""
        return self.emulator.notifications(int(self.timeline.began // 60) + since_minute)

    def recovery(self, role: str, loss: Loss) -> Recovery:
        """Say what the move to a region that has just ended reached."""
        run, settings = self.run(role), self.configuration("failover", role)
        began = float(self.emulator.clock()["now"]) - self.timeline.at
        lag = run.get("lag") or {}
        return Recovery(
            scenario=self.timeline.scenario,
            role=role,
            seconds=round(self.served_at - loss.at, 1),
            objective_seconds=60 * float(settings["RTO_MINUTES"]),
            lost_seconds=lag["milliseconds"] / 1000 if lag else None,
            lost_objective_seconds=60 * float(settings["RPO_MINUTES"]),
            parts=parts(self.plan, loss, run, began, self.served_at),
        )

    def database(self, role: str) -> dict[str, Any]:
        """Return what RDS says of the cluster of a region."""
        client = self.observer.client("rds", self.system.regions[role])
        said = client.describe_db_clusters(DBClusterIdentifier=self.system.cluster(role))
        return dict(said["DBClusters"][0])

    def password(self, role: str) -> str:
        """Return the password that a region's copy of the secret holds."""
        client = self.observer.client("secretsmanager", self.system.regions[role])
        said = client.get_secret_value(SecretId=self.system.secret(role))
        return str(json.loads(said["SecretString"])["password"])

    def rotate_secret(self, role: str) -> None:
        """Have the password of the database rotated in a region, and wait for the end of that."""
        client = self.emulator.client("secretsmanager", self.system.regions[role])
        client.rotate_secret(SecretId=self.system.secret(role))
        self.emulator.settle()

    def run(self, role: str) -> dict[str, Any]:
        """Return what the failover function of a region keeps of its last run."""
        return self._item(role, "run")

    def well_minutes(self, role: str) -> float:
        """Say for how many minutes a region has seen itself well."""
        since = self._item(role, "watch").get("well_since")
        return (float(self.emulator.clock()["now"]) - since) / 60 if since else 0.0

    def _item(self, role: str, id_: str) -> dict[str, Any]:
        from boto3.dynamodb.types import TypeDeserializer

        client = self.observer.client("dynamodb", self.system.regions[role])
        table = self.configuration("failover", role)["TABLE"]
        item = client.get_item(TableName=table, Key={"id": {"S": id_}}).get("Item", {})
        read = TypeDeserializer().deserialize
        return {name: _plain(read(value)) for name, value in item.items()}

    def configuration(self, kind: str, role: str) -> dict[str, str]:
        """The environment variables of a region's `failover` function or `validator`."""
        client = self.observer.client("lambda", self.system.regions[role])
        answer = client.get_function_configuration(FunctionName=self.system.function(kind, role))
        return dict(answer["Environment"]["Variables"])

    def pass_minutes(self, number: int = 1) -> list[dict[str, Any]]:
        """Let minutes of the emulated AWS pass; return what happened in each."""
        return [self.emulator.pass_minute() for _ in range(number)]

    def pass_minutes_until(self, condition: Callable[[], bool], at_most: int) -> bool:
        """Let minutes pass until something is so; say whether it came to that in time."""
        for _ in range(at_most):
            if condition():
                return True
            self.pass_minutes()
        return condition()

    def alarm(self, role: str, name: str) -> str:
        """State of an alarm of a region, by the end of its name; empty when there is none."""
        client = self.emulator.client("cloudwatch", self.system.regions[role])
        full = f"{self.system.name}-{name}"
        said = client.describe_alarms(
            AlarmNames=[full], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        for alarm in (*said["MetricAlarms"], *said["CompositeAlarms"]):
            return str(alarm["StateValue"])
        return ""

    @contextmanager
    def without(self, role: str, how: str = CUT) -> Iterator[None]:
        """Take a region away for as long as the context lasts.

        Args:
            role: of the region.
            how: what becomes of calls to it, one of `protocol.OUTAGES`.
        """
        region = self.system.regions[role]
        self.emulator.begin_outage(region, how)
        self.lost.add(role)
        try:
            yield
        finally:
            self.emulator.end_outage(region)
            self.lost.discard(role)

    def differences(self, name: str, *variables: str) -> list[str]:
        """Plan, as the runbook says while a region is lost, and return what would change."""
        plan = self.deployment.plan(name, *variables, *self._lost_regions(), refresh=not self.lost)
        return unexplained(plan.shown)

    def change(self, name: str, target: str = "", *variables: str) -> list[str]:
        """Plan and apply a change of what lives; return the addresses that it changed.

        Args:
            name: what the plan is called.
            target: the address to plan for, with what it needs; everything without one.
            variables: Terraform variables over those of the environment, as `NAME=VALUE`.
        """
        plan = self.deployment.plan(
            name,
            *variables,
            *self._lost_regions(),
            refresh=not self.lost,
            targets=[target] if target else [],
        )
        self.deployment.apply(plan)
        return sorted({line.partition(":")[0] for line in unexplained(plan.shown)})

    def _lost_regions(self) -> tuple[str, ...]:
        asked = self.lost and self.system.global_cluster
        zone = self.system.outputs.get("hosted_zone_id")
        return (
            *((f"lost_regions={json.dumps(sorted(self.lost))}",) if asked else ()),
            *((f"hosted_zone_id={zone}",) if zone and self.lost else ()),
        )


def _plain(value: Any) -> Any:
    """Return what DynamoDB keeps with its numbers as numbers."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value
