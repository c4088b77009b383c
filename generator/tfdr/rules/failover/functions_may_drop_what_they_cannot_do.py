"""FO06D: a function may write to its dead-letter queue."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.roles import may, unread

RULE = Rule(
    id="FO06D",
    title="A function may write to its dead-letter queue",
    severity=ERROR,
    why="Lambda writes dead letters with the role of the function. Where that may not, what the"
    " function could not do is lost without a trace, while everybody trusts the queue.",
    fix="Allow sqs:SendMessage, or sns:Publish, on the target in the policy of the role.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
    fails="""\
resource "aws_iam_role" "orders" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "orders" {
  role = aws_iam_role.orders.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "xray:*"
      Resource = "*"
    }]
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name = "dead-letters"
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn

  dead_letter_config {
    target_arn = aws_sqs_queue.dead_letters.arn
  }

  tracing_config {
    mode = "Active"
  }
}
""",
    passes="""\
resource "aws_iam_role" "orders" {
  assume_role_policy = "{}"
}

resource "aws_iam_role_policy" "orders" {
  role = aws_iam_role.orders.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:SendMessage", "xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      Resource = "*"
    }]
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name = "dead-letters"
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn

  dead_letter_config {
    target_arn = aws_sqs_queue.dead_letters.arn
  }

  tracing_config {
    mode = "Active"
  }
}
""",
)


_ACTIONS = {"aws_sqs_queue": "sqs:SendMessage", "aws_sns_topic": "sns:Publish"}


def check(system: System) -> Iterator[Verdict]:
    """Each function with dead letters, whose role is in the code."""
    for function in system.resources("aws_lambda_function"):
        path = "dead_letter_config.target_arn"
        target, role = function.target(path), function.target("role")
        action = _ACTIONS.get(target.type) if target is not None else None
        if action is None or role is None or role.is_data:
            continue
        message = f"its role does not allow {action}"
        holds = may(system, role, action, "sqs")
        yield judge(function, holds, message, path, unknown=unread(system, role))
