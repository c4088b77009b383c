"""Is a region well? Asked from here, as a client would ask."""

import ssl
import urllib.request
from http.client import HTTPException

from botocore.exceptions import ClientError
from errors import Unanswered
from log import log

TIMEOUT_SECONDS = 5
LOOKS = 3
SECONDS_BETWEEN_LOOKS = 5


def answers(url):
    """Say whether a health URL answers 200, and what it did instead."""
    try:
        # The address comes from the environment, and begins with https.
        with urllib.request.urlopen(  # noqa: S310
            url, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
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
            status = job.database.describe(role).get("Status")
            return status == "available", f"its database is {status}"
        job.state.read(role)
        return True, "its table answers"
    except (Unanswered, ClientError) as error:
        return False, str(error)


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
