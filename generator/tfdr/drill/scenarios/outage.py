"""The primary region stops answering: every call to it fails, with whatever it is the home of."""

from tfdr.drill import acts, checks, deployed
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region is lost"


def needs(_system: System) -> str:
    """Say what a system lacks to play this; nothing is ever lacking."""
    return ""


def play(stage: Stage) -> None:
    """Lose the primary region, fail over, work there, get it back, go back."""
    standby, region = stage.system.standby, stage.system.regions["primary"]
    acts.steady_state(stage)
    deployed.look(stage, "before the outage", "primary")
    with acts.primary_lost(stage, "stops answering"):
        deployed.look(stage, "after the failover", standby, silent=["primary"])
        checks.plan_is_empty(stage, f"while {region} is lost")
        _work(stage, standby)
    deployed.look(stage, f"when {region} is back", standby)
    checks.plan_is_empty(stage, "after failover")
    acts.fail_back(stage, standby)
    deployed.look(stage, "after the way back", "primary")


def _work(stage: Stage, role: str) -> None:
    """Change something that concerns every region in the one that lives, and take it back."""
    target = f"module.{role}"
    with stage.timeline.step("apply of a change in the region that lives"):
        changed = stage.change("change", target, "failover={drill_interval_days=30}")
    alone = bool(changed) and all(each.startswith(f"{target}.") for each in changed)
    stage.timeline.check("that region alone was changed", alone, changed)
    with stage.timeline.step("apply of the way back"):
        stage.change("change-back", target)
