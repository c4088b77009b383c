"""Says whether this region could take over now. Runs on a schedule, and by hand.

{"check": "pulse"}      publishes which region is active, and how it serves
{"check": "readiness"}  asks everything that a failover needs, and publishes and returns the verdict
"""

import json
import os
import time

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
    answer = runs[check](Deployment.of(os.environ))
    seconds = round(time.monotonic() - started, 2)
    print(json.dumps({"check": check, "run": context.aws_request_id, "seconds": seconds} | answer))
    return answer
