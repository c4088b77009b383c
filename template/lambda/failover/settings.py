"""What the environment says: who this is, what there is, where."""

import json
from dataclasses import dataclass, field

from roles import in_order_of_takeover

# What belongs together: a part of it alone would switch a step off in silence.
TOGETHER = (
    ("GLOBAL_CLUSTER", "CLUSTERS"),
    ("ECS_CLUSTER", "ECS_SERVICE"),
    ("ENDPOINT_DOMAIN", "HEALTH_CHECK_PATH"),
)
NEEDS = (
    ("CAPACITY", ("ECS_SERVICE", "AUTOSCALING_GROUP")),
    ("DATABASE_MINIMUM_CAPACITY", ("CLUSTERS",)),
    ("PROXY", ("CLUSTERS",)),
    ("PROXY", ("SECRET_ID",)),
)
BY_ROLE = ("CLUSTERS", "CAPACITY", "DATABASE_MINIMUM_CAPACITY")
APPROVALS = ("never", "automatic", "always")


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
    proxy: str = ""
    secret_id: str = ""  # of the own region
    rotation_arn: str = ""
    ecs_cluster: str = ""
    ecs_service: str = ""
    autoscaling_group: str = ""
    api_function: str = ""
    capacity: dict = field(default_factory=dict)
    capacity_max: int = 0
    endpoint_domain: str = ""
    health_check_path: str = ""
    drain_seconds: float = 0.0
    degraded_share: float = 0.15  # of requests that fail: people are told
    down_share: float = 0.5  # of requests that fail: the region counts as down
    wait_minutes: int = 5  # for which that has to be so
    quiet_minutes: int = 60  # for which a region has to be well before it is gone back to
    approval: str = "never"  # whether runs wait for a person
    approval_minutes: float = 60.0
    may_detach: bool = False  # without a request that says so
    may_lose_data: bool = False  # when an orchestrator asks, which cannot say so
    evidence_bucket: str = ""

    @classmethod
    def of(cls, environment):
        """Read the variables of a process; raise `ValueError` when they do not fit together."""
        check(environment)

        def table(name):
            return json.loads(environment.get(name) or "{}")

        def number(name, absent):
            return float(environment.get(name) or absent)

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
            proxy=environment.get("PROXY", ""),
            secret_id=environment.get("SECRET_ID", ""),
            rotation_arn=environment.get("ROTATION_ARN", ""),
            ecs_cluster=environment.get("ECS_CLUSTER", ""),
            ecs_service=environment.get("ECS_SERVICE", ""),
            autoscaling_group=environment.get("AUTOSCALING_GROUP", ""),
            api_function=environment.get("API_FUNCTION", ""),
            capacity={role: int(count) for role, count in table("CAPACITY").items()},
            capacity_max=int(environment.get("CAPACITY_MAX") or 0),
            endpoint_domain=environment.get("ENDPOINT_DOMAIN", ""),
            health_check_path=environment.get("HEALTH_CHECK_PATH", ""),
            drain_seconds=number("DRAIN_SECONDS", 0),
            degraded_share=number("DEGRADED_SHARE", cls.degraded_share),
            down_share=number("DOWN_SHARE", cls.down_share),
            wait_minutes=int(number("WAIT_MINUTES", cls.wait_minutes)),
            quiet_minutes=int(number("QUIET_MINUTES", cls.quiet_minutes)),
            approval=environment.get("APPROVAL") or cls.approval,
            approval_minutes=number("APPROVAL_MINUTES", cls.approval_minutes),
            may_detach=environment.get("MAY_DETACH") == "true",
            may_lose_data=environment.get("MAY_LOSE_DATA") == "true",
            evidence_bucket=environment.get("EVIDENCE_BUCKET", ""),
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


def check(environment):
    """Refuse variables of which one is missing, or empty, that another one needs."""
    given = {name for name, value in environment.items() if value}
    for names in TOGETHER:
        missing = [name for name in names if name not in given]
        if missing and len(missing) < len(names):
            raise ValueError(f"{missing[0]} is not set, but {' and '.join(set(names) & given)} is")
    for name, alternatives in NEEDS:
        if name in given and not given.intersection(alternatives):
            raise ValueError(f"{' or '.join(alternatives)} is not set, but {name} is")
    roles = json.loads(environment["REGIONS"])
    if environment["ROLE"] not in roles:
        raise ValueError(f"REGIONS does not name the role {environment['ROLE']}")
    for name in BY_ROLE:
        absent = roles.keys() - json.loads(environment.get(name) or "{}").keys()
        if name in given and absent:
            raise ValueError(f"{name} does not name {', '.join(sorted(absent))}")
    if environment.get("APPROVAL") and environment["APPROVAL"] not in APPROVALS:
        raise ValueError(f"APPROVAL is {environment['APPROVAL']}; right are {', '.join(APPROVALS)}")
