"""DR58: what runs in a region may use what is there."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Ref, Statement, System, any_of
from tfdr.evaluate.values import leaves
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.roles import failover_functions, policies
from tfdr.rules.workloads import users_of_roles

_CODE: Final = """\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider = aws.primary
}

resource "aws_kms_key" "primary" {
  provider = aws.primary
}

resource "aws_kms_key" "dr" {
  provider = aws.dr
}

resource "aws_iam_role" "api" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "api" {
  role = aws_iam_role.api.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "kms:Decrypt"
      Resource = aws_kms_key.%s.arn
    }]
  })
}

resource "aws_lambda_function" "api" {
  provider      = aws.dr
  function_name = "api"
  role          = aws_iam_role.api.arn
}
"""

RULE = Rule(
    id="DR58",
    title="What runs in a region may use keys, tables, secrets and parameters of that region",
    severity=ERROR,
    why="Roles are made once for all regions, so one that was copied for the standby may well name "
    "what the primary has. Nobody notices while the primary serves; after a failover every call "
    "is denied.",
    fix="Name the resource that is made with the provider of the region, or both of them.",
    source="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/regions.html",
    fails=_CODE % "primary",
    passes=_CODE % "dr",
)


def check(system: System) -> Iterator[Verdict]:
    """Each statement of the roles of functions, tasks and proxies; failing over is about all."""
    if not system.is_multi_region:
        return
    failing_over = failover_functions(system)
    for user, path, role in users_of_roles(system):
        if user in failing_over:
            continue
        for policy in policies(system, role):
            for statement in policy.statements:
                refs = _refs(statement)
                # Something else that it names may be here.
                if statement.allows and refs and len(refs) >= len(statement.resources):
                    here = any_of(*(r.target.owner.region.is_same(user.region) for r in refs))
                    shown = ", ".join(dict.fromkeys(ref.target.owner.address for ref in refs))
                    message = f"its role may use only what is in another region: {shown}"
                    unknown = (f"the regions of {user.address} and {shown}",)
                    yield judge(user, here, message, path, unknown=unknown)


def _refs(statement: Statement) -> list[Ref]:
    """The resources that a statement names; those that lie in no region are left out."""
    found = [each for value in statement.resources for each in leaves(value)]
    return [
        each
        for each in found
        if isinstance(each, Ref)
        and not each.target.owner.is_global
        and not each.target.owner.is_data
        and each.target.owner.type.startswith("aws_")
    ]
