"""The trading platform on the emulated AWS does what it was generated for.

Names of tests carry the requirement that they show. What can be read from the state alone is
judged in test_requirements.py; this asks the cloud.
"""

import base64
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from botocore.exceptions import ClientError
from tfdr.emulator.client.gaps import known_gaps, unexplained
from tfdr.errors import TfdrError

from tests.emulated.conftest import ENVIRONMENT, Cloud
from tests.support import snapshot

# The first test to run waits for the whole deployment.
pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

ROLES = ("primary", "dr")
OTHER = {"primary": "dr", "dr": "primary"}
by_role = pytest.mark.parametrize("role", ROLES)


def test_terraform_validates_it(cloud: Cloud) -> None:
    assert cloud.invalid == []


def test_a_second_plan_changes_nothing(cloud: Cloud) -> None:
    assert unexplained(cloud.second.shown) == []


def test_every_known_gap_still_exists(cloud: Cloud) -> None:
    shown = cloud.second.shown
    for gap in known_gaps():
        others = tuple(other for other in known_gaps() if other != gap)
        assert unexplained(shown, others) != unexplained(shown), f"delete this gap: {gap}"


def test_the_generated_repository_was_not_touched(cloud: Cloud) -> None:
    assert snapshot(cloud.repository) == cloud.as_generated


# --- State


def test_ops01_the_state_lives_in_the_dr_region(cloud: Cloud) -> None:
    s3 = cloud.client("s3", "dr")
    place = s3.get_bucket_location(Bucket=cloud.state_bucket)["LocationConstraint"]
    assert place == cloud.regions["dr"]
    (rule,) = s3.get_bucket_encryption(Bucket=cloud.state_bucket)[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert s3.get_bucket_versioning(Bucket=cloud.state_bucket)["Status"] == "Enabled"
    stored = s3.get_object(Bucket=cloud.state_bucket, Key=state_key(cloud))["Body"].read()
    assert json.loads(stored)["resources"]


def test_ops01_the_state_is_copied_to_the_primary_region(cloud: Cloud) -> None:
    s3 = cloud.client("s3", "dr")
    replication = s3.get_bucket_replication(Bucket=cloud.state_bucket)["ReplicationConfiguration"]
    (rule,) = replication["Rules"]
    assert rule["Status"] == "Enabled"
    assert cloud.regions["primary"] in rule["Destination"]["Bucket"]


def test_ops01_two_runs_cannot_change_the_state_at_once(cloud: Cloud) -> None:
    s3 = cloud.client("s3", "dr")
    lock = {"Bucket": cloud.state_bucket, "Key": f"{state_key(cloud)}.tflock"}
    someone = {"ID": "x", "Operation": "OperationTypeApply", "Who": "someone@else"}
    s3.put_object(**lock, Body=json.dumps(someone).encode())
    try:
        with pytest.raises(TfdrError, match="someone@else"):
            cloud.deployment.plan("locked")
    finally:
        s3.delete_object(**lock)


# --- Secrets


def test_sec01_no_password_in_state_or_plans(cloud: Cloud) -> None:
    assert findings(cloud, password(cloud)) == []


def test_sec01_a_password_in_state_or_plans_would_be_found(cloud: Cloud, tmp_path: Path) -> None:
    """The control: the user name is in both, and a planted password is found in each form."""
    found = findings(cloud, "dbadmin")
    assert {name.split(":")[0] for name in found} >= {"state", "stored state", "first.tfplan"}
    planted = tmp_path / "planted.tfplan"
    with ZipFile(planted, "w") as plan:
        plan.writestr("tfplan", base64.b64encode(b'{"password": "s3cr3t-and-planted"}'))
    assert in_plan(planted, "s3cr3t-and-planted") == ["planted.tfplan: tfplan"]


def test_sec01_the_database_takes_the_password_that_the_secret_holds(cloud: Cloud) -> None:
    assert cloud.deployment.emulator.accepts_login(writer_arn(cloud), password(cloud))
    assert not cloud.deployment.emulator.accepts_login(writer_arn(cloud), "another")


def test_sec01_an_apply_that_stopped_half_way_left_one_password(cloud: Cloud) -> None:
    """The secret was there, the database was not: the next run makes a new value and drops it."""
    assert password(cloud) == cloud.begun_with
    assert cloud.deployment.emulator.accepts_login(writer_arn(cloud), cloud.begun_with)


@by_role
def test_sec01_each_region_has_the_secret_under_its_own_key(cloud: Cloud, role: str) -> None:
    secrets = cloud.client("secretsmanager", role)
    secret = cloud.outputs["database_secret_arns"][role]
    described = secrets.describe_secret(SecretId=secret)
    assert described["KmsKeyId"] == cloud.outputs["data_key_arns"][role]
    value = secrets.get_secret_value(SecretId=secret)["SecretString"]
    assert json.loads(value)["password"] == password(cloud)


def test_sec01_rotation_gives_secret_and_database_a_new_password(cloud: Cloud) -> None:
    before = password(cloud)
    secret = cloud.outputs["database_secret_arns"]["primary"]
    secrets = cloud.client("secretsmanager")
    assert secrets.describe_secret(SecretId=secret)["RotationEnabled"]
    secrets.rotate_secret(SecretId=secret)
    after = password(cloud)
    assert after != before
    assert len(after) >= 32
    for role in ROLES:
        assert password(cloud, role) == after
    assert cloud.deployment.emulator.accepts_login(writer_arn(cloud), after)
    assert not cloud.deployment.emulator.accepts_login(writer_arn(cloud), before)
    afterwards = cloud.deployment.plan("after-rotation")
    assert unexplained(afterwards.shown) == []
    assert findings(cloud, after) == []


# --- Network


def test_net02_peering_is_active_and_resolves_names_both_ways(cloud: Cloud) -> None:
    for role in ROLES:
        seen = cloud.client("ec2", role).describe_vpc_peering_connections(
            VpcPeeringConnectionIds=list(cloud.outputs["peering_connection_ids"].values())
        )
        for peering in seen["VpcPeeringConnections"]:
            assert peering["Status"]["Code"] == "active"
            for end in ("RequesterVpcInfo", "AccepterVpcInfo"):
                assert peering[end]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] is True


@by_role
def test_net02_every_private_subnet_has_a_route_to_the_other_region(
    cloud: Cloud, role: str
) -> None:
    peerings = set(cloud.outputs["peering_connection_ids"].values())
    subnets = cloud.outputs["private_subnet_ids"][role]
    tables = cloud.client("ec2", role).describe_route_tables(
        Filters=[{"Name": "association.subnet-id", "Values": subnets}]
    )["RouteTables"]
    (elsewhere,) = cloud.client("ec2", OTHER[role]).describe_vpcs(
        VpcIds=[cloud.outputs["vpc_ids"][OTHER[role]]]
    )["Vpcs"]
    associated = {each["SubnetId"] for table in tables for each in table["Associations"]}
    assert associated >= set(subnets)
    for table in tables:
        through = {
            route["DestinationCidrBlock"]
            for route in table["Routes"]
            if route.get("VpcPeeringConnectionId") in peerings
        }
        assert through == {elsewhere["CidrBlock"]}


@by_role
def test_net01_no_task_has_a_public_address(cloud: Cloud, role: str) -> None:
    configuration = service(cloud, role)["networkConfiguration"]["awsvpcConfiguration"]
    assert configuration["assignPublicIp"] == "DISABLED"
    assert set(configuration["subnets"]) == set(cloud.outputs["private_subnet_ids"][role])


# --- Data


def test_dat01_the_global_database_has_one_writer_and_one_reader(cloud: Cloud) -> None:
    members = global_cluster(cloud)["GlobalClusterMembers"]
    writers = {m["DBClusterArn"].split(":")[3]: m["IsWriter"] for m in members}
    assert writers == {cloud.regions["primary"]: True, cloud.regions["dr"]: False}


@by_role
def test_dat01_every_member_runs_the_version_of_the_global_cluster(cloud: Cloud, role: str) -> None:
    assert cluster(cloud, role)["EngineVersion"] == global_cluster(cloud)["EngineVersion"]


@by_role
def test_dat02_each_cluster_is_encrypted_with_its_own_regions_key(cloud: Cloud, role: str) -> None:
    described = cluster(cloud, role)
    assert described["StorageEncrypted"] is True
    assert described["KmsKeyId"] == cloud.outputs["data_key_arns"][role]
    assert described["KmsKeyId"].split(":")[3] == cloud.regions[role]


@by_role
def test_dat06_each_bucket_copies_to_the_other_region_in_time(cloud: Cloud, role: str) -> None:
    buckets, keys = cloud.outputs["bucket_names"], cloud.outputs["data_key_arns"]
    s3 = cloud.client("s3", role)
    assert s3.get_bucket_versioning(Bucket=buckets[role])["Status"] == "Enabled"
    (rule,) = s3.get_bucket_replication(Bucket=buckets[role])["ReplicationConfiguration"]["Rules"]
    destination = rule["Destination"]
    assert rule["Status"] == "Enabled"
    assert rule["DeleteMarkerReplication"]["Status"] == "Enabled"
    assert rule["SourceSelectionCriteria"]["SseKmsEncryptedObjects"]["Status"] == "Enabled"
    assert destination["Bucket"].endswith(f":::{buckets[OTHER[role]]}")
    assert destination["EncryptionConfiguration"]["ReplicaKmsKeyID"] == keys[OTHER[role]]
    assert destination["ReplicationTime"] == {"Status": "Enabled", "Time": {"Minutes": 15}}
    assert destination["Metrics"]["Status"] == "Enabled"


@by_role
def test_dat07_a_proxy_stands_before_each_cluster(cloud: Cloud, role: str) -> None:
    rds = cloud.client("rds", role)
    (proxy,) = rds.describe_db_proxies()["DBProxies"]
    assert proxy["RequireTLS"] is True
    assert proxy["Endpoint"] == cloud.outputs["proxy_endpoints"][role]
    assert proxy["Auth"][0]["SecretArn"] == cloud.outputs["database_secret_arns"][role]
    target, *instances = rds.describe_db_proxy_targets(DBProxyName=proxy["DBProxyName"])["Targets"]
    assert instances
    assert target["RdsResourceId"] == cloud.outputs["database_cluster_identifiers"][role]
    (reader,) = rds.describe_db_proxy_endpoints(DBProxyName=proxy["DBProxyName"])[
        "DBProxyEndpoints"
    ]
    assert reader["TargetRole"] == "READ_ONLY"
    assert reader["Endpoint"] == cloud.outputs["proxy_read_only_endpoints"][role]


@by_role
def test_cmp06_what_needs_a_bucket_policy_or_versions_was_made_after_them(
    cloud: Cloud, role: str
) -> None:
    """The emulator refuses logs without a grant and replication without versions."""
    s3, logs = cloud.client("s3", role), cloud.outputs["log_bucket_names"][role]
    enabled = s3.get_bucket_logging(Bucket=cloud.outputs["bucket_names"][role])["LoggingEnabled"]
    assert enabled["TargetBucket"] == logs
    attributes = load_balancer(cloud, role)["Attributes"]
    assert attributes["access_logs.s3.enabled"] == "true"
    assert attributes["access_logs.s3.bucket"] == logs


@by_role
def test_dat09_production_cannot_be_destroyed_by_accident(cloud: Cloud, role: str) -> None:
    rds = cloud.client("rds", role)
    name = cloud.outputs["database_cluster_identifiers"][role]
    assert cluster(cloud, role)["DeletionProtection"] is True
    with pytest.raises(ClientError):
        rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)
    with pytest.raises(ClientError):
        rds.delete_global_cluster(
            GlobalClusterIdentifier=cloud.outputs["global_cluster_identifier"]
        )
    balancer = load_balancer(cloud, role)
    assert balancer["Attributes"]["deletion_protection.enabled"] == "true"
    with pytest.raises(ClientError):
        cloud.client("elbv2", role).delete_load_balancer(LoadBalancerArn=balancer["Arn"])


# --- Traffic


def test_fo01_clients_are_led_to_whichever_region_is_healthy(cloud: Cloud) -> None:
    records = failover_records(cloud)
    assert sorted(records) == ["PRIMARY", "SECONDARY"]
    roles = dict(zip(("PRIMARY", "SECONDARY"), ROLES, strict=True))
    for kind, record in records.items():
        role = roles[kind]
        balancer = load_balancer(cloud, role)["DNSName"]
        assert record["AliasTarget"]["DNSName"].rstrip(".").endswith(balancer)
        asked = cloud.outputs["health_check_ids"][role]
        assert asked in (record["HealthCheckId"], *children(cloud, record["HealthCheckId"]))


@by_role
def test_fo02_health_checks_ask_what_the_region_answers(cloud: Cloud, role: str) -> None:
    route53, elb = cloud.client("route53"), cloud.client("elbv2", role)
    check = route53.get_health_check(HealthCheckId=cloud.outputs["health_check_ids"][role])
    config = check["HealthCheck"]["HealthCheckConfig"]
    balancer = load_balancer(cloud, role)
    (listener,) = elb.describe_listeners(LoadBalancerArn=balancer["Arn"])["Listeners"]
    (group,) = elb.describe_target_groups(LoadBalancerArn=balancer["Arn"])["TargetGroups"]
    assert (config["Type"], config["Port"]) == (listener["Protocol"], listener["Port"])
    assert config["ResourcePath"] == group["HealthCheckPath"]
    (certificate,) = listener["Certificates"]
    described = cloud.client("acm", role).describe_certificate(
        CertificateArn=certificate["CertificateArn"]
    )["Certificate"]
    assert described["Status"] == "ISSUED"
    assert config["FullyQualifiedDomainName"] in described["SubjectAlternativeNames"]
    # The name that is asked leads to this region, always.
    (record,) = [
        each for each in records_of(cloud, config["FullyQualifiedDomainName"])
        if each["Type"] == "A"
    ]  # fmt: skip
    assert record["AliasTarget"]["DNSName"].rstrip(".").endswith(balancer["DNSName"])
    assert "HealthCheckId" not in record


@by_role
def test_cmp_tasks_are_behind_the_load_balancer(cloud: Cloud, role: str) -> None:
    described = service(cloud, role)
    assert described["runningCount"] == described["desiredCount"]
    (attached,) = described["loadBalancers"]
    groups = cloud.client("elbv2", role).describe_target_groups(
        LoadBalancerArn=load_balancer(cloud, role)["Arn"]
    )["TargetGroups"]
    assert attached["targetGroupArn"] in [group["TargetGroupArn"] for group in groups]


# --- Monitoring


@by_role
def test_obs04_alarms_of_each_region_reach_the_other_ones_topic(cloud: Cloud, role: str) -> None:
    """Leaving: a rule sends to the other region's bus. Arriving: a rule there publishes."""
    there = cloud.regions[OTHER[role]]
    leaving = targets(cloud, role)
    assert [arn for arn in leaving if arn.endswith(":event-bus/default")] == [
        f"arn:aws:events:{there}:{cloud.deployment.emulator.account_id}:event-bus/default"
    ]
    arriving = targets(cloud, OTHER[role])
    assert cloud.outputs["alert_topic_arns"][OTHER[role]] in arriving


@by_role
def test_obs04_topics_let_in_alarms_and_the_relay_and_nobody_else(cloud: Cloud, role: str) -> None:
    topic = cloud.outputs["alert_topic_arns"][role]
    sns = cloud.client("sns", role)
    policy = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    allowed = {}
    for statement in policy["Statement"]:
        if statement["Effect"] == "Allow":
            allowed[statement["Principal"]["Service"]] = statement.get("Condition")
    assert sorted(allowed) == ["cloudwatch.amazonaws.com", "events.amazonaws.com"]
    assert "alarm:trading-production-" in json.dumps(allowed["cloudwatch.amazonaws.com"])
    assert topic in targets(cloud, role)
    assert allowed["events.amazonaws.com"] is None  # under a condition it is not let in
    subscribed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [(each["Protocol"], each["Endpoint"]) for each in subscribed] == [
        ("email", "trading-oncall@example.com")
    ]


@by_role
def test_obs01_every_alarm_tells_a_topic_of_its_region(cloud: Cloud, role: str) -> None:
    alarms = cloud.client("cloudwatch", role).describe_alarms()["MetricAlarms"]
    topics = cloud.client("sns", role).list_topics()["Topics"]
    known = {topic["TopicArn"] for topic in topics}
    assert alarms
    # Application Auto Scaling makes alarms of its own, whose actions are policies.
    ours = [alarm for alarm in alarms if not alarm["AlarmName"].startswith("TargetTracking")]
    for alarm in ours:
        assert set(alarm["AlarmActions"]) <= known, alarm["AlarmName"]
        assert alarm["AlarmActions"], alarm["AlarmName"]
        assert set(alarm["OKActions"]) == set(alarm["AlarmActions"]), alarm["AlarmName"]


# --- What the tests above ask


def children(cloud: Cloud, check: str) -> list[str]:
    """The checks that a calculated health check heeds; none of another kind."""
    found = cloud.client("route53").get_health_check(HealthCheckId=check)["HealthCheck"]
    return list(found["HealthCheckConfig"].get("ChildHealthChecks", []))


def state_key(cloud: Cloud) -> str:
    settings = cloud.repository / "environments" / f"{ENVIRONMENT}.s3.tfbackend"
    (line,) = [each for each in settings.read_text().splitlines() if each.startswith("key")]
    return line.split('"')[1]


def password(cloud: Cloud, role: str = "primary") -> str:
    secret = cloud.outputs["database_secret_arns"][role]
    value = cloud.client("secretsmanager", role).get_secret_value(SecretId=secret)
    return str(json.loads(value["SecretString"])["password"])


def findings(cloud: Cloud, text: str) -> list[str]:
    """Say where a text is in the state, in any version of it, or in a plan."""
    found = ["state"] if hidden_in(cloud.deployment.raw_state().encode(), text) else []
    s3 = cloud.client("s3", "dr")
    versions = s3.list_object_versions(Bucket=cloud.state_bucket)["Versions"]
    assert len(versions) > 1
    for version in versions:
        stored = s3.get_object(
            Bucket=cloud.state_bucket, Key=version["Key"], VersionId=version["VersionId"]
        )
        if hidden_in(stored["Body"].read(), text):
            found.append(f"stored state: {version['VersionId']}")
    for plan in sorted(cloud.deployment.root.glob("*.tfplan")):
        found += in_plan(plan, text)
    return found


def in_plan(plan: Path, text: str) -> list[str]:
    with ZipFile(plan) as parts:
        named = [name for name in parts.namelist() if hidden_in(parts.read(name), text)]
    return [f"{plan.name}: {name}" for name in named]


def hidden_in(content: bytes, text: str) -> bool:
    """Say whether a text is there as it is, inside JSON, or at any offset inside base64."""
    plain = text.encode()
    forms = {plain, json.dumps(text)[1:-1].encode()}
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain)
        # The characters at both ends also hold bits of what stands beside the text.
        forms.add(encoded[4 if offset else 0 : -4])
    return any(form in content for form in forms)


def global_cluster(cloud: Cloud) -> dict[str, Any]:
    described = cloud.client("rds").describe_global_clusters()["GlobalClusters"]
    (found,) = described
    return dict(found)


def cluster(cloud: Cloud, role: str) -> dict[str, Any]:
    name = cloud.outputs["database_cluster_identifiers"][role]
    (found,) = cloud.client("rds", role).describe_db_clusters(DBClusterIdentifier=name)[
        "DBClusters"
    ]
    return dict(found)


def writer_arn(cloud: Cloud) -> str:
    return str(cluster(cloud, "primary")["DBClusterArn"])


def service(cloud: Cloud, role: str) -> dict[str, Any]:
    (found,) = cloud.client("ecs", role).describe_services(
        cluster=cloud.outputs["ecs_cluster_names"][role],
        services=[cloud.outputs["ecs_service_names"][role]],
    )["services"]
    return dict(found)


def load_balancer(cloud: Cloud, role: str) -> dict[str, Any]:
    elb = cloud.client("elbv2", role)
    (found,) = elb.describe_load_balancers()["LoadBalancers"]
    arn = found["LoadBalancerArn"]
    attributes = elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    values = {each["Key"]: each["Value"] for each in attributes}
    return {"Arn": arn, "DNSName": found["DNSName"], "Attributes": values}


def records_of(cloud: Cloud, name: str) -> list[dict[str, Any]]:
    route53 = cloud.client("route53")
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    listed = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    return [record for record in listed if record["Name"].rstrip(".") == name]


def failover_records(cloud: Cloud) -> dict[str, dict[str, Any]]:
    name = cloud.outputs["url"].removeprefix("https://")
    found = [record for record in records_of(cloud, name) if "Failover" in record]
    return {record["Failover"]: record for record in found}


def targets(cloud: Cloud, role: str) -> dict[str, str]:
    """Return where a region's rules send events to, with the rule that does."""
    events = cloud.client("events", role)
    return {
        target["Arn"]: rule["Arn"]
        for rule in events.list_rules()["Rules"]
        for target in events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    }
