"""Says whether this region could take over now. Runs on a schedule, and by hand.

{"check": "pulse"}      publishes which region is active, and how it serves
{"check": "readiness"}  asks everything that a failover needs, and publishes and returns the verdict
"""

import json
import os
import time

import asking
from deployment import Deployment
from pulse import pulse
from readiness import readiness


def handler(event, context):
    """Carry out one of the two checks."""
    runs = {"pulse": pulse, "readiness": readiness}
    check = event.get("check") if isinstance(event, dict) else None
    if check not in runs:
        raise ValueError('send {"check": "pulse"} or {"check": "readiness"}')
    started = time.monotonic()
    answer = run(runs[check])
    seconds = round(time.monotonic() - started, 2)
    print(json.dumps({"check": check, "run": context.aws_request_id, "seconds": seconds} | answer))
    return answer


def run(check):
    """Run a check; a region that does not answer is no error, which would ask it again and again.

    What is missing then is the metric, and that is what alarms look for.
    """
    try:
        return check(Deployment.of(os.environ))
    except Exception as error:
        if not asking.unreachable(error):
            raise
        return {"failed": asking.describe(error)}
