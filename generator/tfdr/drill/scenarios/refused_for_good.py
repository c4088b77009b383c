"""RDS refuses to promote the standby's database, for a reason that nobody could foresee."""

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region is lost, and RDS refuses to promote the standby's database"


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return "" if system.global_cluster else "it has no database that could be promoted"


def play(stage: Stage) -> None:
    """Expect: the run ends as broken, in AWS's words, and what comes back is open again."""
    standby, regions = stage.system.standby, stage.system.regions
    acts.steady_state(stage)
    loss = acts.is_lost_and_not_replaced(stage, acts.NOT_PROMOTED)
    with stage.without("primary"):
        acts.alarm_calls(stage, standby, loss)
        acts.is_refused(stage, standby, loss, acts.NOT_PROMOTED)
    stage.timeline.heading(f"{regions['primary']} is back")
    with stage.timeline.step("four minutes pass"):
        stage.pass_minutes(4)
    checks.active(stage, "primary")
    checks.nothing_left(stage, "primary")
    stage.emulator.refuse_promotion(regions[standby], None)
    with stage.timeline.step("six minutes pass"):
        stage.pass_minutes(6)
    checks.ready(stage, standby)
