"""Every five minutes: could this region take over, and is all in good order?

Each check is of a kind, which says what follows from what it finds:

vital   who does not know it cannot act: only "ok" lets this region take over
needed  what is known to be wrong keeps it from serving; what is not known does not
order   is for people to put right, and keeps nothing from happening
"""

import time
from dataclasses import asdict
from functools import partial

import asking
import check_capacity
import check_certificate
import check_data
import check_database
import check_failover
import check_login
import check_path
import check_release
import findings
import situation
from findings import publish

SECONDS = 30  # for all checks, which run at once
LONGEST_DETAIL = 300
VITAL, NEEDED, ORDER = "vital", "needed", "order"
# Each check by its name, of what kind it is, and what a deployment has to have for it.
CHECKS = {
    "state_table": (check_failover.state_table, VITAL, "table"),
    "database": (check_database.database, VITAL, "global_cluster"),
    "global_cluster": (check_database.global_cluster, VITAL, "global_cluster"),
    "versions": (check_database.versions, NEEDED, "global_cluster"),
    "replication_lag": (check_database.replication_lag, NEEDED, "global_cluster"),
    "login": (check_login.login, NEEDED, "proxy"),
    "secret": (check_data.secret, NEEDED, "secret_id"),
    "key": (check_data.key, NEEDED, "kms_key_arn"),
    "sessions": (check_data.sessions, NEEDED, "sessions_table"),
    "capacity": (check_capacity.capacity, NEEDED, "compute"),
    "quota": (check_capacity.quota, NEEDED, "quota_code"),
    "images": (check_release.images, NEEDED, "repositories"),
    "release": (check_release.release, NEEDED, "compute"),
    "own_path": (check_path.own_path, NEEDED, "endpoint_domain"),
    "maintenance": (check_database.maintenance, ORDER, "global_cluster"),
    "secret_replicas": (check_data.secret_replicas, ORDER, "secret_id"),
    "session_replicas": (check_data.session_replicas, ORDER, "sessions_table"),
    "replication": (check_path.replication, ORDER, "replicates"),
    "buckets": (check_data.buckets, ORDER, "buckets"),
    "certificate": (check_certificate.certificate, ORDER, "certificate_arn"),
    "backup": (check_data.backup, ORDER, "backup_vault"),
    "other_regions": (check_path.other_regions, ORDER, "health_checks"),
    "unfinished_work": (check_failover.unfinished_work, ORDER, "table"),
    "records": (check_failover.records, ORDER, "table"),
    "drill": (check_failover.drill, ORDER, "table"),
}
DOES_NOT_COUNT = {"drill"}  # it has an alarm of its own


def readiness(deployment):
    """Run every check that applies, publish the verdicts and return them with their reasons."""
    now = situation.look(deployment)
    checks = {
        name: partial(check, now)
        for name, (check, _, needs) in CHECKS.items()
        if getattr(deployment, needs)
    }
    found = [
        {"name": name, "kind": CHECKS[name][1], **asdict(finding)}
        for name, finding in findings.judge(checks, SECONDS).items()
    ]
    bad = [each for each in found if each["status"] != "ok"]
    could = not any(prevents(each) for each in bad)
    in_order = not [each for each in bad if each["name"] not in DOES_NOT_COUNT]
    metrics = {"CouldTakeOver": could, "InGoodOrder": in_order, "FailedChecks": len(bad)}
    if now.own("drill"):
        metrics["DrillAgeDays"] = check_failover.drill_age_days(now)
    written = keep(deployment, now, could, bad)
    publish(deployment, metrics)
    return {
        "ready": could,
        "in_good_order": in_order,
        "region": deployment.region,
        "role": deployment.role,
        "active": now.active if now.known else None,
        "checks": found,
        **({} if written else {"not_written": True}),
    }


def prevents(finding):
    """Say whether a finding that is not ok keeps this region from taking over."""
    return finding["kind"] == VITAL or (finding["kind"] == NEEDED and finding["status"] == "failed")


def keep(deployment, now, could, bad):
    """Write the verdict down for the failover function; say whether that was possible."""
    item = {
        "id": "readiness",
        "at": int(time.time()),
        "could": could,
        "findings": [{**each, "detail": each["detail"][:LONGEST_DETAIL]} for each in bad],
        "differs_since": check_release.differs_since(now),
    }
    write = partial(situation.write_item, deployment, deployment.role, item)
    return not isinstance(asking.together({"write": write}, 8)["write"], Exception)
