"""The primary region's endpoint answers one minute and not the next: nothing may fail over."""

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region's health check flaps"

_MINUTES = 12


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return "" if system.domain_name else "it has no endpoint that could flap"


def play(stage: Stage) -> None:
    """Let the endpoint flap, and see that the database stays where it is."""
    standby, region = stage.system.standby, stage.system.regions["primary"]
    acts.steady_state(stage)
    stage.timeline.heading(f"The endpoint in {region} flaps")
    called = []
    stage.emulator.flap(region, [False, True])
    try:
        with stage.timeline.step(f"{_MINUTES} minutes pass, and every other one it is silent"):
            for _ in range(_MINUTES):
                stage.pass_minutes()
                called.append(stage.alarm(standby, "failover-needed"))
    finally:
        stage.emulator.flap(region, [])
    stage.timeline.check("no alarm calls for a failover", "ALARM" not in called, called)
    stage.pass_minutes(2)
    loss = {"allow_data_loss": True} if stage.system.global_cluster else {}
    answer = acts.call(stage, standby, "failover", **loss)
    stage.timeline.check(
        "the function refuses to fail over from a region that answers",
        answer["outcome"] == "refused",
        answer["message"],
    )
    checks.active(stage, "primary")
    checks.nothing_left(stage, "primary")
