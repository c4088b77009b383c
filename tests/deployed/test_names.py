"""OPS05: records and health checks, each broken."""

from typing import Any

import pytest

from tests.deployed.broken import REGIONS, Break, Outputs, each, in_order, keep, noticed
from tests.emulation.support import Cloud

pytestmark = pytest.mark.long(pool="deployed")

RECORDS, HEALTH = "Are clients led from region to region?", "Does it answer from outside?"
SERVERS = "Is the hosted zone served by the name servers that were delegated to?"


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> Outputs:
    zone = cloud.zone()
    regions = {role: cloud.region(role, code, zone) for role, code in REGIONS.items()}
    checks = {role: region.check() for role, region in regions.items()}
    for role, failover in (("primary", "PRIMARY"), ("dr", "SECONDARY")):
        regions[role].run(1)
        cloud.record(
            zone[0],
            zone[1],
            SetIdentifier=role,
            Failover=failover,
            HealthCheckId=checks[role],
            **regions[role].alias(),
        )
    for _ in range(3):
        cloud.emulator.pass_minute()
    found = cloud.client("route53").get_hosted_zone(Id=zone[0])
    return keep(
        cloud,
        {
            "url": f"https://{zone[1]}",
            "region_urls": {role: f"https://{region.name}" for role, region in regions.items()},
            "name_servers": found["DelegationSet"]["NameServers"],
            "health_check_ids": checks,
        },
    )


def zone_of(cloud: Cloud, outputs: Outputs) -> str:
    domain = outputs["url"].removeprefix("https://")
    zones = cloud.client("route53").list_hosted_zones_by_name(DNSName=domain)["HostedZones"]
    return str(zones[0]["Id"])


def change(name: str, action: str, **more: Any) -> Any:
    """Change or delete the record of a set identifier."""

    def do(cloud: Cloud, outputs: Outputs) -> None:
        route53, id = cloud.client("route53"), zone_of(cloud, outputs)
        sets = route53.list_resource_record_sets(HostedZoneId=id)["ResourceRecordSets"]
        (found,) = [one for one in sets if one.get("SetIdentifier") == name]
        record = {key: value for key, value in {**found, **more}.items() if value is not None}
        route53.change_resource_record_sets(
            HostedZoneId=id,
            ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": record}]},
        )

    return do


def check_with(**settings: Any) -> Any:
    return lambda cloud, outputs: cloud.client("route53").update_health_check(
        HealthCheckId=outputs["health_check_ids"]["primary"], **settings
    )


def nobody_answers(cloud: Cloud, _outputs: Outputs) -> None:
    for name in cloud.client("ecs").list_clusters()["clusterArns"]:
        cluster = name.rpartition("/")[2]
        cloud.client("ecs").update_service(cluster=cluster, service=cluster, desiredCount=0)
    for _ in range(4):
        cloud.emulator.pass_minute()


BREAKS = [
    Break("the second choice is gone", RECORDS, "choices: PRIMARY", change("dr", "DELETE")),
    Break(
        "the first choice has no health check",
        RECORDS,
        "primary has no health check",
        change("primary", "UPSERT", HealthCheckId=None),
    ),
    Break(
        "the zone is gone",
        RECORDS,
        "There is no hosted zone",
        lambda _cloud, outputs: outputs.update(url="https://other.example.com"),
    ),
    Break(
        "a region has no name of its own",
        RECORDS,
        "has no record",
        lambda _cloud, outputs: outputs["region_urls"].update(dr="https://dr.example.com"),
    ),
    Break(
        "other name servers were delegated to",
        SERVERS,
        "is not served by ns.example.com",
        lambda _cloud, outputs: outputs["name_servers"].append("ns.example.com"),
    ),
    Break("a health check is off", HEALTH, "is disabled", check_with(Disabled=True)),
    Break("a health check is inverted", HEALTH, "or inverted", check_with(Inverted=True)),
    Break("nobody answers", HEALTH, "checkers reach it", nobody_answers),
]


def test_all_is_in_order(cloud: Cloud, outputs: Outputs) -> None:
    in_order(cloud, outputs)


@each(BREAKS)
def test_what_is_broken_is_noticed(broken: Break, cloud: Cloud, outputs: Outputs) -> None:
    noticed(broken, cloud, outputs)
