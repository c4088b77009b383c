"""What the function's environment says of the deployment; what there is not is None or empty."""

import json
from dataclasses import dataclass


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

    @classmethod
    def of(cls, environment):
        """Read the variables that the function was given."""
        text = environment.get

        def content(name, absent):
            return json.loads(environment[name]) if environment.get(name) else absent

        return cls(
            name=environment["NAME"],
            role=environment["ROLE"],
            regions=in_order(json.loads(environment["REGIONS"])),
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
        return self.clusters[self.role].rpartition(":")[2]


def in_order(regions):
    """Put primary, dr, dr2 ... dr10 in this order; Terraform sorts them as text."""
    return {role: regions[role] for role in sorted(regions, key=_place)}


def _place(role):
    return (role != "primary", int(role.removeprefix("dr") or 1) if role != "primary" else 0)
