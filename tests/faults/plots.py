"""Stories that need more than one wish, in which only care keeps the function from harm."""

from tests.faults.catalogue import CONTROL_PLANES, KillBetweenSteps, Refusing, Some, unavailable
from tests.faults.code import Code
from tests.faults.drive import (
    FAILBACK,
    FAILOVER,
    FORCED,
    SWITCHOVER,
    TEND,
    _is_quiet,
    _pass_a_minute,
    prepare_failed_over,
)
from tests.faults.play import Fault, Play
from tests.faults.stories import THREE
from tests.faults.world import Shape, World

ECS = Shape("ecs")


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
    world.sick.add("primary")
    play = Play(world, code, Some(2, 1.0, ("ecs",), ("primary",), unavailable))
    play.invoke("dr", FAILOVER)
    world.sick.clear()
    world.die("dr")
    play.fault.end(play)
    world.clock.sleep(100)
    back = play.invoke("primary", FORCED)
    if back.answer["outcome"] != "finished":
        play.watch.broken("outcome", f"{back.answer}")
    world.live("dr")
    for _ in range(4):
        _pass_a_minute(play)
    play.watch.at_the_end("primary")
    return play.watch.violations


def overtaken_by_another_region(code: Code, *, database: bool = False) -> list[str]:
    """A run in dr dies, dr2 takes over instead, and dr finds its old run."""
    world = World(Shape("ecs", database=database, roles=THREE), 3)
    world.die("primary")
    play = Play(world, code, KillBetweenSteps("record"))
    play.dead_first = "primary"
    play.invoke("dr", FAILOVER)
    world.clock.sleep(100)
    made = play.invoke("dr2", FORCED)
    if made.answer["outcome"] != "finished":
        play.watch.broken("outcome", f"{made.answer}")
    world.live("primary")
    for _ in range(4):
        _pass_a_minute(play)
    play.watch.at_the_end("dr2")
    return play.watch.violations


def switchover_whose_source_dies(code: Code, seed: int = 4) -> list[str]:
    """A switchover hangs because its source died: a failover takes its place."""
    world = World(ECS, seed)
    play = Play(world, code, Dies("SwitchoverGlobalCluster"))
    first = play.invoke("dr", SWITCHOVER)
    if first.answer["outcome"] != "unfinished":
        play.watch.broken("outcome", f"{first.answer}")
    _pass_a_minute(play)
    made = play.invoke("dr", FAILOVER)
    if made.answer["outcome"] != "finished" or made.answer["action"] != "failover":
        play.watch.broken("outcome", f"{made.answer}")
    world.live("primary")
    for _ in range(4):
        _pass_a_minute(play)
    play.watch.at_the_end("dr")
    return play.watch.violations


def switchover_that_rds_never_does(code: Code) -> list[str]:
    """RDS refuses a switchover for ever: what was started is stopped again."""
    world = World(ECS, 5)
    play = Play(world, code, Refusing(99, forever=True))
    made = play.invoke("dr", SWITCHOVER)
    if made.answer["outcome"] != "refused":
        play.watch.broken("outcome", f"{made.answer}")
    for _ in range(3):
        _pass_a_minute(play)
    play.watch.at_the_end("primary")
    return play.watch.violations


def there_and_back_and_there(code: Code) -> list[str]:
    """Failed over by force while the control planes there are shut, back, and over again."""
    world = World(Shape("ecs", serverless=True), 6)
    world.sick.add("primary")
    play = Play(world, code, Some(6, 1.0, CONTROL_PLANES, ("primary",), unavailable))
    for role, event in (("dr", FAILOVER), ("primary", FAILBACK), ("dr", SWITCHOVER)):
        made = play.invoke(role, event)
        if made.answer["outcome"] != "finished":
            play.watch.broken("outcome", f"{event}: {made.answer}")
        world.sick.clear()
        play.fault.end(play)
        for _ in range(4):
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
}
