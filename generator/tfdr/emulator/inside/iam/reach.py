"""Whether what a service sends arrives: each returns why it does not, None if it does.

What a service sends on its own has to be let in by the policy of what it is sent to, and by that
of the key with which that is encrypted. What it sends in the name of a role, that has to be
allowed.
"""

from collections.abc import Mapping
from typing import Any

from moto.logs.models import logs_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from tfdr.emulator.inside.iam import account
from tfdr.emulator.inside.iam.decisions import (
    DENIED,
    context,
    objection,
    role_principal,
    service_principal,
    trusts,
)
from tfdr.emulator.inside.iam.documents import Access, Principal
from tfdr.emulator.protocol import ACCOUNT_ID

_EVENTS, _ALARMS = "events.amazonaws.com", "cloudwatch.amazonaws.com"
_GENERATE, _DECRYPT = "kms:GenerateDataKey", "kms:Decrypt"


def topic(service: str, source: str, arn: str) -> str | None:
    """Judge a message to a topic.

    Args:
        service: who sends it, such as `cloudwatch.amazonaws.com`.
        source: ARN of what it is sent for, such as an alarm.
        arn: of the topic.
    """
    found = sns_backends[ACCOUNT_ID][arn.split(":")[3]].topics.get(arn)
    if found is None:
        return "there is no such topic"
    # EventBridge names no source, to SNS or to the key: under a condition it is not let in.
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    known = {} if service == _EVENTS else _known(source)
    if not _is_owners_alarm(found, service):
        reason = _as_service(service, "sns:Publish", arn, known)
        if reason is not None:
            return f"its policy does not let {service} in for this: {reason}"
    return _through_key(found.kms_master_key_id, arn, service_principal(service), known, "sns")


def queue(service: str, source: str, arn: str) -> str | None:
    """Judge a message to a queue, see `topic`."""
    region, _, name = arn.split(":")[3:6]
    found = sqs_backends[ACCOUNT_ID][region].queues.get(name)
    if found is None:
        return "there is no such queue"
    known = _known(source)
    reason = _as_service(service, "sqs:SendMessage", arn, known)
    if reason is not None:
        return f"its policy does not let {service} in for this: {reason}"
    key = getattr(found, "kms_master_key_id", None)
    return _through_key(key, arn, service_principal(service), known, "sqs")


def function(service: str, source: str, arn: str) -> str | None:
    """Judge the call of a function, see `topic`."""
    reason = _as_service(service, "lambda:InvokeFunction", arn, _known(source))
    return reason and f"its policy does not let {service} in for this: {reason}"


def bucket(service: str, source: str, arn: str, key: str, *, acl: bool = True) -> str | None:
    """Judge an object that a service writes.

    Args:
        service: such as `delivery.logs.amazonaws.com`.
        source: ARN of what it is written for.
        arn: of the bucket.
        key: of the object.
        acl: whether the service looks at the bucket's ACL first, and gives its owner full control.
    """
    known = _known(source)
    looked = _as_service(service, "s3:GetBucketAcl", arn, known) if acl else None
    known |= {"s3:x-amz-acl": "bucket-owner-full-control"} if acl else {}
    reason = looked or _as_service(service, "s3:PutObject", f"{arn}/{key}", known)
    return reason and f"its policy does not let {service} in for this: {reason}"


def log_group(service: str, source: str, arn: str) -> str | None:
    """Judge events that a service writes to a log group, by the policies of CloudWatch Logs."""
    stream = f"{arn.removesuffix(':*')}:log-stream:any"
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        if reason := _as_service(service, action, stream, _known(source)):
            return f"no resource policy of CloudWatch Logs lets {service} in for this: {reason}"
    return None


def delivered_logs(source: str, arn: str) -> str | None:
    """Judge events that CloudWatch Logs delivers to a log group for another service.

    It puts the policy that lets it in there itself, for whoever turns the delivery on and may put
    one, as Terraform and people may here. A policy that denies it stays.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html

    Args:
        source: ARN of what it is written for, which is CloudWatch Logs of the region.
        arn: of the log group.
    """
    region, name = arn.split(":")[3], arn.split(":")[6]
    if name not in logs_backends[ACCOUNT_ID][region].groups:
        return "there is no such log group"
    reason = log_group("delivery.logs.amazonaws.com", source, arn)
    return reason if reason and DENIED in reason else None


def with_key(service: str, source: str, key: str, more: Mapping[str, str]) -> str | None:
    """Judge the use of a key by a service, on its own behalf.

    Args:
        service: such as `cloudtrail.amazonaws.com`.
        source: ARN of what it is used for.
        key: its ARN.
        more: condition keys, and their values.
    """
    reason = _as_service(service, _GENERATE, key, {**_known(source), **more})
    return reason and f"the policy of {key} does not let {service} in: {reason}"


def as_role(
    role: str,
    service: str,
    needs: Mapping[str, str] | list[tuple[str, str]],
    known: Mapping[str, str] | None = None,
) -> str | None:
    """Judge what a service does in the name of a role.

    Args:
        role: its ARN.
        service: who has to be able to assume it.
        needs: actions, and what they are done to.
        known: condition keys, and their values.
    """
    found = account.role(role)
    if found is None:
        return f"there is no role {role}"
    if not trusts(found, service):
        return f"{service} cannot assume {role}"
    session = f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/{found.name}/{service}"
    principal = role_principal(role, session)
    pairs = needs.items() if isinstance(needs, Mapping) else needs
    for action, resource in pairs:
        values = context({"aws:PrincipalArn": role, "aws:SecureTransport": "true", **(known or {})})
        if reason := objection(Access(principal, action, resource, values)):
            return f"{found.name} may not {action} on {resource}: {reason}"
    return None


def role_through_key(role: str, key: str | None, via: str, *actions: str) -> str | None:
    """Judge the use of a key by a role, through a service; keys that AWS manages are for all.

    Args:
        role: its ARN.
        key: ARN of the key, None if there is none.
        via: the service, such as `s3`.
        actions: such as `kms:Decrypt`.
    """
    found = account.key(key, key.split(":")[3]) if key and key.startswith("arn:") else None
    if found is None or found.key_manager == "AWS":
        return None
    principal = role_principal(role)
    known = context(
        {
            "kms:ViaService": f"{via}.{found.region}.amazonaws.com",
            "kms:GrantIsForAWSResource": "true",  # the grants that services make for a role are
            "aws:PrincipalArn": role,
        }
    )
    for action in actions:
        if reason := objection(Access(principal, action, str(found.arn), known)):
            return f"{role} may not {action} on {found.arn}: {reason}"
    return None


def _as_service(service: str, action: str, resource: str, known: Mapping[str, Any]) -> str | None:
    values = context({"aws:SecureTransport": "true", **known})
    return objection(Access(service_principal(service), action, resource, values))


def _through_key(
    name: str | None, arn: str, principal: Principal, known: Mapping[str, str], via: str
) -> str | None:
    if not name:
        return None
    region = arn.split(":")[3]
    key = account.key(name, region)
    if key is None or key.key_manager == "AWS" or name == f"alias/aws/{via}":
        # The policy of a key that AWS manages cannot let a service in.
        return f"it is encrypted with {name}, which {principal.name} cannot use"
    for action in (_DECRYPT, _GENERATE):
        if reason := objection(Access(principal, action, str(key.arn), context(known))):
            return f"the policy of {key.arn} does not let {principal.name} in: {reason}"
    return None


def _known(source: str) -> dict[str, str]:
    return {"aws:SourceArn": source, "aws:SourceAccount": ACCOUNT_ID}


def _is_owners_alarm(found: Any, service: str) -> bool:
    """Say whether it is an alarm for a topic with the policy that topics begin with.

    That lets in whom the account lets in, alarms of it among them, and no other service.
    """
    return service == _ALARMS and any(
        "AWS:SourceOwner" in str(each) for each in [found.policy] if each
    )
