"""What DNS answers, by the records and health checks that the template makes."""

from dataclasses import dataclass

import pytest

from tests.emulation.support import HERE, THERE, Cloud, Region, alias, unique

THIRD = "eu-north-1"


@dataclass
class Pair:
    """Two regions and the name that leads to one of them."""

    cloud: Cloud
    name: str
    primary: Region
    dr: Region
    alarm: str

    def leads_to(self) -> str:
        """Return the region that clients are led to, after a minute in which checks looked."""
        self.cloud.emulator.pass_minute()
        answer = self.cloud.emulator.resolve(self.name)
        assert answer is not None
        return str(answer["region"])

    def claim(self, value: float) -> None:
        """Have the standby say that it is active."""
        self.cloud.client("cloudwatch", THERE).put_metric_data(
            Namespace="DisasterRecovery",
            MetricData=[
                {
                    "MetricName": "Active", "Value": value,
                    "Dimensions": [{"Name": "System", "Value": self.alarm}],
                }
            ],
        )  # fmt: skip


@pytest.fixture
def pair(cloud: Cloud) -> Pair:
    zone = cloud.zone()
    primary, dr = cloud.region("primary", HERE, zone), cloud.region("dr", THERE, zone)
    alarm = unique()
    cloud.client("cloudwatch", THERE).put_metric_alarm(
        AlarmName=alarm, Namespace="DisasterRecovery", MetricName="Active", Statistic="Maximum",
        Dimensions=[{"Name": "System", "Value": alarm}], Period=60, EvaluationPeriods=1,
        Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
    )  # fmt: skip
    taken = cloud.health_check(
        Type="CLOUDWATCH_METRIC", InsufficientDataHealthStatus="Healthy",
        AlarmIdentifier={"Region": THERE, "Name": alarm},
    )  # fmt: skip
    both = cloud.health_check(
        Type="CALCULATED", HealthThreshold=2, ChildHealthChecks=[primary.check(), taken]
    )
    for role, region, check in (("PRIMARY", primary, both), ("SECONDARY", dr, dr.check())):
        cloud.record(
            zone[0], zone[1], SetIdentifier=role.lower(), Failover=role, HealthCheckId=check,
            **region.alias(),
        )  # fmt: skip
    primary.run(1)
    dr.run(1)
    return Pair(cloud, zone[1], primary, dr, alarm)


def test_clients_are_led_to_the_primary(pair: Pair) -> None:
    assert pair.leads_to() == HERE
    answer = pair.cloud.emulator.resolve(pair.name)
    assert answer == {
        "name": pair.name, "region": HERE, "target": pair.primary.balancer["DNSName"].lower(),
        "chain": [f"{pair.name} (primary)"], "healthy": True,
    }  # fmt: skip


def test_an_outage_leads_them_to_the_standby_once_it_is_noticed(pair: Pair) -> None:
    assert pair.leads_to() == HERE
    pair.cloud.emulator.begin_outage(HERE)
    assert pair.leads_to() == THERE
    pair.cloud.emulator.end_outage(HERE)
    assert pair.leads_to() == HERE


def test_a_standby_that_is_active_keeps_them(pair: Pair) -> None:
    pair.cloud.emulator.begin_outage(HERE)
    pair.claim(1)
    assert pair.leads_to() == THERE
    pair.cloud.emulator.end_outage(HERE)
    pair.claim(1)
    assert pair.leads_to() == THERE
    pair.claim(0)
    assert pair.leads_to() == HERE


def test_what_a_dead_standby_said_counts_no_more(pair: Pair) -> None:
    pair.claim(1)
    assert pair.leads_to() == THERE
    pair.cloud.emulator.begin_outage(THERE)
    assert pair.leads_to() == HERE
    answer = pair.cloud.emulator.resolve(pair.name)
    assert answer is not None
    assert answer["healthy"] is True  # not for want of anything better


def test_nothing_running_is_not_healthy(pair: Pair) -> None:
    pair.primary.run(0)
    assert pair.leads_to() == THERE
    # Where nothing is healthy, everything is.
    pair.dr.run(0)
    assert pair.leads_to() == HERE
    answer = pair.cloud.emulator.resolve(pair.name)
    assert answer is not None
    assert answer["healthy"] is False


def test_the_control_plane_may_be_away(pair: Pair) -> None:
    pair.cloud.emulator.begin_outage("us-east-1")
    pair.cloud.emulator.begin_outage(HERE)
    assert pair.leads_to() == THERE


def test_an_endpoint_that_flaps(pair: Pair) -> None:
    assert pair.leads_to() == HERE
    pair.cloud.emulator.flap(HERE, [True, False])
    seen = [pair.leads_to() for _ in range(4)]
    assert sorted(seen) == sorted([HERE, THERE] * 2)
    assert seen[0] != seen[1] != seen[2] != seen[3]
    pair.cloud.emulator.flap(HERE, [])
    assert pair.leads_to() == HERE


def test_what_health_checks_found_is_said(pair: Pair) -> None:
    pair.leads_to()
    route53 = pair.cloud.client("route53")
    (failing,) = [
        record["HealthCheckId"]
        for record in route53.list_resource_record_sets(HostedZoneId=pair.primary.zone)[
            "ResourceRecordSets"
        ]
        if record.get("SetIdentifier") == "secondary"
    ]
    pair.cloud.emulator.begin_outage(THERE)
    pair.leads_to()
    seen = route53.get_health_check_status(HealthCheckId=failing)["HealthCheckObservations"]
    assert all(each["StatusReport"]["Status"].startswith("Failure") for each in seen)
    assert pair.cloud.emulator.health_checks()[failing]["healthy"] is False


def test_a_database_that_is_gone_makes_its_region_unhealthy(pair: Pair) -> None:
    cloud = pair.cloud
    vpc = pair.primary.balancer["VpcId"]
    subnets = [
        subnet["SubnetId"]
        for subnet in cloud.client("ec2").describe_subnets(
            Filters=[{"Name": "vpc-id", "Values": [vpc]}]
        )["Subnets"]
    ]
    rds, name = cloud.client("rds"), unique()
    rds.create_db_subnet_group(
        DBSubnetGroupName=name, DBSubnetGroupDescription="d", SubnetIds=subnets
    )
    rds.create_db_cluster(
        DBClusterIdentifier=name, Engine="aurora-postgresql", MasterUsername="boss",
        MasterUserPassword="password-1", DBSubnetGroupName=name,
    )  # fmt: skip
    assert pair.leads_to() == THERE  # a cluster without an instance answers nobody
    rds.create_db_instance(
        DBInstanceIdentifier=name, DBClusterIdentifier=name, Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.large",
    )  # fmt: skip
    assert pair.leads_to() == HERE
    cloud.emulator.lose_database(HERE)
    answer = cloud.emulator.ask_endpoint(pair.primary.name, "/health")
    assert (answer["status"], answer["region"]) == (503, HERE)
    assert pair.leads_to() == THERE


def test_three_regions_in_the_order_of_takeover(cloud: Cloud) -> None:
    zone_id, domain = zone = cloud.zone()
    regions = [
        cloud.region(role, region, zone)
        for role, region in (("primary", HERE), ("dr", THERE), ("dr2", THIRD))
    ]
    after = f"after-primary.{domain}"
    for name, first, then in (
        (after, regions[1], regions[2].alias()),
        (domain, regions[0], alias(after, zone_id.split("/")[-1], evaluate=True)),
    ):
        cloud.record(
            zone_id, name, SetIdentifier="first", Failover="PRIMARY",
            HealthCheckId=first.check(), **first.alias(),
        )  # fmt: skip
        cloud.record(zone_id, name, SetIdentifier="then", Failover="SECONDARY", **then)
    for region in regions:
        region.run(1)

    def chain() -> list[str]:
        cloud.emulator.pass_minute()
        answer = cloud.emulator.resolve(domain)
        assert answer is not None
        return [answer["region"], *answer["chain"]]

    assert chain() == [HERE, f"{domain} (first)"]
    regions[0].run(0)
    assert chain() == [THERE, f"{domain} (then)", f"{after} (first)"]
    cloud.emulator.begin_outage(THERE)
    assert chain() == [THIRD, f"{domain} (then)", f"{after} (then)"]


@pytest.mark.parametrize(
    ("threshold", "inverted", "healthy"), [(1, False, True), (2, False, False), (2, True, True)]
)
def test_calculated_checks(cloud: Cloud, threshold: int, inverted: bool, healthy: bool) -> None:
    well, unwell = cloud.region("primary", HERE), cloud.region("dr", THERE)
    well.run(1)
    check = cloud.health_check(
        Type="CALCULATED", HealthThreshold=threshold, Inverted=inverted,
        ChildHealthChecks=[well.check(), unwell.check()],
    )  # fmt: skip
    assert cloud.emulator.health_checks()[check]["healthy"] is healthy


@pytest.mark.parametrize(
    ("then", "seen"),
    [("Healthy", [True, False, True]), ("Unhealthy", [False, False, False]),
     ("LastKnownStatus", [True, False, False])],
)  # fmt: skip
def test_a_check_whose_alarm_has_no_data(cloud: Cloud, then: str, seen: list[bool]) -> None:
    alarm = unique()
    cloudwatch = cloud.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=alarm, Namespace="Test", MetricName=alarm, Statistic="Maximum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
    )  # fmt: skip
    check = cloud.health_check(
        Type="CLOUDWATCH_METRIC", InsufficientDataHealthStatus=then,
        AlarmIdentifier={"Region": HERE, "Name": alarm},
    )  # fmt: skip
    found = []
    for value in (None, 1, None):
        if value is not None:
            cloudwatch.put_metric_data(
                Namespace="Test", MetricData=[{"MetricName": alarm, "Value": value}]
            )
        for _ in range(1 if value is not None else 3):  # until what was put is forgotten
            cloud.emulator.pass_minute()
        found.append(cloud.emulator.health_checks()[check]["healthy"])
    assert found == seen


def test_a_name_that_nobody_has(cloud: Cloud) -> None:
    assert cloud.emulator.resolve("nobody.acme-markets.com") is None
    answer = cloud.emulator.ask_endpoint("nobody.acme-markets.com")
    assert answer["status"] is None
