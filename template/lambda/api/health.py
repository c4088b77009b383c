"""Says whether this function lives, and whether this region could serve.

The second asks everything that it depends on, at once. What is to be replaced when it does not
answer has to be judged by the first: a database that changes its writer is no fault of those who
wait for it. A Route 53 health checker waits two seconds for an answer, and the way to a far region
and back takes nearly one of them: what has not answered within DEADLINE counts as failed.
"""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor, wait

import boto3
import database
import region
import sessions
from botocore.config import Config
from web import Answer

DEADLINE = 1.0  # seconds for everything
TIMEOUT = 0.45  # seconds for one try of two
KEPT_FOR = 2.0  # seconds: many checkers ask, none of them needs an answer of its own
# What a check is called, by the variable that asks for it.
NAMES = {
    "SESSIONS_TABLE": "sessions",
    "BUCKET": "storage",
    "TRANSACTION_LOG_BUCKET": "transaction_logs",
    "DATABASE_HOST": "database",
}

CONFIG = Config(connect_timeout=TIMEOUT, read_timeout=TIMEOUT, retries={"total_max_attempts": 1})
# Made before the first request: it takes longer than asking.
dynamodb = boto3.client("dynamodb", config=CONFIG)
s3 = boto3.client("s3", config=CONFIG)
rds = boto3.client("rds", config=CONFIG)  # signs, and asks nothing

kept = {"until": 0.0, "states": {}}


def live(_request):
    """Answer that the function runs."""
    return Answer(200, {"status": "ok", "region": os.environ["AWS_REGION"]})


def get(_request):
    """Answer a health check: 200 if this region could serve, 503 if not."""
    states = current()
    healthy = all(state == "ok" for state in states.values())
    content = {
        "status": "ok" if healthy else "failed",
        "region": os.environ["AWS_REGION"],
        "role": region.ROLE,
        **({"active": active()} if region.PARAMETER else {}),
        "checks": states,
    }
    return Answer(200 if healthy else 503, content)


def current():
    """Return the state of each dependency, not older than KEPT_FOR."""
    if time.monotonic() >= kept["until"]:
        kept["states"] = run(checks())
        kept["until"] = time.monotonic() + KEPT_FOR
    return kept["states"]


def checks():
    """Return what to ask: a function for each thing that this region is said to have."""
    every = {
        "SESSIONS_TABLE": read_sessions,
        "BUCKET": lambda: find_bucket("BUCKET"),
        "TRANSACTION_LOG_BUCKET": lambda: find_bucket("TRANSACTION_LOG_BUCKET"),
        "DATABASE_HOST": reach_database,
    }
    return {NAMES[given]: check for given, check in every.items() if given in os.environ}


def run(wanted):
    """Ask everything at once and return "ok", "failed" or "late" for each."""
    if not wanted:
        return {}
    pool = ThreadPoolExecutor(max_workers=len(wanted))
    asked = {name: pool.submit(twice, check) for name, check in wanted.items()}
    wait(asked.values(), timeout=DEADLINE)
    states = {name: state(name, future) for name, future in asked.items()}
    pool.shutdown(wait=False)  # whatever still waits ends by its own timeout
    return states


def twice(check):
    """Try again at once: a connection from before the environment slept fails once."""
    try:
        check()
    except Exception:
        check()


def state(name, future):
    """Return the state of one dependency; the log says why it is not "ok"."""
    if not future.done():
        return "late"
    error = future.exception()
    if error is None:
        return "ok"
    code = getattr(error, "response", {}).get("Error", {}).get("Code")
    print(json.dumps({"level": "error", "check": name, "error": code or type(error).__name__}))
    return "failed"


def read_sessions():
    """Read an item that is not there: the cheapest proof that reading works."""
    nobody = {sessions.KEY: {"S": "health"}}  # too short for the id of a session
    dynamodb.get_item(TableName=os.environ["SESSIONS_TABLE"], Key=nobody)


def find_bucket(variable):
    """Ask for a bucket as this function may."""
    s3.head_bucket(Bucket=os.environ[variable])


def reach_database():
    """Have the database that has to answer in this region answer: through the proxy, a query.

    A cluster without a proxy lets nobody in by a token that was not made for it by a migration.
    """
    *others, last = endpoints()
    for host in others:
        try:
            return reach(host)
        except Exception as error:
            print(json.dumps({"level": "info", "host": host, "error": type(error).__name__}))
    return reach(last)


def reach(host):
    """Have the database answer behind one name."""
    port = int(os.environ["DATABASE_PORT"])
    if "DATABASE_SECRET_ARN" in os.environ:
        database.reach(host, port, TIMEOUT)
        return
    user = os.environ["DATABASE_USER"]
    token = rds.generate_db_auth_token(host, port, user)
    database.query(host, port, TIMEOUT, user, os.environ["DATABASE_NAME"], token)


def active():
    """Tell whether this region is the active one, as far as is known by now: a checker waits."""
    return region.is_active(patience=0)


def endpoints():
    """Return the names that lead to an instance of this region's own cluster, the likeliest first.

    In the active region that is the writer's. Elsewhere it is the one for reads, as the other leads
    nowhere until the region's cluster is promoted. Between that and the claim of the active region
    the cluster has a writer, and may have no reader any more.
    """
    names = [os.environ.get("DATABASE_READ_ONLY_HOST"), os.environ["DATABASE_HOST"]]
    return names[1:] if active() or not names[0] else names
