"""OBS02: an alarm on everything that decides whether a failover is needed, and possible."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.emulated.requirements.system import Resource, System


@dataclass(frozen=True)
class Watch:
    """A metric that has to have an alarm.

    Attributes:
        region: where it is reported.
        metric: its name.
        dimensions: whose it is; an alarm may say more.
        most: above which value the alarm has to go off at the latest.
    """

    region: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]
    most: float | None = None

    def is_that_of(self, alarm: Resource) -> bool:
        return alarm.region == self.region and any(
            metric == self.metric
            and set(self.dimensions) <= set(dimensions.items())
            and (self.most is None or alarm.values["threshold"] <= self.most)
            for metric, dimensions in _metrics(alarm)
        )

    def __str__(self) -> str:
        whose = ", ".join(value for _, value in self.dimensions)
        return f"{self.region}: no alarm on {self.metric} of {whose}"


def what_no_alarm_watches(system: System) -> Iterator[str]:
    alarms = system.of_type("aws_cloudwatch_metric_alarm")
    for watch in (
        *_endpoints(system),
        *_of_databases(system),
        *_of_functions(system),
        *_of_copies(system),
        *_of_sessions(system),
        *_of_traffic(system),
        *_of_compute(system),
    ):
        if not any(watch.is_that_of(alarm) for alarm in alarms):
            yield str(watch)


def _metrics(alarm: Resource) -> Iterator[tuple[str, dict[str, str]]]:
    """What an alarm looks at, by itself or in a formula."""
    if alarm.values["metric_name"]:
        yield alarm.values["metric_name"], alarm.values["dimensions"] or {}
    for query in alarm.values["metric_query"] or ():
        for metric in query["metric"]:
            yield metric["metric_name"], metric["dimensions"] or {}


def _endpoints(system: System) -> Iterator[Watch]:
    """A region that starts its service only in an emergency answers nobody before.

    Route 53 reports to this region: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/
    monitoring-cloudwatch.html
    """
    waits = system.answers["strategy"] == "pilot-light" and system.compute != "api"
    for check in system.of_type("aws_route53_health_check"):
        if check.values["type"] != "HTTPS":
            continue  # it follows an alarm, or checks that are watched themselves
        if not waits or str(check.values["fqdn"]).startswith("primary."):
            yield Watch("us-east-1", "HealthCheckStatus", (("HealthCheckId", check.values["id"]),))


def _of_databases(system: System) -> Iterator[Watch]:
    most = system.answers["rpo_minutes"] * 60_000
    for cluster in system.of_type("aws_rds_cluster"):
        whose = (("DBClusterIdentifier", cluster.values["cluster_identifier"]),)
        yield Watch(cluster.region, "AuroraGlobalDBRPOLag", whose, most)
        yield Watch(cluster.region, "CPUUtilization", whose)


def _of_functions(system: System) -> Iterator[Watch]:
    for function in system.of_type("aws_lambda_function"):
        whose = (("FunctionName", function.values["function_name"]),)
        yield Watch(function.region, "Errors", whose, 0)
    for queue in system.of_type("aws_sqs_queue"):
        whose = (("QueueName", queue.values["name"]),)
        yield Watch(queue.region, "ApproximateNumberOfMessagesVisible", whose, 0)


def _of_copies(system: System) -> Iterator[Watch]:
    """S3 reports failures where objects leave and delays where they arrive."""
    objects = {name for kind in system.object_buckets().values() for name in kind.values()}
    for replication in system.of_type("aws_s3_bucket_replication_configuration"):
        source = replication.values["bucket"]
        most = system.answers["objects_rpo_minutes"] * 60 if source in objects else None
        for rule in replication.values["rule"]:
            target = rule["destination"][0]["bucket"].rpartition(":")[2]
            whose = (
                ("SourceBucket", source),
                ("DestinationBucket", target),
                ("RuleId", rule["id"]),
            )
            leaves, arrives = (system.bucket_regions.get(each, "") for each in (source, target))
            yield Watch(leaves, "OperationsFailedReplication", whose, 0)
            yield Watch(arrives, "ReplicationLatency", whose, most)


def _of_sessions(system: System) -> Iterator[Watch]:
    most = system.answers["rpo_minutes"] * 60_000
    for table in system.of_type("aws_dynamodb_table"):
        if not table.values["stream_enabled"]:
            continue
        for here in system.regions.values():
            for there in set(system.regions.values()) - {here}:
                whose = (("TableName", table.values["name"]), ("ReceivingRegion", there))
                yield Watch(here, "ReplicationLatency", whose, most)


def _of_traffic(system: System) -> Iterator[Watch]:
    for balancer in system.of_type("aws_lb"):
        whose = (("LoadBalancer", balancer.values["arn_suffix"]),)
        for metric in (
            "HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count", "UnHealthyHostCount",
        ):  # fmt: skip
            yield Watch(balancer.region, metric, whose)
    for api in system.of_type("aws_apigatewayv2_api"):
        yield Watch(api.region, "5xx", (("ApiId", api.values["id"]),))


def _of_compute(system: System) -> Iterator[Watch]:
    for service in system.of_type("aws_ecs_service"):
        whose = (("ServiceName", service.values["name"]),)
        for metric in ("CPUUtilization", "RunningTaskCount"):
            yield Watch(region_of_service(service), metric, whose)
    for group in system.of_type("aws_autoscaling_group"):
        whose = (("AutoScalingGroupName", group.values["name"]),)
        for metric in ("CPUUtilization", "GroupInServiceInstances"):
            yield Watch(group.region, metric, whose)
    for function in system.of_type("aws_lambda_function"):
        if function.values["handler"] == "api.handler":
            whose = (("FunctionName", function.values["function_name"]),)
            for metric in ("Duration", "Throttles"):
                yield Watch(function.region, metric, whose)


def region_of_service(service: Resource) -> str:
    """A service has its ARN as its id."""
    return service.region or str(service.values["id"]).split(":")[3]
