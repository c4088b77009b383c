"""Makes its own region the active one: planned, losing nothing, or because another one is down.

It needs nothing of the region that failed.
What it is asked for is in request.py, the steps of a run in steps.py. A run is written down after
each step. Whoever dies leaves a lease that lapses, and a run that `tend` finishes: each step looks
before it acts.
"""

import os

import assess
import clock
import log
import notify
import pending
import report
import steps
from aws import Aws
from errors import (
    FAILURES,
    Abandoned,
    Busy,
    LeaseLost,
    NothingToDo,
    OutOfTime,
    Refused,
    Stuck,
    Superseded,
    Unanswered,
)
from job import Job
from lease import LEASE_SECONDS, Lease
from request import Request
from settings import Settings
from state import State
from status import status
from view import View

SECONDS_BETWEEN_TRIES = 5
TRIES = 2  # at a run that RDS finishes after all
SECONDS_PER_PLACE = 60  # by which later standbys let earlier ones go first
LONGEST_COURTESY = 180
ALARM_TURNS = 4
SECONDS_BETWEEN_TURNS = 60


def handler(event, context):
    """Do what is asked for and say what came of it."""
    seconds_left = context.get_remaining_time_in_millis() / 1000
    run_id = getattr(context, "aws_request_id", "")
    answer = serve(event, Settings.of(os.environ), seconds_left, run_id)
    log.log("info", answer=answer)
    return answer


def serve(event, settings, seconds_left, request_id=""):
    """Answer one invocation."""
    log.fields_of_all.clear()
    log.fields_of_all.update(function=settings.name, role=settings.role, request_id=request_id)
    aws = Aws(settings, seconds_left)
    state = State(aws, settings)
    action = event.get("action") if isinstance(event, dict) else None
    try:
        request = Request.of(event)
        if request.action == "status":
            return status(settings, aws, state)
        if request.action == "tend":
            return tend(settings, aws, state, lease_of(request, settings, aws, state))
        log.log("info", step="request", request=request.content())
        if request.automatic:
            return change_for_alarm(request, settings, aws, state)
        return change(request, settings, aws, state)
    except Refused as error:
        return brief(settings, "refused", action, str(error), error.then)
    except (Busy, LeaseLost) as error:
        return brief(settings, "busy", action, str(error), report.NEXT["busy"])


def lease_of(request, settings, aws, state):
    """Return the lease that a request needs, not taken yet."""
    holder = f"{settings.role}/{request.action}/{clock.nonce()}"
    return Lease(aws, state, settings, holder)


def change_for_alarm(request, settings, aws, state):
    """Carry out what an alarm asks for.

    It asks once. So a refusal is no end: a region may have answered by luck, and a run that was in
    the way may get stuck.
    """
    let_others_go_first(settings, aws)
    for turn in range(ALARM_TURNS):
        if turn:
            wait(aws, SECONDS_BETWEEN_TURNS)
        try:
            return change(request, settings, aws, state)
        except (Refused, Busy, LeaseLost) as error:
            refusal = error
            log.log("warning", step="request", turn=turn, refused=str(error))
    notify.tell_refusal(settings, aws, str(refusal))
    raise refusal


def change(request, settings, aws, state):
    """Carry out a request that changes who is active."""
    lease = lease_of(request, settings, aws, state)
    began = clock.monotonic()
    known = False  # whether a run is, or could be, written down
    try:
        take(lease, aws, patient=request.automatic)
        taken = clock.monotonic()
        job = Job(settings, aws, state, lease, View(settings).read(state, lease.missed))
        before = job.view.own("run")
        mine = job.view.unfinished().get(settings.role)
        known = bool(mine)
        if mine and not (request.action == "failover" and mine["action"] != "failover"):
            return resume(job, mine)
        try:
            run = assess.decide(job, request)
        except NothingToDo as error:
            return nothing_to_do(settings, job.view, request.action, str(error))
        if before and not before.get("outcome"):
            state.put(settings.role, overtaken(before, run))
        job.run = run
        job.note("lease", began, "done", said_of_lease(lease), until=taken)
        job.note("assess", taken, "done", f"{run['source']} -> {run['target']}")
        known = True
        job.begin(run, before)
        return go_on(job)
    except (OutOfTime, *FAILURES) as error:
        if request.automatic:
            raise  # Lambda asks again; nobody else would
        why = str(error) or "the function's time is over"
        if known:
            return brief(settings, "unfinished", request.action, why, report.NEXT["unfinished"])
        message = f"{why}; nothing was changed"
        return brief(settings, "refused", request.action, message, "Ask again.")
    finally:
        lease.release()


def tend(settings, aws, state, lease):
    """Go on with what was interrupted and do what is left over; cheap when there is neither."""
    found = state.read(settings.role)
    run = found.get("run", {})
    left = [id for id in found if id.startswith("pending#")]
    if not left and (not run or run.get("outcome")):
        return brief(settings, "nothing to do", "tend", "nothing is left over", "")
    held = found.get("lease")
    if held and held["until"] >= clock.now():
        raise Busy(settings.role, held["holder"], held["until"])
    lease.take()
    try:
        job = Job(settings, aws, state, lease, View(settings).read(state, lease.missed))
        run = job.view.own("run")
        if run and not run.get("outcome"):
            return resume(job, run)
        said = pending.do_all(job)
        left = [f"{each['work']} of {each['role']}" for each in job.view.pending(settings.role)]
        answer = brief(settings, "finished", "tend", "; ".join(said) or "nothing is left over", "")
        return {**answer, "pending": left}
    except (OutOfTime, *FAILURES) as error:
        return brief(settings, "unfinished", "tend", str(error), report.NEXT["unfinished"])
    finally:
        lease.release()


def resume(job, run):
    """Take over a run that another invocation began."""
    job.resumed = True
    job.begin(run, run)
    log.log("info", step="resume", run=run["run"], done=list(run["steps"]))
    return go_on(job)


def go_on(job):
    """Do whatever of a run is not done, and end it."""
    run = job.run
    log.fields_of_all["run"] = run["run"]
    try:
        steps.check_not_superseded(job)
        for _ in range(TRIES):
            if not run.get("abandoned"):
                try:
                    steps.carry_out(job)
                    return report.close(job, "finished", f"{run['target']} is the active region")
                except Abandoned as error:
                    run["abandoned"] = str(error)
                    job.save()
            if not has_moved_after_all(job):
                return abandon(job)
            del run["abandoned"]
            run["steps"].get("promote database", {}).pop("status", None)
            job.save()
        return report.of(job, "unfinished", "RDS moves while this means to give up")
    except Superseded as error:
        if job.settings.role not in job.view.truth().get("forced", {}):
            pending.stand_down(job, job.settings.role, job.view.truth()["active"])
        return report.close(job, "refused", f"superseded: {error}")
    except LeaseLost as error:
        return brief(job.settings, "busy", run["action"], str(error), report.NEXT["busy"])
    except Stuck as error:
        return {**report.of(job, "unfinished", str(error)), "next": report.NEXT["stuck"]}
    except (OutOfTime, Unanswered) as error:
        why = str(error) or "the function's time is over"
        return report.of(job, "unfinished", f"{why}; what was done is written down")
    except FAILURES as error:
        log.log("error", step=job.failed_at, error=repr(error))
        message = f"{job.failed_at}: {error}"
        return {**report.of(job, "unfinished", message), "next": report.NEXT["broken"]}


def has_moved_after_all(job):
    """Say whether RDS does what it was given up for: the way back is longer than the way on."""
    role = job.settings.role
    if not job.settings.global_cluster:
        return False
    globe = job.database.look()
    return role in (globe.writer, globe.heading_for)


def abandon(job):
    """Take back what a run changed that cannot be finished."""
    run = job.run
    began = clock.monotonic()
    active = job.view.truth()["active"]
    done = pending.stand_down(job, job.settings.role, active)
    job.note("take back", began, "done", done)
    return report.close(job, "refused", f"{run['abandoned']}; {active} stays the active region")


def take(lease, aws, *, patient):
    """Take the lease; wait for whoever only tends, answer everybody else.

    Nobody repeats what an alarm asked for, so that is patient: a lease whose holder died lapses.
    """
    began = clock.monotonic()
    while True:
        try:
            return lease.take()
        except Busy as error:
            passing = patient or "/tend/" in str(error.holder)
            if not passing or clock.monotonic() - began > LEASE_SECONDS + SECONDS_BETWEEN_TRIES:
                raise
            aws.wait(SECONDS_BETWEEN_TRIES)


def let_others_go_first(settings, aws):
    """Wait for the standbys before this one, so that alarms in all of them move to the first."""
    place = list(settings.regions).index(settings.role)
    wait(aws, min(LONGEST_COURTESY, SECONDS_PER_PLACE * (place - 1)))


def wait(aws, seconds):
    """Wait in steps, so that the end of the function's time is noticed."""
    for _ in range(seconds // SECONDS_BETWEEN_TRIES):
        aws.wait(SECONDS_BETWEEN_TRIES)


def overtaken(old, new):
    """Return the report of a run that gives way to another one."""
    content = {name: value for name, value in old.items() if name not in ("id", "holder")}
    return {
        **content,
        "id": f"report#{old['run']}",
        "outcome": "refused",
        "message": f"superseded by {new['run']}",
    }


def said_of_lease(lease):
    """Say where the lease is held, and where nobody could be asked."""
    missed = "".join(f"; {role} missed: {why}" for role, why in lease.missed.items())
    return f"held in {', '.join(lease.held)}{missed}"


def nothing_to_do(settings, view, action, message):
    """Return the answer to a request for what is so already."""
    answer = brief(settings, "nothing to do", action, message, "Nothing.")
    active = view.truth()["active"]
    left = [f"{each['work']} of {each['role']}" for each in view.pending(settings.role)]
    return {**answer, "active": active, "region": settings.regions[active], "pending": left}


def brief(settings, outcome, action, message, then):
    """Return an answer that is about no run."""
    return {
        "outcome": outcome,
        "action": action,
        "run": None,
        "active": None,
        "region": None,
        "message": message,
        "steps": [],
        "pending": [],
        "next": then,
        "answered_by": settings.role,
    }
