"""Carries a run on to its end, whoever began it, and takes back one that cannot be finished."""

import clock
import log
import notify
import pending
import promote
import refusals
import report
import steps
from errors import (
    FAILURES,
    Abandoned,
    LeaseLost,
    OutOfTime,
    Stuck,
    Superseded,
    Unanswered,
    Waiting,
)

TRIES = 2  # at a run that RDS finishes after all


def resume(job, run):
    """Take over a run that another invocation began."""
    job.resumed = True
    job.begin(run, run)
    log.log("info", step="resume", run=run["run"], done=list(run["steps"]))
    return go_on(job)


def go_on(job):
    """Do whatever of a run is not done, and end it; people are told where it does not end well."""
    log.fields_of_all["run"] = job.run["run"]
    try:
        answer = _go_on(job)
    except LeaseLost as error:
        return report.of(job, "busy", str(error))
    if answer["outcome"] != "finished" and (
        answer["outcome"] != "unfinished" or answer["refused_by_aws"]
    ):
        notify.tell_trouble(job, answer)
    return answer


def _go_on(job):
    run = job.run
    try:
        steps.check_not_superseded(job)
        for _ in range(TRIES):
            if not run.get("abandoned"):
                try:
                    steps.carry_out(job)
                    return report.close(job, "finished", f"{run['target']} is the active region")
                except Abandoned as error:
                    run.update(abandoned=str(error), ends_as=error.outcome)
                    job.save()
            if not has_moved_after_all(job):
                return abandon(job)
            del run["abandoned"]
            run["steps"].get(promote.STEP, {}).pop("status", None)
            job.save()
        return report.of(job, "unfinished", "RDS moves while this means to give up")
    except Superseded as error:
        if job.settings.role not in job.view.truth().get("forced", {}):
            pending.stand_down(job, job.settings.role, job.view.truth()["active"])
        return report.close(job, "refused", f"superseded: {error}")
    except Waiting as error:
        return report.of(job, "waiting", str(error))
    except Stuck as error:
        answer = report.of(job, "unfinished", str(error))
        return {**answer, "next": report.NEXT["stuck"], "stuck": True}
    except (OutOfTime, Unanswered) as error:
        why = str(error) or "the function's time is over"
        return report.of(job, "unfinished", f"{why}; what was done is written down")
    except FAILURES as error:
        log.log("error", step=job.failed_at, error=repr(error))
        refusals.note(job, job.failed_at, str(error))
        message = f"{job.failed_at}: {error}"
        return {**report.of(job, "unfinished", message), "next": report.NEXT["refusing"]}


def has_moved_after_all(job):
    """Say whether RDS does what it was given up for: the way back is longer than the way on."""
    if not job.settings.global_cluster:
        return False
    return promote.has_moved(job, job.database.look(job.standalone))


def abandon(job):
    """Take back what a run changed that cannot be finished, as far as that answers."""
    run, role = job.run, job.settings.role
    began = clock.monotonic()
    active = job.view.truth()["active"]
    done = [reopen(job, active)] if active in run["closing"] else []
    if pending.is_waiting(job.view, "open", active):
        pending.remember(job, "stand-down", role, f"{active} is not open again yet")
    else:
        done.append(pending.stand_down(job, role, active))
    job.note("take back", began, "done", "; ".join(done))
    message = f"{run['abandoned']}; {active} stays the active region"
    return report.close(job, run.get("ends_as", "refused"), message)


def reopen(job, active):
    """Open the region again that this run has closed, or would close as soon as it answers."""
    for item in job.view.pending(job.settings.role):
        if (item["work"], item["role"], item["epoch"]) == ("fence", active, job.run["epoch"]):
            pending.forget(job, item)
    if not job.is_begun("close source"):
        return f"{active} was not closed"
    opened = pending.attempt(job, "open", active, lambda: job.compute.open(active))
    return f"{active} is open again" if opened else f"{active} will be opened when it answers"
