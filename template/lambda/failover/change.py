"""Carries out what changes something: under the lease, and only once."""

import answers
import approval
import assess
import clock
import engine
import notify
import report
import small
from errors import FAILURES, Busy, LeaseLost, NothingToDo, OutOfTime, Refused
from job import Job
from lease import LEASE_SECONDS, Lease
from log import log
from view import View

SECONDS_BETWEEN_TRIES = 5
SECONDS_PER_PLACE = 60  # by which later standbys let earlier ones go first
LONGEST_COURTESY = 180
ALARM_TURNS = 4
SECONDS_BETWEEN_TURNS = 60


def serve(request, settings, aws, state, request_id):
    """Carry out a request; keep the answer where it refuses."""
    if request.automatic:
        return for_alarm(request, settings, aws, state)
    try:
        answer = carry_out(request, settings, aws, state, request_id)
    except Refused as error:
        answer = answers.brief(settings, "refused", request.action, str(error), error.then)
    if answer["outcome"] == "refused" and not answer.get("repeated"):
        answers.keep(state, settings, answer, request_id)
    return answer


def for_alarm(request, settings, aws, state):
    """Carry out what an alarm asks for.

    It asks once. So a refusal is no end: a region may have answered by luck, a run that was in the
    way may get stuck, and so may a switchover.
    """
    let_others_go_first(settings, aws)
    refusal = answer = None
    for turn in range(ALARM_TURNS):
        if turn:
            wait(aws, SECONDS_BETWEEN_TURNS)
        try:
            answer = carry_out(request, settings, aws, state)
        except (Refused, Busy, LeaseLost) as error:
            refusal = error
            log("warning", step="request", turn=turn, refused=str(error))
            continue
        if not answer.get("stuck") and answer["outcome"] != "refused":
            return answer
        refusal = Refused(answer["message"], answer["next"])
    notify.tell_refusal(settings, aws, refusal)
    if answer:
        return answer
    raise refusal


def carry_out(request, settings, aws, state, request_id=""):
    """Take the lease, find out what there is to do, and do it."""
    lease = lease_of(request.action, settings, aws, state)
    began = clock.monotonic()
    known = False  # whether a run is, or could be, written down
    try:
        take(lease, aws, patient=request.automatic)
        taken = clock.monotonic()
        job = Job(settings, aws, state, lease, View(settings).read(state, lease.missed))
        if before := answers.repeated(job.view, request_id):
            return before
        if request.action in small.DO:
            said = small.DO[request.action](job)
            return answers.brief(settings, "finished", request.action, said, "Nothing.")
        mine = job.view.unfinished().get(settings.role)
        known = bool(mine)
        if request.action == "approve":
            return approve(job, mine or {}, request)
        if mine and not (request.insists and mine["action"] != "failover"):
            return engine.resume(job, mine)
        before = job.view.own("run")
        try:
            run = assess.decide(job, request)
        except NothingToDo as error:
            return nothing_to_do(settings, job.view, request.action, str(error))
        if before and not before.get("outcome"):
            state.put(settings.role, overtaken(before, run))
        run["needs_approval"] = approval.is_needed(request, settings)
        job.run = run
        job.note("lease", began, "done", said_of_lease(lease), until=taken)
        job.note("assess", taken, "done", f"{run['source']} -> {run['target']}")
        known = True
        job.begin(run, before)
        return engine.go_on(job)
    except (OutOfTime, *FAILURES) as error:
        if request.automatic:
            raise
        why = str(error) or "the function's time is over"
        if known:
            then = report.NEXT["unfinished"]
            return answers.brief(settings, "unfinished", request.action, why, then)
        message = f"{why}; nothing was changed"
        return answers.brief(settings, "refused", request.action, message, "Ask again.")
    finally:
        lease.release()


def approve(job, run, request):
    """Let the own run go on that waits for a person."""
    job.run = run
    approval.approve(job, request)
    return engine.resume(job, run)


def lease_of(action, settings, aws, state):
    """Return the lease that a request needs, not taken yet."""
    return Lease(aws, state, settings, f"{settings.role}/{action}/{clock.nonce()}")


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
    answer = answers.brief(settings, "nothing to do", action, message, "Nothing.")
    active = view.truth()["active"]
    left = [f"{each['work']} of {each['role']}" for each in view.pending(settings.role)]
    return {**answer, "active": active, "region": settings.regions[active], "pending": left}
