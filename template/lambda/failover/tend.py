"""Goes on with what was interrupted and does what is left over; cheap when there is neither."""

import change
import clock
import engine
import pending
import report
from answers import brief
from errors import FAILURES, Busy, OutOfTime
from job import Job
from view import View


def tend(settings, aws, state):
    """Answer the schedule.

    It asks each minute: what fails is no reason for Lambda to deliver the same once more, and for a
    dead letter in each minute of an outage here.
    """
    try:
        found = state.read(settings.role)
    except (OutOfTime, *FAILURES) as error:
        return brief(settings, "unfinished", "tend", f"nothing is known here: {error}", "")
    run = found.get("run", {})
    left = [id for id in found if id.startswith("pending#")]
    if not left and (not run or run.get("outcome")):
        return brief(settings, "nothing to do", "tend", "nothing is left over", "")
    held = found.get("lease")
    if held and held["until"] >= clock.now():
        raise Busy(settings.role, held["holder"], held["until"])
    lease = change.lease_of("tend", settings, aws, state)
    try:
        lease.take()
        job = Job(settings, aws, state, lease, View(settings).read(state, lease.missed))
        run = job.view.own("run")
        if run and not run.get("outcome"):
            return engine.resume(job, run)
        said = pending.do_all(job)
        left = [f"{each['work']} of {each['role']}" for each in job.view.pending(settings.role)]
        answer = brief(settings, "finished", "tend", "; ".join(said) or "nothing is left over", "")
        return {**answer, "pending": left}
    except (OutOfTime, *FAILURES) as error:
        return brief(settings, "unfinished", "tend", str(error), report.NEXT["unfinished"])
    finally:
        lease.release()
