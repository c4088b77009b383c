"""FO04: which region is active can be read in every region."""

from collections.abc import Iterator

from tfdr.evaluate import Policy, Resource, System, Truth, any_of, known_text, references
from tfdr.rules import ERROR, Rule, Verdict, active_region, judge, judge_all
from tfdr.rules.roles import failover_functions, managed, unread
from tfdr.rules.roles import policies as policies_of
from tfdr.rules.workloads import given, users_of_roles

RULE = Rule(
    id="FO04",
    title="Each working region has a parameter that says which region is active, and a role that "
    "may read it",
    severity=ERROR,
    why="Workers and schedules run in both regions. After a failover each of them has to know "
    "whether it is the one that works, without asking a region that may be gone: otherwise both "
    "do, or neither.",
    fix="Make an aws_ssm_parameter for the active region with each region's provider, and allow "
    "ssm:GetParameter on it to the applications' roles.",
    source="https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_lambda_function" "failover" {
  provider      = aws.dr
  function_name = "failover"
  role          = "arn:aws:iam::123456789012:role/failover"
}

resource "aws_vpc" "primary" {
  provider = aws.primary
}

resource "aws_ssm_parameter" "active_region" {
  provider = aws.primary
  name     = "/orders/active-region"
  type     = "String"
  value    = "eu-west-1"
}
""",
    passes="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_lambda_function" "failover" {
  provider      = aws.dr
  function_name = "failover"
  role          = "arn:aws:iam::123456789012:role/failover"
}

resource "aws_vpc" "primary" {
  provider = aws.primary
}

resource "aws_ssm_parameter" "active_region" {
  provider = aws.primary
  name     = "/orders/active-region"
  type     = "String"
  value    = "eu-west-1"
}

resource "aws_ssm_parameter" "active_region_dr" {
  provider = aws.dr
  name     = "/orders/active-region"
  type     = "String"
  value    = "eu-west-1"
}

resource "aws_iam_policy" "application" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "ssm:GetParameter"
      Resource = "arn:aws:ssm:*:123456789012:parameter/orders/active-region"
    }]
  })
}
""",
)

_READING = ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath")
_POLICIES = ("aws_iam_policy", "aws_iam_role_policy")


def check(system: System) -> Iterator[Verdict]:
    """Each working region, where a function fails over; then each such parameter."""
    if not system.is_multi_region or not failover_functions(system):
        return
    parameters = active_region.parameters(system)
    for region in system.working_regions:
        exists: Truth = any_of(*(each.region.is_same(region) for each in parameters))
        if exists is False and system.not_followed:
            exists = None
        message = f"no parameter in {region} says which region is active"
        unknown = [*(each.address for each in parameters), *system.not_followed]
        yield judge_all(system, exists, message, unknown=unknown)
    policies = [each.policy("policy") for each in system.resources(*_POLICIES)]
    for parameter in parameters:
        readable = any_of(*(_reads(policy, parameter) for policy in policies))
        unknown = [source for policy in policies for source in policy.missing]
        yield judge(parameter, readable, "no role may read it", unknown=unknown)
    for user, path, role in users_of_roles(system):
        if path == "execution_role_arn" or user in failover_functions(system):
            continue  # it starts containers, or writes the parameter
        read = [ref.target.owner for _, ref in given(user) if ref.target.owner in parameters]
        if read:
            found = [*policies_of(system, role)]
            may = any_of(
                *(_reads(policy, each) for policy in found for each in read),
                managed(system, role, "ssm"),
            )
            message = f"is told of {read[0].address}, which its role may not read"
            yield judge(user, may, message, path, unknown=unread(system, role))


def _reads(policy: Policy, parameter: Resource) -> Truth:
    found: list[Truth] = []
    for statement in policy.statements:
        if statement.allows is False or not any(statement.covers(each) for each in _READING):
            continue
        found += [_names(value, parameter) for value in statement.resources]
    return any_of(*found, False if policy.is_complete else None)


def _names(value: object, parameter: Resource) -> Truth:
    if any(ref.target.owner is parameter for ref in references(value)):  # type: ignore[arg-type]
        return True
    text = known_text(value) or str(value)  # type: ignore[arg-type]
    if text == "*" or text.endswith(("parameter/*", ":*")):
        return True
    return active_region.NAMED.search(text) is not None
