"""What is outside of AWS and what people do: delegations, confirmed addresses, roles they take."""

import json
from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.emulation.support import HERE, Cloud, unique


def certificate(cloud: Cloud, name: str) -> str:
    acm = cloud.client("acm")
    arn = acm.request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"]
    acm.describe_certificate(CertificateArn=arn)
    return str(acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"])


@pytest.fixture
def shop(cloud: Cloud) -> Iterator[str]:
    zone = f"{unique()}.acme-markets.com"
    cloud.emulator.delegate(zone, delegated=False)
    yield zone
    cloud.emulator.delegate(zone, delegated=True)


def test_a_zone_that_is_not_delegated_is_seen_by_nobody(cloud: Cloud, shop: str) -> None:
    route53 = cloud.client("route53")
    zone = route53.create_hosted_zone(Name=shop, CallerReference=shop)["HostedZone"]["Id"]
    cloud.record(zone, f"www.{shop}", TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])

    assert cloud.emulator.resolve(f"www.{shop}") is None
    assert certificate(cloud, f"www.{shop}") == "PENDING_VALIDATION"
    assert certificate(cloud, f"www.not-{shop}") == "ISSUED"

    cloud.emulator.delegate(shop, delegated=True)

    assert cloud.emulator.resolve(f"www.{shop}") is not None
    assert certificate(cloud, f"www.{shop}") == "ISSUED"


def test_an_address_that_is_not_confirmed_has_no_subscription_yet(cloud: Cloud) -> None:
    sns, address = cloud.client("sns"), f"{unique()}@acme-markets.com"
    topic = cloud.topic("events.amazonaws.com")
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=address)

    def arns() -> list[str]:
        listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        return [each["SubscriptionArn"] for each in listed if each["Endpoint"] == address]

    assert arns() != ["PendingConfirmation"]
    cloud.emulator.confirm(address, confirmed=False)
    assert arns() == ["PendingConfirmation"]
    cloud.emulator.confirm(address, confirmed=True)
    assert arns() != ["PendingConfirmation"]


def test_somebody_who_takes_a_role_may_do_what_it_may(cloud: Cloud) -> None:
    iam, name = cloud.client("iam"), unique()
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    role = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )["Role"]["Arn"]
    may = {"Effect": "Allow", "Action": "sqs:ListQueues", "Resource": "*"}
    iam.put_role_policy(
        RoleName=name, PolicyName="p",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [may]}),
    )  # fmt: skip
    keys = cloud.emulator.session(role, "someone")
    sqs = boto3.client(
        "sqs", region_name=HERE, endpoint_url=cloud.emulator.endpoint,
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=keys["AWS_SESSION_TOKEN"],
    )  # fmt: skip

    sqs.list_queues()
    with pytest.raises(ClientError, match=rf"assumed-role/{name}/someone is not authorized"):
        sqs.create_queue(QueueName=unique())
