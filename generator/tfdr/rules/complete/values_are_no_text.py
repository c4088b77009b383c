"""CMP03, which the layer `references` checks."""

from tfdr.rules import ERROR, Rule

RULE = Rule(
    id="CMP03",
    title="No interpolation is escaped where a value was meant",
    severity=ERROR,
    why="The name would be the text ${var.name}, which AWS refuses or, worse, takes.",
    fix="Write ${var.name}. $${aws:username} and $${HOME} are left alone: they are meant as text.",
    source="CMP03",
    fails="""\
resource "aws_sqs_queue" "orders" {
  name = "$${var.name}-orders"
}

variable "name" {}
""",
    passes="""\
resource "aws_sqs_queue" "orders" {
  name = "${var.name}-orders"
}

variable "name" {}
""",
)
