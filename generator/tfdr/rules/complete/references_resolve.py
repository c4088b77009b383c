"""CMP02, which the layer `references` checks."""

from tfdr.rules import ERROR, Rule

RULE = Rule(
    id="CMP02",
    title="Every reference resolves",
    severity=ERROR,
    why="Terraform plans nothing at all while one name in the configuration leads nowhere.",
    fix="Declare it, or use a name that exists; the message names the nearest one.",
    source="CMP02",
    fails="""\
output "vpc" {
  value = aws_vpc.mian.id
}
""",
    passes="""\
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

output "vpc" {
  value = aws_vpc.main.id
}
""",
)
