"""Keys that a call uses through the service that it is made to, with the caller's own rights."""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.kms.models import Key
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.ssm.models import ssm_backends

from tfdr.emulator.inside.iam import account
from tfdr.emulator.oracles.call import Call
from tfdr.emulator.protocol import ACCOUNT_ID

_DECRYPT, _GENERATE = "kms:Decrypt", "kms:GenerateDataKey"

_READS, _WRITES = (_DECRYPT,), (_GENERATE, _DECRYPT)

# What each operation does to things that are encrypted.
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
# https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
# https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
_USES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "dynamodb": {
        **dict.fromkeys(("GetItem", "Query", "Scan"), _READS),
        **dict.fromkeys(("PutItem", "UpdateItem", "DeleteItem"), _READS),
    },
    "s3": {"GetObject": _READS, "PutObject": (_GENERATE,), "UploadPart": _WRITES},
    "secretsmanager": {
        "GetSecretValue": _READS,
        "PutSecretValue": _WRITES,
        "UpdateSecret": _WRITES,
    },
    "sns": {"Publish": _WRITES, "PublishBatch": _WRITES},
    "sqs": {"ReceiveMessage": _READS, "SendMessage": _WRITES, "SendMessageBatch": _WRITES},
    "ssm": {"GetParameter": _READS, "PutParameter": ("kms:Encrypt",)},
}


def used(call: Call) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return each action on a key that a call takes, the key's ARN, and what is known with it.

    Keys that AWS manages let everybody use them through their service.
    """
    actions = _USES.get(call.service, {}).get(call.operation, ())
    key = _key(call) if actions else None
    if key is None or key.key_manager == "AWS":
        return
    known: dict[str, Any] = {
        "kms:ViaService": f"{call.service}.{key.region}.amazonaws.com",
        "kms:ResourceAliases": [*key.aliases],
        **_encryption_context(call),
    }
    for action in actions:
        yield action, str(key.arn), known


def _key(call: Call) -> Key | None:
    name = _name_of_key(call)
    return account.key(name, call.region) if name else None


def _name_of_key(call: Call) -> str | None:
    found: Any = None
    match call.service:
        case "dynamodb":
            name = str(call.get("TableName")).rsplit("/", 1)[-1]
            table = dynamodb_backends[ACCOUNT_ID][call.region].tables.get(name)
            found = table and (table.sse_specification or {}).get("KMSMasterKeyId")
        case "s3":
            bucket = s3_backends[ACCOUNT_ID]["aws"].buckets.get(call.get("Bucket"))
            rule = ((bucket and bucket.encryption) or {}).get("Rule", {})
            found = rule.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID")
        case "secretsmanager":
            secret = account.secret(str(call.get("SecretId")), call.region)
            key = secret and account.key_of_secret(secret)
            found = key and key.arn
        case "sns":
            topics = sns_backends[ACCOUNT_ID][call.region].topics
            topic = topics.get(call.get("TopicArn"))
            found = topic and topic.kms_master_key_id
        case "sqs":
            name = str(call.get("QueueUrl")).rsplit("/", 1)[-1]
            queue = sqs_backends[ACCOUNT_ID][call.region].queues.get(name)
            found = getattr(queue, "kms_master_key_id", None)
        case "ssm":
            found = _key_of_parameter(call)
    return str(found) if found else None


def _key_of_parameter(call: Call) -> str | None:
    if call.operation == "PutParameter":
        return call.get("KeyId") if call.get("Type") == "SecureString" else None
    versions = ssm_backends[ACCOUNT_ID][call.region]._parameters.get(call.get("Name"))
    return versions[-1].keyid if versions and call.get("WithDecryption") else None


def _encryption_context(call: Call) -> dict[str, str]:
    if call.service == "secretsmanager":
        secret = account.secret(str(call.get("SecretId")), call.region)
        return {"kms:EncryptionContext:SecretARN": str(secret.arn)} if secret else {}
    if call.service == "s3":
        return {"kms:EncryptionContext:aws:s3:arn": f"arn:aws:s3:::{call.get('Bucket')}"}
    return {}
