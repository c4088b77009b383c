"""The Aurora global database: who writes, how far behind the own cluster is, promotion."""

from datetime import UTC, datetime, timedelta

import clock
from aws import code_of
from botocore.exceptions import ClientError
from errors import Abandoned, Stuck, Unanswered
from log import log

LAG_METRIC = "AuroraGlobalDBRPOLag"  # milliseconds, published where a secondary is
LAG_MINUTES = 60  # in an outage the newest figure can be as old as the outage
SILENT_LOOKS = 3  # at the source of a switchover, before it is not waited for any more
SECONDS_BETWEEN_LOOKS = 5
PLANNED_TRIES = 3
PLANNED_SECONDS = 180  # for which RDS may refuse or not answer before a switchover is given up
SECONDS_TO_TAKE_EFFECT = 20  # before no sign of a switchover means that there is none
# In these states a cluster takes writes, whatever else is done to it.
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
NOT_NOW = ("InvalidGlobalClusterStateFault", "InvalidDBClusterStateFault")


class Globe:
    """What RDS says of the global cluster."""

    def __init__(self, cluster, roles):
        failover = cluster.get("FailoverState") or {}
        self.status = cluster.get("Status", "")
        self.heading_for = roles.get(failover.get("ToDbClusterArn"))
        self.losing = bool(failover.get("IsDataLossAllowed"))
        self.members = {}  # role -> member
        for member in cluster.get("GlobalClusterMembers") or []:
            role = roles.get(member.get("DBClusterArn"))
            if role:
                self.members[role] = member

    @property
    def writer(self):
        """The role whose cluster takes writes, or None while nobody knows."""
        writers = [role for role, member in self.members.items() if member.get("IsWriter")]
        return writers[0] if len(writers) == 1 else None

    @property
    def idle(self):
        """Whether RDS is not changing the writer."""
        return self.status in ("available", "") and not self.heading_for

    def connected(self, role):
        """Whether a member is in step, as far as RDS says so."""
        return self.members[role].get("SynchronizationStatus", "connected") == "connected"


class Database:
    """The global cluster, asked in the own region."""

    def __init__(self, aws, settings):
        self.aws = aws
        self.settings = settings
        self.roles = {arn: role for role, arn in settings.clusters.items()}
        self.own = settings.clusters.get(settings.role, "")
        self.asked_at = None

    def look(self):
        """Return what RDS says of the global cluster now."""
        answer = self.aws.call(
            self.settings.role,
            "rds",
            "describe_global_clusters",
            GlobalClusterIdentifier=self.settings.global_cluster,
        )
        clusters = answer.get("GlobalClusters") or [{}]
        return Globe(clusters[0], self.roles)

    def describe(self, role, *, fresh=False):
        """Return what RDS says of the cluster in a region."""
        name = name_of(self.settings.clusters[role])
        answer = self.aws.call(
            role, "rds", "describe_db_clusters", fresh=fresh, DBClusterIdentifier=name
        )
        clusters = answer.get("DBClusters") or [{}]
        return clusters[0]

    def lag(self, until=None):
        """Return the newest figure of the own lag and its time; empty where there is none.

        Once the writer's region is gone, the figure goes on growing though nothing more is written.
        What can be lost is what was behind at the last moment that it was seen: `until`.
        """
        end = datetime.fromtimestamp(clock.now(), UTC)
        answer = self.aws.call(
            self.settings.role,
            "cloudwatch",
            "get_metric_statistics",
            Namespace="AWS/RDS",
            MetricName=LAG_METRIC,
            Dimensions=[{"Name": "DBClusterIdentifier", "Value": name_of(self.own)}],
            StartTime=end - timedelta(minutes=LAG_MINUTES),
            EndTime=end,
            Period=60,
            Statistics=["Maximum"],
        )
        points = answer.get("Datapoints") or []
        if until is not None:
            points = [point for point in points if point["Timestamp"] <= until] or points
        if not points:
            return {}
        newest = max(points, key=lambda point: point["Timestamp"])
        return {
            "milliseconds": round(newest["Maximum"]),
            "measured_at": int(newest["Timestamp"].timestamp()),
        }

    def promote(self, job):
        """Have the own cluster write, however far that has got already; return what was done."""
        role, run = self.settings.role, job.run
        asked = silent = 0
        self.asked_at = None
        while True:
            globe = self.look()
            if globe.writer == role:
                if self.describe(role).get("Status") in USABLE:
                    return "asked RDS" if asked else "it was the writer already"
            elif role in globe.members and (globe.writer or run["action"] == "failover"):
                if globe.writer and globe.writer not in run["writers"]:
                    raise Abandoned(f"the writer has moved to {globe.writer} meanwhile")
                if self._may_ask(run, globe):
                    self.asked_at = clock.monotonic()
                    asked += self._ask(job, globe)
                elif run["action"] != "failover":
                    silent = 0 if self._answers(run["source"]) else silent + 1
                    if silent == SILENT_LOOKS:
                        raise Stuck(
                            f"{run['source']} has stopped answering while RDS is {globe.status}"
                        )
            self.aws.wait(SECONDS_BETWEEN_LOOKS)

    def _answers(self, role):
        try:
            self.describe(role, fresh=True)
        except (Unanswered, ClientError):
            return False
        return True

    def _may_ask(self, run, globe):
        if run["action"] == "failover":
            # A switchover that hangs because its source died is no reason to wait.
            return not (globe.losing or globe.status == "failing-over")
        if not globe.idle:
            return False
        if self.asked_at and clock.monotonic() - self.asked_at < SECONDS_TO_TAKE_EFFECT:
            return False
        begun = run["steps"]["promote database"]["begun"]
        if run["tries"] >= PLANNED_TRIES or clock.now() - begun > PLANNED_SECONDS:
            raise Abandoned(f"RDS did not switch over: {run.get('refusal') or 'no reason given'}")
        return True

    def _ask(self, job, globe):
        """Ask RDS once; what came of it, the next look will tell."""
        run = job.run
        failover = run["action"] == "failover"
        where = self.settings.role if failover else globe.writer
        operation = "failover_global_cluster" if failover else "switchover_global_cluster"
        try:
            self.aws.call(
                where,
                "rds",
                operation,
                once=True,
                GlobalClusterIdentifier=self.settings.global_cluster,
                TargetDbClusterIdentifier=self.own,
                **({"AllowDataLoss": True} if failover else {}),
            )
            return 1
        except Unanswered as error:
            run["refusal"] = str(error)
        except ClientError as error:
            if code_of(error) not in NOT_NOW:
                raise
            run["refusal"] = str(error)
            if not failover:
                run["tries"] += 1
                job.save()
        log("warning", step="promote database", refusal=run["refusal"])
        return 0

    def raise_minimum(self, role, acu):
        """Set the least capacity of a serverless cluster; return whether that changed it."""
        scaling = self.describe(role).get("ServerlessV2ScalingConfiguration") or {}
        if not scaling or scaling.get("MinCapacity") == acu:
            return False
        self.aws.call(
            role,
            "rds",
            "modify_db_cluster",
            DBClusterIdentifier=name_of(self.settings.clusters[role]),
            ServerlessV2ScalingConfiguration={**scaling, "MinCapacity": acu},
            ApplyImmediately=True,
        )
        return True


def name_of(arn):
    """Return the name of a cluster, which is what most calls take."""
    return arn.rpartition(":")[2]
