"""SEC02D: a policy of a resource lets in somebody, not everybody."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Statement, System, Truth, all_of, any_of, known_text, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

_CODE: Final = """\
resource "aws_sns_topic" "alerts" {
  name = "alerts"
}

resource "aws_sns_topic_policy" "alerts" {
  arn = aws_sns_topic.alerts.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alerts.arn
      Principal = %s
    }]
  })
}
"""

RULE = Rule(
    id="SEC02D",
    title="The policy of a topic, queue, secret, key or vault lets nobody in whom it does not name",
    severity=ERROR,
    why="With the principal * and no condition every account of AWS may do it: send false alarms, "
    "or read the queue. In an outage nobody can then tell which alarm is true.",
    fix="Name the service or the account, or add a condition on aws:SourceAccount or "
    "aws:PrincipalOrgID.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    fails=_CODE % '{ AWS = "*" }',
    passes=_CODE % '{ Service = "cloudwatch.amazonaws.com" }',
    is_local=True,
)

_POLICIES: Final = {
    "aws_backup_vault_policy": "policy",
    "aws_cloudwatch_event_bus_policy": "policy",
    "aws_ecr_repository_policy": "policy",
    "aws_kms_key": "policy",
    "aws_kms_key_policy": "policy",
    "aws_secretsmanager_secret": "policy",
    "aws_secretsmanager_secret_policy": "policy",
    "aws_sns_topic": "policy",
    "aws_sns_topic_policy": "policy",
    "aws_sqs_queue": "policy",
    "aws_sqs_queue_policy": "policy",
}


def check(system: System) -> Iterator[Verdict]:
    """Each statement of such a policy that allows something."""
    for type_, path in _POLICIES.items():
        for resource in system.resources(type_):
            for statement in resource.policy(path).statements:
                if statement.allows is not False:
                    open_ = all_of(statement.allows, _is_for_all(statement))
                    message = "lets anybody in who has an account of AWS"
                    yield judge(resource, negate(open_), message, statement)


def _is_for_all(statement: Statement) -> Truth:
    if statement.conditions:
        return False
    everybody: list[Truth] = []
    for kind, who in statement.principals:
        text = known_text(who)
        # What is not known is some role or account: nobody puts a star into a variable.
        everybody.append(kind in ("*", "AWS") and text == "*")
    return any_of(*everybody)
