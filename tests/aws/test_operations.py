"""Which actions the operations of AWS's API need, and that a role without them is noticed."""

from pathlib import Path

import pytest
from botocore import xform_name
from tfdr import hcl
from tfdr.aws import operations
from tfdr.check.judging import judge
from tfdr.check.settings import Settings
from tfdr.facts import read
from tfdr.project import Project
from tfdr.rules import FAIL, PASS

FUNCTION = """\
data "archive_file" "failover" {{
  type        = "zip"
  output_path = "failover.zip"

  source {{
    filename = "failover.py"
    content  = <<-EOT
      import boto3

      def handler(event, context):
          boto3.client("{service}").{operation}(**event)
    EOT
  }}
}}

resource "aws_lambda_function" "failover" {{
  function_name = "failover"
  filename      = data.archive_file.failover.output_path
  handler       = "failover.handler"
  runtime       = "python3.13"
  role          = aws_iam_role.failover.arn
}}

resource "aws_iam_role" "failover" {{
  assume_role_policy = "{{}}"
}}

resource "aws_iam_role_policy" "failover" {{
  role = aws_iam_role.failover.id

  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect   = "Allow"
      Action   = {actions}
      Resource = "arn:aws:sns:us-east-1:111122223333:alerts"
    }}]
  }})
}}
"""


def outcome(folder: Path, call: str, *actions: str) -> tuple[str, str]:
    """What FO03B says of a failover function with a call and a role of some actions."""
    service, operation = call.split(".")
    names = "[" + ", ".join(f'"{each}"' for each in actions) + "]"
    text = FUNCTION.format(service=service, operation=operation, actions=names)
    (folder / "main.tf").write_text(text)
    report = judge(Project(hcl.read_tree(folder)), Settings(select=("FO03B",)))
    (judged,) = report.judged
    return judged.outcome, judged.verdict.message


# What the failover programs of others call.
@pytest.mark.parametrize(
    ("call", "action"),
    [
        (
            "elasticache.failover_global_replication_group",
            "elasticache:FailoverGlobalReplicationGroup",
        ),
        ("docdb.failover_global_cluster", "rds:FailoverGlobalCluster"),
        ("globalaccelerator.update_endpoint_group", "globalaccelerator:UpdateEndpointGroup"),
        ("cloudfront.update_distribution", "cloudfront:UpdateDistribution"),
        ("arc-region-switch.start_plan_execution", "arc-region-switch:StartPlanExecution"),
        ("eks.update_nodegroup_config", "eks:UpdateNodegroupConfig"),
        ("ssm.start_automation_execution", "ssm:StartAutomationExecution"),
        ("stepfunctions.start_execution", "states:StartExecution"),
        ("lambda.update_event_source_mapping", "lambda:UpdateEventSourceMapping"),
        ("lambda.invoke", "lambda:InvokeFunction"),
        ("ecs.run_task", "ecs:RunTask"),
        ("rds.create_db_instance", "rds:CreateDBInstance"),
        ("backup.list_backup_jobs", "backup:ListBackupJobs"),
        ("elbv2.modify_listener", "elasticloadbalancing:ModifyListener"),
        ("s3.head_object", "s3:GetObject"),
    ],
)
def test_a_call_that_the_role_does_not_allow_is_noticed(
    call: str, action: str, tmp_path: Path
) -> None:
    lacking, message = outcome(tmp_path, call, "sns:Publish")
    assert lacking == FAIL
    assert action in message
    assert outcome(tmp_path, call, "sns:Publish", action)[0] == PASS


@pytest.mark.parametrize("kind", ["Put", "Update", "Delete", "ConditionCheck"])
def test_a_transaction_needs_what_it_does(kind: str) -> None:
    needed = operations.named(frozenset({"dynamodb", "transact_write_items", kind}), frozenset())
    action = "ConditionCheckItem" if kind == "ConditionCheck" else f"{kind}Item"
    assert [each.action for each in needed] == [f"dynamodb:{action}"]


def test_words_alone_are_a_call_of_what_programs_fail_over_with() -> None:
    words = frozenset({"rds", "failover_global_cluster", "create_db_instance"})
    assert [each.action for each in operations.named(words, frozenset())] == [
        "rds:FailoverGlobalCluster"
    ]
    calls = frozenset({("rds", "create_db_instance")})
    assert [each.action for each in operations.named(words, calls)] == [
        "rds:CreateDBInstance",
        "rds:FailoverGlobalCluster",
    ]


def test_operations_are_called_as_boto3_calls_them() -> None:
    for service in read("operations.yml")["services"].values():
        for name in service["operations"].split():
            assert operations.snake_case(name) == xform_name(name)


def test_what_is_written_by_hand_is_about_operations_that_are_there() -> None:
    calls, services = read("calls.yml"), read("operations.yml")["services"]
    for service, several in calls["works_on"].items():
        known = {operations.snake_case(each) for each in services[service]["operations"].split()}
        assert set(several) <= known | set(calls["needs"].get(service, {})), service
    for service, several in calls["needs"].items():
        known = {operations.snake_case(each) for each in services[service]["operations"].split()}
        for name in set(several) & known:
            assert len(several[name]) > 1, f"{name} has an action of its own name"
