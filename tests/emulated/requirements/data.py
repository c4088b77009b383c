"""DAT01 to DAT04, DAT07 and DAT09: databases survive, and are reached."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from tests.emulated.requirements.system import Resource, System

LOGS = {
    "aurora-mysql": {"audit", "error", "general", "slowquery"},
    "aurora-postgresql": {"postgresql"},
}
# Those that excludes https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/
# USER_PerfInsights.Overview.Engines.html
WITHOUT_INSIGHTS = re.compile(r"db\.t[0-9]g?\.")


def _clusters(system: System) -> dict[str, Resource]:
    """Cluster by region."""
    return {cluster.region: cluster for cluster in system.of_type("aws_rds_cluster")}


def databases_that_are_not_global(system: System) -> Iterator[str]:
    """DAT01"""
    if not system.engine:
        return
    asked = [found.values for found in system.data if found.type == "aws_rds_engine_version"]
    if not any(
        found["engine"] == system.engine
        and found["version"] == system.answers["engine_version"]
        and found["supports_global_databases"]
        for found in asked
    ):
        yield "AWS was not asked whether the version can be in a global database"
    worlds = system.of_type("aws_rds_global_cluster")
    if len(worlds) != 1:
        yield f"{len(worlds)} global databases"
    names = {world.values["global_cluster_identifier"] for world in worlds}
    for missing in sorted(set(system.regions.values()) - _clusters(system).keys()):
        yield f"no database in {missing}"
    for member in (*worlds, *system.of_type("aws_rds_cluster")):
        if member.values["global_cluster_identifier"] not in names:
            yield f"{member.address}: in no global database"
        if member.values["engine"] != system.engine:
            yield f"{member.address}: runs {member.values['engine']}"
        if member.values["engine_version"] != system.answers["engine_version"]:
            yield f"{member.address}: has version {member.values['engine_version']}"


def databases_that_can_be_read(system: System) -> Iterator[str]:
    """DAT02: encrypted in every region, and a secondary brings no password of its own."""
    primary = system.regions["primary"]
    for world in system.of_type("aws_rds_global_cluster"):
        if not world.values["storage_encrypted"]:
            yield f"{world.address}: not encrypted"
    for region, cluster in _clusters(system).items():
        if not cluster.values["storage_encrypted"]:
            yield f"{cluster.address}: not encrypted"
        if system.keys.get(cluster.values["kms_key_id"]) != region:
            yield f"{cluster.address}: encrypted with no key of {region}"
        if (cluster.values["master_password_wo_version"] is not None) != (region == primary):
            yield f"{cluster.address}: has a password of its own, or lacks it"


def databases_that_cannot_be_restored(system: System) -> Iterator[str]:
    """DAT03: a day is what AWS keeps when nobody says anything."""
    groups = {each.values["name"] for each in system.of_type("aws_cloudwatch_log_group")}
    for cluster in system.of_type("aws_rds_cluster"):
        if cluster.values["backup_retention_period"] < 7:
            yield f"{cluster.address}: backups are kept for less than a week"
        if not cluster.values["preferred_backup_window"]:
            yield f"{cluster.address}: no window for backups"
        exported = set(cluster.values["enabled_cloudwatch_logs_exports"] or ())
        if exported != LOGS[cluster.values["engine"]]:
            yield f"{cluster.address}: exports {sorted(exported)}"
        for log in sorted(exported):
            if f"/aws/rds/cluster/{cluster.values['cluster_identifier']}/{log}" not in groups:
                yield f"{cluster.address}: RDS would make the group of {log} itself"


def databases_without_insights(system: System) -> Iterator[str]:
    """DAT04: where the class has them, and only there."""
    for instance in system.of_type("aws_rds_cluster_instance"):
        has = WITHOUT_INSIGHTS.match(instance.values["instance_class"]) is None
        if instance.values["performance_insights_enabled"] != has:
            yield f"{instance.address}: Performance Insights on {instance.values['instance_class']}"


def databases_past_their_proxy(system: System) -> Iterator[str]:
    """DAT07: the service is told of the proxy, or of the cluster where no proxy was asked for."""
    clusters = _clusters(system)
    proxies = {proxy.region: proxy for proxy in system.of_type("aws_db_proxy")}
    told = dict(told_to_the_service(system))
    for region in system.regions.values():
        if system.has("proxy"):
            yield from _faults(system, region, proxies.get(region), clusters.get(region))
        way_in = (proxies if system.has("proxy") else clusters).get(region)
        host = told.get(region, {}).get("DATABASE_HOST")
        if system.engine and system.compute and (way_in and way_in.values["endpoint"]) != host:
            yield f"the service in {region} is told to go to {host}"


def _faults(
    system: System, region: str, proxy: Resource | None, cluster: Resource | None
) -> Iterator[str]:
    if proxy is None or cluster is None:
        yield f"no proxy in {region}, or nothing behind it"
        return
    targets = {
        target.values["db_cluster_identifier"]
        for target in system.of_type("aws_db_proxy_target")
        if target.module == proxy.module and target.values["db_proxy_name"] == proxy.values["name"]
    }
    if targets != {cluster.values["cluster_identifier"]}:
        yield f"{proxy.address}: leads to {sorted(targets)}"
    if not any(each.region == region for each in system.of_type("aws_db_proxy_endpoint")):
        yield f"{proxy.address}: no endpoint to read from"


def told_to_the_service(system: System) -> Iterator[tuple[str, dict[str, str]]]:
    """The environment variables of the service in each region, whatever it runs on."""
    for definition in system.of_type("aws_ecs_task_definition"):
        for container in json.loads(definition.values["container_definitions"]):
            if container["name"] == "service":
                yield (
                    definition.region,
                    {each["name"]: each["value"] for each in container["environment"]},
                )
    for template in system.of_type("aws_launch_template"):
        (text,) = (
            str(file["content"])
            for file in told_by_user_data(template)
            if file["path"] == "/etc/application.env"
        )
        yield template.region, dict(line.split("=", 1) for line in text.splitlines())
    for function in system.of_type("aws_lambda_function"):
        if function.values["handler"] == "api.handler":
            yield function.region, function.get("environment.0.variables")


def told_by_user_data(template: Resource) -> list[dict[str, Any]]:
    """The files that an instance writes when it starts."""
    data = yaml.safe_load(base64.b64decode(template.values["user_data"]))
    files: list[dict[str, Any]] = data.get("write_files", [])
    return files


def unprotected_against(destruction: bool) -> Callable[[System], Iterator[str]]:
    """Return the check that data is protected, or can be destroyed whole, as the answer says."""

    def check(system: System) -> Iterator[str]:
        wanted: dict[str, dict[str, Any]] = {
            "aws_lb": {"enable_deletion_protection": destruction},
            "aws_rds_cluster": {
                "deletion_protection": destruction,
                "skip_final_snapshot": not destruction,
            },
            "aws_rds_global_cluster": {"deletion_protection": destruction},
            "aws_backup_vault": {"force_destroy": not destruction},
            "aws_dynamodb_table": {"deletion_protection_enabled": destruction},
            "aws_dynamodb_table_replica": {"deletion_protection_enabled": destruction},
            "aws_s3_bucket": {"force_destroy": not destruction},
            "aws_secretsmanager_secret": {"recovery_window_in_days": 30 if destruction else 0},
            "aws_ecr_repository": {"force_delete": not destruction},
        }
        for resource in system.of_type(*wanted):
            for argument, value in wanted[resource.type].items():
                if resource.values[argument] != value:
                    yield f"{resource.address}: {argument} is {resource.values[argument]}"

    return check
