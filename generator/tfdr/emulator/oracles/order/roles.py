"""Prerequisites of roles: who may assume them, and what they may do for a service that checks."""

from collections.abc import Iterator
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.iam.models import Role

from tfdr.emulator.inside.iam import account
from tfdr.emulator.inside.iam.decisions import context, objection, role_principal, trusts
from tfdr.emulator.inside.iam.documents import Access
from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.order.prerequisites import before
from tfdr.emulator.protocol import ACCOUNT_ID

_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg"

# Which service has to be able to assume the role that a parameter names, and what AWS says if not.
_ASSUMED: dict[str, tuple[tuple[str, ...], str, str, str]] = {
    "backup:CreateBackupSelection": (
        ("BackupSelection", "IamRoleArn"),
        "backup.amazonaws.com",
        "InvalidParameterValueException",
        "IAM Role {} cannot be assumed by AWS Backup",
    ),
    "backup:CreateRestoreTestingSelection": (
        ("RestoreTestingSelection", "IamRoleArn"),
        "backup.amazonaws.com",
        "InvalidParameterValueException",
        "IAM Role {} cannot be assumed by AWS Backup",
    ),
    "config:PutConfigurationRecorder": (
        ("ConfigurationRecorder", "roleARN"),
        "config.amazonaws.com",
        "InvalidRoleException",
        "The role {} cannot be assumed by AWS Config.",
    ),
    "ec2:CreateFlowLogs": (
        ("DeliverLogsPermissionArn",),
        "vpc-flow-logs.amazonaws.com",
        "InvalidParameter",
        "Unable to assume given IAM role {}",
    ),
    "lambda:CreateFunction": (
        ("Role",),
        "lambda.amazonaws.com",
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda: {}",
    ),
    "lambda:UpdateFunctionConfiguration": (
        ("Role",),
        "lambda.amazonaws.com",
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda: {}",
    ),
    "rds:CreateDBProxy": (
        ("RoleArn",),
        "rds.amazonaws.com",
        "InvalidParameterValue",
        "The role {} does not exist, or RDS cannot assume it.",
    ),
    "scheduler:CreateSchedule": (
        ("Target", "RoleArn"),
        "scheduler.amazonaws.com",
        "ValidationException",
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role: "
        "{}",
    ),
}


@before(
    *_ASSUMED,
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
)
def role_can_be_assumed(call: Call) -> Iterator[Objection]:
    """A role exists, and the service that gets it may assume it."""
    path, service, code, message = _ASSUMED[f"{call.service}:{call.operation}"]
    yield from _assumable(call.get(*path), service, code, message)


@before(
    "ecs:RegisterTaskDefinition",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
)
def tasks_can_assume_their_roles(call: Call) -> Iterator[Objection]:
    """The roles of a task definition exist, and tasks may assume them."""
    for name in ("executionRoleArn", "taskRoleArn"):
        yield from _assumable(
            call.get(name),
            "ecs-tasks.amazonaws.com",
            "ClientException",
            f"ECS was unable to assume the {name} that was provided for this task: {{}}",
        )


@before(
    "events:PutTargets",
    source="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html",
)
def events_can_assume_the_roles_of_targets(call: Call) -> Iterator[Objection]:
    """The roles of a rule's targets exist, and EventBridge may assume them."""
    for target in call.get("Targets") or []:
        yield from _assumable(
            target.get("RoleArn"),
            "events.amazonaws.com",
            "ValidationException",
            "Provided role '{}' cannot be assumed by principal 'events.amazonaws.com'.",
        )


@before(
    "events:PutTargets",
    source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html",
)
def buses_elsewhere_need_a_role(call: Call) -> Iterator[Objection]:
    """An event bus of another region or account is a target with a role."""
    for target in call.get("Targets") or []:
        arn = str(target.get("Arn")).split(":")
        if arn[2:3] == ["events"] and arn[3] != call.region and not target.get("RoleArn"):
            yield Objection(
                "ValidationException",
                f"Parameter(s) RoleArn must be specified for the target {target.get('Id')}.",
            )


@before("lambda:CreateFunction", source=f"{_LAMBDA}/configuration-vpc.html")
def functions_can_enter_their_vpc(call: Call) -> Iterator[Objection]:
    """The role of a function in a VPC may make, see and delete network interfaces."""
    if not call.get("VpcConfig", "SubnetIds"):
        return
    for name in ("CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface"):
        if not _may(call.get("Role"), f"ec2:{name}", "*", call):
            yield Objection(
                "InvalidParameterValueException",
                f"The provided execution role does not have permissions to call {name} on EC2",
            )


@before(
    "lambda:CreateFunction",
    "lambda:UpdateFunctionConfiguration",
    source=f"{_LAMBDA}/invocation-async-retain-records.html",
)
def functions_can_send_dead_letters(call: Call) -> Iterator[Objection]:
    """The role of a function may send to its queue for dead letters."""
    target = call.get("DeadLetterConfig", "TargetArn")
    if target:
        yield from _sends(call.get("Role"), target, call)


@before(
    "lambda:PutFunctionEventInvokeConfig", source=f"{_LAMBDA}/invocation-async-retain-records.html"
)
def functions_can_send_to_their_destinations(call: Call) -> Iterator[Objection]:
    """The role of a function may send to its destination for failures."""
    function = lambda_backends[ACCOUNT_ID][call.region].get_function(call.get("FunctionName"))
    for kind in ("OnFailure", "OnSuccess"):
        target = call.get("DestinationConfig", kind, "Destination")
        if target:
            yield from _sends(function.role, target, call)


@before(
    "rds:CreateDBInstance",
    "rds:ModifyDBInstance",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Monitoring.OS.Enabling.html",
)
def instances_can_be_monitored(call: Call) -> Iterator[Objection]:
    """The role of enhanced monitoring can be assumed, and may write to RDSOSMetrics."""
    arn = call.get("MonitoringRoleArn")
    if not arn:
        return
    code, message = (
        "InvalidParameterValue",
        "IAM role ARN value is invalid or does not include the required permissions for: "
        "ENHANCED_MONITORING: {}",
    )
    yield from _assumable(arn, "monitoring.rds.amazonaws.com", code, message)
    stream = f"arn:aws:logs:{call.region}:{ACCOUNT_ID}:log-group:RDSOSMetrics:log-stream:any"
    if not _may(arn, "logs:PutLogEvents", stream, call):
        yield Objection(code, message.format(arn))


def _sends(role: Any, target: str, call: Call) -> Iterator[Objection]:
    kind = target.split(":")[2]
    actions = {"sqs": ("SendMessage", "SQS"), "sns": ("Publish", "SNS")}
    if kind in actions and role:
        action, service = actions[kind]
        if not _may(role, f"{kind}:{action}", target, call):
            yield Objection(
                "InvalidParameterValueException",
                "The provided execution role does not have permissions to call "
                f"{action} on {service}",
            )


def _assumable(arn: Any, service: str, code: str, message: str) -> Iterator[Objection]:
    if not arn:
        return
    role = account.role(arn)
    if role is None or not _trusts(role, service):
        yield Objection(code, message.format(arn))


def _trusts(role: Role, service: str) -> bool:
    if "/aws-service-role/" in role.arn:
        return True
    return trusts(role, service)


def _may(arn: Any, action: str, resource: str, call: Call) -> bool:
    known = context({"aws:RequestedRegion": call.region, "aws:PrincipalArn": str(arn)})
    return objection(Access(role_principal(str(arn)), action, resource, known)) is None
