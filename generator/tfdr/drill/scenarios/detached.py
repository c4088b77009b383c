"""RDS refuses to promote the standby's database, which is detached and stands alone."""

from tfdr.drill import acts, checks, runbook
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The standby's database is detached, as RDS does not promote it, and is global again later"

_ADDED = ("aws_rds_global_cluster.", "aws_rds_cluster.", "aws_rds_cluster_instance.")
"""What a person has made by hand: Terraform sees to tags and settings of it, and no more."""


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    if not system.global_cluster:
        return "it has no database that could be detached"
    if len(system.regions) > 2:
        return "its later standbys are members too, with which a person does the same by hand"
    return ""


def play(stage: Stage) -> None:
    """Detach, see the old writer closed, build a global database by the runbook, go back."""
    standby, regions = stage.system.standby, stage.system.regions
    acts.steady_state(stage)
    loss = acts.is_lost_and_not_replaced(stage, acts.NOT_PROMOTED)
    with stage.without("primary"):
        acts.alarm_calls(stage, standby, loss)
        if acts.starts_by_itself(stage, standby):
            acts.is_refused(stage, standby, loss, acts.NOT_PROMOTED)
        stage.timeline.heading("Failover")
        acts.fail_over(stage, standby, loss, asked=True, detach=True)
        checks.active(stage, standby, alone=True)
        checks.nothing_left(stage, standby, expected=["primary"])
        checks.plan_is_empty(stage, f"while {regions['primary']} is lost")
    stage.timeline.heading(f"{regions['primary']} is back")
    acts.is_back(stage, "primary", standby, alone=True)
    stage.emulator.refuse_promotion(regions[standby], None)
    stage.timeline.heading("The global database again")
    _build_again(stage, standby)
    acts.fail_back(stage, standby)


def _build_again(stage: Stage, role: str) -> None:
    runbook.carry_out(stage, "failover", "The global database again", role)
    writer = stage.database(role)["DbClusterResourceId"]
    added = stage.database("primary")["DbClusterResourceId"]
    with stage.timeline.step("plan and apply") as said:
        changed = stage.change("global-again")
        said.append(f"{len(changed)} resources")
    right = bool(changed) and all(any(kind in each for kind in _ADDED) for each in changed)
    stage.timeline.check("the plan concerns nothing but what was added", right, changed)
    same = [stage.database(each)["DbClusterResourceId"] for each in (role, "primary")]
    stage.timeline.check("no cluster was replaced", same == [writer, added], same)
    checks.one_writer(stage, role)
