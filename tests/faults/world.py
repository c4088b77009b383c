"""A deployment in an emulated AWS, small enough to be made new for every run.

It is built once through the API. Before each run everything that the function can change is put
back, in the emulator's memory: that takes less than a millisecond.
"""

import io
import json
import random
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from moto import mock_aws
from tfdr.emulator.extensions import install
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.global_databases import pace
from tfdr.emulator.protocol import ACCOUNT_ID

REGIONS = {"primary": "eu-west-1", "dr": "eu-central-1", "dr2": "us-west-2"}
NAME = "trading-test"
SERVING, STANDBY, MOST = 3, 1, 9
ACU = {"primary": 4, "dr": 1, "dr2": 1}
OF_A_CLUSTER = (
    "is_writer",
    "replication_source_identifier",
    "_master_user_password",
    "engine_version",
    "global_cluster_identifier",
)
DOMAIN = "trading.acme-markets.com"
VERSION, PASSWORD = "16.6", "p" * 20
START = 1_800_000_000.0


class Clock:
    """Time that passes only when somebody waits or calls."""

    def __init__(self, seed: int) -> None:
        self.passed = 0.0
        self.chance = random.Random(seed)

    def now(self) -> float:
        return START + self.passed

    def monotonic(self) -> float:
        return 1000.0 + self.passed

    def sleep(self, seconds: float) -> None:
        self.passed += seconds

    def jitter(self, limit: float) -> float:
        return self.chance.uniform(0, limit)

    def nonce(self) -> str:
        return f"{self.chance.getrandbits(32):08x}"


@dataclass(frozen=True)
class Shape:
    """What a deployment consists of."""

    compute: str = "ecs"
    database: bool = True
    roles: tuple[str, ...] = ("primary", "dr")
    serverless: bool = False

    @property
    def proxy(self) -> bool:
        """Whether applications reach the database through a proxy."""
        return self.database and self.compute in ("ecs", "api")

    def environment(self, role: str) -> dict[str, str]:
        """Return the variables of the function in a region."""
        sizes = {each: SERVING if each == "primary" else STANDBY for each in self.roles}
        variables = {
            "NAME": NAME,
            "ROLE": role,
            "REGIONS": json.dumps({each: REGIONS[each] for each in self.roles}),
            "TABLE": f"{NAME}-failover",
            "PARAMETER": f"/{NAME}/active-region",
            "TOPIC_ARN": f"arn:aws:sns:{REGIONS[role]}:{ACCOUNT_ID}:{NAME}",
            "RPO_MINUTES": "1",
            "RTO_MINUTES": "15",
        }
        if self.database:
            variables["GLOBAL_CLUSTER"] = NAME
            variables["CLUSTERS"] = json.dumps({each: cluster_arn(each) for each in self.roles})
            if self.serverless:
                variables["DATABASE_MINIMUM_CAPACITY"] = json.dumps(
                    {each: ACU[each] for each in self.roles}
                )
        if self.proxy:
            variables |= {"PROXY": NAME, "SECRET_ID": NAME}
        if self.compute in ("ecs", "ec2"):
            variables["CAPACITY"] = json.dumps(sizes)
            variables["CAPACITY_MAX"] = str(MOST)
        if self.compute == "ecs":
            variables |= {"ECS_CLUSTER": NAME, "ECS_SERVICE": NAME}
        if self.compute == "ec2":
            variables["AUTOSCALING_GROUP"] = NAME
        if self.compute == "api":
            variables["API_FUNCTION"] = f"{NAME}-api"
        if self.compute != "none":
            variables |= {"ENDPOINT_DOMAIN": DOMAIN, "HEALTH_CHECK_PATH": "/health"}
        return variables


def cluster_arn(role: str) -> str:
    return f"arn:aws:rds:{REGIONS[role]}:{ACCOUNT_ID}:cluster:{NAME}-{role}"


@cache
def client(service: str, region: str) -> Any:
    """Return the one client of a service in a region, for the function and for tests."""
    config = Config(
        connect_timeout=3,
        read_timeout=10,
        retries={"total_max_attempts": 1},
        parameter_validation=False,
    )
    return boto3.client(service, region_name=region, config=config)


@cache
def built() -> Any:
    """Build everything in every region, once in this process."""
    install()
    mock = mock_aws()
    mock.start()
    for role, region in REGIONS.items():
        _build_region(role, region)
    return mock


def _build_region(role: str, region: str) -> None:
    client("dynamodb", region).create_table(
        TableName=f"{NAME}-failover",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("sns", region).create_topic(Name=NAME)
    client("ssm", region).put_parameter(Name=f"/{NAME}/active-region", Value="x", Type="String")
    _build_ecs(region)
    _build_ec2(region)
    _build_api(region)
    rds = client("rds", region)
    if role == "primary":
        rds.create_global_cluster(
            GlobalClusterIdentifier=NAME, Engine="aurora-postgresql", EngineVersion=VERSION
        )
    writer = {"MasterUsername": "dbadmin", "MasterUserPassword": PASSWORD}
    rds.create_db_cluster(
        DBClusterIdentifier=f"{NAME}-{role}",
        GlobalClusterIdentifier=NAME,
        Engine="aurora-postgresql",
        EngineVersion=VERSION,
        ServerlessV2ScalingConfiguration={"MinCapacity": ACU[role], "MaxCapacity": 16},
        **(writer if role == "primary" else {}),
    )
    rds.create_db_instance(
        DBInstanceIdentifier=f"{NAME}-{role}-1",
        DBClusterIdentifier=f"{NAME}-{role}",
        Engine="aurora-postgresql",
        DBInstanceClass="db.serverless",
    )
    _build_proxy(role, region)


def _build_proxy(role: str, region: str) -> None:
    secret = client("secretsmanager", region).create_secret(
        Name=NAME, SecretString=json.dumps({"username": "dbadmin", "password": PASSWORD})
    )
    subnets = client("ec2", region).describe_subnets()["Subnets"][:2]
    rds = client("rds", region)
    rds.create_db_proxy(
        DBProxyName=NAME,
        EngineFamily="POSTGRESQL",
        Auth=[{"AuthScheme": "SECRETS", "SecretArn": secret["ARN"]}],
        RoleArn=f"arn:aws:iam::{ACCOUNT_ID}:role/proxy",
        VpcSubnetIds=[each["SubnetId"] for each in subnets],
    )
    rds.register_db_proxy_targets(DBProxyName=NAME, DBClusterIdentifiers=[f"{NAME}-{role}"])


def _build_ecs(region: str) -> None:
    ecs = client("ecs", region)
    ecs.create_cluster(clusterName=NAME)
    task = {"name": "service", "image": "service:1", "memory": 512}
    ecs.register_task_definition(family=NAME, containerDefinitions=[task])
    ecs.create_service(
        cluster=NAME, serviceName=NAME, taskDefinition=NAME, desiredCount=1, launchType="FARGATE"
    )
    client("application-autoscaling", region).register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{NAME}/{NAME}",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=1,
        MaxCapacity=MOST,
    )


def _build_ec2(region: str) -> None:
    ec2 = client("ec2", region)
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    ec2.create_launch_template(
        LaunchTemplateName=NAME,
        LaunchTemplateData={"ImageId": image, "InstanceType": "m7i.large"},
    )
    client("autoscaling", region).create_auto_scaling_group(
        AutoScalingGroupName=NAME,
        MinSize=0,
        MaxSize=MOST,
        DesiredCapacity=0,
        LaunchTemplate={"LaunchTemplateName": NAME},
        AvailabilityZones=[f"{region}a"],
    )


def _build_api(region: str) -> None:
    role = client("iam", "us-east-1")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    name = f"{NAME}-api-{region}"
    arn = role.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("api.py", "def handler(event, context): return {}")
    client("lambda", region).create_function(
        FunctionName=f"{NAME}-api",
        Runtime="python3.13",
        Role=arn,
        Handler="api.handler",
        Code={"ZipFile": package.getvalue()},
    )


class Region:
    """What the emulator holds of a region: what tests look at, and put back."""

    def __init__(self, role: str) -> None:
        from moto.backends import get_backend

        self.role, self.name = role, REGIONS[role]

        def backend(service: str) -> Any:
            return get_backend(service)[ACCOUNT_ID][self.name]  # type: ignore[call-overload]

        self.tables = backend("dynamodb")
        self.parameters = backend("ssm")._parameters
        self.service = next(iter(backend("ecs").services.values()))
        targets = backend("applicationautoscaling").targets
        self.target = next(iter(next(iter(targets.values())).values()))
        self.group = backend("autoscaling").autoscaling_groups[NAME]
        self.function = backend("lambda").get_function(f"{NAME}-api")
        self.metrics = backend("cloudwatch")
        self.topic = next(iter(backend("sns").topics.values()))
        self.cluster = backend("rds").clusters[f"{NAME}-{role}"]
        self.secret = backend("secretsmanager").secrets[NAME]

    @property
    def table(self) -> Any:
        """The table as it is now: moto makes it anew when a transaction fails."""
        return self.tables.tables[f"{NAME}-failover"]

    def items(self) -> dict[str, dict[str, Any]]:
        """Return the items of the region's table."""
        found = (_content(item) for item in self.table.items.values())
        return {content["id"]: content for content in found}

    def capture(self) -> Any:
        """Return all that the function can change. It writes items whole: they can be shared."""
        cluster = self.cluster
        return (
            dict(self.table.items),
            self.parameters[f"/{NAME}/active-region"][-1].value,
            (self.service.desired_count, self.service.running_count, self.target.min_capacity),
            (self.group.min_size, self.group.desired_capacity, list(self.group.instance_states)),
            self.function.reserved_concurrency,
            list(self.metrics.metric_data),
            {name: vars(cluster).get(name) for name in OF_A_CLUSTER},
            dict(cluster.serverless_v2_scaling_configuration),
        )

    def restore(self, captured: Any) -> None:
        """Make everything what it was when it was captured."""
        items, parameter, service, group, concurrency, metrics, cluster, acu = captured
        self.table.items.clear()
        self.table.items.update(items)
        self.parameters[f"/{NAME}/active-region"][-1].value = parameter
        self.service.desired_count, self.service.running_count = service[:2]
        self.target.min_capacity = service[2]
        self.group.min_size, self.group.desired_capacity = group[:2]
        self.group.instance_states[:] = group[2]
        self.function.reserved_concurrency = concurrency
        self.metrics.metric_data[:] = metrics
        vars(self.cluster).update(cluster)
        self.cluster.serverless_v2_scaling_configuration = dict(acu)

    @property
    def password(self) -> str:
        """The password that the region's cluster takes."""
        return str(vars(self.cluster)["_master_user_password"])

    @password.setter
    def password(self, value: str) -> None:
        vars(self.cluster)["_master_user_password"] = value

    @property
    def secret_password(self) -> str:
        """The password that the region's secret holds."""
        return str(json.loads(self._secret_version["secret_string"])["password"])

    @secret_password.setter
    def secret_password(self, value: str) -> None:
        content = {"username": "dbadmin", "password": value}
        self._secret_version["secret_string"] = json.dumps(content)

    @property
    def _secret_version(self) -> dict[str, Any]:
        version: dict[str, Any] = self.secret.versions[self.secret.default_version_id]
        return version

    def write_down(self, item: dict[str, Any]) -> None:
        """Write an item into the region's table, as the validator does."""
        self.table.put_item(to_item(item))

    def told(self) -> str:
        """Return all that was published to the region's topic."""
        return "\n".join(f"{sent[2] or ''} {sent[1]}" for sent in self.topic.sent_notifications)

    @property
    def parameter(self) -> str:
        return str(self.parameters[f"/{NAME}/active-region"][-1].value)

    def active_metric(self) -> float | None:
        """Return the newest value of the metric that moves traffic."""
        values = [each.value for each in self.metrics.metric_data if each.name == "Active"]
        return values[-1] if values else None

    def capacity(self, compute: str) -> int:
        """Return how much of the application is meant to run: 0 is closed."""
        if compute == "ecs":
            return int(self.service.desired_count)
        if compute == "ec2":
            return int(self.group.desired_capacity)
        if compute == "api":
            return 0 if str(self.function.reserved_concurrency) == "0" else 1
        return 1


def to_item(content: dict[str, Any]) -> dict[str, Any]:
    """Return content as DynamoDB writes it."""
    return {name: _typed(value) for name, value in content.items()}


def _typed(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int | float):
        return {"N": str(value)}
    if isinstance(value, dict):
        return {"M": to_item(value)}
    if isinstance(value, list | tuple):
        return {"L": [_typed(each) for each in value]}
    return {"NULL": True} if value is None else {"S": str(value)}


def _content(item: Any) -> dict[str, Any]:
    """Return what an item holds; the function writes items whole, so each is read once."""
    known: dict[str, Any] | None = vars(item).get("content")
    if known is None:
        known = {name: _plain(value) for name, value in item.attrs.items()}
        item.content = known
    return known


def _plain(value: Any) -> Any:
    if value.type == "N":
        return float(value.value) if "." in value.value else int(value.value)
    if value.type == "M":
        return {name: _plain(each) for name, each in value.value.items()}
    if value.type == "L":
        return [_plain(each) for each in value.value]
    return None if value.type == "NULL" else value.value


@dataclass
class World:
    """One run's AWS, clients and time."""

    shape: Shape
    seed: int
    clock: Clock = field(init=False)
    dead: set[str] = field(default_factory=set)
    changed: dict[str, float] = field(default_factory=dict)  # role -> when it died or came back
    sick: set[str] = field(default_factory=set)  # answer their APIs, but not their clients

    def __post_init__(self) -> None:
        built()
        self.clock = Clock(self.seed)
        self.regions = {role: regions()[role] for role in REGIONS}
        self._put_back()

    def die(self, role: str) -> None:
        self.dead.add(role)
        self.changed[role] = self.clock.passed
        faults.begin_outage(REGIONS[role])

    def live(self, role: str) -> None:
        if role in self.dead:
            self.changed[role] = self.clock.passed
        self.dead.discard(role)
        faults.end_outage(REGIONS[role])

    def fall_ill(self, role: str) -> None:
        """Have a region answer its APIs, but not its clients."""
        self.sick.add(role)
        self.changed[role] = self.clock.passed

    def heal(self) -> None:
        """Have every region answer its clients that lives."""
        for role in self.sick:
            self.changed[role] = self.clock.passed
        self.sick.clear()

    def well_for(self, role: str) -> float:
        """Return for how many seconds a region has been as it is."""
        return self.clock.passed - self.changed.get(role, -1e9)

    def lag(self, role: str) -> float | None:
        """Return how far behind the metric says that a region's database is."""
        values = [
            each.value
            for each in self.regions[role].metrics.metric_data
            if each.name == "AuroraGlobalDBRPOLag"
        ]
        return values[-1] if values else None

    def serves(self, role: str) -> bool:
        """Say whether clients get answers in a region."""
        region = self.regions[role]
        return (
            role not in self.dead
            and role not in self.sick
            and region.capacity(self.shape.compute) > 0
        )

    @property
    def globe(self) -> Any:
        from moto.rds.models import rds_backends

        return rds_backends[ACCOUNT_ID]["us-east-1"].global_clusters[NAME]

    @property
    def writers(self) -> list[str]:
        """The roles whose clusters take writes: the member that does, and who was detached."""
        return [
            role
            for role in self.shape.roles
            if self.regions[role].cluster.is_writer
            or self.regions[role].cluster not in self.globe.members
        ]

    @property
    def writer(self) -> str | None:
        """The role whose cluster takes writes; of two, the one that was detached to do so."""
        found = self.writers
        alone = [role for role in found if self.regions[role].cluster not in self.globe.members]
        chosen = alone or found
        return chosen[0] if len(chosen) == 1 else None

    def set_lag(self, role: str, milliseconds: float) -> None:
        region = self.regions[role]
        region.metrics.put_metric_data(
            "AWS/RDS",
            [
                {
                    "MetricName": "AuroraGlobalDBRPOLag",
                    "Dimensions": [{"Name": "DBClusterIdentifier", "Value": f"{NAME}-{role}"}],
                    "Value": milliseconds,
                    "Timestamp": datetime.fromtimestamp(self.clock.now() - 30, UTC).replace(
                        tzinfo=None
                    ),
                }
            ],
        )

    def capture(self) -> Any:
        """Return what the function has made of the world, to be had again."""
        return self.clock.passed, {role: region.capture() for role, region in self.regions.items()}

    def restore(self, captured: Any) -> None:
        """Make the world what it was when it was captured."""
        self.clock.passed, regions_then = captured
        for role, content in regions_then.items():
            self.regions[role].restore(content)

    def _put_back(self) -> None:
        faults.clear()
        pace.clock, pace.verifying, pace.seconds = self.clock.monotonic, 0.0, 20.0
        pace.cancelling, pace.resync = 0.0, 20.0
        globe: Any = self.globe
        globe.change, globe.status = None, "available"
        writer = self.regions["primary"].cluster
        globe.engine_version = VERSION
        globe.members[:] = [self.regions[role].cluster for role in self.shape.roles]
        for role, region in self.regions.items():
            size = SERVING if role == "primary" else STANDBY
            region.table.items.clear()
            region.parameters[f"/{NAME}/active-region"][-1:] = [
                _with_value(region.parameters[f"/{NAME}/active-region"][-1])
            ]
            del region.parameters[f"/{NAME}/active-region"][:-1]
            region.service.desired_count = region.service.running_count = size
            region.target.min_capacity = size
            region.group.min_size = region.group.desired_capacity = size
            region.group.instance_states[:] = region.group.instance_states[:0]
            region.function.reserved_concurrency = None
            region.metrics.metric_data.clear()
            region.topic.sent_notifications.clear()
            cluster = region.cluster
            cluster.is_writer = role == "primary"
            cluster.status = "available"
            cluster.engine_version = VERSION
            cluster.global_cluster_identifier = NAME
            region.password = region.secret_password = PASSWORD
            cluster.replication_source_identifier = (
                None if cluster is writer else writer.db_cluster_arn
            )
            vars(cluster)["resync"] = None
            cluster.serverless_v2_scaling_configuration = {
                "MinCapacity": ACU[role],
                "MaxCapacity": 16,
            }
            if self.shape.database:
                self.set_lag(role, 800.0)


def _with_value(parameter: Any) -> Any:
    parameter.value, parameter.version = REGIONS["primary"], 1
    return parameter


@cache
def regions() -> dict[str, Region]:
    built()
    return {role: Region(role) for role in REGIONS}


def forget() -> None:
    """Let the emulated AWS be built anew when it is needed again."""
    regions.cache_clear()
    built.cache_clear()
    client.cache_clear()
