"""Checks of the Aurora global database."""

from datetime import UTC, datetime, timedelta

import answering
import asking
import situation
from aurora import USABLE, fit, region_of
from findings import failed, ok, unknown

HOURS = 3  # to look back: within these a person will have decided
CHANGING = {"failing-over", "promoting", "switching-over"}  # states of a cluster
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
    much = not fresh or lag > limit(deployment)
    if much and not answering.answers(deployment, now.active):
        return silent(now, lags)
    if not fresh:
        return unknown(
            f"RDS has said nothing of {deployment.cluster}'s lag since {at:%H:%M} UTC although "
            "the active region answers: see whether it still replicates."
        )
    return compare(deployment, lag, f"{deployment.cluster} is {lag:.1f} s behind the writer")


def silent(now, lags):
    """Judge by the lag that there was when the active region was last heard of."""
    deployment, heard = now.deployment, last_answer(now)
    before = [(at, lag) for at, lag in lags if heard is None or at < heard]
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


def last_answer(now):
    """Return the last minute in which the active region answered, by what was written down."""
    watch, limit = now.own("watch"), now.deployment.down_share
    minutes = watch.get("minutes", []) if watch.get("active") == now.active else []
    seen = [minute for minute, asked, failed in minutes if failed < limit * asked]
    return datetime.fromtimestamp(60 * (max(seen) + 1), UTC) if seen else None


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
    if len(bad) == 1 and cluster["Status"] in CHANGING and hangs(now):
        return ok(f"{bad[0]} A change that hangs gives way to a failover.")
    if bad:
        return failed(*bad, "Wait if somebody changes it now; else see its events in RDS.")
    return ok(f"{deployment.cluster} and its {len(members)} instance(s) are available.")


def hangs(now):
    """Say whether a change of the writer hangs: the region that has to take part does not answer.

    Nobody is let in anywhere meanwhile. A failover ends it.
    """
    deployment = now.deployment
    if now.here or not deployment.global_cluster:
        return False
    rds = situation.client("rds", deployment, deployment.role)
    name = deployment.global_cluster
    found = rds.describe_global_clusters(GlobalClusterIdentifier=name)["GlobalClusters"][0]
    return changes_writer(found) and not answering.answers(deployment, now.active)


def changes_writer(globe):
    """Say whether RDS is changing the writer of a global cluster, as it describes it."""
    return globe["Status"] != "available" or bool(globe.get("FailoverState"))


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
    if now.truth.standalone and deployment.clusters[now.truth.standalone] not in members:
        return standing_alone(now)
    if arn not in members:
        return failed(
            f"{deployment.cluster} is no member of {name}, and AWS adds none that exists: build "
            "the global database again, as docs/runbooks/failover.md says."
        )
    changes = changes_writer(found)
    sync = members[arn].get("SynchronizationStatus", "connected")
    away = (changes or sync != "connected") and not now.here
    if away and not answering.answers(deployment, now.active):
        what = "a change that hangs gives way to a failover" if changes else f"it was {sync}"
        return ok(f"The active region does not answer; {what}.")
    if changes:
        what = found.get("FailoverState", found).get("Status")
        return failed(f"{name} is {what}: wait until that has ended.")
    if sync != "connected":
        return failed(f"{deployment.cluster} is {sync} in {name}: wait until it has caught up.")
    if members[arn].get("IsWriter", False) != now.here:
        writer = next((arn for arn, m in members.items() if m.get("IsWriter")), "nowhere")
        return failed(
            f"The active region is that of {now.active}, but the writer is {writer}: "
            "let the failover function of the region that shall be active finish."
        )
    return ok(f"{deployment.cluster} is the {'writer' if now.here else 'secondary'} it should be.")


def standing_alone(now):
    """Judge where a failover has detached the writer from the global cluster."""
    alone, build = now.truth.standalone, "docs/runbooks/failover.md says how to build it again."
    if alone == now.deployment.role:
        return ok(f"{now.deployment.cluster} stands alone since a failover: {build}")
    return failed(f"The database of {alone} stands alone: nothing of it is here. {build}")


def versions(now):
    """Compare the engine's version with the writer's: RDS promotes only what is of the same one."""
    deployment = now.deployment
    if now.here:
        return ok("This region's cluster is the writer.")
    own = _describe(deployment, deployment.role)
    mine, engine = own.get("EngineVersion", ""), own.get("Engine", "")
    theirs, asked = now.own("serving").get("version", ""), "has written down"
    try:
        theirs, asked = _describe(deployment, now.active)["EngineVersion"], "runs"
    except Exception as error:
        if not asking.unreachable(error):
            raise
    if not theirs:
        return unknown(f"{now.active} did not say of which version its database is.")
    if fit(engine, mine, theirs):
        return ok(f"{deployment.cluster} is of version {mine}, {now.active} {asked} {theirs}.")
    return failed(
        f"{deployment.cluster} is of version {mine}, and {now.active} {asked} {theirs}: RDS would "
        "refuse to promote it. Bring all members to one version, secondaries first."
    )


def maintenance(now):
    """Look for maintenance that is to come: it brings versions apart, cluster by cluster."""
    deployment = now.deployment
    arn = deployment.clusters[deployment.role]
    rds = asking.client("rds", region_of(arn))
    found = rds.describe_pending_maintenance_actions(ResourceIdentifier=arn)
    actions = [
        action
        for each in found["PendingMaintenanceActions"]
        for action in each["PendingMaintenanceActionDetails"]
    ]
    if not actions:
        return ok(f"No maintenance of {deployment.cluster} is pending.")
    what = "; ".join(_described(action) for action in actions)
    return failed(f"Pending for {deployment.cluster}: {what}. Apply it to secondaries first.")


def _described(action):
    at = action.get("CurrentApplyDate") or action.get("ForcedApplyDate")
    when = f", at {at:%Y-%m-%d %H:%M} UTC" if at else ", not scheduled"
    return f"{action.get('Action')}: {action.get('Description', '')}{when}"


def _describe(deployment, role):
    rds = situation.client("rds", deployment, role)
    name = deployment.clusters[role].rpartition(":")[2]
    return rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
