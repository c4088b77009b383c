"""OPS05: the global database, its proxy and its secret, each broken."""

import json
from typing import Any

import pytest

from tests.deployed.broken import REGIONS, Break, Outputs, each, in_order, keep, noticed
from tests.emulation.support import HERE, THERE, Cloud

pytestmark = pytest.mark.long(pool="deployed")

MEMBER = "Is its database a member, and the writer only where it should be?"
CLUSTER, PLACE = "Can its database be used?", "Is the database where the outputs say?"
PROXY = "Does its proxy reach the database?"
SECRET, ROTATED = (
    "Is the database's secret here and everywhere?",
    ("Is the database's password replaced?"),
)
PROXIES = "trading-production"


def proxy(cloud: Cloud, region: str, cluster: str) -> tuple[str, str]:
    """Make a proxy and return its endpoints: for all, and for readers."""
    rds = cloud.client("rds", region)
    _, subnets = cloud.world.vpc(region)
    secret = cloud.client("secretsmanager", region).create_secret(
        Name="proxy", SecretString=json.dumps({"username": "boss", "password": "first-password"})
    )["ARN"]
    made = rds.create_db_proxy(
        DBProxyName=PROXIES,
        EngineFamily="POSTGRESQL",
        VpcSubnetIds=subnets,
        RequireTLS=True,
        RoleArn=cloud.world.role("rds.amazonaws.com"),
        Auth=[{"AuthScheme": "SECRETS", "SecretArn": secret}],
    )["DBProxy"]
    rds.register_db_proxy_targets(DBProxyName=PROXIES, DBClusterIdentifiers=[cluster])
    reading = rds.create_db_proxy_endpoint(
        DBProxyName=PROXIES,
        DBProxyEndpointName=f"{PROXIES}-ro",
        VpcSubnetIds=subnets,
        TargetRole="READ_ONLY",
    )["DBProxyEndpoint"]
    return made["Endpoint"], reading["Endpoint"]


def secret(cloud: Cloud, function: str) -> dict[str, str]:
    secrets = cloud.client("secretsmanager", HERE)
    arn = secrets.create_secret(
        Name="trading-database",
        SecretString=json.dumps({"username": "boss", "password": "first-password"}),
        AddReplicaRegions=[{"Region": THERE}],
    )["ARN"]
    secrets.rotate_secret(
        SecretId=arn,
        RotationLambdaARN=function,
        RotationRules={"AutomaticallyAfterDays": 30},
        RotateImmediately=False,
    )
    return {"primary": arn, "dr": arn.replace(HERE, THERE)}


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> Outputs:
    database = cloud.database(encrypted=True)
    clusters = {role: database.clusters[region] for role, region in REGIONS.items()}
    described = {role: database.cluster(region) for role, region in REGIONS.items()}
    proxies = {role: proxy(cloud, code, clusters[role]) for role, code in REGIONS.items()}
    function, _ = (
        cloud.function(
            "def handler(event, _): pass",
            region,
            FunctionName="trading-rotation",
            DeadLetterConfig={"TargetArn": cloud.queue(region)},
        )
        for region in (HERE, THERE)
    )
    cloud.client("lambda").add_permission(
        FunctionName=function,
        StatementId="secrets",
        Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
    )
    return keep(
        cloud,
        {
            "global_cluster_identifier": database.name,
            "database_cluster_identifiers": clusters,
            "database_endpoints": {role: each["Endpoint"] for role, each in described.items()},
            "database_reader_endpoints": {
                role: each["ReaderEndpoint"] for role, each in described.items()
            },
            "proxy_endpoints": {role: all for role, (all, _) in proxies.items()},
            "proxy_read_only_endpoints": {role: readers for role, (_, readers) in proxies.items()},
            "database_secret_arns": secret(cloud, function),
            "database_rotation_function_name": "trading-rotation",
        },
    )


def arn(outputs: Outputs, role: str) -> str:
    cluster = outputs["database_cluster_identifiers"][role]
    return f"arn:aws:rds:{REGIONS[role]}:123456789012:cluster:{cluster}"


def detach(cloud: Cloud, outputs: Outputs) -> None:
    cloud.client("rds", THERE).remove_from_global_cluster(
        GlobalClusterIdentifier=outputs["global_cluster_identifier"],
        DbClusterIdentifier=arn(outputs, "dr"),
    )


def without_instance(cloud: Cloud, outputs: Outputs) -> None:
    cluster = outputs["database_cluster_identifiers"]["dr"]
    cloud.client("rds", THERE).delete_db_instance(
        DBInstanceIdentifier=f"{cluster}-1", SkipFinalSnapshot=True
    )


def with_secret(method: str, **more: Any) -> Any:
    return lambda cloud, outputs: getattr(cloud.client("secretsmanager"), method)(
        SecretId=outputs["database_secret_arns"]["primary"], **more
    )


def deleted(cloud: Cloud, outputs: Outputs) -> None:
    with_secret("remove_regions_from_replication", RemoveReplicaRegions=[THERE])(cloud, outputs)
    with_secret("delete_secret", RecoveryWindowInDays=7)(cloud, outputs)


def nothing(_cloud: Cloud, _outputs: Outputs) -> None:
    """Leave all as it is: what is wrong is which region is active."""


BREAKS = [
    Break("a member is detached", MEMBER, "is not a member", detach, role="dr"),
    Break(
        "the writer is elsewhere", MEMBER, "does not write, and", nothing, role="dr", active="dr"
    ),
    Break("the wrong one writes", MEMBER, "It writes, and", nothing, active="dr"),
    Break("a cluster has no instance", CLUSTER, "has no instance", without_instance, role="dr"),
    Break(
        "the database is lost",
        CLUSTER,
        "is ",
        lambda cloud, _: cloud.emulator.lose_database(HERE),
    ),
    Break(
        "an output is outdated",
        PLACE,
        "The output database_endpoints",
        lambda _cloud, outputs: outputs["database_endpoints"].update(primary="old.example.com"),
    ),
    Break("the proxy reaches nothing", PROXY, "reaches no instance", without_instance, role="dr"),
    Break(
        "the proxy is gone",
        PROXY,
        "No proxy has the endpoint",
        lambda cloud, _: cloud.client("rds", THERE).delete_db_proxy(DBProxyName=PROXIES),
        role="dr",
    ),
    Break(
        "readers have no endpoint",
        PROXY,
        "gone",
        lambda cloud, _: cloud.client("rds").delete_db_proxy_endpoint(
            DBProxyEndpointName=f"{PROXIES}-ro"
        ),
    ),
    Break("the secret is deleted", SECRET, "is deleted", deleted),
    Break(
        "the secret has no replica",
        SECRET,
        "is missing",
        with_secret("remove_regions_from_replication", RemoveReplicaRegions=[THERE]),
    ),
    Break("the password stays", ROTATED, "is not rotated", with_secret("cancel_rotate_secret")),
]


def test_all_is_in_order(cloud: Cloud, outputs: Outputs) -> None:
    in_order(cloud, outputs)


@each(BREAKS)
def test_what_is_broken_is_noticed(broken: Break, cloud: Cloud, outputs: Outputs) -> None:
    noticed(broken, cloud, outputs)
    cloud.emulator.restore_database(HERE)
