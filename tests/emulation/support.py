"""Short ways to make what the tests of failing over need."""

import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.protocol import ACCESS_KEY

from tests.emulated.behaviours import HERE, THERE, World, unique

__all__ = ["HERE", "THERE", "Cloud", "GlobalDatabase", "unique"]

# The first request for a service has the emulator import it, for long where others work as well.
ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=300, connect_timeout=300)
REGIONS = (HERE, THERE, "us-east-1")


@dataclass
class GlobalDatabase:
    """A global cluster with a writer here and a reader there, each with an instance."""

    cloud: "Cloud"
    name: str
    clusters: dict[str, str]

    def describe(self, region: str = THERE) -> dict[str, Any]:
        described: dict[str, Any] = self.cloud.client("rds", region).describe_global_clusters(
            GlobalClusterIdentifier=self.name
        )["GlobalClusters"][0]
        return described

    def writer(self) -> str:
        """Return the region of the writer."""
        arns = [m["DBClusterArn"] for m in self.describe()["GlobalClusterMembers"] if m["IsWriter"]]
        assert len(arns) == 1
        return str(arns[0]).split(":")[3]

    def synchronization(self) -> dict[str, str]:
        return {
            member["DBClusterArn"].split(":")[3]: member["SynchronizationStatus"]
            for member in self.describe()["GlobalClusterMembers"]
        }

    def cluster(self, region: str) -> dict[str, Any]:
        described: dict[str, Any] = self.cloud.client("rds", region).describe_db_clusters(
            DBClusterIdentifier=self.clusters[region]
        )["DBClusters"][0]
        return described

    def arn(self, region: str) -> str:
        return f"arn:aws:rds:{region}:123456789012:cluster:{self.clusters[region]}"

    def fail_over(self, target: str = THERE, **settings: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.cloud.client("rds", target).failover_global_cluster(
            GlobalClusterIdentifier=self.name, TargetDbClusterIdentifier=self.arn(target),
            **(settings or {"AllowDataLoss": True}),
        )["GlobalCluster"]  # fmt: skip
        return answer

    def switch_over(self, target: str = THERE, source: str = HERE) -> dict[str, Any]:
        answer: dict[str, Any] = self.cloud.client("rds", source).switchover_global_cluster(
            GlobalClusterIdentifier=self.name, TargetDbClusterIdentifier=self.arn(target)
        )["GlobalCluster"]
        return answer


@dataclass
class Region:
    """A region with a load balancer under a name of its own, and a service behind it."""

    cloud: "Cloud"
    region: str
    name: str
    zone: str
    balancer: dict[str, Any]
    service: str

    def run(self, count: int) -> None:
        """Have so many tasks run."""
        self.cloud.client("ecs", self.region).update_service(
            cluster=self.service, service=self.service, desiredCount=count
        )

    def alias(self, *, evaluate: bool = True) -> dict[str, Any]:
        """Return what an alias record that leads here has."""
        return alias(self.balancer["DNSName"], self.balancer["CanonicalHostedZoneId"], evaluate)

    def check(self) -> str:
        """Make a health check of the region and return its id."""
        return self.cloud.health_check(
            Type="HTTPS", FullyQualifiedDomainName=self.name, Port=443, ResourcePath="/health"
        )


def alias(name: str, zone: str, evaluate: bool) -> dict[str, Any]:
    target = {"DNSName": name, "HostedZoneId": zone, "EvaluateTargetHealth": evaluate}
    return {"AliasTarget": target}


@dataclass
class Cloud:
    """An emulator, its clients that ask once, and what a drill needs there."""

    emulator: Emulator
    schedules: list[tuple[str, str]] = field(default_factory=list)
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return World(self.emulator)

    def client(self, service: str, region: str = HERE) -> Any:
        """Return a client that asks once."""
        if (service, region) not in self._clients:
            self._clients[service, region] = boto3.client(
                service, region_name=region, endpoint_url=self.emulator.endpoint,
                aws_access_key_id=ACCESS_KEY, aws_secret_access_key=ACCESS_KEY, config=ONCE,
            )  # fmt: skip
        return self._clients[service, region]

    def make_well(self) -> None:
        for region in REGIONS:
            self.emulator.end_outage(region)
            self.emulator.restore_database(region)
            self.emulator.flap(region, [])
            self.emulator.set_replication_lag(region, None)
            self.emulator.refuse_promotion(region, None)
            self.emulator.copy_secrets(region, copied=True)
        self.emulator.stop_throttling()
        self.emulator.set_failover_pace(verifying=0, seconds=0, cancelling=0, away=0, resync=0)
        # What one test schedules would run in each minute of the next ones.
        while self.schedules:
            region, rule = self.schedules.pop()
            self.client("events", region).disable_rule(Name=rule)

    def database(
        self, engine: str = "aurora-postgresql", *, encrypted: bool = False
    ) -> GlobalDatabase:
        name, writer, reader = self.world.global_database(engine, encrypted=encrypted)
        clusters = {HERE: writer, THERE: reader}
        for region, cluster in clusters.items():
            self.client("rds", region).create_db_instance(
                DBInstanceIdentifier=f"{cluster}-1", DBClusterIdentifier=cluster,
                Engine=engine, DBInstanceClass="db.r6g.large",
            )  # fmt: skip
        return GlobalDatabase(self, name, clusters)

    def function(self, source: str | dict[str, str], region: str = HERE, **settings: Any) -> str:
        """Make a function of one file, or of several, outside a VPC and return its ARN."""
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            for name, text in ({"app.py": source} if isinstance(source, str) else source).items():
                archive.writestr(name, text)
        return str(
            self.client("lambda", region).create_function(
                **{
                    "FunctionName": unique(), "Runtime": "python3.13", "Handler": "app.handler",
                    "Timeout": 30, "Role": self.world.role(),
                    "Code": {"ZipFile": package.getvalue()}, **settings,
                }
            )["FunctionArn"]
        )  # fmt: skip

    def run(self, function: str, event: Any = None) -> Any:
        """Invoke a function and return what it answers."""
        answer = self.emulator.client("lambda", function.split(":")[3]).invoke(
            FunctionName=function, Payload=json.dumps(event or {})
        )
        said = json.load(answer["Payload"])
        assert "FunctionError" not in answer, said
        return said

    def queue(self, region: str = HERE) -> str:
        """Make a queue and return its ARN."""
        name = unique()
        self.client("sqs", region).create_queue(QueueName=name)
        return f"arn:aws:sqs:{region}:123456789012:{name}"

    def received(self, queue: str) -> list[dict[str, Any]]:
        """Take the messages of a queue."""
        region, name = queue.split(":")[3], queue.split(":")[5]
        sqs = self.client("sqs", region)
        taken: list[dict[str, Any]] = sqs.receive_message(
            QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], MaxNumberOfMessages=10,
            MessageAttributeNames=["All"],
        ).get("Messages", [])  # fmt: skip
        return taken

    def topic(self, *principals: str, region: str = HERE) -> str:
        """Make a topic to which services may publish, and return its ARN."""
        sns, name = self.client("sns", region), unique()
        arn = str(sns.create_topic(Name=name)["TopicArn"])
        statements = [
            {
                "Sid": f"s{number}", "Effect": "Allow", "Action": "sns:Publish", "Resource": arn,
                "Principal": {"Service": principal},
            }
            for number, principal in enumerate(principals)
        ]  # fmt: skip
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
        return arn

    def zone(self) -> tuple[str, str]:
        """Make a hosted zone and return its id and its name."""
        name = f"{unique()}.acme-markets.com"
        zone = self.client("route53").create_hosted_zone(Name=name, CallerReference=name)
        return str(zone["HostedZone"]["Id"]), name

    def record(self, zone: str, name: str, **settings: Any) -> None:
        """Put a record of addresses."""
        record = {"Name": name, "Type": "A", **settings}
        self.client("route53").change_resource_record_sets(
            HostedZoneId=zone,
            ChangeBatch={"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]},
        )

    def health_check(self, **settings: Any) -> str:
        """Make a health check and return its id."""
        made = self.client("route53").create_health_check(
            CallerReference=unique(), HealthCheckConfig=settings
        )
        return str(made["HealthCheck"]["Id"])

    def region(self, role: str, region: str, zone: tuple[str, str] | None = None) -> Region:
        """Make a region with a load balancer, and a service of which nothing runs."""
        zone_id, domain = zone or self.zone()
        vpc, subnets = self.world.vpc(region)
        elb, name = self.client("elbv2", region), unique()
        balancer = elb.create_load_balancer(Name=name, Subnets=subnets)["LoadBalancers"][0]
        group = elb.create_target_group(
            Name=name, VpcId=vpc, Protocol="HTTP", Port=80, TargetType="ip"
        )["TargetGroups"][0]["TargetGroupArn"]
        elb.create_listener(
            LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
        )  # fmt: skip
        ecs = self.client("ecs", region)
        ecs.create_cluster(clusterName=name)
        ecs.register_task_definition(
            family=name,
            containerDefinitions=[
                {
                    "name": "app",
                    "image": "app",
                    "memory": 128,
                    "portMappings": [{"containerPort": 80}],
                }
            ],
        )
        ecs.create_service(
            cluster=name, serviceName=name, taskDefinition=name, launchType="FARGATE",
            desiredCount=0,
            loadBalancers=[
                {"targetGroupArn": group, "containerName": "app", "containerPort": 80}
            ],
        )  # fmt: skip
        made = Region(self, region, f"{role}.{domain}", zone_id, balancer, name)
        self.record(zone_id, made.name, **made.alias(evaluate=False))
        return made
