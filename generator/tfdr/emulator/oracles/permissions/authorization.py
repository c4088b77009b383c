"""What IAM calls what a call does, and what it does it to.

By the Service Authorization Reference: catalogue/{operations,calls,authorization}.yml have it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

from tfdr import facts
from tfdr.aws import operations
from tfdr.emulator.inside.iam import account
from tfdr.emulator.oracles.call import Call
from tfdr.emulator.protocol import ACCOUNT_ID

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PLACE = {"Partition": "aws", "Account": ACCOUNT_ID}


def needed(call: Call) -> list[tuple[str, str | None]]:
    """Return each action that a call needs, with a resource of it.

    The resource is `*` where IAM knows none for the action, and None where there should be one
    and nobody here knows which parameter names it.
    """
    if call.service in ("apigateway", "apigatewayv2"):
        return list(_of_gateway(call))
    if call.operation in _SPECIAL.get(call.service, {}):
        return list(_SPECIAL[call.service][call.operation](call))
    known = [each.action for each in operations.needed(call.service, call.operation)]
    return [
        (action, resource)
        for action in known or [f"{call.service}:{call.operation}"]
        for resource in resources(action, call)
    ]


def resources(action: str, call: Call) -> list[str | None]:
    """Return the ARNs that an action of a call is for; see `needed`."""
    prefix, _, name = action.partition(":")
    service = _service(prefix)
    types = service["actions"].get(_action(prefix, name), ())
    if types == "*":
        return ["*"]
    named = _parameters().get(prefix, {})
    known = [each.rstrip("?") for each in types if each.rstrip("?") in named]
    found = [arn for each in known for arn in _named(service, each, named[each], call)]
    if found:
        return list(found)
    # Without any that is named, it is for all of them.
    return [_filled(service["resources"][each], {}, call.region) for each in known] or [None]


def _named(service: Mapping[str, Any], kind: str, parameters: Any, call: Call) -> Iterator[str]:
    arn = service["resources"][kind]
    variables = [each for each in _VARIABLE.findall(arn) if each not in (*_PLACE, "Region")]
    if not isinstance(parameters, dict):
        parameters = {variables[-1]: parameters}
    values = {each: list(_values(names, call)) for each, names in parameters.items()}
    for given in product(*values.values()):
        whole = next((each for each in reversed(given) if each.startswith("arn:")), None)
        yield whole or _filled(arn, dict(zip(values, given, strict=True)), call.region)


def _values(names: Any, call: Call) -> Iterator[str]:
    for name in [names] if isinstance(names, str) else names:
        value = call.parameters.get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield _resolved(call, name, each)


def _resolved(call: Call, parameter: str, value: str) -> str:
    """Return the ARN of what is named by something that is not in its ARN; else the value."""
    found: Any = None
    match call.service, parameter:
        case "kms", _:
            found = account.key(value, call.region)
        case "secretsmanager", "SecretId":
            found = account.secret(value, call.region)
        case "sqs", "QueueUrl":
            return value.rsplit("/", 1)[-1]
        case "ecs", ("cluster" | "service" | "services") if value.startswith("arn:"):
            return value if parameter != "cluster" else value.rsplit("/", 1)[-1]
        case "route53", _:
            return value.rsplit("/", 1)[-1]
        case "ssm", _:
            return value if value.startswith("arn:") else value.removeprefix("/")
        case "lambda", _ if not value.startswith("arn:"):
            return value.rsplit("function:", 1)[-1].partition(":")[0]
    return value if found is None else str(found.arn)


def _filled(arn: str, given: Mapping[str, str], region: str) -> str:
    values = {**_PLACE, "Region": region, **given}
    return _VARIABLE.sub(lambda found: values.get(found[1], "*"), arn)


def _of_tables(call: Call) -> Iterator[tuple[str, str]]:
    for table in call.get("RequestItems") or {}:
        yield f"dynamodb:{call.operation}", _table(table, call)


def _of_transaction(call: Call) -> Iterator[tuple[str, str]]:
    actions = {
        "ConditionCheck": "ConditionCheckItem",
        "Delete": "DeleteItem",
        "Get": "GetItem",
        "Put": "PutItem",
        "Update": "UpdateItem",
    }
    asked = {
        (f"dynamodb:{actions[kind]}", _table(each["TableName"], call))
        for item in call.get("TransactItems") or []
        for kind, each in item.items()
    }
    yield from sorted(asked)


def _table(name: str, call: Call) -> str:
    if name.startswith("arn:"):
        return name
    return f"arn:aws:dynamodb:{call.region}:{ACCOUNT_ID}:table/{name}"


def _of_many_secrets(call: Call) -> Iterator[tuple[str, str]]:
    yield "secretsmanager:BatchGetSecretValue", "*"
    for name in call.get("SecretIdList") or []:
        found = account.secret(name, call.region)
        if found is not None:
            yield "secretsmanager:GetSecretValue", str(found.arn)


def _of_rotation(call: Call) -> Iterator[tuple[str, str | None]]:
    """Whoever has a function rotate a secret has to be allowed to invoke that function."""
    for resource in resources("secretsmanager:RotateSecret", call):
        yield "secretsmanager:RotateSecret", resource
    secret = account.secret(str(call.get("SecretId") or ""), call.region)
    function = call.get("RotationLambdaARN") or getattr(secret, "rotation_lambda_arn", None)
    if function:
        yield "lambda:InvokeFunction", str(function)


def _of_gateway(call: Call) -> Iterator[tuple[str, str]]:
    """API Gateway's actions are the methods of HTTP, and its resources are the paths."""
    path = call.model.http_trait.path
    for name, value in call.parameters.items():
        path = path.replace(f"{{{_lower(name)}}}", str(value))
    method = call.model.http_trait.method
    where = path.removeprefix("/v2")
    yield f"apigateway:{method}", f"arn:aws:apigateway:{call.region}::{where}"


def _of_copy(call: Call) -> Iterator[tuple[str, str]]:
    source = str(call.get("CopySource") or "").lstrip("/")
    yield "s3:GetObject", f"arn:aws:s3:::{source}"
    yield "s3:PutObject", f"arn:aws:s3:::{call.get('Bucket')}/{call.get('Key')}"


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


_SPECIAL: Mapping[str, Mapping[str, Callable[[Call], Iterator[tuple[str, str | None]]]]] = {
    "dynamodb": {
        "BatchGetItem": _of_tables,
        "BatchWriteItem": _of_tables,
        "TransactGetItems": _of_transaction,
        "TransactWriteItems": _of_transaction,
    },
    "s3": {"CopyObject": _of_copy},
    "secretsmanager": {
        "BatchGetSecretValue": _of_many_secrets,
        "RotateSecret": _of_rotation,
    },
}


@cache
def _parameters() -> Any:
    return facts.read("authorization.yml")["parameters"]


@cache
def _service(prefix: str) -> Any:
    try:
        return facts.read(f"authorization/{prefix}.yml")
    except FileNotFoundError:
        return {"resources": {}, "actions": {}}


@cache
def _action(prefix: str, wanted: str) -> str:
    """Return an action as IAM writes it: IAM and APIs differ in upper and lower case."""
    actions = _service(prefix)["actions"]
    return next((each for each in actions if each.lower() == wanted.lower()), wanted)
