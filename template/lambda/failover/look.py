"""Is a region well? Asked from here, as a client would ask."""

import ssl
import urllib.request
from datetime import UTC, datetime, timedelta
from http.client import HTTPException

import clock
import traffic
from botocore.exceptions import ClientError
from errors import Unanswered
from log import log

TIMEOUT_SECONDS = 5
# Health checkers do not look at the certificate either: one that has run out is to be renewed, and
# is no reason to move a database.
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE
LOOKS = 3
SECONDS_BETWEEN_LOOKS = 5
MINUTES_SEEN = 60  # for which it is looked back


def answers(url):
    """Say whether a health URL answers 200, and what it did instead."""
    try:
        # The address comes from the environment, and begins with https.
        with urllib.request.urlopen(  # noqa: S310
            url, timeout=TIMEOUT_SECONDS, context=TLS
        ) as answer:
            return answer.status == 200, f"status {answer.status}"
    except (OSError, HTTPException) as error:
        return False, f"{error}"


def is_well(job, role):
    """Say whether a region answers its health URL or, where nothing serves, its API."""
    url = job.settings.health_url(role)
    if url:
        return answers(url)
    try:
        if job.settings.global_cluster:
            status = job.database.describe(role, fresh=True).get("Status")
            return status == "available", f"its database is {status}"
        job.state.read(role, fresh=True)
        return True, "its table answers"
    except (Unanswered, ClientError) as error:
        return False, str(error)


def last_seen(job):
    """Return the last minute in which the validator here saw the active region answer.

    None when it answers still, or when nobody has looked.
    """
    end = datetime.fromtimestamp(clock.now(), UTC)
    answer = job.aws.call(
        job.settings.role,
        "cloudwatch",
        "get_metric_statistics",
        Namespace=traffic.NAMESPACE,
        MetricName="ActiveRegionAnswers",
        Dimensions=[{"Name": "System", "Value": job.settings.name}],
        StartTime=end - timedelta(minutes=MINUTES_SEEN),
        EndTime=end,
        Period=60,
        Statistics=["Maximum"],
    )
    points = sorted(answer.get("Datapoints") or [], key=lambda point: point["Timestamp"])
    if not points or points[-1]["Maximum"] >= 1:
        return None
    seen = [point["Timestamp"] for point in points if point["Maximum"] >= 1]
    return seen[-1] if seen else points[0]["Timestamp"]


def looks_down(job, role):
    """Say whether a region is down, looking more than once: one answer is proof of life."""
    for number in range(LOOKS):
        if number:
            job.aws.wait(SECONDS_BETWEEN_LOOKS)
        well, why = is_well(job, role)
        log("info", step="assess", looked_at=role, well=well, why=why)
        if well:
            return False, why
    return True, why
