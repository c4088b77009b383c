"""What is known of a call when its conditions are looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.dynamodb.models import dynamodb_backends

from tfdr.emulator.inside.credentials import Caller
from tfdr.emulator.inside.iam import account
from tfdr.emulator.oracles.call import Call
from tfdr.emulator.protocol import ACCOUNT_ID

_OF_SCALING = {
    "scalable-dimension": "ScalableDimension",
    "service-namespace": "ServiceNamespace",
}


def known(call: Call, caller: Caller) -> dict[str, Any]:
    """Return condition keys and their values, as far as an emulation has them."""
    role = account.role(caller.role)
    return {
        "aws:CurrentTime": datetime.now(UTC).isoformat(),
        "aws:PrincipalAccount": ACCOUNT_ID,
        "aws:PrincipalArn": caller.role,
        "aws:PrincipalType": "AssumedRole",
        "aws:RequestedRegion": call.region,
        "aws:ResourceAccount": ACCOUNT_ID,
        "aws:SecureTransport": "true",
        "aws:SourceOwner": ACCOUNT_ID,
        "aws:ViaAWSService": "false",
        **({f"aws:PrincipalTag/{tag['Key']}": tag["Value"] for tag in role.tags} if role else {}),
        **_network(caller),
        **_tags(call),
        **_of_service(call),
    }


def _network(caller: Caller) -> dict[str, str]:
    """Return which function calls, and the VPC that its calls leave by an endpoint, if any."""
    if not caller.function:
        return {}
    region = caller.function.split(":")[3]
    function = lambda_backends[ACCOUNT_ID][region].get_function(caller.function)
    vpc = (function.vpc_config or {}).get("VpcId")
    source = {"lambda:SourceFunctionArn": caller.function}
    return source | ({"aws:SourceVpc": vpc} if vpc else {})


def _tags(call: Call) -> dict[str, Any]:
    """Return the tags that a call puts or takes away."""
    given = call.get("Tags") or call.get("tags") or []
    pairs = (
        given.items()
        if isinstance(given, dict)
        else [
            (tag.get("Key", tag.get("key")), tag.get("Value", tag.get("value", "")))
            for tag in given
            if isinstance(tag, dict)
        ]
    )
    keys = [*(key for key, _ in pairs), *(call.get("TagKeys") or [])]
    values = {f"aws:RequestTag/{key}": value for key, value in pairs}
    return {**values, "aws:TagKeys": keys} if keys else {}


def _of_service(call: Call) -> dict[str, Any]:
    match call.service:
        case "application-autoscaling":
            return {
                f"application-autoscaling:{key}": str(value)
                for key, name in _OF_SCALING.items()
                if (value := call.get(name))
            }
        case "cloudwatch":
            space = call.get("Namespace")
            return {"cloudwatch:namespace": space} if space else {}
        case "dynamodb":
            keys = _leading_keys(call)
            return {"dynamodb:LeadingKeys": keys} if keys else {}
        case "ecs":
            name = str(call.get("cluster") or "default").rsplit("/", 1)[-1]
            return {"ecs:cluster": f"arn:aws:ecs:{call.region}:{ACCOUNT_ID}:cluster/{name}"}
        case "kms":
            pairs = (call.get("EncryptionContext") or {}).items()
            key = account.key(str(call.get("KeyId") or ""), call.region)
            return {
                "kms:CallerAccount": ACCOUNT_ID,
                **({"kms:ResourceAliases": [*key.aliases]} if key else {}),
                **{f"kms:EncryptionContext:{key}": value for key, value in pairs},
            }
        case "s3":
            prefix = call.get("Prefix")
            return {} if prefix is None else {"s3:prefix": prefix}
        case "secretsmanager":
            found = account.secret(str(call.get("SecretId")), call.region)
            stage = call.get("VersionStage") or "AWSCURRENT"
            rotation = getattr(found, "rotation_lambda_arn", "") or ""
            return {
                "secretsmanager:VersionStage": stage,
                **({"secretsmanager:SecretId": found.arn} if found else {}),
                **(
                    {"secretsmanager:resource/AllowRotationLambdaArn": rotation} if rotation else {}
                ),
            }
        case "service-quotas":
            return {"servicequotas:service": str(call.get("ServiceCode"))}
    return {}


def _leading_keys(call: Call) -> list[str]:
    """Return the partition keys of the items that are named."""
    found: list[str] = []
    for table, items in _items(call):
        known = dynamodb_backends[ACCOUNT_ID][call.region].tables.get(table.rsplit("/", 1)[-1])
        for item in items:
            value = item.get(known.hash_key_attr) if known else None
            if isinstance(value, dict) and value:
                found.append(str(next(iter(value.values()))))
    return found


def _items(call: Call) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if table := call.get("TableName"):
        yield table, [call.get("Key") or call.get("Item") or {}]
    for table, asked in (call.get("RequestItems") or {}).items():
        if isinstance(asked, dict):
            yield table, asked.get("Keys", [])
    for each in call.get("TransactItems") or []:
        for one in each.values():
            yield one["TableName"], [one.get("Key") or one.get("Item") or {}]
