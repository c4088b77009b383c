"""The policies of the emulated account: of roles, and of what they use."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.ecr.models import ecr_backends
from moto.events.models import events_backends
from moto.iam.models import Role, iam_backends
from moto.kms.models import Key, kms_backends
from moto.logs.models import logs_backends
from moto.s3.models import s3_backends
from moto.secretsmanager.models import FakeSecret, ReplicaSecret, secretsmanager_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from tfdr.emulator.protocol import ACCOUNT_ID

_PARTITION = "aws"


def role(arn: str) -> Role | None:
    """Return a role by its ARN, None if there is none."""
    # A name is unique in the account, whatever the path.
    roles: Mapping[str, Role] = iam_backends[ACCOUNT_ID][_PARTITION].roles
    name = arn.rsplit("/", 1)[-1]
    return next((each for each in list(roles.values()) if each.name == name), None)


def identity_policies(of: Role) -> list[str]:
    """Return the documents of the policies that a role has, inline and attached."""
    attached = (_default_version(policy) for policy in list(of.managed_policies.values()))
    return [*of.policies.values(), *attached]


def boundary(of: Role) -> str | None:
    """Return the document of a role's permissions boundary, None if it has none."""
    if not of.permissions_boundary_arn:
        return None
    policies = iam_backends[ACCOUNT_ID][_PARTITION].managed_policies
    return _default_version(policies[of.permissions_boundary_arn])


def _default_version(policy: Any) -> str:
    return next(str(each.document) for each in policy.versions if each.is_default)


def key(identifier: str, region: str) -> Key | None:
    """Return a key by its id, its ARN, its alias or the alias's ARN; None if there is none.

    Args:
        identifier: how it is named; an ARN says in which region.
        region: otherwise.
    """
    if identifier.startswith("arn:"):
        region, identifier = identifier.split(":", 5)[3], identifier.split(":", 5)[5]
    backend = kms_backends[ACCOUNT_ID][region]
    if identifier.startswith("alias/"):
        return next(
            (each for each in list(backend.keys.values()) if identifier in each.aliases), None
        )
    return backend.keys.get(identifier.removeprefix("key/"))


def secret(identifier: str, region: str) -> FakeSecret | ReplicaSecret | None:
    """Return a secret by its name or its ARN, which may lack the end; None if there is none."""
    if identifier.startswith("arn:"):
        region = identifier.split(":")[3]
    secrets = secretsmanager_backends[ACCOUNT_ID][region].secrets
    for each in list(secrets.values()):
        if identifier in (each.name, each.arn, each.arn[:-7]):
            return each
    return None


def key_of_secret(of: FakeSecret | ReplicaSecret) -> Key | None:
    """Return the key that a secret, or a replica of one, is encrypted with."""
    name = of.config["KmsKeyId"] if isinstance(of, ReplicaSecret) else of.kms_key_id
    return key(name, of.region) if name else None


def resource_policy(arn: str) -> str | None:
    """Return the policy of a resource, None where it has none, or none can be there."""
    service = arn.split(":")[2] if ":" in arn else ""
    return _POLICIES[service](arn) if service in _POLICIES else None


def _of_bucket(arn: str) -> str | None:
    name = arn.split(":::", 1)[-1].partition("/")[0]
    bucket = s3_backends[ACCOUNT_ID][_PARTITION].buckets.get(name)
    return bucket.policy.decode() if bucket is not None and bucket.policy else None


def _of_key(arn: str) -> str | None:
    found = key(arn, "")
    return found.policy if found else None


def _of_topic(arn: str) -> str | None:
    topic = sns_backends[ACCOUNT_ID][arn.split(":")[3]].topics.get(arn)
    return topic.policy if topic else None


def _of_queue(arn: str) -> str | None:
    region, _, name = arn.split(":")[3:6]
    queue = sqs_backends[ACCOUNT_ID][region].queues.get(name)
    return queue.policy if queue else None


def _of_secret(arn: str) -> str | None:
    return getattr(secret(arn, ""), "policy", None)  # a replica has none


def _of_function(arn: str) -> str | None:
    region, name = arn.split(":")[3], arn.split(":")[6]
    for function in lambda_backends[ACCOUNT_ID][region].list_functions():
        if function.function_name == name and function.policy:
            return json.dumps({"Statement": function.policy.statements})
    return None


def _of_logs(arn: str) -> str | None:
    policies = logs_backends[ACCOUNT_ID][arn.split(":")[3]].describe_resource_policies()
    found = [json.loads(each.policy_document)["Statement"] for each in policies]
    merged = [each for one in found for each in (one if isinstance(one, list) else [one])]
    return json.dumps({"Statement": merged}) if merged else None


def _of_repository(arn: str) -> str | None:
    region, name = arn.split(":")[3], arn.partition("repository/")[2]
    repository = ecr_backends[ACCOUNT_ID][region].repositories.get(name)
    return repository.policy if repository else None


def _of_bus(arn: str) -> str | None:
    region, name = arn.split(":")[3], arn.rsplit("/", 1)[-1]
    bus = events_backends[ACCOUNT_ID][region].event_buses.get(name)
    return bus.policy if bus else None


_POLICIES: Mapping[str, Callable[[str], str | None]] = {
    "ecr": _of_repository,
    "events": _of_bus,
    "kms": _of_key,
    "lambda": _of_function,
    "logs": _of_logs,
    "s3": _of_bucket,
    "secretsmanager": _of_secret,
    "sns": _of_topic,
    "sqs": _of_queue,
}
