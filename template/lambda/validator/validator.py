"""Says whether this region could take over now. Runs on a schedule, and by hand.

{"check": "pulse"}      publishes which region is active, and whether that one answers
{"check": "readiness"}  asks everything that a failover needs, and publishes and returns the verdict
"""

import json
import os
import time
from dataclasses import asdict
from functools import partial

import answering
import asking
import check_capacity
import check_certificate
import check_data
import check_database
import check_failover
import findings
import situation
from deployment import Deployment

SECONDS = 30  # for all checks, which run at once
NAMESPACE = "DisasterRecovery"
# Each check by its name, and what a deployment has to have for it.
CHECKS = {
    "replication_lag": (check_database.replication_lag, "global_cluster"),
    "database": (check_database.database, "global_cluster"),
    "global_cluster": (check_database.global_cluster, "global_cluster"),
    "sessions": (check_data.sessions, "sessions_table"),
    "buckets": (check_data.buckets, "buckets"),
    "secret": (check_data.secret, "secret_id"),
    "key": (check_data.key, "kms_key_arn"),
    "capacity": (check_capacity.capacity, "compute"),
    "quota": (check_capacity.quota, "quota_code"),
    "images": (check_capacity.images, "repositories"),
    "certificate": (check_certificate.certificate, "certificate_arn"),
    "backup": (check_data.backup, "backup_vault"),
    "state_table": (check_failover.state_table, "table"),
    "unfinished_work": (check_failover.unfinished_work, "table"),
    "records": (check_failover.records, "table"),
    "drill": (check_failover.drill, "table"),
}
# What a failover goes on with: no reason against one once the active region is gone.
REMEDIED = {"unfinished_work"}
# A drill that is overdue has an alarm of its own, and is no reason not to fail over.
DOES_NOT_COUNT = {"drill"}


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


def pulse(deployment):
    """Publish whether this region is the active one and, if not, whether that one answers."""
    now = situation.look_briefly(deployment)
    answer = {"region": deployment.region, "role": deployment.role, "active": now.active}
    metrics = {"Active": now.here}
    if not now.here:
        answers, detail = answering.ask(deployment, now.active)
        metrics["ActiveRegionAnswers"] = answers
        answer |= {"active_region_answers": answers, "detail": detail}
    publish(deployment, metrics)
    return answer


def readiness(deployment):
    """Run every check that applies, publish the verdict and return it with its reasons."""
    now = situation.look(deployment)
    checks = {
        name: partial(check, now)
        for name, (check, needs) in CHECKS.items()
        if getattr(deployment, needs)
    }
    found = findings.judge(checks, SECONDS)
    bad = [
        name
        for name, finding in found.items()
        if finding.status != "ok" and name not in DOES_NOT_COUNT
    ]
    ready = not bad or (
        REMEDIED.issuperset(bad) and not now.here and not answering.ask(deployment, now.active)[0]
    )
    metrics = {"Ready": ready, "FailedChecks": len(bad)}
    if not isinstance(now.items, Exception) and "drill" in now.items:
        metrics["DrillAgeDays"] = check_failover.drill_age_days(now)
    publish(deployment, metrics)
    return {
        "ready": ready,
        "region": deployment.region,
        "role": deployment.role,
        "active": now.active if now.known else None,
        "checks": [{"name": name, **asdict(finding)} for name, finding in found.items()],
    }


def publish(deployment, metrics):
    """Publish metrics in this region, where the alarms on them are."""
    asking.client("cloudwatch", deployment.region).put_metric_data(
        Namespace=NAMESPACE,
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [{"Name": "System", "Value": deployment.name}],
                "Value": float(value),
            }
            for name, value in metrics.items()
        ],
    )
