"""NAM04: everything says by its tags whose it is and what it is for."""

from collections.abc import Iterator
from typing import Final

from tfdr import hcl
from tfdr.evaluate import Fields, System, Truth, Value, plain, sources
from tfdr.evaluate.evaluator import evaluate
from tfdr.evaluate.providers import DEFAULT
from tfdr.rules import WARNING, Rule, Verdict, judge_place

RULE = Rule(
    id="NAM04",
    title="Every AWS provider gives its resources the ten tags that say whose they are",
    severity=WARNING,
    why="In an outage somebody has to know within minutes which resources are the standby's, how "
    "much may be lost, and whom to call. What has no tags is also left out of costs and backups.",
    fix="Set default_tags in each provider with Environment, Project, Owner, CostCenter, "
    "ManagedBy, Suffix, DRRole, RPO, RTO and ComplianceScope. Route 53 takes ten tags for a hosted "
    "zone or a health check, in all: a provider for nothing else may leave out RPO and RTO.",
    source="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    fails="""\
provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Project = "orders" }
  }
}
""",
    passes="""\
provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = {
      Environment     = "production"
      Project         = "orders"
      Owner           = "orders-team"
      CostCenter      = "4711"
      ManagedBy       = "terraform"
      Suffix          = "production"
      DRRole          = "primary"
      RPO             = "5m"
      RTO             = "20m"
      ComplianceScope = "baseline"
    }
  }
}
""",
)

_TAGS: Final = (
    "Environment",
    "Project",
    "Owner",
    "CostCenter",
    "ManagedBy",
    "Suffix",
    "DRRole",
    "RPO",
    "RTO",
    "ComplianceScope",
)


_OBJECTIVES: Final = ("RPO", "RTO")


def check(system: System) -> Iterator[Verdict]:
    """Each configuration of the AWS provider in the root."""
    for block in system.root.source.of_kind("provider"):
        if block.labels == ("aws",):
            tags, line = _tags(block, system)
            wanted = _wanted(block, system)
            missing = [] if tags is None else [each for each in wanted if each not in tags]
            holds: Truth = None if tags is None else not missing
            if isinstance(tags, Fields) and tags.rest is not None and missing:
                holds = None
            alias = block.expression("alias")
            name = f".{alias.value}" if alias and isinstance(alias.value, str) else ""
            message = f"gives its resources no {', '.join(missing[:4])}"
            more = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
            unknown = ("tags",) if tags is None else sources(tags)
            yield judge_place(
                holds, f"provider.aws{name}", block.file, line, message + more, unknown=unknown
            )


def _wanted(provider: hcl.Block, system: System) -> list[str]:
    """The tags that are demanded: the objectives are not where only Route 53 has resources."""
    alias = provider.expression("alias")
    role = alias.value if alias else DEFAULT
    types = {each.type for each in system.resources() if each.region.role == role}
    only_dns = bool(types) and all(each.startswith("aws_route53_") for each in types)
    return [each for each in _TAGS if not (only_dns and each in _OBJECTIVES)]


def _tags(provider: hcl.Block, system: System) -> tuple[Fields | None, int]:
    """The tags, None when they cannot be known; and the line where they are or should be."""
    blocks = provider.nested("default_tags")
    attribute = blocks[0].attributes.get("tags") if blocks else None
    if attribute is None:
        return Fields(), provider.line
    value: Value = plain(evaluate(attribute.expression, system.root.scope))
    return (value if isinstance(value, Fields) else None), attribute.line
