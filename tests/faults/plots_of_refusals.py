"""Stories of promotions that RDS refuses, of the other way, and of what only a person decides."""

from tests.faults.catalogue import Both, KillBetweenSteps, Never, Silent, VersionsDiffer
from tests.faults.code import Code
from tests.faults.drive import (
    ALARM,
    FAILBACK,
    FAILOVER,
    FORCED,
    SWITCHOVER,
    TEND,
    _pass_a_minute,
    _pass_minutes,
    ended,
    tell,
)
from tests.faults.play import Fault, Play
from tests.faults.stories import FAILING_OVER
from tests.faults.world import Shape, World

ECS = Shape("ecs")
DETACHED = {**FAILOVER, "detach": True}
CONTROL = ("rds",)


def detached(code: Code, killed_before: str = "", *, back_at_once: bool = False) -> list[str]:
    """Versions differ, and the request allows to detach: the cluster stands alone and writes."""
    world = World(ECS, 21)
    world.die("primary")
    fault: Fault = VersionsDiffer()
    if killed_before:
        fault = Both(fault, KillBetweenSteps(killed_before))
    play = Play(world, code, fault)
    play.dead_first = "primary"
    play.invoke("dr", DETACHED)
    if not back_at_once:
        _pass_minutes(play)
    world.live("primary")
    _pass_minutes(play)
    play.watch.at_the_end("dr")
    for role, event in (("primary", FAILBACK), ("primary", FORCED)):
        made = play.invoke(role, event)
        if made.answer["outcome"] != "refused":
            play.watch.broken("one writer", f"{event} in {role}: {made.answer}")
    if play.invoke("dr", DETACHED).answer["outcome"] != "nothing to do":
        play.watch.broken("again", "asked again, something was done")
    return play.watch.violations


def versions_that_differ_from_a_sick_source(code: Code) -> list[str]:
    """The source serves nobody and its RDS is silent: nothing is closed for a promotion in vain."""
    world = World(ECS, 22)
    world.fall_ill("primary")
    play = Play(world, code, Both(VersionsDiffer(), Silent("primary", *CONTROL)))
    made = play.invoke("dr", FAILOVER)
    if made.answer["outcome"] != "refused" or "detach" not in made.answer["next"]:
        play.watch.broken("outcome", f"{made.answer}")
    return ended(play, "primary")


def refused_for_good_by_a_sick_source(code: Code) -> list[str]:
    """What RDS refuses nobody foresaw: the run ends, and the source is open again at once."""
    world = World(ECS, 23)
    world.fall_ill("primary")
    said = "The DB cluster is in a state that nobody has heard of"
    play = Play(
        world, code, Both(Never("InvalidDBClusterStateFault", said), Silent("primary", *CONTROL))
    )
    made = play.invoke("dr", FAILOVER)
    if made.answer["outcome"] != "broken" or said not in str(made.answer["refused_by_aws"]):
        play.watch.broken("reason", f"{made.answer}")
    if world.regions["primary"].capacity("ecs") == 0:
        play.watch.broken("closed", "primary is closed, and nobody took its place")
    play.watch.at_the_end("primary")
    return play.watch.violations


def refused_for_good(code: Code) -> list[str]:
    """The same of a region that is gone, to the end of the story."""
    fault = Never("AccessDenied", "no identity-based policy allows it")
    return tell(FAILING_OVER, code, fault, "the role may not promote").violations


def a_table_that_is_silent(code: Code) -> list[str]:
    """The source serves nobody, and its DynamoDB and RDS are silent: all else of it is closed."""
    world = World(ECS, 24)
    world.fall_ill("primary")
    play = Play(world, code, Silent("primary", "dynamodb", "rds"))
    play.invoke("dr", FAILOVER)
    primary = world.regions["primary"]
    if primary.capacity("ecs") > 0:
        play.watch.broken("fence", "primary is open beside the new writer, though ECS answers")
    if primary.parameter != world.regions["dr"].name:
        play.watch.broken("records", "the parameter of primary was not set, though SSM answers")
    play.fault.end(play)
    return ended(play, "dr")


def a_switchover_with_the_database_alone(code: Code) -> list[str]:
    """Of the source only RDS answers: that is enough to lose nothing."""
    world = World(ECS, 25)
    world.fall_ill("primary")
    others = ("dynamodb", "ssm", "cloudwatch", "ecs", "application-autoscaling")
    play = Play(world, code, Silent("primary", *others))
    made = play.invoke("dr", SWITCHOVER)
    play.expect("finished", made)
    play.fault.end(play)
    world.heal()
    return ended(play, "dr")


def an_alarm_while_the_database_is_well(code: Code) -> list[str]:
    """Clients get no answers, and the database is well on both sides: nothing is lost."""
    world = World(ECS, 26)
    world.fall_ill("primary")
    play = Play(world, code)
    made = play.invoke("dr", ALARM)
    play.expect("finished", made)
    if made.answer["losses"]:
        play.watch.broken("harm", f"{made.answer['losses']}")
    world.heal()
    return ended(play, "dr")


def back_before_it_is_quiet(code: Code) -> list[str]:
    """The region that was failed over from is back for some minutes."""
    world = World(ECS, 27)
    world.die("primary")
    play = Play(world, code)
    play.dead_first = "primary"
    play.invoke("dr", FAILOVER)
    world.live("primary")
    world.set_lag("primary", 500.0)
    _pass_minutes(play, 10)
    made = play.invoke("primary", FAILBACK)
    play.expect("refused", made, "quiet")
    play.watch.at_the_end("dr")
    return play.watch.violations


def approval_is_waited_for(code: Code) -> list[str]:
    """A run is to be approved: capacity is started, nothing is closed, somebody approves."""
    world = World(ECS, 28)
    world.fall_ill("primary")
    play = Play(world, code, Silent("primary", *CONTROL))
    first = play.invoke("dr", {**FAILOVER, "approval": True})
    for _ in range(3):
        _pass_a_minute(play)
    primary, dr = world.regions["primary"], world.regions["dr"]
    if first.answer["outcome"] != "waiting" or dr.capacity("ecs") < 3:
        play.watch.broken("outcome", f"{first.answer}")
    if world.writer != "primary" or primary.capacity("ecs") == 0:
        play.watch.broken("approval", "primary was closed, and nobody had approved it")
    made = play.invoke("dr", {"action": "approve", "run": first.answer["run"]})
    play.expect("finished", made)
    play.fault.end(play)
    return ended(play, "dr")


def capacity_follows_what_served(code: Code) -> list[str]:
    """Autoscaling had made it seven tasks before the region was lost."""
    world = World(ECS, 29)
    play = Play(world, code)
    world.die("primary")
    item = {"id": "serving", "at": int(world.clock.now()), "role": "primary", "largest": 7}
    world.regions["dr"].write_down(item)
    play.invoke("dr", FORCED)
    if world.regions["dr"].capacity("ecs") != 7:
        play.watch.broken("capacity", f"{world.regions['dr'].capacity('ecs')} of 7 tasks")
    return play.watch.violations


def tending_in_a_region_without_its_table(code: Code) -> list[str]:
    """DynamoDB is silent in a region whose other services run: its schedule goes on."""
    world = World(ECS, 30)
    play = Play(world, code, Silent("primary", "dynamodb"))
    for _ in range(3):
        made = play.invoke("primary", TEND)
        if made.error is not None:
            play.watch.broken("letters", f"a dead letter each minute: {made.error!r}")
    return play.watch.violations


PLOTS = {
    "detached": detached,
    "versions that differ from a sick source": versions_that_differ_from_a_sick_source,
    "refused for good by a sick source": refused_for_good_by_a_sick_source,
    "a table that is silent": a_table_that_is_silent,
    "a switchover with the database alone": a_switchover_with_the_database_alone,
    "an alarm while the database is well": an_alarm_while_the_database_is_well,
    "back before it is quiet": back_before_it_is_quiet,
    "approval is waited for": approval_is_waited_for,
    "capacity follows what served": capacity_follows_what_served,
    "tending in a region without its table": tending_in_a_region_without_its_table,
}
