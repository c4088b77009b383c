"""What ECS does in the name of a task's execution role: images, secrets, logs."""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.ecs.models import ecs_backends

from tfdr.emulator.inside.iam import account, reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID

_TASKS = "ecs-tasks.amazonaws.com"
_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


@sends
def tasks() -> Iterator[Delivery]:
    """Tasks of services get their images and secrets, and their logs are kept.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    """
    for region, backend in list(ecs_backends[ACCOUNT_ID].items()):
        for service in list(backend.services.values()):
            name = str(service.task_definition).rsplit("/", 1)[-1]
            definition = backend.describe_task_definition(name)
            for container in definition.container_definitions:
                yield from _of_container(
                    service.arn,
                    str(getattr(definition, "execution_role_arn", "")),
                    container,
                    region,
                )


def _of_container(
    source: str, role: str, container: Mapping[str, Any], region: str
) -> Iterator[Delivery]:
    host, _, rest = str(container.get("image")).partition("/")
    if ".dkr.ecr." in host:
        name = rest.partition("@")[0].partition(":")[0]
        owner = host.split(".")
        repository = f"arn:aws:ecr:{owner[3]}:{owner[0]}:repository/{name}"
        needs = [("ecr:GetAuthorizationToken", "*"), *((each, repository) for each in _PULL)]
        yield Delivery("image to task", source, repository, reach.as_role(role, _TASKS, needs))
    options = (container.get("logConfiguration") or {}).get("options", {})
    if group := options.get("awslogs-group"):
        arn = f"arn:aws:logs:{options.get('awslogs-region', region)}:{ACCOUNT_ID}:log-group:{group}"
        stream = f"{arn}:log-stream:any"
        needs = [("logs:CreateLogStream", stream), ("logs:PutLogEvents", stream)]
        yield Delivery("task to log group", source, arn, reach.as_role(role, _TASKS, needs))
    for each in container.get("secrets") or []:
        yield _secret(source, role, str(each["valueFrom"]), region)


def _secret(source: str, role: str, name: str, region: str) -> Delivery:
    if ":secretsmanager:" not in name:
        path = name.rpartition(":parameter/")[2].removeprefix("/")
        arn = f"arn:aws:ssm:{region}:{ACCOUNT_ID}:parameter/{path}"
        why = reach.as_role(role, _TASKS, {"ssm:GetParameters": arn})
        return Delivery("parameter to task", source, arn, why)
    arn = ":".join(name.split(":")[:7])
    why = reach.as_role(role, _TASKS, {"secretsmanager:GetSecretValue": arn})
    secret = account.secret(arn, region)
    key = account.key_of_secret(secret) if secret else None
    if why is None and key is not None:
        why = reach.role_through_key(role, str(key.arn), "secretsmanager", "kms:Decrypt")
    return Delivery("secret to task", source, arn, why)
