"""The database of the primary region is lost while the rest of the region lives."""

from tfdr.drill import acts, checks, runbook
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The database of the primary region is lost, the rest of it lives"


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return "" if system.global_cluster else "it has no database that could be lost"


def play(stage: Stage) -> None:
    """Lose the database, fail over, see the old region closed at once, reconcile, go back."""
    standby, region = stage.system.standby, stage.system.regions["primary"]
    acts.steady_state(stage)
    stage.timeline.heading(f"The database in {region} is lost")
    loss = acts.is_lost(stage)
    with stage.timeline.step(f"the database in {region} fails"):
        stage.emulator.lose_database(region)
    if stage.system.domain_name:
        acts.alarm_calls(stage, standby, loss)
    stage.timeline.heading("Failover")
    acts.fail_over(stage, standby, loss)
    checks.active(stage, standby)
    checks.closed(stage, "primary")
    checks.nothing_left(stage, standby)
    with stage.timeline.step(f"the database in {region} is restored"):
        stage.emulator.restore_database(region)
    acts.is_back(stage, "primary", standby)
    _reconcile(stage)
    acts.fail_back(stage, standby)


def _reconcile(stage: Stage) -> None:
    """Keep what the failover left behind, by the runbook, and look into it."""
    stage.timeline.heading("What was lost")
    for heading in ("Keep it", "Look into it"):
        runbook.carry_out(stage, "reconcile", heading, "primary")
    rds = stage.emulator.client("rds", stage.system.regions["primary"])
    name = f"{stage.system.name}-lost"
    kept = rds.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier=name)["DBClusterSnapshots"]
    of = [each["DBClusterIdentifier"] for each in kept]
    right = of == [stage.system.cluster("primary")]
    stage.timeline.check(f"the snapshot {name} keeps the old volume", right, of)
    beside = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
    stage.timeline.check(f"{name} has an instance", bool(beside["DBClusterMembers"]), beside)
    runbook.carry_out(stage, "reconcile", "Tidy up", "primary")
