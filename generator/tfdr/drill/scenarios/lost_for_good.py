"""The primary region never comes back, and another one takes its place and its role."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tfdr import worktree
from tfdr.drill import acts, checks, preparation, runbook
from tfdr.drill.stage import Stage
from tfdr.drill.system import System

TITLE = "The primary region never comes back, and another one takes its place"

_PAGE = "region-lost-for-good"
_OF_ALL = "us-east-1"  # where IAM and the records of Route 53 are changed, for every region
_PLACES = ("eu-west-1", "eu-central-1", "us-west-2", "us-east-2")
_FIRST = ("The answers", "What Terraform forgets", "The copy of the state")
_LET_GO = "deletion_protection=false"


def needs(system: System) -> str:
    """Say what a system lacks to play this."""
    if system.regions["primary"] == _OF_ALL:
        return f"nothing is created anywhere while {_OF_ALL} is lost"
    if len(system.regions) > 2:
        return "its later standbys are copies too, with which a person does the same by hand"
    return ""


def play(stage: Stage) -> None:
    """Fail over, build another primary region by the runbook, go back to it, destroy it all."""
    standby, lost = stage.system.standby, stage.system.regions["primary"]
    acts.steady_state(stage)
    stage.timeline.heading(f"Outage of {lost}")
    loss = acts.is_lost(stage)
    with stage.without("primary"):
        acts.alarm_calls(stage, standby, loss)
        stage.timeline.heading("Failover")
        acts.fail_over(stage, standby, loss)
        checks.active(stage, standby)
        checks.nothing_left(stage, standby, expected=["primary"])
        if stage.system.global_cluster:
            acts.call(stage, standby, "promote-secret")
            stage.emulator.settle()
        stage.timeline.heading(f"{lost} will not come back")
        after = _replaced(stage, standby, lost)
        acts.fail_back(after, standby)
        _destroy(after, lost)


def _replaced(stage: Stage, standby: str, lost: str) -> Stage:
    """Let another region take the place of the one that is lost; return the system that it makes.

    It gets files of its own: other scenarios begin with those that were deployed.
    """
    new = next(each for each in _PLACES if each not in stage.system.regions.values())
    root = stage.deployment.root.with_name(f"{stage.deployment.root.name}-in-{new}")
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(stage.deployment.root, root, symlinks=True)
    _commit(root)
    after = replace(stage, deployment=replace(stage.deployment, root=root), lost=set())
    has_database, has_sessions = stage.system.global_cluster, stage.system.sessions_table
    copied = [
        *(["The keys"] if has_database or has_sessions else []),
        *(["The secret"] if has_database else []),
        *(["The sessions"] if has_sessions else []),
    ]
    _carry_out(stage, after, new, [*_FIRST, *copied, "The rest"])
    after.system = System(after.deployment.outputs())
    preparation.finish(after, "primary")
    with stage.timeline.step("five minutes pass"):
        stage.pass_minutes(5)
    acts.is_back(after, "primary", standby)
    if has_database or stage.system.outputs.get("vpc_ids"):
        _carry_out(stage, after, new, [f"What is left of {lost}"])
    checks.plan_is_empty(after, f"with {new} in the place of {lost}")
    for name, where in (("the state", root), ("the state of bootstrap", root / "bootstrap")):
        there = sorted(_there(after.deployment.state(where)["values"]["root_module"], lost))
        stage.timeline.check(f"{name} has nothing in {lost}", not there, there)
    return after


def _there(module: Mapping[str, Any], region: str) -> Iterator[str]:
    """Yield the addresses of what a module and those below it have in a region."""
    for resource in module.get("resources", []):
        named = (str(resource["values"].get(name, "")) for name in ("arn", "id", "region"))
        if any(region in each for each in named):
            yield resource["address"]
    for below in module.get("child_modules", []):
        yield from _there(below, region)


def _carry_out(before: Stage, after: Stage, new: str, headings: Iterable[str]) -> None:
    given = {"LOST": before.system.regions["primary"], "NEW": new}
    for heading in headings:
        runbook.carry_out(
            after, _PAGE, heading, before.system.standby, given, before.deployment.root
        )


def _commit(root: Path) -> None:
    """Put the files under git, as an update wants them; the runbook's commits are the drill's too.

    A person's own settings may have all commits signed.
    """
    worktree.git(root, "init", "--quiet")
    worktree.git(root, "config", "user.name", "tfdr drill")
    worktree.git(root, "config", "user.email", "drill@example.com")
    worktree.git(root, "config", "commit.gpgsign", "false")
    worktree.git(root, "add", "--all")
    worktree.git(root, "commit", "--quiet", "--message", "As it is deployed")


def _destroy(stage: Stage, lost: str) -> None:
    stage.timeline.heading("Destruction")
    with stage.timeline.step(f"{stage.deployment.terraform.program} destroy"):
        stage.deployment.apply(stage.deployment.plan("let-go", _LET_GO))
        stage.deployment.destroy(_LET_GO)
    left = stage.emulator.inventory()
    elsewhere = [f"{kind} {each}" for kind, names in left.items() for each in names]
    elsewhere = [each for each in elsewhere if lost not in each]
    stage.timeline.check(f"nothing is left outside of {lost}", not elsewhere, elsewhere)
