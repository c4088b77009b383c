"""Prerequisites of keys: that they are there, can be used, and let those use them who have to."""

from collections.abc import Iterator
from typing import Any

from moto.kms.models import Key

from tfdr.emulator.inside.iam import account
from tfdr.emulator.inside.iam.decisions import (
    context,
    objection,
    service_principal,
)
from tfdr.emulator.inside.iam.documents import Access, Principal, statements
from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.order.prerequisites import before
from tfdr.emulator.protocol import ACCOUNT_ID

_KMS = "https://docs.aws.amazon.com/kms/latest/developerguide"

# The parameter that names a key, and the error of the service for one that cannot be used.
_ENCRYPTED_WITH: dict[str, tuple[tuple[str, ...], str]] = {
    "backup:CreateBackupVault": (("EncryptionKeyArn",), "InvalidParameterValueException"),
    "cloudtrail:CreateTrail": (("KmsKeyId",), "KmsKeyNotFoundException"),
    "dynamodb:CreateTable": (("SSESpecification", "KMSMasterKeyId"), "ValidationException"),
    "ecr:CreateRepository": (("encryptionConfiguration", "kmsKey"), "KmsException"),
    "lambda:CreateFunction": (("KMSKeyArn",), "KMSNotFoundException"),
    "logs:AssociateKmsKey": (("kmsKeyId",), "InvalidParameterException"),
    "logs:CreateLogGroup": (("kmsKeyId",), "InvalidParameterException"),
    "rds:CreateDBCluster": (("KmsKeyId",), "KMSKeyNotAccessibleFault"),
    "rds:CreateDBInstance": (("PerformanceInsightsKMSKeyId",), "KMSKeyNotAccessibleFault"),
    "secretsmanager:CreateSecret": (("KmsKeyId",), "InvalidParameterException"),
    "sns:CreateTopic": (("Attributes", "KmsMasterKeyId"), "InvalidParameter"),
    "sqs:CreateQueue": (("Attributes", "KmsMasterKeyId"), "KMS.NotFoundException"),
    "ssm:PutParameter": (("KeyId",), "InvalidKeyId"),
}


@before(*_ENCRYPTED_WITH, source=f"{_KMS}/key-state.html")
def key_can_be_used(call: Call) -> Iterator[Objection]:
    """A key that something is encrypted with is in its region, and enabled."""
    path, code = _ENCRYPTED_WITH[f"{call.service}:{call.operation}"]
    yield from _usable(call.get(*path), call.region, code)


@before(
    "secretsmanager:CreateSecret",
    "secretsmanager:ReplicateSecretToRegions",
    source=f"{_KMS}/key-state.html",
)
def keys_of_replicas_can_be_used(call: Call) -> Iterator[Objection]:
    """The key of a secret's replica is in the replica's region, and enabled."""
    for each in call.get("AddReplicaRegions") or []:
        yield from _usable(each.get("KmsKeyId"), each["Region"], "InvalidParameterException")


@before(
    "logs:CreateLogGroup",
    "logs:AssociateKmsKey",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
)
def logs_may_use_their_key(call: Call) -> Iterator[Objection]:
    """The key of a log group lets CloudWatch Logs of the region use it for the group."""
    key = account.key(str(call.get("kmsKeyId") or ""), call.region)
    if key is None:
        return
    group = f"arn:aws:logs:{call.region}:{ACCOUNT_ID}:log-group:{call.get('logGroupName')}"
    known = context(
        {
            "aws:SourceAccount": ACCOUNT_ID,
            "aws:SourceArn": group,
            "kms:EncryptionContext:aws:logs:arn": group,
            "kms:EncryptionContextKeys": ["aws:logs:arn"],
        }
    )
    principal = service_principal(f"logs.{call.region}.amazonaws.com")
    for action in ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"):
        if objection(Access(principal, action, str(key.arn), known)):
            yield Objection(
                "InvalidParameterException",
                "The specified KMS key does not exist or is not allowed to be used with Arn "
                f"'{group}'",
            )
            return


@before("kms:CreateKey", "kms:PutKeyPolicy", source=f"{_KMS}/key-policy-default.html")
def key_is_not_locked(call: Call) -> Iterator[Objection]:
    """The policy of a key leaves the account, or somebody in it, the right to change it."""
    policy = call.get("Policy")
    if not policy or call.get("BypassPolicyLockoutSafetyCheck"):
        return
    somebody = Principal("AWS", (f"arn:aws:iam::{ACCOUNT_ID}:root", ACCOUNT_ID))
    access = Access(somebody, "kms:PutKeyPolicy", "*")
    roles = f"arn:aws:iam::{ACCOUNT_ID}:"
    if not any(
        each.allows
        and each.is_for_action(access)
        and (each.names(somebody) or any(name.startswith(roles) for name in each.accounts()))
        for each in statements(policy)
    ):
        yield Objection(
            "MalformedPolicyDocumentException",
            "The new key policy will not allow you to update the key policy in the future.",
        )


@before(
    "kms:CreateKey",
    "kms:PutKeyPolicy",
    "s3:PutBucketPolicy",
    "iam:CreateRole",
    "iam:UpdateAssumeRolePolicy",
    "secretsmanager:PutResourcePolicy",
    "sns:SetTopicAttributes",
    "sqs:SetQueueAttributes",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
)
def principals_exist(call: Call) -> Iterator[Objection]:
    """A role that a policy names as its principal exists."""
    for each in statements(_policy(call)):
        for name in each.accounts():
            if ":role/" in name and "*" not in name and account.role(name) is None:
                yield Objection(*_INVALID_PRINCIPAL[call.service])


_INVALID_PRINCIPAL = {
    "iam": ("MalformedPolicyDocument", "Invalid principal in policy"),
    "kms": (
        "MalformedPolicyDocumentException",
        "Policy contains a statement with one or more invalid principals.",
    ),
    "s3": ("MalformedPolicy", "Invalid principal in policy"),
    "secretsmanager": (
        "MalformedPolicyDocumentException",
        "This resource policy contains an unsupported principal.",
    ),
    "sns": ("InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound"),
    "sqs": ("InvalidAttributeValue", "Invalid value for the parameter Policy."),
}


def _policy(call: Call) -> Any:
    match call.service:
        case "iam":
            return call.get("AssumeRolePolicyDocument") or call.get("PolicyDocument")
        case "secretsmanager":
            return call.get("ResourcePolicy")
        case "sns":
            return call.get("AttributeValue") if call.get("AttributeName") == "Policy" else None
        case "sqs":
            return call.get("Attributes", "Policy") or None
    policy = call.get("Policy")
    return policy.decode() if isinstance(policy, bytes) else policy


def _usable(name: Any, region: str, code: str) -> Iterator[Objection]:
    if not name or str(name).startswith("alias/aws/"):
        return
    key: Key | None = account.key(str(name), region)
    if key is None or key.region != region:
        yield Objection(code, f"The KMS key {name} does not exist in {region}.")
    elif key.key_state != "Enabled":
        yield Objection(code, f"The KMS key {key.arn} cannot be used: it is {key.key_state}.")
