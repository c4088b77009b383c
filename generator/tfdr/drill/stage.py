"""A deployed repository to play scenarios with: its functions, its minutes, its plans."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

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
    """

    deployment: Deployment
    system: System
    timeline: Timeline
    lost: set[str] = field(default_factory=set)

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

    def change(self, name: str, target: str, *variables: str) -> list[str]:
        """Plan and apply a change of what lives; return the addresses that it changed."""
        plan = self.deployment.plan(
            name,
            *variables,
            *self._lost_regions(),
            refresh=not self.lost,
            targets=[target],
        )
        self.deployment.apply(plan)
        return sorted({line.partition(":")[0] for line in unexplained(plan.shown)})

    def _lost_regions(self) -> tuple[str, ...]:
        facts = {role: self.system.if_lost[role] for role in self.lost if self.system.if_lost}
        zone = self.system.outputs.get("hosted_zone_id")
        return (
            *((f"lost_regions={json.dumps(facts)}",) if facts else ()),
            *((f"hosted_zone_id={zone}",) if zone and self.lost else ()),
        )
