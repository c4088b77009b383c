"""What the environment says: who this is, what there is, where."""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """The deployment as this function knows it. A value is empty where there is no such thing."""

    name: str
    role: str
    regions: dict  # role -> region, in the order of takeover
    table: str
    parameter: str
    topic_arn: str
    rpo_seconds: float
    rto_seconds: float
    global_cluster: str = ""
    clusters: dict = field(default_factory=dict)
    minimum_acu: dict = field(default_factory=dict)
    ecs_cluster: str = ""
    ecs_service: str = ""
    autoscaling_group: str = ""
    api_function: str = ""
    capacity: dict = field(default_factory=dict)
    capacity_max: int = 0
    endpoint_domain: str = ""
    health_check_path: str = ""
    drain_seconds: float = 0.0

    @classmethod
    def of(cls, environment):
        """Read the variables of a process."""

        def table(name):
            return json.loads(environment.get(name) or "{}")

        return cls(
            name=environment["NAME"],
            role=environment["ROLE"],
            regions=in_order_of_takeover(json.loads(environment["REGIONS"])),
            table=environment["TABLE"],
            parameter=environment["PARAMETER"],
            topic_arn=environment["TOPIC_ARN"],
            rpo_seconds=60 * float(environment["RPO_MINUTES"]),
            rto_seconds=60 * float(environment["RTO_MINUTES"]),
            global_cluster=environment.get("GLOBAL_CLUSTER", ""),
            clusters=table("CLUSTERS"),
            minimum_acu=table("DATABASE_MINIMUM_CAPACITY"),
            ecs_cluster=environment.get("ECS_CLUSTER", ""),
            ecs_service=environment.get("ECS_SERVICE", ""),
            autoscaling_group=environment.get("AUTOSCALING_GROUP", ""),
            api_function=environment.get("API_FUNCTION", ""),
            capacity={role: int(count) for role, count in table("CAPACITY").items()},
            capacity_max=int(environment.get("CAPACITY_MAX") or 0),
            endpoint_domain=environment.get("ENDPOINT_DOMAIN", ""),
            health_check_path=environment.get("HEALTH_CHECK_PATH", ""),
            drain_seconds=float(environment.get("DRAIN_SECONDS") or 0),
        )

    @property
    def region(self):
        """The region of this function."""
        return self.regions[self.role]

    @property
    def primary(self):
        """The role that is active as long as nobody has decided otherwise."""
        return next(iter(self.regions))

    @property
    def others(self):
        """All roles but the own one, in the order of takeover."""
        return [role for role in self.regions if role != self.role]

    def as_serving(self, sizes):
        """Return the size, of whatever kind, of a region that serves."""
        return sizes[self.primary]

    def as_standby(self, sizes, role, active):
        """Return the size of a region that stands by: the primary is then as small as the other."""
        return sizes[active if role == self.primary else role]

    def health_url(self, role):
        """Return where a region is asked whether it is well, or nothing."""
        if not self.endpoint_domain:
            return ""
        return f"https://{role}.{self.endpoint_domain}{self.health_check_path}"


def in_order_of_takeover(regions):
    """Sort roles as they take over, primary, dr, dr2, ...: JSON from Terraform is in no order."""

    def place(role):
        return 0 if role == "primary" else int(role.removeprefix("dr") or 1)

    return {role: regions[role] for role in sorted(regions, key=place)}
