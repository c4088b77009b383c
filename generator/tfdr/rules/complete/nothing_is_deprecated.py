"""CMP07, which the layer `schema` checks."""

from tfdr.rules import WARNING, Rule

RULE = Rule(
    id="CMP07",
    title="No argument or resource is deprecated in any version of the provider that is allowed",
    severity=WARNING,
    why="The standby is rebuilt on the day that it is needed, with the newest provider that the "
    "constraint allows: what that one has removed ends the plan.",
    fix="Use what the message names instead, or narrow the version constraint of the provider.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade",
    fails="""\
resource "aws_eip" "nat" {
  vpc = true
}
""",
    passes="""\
resource "aws_eip" "nat" {
  domain = "vpc"
}
""",
)
