"""What the validators of living regions write down each minute: the function judges by it."""

from typing import TYPE_CHECKING, Any

from tests.faults.world import START, VERSION

if TYPE_CHECKING:
    from tests.faults.play import Play

MINUTE = 60.0
KEPT = 12
PROBES = 6
EVER = START - 86_400


def write_down(play: "Play") -> None:
    """Let each living region's validator write what it sees, unless a fault keeps it from it."""
    for role in play.world.shape.roles:
        if role in play.world.dead or not play.fault.validates(play, role):
            continue
        _watch(play, role)
        _serve(play, role)
        _ready(play, role)


def watch_for(play: "Play", minutes: int) -> None:
    """Have the validators have watched for some minutes already."""
    clock = play.world.clock
    clock.passed -= MINUTE * minutes
    for _ in range(minutes):
        clock.passed += MINUTE
        write_down(play)


def _watch(play: "Play", role: str) -> None:
    region, world = play.world.regions[role], play.world
    active = _active(play)
    asked, failed = _probed(play, active)
    before = region.items().get("watch", {})
    minutes = before.get("minutes", []) if before.get("active") == active else []
    item: dict[str, Any] = {
        "id": "watch",
        "at": int(world.clock.now()),
        "role": role,
        "active": active,
        "minutes": [*minutes, [int(world.clock.now() // MINUTE), asked, failed]][-KEPT:],
        "checkers": _checkers(play, active),
        "reaches": True,
        "own_asked": 0,
        "own_failed": 0,
        "well_since": int(START + world.changed[role]) if role in world.changed else EVER,
    }
    if role not in world.sick:
        region.write_down(play.fault.watched(play, role, item))


def _serve(play: "Play", role: str) -> None:
    """The active region writes into every region's table how it serves."""
    if role != _active(play) or not play.world.serves(role):
        return
    asked, failed = _probed(play, role)
    for other in play.world.shape.roles:
        if other not in play.world.dead:
            play.world.regions[other].write_down(
                {
                    "id": "serving",
                    "at": int(play.world.clock.now()),
                    "role": role,
                    "asked": asked,
                    "failed": failed,
                    "version": VERSION,
                }
            )


def _ready(play: "Play", role: str) -> None:
    item = {"id": "readiness", "at": int(play.world.clock.now()), "findings": []}
    play.world.regions[role].write_down(play.fault.found(play, role, item))


def _probed(play: "Play", role: str) -> tuple[int, int]:
    answers = [play.answers(role) for _ in range(PROBES)]
    return PROBES, answers.count(False)


def _checkers(play: "Play", active: str) -> dict[str, str]:
    well = play.world.serves(active)
    return {"says": "answers" if well else "fails", "why": "its checkers look from eight regions"}


def _active(play: "Play") -> str:
    """Return who is active by what the living regions' records say."""
    records = [
        region.items()["system"]
        for role, region in play.world.regions.items()
        if "system" in region.items() and role not in play.world.dead
    ]
    newest = max(records, key=lambda item: item["epoch"], default={"active": "primary"})
    return str(newest["active"])
