"""CMP01, which the layer `references` checks."""

from tfdr.rules import ERROR, Rule

RULE = Rule(
    id="CMP01",
    title="Every module is in the repository",
    severity=ERROR,
    why="A module from elsewhere can change or be gone on the day of a failover, when the network "
    "that it is fetched over may be gone too.",
    fix="Keep the module in the repository and name it by a path that begins with ./ or ../.",
    source="CMP01",
    fails="""\
module "network" {
  source = "terraform-aws-modules/vpc/aws"
}
""",
    passes="""\
module "network" {
  source = "./modules/network"
}
""",
)
