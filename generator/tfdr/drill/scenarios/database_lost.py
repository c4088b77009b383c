"""The database of the primary region is lost while the rest of the region lives."""

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The database of the primary region is lost, the rest of it lives"


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return "" if system.global_cluster else "it has no database that could be lost"


def play(stage: Stage) -> None:
    """Lose the database, fail over, see the old region closed at once, go back."""
    standby, region = stage.system.standby, stage.system.regions["primary"]
    acts.steady_state(stage)
    stage.timeline.heading(f"The database in {region} is lost")
    since = stage.timeline.minute
    with stage.timeline.step(f"the database in {region} fails"):
        stage.emulator.lose_database(region)
    if stage.system.domain_name:
        acts.alarm_calls(stage, standby, since)
    stage.timeline.heading("Failover")
    acts.fail_over(stage, standby, since)
    checks.active(stage, standby)
    checks.closed(stage, "primary")
    checks.nothing_left(stage, standby)
    with stage.timeline.step(f"the database in {region} is restored"):
        stage.emulator.restore_database(region)
    acts.is_back(stage, "primary", standby)
    acts.fail_back(stage, standby)
