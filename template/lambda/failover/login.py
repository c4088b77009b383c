"""Can applications sign in at the database through the proxy? Asked, and mended where it can be."""

import json

from botocore.exceptions import ClientError
from errors import FAILURES, Unanswered
from log import log

STEP = "login"
SECONDS = 60  # for which a proxy may take to find the new writer
SECONDS_AFTER_PASSWORD = 120  # for which RDS and the proxy may take to get to know a password
SECONDS_BETWEEN_LOOKS = 5
LOOKS_BEFORE_PASSWORD = 2  # a proxy may say AUTH_FAILURE of a writer that is starting


def sign_in(job):
    """Wait until the proxy signs in at the writer; give the writer the secret's password if not."""
    if not job.settings.proxy:
        return "skipped", "no proxy"
    job.start(STEP)
    refused = 0
    while True:
        state, why = writer_state(job)
        if state == "AVAILABLE":
            return "done", "the proxy signs in at the writer" + _mended(job)
        refused = refused + 1 if why.startswith("AUTH_FAILURE") else 0
        if refused == LOOKS_BEFORE_PASSWORD and not job.run.get("password_set"):
            job.run["password_set"] = set_password(job)
            job.save()
        longest = SECONDS_AFTER_PASSWORD if job.run.get("password_set") else SECONDS
        if job.waited(STEP) > longest:
            return "warning", f"the proxy does not sign in at the writer: {why}" + _mended(job)
        job.aws.wait(SECONDS_BETWEEN_LOOKS)


def _mended(job):
    said = job.run.get("password_set")
    return f"; {said}" if said else ""


def writer_state(job):
    """Return the state of the proxy's way to the writer, and why it is that."""
    try:
        targets = targets_of(job.aws, job.settings)
    except (Unanswered, ClientError) as error:
        return "", str(error)
    writers = [each for each in targets if each.get("Role") == "READ_WRITE"]
    for target in writers or targets:
        health = target.get("TargetHealth") or {}
        if health.get("State") != "AVAILABLE":
            return health.get("State", ""), reason_of(health)
    return ("AVAILABLE", "") if writers else ("", "it knows no writer")


def targets_of(aws, settings):
    """Return the instances that the proxy of the own region knows, and how they are."""
    answer = aws.call(
        settings.role, "rds", "describe_db_proxy_targets", once=True, DBProxyName=settings.proxy
    )
    # The cluster itself is listed too, and has no health of its own.
    return [each for each in answer.get("Targets") or [] if each.get("Type") != "TRACKED_CLUSTER"]


def reason_of(health):
    """Say in AWS's words why a target is not available."""
    words = (health.get("Reason"), health.get("State"), health.get("Description"))
    return ": ".join(word for word in words if word) or "no reason given"


def set_password(job):
    """Give the own cluster the password of the own region's secret; return what came of it.

    A rotation may have reached one of the two only, before the other region was lost.
    """
    role, settings = job.settings.role, job.settings
    try:
        answer = job.aws.call(
            role, "secretsmanager", "get_secret_value", SecretId=settings.secret_id
        )
        password = json.loads(answer["SecretString"])["password"]
        job.database.modify(role, MasterUserPassword=password)
    except (*FAILURES, ValueError) as error:
        log("warning", step=STEP, error=str(error))
        return f"its password could not be set: {error}"
    return "the cluster has the password of this region's secret now"
