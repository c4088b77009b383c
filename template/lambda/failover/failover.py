"""Makes its own region the active one: planned, losing nothing, or because another one is down.

It needs nothing of the region that failed.
What it is asked for is in request.py, the steps of a run in steps.py. A run is written down after
each step. Whoever dies leaves a lease that lapses, and a run that `tend` finishes: each step looks
before it acts.
"""

import json
import os

import change
import log
import report
import tend
from advise import advise
from answers import brief
from aws import Aws
from errors import FAILURES, Busy, LeaseLost, NotFinished, OutOfTime, Refused
from job import Job
from request import CHANGES, SMALL, Request
from settings import Settings
from state import State
from status import status
from view import View

DONE = ("finished", "nothing to do")


def handler(event, context):
    """Do what is asked for and say what came of it.

    What is not so is an error, with the answer as its message: orchestrators look for errors. It
    was written down before. What an alarm asks for ends in any case, as nobody waits for it.
    """
    seconds_left = context.get_remaining_time_in_millis() / 1000
    request_id = getattr(context, "aws_request_id", "")
    answer = serve(event, Settings.of(os.environ), seconds_left, request_id)
    log.log("info", answer=answer)
    if is_error(event, answer):
        raise NotFinished(json.dumps(answer, default=str))
    return answer


def is_error(event, answer):
    """Say whether whoever asked has to be told by an error."""
    alarm = isinstance(event, dict) and event.get("source") == "aws.cloudwatch"
    reads = answer["action"] in ("status", "advise", "tend")
    return not (alarm or reads or answer.get("repeated") or answer["outcome"] in DONE)


def serve(event, settings, seconds_left, request_id=""):
    """Answer one invocation."""
    log.fields_of_all.clear()
    log.fields_of_all.update(function=settings.name, role=settings.role, request_id=request_id)
    aws = Aws(settings, seconds_left)
    state = State(aws, settings)
    action = event.get("action") if isinstance(event, dict) else None
    try:
        request = Request.of(event, settings)
        action = request.action
        if action == "status":
            return status(settings, aws, state)
        if action == "advise":
            return advise(Job(settings, aws, state, None, View(settings).read(state)))
        if action == "tend":
            return tend.tend(settings, aws, state)
        log.log("info", step="request", request=request.content())
        return change.serve(request, settings, aws, state, request_id)
    except Refused as error:
        return brief(settings, "refused", action, str(error), error.then)
    except (Busy, LeaseLost) as error:
        return brief(settings, "busy", action, str(error), report.NEXT["busy"])
    except (OutOfTime, *FAILURES) as error:
        if action in (*CHANGES, *SMALL, "approve"):
            raise  # an alarm's request: Lambda asks again, nobody else would
        why = str(error) or "the function's time is over"
        return brief(settings, "unfinished", action, why, "Ask again.")
