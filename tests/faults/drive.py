"""A whole story: somebody asks, something goes wrong, minutes pass, all is well again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.faults.code import Code
from tests.faults.invariants import snapshot, truth_of
from tests.faults.play import Fault, Invocation, Play
from tests.faults.world import Shape, World

FAILOVER = {"action": "failover", "allow_data_loss": True}
FORCED = {**FAILOVER, "force": True}
SWITCHOVER = {"action": "switchover"}
FAILBACK = {"action": "failback"}
TEND = {"action": "tend"}
ALARM = {
    "source": "aws.cloudwatch",
    "alarmArn": "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:failover-needed",
    "alarmData": {"alarmName": "failover-needed", "state": {"value": "ALARM"}},
}
# With these, the region that was to be failed over from may be well when that is looked at.
EITHER = (
    "source comes and goes",
    "source dies for a moment",
    "source returns",
    "killed twice",
    "killed after a call, twice",
    "killed between steps, twice",
)
# Of these the function can do nothing, and has to leave everything as it was.
REFUSED_FOR_GOOD = ("RDS refuses for good", "the role may not promote", "versions differ")
# A region that was down a moment ago is not gone back to.
RESTLESS = (
    "source comes and goes",
    "source dies and stays away for a while",
    "source dies for a moment",
)
MINUTE = 60.0
QUIET_SECONDS = 2 * 3600.0  # after which nobody minds to go back
WRONG_MINUTES = 2  # for which the fault lasts
WELL_MINUTES = 8  # within which all has to be done afterwards


@dataclass(frozen=True, eq=False)
class Story:
    """What somebody wants, and how the world is then."""

    name: str
    shape: Shape
    role: str  # whose function is asked
    event: Mapping[str, Any]
    dead: str = ""  # the region that is dead from the beginning
    returns: bool = True  # and is there again in the end
    failed_over: bool = False  # dr has taken over before, by force
    expect: str | None = None  # who is active in the end, whatever goes wrong

    @property
    def unplanned(self) -> bool:
        return self.event.get("action") not in ("switchover", "failback")


@dataclass
class Told:
    """How a story went."""

    story: Story
    fault: str
    outcomes: list[str]
    violations: list[str]
    calls: int
    lost: int
    moved: bool

    @property
    def ended(self) -> str:
        return "failed over" if self.moved else "cleanly not"


def tell(story: Story, code: Code, fault: Fault, name: str = "", seed: int = 0) -> Told:
    """Tell a story to its end and return how it went."""
    world = World(story.shape, seed)
    if story.failed_over:
        prepare_failed_over(world, code)
    if story.dead:
        world.die(story.dead)
    play = Play(world, code, fault)
    play.dead_first = story.dead
    asked = [play.invoke(story.role, story.event)]
    for minute in range(WRONG_MINUTES):
        fault.between(play, minute)
        _pass_a_minute(play)
        if _failed(asked[-1]) and story.event is ALARM and len(asked) < 3:
            asked.append(play.invoke(story.role, story.event))  # as Lambda does by itself
    fault.end(play)
    if story.dead in play.world.dead and not _is_under_way(play) and not _moved(play, story):
        asked.append(play.invoke(story.role, story.event))
    for minute in range(WELL_MINUTES):
        if minute == 1 and story.returns and world.dead:
            world.live(story.dead)
        _pass_a_minute(play)
        if minute and _is_quiet(play):
            break
    if not _moved(play, story) and not story.unplanned:
        # Somebody asks again, now that all is well.
        asked.append(play.invoke(story.role, story.event))
        _pass_minutes(play, 3)
    play.watch.at_the_end(expected(story, name))
    if _moved(play, story):
        _ask_again(play, story)
    return told_of(play, story, name, asked, _moved(play, story))


def expected(story: Story, fault: str) -> str | None:
    """Return who has to be active in the end; None if either is right."""
    either = fault in EITHER if story.unplanned else story.event is FAILBACK and fault in RESTLESS
    if either:
        return None
    if fault in REFUSED_FOR_GOOD and story.shape.database:
        return "primary" if story.role == "dr" else "dr"
    return story.expect


def told_of(play: Play, story: Story, name: str, asked: list[Invocation], moved: bool) -> Told:
    """Return how a story went; the next one will use the same regions."""
    outcomes = [each.answer.get("outcome", "error") for each in asked]
    watch = play.watch
    return Told(story, name, outcomes, watch.violations, len(play.calls), watch.lost, moved)


def _pass_a_minute(play: Play) -> None:
    play.world.clock.sleep(MINUTE)
    play.validate()
    for role in play.world.shape.roles:
        if role not in play.world.dead:
            play.invoke(role, TEND)


def ended(play: Play, active: str) -> list[str]:
    """Let time pass, look at everything once more, and return what was broken."""
    _pass_minutes(play)
    play.watch.at_the_end(active)
    return play.watch.violations


def _pass_minutes(play: Play, minutes: int = 4) -> None:
    for _ in range(minutes):
        _pass_a_minute(play)


def _is_quiet(play: Play) -> bool:
    for role in play.world.shape.roles:
        items = play.world.regions[role].items()
        if role in play.world.dead:
            continue
        if any(id.startswith("pending#") for id in items) and not play.world.dead:
            return False
        if items.get("run") and not items["run"].get("outcome"):
            return False
        if items.get("lease", {}).get("until", 0) > play.world.clock.now():
            return False
    return True


def _moved(play: Play, story: Story) -> bool:
    return bool(truth_of(play)["active"] == story.role)


def _is_under_way(play: Play) -> bool:
    for role in play.world.shape.roles:
        items = play.world.regions[role].items()
        run = items.get("run")
        if role not in play.world.dead and run and not run.get("outcome"):
            return True
    return False


def _failed(made: Invocation) -> bool:
    return made.answer.get("outcome") not in ("finished", "nothing to do")


def _ask_again(play: Play, story: Story) -> None:
    """A run that is asked for again changes nothing."""
    play.world.clock.sleep(100)
    before = snapshot(play)
    again = play.invoke(story.role, story.event)
    if again.answer.get("outcome") != "nothing to do":
        play.watch.broken("again", f"asked again, the answer was {again.answer}")
    elif snapshot(play) != before:
        play.watch.broken("again", "asked again, something changed")


_prepared: dict[tuple[Shape, int], Any] = {}


def prepare_failed_over(world: World, code: Code) -> None:
    """Fail over by force, without anything going wrong: once for each shape and function."""
    key = (world.shape, id(code.modules))
    if key not in _prepared:
        _fail_over(world, code)
        _prepared[key] = (world.capture(), code)  # which keeps the function, and so its id
    world.restore(_prepared[key][0])


def _fail_over(world: World, code: Code) -> None:
    world.fall_ill("primary")
    play = Play(world, code)
    made = play.invoke("dr", FORCED)
    assert made.answer["outcome"] == "finished", made
    assert not play.watch.violations, play.watch.violations
    world.heal()
    world.clock.sleep(QUIET_SECONDS)
    world.set_lag("primary", 500.0)
    for role in world.shape.roles:
        for metric in list(world.regions[role].metrics.metric_data):
            if metric.name == "Active":
                world.regions[role].metrics.metric_data.remove(metric)
