"""Stories that need more than one wish, in which only care keeps the function from harm."""

# ruff: noqa: ARG002 - what is called from outside is given more than each needs

from typing import Any

from tests.faults.catalogue import (
    CONTROL_PLANES,
    Both,
    KillBetweenSteps,
    Refusing,
    Some,
    Unfit,
    denied,
    timeout_before,
    unavailable,
)
from tests.faults.code import Code
from tests.faults.drive import (
    ALARM,
    FAILBACK,
    FAILOVER,
    FORCED,
    QUIET_SECONDS,
    SWITCHOVER,
    TEND,
    _is_quiet,
    _pass_a_minute,
    _pass_minutes,
    ended,
    prepare_failed_over,
)
from tests.faults.play import Call, Fault, Play
from tests.faults.stories import THREE
from tests.faults.world import Shape, World

ECS = Shape("ecs")
HOURS = 6 * 3600.0


def way_back_without_a_fence(code: Code) -> list[str]:
    """A failback is asked for although nobody closed the region that was failed over from."""
    world = World(ECS, 1)
    prepare_failed_over(world, code)
    primary = world.regions["primary"]
    for key, item in list(primary.table.items.items()):
        if item.attrs["id"].value == "fence":
            del primary.table.items[key]
    play = Play(world, code)
    made = play.invoke("primary", FAILBACK)
    if made.answer["outcome"] != "refused":
        play.watch.broken("fence", f"without a fence the answer was {made.answer['outcome']}")
    return play.watch.violations


def old_fence_of_a_region_that_is_active_again(code: Code) -> list[str]:
    """A fence that could not be had is left over, and its region has become active again."""
    world = World(ECS, 2)
    world.fall_ill("primary")
    play = Play(world, code, Some(2, 1.0, ("ecs",), ("primary",), unavailable))
    play.invoke("dr", FORCED)
    world.heal()
    world.die("dr")
    play.fault.end(play)
    world.clock.sleep(100)
    back = play.invoke("primary", FORCED)
    play.expect("finished", back)
    world.live("dr")
    return ended(play, "primary")


def overtaken_by_another_region(code: Code, *, database: bool = False) -> list[str]:
    """A run in dr dies, dr2 takes over instead, and dr finds its old run."""
    world = World(Shape("ecs", database=database, roles=THREE), 3)
    world.die("primary")
    play = Play(world, code, KillBetweenSteps("record"))
    play.dead_first = "primary"
    play.invoke("dr", FORCED)
    world.clock.sleep(100)
    made = play.invoke("dr2", FORCED)
    play.expect("finished", made)
    world.live("primary")
    return ended(play, "dr2")


def switchover_whose_source_dies(code: Code, seed: int = 4) -> list[str]:
    """A switchover hangs because its source died: a failover takes its place."""
    world = World(ECS, seed)
    play = Play(world, code, Dies("SwitchoverGlobalCluster"))
    first = play.invoke("dr", SWITCHOVER)
    play.expect("unfinished", first)
    _pass_a_minute(play)
    made = play.invoke("dr", FAILOVER)
    if made.answer["outcome"] != "finished" or made.answer["action"] != "failover":
        play.watch.broken("outcome", f"{made.answer}")
    world.live("primary")
    return ended(play, "dr")


def switchover_that_rds_never_does(code: Code) -> list[str]:
    """RDS refuses a switchover for ever: what was started is stopped again."""
    world = World(ECS, 5)
    play = Play(world, code, Refusing(99, forever=True))
    made = play.invoke("dr", SWITCHOVER)
    play.expect("refused", made)
    _pass_minutes(play, 3)
    play.watch.at_the_end("primary")
    return play.watch.violations


def there_and_back_and_there(code: Code) -> list[str]:
    """Failed over by force while the control planes there are shut, back, and over again."""
    world = World(Shape("ecs", serverless=True), 6)
    world.fall_ill("primary")
    play = Play(world, code, Some(6, 1.0, CONTROL_PLANES, ("primary",), unavailable))
    for role, event in (("dr", FAILOVER), ("primary", FAILBACK), ("dr", SWITCHOVER)):
        made = play.invoke(role, event)
        if made.answer["outcome"] != "finished":
            play.watch.broken("outcome", f"{event}: {made.answer}")
        world.heal()
        play.fault.end(play)
        for _ in range(4):
            world.clock.sleep(QUIET_SECONDS)
            _pass_a_minute(play)
            world.set_lag("primary", 500.0)
            world.set_lag("dr", 500.0)
            if _is_quiet(play):
                break
        play.watch.at_the_end(role)
    play.invoke("dr", TEND)
    return play.watch.violations


def asked_twice_in_a_row(code: Code) -> list[str]:
    """Somebody asks for the same again at once."""
    play = Play(World(ECS, 7), code)
    for wanted in ("finished", "nothing to do"):
        made = play.invoke("dr", SWITCHOVER)
        if made.answer["outcome"] != wanted:
            play.watch.broken("again", f"{made.answer}")
    return play.watch.violations


def failover_whose_source_comes_back(code: Code) -> list[str]:
    """A failover dies before the database moves, and goes on hours later, with its source well."""
    world = World(ECS, 8)
    world.die("primary")
    play = Play(world, code, KillBetweenSteps("promote database"))
    play.dead_first = "primary"
    play.invoke("dr", FAILOVER)
    world.live("primary")
    world.clock.sleep(HOURS)
    _pass_minutes(play)
    if world.writer != "primary":
        play.watch.broken("needless", f"{world.writer} writes, and primary was well for hours")
    play.watch.at_the_end("primary")
    return play.watch.violations


def switchover_that_lay_for_hours(code: Code) -> list[str]:
    """A switchover dies before it moves anything, and nobody expects it any more."""
    world = World(ECS, 9)
    play = Play(world, code, KillBetweenSteps("promote database"))
    play.invoke("dr", SWITCHOVER)
    world.clock.sleep(HOURS)
    return ended(play, "primary")


def nothing_can_be_started(code: Code) -> list[str]:
    """The control planes of what runs in dr refuse everything: it serves with what it has."""
    violations = []
    for error in (unavailable, denied):
        world = World(ECS, 10)
        world.die("primary")
        services = ("ecs", "application-autoscaling")
        play = Play(world, code, Some(10, 1.0, services, ("dr",), error))
        play.invoke("dr", FAILOVER)
        if world.writer != "dr" or world.regions["dr"].active_metric() != 1.0:
            play.watch.broken("outcome", f"{world.writer} writes, and clients wait for ECS")
        play.fault.end(play)
        world.live("primary")
        _pass_minutes(play)
        play.watch.at_the_end("dr")
        violations += play.watch.violations
    return violations


def promotion_that_rds_never_does(code: Code) -> list[str]:
    """The source is fenced and RDS refuses for ever: the run ends and opens it again."""
    world = World(ECS, 11)
    world.fall_ill("primary")
    play = Play(world, code, Refusing(10**6, forever=True))
    made = play.invoke("dr", FORCED)
    play.expect("broken", made)
    world.heal()
    return ended(play, "primary")


def closed_by_a_region_that_died(code: Code) -> list[str]:
    """The region that closed the source is lost: the source's own function opens it again."""
    world = World(ECS, 15)
    world.fall_ill("primary")
    play = Play(world, code, KillBetweenSteps("promote database"))
    play.invoke("dr", FORCED)
    world.die("dr")
    world.heal()
    world.clock.sleep(100)
    refused = play.invoke("primary", SWITCHOVER)
    made = play.invoke("primary", {"action": "failover"})
    outcomes = (refused.answer["outcome"], made.answer["outcome"])
    if outcomes != ("nothing to do", "finished") and outcomes != ("refused", "finished"):
        play.watch.broken("outcome", f"{refused.answer} {made.answer}")
    world.live("dr")
    return ended(play, "primary")


def silence_of_another_service(code: Code) -> list[str]:
    """DynamoDB in primary does not answer, RDS does, and nothing else says whether it is well."""
    play = Play(World(Shape("none"), 12), code, Some(
        12, 1.0, ("dynamodb",), ("primary",), timeout_before
    ))  # fmt: skip
    made = play.invoke("dr", FAILOVER)
    play.expect("refused", made, "needless")
    return play.watch.violations


def silence_for_a_moment(code: Code) -> list[str]:
    """RDS in primary is silent when its version is asked for, and answers when it is looked at."""
    play = Play(World(Shape("none"), 16), code, Both(Shy("primary", "rds", 2), Unfit()))
    made = play.invoke("dr", FAILOVER)
    play.expect("refused", made, "needless")
    return play.watch.violations


def alarm_before_its_second_witness(code: Code) -> list[str]:
    """The alarm asks while the standby alone sees that the region is gone."""
    world = World(ECS, 17)
    world.die("primary")
    play = Play(world, code, Late(90.0))
    made = play.invoke("dr", ALARM)
    play.expect("finished", made)
    return play.watch.violations


def alarm_that_meets_one_lucky_answer(code: Code) -> list[str]:
    """One health check of a dead region is answered when an alarm asks for the failover."""
    world = World(ECS, 13)
    world.die("primary")
    play = Play(world, code, Lucky())
    made = play.invoke("dr", ALARM)
    play.expect("finished", made)
    return play.watch.violations


def two_regions_lost_in_turn(code: Code) -> list[str]:
    """The region that took over is lost before it could close the first one."""
    world = World(Shape("ecs", roles=THREE), 14)
    world.die("primary")
    play = Play(world, code)
    play.invoke("dr", FAILOVER)
    world.clock.sleep(100)
    world.die("dr")
    play.invoke("dr2", FORCED)
    world.live("primary")
    _pass_minutes(play)
    if world.regions["primary"].capacity("ecs") > 0:
        play.watch.broken("fence", "primary is back, was failed over from, and is open")
    world.live("dr")
    return ended(play, "dr2")


class Lucky(Fault):
    """The first look at a health URL is answered well, whatever is behind it."""

    blinds = True

    def __init__(self) -> None:
        self.looks = 0

    def health(self, play: Play, role: str) -> bool | None:
        self.looks += 1
        return True if self.looks == 1 else None


class Shy(Fault):
    """A service of a region gives no answer to the first few calls."""

    def __init__(self, role: str, service: str, times: int) -> None:
        self.role, self.service, self.left = role, service, times

    def before(self, play: Play, call: Call) -> None:
        if self.left and (call.role, call.service) == (self.role, self.service):
            self.left -= 1
            raise timeout_before(call)


class Late(Unfit):
    """Nobody else says anything for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(checkers={"says": "says nothing", "why": "no answer"})
        self.seconds = seconds

    def watched(self, play: Play, role: str, item: dict[str, Any]) -> dict[str, Any]:
        self.unfit = self.unfit and play.world.clock.passed < self.seconds
        return super().watched(play, role, item) if self.unfit else item


class Dies(Fault):
    """The primary region dies after a call of a kind took effect."""

    def __init__(self, operation: str) -> None:
        self.operation = operation

    def after(self, play: Play, call: object) -> None:
        if getattr(call, "operation", "") == self.operation:
            play.world.die("primary")


PLOTS = {
    "a way back without a fence": way_back_without_a_fence,
    "an old fence of a region that is active again": old_fence_of_a_region_that_is_active_again,
    "overtaken by another region": overtaken_by_another_region,
    "a switchover whose source dies": switchover_whose_source_dies,
    "a switchover that RDS never does": switchover_that_rds_never_does,
    "asked twice in a row": asked_twice_in_a_row,
    "there and back and there": there_and_back_and_there,
    "a failover whose source comes back": failover_whose_source_comes_back,
    "a switchover that lay for hours": switchover_that_lay_for_hours,
    "nothing can be started": nothing_can_be_started,
    "a promotion that RDS never does": promotion_that_rds_never_does,
    "closed by a region that died": closed_by_a_region_that_died,
    "silence of another service": silence_of_another_service,
    "silence for a moment": silence_for_a_moment,
    "an alarm before its second witness": alarm_before_its_second_witness,
    "an alarm that meets one lucky answer": alarm_that_meets_one_lucky_answer,
    "two regions lost in turn": two_regions_lost_in_turn,
}
