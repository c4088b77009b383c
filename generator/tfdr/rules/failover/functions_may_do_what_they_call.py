"""FO03B: a failover function may do what its code calls."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr import operations
from tfdr.evaluate import Resource, System, Truth, all_of, any_of
from tfdr.operations import Operation
from tfdr.rules import ERROR, Rule, Verdict, judge, packages
from tfdr.rules.roles import failover_functions, may, unread

_CODE: Final = """\
resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
}

data "archive_file" "failover" {
  type        = "zip"
  output_path = "failover.zip"

  source {
    filename = "failover.py"
    content  = <<-EOT
      import boto3

      rds = boto3.client("rds")

      def handler(event, context):
          rds.failover_global_cluster(**event)
    EOT
  }
}

resource "aws_lambda_function" "failover" {
  function_name = "failover"
  filename      = data.archive_file.failover.output_path
  handler       = "failover.handler"
  runtime       = "python3.13"
  role          = aws_iam_role.failover.arn
}

resource "aws_iam_role" "failover" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "failover" {
  role = aws_iam_role.failover.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "%s"
      Resource = "arn:aws:rds::111122223333:global-cluster:orders"
    }]
  })
}
"""

RULE = Rule(
    id="FO03B",
    title="A failover function may do what its code calls",
    severity=ERROR,
    why="What a failover calls is called on no other day. A permission that its role lacks shows "
    "in the outage, after the steps before it have been done.",
    fix="Allow the action in a policy of the function's role, on what the function works on.",
    source="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    fails=_CODE % "rds:DescribeGlobalClusters",
    passes=_CODE % "rds:FailoverGlobalCluster",
)

# A method that is called, or a word on its own in a text, as in `call("rds", "describe_...")`.
_WORD: Final = re.compile(r"""\.(\w+)\(|["']([\w-]+)["']""")


def check(system: System) -> Iterator[Verdict]:
    """Each failover function whose code and role are here."""
    for function in failover_functions(system):
        role = function.target("role")
        if role is None or role.is_data:
            continue
        program = packages.program(function, system)
        words = frozenset[str]().union(*map(_words, program.values()))
        called = [each for each in operations.named(words) if _has_work(each, system)]
        if not called:
            continue
        foreign: Truth = None if _has_others(system, role) else False
        allows = {each.action: any_of(may(system, role, each.action), foreign) for each in called}
        allowed = _allowed(called, allows)
        lacking = [action for action, holds in allowed.items() if holds is False]
        more = f" and {len(lacking) - 2} more" if len(lacking) > 2 else ""
        message = f"its role does not allow {' or '.join(lacking[:2])}{more}, which its code calls"
        missing = unread(system, role)
        yield judge(function, all_of(*allowed.values()), message, "role", unknown=missing)


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    return frozenset(each for pair in _WORD.findall(text) for each in pair if each)


def _has_work(call: Operation, system: System) -> bool:
    return not call.works_on or any(_is_there(kind, system) for kind in call.works_on)


def _allowed(called: list[Operation], allows: dict[str, Truth]) -> dict[str, Truth]:
    """Whether each action is allowed; one of them is enough where services share an operation."""
    services: dict[str, set[str]] = {}
    for each in called:
        services.setdefault(each.name, set()).add(each.service)
    shared: dict[str, list[Operation]] = {}
    found: dict[str, Truth] = {}
    for each in called:
        if len(services[each.name]) > 1:
            shared.setdefault(each.name, []).append(each)
        else:
            found[each.action] = allows[each.action]
    for several in shared.values():
        found[several[0].action] = any_of(*(allows[each.action] for each in several))
    return found


def _is_there(kind: str, system: System) -> bool:
    type_, _, block = kind.partition(".")
    return any(not block or each.has(block) is not False for each in system.resources(type_))


def _has_others(system: System, role: Resource) -> bool:
    """Whether a role may have policies that are not in the code, such as AWS's own."""
    if role.has("managed_policy_arns") is not False or role.has("inline_policy") is not False:
        return True
    return any(
        attached.target("policy_arn") is None
        for attached in system.links(role, "aws_iam_role_policy_attachment", "role")
    )
