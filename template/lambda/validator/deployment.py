"""What the function's environment says of the deployment; what there is not is None or empty."""

import json
from dataclasses import dataclass

from aurora import name_of
from roles import in_order_of_takeover


@dataclass(frozen=True)
class Deployment:
    """A deployment, seen from one of its regions."""

    name: str
    role: str
    regions: dict  # role -> region, in the order of takeover
    table: str  # of the failover function; one in each region, not replicated
    parameter: str
    rpo_minutes: float
    drill_days: float
    endpoint_domain: str | None
    health_check_path: str
    global_cluster: str | None
    clusters: dict  # role -> ARN
    ecs_cluster: str | None
    ecs_service: str | None
    autoscaling_group: str | None
    api_function: str | None
    capacity: dict  # role -> tasks or instances
    task_vcpus: float
    instance_type: str | None
    quota_code: str | None
    sessions_table: str | None
    buckets: list
    secret_id: str | None
    kms_key_arn: str | None
    repositories: dict  # name -> tag
    certificate_arn: str | None
    backup_vault: str | None
    backup_copy_hours: float
    proxy: str | None
    health_checks: dict  # role -> id of the health check of its endpoint
    heartbeat_bucket: str | None
    capacity_max: int
    degraded_share: float  # of requests that fail: people are told
    down_share: float  # of requests that fail: a region counts as down

    @classmethod
    def of(cls, environment):
        """Read the variables that the function was given; refuse half of what belongs together."""
        text = environment.get
        if bool(text("GLOBAL_CLUSTER")) != bool(text("CLUSTERS")):
            raise ValueError("GLOBAL_CLUSTER and CLUSTERS belong together: one of them is not set")

        def content(name, absent):
            return json.loads(environment[name]) if environment.get(name) else absent

        return cls(
            name=environment["NAME"],
            role=environment["ROLE"],
            regions=in_order_of_takeover(json.loads(environment["REGIONS"])),
            table=environment["TABLE"],
            parameter=environment["PARAMETER"],
            rpo_minutes=float(environment["RPO_MINUTES"]),
            drill_days=float(text("DRILL_DAYS") or 90),
            endpoint_domain=text("ENDPOINT_DOMAIN"),
            health_check_path=text("HEALTH_CHECK_PATH") or "/",
            global_cluster=text("GLOBAL_CLUSTER"),
            clusters=content("CLUSTERS", {}),
            ecs_cluster=text("ECS_CLUSTER"),
            ecs_service=text("ECS_SERVICE"),
            autoscaling_group=text("AUTOSCALING_GROUP"),
            api_function=text("API_FUNCTION"),
            capacity=content("CAPACITY", {}),
            task_vcpus=float(text("TASK_VCPUS") or 0),
            instance_type=text("INSTANCE_TYPE"),
            quota_code=text("QUOTA_CODE"),
            sessions_table=text("SESSIONS_TABLE"),
            buckets=content("BUCKETS", []),
            secret_id=text("SECRET_ID"),
            kms_key_arn=text("KMS_KEY_ARN"),
            repositories=content("REPOSITORIES", {}),
            certificate_arn=text("CERTIFICATE_ARN"),
            backup_vault=text("BACKUP_VAULT"),
            backup_copy_hours=float(text("BACKUP_COPY_HOURS") or 0),
            proxy=text("PROXY"),
            health_checks=content("HEALTH_CHECKS", {}),
            heartbeat_bucket=text("HEARTBEAT_BUCKET"),
            capacity_max=int(text("CAPACITY_MAX") or 0),
            degraded_share=float(text("DEGRADED_SHARE") or 0.15),
            down_share=float(text("DOWN_SHARE") or 0.5),
        )

    @property
    def region(self):
        """The region that the function runs in."""
        return self.regions[self.role]

    @property
    def others(self):
        """The other regions, by role."""
        return {role: region for role, region in self.regions.items() if role != self.role}

    @property
    def first_role(self):
        """The role whose region serves unless a failover changed that."""
        return next(iter(self.regions))

    @property
    def compute(self):
        """What runs the service here: the service, group or function; None without compute."""
        return self.ecs_service or self.autoscaling_group or self.api_function

    @property
    def cluster(self):
        """The identifier of this region's database cluster."""
        return name_of(self.clusters[self.role])

    @property
    def replicates(self):
        """What is replicated beside the database, and has marks that say how late it comes."""
        there = {"sessions": self.sessions_table, "objects": self.heartbeat_bucket}
        return [what for what, name in there.items() if name]

    def url(self, role):
        """Return where clients ask a region whether it is well."""
        return f"https://{role}.{self.endpoint_domain}{self.health_check_path}"
