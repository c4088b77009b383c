"""Everything that goes wrong, by name. The same seed makes the same fault."""

# ruff: noqa: ARG002 - what is called from outside is given more than each needs

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError
from tfdr.emulator.inside.global_databases import end, pace

from tests.faults import validators
from tests.faults.play import Call, Fault, Invocation, Killed, Play
from tests.faults.world import REGIONS, VERSION

CALLS = 45  # about as many as a run makes: faults strike at one of them
CONTROL_PLANES = ("rds", "ecs", "application-autoscaling", "autoscaling", "lambda")


PROMOTIONS = ("FailoverGlobalCluster", "SwitchoverGlobalCluster", "RemoveFromGlobalCluster")
OTHER_VERSION, OTHER_PASSWORD = "16.8", "q" * 20


def refused(code: str, status: int, operation: str, message: str = "injected") -> ClientError:
    return ClientError(
        {
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": status},
        },
        operation,
    )


def throttled(call: Call) -> ClientError:
    code = {
        "dynamodb": "ProvisionedThroughputExceededException",
        "lambda": "TooManyRequestsException",
    }
    return refused(code.get(call.service, "ThrottlingException"), 400, call.operation)


class Strike(Fault):
    """Something happens at one call, and perhaps at the next few."""

    def __init__(self, at: int, times: int = 1) -> None:
        self.at, self.times = at, times
        self.over = False

    def hits(self, call: Call) -> bool:
        return not self.over and self.at <= call.number < self.at + self.times

    def end(self, play: Play) -> None:
        self.over = True


class Before(Strike):
    """A call fails and has no effect."""

    def __init__(self, at: int, error: Callable[[Call], Exception], times: int = 1) -> None:
        super().__init__(at, times)
        self.error = error

    def before(self, play: Play, call: Call) -> None:
        if self.hits(call):
            error = self.error(call)
            if isinstance(error, ReadTimeoutError | ConnectTimeoutError):
                play.world.clock.sleep(10.0 if isinstance(error, ReadTimeoutError) else 3.0)
            raise error


class After(Before):
    """A call has its effect, and the answer is lost."""

    def before(self, play: Play, call: Call) -> None:
        """Let it through."""

    def after(self, play: Play, call: Call) -> None:
        super().before(play, call)


class KillBefore(Strike):
    """The function dies instead of making a call."""

    def __init__(self, *at: int) -> None:
        super().__init__(at[0])
        self.deaths = set(at)

    def before(self, play: Play, call: Call) -> None:
        self._kill(call)

    def _kill(self, call: Call) -> None:
        if not self.over and call.number in self.deaths:
            call.by.killed = True
            raise Killed


class KillAfter(KillBefore):
    """The function dies after a call took effect."""

    def before(self, play: Play, call: Call) -> None:
        """Let it through."""

    def after(self, play: Play, call: Call) -> None:
        self._kill(call)


class KillBetweenSteps(Fault):
    """The function dies when a step would begin."""

    def __init__(self, step: str, *, again: bool = False) -> None:
        self.step, self.left = step, 2 if again else 1

    def log(self, play: Play, by: Invocation, fields: Mapping[str, Any]) -> None:
        if self.left and fields.get("step") == self.step and fields.get("status") == "begins":
            self.left -= 1
            by.killed = True
            raise Killed


class Stall(Strike):
    """The function stands still for longer than its lease, while the others tend."""

    def before(self, play: Play, call: Call) -> None:
        if self.hits(call) and not call.by.stalled:
            self.over = True
            call.by.stalled = call.by.stood_still = True
            play.world.clock.sleep(200.0)
            for role in play.world.shape.roles:
                if role not in play.world.dead:
                    play.invoke(role, {"action": "tend"})
            play.acting = call.by


class Meanwhile(Fault):
    """Somebody asks for the same again while the first is waiting."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.asked = seconds, False

    def before(self, play: Play, call: Call) -> None:
        if not self.asked and play.world.clock.passed - call.by.began > self.seconds:
            self.asked = True
            play.invoke(call.by.role, call.by.event)


class Dying(Strike):
    """A region dies at a call, and may come back at a later one."""

    def __init__(self, role: str, at: int, back: int | None = None) -> None:
        super().__init__(at)
        self.role, self.back = role, back

    def before(self, play: Play, call: Call) -> None:
        if call.number == self.at and not self.over:
            play.world.die(self.role)
        if call.number == self.back and not self.over:
            play.world.live(self.role)
        if self.role in play.world.dead and call.role == self.role:
            play.world.clock.sleep(3.0)
            raise ConnectTimeoutError(endpoint_url=self.role)

    def end(self, play: Play) -> None:
        self.over = True
        if self.role != play.dead_first:
            play.world.live(self.role)


class Returning(Strike):
    """The region that was dead comes back at a call."""

    def before(self, play: Play, call: Call) -> None:
        if call.number == self.at:
            play.world.live("primary")


class Flapping(Fault):
    """The region that was dead comes and goes."""

    def __init__(self, seed: int, every: int) -> None:
        self.chance, self.every, self.over = Random(seed), every, False

    def before(self, play: Play, call: Call) -> None:
        if not self.over and call.number % self.every == 0:
            flip = play.world.live if "primary" in play.world.dead else play.world.die
            flip("primary")
            if "primary" in play.world.dead and call.role == "primary":
                raise ConnectTimeoutError(endpoint_url="primary")

    def end(self, play: Play) -> None:
        self.over = True
        if play.dead_first != "primary":
            play.world.live("primary")


class Some(Fault):
    """A share of the calls of some services fails, in one way or another."""

    def __init__(
        self,
        seed: int,
        share: float,
        services: tuple[str, ...] = (),
        roles: tuple[str, ...] = (),
        error: Callable[[Call], Exception] | None = None,
        *,
        lost: bool = False,
    ) -> None:
        self.chance, self.share, self.services, self.roles = Random(seed), share, services, roles
        self.error, self.lost, self.over = error or throttled, lost, False

    def before(self, play: Play, call: Call) -> None:
        if not self.lost:
            self._strike(call)

    def after(self, play: Play, call: Call) -> None:
        if self.lost:
            self._strike(call)

    def _strike(self, call: Call) -> None:
        concerned = call.service in (self.services or (call.service,))
        concerned = concerned and call.role in (self.roles or (call.role,))
        if not self.over and concerned and self.chance.random() < self.share:
            raise self.error(call)

    def end(self, play: Play) -> None:
        self.over = True


class Refusing(Fault):
    """RDS says that the global cluster is in no state for it, so many times."""

    def __init__(self, times: int, *, forever: bool = False) -> None:
        self.left, self.forever = times, forever

    def before(self, play: Play, call: Call) -> None:
        if self.left and call.operation in ("FailoverGlobalCluster", "SwitchoverGlobalCluster"):
            self.left -= 1
            raise refused("InvalidGlobalClusterStateFault", 400, call.operation)

    def end(self, play: Play) -> None:
        self.left = self.left if self.forever else 0


class Never(Fault):
    """AWS refuses some operations in dr, and says why: promotions for good, others for now."""

    def __init__(self, code: str, message: str, *operations: str) -> None:
        self.code, self.message, self.operations = code, message, operations or PROMOTIONS
        self.denies_password = "ModifyDBCluster" in self.operations
        self.over = False

    def end(self, play: Play) -> None:
        self.over = self.operations is not PROMOTIONS

    def before(self, play: Play, call: Call) -> None:
        if (
            not self.over
            and call.operation in self.operations
            and (call.role == "dr" or "Switch" in call.operation)
        ):
            raise refused(self.code, 400, call.operation, self.message)


class VersionsDiffer(Fault):
    """The standbys were upgraded and the primary was not, or nothing of it is over in time."""

    def begin(self, play: Play) -> None:
        for role, region in play.world.regions.items():
            region.cluster.engine_version = OTHER_VERSION if role != "primary" else VERSION


class Silent(Fault):
    """Some services of a region give no answer; its clients do not notice."""

    def __init__(self, role: str, *services: str) -> None:
        self.role, self.services, self.over = role, services, False

    def before(self, play: Play, call: Call) -> None:
        if not self.over and call.role == self.role and call.service in self.services:
            play.world.clock.sleep(3.0)
            raise ConnectTimeoutError(endpoint_url=call.service)

    def end(self, play: Play) -> None:
        self.over = True


class Passwords(Fault):
    """A region's cluster, or its secret, has got a password that the other has not."""

    def __init__(self, role: str, *, secret: bool = False) -> None:
        self.role, self.secret = role, secret

    def begin(self, play: Play) -> None:
        region = play.world.regions[self.role]
        if self.secret:
            region.secret_password = OTHER_PASSWORD
        else:
            region.password = OTHER_PASSWORD


class TargetHealth(Fault):
    """The proxy says of each of its targets that it is not available, until all is well again."""

    def __init__(self, reason: str) -> None:
        self.reason, self.over = reason, False

    def answer(self, play: Play, call: Call, parsed: dict[str, Any]) -> None:
        if call.operation == "DescribeDBProxyTargets" and not self.over:
            for target in parsed.get("Targets", []):
                target["TargetHealth"] = {"State": "UNAVAILABLE", "Reason": self.reason}

    def end(self, play: Play) -> None:
        self.over = True


class Described(Strike):
    """RDS describes clusters, or the global one, in a state that passes."""

    def __init__(self, at: int, times: int, operation: str, change: Callable[[Any], None]) -> None:
        super().__init__(at, times)
        self.operation, self.change = operation, change

    def answer(self, play: Play, call: Call, parsed: dict[str, Any]) -> None:
        if self.hits(call) and call.operation == self.operation and "Error" not in parsed:
            self.change(parsed)


def global_state(status: str) -> Callable[[Any], None]:
    def change(parsed: Any) -> None:
        parsed["GlobalClusters"][0]["FailoverState"] = {"Status": status}

    return change


def cluster_state(status: str) -> Callable[[Any], None]:
    def change(parsed: Any) -> None:
        parsed["DBClusters"][0]["Status"] = status

    return change


def out_of_step(parsed: Any) -> None:
    for member in parsed["GlobalClusters"][0]["GlobalClusterMembers"]:
        if not member["IsWriter"]:
            member["SynchronizationStatus"] = "pending-resync"


class Found(Fault):
    """The validators find something wrong, until all is well again."""

    def __init__(self, *findings: tuple[str, str]) -> None:
        self.findings, self.over = findings, False

    def found(self, play: Play, role: str, item: dict[str, Any]) -> dict[str, Any]:
        wrong = [
            {"name": f"check {number}", "kind": kind, "status": status, "detail": "as found."}
            for number, (kind, status) in enumerate(self.findings)
        ]
        return item if self.over else {**item, "findings": wrong}

    def end(self, play: Play) -> None:
        self.over = True
        validators.write_down(play)


class Unfit(Fault):
    """What the standbys see is worth little, until all is well again."""

    def __init__(self, **changes: Any) -> None:
        self.changes, self.over, self.unfit = changes, False, True

    def begin(self, play: Play) -> None:
        # Of three regions, two look.
        self.unfit = "checkers" not in self.changes or len(play.world.shape.roles) < 3

    def validates(self, play: Play, role: str) -> bool:
        return bool(self.changes) or self.over

    def watched(self, play: Play, role: str, item: dict[str, Any]) -> dict[str, Any]:
        return item if self.over else {**item, **self.changes}

    def end(self, play: Play) -> None:
        self.over, self.unfit = True, False
        validators.write_down(play)


class CallingOff(Fault):
    """RDS begins to change the writer and calls it off, so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def after(self, play: Play, call: Call) -> None:
        if self.left and call.operation in ("FailoverGlobalCluster", "SwitchoverGlobalCluster"):
            self.left -= 1
            globe = play.world.globe
            end(globe)

    def end(self, play: Play) -> None:
        self.left = 0


class Slow(Fault):
    """RDS takes long to change the writer."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def begin(self, play: Play) -> None:
        pace.seconds = self.seconds

    def end(self, play: Play) -> None:
        pace.seconds = 20.0


class Both(Fault):
    """Two things go wrong."""

    def __init__(self, one: Fault, other: Fault) -> None:
        self.faults = (one, other)
        self.denies_password = one.denies_password or other.denies_password

    def begin(self, play: Play) -> None:
        for fault in self.faults:
            fault.begin(play)

    def answer(self, play: Play, call: Call, parsed: dict[str, Any]) -> None:
        for fault in self.faults:
            fault.answer(play, call, parsed)

    def before(self, play: Play, call: Call) -> None:
        for fault in self.faults:
            fault.before(play, call)

    def log(self, play: Play, by: Invocation, fields: Mapping[str, Any]) -> None:
        for fault in self.faults:
            fault.log(play, by, fields)

    def validates(self, play: Play, role: str) -> bool:
        return all(fault.validates(play, role) for fault in self.faults)

    def watched(self, play: Play, role: str, item: dict[str, Any]) -> dict[str, Any]:
        for fault in self.faults:
            item = fault.watched(play, role, item)
        return item

    def found(self, play: Play, role: str, item: dict[str, Any]) -> dict[str, Any]:
        for fault in self.faults:
            item = fault.found(play, role, item)
        return item

    def end(self, play: Play) -> None:
        for fault in self.faults:
            fault.end(play)


class Partial(Strike):
    """RDS describes the global cluster without some or all of its members."""

    def __init__(self, at: int, times: int, keep: int) -> None:
        super().__init__(at, times)
        self.keep = keep

    def answer(self, play: Play, call: Call, parsed: dict[str, Any]) -> None:
        if self.hits(call) and call.operation == "DescribeGlobalClusters":
            cluster = parsed["GlobalClusters"][0]
            cluster["GlobalClusterMembers"] = cluster["GlobalClusterMembers"][: self.keep]


class Stale(Fault):
    """RDS describes the global cluster as it was a few looks ago."""

    def __init__(self, looks: int) -> None:
        self.looks, self.seen, self.over = looks, [], False

    def answer(self, play: Play, call: Call, parsed: dict[str, Any]) -> None:
        if call.operation == "DescribeGlobalClusters" and not self.over:
            self.seen.append(parsed["GlobalClusters"])
            parsed["GlobalClusters"] = self.seen[max(0, len(self.seen) - 1 - self.looks)]

    def end(self, play: Play) -> None:
        self.over = True


class Unprocessed(Fault):
    """DynamoDB answers a part of what it is asked for."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def answer(self, play: Play, call: Call, parsed: dict[str, Any]) -> None:
        if call.operation != "BatchGetItem" or self.chance.random() < 0.4:
            return
        for table, items in parsed["Responses"].items():
            left = [item for item in items if self.chance.random() < 0.5]
            parsed["Responses"][table] = [item for item in items if item not in left]
            if left:
                keys = [{"id": item["id"]} for item in left]
                parsed["UnprocessedKeys"] = {table: {"Keys": keys, "ConsistentRead": True}}


class Slack(Fault):
    """Nothing starts that should run, until all is well again."""

    blinds = True

    def __init__(self) -> None:
        self.over = False

    def answer(self, play: Play, call: Call, parsed: dict[str, Any]) -> None:
        if self.over:
            return
        for service in parsed.get("services", []):
            service["runningCount"] = 0
        for group in parsed.get("AutoScalingGroups", []):
            group["Instances"] = []

    def health(self, play: Play, role: str) -> bool | None:
        return None if self.over else False

    def end(self, play: Play) -> None:
        self.over = True


class Unhealthy(Fault):
    """Health URLs answer by chance."""

    blinds = True

    def __init__(self, seed: int, share: float) -> None:
        self.chance, self.share, self.over = Random(seed), share, False

    def health(self, play: Play, role: str) -> bool | None:
        return None if self.over else self.chance.random() < self.share

    def end(self, play: Play) -> None:
        self.over = True


class StaleParameter(Fault):
    """The parameters hold something else than the records."""

    def begin(self, play: Play) -> None:
        for role in play.world.shape.roles:
            parameters = play.world.regions[role].parameters
            next(p for name, p in parameters.items() if "active-region" in name)[
                -1
            ].value = REGIONS["dr2"]


class Lag(Fault):
    """The database is behind by so many milliseconds, or nobody knows by how many."""

    def __init__(self, milliseconds: float | None) -> None:
        self.milliseconds = milliseconds

    def begin(self, play: Play) -> None:
        self._set(play, self.milliseconds)

    def end(self, play: Play) -> None:
        self._set(play, 500.0)

    @staticmethod
    def _set(play: Play, milliseconds: float | None) -> None:
        for role in play.world.shape.roles:
            data = play.world.regions[role].metrics.metric_data
            data[:] = [metric for metric in data if metric.name == "Active"]
            if milliseconds is not None:
                play.world.set_lag(role, milliseconds)


class ThirdRegionDead(Fault):
    """A region that has nothing to do with it is dead."""

    def begin(self, play: Play) -> None:
        play.world.die("dr2")

    def end(self, play: Play) -> None:
        play.world.live("dr2")


class Hurried(Fault):
    """The function has little time each time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def begin(self, play: Play) -> None:
        play.seconds = self.seconds

    def end(self, play: Play) -> None:
        play.seconds = 900.0


def timeout_before(call: Call) -> Exception:
    return ConnectTimeoutError(endpoint_url=call.service)


def timeout(call: Call) -> Exception:
    return ReadTimeoutError(endpoint_url=call.service)


def closed(call: Call) -> Exception:
    return ConnectionClosedError(endpoint_url=call.service)


def unreachable(call: Call) -> Exception:
    return EndpointConnectionError(endpoint_url=call.service)


def unreadable(_call: Call) -> Exception:
    return ResponseParserError("Unable to parse response: no element found")


def unavailable(call: Call) -> Exception:
    return refused("ServiceUnavailable", 503, call.operation)


def denied(call: Call) -> Exception:
    return refused("AccessDeniedException", 400, call.operation)


def internal(call: Call) -> Exception:
    return refused("InternalFailure", 500, call.operation)


AT_A_CALL: dict[str, Callable[[int], Fault]] = {
    "fails before it takes effect": lambda at: Before(at, internal),
    "fails after it took effect": lambda at: After(at, internal),
    "is throttled": lambda at: Before(at, throttled, times=3),
    "times out before it takes effect": lambda at: Before(at, timeout_before),
    "times out after it took effect": lambda at: After(at, timeout),
    "kills the function before it": lambda at: KillBefore(at),
    "kills the function after it": lambda at: KillAfter(at),
}
"""What can happen at each call."""

STEPS = (
    "start capacity", "close source", "promote database", "database capacity", "await capacity",
    "login", "record", "move traffic", "tell the others", "stand down source", "measure", "notify",
)  # fmt: skip

BY_CHANCE: dict[str, Callable[[Random], Fault]] = {
    "connection closed before the call": lambda c: Before(c.randrange(CALLS), closed),
    "connection closed after the call": lambda c: After(c.randrange(CALLS), closed),
    "no route for a while": lambda c: Before(c.randrange(CALLS), unreachable, times=4),
    "answer cut off": lambda c: After(c.randrange(CALLS), unreadable),
    "503 after the call": lambda c: After(c.randrange(CALLS), unavailable),
    "killed twice": lambda c: KillBefore(c.randrange(CALLS), CALLS + c.randrange(CALLS)),
    "killed after a call, twice": lambda c: KillAfter(
        c.randrange(CALLS), CALLS + c.randrange(CALLS)
    ),
    "killed between steps": lambda c: KillBetweenSteps(c.choice(STEPS)),
    "killed between steps, twice": lambda c: KillBetweenSteps(c.choice(STEPS), again=True),
    "stands still for longer than its lease": lambda c: Stall(c.randrange(CALLS)),
    "a third of all calls throttled": lambda c: Some(c.random(), 0.33),
    "a fifth of all answers lost": lambda c: Some(c.random(), 0.2, error=timeout, lost=True),
    "control planes throttled": lambda c: Some(c.random(), 0.6, CONTROL_PLANES),
    "control planes closed": lambda c: Some(c.random(), 1.0, CONTROL_PLANES, error=unavailable),
    "DynamoDB throttled": lambda c: Some(c.random(), 0.5, ("dynamodb",)),
    "the other region throttled": lambda c: Some(c.random(), 0.9, roles=("primary",)),
    "SNS gone": lambda c: Some(c.random(), 1.0, ("sns",), error=unavailable),
    "SSM gone": lambda c: Some(c.random(), 1.0, ("ssm",), error=unavailable),
    "CloudWatch gone": lambda c: Some(c.random(), 1.0, ("cloudwatch",), error=unavailable),
    "RDS refuses the state": lambda c: Refusing(c.randrange(1, 6)),
    "RDS calls it off": lambda c: CallingOff(c.randrange(1, 3)),
    "asked again while RDS is slow": lambda c: Both(Slow(400.0), Meanwhile(c.uniform(95.0, 380.0))),
    "RDS is slow": lambda c: Slow(c.uniform(100.0, 1500.0)),
    "RDS answers in part": lambda c: Partial(c.randrange(CALLS), 6, c.randrange(2)),
    "RDS answers with what was": lambda c: Stale(c.randrange(1, 4)),
    "DynamoDB answers in part": lambda c: Unprocessed(c.randrange(10**6)),
    "nothing starts": lambda _: Slack(),
    "health answers by chance": lambda c: Unhealthy(c.randrange(10**6), c.choice((0.1, 0.5))),
    "stale parameters": lambda _: StaleParameter(),
    "lag above the objective": lambda _: Lag(600_000.0),
    "lag unknown": lambda _: Lag(None),
    "little time": lambda c: Hurried(c.uniform(20.0, 60.0)),
    "source comes and goes": lambda c: Flapping(c.randrange(10**6), c.randrange(5, 25)),
    "source dies and stays away for a while": lambda c: Dying("primary", c.randrange(CALLS)),
    "source dies for a moment": lambda c: _moment(c),
    "source returns": lambda c: Returning(c.randrange(CALLS)),
    "third region dead": lambda _: ThirdRegionDead(),
    "RDS refuses for good": lambda _: Never(
        "InvalidDBClusterStateFault", "Target cluster must have the same engine version"
    ),
    "the role may not promote": lambda _: Never("AccessDenied", "no identity-based policy allows"),
    "the role may start nothing": lambda _: Never(
        "AccessDeniedException",
        "is not authorized to start",
        "UpdateService",
        "RegisterScalableTarget",
        "UpdateAutoScalingGroup",
        "DeleteFunctionConcurrency",
    ),
    "versions differ": lambda _: VersionsDiffer(),
    "the source's table is silent": lambda _: Silent("primary", "dynamodb"),
    "the source's RDS is silent": lambda _: Silent("primary", "rds"),
    "the source's control planes are silent": lambda _: Silent("primary", *CONTROL_PLANES),
    "the source's parameter is silent": lambda _: Silent("primary", "ssm", "cloudwatch"),
    "the own proxy is not described": lambda _: Never(
        "AccessDenied", "no DescribeDBProxyTargets", "DescribeDBProxyTargets"
    ),
    "the secret did not get the new password": lambda _: Passwords("dr"),
    "the database did not get the new password": lambda _: Passwords("dr", secret=True),
    "the password cannot be set": lambda _: Both(
        Passwords("dr"), Never("AccessDenied", "no ModifyDBCluster", "ModifyDBCluster")
    ),
    "the proxy has no capacity": lambda _: TargetHealth("PENDING_PROXY_CAPACITY"),
    "the proxy does not reach the database": lambda _: TargetHealth("UNREACHABLE"),
    "the secret cannot be read": lambda c: Both(
        Passwords("dr"), Some(c.random(), 1.0, ("secretsmanager",), error=unavailable)
    ),
    "a change of the writer is verified": lambda c: Described(
        c.randrange(20), 30, "DescribeGlobalClusters", global_state("pending")
    ),
    "a change of the writer is called off": lambda c: Described(
        c.randrange(20), 30, "DescribeGlobalClusters", global_state("cancelling")
    ),
    "the cluster is upgraded": lambda c: Described(
        c.randrange(20), 40, "DescribeDBClusters", cluster_state("upgrading")
    ),
    "the copy is out of step": lambda c: Described(
        c.randrange(10), 60, "DescribeGlobalClusters", out_of_step
    ),
    "all is out of order and nothing known": lambda _: Found(
        ("order", "failed"), ("order", "unknown"), ("needed", "unknown")
    ),
    "something needed is missing": lambda _: Found(("needed", "failed")),
    "the validators are silent": lambda _: Unfit(),
    "the standby is cut off": lambda _: Unfit(reaches=False),
    "the standby's own path fails": lambda _: Unfit(own_asked=3, own_failed=3),
    "Route 53 says that the source answers": lambda _: Unfit(
        checkers={"says": "answers", "why": "8 of 8"}
    ),
    "nobody else looks": lambda _: Unfit(checkers={"says": "says nothing", "why": "no answer"}),
}
"""What can happen otherwise. A fault that makes no sense in a story changes nothing there."""


def _moment(chance: Random) -> Fault:
    at = chance.randrange(CALLS)
    return Dying("primary", at, at + chance.randrange(1, 12))
