"""OBS04D: what carries events to the bus of another region may do so."""

from collections.abc import Iterator

from tfdr.evaluate import System, known_text
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.roles import may, unread

RULE = Rule(
    id="OBS04D",
    title="What carries events to the bus of another region may do so",
    severity=ERROR,
    why="EventBridge carries events to another bus with the role of the target. Where that may "
    "not put events, the other region hears of no alarm, and everybody believes that all is"
    " quiet.",
    fix="Allow events:PutEvents on the bus in the policy of the role.",
    source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html",
    fails="""\
resource "aws_iam_role" "relay" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "relay" {
  role = aws_iam_role.relay.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "events:PutRule"
      Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default"
    }]
  })
}

resource "aws_cloudwatch_event_target" "standby" {
  rule     = "alarms"
  arn      = "arn:aws:events:eu-central-1:123456789012:event-bus/default"
  role_arn = aws_iam_role.relay.arn
}
""",
    passes="""\
resource "aws_iam_role" "relay" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "relay" {
  role = aws_iam_role.relay.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "events:PutEvents"
      Resource = "arn:aws:events:eu-central-1:123456789012:event-bus/default"
    }]
  })
}

resource "aws_cloudwatch_event_target" "standby" {
  rule     = "alarms"
  arn      = "arn:aws:events:eu-central-1:123456789012:event-bus/default"
  role_arn = aws_iam_role.relay.arn
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each target that is a bus, by the role that is in the code."""
    for target in system.resources("aws_cloudwatch_event_target"):
        arn, role = target.get("arn"), target.target("role_arn")
        text = known_text(arn) or str(arn)
        bus = target.target("arn")
        is_bus = ":event-bus/" in text or (
            bus is not None and bus.type == "aws_cloudwatch_event_bus"
        )
        if is_bus and role is not None and not role.is_data:
            holds = may(system, role, "events:PutEvents")
            message = f"{role.address} does not allow events:PutEvents"
            yield judge(target, holds, message, "role_arn", unknown=unread(system, role))
