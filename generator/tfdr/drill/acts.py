"""What scenarios have in common: making ready, losing a region, failing over, going back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tfdr.drill import checks
from tfdr.drill.recovery import Loss
from tfdr.drill.stage import Stage
from tfdr.emulator.protocol import CUT

RESYNC_MINUTES = 10
"""Within which a region that is back has to be a standby again."""

QUIET_AT_MOST = 90
"""Minutes within which a region that is back has been well for as long as it has to be."""

NOT_PROMOTED = "The target cluster cannot be promoted: internal state 0x17."
"""What RDS says where it refuses a promotion for a reason that nobody could foresee."""

_NOTICED_WITHIN = 20  # minutes: that a standby is ready again takes ten of them to be believed
_FOLLOW_WITHIN = 2  # minutes
_CATCHES_UP_WITHIN = 5  # minutes
_LOOKS_EVERY = 5  # seconds


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


def alarm_calls(stage: Stage, role: str, loss: Loss) -> None:
    """Let minutes pass until the alarm of a standby calls for a failover."""
    with stage.timeline.step("the standby notices") as said:
        called = stage.pass_minutes_until(
            lambda: stage.alarm(role, "failover-needed") == "ALARM", at_most=_NOTICED_WITHIN
        )
        said.append(f"after {stage.timeline.minute - loss.minute} minutes")
    loss.noticed = stage.timeline.at
    state = stage.alarm(role, "failover-needed")
    stage.timeline.check(f"{stage.system.name}-failover-needed is on in {role}", called, state)
    checks.people_were_told(stage, role, loss.minute, "failover-needed")


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
    clients_follow(stage, role)
    return answer


def clients_follow(stage: Stage, role: str) -> None:
    """Let two minutes pass, in which alarms, health checks and DNS follow; note when they do."""
    end, served = 60.0 * (stage.timeline.minute + _FOLLOW_WITHIN), 0.0
    with stage.timeline.step("two minutes pass: alarms, health checks and DNS follow"):
        while stage.timeline.at < end:
            if not served and checks.serves(stage, role):
                served = stage.timeline.at
            stage.emulator.pass_seconds(min(_LOOKS_EVERY, end - stage.timeline.at))
    stage.served_at = served or end


def starts_by_itself(stage: Stage, role: str) -> bool:
    """Say whether the alarm calls the failover function of a region."""
    client = stage.observer.client("cloudwatch", stage.system.regions[role])
    said = client.describe_alarms(
        AlarmNames=[f"{stage.system.name}-failover-needed"], AlarmTypes=["CompositeAlarm"]
    )
    actions = [action for alarm in said["CompositeAlarms"] for action in alarm["AlarmActions"]]
    return any(":lambda:" in action for action in actions)


def fail_over(stage: Stage, role: str, loss: Loss, *, asked: bool = False, **more: Any) -> None:
    """Fail over to a region, or wait until its alarm has done so.

    Args:
        stage: where it is played.
        role: of the region.
        loss: why; from then on people have to have been told.
        asked: whether a person asks for it although the alarm may call the function.
        more: what a person asks for besides.
    """
    if not asked and starts_by_itself(stage, role):
        with stage.timeline.step(f"the alarm calls the function in {role}"):
            stage.emulator.settle()
        clients_follow(stage, role)
        answer = stage.invoke("failover", role, action="status")
        stage.timeline.check(f"{role} has taken over", answer.get("active") == role, answer)
    else:
        take_over(stage, role, "failover", **may_lose(stage), **more)
    checks.recovered(stage, role, loss)
    checks.people_were_told(stage, role, loss.minute, role, "is the active region")


def is_refused(stage: Stage, role: str, loss: Loss, why: str) -> None:
    """Have a failover asked for that AWS refuses for good, and check that people hear its words."""
    with stage.timeline.step(f"a failover to {role}, asked until it ends") as said:
        if not starts_by_itself(stage, role):
            stage.invoke("failover", role, action="failover", **may_lose(stage))
        stage.pass_minutes_until(
            lambda: stage.invoke("failover", role, action="status")["outcome_of_run"] == "broken",
            at_most=10,
        )
        status = stage.invoke("failover", role, action="status")
        said.append(f"{status['outcome_of_run']}: {status['message_of_run']}")
    broken = status["outcome_of_run"] == "broken"
    stage.timeline.check("the run ends as broken", broken, status["outcome_of_run"])
    told = why in str(status["refused_by_aws"])
    stage.timeline.check("status has what AWS said", told, status["refused_by_aws"])
    checks.people_were_told(stage, role, loss.minute, why)
    writes = not stage.database("primary").get("ReplicationSourceIdentifier")
    stage.timeline.check("nobody took the writer's place", writes)


def may_lose(stage: Stage) -> dict[str, bool]:
    """What a failover has to be asked for with, where there is data to lose."""
    return {"allow_data_loss": True} if stage.system.global_cluster else {}


def is_lost(stage: Stage) -> Loss:
    """Note that something is lost now."""
    return Loss(stage.timeline.at)


def is_lost_and_not_replaced(stage: Stage, why: str) -> Loss:
    """Note that the primary region is lost now, and that RDS promotes nothing in the standby.

    Args:
        stage: where it is played.
        why: what RDS says.
    """
    standby, regions = stage.system.standby, stage.system.regions
    stage.timeline.heading(f"Outage of {regions['primary']}, and RDS promotes nothing")
    loss = is_lost(stage)
    stage.emulator.refuse_promotion(regions[standby], why)
    return loss


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
    loss = is_lost(stage)
    with stage.without("primary", how):
        with stage.timeline.step(f"{region} {happens}"):
            pass
        alarm_calls(stage, standby, loss)
        stage.timeline.heading("Failover")
        fail_over(stage, standby, loss)
        checks.active(stage, standby)
        checks.nothing_left(stage, standby, expected=["primary"])
        yield
    stage.timeline.heading(f"{region} is back")
    is_back(stage, "primary", standby)


def is_back(stage: Stage, role: str, active: str, *, alone: bool = False) -> None:
    """Let a region that is back become a closed standby, by what was left to do.

    Args:
        stage: where it is played.
        role: of the region that is back.
        active: the role of the region that took over.
        alone: whether the database there was detached from the global one.
    """
    with stage.timeline.step(f"{role} is back: what it missed is done") as said:
        began = stage.timeline.minute
        while stage.invoke("failover", active, action="status")["pending"]:
            if stage.timeline.minute - began >= RESYNC_MINUTES:
                break
            stage.pass_minutes()
        said.append(f"within {stage.timeline.minute - began} minutes")
    checks.nothing_left(stage, active)
    checks.active(stage, active, alone=alone)
    checks.closed(stage, role)


def wait_for_quiet(stage: Stage) -> None:
    """Let the time pass after which a region that was failed over from may be gone back to.

    A region that answered all the time has been well for long, and its database has to catch up.
    """
    minutes = float(stage.configuration("failover", "primary")["QUIET_MINUTES"])
    with stage.timeline.step(
        "quiet minutes pass, until primary has been well for long enough"
    ) as said:
        began = stage.timeline.minute
        stage.pass_minutes(_CATCHES_UP_WITHIN)
        stage.pass_minutes_until(lambda: stage.well_minutes("primary") > minutes, QUIET_AT_MOST)
        said.append(f"{stage.timeline.minute - began} of them")


def fail_back(stage: Stage, left: str) -> None:
    """Go back to the primary region and check that all is as it was."""
    stage.timeline.heading("Failback")
    wait_for_quiet(stage)
    checks.ready(stage, "primary")
    take_over(stage, "primary", "failback")
    with stage.timeline.step("five minutes pass"):
        stage.pass_minutes(5)
    checks.active(stage, "primary")
    checks.nothing_left(stage, "primary")
    if stage.system.domain_name:
        checks.stands_by(stage, left)
    checks.ready(stage, left)
    checks.plan_is_empty(stage, "after failback")
