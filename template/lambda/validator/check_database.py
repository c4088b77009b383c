"""Checks of the Aurora global database."""

from datetime import UTC, datetime, timedelta

import answering
import asking
import situation
from findings import failed, ok, unknown

# A cluster or an instance can be promoted or written to in all of these.
USABLE = {
    "available",
    "backing-up",
    "configuring-enhanced-monitoring",
    "configuring-iam-database-auth",
    "configuring-log-exports",
    "maintenance",
    "modifying",
    "storage-optimization",
    "update-iam-db-auth",
}
HOURS = 3  # to look back: within these a person will have decided
FRESH = timedelta(minutes=10)  # RDS publishes the lag each minute


def replication_lag(now):
    """Compare what a failover would lose with the recovery point objective.

    When the active region is silent, the lag grows although nothing is written any more. What
    would be lost is what was missing here in the last minute in which the region answered.
    """
    deployment = now.deployment
    if now.here:
        return ok("This region is the active one: nothing is copied to it.")
    lags = read_lags(deployment)
    if not lags:
        return unknown(
            f"RDS has said nothing of {deployment.cluster}'s lag for {HOURS} hours: "
            "see whether it is a secondary of the global cluster."
        )
    at, lag = lags[-1]
    fresh = datetime.now(UTC) - at <= FRESH
    if not fresh or lag > limit(deployment):
        answers, _ = answering.ask(deployment, now.active)
        if not answers:
            return silent(deployment, lags)
    if not fresh:
        return unknown(
            f"RDS has said nothing of {deployment.cluster}'s lag since {at:%H:%M} UTC although "
            "the active region answers: see whether it still replicates."
        )
    return compare(deployment, lag, f"{deployment.cluster} is {lag:.1f} s behind the writer")


def silent(deployment, lags):
    """Judge by the lag that there was when the active region was last heard of."""
    heard = last_answer(deployment)
    before = [(at, lag) for at, lag in lags if heard is None or at <= heard]
    at, lag = (before or lags)[-1]
    what = f"The active region does not answer; at {at:%H:%M} UTC {deployment.cluster} was"
    return compare(deployment, lag, f"{what} {lag:.1f} s behind")


def compare(deployment, lag, what):
    """Judge a lag in seconds."""
    if lag <= limit(deployment):
        return ok(f"{what}.")
    return failed(
        f"{what}, and the objective is {limit(deployment):.0f} s: a failover now loses more than "
        "was agreed. Look for long transactions or too much load where the writer is."
    )


def limit(deployment):
    """Return the recovery point objective in seconds."""
    return 60 * deployment.rpo_minutes


def read_lags(deployment):
    """Return the times and the seconds of lag that RDS published, in order."""
    cluster = {"Name": "DBClusterIdentifier", "Value": deployment.cluster}
    points = read_metric(deployment, "AWS/RDS", "AuroraGlobalDBRPOLag", cluster)
    return [(at, milliseconds / 1000) for at, milliseconds in points]


def last_answer(deployment):
    """Return the last minute in which the active region answered, by our own metric."""
    system = {"Name": "System", "Value": deployment.name}
    points = read_metric(deployment, "DisasterRecovery", "ActiveRegionAnswers", system)
    return max((at for at, answered in points if answered), default=None)


def read_metric(deployment, namespace, name, dimension):
    """Return the times and the maxima of a metric, minute by minute, in order."""
    end = datetime.now(UTC)
    found = asking.client("cloudwatch", deployment.region).get_metric_statistics(
        Namespace=namespace,
        MetricName=name,
        Dimensions=[dimension],
        StartTime=end - timedelta(hours=HOURS),
        EndTime=end,
        Period=60,
        Statistics=["Maximum"],
    )
    return sorted((point["Timestamp"], point["Maximum"]) for point in found["Datapoints"])


def database(now):
    """Look whether this region's cluster and its instances are available."""
    deployment = now.deployment
    rds = situation.client("rds", deployment, deployment.role)
    try:
        cluster = rds.describe_db_clusters(DBClusterIdentifier=deployment.cluster)["DBClusters"][0]
    except rds.exceptions.DBClusterNotFoundFault:
        return failed(f"There is no cluster {deployment.cluster} here. Apply Terraform again.")
    members = [member["DBInstanceIdentifier"] for member in cluster["DBClusterMembers"]]
    if not members:
        return failed(f"{deployment.cluster} has no instance: none could be promoted.")
    states = {deployment.cluster: cluster["Status"]}
    for member in members:  # by name, so that the role can be held to this cluster's instances
        found = rds.describe_db_instances(DBInstanceIdentifier=member)["DBInstances"][0]
        states[member] = found["DBInstanceStatus"]
    bad = [f"{name} is {status}." for name, status in states.items() if status not in USABLE]
    if bad:
        return failed(*bad, "Wait if somebody changes it now; else see its events in RDS.")
    return ok(f"{deployment.cluster} and its {len(members)} instance(s) are available.")


def global_cluster(now):
    """Look whether this region's cluster has the part in the global one that it should have."""
    deployment = now.deployment
    name, arn = deployment.global_cluster, deployment.clusters[deployment.role]
    rds = situation.client("rds", deployment, deployment.role)
    try:
        found = rds.describe_global_clusters(GlobalClusterIdentifier=name)["GlobalClusters"][0]
    except rds.exceptions.GlobalClusterNotFoundFault:
        return failed(f"There is no global cluster {name}. Apply Terraform again.")
    members = {member["DBClusterArn"]: member for member in found["GlobalClusterMembers"]}
    if arn not in members:
        return failed(f"{deployment.cluster} is no member of {name}: add it again.")
    if found["Status"] != "available" or found.get("FailoverState"):
        what = found.get("FailoverState", found).get("Status")
        return failed(f"{name} is {what}: wait until that has ended.")
    if (sync := members[arn].get("SynchronizationStatus", "connected")) != "connected":
        return failed(f"{deployment.cluster} is {sync} in {name}: wait until it has caught up.")
    if members[arn].get("IsWriter", False) != now.here:
        writer = next((arn for arn, m in members.items() if m.get("IsWriter")), "nowhere")
        return failed(
            f"The active region is that of {now.active}, but the writer is {writer}: "
            "let the failover function of the region that shall be active finish."
        )
    return ok(f"{deployment.cluster} is the {'writer' if now.here else 'secondary'} it should be.")
