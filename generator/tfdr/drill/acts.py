"""What scenarios have in common: making ready, losing a region, failing over, going back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tfdr.drill import checks
from tfdr.drill.stage import Stage
from tfdr.emulator.protocol import CUT

RESYNC_MINUTES = 10
"""Within which a region that is back has to be a standby again."""


def steady_state(stage: Stage) -> None:
    """Check that the primary region serves, and that every standby could take over."""
    stage.timeline.heading("Steady state")
    with stage.timeline.step("five minutes pass: schedules run, alarms settle"):
        stage.pass_minutes(5)
    checks.active(stage, "primary")
    for role in stage.system.regions:
        if role != "primary":
            checks.ready(stage, role)
    state = stage.alarm(stage.system.standby, "failover-needed")
    stage.timeline.check("nothing calls for a failover", state != "ALARM", state)


def alarm_calls(stage: Stage, role: str, since: int) -> None:
    """Let minutes pass until the alarm of a standby calls for a failover."""
    with stage.timeline.step("the standby notices") as said:
        called = stage.pass_minutes_until(
            lambda: stage.alarm(role, "failover-needed") == "ALARM", at_most=12
        )
        said.append(f"after {stage.timeline.minute - since} minutes")
    state = stage.alarm(role, "failover-needed")
    stage.timeline.check(f"{stage.system.name}-failover-needed is on in {role}", called, state)
    checks.people_were_told(stage, role, since, "failover-needed")


def call(stage: Stage, role: str, action: str, **more: Any) -> dict[str, Any]:
    """Invoke the failover function of a region and write down what it answers."""
    shown = " ".join([action, *(name.replace("_", " ") for name in more)])
    with stage.timeline.step(f"{shown}, asked of the function in {role}") as said:
        answer = stage.invoke("failover", role, action=action, requested_by="tfdr drill", **more)
        said.append(f"{answer['outcome']}: {answer['message']}")
    return answer


def take_over(stage: Stage, role: str, action: str, **more: Any) -> dict[str, Any]:
    """Make a region the active one; invoke again while that is not done."""
    answer = call(stage, role, action, **more)
    for _ in range(3):
        if answer["outcome"] not in ("unfinished", "busy"):
            break
        stage.pass_minutes()
        answer = call(stage, role, action, **more)
    done = answer["outcome"] in ("finished", "nothing to do")
    stage.timeline.check(f"{role} has taken over", done, answer.get("message", ""))
    for step in answer.get("steps", []):
        stage.timeline.check(
            f"step {step['name']}: {step.get('status')}",
            step.get("status") in ("done", "skipped", "pending"),
            step.get("detail", ""),
        )
    with stage.timeline.step("two minutes pass: alarms, health checks and DNS follow"):
        stage.pass_minutes(2)
    return answer


def starts_by_itself(stage: Stage, role: str) -> bool:
    """Say whether the alarm calls the failover function of a region."""
    client = stage.observer.client("cloudwatch", stage.system.regions[role])
    said = client.describe_alarms(
        AlarmNames=[f"{stage.system.name}-failover-needed"], AlarmTypes=["CompositeAlarm"]
    )
    actions = [action for alarm in said["CompositeAlarms"] for action in alarm["AlarmActions"]]
    return any(":lambda:" in action for action in actions)


def fail_over(stage: Stage, role: str, since: int, *, asked: bool = False) -> None:
    """Fail over to a region, or wait until its alarm has done so.

    Args:
        stage: where it is played.
        role: of the region.
        since: the minute from which on people have to have been told.
        asked: whether a person asks for it although the alarm may call the function.
    """
    if not asked and starts_by_itself(stage, role):
        with stage.timeline.step(f"the alarm calls the function in {role}"):
            stage.emulator.settle()
            stage.pass_minutes(2)
        answer = stage.invoke("failover", role, action="status")
        stage.timeline.check(f"{role} has taken over", answer.get("active") == role, answer)
    else:
        loss = {"allow_data_loss": True} if stage.system.global_cluster else {}
        take_over(stage, role, "failover", **loss)
    checks.people_were_told(stage, role, since, role, "is the active region")


@contextmanager
def primary_lost(stage: Stage, happens: str, how: str = CUT) -> Iterator[None]:
    """Lose the primary region and fail over; go on without it, and have it back at the end.

    Args:
        stage: where it is played.
        happens: what the region does, as the timeline says it.
        how: what becomes of calls to it, one of `protocol.OUTAGES`.
    """
    standby, region = stage.system.standby, stage.system.regions["primary"]
    stage.timeline.heading(f"Outage of {region}")
    since = stage.timeline.minute
    with stage.without("primary", how):
        with stage.timeline.step(f"{region} {happens}"):
            pass
        alarm_calls(stage, standby, since)
        stage.timeline.heading("Failover")
        fail_over(stage, standby, since)
        checks.active(stage, standby)
        checks.nothing_left(stage, standby, expected=["primary"])
        yield
    stage.timeline.heading(f"{region} is back")
    is_back(stage, "primary", standby)


def is_back(stage: Stage, role: str, active: str) -> None:
    """Let a region that is back become a closed standby, by what was left to do."""
    with stage.timeline.step(f"{role} is back: what it missed is done") as said:
        began = stage.timeline.minute
        while stage.invoke("failover", active, action="status")["pending"]:
            if stage.timeline.minute - began >= RESYNC_MINUTES:
                break
            stage.pass_minutes()
        said.append(f"within {stage.timeline.minute - began} minutes")
    checks.nothing_left(stage, active)
    checks.active(stage, active)
    checks.closed(stage, role)


def fail_back(stage: Stage, left: str) -> None:
    """Go back to the primary region and check that all is as it was."""
    stage.timeline.heading("Failback")
    with stage.timeline.step("five minutes pass"):
        stage.pass_minutes(5)
    checks.ready(stage, "primary")
    # Not after an hour of quiet, as a person would: that is by the clock, not by minutes.
    take_over(stage, "primary", "failback", force=True)
    with stage.timeline.step("five minutes pass"):
        stage.pass_minutes(5)
    checks.active(stage, "primary")
    checks.nothing_left(stage, "primary")
    if stage.system.domain_name:
        checks.stands_by(stage, left)
    checks.ready(stage, left)
    checks.plan_is_empty(stage, "after failback")
