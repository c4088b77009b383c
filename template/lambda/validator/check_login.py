"""Check of the way into the database that applications take."""

import answering
import asking
from check_database import hangs
from findings import failed, ok, unknown

REFUSED = "AUTH_FAILURE"
PASSING = ("PENDING_PROXY_CAPACITY", "PROMOTED")  # what ends by itself


def login(now):
    """Look whether this region's proxy signs in at this region's cluster."""
    deployment = now.deployment
    targets = targets_of(deployment)
    if targets is None:
        return failed(f"There is no proxy {deployment.proxy} here. Apply Terraform again.")
    states = [(each, each.get("TargetHealth") or {}) for each in targets]
    bad = [(each, health) for each, health in states if health.get("State") != "AVAILABLE"]
    if not targets:
        return failed(f"The proxy {deployment.proxy} knows no instance of {deployment.cluster}.")
    if not bad:
        return ok(f"The proxy {deployment.proxy} signs in at {len(targets)} instance(s).")
    said = "; ".join(described(each, health) for each, health in bad)
    reasons = reasons_of(each for each, _ in bad)
    if REFUSED in reasons:
        if is_lost(now):
            return unknown(
                f"The proxy {deployment.proxy} is not let in: {said}. The active region does not "
                "answer; a failover gives the database the password of the secret here."
            )
        return failed(
            f"The proxy {deployment.proxy} is not let in: {said}. The secret here holds another "
            "password than the database takes: see its replication, and rotate it."
        )
    if len(bad) < len(targets) or reasons <= {*PASSING, None}:
        return unknown(f"Not every instance can be reached through the proxy: {said}.")
    if hangs(now):
        return unknown(f"RDS lets nobody in while a change of the writer hangs: {said}.")
    return failed(f"The proxy {deployment.proxy} reaches no instance: {said}.")


def is_mended_by_failover(now):
    """Say whether the password differs here, and nothing but a failover can set it.

    A rotation may have got to the database or to the secret before the active region was lost.
    """
    if now.here or not now.deployment.proxy:
        return False
    return REFUSED in reasons_of(targets_of(now.deployment) or []) and is_lost(now)


def reasons_of(targets):
    """Return why targets are not well, in AWS's words."""
    return {(each.get("TargetHealth") or {}).get("Reason") for each in targets}


def is_lost(now):
    """Say whether another region is the active one, and does not answer."""
    return not now.here and not answering.answers(now.deployment, now.active)


def targets_of(deployment):
    """Return the instances that the proxy of this region knows; None if there is no proxy."""
    rds = asking.client("rds", deployment.region)
    try:
        found = rds.describe_db_proxy_targets(DBProxyName=deployment.proxy)["Targets"]
    except rds.exceptions.DBProxyNotFoundFault:
        return None
    return [each for each in found if each.get("Type") != "TRACKED_CLUSTER"]


def described(target, health):
    """Say in AWS's words how a target is."""
    words = (health.get("State"), health.get("Reason"), health.get("Description"))
    return f"{target.get('RdsResourceId')}: {', '.join(word for word in words if word)}"
