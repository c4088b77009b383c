"""The Aurora global database: who writes, how far behind the own cluster is."""

from datetime import UTC, datetime, timedelta

import clock
from aurora import name_of
from aws import code_of
from botocore.exceptions import ClientError
from errors import Unanswered

LAG_METRIC = "AuroraGlobalDBRPOLag"  # milliseconds, published where a secondary is
LAG_MINUTES = 60  # in an outage the newest figure can be as old as the outage
CHANGING = ("switching-over", "failing-over", "pending", "cancelling")


class Globe:
    """What RDS says of the global cluster."""

    def __init__(self, cluster, roles, standalone=""):
        failover = cluster.get("FailoverState") or {}
        self.status = failover.get("Status") or cluster.get("Status", "")
        self.heading_for = roles.get(failover.get("ToDbClusterArn"))
        self.losing = bool(failover.get("IsDataLossAllowed"))
        self.engine = cluster.get("Engine", "")
        self.version = cluster.get("EngineVersion", "")
        self.members = {}  # role -> member
        for member in cluster.get("GlobalClusterMembers") or []:
            role = roles.get(member.get("DBClusterArn"))
            if role:
                self.members[role] = member
        # A cluster that was detached to be promoted writes, whatever is left of the global one.
        self.standalone = "" if standalone in self.members else standalone

    @property
    def writer(self):
        """The role whose cluster takes writes, or None while nobody knows."""
        if self.standalone:
            return self.standalone
        writers = [role for role, member in self.members.items() if member.get("IsWriter")]
        return writers[0] if len(writers) == 1 else None

    @property
    def idle(self):
        """Whether RDS is not changing the writer."""
        return self.status not in CHANGING and self.status in ("available", "")

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

    def look(self, standalone=""):
        """Return what RDS says of the global cluster now, beside a cluster that stands alone."""
        try:
            answer = self.aws.call(
                self.settings.role,
                "rds",
                "describe_global_clusters",
                GlobalClusterIdentifier=self.settings.global_cluster,
            )
        except ClientError as error:
            # On the way to a new one, there may be none.
            if not standalone or code_of(error) != "GlobalClusterNotFoundFault":
                raise
            answer = {}
        clusters = answer.get("GlobalClusters") or [{}]
        return Globe(clusters[0], self.roles, standalone)

    def describe(self, role, *, fresh=False):
        """Return what RDS says of the cluster in a region."""
        name = name_of(self.settings.clusters[role])
        answer = self.aws.call(
            role, "rds", "describe_db_clusters", fresh=fresh, DBClusterIdentifier=name
        )
        clusters = answer.get("DBClusters") or [{}]
        return clusters[0]

    def answers(self, role):
        """Say whether the RDS of a region answers for its cluster, asked anew."""
        try:
            self.describe(role, fresh=True)
        except (Unanswered, ClientError):
            return False
        return True

    def lag(self, until=None):
        """Return the newest figure of the own lag and its time; empty where there is none.

        Once the writer's region is gone, the figure goes on growing though nothing more is written.
        What can be lost is what was behind at the last moment that it was seen: `until`. A figure
        is of the minute that begins at its time.
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
            points = [p for p in points if p["Timestamp"].timestamp() < until] or points
        if not points:
            return {}
        newest = max(points, key=lambda point: point["Timestamp"])
        return {
            "milliseconds": round(newest["Maximum"]),
            "measured_at": int(newest["Timestamp"].timestamp()),
        }

    def modify(self, role, **changes):
        """Change the cluster of a region at once."""
        name = name_of(self.settings.clusters[role])
        self.aws.call(
            role,
            "rds",
            "modify_db_cluster",
            DBClusterIdentifier=name,
            ApplyImmediately=True,
            **changes,
        )

    def raise_minimum(self, role, acu):
        """Set the least capacity of a serverless cluster; return whether that changed it."""
        scaling = self.describe(role).get("ServerlessV2ScalingConfiguration") or {}
        if not scaling or scaling.get("MinCapacity") == acu:
            return False
        self.modify(role, ServerlessV2ScalingConfiguration={**scaling, "MinCapacity": acu})
        return True
