"""Says whether this region is the active one: the one whose database takes writes.

A failover changes that in a parameter of each region. It is read at most every few seconds; while
it cannot be read, what was read last holds and, before that, what the region was made for.
"""

import json
import os
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait

import boto3
from botocore.config import Config

PARAMETER = os.environ.get("ACTIVE_REGION_PARAMETER")
ROLE = os.environ.get("REGION_ROLE")
KEPT_FOR = 15.0  # seconds
AGAIN_AFTER = 3.0  # seconds, when it could not be read
TIMEOUT = 0.45  # seconds
PATIENCE = 0.5  # seconds that a caller waits unless it says otherwise

CONFIG = Config(connect_timeout=TIMEOUT, read_timeout=TIMEOUT, retries={"total_max_attempts": 1})
ssm = boto3.client("ssm", config=CONFIG) if PARAMETER else None

pool = ThreadPoolExecutor(max_workers=1)
lock = threading.Lock()
kept = {"until": 0.0, "region": None}
reading = Future()  # the one that is under way, or the last
reading.set_result(None)


def is_active(patience=PATIENCE):
    """Tell whether this region is the active one, after so many seconds at most."""
    if PARAMETER:
        wait([_refresh()], timeout=patience)
    if kept["region"] is None:
        return ROLE == "primary"
    return kept["region"] == os.environ["AWS_REGION"]


def _refresh():
    """Start to read the parameter, unless what is kept is new or it is being read already."""
    global reading
    with lock:
        if reading.done() and time.monotonic() >= kept["until"]:
            reading = pool.submit(_read)
        return reading


def _read():
    """Read the parameter; the log says why when that fails."""
    seconds = KEPT_FOR
    try:
        kept["region"] = ssm.get_parameter(Name=PARAMETER)["Parameter"]["Value"]
    except Exception as error:
        seconds = AGAIN_AFTER
        print(json.dumps({"level": "error", "check": "region", "error": type(error).__name__}))
    kept["until"] = time.monotonic() + seconds


# As the function starts, so that the first answers are right.
is_active()
