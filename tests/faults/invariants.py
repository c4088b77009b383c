"""What must hold at every moment, and at the end, whatever went wrong."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.faults.world import REGIONS, SERVING, STANDBY

if TYPE_CHECKING:
    from tests.faults.play import Call, Invocation, Play

PLANNED = ("switchover", "failback")
RPO_SECONDS = 60
SECONDS_TO_NOTICE = 60.0  # a region that came back a moment ago may have looked down
PASSING = ("lease", "watch", "serving", "readiness")  # what is written in any case
UNREPLICATED = 3  # writes that were acknowledged last and have not left their region


class Watch:
    """Looks at the world at every call and remembers what must not have been."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.violations: list[str] = []
        # Clients have written for as long as anybody remembers.
        self.acknowledged: Counter[str] = Counter({str(play.world.writer): 10})
        self.lost = 0
        self.writer = play.world.writer
        self.change: str | None = None
        self.closed: dict[str, int] = {}  # role -> number of the call after which it was shut
        self.last_forced: dict[str, int] = {}
        self.committed = truth_of(play)["epoch"]
        self.refusals: list[tuple[Invocation, str]] = []  # of AWS, to change the database
        items = [region.items() for region in play.world.regions.values()]
        self.runs = {found["run"]["run"] for found in items if "run" in found}

    def broken(self, invariant: str, what: str) -> None:
        self.violations.append(f"{invariant}: {what}")

    # At every moment.

    def clients_write(self) -> None:
        """Clients write where they are let; what a failover loses of it is counted."""
        world = self.play.world
        if not world.shape.database:
            return
        self._follow_writer()
        if self.writer and world.serves(self.writer):
            self.acknowledged[self.writer] += 1

    def _follow_writer(self) -> None:
        world = self.play.world
        going_on = vars(world.globe).get("change")
        if going_on is not None:
            self.change = going_on.kind
        if world.writer == self.writer or world.writer is None:
            return
        if self.change == "failing-over" and self.writer:
            self.lost += min(UNREPLICATED, self.acknowledged[self.writer])
        self.writer, self.change = world.writer, None

    def before(self, call: Call) -> None:
        """Nobody changes anything without the lease."""
        # The lease itself, what is told, and the answer that refused because of it.
        if not call.changes or call.item in ("lease", "answered") or call.service == "sns":
            return
        if call.by.stalled:
            # What was already on its way when the function stood still cannot be called back.
            call.by.stalled = False
            return
        table = self.play.world.regions[call.by.role].items()
        holder = table.get("lease", {}).get("holder")
        if holder is None or holder != call.by.holder:
            self.broken("lease", f"{call.operation} by {call.by.role} while {holder} holds it")

    def refused(self, call: Call, answer: dict[str, Any]) -> None:
        """Remember what AWS said when it refused to change the database."""
        if call.service == "rds" and call.changes:
            self.refusals.append((call.by, answer["Error"].get("Message", "")))

    def after(self, call: Call) -> None:
        """Look at what a call changed."""
        world = self.play.world
        if not call.changes:
            return
        for role in world.shape.roles:
            region = world.regions[role]
            if region.capacity(world.shape.compute) == 0 and role not in self.closed:
                self.closed[role] = call.number
                self._look_at_closing(role, call.by.role)
        if call.service == "dynamodb":
            self._look_at_records()
            self._look_at_runs()
        if call.service == "cloudwatch":
            self._look_at_claims()

    def _look_at_closing(self, role: str, by: str) -> None:
        """What RDS refuses for its version alone is known before anything is closed for it."""
        world = self.play.world
        run = world.regions[by].items().get("run", {})
        one, other = (world.regions[each].cluster.engine_version for each in (by, role))
        if world.shape.database and by != role and one != other and not run.get("detach"):
            self.broken("closed", f"{role} was closed for a database of version {one}")

    def _look_at_records(self) -> None:
        world = self.play.world
        truth = truth_of(self.play)
        if truth["epoch"] <= self.committed:
            return
        self.committed = truth["epoch"]
        for role, epoch in truth.get("forced", {}).items():
            if epoch == truth["epoch"]:
                self.last_forced[role] = epoch
        if world.shape.database and world.writer != truth["active"]:
            self.broken("record", f"{truth['active']} recorded while {world.writer} writes")
        if world.regions[truth["active"]].capacity(world.shape.compute) == 0:
            self.broken("record", f"{truth['active']} recorded while it is closed")

    def _look_at_runs(self) -> None:
        world = self.play.world
        truth = truth_of(self.play)
        for role in world.shape.roles:
            run = world.regions[role].items().get("run")
            if not run or run["run"] in self.runs:
                continue
            self.runs.add(run["run"])
            self._look_at_a_new_run(role, run)
            forced = truth.get("forced", {}).get(role)
            if run["action"] not in PLANNED or forced is None:
                continue
            fence = world.regions[role].items().get("fence", {})
            if fence.get("epoch", -1) < forced:
                self.broken("fence", f"{run['action']} to {role} accepted without a fence")
            elif world.shape.compute != "none" and role not in self.closed:
                self.broken("fence", f"{role} says it was fenced, and never was closed")

    def _look_at_a_new_run(self, role: str, run: dict[str, Any]) -> None:
        world = self.play.world
        if run["request"].get("automatic") and self.play.fault.unfit:
            self.broken("witness", f"{role} acts by itself, and is not fit to judge")
        if (self.play.acting or self.play.invocations[-1]).event.get("force"):
            return
        lag = world.lag(role)
        if world.shape.database and world.writer != role and lag and lag > 1000 * RPO_SECONDS:
            self.broken("lag", f"{run['action']} accepted with a lag of {lag} ms")
        if run["action"] in PLANNED or not world.serves(run["source"]):
            return
        if not self.play.fault.blinds and world.well_for(run["source"]) > SECONDS_TO_NOTICE:
            self.broken("needless", f"failover accepted while {run['source']} serves")

    def _look_at_claims(self) -> None:
        world = self.play.world
        for role in world.shape.roles:
            region = world.regions[role]
            if region.active_metric() == 1.0:
                record = region.items().get("system", {"active": "primary"})
                if record["active"] != role:
                    self.broken("traffic", f"{role} claims clients without being recorded")

    # At the end.

    def at_the_end(self, expect: str | None = None) -> None:
        """Check what has to be so once everything that can answer is well again."""
        self._follow_writer()
        play, world = self.play, self.play.world
        truth = truth_of(play)
        active = truth["active"]
        alive = [role for role in world.shape.roles if role not in world.dead]
        if expect and active != expect:
            self.broken("outcome", f"{active} is active, not {expect}")
        if world.shape.database and world.writer != active:
            self.broken("one writer", f"{active} is active, {world.writer} writes")
        if active in alive:
            self._check_capacity(active, alive)
            self._check_password(active)
        self._check_reasons()
        self._check_agreement(truth, alive)
        self._check_unfinished(alive)
        self._check_losses()
        claims = [role for role in alive if world.regions[role].active_metric() == 1.0]
        if [role for role in claims if role != active]:
            self.broken("one writer", f"{claims} claim clients, {active} is active")

    def _check_capacity(self, active: str, alive: list[str]) -> None:
        world = self.play.world
        compute = world.shape.compute
        wanted = SERVING if compute in ("ecs", "ec2") else 1
        size = world.regions[active].capacity(compute)
        if size == 0:
            self.broken("closed", f"{active} is active, was closed, and nobody took its place")
        if size < wanted:
            self.broken("capacity", f"{active} is active and too small")
        for role in alive:
            size = world.regions[role].capacity(compute)
            if role != active and compute in ("ecs", "ec2") and size > STANDBY:
                self.broken("capacity", f"{role} stands by with {size}")

    def _check_password(self, active: str) -> None:
        """Applications sign in with what the secret holds."""
        world, region = self.play.world, self.play.world.regions[active]
        right = region.password == region.secret_password
        if world.shape.proxy and not right and not self.play.fault.denies_password:
            self.broken("password", f"{active} writes, and does not take the secret's password")

    def _check_reasons(self) -> None:
        """Whatever AWS refused for good is in an answer, in a notification or in status."""
        told = "\n".join(region.told() for region in self.play.world.regions.values())
        for made, said in self.refusals:
            ended = made.answer.get("outcome") in ("finished", "nothing to do", "killed", "error")
            if said and not ended and said not in told and said not in str(made.answer):
                self.broken("reason", f"AWS said {said!r}, and nobody heard: {made.answer}")

    def _check_agreement(self, truth: dict[str, Any], alive: list[str]) -> None:
        world = self.play.world
        active = truth["active"]
        left = {id for role in alive for id in world.regions[role].items()}
        for role in alive:
            region = world.regions[role]
            record = region.items().get("system", {"active": "primary", "epoch": 0})
            agrees = record["active"] == active and record["epoch"] == truth["epoch"]
            told = region.parameter == REGIONS[active] or truth["epoch"] == 0
            if not (agrees and told) and f"pending#record#{role}" not in left:
                self.broken("records", f"{role} says {record} and {region.parameter}")
        for role in truth.get("forced", {}):
            region = world.regions[role]
            fenced = region.items().get("fence", {}).get("epoch", -1) >= truth["forced"][role]
            if role in alive and not fenced and f"pending#fence#{role}" not in left:
                self.broken("fence", f"{role} is not fenced, and nobody means to")
            if role in alive and fenced and region.capacity(world.shape.compute) > STANDBY:
                self.broken("fence", f"{role} is fenced and open")
        for role in world.shape.roles:
            if role in world.dead and truth["epoch"]:
                behind = world.regions[role].items().get("system", {}).get("epoch", 0)
                if behind < truth["epoch"] and f"pending#record#{role}" not in left:
                    self.broken("records", f"{role} is dead, and nobody means to tell it")

    def _check_unfinished(self, alive: list[str]) -> None:
        world = self.play.world
        for role in alive:
            items = world.regions[role].items()
            run = items.get("run", {})
            if run and not run.get("outcome"):
                self.broken("resumable", f"the run {run['run']} never ended: {run['steps']}")
            if items.get("lease", {}).get("until", 0) > world.clock.now():
                self.broken("resumable", f"the lease in {role} was left behind")
            waits = any(id.startswith("pending#open#") for id in items)
            for id in items:
                if waits and id == f"pending#stand-down#{role}":
                    continue  # of use as long as the region that it closed is not open again
                if id.startswith("pending#") and id.rpartition("#")[2] in alive:
                    self.broken("resumable", f"{role} never got to {id}")

    def _check_losses(self) -> None:
        if not self.lost:
            return
        world = self.play.world
        told = any(
            item.get("losses")
            for region in world.regions.values()
            for id, item in region.items().items()
            if id == "run" or id.startswith("report#")
        )
        if not told:
            self.broken("loss", f"{self.lost} writes were lost, and no report says so")


def truth_of(play: Play) -> dict[str, Any]:
    """Return the record with the highest epoch, wherever it is."""
    records = [
        region.items()["system"]
        for region in play.world.regions.values()
        if "system" in region.items()
    ]
    return max(records, key=lambda item: item["epoch"], default={"active": "primary", "epoch": 0})


def snapshot(play: Play) -> dict[str, Any]:
    """Return everything that the function could have changed."""
    world = play.world
    return {
        "writer": world.writer,
        **{
            role: (
                {id: item for id, item in region.items().items() if id not in PASSING},
                region.parameter,
                region.service.desired_count,
                region.target.min_capacity,
                region.group.min_size,
                region.group.desired_capacity,
                region.function.reserved_concurrency,
                region.active_metric(),
                len(region.topic.sent_notifications),
                region.cluster.serverless_v2_scaling_configuration,
            )
            for role, region in world.regions.items()
        },
    }
