"""Check of the way into the database that applications take."""

import asking
from check_database import hangs
from findings import failed, ok, unknown

PASSING = ("PENDING_PROXY_CAPACITY", "PROMOTED")  # what ends by itself


def login(now):
    """Look whether this region's proxy signs in at this region's cluster."""
    deployment = now.deployment
    rds = asking.client("rds", deployment.region)
    try:
        found = rds.describe_db_proxy_targets(DBProxyName=deployment.proxy)["Targets"]
    except rds.exceptions.DBProxyNotFoundFault:
        return failed(f"There is no proxy {deployment.proxy} here. Apply Terraform again.")
    targets = [each for each in found if each.get("Type") != "TRACKED_CLUSTER"]
    states = [(each, each.get("TargetHealth") or {}) for each in targets]
    bad = [(each, health) for each, health in states if health.get("State") != "AVAILABLE"]
    if not targets:
        return failed(f"The proxy {deployment.proxy} knows no instance of {deployment.cluster}.")
    if not bad:
        return ok(f"The proxy {deployment.proxy} signs in at {len(targets)} instance(s).")
    said = "; ".join(described(each, health) for each, health in bad)
    reasons = {health.get("Reason") for _, health in bad}
    if reasons & {"AUTH_FAILURE"}:
        return failed(
            f"The proxy {deployment.proxy} is not let in: {said}. The secret here holds another "
            "password than the database takes: see its replication, and rotate it."
        )
    if len(bad) < len(targets) or reasons <= {*PASSING, None}:
        return unknown(f"Not every instance can be reached through the proxy: {said}.")
    if hangs(now):
        return unknown(f"RDS lets nobody in while a change of the writer hangs: {said}.")
    return failed(f"The proxy {deployment.proxy} reaches no instance: {said}.")


def described(target, health):
    """Say in AWS's words how a target is."""
    words = (health.get("State"), health.get("Reason"), health.get("Description"))
    return f"{target.get('RdsResourceId')}: {', '.join(word for word in words if word)}"
