"""The primary region is lost while a planned switchover away from it is under way."""

from tfdr.drill import acts, checks
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region is lost in the middle of a switchover"

_BEGINS_WITHIN, _LOOKS_EVERY = 120, 5  # seconds


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    return "" if system.global_cluster else "it has no database to switch over"


def play(stage: Stage) -> None:
    """Begin a switchover, lose the region that is left, fail over instead, go back."""
    standby, region = stage.system.standby, stage.system.regions["primary"]
    acts.steady_state(stage)
    stage.timeline.heading(f"Switchover, and outage of {region}")
    loss = acts.is_lost(stage)
    with stage.timeline.step("switchover, asked of the function in the standby"):
        stage.invoke_later("failover", standby, action="switchover")
        begun = _passes_until(stage, "switching-over")
    stage.timeline.check("Aurora has begun to switch over", begun)
    with stage.without("primary"):
        with stage.timeline.step(f"{region} stops answering before it is done"):
            stage.emulator.settle()
        answer = stage.invoke("failover", standby, action="status")
        stage.timeline.check(
            "the switchover does not claim to be done",
            answer["outcome_of_run"] != "finished",
            answer["outcome_of_run"],
        )
        # Who asked for the switchover is there. Nothing would begin without a person: neither
        # region serves, so that where the name leads is no witness, and Route 53's API is in
        # us-east-1.
        acts.fail_over(stage, standby, loss, asked=True)
        checks.active(stage, standby)
    acts.is_back(stage, "primary", standby)
    acts.fail_back(stage, standby)


def _passes_until(stage: Stage, status: str) -> bool:
    """Let time pass until the global database is in some state; say whether it came to that."""
    client = stage.observer.client("rds", stage.system.regions[stage.system.standby])
    for _ in range(_BEGINS_WITHIN // _LOOKS_EVERY):
        stage.emulator.pass_seconds(_LOOKS_EVERY)
        said = client.describe_global_clusters(GlobalClusterIdentifier=stage.system.global_cluster)
        if said["GlobalClusters"][0]["Status"] == status:
            return True
    return False
